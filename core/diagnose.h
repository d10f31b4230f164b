/* SPDX-License-Identifier: MIT */
/**
 * From facts to causes: rules fire, health spreads from children to parents, every broken
 * resource gets its root, its phase and its class.
 */
#ifndef INQ_DIAGNOSE_H
#define INQ_DIAGNOSE_H

#include "candidates.h"
#include "relation.h"
#include "resource.h"
#include "rule.h"
#include "suppress.h"

/** A value that made a rule fire, or that speaks against it. */
struct proved {
    struct fact_ref ref;
    bool against;
};

/** A rule that fired for a resource, or (number 0) for what an input says without one. */
struct finding {
    struct finding *next; /* of the same resource, in the order of the rules */
    const struct rule *rule;
    uint32_t resource;
    const struct observation *seen;       /* of what is not listed */
    const struct suppression *suppressed; /* it raises no health, or NULL */
    inq_severity severity;                /* of the rule, or info where it tells only of the past */
    inq_confidence confidence;
    uint32_t hypothesis; /* 1: the cause; 2…: what else may be it, likeliest first; 0: neither */
    bool raised, lowered, spoken_against;
    const struct proved *proved;
    size_t n_proved;
    size_t n_when; /* so many of them, the first, made the rule fire */
};

/** How much is told of a failure: that it is one, how it shows, or why it came. */
enum insight { TELLS_NOTHING, TELLS_HOW, TELLS_WHY };

/** What is known of a resource that deserves a closer look. */
struct diagnosis {
    struct finding *findings, *last;
    const struct finding *cause; /* decided the phase, or NULL */
    uint32_t root, via;          /* resource numbers, 0: none */
    const char *via_why;         /* "its part", "what it needs" */
    inq_phase phase;
    inq_confidence confidence;
    inq_str klass;
    uint32_t *symptoms, *at_risk; /* of a root */
    size_t n_symptoms, symptom_cap, n_at_risk, risk_cap;
    int64_t since_at, since_after;
    inq_resource *frozen;               /* its public struct, once made */
    const struct suppression *accepted; /* its verdict is suppressed by this, or NULL */
    bool excused;                       /* its verdict, root, or cause and errors are suppressed */
    bool known;                         /* it was as bad in the baseline */
    bool uncounted;                     /* a tombstone */
    enum insight executions;            /* how much any execution of it tells */
    uint8_t mark;                       /* while roots are looked for */
};

#define MAX_DEPTH 64 /* of a chain of causes */

struct verdict_run {
    struct estate *estate;
    const struct rules *rules;
    const struct suppressions *suppressions; /* or NULL */
    struct regex_scratch regex;
    struct candidates candidates;
    uint16_t follows[MAX_FACTS]; /* the fact that a derived one follows from, or 0 */
    uint8_t giver[MAX_FACTS];    /* 1 + place in the table of what the estate knows, by fact */
    uint16_t derived[MAX_FACTS]; /* the facts with either */
    size_t n_derived;
    uint32_t path[MAX_DEPTH + 2]; /* of the search for roots, up to the one at hand */
    uint32_t *suspects;           /* numbers of the resources with a diagnosis */
    size_t n_suspects, suspect_cap;
    /** NULL, or a look at what is not well: is it as it was when it was judged before, and nothing
     *  that rules may ask for is another? Then its health is set and it is not judged again. */
    bool (*unchanged)(void *self, struct resource *r);
    void *unchanged_self;
    struct finding **about_inputs;
    size_t n_about_inputs, input_cap;
};

/** Judge everything. Does not return when memory is out; regex must be freed by the caller. */
void diagnose(struct verdict_run *run);

/** Broken: degraded, failed, or deleted and missed. */
bool is_broken(const struct resource *r);

/** The value that shows why a resource has the health it has by its own facts; {0} if none. */
struct fact_ref telling_fact(const struct estate *e, const struct resource *r);

#endif
