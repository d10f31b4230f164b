/* SPDX-License-Identifier: MIT */
/*
 * history_html.h: the pages about what changed and what happened. They have the look, the script
 * and the manners of the page about a report: the verdict, one table that can be searched, and what
 * it rests on; all of it is there without a script.
 */
#ifndef INQ_LIB_HISTORY_HTML_H
#define INQ_LIB_HISTORY_HTML_H

#include "html_bar.h"
#include "html_lanes.h"

/* Facts and places of one row before the rest is only counted. */
#define HISTORY_HTML_FACTS 8
#define HISTORY_HTML_PLACES 6
#define HISTORY_HTML_LEADS 3

/* ---- small parts -------------------------------------------------------------------------- */

/* The name in an id, or all of what is none. */
static inline inq_str history_html_name(inq_str id)
{
    const inq_str name = part_of(id, 2);
    return name.len ? name : id;
}

/* `depot`, `service in public` */
static inline void history_html_kind(const page *p, inq_str id)
{
    const inq_str workspace = part_of(id, 3);
    html_cut(p->out, part_of(id, 0), CELL_MOST);
    if (!workspace.len)
        return;
    say(p, " in ");
    html_cut(p->out, workspace, CELL_MOST);
}

/* The cell that names a resource and leads to its own row. */
static inline void history_html_resource(const page *p, inq_str id)
{
    say(p, "<th scope=\"row\"><a href=\"");
    html_anchor(p->out, id);
    say(p, "\">");
    html_cut(p->out, history_html_name(id), CELL_MOST);
    say(p, "</a> <br><small>");
    history_html_kind(p, id);
    say(p, "</small>");
}

static inline void history_html_data(const page *p, const char *name, inq_str value)
{
    say(p, " data-");
    say(p, name);
    say(p, "=\"");
    html_text(p->out, text_head(value, CELL_MOST));
    say(p, "\"");
}

/* Opens the row of a resource in the table that is searched. */
static inline void history_html_row(const page *p, inq_str id, inq_health health)
{
    say(p, "<tr id=\"");
    html_text(p->out, id);
    say(p, "\" data-h=\"");
    html_number(p->out, (uint64_t)health);
    say(p, "\"");
    history_html_data(p, "type", part_of(id, 0));
    history_html_data(p, "workspace", part_of(id, 3));
}

static inline void history_html_moment(const page *p, const inq_moment *moment)
{
    const inq_str name = history_name(moment);
    if (name.len)
        html_element(p->out, "<time>", name, "</time>");
    else
        say(p, "an unknown time");
}

static inline void history_html_health(const page *p, const inq_stay *stay)
{
    const char *phase = stay ? report_phase_name(stay->phase) : NULL;
    if (!stay) {
        say(p, "not there");
        return;
    }
    say_badge(p, stay->health);
    if (!phase)
        return;
    say(p, " <small>");
    say(p, phase);
    say(p, "</small>");
}

static inline void history_html_more(const page *p, size_t rest)
{
    if (!rest)
        return;
    say(p, "<br><small>… and ");
    html_number(p->out, rest);
    say(p, " more</small>");
}

/* Places, each once where they follow each other. */
static inline void history_html_places(const page *p, const inq_evidence *const *evidence, size_t n)
{
    const size_t shown = report_least(n, HISTORY_HTML_PLACES);
    for (size_t i = 0, told = 0; i < shown; i++) {
        const inq_evidence *it = evidence[i];
        if (i && it->line == evidence[i - 1]->line &&
            report_same(it->input, evidence[i - 1]->input))
            continue;
        say(p, told++ ? "<br>" : "");
        say_place(p, it->input, it->line);
    }
    history_html_more(p, n - shown);
}

static inline void history_html_snapshot(const page *p, const inq_moment *moment)
{
    const size_t shown = report_least(moment->n_inputs, HISTORY_HTML_PLACES);
    say(p, "<tr><th scope=\"row\">");
    history_html_moment(p, moment);
    say(p, "<td>");
    html_number(p->out, moment->n_resources);
    say(p, "<td>");
    for (size_t i = 0; i < shown; i++) {
        say(p, i ? "<br>" : "");
        say_place(p, moment->inputs[i], 0);
    }
    history_html_more(p, moment->n_inputs - shown);
    say(p, "\n");
}

