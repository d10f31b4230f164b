/* SPDX-License-Identifier: MIT */
/* Observations in blocks: a walk gives all of them back, whatever their sizes. */
#include "part.h"
#include "str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define LONGEST 40000u

static char letters[LONGEST + 1];

static void open_part(struct part *p, struct budget *budget, size_t left)
{
    *p = (struct part){.index = 3};
    atomic_init(&budget->left, left);
    arena_init(&p->arena, budget);
}

/** Sizes that go through all remainders, with a long one now and then. */
static inq_str numbered(uint32_t i)
{
    return (inq_str){letters + i % 13, i % 997 == 0 ? LONGEST - 13 : i % 41};
}

static struct observation *put(struct part *p, uint32_t i)
{
    const uint8_t n_facts = (uint8_t)(i % 251 == 0 ? 255 : i % 6);
    struct observation *const o = part_observation(p, n_facts, i % 3 == 0, numbered(i));
    if (!o)
        return NULL;
    o->line = i;
    if (o->flags & HAS_SLICES)
        *observation_slices(o) = NULL;
    for (size_t k = 0; k < n_facts; k++)
        o->facts[k] = (struct fact){.value = i, .line = (uint32_t)k};
    return o;
}

static void check_one(const struct observation *o, uint32_t i)
{
    const inq_str name = observation_name(o);
    assert_int_equal(o->line, i);
    assert_int_equal(o->part, 3);
    assert_int_equal((uintptr_t)o % 8, 0);
    assert_int_equal(!(o->flags & HAS_SLICES), i % 3 != 0);
    assert_true(str_eq(name, numbered(i)));
    assert_int_equal(name.ptr[name.len], 0);
    for (size_t k = 0; k < o->n_facts; k++) {
        assert_int_equal(o->facts[k].value, i);
        assert_int_equal(o->facts[k].line, k);
    }
}

static void check_walk(const struct part *p, uint32_t n)
{
    struct observation_walk w = part_walk(p);
    for (uint32_t i = 0; i < n; i++) {
        const struct observation *const o = part_next(&w);
        assert_non_null(o);
        check_one(o, i);
    }
    assert_null(part_next(&w));
    assert_null(part_next(&w));
    assert_int_equal(p->n_records, n);
}

static void nothing_to_walk(void **state)
{
    struct budget budget;
    struct part p;
    (void)state;
    open_part(&p, &budget, 1u << 20);
    check_walk(&p, 0);
    arena_free(&p.arena);
}

static void a_walk_gives_all_of_them_back(void **state)
{
    enum { N = 50000 };
    struct budget budget;
    struct part p;
    (void)state;
    open_part(&p, &budget, (size_t)256 << 20);
    for (uint32_t i = 0; i < N; i++)
        assert_non_null(put(&p, i));
    assert_ptr_not_equal(p.first_block, p.last_block);
    check_walk(&p, N);
    arena_free(&p.arena);
}

/* Observations that fill a block to its last byte, so that a walk ends at a block's end. */
static void blocks_that_are_full(void **state)
{
    struct budget budget;
    struct part p;
    uint32_t n = 0;
    (void)state;
    open_part(&p, &budget, 1u << 20);
    do {
        struct observation *const o =
            part_observation(&p, 0, false, STR("of-sixty-four-bytes-with-its-no"));
        assert_non_null(o);
        o->line = n++;
    } while (p.last_block->used < p.last_block->size);
    assert_int_equal(p.last_block->used, p.last_block->size);
    struct observation_walk w = part_walk(&p);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(part_next(&w)->line, i);
    assert_null(part_next(&w));
    part_observation(&p, 0, false, STR("next"))->line = n;
    assert_int_equal(part_next(&(struct observation_walk){.block = p.last_block})->line, n);
    arena_free(&p.arena);
}

static void an_absent_name_is_empty(void **state)
{
    struct budget budget;
    struct part p;
    (void)state;
    open_part(&p, &budget, 1u << 20);
    const struct observation *const o = part_observation(&p, 1, true, STR_NONE);
    assert_int_equal(observation_name(o).len, 0);
    assert_string_equal(observation_name(o).ptr, "");
    arena_free(&p.arena);
}

/* Wherever memory runs out, what was made before stays, and it goes on when there is more. */
static void every_refusal_is_survived(void **state)
{
    (void)state;
    for (size_t size = 0; size < 400000; size += 1999) {
        struct budget budget;
        struct part p;
        uint32_t n = 0;
        open_part(&p, &budget, size);
        while (put(&p, n))
            n++;
        check_walk(&p, n);
        atomic_store(&budget.left, (size_t)8 << 20);
        assert_non_null(put(&p, n));
        check_walk(&p, n + 1);
        arena_free(&p.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_walk),
        cmocka_unit_test(a_walk_gives_all_of_them_back),
        cmocka_unit_test(blocks_that_are_full),
        cmocka_unit_test(an_absent_name_is_empty),
        cmocka_unit_test(every_refusal_is_survived),
    };
    for (size_t i = 0; i < LONGEST; i++)
        letters[i] = (char)('a' + i % 26);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
