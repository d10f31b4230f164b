/* SPDX-License-Identifier: MIT */
/**
 * Health by the facts of one resource: an ordered table of rows from the kind packs, of which the
 * first that fits decides. Nothing here knows a platform. [any-thread]
 */
#ifndef INQ_VERDICT_H
#define INQ_VERDICT_H

#include "clock.h"
#include "part.h"
#include "schema.h"
#include "tree.h"

/** A STATUS or RUNTIME value taken apart: WORD, WORD:N, WORD:R/W or WORD:TIME. Without such a
 *  form the whole text is the word. */
struct value {
    inq_str word;
    bool has_count, has_wanted;
    uint64_t count, wanted;
    int64_t time; /* CLOCK_NONE: none */
};
struct value value_parse(inq_str text);

/** A value as printed, its word in lower case; absent when blank. Itself, or in the arena. Does not
 *  return when memory is out. */
inq_str value_printed(struct arena *a, inq_str text);

/** How many replicas are up. */
enum replicas { REPLICAS_ANY, REPLICAS_NONE, REPLICAS_SOME, REPLICAS_UNWANTED };

/** A test of one fact: any of its values is one of the words, or contains the text. */
struct fact_test {
    uint16_t fact;
    const struct tree *words; /* or NULL */
    inq_str contains;
};

struct verdict_row {
    uint32_t natures;                    /* bit per nature; 0 is all */
    const struct tree *status, *runtime; /* words, or NULL for any */
    enum replicas replicas;
    struct fact_test tests[4];
    size_t n_tests;
    inq_health health;
    inq_str reason;
    uint16_t unknown; /* the fact whose value no pack knows, or 0 */
    bool builder;     /* evidence of the builder's own: always a root */
    bool ages;        /* waiting: degraded when it lasts */
};

struct verdicts {
    struct verdict_row *rows;
    size_t n, cap;
    size_t at; /* where the next row goes: a later pack's rows come before an earlier one's */
};

/** What the table is asked. */
struct question {
    uint32_t nature; /* one bit */
    const struct stated *facts;
    size_t n;
    uint8_t flags; /* STATUS_COLUMN, RUNTIME_COLUMN */
};

/** Read one row of a pack. False, with a diagnostic, if it makes no sense. */
bool verdict_read(struct verdicts *v, struct schema *s, const struct tree *row, uint32_t natures,
                  struct diags *diags);

/** The row that decides, or NULL. */
const struct verdict_row *verdict_find(const struct verdicts *v, const struct question *q);

/** The health of a word, or -1. */
int health_of_word(inq_str word);
const char *health_word(inq_health h);

#endif
