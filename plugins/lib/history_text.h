/* SPDX-License-Identifier: MIT */
/*
 * history_text.h: reports over time for a person at a terminal.
 */
#ifndef INQ_LIB_HISTORY_TEXT_H
#define INQ_LIB_HISTORY_TEXT_H

#include "history_time.h"
#include "report_text.h"

/* Values longer than this are cut. */
#define HISTORY_VALUE_MOST 100

static inline void history_say_str(text_out *out, const char *before, inq_str text)
{
    text_say(out, before);
    text_put(out, text);
}

/** The time of a moment, or its label, or its place in the list. */
static inline void history_say_moment(text_out *out, const inq_moment *moment)
{
    const inq_str name = history_name(moment);
    if (name.ptr)
        text_put(out, name);
    else
        text_say(out, "the only moment");
}

static inline const char *history_style(inq_change_kind kind)
{
    static const char *const styles[] = {
        [INQ_CHANGE_NEW] = "1",        [INQ_CHANGE_GONE] = "1",     [INQ_CHANGE_DELETED] = "1;31",
        [INQ_CHANGE_RECOVERED] = "32", [INQ_CHANGE_WORSE] = "1;31", [INQ_CHANGE_BETTER] = "32",
        [INQ_CHANGE_OTHER] = "1",
    };
    return REPORT_NAME(styles, kind);
}

static inline const char *history_word(inq_change_kind kind)
{
    static const char *const words[] = {
        [INQ_CHANGE_NEW] = "NEW",         [INQ_CHANGE_GONE] = "GONE",
        [INQ_CHANGE_DELETED] = "DELETED", [INQ_CHANGE_RECOVERED] = "RECOVERED",
        [INQ_CHANGE_WORSE] = "WORSE",     [INQ_CHANGE_BETTER] = "BETTER",
        [INQ_CHANGE_OTHER] = "CHANGED",
    };
    return REPORT_NAME(words, kind);
}

static inline void history_say_health(text_out *out, const inq_stay *stay)
{
    const char *phase = stay ? report_phase_name(stay->phase) : NULL;
    text_say(out, stay ? report_health_name(stay->health) : "not there");
    if (!phase)
        return;
    text_say(out, " (");
    text_say(out, phase);
    text_say(out, ")");
}

static inline void history_key(text_out *out, const char *key)
{
    text_pad(out, REPORT_KEY);
    text_say(out, key);
    text_pad(out, REPORT_VALUE);
}

static inline void history_say_value(text_out *out, inq_str value)
{
    if (!value.ptr)
        text_say(out, "(not stated)");
    else
        text_cut(out, value, HISTORY_VALUE_MOST);
}

static inline void history_fact(text_out *out, const inq_fact_change *fact)
{
    history_key(out, "fact");
    text_put(out, fact->fact);
    text_say(out, "  ");
    history_say_value(out, fact->from);
    text_say(out, " -> ");
    history_say_value(out, fact->to);
    text_line(out);
}

static inline void history_place(text_out *out, const inq_evidence *evidence)
{
    history_key(out, "seen");
    text_put(out, evidence->input);
    text_say(out, ":");
    text_number(out, evidence->line);
    if (evidence->path.ptr) {
        history_say_str(out, "  ", evidence->path);
        text_say(out, "  ");
        text_cut(out, evidence->value, HISTORY_VALUE_MOST);
    }
    text_line(out);
}

static inline void history_why(text_out *out, const inq_stay *stay)
{
    if (stay->reason.len) {
        history_key(out, "why");
        text_cut(out, stay->reason, HISTORY_VALUE_MOST);
        text_line(out);
    }
    if (stay->root.ptr) {
        history_key(out, "root");
        text_put(out, stay->root);
        text_line(out);
    }
}