static inline void history_html_inputs(const page *p, const inq_moment *const *moments, size_t n)
{
    const size_t shown = report_least(n, p->items);
    say(p, "<section id=\"inputs\" aria-labelledby=\"inputs-h\"><h2 id=\"inputs-h\">"
           "What was read</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" "
           "aria-label=\"Snapshots\"><table><thead><tr><th scope=\"col\">Snapshot"
           "<th scope=\"col\">Resources<th scope=\"col\">Inputs</thead>\n<tbody>\n");
    for (size_t i = 0; i < shown && writes(p); i++)
        history_html_snapshot(p, moments[i]);
    say(p, "</tbody></table></div>\n");
    say_rest(p, n - shown);
}

static inline void history_html_partial(const page *p, uint32_t partial)
{
    if (partial)
        say(p, "<p class=\"verdict h4\">Not all of the input could be read: see "
               "<a href=\"#inputs\">what was read</a></p>\n");
}

/* Opens the page up to its verdict. */
static inline void history_html_open(const page *p, inq_str title)
{
    say_head(p, title);
    say(p, "<body>\n<a class=\"skip\" href=\"#main\">To the report</a>\n<header>\n<h1>");
    html_text(p->out, title);
    say(p, "</h1>\n");
}

/* Words to explain, and the keys; closes the page. */
static inline void history_html_close(const page *p, const char *const (*words)[2], size_t n)
{
    say(p, "<section id=\"reading\" aria-labelledby=\"reading-h\"><h2 id=\"reading-h\">"
           "How to read this</h2>\n<p>Everything here comes from files that were saved earlier; "
           "nothing was asked of a live system. <code class=\"at\">file:line</code> names the "
           "place in those files that a statement rests on.</p>\n<dl class=\"words\">\n");
    for (size_t i = 0; i < n; i++) {
        say(p, "<div><dt>");
        say(p, words[i][0]);
        say(p, "</dt><dd>");
        say(p, words[i][1]);
        say(p, "</dd></div>\n");
    }
    say(p, "</dl>\n<p class=\"keys\" hidden>Keys: <kbd>/</kbd> search, <kbd>Esc</kbd> clear, "
           "<kbd>j</kbd> <kbd>k</kbd> next and previous row, <kbd>t</kbd> dark or light.</p>\n"
           "</section>\n</main>\n</body>\n</html>\n");
}

static inline void history_html_read_by(const page *p, inq_str tool, inq_str version)
{
    html_element(p->out, ", read by ", tool, " ");
    html_text(p->out, version);
    if (p->base.len)
        html_element(p->out, " in <code>", (inq_str){p->base.ptr, p->base.len - 1}, "</code>");
    say(p, "</p>\n");
}

/* The form above the table; `selects` are the words after "by-" and their labels. */
static inline void history_html_filters(const page *p, const char *const (*selects)[2], size_t n)
{
    say(p, "<form id=\"filters\" hidden role=\"search\"><label>Search <input type=\"search\" "
           "id=\"q\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"name, health, time "
           "…\"></label>\n");
    for (size_t i = 0; i < n; i++) {
        say(p, "<label>");
        say(p, selects[i][1]);
        say(p, " <select id=\"by-");
        say(p, selects[i][0]);
        say(p, "\"></select></label>\n");
    }
    say(p, "<button type=\"reset\">Clear</button></form>\n<p id=\"shown\" role=\"status\"></p>\n");
}

/* ---- what changed ------------------------------------------------------------------------- */

/* The colour of a change is that of a health. */
static inline unsigned change_tone(inq_change_kind kind)
{
    static const unsigned tones[INQ_N_CHANGE] = {
        [INQ_CHANGE_NEW] = INQ_PROGRESSING, [INQ_CHANGE_GONE] = INQ_SUSPENDED,
        [INQ_CHANGE_DELETED] = INQ_DELETED, [INQ_CHANGE_RECOVERED] = INQ_HEALTHY,
        [INQ_CHANGE_WORSE] = INQ_FAILED,    [INQ_CHANGE_BETTER] = INQ_HEALTHY,
        [INQ_CHANGE_OTHER] = INQ_UNKNOWN,
    };
    return (size_t)kind < INQ_N_CHANGE ? tones[kind] : INQ_UNKNOWN;
}

static inline void say_change_lead(const page *p, const inq_change *change)
{
    say(p, "<li>");
    say_link(p, change->resource, text_head(history_html_name(change->resource), CELL_MOST));
    say(p, ": ");
    say_word(p, change->from ? report_health_name(change->from->health) : "not there");
    say(p, " → ");
    say_word(p, report_health_name(change->to->health));
    html_element(p->out, ", ", text_head(change->to->reason, CELL_MOST), "");
    say(p, "\n");
}

