/* SPDX-License-Identifier: MIT */
/* What tests of patterns need: an arena and a scratch. Include it after cmocka.h. */
#ifndef INQ_TESTS_PATTERN_FIXTURE_H
#define INQ_TESTS_PATTERN_FIXTURE_H

#include "regex.h"

struct fixture {
    struct budget budget;
    struct arena arena;
    struct regex_scratch scratch;
};

static inline int set_up(void **state)
{
    static struct fixture f;
    atomic_init(&f.budget.left, (size_t)64 << 20);
    arena_init(&f.arena, &f.budget);
    *state = &f;
    return regex_scratch_init(&f.scratch) ? 0 : -1;
}

static inline int tear_down(void **state)
{
    struct fixture *const f = *state;
    regex_scratch_free(&f->scratch);
    arena_free(&f->arena);
    return 0;
}

#endif
