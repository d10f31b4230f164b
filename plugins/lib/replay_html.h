/* SPDX-License-Identifier: MIT */
/*
 * replay_html.h: the page about what alerts would have done.
 */
#ifndef INQ_LIB_REPLAY_HTML_H
#define INQ_LIB_REPLAY_HTML_H

#include "history_html.h"
#include "replay_time.h"

static inline void say_replay_verdict(const page *p, const inq_replay *replay)
{
    size_t unheard = 0;
    for (size_t i = 0; i < replay->n_incidents; i++)
        unheard += replay->incidents[i]->n_pages == 0;
    say(p,
        replay->n_uncovered || unheard ? "<p class=\"verdict h4\">" : "<p class=\"verdict h0\">");
    if (replay->n_uncovered)
        say_count(p, replay->n_uncovered, "resource was broken and no alert fired",
                  "resources were broken and no alert fired");
    else if (unheard)
        say_count(p, unheard, "incident was sent to nobody", "incidents were sent to nobody");
    else
        say(p, replay->n_incidents ? "All that broke was alerted" : "Nothing fired");
    say(p, "</p>\n");
    history_html_partial(p, replay->partial);
}

static inline void say_replay_span(const page *p, const inq_replay *replay)
{
    say(p, "<p class=\"meta\">");
    say_count(p, replay->n_monitors, "Monitor", "Monitors");
    say(p, " and ");
    say_count(p, replay->n_pagers, "Pager", "Pagers");
    say(p, " over ");
    say_count(p, replay->n_moments, "snapshot", "snapshots");
    if (replay->n_moments > 1) {
        say(p, " from ");
        history_html_moment(p, replay->moments[0]);
        say(p, " to ");
        history_html_moment(p, replay->moments[replay->n_moments - 1]);
    }
    history_html_read_by(p, replay->tool, replay->version);
}

static inline void say_replay_counts(const page *p, const inq_replay *replay)
{
    uint64_t told = 0;
    for (size_t i = 0; i < replay->n_incidents; i++)
        told += replay->incidents[i]->n_pages > 0;
    const share shares[] = {
        {"told", told, INQ_HEALTHY, true},
        {"nobody told", replay->n_incidents - told, INQ_DEGRADED, true},
        {"broken without alert", replay->n_uncovered, INQ_FAILED, false},
        {"silent Monitors", replay->n_silent, INQ_SUSPENDED, false},
    };
    say_bar(p, shares, sizeof shares / sizeof shares[0]);
    say_legend(p, "incidents", "told", shares, sizeof shares / sizeof shares[0]);
}

static inline void say_replay_head(const page *p, const inq_replay *replay)
{
    history_html_open(p, page_title(replay->view, "Which alerts would have fired"));
    say_replay_verdict(p, replay);
    say_replay_span(p, replay);
    say_replay_counts(p, replay);
    say(p, "<nav aria-label=\"Sections\"><a href=\"#incidents\">Incidents</a>");
    say(p, replay->n_uncovered ? "<a href=\"#uncovered\">Not alerted</a>" : "");
    say(p, replay->n_silent ? "<a href=\"#silent\">Silent</a>" : "");
    say(p, replay->n_findings ? "<a href=\"#manifests\">Manifests</a>" : "");
    say(p, "<a href=\"#inputs\">What was read</a><a href=\"#reading\">How to read this</a></nav>\n"
           "</header>\n<main id=\"main\">\n");
}

static inline void say_told(const page *p, const inq_incident *x)
{
    say(p, "<td>");
    for (size_t i = 0; i < x->n_pages; i++) {
        say(p, i ? "<br>" : "");
        html_cut(p->out, x->pages[i]->pager, CELL_MOST);
        for (size_t k = 0; k < x->pages[i]->n_outputs; k++) {
            say(p, k ? ", " : ": ");
            html_cut(p->out, x->pages[i]->outputs[k], CELL_MOST);
            html_element(p->out, " <small>to ", text_head(replay_target(x->pages[i], k), CELL_MOST),
                         "</small>");
        }
    }
    say(p, x->n_pages ? "" : "<span class=\"b h4\">nobody</span>");
    if (!replay_is_apart(x))
        return;
    say(p, "<br><small>");
    replay_distance(p->out, x);
    say(p, "</small>");
}

