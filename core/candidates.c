/* SPDX-License-Identifier: MIT */
#include "candidates.h"

static enum round round_of(const struct rule *rule)
{
    if (rule->otherwise)
        return ROUND_OTHERWISE;
    return rule->when->relational ? ROUND_NEIGHBOURS : ROUND_OWN;
}

#define TEXT_BITS 10

/** A text that was met lately, and the rules that it fits. */
struct text_memo {
    inq_str text;
    uint64_t *rules;
};

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
    c->rules = rules;
    c->arena = a;
    c->of_text = arena_must(a, words + 1, sizeof(uint64_t));
    c->memo = arena_must(a, (size_t)1 << TEXT_BITS, sizeof *c->memo);
    c->always = arena_must(a, words + 1, sizeof(uint64_t));
    c->wanting = arena_must(a, words * MAX_FACTS + 1, sizeof(uint64_t));
    for (size_t i = 0; i < rules->n; i++) {
        const struct rule *rule = rules->items[i];
        bool needed[MAX_FACTS] = {false};
        if (!rule->manifest)
            put(c->of_round[round_of(rule)], i);
        if (!condition_needs(rule->when, needed))
            put(c->always, i);
        if (rule->when->op == OP_MATCH && rule->when->fact == FACT_TEXT)
            put(c->of_text, i);
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

static void ask_rules(const struct candidates *c, const struct rule_case *on,
                      const struct case_value *text, struct text_memo *m)
{
    if (!m->rules)
        m->rules = arena_must(c->arena, c->words + 1, sizeof(uint64_t));
    for (size_t w = 0; w < c->words; w++) {
        m->rules[w] = 0;
        for (uint64_t set = c->of_text[w]; set; set &= set - 1) {
            const size_t i = w * 64 + (size_t)__builtin_ctzll(set);
            if (condition_fits(c->rules->items[i]->when, on, text))
                put(m->rules, i);
        }
    }
    m->text = text->text;
}

const uint64_t *candidates_of_text(const struct candidates *c, const struct rule_case *on,
                                   const struct case_value *text)
{
    const uint64_t place = (uint64_t)(uintptr_t)text->text.ptr * UINT64_C(0x9E3779B97F4A7C15);
    struct text_memo *m = &c->memo[place >> (64 - TEXT_BITS)];
    if (!m->rules || m->text.ptr != text->text.ptr || m->text.len != text->text.len)
        ask_rules(c, on, text, m);
    return m->rules;
}
