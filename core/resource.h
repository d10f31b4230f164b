/* SPDX-License-Identifier: MIT */
/**
 * The estate: all resources of the run, each with all its observations, joined by identity.
 * Built on one thread from the parts, in input order, so that it is the same for any -j.
 */
#ifndef INQ_RESOURCE_H
#define INQ_RESOURCE_H

#include "kind.h"
#include "part.h"
#include "settings.h"

struct diagnosis;

/** A resource; 1 + its index in the estate is its number, 0 is none. */
struct resource {
    struct observation *newest;   /* the chain is ranked: what counts most comes first */
    struct diagnosis *diagnosis;  /* of those that deserve a closer look, or NULL */
    uint32_t first_out, first_in; /* edges, 1-based, 0 is none */
    uint16_t n_observations;
    uint16_t row;          /* of the verdict table, UINT16_MAX: none */
    uint8_t own_health;    /* by its own facts */
    uint8_t health;        /* with what findings, children and dependencies add */
    bool states : 1;       /* it is listed: some observation states something */
    bool aged : 1;         /* waiting for too long */
    bool waited : 1;       /* at an earlier moment, long enough ago, and at none in between not */
    bool names : 1;        /* some fact of it names another resource */
    bool may_be_child : 1; /* by its type */
    bool told : 1;         /* some fact of it is looked at by rules in any case */
    bool linted : 1;       /* or is a setting of its manifest */
    bool marks : 1;        /* some fact of it is a time at which something happened */
};

/** What moments before tell of a resource. */
struct past {
    int64_t stood; /* since then it has stood as it does now; CLOCK_NONE: not known */
    bool overdue;  /* the same run was overdue at the last one */
};

enum edge_kind { EDGE_CHILD, EDGE_DEPENDS };

/** Why one resource bears on another. */
struct edge {
    uint32_t from, to;          /* the parent and its child, or who needs and what is needed */
    uint32_t next_out, next_in; /* edges, 1-based */
    enum edge_kind kind;
    inq_str why;
    const struct observation *seen; /* where the edge was read, or NULL */
    const struct fact *fact;
};

/** A fact with the observation that it stands in. */
struct fact_ref {
    const struct fact *fact;
    const struct observation *observation;
};

struct estate {
    struct arena *arena;
    const struct settings *settings;
    const struct kinds *kinds;
    struct intern strings;
    struct part **parts; /* by path */
    size_t n_parts;
    bool has_scopes; /* some input shows a command that asked for a listing */
    struct resource *items;
    size_t n;
    uint32_t *slots;     /* number of a resource, and above it what fits of its hash */
    uint32_t mask;       /* slots - 1 */
    uint32_t index_mask; /* of the number in a slot */
    struct edge *edges;
    size_t n_edges, edge_cap;
    struct labels labels;
    const struct kind **kind_of; /* by label */
    size_t kind_cap;
    int64_t as_of;
    const char *as_of_by;
    const struct past *past; /* by resource; NULL: there are no moments before */
    uint16_t description;    /* unused facts are 0 */
};

/** Join the parts. Does not return when memory is out. */
void estate_merge(struct estate *e, struct part **parts, size_t n);

/** The listed resource with this identity, or 0. An absent version or workspace matches any, if
 *  just one fits. */
uint32_t estate_find(const struct estate *e, const struct identity *id);

static inline struct resource *estate_get(const struct estate *e, uint32_t number)
{
    return &e->items[number - 1];
}

static inline inq_str estate_text(const struct estate *e, uint32_t id)
{
    return intern_get(&e->strings, id);
}

/** What an observation says of its identity but for the name. */
static inline const struct label *estate_label(const struct estate *e, const struct observation *o)
{
    return &e->labels.items[o->label];
}

static inline inq_str resource_type(const struct estate *e, const struct resource *r)
{
    return estate_text(e, estate_label(e, r->newest)->type);
}

static inline inq_str resource_version(const struct estate *e, const struct resource *r)
{
    return estate_text(e, estate_label(e, r->newest)->version);
}

static inline inq_str resource_workspace(const struct estate *e, const struct resource *r)
{
    return estate_text(e, estate_label(e, r->newest)->workspace);
}

static inline inq_str resource_name(const struct resource *r)
{
    return observation_name(r->newest);
}

/** The owner that counts, as a string number; 0 if nobody says. */
uint32_t resource_owner(const struct estate *e, const struct resource *r);

static inline const struct kind *resource_kind(const struct estate *e, const struct resource *r)
{
    return e->kind_of[r->newest->label];
}

/** TYPE:VERSION:NAME[:WORKSPACE], in `a`. Does not return when memory is out. */
inq_str resource_id(const struct estate *e, const struct resource *r, struct arena *a);

/**
 * The facts that count: for each fact those of the highest ranked observation that states it.
 * Superseded results of apply are left out. Returns how many were written (at most `max`).
 */
size_t resource_facts(const struct estate *e, const struct resource *r, struct fact_ref *out,
                      size_t max);

/** The first value that counts of one fact; absent if none. `*ref` may be NULL. */
inq_str resource_fact(const struct estate *e, const struct resource *r, uint16_t fact,
                      struct fact_ref *ref);

/** Facts, up to a 0, that tell how far a resource is built, and how it stands. */
extern const uint16_t facts_of_building[], facts_of_state[];

/** Judge by own facts: sets own_health, health, row, aged. What was observed once is as it was when
 *  it was read. */
void resource_judge(struct estate *e, struct resource *r);

/** The number of the fact that stands at a fact's path. */
static inline uint16_t fact_number(const struct estate *e, const struct fact *f)
{
    return e->kinds->schema.paths[f->path].fact;
}

/** Capture time of an observation, or CLOCK_NONE. */
static inline int64_t observed_at(const struct estate *e, const struct observation *o)
{
    return e->parts[o->part]->captured;
}

/** Is this what a log said? Such an observation begins with the number of its errors. */
static inline bool observation_is_log(const struct estate *e, const struct observation *o)
{
    return o->n_facts && fact_number(e, &o->facts[0]) == FACT_LOG_ERRORS;
}

/** Is this observation's word on the resource overtaken by a later one? */
bool observation_superseded(const struct estate *e, const struct resource *r,
                            const struct observation *o);

#define PATIENCE 300 /* seconds that waiting may last */

#endif
