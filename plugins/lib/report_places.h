/* SPDX-License-Identifier: MIT */
/*
 * report_places.h: which resource is told where in a report for people, and the few numbers of its
 * head. What a root explains is told under the root and nowhere else. Pure functions of the report;
 * callable from any thread.
 */
#ifndef INQ_LIB_REPORT_PLACES_H
#define INQ_LIB_REPORT_PLACES_H

#include "report_text.h"

/* Where a resource that is not healthy is told. */
typedef enum report_told {
    REPORT_UNDER_ITS_ROOT,
    REPORT_AS_BLOCK,
    REPORT_AS_LINE,
    REPORT_AS_TOMBSTONE,
    REPORT_AS_SUPPRESSED
} report_told;

static inline int report_order_of(const inq_resource *a, const inq_resource *b)
{
    if (a->health != b->health)
        return a->health > b->health ? -1 : 1;
    return report_compare(a->id, b->id);
}

/* Whether `resource` is among those shown: unhealthy[] is sorted. */
static inline bool report_is_shown(const inq_report *report, const inq_resource *resource)
{
    size_t from = 0;
    size_t to = report->n_unhealthy;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int order = report_order_of(report->unhealthy[middle], resource);
        if (order == 0)
            return true;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

static inline bool report_is_tombstone(const inq_resource *resource)
{
    return resource->health == INQ_DELETED && !resource->counted;
}

static inline report_told report_place_of(const inq_report *report, const inq_resource *resource)
{
    if (report_is_tombstone(resource))
        return REPORT_AS_TOMBSTONE;
    if (resource->suppressed)
        return REPORT_AS_SUPPRESSED;
    if (resource->root)
        return report_is_shown(report, resource->root) ? REPORT_UNDER_ITS_ROOT : REPORT_AS_BLOCK;
    return resource->health >= INQ_DEGRADED ? REPORT_AS_BLOCK : REPORT_AS_LINE;
}

static inline size_t report_symptoms(const inq_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_unhealthy; i++)
        n += report->unhealthy[i]->root != NULL;
    return n;
}

/* Deletions that nobody misses have a line of their own further down. */
static inline uint64_t report_counted(const inq_report *report, unsigned health)
{
    const uint64_t n = report->by_health[health];
    if (health != INQ_DELETED)
        return n;
    return n > report->n_tombstones ? n - report->n_tombstones : 0;
}

/* Of the resources that count, none is anything but healthy. */
static inline bool report_all_healthy(const inq_report *report)
{
    return report->n_unhealthy == report->n_tombstones;
}

/* Whether some input held a listing, details or a log. */
static inline bool report_any_recognised(const inq_report *report)
{
    for (size_t i = 0; i < report->n_inputs; i++)
        if (report->inputs[i]->format.len)
            return true;
    return false;
}

static inline const char *report_as_of_origin(inq_str by)
{
    static const struct {
        inq_str by;
        const char *text;
    } origins[] = {
        {{"option", 6}, " (as given)"},
        {{"dump", 4}, " (from the dumps)"},
        {{"path", 4}, " (from the path)"},
    };
    for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++)
        if (report_same(origins[i].by, by))
            return origins[i].text;
    return "";
}

/* The evidence that says why the resource has its health, or NULL. */
static inline const inq_evidence *report_main_evidence(const inq_resource *resource)
{
    for (size_t i = 0; i < resource->n_evidence; i++)
        if (resource->evidence[i]->supports == INQ_FOR_HEALTH)
            return resource->evidence[i];
    return NULL;
}

/** The finding that tells most of `resource` in a line: the title of its cause, or its reason. */
static inline inq_str report_title(const inq_resource *resource)
{
    const inq_finding *cause = resource->cause;
    return cause && cause->title.len ? cause->title : resource->reason;
}

/** Fills `tree` with what `root` breaks, `most` rows at most. Takes memory of the job; false when
 *  there is none. */
static inline bool report_tree_make(report_tree *tree, inq_ctx *ctx, const inq_host *host,
                                    const inq_resource *root, size_t most)
{
    const size_t n = root->n_symptoms;
    *tree = (report_tree){.root = root, .most = report_least(n, most)};
    if (!n || n > SIZE_MAX / sizeof tree->links[0])
        return !n;
    tree->links = host->alloc(ctx, n * sizeof tree->links[0], 16);
    tree->seen = host->alloc(ctx, n * sizeof tree->seen[0], 16);
    tree->rows = host->alloc(ctx, tree->most * sizeof tree->rows[0], 16);
    if (!tree->links || !tree->seen || !tree->rows)
        return false;
    report_tree_fill(tree);
    return true;
}

#endif
