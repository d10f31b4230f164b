/* SPDX-License-Identifier: MIT */
/* Which inputs are one moment: by time, by scope, by name, in any order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clock.h"
#include "moment.h"
#include "str.h"

#define MAX_INPUTS 8

struct bench {
    struct budget budget;
    struct arena arena;
    jmp_buf unwind;
    struct settings settings;
    struct part parts[MAX_INPUTS];
    struct part *list[MAX_INPUTS];
    struct scope scopes[MAX_INPUTS];
    size_t n;
    struct moments moments;
};

static int set_up(void **state)
{
    static struct bench room;
    struct bench *b = &room;
    *b = (struct bench){.settings = {.snapshot_gap = 120}};
    atomic_init(&b->budget.left, (size_t)1 << 24);
    arena_init(&b->arena, &b->budget);
    b->arena.unwind = &b->unwind;
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    arena_free(&b->arena);
    return 0;
}

/** An input that a listing of `type` gave at a time; no type: its scope is not known. */
static void add(struct bench *b, const char *time, const char *type)
{
    struct part *p = &b->parts[b->n];
    *p = (struct part){.path = str_format(&b->arena, "input-%zu", b->n),
                       .index = (uint32_t)b->n,
                       .n_records = 1,
                       .captured = time ? clock_parse(str_of(time)) : CLOCK_NONE};
    diags_init(&p->diags, &b->arena);
    if (type) {
        b->scopes[b->n] = (struct scope){.type = str_of(type), .listing = true, .answered = true};
        p->scopes = &b->scopes[b->n];
    }
    b->list[b->n++] = p;
}

static void find(struct bench *b, enum moment_order order)
{
    if (setjmp(b->unwind))
        fail_msg("out of memory");
    b->moments.order = order;
    moments_find(&b->moments, &b->arena, b->list, b->n, &b->settings);
}

/** The inputs of each moment as a text: 0 1|2 */
static void expect(const struct bench *b, const char *wanted)
{
    char text[64];
    size_t n = 0;
    for (size_t i = 0; i < b->moments.n; i++) {
        if (i)
            text[n++] = '|';
        for (size_t k = 0; k < b->moments.items[i].n; k++)
            text[n++] = (char)('0' + (b->moments.items[i].parts[k] - b->parts));
    }
    text[n] = 0;
    assert_string_equal(text, wanted);
}

static void without_time_all_are_one(void **state)
{
    struct bench *b = *state;
    add(b, NULL, "service");
    add(b, NULL, "service");
    find(b, MOMENTS_BY_TIME);
    expect(b, "01");
    assert_true(b->moments.items[0].at == CLOCK_NONE);
}

static void nothing_is_a_moment_too(void **state)
{
    struct bench *b = *state;
    find(b, MOMENTS_BY_TIME);
    expect(b, "");
    assert_int_equal(b->moments.n, 1);
}

static void the_gap_is_counted_from_the_first(void **state)
{
    struct bench *b = *state;
    add(b, "2026-02-01T10:00:00Z", NULL);
    add(b, "2026-02-01T10:02:00Z", NULL);
    add(b, "2026-02-01T10:03:00Z", NULL);
    find(b, MOMENTS_BY_TIME);
    expect(b, "01|2");
    assert_true(b->moments.items[0].at == clock_parse(STR("2026-02-01T10:02:00Z")));
}

static void zones_are_compared_as_one(void **state)
{
    struct bench *b = *state;
    add(b, "2026-02-01T15:30:30+05:30", NULL);
    add(b, "2026-02-01T09:00:00Z", NULL);
    add(b, "2026-02-01T05:00:00-05:00", NULL);
    find(b, MOMENTS_BY_TIME);
    expect(b, "1|02");
}

static void a_scope_comes_once(void **state)
{
    struct bench *b = *state;
    add(b, "2026-02-01T10:00:00Z", "service");
    add(b, "2026-02-01T10:00:30Z", "workflow");
    add(b, "2026-02-01T10:01:00Z", "service");
    add(b, "2026-02-01T10:01:30Z", "workflow");
    find(b, MOMENTS_BY_TIME);
    expect(b, "01|23");
}

