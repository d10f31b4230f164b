/* SPDX-License-Identifier: MIT */
/** Moments: which inputs were captured together. */
#ifndef INQ_MOMENT_H
#define INQ_MOMENT_H

#include "part.h"
#include "settings.h"

struct moment {
    int64_t at;    /* the newest capture time of its inputs, or CLOCK_NONE */
    inq_str label; /* of --snapshot, or which showing of an input it is, or absent */
    struct part **parts;
    size_t n;
};

enum moment_order {
    MOMENTS_BY_TIME, /* the named ones as they are named where one of them has no time */
    MOMENTS_AS_NAMED /* those that are named, one each, and no others */
};

struct moments {
    enum moment_order order; /* set by who asks */
    struct moment *items;
    size_t n;
};

/**
 * Put parts, in the order of inputs, into moments. What is named by one --snapshot is one moment;
 * the others are together if they lie within the gap of the first and none repeats the scope of
 * another; without any time all are. Where there are several moments, a part without a time is left
 * out with a diagnostic if it says anything. Parts are numbered anew, moment by moment. The result
 * lives in `a` and does not depend on the order of the arguments. Does not return when memory is
 * out.
 */
void moments_find(struct moments *m, struct arena *a, struct part **parts, size_t n,
                  const struct settings *settings);

#endif
