/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include "str.h"

#include <sched.h>

enum state { UNMADE, IN_MAKING, MADE };

struct watch {
    struct arena *arena;
    struct watched items[SCAN_MAX];
    size_t n;
    struct watched times[16];
    size_t n_times;
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

bool watch_add(struct watch *w, inq_str pattern, enum watch_role role)
{
    const bool time = role == WATCH_TIME;
    if (time ? w->n_times == sizeof w->times / sizeof *w->times : w->n == SCAN_MAX)
        return false;
    *(time ? &w->times[w->n_times++] : &w->items[w->n++]) = (struct watched){pattern, role, NULL};
    return true;
}

const struct watched *watch_get(const struct watch *w, unsigned i)
{
    return &w->items[i];
}

inq_str watch_find_time(const struct watch *w, const struct regex_scratch *regex, inq_str line)
{
    struct regex_match m;
    line.len = line.len < 256 ? line.len : 256; /* times stand in front */
    while (line.len && ((unsigned char)line.ptr[line.len - 1] & 0x80))
        line.len--;
    for (size_t i = 0; i < w->n_times && w->times[i].regex; i++)
        if (regex_find_in_utf8(w->times[i].regex, regex, line, &m) == REGEX_YES) {
            const inq_str time = m.n > 1 && m.group[1].ptr ? m.group[1] : m.group[0];
            if (time.len)
                return time;
        }
    return STR_NONE;
}

/** False when memory is out: the patterns were found to compile. */
static bool compile_all(struct arena *a, struct watched *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        inq_str why;
        items[i].regex = regex_new(a, items[i].pattern, &why);
        if (!items[i].regex)
            return false;
        regex_hasten(items[i].regex);
    }
    return true;
}

static void make(struct watch *w)
{
    const struct regex *patterns[SCAN_MAX];
    if (!compile_all(w->arena, w->items, w->n) || !compile_all(w->arena, w->times, w->n_times))
        return;
    for (size_t i = 0; i < w->n; i++)
        patterns[i] = w->items[i].regex;
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
