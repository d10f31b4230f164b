/* SPDX-License-Identifier: MIT */
/*
 * report_graph.h: the causes in a report as a graph, for outputs that draw one: what is broken,
 * from each root to what it explains, step by step; what is at risk; and what the dumps do not
 * show. A node is named by letters and digits of ours, whatever its resource is called.
 */
#ifndef INQ_LIB_REPORT_GRAPH_H
#define INQ_LIB_REPORT_GRAPH_H

#include "byte_out.h"
#include "report_feed.h"

#include <stdlib.h>

/* Code points of an id and of what is said of it before they are cut. */
#define GRAPH_ID_MOST 80
#define GRAPH_NOTE_MOST 100

typedef enum graph_style {
    GRAPH_ROOT,
    GRAPH_SYMPTOM,
    GRAPH_AT_RISK,
    GRAPH_GAP,
    GRAPH_ACCEPTED /* suppressed */
} graph_style;
#define GRAPH_STYLES 5

typedef struct graph_name {
    char text[48];
} graph_name;

/** What stands in a node: an id and a note of any origin, either of which may be absent, and
 *  before the note a word of ours, or NULL. */
typedef struct graph_label {
    inq_str id;
    const char *word;
    inq_str note;
    graph_style style;
} graph_label;

/** Writes what stands in a node, as the syntax escapes it; `line` ends a line there. */
static inline void graph_text(byte_out *out, const graph_label *label, const byte_escapes *escapes,
                              const char *line)
{
    byte_cut(out, label->id, GRAPH_ID_MOST, escapes);
    byte_say(out, label->word && label->id.len ? line : "");
    byte_say(out, label->word ? label->word : "");
    byte_say(out, label->word && label->note.len ? ": " : "");
    byte_cut(out, label->note, GRAPH_NOTE_MOST, escapes);
}

/** How a syntax writes a node and an edge. `why` is of any origin and may be absent; the style of
 *  an edge is that of its end. */
typedef struct graph_form {
    void (*node)(byte_out *out, const char *name, const graph_label *label);
    void (*edge)(byte_out *out, const char *from, const char *to, inq_str why, graph_style style);
} graph_form;

/* A node by its id. What is not drawn from report->unhealthy has the place SIZE_MAX there. */
typedef struct graph_node {
    inq_str id;
    size_t place;
} graph_node;

typedef struct report_graph {
    byte_out *out;
    const inq_report *report;
    const graph_form *form;
    graph_node *nodes; /* sorted by id, each once */
    size_t n;
} report_graph;

static inline bool graph_has(const inq_resource *resource)
{
    return !feed_is_tombstone(resource) &&
           (resource->root || feed_level_of_health(resource->health) != FEED_NONE);
}

static inline const inq_resource *graph_before(const inq_resource *resource)
{
    return resource->via ? resource->via : resource->root;
}

static inline graph_name graph_numbered(char letter, size_t number)
{
    graph_name name;
    size_t at = sizeof name.text;
    name.text[--at] = '\0';
    do
        name.text[--at] = (char)('0' + number % 10);
    while (number /= 10);
    name.text[--at] = letter;
    memmove(name.text, name.text + at, sizeof name.text - at);
    return name;
}

