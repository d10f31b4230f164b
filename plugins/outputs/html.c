/* SPDX-License-Identifier: MIT */
/*
 * html: the report as one page that needs nothing but itself. In this order: the verdict; health
 * as a bar and by workspace and type; a card for each root cause with what to do, what it rests on
 * and a picture of what it breaks; what else is not well; all resources; what is missing; what was
 * read. Everything is there without a script, which adds search, filters, sorting and copying; its
 * hash and that of the style stand in the policy of the page, so nothing else can run.
 * history_html.h has the pages about what changed and what happened.
 */
#include "plugins/lib/history_html.h"
#include "plugins/lib/html_bar.h"
#include "plugins/lib/html_cards.h"
#include "plugins/lib/html_grid.h"
#include "plugins/lib/replay_html.h"

/* Cards of roots, and of what else is not well; what has none has its row. */
#define CARDS_MOST 250
#define ITEMS_MOST 200
#define LEADS_MOST 3

/* ---- head --------------------------------------------------------------------------------- */

static void say_not_well(const page *p)
{
    const inq_report *report = p->report;
    const size_t symptoms = report_symptoms(report);
    if (report->n_roots) {
        say_count(p, report->n_roots, "root cause", "root causes");
        if (symptoms) {
            say(p, report->n_roots == 1 ? " explains " : " explain ");
            say_count(p, symptoms, "other resource", "other resources");
        }
        return;
    }
    say_count(p, report->n_unhealthy - report->n_tombstones, "resource is", "resources are");
    say(p, " not well, none is broken");
}

/* The next root that has a block, from the i-th resource on; NULL when there is none. */
static const inq_resource *next_root(const page *p, size_t *i)
{
    while (*i < p->report->n_unhealthy) {
        const inq_resource *resource = p->report->unhealthy[(*i)++];
        if (report_place_of(p->report, resource) == REPORT_AS_BLOCK)
            return resource;
    }
    return NULL;
}

/* The first root causes in a line each. */
static void say_leads(const page *p)
{
    size_t i = 0;
    size_t n = 0;
    for (const inq_resource *root = next_root(p, &i); root && n < LEADS_MOST;
         root = next_root(p, &i)) {
        say(p, n++ ? "<li>" : "<ul class=\"leads\"><li>");
        say_link(p, root->id, text_head(report_title(root), REPORT_VALUE_MOST));
        say(p, "\n");
    }
    say(p, n ? "</ul>\n" : "");
}

/* A single root is the verdict itself. */
static void say_broken(const page *p)
{
    size_t i = 0;
    const inq_resource *root = next_root(p, &i);
    const bool single = root && p->report->n_roots == 1;
    say(p, p->report->n_roots ? "<p class=\"verdict h6\">" : "<p class=\"verdict h4\">");
    if (single)
        say_link(p, root->id, text_head(report_title(root), REPORT_VALUE_MOST));
    else
        say_not_well(p);
    say(p, "</p>\n");
    if (!single) {
        say_leads(p);
        return;
    }
    say(p, "<p class=\"sub\">");
    say_not_well(p);
    say(p, ".</p>\n");
}

static void say_calm(const page *p)
{
    const inq_report *report = p->report;
    say(p, "<p class=\"verdict h0\">");
    if (report->by_health[INQ_HEALTHY])
        say(p, "All that counts is healthy");
    else if (report->n_resources || report_any_recognised(report))
        say(p, "No resource to show");
    else
        say(p, "Nothing was recognised");
    say(p, "</p>\n");
}

static void say_verdict(const page *p)
{
    if (report_all_healthy(p->report))
        say_calm(p);
    else
        say_broken(p);
    if (p->report->partial)
        say(p, "<p class=\"verdict h4\">Not all of the input could be read: see "
               "<a href=\"#inputs\">what was read</a></p>\n");
}

static void say_origin(const page *p)
{
    const inq_report *report = p->report;
    say(p, "<p class=\"meta\">");
    say_count(p, report->n_resources, "resource", "resources");
    say(p, " from ");
    say_count(p, report->n_inputs, "input", "inputs");
    if (p->base.len)
        html_element(p->out, " in <code>", (inq_str){p->base.ptr, p->base.len - 1}, "</code>");
    if (report->as_of.len) {
        html_element(p->out, ", as of <time>", report->as_of, "</time>");
        say(p, report_as_of_origin(report->as_of_by));
    } else {
        say(p, ", taken at a time that the dumps do not tell");
    }
    html_element(p->out, ", read by ", report->tool, " ");
    html_text(p->out, report->version);
    say(p, "</p>\n");
}

/* ---- health: the bar ---------------------------------------------------------------------- */

