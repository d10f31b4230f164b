/* SPDX-License-Identifier: MIT */
/** Threads that take numbered work until none is left. The only place with threads. */
#ifndef INQ_POOL_H
#define INQ_POOL_H

#include <stddef.h>

/** Call work(self, i) for every i below n, on `threads` threads (at least one). Returns when all
 *  is done. Results go to places of their own by i, so the order of work does not matter. */
void pool_run(unsigned threads, size_t n, void (*work)(void *self, size_t i), void *self);

/** Processors that this process may use. */
unsigned pool_processors(void);

#endif
