/* SPDX-License-Identifier: MIT */
/** Which inputs a run has: paths as given, directories walked, doubles left out, sorted. */
#ifndef INQ_INPUTS_H
#define INQ_INPUTS_H

#include "diag.h"
#include "settings.h"

/** One input, or only the reason why it is none (code != 0). */
struct input {
    inq_str path;
    uint64_t size;     /* as far as known */
    uint32_t snapshot; /* 1 + its place among the named ones, or 0 */
    bool once;         /* a pipe or standard input, which can be read only once */
    unsigned code;
    inq_str why;
    inq_str text; /* of a pipe that was read already; absent otherwise */
};

struct inputs {
    struct input *items; /* by path */
    size_t n, cap;
    uint64_t size; /* of all together */
};

/** Find them. Opens nothing but directories. Does not return when memory is out. */
void inputs_find(struct inputs *in, struct arena *a, const struct settings *settings);

#endif