static inline void history_change(text_out *out, const inq_change *change)
{
    const inq_stay *shown = change->to ? change->to : change->from;
    if (!shown)
        return;
    text_line(out);
    text_style(out, history_style(change->kind));
    text_say(out, history_word(change->kind));
    text_unstyle(out);
    history_say_str(out, "  ", change->resource);
    text_say(out, "  ");
    if (change->from && change->to && change->from->health != change->to->health) {
        history_say_health(out, change->from);
        text_say(out, " -> ");
    }
    history_say_health(out, shown);
    if (shown->flags & INQ_STAY_SUPPRESSED)
        text_say(out, ", suppressed");
    text_line(out);
    if (change->to && change->to->health != INQ_HEALTHY)
        history_why(out, change->to);
    for (size_t i = 0; i < change->n_facts; i++)
        history_fact(out, &change->facts[i]);
    for (size_t i = 0; i < change->n_evidence; i++)
        history_place(out, change->evidence[i]);
    for (size_t i = 0; !change->n_evidence && i < shown->n_evidence; i++)
        history_place(out, shown->evidence[i]);
}

/** The diagnostics of a level, under a title. */
static inline void history_diags(text_out *out, const inq_diag *const *diags, size_t n,
                                 inq_level level)
{
    bool first = true;
    for (size_t i = 0; i < n && out->status == INQ_OK; i++) {
        const inq_diag *d = diags[i];
        if (d->level != level)
            continue;
        if (first) {
            text_line(out);
            text_say(out, level == INQ_ERROR ? "not read in full:" : "notes:");
            text_line(out);
        }
        first = false;
        text_pad(out, REPORT_KEY);
        text_put(out, d->input);
        if (d->line) {
            text_say(out, ":");
            text_number(out, d->line);
        }
        history_say_str(out, " ", d->code);
        history_say_str(out, " ", d->message);
        text_line(out);
    }
}

static inline void history_diff_counts(text_out *out, const inq_diff *diff)
{
    text_pad(out, REPORT_KEY);
    for (unsigned i = 0; i < INQ_N_CHANGE; i++) {
        static const char *const words[] = {"new",   "gone",   "deleted", "recovered",
                                            "worse", "better", "changed"};
        if (!diff->by_kind[i])
            continue;
        text_number(out, diff->by_kind[i]);
        text_say(out, " ");
        text_say(out, words[i]);
        text_say(out, "   ");
    }
    text_number(out, diff->n_unchanged);
    text_say(out, " unchanged");
    text_line(out);
}

/** Writes a diff. Returns the first status that was not INQ_OK, or INQ_OK. */
static inline inq_status history_text_diff(inq_ctx *ctx, const inq_diff *diff,
                                           const inq_writer *writer)
{
    const size_t limit = diff->view->limit ? diff->view->limit : SIZE_MAX;
    text_out out;
    text_begin(&out, ctx, writer, diff->view);
    text_put(&out, diff->tool);
    text_say(&out, ": from ");
    history_say_moment(&out, diff->before);
    text_say(&out, " to ");
    history_say_moment(&out, diff->after);
    text_line(&out);
    history_diff_counts(&out, diff);
    for (size_t i = 0; i < diff->n_changes && i < limit && out.status == INQ_OK; i++)
        history_change(&out, diff->changes[i]);
    if (diff->n_changes > limit) {
        text_line(&out);
        text_say(&out, "… and ");
        text_number(&out, diff->n_changes - limit);
        text_say(&out, " more; --limit 0 shows all");
        text_line(&out);
    }
    history_diags(&out, diff->diags, diff->n_diags, INQ_ERROR);
    history_diags(&out, diff->diags, diff->n_diags, INQ_WARNING);
    return text_finish(&out);
}

/* ---- what happened ------------------------------------------------------------------------ */

/* More moments than this do not fit in a lane: it shows every n-th then, and the worst between. */
#define HISTORY_LANE_MOST 60
#define HISTORY_ID_MOST 48

/** The worst that the lane shows from one moment to another, both included; NULL: not seen. Between
 *  the first and the last moment of a stay it counts as seen. */
