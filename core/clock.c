/* SPDX-License-Identifier: MIT */
/*
 * Dates are counted by the rules of the Gregorian calendar, without the time functions of libc,
 * which know zones and locales. A small cursor reads digits; a style says which joints a text
 * may have between its numbers: RFC 3339 knows few, paths know more.
 */
#include "clock.h"

#include "str.h"

#include <stdio.h>

#define DAY 86400
#define DAYS_TO_1970 719528
#define DAYS_IN_400_YEARS 146097

struct cursor {
    const char *at, *end;
};

/** What a style allows. The strings list characters. */
struct style {
    const char *date_joints;  /* between year, month, day */
    const char *day_joints;   /* between date and time */
    const char *clock_joints; /* between hour, minute, second, and in the zone */
    const char *points;       /* before a fraction of a second */
    bool may_close_up;        /* joints may be left out */
    const char *close_zones;  /* signs of zones in which it may */
};

static const struct style rfc3339 = {"-", "Tt ", ":", ".", false, ""};
static const struct style in_path = {"-", "Tt _-", ":-_", ".", true, "+"};
static const struct style in_log = {"-/", "Tt ", ":", ".,", false, "+-"};

struct moment {
    unsigned year, month, day, hour, minute, second;
    int offset; /* of the zone, in seconds */
};

/* ---- the calendar ------------------------------------------------------------------------- */

