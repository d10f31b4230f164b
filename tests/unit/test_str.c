/* SPDX-License-Identifier: MIT */
/* Slices: cutting, comparing, numbers, hashes, UTF-8, globs, distances. */
#include "str.h"

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
};

static int set_up(void **state)
{
    static struct fixture f;
    atomic_init(&f.budget.left, (size_t)4 << 20);
    arena_init(&f.arena, &f.budget);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *const f = *state;
    arena_free(&f->arena);
    return 0;
}

#define N(array) (sizeof(array) / sizeof *(array))

static void assert_str(inq_str got, const char *want)
{
    if (!want) {
        assert_null(got.ptr);
        return;
    }
    assert_non_null(got.ptr);
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.ptr, want, got.len);
}

static void compares(void **state)
{
    (void)state;
    assert_true(str_eq(STR("a"), STR("a")));
    assert_false(str_eq(STR("a"), STR("b")));
    assert_false(str_eq(STR("a"), STR("ab")));
    assert_true(str_eq(STR_NONE, STR("")));
    assert_true(str_eq_nocase(STR("StAtUs-9[]"), STR("sTaTuS-9[]")));
    assert_false(str_eq_nocase(STR("@"), STR("`")));
    assert_false(str_eq_nocase(STR("["), STR("{")));
    assert_false(str_eq_nocase(STR("a"), STR("ab")));
    assert_false(str_eq_nocase(STR("\xC3\x84"), STR("\xC3\xA4")));
    assert_true(str_eq_nocase(STR_NONE, STR("")));
}

static void orders(void **state)
{
    (void)state;
    static const char *const sorted[] = {"", "A", "a", "aa", "ab", "b", "\xC3\xA4", "\xFF"};
    for (size_t i = 0; i < N(sorted); i++) {
        for (size_t k = 0; k < N(sorted); k++) {
            const int order = str_cmp(str_of(sorted[i]), str_of(sorted[k]));
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
    }
    assert_int_equal(str_cmp(STR_NONE, STR("")), 0);
    assert_true(str_cmp(STR_NONE, STR("a")) < 0);
}

static void starts_and_ends(void **state)
{
    (void)state;
    assert_true(str_starts(STR("workflow"), STR("work")));
    assert_true(str_starts(STR("work"), STR("work")));
    assert_true(str_starts(STR("work"), STR("")));
    assert_true(str_starts(STR_NONE, STR_NONE));
    assert_false(str_starts(STR("wor"), STR("work")));
    assert_false(str_starts(STR_NONE, STR("work")));
    assert_true(str_ends(STR("a.yaml"), STR(".yaml")));
    assert_true(str_ends(STR("a"), STR_NONE));
    assert_true(str_ends(STR_NONE, STR("")));
    assert_false(str_ends(STR("yaml"), STR(".yaml")));
    assert_false(str_ends(STR("a.yml"), STR("yaml")));
}

static void finds(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("abcabc"), STR("abc")), 0);
    assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
    assert_int_equal(str_find(STR("abcabc"), STR("cb")), -1);
    assert_int_equal(str_find(STR("abc"), STR("abcd")), -1);
    assert_int_equal(str_find(STR("abc"), STR("")), 0);
    assert_int_equal(str_find(STR_NONE, STR_NONE), 0);
    assert_int_equal(str_find(STR_NONE, STR("a")), -1);
    assert_int_equal(str_find((inq_str){"a\0b", 3}, STR("b")), 2);
}

static void trims(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \t\r\n a b \t\r\n")), "a b");
    assert_str(str_trim(STR("a")), "a");
    assert_str(str_trim(STR(" \t ")), "");
    assert_str(str_trim(STR("")), "");
    assert_str(str_trim(STR("\v\f")), "\v\f");
    assert_str(str_trim(STR_NONE), NULL);
}

static void cuts(void **state)
{
    (void)state;
    inq_str rest;
    assert_str(str_cut(STR("a|b|c"), '|', &rest), "a");
    assert_str(rest, "b|c");
    assert_str(str_cut(rest, '|', &rest), "b");
    assert_str(str_cut(rest, '|', &rest), "c");
    assert_str(rest, NULL);
    assert_str(str_cut(STR("|"), '|', &rest), "");
    assert_str(rest, "");
    assert_str(str_cut(rest, '|', &rest), "");
    assert_str(rest, NULL);
    assert_str(str_cut(STR_NONE, '|', &rest), NULL);
    assert_str(rest, NULL);
}

