/* SPDX-License-Identifier: MIT */
/*
 * history_md.h: reports over time as documents to paste into a tracker. Every list ends at the
 * limit of the page.
 */
#ifndef INQ_LIB_HISTORY_MD_H
#define INQ_LIB_HISTORY_MD_H

#include "history_time.h"
#include "md_page.h"

/* Facts and places of one row, and runs of one lane, before the rest is only counted. */
#define HISTORY_MD_FACTS 6
#define HISTORY_MD_PLACES 4
#define HISTORY_MD_RUNS 12

/* ---- small parts -------------------------------------------------------------------------- */

/* The time of a moment, or its label. */
static inline void history_md_moment(const page *p, const inq_moment *moment)
{
    const inq_str name = history_name(moment);
    md_text(p->out, name.len ? name : REPORT_STR("an unknown time"));
}

/* `failed (runtime)` */
static inline void history_md_health(const page *p, const inq_stay *stay)
{
    const char *phase = stay ? report_phase_name(stay->phase) : NULL;
    write_word(p->out, stay ? report_health_name(stay->health) : "not there");
    if (!phase)
        return;
    md_say(p->out, " (");
    md_say(p->out, phase);
    md_say(p->out, ")");
}

/* What is wrong in a few words, and the root where it has one. */
static inline void history_md_why(const page *p, const inq_stay *stay)
{
    md_text(p->out, stay->reason);
    if (!stay->root.ptr)
        return;
    md_say(p->out, stay->reason.len ? "; root " : "root ");
    md_code(p->out, stay->root);
}

static inline void history_md_more(const page *p, size_t rest)
{
    if (!rest)
        return;
    md_say(p->out, " … and ");
    md_number(p->out, rest);
    md_say(p->out, " more");
}

static inline void history_md_places(const page *p, const inq_evidence *const *evidence, size_t n)
{
    const size_t shown = report_least(n, HISTORY_MD_PLACES);
    for (size_t i = 0, told = 0; i < shown; i++) {
        const inq_evidence *it = evidence[i];
        const bool same = i && it->line == evidence[i - 1]->line &&
                          report_same(it->input, evidence[i - 1]->input);
        if (same)
            continue;
        md_say(p->out, told++ ? ", " : "");
        write_place(p, it->input, it->line);
    }
    history_md_more(p, n - shown);
}

static inline void history_md_read_by(const page *p, inq_str tool, inq_str version)
{
    md_say(p->out, "\nRead by ");
    md_text(p->out, tool);
    md_say(p->out, " ");
    md_code(p->out, version);
    if (p->base.len) {
        md_say(p->out, " in ");
        md_code(p->out, (inq_str){p->base.ptr, p->base.len - 1});
    }
    md_say(p->out, ".\n");
}

static inline void history_md_snapshot(const page *p, const inq_moment *moment)
{
    const size_t shown = report_least(moment->n_inputs, HISTORY_MD_PLACES);
    md_say(p->out, "| ");
    history_md_moment(p, moment);
    md_next(p->out);
    md_number(p->out, moment->n_resources);
    md_next(p->out);
    for (size_t i = 0; i < shown; i++) {
        md_say(p->out, i ? ", " : "");
        write_place(p, moment->inputs[i], 0);
    }
    history_md_more(p, moment->n_inputs - shown);
    md_say(p->out, " |\n");
}

static inline void history_md_snapshots(const page *p, const inq_moment *const *moments, size_t n)
{
    const size_t shown = report_least(n, p->limit);
    if (!n)
        return;
    md_table(p->out, "Snapshot | Resources | Inputs");
    for (size_t i = 0; i < shown && writes(p); i++)
        history_md_snapshot(p, moments[i]);
    md_table_end(p->out);
    write_rest(p, n - shown);
}

static inline void history_md_partial(const page *p, uint32_t partial)
{
    if (partial)
        md_say(p->out, "\n**Not all of the input could be read; see the appendix.**\n");
}

/* ---- what changed ------------------------------------------------------------------------- */

/* What is only new or gone and not broken has a list of its own. */
static inline bool history_md_is_row(const inq_change *change)
{
    if (change->kind == INQ_CHANGE_GONE)
        return false;
    return change->kind != INQ_CHANGE_NEW || history_is_break(change);
}

static inline void history_md_value(const page *p, inq_str value)
{
    if (value.len)
        md_code(p->out, text_head(value, REPORT_VALUE_MOST));
    else
        md_say(p->out, value.ptr ? "(blank)" : "(not stated)");
}