/* An incident, and how many before it have its address but for the number. */
typedef struct incident_row {
    const inq_incident *incident;
    size_t alike;
} incident_row;

static inline bool is_alike(const inq_incident *x, const inq_incident *y)
{
    return report_same(x->fired_at, y->fired_at) && report_same(x->monitor, y->monitor) &&
           report_same(x->resource, y->resource);
}

/* The address of an incident: it stays the same when snapshots are added. Monitors may share a
 * name, and what has no time may fire more than once. */
static inline void say_incident_id(const page *p, const incident_row *row,
                                   void (*say_part)(text_out *, inq_str))
{
    const inq_incident *x = row->incident;
    const inq_str parts[] = {x->fired_at, x->monitor, report_word(":"), x->resource};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        say_part(p->out, parts[i]);
    if (row->alike) {
        say(p, "+");
        html_number(p->out, row->alike);
    }
}

/* Its row leads to itself, so that it can be reached with keys and be sent. */
static inline void say_incident_name(const page *p, const incident_row *row)
{
    say(p, "<th scope=\"row\"><a href=\"#i:");
    say_incident_id(p, row, html_anchor_part);
    say(p, "\">");
    html_cut(p->out, row->incident->monitor, CELL_MOST);
    say(p, "</a>");
}

static inline void say_incident_row(const page *p, const incident_row *row)
{
    const inq_incident *x = row->incident;
    say(p, "<tr id=\"i:");
    say_incident_id(p, row, html_text);
    say(p, x->n_pages ? "\" data-h=\"0\"" : "\" data-h=\"4\"");
    history_html_data(p, "type", part_of(x->resource, 0));
    history_html_data(p, "workspace", part_of(x->resource, 3));
    history_html_data(p, "monitor", x->monitor);
    history_html_data(p, "told", report_word(x->n_pages ? "told" : "nobody told"));
    say(p, ">");
}

static inline void say_incident(const page *p, const incident_row *row)
{
    const inq_incident *x = row->incident;
    say_incident_row(p, row);
    say(p, "<td class=\"when\">");
    html_cut(p->out, x->fired_at.len ? x->fired_at : report_word("no time known"), CELL_MOST);
    say_incident_name(p, row);
    say(p, "<td>");
    html_cut(p->out, history_html_name(x->resource), CELL_MOST);
    say(p, " <br><small>");
    history_html_kind(p, x->resource);
    say(p, "</small><td class=\"when\">");
    html_cut(p->out, x->true_since, CELL_MOST);
    html_element(p->out, "<br><small>to ", text_head(x->until, CELL_MOST), "</small>");
    say_told(p, x);
    say(p, "<td>");
    history_html_places(p, x->evidence, x->n_evidence);
    say(p, "\n");
}

static inline void say_incidents(const page *p, const inq_replay *replay)
{
    static const char *const selects[][2] = {
        {"monitor", "Monitor"}, {"told", "Told"}, {"type", "Type"}, {"workspace", "Workspace"}};
    say(p, "<section id=\"incidents\" aria-labelledby=\"incidents-h\"><h2 id=\"incidents-h\">"
           "Incidents, in the order in which they would have fired</h2>\n");
    history_html_filters(p, selects, sizeof selects / sizeof selects[0]);
    say(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Incidents\">"
           "<table id=\"all\" class=\"changes\" data-noun=\"incident\"><thead><tr>"
           "<th scope=\"col\">Fired<th scope=\"col\">Monitor<th scope=\"col\">Resource"
           "<th scope=\"col\">True<th scope=\"col\">Told<th scope=\"col\">Where</thead>\n"
           "<tbody>\n");
    incident_row row = {NULL, 0};
    for (size_t i = 0; i < replay->n_incidents && writes(p); i++) {
        const inq_incident *x = replay->incidents[i];
        row.alike = row.incident && is_alike(row.incident, x) ? row.alike + 1 : 0;
        row.incident = x;
        say_incident(p, &row);
    }
    say(p, "</tbody></table></div>\n<button id=\"more\" type=\"button\" hidden></button>\n"
           "</section>\n");
}