static void lines(void **state)
{
    (void)state;
    inq_str rest = STR("one\r\n\ntwo\r\r\nthree\r");
    static const char *const want[] = {"one", "", "two\r", "three\r"};
    for (size_t i = 0; i < N(want); i++) {
        assert_non_null(rest.ptr);
        assert_str(str_line(rest, &rest), want[i]);
    }
    assert_null(rest.ptr);
    assert_str(str_line(STR("last\n"), &rest), "last");
    assert_null(rest.ptr);
    assert_str(str_line(STR("\r\n"), &rest), "");
    assert_null(rest.ptr);
    assert_str(str_line(STR(""), &rest), "");
    assert_null(rest.ptr);
    assert_str(str_line(STR_NONE, &rest), NULL);
    assert_null(rest.ptr);
}

static void numbers(void **state)
{
    (void)state;
    uint64_t v = 1;
    assert_true(str_u64(STR("0"), &v));
    assert_true(v == 0);
    assert_true(str_u64(STR("000123"), &v));
    assert_true(v == 123);
    assert_true(str_u64(STR("18446744073709551615"), &v));
    assert_true(v == UINT64_MAX);
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1a",
                                      "0x1",
                                      "1.0",
                                      "18446744073709551616",
                                      "18446744073709551620",
                                      "99999999999999999999999"};
    for (size_t i = 0; i < N(bad); i++) {
        assert_false(str_u64(str_of(bad[i]), &v));
    }
    assert_false(str_u64(STR_NONE, &v));
    assert_true(v == UINT64_MAX);
}

static void hash_depends_on_bytes_only(void **state)
{
    (void)state;
    char text[96];
    for (size_t n = 0; n < 64; n++) {
        memset(text, 'x', sizeof text);
        for (size_t i = 0; i < n; i++) {
            text[i] = (char)(i * 7 + n);
        }
        const uint64_t here = str_hash((inq_str){text, n});
        memmove(text + 3, text, n);
        text[2] = 'y';
        text[3 + n] = 'z';
        assert_true(str_hash((inq_str){text + 3, n}) == here);
        char *const exact = malloc(n ? n : 1);
        assert_non_null(exact);
        memcpy(exact, text + 3, n);
        assert_true(str_hash((inq_str){exact, n}) == here);
        free(exact);
    }
    assert_true(str_hash(STR_NONE) == str_hash(STR("")));
}

/* Each bit of the input moves about half of the bits of the hash. */
static void hash_mixes(void **state)
{
    (void)state;
    for (size_t n = 1; n < 50; n++) {
        char text[50] = "the hash of a text must depend on each of its bit";
        const uint64_t before = str_hash((inq_str){text, n});
        unsigned flipped = 0;
        for (size_t bit = 0; bit < n * 8; bit++) {
            text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
            const uint64_t after = str_hash((inq_str){text, n});
            text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
            assert_true(after != before);
            flipped += (unsigned)__builtin_popcountll(after ^ before);
        }
        assert_in_range(flipped / (n * 8), 26, 38);
    }
}

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a;
    const uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void hash_tells_apart(void **state)
{
    (void)state;
    enum { MANY = 200000 };
    static uint64_t seen[MANY];
    static const char zeros[512];
    char text[24];
    size_t n = 0;
    while (n < sizeof zeros) {
        seen[n] = str_hash((inq_str){zeros, n});
        n++;
    }
    for (; n < MANY; n++) {
        memset(text, '0', sizeof text);
        size_t rest = n;
        for (size_t at = sizeof text; rest; rest /= 10) {
            text[--at] = (char)('0' + rest % 10);
        }
        seen[n] = str_hash((inq_str){text, sizeof text});
    }
    qsort(seen, MANY, sizeof *seen, by_value);
    for (size_t i = 1; i < MANY; i++) {
        assert_true(seen[i] != seen[i - 1]);
    }
}

static void copies(void **state)
{
    struct fixture *const f = *state;
    const inq_str copy = str_copy(&f->arena, (inq_str){"a\0bc", 3});
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "a\0b", 4);
    assert_str(str_copy(&f->arena, STR("")), "");
    assert_str(str_copy(&f->arena, STR_NONE), NULL);
    assert_str(str_lower(&f->arena, STR("STATUS [Z]@\xC3\x84")), "status [z]@\xC3\x84");
    assert_str(str_lower(&f->arena, STR_NONE), NULL);
    assert_str(str_format(&f->arena, "%s %d", "x", 7), "x 7");
    assert_str(str_format(&f->arena, "%s", ""), "");
    assert_int_equal(str_format(&f->arena, "%100000d", 1).len, 100000);
    assert_str(str_format(&f->arena, "%.*s!", STR_ARG(STR_NONE)), "!");
}

