/* SPDX-License-Identifier: MIT */
/** A resource of the estate as rules see it: its own facts and those that follow from the rest
 *  of the estate (child.health, dependency.id, contradiction, …). */
#ifndef INQ_CASE_H
#define INQ_CASE_H

#include "diagnose.h"

struct estate_case {
    struct rule_case base;
    struct estate *estate;
    const struct verdict_run *run;
    const struct resource *resource;        /* NULL: about an input */
    const struct observation *seen;         /* what that input says */
    struct fact_ref facts[2 * CASE_VALUES]; /* that count */
    size_t n_facts;
    struct fact_ref texts[CASE_VALUES]; /* the free texts among them: most rules ask for those */
    size_t n_texts;
    bool present[MAX_FACTS];   /* facts that may have a value */
    uint16_t there[MAX_FACTS]; /* the same as a list */
    size_t n_there;
};

/** Is this a fact that the estate itself can tell? */
bool case_gives(inq_str name);

/** Find out which facts the estate itself can tell; once, before any case. */
void cases_init(struct verdict_run *run);

/** Look at a resource; the facts are gathered once. */
void case_of_resource(struct estate_case *c, struct verdict_run *run, struct resource *r);

/** Look at an observation without a resource that is listed. */
void case_of_input(struct estate_case *c, struct verdict_run *run, const struct observation *o);

/** The first value of a fact by name, for templates; absent if none. `self` is an estate_case. */
inq_str case_word(const void *self, inq_str name);

#endif
