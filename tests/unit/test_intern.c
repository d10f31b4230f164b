/* SPDX-License-Identifier: MIT */
/* Interning: ids in order, many strings, lookups, memory running out. */
#include "intern.h"
#include "str.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct budget budget;
    struct arena arena;
    struct intern table;
};

static int set_up(void **state)
{
    static struct fixture f;
    atomic_init(&f.budget.left, (size_t)256 << 20);
    arena_init(&f.arena, &f.budget);
    intern_init(&f.table, &f.arena);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *const f = *state;
    arena_free(&f->arena);
    return 0;
}

static void absent_is_zero(void **state)
{
    struct fixture *const f = *state;
    assert_int_equal(intern_find(&f->table, STR_NONE), INTERN_NONE);
    assert_null(intern_get(&f->table, INTERN_NONE).ptr);
    assert_int_equal(intern_put(&f->table, STR_NONE), INTERN_NONE);
    assert_int_equal(f->table.n, 1);
}

static void empty_is_not_absent(void **state)
{
    struct fixture *const f = *state;
    assert_int_equal(intern_find(&f->table, STR("")), INTERN_FAILED);
    const uint32_t id = intern_put(&f->table, STR(""));
    assert_int_equal(id, 1);
    assert_int_equal(intern_find(&f->table, STR("")), 1);
    assert_non_null(intern_get(&f->table, id).ptr);
    assert_int_equal(intern_get(&f->table, id).len, 0);
}

static void ids_count_in_order_of_first_sight(void **state)
{
    struct fixture *const f = *state;
    static const char *const words[] = {"b", "a", "b", "c", "a", "d"};
    static const uint32_t ids[] = {1, 2, 1, 3, 2, 4};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(intern_put(&f->table, str_of(words[i])), ids[i]);
    }
    assert_int_equal(f->table.n, 5);
    assert_int_equal(intern_find(&f->table, STR("e")), INTERN_FAILED);
}

static void strings_are_copied_with_a_nul(void **state)
{
    struct fixture *const f = *state;
    char text[] = "workflow";
    const uint32_t id = intern_put(&f->table, (inq_str){text, 4});
    memset(text, 'x', sizeof text - 1);
    assert_string_equal(intern_get(&f->table, id).ptr, "work");
    assert_int_equal(intern_get(&f->table, id).len, 4);
}

static void bytes_of_any_kind_differ(void **state)
{
    struct fixture *const f = *state;
    const uint32_t one = intern_put(&f->table, (inq_str){"\0", 1});
    const uint32_t two = intern_put(&f->table, (inq_str){"\0\0", 2});
    const uint32_t three = intern_put(&f->table, (inq_str){"a\0b", 3});
    const uint32_t four = intern_put(&f->table, (inq_str){"a\0c", 3});
    assert_int_equal(one, 1);
    assert_int_equal(two, 2);
    assert_int_equal(three, 3);
    assert_int_equal(four, 4);
}

static inq_str numbered(char text[32], uint32_t i)
{
    const int n = snprintf(text, 32, "resource-%u", i);
    return (inq_str){text, (size_t)n};
}

/* Enough that halves of hashes collide and that probing runs are long. */
static void many(void **state)
{
    struct fixture *const f = *state;
    enum { N = 300000 };
    char text[32];
    for (uint32_t i = 1; i <= N; i++) {
        assert_int_equal(intern_put(&f->table, numbered(text, i)), i);
    }
    for (uint32_t i = 1; i <= N; i++) {
        const inq_str s = numbered(text, i);
        assert_int_equal(intern_find(&f->table, s), i);
        assert_int_equal(intern_put(&f->table, s), i);
        assert_true(str_eq(intern_get(&f->table, i), s));
    }
    assert_int_equal(intern_find(&f->table, numbered(text, N + 1)), INTERN_FAILED);
    assert_int_equal(f->table.n, N + 1);
    assert_true(f->table.n <= f->table.n_slots / 4 * 3);
}

static void memory_runs_out(void **state)
{
    struct fixture *const f = *state;
    atomic_store(&f->budget.left, 100000);
    char text[32];
    uint32_t n = 1;
    while (intern_put(&f->table, numbered(text, n)) != INTERN_FAILED) {
        n++;
    }
    assert_true(n > 500);
    assert_int_equal(f->table.n, n);
    for (uint32_t i = 1; i < n; i++) {
        assert_int_equal(intern_find(&f->table, numbered(text, i)), i);
    }
    assert_int_equal(intern_find(&f->table, numbered(text, n)), INTERN_FAILED);
    /* it goes on when there is memory again */
    atomic_store(&f->budget.left, (size_t)16 << 20);
    assert_int_equal(intern_put(&f->table, numbered(text, n)), n);
}

static void memory_is_out_from_the_start(void **state)
{
    (void)state;
    struct budget none;
    atomic_init(&none.left, 0);
    struct arena a;
    arena_init(&a, &none);
    struct intern t;
    intern_init(&t, &a);
    assert_int_equal(intern_put(&t, STR_NONE), INTERN_FAILED);
    assert_int_equal(intern_put(&t, STR("a")), INTERN_FAILED);
    assert_int_equal(intern_find(&t, STR("a")), INTERN_FAILED);
    assert_int_equal(intern_find(&t, STR_NONE), INTERN_FAILED);
    atomic_store(&none.left, 100000);
    assert_int_equal(intern_put(&t, STR("a")), 1);
    assert_int_equal(intern_put(&t, STR_NONE), 0);
    arena_free(&a);
}

/* Whichever allocation fails, the table stays whole. */
static void every_refusal_is_survived(void **state)
{
    (void)state;
    char text[32];
    for (size_t size = 0; size < 30000; size += 40) {
        struct budget budget;
        atomic_init(&budget.left, size);
        struct arena a;
        arena_init(&a, &budget);
        struct intern t;
        intern_init(&t, &a);
        uint32_t n = 1;
        while (intern_put(&t, numbered(text, n)) == n) {
            n++;
        }
        for (uint32_t i = 1; i < n; i++) {
            assert_int_equal(intern_find(&t, numbered(text, i)), i);
        }
        assert_int_equal(intern_find(&t, numbered(text, n)), INTERN_FAILED);
        arena_free(&a);
        assert_int_equal(atomic_load(&budget.left), size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(absent_is_zero, set_up, tear_down),
        cmocka_unit_test_setup_teardown(empty_is_not_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ids_count_in_order_of_first_sight, set_up, tear_down),
        cmocka_unit_test_setup_teardown(strings_are_copied_with_a_nul, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_of_any_kind_differ, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_runs_out, set_up, tear_down),
        cmocka_unit_test(memory_is_out_from_the_start),
        cmocka_unit_test(every_refusal_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