static void say_counts(const page *p)
{
    share shares[INQ_N_HEALTH];
    for (size_t i = 0; i < INQ_N_HEALTH; i++) {
        const size_t health = INQ_N_HEALTH - 1 - i;
        shares[i] = (share){report_health_name((inq_health)health),
                            report_counted(p->report, (unsigned)health), (unsigned)health, true};
    }
    say_bar(p, shares, INQ_N_HEALTH);
    say_legend(p, "resources", "health", shares, INQ_N_HEALTH);
    if (!p->report->n_tombstones)
        return;
    say(p, "<p class=\"rest\">");
    say_count(p, p->report->n_tombstones, "deletion that nothing here misses is",
              "deletions that nothing here misses are");
    say(p, " not counted.</p>\n");
}

static void say_banner(const page *p)
{
    const bool broken = !report_all_healthy(p->report);
    say(p, "<body>\n<a class=\"skip\" href=\"#main\">To the report</a>\n<header>\n<h1>");
    html_text(p->out, page_title(p->report->view, "Incident report"));
    say(p, "</h1>\n");
    say_verdict(p);
    say_origin(p);
    if (p->report->n_resources)
        say_counts(p);
    say(p, "<nav aria-label=\"Sections\">");
    if (broken)
        say(p, "<a href=\"#roots\">Root causes</a><a href=\"#others\">Also not well</a>");
    say(p, "<a href=\"#health\">Where it is</a><a href=\"#resources\">All resources</a><a "
           "href=\"#gaps\">Not in the dumps</a>"
           "<a href=\"#inputs\">What was read</a><a href=\"#reading\">How to read this</a>"
           "</nav>\n</header>\n<main id=\"main\">\n");
}

/* ---- all resources ------------------------------------------------------------------------ */

/* Where a resource has a card, that has its id, and the row leads there. */
static void say_row(const page *p, const inq_resource *resource, bool card)
{
    say(p, card ? "<tr data-h=" : "<tr id=\"");
    if (!card) {
        html_text(p->out, resource->id);
        say(p, "\" data-h=");
    }
    html_number(p->out, (uint64_t)resource->health);
    say(p, "><th scope=row><a href=\"");
    html_anchor(p->out, resource->id);
    say(p, "\">");
    html_cut(p->out, resource->name, CELL_MOST);
    say(p, "</a>");
    say_td(p, resource->type);
    say_td(p, resource->workspace);
    say(p, "<td>");
    say_badge(p, resource->health);
    if (resource->suppressed)
        say(p, " <small>accepted</small>");
    say_td(p, resource->status);
    say_td(p, resource->runtime);
    say_td(p, resource->owner);
    say(p, "<td>");
    say_why_line(p, resource);
    say(p, "\n");
}

static void say_resources(const page *p)
{
    deal d = {0, 0};
    size_t cursor = 0;
    say(p, "<section id=\"resources\" aria-labelledby=\"resources-h\"><h2 id=\"resources-h\">"
           "All resources</h2>\n<form id=\"filters\" hidden role=\"search\">"
           "<label>Search <input type=\"search\" id=\"q\" autocomplete=\"off\" "
           "spellcheck=\"false\" placeholder=\"name, status, reason …\"></label>\n"
           "<label>Health <select id=\"by-health\"></select></label>\n"
           "<label>Type <select id=\"by-type\"></select></label>\n"
           "<label>Workspace <select id=\"by-workspace\"></select></label>\n"
           "<label>Owner <select id=\"by-owner\"></select></label>\n"
           "<button type=\"reset\">Clear</button></form>\n"
           "<p id=\"shown\" role=\"status\"></p>\n"
           "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"All resources\">"
           "<table id=\"all\" class=\"estate\" data-noun=\"resource\"><thead><tr>"
           "<th scope=\"col\">Name<th scope=\"col\" data-by=\"type\">Type"
           "<th scope=\"col\" data-by=\"workspace\">Workspace"
           "<th scope=\"col\" data-by=\"health\">Health<th scope=\"col\">Status"
           "<th scope=\"col\">Runtime<th scope=\"col\" data-by=\"owner\">Owner"
           "<th scope=\"col\">Why</thead>\n"
           "<tbody>\n");
    while (writes(p)) {
        const inq_resource *resource = walk(p, &cursor);
        if (!resource)
            break;
        say_row(p, resource, has_card(p, &d, resource));
    }
    say(p, "</tbody></table></div>\n<button id=\"more\" type=\"button\" hidden></button>\n"
           "</section>\n");
}

/* ---- what is missing, and remarks --------------------------------------------------------- */

