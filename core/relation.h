/* SPDX-License-Identifier: MIT */
/** Who bears on whom: children by convention or by what a resource says, dependencies by what a
 *  resource names. Edges lead only to what the dumps hold; the rest are gaps. */
#ifndef INQ_RELATION_H
#define INQ_RELATION_H

#include "resource.h"

/** Find all edges. Does not return when memory is out. */
void relations_build(struct estate *e);

/** Walk the edges of a resource: next = relation_out(e, r->first_out) … until NULL. */
static inline const struct edge *relation_at(const struct estate *e, uint32_t number)
{
    return number ? &e->edges[number - 1] : NULL;
}

/** A child that every resource of its kind has, but the dumps do not show. */
struct missing_child {
    inq_str type, name, workspace; /* in the arena */
    bool listed;                   /* a listing that should show it was read */
};

/** The missing children of a resource, at most `max`. */
size_t relations_missing(struct estate *e, const struct resource *r, struct missing_child *out,
                         size_t max);

/** What a resource names but the dumps do not hold, at most `max`. */
size_t relations_unseen(struct estate *e, const struct resource *r,
                        const struct regex_scratch *regex, struct identity *out, size_t max);

#endif
