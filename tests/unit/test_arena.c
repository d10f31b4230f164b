/* SPDX-License-Identifier: MIT */
/* Arenas: alignment, zeroing, growth, budgets, rollback, unwinding, threads. */
#include "arena.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MIB ((size_t)1 << 20)

static struct budget budget_of(size_t size)
{
    struct budget b;
    atomic_init(&b.left, size);
    return b;
}

static size_t left(struct budget *b)
{
    return atomic_load(&b->left);
}

static bool is_zero(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i]) {
            return false;
        }
    }
    return true;
}

static void takes_nothing_at_first(void **state)
{
    (void)state;
    struct budget b = budget_of(MIB);
    struct arena a;
    arena_init(&a, &b);
    assert_int_equal(arena_taken(&a), 0);
    assert_int_equal(left(&b), MIB);
    arena_free(&a);
    assert_int_equal(left(&b), MIB);
}

static void aligns(void **state)
{
    (void)state;
    struct budget b = budget_of(MIB);
    struct arena a;
    arena_init(&a, &b);
    static const size_t aligns[] = {1, 2, 4, 8, 16, 0};
    for (size_t i = 0; i < 200; i++) {
        const size_t align = aligns[i % 6];
        char *const p = arena_alloc(&a, 1 + i % 7, align);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % (align ? align : 16), 0);
        memset(p, 0xAA, 1 + i % 7);
    }
    arena_free(&a);
}

static void pieces_do_not_overlap(void **state)
{
    (void)state;
    struct budget b = budget_of(64 * MIB);
    struct arena a;
    arena_init(&a, &b);
    enum { N = 500 };
    static char *at[N];
    for (size_t i = 0; i < N; i++) {
        at[i] = arena_raw(&a, i * 13 + 1, 1);
        assert_non_null(at[i]);
        memset(at[i], (int)(i & 0xFF), i * 13 + 1);
    }
    for (size_t i = 0; i < N; i++) {
        assert_int_equal((unsigned char)at[i][0], i & 0xFF);
        assert_int_equal((unsigned char)at[i][i * 13], i & 0xFF);
    }
    arena_free(&a);
    assert_int_equal(left(&b), 64 * MIB);
}

static void size_zero_is_a_pointer(void **state)
{
    (void)state;
    struct budget b = budget_of(MIB);
    struct arena a;
    arena_init(&a, &b);
    assert_non_null(arena_alloc(&a, 0, 0));
    assert_non_null(arena_raw(&a, 0, 1));
    assert_non_null(arena_must(&a, 0, 8));
    assert_non_null(arena_must(&a, 8, 0));
    arena_free(&a);
}

static void growth_doubles_to_a_limit(void **state)
{
    (void)state;
    struct budget b = budget_of(256 * MIB);
    struct arena a;
    arena_init(&a, &b);
    size_t chunk = (size_t)16 << 10;
    size_t sum = 0;
    for (size_t taken = 0; taken < 40 * MIB;) {
        assert_non_null(arena_raw(&a, 1000, 0));
        if (arena_taken(&a) == taken) {
            continue;
        }
        taken = arena_taken(&a);
        sum += chunk;
        assert_int_equal(taken, sum);
        chunk = chunk < 8 * MIB ? chunk * 2 : chunk;
    }
    assert_int_equal(chunk, 8 * MIB);
    assert_int_equal(left(&b), 256 * MIB - sum);
    arena_free(&a);
    assert_int_equal(left(&b), 256 * MIB);
}

static void one_large_piece(void **state)
{
    (void)state;
    struct budget b = budget_of(64 * MIB);
    struct arena a;
    arena_init(&a, &b);
    static const size_t sizes[] = {MIB / 4 - 33, MIB / 4, MIB, 2 * MIB - 1, 2 * MIB, 9 * MIB + 5};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *const p = arena_alloc(&a, sizes[i], 0);
        assert_non_null(p);
        assert_true(is_zero(p, sizes[i]));
        memset(p, 1, sizes[i]);
    }
    arena_free(&a);
    assert_int_equal(left(&b), 64 * MIB);
}

