/* SPDX-License-Identifier: MIT */
/* Values taken apart, quotes cut out of slices, templates filled in. */
#include "kind.h"
#include "slices.h"
#include "str.h"
#include "verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void values_are_words_counts_and_times(void **state)
{
    (void)state;
    const struct value replicas = value_parse(STR("pending:0/1"));
    assert_true(replicas.has_count && replicas.has_wanted);
    assert_int_equal(replicas.count, 0);
    assert_int_equal(replicas.wanted, 1);
    const struct value running = value_parse(STR("running:2"));
    assert_true(running.has_count && !running.has_wanted);
    const struct value next = value_parse(STR("next:2025-07-28T13:40:00+05:30"));
    assert_true(next.time == clock_parse(STR("2025-07-28T08:10:00Z")));
    assert_true(str_eq(next.word, STR("next")));
}

static void what_has_no_such_form_is_one_word(void **state)
{
    (void)state;
    static const char *const odd[] = {"next:someday", "running:x", "running:1/", ":1", "a b:1", ""};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        const struct value v = value_parse(str_of(odd[i]));
        assert_true(str_eq(v.word, str_of(odd[i])));
        assert_false(v.has_count);
        assert_true(v.time == CLOCK_NONE);
    }
}

static void quotes_take_the_lines_around(void **state)
{
    (void)state;
    struct excerpt e;
    const struct slice s = {
        .text = STR("first\r\nsecond\nthird"), .first_line = 7, .first_column = 1};
    assert_true(slices_quote(&s, 8, 3, &e));
    assert_int_equal(e.n, 3);
    assert_int_equal(e.first_line, 7);
    assert_true(str_eq(e.line[0], STR("first")));
    assert_true(slices_quote(&s, 9, 1, &e));
    assert_int_equal(e.n, 2);
    assert_true(str_eq(e.line[1], STR("third")));
    assert_false(slices_quote(&s, 6, 1, &e));
    assert_false(slices_quote(&s, 10, 1, &e));
}

static void quotes_of_long_lines_are_cut_around_the_place(void **state)
{
    (void)state;
    char text[1001];
    struct excerpt e;
    memset(text, '.', sizeof text);
    text[600] = 'X';
    const struct slice s = {.text = {text, 1000}, .first_line = 1, .first_column = 5001};
    assert_true(slices_quote(&s, 1, 5601, &e));
    assert_int_equal(e.n, 1);
    assert_int_equal(e.line[0].len, 200);
    assert_true(memchr(e.line[0].ptr, 'X', e.line[0].len) != NULL);
    assert_false(slices_quote(&s, 1, 5000, &e));
}

static inq_str word(const void *self, inq_str name)
{
    return str_eq(name, STR("name")) ? str_of(self) : STR_NONE;
}

/* What a reader pastes into a shell is one word, whatever a dump calls it. */
static void values_in_commands_are_quoted(void **state)
{
    static const char *const cases[][2] = {
        {"sales-1.a_b", "sales-1.a_b"},
        {"a b", "'a b'"},
        {"$(id)", "'$(id)'"},
        {"it's; `x`", "'it'\\''s; `x`'"},
    };
    (void)state;
    struct budget budget;
    struct arena a;
    atomic_init(&budget.left, 1u << 20);
    arena_init(&a, &budget);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct template_words quoted = {word, cases[i][0], true};
        const struct template_words plain = {word, cases[i][0], false};
        assert_true(str_eq(template_fill(&a, STR("{name}"), &quoted), str_of(cases[i][1])));
        assert_true(str_eq(template_fill(&a, STR("{name}"), &plain), str_of(cases[i][0])));
    }
    arena_free(&a);
}

static void templates_leave_out_what_has_no_value(void **state)
{
    (void)state;
    struct budget budget;
    struct arena a;
    atomic_init(&budget.left, 1u << 20);
    arena_init(&a, &budget);
    const struct template_words words = {word, "sales", false};
    const inq_str whole = template_fill(&a, STR("get {name}[ -w {workspace}] -d"), &words);
    assert_true(str_eq(whole, STR("get sales -d")));
    const inq_str kept = template_fill(&a, STR("get[ -n {name}]"), &words);
    assert_true(str_eq(kept, STR("get -n sales")));
    assert_true(str_eq(template_fill(&a, STR("{unclosed"), &words), STR("{unclosed")));
    arena_free(&a);
}

static void paths_lead_to_facts(void **state)
{
    (void)state;
    struct budget budget;
    struct arena a;
    struct schema s;
    atomic_init(&budget.left, 1u << 20);
    arena_init(&a, &budget);
    schema_init(&s, &a);
    const uint16_t fact = schema_fact(&s, STR("item.error"));
    assert_true(schema_path(&s, fact, STR("status.aVeryLongKeyOfMoreThan16[].error"), 0));
    assert_false(schema_path(&s, FACT_STATUS, STR("status.aVeryLongKeyOfMoreThan16[].error"), 0));
    const struct node *node = schema_child(&s.root, STR("status"));
    assert_non_null(node);
    assert_null(schema_child(node, STR("aVeryLongKeyOfMoreThan17")));
    node = schema_child(node, STR("aVeryLongKeyOfMoreThan16"));
    assert_non_null(node);
    node = schema_child(node->element, STR("error"));
    assert_true(s.paths[node->path].many);
    assert_int_equal(s.paths[node->path].fact, fact);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_words_counts_and_times),
        cmocka_unit_test(what_has_no_such_form_is_one_word),
        cmocka_unit_test(quotes_take_the_lines_around),
        cmocka_unit_test(quotes_of_long_lines_are_cut_around_the_place),
        cmocka_unit_test(templates_leave_out_what_has_no_value),
        cmocka_unit_test(values_in_commands_are_quoted),
        cmocka_unit_test(paths_lead_to_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
