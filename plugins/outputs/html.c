/* SPDX-License-Identifier: MIT */
/*
 * html: the report as one page that needs nothing but itself. In this order: the verdict; health
 * as a bar and by workspace and type; a card for each root cause with what to do, what it rests on
 * and a picture of what it breaks; what else is not well; all resources; what is missing; what was
 * read. Everything is there without a script, which adds search, filters, sorting and copying; its
 * hash and that of the style stand in the policy of the page, so nothing else can run.
 *
 * The picture needs no layout program: each symptom has one next step towards its root, so what a
 * root breaks is a tree, its depth is the layer, and its order is that of the report. So the page
 * is the same byte for byte wherever it is made.
 */
#include "plugins/lib/html_out.h"
#include "plugins/lib/report_command.h"
#include "plugins/lib/report_places.h"

#include <html_assets.h>

/* Cards of roots, and of what else is not well; what has none has its row. */
#define CARDS_MOST 250
#define QUOTES_MOST 8
#define NODES_MOST 40
#define RISKS_MOST 8
#define ITEMS_MOST 200
#define LEADS_MOST 3
#define GRID_ROWS 60
#define GRID_COLUMNS 24
#define CELL_MOST 200

typedef struct page {
    text_out *out;
    inq_ctx *ctx;
    const inq_host *host;
    const inq_report *report;
    inq_str base; /* directory of all inputs, left off their paths */
    size_t cards; /* of a kind */
    size_t items; /* of a list */
} page;

/* Cards that were given away so far, the same in every walk over the report. */
typedef struct deal {
    size_t blocks, others;
} deal;

static bool writes(const page *p)
{
    return p->out->status == INQ_OK;
}

static void lack_memory(const page *p)
{
    if (writes(p))
        p->out->status = INQ_ENOMEM;
}

static void say(const page *p, const char *markup)
{
    html_say(p->out, markup);
}

static void say_word(const page *p, const char *word)
{
    html_say(p->out, word ? word : "?");
}

static void say_count(const page *p, uint64_t n, const char *one, const char *many)
{
    html_number(p->out, n);
    say(p, " ");
    say(p, n == 1 ? one : many);
}

static void say_rest(const page *p, uint64_t rest)
{
    if (!rest)
        return;
    say(p, "<p class=\"rest\">… and ");
    html_number(p->out, rest);
    say(p, " more; <code>--limit 0</code> shows all</p>\n");
}

static const inq_resource *walk(const page *p, size_t *cursor)
{
    const inq_report *report = p->report;
    const bool heads = report->size > offsetof(inq_report, next_head) && report->next_head;
    return heads ? report->next_head(report, cursor) : report->next(report, cursor);
}

static bool is_told(const page *p, const inq_resource *resource)
{
    const report_told told = report_place_of(p->report, resource);
    return told != REPORT_AS_TOMBSTONE && told != REPORT_AS_SUPPRESSED;
}

/* Whether the next resource of a walk has a card of its own. */
static bool has_card(const page *p, deal *d, const inq_resource *resource)
{
    if (resource->health == INQ_HEALTHY || !is_told(p, resource))
        return false;
    size_t *n = report_place_of(p->report, resource) == REPORT_AS_BLOCK ? &d->blocks : &d->others;
    return *n < p->cards && ++*n;
}

/* ---- small parts -------------------------------------------------------------------------- */

/* `<span class="b h6">failed</span>` */
static void say_badge(const page *p, inq_health health)
{
    say(p, "<span class=\"b h");
    html_number(p->out, (uint64_t)health);
    say(p, "\">");
    say_word(p, report_health_name(health));
    say(p, "</span>");
}

static void say_link(const page *p, inq_str id, inq_str text)
{
    say(p, "<a href=\"");
    html_anchor(p->out, id);
    say(p, "\">");
    html_text(p->out, text);
    say(p, "</a>");
}

static void say_place(const page *p, inq_str input, uint32_t line)
{
    say(p, "<code class=\"at\">");
    html_cut(p->out, report_path_local(p->base, input), REPORT_ID_MOST);
    if (line) {
        say(p, ":");
        html_number(p->out, line);
    }
    say(p, "</code>");
}

static void say_field(const page *p, const char *name, inq_str value)
{
    if (!value.len)
        return;
    say(p, "<div><dt>");
    say(p, name);
    say(p, "</dt><dd>");
    html_cut(p->out, value, REPORT_TEXT_MOST);
    say(p, "</dd></div>");
}

/* A command that can be copied. */
static void say_command(const page *p, inq_str command)
{
    say(p, "<pre class=\"cmd\"><code>");
    html_text(p->out, command);
    say(p, "</code></pre>\n");
}

