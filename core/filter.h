/* SPDX-License-Identifier: MIT */
/**
 * jq filters, run by libjq in a child process that can do nothing else: it has no environment,
 * opens no files and loads no modules, and its time and memory are bounded. One thread.
 */
#ifndef INQ_FILTER_H
#define INQ_FILTER_H

#include "buf.h"
#include "intern.h"

#include <sys/types.h>

#define FILTER_RESULTS 1000u /* that one filter may give for one document */

struct filters {
    struct arena *arena, *kept;
    pid_t child; /* or 0 */
    int fd;
    uint32_t time;        /* processor time of the child in milliseconds */
    uint64_t time_before; /* of those before it */
    uint64_t n_asked;
    unsigned n_lost;    /* children that did not end by themselves; see LOST_ENDLESS */
    struct intern vain; /* filters that need not be asked again */
    inq_str *whys;      /* not, by number */
    size_t n_whys, why_cap;
};

/** What a filter made of a document. */
struct filter_answer {
    inq_str *results; /* strings as they are, all else as JSON */
    size_t n;
    inq_str wrong; /* what failed; absent if nothing did. Results before it count. */
    bool broken;   /* it does not compile, does not end or takes too much: asking again is vain */
};

/** Begin. Nothing is started before something is asked. Answers live in `a`, what is remembered
 *  of filters in `kept`. */
void filters_init(struct filters *f, struct arena *a, struct arena *kept);

/** Apply `filter` to a document in JSON, with `now`, in JSON too, as the result of `now`. The
 *  answer lives in the arena. Once too many filters do not end, or all of them have taken too
 *  long, no more is asked. Does not return when memory is out. */
struct filter_answer filter_ask(struct filters *f, inq_str filter, inq_str now, inq_str document);

/** End the child. */
void filters_end(struct filters *f);

#endif
