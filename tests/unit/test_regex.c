/* SPDX-License-Identifier: MIT */
/* Patterns: groups, names, limits, errors, and the literals for the prefilter. */
#include "regex.h"
#include "str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pattern_fixture.h"

static struct regex *compile(struct fixture *f, const char *pattern)
{
    inq_str why = STR_NONE;
    struct regex *const re = regex_new(&f->arena, str_of(pattern), &why);
    if (!re) {
        fail_msg("%s: %.*s", pattern, STR_ARG(why));
    }
    return re;
}

static enum regex_result find(struct fixture *f, const char *pattern, inq_str text,
                              struct regex_match *m)
{
    struct regex *const re = compile(f, pattern);
    const enum regex_result found = regex_find(re, &f->scratch, text, m);
    regex_free(re);
    return found;
}

static void finds_groups(void **state)
{
    struct fixture *const f = *state;
    struct regex_match m;
    const inq_str text = STR("at pod-7: crash");
    assert_int_equal(find(f, "(\\w+)-(\\d+)(x)?: (.*)", text, &m), REGEX_YES);
    assert_int_equal(m.n, 5);
    assert_true(str_eq(m.group[0], STR("pod-7: crash")));
    assert_true(str_eq(m.group[1], STR("pod")));
    assert_ptr_equal(m.group[1].ptr, text.ptr + 3);
    assert_true(str_eq(m.group[2], STR("7")));
    assert_null(m.group[3].ptr);
    assert_true(str_eq(m.group[4], STR("crash")));
    assert_null(m.group[5].ptr);
}

static void groups_behind_the_last_are_absent(void **state)
{
    struct fixture *const f = *state;
    struct regex_match m;
    assert_int_equal(find(f, "(a)|(b)|(c)", STR("a"), &m), REGEX_YES);
    assert_int_equal(m.n, 4);
    assert_null(m.group[3].ptr);
    assert_int_equal(find(f, "(a*)b", STR("b"), &m), REGEX_YES);
    assert_non_null(m.group[1].ptr);
    assert_int_equal(m.group[1].len, 0);
}

static void finds_nothing(void **state)
{
    struct fixture *const f = *state;
    struct regex_match m;
    assert_int_equal(find(f, "abc", STR("ab"), &m), REGEX_NO);
    assert_int_equal(m.n, 0);
    assert_int_equal(find(f, "abc", STR_NONE, &m), REGEX_NO);
    assert_int_equal(find(f, "^$", STR_NONE, NULL), REGEX_YES);
    assert_int_equal(find(f, "", STR(""), NULL), REGEX_YES);
    assert_int_equal(find(f, "a", STR("a"), NULL), REGEX_YES);
}

static void an_absent_pattern_is_empty(void **state)
{
    struct fixture *const f = *state;
    inq_str why = STR_NONE;
    struct regex *const re = regex_new(&f->arena, STR_NONE, &why);
    assert_non_null(re);
    assert_int_equal(regex_find(re, &f->scratch, STR("x"), NULL), REGEX_YES);
    regex_free(re);
    regex_free(NULL);
}

static void knows_utf8(void **state)
{
    struct fixture *const f = *state;
    struct regex_match m;
    assert_int_equal(find(f, "^.$", STR("\xE2\x82\xAC"), &m), REGEX_YES);
    assert_int_equal(find(f, "[\xC3\xA0-\xC3\xBC]", STR("x\xC3\xA4"), &m), REGEX_YES);
    assert_int_equal(m.group[0].len, 2);
    assert_int_equal(find(f, "a", STR("a\xFF"), &m), REGEX_NO);
    assert_int_equal(find(f, "a", STR("a\xC3"), &m), REGEX_NO);
    assert_int_equal(find(f, "a.b", (inq_str){"a\0b", 3}, &m), REGEX_YES);
}

