/* SPDX-License-Identifier: MIT */
/** Manifests of Monitors, made from a report: for what is broken, or for what the command line
 *  names. Redacted, sorted, immutable. */
#ifndef INQ_WATCHES_H
#define INQ_WATCHES_H

#include "report.h"

struct watch_maker {
    struct report_maker *report;
    inq_watches watches;
    size_t cap, unable_cap;
    inq_str *unable;
    inq_watch *items;
    const char *unseen[MAX_WISHES]; /* what --for names and no dump shows */
    size_t n_unseen;
};

/**
 * Make the manifests for a report that is made, whole, and has the estate still. They live in its
 * arena. Does not return when memory is out.
 */
void watches_make(struct watch_maker *m, struct report_maker *report);

#endif
