/* SPDX-License-Identifier: MIT */
/*
 * report_json.h: the parts of inquest.report/1, one function for each, keys in the order of the
 * contract. Every function writes one JSON value to `out` and leaves errors in out->status.
 * Lists of ids are sorted by their bytes and hold each id once.
 */
#ifndef INQ_LIB_REPORT_JSON_H
#define INQ_LIB_REPORT_JSON_H

#include "json_out.h"
#include "report_names.h"

#include <stdlib.h>

/* Lists up to this long are sorted on the stack, longer ones in memory of the job. */
#define REPORT_JSON_FEW 32

/* Stretches that are kept from one resource to the next. */
enum report_stretch { REPORT_STATE, REPORT_UNDIAGNOSED, REPORT_ALONE, REPORT_FACT };

/* ids behind an array of pointers: `at` returns the i-th one. */
typedef struct report_ids {
    const char *key;
    inq_str (*at)(const void *items, size_t i);
    const void *items;
    size_t n;
} report_ids;

JSON_INLINE void report_json_key_str(json_out *out, const char *key, inq_str value)
{
    json_key(out, key);
    json_str(out, value);
}

JSON_INLINE void report_json_key_text(json_out *out, const char *key, const char *value)
{
    json_key(out, key);
    json_text(out, value);
}

JSON_INLINE void report_json_key_number(json_out *out, const char *key, uint64_t value)
{
    json_key(out, key);
    json_number(out, value);
}

/** "key":["…",…] in the order given. */
JSON_INLINE void report_json_strings(json_out *out, const char *key, const inq_str *texts, size_t n)
{
    json_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < n; i++)
        json_str(out, texts[i]);
    json_close(out, ']');
}