static inline void say_diff_verdict(const page *p, const inq_diff *diff)
{
    size_t broke = 0;
    for (size_t i = 0; i < diff->n_changes; i++)
        broke += history_is_break(diff->changes[i]);
    say(p, broke ? "<p class=\"verdict h6\">" : "<p class=\"verdict h0\">");
    if (broke)
        say_count(p, broke, "resource broke or got worse", "resources broke or got worse");
    else
        say(p, diff->n_changes ? "Nothing broke or got worse" : "Nothing changed");
    say(p, "</p>\n");
    history_html_partial(p, diff->partial);
    say(p, broke ? "<ul class=\"leads\">" : "");
    for (size_t i = 0, told = 0; broke && i < diff->n_changes && told < HISTORY_HTML_LEADS; i++) {
        if (!history_is_break(diff->changes[i]))
            continue;
        say_change_lead(p, diff->changes[i]);
        told++;
    }
    say(p, broke ? "</ul>\n" : "");
}

static inline share change_share(const inq_diff *diff, inq_change_kind kind)
{
    return (share){history_change_name(kind), diff->by_kind[kind], change_tone(kind), true};
}

/* What is worse first. */
static inline void say_diff_counts(const page *p, const inq_diff *diff)
{
    const share shares[] = {
        change_share(diff, INQ_CHANGE_WORSE),
        change_share(diff, INQ_CHANGE_DELETED),
        change_share(diff, INQ_CHANGE_GONE),
        change_share(diff, INQ_CHANGE_NEW),
        change_share(diff, INQ_CHANGE_OTHER),
        change_share(diff, INQ_CHANGE_BETTER),
        change_share(diff, INQ_CHANGE_RECOVERED),
        {"unchanged", diff->n_unchanged, INQ_SUSPENDED, false},
    };
    say_bar(p, shares, sizeof shares / sizeof shares[0]);
    say_legend(p, "changes", "change", shares, sizeof shares / sizeof shares[0]);
}

static inline void say_diff_head(const page *p, const inq_diff *diff)
{
    history_html_open(p, page_title(diff->view, "What changed"));
    say_diff_verdict(p, diff);
    say(p, "<p class=\"meta\">From ");
    history_html_moment(p, diff->before);
    say(p, " to ");
    history_html_moment(p, diff->after);
    history_html_read_by(p, diff->tool, diff->version);
    say_diff_counts(p, diff);
    say(p, "<nav aria-label=\"Sections\"><a href=\"#changes\">Changes</a><a href=\"#inputs\">What "
           "was read</a><a href=\"#reading\">How to read this</a></nav>\n</header>\n"
           "<main id=\"main\">\n");
}

static inline void say_fact_value(const page *p, inq_str value)
{
    if (!value.len) {
        say(p, value.ptr ? "<i>blank</i>" : "<i>not stated</i>");
        return;
    }
    say(p, "<q>");
    html_cut(p->out, value, CELL_MOST);
    say(p, "</q>");
}

static inline void say_fact_changes(const page *p, const inq_change *change)
{
    const size_t shown = report_least(change->n_facts, HISTORY_HTML_FACTS);
    for (size_t i = 0; i < shown; i++) {
        say(p, i ? "<br><span class=\"fact\">" : "<span class=\"fact\">");
        html_cut(p->out, change->facts[i].fact, CELL_MOST);
        say(p, "</span> ");
        say_fact_value(p, change->facts[i].from);
        say(p, " → ");
        say_fact_value(p, change->facts[i].to);
    }
    history_html_more(p, change->n_facts - shown);
}

static inline void say_change_why(const page *p, const inq_change *change)
{
    say(p, "<td>");
    if (!change->to || change->to->health == INQ_HEALTHY)
        return;
    html_cut(p->out, change->to->reason, CELL_MOST);
    if (!change->to->root.ptr)
        return;
    say(p, change->to->reason.len ? "; root " : "root ");
    html_cut(p->out, history_html_name(change->to->root), CELL_MOST);
}

/* A change without facts is proved by what shows its health. */
static inline void say_change_proof(const page *p, const inq_change *change)
{
    const inq_stay *shown = change->to ? change->to : change->from;
    if (change->n_evidence)
        history_html_places(p, change->evidence, change->n_evidence);
    else if (shown)
        history_html_places(p, shown->evidence, shown->n_evidence);
}

