/* SPDX-License-Identifier: MIT */
/**
 * Strings to small numbers and back: equal strings get equal ids, ids count from 0 in the order
 * of first sight, and id 0 is always the absent string. One table belongs to one thread.
 */
#ifndef INQ_INTERN_H
#define INQ_INTERN_H

#include "arena.h"
#include "inquest.h"

#define INTERN_NONE 0u
#define INTERN_FAILED UINT32_MAX

struct intern_slot; /* hash and id */

struct intern {
    struct arena *arena;
    struct intern_slot *slots; /* a power of two of them */
    size_t n_slots;
    inq_str *strings; /* by id */
    size_t n, cap;
};

/** An empty table that allocates from `a` (strings are copied there). */
void intern_init(struct intern *t, struct arena *a);

/** The id of `s`, put in if it is new. An absent `s` is 0; an empty one is not.
 *  INTERN_FAILED when memory is out. */
uint32_t intern_put(struct intern *t, inq_str s);

/** The id of `s`, or INTERN_FAILED if it is not there. */
uint32_t intern_find(const struct intern *t, inq_str s);

/** The string of an id that came from this table. */
static inline inq_str intern_get(const struct intern *t, uint32_t id)
{
    return t->strings[id];
}

#endif
