/* SPDX-License-Identifier: MIT */
/* Many patterns over many lines: what a pattern matches is a candidate, lines are exact. */
#include "scan.h"
#include "str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pattern_fixture.h"

static const struct regex *compile(struct fixture *f, inq_str pattern)
{
    inq_str why = STR_NONE;
    const struct regex *const re = regex_new(&f->arena, pattern, &why);
    if (!re) {
        fail_msg("%.*s: %.*s", STR_ARG(pattern), STR_ARG(why));
    }
    return re;
}

static struct scan *scanner(struct fixture *f, const struct regex *const *patterns, size_t n)
{
    struct scan *const s = scan_new(&f->arena, patterns, n);
    assert_non_null(s);
    return s;
}

static bool is_candidate(const struct scan_walk *w, unsigned pattern)
{
    return scan_candidate(w, pattern) == pattern;
}

/* ---- each kind of literal ----------------------------------------------------------------- */

static void literals_of_every_kind(void **state)
{
    struct fixture *const f = *state;
    static const struct {
        const char *pattern, *line;
        bool found;
    } rows[] = {
        {"no such host", "dial tcp: no such host", true},
        {"no such host", "dial tcp: No Such Host", true}, /* to be asked; says no */
        {"no such host", "dial tcp: no such hose", false},
        {"abcd|efgh", "an efgh", true},
        {"x(?:abcd|efgh)?y", "xy", true},
        {"(?i)denied", "permission DeNiEd", true},
        {"(?i)task", "ta\xC5\xBFk", true},
        {"(?i)task", "tas\xE2\x84\xAA", true},
        {"(?i)wrong", "r\xC5\xBFght", true},
        {"\xE2\x9A\xA0 .*", "\xE2\x9A\xA0 careful", true},
        {"a\\.b\\.c", "x a.b.c y", true},
        {"abcabd", "abcabcabd", true},
        {"aab", "aaaaaaab", true},
        {"he|she|his|hers", "ushers", true},
        {"ab\ncd", "ab", false},
        {"[0-9]+", "no digits", true},
        {"", "", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct regex *const re = compile(f, str_of(rows[i].pattern));
        const struct scan *const s = scanner(f, &re, 1);
        struct scan_walk w;
        char text[128];
        const int n = snprintf(text, sizeof text, "before\n%s\nafter\n", rows[i].line);
        bool found = false;
        scan_start(&w, (inq_str){text, (size_t)n});
        while (scan_next(s, &w)) {
            found |= str_eq(w.line, str_of(rows[i].line)) && is_candidate(&w, 0);
        }
        if (found != rows[i].found) {
            fail_msg("%s in %s", rows[i].pattern, rows[i].line);
        }
    }
}

/* ---- lines -------------------------------------------------------------------------------- */

static void lines_are_exact(void **state)
{
    struct fixture *const f = *state;
    const struct regex *const patterns[] = {compile(f, STR("err")), compile(f, STR("end"))};
    const struct scan *const s = scanner(f, patterns, 2);
    const inq_str text = STR("err\n\n\nan err, err\ner\nr\nerr end\r\nthe end");
    static const struct {
        const char *line;
        bool candidate[2];
    } want[] = {{"err", {true, false}},
                {"an err, err", {true, false}},
                {"err end\r", {true, true}},
                {"the end", {false, true}}};
    struct scan_walk w;
    scan_start(&w, text);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_true(scan_next(s, &w));
        assert_true(str_eq(w.line, str_of(want[i].line)));
        for (unsigned k = 0; k < 2; k++) {
            assert_int_equal(is_candidate(&w, k), want[i].candidate[k]);
        }
    }
    assert_false(scan_next(s, &w));
    assert_false(scan_next(s, &w));
}

static void nothing_to_walk(void **state)
{
    struct fixture *const f = *state;
    struct scan_walk w;
    const struct scan *const s = scanner(f, NULL, 0);
    scan_start(&w, STR("a\nb\n"));
    assert_false(scan_next(s, &w));
    scan_start(&w, STR_NONE);
    assert_false(scan_next(s, &w));
}

