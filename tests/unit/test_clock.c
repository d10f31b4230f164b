/* SPDX-License-Identifier: MIT */
/* Times: RFC 3339, the calendar, times in paths, durations. */
#include "clock.h"
#include "str.h"

#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct row {
    const char *text;
    int64_t want;
};

static void assert_rows(int64_t (*read)(inq_str), const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const int64_t got = read(str_of(rows[i].text));
        if (got != rows[i].want) {
            fail_msg("%s: %lld, not %lld", rows[i].text, (long long)got, (long long)rows[i].want);
        }
    }
}
#define ASSERT_ROWS(read, rows) assert_rows((read), (rows), sizeof(rows) / sizeof *(rows))

#define AUGUST 1754479957 /* 2025-08-06T11:32:37Z */
#define MINUTE (AUGUST - 37)
#define INDIA (5 * 3600 + 1800)

static void parses(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59Z", -1},
        {"2025-08-06T11:32:37Z", AUGUST},
        {"2025-08-06t11:32:37z", AUGUST},
        {"2025-08-06 11:32:37Z", AUGUST},
        {"2025-08-06T11:32:37", AUGUST},
        {"2025-08-06T11:32Z", MINUTE},
        {"2025-08-06 11:32", MINUTE},
        {"2025-08-06T11:32:37.5Z", AUGUST},
        {"2025-08-06T11:32:37.999999999Z", AUGUST},
        {"2025-08-06T11:32:37.123+05:30", AUGUST - INDIA},
        {"2025-08-06T11:32:37+05:30", AUGUST - INDIA},
        {"2025-08-06T11:32:37-05:30", AUGUST + INDIA},
        {"2025-08-06T11:32+05:30", MINUTE - INDIA},
        {"2025-08-06T11:32:37+00:00", AUGUST},
        {"2025-08-06T11:32:37-00:00", AUGUST},
        {"2025-08-06T11:32:37+23:59", AUGUST - 86340},
        {"2016-12-31T23:59:60Z", 1483228800},
        {"2017-01-01T05:29:60+05:30", 1483228800},
        {"2000-02-29T00:00:00Z", 951782400},
        {"2024-02-29T12:00:00Z", 1709208000},
        {"0000-01-01T00:00:00Z", -62167219200},
        {"9999-12-31T23:59:59Z", 253402300799},
        {"2038-01-19T03:14:08Z", 2147483648},
    };
    ASSERT_ROWS(clock_parse, rows);
}

/* Near misses of RFC 3339, and dates that no calendar has. */
static const char *const no_times[] = {
    "",
    "Z",
    "2025",
    "2025-08-06",
    "2025-08-06T",
    "2025-08-06T11",
    "2025-08-06T11:",
    "2025-08-06T11:3",
    "2025-08-06T11:32:",
    "2025-08-06T11:32:3",
    "2025-08-06T11:32:377",
    "2025-08-06T11:32.5Z",
    "2025-08-06T11:32:37.",
    "2025-08-06T11:32:37.Z",
    "2025-08-06T11:32:37,5Z",
    " 2025-08-06T11:32:37Z",
    "2025-08-06T11:32:37Z ",
    "2025-08-06T11:32:37ZZ",
    "2025-08-06_11:32:37Z",
    "2025-08-06-11:32:37Z",
    "20250806T113237Z",
    "2025-08-06T11-32-37Z",
    "2025-0806T11:32:37Z",
    "2025/08/06T11:32:37Z",
    "2025-08-06T11:32:37+05",
    "2025-08-06T11:32:37+0530",
    "2025-08-06T11:32:37+05:3",
    "2025-08-06T11:32:37+24:00",
    "2025-08-06T11:32:37+05:60",
    "2025-08-06T11:32:37+",
    "2025-08-06T11:32:37 Z",
    "2025-08-06T11:32:37UTC",
    "2025-13-06T11:32:37Z",
    "2025-00-06T11:32:37Z",
    "2025-08-00T11:32:37Z",
    "2025-08-32T11:32:37Z",
    "2025-02-29T11:32:37Z",
    "1900-02-29T11:32:37Z",
    "2100-02-29T11:32:37Z",
    "2000-02-30T11:32:37Z",
    "2025-04-31T11:32:37Z",
    "2025-08-06T24:00:00Z",
    "2025-08-06T11:60:00Z",
    "2025-08-06T11:32:61Z",
    "2025-08-06T11:32:60Z",
    "-2025-08-06T11:32:37Z",
    "12025-08-06T11:32:37Z",
    "25-08-06T11:32:37Z",
    "now",
};