static void copies_unwind(void **state)
{
    struct fixture *const f = *state;
    jmp_buf unwind;
    f->arena.unwind = &unwind;
    atomic_store(&f->budget.left, 0);
    volatile int step = 0;
    if (setjmp(unwind)) {
        step++;
    }
    if (step == 0) {
        (void)str_copy(&f->arena, STR("a"));
    } else if (step == 1) {
        (void)str_lower(&f->arena, STR("a"));
    } else if (step == 2) {
        (void)str_format(&f->arena, "a");
    }
    assert_int_equal(step, 3);
}

static void utf8_lengths(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t want;
    } rows[] = {
        {"a", 1},
        {"\x7F", 1},
        {"\x80", 0},
        {"\xBF", 0},
        {"\xC0\x80", 0},
        {"\xC1\xBF", 0},
        {"\xC2\x80", 2},
        {"\xDF\xBF", 2},
        {"\xC2", 0},
        {"\xC2\x41", 0},
        {"\xC2\xC0", 0},
        {"\xE0\x9F\xBF", 0},
        {"\xE0\xA0\x80", 3},
        {"\xE1\x80\x80", 3},
        {"\xE1\x80", 0},
        {"\xE1\x80\x7F", 0},
        {"\xEC\xBF\xBF", 3},
        {"\xED\x9F\xBF", 3},
        {"\xED\xA0\x80", 0},
        {"\xED\xBF\xBF", 0},
        {"\xEE\x80\x80", 3},
        {"\xEF\xBF\xBF", 3},
        {"\xF0\x8F\xBF\xBF", 0},
        {"\xF0\x90\x80\x80", 4},
        {"\xF3\xBF\xBF\xBF", 4},
        {"\xF4\x8F\xBF\xBF", 4},
        {"\xF4\x90\x80\x80", 0},
        {"\xF5\x80\x80\x80", 0},
        {"\xF8\x88\x80\x80\x80", 0},
        {"\xFE", 0},
        {"\xFF", 0},
        {"\xF0\x90\x80", 0},
        {"\xF0\x90\x80\x41", 0},
        {"\xF0\x90\x41\x80", 0},
    };
    for (size_t i = 0; i < N(rows); i++) {
        const inq_str s = str_of(rows[i].text);
        assert_int_equal(str_utf8_length(s), rows[i].want);
        assert_int_equal(str_is_utf8(s), rows[i].want == s.len);
    }
    assert_int_equal(str_utf8_length((inq_str){"\0", 1}), 1);
}

static size_t encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    const size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n; i-- > 1; c >>= 6) {
        out[i] = (char)(0x80 | (c & 0x3F));
    }
    out[0] = (char)(marks[n] | c);
    return n;
}

static void utf8_every_code_point(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x120000; c++) {
        char text[4];
        const inq_str s = {text, encode(c, text)};
        const bool valid = c < 0x110000 && (c < 0xD800 || c > 0xDFFF);
        assert_int_equal(str_utf8_length(s), valid ? s.len : 0);
    }
}

static void utf8_in_long_texts(void **state)
{
    (void)state;
    char text[64];
    for (size_t at = 0; at < 60; at++) {
        memset(text, 'a', sizeof text);
        memcpy(text + at, "\xE2\x80\xA6", 3);
        assert_true(str_is_utf8((inq_str){text, sizeof text}));
        assert_int_equal(str_code_points((inq_str){text, sizeof text}), 62);
        assert_false(str_is_utf8((inq_str){text, at + 2}));
        text[at + 1] = 'a';
        assert_false(str_is_utf8((inq_str){text, sizeof text}));
    }
    assert_true(str_is_utf8(STR_NONE));
    assert_int_equal(str_code_points(STR_NONE), 0);
}