static inline void history_md_facts(const page *p, const inq_change *change)
{
    const size_t shown = report_least(change->n_facts, HISTORY_MD_FACTS);
    for (size_t i = 0; i < shown; i++) {
        md_say(p->out, i ? "; " : "");
        md_text(p->out, change->facts[i].fact);
        md_say(p->out, " ");
        history_md_value(p, change->facts[i].from);
        md_say(p->out, " → ");
        history_md_value(p, change->facts[i].to);
    }
    history_md_more(p, change->n_facts - shown);
}

/* A change without facts is proved by what shows its health. */
static inline void history_md_proof(const page *p, const inq_change *change)
{
    const inq_stay *shown = change->to ? change->to : change->from;
    if (change->n_evidence)
        history_md_places(p, change->evidence, change->n_evidence);
    else if (shown)
        history_md_places(p, shown->evidence, shown->n_evidence);
}

static inline void history_md_change_healths(const page *p, const inq_change *change)
{
    if (change->from && change->to && change->from->health == change->to->health) {
        history_md_health(p, change->to);
        return;
    }
    history_md_health(p, change->from);
    md_say(p->out, " → ");
    history_md_health(p, change->to);
}

static inline void history_md_change(const page *p, const inq_change *change)
{
    md_say(p->out, "| ");
    write_word(p->out, history_change_name(change->kind));
    if (change->to && change->to->flags & INQ_STAY_SUPPRESSED)
        md_say(p->out, ", accepted");
    md_next(p->out);
    md_code(p->out, change->resource);
    md_next(p->out);
    history_md_change_healths(p, change);
    md_next(p->out);
    if (change->to && change->to->health != INQ_HEALTHY)
        history_md_why(p, change->to);
    md_next(p->out);
    history_md_facts(p, change);
    md_next(p->out);
    history_md_proof(p, change);
    md_say(p->out, " |\n");
}

static inline void history_md_changes(const page *p, const inq_diff *diff)
{
    size_t n = 0;
    for (size_t i = 0; i < diff->n_changes && writes(p); i++) {
        if (!history_md_is_row(diff->changes[i]))
            continue;
        if (n++ == 0) {
            md_heading(p->out, "## Changes");
            md_table(p->out, "Change | Resource | Health | Why | Facts | Where");
        }
        if (n <= p->limit)
            history_md_change(p, diff->changes[i]);
    }
    md_table_end(p->out);
    write_rest(p, n - report_least(n, p->limit));
}

/* What is new and not broken, or what is gone. */
static inline void history_md_others(const page *p, const inq_diff *diff, inq_change_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < diff->n_changes && writes(p); i++) {
        const inq_change *change = diff->changes[i];
        if (change->kind != kind || history_md_is_row(change))
            continue;
        if (n++ == 0)
            md_heading(p->out, kind == INQ_CHANGE_NEW ? "## Also new" : "## Gone");
        if (n > p->limit)
            continue;
        md_say(p->out, "- ");
        md_code(p->out, change->resource);
        md_say(p->out, kind == INQ_CHANGE_NEW ? " " : ", was ");
        history_md_health(p, change->to ? change->to : change->from);
        md_say(p->out, ": ");
        history_md_proof(p, change);
        md_line(p->out);
    }
    write_rest(p, n - report_least(n, p->limit));
}

static inline void history_md_diff_head(const page *p, const inq_diff *diff)
{
    bool first = true;
    write_title(p, diff->view, "What changed");
    md_say(p->out, "From ");
    history_md_moment(p, diff->before);
    md_say(p->out, " to ");
    history_md_moment(p, diff->after);
    md_say(p->out, ": ");
    for (unsigned i = 0; i < INQ_N_CHANGE; i++) {
        if (!diff->by_kind[i])
            continue;
        md_say(p->out, first ? "**" : ", **");
        md_number(p->out, diff->by_kind[i]);
        md_say(p->out, " ");
        write_word(p->out, history_change_name((inq_change_kind)i));
        md_say(p->out, "**");
        first = false;
    }
    md_say(p->out, first ? "nothing changed, " : ", ");
    md_number(p->out, diff->n_unchanged);
    md_say(p->out, " unchanged.\n");
    history_md_partial(p, diff->partial);
}

/** Writes the document about a diff; sets p->base. */
static inline void history_md_diff(page *p, const inq_diff *diff)
{
    const inq_moment *const moments[] = {diff->before, diff->after};
    p->base = history_base(moments, 2);
    history_md_diff_head(p, diff);
    history_md_changes(p, diff);
    history_md_others(p, diff, INQ_CHANGE_NEW);
    history_md_others(p, diff, INQ_CHANGE_GONE);
    md_heading(p->out, "## Appendix: what was read");
    history_md_snapshots(p, moments, 2);
    history_md_read_by(p, diff->tool, diff->version);
    write_diags(p, diff->view, diff->diags, diff->n_diags);
}