static bool is_remark(const inq_finding *finding)
{
    return finding->severity >= INQ_SEVERITY_WARNING &&
           (!finding->resource.len || report_same(finding->klass, REPORT_STR("note")));
}

static void say_remark(const page *p, const inq_finding *finding)
{
    say(p, "<li><b>");
    html_cut(p->out, finding->title, REPORT_TEXT_MOST);
    say(p, "</b> ");
    html_cut(p->out, finding->remedy, REPORT_TEXT_MOST);
    for (size_t i = 0; i < report_least(finding->n_evidence, REPORT_FACTS); i++) {
        say(p, "<br>");
        say_fact(p, finding->evidence[i], REPORT_VALUE_MOST);
    }
    say(p, "\n");
}

static void say_remarks(const page *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->report->n_findings && writes(p); i++) {
        if (!is_remark(p->report->findings[i]))
            continue;
        if (n++ == 0)
            say(p, "<h3>Contradictions and remarks</h3>\n<ul class=\"facts\">\n");
        if (n <= p->items)
            say_remark(p, p->report->findings[i]);
    }
    say(p, n ? "</ul>\n" : "");
    say_rest(p, n - report_least(n, p->items));
}

/* The gaps of `resource` as rows of a list; returns how many were told. */
static size_t say_gap_items(const page *p, const inq_resource *resource, size_t most)
{
    size_t i = 0;
    for (; i < resource->n_gaps && i < most && writes(p); i++) {
        inq_str command;
        const inq_str what = report_gap_parts(resource->gaps[i], &command);
        say(p, "<li>");
        say_link(p, resource->id, resource->name);
        html_element(p->out, ": ", text_head(what, REPORT_TEXT_MOST), "\n");
        if (command.len)
            say_command(p, command);
    }
    return i;
}

/* Of what is well the gaps are looked for only where there is not much of it. */
static void say_gap_list(const page *p)
{
    const bool all = p->report->n_resources <= 1000;
    size_t cursor = 0;
    size_t told = 0;
    size_t rest = 0;
    for (size_t left = all ? SIZE_MAX : p->report->n_unhealthy; left && writes(p); left--) {
        const inq_resource *resource = p->report->next(p->report, &cursor);
        if (!resource)
            break;
        if (!resource->n_gaps || (resource->health != INQ_HEALTHY && !is_told(p, resource)))
            continue;
        if (!told)
            say(p, "<ul class=\"facts\">\n");
        const size_t n = say_gap_items(p, resource, p->items - told);
        told += n;
        rest += resource->n_gaps - n;
    }
    say(p, told ? "</ul>\n" : "<p class=\"rest\">Nothing that is known to be missing.</p>\n");
    say_rest(p, rest);
}

static void say_gaps(const page *p)
{
    say(p, "<section id=\"gaps\" aria-labelledby=\"gaps-h\"><h2 id=\"gaps-h\">"
           "What the dumps do not show</h2>\n");
    say_gap_list(p);
    say_remarks(p);
    say(p, "</section>\n");
}

/* ---- what was read ------------------------------------------------------------------------ */

static void say_input(const page *p, const inq_input_info *input)
{
    say(p, "<tr><th scope=\"row\">");
    say_place(p, input->path, 0);
    say_td(p, input->format);
    say_td(p, input->captured_at);
    html_element(p->out, " <small>by ", input->captured_by, "</small>");
    say(p, "<td>");
    html_number(p->out, input->observations);
    say(p, "\n");
}

static void say_suppressed(const page *p)
{
    const size_t shown = report_least(p->report->n_suppressed, p->items);
    if (shown)
        say(p, "<h3>Accepted for now, and not counted above</h3>\n<ul class=\"facts\">\n");
    for (size_t i = 0; i < shown && writes(p); i++) {
        const inq_suppressed *one = p->report->suppressed[i];
        say(p, "<li>");
        say_link(p, one->resource, one->resource);
        html_element(p->out, ": ", text_head(one->reason, REPORT_TEXT_MOST), "");
        html_element(p->out, ", says ", one->owner, "");
        html_element(p->out, ", until ", one->expires, "");
        say(p, "\n");
    }
    say(p, shown ? "</ul>\n" : "");
    say_rest(p, p->report->n_suppressed - shown);
}

static void say_inputs(const page *p)
{
    const size_t shown = report_least(p->report->n_inputs, p->items);
    say(p, "<section id=\"inputs\" aria-labelledby=\"inputs-h\"><h2 id=\"inputs-h\">"
           "What was read</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" "
           "aria-label=\"Inputs\"><table><thead><tr><th scope=\"col\">Input"
           "<th scope=\"col\">Format<th scope=\"col\">Captured<th scope=\"col\">Observations"
           "</thead>\n<tbody>\n");
    for (size_t i = 0; i < shown && writes(p); i++)
        say_input(p, p->report->inputs[i]);
    say(p, "</tbody></table></div>\n");
    say_rest(p, p->report->n_inputs - shown);
    say_diags(p, p->report->view, p->report->diags, p->report->n_diags);
    say_suppressed(p);
    say(p, "</section>\n");
}

