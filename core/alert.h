/* SPDX-License-Identifier: MIT */
/** Manifests of Monitors and Pagers, as far as they can be evaluated on dumps. Where things stand
 *  in them is data: the `alerts:` of the kind packs. */
#ifndef INQ_ALERT_H
#define INQ_ALERT_H

#include "cron.h"
#include "kind.h"

/** How two values compare. */
enum comparator { IS, IS_NOT, LESS, LESS_OR_SAME, MORE, MORE_OR_SAME, N_COMPARATORS };

/** One condition: what filters make of an observation, or of an incident, against a value. */
struct comparison {
    const struct tree *at;      /* in the manifest */
    inq_str observation;        /* absent for an incident */
    inq_str filter;             /* of the value; of durations: what is to be timed */
    inq_str started, completed; /* filters; absent but for durations */
    enum comparator comparator;
    inq_str value;
};

/** A Monitor or a Pager. */
struct alert {
    const struct tree *doc;
    inq_str input; /* path of the manifest */
    struct diags *diags;
    inq_str name, workspace;
    struct comparison *comparisons;
    size_t n_comparisons;
    inq_str why_not; /* why it cannot be evaluated; absent if it can */
    /* Of a Monitor only. */
    struct cron schedule;
    struct zone zone;
    inq_str resource;            /* what the report is about, wildcards as `*` */
    const struct tree *incident; /* its properties, or NULL */
    /* Of a Pager only. */
    const struct tree *outputs; /* or NULL */
};

struct alerts {
    struct arena *arena;
    const struct tree *words; /* `alerts:` of the packs */
    struct alert *monitors, *pagers;
    size_t n_monitors, monitor_cap, n_pagers, pager_cap;
};

/** Nothing yet; NULL words: no pack knows alerts. */
void alerts_init(struct alerts *a, struct arena *arena, const struct kinds *kinds);

/** Add what the documents of a manifest hold. What cannot be evaluated is kept, with the reason,
 *  which is a diagnostic, too. Does not return when memory is out. */
void alerts_read(struct alerts *a, inq_str input, const struct tree *docs, struct diags *diags);

/** Does a result of a filter pass the comparison? Numbers and durations compare as such. */
bool alert_compare(enum comparator how, inq_str result, inq_str value);

/** What stands at the first of some dotted paths that exists, or NULL. */
const struct tree *alert_find(const struct tree *doc, const struct tree *paths);

#endif