static inline void say_change_cells(const page *p, const inq_change *change)
{
    const bool same = change->from && change->to && change->from->health == change->to->health;
    say(p, "<td><span class=\"b h");
    html_number(p->out, change_tone(change->kind));
    say(p, "\">");
    say_word(p, history_change_name(change->kind));
    say(p, "</span>");
    if (change->to && change->to->flags & INQ_STAY_SUPPRESSED)
        say(p, " <small>accepted</small>");
    say(p, "<td>");
    if (!same) {
        history_html_health(p, change->from);
        say(p, " → ");
    }
    history_html_health(p, change->to);
    say_change_why(p, change);
    say(p, "<td>");
    say_fact_changes(p, change);
    say(p, "<td>");
    say_change_proof(p, change);
    say(p, "\n");
}

static inline void say_change(const page *p, const inq_change *change)
{
    const inq_stay *shown = change->to ? change->to : change->from;
    if (!shown)
        return;
    history_html_row(p, change->resource, shown->health);
    history_html_data(p, "health",
                      report_word(change->to ? report_health_name(shown->health) : "not there"));
    say(p, ">");
    history_html_resource(p, change->resource);
    say_change_cells(p, change);
}

static inline void say_changes(const page *p, const inq_diff *diff)
{
    static const char *const selects[][2] = {
        {"change", "Change"}, {"health", "Health"}, {"type", "Type"}, {"workspace", "Workspace"}};
    say(p, "<section id=\"changes\" aria-labelledby=\"changes-h\"><h2 id=\"changes-h\">"
           "Changes, what is worse first</h2>\n");
    history_html_filters(p, selects, sizeof selects / sizeof selects[0]);
    say(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Changes\">"
           "<table id=\"all\" class=\"changes\" data-noun=\"change\"><thead><tr>"
           "<th scope=\"col\">Resource<th scope=\"col\" data-by=\"change\">Change"
           "<th scope=\"col\" data-by=\"health\">Health<th scope=\"col\">Why"
           "<th scope=\"col\">Facts<th scope=\"col\">Where</thead>\n<tbody>\n");
    for (size_t i = 0; i < diff->n_changes && writes(p); i++)
        say_change(p, diff->changes[i]);
    say(p, "</tbody></table></div>\n<button id=\"more\" type=\"button\" hidden></button>\n"
           "</section>\n");
}

/** Writes the page about a diff; sets p->base. */
static inline void history_html_diff(page *p, const inq_diff *diff)
{
    static const char *const words[][2] = {
        {"Worse", "its health is worse than it was"},
        {"Deleted", "a listing that showed it does not any more, or it says so itself"},
        {"Gone", "it is not in the later dumps, and nothing says that it was deleted"},
        {"Recovered", "it was broken and is not any more"},
        {"Better", "its health is better, but it was not broken or still is"},
        {"Changed", "its health is the same, other facts are not"},
        {"Root", "what explains that it is broken"},
    };
    const inq_moment *const moments[] = {diff->before, diff->after};
    p->base = history_base(moments, 2);
    say_diff_head(p, diff);
    say_changes(p, diff);
    history_html_inputs(p, moments, 2);
    say_diags(p, diff->view, diff->diags, diff->n_diags);
    say(p, "</section>\n");
    history_html_close(p, words, sizeof words / sizeof words[0]);
}

/* ---- what happened: lanes ----------------------------------------------------------------- */

/* How a lane went, in the word that it is filtered by. */
typedef enum course {
    COURSE_BROKEN,
    COURSE_ACCEPTED,
    COURSE_FLAPPED,
    COURSE_RECOVERED,
    COURSE_NOT_BROKEN,
    N_COURSES
} course;

static inline course course_of(const inq_lane *lane)
{
    if (lane->flags & INQ_LANE_BROKEN)
        return lane->flags & INQ_LANE_SUPPRESSED ? COURSE_ACCEPTED : COURSE_BROKEN;
    if (lane->flags & INQ_LANE_FLAPS)
        return COURSE_FLAPPED;
    return lane->recovered ? COURSE_RECOVERED : COURSE_NOT_BROKEN;
}

static inline const char *course_name(course way)
{
    static const char *const names[] = {
        [COURSE_BROKEN] = "broken at the end", [COURSE_ACCEPTED] = "broken, accepted",
        [COURSE_FLAPPED] = "flapped",          [COURSE_RECOVERED] = "recovered",
        [COURSE_NOT_BROKEN] = "never broken",
    };
    return REPORT_NAME(names, way);
}

