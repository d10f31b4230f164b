/* SPDX-License-Identifier: MIT */
/* The window: what is made safe, however the bytes come; places and spans while it moves. */
#include "str.h"
#include "window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct feed {
    inq_str rest;
    size_t step; /* bytes given at a time, at most */
};

static ptrdiff_t give(void *self, char *into, size_t size)
{
    struct feed *const f = self;
    size_t n = f->rest.len < f->step ? f->rest.len : f->step;
    n = n < size ? n : size;
    memcpy(into, f->rest.ptr, n);
    f->rest = (inq_str){f->rest.ptr + n, f->rest.len - n};
    return (ptrdiff_t)n;
}

static ptrdiff_t give_nothing(void *self, char *into, size_t size)
{
    (void)self, (void)into, (void)size;
    return -1;
}

struct fixture {
    struct budget budget;
    struct feed feed;
    struct window window;
};

static struct window *begin(struct fixture *f, inq_str text, size_t step)
{
    atomic_init(&f->budget.left, (size_t)64 << 20);
    f->feed = (struct feed){text, step};
    window_init(&f->window, (struct byte_source){give, &f->feed}, &f->budget);
    return &f->window;
}

static void end(struct fixture *f)
{
    window_free(&f->window);
    assert_int_equal(atomic_load(&f->budget.left), (size_t)64 << 20);
}

static void read_all(struct window *w)
{
    while (window_more(w, 0)) {
    }
}

/* The place of an offset, counted the slow way. */
static struct place count_place(inq_str text, size_t offset)
{
    struct place p = {offset, 1, 1};
    for (size_t i = 0; i < offset; i++) {
        const bool newline = text.ptr[i] == '\n';
        p.line += newline;
        p.column = newline ? 1 : p.column + (((unsigned char)text.ptr[i] & 0xc0) != 0x80);
    }
    return p;
}

static void assert_place(struct window *w, inq_str text, size_t offset)
{
    const struct place got = window_place(w, offset), want = count_place(text, offset);
    assert_int_equal(got.offset, offset);
    assert_int_equal(got.line, want.line);
    assert_int_equal(got.column, want.column);
}

static const struct {
    const char *raw, *safe;
    unsigned bad, escapes;
} texts[] = {
    {"plain\ttext\r\n", "plain\ttext\r\n", 0, 0},
    {"a\x1b[31mb\x1b[0m", "a     b    ", 0, 2},
    {"a\x1b]0;title\x07z", "a          z", 0, 1},
    {"a\x1b]0;never ended\nz", "a               \nz", 0, 1},
    {"a\x1bPdevice\x07z", "a         z", 0, 1},
    {"a\x1b(z", "a  z", 0, 1},
    {"cut\x1b[3", "cut   ", 0, 1},
    {"cut\x1b", "cut ", 0, 1},
    {"\xc3\xa9\xe2\x86\x92\xf0\x9f\x9a\xa8.", "\xc3\xa9\xe2\x86\x92\xf0\x9f\x9a\xa8.", 0, 0},
    {"t\xffster", "t?ster", 1, 0},
    {"\xc3", "?", 1, 0},
    {"\xe2\x86z", "??z", 2, 0},
    {"\xc0\xaf\xed\xa0\x80", "?????", 5, 0},
    {"nul\x01\x7f.", "nul??.", 2, 0},
};

static void makes_bytes_safe_however_they_come(void **state)
{
    struct fixture f;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t step = 1; step < 12; step++) {
            const inq_str safe = str_of(texts[i].safe);
            struct window *const w = begin(&f, str_of(texts[i].raw), step);
            read_all(w);
            assert_int_equal(window_to(w), safe.len);
            assert_memory_equal(window_at(w, 0).ptr, safe.ptr, safe.len);
            assert_int_equal(w->bad_utf8.count, texts[i].bad);
            assert_int_equal(w->escapes.count, texts[i].escapes);
            end(&f);
        }
}

/* An ESC \ that comes in two reads is blanked all the same. */
static void blanks_a_split_terminator(void **state)
{
    struct fixture f;
    const inq_str raw = STR("a\x1b]0;title\x1b\\z"), safe = STR("a           z");
    (void)state;
    for (size_t step = 1; step <= raw.len; step++) {
        struct window *const w = begin(&f, raw, step);
        read_all(w);
        assert_int_equal(window_to(w), safe.len);
        assert_memory_equal(window_at(w, 0).ptr, safe.ptr, safe.len);
        assert_int_equal(w->escapes.place.column, 2);
        end(&f);
    }
}

static void tells_where_the_first_mending_was(void **state)
{
    struct fixture f;
    (void)state;
    struct window *const w = begin(&f, STR("\xc3\xa9\n\xe2\x86\x92 \xff \x1b[1m \xff"), 3);
    read_all(w);
    assert_int_equal(w->bad_utf8.count, 2);
    assert_int_equal(w->bad_utf8.place.line, 2);
    assert_int_equal(w->bad_utf8.place.column, 3);
    assert_int_equal(w->escapes.place.line, 2);
    assert_int_equal(w->escapes.place.column, 5);
    end(&f);
}

/* A control sequence without an end does not hold up the rest of the input. */
static void gives_up_on_endless_sequences(void **state)
{
    static char text[3 * WINDOW_CHUNK];
    struct fixture f;
    (void)state;
    memset(text, ';', sizeof text);
    memcpy(text, "\x1b[", 2);
    struct window *const w = begin(&f, (inq_str){text, sizeof text}, sizeof text);
    read_all(w);
    assert_int_equal(window_to(w), sizeof text);
    assert_int_equal(window_at(w, 0).ptr[0], ' ');
    assert_int_equal(window_at(w, sizeof text - 1).ptr[0], ';');
    end(&f);
}

