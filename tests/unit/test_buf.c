/* SPDX-License-Identifier: MIT */
/* Growing texts: appending, formatting, failing. */
#include "buf.h"
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
    atomic_init(&f.budget.left, (size_t)1 << 20);
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

static void assert_text(const struct buf *b, const char *want)
{
    const inq_str s = buf_str(b);
    assert_non_null(s.ptr);
    assert_int_equal(s.len, strlen(want));
    assert_memory_equal(s.ptr, want, s.len);
}

static void an_empty_one(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    assert_text(&b, "");
    buf_put(&b, STR_NONE);
    buf_put(&b, STR(""));
    buf_format(&b, "%s", "");
    assert_text(&b, "");
    assert_false(b.failed);
}

static void appends(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    buf_put(&b, STR("one"));
    buf_char(&b, ' ');
    buf_format(&b, "%d-%s", 2, "two");
    buf_char(&b, '!');
    assert_text(&b, "one 2-two!");
}

static void clears_and_keeps_the_memory(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    buf_put(&b, STR("some text"));
    const char *const at = b.ptr;
    const size_t cap = b.cap;
    buf_clear(&b);
    assert_text(&b, "");
    buf_put(&b, STR("x"));
    assert_ptr_equal(b.ptr, at);
    assert_int_equal(b.cap, cap);
    assert_text(&b, "x");
}

static void grows(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    for (int i = 0; i < 10000; i++) {
        buf_char(&b, (char)('a' + i % 26));
    }
    const inq_str s = buf_str(&b);
    assert_int_equal(s.len, 10000);
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(s.ptr[i], 'a' + i % 26);
    }
}

static void formats_at_every_fill(void **state)
{
    struct fixture *const f = *state;
    for (int fill = 0; fill < 300; fill++) {
        const struct arena_mark mark = arena_mark(&f->arena);
        struct buf b = buf_new(&f->arena);
        for (int i = 0; i < fill; i++) {
            buf_char(&b, '.');
        }
        buf_format(&b, "%s%05d", "number ", 42);
        const inq_str s = buf_str(&b);
        assert_int_equal(s.len, (size_t)fill + 12);
        assert_memory_equal(s.ptr + fill, "number 00042", 12);
        arena_rollback(&f->arena, mark);
    }
}

static void formats_long_texts(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    buf_format(&b, "%5000d", 7);
    buf_format(&b, "%5000d", 8);
    const inq_str s = buf_str(&b);
    assert_int_equal(s.len, 10000);
    assert_int_equal(s.ptr[4999], '7');
    assert_int_equal(s.ptr[9999], '8');
}

static void holds_any_byte(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    buf_put(&b, (inq_str){"a\0b", 3});
    buf_char(&b, '\0');
    assert_int_equal(buf_str(&b).len, 4);
    assert_memory_equal(buf_str(&b).ptr, "a\0b", 4);
}

static void puts_itself(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    buf_put(&b, STR("ab"));
    for (int i = 0; i < 10; i++) {
        buf_put(&b, buf_str(&b));
    }
    assert_int_equal(b.len, 2048);
    assert_memory_equal(b.ptr + 2046, "ab", 2);
}

static void failure_sticks(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    buf_put(&b, STR("before"));
    atomic_store(&f->budget.left, 0);
    static const char filler[40000];
    buf_put(&b, (inq_str){filler, sizeof filler});
    assert_true(b.failed);
    buf_char(&b, 'x');
    buf_put(&b, STR("x"));
    buf_format(&b, "x");
    assert_true(b.failed);
    assert_text(&b, "before");
    buf_clear(&b);
    assert_true(b.failed);
}

static void absurd_lengths_fail(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    buf_char(&b, 'x');
    buf_put(&b, (inq_str){"", SIZE_MAX - 1});
    assert_true(b.failed);
    assert_text(&b, "x");
}

static void formatting_fails(void **state)
{
    struct fixture *const f = *state;
    struct buf b = buf_new(&f->arena);
    buf_put(&b, STR("kept"));
    atomic_store(&f->budget.left, 0);
    buf_format(&b, "%30000d", 1);
    assert_true(b.failed);
    assert_text(&b, "kept");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(appends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(clears_and_keeps_the_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(grows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(formats_at_every_fill, set_up, tear_down),
        cmocka_unit_test_setup_teardown(formats_long_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(holds_any_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(puts_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(failure_sticks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(absurd_lengths_fail, set_up, tear_down),
        cmocka_unit_test_setup_teardown(formatting_fails, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
