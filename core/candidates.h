/* SPDX-License-Identifier: MIT */
/**
 * Which rules may fire for a case, told by the facts it has, so that a case meets a handful of
 * rules however many there are. Constant once made. [any-thread]
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
};

/** Sort the rules. Does not return when memory is out. */
void candidates_init(struct candidates *c, const struct rules *rules, struct arena *a);

/** One word of the set of rules that may fire in a round for what has these facts. */
uint64_t candidates_word(const struct candidates *c, enum round round, const uint16_t *facts,
                         size_t n, size_t word);

#endif
