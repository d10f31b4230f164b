/* SPDX-License-Identifier: MIT */
/** Marks: what happened to resources at times of its own. Many dumps show the same; it is kept
 *  once. */
#ifndef INQ_MARKS_H
#define INQ_MARKS_H

#include "resource.h"

#define MARKS_SHOWN 64 /* of one resource, the last ones */

struct mark {
    int64_t at;
    uint64_t count;
    uint32_t owner; /* who has it, by the number that the caller gave */
    uint32_t text;  /* as all texts here a number in `strings` */
    uint8_t kind;   /* inq_mark_kind */
    uint16_t fact, path;
    uint32_t value, input, line, column; /* where its time stands */
};

struct marks {
    struct arena *arena;
    struct arena *passing;  /* for what does not last */
    struct intern *strings; /* of the caller */
    const struct regex_scratch *regex;
    struct intern keys; /* what tells one mark from others */
    uint32_t *numbers;  /* by key: 1 + index of a mark */
    size_t n_numbers, numbers_cap;
    struct mark *items; /* in the order of first sight */
    size_t n, cap;
};

/** Add what the observations of a resource mark. The caller has set arena, passing, strings and
 *  regex. Estates come in the order of time: of something that is counted the last count and time
 *  are kept. Does not return when memory is out. */
void marks_take(struct marks *m, const struct estate *e, const struct resource *x, uint32_t owner);

#endif