static void budget_refuses_and_the_refusal_stays(void **state)
{
    (void)state;
    struct budget b = budget_of(100000);
    struct arena a;
    arena_init(&a, &b);
    assert_non_null(arena_alloc(&a, 50000, 0));
    assert_false(a.failed);
    assert_null(arena_alloc(&a, 100000, 0));
    assert_true(a.failed);
    assert_non_null(arena_alloc(&a, 100, 0));
    assert_true(a.failed);
    arena_free(&a);
    assert_false(a.failed);
    assert_int_equal(left(&b), 100000);
}

static void a_small_budget_is_used_to_the_end(void **state)
{
    (void)state;
    struct budget b = budget_of(1000);
    struct arena a;
    arena_init(&a, &b);
    assert_non_null(arena_alloc(&a, 500, 0));
    assert_null(arena_alloc(&a, 500, 0));
    assert_non_null(arena_alloc(&a, 400, 0));
    arena_free(&a);
    assert_int_equal(left(&b), 1000);
    b = budget_of(0);
    assert_null(arena_alloc(&a, 1, 0));
    assert_true(a.failed);
}

static void absurd_sizes_are_refused(void **state)
{
    (void)state;
    struct budget b = budget_of(SIZE_MAX);
    struct arena a;
    arena_init(&a, &b);
    assert_null(arena_raw(&a, SIZE_MAX, 0));
    assert_null(arena_raw(&a, SIZE_MAX - 40, 1));
    assert_null(arena_raw(&a, PTRDIFF_MAX, 1));
    assert_int_equal(left(&b), SIZE_MAX);
    assert_int_equal(arena_taken(&a), 0);
}

static void the_system_refuses(void **state)
{
    (void)state;
    struct budget b = budget_of(SIZE_MAX);
    struct arena a;
    arena_init(&a, &b);
    assert_null(arena_raw(&a, (size_t)1 << 60, 0));
    assert_true(a.failed);
    assert_int_equal(left(&b), SIZE_MAX);
}

static void must_unwinds(void **state)
{
    (void)state;
    struct budget b = budget_of(1000);
    struct arena a;
    jmp_buf unwind;
    arena_init(&a, &b);
    a.unwind = &unwind;
    volatile int times = 0;
    const int back = setjmp(unwind);
    times++;
    if (back == 0) {
        assert_non_null(arena_must(&a, 10, 10));
        (void)arena_must(&a, SIZE_MAX / 2, 3);
        fail();
    }
    assert_int_equal(back, 1);
    if (times == 2) {
        (void)arena_must(&a, 100, 100);
        fail();
    }
    assert_int_equal(times, 3);
    assert_true(a.failed);
    arena_free(&a);
    assert_ptr_equal(a.unwind, &unwind);
}

static void rollback_in_one_chunk(void **state)
{
    (void)state;
    struct budget b = budget_of(MIB);
    struct arena a;
    arena_init(&a, &b);
    char *const kept = arena_alloc(&a, 10, 1);
    memcpy(kept, "kept here", 10);
    const struct arena_mark mark = arena_mark(&a);
    char *const first = arena_alloc(&a, 100, 0);
    memset(first, 0x55, 100);
    arena_rollback(&a, mark);
    char *const second = arena_alloc(&a, 100, 0);
    assert_ptr_equal(first, second);
    assert_true(is_zero(second, 100));
    assert_string_equal(kept, "kept here");
    arena_free(&a);
}

static void rollback_gives_chunks_back(void **state)
{
    (void)state;
    struct budget b = budget_of(64 * MIB);
    struct arena a;
    arena_init(&a, &b);
    char *const kept = arena_alloc(&a, 100, 0);
    memset(kept, 7, 100);
    const size_t before = left(&b);
    const struct arena_mark mark = arena_mark(&a);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 100; i++) {
            char *const p = arena_alloc(&a, 30000, 0);
            assert_non_null(p);
            assert_true(is_zero(p, 30000));
            memset(p, 0xFF, 30000);
        }
        assert_true(left(&b) < before);
        arena_rollback(&a, mark);
        assert_int_equal(left(&b), before);
        assert_int_equal(arena_taken(&a), 64 * MIB - before);
    }
    assert_int_equal(kept[99], 7);
    arena_free(&a);
}

