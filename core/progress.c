/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FIRST 1000 /* milliseconds until anything is shown */
#define EVERY 200
#define COLUMNS 72

static int64_t milliseconds(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(struct progress *p, uint64_t size, size_t n)
{
    p->size = size;
    p->n = n;
    p->start = milliseconds();
    atomic_init(&p->bytes, 0);
    atomic_init(&p->inputs, 0);
    atomic_init(&p->next, FIRST);
}

/* A line that is written over the last one; what it leaves is blank. */
static void show_line(const char *text)
{
    char line[COLUMNS + 3];
    const int n = snprintf(line, sizeof line, "\r%-*.*s\r", COLUMNS, COLUMNS, text);
    if (n > 0 && write(STDERR_FILENO, line, strlen(line)) < 0)
        return; /* nobody sees it */
}

static void show(const struct progress *p, int64_t elapsed)
{
    const uint64_t bytes = atomic_load(&p->bytes), inputs = atomic_load(&p->inputs);
    const uint64_t tenths = bytes / 100000, rate = tenths * 1000 / (uint64_t)elapsed;
    char of[32] = "", text[160];
    if (p->size && bytes <= p->size)
        snprintf(of, sizeof of, " of %" PRIu64 ".%" PRIu64, p->size / 1000000,
                 p->size / 100000 % 10);
    snprintf(text, sizeof text,
             "reading: %" PRIu64 ".%" PRIu64 "%s MB, %" PRIu64 " of %zu inputs, %" PRIu64
             ".%" PRIu64 " MB/s",
             tenths / 10, tenths % 10, of, inputs, p->n, rate / 10, rate % 10);
    show_line(text);
}

/* Of the threads that find it is time, one shows. */
static void show_if_due(struct progress *p)
{
    const int64_t elapsed = milliseconds() - p->start;
    int_least64_t next = atomic_load(&p->next);
    if (elapsed >= next && atomic_compare_exchange_strong(&p->next, &next, elapsed + EVERY))
        show(p, elapsed);
}

void progress_bytes(struct progress *p, uint64_t n)
{
    if (!p)
        return;
    atomic_fetch_add(&p->bytes, n);
    show_if_due(p);
}

void progress_input(struct progress *p)
{
    if (!p)
        return;
    atomic_fetch_add(&p->inputs, 1);
    show_if_due(p);
}

void progress_end(struct progress *p)
{
    if (p && atomic_load(&p->next) != FIRST)
        show_line("");
}