static inline const inq_stay *history_worst(const inq_lane *lane, size_t *at, size_t from,
                                            size_t to)
{
    const inq_stay *worst = NULL;
    while (*at + 1 < lane->n_stays && lane->stays[*at]->last < from)
        ++*at;
    for (size_t i = *at; i < lane->n_stays && lane->stays[i]->first <= to; i++)
        if (lane->stays[i]->last >= from && (!worst || lane->stays[i]->health > worst->health))
            worst = lane->stays[i];
    return worst;
}

static inline void history_lane(text_out *out, const inq_timeline *timeline, const inq_lane *lane,
                                size_t column)
{
    const size_t step = (timeline->n_moments + HISTORY_LANE_MOST - 1) / HISTORY_LANE_MOST;
    const bool gone = history_is_gone(lane);
    text_pad(out, REPORT_KEY);
    text_cut(out, lane->resource, HISTORY_ID_MOST);
    text_pad(out, column);
    text_say(out, "|");
    for (size_t at = 0, i = 0; i < timeline->n_moments; i += step) {
        const inq_stay *stay = history_worst(lane, &at, i, i + step - 1);
        const bool over = gone && lane->stays[lane->n_stays - 1]->last < i;
        const char letter = over ? 'x' : history_letter(stay);
        text_put(out, (inq_str){&letter, 1});
    }
    text_say(out, "|");
    if (lane->flags & INQ_LANE_FLAPS) {
        text_say(out, " flapping, broke ");
        text_number(out, lane->n_failures);
        text_say(out, " times");
    }
    if (lane->recovered) {
        text_say(out, lane->flags & INQ_LANE_FLAPS ? ", " : " ");
        history_recovered(out, timeline, lane);
    }
    if (lane->flags & INQ_LANE_SUPPRESSED)
        text_say(out, " suppressed");
    text_line(out);
}

static inline void history_lanes(text_out *out, const inq_timeline *timeline, size_t limit)
{
    size_t widest = 0;
    for (size_t i = 0; i < timeline->n_lanes && i < limit; i++)
        widest = report_most(widest, text_columns(timeline->lanes[i]->resource, HISTORY_ID_MOST));
    if (!timeline->n_lanes)
        return;
    text_line(out);
    text_say(out, "lanes:  . healthy  s suspended  ~ progressing  ? unknown  d degraded  "
                  "x deleted  F failed");
    text_line(out);
    for (size_t i = 0; i < timeline->n_lanes && i < limit && out->status == INQ_OK; i++)
        history_lane(out, timeline, timeline->lanes[i], REPORT_KEY + widest + 2);
}

static inline void history_transition(text_out *out, const inq_timeline *timeline,
                                      const inq_transition *x)
{
    text_pad(out, REPORT_KEY);
    history_say_moment(out, timeline->moments[x->from->last]);
    text_say(out, " .. ");
    history_say_moment(out, timeline->moments[x->to->first]);
    history_say_str(out, "  ", x->resource);
    text_say(out, "  ");
    text_say(out, report_health_name(x->from->health));
    text_say(out, " -> ");
    history_say_health(out, x->to);
    if (x->to->root.ptr)
        history_say_str(out, ", root ", x->to->root);
    text_line(out);
    for (size_t i = 0; i < x->to->n_evidence; i++) {
        history_place(out, x->to->evidence[i]);
    }
}

static inline void history_more(text_out *out, size_t n, size_t limit)
{
    if (n <= limit)
        return;
    text_pad(out, REPORT_KEY);
    text_say(out, "… and ");
    text_number(out, n - limit);
    text_say(out, " more; --limit 0 shows all");
    text_line(out);
}

