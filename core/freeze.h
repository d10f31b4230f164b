/* SPDX-License-Identifier: MIT */
/** Making the public structs of a report from the estate: one resource at a time. */
#ifndef INQ_FREEZE_H
#define INQ_FREEZE_H

#include "diagnose.h"
#include "redact.h"

struct freezer {
    struct verdict_run *run;
    struct arena *arena; /* where structs and texts go */
    struct redactor redactor;
    struct {
        uint32_t id;
        inq_str text;
    } lately[256];     /* redacted lately: they come again and again */
    uint32_t *lasting; /* numbers of what freeze_lasting() has made */
    size_t n_lasting, lasting_cap;
};

/** The head of a resource: identity, health, reason, phase, class, times. */
void freeze_head(struct freezer *f, uint32_t number, inq_resource *into);

/** What its status, runtime and builder say; a part of the rest. */
void freeze_state(struct freezer *f, const struct resource *r, inq_resource *into);

/** The rest that does not refer to other structs: state, findings, evidence, gaps, relations. */
void freeze_rest(struct freezer *f, uint32_t number, inq_resource *into);

/** The public struct of a resource with a diagnosis, its head made when it is first asked for; NULL
 *  for one that is healthy. It lasts as long as the arena. */
inq_resource *freeze_lasting(struct freezer *f, uint32_t number);

/** root, via, symptoms and risks of a struct that lasts; what they point to is made with it. */
void freeze_references(struct freezer *f, uint32_t number);

/** A finding; `id` is the resource's, or absent. */
const inq_finding *freeze_finding(struct freezer *f, const struct finding *from, inq_str id);

#endif
