/* SPDX-License-Identifier: MIT */
/** A former report in JSON: what was known then does not count for the exit status. */
#ifndef INQ_BASELINE_H
#define INQ_BASELINE_H

#include "diagnose.h"

#define BASELINE_SIZE_MAX ((uint64_t)1 << 30)

struct baseline_resource;
struct baseline_remark;

struct baseline {
    inq_str as_of;                       /* of that report, or absent */
    struct baseline_resource *resources; /* by id */
    struct baseline_remark *remarks;     /* what it found about inputs, by rule and title */
    size_t n_resources, n_remarks;
};

/**
 * Read the report in the file `path` with the parser of JSON. NULL, or what is wrong with it.
 * Everything lives in `a`. Does not return when memory is out.
 */
const char *baseline_read(struct baseline *b, struct arena *a, const struct plugin *parser,
                          const char *path);

/** Mark what a run found that was as bad, or worse, in the baseline: the health of a resource and
 *  each of its findings of severity error or critical that is not suppressed. */
void baseline_compare(const struct baseline *b, const struct verdict_run *run);

/** Did the baseline have this finding about an input? Such findings are told apart by what they
 *  say: inputs may have new names. [any-thread] */
bool baseline_has_remark(const struct baseline *b, inq_str rule, inq_str title);

#endif
