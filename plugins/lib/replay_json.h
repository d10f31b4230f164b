/* SPDX-License-Identifier: MIT */
/*
 * replay_json.h: what alerts would have done, as inquest.replay/1.
 */
#ifndef INQ_LIB_REPLAY_JSON_H
#define INQ_LIB_REPLAY_JSON_H

#include "history_json.h"
#include "replay_time.h"

static inline void replay_json_targets(json_out *out, const inq_page *page)
{
    json_key(out, "targets");
    json_open(out, '[');
    for (size_t i = 0; i < page->n_outputs; i++)
        json_str(out, replay_target(page, i));
    json_close(out, ']');
}

static inline void replay_json_pages(json_out *out, const inq_incident *x)
{
    json_key(out, "pagers");
    json_open(out, '[');
    for (size_t i = 0; i < x->n_pages; i++) {
        json_open(out, '{');
        report_json_key_str(out, "pager", x->pages[i]->pager);
        report_json_strings(out, "outputs", x->pages[i]->outputs, x->pages[i]->n_outputs);
        replay_json_targets(out, x->pages[i]);
        report_json_key_str(out, "template", x->pages[i]->body);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* A number of seconds that has no meaning without times. */
static inline void replay_json_seconds(json_out *out, const char *key, uint64_t seconds, bool known)
{
    json_key(out, key);
    if (known)
        json_number(out, seconds);
    else
        json_null(out);
}

static inline void replay_json_incident(json_out *out, const inq_incident *x)
{
    json_open(out, '{');
    report_json_key_str(out, "monitor", x->monitor);
    report_json_key_str(out, "resource", x->resource);
    report_json_key_str(out, "true_since", x->true_since);
    report_json_key_str(out, "fired_at", x->fired_at);
    report_json_key_str(out, "until", x->until);
    replay_json_seconds(out, "delay", x->delay, x->fired_at.ptr);
    replay_json_seconds(out, "before_first_page", x->ahead, x->fired_at.ptr && !x->late);
    replay_json_seconds(out, "after_first_page", x->late, x->fired_at.ptr && !x->ahead);
    json_key(out, "incident");
    json_raw(out, x->json);
    replay_json_pages(out, x);
    report_json_evidence(out, x->evidence, x->n_evidence);
    json_close(out, '}');
}

static inline void replay_json_silence(json_out *out, const inq_silence *x)
{
    json_open(out, '{');
    report_json_key_str(out, "monitor", x->monitor);
    report_json_key_str(out, "why", x->why);
    report_json_key_str(out, "input", x->input);
    report_json_key_number(out, "line", x->line);
    json_close(out, '}');
}

/** Writes inquest.replay/1 with a line end. Returns the first status that was not INQ_OK. */
static inline inq_status replay_json(json_out *out, const inq_replay *replay)
{
    json_open(out, '{');
    history_json_head(out, "inquest.replay/1", replay->tool, replay->version);
    report_json_key_number(out, "monitors", replay->n_monitors);
    report_json_key_number(out, "pagers", replay->n_pagers);
    report_document_list(out, "snapshots");
    for (size_t i = 0; i < replay->n_moments && out->status == INQ_OK; i++) {
        json_line(out);
        history_json_moment(out, replay->moments[i]);
    }
    report_document_list_end(out);
    report_document_list(out, "incidents");
    for (size_t i = 0; i < replay->n_incidents && out->status == INQ_OK; i++) {
        json_line(out);
        replay_json_incident(out, replay->incidents[i]);
    }
    report_document_list_end(out);
    report_document_list(out, "silent");
    for (size_t i = 0; i < replay->n_silent && out->status == INQ_OK; i++) {
        json_line(out);
        replay_json_silence(out, replay->silent[i]);
    }
    report_document_list_end(out);
    report_document_list(out, "uncovered");
    for (size_t i = 0; i < replay->n_uncovered && out->status == INQ_OK; i++) {
        json_line(out);
        json_str(out, replay->uncovered[i]->resource);
    }
    report_document_list_end(out);
    report_document_list(out, "findings");
    for (size_t i = 0; i < replay->n_findings && out->status == INQ_OK; i++) {
        json_line(out);
        report_json_finding(out, replay->findings[i]);
    }
    report_document_list_end(out);
    history_json_diags(out, replay->diags, replay->n_diags);
    json_close(out, '}');
    json_byte(out, '\n');
    return json_finish(out);
}

#endif
