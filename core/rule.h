/* SPDX-License-Identifier: MIT */
/**
 * Rule packs: what facts mean together. A rule fires when its condition holds for a case; a case
 * is a resource of the estate, an input, or the facts of a rule's own test. Rules are asked on
 * one thread: a pattern is compiled when it is first asked.
 */
#ifndef INQ_RULE_H
#define INQ_RULE_H

#include "kind.h"
#include "regex.h"
#include "resource.h"
#include "tree.h"

/** A value that a case has for a fact, and where it stands (NULLs: it was derived). */
struct case_value {
    inq_str text;
    struct fact_ref ref;
};

#define CASE_VALUES 256u /* of one fact, and of free texts together */

/** What a rule looks at. `values` gives the values of a fact, at most `max`. */
struct rule_case {
    size_t (*values)(const struct rule_case *self, uint16_t fact, struct case_value *out,
                     size_t max);
    const struct schema *schema;
    const struct regex_scratch *regex;
    struct arena *arena; /* for derived texts */
    const void *self;
};

enum operator{
    OP_ALL,
    OP_ANY,
    OP_NOT,
    OP_PRESENT,
    OP_MATCH,
    OP_EQUALS,
    OP_IN,
    OP_MISSING,
    OP_LESS,
    OP_GREATER,
    OP_UNREADABLE, /* schedules of cron: it is none */
    OP_NEVER       /* it never runs */
};

struct condition {
    enum operator op;
    uint16_t fact;
    uint16_t other;             /* fact to compare with, or 0 */
    bool relational;            /* asks about children, parents or dependencies */
    struct lazy_regex *pattern; /* what a value has to match */
    const struct tree *words;
    int64_t number;
    struct condition *parts; /* of all, any, not */
    size_t n_parts;
};

/** Something whose absence leaves a gap: `say` is a template. */
struct want {
    const struct condition *when_missing;
    inq_str say;
};

struct rule {
    inq_str id, signature, klass, title, remedy, source;
    inq_phase phase;
    inq_severity severity;
    inq_confidence confidence;
    int health;       /* an inq_health the resource has at least, or -1 */
    bool otherwise;   /* fires only if no rule before it gave a phase */
    bool bare;        /* says only that something failed */
    bool envelope;    /* silent where a rule before it told more from the same values */
    bool about_input; /* may fire on what names no resource */
    bool manifest;    /* finds fault with a manifest: fires on that alone, and not on a resource */
    struct condition *when, *raise, *lower, *against;
    inq_str missing; /* template of the gap that is stated unless `raise` holds, or absent */
    const struct tree *test;
    uint32_t line;
};

struct rules {
    struct rule **items; /* in order of judgement */
    size_t n, cap;
    size_t at;   /* where the next rule goes: a later pack's rules come before an earlier one's */
    bool proven; /* the pack that is read is known to be good: patterns need no look now */
};

/** What made a condition hold. */
struct proof {
    struct case_value values[16];
    uint16_t facts[16];
    size_t n;
};

/** Add the rules of a pack, before those of packs read earlier; a rule with a known id takes the
 *  place of the former one. */
void rules_read(struct rules *rules, struct kinds *kinds, const struct tree *docs,
                struct diags *diags);

/** Mark the facts of which one must be there for the condition to hold. False, marking nothing, if
 *  it may hold without any. */
bool condition_needs(const struct condition *c, bool needed[MAX_FACTS]);

/** Could the condition hold, given which facts the case has at all? A cheap look before the real
 *  one: false is certain, true is not. */
bool condition_may_hold(const struct condition *c, const bool *present);

/** Does one value pass the test that a condition is? Not for all, any, not and missing. */
bool condition_fits(const struct condition *c, const struct rule_case *on,
                    const struct case_value *value);

/** Does the condition hold? What makes it hold is added to `proof` (may be NULL). */
bool condition_holds(const struct condition *c, const struct rule_case *on, struct proof *proof);

/** The rule with this id, or NULL. */
const struct rule *rules_find(const struct rules *rules, inq_str id);

/** Run the rules' own tests; failures are diagnostics. Returns how many rules failed. */
size_t rules_check(const struct rules *rules, const struct kinds *kinds, struct arena *a,
                   struct diags *diags);

/** The fact that a derived fact follows from, or 0. */
uint16_t derived_from(const struct schema *s, uint16_t fact);

/** Facts that follow from others of the same case: status.word, runtime.word, … */
size_t derived_values(const struct rule_case *on, uint16_t fact, struct case_value *out,
                      size_t max);

const char *phase_word(inq_phase p);
const char *severity_word(inq_severity s);
const char *confidence_word(inq_confidence c);

#endif
