/* SPDX-License-Identifier: MIT */
/** Reports over time, made from a series: filtered, sorted, redacted, immutable. */
#ifndef INQ_HISTORY_H
#define INQ_HISTORY_H

#include "redact.h"
#include "series.h"

struct marked;

struct history_maker {
    const struct series *series;
    struct arena *arena;
    struct redactor redactor;
    const inq_moment *moments; /* as many as the series has */
    struct marked *marks;      /* as they are to be told */
    size_t n_marks;
};

/** Make ready for a series, in whose arena everything is made; its regex is used. */
void history_init(struct history_maker *m, const struct series *s);

/** A list of all moments, in the order of time. */
void history_moments(struct history_maker *m, const inq_moment *const **list, size_t *n);

/** Where a fact of a stay stood, as evidence for a health. */
const inq_evidence *history_evidence(struct history_maker *m, const struct standing_fact *f);

/** Do the filters for types, workspaces and names let this through? */
bool history_shows(const struct series *s, const struct history *h);
/** Choose the marks that are told, and say which are not: for a timeline, before that. */
void history_marks(struct history_maker *m, struct diags *diags);

/** What changed from the first to the second moment, but for the head and the diagnostics. */
void history_diff(struct history_maker *m, inq_diff *into);

/** Did something become as bad as `fail_on`, or worse? */
bool history_got_worse(const inq_diff *diff, int fail_on);

/** What happened over all moments, but for the head and the diagnostics. */
void history_timeline(struct history_maker *m, inq_timeline *into);

/** Is something as bad as `fail_on`, or worse, at the end? */
bool history_ends_badly(const inq_timeline *timeline, int fail_on);

#endif
