/* SPDX-License-Identifier: MIT */
/**
 * jq filters, run by libjq in a child process that can do nothing else: it has no environment,
 * opens no files and loads no modules, and its time and memory are bounded. One thread.
 */
#ifndef INQ_FILTER_H
#define INQ_FILTER_H

#include "buf.h"

#include <sys/types.h>

#define FILTER_RESULTS 1000u /* that one filter may give for one document */

struct filters {
    struct arena *arena;
    pid_t child; /* or 0 */
    int fd;
};

/** What a filter made of a document. */
struct filter_answer {
    inq_str *results; /* strings as they are, all else as JSON */
    size_t n;
    inq_str wrong; /* what failed; absent if nothing did. Results before it count. */
    bool broken;   /* it does not compile, does not end or takes too much: asking again is vain */
};

/** Begin. Nothing is started before something is asked. */
void filters_init(struct filters *f, struct arena *a);

/** Apply `filter` to a document in JSON, with `now`, in JSON too, as the result of `now`. The
 *  answer lives in the arena. Does not return when memory is out. */
struct filter_answer filter_ask(struct filters *f, inq_str filter, inq_str now, inq_str document);

/** End the child. */
void filters_end(struct filters *f);

#endif