/* The place of a resource among the lanes, which are by id; SIZE_MAX where it has none. */
static inline size_t lane_of(const inq_timeline *timeline, inq_str id)
{
    size_t from = 0;
    size_t to = timeline->n_lanes;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int order = report_compare(timeline->lanes[middle]->resource, id);
        if (order == 0)
            return middle;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return SIZE_MAX;
}

/* Its name, which leads to its lane where it has one. */
static inline void say_lane_link(const series *s, inq_str id)
{
    const inq_str name = text_head(history_html_name(id), CELL_MOST);
    if (lane_of(s->timeline, id) != SIZE_MAX)
        say_link(s->p, id, name);
    else
        html_text(s->p->out, name);
}

static inline void say_root(const series *s, inq_str root)
{
    if (!root.ptr)
        return;
    say(s->p, "root ");
    say_lane_link(s, root);
}

static inline void say_course(const series *s, const inq_lane *lane)
{
    const page *p = s->p;
    const inq_stay *stay = history_first_failure(lane);
    say(p, "<td>");
    if (lane->flags & INQ_LANE_FLAPS) {
        say(p, "flapped, broke ");
        html_number(p->out, lane->n_failures);
        say(p, " times<br>");
    }
    if (lane->recovered) {
        history_recovered(p->out, s->timeline, lane);
        say(p, "<br>");
    }
    if (lane->flags & INQ_LANE_BROKEN)
        say(p, lane->flags & INQ_LANE_SUPPRESSED ? "broken at the end, accepted<br>"
                                                 : "broken at the end<br>");
    if (stay->flags & INQ_STAY_BROKEN && stay->root.ptr)
        say_root(s, stay->root);
    else if (stay->flags & INQ_STAY_BROKEN)
        html_element(p->out, "<small>", text_head(stay->reason, CELL_MOST), "</small>");
}

/* `number`: its place in the order in which things broke, or 0. */
static inline void say_lane_row(const series *s, const inq_lane *lane, size_t number, bool drawn)
{
    const page *p = s->p;
    const inq_stay *end = lane->stays[lane->n_stays - 1];
    history_html_row(p, lane->resource, end->health);
    history_html_data(p, "course", report_word(course_name(course_of(lane))));
    say(p, "><td class=\"no\">");
    if (number)
        html_number(p->out, number);
    history_html_resource(p, lane->resource);
    say(p, "<td>");
    say_badge(p, end->health);
    say(p, "<td class=\"over\">");
    if (drawn)
        say_lane(s, lane);
    say_runs(s, lane);
    say_course(s, lane);
    say(p, "\n");
}

/* What broke comes first, in that order, then the others by id. `told` has a byte for each lane. */
static inline void say_lane_rows(const series *s, char *told)
{
    const inq_timeline *timeline = s->timeline;
    const size_t most = s->p->items == SIZE_MAX ? SIZE_MAX : LANES_DRAWN;
    size_t n = 0;
    for (size_t i = 0; i < timeline->n_cascade && writes(s->p); i++) {
        const size_t at = lane_of(timeline, timeline->cascade[i]->resource);
        if (at != SIZE_MAX)
            told[at] = 1;
        say_lane_row(s, timeline->cascade[i], i + 1, n < most);
        n++;
    }
    for (size_t i = 0; i < timeline->n_lanes && writes(s->p); i++) {
        if (told[i])
            continue;
        say_lane_row(s, timeline->lanes[i], 0, n < most);
        n++;
    }
}

static inline void say_lanes(const series *s)
{
    static const char *const selects[][2] = {{"course", "How it went"},
                                             {"health", "At the end"},
                                             {"type", "Type"},
                                             {"workspace", "Workspace"}};
    const page *p = s->p;
    char *told = p->host->alloc(p->ctx, s->timeline->n_lanes + 1, 1);
    if (!told) {
        lack_memory(p);
        return;
    }
    say(p, "<section id=\"lanes\" aria-labelledby=\"lanes-h\"><h2 id=\"lanes-h\">"
           "What was not always healthy</h2>\n");
    history_html_filters(p, selects, sizeof selects / sizeof selects[0]);
    say_keys(s);
    say(p, "<table id=\"all\" class=\"lanes\" data-noun=\"resource\"><thead><tr>"
           "<th scope=\"col\"><abbr title=\"the order in which they broke\">No.</abbr>"
           "<th scope=\"col\">Resource<th scope=\"col\" data-by=\"health\">At the end"
           "<th scope=\"col\" class=\"axis\" data-plain>");
    say_axis(s);
    say(p, "<span class=\"skip\">Over time</span><th scope=\"col\" data-plain>What to know"
           "</thead>\n<tbody>\n");
    say_lane_rows(s, told);
    say(p, "</tbody></table>\n<button id=\"more\" type=\"button\" hidden></button>\n</section>\n");
}