/* ---- what happened ------------------------------------------------------------------------ */

/* A timeline and the scale that names its moments. */
typedef struct history_md_series {
    const page *p;
    const inq_timeline *timeline;
    history_scale scale;
} history_md_series;

static inline void history_md_short(const history_md_series *s, size_t i)
{
    char room[HISTORY_ROOM];
    md_text(s->p->out, history_short(&s->scale, i, room));
}

static inline void history_md_timeline_head(const history_md_series *s)
{
    const inq_timeline *timeline = s->timeline;
    md_out *out = s->p->out;
    write_title(s->p, timeline->view, "What happened");
    md_count(out, timeline->n_moments, "snapshot", "snapshots");
    if (timeline->n_moments) {
        md_say(out, timeline->n_moments > 1 ? " from " : " of ");
        history_md_moment(s->p, timeline->moments[0]);
    }
    if (timeline->n_moments > 1) {
        md_say(out, " to ");
        history_md_moment(s->p, timeline->moments[timeline->n_moments - 1]);
    }
    md_say(out, ": ");
    md_count(out, timeline->n_resources, "resource", "resources");
    md_say(out, ", **");
    md_number(out, timeline->n_lanes);
    md_say(out, " not always healthy**, ");
    md_count(out, timeline->n_transitions, "transition", "transitions");
    md_say(out, ".");
    if (timeline->n_cascade) {
        md_say(out, " First to break: ");
        md_code(out, timeline->cascade[0]->resource);
        md_say(out, ".");
    }
    md_line(out);
    history_md_partial(s->p, timeline->partial);
}

static inline void history_md_broke_one(const history_md_series *s, size_t i)
{
    const inq_lane *lane = s->timeline->cascade[i];
    const inq_stay *stay = history_first_failure(lane);
    md_out *out = s->p->out;
    md_number(out, i + 1);
    md_say(out, ". ");
    md_code(out, lane->resource);
    md_say(out, " ");
    history_md_health(s->p, stay);
    md_say(out, stay == lane->stays[0] ? ", so when it was seen first at " : ", first seen ");
    history_md_short(s, lane->failed);
    md_say(out, stay->reason.len || stay->root.ptr ? ": " : "");
    history_md_why(s->p, stay);
    md_line(out);
}

static inline void history_md_broke(const history_md_series *s)
{
    const size_t shown = report_least(s->timeline->n_cascade, s->p->limit);
    if (!shown)
        return;
    md_heading(s->p->out, "## What broke first");
    for (size_t i = 0; i < shown && writes(s->p); i++)
        history_md_broke_one(s, i);
    write_rest(s->p, s->timeline->n_cascade - shown);
}

static inline void history_md_run(const history_md_series *s, const history_run *run)
{
    write_word(s->p->out, report_health_name(run->first->health));
    md_say(s->p->out, run->lead);
    if (run->from != SIZE_MAX)
        history_md_short(s, run->from);
    if (run->middle) {
        md_say(s->p->out, run->middle);
        history_md_short(s, run->last->last);
    }
}

/* The first runs of a lane and its last one. */
static inline void history_md_runs(const history_md_series *s, const inq_lane *lane)
{
    const size_t n = history_runs(lane);
    const size_t skipped = n > HISTORY_MD_RUNS ? n - HISTORY_MD_RUNS : 0;
    size_t i = 0;
    for (size_t k = 0; i < lane->n_stays; k++) {
        const history_run run = history_run_next(s->timeline, lane, &i);
        if (skipped && k >= HISTORY_MD_RUNS - 1 && k + 1 < n)
            continue;
        md_say(s->p->out, k ? ", " : "");
        if (skipped && k + 1 == n) {
            md_say(s->p->out, "… ");
            md_count(s->p->out, skipped, "change more", "changes more");
            md_say(s->p->out, " …, ");
        }
        history_md_run(s, &run);
    }
    if (history_is_lost(s->timeline, lane))
        md_say(s->p->out, ", not seen after");
}

