/* SPDX-License-Identifier: MIT */
/* Reports over time: seconds of a time, the scale of moments, their names, runs; what is a break.
 */
#include "plugins/lib/history_time.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka wants the three before it. */
#include <cmocka.h>

#define N_MOST 8
#define S(literal) ((inq_str){literal, sizeof(literal) - 1})

static int64_t seconds(const char *text)
{
    int64_t at = -1;
    return history_seconds((inq_str){text, strlen(text)}, &at) ? at : -1;
}

static void seconds_of_a_time(void **state)
{
    (void)state;
    const int64_t epoch = seconds("1970-01-01T00:00:00Z");
    assert_int_equal(seconds("1970-01-01T00:00:01Z") - epoch, 1);
    assert_int_equal(seconds("2026-03-14T06:15:00Z") - epoch, 1773468900);
    assert_int_equal(seconds("2024-02-29T23:59:59Z") - epoch, 1709251199);
    assert_int_equal(seconds("2000-03-01T00:00:00Z") - seconds("2000-02-28T00:00:00Z"), 2 * 86400);
    assert_int_equal(seconds("2026-03-14T06:15:00.123456Z"), seconds("2026-03-14T06:15:00Z"));
}

static void what_is_no_time(void **state)
{
    static const char *const none[] = {"",
                                       "Z",
                                       "2026-03-14",
                                       "2026-03-14T06:15:00",
                                       "2026-03-14T06:15:00+01:00",
                                       "2026-03-14 06:15:00Z",
                                       "2026-0x-14T06:15:00Z",
                                       "before the deployment Z"};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(seconds(none[i]), -1);
    assert_false(history_seconds((inq_str){NULL, 0}, &(int64_t){0}));
}

/* ---- scales ---- */

static inq_moment moments[N_MOST];
static const inq_moment *moment_list[N_MOST];

static history_scale scale_of(size_t n, const char *const *times)
{
    for (size_t i = 0; i < n; i++) {
        moments[i] = (inq_moment){.size = (uint32_t)sizeof(inq_moment)};
        if (times[i])
            moments[i].at = (inq_str){times[i], strlen(times[i])};
        moment_list[i] = &moments[i];
    }
    return history_scale_of(moment_list, n);
}

static void assert_short(const history_scale *scale, size_t i, const char *name)
{
    char room[HISTORY_ROOM];
    const inq_str text = history_short(scale, i, room);
    assert_int_equal(text.len, strlen(name));
    assert_memory_equal(text.ptr, name, text.len);
}

static void a_scale_is_true_to_time(void **state)
{
    static const char *const times[] = {"2026-03-14T06:00:00Z", "2026-03-14T06:15:00Z",
                                        "2026-03-14T08:00:00Z"};
    uint64_t place;
    (void)state;
    const history_scale scale = scale_of(3, times);
    assert_int_equal(history_at(&scale, 0), 0);
    assert_int_equal(history_at(&scale, 1), HISTORY_SCALE / 8);
    assert_int_equal(history_at(&scale, 2), HISTORY_SCALE);
    assert_true(history_place_of(&scale, S("2026-03-14T07:00:00Z"), &place));
    assert_int_equal(place, HISTORY_SCALE / 2);
    assert_false(history_place_of(&scale, S("2026-03-14T05:59:59Z"), &place));
    assert_false(history_place_of(&scale, S("2026-03-14T08:00:01Z"), &place));
    assert_short(&scale, 1, "06:15");
}

static void without_times_steps_are_equal(void **state)
{
    static const char *const times[] = {NULL, "2026-03-14T06:15:00Z", NULL};
    uint64_t place;
    (void)state;
    const history_scale scale = scale_of(3, times);
    assert_int_equal(history_at(&scale, 1), HISTORY_SCALE / 2);
    assert_false(history_place_of(&scale, S("2026-03-14T06:15:00Z"), &place));
    assert_short(&scale, 0, "snapshot 1");
    assert_short(&scale, 1, "2026-03-14T06:15:00Z");
    const history_scale one = scale_of(1, times);
    assert_int_equal(history_at(&one, 0), HISTORY_SCALE / 2);
}

