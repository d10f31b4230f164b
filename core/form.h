/* SPDX-License-Identifier: MIT */
/**
 * Forms: what the records of a dump say about who they are, but for their names. A million rows
 * share a few hundred of them, so an observation keeps one number instead of four. One table
 * belongs to one thread at a time.
 */
#ifndef INQ_FORM_H
#define INQ_FORM_H

#include "arena.h"

#include <stdint.h>

/** Interned strings; 0 is absent. */
struct form {
    uint32_t type, version, workspace, owner;
};

struct forms {
    struct arena *arena;
    struct form *items;
    size_t n, cap;
    uint32_t *slots; /* 1 + number of a form, 0 is free; a power of two of them */
    size_t n_slots;
};

#define FORM_FAILED UINT32_MAX

/** An empty table that allocates from `a`. */
void forms_init(struct forms *t, struct arena *a);

/** The number of a form, put in if it is new; FORM_FAILED when memory is out. */
uint32_t forms_put(struct forms *t, struct form form);

#endif
