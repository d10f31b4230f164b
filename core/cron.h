/* SPDX-License-Identifier: MIT */
/**
 * Cron schedules: minute, hour, day of the month, month and day of the week, with `*`, `?`, lists,
 * ranges, steps and names, 7 for Sunday, and `@hourly` and its kin. Where both days are given one
 * of them is enough, as in crontab(5). A minute that the clock leaves out has no run, one that it
 * shows twice has one. One thread, as zone.h says.
 */
#ifndef INQ_CRON_H
#define INQ_CRON_H

#include "zone.h"

struct cron {
    uint64_t minutes;
    uint32_t hours, days, months, weekdays; /* bits */
    bool any_day, any_weekday;              /* `*` or `?` stands there */
};

/** Read a schedule. NULL, or what is wrong with it. */
const char *cron_read(struct cron *c, inq_str text);

/** The first run at `from` or later; CLOCK_NONE when it never runs (31 February). */
int64_t cron_next(const struct cron *c, const struct zone *z, int64_t from);

#endif