static void places_count_code_points(void **state)
{
    struct fixture f;
    const inq_str text = STR("a\xc3\xb1\xe2\x86\x92z\n\n\xf0\x9f\x9a\xa8\ty\r\nend");
    (void)state;
    struct window *const w = begin(&f, text, 4);
    read_all(w);
    for (size_t i = 0; i < text.len; i++)
        if (((unsigned char)text.ptr[i] & 0xc0) != 0x80)
            assert_place(w, text, i);
    assert_place(w, text, 0); /* and back again */
    assert_place(w, text, text.len);
    end(&f);
}

/* Some 600 KB of lines, wide ones among them; one line is longer than a chunk. */
static inq_str long_text(void)
{
    static char text[600000];
    uint32_t random = 7;
    for (size_t i = 0; i + 4 < sizeof text; i++) {
        random = random * 1664525u + 1013904223u;
        const bool in_long_line = i > 200000 && i < 300000;
        const unsigned dice = random >> 24;
        text[i] = dice < 8 && !in_long_line ? '\n' : (char)('a' + dice % 26);
        if (dice > 245 && i > 100000) {
            memcpy(text + i, "\xe2\x86\x92", 3);
            i += 2;
        }
    }
    return (inq_str){text, sizeof text - 4};
}

static void places_hold_while_the_window_moves(void **state)
{
    static const size_t strides[] = {977, 20011, 70001};
    const inq_str text = long_text();
    struct fixture f;
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        struct window *const w = begin(&f, text, WINDOW_CHUNK);
        for (size_t at = 0; at < text.len; at += strides[s]) {
            while (at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80)
                at++;
            const inq_str got = window_peek(w, at, 16);
            const size_t n = text.len - at < 16 ? text.len - at : 16;
            assert_true(got.len >= n);
            assert_memory_equal(got.ptr, text.ptr + at, n);
            assert_place(w, text, at);
        }
        assert_true(w->size < 16 * WINDOW_CHUNK);
        end(&f);
    }
}

static void keeps_what_is_asked_for(void **state)
{
    const inq_str text = long_text();
    struct fixture f;
    (void)state;
    struct window *const w = begin(&f, text, WINDOW_CHUNK);
    const inq_str all = window_peek(w, 0, text.len);
    assert_int_equal(all.len, text.len);
    assert_memory_equal(all.ptr, text.ptr, text.len);
    assert_false(window_more(w, 0));
    assert_false(w->failed);
    end(&f);
}

static void assert_span(const struct window *w, size_t offset, const char *text)
{
    struct span span = {0};
    assert_true(window_span(w, offset, &span));
    assert_int_equal(span.to - span.from, strlen(text));
    assert_memory_equal(window_at(w, span.from).ptr, text, strlen(text));
}

static void spans_take_the_lines_around(void **state)
{
    struct fixture f;
    struct span span;
    (void)state;
    struct window *const w = begin(&f, STR("one\ntwo\nthree\nfour\nfive"), 64);
    assert_false(window_span(w, 0, &span));
    read_all(w);
    assert_span(w, 1, "one\ntwo");
    assert_span(w, 9, "two\nthree\nfour");
    assert_span(w, 20, "four\nfive");
    assert_false(window_span(w, 23, &span));
    end(&f);
}

static void spans_of_giant_lines_are_short_and_whole(void **state)
{
    static char text[4096];
    struct fixture f;
    struct span span;
    (void)state;
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    struct window *const w = begin(&f, (inq_str){text, sizeof text}, sizeof text);
    read_all(w);
    for (size_t at = 1024; at < 1040; at += 2) {
        assert_true(window_span(w, at, &span));
        assert_in_range(at - span.from, 90, 120);
        assert_in_range(span.to - at, 90, 120);
        assert_true(
            str_is_utf8((inq_str){window_at(w, span.from).ptr, (size_t)(span.to - span.from)}));
    }
    end(&f);
}

static void faults_of_the_source_and_the_budget_end_it(void **state)
{
    struct budget budget;
    struct window w;
    struct feed feed = {STR("some bytes"), 4};
    (void)state;
    atomic_init(&budget.left, (size_t)64 << 20);
    window_init(&w, (struct byte_source){give_nothing, NULL}, &budget);
    assert_int_equal(window_peek(&w, 0, 1).len, 0);
    assert_true(w.failed);
    window_free(&w);
    atomic_init(&budget.left, 100);
    window_init(&w, (struct byte_source){give, &feed}, &budget);
    assert_int_equal(window_peek(&w, 0, 1).len, 0);
    assert_true(w.failed);
    window_free(&w);
    assert_int_equal(atomic_load(&budget.left), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_bytes_safe_however_they_come),
        cmocka_unit_test(blanks_a_split_terminator),
        cmocka_unit_test(tells_where_the_first_mending_was),
        cmocka_unit_test(gives_up_on_endless_sequences),
        cmocka_unit_test(places_count_code_points),
        cmocka_unit_test(places_hold_while_the_window_moves),
        cmocka_unit_test(keeps_what_is_asked_for),
        cmocka_unit_test(spans_take_the_lines_around),
        cmocka_unit_test(spans_of_giant_lines_are_short_and_whole),
        cmocka_unit_test(faults_of_the_source_and_the_budget_end_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
