/* SPDX-License-Identifier: MIT */
/**
 * Which rules may fire for a case, told by the facts it has, so that a case meets a handful of
 * rules however many there are. One thread at a time, for what it remembers of texts.
 */
#ifndef INQ_CANDIDATES_H
#define INQ_CANDIDATES_H

#include "rule.h"

/** When a rule is tried: on a resource's own facts, then with its neighbours known, then where
 *  nothing else gave a phase. */
enum round { ROUND_OWN, ROUND_NEIGHBOURS, ROUND_OTHERWISE, N_ROUNDS };

/** Sets of rules as bits, `words` of them to a set. */
struct candidates {
    size_t words;
    uint64_t *of_round[N_ROUNDS];
    uint64_t *always;  /* may hold without any fact */
    uint64_t *wanting; /* by fact: want it, or one of several */
    uint64_t *of_text; /* want nothing but that some text matches */
    struct text_memo *memo;
    struct arena *arena;
    const struct rules *rules;
};

/** Sort the rules. Does not return when memory is out. */
void candidates_init(struct candidates *c, const struct rules *rules, struct arena *a);

/** One word of the set of rules that may fire in a round for what has these facts. */
uint64_t candidates_word(const struct candidates *c, enum round round, const uint16_t *facts,
                         size_t n, size_t word);

/** Which rules of `of_text` does a text fit? `words` words, valid until the next call. Texts are
 *  interned, so the answers are remembered by their place. Does not return when memory is out. */
const uint64_t *candidates_of_text(const struct candidates *c, const struct rule_case *on,
                                   const struct case_value *text);

#endif
