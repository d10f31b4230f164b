/* SPDX-License-Identifier: MIT */
/**
 * Times as seconds since 1970-01-01T00:00:00Z. Nothing here reads a clock or a time zone data
 * base: all times come from text. [any-thread]
 */
#ifndef INQ_CLOCK_H
#define INQ_CLOCK_H

#include "arena.h"
#include "inquest.h"

#include <stdbool.h>

/** "No time is known." Smaller than every time. */
#define CLOCK_NONE INT64_MIN

/** Room for CLOCK text with its NUL. */
#define CLOCK_TEXT 32

/**
 * The whole of `s` as RFC 3339 (`2025-08-06T11:32:37Z`, `…+05:30`, fractions are dropped, `T` may
 * be a blank, seconds may be missing). Without a zone it is UTC. CLOCK_NONE if it is no such time
 * or not a real date.
 */
int64_t clock_parse(inq_str s);

/** The same as lines of logs have it: also with `/` in the date, `,` before a fraction, and a zone
 *  without a colon. */
int64_t clock_parse_log(inq_str s);

/** RFC 3339 in UTC with Z and whole seconds, for years 0000 to 9999; returns `text`. */
const char *clock_format(int64_t t, char text[CLOCK_TEXT]);

/** The same in an arena; absent for CLOCK_NONE. Does not return when memory is out. */
inq_str clock_text(struct arena *a, int64_t t);

/**
 * The last time of day with a date found in a path: `2025-08-06T11:32:37Z`, with `-`, `_` or
 * nothing for `:` (`2025-08-06T11-32-37Z`, `20250806T113237Z`, `2025-08-06_1132`), with or
 * without seconds, zone `Z`, `+05:30`, `+0530` or none (UTC). A date alone is not a capture time.
 * CLOCK_NONE if there is none.
 */
int64_t clock_from_path(inq_str path);

/** `90s`, `5m`, `2h`, `1d`, or seconds as a bare number. False if it is no duration. */
bool clock_duration(inq_str s, int64_t *seconds);

#endif