static void refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof no_times / sizeof *no_times; i++) {
        if (clock_parse(str_of(no_times[i])) != CLOCK_NONE) {
            fail_msg("%s was read", no_times[i]);
        }
    }
    assert_true(clock_parse(STR_NONE) == CLOCK_NONE);
    assert_true(clock_parse((inq_str){"2025-08-06T11:32:37Z\0", 21}) == CLOCK_NONE);
}

static void formats(void **state)
{
    (void)state;
    char text[CLOCK_TEXT];
    assert_string_equal(clock_format(0, text), "1970-01-01T00:00:00Z");
    assert_string_equal(clock_format(-1, text), "1969-12-31T23:59:59Z");
    assert_string_equal(clock_format(AUGUST, text), "2025-08-06T11:32:37Z");
    assert_ptr_equal(clock_format(951782400, text), text);
    assert_string_equal(text, "2000-02-29T00:00:00Z");
    assert_string_equal(clock_format(-62167219200, text), "0000-01-01T00:00:00Z");
    assert_string_equal(clock_format(253402300799, text), "9999-12-31T23:59:59Z");
}

static void formats_nothing_outside_of_its_years(void **state)
{
    (void)state;
    char text[CLOCK_TEXT];
    assert_string_equal(clock_format(-62167219201, text), "");
    assert_string_equal(clock_format(253402300800, text), "");
    assert_string_equal(clock_format(CLOCK_NONE, text), "");
    assert_string_equal(clock_format(INT64_MAX, text), "");
}

/* Every day of ten thousand years there and back, against a calendar that counts days. */
static void each_day(void **state)
{
    (void)state;
    int64_t t = -62167219200 + 43200;
    char text[CLOCK_TEXT];
    char last[CLOCK_TEXT] = "";
    while (*clock_format(t, text)) {
        assert_true(strcmp(last, text) < 0);
        assert_true(clock_parse(str_of(text)) == t);
        memcpy(last, text, sizeof last);
        t += 86400;
    }
    assert_string_equal(last, "9999-12-31T12:00:00Z");
}

static void agrees_with_libc(void **state)
{
    (void)state;
    char text[CLOCK_TEXT];
    char want[CLOCK_TEXT];
    for (int64_t t = -2000000000; t < 8000000000; t += 9999991) {
        struct tm tm;
        const time_t at = (time_t)t;
        assert_non_null(gmtime_r(&at, &tm));
        assert_int_equal(strftime(want, sizeof want, "%Y-%m-%dT%H:%M:%SZ", &tm), 20);
        assert_string_equal(clock_format(t, text), want);
    }
}

static void finds_in_paths(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"2025-08-06T11:32:37Z", AUGUST},
        {"dumps/2025-08-06T11:32:37Z/get.txt", AUGUST},
        {"dumps/2025-08-06T11-32-37Z.txt", AUGUST},
        {"dumps/2025-08-06T11_32_37Z.txt", AUGUST},
        {"a/20250806T113237Z", AUGUST},
        {"a/20250806T113237.json", AUGUST},
        {"a/20250806_113237.json", AUGUST},
        {"a/20250806-113237.json", AUGUST},
        {"a/2025-08-06_1132", MINUTE},
        {"a/2025-08-06_1132.txt", MINUTE},
        {"a/2025-08-06_11-32", MINUTE},
        {"a/2025-08-06 11:32:37 UTC", AUGUST},
        {"a/2025-08-06_11_32_37_get", AUGUST},
        {"get-2025-08-06-11-32-37.yaml", AUGUST},
        {"get2025-08-06T11:32:37.123Z.yaml", AUGUST},
        {"x/2025-08-06T11:32:37+05:30/y", AUGUST - INDIA},
        {"x/2025-08-06T11:32:37+0530/y", AUGUST - INDIA},
        {"x/20250806T113237+0530.log", AUGUST - INDIA},
        {"x/2025-08-06T11-32-37+05-30.log", AUGUST - INDIA},
        {"x/2025-08-06T11:32:37-05:30/y", AUGUST + INDIA},
        {"x/2025-08-06T11-32-37-0001.log", AUGUST},
        {"x/2025-08-06T11-32-99.log", MINUTE},
        {"x/2025-08-06T11-32-node5.log", MINUTE},
        {"x/2025-08-06T113237.7z", AUGUST},
        {"2024-01-01T00:00:00Z/2025-08-06T11:32:37Z", AUGUST},
        {"2025-08-06T11:32:37Z/2024-13-01T00:00:00Z", AUGUST},
        {"2025-08-06T11:32:37Z/2026-01-01/x", AUGUST},
        {"2025-08-06T11:32:37Z2025-08-06T11:32:38Z", AUGUST + 1},
        {"x/00000000_0000_2025-08-06_1132.txt", MINUTE},
    };
    ASSERT_ROWS(clock_from_path, rows);
}