/** With a pattern that has no literal each line is looked at, empty ones too. */
static void slow_patterns_see_every_line(void **state)
{
    struct fixture *const f = *state;
    const struct regex *const patterns[] = {compile(f, STR("[0-9]")), compile(f, STR("err"))};
    const struct scan *const s = scanner(f, patterns, 2);
    struct scan_walk w;
    unsigned lines = 0, errors = 0;
    assert_int_equal(scan_slow(s), 1);
    scan_start(&w, STR("a\n\nerr\nb"));
    while (scan_next(s, &w)) {
        lines++;
        assert_true(is_candidate(&w, 0));
        errors += is_candidate(&w, 1);
    }
    assert_int_equal(lines, 4);
    assert_int_equal(errors, 1);
}

/* ---- limits ------------------------------------------------------------------------------- */

static void many_patterns(void **state)
{
    struct fixture *const f = *state;
    static const struct regex *patterns[SCAN_MAX + 10];
    for (size_t i = 0; i < SCAN_MAX + 10; i++) {
        patterns[i] = compile(f, str_format(&f->arena, "pattern-%04zu;", i));
    }
    const struct scan *const s = scanner(f, patterns, SCAN_MAX + 10);
    for (unsigned i = 0; i < SCAN_MAX + 10; i++) {
        struct scan_walk w;
        scan_start(&w, str_format(&f->arena, "x pattern-%04u; y\n", i));
        assert_int_equal(scan_next(s, &w), i < SCAN_MAX);
        if (i < SCAN_MAX) {
            assert_true(is_candidate(&w, i));
            assert_int_equal(scan_candidate(&w, i + 1), SCAN_MAX);
        }
    }
}

/** Literals beyond the largest automaton are asked about every line instead. */
static void long_literals_are_slow(void **state)
{
    struct fixture *const f = *state;
    enum { LONG = 20000 };
    char *const text = arena_raw(&f->arena, LONG, 1);
    const struct regex *patterns[5];
    memset(text, 'a', LONG);
    for (size_t i = 0; i < 5; i++) {
        text[0] = "bcdef"[i]; /* no two share a state */
        patterns[i] = compile(f, (inq_str){text, LONG});
    }
    assert_int_equal(scan_slow(scanner(f, patterns, 3)), 0);
    assert_int_equal(scan_slow(scanner(f, patterns, 5)), 2);
}

static void memory_runs_out(void **state)
{
    struct fixture *const f = *state;
    const struct regex *const patterns[] = {compile(f, STR("abc|def")), compile(f, STR("(?i)ghi"))};
    const struct scan *s = NULL;
    for (size_t room = 0; !s; room += 64) {
        struct arena arena;
        assert_true(room < ((size_t)1 << 20));
        atomic_store(&f->budget.left, room);
        arena_init(&arena, &f->budget);
        s = scan_new(&arena, patterns, 2);
        arena_free(&arena);
    }
    atomic_store(&f->budget.left, (size_t)64 << 20);
}

/* ---- agreement ---------------------------------------------------------------------------- */

static char pick(uint32_t *seed, const char *from)
{
    *seed = *seed * 1664525 + 1013904223;
    return from[(*seed >> 16) % strlen(from)];
}

static void fill(uint32_t *seed, char *text, size_t n, const char *from)
{
    for (size_t i = 0; i < n; i++) {
        text[i] = pick(seed, from);
    }
}

#define N_RANDOM 24

