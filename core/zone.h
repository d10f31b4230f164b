/* SPDX-License-Identifier: MIT */
/**
 * Local times of a time zone, as the system's zone files have them. The C library keeps one zone
 * for the whole program: only one thread may use what is here, and nothing else may ask for local
 * times.
 */
#ifndef INQ_ZONE_H
#define INQ_ZONE_H

#include "inquest.h"

#include <stdbool.h>

/** A minute of a zone's wall clock. */
struct wall_minute {
    int year, month, day; /* month and day count from 1 */
    int weekday;          /* 0: Sunday; not read by zone_time() */
    int hour, minute;
};

#define ZONE_NAME 64

struct zone {
    char name[ZONE_NAME]; /* empty: UTC */
};

/** The zone of this name (`Europe/Amsterdam`); an empty name is UTC. False if the system does not
 *  know it. */
bool zone_open(struct zone *z, inq_str name);

/** The minute of the wall clock in which `t` lies. */
struct wall_minute zone_wall(const struct zone *z, int64_t t);

/** When the wall clock shows this minute: the first time where that happens twice, CLOCK_NONE
 *  where it does not happen. Days may overflow their month. */
int64_t zone_time(const struct zone *z, const struct wall_minute *w);

#endif