static const struct glob_row {
    const char *pattern, *text;
    bool want;
} glob_rows[] = {
    {"", "", true},
    {"", "a", false},
    {"a", "", false},
    {"a", "a", true},
    {"a", "A", false},
    {"*", "", true},
    {"*", "abc", true},
    {"**", "abc", true},
    {"a*", "a", true},
    {"a*", "ba", false},
    {"*a", "ba", true},
    {"*a", "ab", false},
    {"a*c", "abc", true},
    {"a*c", "ac", true},
    {"a*c", "acb", false},
    {"*a*b*", "xxaxxbxx", true},
    {"*a*b*", "xxbxxaxx", false},
    {"*ab", "aab", true},
    {"*aab", "aaaab", true},
    {"a*b*c", "abbcbc", true},
    {"*.yaml", "x.yaml", true},
    {"*.yaml", "x.yml", false},
    {"?", "a", true},
    {"?", "", false},
    {"?", "ab", false},
    {"?", "\xC3\xA4", true},
    {"??", "\xC3\xA4", false},
    {"*??", "\xC3\xA4", false},
    {"?", "\xE2\x82\xAC", true},
    {"?*?", "ab", true},
    {"?*?", "a", false},
    {"??", "\xFF\xFE", true},
    {"[abc]", "b", true},
    {"[abc]", "d", false},
    {"[a-c]x", "bx", true},
    {"[a-c]", "d", false},
    {"[!a-c]", "d", true},
    {"[!a-c]", "b", false},
    {"[!a]", "", false},
    {"[a-]", "-", true},
    {"[-a]", "-", true},
    {"[a-]", "b", false},
    {"[]]", "]", true},
    {"[]a]", "a", true},
    {"[!]]", "]", false},
    {"[!]]", "a", true},
    {"[\\]]", "]", true},
    {"[\\!a]", "!", true},
    {"[a!]", "!", true},
    {"[c-a]", "b", false},
    {"[a", "[a", true},
    {"[a", "a", false},
    {"[", "[", true},
    {"[!", "[!", true},
    {"[]", "[]", true},
    {"a[", "a[", true},
    {"[\xC3\xA0-\xC3\xBC]", "\xC3\xA4", true},
    {"[\xC3\xA0-\xC3\xBC]", "\xC4\x80", false},
    {"*[0-9]", "pod-7", true},
    {"*[0-9]*[0-9]", "a1b2", true},
    {"*[0-9]*[0-9]", "a1b", false},
    {"\\*", "*", true},
    {"\\*", "a", false},
    {"\\?", "?", true},
    {"\\[a]", "[a]", true},
    {"\\\\", "\\", true},
    {"\\a", "a", true},
    {"a\\", "a\\", true},
    {"*\\*", "ab*", true},
    {"\xFF", "\xFF", true},
    {"\xFF", "\xC3\xBF", false},
};

static void globs(void **state)
{
    (void)state;
    for (size_t i = 0; i < N(glob_rows); i++) {
        if (str_glob(glob_rows[i].pattern, str_of(glob_rows[i].text)) != glob_rows[i].want) {
            fail_msg("%s on %s", glob_rows[i].pattern, glob_rows[i].text);
        }
    }
    assert_true(str_glob("*", STR_NONE));
    assert_true(str_glob("", STR_NONE));
    assert_false(str_glob("a", STR_NONE));
    assert_true(str_glob("a?b", (inq_str){"a\0b", 3}));
}

