/* SPDX-License-Identifier: MIT */
#include "zone.h"

#include "clock.h"
#include "str.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#define ZONE_FILES "/usr/share/zoneinfo"

/** Parts of letters, digits, `_`, `-` and `+`, with slashes between: nothing that leads astray. */
static bool is_zone_name(inq_str name)
{
    char before = '/';
    for (size_t i = 0; i < name.len; before = name.ptr[i++]) {
        const char c = name.ptr[i];
        const bool word = (byte_lower(c) >= 'a' && byte_lower(c) <= 'z') || (c >= '0' && c <= '9');
        const bool joint = c == '_' || c == '-' || c == '+' || c == '/';
        if (!word && (!joint || before == '/'))
            return false;
    }
    return before != '/';
}

bool zone_open(struct zone *z, inq_str name)
{
    char path[sizeof ZONE_FILES + ZONE_NAME + 1];
    struct stat file;
    *z = (struct zone){0};
    if (!name.len || str_eq(name, STR("UTC")))
        return true;
    if (name.len >= ZONE_NAME || !is_zone_name(name))
        return false;
    snprintf(path, sizeof path, ZONE_FILES "/%.*s", STR_ARG(name));
    if (stat(path, &file) != 0 || !S_ISREG(file.st_mode))
        return false;
    memcpy(z->name, name.ptr, name.len);
    return true;
}

static void enter(const struct zone *z)
{
    setenv("TZ", z->name, 1);
    tzset();
}

struct wall_minute zone_wall(const struct zone *z, int64_t t)
{
    const time_t at = (time_t)t;
    struct tm tm = {0};
    if (z->name[0]) {
        enter(z);
        localtime_r(&at, &tm);
    } else {
        gmtime_r(&at, &tm);
    }
    return (struct wall_minute){.year = tm.tm_year + 1900,
                                .month = tm.tm_mon + 1,
                                .day = tm.tm_mday,
                                .weekday = tm.tm_wday,
                                .hour = tm.tm_hour,
                                .minute = tm.tm_min};
}

int64_t zone_time(const struct zone *z, const struct wall_minute *w)
{
    if (!z->name[0]) {
        struct tm utc = {.tm_year = w->year - 1900,
                         .tm_mon = w->month - 1,
                         .tm_mday = w->day,
                         .tm_hour = w->hour,
                         .tm_min = w->minute};
        return timegm(&utc);
    }
    enter(z);
    /* Summer time comes before winter time where the clock shows a minute twice. */
    for (int summer = 1; summer >= 0; summer--) {
        struct tm tm = {.tm_year = w->year - 1900,
                        .tm_mon = w->month - 1,
                        .tm_mday = w->day,
                        .tm_hour = w->hour,
                        .tm_min = w->minute,
                        .tm_isdst = summer};
        const time_t t = mktime(&tm);
        if (tm.tm_isdst == summer && tm.tm_hour == w->hour && tm.tm_min == w->minute)
            return t;
    }
    return CLOCK_NONE;
}