static inline void history_broke(text_out *out, const inq_timeline *timeline, size_t limit)
{
    if (!timeline->n_cascade)
        return;
    text_line(out);
    text_say(out, "broke first:");
    text_line(out);
    for (size_t i = 0; i < timeline->n_cascade && i < limit; i++) {
        const inq_lane *lane = timeline->cascade[i];
        const inq_stay *stay = history_first_failure(lane);
        text_pad(out, REPORT_KEY);
        history_say_moment(out, timeline->moments[lane->failed]);
        history_say_str(out, "  ", lane->resource);
        text_say(out, "  ");
        history_say_health(out, stay);
        if (stay->root.ptr)
            history_say_str(out, ", root ", stay->root);
        else if (stay->reason.len)
            history_say_str(out, ", ", stay->reason);
        if (stay == lane->stays[0])
            text_say(out, "; so when it was seen first");
        text_line(out);
    }
    history_more(out, timeline->n_cascade, limit);
}

/** `, from TIME to TIME`, where there are two moments or more. */
static inline void history_say_span(text_out *out, const inq_moment *const *moments, size_t n)
{
    if (n < 2)
        return;
    text_say(out, ", from ");
    history_say_moment(out, moments[0]);
    text_say(out, " to ");
    history_say_moment(out, moments[n - 1]);
}

static inline void history_timeline_head(text_out *out, const inq_timeline *timeline)
{
    text_put(out, timeline->tool);
    text_say(out, ": ");
    text_count(out, timeline->n_moments, "snapshot", "snapshots");
    text_say(out, ", ");
    text_count(out, timeline->n_resources, "resource", "resources");
    history_say_span(out, timeline->moments, timeline->n_moments);
    text_line(out);
    text_pad(out, REPORT_KEY);
    text_count(out, timeline->n_transitions, "transition", "transitions");
    text_say(out, "   ");
    text_number(out, timeline->n_lanes);
    text_say(out, " not always healthy   ");
    text_number(out, timeline->n_resources - timeline->n_lanes);
    text_say(out, " always healthy");
    text_line(out);
}

static inline void history_mark(text_out *out, const inq_mark *mark)
{
    text_pad(out, REPORT_KEY);
    text_put(out, mark->at);
    history_say_str(out, "  ", mark->resource);
    text_say(out, "  ");
    text_put(out, report_word(history_mark_name(mark->kind)));
    text_say(out, "  ");
    text_cut(out, mark->text, REPORT_VALUE_MOST);
    if (mark->count > 1) {
        text_say(out, "  (");
        text_number(out, mark->count);
        text_say(out, " times)");
    }
    text_line(out);
    if (mark->evidence)
        history_place(out, mark->evidence);
}

static inline void history_marks(text_out *out, const inq_timeline *timeline, size_t limit)
{
    if (!timeline->n_marks)
        return;
    text_line(out);
    text_say(out, "also at these times:");
    text_line(out);
    for (size_t i = 0; i < timeline->n_marks && i < limit && out->status == INQ_OK; i++)
        history_mark(out, timeline->marks[i]);
    history_more(out, timeline->n_marks, limit);
}

/** Writes a timeline. Returns the first status that was not INQ_OK, or INQ_OK. */
static inline inq_status history_text_timeline(inq_ctx *ctx, const inq_timeline *timeline,
                                               const inq_writer *writer)
{
    const size_t limit = timeline->view->limit ? timeline->view->limit : SIZE_MAX;
    text_out out;
    text_begin(&out, ctx, writer, timeline->view);
    history_timeline_head(&out, timeline);
    history_broke(&out, timeline, limit);
    history_lanes(&out, timeline, limit);
    history_more(&out, timeline->n_lanes, limit);
    if (timeline->n_transitions) {
        text_line(&out);
        text_say(&out, "transitions, last seen otherwise .. first seen so:");
        text_line(&out);
    }
    for (size_t i = 0; i < timeline->n_transitions && i < limit && out.status == INQ_OK; i++)
        history_transition(&out, timeline, timeline->transitions[i]);
    history_more(&out, timeline->n_transitions, limit);
    history_marks(&out, timeline, limit);
    history_diags(&out, timeline->diags, timeline->n_diags, INQ_ERROR);
    history_diags(&out, timeline->diags, timeline->n_diags, INQ_WARNING);
    return text_finish(&out);
}

#endif