static void globs_do_not_explode(void **state)
{
    (void)state;
    static char text[20000];
    memset(text, 'a', sizeof text);
    assert_false(str_glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", (inq_str){text, sizeof text}));
    assert_true(str_glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*", (inq_str){text, sizeof text}));
}

static void distances(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned limit, want;
    } rows[] = {
        {"", "", 3, 0},
        {"", "abc", 3, 3},
        {"", "abc", 2, 3},
        {"abc", "abc", 0, 0},
        {"abc", "abd", 0, 1},
        {"abc", "abd", 3, 1},
        {"abc", "ab", 3, 1},
        {"abc", "bc", 3, 1},
        {"abc", "acb", 3, 1},
        {"abcd", "badc", 3, 2},
        {"ca", "abc", 9, 3},
        {"kitten", "sitting", 9, 3},
        {"kitten", "sitting", 2, 3},
        {"kitten", "sitting", 1, 2},
        {"runtime", "runtmie", 2, 1},
        {"xabcdef", "abcdefx", 5, 2},
        {"abcdef", "ghijkl", 3, 4},
        {"abcdef", "ghijkl", UINT32_MAX, 6},
        {"a", "abcdefgh", 4, 5},
        {"abcdefgh", "h", 9, 7},
    };
    for (size_t i = 0; i < N(rows); i++) {
        const inq_str a = str_of(rows[i].a);
        const inq_str b = str_of(rows[i].b);
        assert_int_equal(str_distance(a, b, rows[i].limit), rows[i].want);
        assert_int_equal(str_distance(b, a, rows[i].limit), rows[i].want);
    }
    assert_int_equal(str_distance(STR_NONE, STR("ab"), 5), 2);
}

/* The whole table, without a band. */
static void the_nearest(void **state)
{
    (void)state;
    struct nearest n = {.word = STR("servce")};
    nearest_try(&n, STR("volume"));
    assert_null(n.found.ptr);
    nearest_try(&n, STR("service2"));
    assert_int_equal(n.distance, 2);
    nearest_try(&n, STR("service"));
    nearest_try(&n, STR("servile"));
    assert_true(str_eq(n.found, STR("service")));
    nearest_try(&n, STR("servce"));
    nearest_try(&n, STR("servce"));
    assert_int_equal(n.distance, 0);
    n = (struct nearest){.word = STR("ab")};
    nearest_try(&n, STR("cd"));
    assert_null(n.found.ptr);
}

static unsigned plain_distance(inq_str a, inq_str b)
{
    static unsigned d[16][16];
    for (size_t i = 0; i <= a.len; i++) {
        for (size_t k = 0; k <= b.len; k++) {
            unsigned best = (unsigned)(i + k);
            if (i && k) {
                const bool differ = a.ptr[i - 1] != b.ptr[k - 1];
                const unsigned ways[] = {d[i - 1][k] + 1, d[i][k - 1] + 1,
                                         d[i - 1][k - 1] + differ};
                best = ways[0] < ways[1] ? ways[0] : ways[1];
                best = ways[2] < best ? ways[2] : best;
            }
            const bool swapped =
                i > 1 && k > 1 && a.ptr[i - 1] == b.ptr[k - 2] && a.ptr[i - 2] == b.ptr[k - 1];
            if (swapped && d[i - 2][k - 2] + 1 < best) {
                best = d[i - 2][k - 2] + 1;
            }
            d[i][k] = best;
        }
    }
    return d[a.len][b.len];
}

static void distances_agree_with_the_whole_table(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        char text[2][12];
        inq_str s[2];
        for (size_t i = 0; i < 2; i++) {
            seed = seed * 1664525 + 1013904223;
            s[i] = (inq_str){text[i], seed >> 20 & 7};
            for (size_t k = 0; k < s[i].len; k++) {
                seed = seed * 1664525 + 1013904223;
                text[i][k] = (char)('a' + (seed >> 24) % 3);
            }
        }
        const unsigned want = plain_distance(s[0], s[1]);
        for (unsigned limit = 0; limit < 9; limit++) {
            const unsigned capped = want < limit ? want : limit + 1;
            assert_int_equal(str_distance(s[0], s[1], limit), want == limit ? want : capped);
        }
    }
}

static void distances_of_long_texts(void **state)
{
    (void)state;
    static char a[5000];
    static char b[5000];
    memset(a, 'a', sizeof a);
    memset(b, 'a', sizeof b);
    b[0] = b[2500] = b[4999] = 'b';
    const inq_str x = {a, sizeof a};
    const inq_str y = {b, sizeof b};
    assert_int_equal(str_distance(x, y, 10), 3);
    assert_int_equal(str_distance(x, y, 2), 3);
    assert_int_equal(str_distance(x, y, 1), 2);
    assert_int_equal(str_distance(x, STR(""), UINT32_MAX), 256);
    memset(b, 'b', sizeof b);
    assert_int_equal(str_distance(x, y, UINT32_MAX), 256);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares),
        cmocka_unit_test(orders),
        cmocka_unit_test(starts_and_ends),
        cmocka_unit_test(finds),
        cmocka_unit_test(trims),
        cmocka_unit_test(cuts),
        cmocka_unit_test(lines),
        cmocka_unit_test(numbers),
        cmocka_unit_test(hash_depends_on_bytes_only),
        cmocka_unit_test(hash_mixes),
        cmocka_unit_test(hash_tells_apart),
        cmocka_unit_test_setup_teardown(copies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(copies_unwind, set_up, tear_down),
        cmocka_unit_test(utf8_lengths),
        cmocka_unit_test(utf8_every_code_point),
        cmocka_unit_test(utf8_in_long_texts),
        cmocka_unit_test(globs),
        cmocka_unit_test(globs_do_not_explode),
        cmocka_unit_test(distances),
        cmocka_unit_test(the_nearest),
        cmocka_unit_test(distances_agree_with_the_whole_table),
        cmocka_unit_test(distances_of_long_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
