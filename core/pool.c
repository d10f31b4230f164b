/* SPDX-License-Identifier: MIT */
#include "pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define MAX_THREADS 64

struct shared {
    atomic_size_t next;
    size_t n;
    void (*work)(void *self, size_t i);
    void *self;
};

static void *take(void *arg)
{
    struct shared *s = arg;
    for (size_t i; (i = atomic_fetch_add(&s->next, 1)) < s->n;)
        s->work(s->self, i);
    return NULL;
}

void pool_run(unsigned threads, size_t n, void (*work)(void *self, size_t i), void *self)
{
    struct shared s = {.n = n, .work = work, .self = self};
    pthread_t helpers[MAX_THREADS];
    unsigned started = 0;
    if (threads > n)
        threads = (unsigned)n;
    while (started + 1 < threads && started < MAX_THREADS &&
           pthread_create(&helpers[started], NULL, take, &s) == 0)
        started++;
    take(&s);
    for (unsigned i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
}

unsigned pool_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    const int n = CPU_COUNT(&set);
    return n > 0 ? (unsigned)n : 1;
}
