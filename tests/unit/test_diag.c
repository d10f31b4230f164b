/* SPDX-License-Identifier: MIT */
/* Diagnostics: the table of codes, caps, harmless messages. */
#include "diag.h"
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

static void the_table_is_sorted(void **state)
{
    (void)state;
    unsigned last = 0;
    size_t n = 0;
    for (const struct diag_code *c; (c = diag_code_at(n)) != NULL; n++) {
        assert_true(c->number > last);
        assert_in_range(c->number, 100, 899);
        assert_ptr_equal(diag_code(c->number), c);
        assert_true(*c->about && *c->hint);
        assert_in_range(c->level, INQ_INFO, INQ_ERROR);
        last = c->number;
    }
    assert_true(n > 40);
    assert_null(diag_code_at(SIZE_MAX));
}

static void looks_codes_up(void **state)
{
    (void)state;
    assert_int_equal(diag_code(203)->level, INQ_ERROR);
    assert_string_equal(diag_code(203)->about, "not YAML");
    assert_int_equal(diag_code(101)->level, INQ_INFO);
    assert_int_equal(diag_code(302)->level, INQ_WARNING);
    assert_null(diag_code(0));
    assert_null(diag_code(202));
    assert_null(diag_code(UINT32_MAX));
}

static void adds_in_order(void **state)
{
    struct fixture *const f = *state;
    struct diags d;
    diags_init(&d, &f->arena);
    assert_int_equal(diags_worst(&d), INQ_INFO);
    diag_add(&d, 101, 0, 0, "nothing in %s", "it");
    diag_add(&d, 302, 7, 3, "a key of %d bytes", 5000);
    assert_int_equal(d.n, 2);
    assert_int_equal(d.items[0].code, 101);
    assert_int_equal(d.items[0].line, 0);
    assert_string_equal(d.items[0].message.ptr, "nothing in it");
    assert_int_equal(d.items[1].line, 7);
    assert_int_equal(d.items[1].column, 3);
    assert_true(str_eq(d.items[1].message, STR("a key of 5000 bytes")));
    assert_int_equal(diags_worst(&d), INQ_WARNING);
    diag_add(&d, 201, 8, 1, "bad");
    diag_add(&d, 101, 9, 1, "%s", "");
    assert_int_equal(diags_worst(&d), INQ_ERROR);
    assert_int_equal(d.items[3].message.len, 0);
    assert_non_null(d.items[3].message.ptr);
}

static void unknown_codes_are_warnings(void **state)
{
    struct fixture *const f = *state;
    struct diags d;
    diags_init(&d, &f->arena);
    diag_add(&d, 999, 1, 1, "x");
    assert_int_equal(d.items[0].code, 999);
    assert_int_equal(diags_worst(&d), INQ_WARNING);
}

static void caps(void **state)
{
    struct fixture *const f = *state;
    struct diags d;
    diags_init(&d, &f->arena);
    for (unsigned i = 0; i < DIAG_LIMIT; i++) {
        diag_add(&d, 101, i, 1, "%u", i);
    }
    assert_int_equal(d.n, DIAG_LIMIT);
    assert_int_equal(d.dropped, 0);
    diag_add(&d, 302, 1, 1, "x");
    assert_int_equal(diags_worst(&d), INQ_WARNING);
    diag_add(&d, 201, 1, 1, "x");
    diag_add(&d, 101, 1, 1, "x");
    assert_int_equal(d.n, DIAG_LIMIT);
    assert_int_equal(d.dropped, 3);
    assert_int_equal(d.dropped_level, INQ_ERROR);
    assert_int_equal(diags_worst(&d), INQ_ERROR);
    assert_string_equal(d.items[DIAG_LIMIT - 1].message.ptr, "99");
}

static void caps_where_it_is_told(void **state)
{
    struct fixture *const f = *state;
    struct diags d;
    diags_init(&d, &f->arena);
    d.limit = 2;
    for (unsigned i = 0; i < 5; i++) {
        diag_add(&d, 101, 1, 1, "x");
    }
    assert_int_equal(d.n, 2);
    assert_int_equal(d.dropped, 3);
}

static void cleans_messages(void **state)
{
    struct fixture *const f = *state;
    struct diags d;
    diags_init(&d, &f->arena);
    diag_add(&d, 101, 1, 1, "a\x1B[31mb\nc\td\x7F\xC3\xA4%c.", '\0');
    assert_true(str_eq(d.items[0].message, STR("a?[31mb?c?d?\xC3\xA4?.")));
}

static void cuts_messages(void **state)
{
    struct fixture *const f = *state;
    struct diags d;
    diags_init(&d, &f->arena);
    for (int fill = 390; fill < 410; fill++) {
        diag_add(&d, 101, 1, 1, "%*d\xE2\x82\xAC\xE2\x82\xAC", fill, 1);
        const inq_str s = d.items[d.n - 1].message;
        assert_true(str_is_utf8(s));
        if (fill + 6 <= 400) {
            assert_int_equal(s.len, fill + 6);
            assert_true(str_ends(s, STR("\xE2\x82\xAC")));
        } else {
            assert_in_range(s.len, 401, 403);
            assert_true(str_ends(s, STR("\xE2\x80\xA6")));
        }
    }
    diag_add(&d, 101, 1, 1, "%100000d", 1);
    assert_int_equal(d.items[d.n - 1].message.len, 403);
}

static void cuts_what_is_not_utf8(void **state)
{
    struct fixture *const f = *state;
    struct diags d;
    diags_init(&d, &f->arena);
    char text[1000];
    memset(text, 0x80, sizeof text);
    diag_add(&d, 101, 1, 1, "%.*s", 1000, text);
    assert_in_range(d.items[0].message.len, 398, 403);
}

static void without_memory_it_counts(void **state)
{
    struct fixture *const f = *state;
    struct diags d;
    diags_init(&d, &f->arena);
    atomic_store(&f->budget.left, 0);
    diag_add(&d, 201, 1, 1, "x");
    assert_int_equal(d.n, 0);
    assert_int_equal(d.dropped, 1);
    assert_int_equal(diags_worst(&d), INQ_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_table_is_sorted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(looks_codes_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(adds_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unknown_codes_are_warnings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(caps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(caps_where_it_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cleans_messages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cuts_messages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cuts_what_is_not_utf8, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_memory_it_counts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
