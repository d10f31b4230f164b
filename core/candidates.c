/* SPDX-License-Identifier: MIT */
#include "candidates.h"

static enum round round_of(const struct rule *rule)
{
    if (rule->otherwise)
        return ROUND_OTHERWISE;
    return rule->when->relational ? ROUND_NEIGHBOURS : ROUND_OWN;
}

static void put(uint64_t *set, size_t i)
{
    set[i / 64] |= UINT64_C(1) << i % 64;
}

void candidates_init(struct candidates *c, const struct rules *rules, struct arena *a)
{
    const size_t words = (rules->n + 63) / 64;
    c->words = words;
    for (size_t r = 0; r < N_ROUNDS; r++)
        c->of_round[r] = arena_must(a, words + 1, sizeof(uint64_t));
    c->always = arena_must(a, words + 1, sizeof(uint64_t));
    c->wanting = arena_must(a, words * MAX_FACTS + 1, sizeof(uint64_t));
    for (size_t i = 0; i < rules->n; i++) {
        const struct rule *rule = rules->items[i];
        bool needed[MAX_FACTS] = {false};
        put(c->of_round[round_of(rule)], i);
        if (!condition_needs(rule->when, needed))
            put(c->always, i);
        for (size_t fact = 0; fact < MAX_FACTS; fact++)
            if (needed[fact])
                put(c->wanting + fact * words, i);
    }
}

uint64_t candidates_word(const struct candidates *c, enum round round, const uint16_t *facts,
                         size_t n, size_t word)
{
    uint64_t set = c->always[word];
    for (size_t i = 0; i < n; i++)
        set |= c->wanting[facts[i] * c->words + word];
    return set & c->of_round[round][word];
}
