/* SPDX-License-Identifier: MIT */
/**
 * The patterns that lines of logs are held against: those of rules that ask for free text, and
 * those of kind packs that tell which lines are errors and where a log ends. They are collected
 * while packs are loaded; they are compiled, and the scanner over them is made, at the first line
 * of a log.
 */
#ifndef INQ_WATCH_H
#define INQ_WATCH_H

#include "regex.h"
#include "scan.h"

/** What a line is that one of these patterns fits. */
enum watch_role {
    WATCH_CAUSE,  /* a rule asks for it */
    WATCH_REMARK, /* a rule asks for it that only remarks on it: such a line is no error */
    WATCH_ERROR,  /* it says that it is an error */
    WATCH_END,    /* it ends the log */
    WATCH_TIME    /* it has a time in front, the first group: no pattern of the scanner */
};

struct watched {
    inq_str pattern;
    enum watch_role role;
    const struct regex *regex; /* once the scanner is made */
};

struct watch;

/** An empty collection in the arena. Does not return when memory is out. */
struct watch *watch_new(struct arena *a);

/** Add a pattern that is known to compile and whose text outlives the collection; false if there
 *  are too many. Not once watch_scan() was called. */
bool watch_add(struct watch *w, inq_str pattern, enum watch_role role);

/** The i-th pattern, by the numbers of the scanner. */
const struct watched *watch_get(const struct watch *w, unsigned i);

/** The time in front of a line of a log, as it stands there; absent if no pattern finds one, or
 *  the scanner was never made. The line is valid UTF-8. */
inq_str watch_find_time(const struct watch *w, const struct regex_scratch *regex, inq_str line);

/** The scanner over all patterns but those of times, made by the first that asks; NULL when memory
 * is out. The arena must not be in use by others meanwhile. [any-thread] */
const struct scan *watch_scan(struct watch *w);

#endif
