/* SPDX-License-Identifier: MIT */
/*
 * report_card.h: the full card of one resource, healthy or not: all that is known of it, with
 * every piece of evidence and the lines around it. Cards follow the columns of report_text.h.
 */
#ifndef INQ_LIB_REPORT_CARD_H
#define INQ_LIB_REPORT_CARD_H

#include "report_text.h"

/* A fact that a card always names, also where the dumps do not show it. */
static inline void report_card_field(text_out *out, const char *key, inq_str text)
{
    report_field(out, key, text.len ? text : REPORT_STR("(not in the dumps)"));
}

static inline void report_card_builder(text_out *out, const inq_resource *resource)
{
    const bool counts = resource->builder_wanted.len || resource->builder_processed.len;
    const inq_str unknown = REPORT_STR("?");
    if (resource->builder_stage.len || counts) {
        report_key(out, "builder");
        text_cut(out, resource->builder_stage, REPORT_VALUE_MOST);
        if (counts) {
            text_say(out, resource->builder_stage.len ? ", " : "");
            text_put(out, resource->builder_processed.len ? resource->builder_processed : unknown);
            text_say(out, " of ");
            text_put(out, resource->builder_wanted.len ? resource->builder_wanted : unknown);
            text_say(out, " processed");
        }
        text_line(out);
    }
    report_field(out, resource->builder_stage.len || counts ? "" : "builder",
                 resource->builder_info);
}

static inline void report_card_since(text_out *out, const inq_resource *resource)
{
    if (!resource->since_at.len && !resource->since_after.len)
        return;
    report_key(out, "since");
    text_put(out, resource->since_at);
    if (resource->since_after.len) {
        text_say(out, resource->since_at.len ? ", " : "");
        text_say(out, "last seen otherwise ");
        text_put(out, resource->since_after);
    }
    text_line(out);
}

/** The line that names what explains a symptom. */
static inline void report_root_line(text_out *out, const inq_resource *resource)
{
    if (!resource->root)
        return;
    report_key(out, "root");
    text_cut(out, resource->root->id, REPORT_ID_MOST);
    if (resource->via_why.len) {
        text_say(out, ": ");
        report_fold(out, resource->via_why, REPORT_VALUE, REPORT_VALUE_MOST);
    }
    text_line(out);
}

/* The lines around a fact, the line itself marked with `>`. */
static inline void report_card_excerpt(text_out *out, const inq_evidence *evidence)
{
    const inq_excerpt *excerpt = evidence->excerpt;
    const size_t digits = report_digits((uint64_t)excerpt->first_line + excerpt->n_text);
    for (size_t i = 0; i < excerpt->n_text; i++) {
        const uint64_t line = (uint64_t)excerpt->first_line + i;
        text_pad(out, REPORT_VALUE);
        if (line == evidence->line)
            text_say(out, ">");
        text_pad(out, REPORT_VALUE + 2 + digits - report_digits(line));
        text_number(out, line);
        text_say(out, " │");
        if (excerpt->text[i].len)
            text_pad(out, text_at(out) + 1);
        text_cut(out, excerpt->text[i], REPORT_TEXT_MOST);
        text_line(out);
    }
}

/* Whether the card has just shown the same lines with the same mark. */
static inline bool report_card_shown(const inq_evidence *last, const inq_evidence *it)
{
    return last && last->excerpt && last->line == it->line && report_same(last->input, it->input) &&
           last->excerpt->first_line == it->excerpt->first_line &&
           last->excerpt->n_text == it->excerpt->n_text;
}

/* `fact (path), for health` */
static inline void report_card_fact_name(text_out *out, const inq_evidence *evidence)
{
    const char *supports = report_supports_name(evidence->supports);
    const bool path = evidence->path.len && !report_same(evidence->path, evidence->fact);
    text_gap(out, text_columns(evidence->fact, REPORT_ID_MOST), REPORT_VALUE + 2);
    text_cut(out, evidence->fact, REPORT_ID_MOST);
    if (path) {
        text_gap(out, text_columns(evidence->path, REPORT_ID_MOST) + 15, REPORT_VALUE + 2);
        text_say(out, "(");
        text_cut(out, evidence->path, REPORT_ID_MOST);
        text_say(out, ")");
    }
    text_say(out, evidence->supports == INQ_AGAINST ? ", " : ", for ");
    text_say(out, supports ? supports : "?");
}