static inline int report_json_compare(const void *left, const void *right)
{
    const inq_str *a = left;
    const inq_str *b = right;
    const int order = memcmp(a->ptr, b->ptr, a->len < b->len ? a->len : b->len);
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* Collects the ids into `room`, sorts them, writes each once. */
static inline void report_json_sorted(json_out *out, const report_ids *ids, inq_str *room)
{
    size_t n = 0;
    for (size_t i = 0; i < ids->n; i++) {
        const inq_str id = ids->at(ids->items, i);
        if (id.ptr)
            room[n++] = id;
    }
    if (n > 1)
        qsort(room, n, sizeof room[0], report_json_compare);
    for (size_t i = 0; i < n && out->status == INQ_OK; i++)
        if (i == 0 || report_json_compare(&room[i - 1], &room[i]) != 0)
            json_str(out, room[i]);
}

/** "key":["id",…], sorted. Takes memory from the host for long lists. */
static inline void report_json_ids(json_out *out, const inq_host *host, const report_ids *ids)
{
    inq_str few[REPORT_JSON_FEW];
    inq_str *room = few;
    if (ids->n > REPORT_JSON_FEW)
        room = ids->n <= SIZE_MAX / sizeof *room
                   ? host->alloc(out->ctx, ids->n * sizeof *room, _Alignof(inq_str))
                   : NULL;
    json_key(out, ids->key);
    json_open(out, '[');
    if (room)
        report_json_sorted(out, ids, room);
    else if (out->status == INQ_OK)
        out->status = INQ_ENOMEM;
    json_close(out, ']');
}

static inline inq_str report_id_of_resource(const void *items, size_t i)
{
    return ((const inq_resource *const *)items)[i]->id;
}

static inline inq_str report_id_of_rule(const void *items, size_t i)
{
    return ((const inq_finding *const *)items)[i]->rule;
}

static inline inq_str report_id_itself(const void *items, size_t i)
{
    return ((const inq_str *)items)[i];
}

static inline void report_json_excerpt(json_out *out, const inq_excerpt *excerpt)
{
    if (!excerpt) {
        json_null(out);
        return;
    }
    json_open(out, '{');
    report_json_key_number(out, "first_line", excerpt->first_line);
    report_json_strings(out, "text", excerpt->text, excerpt->n_text);
    json_close(out, '}');
}

/* What a fact says, which many say alike. */
static inline void report_json_said(json_out *out, const inq_evidence *evidence)
{
    const char *supports = report_supports_name(evidence->supports);
    const inq_str texts[] = {evidence->path,
                             evidence->fact,
                             evidence->value,
                             {supports, supports ? strlen(supports) : 0}};
    json_stretch stretch = {.slot = REPORT_FACT, .n = 4, .texts = texts};
    if (!evidence->excerpt && json_again(out, &stretch))
        return;
    report_json_key_str(out, "path", evidence->path);
    report_json_key_str(out, "fact", evidence->fact);
    report_json_key_str(out, "value", evidence->value);
    report_json_key_text(out, "supports", supports);
    json_key(out, "excerpt");
    report_json_excerpt(out, evidence->excerpt);
    if (!evidence->excerpt)
        json_keep(out, &stretch);
}

static inline void report_json_fact(json_out *out, const inq_evidence *evidence)
{
    json_open(out, '{');
    report_json_key_str(out, "input", evidence->input);
    report_json_key_number(out, "line", evidence->line);
    report_json_key_number(out, "column", evidence->column);
    report_json_said(out, evidence);
    json_close(out, '}');
}

/** "evidence":[{…},…] in the order given. */
static inline void report_json_evidence(json_out *out, const inq_evidence *const *evidence,
                                        size_t n)
{
    json_key(out, "evidence");
    json_open(out, '[');
    for (size_t i = 0; i < n && out->status == INQ_OK; i++)
        report_json_fact(out, evidence[i]);
    json_close(out, ']');
}

static inline void report_json_relations(json_out *out, const inq_resource *resource)
{
    json_key(out, "relations");
    json_open(out, '[');
    for (size_t i = 0; i < resource->n_relations && out->status == INQ_OK; i++) {
        const inq_relation *relation = resource->relations[i];
        json_open(out, '{');
        report_json_key_str(out, "to", relation->to);
        report_json_key_str(out, "kind", relation->kind);
        report_json_key_str(out, "why", relation->why);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/** Whether any fact about the builder is known. */
static inline bool report_has_builder(const inq_resource *resource)
{
    return resource->builder_stage.ptr || resource->builder_wanted.ptr ||
           resource->builder_processed.ptr || resource->builder_info.ptr;
}

static inline void report_json_builder(json_out *out, const inq_resource *resource)
{
    json_key(out, "builder");
    if (!report_has_builder(resource)) {
        json_null(out);
        return;
    }
    json_open(out, '{');
    report_json_key_str(out, "stage", resource->builder_stage);
    json_key(out, "wanted");
    json_count(out, resource->builder_wanted);
    json_key(out, "processed");
    json_count(out, resource->builder_processed);
    report_json_key_str(out, "info", resource->builder_info);
    json_close(out, '}');
}

/* What is said of it, which is said of many alike. */
static inline void report_json_state(json_out *out, const inq_resource *resource)
{
    const inq_str texts[] = {
        resource->status,         resource->runtime,           resource->builder_stage,
        resource->builder_wanted, resource->builder_processed, resource->builder_info};
    json_stretch stretch = {.slot = REPORT_STATE, .n = 6, .texts = texts};
    if (json_again(out, &stretch))
        return;
    report_json_key_str(out, "status", resource->status);
    report_json_key_str(out, "runtime", resource->runtime);
    report_json_builder(out, resource);
    json_keep(out, &stretch);
}

static inline void report_json_identity(json_out *out, const inq_resource *resource)
{
    report_json_key_str(out, "id", resource->id);
    report_json_key_str(out, "type", resource->type);
    report_json_key_str(out, "version", resource->version);
    report_json_key_str(out, "name", resource->name);
    report_json_key_str(out, "workspace", resource->workspace);
    report_json_key_str(out, "owner", resource->owner);
}

static inline void report_json_since(json_out *out, const inq_resource *resource)
{
    json_key(out, "since");
    json_open(out, '{');
    report_json_key_str(out, "at", resource->since_at);
    report_json_key_str(out, "after", resource->since_after);
    json_close(out, '}');
}

static inline void report_json_diagnosis(json_out *out, const inq_host *host,
                                         const inq_resource *resource)
{
    const bool phased = resource->phase != INQ_PHASE_NONE;
    const report_ids symptoms = {"symptoms", report_id_of_resource, resource->symptoms,
                                 resource->n_symptoms};
    const report_ids at_risk = {"at_risk", report_id_itself, resource->at_risk,
                                resource->n_at_risk};
    report_json_key_text(out, "health", report_health_name(resource->health));
    report_json_key_str(out, "reason", resource->reason);
    report_json_key_text(out, "phase", report_phase_name(resource->phase));
    report_json_key_str(out, "class", resource->klass);
    report_json_key_text(out, "confidence",
                         phased ? report_confidence_name(resource->confidence) : NULL);
    report_json_since(out, resource);
    report_json_key_str(out, "root", resource->root ? resource->root->id : (inq_str){NULL, 0});
    report_json_ids(out, host, &symptoms);
    report_json_ids(out, host, &at_risk);
}

/* Whether all of the diagnosis is health and reason, as with nearly all that is healthy. */
static inline bool report_is_undiagnosed(const inq_resource *resource)
{
    return resource->phase == INQ_PHASE_NONE && !resource->klass.ptr && !resource->since_at.ptr &&
           !resource->since_after.ptr && !resource->root && !resource->n_symptoms &&
           !resource->n_at_risk;
}

/* Such a diagnosis: the same bytes for many. */
static inline void report_json_undiagnosed(json_out *out, const inq_host *host,
                                           const inq_resource *resource)
{
    const char *health = report_health_name(resource->health);
    const inq_str texts[] = {{health, health ? strlen(health) : 0}, resource->reason};
    json_stretch stretch = {.slot = REPORT_UNDIAGNOSED, .n = 2, .texts = texts};
    if (json_again(out, &stretch))
        return;
    report_json_diagnosis(out, host, resource);
    json_keep(out, &stretch);
}

/* What else is known: gaps, rules, other resources. */
static inline void report_json_context(json_out *out, const inq_host *host,
                                       const inq_resource *resource)
{
    const report_ids rules = {"findings", report_id_of_rule, resource->findings,
                              resource->n_findings};
    report_json_strings(out, "gaps", resource->gaps, resource->n_gaps);
    report_json_ids(out, host, &rules);
    report_json_relations(out, resource);
}

/* The same where there is nothing. */
static inline void report_json_alone(json_out *out, const inq_host *host,
                                     const inq_resource *resource)
{
    json_stretch stretch = {.slot = REPORT_ALONE};
    if (json_again(out, &stretch))
        return;
    report_json_context(out, host, resource);
    json_keep(out, &stretch);
}

/** An element of resources[], and a line of jsonl. */
static inline void report_json_resource(json_out *out, const inq_host *host,
                                        const inq_resource *resource)
{
    json_open(out, '{');
    report_json_identity(out, resource);
    report_json_state(out, resource);
    if (report_is_undiagnosed(resource))
        report_json_undiagnosed(out, host, resource);
    else
        report_json_diagnosis(out, host, resource);
    if (!resource->n_gaps && !resource->n_findings && !resource->n_relations)
        report_json_alone(out, host, resource);
    else
        report_json_context(out, host, resource);
    report_json_evidence(out, resource->evidence, resource->n_evidence);
    json_close(out, '}');
}

static inline void report_json_confidence(json_out *out, const inq_finding *finding)
{
    json_key(out, "confidence");
    json_open(out, '{');
    report_json_key_text(out, "level", report_confidence_name(finding->confidence));
    report_json_strings(out, "for", finding->basis_for, finding->n_basis_for);
    report_json_strings(out, "against", finding->basis_against, finding->n_basis_against);
    report_json_strings(out, "missing", finding->basis_missing, finding->n_basis_missing);
    json_close(out, '}');
}

/** An element of findings[]. */
static inline void report_json_finding(json_out *out, const inq_finding *finding)
{
    json_open(out, '{');
    report_json_key_str(out, "rule", finding->rule);
    report_json_key_str(out, "signature", finding->signature);
    report_json_key_str(out, "resource", finding->resource);
    report_json_key_text(out, "severity", report_severity_name(finding->severity));
    report_json_key_text(out, "phase", report_phase_name(finding->phase));
    report_json_key_str(out, "class", finding->klass);
    report_json_key_str(out, "title", finding->title);
    report_json_key_str(out, "remedy", finding->remedy);
    report_json_key_str(out, "source", finding->source);
    report_json_confidence(out, finding);
    report_json_evidence(out, finding->evidence, finding->n_evidence);
    json_close(out, '}');
}

static inline void report_json_position(json_out *out, const char *key, uint32_t position)
{
    json_key(out, key);
    if (position)
        json_number(out, position);
    else
        json_null(out);
}

/** An element of diagnostics[]. */
static inline void report_json_diag(json_out *out, const inq_diag *diag)
{
    json_open(out, '{');
    report_json_key_str(out, "code", diag->code);
    report_json_key_text(out, "level", report_level_name(diag->level));
    report_json_key_str(out, "input", diag->input);
    report_json_position(out, "line", diag->line);
    report_json_position(out, "column", diag->column);
    report_json_key_str(out, "message", diag->message);
    report_json_key_str(out, "hint", diag->hint);
    json_close(out, '}');
}

/** An element of inputs[]. */
static inline void report_json_input(json_out *out, const inq_input_info *input)
{
    json_open(out, '{');
    report_json_key_str(out, "path", input->path);
    report_json_key_str(out, "format", input->format);
    report_json_key_str(out, "captured_at", input->captured_at);
    report_json_key_str(out, "captured_by", input->captured_by);
    report_json_key_number(out, "observations", input->observations);
    report_json_key_number(out, "resources", input->resources);
    json_close(out, '}');
}

#endif