static void finds_no_time(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "",
        "-",
        "get.txt",
        "dumps/2025-08-06/get.txt",
        "20250806.txt",
        "2025-08-06T11.txt",
        "2025-08-06_113.txt",
        "2025-08-06_11323.txt",
        "2025-08-06_1132371.txt",
        "12025-08-06T11:32:37Z",
        "120250806T113237Z",
        "2025-02-29T11:32:37Z",
        "2025-08-06T25:00:00Z",
        "report-2025-08-06-1132.txt",
        "20250806113237.txt",
        "1969-01-01T00:00:00Z",
        "2025_08_06T11:32:37Z",
        "2025-0806T113237",
        "2025-08-06/11:32:37",
        "11:32:37",
        "1-2-3T4:5:6",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (clock_from_path(str_of(paths[i])) != CLOCK_NONE) {
            fail_msg("%s has a time", paths[i]);
        }
    }
    assert_true(clock_from_path(STR_NONE) == CLOCK_NONE);
}

static void never_reads_past_a_prefix(void **state)
{
    (void)state;
    static const char text[] = "x/2025-08-06T11:32:37.25+05:30";
    for (size_t n = 0; n < sizeof text; n++) {
        char *const copy = malloc(n + 1);
        assert_non_null(copy);
        memcpy(copy + 1, text, n);
        (void)clock_from_path((inq_str){copy + 1, n});
        (void)clock_parse((inq_str){copy + 1, n});
        free(copy);
    }
}

static void durations(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"0", 0},
        {"90", 90},
        {"90s", 90},
        {"5m", 300},
        {"2h", 7200},
        {"1d", 86400},
        {"007m", 420},
        {"0d", 0},
        {"9223372036854775807", INT64_MAX},
        {"106751991167300d", 106751991167300 * 86400},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t got = -1;
        assert_true(clock_duration(str_of(rows[i].text), &got));
        assert_true(got == rows[i].want);
    }
    static const char *const bad[] = {
        "",
        "s",
        "m",
        "-5m",
        "+5m",
        "5 m",
        " 5m",
        "5m ",
        "5M",
        "5w",
        "1h30m",
        "1.5h",
        "5ss",
        "9223372036854775808",
        "106751991167301d",
        "99999999999999999999s",
        "0x10",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t got = -1;
        assert_false(clock_duration(str_of(bad[i]), &got));
        assert_true(got == -1);
    }
}

static void parses_as_logs_have_it(void **state)
{
    static const struct {
        const char *text, *time;
    } rows[] = {
        {"2026-02-05 11:31:49,317", "2026-02-05T11:31:49Z"},
        {"2026/02/05 11:31:49", "2026-02-05T11:31:49Z"},
        {"2026-02-05T11:31:49.5+0530", "2026-02-05T06:01:49Z"},
        {"2026-02-05T11:31:49-0500", "2026-02-05T16:31:49Z"},
        {"2026-02-05T11:31:49Z", "2026-02-05T11:31:49Z"},
        {"11:31:49", ""},
        {"10:42AM", ""},
        {"26/02/05 11:31:49", ""},
        {"2026/02-05 11:31:49", ""},
    };
    char text[CLOCK_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(clock_format(clock_parse_log(str_of(rows[i].text)), text),
                            rows[i].time);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(refuses),
        cmocka_unit_test(parses_as_logs_have_it),
        cmocka_unit_test(formats),
        cmocka_unit_test(formats_nothing_outside_of_its_years),
        cmocka_unit_test(each_day),
        cmocka_unit_test(agrees_with_libc),
        cmocka_unit_test(finds_in_paths),
        cmocka_unit_test(finds_no_time),
        cmocka_unit_test(never_reads_past_a_prefix),
        cmocka_unit_test(durations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