/* ---- what happened: head ------------------------------------------------------------------ */

/* `between 06:00 and 06:15`, or where nothing was seen before, `at 06:00`. */
static inline void say_between(const series *s, const inq_lane *lane)
{
    size_t i = 0;
    while (i < lane->n_stays && !(lane->stays[i]->flags & INQ_STAY_BROKEN))
        i++;
    say(s->p, i ? "between " : "before ");
    if (i) {
        say_short(s, lane->stays[i - 1]->last);
        say(s->p, " and ");
    }
    say_short(s, lane->failed);
}

/* What broke between the same snapshots as the first, and what broke later. */
static inline void say_timeline_others(const series *s, bool born)
{
    const inq_timeline *timeline = s->timeline;
    const page *p = s->p;
    size_t same = 0;
    for (size_t i = 1; i < timeline->n_cascade; i++)
        same += timeline->cascade[i]->failed == timeline->cascade[0]->failed;
    const size_t later = timeline->n_cascade - 1 - same;
    if (!same && !later)
        return;
    say(p, "<p class=\"sub\">");
    if (same) {
        say_count(p, same, "other", "others");
        say(p, born ? (same == 1 ? " was broken then, too" : " were broken then, too")
                    : " broke between the same snapshots");
    }
    if (later) {
        say(p, same ? "; " : "");
        say_count(p, later, "other broke later", "others broke later");
    }
    say(p, ".</p>\n");
}

static inline void say_timeline_verdict(const series *s)
{
    const page *p = s->p;
    if (!s->timeline->n_cascade) {
        say(p, "<p class=\"verdict h0\">Nothing broke</p>\n");
        return;
    }
    const inq_lane *first = s->timeline->cascade[0];
    const bool born = history_born_broken(first);
    say(p, "<p class=\"verdict h6\">");
    html_cut(p->out, part_of(first->resource, 0), CELL_MOST);
    say(p, " ");
    say_lane_link(s, first->resource);
    say(p, born ? " was broken already when it was seen first, at " : " broke first, ");
    if (born)
        say_short(s, first->failed);
    else
        say_between(s, first);
    say(p, "</p>\n");
    say_timeline_others(s, born);
}

static inline void say_timeline_counts(const series *s)
{
    static const unsigned tones[N_COURSES] = {
        [COURSE_BROKEN] = INQ_FAILED,        [COURSE_ACCEPTED] = INQ_DELETED,
        [COURSE_FLAPPED] = INQ_DEGRADED,     [COURSE_RECOVERED] = INQ_PROGRESSING,
        [COURSE_NOT_BROKEN] = INQ_SUSPENDED,
    };
    share shares[N_COURSES + 1];
    for (size_t i = 0; i < N_COURSES; i++)
        shares[i] = (share){course_name((course)i), 0, tones[i], true};
    for (size_t i = 0; i < s->timeline->n_lanes; i++)
        shares[course_of(s->timeline->lanes[i])].n++;
    shares[N_COURSES] = (share){"always healthy", s->timeline->n_resources - s->timeline->n_lanes,
                                INQ_HEALTHY, false};
    if (!s->timeline->n_resources)
        return;
    say_bar(s->p, shares, N_COURSES + 1);
    say_legend(s->p, "lanes", "course", shares, N_COURSES + 1);
}

static inline void say_timeline_span(const series *s)
{
    const inq_timeline *timeline = s->timeline;
    const page *p = s->p;
    say(p, "<p class=\"meta\">");
    say_count(p, timeline->n_moments, "snapshot", "snapshots");
    if (timeline->n_moments) {
        say(p, timeline->n_moments > 1 ? " from " : " of ");
        history_html_moment(p, timeline->moments[0]);
    }
    if (timeline->n_moments > 1) {
        say(p, " to ");
        history_html_moment(p, timeline->moments[timeline->n_moments - 1]);
    }
    say(p, ", ");
    say_count(p, timeline->n_resources, "resource", "resources");
    say(p, ", ");
    say_count(p, timeline->n_transitions, "transition", "transitions");
    history_html_read_by(p, timeline->tool, timeline->version);
}