static const unsigned short days_before_month[2][13] = {
    {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
    {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366},
};

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/** Days from 0000-01-01 to January 1 of the year; year >= 0. */
static int64_t days_before_year(int64_t year)
{
    return 365 * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
}

static bool is_real(const struct moment *m)
{
    if (m->month < 1 || m->month > 12 || m->hour > 23 || m->minute > 59) {
        return false;
    }
    const unsigned short *const before = days_before_month[is_leap(m->year)];
    return m->day >= 1 && m->day <= (unsigned)(before[m->month] - before[m->month - 1]);
}

static int64_t seconds_of(const struct moment *m)
{
    const int64_t days = days_before_year(m->year) - DAYS_TO_1970 +
                         days_before_month[is_leap(m->year)][m->month - 1] + m->day - 1;
    const unsigned seconds = m->hour * 3600 + m->minute * 60 + m->second;
    return days * DAY + seconds - m->offset;
}

/* ---- reading ------------------------------------------------------------------------------ */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(const struct cursor *c)
{
    size_t n = 0;
    while (c->at + n < c->end && is_digit(c->at[n])) {
        n++;
    }
    return n;
}

static bool number(struct cursor *c, size_t digits, unsigned *value)
{
    if (count_digits(c) < digits) {
        return false;
    }
    *value = 0;
    for (size_t i = 0; i < digits; i++) {
        *value = *value * 10 + (unsigned)(*c->at++ - '0');
    }
    return true;
}

/** Pass over one of the characters and return it; 0 if none of them is next. */
static char joint(struct cursor *c, const char *any_of)
{
    if (c->at == c->end || *c->at == '\0' || !strchr(any_of, *c->at)) {
        return 0;
    }
    return *c->at++;
}

/** The joint that was used before: 0 is none at all. */
static bool same_joint(struct cursor *c, char former)
{
    if (!former) {
        return true;
    }
    return c->at < c->end && *c->at == former && c->at++;
}

static bool read_date(struct cursor *c, const struct style *style, struct moment *m)
{
    if (!number(c, 4, &m->year)) {
        return false;
    }
    const char between = joint(c, style->date_joints);
    return (between || style->may_close_up) && number(c, 2, &m->month) && same_joint(c, between) &&
           number(c, 2, &m->day);
}

/** `:37`, or nothing. */
static void read_seconds(struct cursor *c, char between, struct moment *m)
{
    struct cursor ahead = *c;
    unsigned second = 0;
    if (same_joint(&ahead, between) && count_digits(&ahead) == 2 && number(&ahead, 2, &second) &&
        second <= 60) {
        m->second = second;
        *c = ahead;
    }
}

/** `.123`; only after seconds. */
static void skip_fraction(struct cursor *c, const struct style *style)
{
    struct cursor ahead = *c;
    if (joint(&ahead, style->points) && count_digits(&ahead)) {
        c->at = ahead.at + count_digits(&ahead);
    }
}

/** Returns whether there were seconds in `*seconds`. */
static bool read_time(struct cursor *c, const struct style *style, struct moment *m, bool *seconds)
{
    if (!number(c, 2, &m->hour)) {
        return false;
    }
    const char between = joint(c, style->clock_joints);
    if ((!between && !style->may_close_up) || !number(c, 2, &m->minute)) {
        return false;
    }
    const char *const at = c->at;
    read_seconds(c, between, m);
    *seconds = c->at != at;
    if (*seconds) {
        skip_fraction(c, style);
    }
    return count_digits(c) == 0;
}

/** `Z`, `+05:30`, or nothing. A closed-up zone is no minus: in a path that is just a dash. */
static void read_zone(struct cursor *c, const struct style *style, struct moment *m)
{
    struct cursor ahead = *c;
    const char sign = joint(&ahead, "Zz+-");
    if (sign == 'Z' || sign == 'z') {
        *c = ahead;
        return;
    }
    unsigned hours = 0;
    unsigned minutes = 0;
    if (!sign || !number(&ahead, 2, &hours)) {
        return;
    }
    const char between = joint(&ahead, sign == '+' ? style->clock_joints : ":");
    if ((!between && !strchr(style->close_zones, sign)) || count_digits(&ahead) != 2 ||
        !number(&ahead, 2, &minutes) || hours > 23 || minutes > 59) {
        return;
    }
    const int offset = (int)(hours * 3600 + minutes * 60);
    m->offset = sign == '+' ? offset : -offset;
    *c = ahead;
}

/** Read one time from the cursor on; CLOCK_NONE leaves the cursor anywhere. */
static int64_t read_moment(struct cursor *c, const struct style *style)
{
    struct moment m = {0};
    bool seconds = false;
    if (!read_date(c, style, &m)) {
        return CLOCK_NONE;
    }
    const char between = joint(c, style->day_joints);
    if (!between || !read_time(c, style, &m, &seconds) || !is_real(&m)) {
        return CLOCK_NONE;
    }
    /* a dash and four digits are as likely a running number */
    if (between == '-' && !seconds) {
        return CLOCK_NONE;
    }
    read_zone(c, style, &m);
    const int64_t t = seconds_of(&m);
    const bool is_leap_second = m.second == 60;
    return is_leap_second && t % DAY != 0 ? CLOCK_NONE : t;
}

static int64_t parse_whole(inq_str s, const struct style *style)
{
    if (!s.ptr) {
        return CLOCK_NONE;
    }
    struct cursor c = {s.ptr, s.ptr + s.len};
    const int64_t t = read_moment(&c, style);
    return c.at == c.end ? t : CLOCK_NONE;
}

int64_t clock_parse(inq_str s)
{
    return parse_whole(s, &rfc3339);
}

int64_t clock_parse_log(inq_str s)
{
    return parse_whole(s, &in_log);
}

int64_t clock_from_path(inq_str path)
{
    if (!path.ptr) {
        return CLOCK_NONE;
    }
    const char *const end = path.ptr + path.len;
    int64_t last = CLOCK_NONE;
    for (const char *at = path.ptr; at < end; at++) {
        if (!is_digit(*at) || (at > path.ptr && is_digit(at[-1]))) {
            continue;
        }
        struct cursor c = {at, end};
        const int64_t t = read_moment(&c, &in_path);
        if (t >= 0) { /* nothing was captured before 1970, and CLOCK_NONE is less */
            last = t;
            at = c.at - 1;
        }
    }
    return last;
}

/* ---- writing ------------------------------------------------------------------------------ */

static void split_days(int64_t days, struct moment *m)
{
    int64_t year = days * 400 / DAYS_IN_400_YEARS;
    while (days_before_year(year + 1) <= days) {
        year++;
    }
    while (days_before_year(year) > days) {
        year--;
    }
    const unsigned day = (unsigned)(days - days_before_year(year));
    const unsigned short *const before = days_before_month[is_leap(year)];
    m->year = (unsigned)year;
    m->month = 1;
    while (before[m->month] <= day) {
        m->month++;
    }
    m->day = day - before[m->month - 1] + 1;
}

const char *clock_format(int64_t t, char text[CLOCK_TEXT])
{
    const int64_t least = -(int64_t)DAYS_TO_1970 * DAY;
    const int64_t end = (days_before_year(10000) - DAYS_TO_1970) * DAY;
    text[0] = '\0';
    if (t < least || t >= end) {
        return text;
    }
    const unsigned second = (unsigned)((t - least) % DAY);
    struct moment m = {0};
    split_days((t - least) / DAY, &m);
    (void)snprintf(text, CLOCK_TEXT, "%04u-%02u-%02uT%02u:%02u:%02uZ", m.year % 10000,
                   m.month % 100, m.day % 100, second / 3600, second / 60 % 60, second % 60);
    return text;
}

inq_str clock_text(struct arena *a, int64_t t)
{
    char text[CLOCK_TEXT];
    return t == CLOCK_NONE ? STR_NONE : str_copy(a, str_of(clock_format(t, text)));
}

/* ---- durations ---------------------------------------------------------------------------- */

static const struct unit {
    char letter;
    int seconds;
} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', DAY}};

bool clock_duration(inq_str s, int64_t *seconds)
{
    int64_t factor = 1;
    for (size_t i = 0; s.len && i < sizeof units / sizeof *units; i++) {
        if (s.ptr[s.len - 1] == units[i].letter) {
            factor = units[i].seconds;
            s.len--;
            break;
        }
    }
    uint64_t n = 0;
    if (!str_u64(s, &n) || n > (uint64_t)(INT64_MAX / factor)) {
        return false;
    }
    *seconds = (int64_t)n * factor;
    return true;
}
