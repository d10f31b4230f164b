/* SPDX-License-Identifier: MIT */
/* Schedules: what is one, what is wrong with the others, and when they run next. Many more are
 * compared with another program's answers by tests/cli/schedules.py. */
#include "clock.h"
#include "cron.h"
#include "str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *wrong(const char *text)
{
    struct cron c;
    return cron_read(&c, str_of(text));
}

static void reads_schedules(void **state)
{
    (void)state;
    static const char *const good[] = {
        "* * * * *",
        "*/2 * * * *",
        " 0\t7 * * 1-5 ",
        "0,30 8-18/2 1,15 jan,Jul MON-FRI",
        "59 23 31 12 7",
        "? ? ? ? ?",
        "@hourly",
        "@weekly",
        "0-59/59 0 1-31 * *",
        "5/20 * * * 0,6",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_null(wrong(good[i]));
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *text, *word;
    } rows[] = {
        {"", "fewer"},
        {"* * * *", "fewer"},
        {"* * * * * *", "more"},
        {"60 * * * *", "minute"},
        {"*/0 * * * *", "minute"},
        {"5-1 * * * *", "minute"},
        {"1, * * * *", "minute"},
        {"* /2 * * * *", "more"},
        {"* 24 * * *", "hour"},
        {"*/2 - - - *", "hour"},
        {"* * 0 * *", "the day is"},
        {"* * 32 * *", "the day is"},
        {"* * * 13 *", "month"},
        {"* * * june *", "month"},
        {"* * * * 8", "week"},
        {"* * * * -", "week"},
        {"@reboot", "fewer"},
        {"-1 * * * *", "minute"},
        {"99999999999999999999 * * * *", "minute"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *why = wrong(rows[i].text);
        assert_non_null(why);
        assert_non_null(strstr(why, rows[i].word));
    }
}

static int64_t next(const char *schedule, const char *zone, const char *from)
{
    struct cron c;
    struct zone z;
    assert_null(cron_read(&c, str_of(schedule)));
    assert_true(zone_open(&z, str_of(zone)));
    return cron_next(&c, &z, clock_parse(str_of(from)));
}

static void finds_the_next_run(void **state)
{
    (void)state;
    static const struct {
        const char *schedule, *from, *run;
    } rows[] = {
        {"*/5 * * * *", "2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z"},
        {"*/5 * * * *", "2026-02-01T10:00:01Z", "2026-02-01T10:05:00Z"},
        {"0 0 * * *", "2026-12-31T00:01:00Z", "2027-01-01T00:00:00Z"},
        {"0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"},
        {"0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"},
        {"0 0 13 * 5", "2026-02-01T00:00:00Z", "2026-02-06T00:00:00Z"},
        {"0 0 1 1 0", "2026-02-02T00:00:00Z", "2027-01-01T00:00:00Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(next(rows[i].schedule, "UTC", rows[i].from),
                         clock_parse(str_of(rows[i].run)));
    assert_int_equal(next("0 0 31 2,4 *", "", "2026-02-01T00:00:00Z"), CLOCK_NONE);
}

static void knows_zones(void **state)
{
    (void)state;
    static const char *const bad[] = {"Mars/Olympus", "/etc/passwd", "../UTC",
                                      "Europe",       "Europe/",     "a//b",
                                      "UTC\n",        "\xc3\xa9",    "-UTC"};
    struct zone z;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(zone_open(&z, str_of(bad[i])));
    assert_true(zone_open(&z, STR("")));
    assert_int_equal(next("30 9 * * *", "Asia/Kolkata", "2026-02-01T04:00:00Z"),
                     clock_parse(STR("2026-02-01T04:00:00Z")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_schedules),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(finds_the_next_run),
        cmocka_unit_test(knows_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
