/* SPDX-License-Identifier: MIT */
/** Listings over several moments: those that ask for the same are told from others, so that one
 *  that does not show a resource any more tells of its deletion. */
#ifndef INQ_LISTING_H
#define INQ_LISTING_H

#include "resource.h"

/** What asks for the same, at whatever moment. */
struct listing {
    uint32_t moment;         /* the last that has it, from 1 on */
    uint32_t alone;          /* the set of this one only, or 0 */
    const struct part *part; /* where it begins there */
    uint32_t line;
};

/** The commands of a part in their order. */
struct commands {
    struct scope **items;
    size_t n;
};

struct listings {
    struct arena *arena;
    struct intern scopes; /* numbers of listings */
    struct intern sets;   /* numbers of sets of them */
    struct listing *items;
    size_t n, cap;
    uint32_t moment; /* the one at hand, from 1 on */
    bool any;        /* it has some */
    struct commands *commands;
};

/** None yet; everything goes into `a`. */
void listings_init(struct listings *l, struct arena *a);

/** Take the listings of the moment, from 1 on, that an estate holds, those that are whole. Does not
 *  return when memory is out. */
void listings_begin(struct listings *l, const struct estate *e, uint32_t moment);

/** The number of the set of listings that show a resource of that estate; 0: none does. Does not
 *  return when memory is out. */
uint32_t listings_showing(struct listings *l, const struct estate *e, const struct resource *x);

/** The first listing of a set that the moment at hand has, or NULL. */
const struct listing *listings_now(const struct listings *l, uint32_t set);

#endif
