/* SPDX-License-Identifier: MIT */
#include "cron.h"

#include "clock.h"
#include "str.h"

#define DAYS_AHEAD (366 * 9) /* 29 February may be eight years away */

enum { FIELDS = 5 };

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul",
                                     "aug", "sep", "oct", "nov", "dec", NULL};
static const char *const weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL};

static const struct field {
    uint64_t least, most;
    uint64_t end;             /* of what has no end of its own */
    const char *const *names; /* of the values from `least` on, or NULL */
    const char *wrong;
} fields[FIELDS] = {
    {0, 59, 59, NULL, "the minute is not one of 0 to 59, or a list, range or step of these"},
    {0, 23, 23, NULL, "the hour is not one of 0 to 23, or a list, range or step of these"},
    {1, 31, 31, NULL, "the day is not one of 1 to 31, or a list, range or step of these"},
    {1, 12, 12, months, "the month is not one of 1 to 12 or its name, or a list, range or step"},
    {0, 7, 6, weekdays,
     "the day of the week is not one of 0 to 7 or its name, or a list, range or step"},
};

static const struct {
    const char *word, *fields;
} shorthands[] = {
    {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"},
    {"@weekly", "0 0 * * 0"}, {"@daily", "0 0 * * *"},    {"@midnight", "0 0 * * *"},
    {"@hourly", "0 * * * *"},
};

/* ---- reading ------------------------------------------------------------------------------ */

static bool read_value(const struct field *f, inq_str text, uint64_t *value)
{
    for (size_t i = 0; f->names && f->names[i]; i++)
        if (str_eq_nocase(text, str_of(f->names[i]))) {
            *value = f->least + i;
            return true;
        }
    return text.len <= 2 && str_u64(text, value) && *value >= f->least && *value <= f->most;
}

/** One member of a list: VALUE, FROM-TO, `*` or `?`, each perhaps with /STEP. */
static bool read_member(const struct field *f, inq_str text, uint64_t *bits)
{
    inq_str step_text, to_text;
    const inq_str range = str_cut(text, '/', &step_text), first = str_cut(range, '-', &to_text);
    const bool all = str_eq(range, STR("*")) || str_eq(range, STR("?"));
    uint64_t from = f->least, to = f->end, step = 1;
    if (step_text.ptr && (step_text.len > 2 || !str_u64(step_text, &step) || !step))
        return false;
    if (!all && !read_value(f, first, &from))
        return false;
    if (to_text.ptr && !read_value(f, to_text, &to))
        return false;
    if (!all && !to_text.ptr && !step_text.ptr)
        to = from;
    for (uint64_t i = from; i <= to; i += step)
        *bits |= UINT64_C(1) << i;
    return from <= to;
}

static bool read_field(const struct field *f, inq_str text, uint64_t *bits)
{
    *bits = 0;
    for (inq_str rest = text; rest.ptr;)
        if (!read_member(f, str_cut(rest, ',', &rest), bits))
            return false;
    return true;
}

/** The next word between blanks; empty at the end. */
static inq_str next_word(inq_str *rest)
{
    const inq_str text = str_trim(*rest);
    size_t n = 0;
    while (n < text.len && text.ptr[n] != ' ' && text.ptr[n] != '\t')
        n++;
    *rest = (inq_str){text.ptr + n, text.len - n};
    return (inq_str){text.ptr, n};
}

static inq_str without_shorthand(inq_str text)
{
    for (size_t i = 0; i < sizeof shorthands / sizeof *shorthands; i++)
        if (str_eq(text, str_of(shorthands[i].word)))
            return str_of(shorthands[i].fields);
    return text;
}

static bool is_any(inq_str field)
{
    return str_eq(field, STR("*")) || str_eq(field, STR("?"));
}

const char *cron_read(struct cron *c, inq_str text)
{
    uint64_t bits[FIELDS];
    inq_str words[FIELDS], rest = without_shorthand(str_trim(text));
    *c = (struct cron){0};
    for (size_t i = 0; i < FIELDS; i++) {
        words[i] = next_word(&rest);
        if (!words[i].len)
            return "it has fewer than five fields";
    }
    if (str_trim(rest).len)
        return "it has more than five fields";
    for (size_t i = 0; i < FIELDS; i++)
        if (!read_field(&fields[i], words[i], &bits[i]))
            return fields[i].wrong;
    const uint64_t sundays = bits[4] >> 7 & 1; /* 7 is 0 */
    *c = (struct cron){.minutes = bits[0],
                       .hours = (uint32_t)bits[1],
                       .days = (uint32_t)bits[2],
                       .months = (uint32_t)bits[3],
                       .weekdays = (uint32_t)((bits[4] | sundays) & 0x7f),
                       .any_day = is_any(words[2]),
                       .any_weekday = is_any(words[4])};
    return NULL;
}

/* ---- runs --------------------------------------------------------------------------------- */

static bool has(uint64_t bits, int i)
{
    return bits >> i & 1;
}

static bool is_day(const struct cron *c, const struct wall_minute *w)
{
    const bool day = has(c->days, w->day), weekday = has(c->weekdays, w->weekday);
    if (!has(c->months, w->month))
        return false;
    return c->any_day || c->any_weekday ? day && weekday : day || weekday;
}

/** The first run on a day from the minute `w` on that is at `from` or later. */
static int64_t run_of_day(const struct cron *c, const struct zone *z, struct wall_minute w,
                          int64_t from)
{
    for (; w.hour < 24; w.hour++, w.minute = 0)
        for (; has(c->hours, w.hour) && w.minute < 60; w.minute++) {
            const int64_t t = has(c->minutes, w.minute) ? zone_time(z, &w) : CLOCK_NONE;
            if (t >= from && t != CLOCK_NONE)
                return t;
        }
    return CLOCK_NONE;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static void next_day(struct wall_minute *w)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int length = lengths[w->month - 1] + (w->month == 2 && is_leap(w->year));
    w->hour = w->minute = 0;
    w->weekday = (w->weekday + 1) % 7;
    if (w->day++ < length)
        return;
    w->day = 1;
    if (w->month++ < 12)
        return;
    w->month = 1;
    w->year++;
}

int64_t cron_next(const struct cron *c, const struct zone *z, int64_t from)
{
    struct wall_minute w = zone_wall(z, from);
    for (int i = 0; i < DAYS_AHEAD; i++, next_day(&w)) {
        const int64_t t = is_day(c, &w) ? run_of_day(c, z, w, from) : CLOCK_NONE;
        if (t != CLOCK_NONE)
            return t;
    }
    return CLOCK_NONE;
}
