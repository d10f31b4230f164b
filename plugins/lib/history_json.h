/* SPDX-License-Identifier: MIT */
/*
 * history_json.h: reports over time as JSON. Every element of a long list stands on a line of its
 * own.
 */
#ifndef INQ_LIB_HISTORY_JSON_H
#define INQ_LIB_HISTORY_JSON_H

#include "history_names.h"
#include "report_document.h"

/** "schema" and "tool". */
static inline void history_json_head(json_out *out, const char *schema, inq_str tool,
                                     inq_str version)
{
    report_json_key_text(out, "schema", schema);
    json_key(out, "tool");
    json_open(out, '{');
    report_json_key_str(out, "name", tool);
    report_json_key_str(out, "version", version);
    json_close(out, '}');
}

/** An object of a moment. */
static inline void history_json_moment(json_out *out, const inq_moment *moment)
{
    json_open(out, '{');
    report_json_key_str(out, "at", moment->at);
    report_json_key_str(out, "label", moment->label);
    report_json_strings(out, "inputs", moment->inputs, moment->n_inputs);
    report_json_key_number(out, "resources", moment->n_resources);
    json_close(out, '}');
}

static inline void history_json_flag(json_out *out, const char *key, bool set)
{
    json_key(out, key);
    json_word(out, set ? "true" : "false");
}

static inline void history_json_health(json_out *out, const char *key, const inq_stay *stay)
{
    report_json_key_text(out, key, stay ? report_health_name(stay->health) : NULL);
}

/** "key":{"from":…,"to":…} of a text. */
static inline void history_json_pair(json_out *out, const char *key, inq_str from, inq_str to)
{
    json_key(out, key);
    json_open(out, '{');
    report_json_key_str(out, "from", from);
    report_json_key_str(out, "to", to);
    json_close(out, '}');
}

static inline inq_str history_text(const char *text)
{
    return (inq_str){text, text ? strlen(text) : 0};
}

static inline inq_str history_phase(const inq_stay *stay)
{
    return history_text(stay ? report_phase_name(stay->phase) : NULL);
}

static inline inq_str history_health(const inq_stay *stay)
{
    return history_text(stay ? report_health_name(stay->health) : NULL);
}

