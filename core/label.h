/* SPDX-License-Identifier: MIT */
/**
 * Labels: what the records of a dump say about who they are, but for their names. A million rows
 * share a few hundred of them, so an observation keeps one number instead of four. One table
 * belongs to one thread at a time.
 */
#ifndef INQ_LABEL_H
#define INQ_LABEL_H

#include "arena.h"

#include <stdint.h>

/** Interned strings; 0 is absent. */
struct label {
    uint32_t type, version, workspace, owner;
};

struct labels {
    struct arena *arena;
    struct label *items;
    size_t n, cap;
    uint32_t *slots; /* 1 + number of a label, 0 is free; a power of two of them */
    size_t n_slots;
};

#define LABEL_FAILED UINT32_MAX

/** An empty table that allocates from `a`. */
void labels_init(struct labels *t, struct arena *a);

/** The number of a label, put in if it is new; LABEL_FAILED when memory is out. */
uint32_t labels_put(struct labels *t, struct label label);

#endif