static void names_are_as_long_as_they_must(void **state)
{
    static const char *const days[] = {"2026-03-14T06:00:00Z", "2026-03-15T06:00:00Z"};
    static const char *const years[] = {"2025-12-31T23:00:00Z", "2026-01-01T00:00:07Z"};
    static const char *const same[] = {"2026-03-14T06:00:00Z", "2026-03-14T06:00:00Z"};
    (void)state;
    history_scale scale = scale_of(2, days);
    assert_short(&scale, 1, "03-15 06:00");
    scale = scale_of(2, years);
    assert_short(&scale, 1, "2026-01-01 00:00:07");
    scale = scale_of(2, same);
    assert_int_equal(history_at(&scale, 1), HISTORY_SCALE);
}

/* ---- runs ---- */

static void stays_of_one_health_are_a_run(void **state)
{
    static const inq_stay stays[] = {
        {.first = 0, .last = 1, .health = INQ_HEALTHY},
        {.first = 2, .last = 2, .health = INQ_FAILED},
        {.first = 3, .last = 4, .health = INQ_FAILED},
        {.first = 5, .last = 5, .health = INQ_UNKNOWN},
        {.first = 6, .last = 7, .health = INQ_HEALTHY},
    };
    static const struct {
        const char *lead, *middle;
        size_t from, to;
    } told[] = {
        {" to ", NULL, 1, 1}, {" ", " to ", 2, 4}, {" at ", NULL, 5, 5}, {" from ", NULL, 6, 7}};
    const inq_stay *const list[] = {&stays[0], &stays[1], &stays[2], &stays[3], &stays[4]};
    const inq_lane lane = {.stays = list, .n_stays = 5};
    const inq_timeline timeline = {.n_moments = 8};
    size_t i = 0;
    (void)state;
    assert_int_equal(history_runs(&lane), 4);
    for (size_t k = 0; k < 4; k++) {
        const history_run run = history_run_next(&timeline, &lane, &i);
        assert_string_equal(run.lead, told[k].lead);
        assert_int_equal(run.from, told[k].from);
        assert_int_equal(run.last->last, told[k].to);
        assert_int_equal(run.middle != NULL, told[k].middle != NULL);
    }
    assert_int_equal(i, 5);
    assert_false(history_is_lost(&timeline, &lane));
    assert_true(history_is_lost(&(inq_timeline){.n_moments = 9}, &lane));
}

/* ---- changes ---- */

static void what_is_worse_is_a_break(void **state)
{
    const inq_stay well = {.health = INQ_HEALTHY};
    const inq_stay waits = {.health = INQ_PROGRESSING};
    const inq_stay failed = {.health = INQ_FAILED, .flags = INQ_STAY_BROKEN};
    const inq_stay accepted = {.health = INQ_FAILED,
                               .flags = INQ_STAY_BROKEN | INQ_STAY_SUPPRESSED};
    (void)state;
    assert_true(
        history_is_break(&(inq_change){.kind = INQ_CHANGE_WORSE, .from = &well, .to = &waits}));
    assert_true(history_is_break(&(inq_change){.kind = INQ_CHANGE_NEW, .to = &failed}));
    assert_false(history_is_break(&(inq_change){.kind = INQ_CHANGE_NEW, .to = &well}));
    assert_false(history_is_break(&(inq_change){.kind = INQ_CHANGE_GONE, .from = &failed}));
    assert_false(
        history_is_break(&(inq_change){.kind = INQ_CHANGE_WORSE, .from = &well, .to = &accepted}));
    assert_false(
        history_is_break(&(inq_change){.kind = INQ_CHANGE_OTHER, .from = &failed, .to = &failed}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seconds_of_a_time),
        cmocka_unit_test(what_is_no_time),
        cmocka_unit_test(a_scale_is_true_to_time),
        cmocka_unit_test(without_times_steps_are_equal),
        cmocka_unit_test(names_are_as_long_as_they_must),
        cmocka_unit_test(stays_of_one_health_are_a_run),
        cmocka_unit_test(what_is_worse_is_a_break),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
