/* SPDX-License-Identifier: MIT */
/** Records that tell what a resource was at several times: parts are made of what it was before. */
#ifndef INQ_DATED_H
#define INQ_DATED_H

#include "part.h"
#include "schema.h"

/** Parts that were made, in the order of time. */
struct part_list {
    struct part **items;
    size_t n, cap;
};

/**
 * Add to `list` parts of what the records of a part tell of times before the last; those within
 * `gap` seconds are one, unless they tell of the same resource. What it was last stays in the part.
 * Everything lives as long as `a` and the part. Does not return when memory is out.
 */
void dated_split(struct arena *a, const struct schema *schema, int64_t gap, struct part *p,
                 struct part_list *list);

#endif