static inline int graph_compare(const void *left, const void *right)
{
    const graph_node *a = left;
    const graph_node *b = right;
    const int order = feed_compare(a->id, b->id);
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

static inline int graph_compare_id(const void *id, const void *node)
{
    return feed_compare(*(const inq_str *)id, ((const graph_node *)node)->id);
}

static inline graph_name graph_name_of(const report_graph *graph, inq_str id)
{
    const graph_node *node =
        bsearch(&id, graph->nodes, graph->n, sizeof *graph->nodes, graph_compare_id);
    if (node && node->place != SIZE_MAX)
        return graph_numbered('n', node->place);
    return graph_numbered('o', node ? (size_t)(node - graph->nodes) : graph->n);
}

/* ---- nodes -------------------------------------------------------------------------------- */

static inline size_t graph_most(const inq_report *report)
{
    size_t most = 0;
    for (size_t i = 0; i < report->n_unhealthy; i++)
        if (graph_has(report->unhealthy[i]))
            most += 2 + report->unhealthy[i]->n_at_risk;
    return most;
}

static inline void graph_add(report_graph *graph, inq_str id, size_t place)
{
    graph->nodes[graph->n++] = (graph_node){id, place};
}

static inline void graph_add_resource(report_graph *graph, const inq_resource *resource,
                                      size_t place)
{
    const inq_resource *before = graph_before(resource);
    graph_add(graph, resource->id, place);
    if (before)
        graph_add(graph, before->id, SIZE_MAX);
    for (size_t i = 0; i < resource->n_at_risk; i++)
        graph_add(graph, resource->at_risk[i], SIZE_MAX);
}

/* Keeps the first of each id: one of report->unhealthy where there is one. */
static inline void graph_unique(report_graph *graph)
{
    size_t n = 0;
    qsort(graph->nodes, graph->n, sizeof *graph->nodes, graph_compare);
    for (size_t i = 0; i < graph->n; i++)
        if (!n || feed_compare(graph->nodes[n - 1].id, graph->nodes[i].id) != 0)
            graph->nodes[n++] = graph->nodes[i];
    graph->n = n;
}

static inline inq_status graph_collect(report_graph *graph, const inq_host *host)
{
    const inq_report *report = graph->report;
    const size_t most = graph_most(report) + 1;
    graph->nodes =
        most <= SIZE_MAX / sizeof *graph->nodes
            ? host->alloc(graph->out->ctx, most * sizeof *graph->nodes, _Alignof(graph_node))
            : NULL;
    if (!graph->nodes)
        return INQ_ENOMEM;
    for (size_t i = 0; i < report->n_unhealthy; i++)
        if (graph_has(report->unhealthy[i]))
            graph_add_resource(graph, report->unhealthy[i], i);
    graph_unique(graph);
    return INQ_OK;
}

static inline graph_style graph_style_of(const inq_resource *resource)
{
    if (resource->suppressed)
        return GRAPH_ACCEPTED;
    return resource->root ? GRAPH_SYMPTOM : GRAPH_ROOT;
}

static inline void graph_draw_gaps(const report_graph *graph, const inq_resource *resource,
                                   const char *name, size_t *number)
{
    const inq_str none = {NULL, 0};
    for (size_t i = 0; i < resource->n_gaps && graph->out->status == INQ_OK; i++) {
        const graph_name gap = graph_numbered('g', (*number)++);
        const graph_label label = {none, "missing", resource->gaps[i], GRAPH_GAP};
        graph->form->node(graph->out, gap.text, &label);
        graph->form->edge(graph->out, name, gap.text, none, GRAPH_GAP);
    }
}

static inline void graph_draw_resource(const report_graph *graph, size_t place, size_t *gaps)
{
    const inq_str none = {NULL, 0};
    const inq_resource *resource = graph->report->unhealthy[place];
    const inq_resource *before = graph_before(resource);
    const graph_name name = graph_name_of(graph, resource->id);
    const graph_label label = {resource->id, report_health_name(resource->health),
                               feed_title(resource), graph_style_of(resource)};
    graph->form->node(graph->out, name.text, &label);
    if (before)
        graph->form->edge(graph->out, graph_name_of(graph, before->id).text, name.text,
                          resource->via_why, GRAPH_SYMPTOM);
    for (size_t i = 0; i < resource->n_at_risk && graph->out->status == INQ_OK; i++)
        graph->form->edge(graph->out, name.text, graph_name_of(graph, resource->at_risk[i]).text,
                          none, GRAPH_AT_RISK);
    graph_draw_gaps(graph, resource, name.text, gaps);
}

/* What is at risk, and steps that are well or not shown. */
static inline void graph_draw_others(const report_graph *graph)
{
    for (size_t i = 0; i < graph->n && graph->out->status == INQ_OK; i++) {
        const graph_label label = {.id = graph->nodes[i].id, .style = GRAPH_AT_RISK};
        if (graph->nodes[i].place == SIZE_MAX)
            graph->form->node(graph->out, graph_numbered('o', i).text, &label);
    }
}

/** Writes all nodes and edges to `out` in `form`. Takes memory from the host for the names of the
 *  nodes; returns INQ_ENOMEM without it, otherwise the status of `out`. */
static inline inq_status graph_draw(byte_out *out, const inq_host *host, const inq_report *report,
                                    const graph_form *form)
{
    report_graph graph = {.out = out, .report = report, .form = form};
    size_t gaps = 0;
    const inq_status collected = graph_collect(&graph, host);
    if (collected != INQ_OK)
        return collected;
    for (size_t i = 0; i < report->n_unhealthy && out->status == INQ_OK; i++)
        if (graph_has(report->unhealthy[i]))
            graph_draw_resource(&graph, i, &gaps);
    graph_draw_others(&graph);
    return out->status;
}

#endif
