/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <sched.h>

enum state { UNMADE, IN_MAKING, MADE };

struct watch {
    struct arena *arena;
    struct watched items[SCAN_MAX];
    size_t n;
    atomic_int state;
    const struct scan *scan;
};

struct watch *watch_new(struct arena *a)
{
    struct watch *const w = arena_must(a, 1, sizeof *w);
    w->arena = a;
    atomic_init(&w->state, UNMADE);
    return w;
}

bool watch_add(struct watch *w, struct lazy_regex *pattern, enum watch_role role)
{
    if (w->n == SCAN_MAX)
        return false;
    w->items[w->n++] = (struct watched){pattern, role};
    return true;
}

const struct watched *watch_get(const struct watch *w, unsigned i)
{
    return &w->items[i];
}

static void make(struct watch *w)
{
    const struct regex *patterns[SCAN_MAX];
    inq_str why;
    for (size_t i = 0; i < w->n; i++) {
        patterns[i] = regex_get(w->items[i].pattern, &why);
        if (!patterns[i])
            return;
    }
    w->scan = scan_new(w->arena, patterns, w->n);
}

const struct scan *watch_scan(struct watch *w)
{
    int expected = UNMADE;
    if (atomic_load_explicit(&w->state, memory_order_acquire) == MADE)
        return w->scan;
    if (atomic_compare_exchange_strong(&w->state, &expected, IN_MAKING)) {
        make(w);
        atomic_store_explicit(&w->state, MADE, memory_order_release);
    }
    while (atomic_load_explicit(&w->state, memory_order_acquire) != MADE)
        sched_yield();
    return w->scan;
}