static inline void say_uncovered(const page *p, const inq_replay *replay)
{
    const size_t shown = report_least(replay->n_uncovered, p->items);
    if (!shown)
        return;
    say(p, "<section id=\"uncovered\" aria-labelledby=\"uncovered-h\"><h2 id=\"uncovered-h\">"
           "Broken, and no Monitor fired for it or for its root</h2>\n<ul class=\"facts\">\n");
    for (size_t i = 0; i < shown && writes(p); i++) {
        const inq_uncovered *x = replay->uncovered[i];
        say(p, "<li>");
        html_cut(p->out, history_html_name(x->resource), CELL_MOST);
        say(p, " <small>");
        history_html_kind(p, x->resource);
        say(p, "</small> ");
        say_badge(p, x->health);
        html_element(p->out, " first seen ", x->since, "");
        say(p, "\n");
    }
    say(p, "</ul>\n");
    say_rest(p, replay->n_uncovered - shown);
    say(p, "</section>\n");
}

static inline void say_silent(const page *p, const inq_replay *replay)
{
    const size_t shown = report_least(replay->n_silent, p->items);
    if (!shown)
        return;
    say(p, "<section id=\"silent\" aria-labelledby=\"silent-h\"><h2 id=\"silent-h\">Silent "
           "Monitors</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" "
           "aria-label=\"Silent Monitors\"><table class=\"list\"><thead><tr><th scope=\"col\">"
           "Monitor<th scope=\"col\">Why<th scope=\"col\">Where</thead>\n<tbody>\n");
    for (size_t i = 0; i < shown && writes(p); i++) {
        const inq_silence *x = replay->silent[i];
        say(p, "<tr><th scope=\"row\">");
        html_cut(p->out, x->monitor, CELL_MOST);
        say(p, "<td>");
        html_cut(p->out, x->why, REPORT_TEXT_MOST);
        say(p, "<td>");
        say_place(p, x->input, x->line);
        say(p, "\n");
    }
    say(p, "</tbody></table></div>\n");
    say_rest(p, replay->n_silent - shown);
    say(p, "</section>\n");
}

static inline void say_manifests(const page *p, const inq_replay *replay)
{
    const size_t shown = report_least(replay->n_findings, p->items);
    if (!shown)
        return;
    say(p, "<section id=\"manifests\" aria-labelledby=\"manifests-h\"><h2 id=\"manifests-h\">"
           "What is wrong with the manifests</h2>\n<ul class=\"facts\">\n");
    for (size_t i = 0; i < shown && writes(p); i++) {
        const inq_finding *f = replay->findings[i];
        say(p, "<li>");
        html_cut(p->out, f->title, REPORT_TEXT_MOST);
        html_element(p->out, "<br><small>", text_head(f->remedy, REPORT_TEXT_MOST), "</small>");
        say(p, "<br>");
        history_html_places(p, f->evidence, f->n_evidence);
        say(p, "\n");
    }
    say(p, "</ul>\n");
    say_rest(p, replay->n_findings - shown);
    say(p, "</section>\n");
}

/** Writes the page about a replay; sets p->base. */
static inline void replay_html(page *p, const inq_replay *replay)
{
    static const char *const words[][2] = {
        {"Fired", "the first run of the Monitor's schedule at which its condition was true"},
        {"True", "from the first snapshot that shows it so, to the first that does not"},
        {"Told", "the Pagers whose conditions the incident meets, and where they send it"},
        {"First page", "the first incident of all that a Pager sends on"},
        {"Silent", "a Monitor that raised nothing, or that missed something between two runs"},
        {"Root", "what explains that something else is broken"},
    };
    p->base = history_base(replay->moments, replay->n_moments);
    say_replay_head(p, replay);
    say_incidents(p, replay);
    say_uncovered(p, replay);
    say_silent(p, replay);
    say_manifests(p, replay);
    history_html_inputs(p, replay->moments, replay->n_moments);
    say_diags(p, replay->view, replay->diags, replay->n_diags);
    say(p, "</section>\n");
    history_html_close(p, words, sizeof words / sizeof words[0]);
}

#endif
