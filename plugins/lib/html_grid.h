/* SPDX-License-Identifier: MIT */
/*
 * html_grid.h: health by workspace and type. The resources are walked once and counted; names past
 * the bounds are counted together, and as the worst come first, the worst have names.
 */
#ifndef INQ_LIB_HTML_GRID_H
#define INQ_LIB_HTML_GRID_H

#include "html_page.h"

#define GRID_ROWS 60
#define GRID_COLUMNS 24

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
static inline size_t name_at(const page *p, names *list, inq_str name)
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

static inline void count_resource(const page *p, grid *g, const inq_resource *resource)
{
    const size_t row = name_at(p, &g->rows, resource->workspace);
    const size_t column = name_at(p, &g->columns, resource->type);
    g->cell[row][column].all++;
    g->cell[row][column].sick += resource->health != INQ_HEALTHY;
    if (resource->health > g->cell[row][column].worst)
        g->cell[row][column].worst = resource->health;
}

static inline void count_resources(const page *p, grid *g)
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
static inline size_t sorted(const names *list, size_t *order, bool others)
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

static inline void say_cell(const page *p, const grid *g, size_t row, size_t column)
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
static inline bool has_others(const grid *g, bool rows)
{
    for (size_t i = 0; i <= (rows ? GRID_COLUMNS : GRID_ROWS); i++)
        if ((rows ? g->cell[GRID_ROWS][i].all : g->cell[i][GRID_COLUMNS].all) != 0)
            return true;
    return false;
}

static inline void say_grid_name(const page *p, const names *list, size_t at)
{
    if (at == list->most)
        say(p, "(others)");
    else if (list->name[at].len)
        html_text(p->out, list->name[at]);
    else
        say(p, "<i>(none)</i>");
}

/* The longer list runs down, so that the grid stays narrow. */
static inline void say_grid(const page *p, const grid *g)
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

static inline void say_health(const page *p)
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

#endif
