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

#endif