/** One by one, line by line: what a pattern matches must be among the candidates of that line. */
static size_t check_text(struct fixture *f, const struct scan *s,
                         const struct regex *const *patterns, size_t n, inq_str text)
{
    struct scan_walk w;
    size_t matches = 0;
    scan_start(&w, text);
    bool more = scan_next(s, &w);
    for (inq_str rest = text; rest.ptr;) {
        const char *const newline = memchr(rest.ptr, '\n', rest.len);
        const inq_str line = {rest.ptr, newline ? (size_t)(newline - rest.ptr) : rest.len};
        const bool here = more && w.line.ptr == line.ptr;
        assert_true(!here || w.line.len == line.len);
        for (unsigned i = 0; i < n; i++) {
            if (regex_find(patterns[i], &f->scratch, line, NULL) == REGEX_YES) {
                matches++;
                assert_true((here && is_candidate(&w, i)) || line.len == 0);
            }
        }
        more = here ? scan_next(s, &w) : more;
        rest = newline ? (inq_str){newline + 1, rest.len - line.len - 1} : STR_NONE;
    }
    assert_false(more);
    return matches;
}

static void agrees_with_one_by_one(void **state)
{
    struct fixture *const f = *state;
    uint32_t seed = 11;
    size_t matches = 0;
    for (int round = 0; round < 400; round++) {
        const struct arena_mark mark = arena_mark(&f->arena);
        const struct regex *patterns[N_RANDOM];
        size_t n = 0;
        for (int i = 0; i < N_RANDOM; i++) {
            char text[20] = "(?i)";
            inq_str why;
            fill(&seed, text + 4, sizeof text - 4, "aaaabbbbkkssAK\\.?*+()|||[]{2}");
            const inq_str whole = {text, sizeof text};
            const inq_str pattern = i % 3 ? (inq_str){text + 4, whole.len - 4} : whole;
            const struct regex *const re = regex_new(&f->arena, pattern, &why);
            if (re && (round % 8 == 0 || regex_literals(re).n)) {
                patterns[n++] = re;
            }
        }
        const struct scan *const s = scanner(f, patterns, n);
        for (int k = 0; k < 20; k++) {
            char text[200];
            fill(&seed, text, sizeof text, "aaaabbbbkksSAK.()|]\n\n");
            matches += check_text(f, s, patterns, n, (inq_str){text, sizeof text});
        }
        arena_rollback(&f->arena, mark);
    }
    assert_true(matches > 1000);
}

enum shape { DENSE, EVEN, LONG, N_SHAPES };

/** Text of lines as long as the shape says, some of them with a literal. */
static inq_str lines_of(struct fixture *f, uint32_t *seed, enum shape shape, size_t n)
{
    char *const text = arena_raw(&f->arena, n, 1);
    static const size_t longest[] = {[DENSE] = 1, [EVEN] = 150, [LONG] = 30000};
    size_t at = 0;
    memset(text, '.', n);
    while (at + 4 < n) {
        *seed = *seed * 1664525 + 1013904223;
        const size_t room = n - at - 4;
        const size_t length = (*seed >> 8) % longest[shape];
        if (shape == DENSE || *seed % 3 == 0) {
            memcpy(text + at, *seed % 2 ? "err" : "end", 3);
        }
        at += (length < room ? length : room) + 3;
        text[at++] = '\n';
    }
    return (inq_str){text, n};
}

/** Slices and lanes, lines that are longer than both, and as many hits as there can be. */
static void agrees_on_long_texts(void **state)
{
    struct fixture *const f = *state;
    const struct regex *const patterns[] = {compile(f, STR("err")), compile(f, STR("^end"))};
    const struct scan *const s = scanner(f, patterns, 2);
    uint32_t seed = 5;
    for (int shape = DENSE; shape < N_SHAPES; shape++) {
        for (size_t n = 1; n < 200000; n = n * 3 + 1) {
            const struct arena_mark mark = arena_mark(&f->arena);
            const inq_str text = lines_of(f, &seed, (enum shape)shape, n);
            const size_t matches = check_text(f, s, patterns, 2, text);
            assert_true(matches > 0 || shape != DENSE || n < 5);
            arena_rollback(&f->arena, mark);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(literals_of_every_kind, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_are_exact, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_to_walk, set_up, tear_down),
        cmocka_unit_test_setup_teardown(slow_patterns_see_every_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_patterns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_literals_are_slow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_runs_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(agrees_with_one_by_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(agrees_on_long_texts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
