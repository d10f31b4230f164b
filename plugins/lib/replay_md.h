/* SPDX-License-Identifier: MIT */
/*
 * replay_md.h: what alerts would have done, as a document to paste into a tracker.
 */
#ifndef INQ_LIB_REPLAY_MD_H
#define INQ_LIB_REPLAY_MD_H

#include "history_md.h"
#include "replay_time.h"

static inline void replay_md_head(const page *p, const inq_replay *replay)
{
    md_out *out = p->out;
    write_title(p, replay->view, "Which alerts would have fired");
    md_count(out, replay->n_monitors, "Monitor", "Monitors");
    md_say(out, " and ");
    md_count(out, replay->n_pagers, "Pager", "Pagers");
    md_say(out, " over ");
    md_count(out, replay->n_moments, "snapshot", "snapshots");
    if (replay->n_moments > 1) {
        md_say(out, " from ");
        history_md_moment(p, replay->moments[0]);
        md_say(out, " to ");
        history_md_moment(p, replay->moments[replay->n_moments - 1]);
    }
    md_say(out, ": **");
    md_count(out, replay->n_incidents, "incident", "incidents");
    md_say(out, "**, ");
    md_number(out, replay->n_silent);
    md_say(out, " silent, **");
    md_number(out, replay->n_uncovered);
    md_say(out, " broken and not alerted**.\n");
    history_md_partial(p, replay->partial);
}

static inline void replay_md_pages(const page *p, const inq_incident *x)
{
    for (size_t i = 0; i < x->n_pages; i++) {
        const inq_page *one = x->pages[i];
        md_say(p->out, i ? "; " : "");
        md_text(p->out, one->pager);
        for (size_t k = 0; k < one->n_outputs; k++) {
            const inq_str target = replay_target(one, k);
            md_say(p->out, k ? ", " : ": ");
            md_text(p->out, one->outputs[k]);
            md_say(p->out, target.len ? " to " : "");
            md_text(p->out, text_head(target, REPORT_VALUE_MOST));
        }
    }
    if (!x->n_pages)
        md_say(p->out, "**nobody**");
}

static inline void replay_md_distance(const page *p, const inq_incident *x)
{
    if (!replay_is_apart(x))
        return;
    md_say(p->out, "; ");
    replay_distance(&p->out->text, x);
}

static inline void replay_md_incident(const page *p, const inq_incident *x)
{
    md_say(p->out, "| ");
    md_text(p->out, x->fired_at.len ? x->fired_at : REPORT_STR("no time known"));
    md_next(p->out);
    md_text(p->out, x->monitor);
    md_next(p->out);
    md_code(p->out, x->resource);
    md_next(p->out);
    md_text(p->out, x->true_since);
    if (x->until.len) {
        md_say(p->out, " to ");
        md_text(p->out, x->until);
    }
    md_next(p->out);
    replay_md_pages(p, x);
    replay_md_distance(p, x);
    md_next(p->out);
    history_md_places(p, x->evidence, x->n_evidence);
    md_say(p->out, " |\n");
}

static inline void replay_md_incidents(const page *p, const inq_replay *replay)
{
    const size_t shown = report_least(replay->n_incidents, p->limit);
    if (!shown)
        return;
    md_heading(p->out, "## Incidents");
    md_table(p->out, "Fired | Monitor | Resource | True | Told | Where");
    for (size_t i = 0; i < shown && writes(p); i++)
        replay_md_incident(p, replay->incidents[i]);
    md_table_end(p->out);
    write_rest(p, replay->n_incidents - shown);
}

static inline void replay_md_silence(const page *p, const inq_replay *replay)
{
    const size_t shown = report_least(replay->n_silent, p->limit);
    if (!shown)
        return;
    md_heading(p->out, "## Silent");
    md_table(p->out, "Monitor | Why | Where");
    for (size_t i = 0; i < shown && writes(p); i++) {
        md_say(p->out, "| ");
        md_text(p->out, replay->silent[i]->monitor);
        md_next(p->out);
        md_text(p->out, text_head(replay->silent[i]->why, REPORT_TEXT_MOST));
        md_next(p->out);
        write_place(p, replay->silent[i]->input, replay->silent[i]->line);
        md_say(p->out, " |\n");
    }
    md_table_end(p->out);
    write_rest(p, replay->n_silent - shown);
}

static inline void replay_md_uncovered(const page *p, const inq_replay *replay)
{
    const size_t shown = report_least(replay->n_uncovered, p->limit);
    if (!shown)
        return;
    md_heading(p->out, "## Broken, and no Monitor fired for it or for its root");
    for (size_t i = 0; i < shown && writes(p); i++) {
        const inq_uncovered *x = replay->uncovered[i];
        md_say(p->out, "- ");
        md_code(p->out, x->resource);
        md_say(p->out, " ");
        write_word(p->out, report_health_name(x->health));
        if (x->since.len) {
            md_say(p->out, ", first seen ");
            md_text(p->out, x->since);
        }
        md_line(p->out);
    }
    write_rest(p, replay->n_uncovered - shown);
}

static inline void replay_md_findings(const page *p, const inq_replay *replay)
{
    const size_t shown = report_least(replay->n_findings, p->limit);
    if (!shown)
        return;
    md_heading(p->out, "## What is wrong with the manifests");
    for (size_t i = 0; i < shown && writes(p); i++) {
        const inq_finding *f = replay->findings[i];
        md_say(p->out, "- ");
        md_text(p->out, f->title);
        md_say(p->out, ": ");
        history_md_places(p, f->evidence, f->n_evidence);
        if (f->remedy.len) {
            md_say(p->out, ". ");
            md_text(p->out, f->remedy);
        }
        md_line(p->out);
    }
    write_rest(p, replay->n_findings - shown);
}

/** Writes the document about a replay; sets p->base. */
static inline void replay_md(page *p, const inq_replay *replay)
{
    p->base = history_base(replay->moments, replay->n_moments);
    replay_md_head(p, replay);
    replay_md_incidents(p, replay);
    replay_md_silence(p, replay);
    replay_md_uncovered(p, replay);
    replay_md_findings(p, replay);
    md_heading(p->out, "## Appendix: what was read");
    history_md_snapshots(p, replay->moments, replay->n_moments);
    history_md_read_by(p, replay->tool, replay->version);
    write_diags(p, replay->view, replay->diags, replay->n_diags);
}

#endif
