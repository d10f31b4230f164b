/* SPDX-License-Identifier: MIT */
/*
 * report_feed.h: what outputs for other tools make of a report, so that all of them give the
 * same answer: what is to be said of a resource, how loud, where it stands, and what was accepted.
 * Pure functions, callable from any thread.
 */
#ifndef INQ_LIB_REPORT_FEED_H
#define INQ_LIB_REPORT_FEED_H

#include "report_names.h"

#include <stdbool.h>
#include <string.h>

/** How loud something is. */
typedef enum feed_level { FEED_NONE = 0, FEED_NOTE, FEED_WARNING, FEED_ERROR } feed_level;

/** `a` before `b`: negative; by bytes. */
static inline int feed_compare(inq_str a, inq_str b)
{
    const size_t least = a.len < b.len ? a.len : b.len;
    const int order = least ? memcmp(a.ptr, b.ptr, least) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/** A deletion nobody misses. */
static inline bool feed_is_tombstone(const inq_resource *resource)
{
    return resource->health == INQ_DELETED && !resource->counted;
}

/** Of a health: failed and deleted are errors, degraded and unknown warnings. */
static inline feed_level feed_level_of_health(inq_health health)
{
    static const feed_level levels[INQ_N_HEALTH] = {
        [INQ_UNKNOWN] = FEED_WARNING,
        [INQ_DEGRADED] = FEED_WARNING,
        [INQ_DELETED] = FEED_ERROR,
        [INQ_FAILED] = FEED_ERROR,
    };
    return (unsigned)health < INQ_N_HEALTH ? levels[health] : FEED_NONE;
}

/** Of a resource: as of its health, but a tombstone is nothing, and what was accepted a note. */
static inline feed_level feed_level_of(const inq_resource *resource)
{
    const feed_level level = feed_level_of_health(resource->health);
    if (feed_is_tombstone(resource) || level == FEED_NONE)
        return FEED_NONE;
    return resource->suppressed ? FEED_NOTE : level;
}

/** Of a finding. */
static inline feed_level feed_level_of_severity(inq_severity severity)
{
    static const feed_level levels[] = {
        [INQ_SEVERITY_INFO] = FEED_NOTE,
        [INQ_SEVERITY_WARNING] = FEED_WARNING,
        [INQ_SEVERITY_ERROR] = FEED_ERROR,
        [INQ_SEVERITY_CRITICAL] = FEED_ERROR,
    };
    return (size_t)severity < sizeof levels / sizeof levels[0] ? levels[severity] : FEED_ERROR;
}

/** What is to be said of a resource: the title of its cause, or else why it has its health. */
static inline inq_str feed_title(const inq_resource *resource)
{
    const inq_finding *cause = resource->cause;
    return cause && cause->title.len ? cause->title : resource->reason;
}

/** What to do, or absent. */
static inline inq_str feed_remedy(const inq_resource *resource)
{
    return resource->cause ? resource->cause->remedy : (inq_str){NULL, 0};
}

/** The evidence for its health, or else its first, or NULL. */
static inline const inq_evidence *feed_place(const inq_resource *resource)
{
    for (size_t i = 0; i < resource->n_evidence; i++)
        if (resource->evidence[i]->supports == INQ_FOR_HEALTH)
            return resource->evidence[i];
    return resource->n_evidence ? resource->evidence[0] : NULL;
}

/* Evidence before an entry that is compared with it. */
#define FEED_LOOKS_BACK 16

/** Whether the same fact of the same place stands shortly before `evidence[i]`, in support of
 *  something else. */
static inline bool feed_is_repeated(const inq_evidence *const *evidence, size_t i)
{
    const inq_evidence *it = evidence[i];
    for (size_t k = i > FEED_LOOKS_BACK ? i - FEED_LOOKS_BACK : 0; k < i; k++)
        if (evidence[k]->line == it->line && evidence[k]->column == it->column &&
            feed_compare(evidence[k]->fact, it->fact) == 0 &&
            feed_compare(evidence[k]->input, it->input) == 0)
            return true;
    return false;
}

/** The first entry of report->suppressed that is about the resource `id`, or n_suppressed. */
static inline size_t feed_suppressed_from(const inq_report *report, inq_str id)
{
    size_t from = 0;
    size_t to = report->suppressed ? report->n_suppressed : 0;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (feed_compare(report->suppressed[middle]->resource, id) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from < report->n_suppressed && report->suppressed &&
                   feed_compare(report->suppressed[from]->resource, id) == 0
               ? from
               : report->n_suppressed;
}

/** Why a suppressed resource is: the reason given for it or for its root, or absent. */
static inline inq_str feed_accepted(const inq_report *report, const inq_resource *resource)
{
    size_t at = feed_suppressed_from(report, resource->id);
    if (at == report->n_suppressed && resource->root)
        at = feed_suppressed_from(report, resource->root->id);
    return at < report->n_suppressed ? report->suppressed[at]->reason : (inq_str){NULL, 0};
}

#endif