static void rollback_to_the_beginning(void **state)
{
    (void)state;
    struct budget b = budget_of(MIB);
    struct arena a;
    arena_init(&a, &b);
    const struct arena_mark mark = arena_mark(&a);
    assert_non_null(arena_alloc(&a, 100000, 0));
    arena_rollback(&a, mark);
    assert_int_equal(left(&b), MIB);
    assert_int_equal(arena_taken(&a), 0);
    assert_non_null(arena_alloc(&a, 10, 0));
    assert_int_equal(arena_taken(&a), (size_t)16 << 10);
    arena_free(&a);
}

static void rollback_nests(void **state)
{
    (void)state;
    struct budget b = budget_of(64 * MIB);
    struct arena a;
    arena_init(&a, &b);
    struct arena_mark marks[20];
    size_t taken[20];
    for (size_t i = 0; i < 20; i++) {
        marks[i] = arena_mark(&a);
        taken[i] = arena_taken(&a);
        assert_non_null(arena_alloc(&a, 5000 * i, 0));
    }
    for (size_t i = 20; i-- > 0;) {
        arena_rollback(&a, marks[i]);
        assert_int_equal(arena_taken(&a), taken[i]);
    }
    assert_int_equal(left(&b), 64 * MIB);
}

static void arrays_grow(void **state)
{
    (void)state;
    struct budget b = budget_of(64 * MIB);
    struct arena a;
    arena_init(&a, &b);
    uint32_t *items = NULL;
    size_t cap = 0;
    for (uint32_t n = 0; n < 10000; n++) {
        assert_true(ARENA_GROW(&a, items, cap, n));
        assert_true(cap > n);
        items[n] = n * 3;
    }
    for (uint32_t n = 0; n < 10000; n++) {
        assert_int_equal(items[n], n * 3);
    }
    arena_free(&a);
}

static void arrays_that_cannot_grow_stay(void **state)
{
    (void)state;
    struct budget b = budget_of(2000);
    struct arena a;
    arena_init(&a, &b);
    uint64_t *items = NULL;
    size_t cap = 0;
    size_t n = 0;
    while (ARENA_GROW(&a, items, cap, n)) {
        items[n] = n;
        n++;
    }
    assert_int_equal(n, cap);
    assert_int_equal(items[n - 1], n - 1);
    assert_true(a.failed);
    size_t huge = SIZE_MAX / 2 + 1;
    void *nothing = NULL;
    assert_false(arena_grow(&a, &nothing, &huge, huge, 1));
    huge = SIZE_MAX / 16;
    assert_false(arena_grow(&a, &nothing, &huge, huge, 64));
    arena_free(&a);
}

static void *worker(void *arg)
{
    struct budget *const b = arg;
    struct arena a;
    for (int round = 0; round < 200; round++) {
        arena_init(&a, b);
        for (int i = 0; i < 50; i++) {
            (void)arena_raw(&a, 4000, 0);
        }
        arena_free(&a);
    }
    return NULL;
}

static void threads_share_a_budget(void **state)
{
    (void)state;
    struct budget b = budget_of(300000);
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, worker, &b), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(left(&b), 300000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_nothing_at_first),
        cmocka_unit_test(aligns),
        cmocka_unit_test(pieces_do_not_overlap),
        cmocka_unit_test(size_zero_is_a_pointer),
        cmocka_unit_test(growth_doubles_to_a_limit),
        cmocka_unit_test(one_large_piece),
        cmocka_unit_test(budget_refuses_and_the_refusal_stays),
        cmocka_unit_test(a_small_budget_is_used_to_the_end),
        cmocka_unit_test(absurd_sizes_are_refused),
        cmocka_unit_test(the_system_refuses),
        cmocka_unit_test(must_unwinds),
        cmocka_unit_test(rollback_in_one_chunk),
        cmocka_unit_test(rollback_gives_chunks_back),
        cmocka_unit_test(rollback_to_the_beginning),
        cmocka_unit_test(rollback_nests),
        cmocka_unit_test(arrays_grow),
        cmocka_unit_test(arrays_that_cannot_grow_stay),
        cmocka_unit_test(threads_share_a_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