/* `type · version · workspace`, as far as they are known. */
static void say_kind(const page *p, const inq_resource *resource)
{
    html_text(p->out, resource->type);
    html_element(p->out, " · ", resource->version, "");
    html_element(p->out, " · in ", resource->workspace, "");
    html_element(p->out, " · owner ", resource->owner, "");
}

static inq_str why_of(const inq_resource *resource)
{
    return resource->via_why.len ? resource->via_why : resource->reason;
}

/* What a resource suffers from in a line: `what it needs is broken: NAME`. */
static void say_why_line(const page *p, const inq_resource *resource)
{
    html_cut(p->out, resource->root ? why_of(resource) : report_title(resource), CELL_MOST);
    if (!resource->via)
        return;
    say(p, ": ");
    html_cut(p->out, resource->via->name, CELL_MOST);
}

/* ---- head --------------------------------------------------------------------------------- */

static bool has_title(const inq_report *report)
{
    const inq_view *view = report->view;
    return view && view->size > offsetof(inq_view, title) && view->title.len;
}

static inq_str title_of(const inq_report *report)
{
    return has_title(report) ? report->view->title : REPORT_STR("Incident report");
}

static void say_head(const page *p)
{
    say(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'sha256-" HTML_STYLE_SHA256 "'; script-src 'sha256-" HTML_SCRIPT_SHA256
           "'; base-uri 'none'; form-action 'none'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_text(p->out, title_of(p->report));
    say(p, "</title>\n<style>");
    text_bytes(p->out, html_style, sizeof html_style);
    say(p, "</style>\n<script>");
    text_bytes(p->out, html_script, sizeof html_script);
    say(p, "</script>\n</head>\n");
}

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

/* Shares of a thousand, so that what is there is seen: never less than 8. */
static uint64_t share(uint64_t n, uint64_t all)
{
    const uint64_t exact = all ? n * 1000 / all : 0;
    return n && exact < 8 ? 8 : exact;
}

static void say_bar(const page *p)
{
    uint64_t x = 0;
    for (size_t i = 0; i < INQ_N_HEALTH; i++)
        x += share(report_counted(p->report, (unsigned)i), p->report->n_resources);
    say(p, "<svg class=\"bar\" preserveAspectRatio=\"none\" aria-hidden=\"true\" "
           "viewBox=\"0 0 ");
    html_number(p->out, x);
    say(p, " 10\">");
    x = 0;
    for (size_t i = INQ_N_HEALTH; i-- > 0;) {
        const uint64_t wide = share(report_counted(p->report, (unsigned)i), p->report->n_resources);
        if (!wide)
            continue;
        say(p, "<rect class=\"f");
        html_number(p->out, i);
        say(p, "\" x=\"");
        html_number(p->out, x);
        say(p, "\" width=\"");
        html_number(p->out, wide);
        say(p, "\" height=\"10\"/>");
        x += wide;
    }
    say(p, "</svg>\n");
}

static void say_legend(const page *p)
{
    say(p, "<ul class=\"legend\">");
    for (size_t i = INQ_N_HEALTH; i-- > 0;) {
        const uint64_t n = report_counted(p->report, (unsigned)i);
        if (!n)
            continue;
        say(p, "<li><a class=\"b h");
        html_number(p->out, i);
        say(p, "\" href=\"#resources\" data-health=\"");
        say_word(p, report_health_name((inq_health)i));
        say(p, "\">");
        html_number(p->out, n);
        say(p, " ");
        say_word(p, report_health_name((inq_health)i));
        say(p, "</a>");
    }
    say(p, "</ul>\n");
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
    html_text(p->out, title_of(p->report));
    say(p, "</h1>\n");
    say_verdict(p);
    say_origin(p);
    if (p->report->n_resources) {
        say_bar(p);
        say_legend(p);
    }
    say(p, "<nav aria-label=\"Sections\">");
    if (broken)
        say(p, "<a href=\"#roots\">Root causes</a><a href=\"#others\">Also not well</a>");
    say(p, "<a href=\"#health\">Where it is</a><a href=\"#resources\">All resources</a><a "
           "href=\"#gaps\">Not in the dumps</a>"
           "<a href=\"#inputs\">What was read</a><a href=\"#reading\">How to read this</a>"
           "</nav>\n</header>\n<main id=\"main\">\n");
}

/* ---- health: by workspace and type -------------------------------------------------------- */

/* Names in the order in which they first come, the worst first; the last one is for all others. */
typedef struct names {
    inq_str name[GRID_ROWS + 1];
    size_t n, most;
} names;

typedef struct grid {
    names rows, columns;
    struct {
        uint32_t all, sick;
        inq_health worst;
    } cell[GRID_ROWS + 1][GRID_COLUMNS + 1];
} grid;

/* The place of `name`, which is copied when it is new; `most` where there is no room. */
static size_t name_at(const page *p, names *list, inq_str name)
{
    const inq_str head = text_head(name, CELL_MOST / 4);
    for (size_t i = 0; i < list->n; i++)
        if (report_same(list->name[i], head))
            return i;
    if (list->n == list->most)
        return list->most;
    char *copy = p->host->alloc(p->ctx, head.len ? head.len : 1, 1);
    if (!copy) {
        lack_memory(p);
        return list->most;
    }
    if (head.len)
        memcpy(copy, head.ptr, head.len);
    list->name[list->n] = (inq_str){copy, head.len};
    return list->n++;
}

static void count_resource(const page *p, grid *g, const inq_resource *resource)
{
    const size_t row = name_at(p, &g->rows, resource->workspace);
    const size_t column = name_at(p, &g->columns, resource->type);
    g->cell[row][column].all++;
    g->cell[row][column].sick += resource->health != INQ_HEALTHY;
    if (resource->health > g->cell[row][column].worst)
        g->cell[row][column].worst = resource->health;
}

static void count_resources(const page *p, grid *g)
{
    size_t cursor = 0;
    g->rows.most = GRID_ROWS;
    g->columns.most = GRID_COLUMNS;
    while (writes(p)) {
        const inq_resource *resource = walk(p, &cursor);
        if (!resource)
            return;
        if (!report_is_tombstone(resource))
            count_resource(p, g, resource);
    }
}

/* The order in which the names are shown: by the alphabet, all others last. */
static size_t sorted(const names *list, size_t *order, bool others)
{
    for (size_t i = 0; i < list->n; i++) {
        size_t at = i;
        for (; at && report_compare(list->name[order[at - 1]], list->name[i]) > 0; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    if (!others)
        return list->n;
    order[list->n] = list->most;
    return list->n + 1;
}

static void say_cell(const page *p, const grid *g, size_t row, size_t column)
{
    const uint32_t all = g->cell[row][column].all;
    const uint32_t sick = g->cell[row][column].sick;
    if (!all) {
        say(p, "<td>");
        return;
    }
    say(p, "<td><a class=\"b h");
    html_number(p->out, (uint64_t)g->cell[row][column].worst);
    say(p, "\" href=\"#resources\" data-workspace=\"");
    html_text(p->out, g->rows.name[row]);
    say(p, "\" data-type=\"");
    html_text(p->out, g->columns.name[column]);
    say(p, "\">");
    if (sick) {
        html_number(p->out, sick);
        say(p, " of ");
    }
    html_number(p->out, all);
    if (sick) {
        say(p, " ");
        say_word(p, report_health_name(g->cell[row][column].worst));
    }
    say(p, "</a>");
}

/* Whether anything was counted under the names past the last one. */
static bool has_others(const grid *g, bool rows)
{
    for (size_t i = 0; i <= (rows ? GRID_COLUMNS : GRID_ROWS); i++)
        if ((rows ? g->cell[GRID_ROWS][i].all : g->cell[i][GRID_COLUMNS].all) != 0)
            return true;
    return false;
}

static void say_grid_name(const page *p, const names *list, size_t at)
{
    if (at == list->most)
        say(p, "(others)");
    else if (list->name[at].len)
        html_text(p->out, list->name[at]);
    else
        say(p, "<i>(none)</i>");
}

/* The longer list runs down, so that the grid stays narrow. */
static void say_grid(const page *p, const grid *g)
{
    size_t order[2][GRID_ROWS + 1];
    const names *lists[2] = {&g->rows, &g->columns};
    const size_t n[2] = {sorted(&g->rows, order[0], has_others(g, true)),
                         sorted(&g->columns, order[1], has_others(g, false))};
    const size_t down = n[1] > n[0];
    say(p,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Health by workspace and "
        "type\"><table class=\"grid\">\n<caption>How many there are by workspace and type, and "
        "of how many something is the matter</caption>\n<thead><tr><th scope=\"col\">");
    say(p, down ? "Type" : "Workspace");
    for (size_t c = 0; c < n[!down]; c++) {
        say(p, "<th scope=\"col\">");
        say_grid_name(p, lists[!down], order[!down][c]);
    }
    say(p, "</thead>\n<tbody>\n");
    for (size_t r = 0; r < n[down] && writes(p); r++) {
        say(p, "<tr><th scope=\"row\">");
        say_grid_name(p, lists[down], order[down][r]);
        for (size_t c = 0; c < n[!down]; c++)
            say_cell(p, g, order[0][down ? c : r], order[1][down ? r : c]);
        say(p, "\n");
    }
    say(p, "</tbody></table></div>\n");
}

static void say_health(const page *p)
{
    if (!p->report->n_resources)
        return;
    grid *g = p->host->alloc(p->ctx, sizeof *g, 16);
    if (!g) {
        lack_memory(p);
        return;
    }
    say(p, "<section id=\"health\" aria-labelledby=\"health-h\"><h2 id=\"health-h\">Where it "
           "is</h2>\n");
    count_resources(p, g);
    say_grid(p, g);
    say(p, "</section>\n");
}

/* ---- cards: what it rests on -------------------------------------------------------------- */

/* Where in `line` the value of the evidence stands: at its column, else where it is first; an
 * empty slice where it is nowhere, for texts are cut and redacted. */
static inq_str hit_in(inq_str line, const inq_evidence *evidence)
{
    const size_t at = text_head(line, evidence->column ? evidence->column - 1 : 0).len;
    const inq_str value = evidence->value;
    if (!value.len || value.len > line.len)
        return (inq_str){line.ptr, 0};
    if (line.len - at >= value.len && strncasecmp(line.ptr + at, value.ptr, value.len) == 0)
        return (inq_str){line.ptr + at, value.len};
    const char *found = memmem(line.ptr, line.len, value.ptr, value.len);
    return (inq_str){found ? found : line.ptr, found ? value.len : 0};
}

/* The fact of `facts` that stands in line `number` of the input of `evidence`, or NULL. */
static const inq_evidence *fact_at(const report_facts *facts, const inq_evidence *evidence,
                                   uint64_t number)
{
    for (size_t i = 0; i < facts->n; i++)
        if (facts->fact[i]->line == number && report_same(facts->fact[i]->input, evidence->input))
            return facts->fact[i];
    return NULL;
}

static void say_quoted_line(const page *p, inq_str text, uint64_t number, const inq_evidence *fact)
{
    const inq_str line = text_head(text, REPORT_TEXT_MOST);
    const inq_str mark = fact ? hit_in(line, fact) : (inq_str){line.ptr, 0};
    const size_t before = mark.len ? (size_t)(mark.ptr - line.ptr) : line.len;
    say(p, fact ? "<span class=\"l hit\"><i>" : "<span class=\"l\"><i>");
    html_number(p->out, number);
    say(p, "</i>");
    html_text(p->out, (inq_str){line.ptr, before});
    html_element(p->out, "<mark>", mark, "</mark>");
    if (mark.len)
        html_text(p->out, (inq_str){mark.ptr + mark.len, line.len - before - mark.len});
    say(p, "\n</span>");
}

static void say_quote(const page *p, const report_facts *facts, size_t i)
{
    const inq_evidence *evidence = facts->fact[i];
    say(p, "<figure><figcaption>");
    say_place(p, evidence->input, evidence->line);
    say(p, "</figcaption><pre tabindex=\"0\"><code>");
    for (size_t k = 0; k < evidence->excerpt->n_text && writes(p); k++) {
        const uint64_t number = (uint64_t)evidence->excerpt->first_line + k;
        say_quoted_line(p, evidence->excerpt->text[k], number, fact_at(facts, evidence, number));
    }
    say(p, "</code></pre></figure>\n");
}

static bool is_quoted(const inq_evidence *other, const inq_evidence *it)
{
    return report_same(other->input, it->input) && it->line >= other->excerpt->first_line &&
           it->line - other->excerpt->first_line < other->excerpt->n_text;
}

/* The first of `facts` whose lines are not among those of a fact before it, from the i-th on. */
static size_t next_quote(const report_facts *facts, size_t i)
{
    for (; i < facts->n; i++) {
        bool known = !facts->fact[i]->excerpt;
        for (size_t k = 0; k < i && !known; k++)
            known = facts->fact[k]->excerpt && is_quoted(facts->fact[k], facts->fact[i]);
        if (!known)
            return i;
    }
    return i;
}

static void say_quotes(const page *p, const report_facts *facts, bool open)
{
    size_t i = next_quote(facts, 0);
    if (i == facts->n)
        return;
    if (open)
        say_quote(p, facts, i);
    i = open ? next_quote(facts, i + 1) : i;
    if (i == facts->n)
        return;
    say(p, open ? "<details><summary>More lines of the dumps</summary>\n"
                : "<details><summary>The lines of the dumps</summary>\n");
    for (; i < facts->n && writes(p); i = next_quote(facts, i + 1))
        say_quote(p, facts, i);
    say(p, "</details>\n");
}

static void say_facts(const page *p, const char *heading, const report_facts *facts)
{
    if (!facts->n)
        return;
    say(p, "<h4>");
    say(p, heading);
    say(p, "</h4>\n<ul class=\"facts\">\n");
    for (size_t i = 0; i < facts->n && writes(p); i++) {
        const inq_evidence *it = facts->fact[i];
        say(p, "<li>");
        say_place(p, it->input, it->line);
        say(p, " <span class=\"fact\">");
        html_cut(p->out, it->fact, REPORT_ID_MOST);
        say(p, "</span> <q>");
        html_cut(p->out, it->value, REPORT_TEXT_MOST);
        say(p, "</q>\n");
    }
    say(p, "</ul>\n");
    if (facts->rest)
        say(p, "<p class=\"rest\">and more of the same</p>\n");
}

static void say_why(const page *p, const inq_resource *resource, bool open)
{
    const report_evidence list = {resource->evidence, resource->n_evidence};
    report_facts why = {.n = 0};
    report_facts but = {.n = 0};
    for (report_turn turn = REPORT_PHASE; turn <= REPORT_CLASS; turn++)
        report_pick(&why, list, turn);
    report_pick(&but, list, REPORT_AGAINST);
    say_facts(p, "Why", &why);
    say_quotes(p, &why, open);
    say_facts(p, "What speaks against it", &but);
    say_quotes(p, &but, false);
}

/* ---- cards: what it breaks ---------------------------------------------------------------- */

#define NODE_WIDE 270
#define NODE_HIGH 62
#define NODE_TEXT 38
#define STEP_X (NODE_WIDE + 46)
#define STEP_Y (NODE_HIGH + 14)

/* A box of the picture. */
typedef struct node {
    const inq_resource *resource; /* NULL for what is at risk: then its id is all that is known */
    inq_str id;
    size_t depth, row;
    size_t parent; /* its number */
    bool safe;     /* still works */
} node;

typedef struct picture {
    node node[NODES_MOST + RISKS_MOST + 1];
    size_t n, rows, layers;
} picture;

static void add_node(picture *pic, node one)
{
    /* A child stands beside its parent if it is the first one, else below all that came before. */
    const bool beside = pic->n && one.parent == pic->n - 1;
    one.row = beside ? pic->node[one.parent].row : pic->rows++;
    pic->layers = report_most(pic->layers, one.depth + 1);
    pic->node[pic->n++] = one;
}

static size_t parent_of(const picture *pic, size_t depth)
{
    size_t i = pic->n - 1;
    while (i && pic->node[i].depth >= depth)
        i--;
    return i;
}

static void lay_out(picture *pic, const inq_resource *root, const report_tree *tree)
{
    pic->n = pic->rows = 0;
    pic->layers = 1;
    add_node(pic, (node){root, root->id, 0, 0, 0, false});
    for (size_t i = 0; i < tree->n; i++) {
        const size_t depth = tree->rows[i].depth + 1;
        const inq_resource *it = tree->rows[i].resource;
        add_node(pic, (node){it, it->id, depth, 0, parent_of(pic, depth), false});
    }
    for (size_t i = 0; i < report_least(root->n_at_risk, RISKS_MOST); i++)
        add_node(pic, (node){NULL, root->at_risk[i], 1, 0, 0, true});
}

static void say_point(const page *p, size_t x, size_t y)
{
    html_number(p->out, x);
    say(p, " ");
    html_number(p->out, y);
}

static void say_edge(const page *p, const node *from, const node *to)
{
    const size_t x = from->depth * STEP_X + NODE_WIDE + 1;
    const size_t y = from->row * STEP_Y + NODE_HIGH / 2 + 1;
    say(p, to->safe ? "<path class=\"e safe\" d=\"M" : "<path class=\"e\" d=\"M");
    say_point(p, x, y);
    say(p, " H");
    html_number(p->out, x + 20);
    say(p, " V");
    html_number(p->out, to->row * STEP_Y + NODE_HIGH / 2 + 1);
    say(p, " H");
    html_number(p->out, to->depth * STEP_X + 1);
    say(p, " m-7 -5 l7 5 l-7 5\"/>");
}

/* The i-th part of an id, `type:version:name[:workspace]`. */
static inq_str part_of(inq_str id, size_t i)
{
    for (; i; i--) {
        const char *colon = id.len ? memchr(id.ptr, ':', id.len) : NULL;
        if (!colon)
            return (inq_str){NULL, 0};
        id = (inq_str){colon + 1, id.len - (size_t)(colon + 1 - id.ptr)};
    }
    const char *colon = id.len ? memchr(id.ptr, ':', id.len) : NULL;
    return (inq_str){id.ptr, colon ? (size_t)(colon - id.ptr) : id.len};
}

static void say_node_texts(const page *p, const node *n)
{
    const inq_resource *it = n->resource;
    const inq_str workspace = it ? it->workspace : part_of(n->id, 3);
    say(p, "<text class=\"nm\" x=\"14\" y=\"21\">");
    html_cut(p->out, it ? it->name : part_of(n->id, 2), NODE_TEXT - 10);
    say(p, "</text><text x=\"14\" y=\"37\">");
    html_cut(p->out, it ? it->type : part_of(n->id, 0), NODE_TEXT / 2);
    if (workspace.len) {
        say(p, " in ");
        html_cut(p->out, workspace, NODE_TEXT / 2);
    }
    say(p, "</text><text x=\"14\" y=\"53\">");
    if (it) {
        say_word(p, report_health_name(it->health));
        say(p, ": ");
        html_cut(p->out, n->depth ? why_of(it) : REPORT_STR("root cause"), NODE_TEXT - 4);
    } else {
        say(p, "still works, at risk");
    }
    say(p, "</text>");
}

/* The box is a drawing of its own, which cuts off what sticks out. */
static void say_node(const page *p, const node *n)
{
    say(p, "<a href=\"");
    html_anchor(p->out, n->id);
    say(p, "\"><title>");
    html_text(p->out, n->id);
    say(p, "</title><svg x=\"");
    html_number(p->out, n->depth * STEP_X);
    say(p, "\" y=\"");
    html_number(p->out, n->row * STEP_Y);
    say(p, "\" width=\"272\" height=\"64\"><rect x=\"1\" y=\"1\" width=\"270\" height=\"62\" "
           "rx=\"6\" class=\"n h");
    html_number(p->out, n->resource ? (uint64_t)n->resource->health : INQ_HEALTHY);
    say(p, n->safe ? " safe\"/>" : "\"/>");
    say_node_texts(p, n);
    say(p, "</svg></a>\n");
}

static void say_picture(const page *p, const picture *pic, inq_str name)
{
    const size_t wide = pic->layers * STEP_X - (STEP_X - NODE_WIDE) + 2;
    const size_t high = pic->rows * STEP_Y - (STEP_Y - NODE_HIGH) + 2;
    say(p, "<div class=\"wide graph\" tabindex=\"0\" role=\"group\" aria-label=\"What ");
    html_text(p->out, name);
    say(p, " breaks\"><svg width=\"");
    html_number(p->out, wide);
    say(p, "\" height=\"");
    html_number(p->out, high);
    say(p, "\" viewBox=\"0 0 ");
    say_point(p, wide, high);
    say(p, "\">\n");
    for (size_t i = 1; i < pic->n; i++)
        say_edge(p, &pic->node[pic->node[i].parent], &pic->node[i]);
    say(p, "\n");
    for (size_t i = 0; i < pic->n && writes(p); i++)
        say_node(p, &pic->node[i]);
    say(p, "</svg></div>\n");
}

/* The same as a list, for narrow screens. */
static void say_branches(const page *p, const picture *pic)
{
    say(p, "<ul class=\"tree\">\n");
    for (size_t i = 1; i < pic->n && writes(p); i++) {
        const node *n = &pic->node[i];
        say(p, "<li class=\"d");
        html_number(p->out, report_least(n->depth, 6));
        say(p, "\">");
        if (n->resource)
            say_badge(p, n->resource->health);
        else
            say(p, "<span class=\"b h0\">at risk</span>");
        say(p, " ");
        say_link(p, n->id, n->resource ? n->resource->name : part_of(n->id, 2));
        if (n->resource) {
            say(p, " <small>");
            html_text(p->out, n->resource->type);
            say(p, ": ");
            html_cut(p->out, why_of(n->resource), REPORT_VALUE_MOST);
            say(p, "</small>");
        }
        say(p, "\n");
    }
    say(p, "</ul>\n");
}

static void say_breaks(const page *p, const inq_resource *root)
{
    report_tree tree;
    picture pic;
    const size_t most = report_least(root->n_symptoms, NODES_MOST);
    if (!root->n_symptoms && !root->n_at_risk)
        return;
    if (!report_tree_make(&tree, p->ctx, p->host, root, most)) {
        lack_memory(p);
        return;
    }
    lay_out(&pic, root, &tree);
    say(p, "<h4>What it breaks</h4>\n");
    say_picture(p, &pic, root->name);
    say_branches(p, &pic);
    const size_t left = root->n_symptoms - tree.n;
    const size_t risks = root->n_at_risk - report_least(root->n_at_risk, RISKS_MOST);
    if (!left && !risks)
        return;
    say(p, "<p class=\"rest\">… and ");
    html_number(p->out, left + risks);
    say(p, " more; see <a href=\"#resources\">all resources</a></p>\n");
}

/* ---- cards -------------------------------------------------------------------------------- */

static void say_remedy(const page *p, const inq_resource *resource)
{
    if (!resource->cause || !resource->cause->remedy.len)
        return;
    const inq_str remedy = text_head(resource->cause->remedy, REPORT_TEXT_MOST);
    size_t at = 0;
    say(p, "<div class=\"do\"><h4>What to do</h4>\n<p>");
    html_text(p->out, remedy);
    say(p, "</p>\n");
    for (inq_str command = report_command_next(remedy, &at); command.len && writes(p);
         command = report_command_next(remedy, &at))
        say_command(p, command);
    say(p, "</div>\n");
}

static void say_builder(const page *p, const inq_resource *resource)
{
    say_field(p, "Builder stage", resource->builder_stage);
    if (resource->builder_wanted.len || resource->builder_processed.len) {
        say(p, "<div><dt>Built</dt><dd>");
        html_element(p->out, "", resource->builder_processed, "");
        say(p, resource->builder_processed.len ? " of " : "? of ");
        html_element(p->out, "", resource->builder_wanted, "");
        say(p, resource->builder_wanted.len ? "</dd></div>" : "?</dd></div>");
    }
    say_field(p, "Builder says", resource->builder_info);
}

static void say_fields(const page *p, const inq_resource *resource)
{
    say(p, "<dl>");
    say_field(p, "Phase", report_word(report_phase_name(resource->phase)));
    say_field(p, "Class", resource->klass);
    if (resource->phase != INQ_PHASE_NONE)
        say_field(p, "Confidence", report_word(report_confidence_name(resource->confidence)));
    say_field(p, "Seen so at", resource->since_at);
    say_field(p, "Seen otherwise at", resource->since_after);
    say_field(p, "Status", resource->status);
    say_field(p, "Runtime", resource->runtime);
    say_builder(p, resource);
    say(p, "</dl>\n");
}

static void say_gaps_of(const page *p, const inq_resource *resource)
{
    if (resource->n_gaps)
        say(p, "<h4>Not in the dumps</h4>\n");
    for (size_t i = 0; i < report_least(resource->n_gaps, p->items) && writes(p); i++) {
        inq_str command;
        const inq_str what = report_gap_parts(resource->gaps[i], &command);
        html_element(p->out, "<p>", text_head(what, REPORT_TEXT_MOST), "</p>\n");
        if (command.len)
            say_command(p, command);
    }
}

static void say_root_link(const page *p, const inq_resource *resource)
{
    if (!resource->root)
        return;
    say(p, "<p>Because ");
    html_element(p->out, "", why_of(resource), ": ");
    say_link(p, resource->via->id, resource->via->id);
    if (resource->via != resource->root) {
        say(p, "; the root cause is ");
        say_link(p, resource->root->id, resource->root->id);
    }
    say(p, "</p>\n");
}

static void say_card_title(const page *p, const inq_resource *resource)
{
    say(p, "<p class=\"of\">");
    say_badge(p, resource->health);
    say(p, " <b>");
    html_cut(p->out, resource->name, REPORT_ID_MOST);
    say(p, "</b> <small>");
    say_kind(p, resource);
    say(p, "</small> <a class=\"perma\" href=\"");
    html_anchor(p->out, resource->id);
    say(p, "\" aria-label=\"Link to this card\">#</a></p>\n<h3>");
    html_cut(p->out, report_title(resource), REPORT_TEXT_MOST);
    say(p, "</h3>\n");
}

static void say_block(const page *p, const inq_resource *resource)
{
    say(p, "<article class=\"card e");
    html_number(p->out, (uint64_t)resource->health);
    say(p, "\" id=\"");
    html_text(p->out, resource->id);
    say(p, "\">\n");
    say_card_title(p, resource);
    say_root_link(p, resource);
    say_remedy(p, resource);
    say_breaks(p, resource);
    say_why(p, resource, true);
    say_gaps_of(p, resource);
    say_fields(p, resource);
    say(p, "</article>\n");
}

static void say_other(const page *p, const inq_resource *resource)
{
    say(p, "<details class=\"card e");
    html_number(p->out, (uint64_t)resource->health);
    say(p, "\" id=\"");
    html_text(p->out, resource->id);
    say(p, "\"><summary>");
    say_badge(p, resource->health);
    say(p, " <b>");
    html_cut(p->out, resource->name, REPORT_ID_MOST);
    say(p, "</b> <small>");
    say_kind(p, resource);
    say(p, "</small> <span class=\"because\">");
    say_why_line(p, resource);
    say(p, "</span></summary>\n");
    say_root_link(p, resource);
    if (!resource->root)
        say_remedy(p, resource);
    say_why(p, resource, false);
    say_gaps_of(p, resource);
    say_fields(p, resource);
    say(p, "</details>\n");
}

/* The cards of roots, or of all others that are not well; returns how many have none. */
static size_t say_cards(const page *p, bool blocks)
{
    deal d = {0, 0};
    size_t left = 0;
    for (size_t i = 0; i < p->report->n_unhealthy && writes(p); i++) {
        const inq_resource *resource = p->report->unhealthy[i];
        const bool block = report_place_of(p->report, resource) == REPORT_AS_BLOCK;
        if (block != blocks || !is_told(p, resource))
            continue;
        if (!has_card(p, &d, resource))
            left++;
        else if (block)
            say_block(p, resource);
        else
            say_other(p, resource);
    }
    return left;
}

static void say_not_healthy(const page *p)
{
    static const struct {
        bool blocks;
        const char *open, *none;
    } sections[] = {
        {true,
         "<section id=\"roots\" aria-labelledby=\"roots-h\"><h2 id=\"roots-h\">"
         "Root causes</h2>\n",
         "<p class=\"rest\">Nothing is broken.</p>\n"},
        {false,
         "<section id=\"others\" aria-labelledby=\"others-h\"><h2 id=\"others-h\">"
         "Also not well</h2>\n",
         "<p class=\"rest\">Nothing else.</p>\n"},
    };
    size_t told = 0;
    size_t blocks = 0;
    for (size_t i = 0; i < p->report->n_unhealthy; i++) {
        const inq_resource *resource = p->report->unhealthy[i];
        told += is_told(p, resource);
        blocks += report_place_of(p->report, resource) == REPORT_AS_BLOCK;
    }
    for (size_t i = 0; i < 2 && told; i++) {
        say(p, sections[i].open);
        if (!(sections[i].blocks ? blocks : told - blocks))
            say(p, sections[i].none);
        say_rest(p, say_cards(p, sections[i].blocks));
        say(p, "</section>\n");
    }
}

/* ---- all resources ------------------------------------------------------------------------ */

static void say_td(const page *p, inq_str text)
{
    say(p, "<td>");
    html_cut(p->out, text, CELL_MOST);
}

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
           "<table id=\"all\"><thead><tr><th scope=\"col\">Name<th scope=\"col\">Type"
           "<th scope=\"col\">Workspace<th scope=\"col\">Health<th scope=\"col\">Status"
           "<th scope=\"col\">Runtime<th scope=\"col\">Owner<th scope=\"col\">Why</thead>\n"
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
        const inq_evidence *it = finding->evidence[i];
        say(p, "<br>");
        say_place(p, it->input, it->line);
        say(p, " <span class=\"fact\">");
        html_cut(p->out, it->fact, REPORT_ID_MOST);
        say(p, "</span> <q>");
        html_cut(p->out, it->value, REPORT_VALUE_MOST);
        say(p, "</q>");
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

static void say_diag(const page *p, const inq_diag *diag)
{
    say(p, diag->level == INQ_ERROR ? "<li><span class=\"b h6\">" : "<li><span class=\"b h4\">");
    say_word(p, report_level_name(diag->level));
    say(p, "</span> ");
    say_place(p, diag->input, diag->line);
    say(p, " ");
    html_text(p->out, diag->code);
    say(p, " ");
    html_cut(p->out, diag->message, REPORT_TEXT_MOST);
    html_element(p->out, " <small>", text_head(diag->hint, REPORT_TEXT_MOST), "</small>");
    say(p, "\n");
}

static void say_diags(const page *p)
{
    const inq_view *view = p->report->view;
    const inq_level least = view && view->verbose ? INQ_INFO : INQ_WARNING;
    size_t n = 0;
    for (size_t i = 0; i < p->report->n_diags && writes(p); i++) {
        if (p->report->diags[i]->level < least)
            continue;
        if (n++ == 0)
            say(p, "<h3>What could not be read as it stands</h3>\n<ul class=\"facts\">\n");
        if (n <= p->items)
            say_diag(p, p->report->diags[i]);
    }
    say(p, n ? "</ul>\n" : "");
    say_rest(p, n - report_least(n, p->items));
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
    say_diags(p);
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
    say_head(&p);
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

static const inq_output html_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/html; charset=utf-8",
    .suffix = "html",
    .emit = emit_html,
};

INQ_PLUGIN(.id = "html", .version = "0.1.0",
           .summary = "one page to look at, with a picture of what breaks what", .license = "MIT",
           .output = &html_output);
