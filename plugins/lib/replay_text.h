/* SPDX-License-Identifier: MIT */
/*
 * replay_text.h: what alerts would have done, for a person at a terminal.
 */
#ifndef INQ_LIB_REPLAY_TEXT_H
#define INQ_LIB_REPLAY_TEXT_H

#include "history_text.h"
#include "replay_time.h"

static inline void replay_key(text_out *out, const char *key, inq_str text)
{
    if (!text.len)
        return;
    history_key(out, key);
    text_fold(out, text, REPORT_VALUE);
    text_line(out);
}

static inline void replay_head(text_out *out, const inq_replay *replay)
{
    text_put(out, replay->tool);
    text_say(out, ": ");
    text_count(out, replay->n_monitors, "Monitor", "Monitors");
    text_say(out, " and ");
    text_count(out, replay->n_pagers, "Pager", "Pagers");
    text_say(out, " over ");
    text_count(out, replay->n_moments, "snapshot", "snapshots");
    history_say_span(out, replay->moments, replay->n_moments);
    text_line(out);
    text_pad(out, REPORT_KEY);
    text_count(out, replay->n_incidents, "incident", "incidents");
    text_say(out, "   ");
    text_number(out, replay->n_silent);
    text_say(out, " silent   ");
    text_number(out, replay->n_uncovered);
    text_say(out, " broken and not alerted");
    text_line(out);
}

/** When, and how far from the first incident that somebody was told of. */
static inline void replay_when(text_out *out, const inq_incident *x)
{
    history_key(out, "when");
    if (!x->true_since.ptr) {
        text_say(out, "the dumps have no time");
        text_line(out);
        return;
    }
    history_say_str(out, "true since ", x->true_since);
    if (!x->fired_at.ptr) {
        text_line(out);
        return;
    }
    text_say(out, x->delay ? ", seen by the run " : ", seen by the run at that time");
    if (x->delay) {
        history_duration(out, x->delay);
        text_say(out, " later");
    }
    if (x->until.ptr)
        history_say_str(out, ", no more at ", x->until);
    text_line(out);
}

static inline void replay_pages(text_out *out, const inq_incident *x)
{
    for (size_t i = 0; i < x->n_pages; i++) {
        const inq_page *page = x->pages[i];
        history_key(out, "pages");
        text_put(out, page->pager);
        for (size_t k = 0; k < page->n_outputs; k++) {
            const inq_str target = replay_target(page, k);
            history_say_str(out, k ? ", " : ": ", page->outputs[k]);
            if (target.len)
                history_say_str(out, " to ", target);
        }
        if (page->body.len)
            history_say_str(out, ", body by a template: ", page->body);
        text_line(out);
    }
    if (!x->n_pages) {
        history_key(out, "pages");
        text_say(out, "nobody: no Pager sends it on");
        text_line(out);
    }
    if (replay_is_apart(x)) {
        history_key(out, "");
        replay_distance(out, x);
        text_line(out);
    }
}

static inline void replay_incident(text_out *out, const inq_incident *x, bool payload)
{
    text_line(out);
    text_style(out, x->n_pages ? "1;31" : "1;33");
    text_say(out, x->n_pages ? "FIRED" : "FIRED UNHEARD");
    text_unstyle(out);
    if (x->fired_at.ptr)
        history_say_str(out, "  ", x->fired_at);
    history_say_str(out, "  ", x->monitor);
    history_say_str(out, "  ", x->resource);
    text_line(out);
    replay_when(out, x);
    for (size_t i = 0; i < x->n_evidence; i++)
        history_place(out, x->evidence[i]);
    replay_pages(out, x);
    if (payload)
        replay_key(out, "payload", x->json);
}

static inline void replay_silence(text_out *out, const inq_silence *x)
{
    text_line(out);
    text_style(out, "1");
    text_say(out, "SILENT");
    text_unstyle(out);
    history_say_str(out, "  ", x->monitor);
    text_line(out);
    replay_key(out, "why", x->why);
    history_key(out, "see");
    text_put(out, x->input);
    text_say(out, ":");
    text_number(out, x->line);
    text_line(out);
}

static inline void replay_findings(text_out *out, const inq_replay *replay, size_t limit)
{
    for (size_t i = 0; i < replay->n_findings && i < limit && out->status == INQ_OK; i++) {
        const inq_finding *f = replay->findings[i];
        text_line(out);
        text_style(out, "1");
        text_say(out, "MANIFEST");
        text_unstyle(out);
        history_say_str(out, "  ", f->title);
        text_line(out);
        for (size_t k = 0; k < f->n_evidence; k++)
            history_place(out, f->evidence[k]);
        replay_key(out, "do", f->remedy);
    }
    history_more(out, replay->n_findings, limit);
}

static inline void replay_uncovered(text_out *out, const inq_replay *replay, size_t limit)
{
    if (!replay->n_uncovered)
        return;
    text_line(out);
    text_say(out, "broken, and no Monitor fired for it or for its root:");
    text_line(out);
    for (size_t i = 0; i < replay->n_uncovered && i < limit && out->status == INQ_OK; i++) {
        const inq_uncovered *x = replay->uncovered[i];
        text_pad(out, REPORT_KEY);
        if (x->since.ptr) {
            text_put(out, x->since);
            text_say(out, "  ");
        }
        text_put(out, x->resource);
        text_say(out, "  ");
        text_say(out, report_health_name(x->health));
        text_line(out);
    }
    history_more(out, replay->n_uncovered, limit);
}

/** Writes a replay. Returns the first status that was not INQ_OK, or INQ_OK. */
static inline inq_status replay_text(inq_ctx *ctx, const inq_replay *replay,
                                     const inq_writer *writer)
{
    const size_t limit = replay->view->limit ? replay->view->limit : SIZE_MAX;
    text_out out;
    text_begin(&out, ctx, writer, replay->view);
    replay_head(&out, replay);
    for (size_t i = 0; i < replay->n_incidents && i < limit && out.status == INQ_OK; i++)
        replay_incident(&out, replay->incidents[i], replay->view->verbose > 0);
    history_more(&out, replay->n_incidents, limit);
    for (size_t i = 0; i < replay->n_silent && i < limit && out.status == INQ_OK; i++)
        replay_silence(&out, replay->silent[i]);
    history_more(&out, replay->n_silent, limit);
    replay_uncovered(&out, replay, limit);
    replay_findings(&out, replay, limit);
    history_diags(&out, replay->diags, replay->n_diags, INQ_ERROR);
    history_diags(&out, replay->diags, replay->n_diags, INQ_WARNING);
    return text_finish(&out);
}

#endif