/* ---- how to read it ----------------------------------------------------------------------- */

static void say_reading(const page *p)
{
    static const char *const words[][2] = {
        {"Root cause", "what explains the others: mend it first, the rest should follow"},
        {"At risk", "depends on what is broken, and still works"},
        {"Phase builder", "its manifest was refused, or could not be carried out"},
        {"Phase runtime", "it was built, and failed when it ran"},
        {"Phase undetermined", "the dumps do not tell which of the two"},
        {"Class", "what kind of cause it is: manifest, data, network, capacity …"},
        {"Confidence", "how much of the evidence agrees, and whether any of it is missing"},
        {"Deleted", "it is gone, and something here still needs it"},
        {"Unknown", "the dumps do not tell how it is"},
    };
    say(p, "<section id=\"reading\" aria-labelledby=\"reading-h\"><h2 id=\"reading-h\">"
           "How to read this</h2>\n<p>Everything here comes from files that were saved earlier; "
           "nothing was asked of a live system. <code class=\"at\">file:line</code> names the "
           "place in those files that a statement rests on.</p>\n<dl class=\"words\">\n");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        say(p, "<div><dt>");
        say(p, words[i][0]);
        say(p, "</dt><dd>");
        say(p, words[i][1]);
        say(p, "</dd></div>\n");
    }
    say(p, "</dl>\n<p class=\"keys\" hidden>Keys: <kbd>/</kbd> search, <kbd>Esc</kbd> clear, "
           "<kbd>j</kbd> <kbd>k</kbd> next and previous card, <kbd>t</kbd> dark or light.</p>\n"
           "</section>\n");
}

/* ---- the whole ---------------------------------------------------------------------------- */

static inq_status emit_html(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                            const inq_writer *writer)
{
    const bool all = !report->view || report->view->limit == 0;
    text_out out;
    text_begin(&out, ctx, writer, NULL);
    const page p = {
        .out = &out,
        .ctx = ctx,
        .host = host,
        .report = report,
        .base = report_path_base(report),
        .cards = all ? SIZE_MAX : CARDS_MOST,
        .items = all ? SIZE_MAX : ITEMS_MOST,
    };
    say_head(&p, page_title(report->view, "Incident report"));
    say_banner(&p);
    say_not_healthy(&p);
    say_health(&p);
    say_resources(&p);
    say_gaps(&p);
    say_inputs(&p);
    say_reading(&p);
    say(&p, "</main>\n</body>\n</html>\n");
    return text_finish(&out);
}

static page page_over_time(text_out *out, inq_ctx *ctx, const inq_host *host, const inq_view *view)
{
    const bool all = !view || view->limit == 0;
    return (page){
        .out = out,
        .ctx = ctx,
        .host = host,
        .items = all ? SIZE_MAX : ITEMS_MOST,
    };
}

static inq_status emit_diff(inq_ctx *ctx, const inq_host *host, const inq_diff *diff,
                            const inq_writer *writer)
{
    text_out out;
    page p = page_over_time(&out, ctx, host, diff->view);
    text_begin(&out, ctx, writer, NULL);
    history_html_diff(&p, diff);
    return text_finish(&out);
}

static inq_status emit_timeline(inq_ctx *ctx, const inq_host *host, const inq_timeline *timeline,
                                const inq_writer *writer)
{
    text_out out;
    page p = page_over_time(&out, ctx, host, timeline->view);
    text_begin(&out, ctx, writer, NULL);
    history_html_timeline(&p, timeline);
    return text_finish(&out);
}

static inq_status emit_replay(inq_ctx *ctx, const inq_host *host, const inq_replay *replay,
                              const inq_writer *writer)
{
    text_out out;
    page p = page_over_time(&out, ctx, host, replay->view);
    text_begin(&out, ctx, writer, NULL);
    replay_html(&p, replay);
    return text_finish(&out);
}

static const inq_output html_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/html; charset=utf-8",
    .suffix = "html",
    .emit = emit_html,
    .emit_diff = emit_diff,
    .emit_timeline = emit_timeline,
    .emit_replay = emit_replay,
};

INQ_PLUGIN(.id = "html", .version = "0.1.0",
           .summary = "one page to look at, with a picture of what breaks what", .license = "MIT",
           .output = &html_output);