static void two_with_the_same_time_go_by_path(void **state)
{
    struct bench *b = *state;
    add(b, "2026-02-01T10:00:00Z", "service");
    add(b, "2026-02-01T10:00:00Z", "service");
    find(b, MOMENTS_BY_TIME);
    expect(b, "0|1");
}

static void what_has_no_time_joins_the_only_moment(void **state)
{
    struct bench *b = *state;
    add(b, NULL, NULL);
    add(b, "2026-02-01T10:00:00Z", NULL);
    find(b, MOMENTS_BY_TIME);
    expect(b, "01");
    assert_int_equal(b->parts[0].diags.n, 0);
}

static void what_has_no_time_is_left_out_of_several(void **state)
{
    struct bench *b = *state;
    add(b, "2026-02-01T10:00:00Z", NULL);
    add(b, NULL, NULL);
    add(b, "2026-02-01T11:00:00Z", NULL);
    find(b, MOMENTS_BY_TIME);
    expect(b, "0|2");
    assert_int_equal(b->parts[1].diags.n, 1);
    assert_int_equal(b->parts[1].diags.items[0].code, 310);
}

static void named_ones_stay_together(void **state)
{
    struct bench *b = *state;
    add(b, "2026-02-01T12:00:00Z", "service");
    add(b, "2026-02-01T10:00:00Z", "service");
    add(b, "2026-02-01T11:00:00Z", NULL);
    b->settings.n_snapshots = 1;
    b->settings.snapshots[0] = (struct named_snapshot){"early", "input"};
    b->parts[0].snapshot = b->parts[1].snapshot = 1;
    find(b, MOMENTS_BY_TIME);
    expect(b, "2|01"); /* as late as the newest of its inputs */
    assert_true(str_eq(b->moments.items[1].label, STR("early")));
}

static void named_ones_without_time_come_as_named(void **state)
{
    struct bench *b = *state;
    add(b, "2026-02-01T12:00:00Z", NULL);
    add(b, NULL, NULL);
    b->settings.n_snapshots = 2;
    b->parts[0].snapshot = 1;
    b->parts[1].snapshot = 2;
    find(b, MOMENTS_BY_TIME);
    expect(b, "0|1");
    b->parts[0].snapshot = 2;
    b->parts[1].snapshot = 1;
    find(b, MOMENTS_BY_TIME);
    expect(b, "1|0");
}

static void of_two_each_is_there_even_if_empty(void **state)
{
    struct bench *b = *state;
    add(b, "2026-02-01T12:00:00Z", NULL);
    b->settings.n_snapshots = 2;
    b->parts[0].snapshot = 2;
    find(b, MOMENTS_AS_NAMED);
    expect(b, "|0");
}

static void the_order_of_arguments_does_not_matter(void **state)
{
    struct bench *b = *state;
    add(b, "2026-02-01T10:01:00Z", "service");
    add(b, "2026-02-01T10:00:00Z", "service");
    add(b, "2026-02-01T10:00:00Z", "workflow");
    find(b, MOMENTS_BY_TIME);
    expect(b, "12|0");
    struct part *last = b->list[2];
    b->list[2] = b->list[0];
    b->list[0] = last;
    for (size_t i = 0; i < b->n; i++)
        b->parts[i].index = (uint32_t)i;
    find(b, MOMENTS_BY_TIME);
    expect(b, "12|0");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(without_time_all_are_one),
        TEST(nothing_is_a_moment_too),
        TEST(the_gap_is_counted_from_the_first),
        TEST(zones_are_compared_as_one),
        TEST(a_scope_comes_once),
        TEST(two_with_the_same_time_go_by_path),
        TEST(what_has_no_time_joins_the_only_moment),
        TEST(what_has_no_time_is_left_out_of_several),
        TEST(named_ones_stay_together),
        TEST(named_ones_without_time_come_as_named),
        TEST(of_two_each_is_there_even_if_empty),
        TEST(the_order_of_arguments_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