static void bad_patterns_say_why(void **state)
{
    struct fixture *const f = *state;
    static const struct {
        const char *pattern, *place;
    } rows[] = {
        {"a(b", "at character 3"}, {"ab)", "at character 2"}, {"\xC3\xA4(b", "at character 3"},
        {"[a", "at character 2"},  {"a\\Cb", "character"},    {"(?<n>a)(?<n>b)", "character"},
        {"\xFF", "at character"},  {"(?<=a*)b", "character"}, {"\\", "at character 1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        inq_str why = STR_NONE;
        assert_null(regex_new(&f->arena, str_of(rows[i].pattern), &why));
        if (str_find(why, str_of(rows[i].place)) < 0) {
            fail_msg("%s: %.*s", rows[i].pattern, STR_ARG(why));
        }
    }
}

static void groups_are_limited(void **state)
{
    struct fixture *const f = *state;
    inq_str why = STR_NONE;
    struct regex_match m;
    const inq_str text = STR("abcdefghijklmno");
    assert_int_equal(find(f, "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)", text, &m), REGEX_YES);
    assert_int_equal(m.n, REGEX_GROUPS);
    assert_true(str_eq(m.group[15], STR("o")));
    assert_null(
        regex_new(&f->arena, STR("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)(p)"), &why));
    assert_true(str_eq(why, STR("more than 15 groups")));
}

static void names(void **state)
{
    struct fixture *const f = *state;
    struct regex *const re = compile(f, "(?<time>\\d+) (x) (?P<name>\\w+)");
    unsigned number = 9;
    assert_int_equal(regex_n_names(re), 2);
    assert_true(str_eq(regex_name(re, 0, &number), STR("name")));
    assert_int_equal(number, 3);
    assert_true(str_eq(regex_name(re, 1, &number), STR("time")));
    assert_int_equal(number, 1);
    assert_null(regex_name(re, 2, &number).ptr);
    assert_int_equal(number, 0);
    regex_free(re);
    struct regex *const plain = compile(f, "a");
    assert_int_equal(regex_n_names(plain), 0);
    regex_free(plain);
}

/* Each of these would run for hours. */
static void catastrophes_end(void **state)
{
    struct fixture *const f = *state;
    static const char *const patterns[] = {
        "^(a+)+$",
        "(a*)*b",
        "^(a|aa)+$",
        "(.*a){20}b",
        "^(?:a?){60}a{60}b",
        "(a|a?)+c",
        "(*NO_JIT)^(a+)+$",
        "(*NO_JIT)(a*)*b",
        "(*LIMIT_MATCH=4000000000)^(a+)+$",
        "(?:(a)|(?R)b)+c",
        "((a+)(?1)?)+b",
        "^(a(?1)?b?)+$",
    };
    char text[4000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct regex_match m;
        const inq_str s = {text, sizeof text};
        assert_int_not_equal(find(f, patterns[i], s, &m), REGEX_YES);
        assert_int_equal(m.n, 0);
    }
    assert_int_equal(find(f, "^(a+)+$", (inq_str){text, sizeof text}, NULL), REGEX_LIMIT);
    assert_int_equal(find(f, "a!", (inq_str){text, sizeof text}, NULL), REGEX_YES);
}

static void looks_at_one_mebibyte(void **state)
{
    struct fixture *const f = *state;
    const size_t mib = (size_t)1 << 20;
    char *const text = malloc(mib + 10);
    assert_non_null(text);
    memset(text, 'a', mib + 10);
    text[mib - 1] = 'b';
    text[mib] = 'c';
    const inq_str s = {text, mib + 10};
    struct regex_match m;
    assert_int_equal(find(f, "b", s, &m), REGEX_YES);
    assert_int_equal(find(f, "c", s, &m), REGEX_NO);
    memcpy(text + mib - 1, "\xE2\x82\xAC", 3);
    assert_int_equal(find(f, "a$", s, &m), REGEX_YES);
    assert_ptr_equal(m.group[0].ptr, text + mib - 2);
    free(text);
}

/* Each budget gives either a whole regex, perhaps without its literal, or a clear refusal. */
static void memory_runs_out(void **state)
{
    struct fixture *const f = *state;
    struct regex *re = NULL;
    for (size_t room = 0; !re; room += 64) {
        struct arena arena;
        inq_str why = STR_NONE;
        assert_true(room < 16384);
        atomic_store(&f->budget.left, room);
        arena_init(&arena, &f->budget);
        re = regex_new(&arena, STR("abcdefghijklmnopqrstuvwxyz0123456789"), &why);
        if (!re)
            assert_true(str_eq(why, STR("out of memory")));
        regex_free(re);
        arena_free(&arena);
        assert_int_equal(atomic_load(&f->budget.left), room);
    }
}

/** A set of literals as the rows below write it: with bars, and `i:` before folded ones. */
static inq_str joined(struct arena *a, const struct regex_literals *l)
{
    inq_str text = str_copy(a, l->folded ? STR("i:") : STR(""));
    for (size_t i = 0; i < l->n; i++) {
        text = str_format(a, "%.*s%s%.*s", STR_ARG(text), i ? "|" : "", STR_ARG(l->items[i]));
    }
    return text;
}

/** A pattern and its literals, `i:` before them if case does not matter; NULL: none. */
static const struct literals_of {
    const char *pattern, *want;
} literal_rows[] = {
    {"", NULL},
    {"ab", NULL},
    {"abc", "abc"},
    {"^abc$", "abc"},
    {"abc.defg", "defg"},
    {"abcd.efg", "abcd"},
    {"abc.def", "abc"},
    {"abcd?", "abc"},
    {"abc?", NULL},
    {"abc?def", "def"},
    {"abcd*ef", "abc"},
    {"abcd+ef", "abcd"},
    {"abcd+?ef", "abcd"},
    {"abcd{0}e", "abc"},
    {"abcd{0,3}e", "abc"},
    {"abcd{00}e", "abc"},
    {"abcd{2}e", "abcd"},
    {"abcd{2,}e", "abcd"},
    {"abcd{1,5}?e", "abcd"},
    {"abcd{x}", NULL},
    {"abcd{,3}", NULL},
    {"abcd{", NULL},
    {"abc|def", "abc|def"},
    {"abc(d|e)fghi", "fghi"},
    {"abc|de|fgh", NULL},
    {"abc|", NULL},
    {"|abc", NULL},
    {"abc||def", NULL},
    {"abcd|efgh.ijklm|nop", "abcd|ijklm|nop"},
    {"ab(cdef|ghij)kl", "cdef|ghij"},
    {"abcde(fgh|ijk)", "abcde"},
    {"(abc|de)fg", NULL},
    {"(abcd|efgh)?ij", NULL},
    {"(abcd|efgh)*ijk", "ijk"},
    {"(abcd|efgh){0,2}ijk", "ijk"},
    {"(abcd|efgh){1,2}ijk", "abcd|efgh"},
    {"(abcd|efgh)+ijk", "abcd|efgh"},
    {"((abcd|(?:efgh|ijkl))x|mnop)", "abcd|efgh|ijkl|mnop"},
    {"(?<n>abcd|efgh)", "abcd|efgh"},
    {"(?P<n>abcd|efgh)", "abcd|efgh"},
    {"(?'n'abcd|efgh)", "abcd|efgh"},
    {"(?=abcd|efgh)", NULL},
    {"(?:(?:(?:(?:(?:(?:(?:(?:(?:(?:(?:(?:(?:(?:(?:(?:(?:abcd)))))))))))))))))", NULL},
    {"(abc|abd)ef", "abc|abd"},
    {"(abcdef)", "abcdef"},
    {"(abcdef)?ghi", "ghi"},
    {"(?:abcdef)ghi", "abcdef"},
    {"(?<name>\\w+) failed", " failed"},
    {"(?P<n>.) failed", " failed"},
    {"(?'n'.) failed", " failed"},
    {"(?=xyz)abc", "abc"},
    {"(?!xyz)abc", "abc"},
    {"(?<=xyz)abc", "abc"},
    {"(?<!xyz)abc", "abc"},
    {"(?>xyzt)abc", "xyzt"},
    {"(?i)abcdef", "i:abcdef"},
    {"(?i)ABC|D\xC3\xA9\x46gh", "i:abc|fgh"},
    {"(?i)ABC(?-i)d", NULL},
    {"(?i)ab\xC3\xA9", NULL},
    {"abc(?i)def", NULL},
    {"abcd(?i:x)", "abcd"},
    {"ab(?i:CDEF)", "i:cdef"},
    {"(?i:Abc)|Defg", "i:abc|Defg"},
    {"abcd(?i-x:x)", NULL},
    {"(?i:ABC)\xC3\xA9\x46gh", "\xC3\xA9\x46gh"},
    {"(?x)a b c d", NULL},
    {"(a(?i)b)cdef", NULL},
    {"abcd(?#)x", NULL},
    {"(?|a|b)cdef", NULL},
    {"(a)(?(1)b)cdef", NULL},
    {"(a)(?1)cdef", NULL},
    {"(*UTF)abcd", NULL},
    {"(a(*ACCEPT)b)cdef", NULL},
    {"\\Qa.c\\Edef", NULL},
    {"abc\\Kdef", NULL},
    {"(\\c()|(\\c))zzz", NULL},
    {"a\\.b\\.c", "a.b.c"},
    {"a\\\\bc", "a\\bc"},
    {"abc\\[def\\]", "abc[def]"},
    {"abc\\.?", "abc"},
    {"abc\\d+def", "abc"},
    {"\\bstatus\\b", "status"},
    {"abc\\x41def", NULL},
    {"abc\\p{L}def", NULL},
    {"(a)bcd\\1", NULL},
    {"abc\\tdefg", "defg"},
    {"[abc]def", "def"},
    {"[]abc]def", "def"},
    {"[^]abc]def", "def"},
    {"[\\]abc]def", "def"},
    {"[[:alpha:]xyz]def", "def"},
    {"[[:^alpha:]xyz]+def", "def"},
    {"[(]abc[)]", "abc"},
    {"([)]abcd)def", "abcd"},
    {"(\\)abc)def", ")abc"},
    {"((a)(b(c)))def", "def"},
    {"[a[:b]abc", NULL},
    {"]abc}", "]abc}"},
    {"ab\xC3\xA4?", NULL},
    {"abc\xC3\xA4?", "abc"},
    {"\xE2\x82\xAC", "\xE2\x82\xAC"},
    {"a+bcd", "bcd"},
    {"no such host", "no such host"},
    {"error: (.*): no space left", ": no space left"},
};

static void literals(void **state)
{
    struct fixture *const f = *state;
    for (size_t i = 0; i < sizeof literal_rows / sizeof *literal_rows; i++) {
        const struct literals_of *const row = &literal_rows[i];
        struct regex *const re = compile(f, row->pattern);
        const struct regex_literals got = regex_literals(re);
        const inq_str text = joined(&f->arena, &got);
        if ((got.n == 0) != (row->want == NULL) || !str_eq(text, str_of(row->want))) {
            fail_msg("%s: %.*s", row->pattern, STR_ARG(text));
        }
        regex_free(re);
    }
}

static char pick(uint32_t *seed, const char *from)
{
    *seed = *seed * 1664525 + 1013904223;
    return from[(*seed >> 16) % strlen(from)];
}

static bool holds_one(inq_str text, const struct regex_literals *l)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_find(text, l->items[i]) >= 0) {
            return true;
        }
    }
    return false;
}