static inline void report_card_fact(const report_screen *screen, const char *key,
                                    const inq_evidence *evidence)
{
    text_out *out = screen->out;
    report_key(out, key);
    text_cut(out, report_path_local(screen->base, evidence->input), REPORT_ID_MOST);
    text_say(out, ":");
    text_number(out, evidence->line);
    text_say(out, ":");
    text_number(out, evidence->column);
    report_card_fact_name(out, evidence);
    text_line(out);
    text_pad(out, REPORT_VALUE + 2);
    report_fold(out, evidence->value, REPORT_VALUE + 2, REPORT_TEXT_MOST);
    text_line(out);
}

static inline void report_card_evidence(const report_screen *screen, report_evidence list)
{
    text_out *out = screen->out;
    const inq_evidence *last = NULL;
    for (size_t i = 0; i < list.n && out->status == INQ_OK; i++) {
        const inq_evidence *it = list.all[i];
        report_card_fact(screen, report_first("facts", i), it);
        if (it->excerpt && !report_card_shown(last, it))
            report_card_excerpt(out, it);
        last = it;
    }
}

static inline void report_card_relations(text_out *out, const inq_resource *resource)
{
    size_t widest = 0;
    for (size_t i = 0; i < resource->n_relations; i++)
        widest = report_most(widest, text_columns(resource->relations[i]->kind, 16));
    for (size_t i = 0; i < resource->n_relations && out->status == INQ_OK; i++) {
        const inq_relation *relation = resource->relations[i];
        report_key(out, report_first("linked", i));
        text_cut(out, relation->kind, REPORT_VALUE_MOST);
        text_tab(out, 2, REPORT_VALUE + widest + 2);
        text_cut(out, relation->to, REPORT_ID_MOST);
        if (relation->why.len) {
            text_say(out, " (by ");
            text_cut(out, relation->why, REPORT_VALUE_MOST);
            text_say(out, ")");
        }
        text_line(out);
    }
}

static inline void report_card_basis(text_out *out, const inq_finding *finding)
{
    report_list(out, "for", finding->basis_for, finding->n_basis_for, SIZE_MAX);
    report_list(out, "against", finding->basis_against, finding->n_basis_against, SIZE_MAX);
    report_list(out, "missing", finding->basis_missing, finding->n_basis_missing, SIZE_MAX);
}

/** A finding: what fired, what it means, what to do, and where that is written. */
static inline void report_card_finding(text_out *out, const inq_finding *finding)
{
    const char *severity = report_severity_name(finding->severity);
    report_key(out, "finding");
    text_say(out, severity ? severity : "?");
    text_say(out, ": ");
    report_fold(out, finding->title, REPORT_VALUE, REPORT_TEXT_MOST);
    text_line(out);
    report_field(out, "do", finding->remedy);
    report_card_basis(out, finding);
    report_key(out, "rule");
    text_cut(out, finding->rule, REPORT_VALUE_MOST);
    if (finding->signature.len) {
        text_say(out, ", signature ");
        text_cut(out, finding->signature, REPORT_VALUE_MOST);
    }
    if (finding->source.len) {
        text_say(out, ", from ");
        text_cut(out, finding->source, REPORT_VALUE_MOST);
    }
    text_line(out);
}

/** The full card of `resource`. */
static inline void report_card(const report_screen *screen, const inq_resource *resource)
{
    text_out *out = screen->out;
    report_title_line(out, resource);
    report_field(out, "because", resource->reason);
    report_root_line(out, resource);
    report_card_field(out, "status", resource->status);
    report_card_field(out, "runtime", resource->runtime);
    report_card_builder(out, resource);
    report_field(out, "owner", resource->owner);
    report_card_since(out, resource);
    for (size_t i = 0; i < resource->n_findings; i++)
        report_card_finding(out, resource->findings[i]);
    report_breaks(screen, resource);
    report_list(out, "at risk", resource->at_risk, resource->n_at_risk, screen->limit);
    report_gaps(out, resource, SIZE_MAX);
    report_card_relations(out, resource);
    report_card_evidence(screen, (report_evidence){resource->evidence, resource->n_evidence});
}

#endif
