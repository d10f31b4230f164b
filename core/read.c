/* SPDX-License-Identifier: MIT */
#include "read.h"

#include "clock.h"
#include "container.h"
#include "progress.h"
#include "record.h"
#include "sieve.h"
#include "source.h"
#include "str.h"

#include <stdlib.h>

static void start_part(const struct reading *all, inq_str path, uint32_t index, struct part *part)
{
    *part = (struct part){
        .path = path, .index = index, .captured = CLOCK_NONE, .told_time = CLOCK_NONE};
    arena_init(&part->arena, all->budget);
    intern_init(&part->strings, &part->arena);
    labels_init(&part->labels, &part->arena);
    diags_init(&part->diags, &part->arena);
    if (all->settings->at != CLOCK_NONE) {
        part->captured = all->settings->at;
        part->captured_by = "option";
        return;
    }
    part->captured = clock_from_path(path);
    part->captured_by = part->captured == CLOCK_NONE ? NULL : "path";
}

static void run_job(const struct reading *all, struct part *part, struct source *source)
{
    struct inq_ctx job = {.schema = all->schema,
                          .settings = all->settings,
                          .part = part,
                          .unquoted = all->unquoted,
                          .over_time = all->over_time};
    arena_init(&job.scratch, all->budget);
    arena_init(&job.values, all->budget);
    diags_init(&job.held_back, &part->arena);
    window_init(&job.window, (struct byte_source){source_read, source}, all->budget);
    if (record_init(&job) && regex_scratch_init(&job.regex)) {
        sieve_run(&job, all->plugins);
        regex_scratch_free(&job.regex);
    } else {
        diag_add(&part->diags, 305, 0, 0, "reading could not begin");
        part->lost = true;
    }
    window_free(&job.window);
    arena_free(&job.values);
    arena_free(&job.scratch);
}

/* ---- inputs and members ------------------------------------------------------------------- */

struct reader {
    const struct reading *all;
    struct part *part; /* of the input */
};

/** The part of the input itself, of the last member, or a new one for a member. NULL: no memory. */
static struct part *part_for(struct reader *r, inq_str path)
{
    struct part *whole = r->part, *last = whole->last_member;
    if (str_eq(path, whole->path))
        return whole;
    if (last && str_eq(path, last->path))
        return last;
    struct part *p = arena_alloc(&whole->arena, sizeof *p, 0);
    char *text = p ? arena_raw(&whole->arena, path.len + 1, 1) : NULL;
    if (!text)
        return NULL;
    memcpy(text, path.ptr, path.len);
    text[path.len] = 0;
    start_part(r->all, (inq_str){text, path.len}, whole->index, p);
    p->snapshot = whole->snapshot;
    if (last)
        last->next = p;
    else
        whole->members = p;
    whole->last_member = p;
    return p;
}

static void take_diags(struct part *part, const struct diags *from)
{
    for (size_t i = 0; i < from->n; i++)
        diag_add(&part->diags, from->items[i].code, 0, 0, "%.*s", STR_ARG(from->items[i].message));
}

static void read_member(void *self, const struct member *m)
{
    struct reader *r = self;
    struct part *part = part_for(r, m->path);
    if (!part) {
        r->part->lost = true;
        return;
    }
    if (m->code)
        diag_add(&part->diags, m->code, 0, 0, "%.*s", STR_ARG(m->why));
    if (m->diags)
        take_diags(part, m->diags);
    if (!m->bytes)
        return;
    source_text(m->bytes);
    run_job(r->all, part, m->bytes);
    if (m->bytes->utf16)
        diag_add(&part->diags, 108, 0, 0, "its byte order mark says so");
    source_close(m->bytes);
}

static void read_bytes(const struct reading *all, struct part *part, struct source *source)
{
    struct reader r = {all, part};
    const struct visitor visitor = {read_member, &r};
    const struct container_host host = {all->settings, all->plugins, all->budget};
    if (!container_read(&host, source, part->path, &visitor)) {
        diag_add(&part->diags, 305, 0, 0, "the archive was not read to its end");
        part->lost = true;
    }
    part->bare = part->members && !part->diags.n && !part->recognised;
}

void read_input(const struct reading *all, const struct input *input, uint32_t index,
                struct part *part)
{
    struct source source;
    start_part(all, input->path, index, part);
    part->snapshot = input->snapshot;
    if (input->code) {
        diag_add(&part->diags, input->code, 0, 0, "%.*s", STR_ARG(input->why));
        return;
    }
    inq_str text = input->text;
    if (text.ptr) {
        source_wrap_text(&source, &text);
        read_bytes(all, part, &source);
        return;
    }
    if (!source_open(&source, input->path.ptr)) {
        diag_add(&part->diags, 102, 0, 0, "%s", strerror(source.error));
        part->lost = true;
        return;
    }
    source.progress = all->progress;
    progress_bytes(all->progress, source.to);
    read_bytes(all, part, &source);
    source_close(&source);
}

/* ---- all of them -------------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
    const struct part *const *x = a, *const *y = b;
    const int paths = str_cmp((*x)->path, (*y)->path);
    return paths ? paths : ((*x)->index > (*y)->index) - ((*x)->index < (*y)->index);
}

struct part **read_list(struct arena *a, struct part *parts, size_t n, size_t *listed)
{
    size_t room = n + 1, k = 0;
    for (size_t i = 0; i < n; i++)
        for (const struct part *m = parts[i].members; m; m = m->next)
            room++;
    struct part **all = arena_must(a, room, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        if (!parts[i].bare)
            all[k++] = &parts[i];
        for (struct part *m = parts[i].members; m; m = m->next)
            all[k++] = m;
    }
    if (room > n + 1)
        qsort(all, k, sizeof *all, by_path);
    for (size_t i = 0; i < k; i++)
        part_set_index(all[i], (uint32_t)i);
    *listed = k;
    return all;
}

void read_free(struct part *part)
{
    for (struct part *m = part->members, *next; m; m = next) {
        next = m->next;
        arena_free(&m->arena);
    }
    arena_free(&part->arena);
}
