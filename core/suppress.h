/* SPDX-License-Identifier: MIT */
/** Findings and verdicts that somebody has accepted for now: a list of globs with a reason. */
#ifndef INQ_SUPPRESS_H
#define INQ_SUPPRESS_H

#include "rule.h"
#include "tree.h"

/** One entry of a suppression file. */
struct suppression {
    inq_str rule, resource; /* globs; a rule `*` also stands for the verdict */
    inq_str reason, owner;  /* owner may be absent */
    inq_str until;          /* `expires` as written, or absent */
    int64_t expires;        /* the last second on which it holds; CLOCK_NONE: always */
    uint32_t line, column;
    bool used, expired;
};

struct suppressions {
    struct suppression **items; /* in the order of the file: the first that fits is meant */
    size_t n, cap;
    struct diags *diags; /* of the file */
};

#define MAX_SUPPRESSIONS 1000

/** Read the documents of a suppression file. An entry with a fault is left out with a diagnostic.
 *  `diags` must live as long as `s`. Does not return when memory is out. */
void suppress_read(struct suppressions *s, struct arena *a, const struct tree *docs,
                   struct diags *diags);

/** Take out what has expired as of a time, or say that it cannot be known (CLOCK_NONE). */
void suppress_expire(struct suppressions *s, int64_t as_of);

/** The entry that suppresses this rule for the resource with this id, or NULL; it is used then. */
const struct suppression *suppress_find(const struct suppressions *s, inq_str rule, inq_str id);

/** The entry that suppresses the verdict on the resource itself, or NULL; it is used then. */
const struct suppression *suppress_verdict(const struct suppressions *s, inq_str id);

/** Say which entries suppressed nothing, with the nearest rule where there is no such rule. */
void suppress_tell_unused(const struct suppressions *s, const struct rules *rules);

#endif