static inline void say_timeline_head(const series *s)
{
    const inq_timeline *timeline = s->timeline;
    const page *p = s->p;
    history_html_open(p, page_title(timeline->view, "What happened"));
    say_timeline_verdict(s);
    history_html_partial(p, timeline->partial);
    say_timeline_span(s);
    say_timeline_counts(s);
    say(p, "<nav aria-label=\"Sections\"><a href=\"#lanes\">Over time</a>");
    say(p, timeline->n_cascade ? "<a href=\"#broke\">What broke first</a>" : "");
    say(p, timeline->n_transitions ? "<a href=\"#transitions\">Transitions</a>" : "");
    say(p, timeline->n_marks ? "<a href=\"#marks\">Also at these times</a>" : "");
    say(p, "<a href=\"#inputs\">What was read</a><a href=\"#reading\">How to read this</a></nav>\n"
           "</header>\n<main id=\"main\">\n");
}

/* ---- what happened: lists ----------------------------------------------------------------- */

static inline void say_broke(const series *s, const inq_lane *lane)
{
    const page *p = s->p;
    const inq_stay *stay = history_first_failure(lane);
    say(p, "<li>");
    say_lane_link(s, lane->resource);
    say(p, " <small>");
    history_html_kind(p, lane->resource);
    say(p, "</small> ");
    history_html_health(p, stay);
    say(p, " ");
    say_between(s, lane);
    html_element(p->out, ": ", text_head(stay->reason, CELL_MOST), "");
    say(p, stay->root.ptr ? "; " : "");
    say_root(s, stay->root);
    say(p, "\n");
}

static inline void say_cascade(const series *s)
{
    const size_t shown = report_least(s->timeline->n_cascade, s->p->items);
    if (!shown)
        return;
    say(s->p, "<section id=\"broke\" aria-labelledby=\"broke-h\"><h2 id=\"broke-h\">"
              "What broke first</h2>\n<ol class=\"facts\">\n");
    for (size_t i = 0; i < shown && writes(s->p); i++)
        say_broke(s, s->timeline->cascade[i]);
    say(s->p, "</ol>\n");
    say_rest(s->p, s->timeline->n_cascade - shown);
    say(s->p, "</section>\n");
}

/* How many moments before this one have its name. */
static inline size_t moments_alike(const series *s, size_t moment)
{
    const inq_moment *const *all = s->timeline->moments;
    size_t n = 0;
    for (size_t i = 0; i < moment; i++)
        n += report_same(all[i]->at, all[moment]->at) &&
             report_same(all[i]->label, all[moment]->label);
    return n;
}

/* The address of a transition: it stays the same when snapshots are added. Several snapshots may be
 * of one time, so it says which of them is meant. */
static inline void say_transition_id(const series *s, const inq_transition *x,
                                     void (*say_part)(text_out *, inq_str))
{
    char room[HISTORY_ROOM];
    const uint32_t first = x->to->first;
    const inq_str at = s->timeline->moments[first]->at;
    const size_t before = moments_alike(s, first);
    say_part(s->p->out, at.len ? at : history_short(&s->scale, first, room));
    if (before) {
        say(s->p, "+");
        html_number(s->p->out, before);
    }
    say_part(s->p->out, REPORT_STR(":"));
    say_part(s->p->out, x->resource);
}

static inline void say_transition_when(const series *s, const inq_transition *x)
{
    say(s->p, "<tr id=\"t:");
    say_transition_id(s, x, html_text);
    say(s->p, "\"><td class=\"when\">between ");
    say_short(s, x->from->last);
    say(s->p, " and ");
    say_short(s, x->to->first);
    say(s->p, " <a class=\"perma\" href=\"#t:");
    say_transition_id(s, x, html_anchor_part);
    say(s->p, "\" aria-label=\"Link to this transition\">#</a>");
}