static inline void history_json_facts(json_out *out, const inq_change *change)
{
    json_key(out, "facts");
    json_open(out, '[');
    for (size_t i = 0; i < change->n_facts; i++) {
        json_open(out, '{');
        report_json_key_str(out, "path", change->facts[i].fact);
        report_json_key_str(out, "from", change->facts[i].from);
        report_json_key_str(out, "to", change->facts[i].to);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* A change without facts is proved by what shows its health. */
static inline void history_json_change(json_out *out, const inq_change *change)
{
    const inq_stay *shown = change->to ? change->to : change->from;
    const inq_str none = {NULL, 0};
    json_open(out, '{');
    report_json_key_str(out, "resource", change->resource);
    report_json_key_text(out, "change", history_change_name(change->kind));
    history_json_pair(out, "health", history_health(change->from), history_health(change->to));
    history_json_pair(out, "phase", history_phase(change->from), history_phase(change->to));
    history_json_flag(
        out, "inferred",
        ((change->from ? change->from->flags : 0) | (change->to ? change->to->flags : 0)) &
            INQ_STAY_INFERRED);
    history_json_flag(out, "suppressed", change->to && change->to->flags & INQ_STAY_SUPPRESSED);
    report_json_key_str(out, "reason", change->to ? change->to->reason : none);
    report_json_key_str(out, "root", change->to ? change->to->root : none);
    history_json_facts(out, change);
    if (change->n_evidence)
        report_json_evidence(out, change->evidence, change->n_evidence);
    else
        report_json_evidence(out, shown ? shown->evidence : NULL, shown ? shown->n_evidence : 0);
    json_close(out, '}');
}

static inline void history_json_diags(json_out *out, const inq_diag *const *diags, size_t n)
{
    report_document_list(out, "diagnostics");
    for (size_t i = 0; i < n && out->status == INQ_OK; i++) {
        json_line(out);
        report_json_diag(out, diags[i]);
    }
    report_document_list_end(out);
}

/** Writes inquest.diff/1 with a line end. Returns the first status that was not INQ_OK. */
static inline inq_status history_json_diff(json_out *out, const inq_diff *diff)
{
    json_open(out, '{');
    history_json_head(out, "inquest.diff/1", diff->tool, diff->version);
    json_line(out);
    report_json_key_str(out, "before", history_name(diff->before));
    report_json_key_str(out, "after", history_name(diff->after));
    report_document_list(out, "snapshots");
    json_line(out);
    history_json_moment(out, diff->before);
    json_line(out);
    history_json_moment(out, diff->after);
    report_document_list_end(out);
    json_line(out);
    json_key(out, "summary");
    json_open(out, '{');
    for (unsigned i = 0; i < INQ_N_CHANGE; i++)
        report_json_key_number(out, history_change_name((inq_change_kind)i), diff->by_kind[i]);
    report_json_key_number(out, "unchanged", diff->n_unchanged);
    json_close(out, '}');
    report_document_list(out, "changes");
    for (size_t i = 0; i < diff->n_changes && out->status == INQ_OK; i++) {
        json_line(out);
        history_json_change(out, diff->changes[i]);
    }
    report_document_list_end(out);
    history_json_diags(out, diff->diags, diff->n_diags);
    json_close(out, '}');
    json_byte(out, '\n');
    return json_finish(out);
}

static inline void history_json_time(json_out *out, const char *key, const inq_moment *moment)
{
    report_json_key_str(out, key, history_name(moment));
}

static inline void history_json_transition(json_out *out, const inq_timeline *timeline,
                                           const inq_transition *x)
{
    json_open(out, '{');
    report_json_key_str(out, "resource", x->resource);
    history_json_health(out, "from", x->from);
    history_json_health(out, "to", x->to);
    history_json_time(out, "after", timeline->moments[x->from->last]);
    history_json_time(out, "before", timeline->moments[x->to->first]);
    report_json_key_text(out, "phase", report_phase_name(x->to->phase));
    report_json_key_str(out, "reason", x->to->reason);
    report_json_key_str(out, "root", x->to->root);
    history_json_flag(out, "inferred", x->to->flags & INQ_STAY_INFERRED);
    report_json_evidence(out, x->to->evidence, x->to->n_evidence);
    json_close(out, '}');
}

static inline void history_json_stay(json_out *out, const inq_timeline *timeline,
                                     const inq_stay *stay)
{
    json_open(out, '{');
    history_json_health(out, "health", stay);
    history_json_time(out, "first", timeline->moments[stay->first]);
    history_json_time(out, "last", timeline->moments[stay->last]);
    report_json_key_str(out, "status", stay->status);
    report_json_key_str(out, "runtime", stay->runtime);
    report_json_key_text(out, "phase", report_phase_name(stay->phase));
    report_json_key_str(out, "reason", stay->reason);
    report_json_key_str(out, "root", stay->root);
    json_close(out, '}');
}

/* How long it was seen so, by health, and how long it was not seen between two. */
static inline void history_json_seconds(json_out *out, const inq_lane *lane)
{
    json_key(out, "seconds");
    json_open(out, '{');
    for (unsigned i = 0; i < INQ_N_HEALTH; i++)
        report_json_key_number(out, report_health_name((inq_health)i), lane->seconds[i]);
    report_json_key_number(out, "unseen", lane->seconds_unseen);
    json_close(out, '}');
}

static inline void history_json_lane(json_out *out, const inq_timeline *timeline,
                                     const inq_lane *lane)
{
    json_open(out, '{');
    report_json_key_str(out, "resource", lane->resource);
    history_json_health(out, "health", lane->stays[lane->n_stays - 1]);
    history_json_flag(out, "broken", lane->flags & INQ_LANE_BROKEN);
    history_json_flag(out, "suppressed", lane->flags & INQ_LANE_SUPPRESSED);
    history_json_flag(out, "flapping", lane->flags & INQ_LANE_FLAPS);
    report_json_key_number(out, "failures", lane->n_failures);
    json_key(out, "seconds_to_recover");
    if (lane->recovered)
        json_number(out, lane->seconds_to_recover);
    else
        json_null(out);
    history_json_seconds(out, lane);
    json_key(out, "stays");
    json_open(out, '[');
    for (size_t i = 0; i < lane->n_stays && out->status == INQ_OK; i++)
        history_json_stay(out, timeline, lane->stays[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static inline void history_json_cascade(json_out *out, const inq_timeline *timeline)
{
    const inq_str none = {NULL, 0};
    json_line(out);
    report_json_key_str(out, "first_failure",
                        timeline->n_cascade ? timeline->cascade[0]->resource : none);
    report_document_list(out, "cascade");
    for (size_t i = 0; i < timeline->n_cascade && out->status == INQ_OK; i++) {
        const inq_stay *stay = history_first_failure(timeline->cascade[i]);
        json_line(out);
        json_open(out, '{');
        report_json_key_str(out, "resource", timeline->cascade[i]->resource);
        history_json_time(out, "at", timeline->moments[stay->first]);
        report_json_key_str(out, "root", stay->root);
        json_close(out, '}');
    }
    report_document_list_end(out);
}

static inline void history_json_mark(json_out *out, const inq_mark *mark)
{
    json_open(out, '{');
    report_json_key_str(out, "resource", mark->resource);
    report_json_key_str(out, "at", mark->at);
    report_json_key_text(out, "kind", history_mark_name(mark->kind));
    report_json_key_str(out, "text", mark->text);
    report_json_key_number(out, "count", mark->count);
    json_key(out, "evidence");
    if (mark->evidence)
        report_json_fact(out, mark->evidence);
    else
        json_null(out);
    json_close(out, '}');
}

static inline void history_json_marks(json_out *out, const inq_timeline *timeline)
{
    report_document_list(out, "marks");
    for (size_t i = 0; i < timeline->n_marks && out->status == INQ_OK; i++) {
        json_line(out);
        history_json_mark(out, timeline->marks[i]);
    }
    report_document_list_end(out);
}

/** Writes inquest.timeline/1 with a line end. Returns the first status that was not INQ_OK. */
static inline inq_status history_json_timeline(json_out *out, const inq_timeline *timeline)
{
    json_open(out, '{');
    history_json_head(out, "inquest.timeline/1", timeline->tool, timeline->version);
    report_document_list(out, "snapshots");
    for (size_t i = 0; i < timeline->n_moments && out->status == INQ_OK; i++) {
        json_line(out);
        history_json_moment(out, timeline->moments[i]);
    }
    report_document_list_end(out);
    history_json_cascade(out, timeline);
    report_document_list(out, "transitions");
    for (size_t i = 0; i < timeline->n_transitions && out->status == INQ_OK; i++) {
        json_line(out);
        history_json_transition(out, timeline, timeline->transitions[i]);
    }
    report_document_list_end(out);
    history_json_marks(out, timeline);
    report_document_list(out, "resources");
    for (size_t i = 0; i < timeline->n_lanes && out->status == INQ_OK; i++) {
        json_line(out);
        history_json_lane(out, timeline, timeline->lanes[i]);
    }
    report_document_list_end(out);
    history_json_diags(out, timeline->diags, timeline->n_diags);
    json_close(out, '}');
    json_byte(out, '\n');
    return json_finish(out);
}

#endif
