/* SPDX-License-Identifier: MIT */
/* How conditions of alerts compare what a filter gave with the value they want. */
#include "alert.h"
#include "str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void compares_words_and_numbers(void **state)
{
    (void)state;
    static const struct {
        enum comparator how;
        const char *result, *value;
        bool holds;
    } rows[] = {
        {IS, "error", "error", true},
        {IS, "Error", "error", false},
        {IS, "1", "1.0", true},
        {IS, "running:1", "running", false},
        {IS_NOT, "error", "active", true},
        {IS_NOT, "5m", "300", false},
        {LESS, "9", "10", true},
        {LESS, "a", "b", false},
        {LESS_OR_SAME, "90s", "2m", true},
        {MORE, "-1", "-2", true},
        {MORE, "1e3", "999", true},
        {MORE_OR_SAME, "2", "2", true},
        {MORE_OR_SAME, "", "0", false},
        {MORE, "nan", "0", false},
        {MORE, "inf", "0", false},
        {IS, "", "", true},
        {IS, "null", "null", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(alert_compare(rows[i].how, str_of(rows[i].result), str_of(rows[i].value)),
                         rows[i].holds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(compares_words_and_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