static inline void say_transition(const series *s, const inq_transition *x)
{
    const page *p = s->p;
    say_transition_when(s, x);
    say(p, "<th scope=\"row\">");
    say_lane_link(s, x->resource);
    say(p, " <br><small>");
    history_html_kind(p, x->resource);
    say(p, "</small><td>");
    say_badge(p, x->from->health);
    say(p, " → ");
    history_html_health(p, x->to);
    say(p, "<td>");
    if (x->to->health != INQ_HEALTHY) {
        html_cut(p->out, x->to->reason, CELL_MOST);
        say(p, x->to->root.ptr ? "; " : "");
        say_root(s, x->to->root);
    }
    say(p, "<td>");
    history_html_places(p, x->to->evidence, x->to->n_evidence);
    say(p, "\n");
}

static inline void say_transitions(const series *s)
{
    const size_t shown = report_least(s->timeline->n_transitions, s->p->items);
    if (!shown)
        return;
    say(s->p,
        "<section id=\"transitions\" aria-labelledby=\"transitions-h\">"
        "<h2 id=\"transitions-h\">Transitions</h2>\n<p class=\"rest\">When it changed was not "
        "seen: only that it stood otherwise in one snapshot, and so in the next one that "
        "shows it.</p>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Transitions\"><table class=\"list\"><thead><tr><th scope=\"col\">When"
        "<th scope=\"col\">Resource<th scope=\"col\">Change<th scope=\"col\">Why"
        "<th scope=\"col\">Where</thead>\n<tbody>\n");
    for (size_t i = 0; i < shown && writes(s->p); i++)
        say_transition(s, s->timeline->transitions[i]);
    say(s->p, "</tbody></table></div>\n");
    say_rest(s->p, s->timeline->n_transitions - shown);
    say(s->p, "</section>\n");
}

static inline void say_mark(const series *s, const inq_mark *mark)
{
    const page *p = s->p;
    say(p, "<tr><td class=\"when\">");
    html_cut(p->out, mark->at, CELL_MOST);
    say(p, "<th scope=\"row\">");
    say_lane_link(s, mark->resource);
    say(p, " <br><small>");
    history_html_kind(p, mark->resource);
    say(p, "</small><td class=\"when\">");
    say_word(p, mark_sign(mark->kind));
    say(p, " ");
    say_word(p, history_mark_name(mark->kind));
    say(p, "<td>");
    html_cut(p->out, mark->text, REPORT_VALUE_MOST);
    say_times(p, mark->count);
    say(p, "<td>");
    if (mark->evidence)
        say_place(p, mark->evidence->input, mark->evidence->line);
    say(p, "\n");
}

static inline void say_marks(const series *s)
{
    const size_t shown = report_least(s->timeline->n_marks, s->p->items);
    if (!shown)
        return;
    say(s->p, "<section id=\"marks\" aria-labelledby=\"marks-h\"><h2 id=\"marks-h\">"
              "Also at these times</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" "
              "aria-label=\"Also at these times\"><table class=\"list\"><thead><tr>"
              "<th scope=\"col\">Time<th scope=\"col\">Resource<th scope=\"col\">What"
              "<th scope=\"col\">Text<th scope=\"col\">Where</thead>\n<tbody>\n");
    for (size_t i = 0; i < shown && writes(s->p); i++)
        say_mark(s, s->timeline->marks[i]);
    say(s->p, "</tbody></table></div>\n");
    say_rest(s->p, s->timeline->n_marks - shown);
    say(s->p, "</section>\n");
}

/** Writes the page about a timeline; sets p->base. */
static inline void history_html_timeline(page *p, const inq_timeline *timeline)
{
    static const char *const words[][2] = {
        {"Snapshot", "what was captured together, and judged by itself"},
        {"Changed, unseen", "between two snapshots nothing is known but that it changed"},
        {"Flapped", "it broke, was better, and broke again"},
        {"Recovered after", "from the snapshot that shows it broken to the one that does not"},
        {"Root", "what explains that it is broken"},
        {"Deleted", "a listing that showed it does not any more, or it says so itself"},
        {"No.", "the order in which they were seen broken, a root before what it explains"},
    };
    series s = {p, timeline, history_scale_of(timeline->moments, timeline->n_moments), NULL};
    p->base = history_base(timeline->moments, timeline->n_moments);
    if (!take_marks(&s)) {
        lack_memory(p);
        return;
    }
    say_timeline_head(&s);
    say_lanes(&s);
    say_cascade(&s);
    say_transitions(&s);
    say_marks(&s);
    history_html_inputs(p, timeline->moments, timeline->n_moments);
    say_diags(p, timeline->view, timeline->diags, timeline->n_diags);
    say(p, "</section>\n");
    history_html_close(p, words, sizeof words / sizeof words[0]);
}

#endif
