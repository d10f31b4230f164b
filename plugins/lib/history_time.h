/* SPDX-License-Identifier: MIT */
/*
 * history_time.h: times of reports over time: how long something took, where a moment stands
 * between the first and the last, and its shortest name. Takes no memory; callable from any thread.
 */
#ifndef INQ_LIB_HISTORY_TIME_H
#define INQ_LIB_HISTORY_TIME_H

#include "history_names.h"
#include "report_path.h"

/* The last place on a scale; the first is 0. */
#define HISTORY_SCALE ((uint64_t)10000)
/* Bytes of a short name that is not a slice of something else. */
#define HISTORY_ROOM 32

/** 8100 seconds: 2h15m */
static inline void history_duration(text_out *out, uint64_t seconds)
{
    static const struct {
        uint64_t seconds;
        const char *unit;
    } units[] = {{86400, "d"}, {3600, "h"}, {60, "m"}, {1, "s"}};
    unsigned shown = 0;
    for (unsigned i = 0; i < 4 && shown < 2; i++) {
        const uint64_t n = seconds / units[i].seconds;
        seconds %= units[i].seconds;
        if (!n && !(i == 3 && !shown))
            continue;
        text_number(out, n);
        text_say(out, units[i].unit);
        shown++;
    }
}

/* ---- times -------------------------------------------------------------------------------- */

/* A number of the digits from one byte to another; -1 where one is none. */
static inline int64_t history_digits(inq_str text, size_t from, size_t to)
{
    int64_t number = 0;
    for (size_t i = from; i < to; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return -1;
        number = 10 * number + (text.ptr[i] - '0');
    }
    return number;
}

/* Days since the first of March of the year 0, of a date in the Gregorian calendar. */
static inline int64_t history_days(int64_t year, int64_t month, int64_t day)
{
    const int64_t y = month > 2 ? year : year - 1;
    const int64_t m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
}

/** Seconds of `YYYY-MM-DDTHH:MM:SS…Z` on a scale of their own; false where `at` is not that. What
 *  a fraction says is left out. */
static inline bool history_seconds(inq_str at, int64_t *seconds)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    int64_t part[6];
    if (at.len < sizeof form || at.ptr[at.len - 1] != 'Z')
        return false;
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] != 'd' && at.ptr[i] != form[i])
            return false;
    for (size_t i = 0; i < 6; i++) {
        const size_t from = i ? 2 + 3 * i : 0;
        part[i] = history_digits(at, from, i ? from + 2 : 4);
        if (part[i] < 0)
            return false;
    }
    *seconds =
        history_days(part[0], part[1], part[2]) * 86400 + part[3] * 3600 + part[4] * 60 + part[5];
    return true;
}

/* ---- the scale ---------------------------------------------------------------------------- */

/* From the first moment to the last; by time where all have one, else in equal steps. */
typedef struct history_scale {
    const inq_moment *const *moments;
    size_t n;
    bool timed;
    bool one_day, one_year; /* of timed moments */
    bool whole_minutes;
    int64_t from, to;
} history_scale;

static inline bool history_share(inq_str a, inq_str b, size_t len)
{
    return memcmp(a.ptr, b.ptr, len) == 0;
}

/** The scale of moments in the order of time. */
static inline history_scale history_scale_of(const inq_moment *const *moments, size_t n)
{
    history_scale scale = {moments, n, n > 0, true, true, true, 0, 0};
    for (size_t i = 0; i < n && scale.timed; i++) {
        int64_t at;
        scale.timed = history_seconds(moments[i]->at, &at) && (i == 0 || at >= scale.to);
        if (!scale.timed)
            return scale;
        scale.from = i ? scale.from : at;
        scale.to = at;
        scale.one_day &= history_share(moments[0]->at, moments[i]->at, 10);
        scale.one_year &= history_share(moments[0]->at, moments[i]->at, 4);
        scale.whole_minutes &= at % 60 == 0;
    }
    return scale;
}

static inline bool history_is_even(const history_scale *scale)
{
    return !scale->timed || scale->from == scale->to;
}

/** Where the i-th moment stands, from 0 to HISTORY_SCALE; a single one is in the middle. */
static inline uint64_t history_at(const history_scale *scale, size_t i)
{
    int64_t at;
    if (scale->n < 2)
        return HISTORY_SCALE / 2;
    if (history_is_even(scale) || !history_seconds(scale->moments[i]->at, &at))
        return i * HISTORY_SCALE / (scale->n - 1);
    return (uint64_t)(at - scale->from) * HISTORY_SCALE / (uint64_t)(scale->to - scale->from);
}

/** Where a time stands, in `place`; false where it is beyond the scale or none. */
static inline bool history_place_of(const history_scale *scale, inq_str time, uint64_t *place)
{
    int64_t at;
    if (history_is_even(scale) || !history_seconds(time, &at) || at < scale->from || at > scale->to)
        return false;
    *place = (uint64_t)(at - scale->from) * HISTORY_SCALE / (uint64_t)(scale->to - scale->from);
    return true;
}