/* Whatever a random pattern matches holds one of its literals. */
static void literals_are_in_every_match(void **state)
{
    struct fixture *const f = *state;
    uint32_t seed = 7;
    unsigned tried = 0;
    for (int round = 0; round < 30000; round++) {
        const struct arena_mark mark = arena_mark(&f->arena);
        char pattern[14];
        for (size_t i = 0; i < sizeof pattern; i++) {
            pattern[i] = pick(&seed, "aaaabbbb\\.?*+()[]|{2}0,^");
        }
        inq_str why;
        struct regex *const re = regex_new(&f->arena, (inq_str){pattern, sizeof pattern}, &why);
        const struct regex_literals found = re ? regex_literals(re) : (struct regex_literals){0};
        for (int k = 0; k < 30 && found.n; k++) {
            char text[16];
            for (size_t i = 0; i < sizeof text; i++) {
                text[i] = pick(&seed, "aaaaabbbbb.()]");
            }
            const inq_str s = {text, sizeof text};
            if (regex_find(re, &f->scratch, s, NULL) == REGEX_YES) {
                tried++;
                assert_true(holds_one(s, &found));
            }
        }
        regex_free(re);
        arena_rollback(&f->arena, mark);
    }
    assert_true(tried > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_groups, set_up, tear_down),
        cmocka_unit_test_setup_teardown(groups_behind_the_last_are_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_absent_pattern_is_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_utf8, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bad_patterns_say_why, set_up, tear_down),
        cmocka_unit_test_setup_teardown(groups_are_limited, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(catastrophes_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(looks_at_one_mebibyte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_runs_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(literals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(literals_are_in_every_match, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
