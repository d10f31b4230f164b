/* SPDX-License-Identifier: MIT */
/** Manifests of Monitors, made from a report: for what is broken, or for what the command line
 *  names; and from a series, for what was broken once. Redacted, sorted, immutable. */
#ifndef INQ_WATCHES_H
#define INQ_WATCHES_H

#include "report.h"
#include "series.h"

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
 * Begin with a report that is made, whole, and has the estate still: the manifests live in its
 * arena. Does not return when memory is out.
 */
void watches_begin(struct watch_maker *m, struct report_maker *report);

/** Add what was broken at some moment of a series over the same dumps. */
void watches_past(struct watch_maker *m, const struct series *series);

/** Put all in order: m->watches is ready then. */
void watches_end(struct watch_maker *m);

#endif
