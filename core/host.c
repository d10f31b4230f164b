/* SPDX-License-Identifier: MIT */
/* The services that a job lends to plugins. Memory comes from the job's arenas, bytes from its
 * window; nothing here outlives the job. */
#include "job.h"
#include "output_file.h"
#include "record.h"
#include "str.h"

#include <stdlib.h>

static void *host_alloc(inq_ctx *job, size_t size, size_t align)
{
    return arena_alloc(&job->scratch, size, align);
}

/* What libraries hold is kept in a list, so that it can be given back when a parse ends early. */
struct block {
    struct block *next, **link;
    size_t size, filler;
};

static void forget(struct inq_ctx *job, struct block *b)
{
    *b->link = b->next;
    if (b->next)
        b->next->link = b->link;
    budget_give(job->scratch.budget, b->size);
}

static void remember(struct inq_ctx *job, struct block *b, size_t size)
{
    b->size = size;
    b->next = job->blocks;
    b->link = &job->blocks;
    if (b->next)
        b->next->link = &b->next;
    job->blocks = b;
}

void host_release(struct inq_ctx *job)
{
    struct block *b = job->blocks;
    job->blocks = NULL;
    while (b) {
        struct block *next = b->next;
        budget_give(job->scratch.budget, b->size);
        free(b);
        b = next;
    }
}

static void *host_resize(inq_ctx *job, void *old, size_t size)
{
    struct block *was = old ? (struct block *)old - 1 : NULL;
    if (was)
        forget(job, was);
    if (size == 0) {
        free(was);
        return NULL;
    }
    struct block *b = size < SIZE_MAX / 2 && budget_take(job->scratch.budget, size)
                          ? realloc(was, sizeof *b + size)
                          : NULL;
    if (!b) {
        free(was);
        longjmp(job->unwind, 1);
    }
    remember(job, b, size);
    return b + 1;
}

static void fit_chunk_size(struct inq_ctx *job)
{
    const bool idle = job->events == job->events_before && job->chunk.len > 0;
    job->events_before = job->events;
    if (!idle)
        job->window.chunk = WINDOW_CHUNK;
    else if (job->window.chunk < WINDOW_CHUNK_MAX)
        job->window.chunk *= 2;
}

/* Slices into the window die when it moves. */
static bool move_window(struct inq_ctx *job, uint64_t keep)
{
    fit_chunk_size(job);
    if (!record_settle(job)) {
        job->window.failed = job->window.starved = true;
        return false;
    }
    const bool more = window_more(&job->window, keep);
    record_moved(job);
    return more;
}

static uint64_t end_of_lines(const struct inq_ctx *job, inq_str text)
{
    const char *newline = job->window.at_end ? NULL : memrchr(text.ptr, '\n', text.len);
    return newline ? (uint64_t)(newline + 1 - text.ptr) : text.len;
}

/** How much of the window from `from` on may be given to the parser. */
static size_t may_give(struct inq_ctx *job, uint64_t from)
{
    const uint64_t to = window_to(&job->window);
    if (!job->bounded)
        return (size_t)(to - from);
    const inq_str fresh = window_at(&job->window, job->position);
    const size_t lines = (size_t)end_of_lines(job, fresh);
    const size_t bound = sieve_bound(job, (inq_str){fresh.ptr, lines});
    job->closed = bound < lines;
    return (size_t)(job->position - from) + bound;
}

static inq_status host_read(inq_ctx *job, size_t keep, inq_chunk *chunk)
{
    const uint64_t from = job->position - keep;
    if (job->position >= window_to(&job->window) && !job->closed)
        move_window(job, from);
    const size_t given = job->closed ? keep : may_give(job, from);
    if (job->bounded && given == keep && !job->closed && move_window(job, from))
        return host_read(job, keep, chunk);
    *chunk = (inq_chunk){given ? window_at(&job->window, from).ptr : "", given, from};
    job->chunk = *chunk;
    job->position = from + given;
    if (job->window.failed)
        return job->window.starved ? INQ_ENOMEM : INQ_EIO;
    return INQ_OK;
}

static void vdiag(struct inq_ctx *job, unsigned code, uint64_t offset, const char *fmt,
                  va_list args)
{
    const struct place at = window_place(&job->window, offset);
    diag_vadd(job->trial ? &job->held_back : &job->part->diags, code,
              (struct diag_place){at.line, at.column}, fmt, args);
}

void job_diag(struct inq_ctx *job, unsigned code, uint64_t offset, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vdiag(job, code, offset, fmt, args);
    va_end(args);
}

static void host_diag(inq_ctx *job, unsigned code, uint64_t offset, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vdiag(job, diag_code(code) ? code : 290, offset, fmt, args);
    va_end(args);
}

static const char *host_option(inq_ctx *job, const char *key)
{
    const inq_option *options = job->plugin ? job->plugin->options : NULL;
    for (const inq_option *o = options; o && o->key; o++) {
        if (strcmp(o->key, key) != 0)
            continue;
        for (size_t i = job->settings->n_sets; i-- > 0;) {
            const struct plugin_setting *set = &job->settings->sets[i];
            if (strcmp(set->plugin, job->plugin->id) == 0 && strcmp(set->key, key) == 0)
                return set->value;
        }
        return o->fallback;
    }
    return NULL;
}

/* Parsers read from front to back. */
static inq_status host_seek(inq_ctx *job, uint64_t offset, uint32_t from_end, uint64_t *at)
{
    (void)job, (void)offset, (void)from_end, (void)at;
    return INQ_EIO;
}

static const char *host_file(inq_ctx *job)
{
    return job->output ? job->output->path : NULL;
}

const inq_host job_host = {
    .size = sizeof(inq_host),
    .abi = INQ_ABI,
    .alloc = host_alloc,
    .resize = host_resize,
    .read = host_read,
    .diag = host_diag,
    .option = host_option,
    .seek = host_seek,
    .file = host_file,
};