/* What else there is to know of a lane, with commas between. */
static inline void history_md_course(const history_md_series *s, const inq_lane *lane)
{
    md_out *out = s->p->out;
    const char *comma = "";
    if (lane->flags & INQ_LANE_FLAPS) {
        md_say(out, "flapping, broke ");
        md_number(out, lane->n_failures);
        md_say(out, " times");
        comma = ", ";
    }
    if (lane->recovered) {
        md_say(out, comma);
        history_recovered(&out->text, s->timeline, lane);
        comma = ", ";
    }
    if (lane->flags & INQ_LANE_BROKEN) {
        md_say(out, comma);
        write_word(out, report_health_name(lane->stays[lane->n_stays - 1]->health));
        md_say(out, " at the end");
        comma = ", ";
    }
    if (lane->flags & INQ_LANE_SUPPRESSED) {
        md_say(out, comma);
        md_say(out, "accepted");
    }
}

static inline void history_md_lanes(const history_md_series *s)
{
    const size_t shown = report_least(s->timeline->n_lanes, s->p->limit);
    md_out *out = s->p->out;
    if (!shown)
        return;
    md_heading(out, "## Resource by resource");
    md_table(out, "Resource | Over time | To know");
    for (size_t i = 0; i < shown && writes(s->p); i++) {
        md_say(out, "| ");
        md_code(out, s->timeline->lanes[i]->resource);
        md_next(out);
        history_md_runs(s, s->timeline->lanes[i]);
        md_next(out);
        history_md_course(s, s->timeline->lanes[i]);
        md_say(out, " |\n");
    }
    md_table_end(out);
    write_rest(s->p, s->timeline->n_lanes - shown);
}

static inline void history_md_transition(const history_md_series *s, const inq_transition *x)
{
    md_out *out = s->p->out;
    md_say(out, "| between ");
    history_md_short(s, x->from->last);
    md_say(out, " and ");
    history_md_short(s, x->to->first);
    md_say(out, ", unseen");
    md_next(out);
    md_code(out, x->resource);
    md_next(out);
    write_word(out, report_health_name(x->from->health));
    md_say(out, " → ");
    history_md_health(s->p, x->to);
    md_next(out);
    if (x->to->health != INQ_HEALTHY)
        history_md_why(s->p, x->to);
    md_next(out);
    history_md_places(s->p, x->to->evidence, x->to->n_evidence);
    md_say(out, " |\n");
}

static inline void history_md_transitions(const history_md_series *s)
{
    const size_t shown = report_least(s->timeline->n_transitions, s->p->limit);
    if (!shown)
        return;
    md_heading(s->p->out, "## Transitions");
    md_table(s->p->out, "When | Resource | Change | Why | Where");
    for (size_t i = 0; i < shown && writes(s->p); i++)
        history_md_transition(s, s->timeline->transitions[i]);
    md_table_end(s->p->out);
    write_rest(s->p, s->timeline->n_transitions - shown);
}

static inline void history_md_mark(const page *p, const inq_mark *mark)
{
    md_say(p->out, "| ");
    md_text(p->out, mark->at);
    md_next(p->out);
    md_code(p->out, mark->resource);
    md_next(p->out);
    write_word(p->out, history_mark_name(mark->kind));
    md_next(p->out);
    md_text(p->out, text_head(mark->text, REPORT_VALUE_MOST));
    md_next(p->out);
    md_number(p->out, mark->count);
    md_next(p->out);
    if (mark->evidence)
        write_place(p, mark->evidence->input, mark->evidence->line);
    md_say(p->out, " |\n");
}

static inline void history_md_marks(const history_md_series *s)
{
    const size_t shown = report_least(s->timeline->n_marks, s->p->limit);
    if (!shown)
        return;
    md_heading(s->p->out, "## Also at these times");
    md_table(s->p->out, "Time | Resource | What | Text | Times | Where");
    for (size_t i = 0; i < shown && writes(s->p); i++)
        history_md_mark(s->p, s->timeline->marks[i]);
    md_table_end(s->p->out);
    write_rest(s->p, s->timeline->n_marks - shown);
}

/** Writes the document about a timeline; sets p->base. */
static inline void history_md_timeline(page *p, const inq_timeline *timeline)
{
    const history_md_series s = {p, timeline,
                                 history_scale_of(timeline->moments, timeline->n_moments)};
    p->base = history_base(timeline->moments, timeline->n_moments);
    history_md_timeline_head(&s);
    history_md_broke(&s);
    history_md_lanes(&s);
    history_md_transitions(&s);
    history_md_marks(&s);
    md_heading(p->out, "## Appendix: what was read");
    history_md_snapshots(p, timeline->moments, timeline->n_moments);
    history_md_read_by(p, timeline->tool, timeline->version);
    write_diags(p, timeline->view, timeline->diags, timeline->n_diags);
}

#endif
