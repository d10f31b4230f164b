/* SPDX-License-Identifier: MIT */
/** The finished report: counted, sorted, redacted, immutable. */
#ifndef INQ_REPORT_H
#define INQ_REPORT_H

#include "baseline.h"
#include "diagnose.h"
#include "freeze.h"

/** Diagnostics that belong to no input: of packs and plugins. `name` is the file they are about,
 *  absent for plugins. */
struct named_diags {
    inq_str name;
    struct diags diags;
};

/** What diagnostics are about. */
struct diag_sources {
    struct part *const *parts;
    size_t n_parts;
    const struct named_diags *extra;
    size_t n_extra;
};

/** Diagnostics as a report shows them. Start with the redactor and the arena. */
struct diag_list {
    struct redactor *redactor;
    struct arena *arena;
    const inq_diag **items; /* by input, line, column, code */
    size_t n, cap;
    bool partial; /* content was lost */
};

/** Make the list. Does not return when memory is out. */
void report_diags(struct diag_list *l, const struct diag_sources *from);

/** Do the filters for types, workspaces and names let this through? */
bool report_shows(const struct settings *s, inq_str type, inq_str workspace, inq_str name);

/** Is the resource listed, and do all filters let it through? Once it is judged. */
bool report_lists(const struct estate *e, const struct resource *r);

struct report_maker {
    struct freezer freezer;
    inq_report report;
    inq_view view;
    const struct baseline *baseline; /* or NULL */
    struct arena passing; /* healthy resources, one at a time, and lists while they are sorted */
    struct arena_mark unused;
    inq_resource current;
    uint32_t *numbers; /* of report.unhealthy */
    uint32_t *healthy; /* numbers by id, made when first asked for */
    size_t n_healthy;
    uint64_t excused[INQ_N_HEALTH]; /* of report.by_health, those suppressed or known */
};

/**
 * Make the report of a run, with the view and the baseline that the maker has; `short_list` if
 * every output is content with INQ_OUTPUT_SHORT. It refers to the run's estate, which must stay as
 * it is. Does not return when memory is out.
 */
void report_make(struct report_maker *m, struct verdict_run *run, const struct named_diags *extra,
                 size_t n_extra, bool short_list);

/** Give back what passing resources took. */
void report_free(struct report_maker *m);

/** Is anything that counts as bad as `fail_on`, or worse? */
bool report_fails(const struct report_maker *m, int fail_on);

#endif
