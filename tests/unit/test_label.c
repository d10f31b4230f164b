/* SPDX-License-Identifier: MIT */
/* Labels: numbers in order, each part counts, many labels, memory running out. */
#include "label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct budget budget;
static struct arena arena;
static struct labels table;

static int set_up(void **state)
{
    (void)state;
    atomic_init(&budget.left, (size_t)64 << 20);
    arena_init(&arena, &budget);
    labels_init(&table, &arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct label numbered(uint32_t i)
{
    return (struct label){.type = i % 7, .version = i % 3, .workspace = i / 7, .owner = i % 5};
}

static void numbers_count_in_order_of_first_sight(void **state)
{
    (void)state;
    const struct label one = {.type = 1}, two = {.version = 1};
    assert_int_equal(labels_put(&table, one), 0);
    assert_int_equal(labels_put(&table, two), 1);
    assert_int_equal(labels_put(&table, one), 0);
    assert_int_equal(table.n, 2);
    assert_int_equal(table.items[1].version, 1);
}

static void each_part_counts(void **state)
{
    (void)state;
    static const struct label all[] = {{0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0},
                                       {0, 0, 1, 0}, {0, 0, 0, 1}, {1, 1, 1, 1}};
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(labels_put(&table, all[i]), i);
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(labels_put(&table, all[i]), i);
}

static void many(void **state)
{
    (void)state;
    enum { N = 100000 };
    for (uint32_t i = 0; i < N; i++)
        assert_int_equal(labels_put(&table, numbered(i)), i);
    for (uint32_t i = 0; i < N; i++)
        assert_int_equal(labels_put(&table, numbered(i)), i);
    assert_int_equal(table.n, N);
    assert_true(table.n <= table.n_slots / 2);
}

/* Whichever allocation fails, the table stays whole and goes on when there is memory again. */
static void every_refusal_is_survived(void **state)
{
    (void)state;
    for (size_t size = 0; size < 30000; size += 40) {
        struct budget few;
        struct arena a;
        struct labels t;
        uint32_t n = 0;
        atomic_init(&few.left, size);
        arena_init(&a, &few);
        labels_init(&t, &a);
        while (labels_put(&t, numbered(n)) == n)
            n++;
        assert_int_equal(t.n, n);
        for (uint32_t i = 0; i < n; i++) {
            const struct label want = numbered(i);
            assert_memory_equal(&t.items[i], &want, sizeof want);
        }
        atomic_store(&few.left, (size_t)1 << 20);
        assert_int_equal(labels_put(&t, numbered(n)), n);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_count_in_order_of_first_sight, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_part_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many, set_up, tear_down),
        cmocka_unit_test(every_refusal_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