/* `06:15`, `03-14 06:15` or `2026-03-14 06:15`, with seconds where some moment has them. */
static inline inq_str history_short_time(const history_scale *scale, inq_str at, char *room)
{
    const size_t end = scale->whole_minutes ? 16 : 19;
    const size_t from = scale->one_day ? 11 : scale->one_year ? 5 : 0;
    if (scale->one_day)
        return (inq_str){at.ptr + from, end - from};
    memcpy(room, at.ptr + from, end - from);
    room[10 - from] = ' ';
    return (inq_str){room, end - from};
}

/** The shortest name of the i-th moment that no other has; it may stand in `room`. */
static inline inq_str history_short(const history_scale *scale, size_t i, char room[HISTORY_ROOM])
{
    static const char word[] = "snapshot ";
    size_t at = HISTORY_ROOM;
    if (scale->timed)
        return history_short_time(scale, scale->moments[i]->at, room);
    const inq_str name = history_name(scale->moments[i]);
    if (name.len)
        return name;
    for (size_t number = i + 1; number; number /= 10)
        room[--at] = (char)('0' + number % 10);
    at -= sizeof word - 1;
    memcpy(room + at, word, sizeof word - 1);
    return (inq_str){room + at, HISTORY_ROOM - at};
}

/** `recovered after 1h30m`, or without times just that it did. */
static inline void history_recovered(text_out *out, const inq_timeline *timeline,
                                     const inq_lane *lane)
{
    text_say(out, "recovered");
    if (!timeline->moments[0]->at.ptr)
        return;
    text_say(out, " after ");
    history_duration(out, lane->seconds_to_recover);
}

/* ---- stays, in words ---------------------------------------------------------------------- */

/* Stays of one health in a row, whatever else changed, and how they are told: `healthy to 06:00`,
 * `failed 06:15 to 07:30`, `healthy from 07:45`. */
typedef struct history_run {
    const inq_stay *first, *last;
    const char *lead;   /* before the first time, or all there is to say */
    size_t from;        /* a moment; SIZE_MAX where none is told */
    const char *middle; /* before the second time, that of last->last; NULL where there is none */
} history_run;

static inline void history_run_words(history_run *run, size_t n_moments, bool ends)
{
    const size_t from = run->first->first;
    const size_t to = run->last->last;
    run->from = from;
    run->middle = NULL;
    run->lead = " at ";
    if (n_moments > 1 && from == 0 && ends) {
        run->lead = " throughout";
        run->from = SIZE_MAX;
    } else if (n_moments > 1 && from == 0) {
        run->lead = " to ";
        run->from = to;
    } else if (ends && from + 1 < n_moments) {
        run->lead = " from ";
    } else if (from != to) {
        run->lead = " ";
        run->middle = " to ";
    }
}

/** The run that begins with the stay *i, which then is the first after it. */
static inline history_run history_run_next(const inq_timeline *timeline, const inq_lane *lane,
                                           size_t *i)
{
    history_run run = {.first = lane->stays[*i]};
    while (*i < lane->n_stays && lane->stays[*i]->health == run.first->health)
        run.last = lane->stays[(*i)++];
    const bool ends = *i == lane->n_stays &&
                      (run.last->last + (size_t)1 >= timeline->n_moments || history_is_gone(lane));
    history_run_words(&run, timeline->n_moments, ends);
    return run;
}

/** The number of runs of a lane. */
static inline size_t history_runs(const inq_lane *lane)
{
    size_t n = lane->n_stays > 0;
    for (size_t i = 1; i < lane->n_stays; i++)
        n += lane->stays[i]->health != lane->stays[i - 1]->health;
    return n;
}

/** Whether the last stay ends before the last moment, and nothing says why. */
static inline bool history_is_lost(const inq_timeline *timeline, const inq_lane *lane)
{
    const inq_stay *stay = lane->stays[lane->n_stays - 1];
    return !history_is_gone(lane) && stay->last + (size_t)1 < timeline->n_moments;
}

/* ---- places ------------------------------------------------------------------------------- */

/* What `base` and `path` begin with, up to a `/`. */
static inline inq_str history_folder(inq_str base, inq_str path)
{
    size_t len = report_path_shared(base, path);
    while (len && base.ptr[len - 1] != '/')
        len--;
    return (inq_str){base.ptr, len};
}

/** The directory that all inputs of moments share, with its `/` at the end; empty without one. */
static inline inq_str history_base(const inq_moment *const *moments, size_t n)
{
    inq_str base = {NULL, 0};
    for (size_t i = 0; i < n; i++) {
        const inq_moment *it = moments[i];
        if (!it->n_inputs)
            continue;
        base = base.ptr ? base : it->inputs[0];
        base = history_folder(history_folder(base, it->inputs[0]), it->inputs[it->n_inputs - 1]);
    }
    return base.len > 1 ? base : (inq_str){NULL, 0};
}

#endif
