/* SPDX-License-Identifier: MIT */
/** How far the reading is, on standard error, for work that takes more than a second. The clock
 *  decides when something is shown and nothing else. */
#ifndef INQ_PROGRESS_H
#define INQ_PROGRESS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    uint64_t size; /* bytes of all inputs, as far as known; 0: not known */
    size_t n;      /* inputs */
    int64_t start; /* milliseconds of a clock that only goes forward */
    atomic_uint_least64_t bytes, inputs;
    atomic_int_least64_t next; /* when to show again, from `start` on */
};

void progress_begin(struct progress *p, uint64_t size, size_t n);

/** More was read, or one input is done; shows how far it is when it is time. `p` may be NULL.
 *  [any-thread] */
void progress_bytes(struct progress *p, uint64_t n);
void progress_input(struct progress *p);

/** Take away what is shown. All threads are done; `p` may be NULL. */
void progress_end(struct progress *p);

#endif
