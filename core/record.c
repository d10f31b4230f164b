/* SPDX-License-Identifier: MIT */
/* Walking the trie beside the events. Frames exist only on the paths; everything else is counted
 * in `skip`, so the price of a value nobody asks for is one comparison. */
#include "record.h"

#include "builder.h"
#include "clock.h"
#include "str.h"

#define MAX_HELD 4096

/* What is rare stands out of line, so that each event does not pay for it. */
#define RARE __attribute__((noinline))

bool record_init(struct inq_ctx *job)
{
    struct arena *a = &job->part->arena;
    struct builder *b = arena_alloc(a, sizeof *b, 0);
    if (!b)
        return false;
    b->frames = arena_alloc(a, (job->settings->limits.depth + 1) * sizeof *b->frames, 0);
    b->seen = arena_alloc(a, job->schema->n_paths * sizeof *b->seen, 0);
    b->interned = arena_alloc(a, INTERN_MEMO * sizeof *b->interned, 0);
    b->target = &job->schema->root;
    job->builder = b;
    return b->frames && b->seen && b->interned && observe_init(job) && rows_init(job);
}

/* The text may be cut, but only between code points. */
static inq_str cut_scalar(struct inq_ctx *job, inq_str value, uint64_t offset)
{
    size_t limit = job->settings->limits.scalar;
    job_diag(job, 303, offset, "a value of %zu bytes was cut to %zu", value.len, limit);
    while (limit > 0 && ((unsigned char)value.ptr[limit] & 0xc0) == 0x80)
        limit--;
    return (inq_str){value.ptr, limit};
}

static inline bool copy_value(struct inq_ctx *job, inq_str *value)
{
    char *copy = arena_raw(&job->values, value->len + 1, 1);
    if (!copy)
        return false;
    memcpy(copy, value->ptr, value->len);
    *value = (inq_str){copy, value->len};
    return true;
}

static inline bool in_chunk(const struct inq_ctx *job, inq_str value)
{
    return (uintptr_t)value.ptr - (uintptr_t)job->chunk.ptr < job->chunk.len;
}

/** The same place again in one record: the last value counts. */
static void hold_again(struct inq_ctx *job, struct held *h, inq_str value, uint64_t offset)
{
    job_diag(job, 401, offset, "%.*s stands here again; line %u had it first",
             STR_ARG(job->schema->paths[h->path].text), window_place(&job->window, h->offset).line);
    h->value = value;
    h->offset = offset;
    h->line = 0;
    h->settled = false;
}

/* What `seen` says of records that are done is not taken back, only checked. */
static inline bool is_held(const struct builder *b, uint16_t path)
{
    const size_t at = b->seen[path];
    return path && at > b->base && at <= b->n_held && b->held[at - 1].path == path &&
           !b->held[at - 1].many;
}

static inline void put_held(struct inq_ctx *job, uint16_t path, inq_str value, uint64_t offset)
{
    struct builder *b = job->builder;
    const struct path_info *info = &job->schema->paths[path];
    struct held *h = &b->held[b->n_held++];
    h->value = value;
    h->offset = offset;
    h->line = 0;
    h->settled = false;
    h->path = path;
    h->fact = info->fact;
    h->rank = info->rank;
    h->many = info->many;
    b->seen[path] = b->n_held;
}

bool hold(struct inq_ctx *job, uint16_t path, inq_str value, uint64_t offset, bool copy)
{
    struct builder *b = job->builder;
    if (value.len > job->settings->limits.scalar)
        value = cut_scalar(job, value, offset);
    if (copy && !copy_value(job, &value))
        return false;
    if (is_held(b, path)) {
        hold_again(job, &b->held[b->seen[path] - 1], value, offset);
        return true;
    }
    if (b->n_held >= MAX_HELD)
        return true;
    if (b->n_held == b->held_cap && !ARENA_GROW(&job->part->arena, b->held, b->held_cap, b->n_held))
        return false;
    put_held(job, path, value, offset);
    return true;
}

static RARE inq_status hold_special(struct inq_ctx *job, uint16_t path, inq_str value,
                                    uint64_t offset)
{
    return hold(job, path, value, offset, !in_chunk(job, value)) ? INQ_OK : INQ_ENOMEM;
}

/** The same, quickly where nothing is special. */
static inline inq_status hold_value(struct inq_ctx *job, uint16_t path, inq_str value,
                                    uint64_t offset)
{
    struct builder *b = job->builder;
    if (!in_chunk(job, value) || value.len > job->settings->limits.scalar ||
        b->n_held == b->held_cap || is_held(b, path))
        return hold_special(job, path, value, offset);
    put_held(job, path, value, offset);
    return INQ_OK;
}

/* ---- turns ---------------------------------------------------------------------------------- */

bool note_turn(struct inq_ctx *job, bool table, uint64_t key, uint64_t offset)
{
    struct part *p = job->part;
    const struct scope *scope = p->last_scope;
    const struct turn turn = {.key = key,
                              .captured = p->told_time,
                              .line = window_place(&job->window, offset).line,
                              .table = table,
                              .listing = table && scope && scope->listing};
    p->told_time = CLOCK_NONE;
    return part_turn(p, &turn);
}

static bool begin_documents(struct inq_ctx *job, uint64_t offset)
{
    const struct part *p = job->part;
    return (p->n_turns && !p->turns[p->n_turns - 1].table) || note_turn(job, false, 0, offset);
}

/* ---- containers --------------------------------------------------------------------------- */

static inline struct frame *top(struct builder *b)
{
    return b->n_frames ? &b->frames[b->n_frames - 1] : NULL;
}

/** Set where the next key or value goes, by the innermost frame. */
static inline void aim(struct inq_ctx *job)
{
    struct builder *b = job->builder;
    const struct frame *f = top(b);
    b->in_record = f && (b->frames[0].record || b->n_frames > 1);
    b->keys = f && !f->list ? f->node : NULL;
    if (!f || f->records)
        b->target = &job->schema->root;
    else
        b->target = f->list ? f->node->element : NULL;
}

static inq_status skip_container(struct builder *b)
{
    b->skip++;
    b->keys = b->target = NULL;
    return INQ_OK;
}

static inq_status too_deep(struct inq_ctx *job, uint64_t offset)
{
    job_diag(job, 301, offset, "nested more than %u deep", job->settings->limits.depth);
    return INQ_ELIMIT;
}

/** What only some maps need when they begin: a record's own, and elements. */
static RARE inq_status begin_map(struct inq_ctx *job, struct frame *f)
{
    struct builder *b = job->builder;
    if (f->record) {
        f->base = b->base = b->n_held;
        f->mark = arena_mark(&job->values);
        b->early = NULL;
        if (!begin_documents(job, f->from))
            return INQ_ENOMEM;
    }
    if (f->node->elements)
        element_begin(job, f->node);
    return INQ_OK;
}

static inline inq_status open_container(struct inq_ctx *job, bool list, uint64_t offset)
{
    struct builder *b = job->builder;
    job->events++;
    if (b->n_frames + b->skip >= job->settings->limits.depth)
        return too_deep(job, offset);
    const struct node *node = b->target;
    if (!node)
        return skip_container(b);
    const struct frame *f = top(b);
    const bool outer = b->n_frames == 0 || f->records;
    const bool wrapped = !outer && b->n_frames == 1 && f->record && node->wrapper;
    struct frame *opened = &b->frames[b->n_frames++];
    *opened = (struct frame){.node = node, .list = list, .from = offset};
    opened->records = list && (outer || wrapped);
    opened->record = !list && outer;
    aim(job);
    return !list && (outer || node->elements) ? begin_map(job, opened) : INQ_OK;
}

static inq_status sink_doc(inq_ctx *job, uint64_t offset)
{
    (void)offset;
    job->events++;
    job->builder->n_frames = 0;
    job->builder->skip = 0;
    aim(job);
    return job->builder->joint.open ? record_end_joint(job) : INQ_OK;
}

static inq_status sink_map(inq_ctx *job, uint64_t offset)
{
    return open_container(job, false, offset);
}

static inq_status sink_list(inq_ctx *job, uint64_t offset)
{
    return open_container(job, true, offset);
}

static inq_status end_record(struct inq_ctx *job, const struct frame *f, uint64_t offset)
{
    struct builder *b = job->builder;
    inq_status status = INQ_OK;
    if (offset - f->from > job->settings->limits.record) {
        job_diag(job, 304, f->from, "a record of %llu bytes was left out",
                 (unsigned long long)(offset - f->from));
        drop_held(b, f->base);
    } else {
        struct subject subject = {.offset = f->from};
        status = observe(job, &subject, f->base);
    }
    arena_rollback(&job->values, f->mark);
    b->early = NULL;
    b->base = 0;
    return status;
}

/** What only some maps need when they end. */
static RARE inq_status end_map(struct inq_ctx *job, const struct frame *f, uint64_t offset)
{
    if (f->node->elements && !element_end(job, f->node))
        return INQ_ENOMEM;
    return f->record ? end_record(job, f, offset) : INQ_OK;
}

static inq_status sink_end(inq_ctx *job, uint64_t offset)
{
    struct builder *b = job->builder;
    job->events++;
    if (b->skip) {
        if (--b->skip == 0)
            aim(job);
        return INQ_OK;
    }
    if (b->n_frames == 0)
        return INQ_EBUG;
    const struct frame *f = &b->frames[--b->n_frames]; /* stays as it is until the next begins */
    aim(job);
    if (f->records && b->n_frames) /* what a wrapper holds does not make it larger */
        b->frames[b->n_frames - 1].from += offset - f->from;
    return f->record || (!f->list && f->node->elements) ? end_map(job, f, offset) : INQ_OK;
}

/* ---- keys and values ---------------------------------------------------------------------- */

static inq_status long_key(inq_ctx *job, inq_str key, uint64_t offset)
{
    job->builder->target = NULL;
    job_diag(job, 302, offset, "a key of %zu bytes", key.len);
    return INQ_OK;
}

static RARE inq_status search_key(inq_ctx *job, inq_str key)
{
    struct builder *b = job->builder;
    b->target = schema_search(b->keys, key);
    return INQ_OK;
}

static inq_status sink_key(inq_ctx *job, inq_str key, uint64_t offset)
{
    struct builder *b = job->builder;
    if (!b->keys)
        return INQ_OK;
    if (key.len > job->settings->limits.key)
        return long_key(job, key, offset);
    return schema_glance(b->keys, key, &b->target) ? INQ_OK : search_key(job, key);
}

/** The path of a value that is kept because of how it begins, or 0. */
static uint16_t path_anywhere(const struct inq_ctx *job, inq_str value)
{
    const struct anywhere *all = job->schema->anywhere;
    for (size_t i = 0; i < job->schema->n_anywhere; i++)
        if (value.len > all[i].prefix.len && value.ptr[0] == all[i].prefix.ptr[0] &&
            str_starts(value, all[i].prefix))
            return all[i].path;
    return 0;
}

/** A value that is a part of an element, or may be kept because of how it begins. */
static RARE inq_status keep_special(struct inq_ctx *job, inq_str value, uint64_t offset)
{
    const struct node *at = job->builder->target;
    const uint16_t path = at && at->path ? at->path : path_anywhere(job, value);
    if (at && at->part && !element_hold(job, at->part, value, offset))
        return INQ_ENOMEM;
    return path ? hold_special(job, path, value, offset) : INQ_OK;
}

static inq_status sink_scalar(inq_ctx *job, inq_str value, inq_scalar kind, uint64_t offset)
{
    const struct builder *b = job->builder;
    const struct node *at = b->target;
    job->events++;
    if (kind == INQ_NULL || !b->in_record)
        return INQ_OK;
    const uint16_t path = at ? at->path : 0;
    if ((at && at->part) || (!path && schema_maybe_anywhere(job->schema, value)))
        return keep_special(job, value, offset);
    return path ? hold_value(job, path, value, offset) : INQ_OK;
}

static inq_status sink_line(inq_ctx *job, inq_str text, uint64_t offset)
{
    job->events++;
    return record_log_line(job, text, offset);
}

static inq_status sink_lines(inq_ctx *job, inq_str text, uint64_t offset)
{
    job->events++;
    return record_log_lines(job, text, offset);
}

const inq_sink record_sink = {
    .size = sizeof(inq_sink),
    .doc = sink_doc,
    .map = sink_map,
    .list = sink_list,
    .key = sink_key,
    .scalar = sink_scalar,
    .end = sink_end,
    .header = rows_header,
    .rows = rows_rows,
    .line = sink_line,
    .lines = sink_lines,
    .row = rows_row,
};

/* ---- between the parser and the window ---------------------------------------------------- */

inq_status record_flush(struct inq_ctx *job)
{
    const inq_status rows = rows_flush(job);
    job->builder->table.n = 0;
    const inq_status log = record_log_end(job);
    return rows ? rows : log;
}

uint64_t record_start(const struct inq_ctx *job)
{
    const struct builder *b = job->builder;
    for (size_t i = b->n_frames; i-- > 0;)
        if (b->frames[i].record)
            return b->frames[i].from;
    return UINT64_MAX;
}

void record_abort(struct inq_ctx *job)
{
    struct builder *b = job->builder;
    b->n_frames = 0;
    b->skip = 0;
    aim(job);
    drop_held(b, 0);
    b->early = NULL;
    b->base = 0;
    b->told.open = false;
    b->log.open = false;
    b->table.open = false;
    arena_rollback(&job->values, (struct arena_mark){0});
}

bool record_settle(struct inq_ctx *job)
{
    struct builder *b = job->builder;
    bool settled = true;
    if (!b || !b->n_held)
        return true;
    for (size_t i = 0; i < b->n_held; i++)
        locate(job, &b->held[i]);
    b->early = take_slices(job, &job->values, 0, b->early, false);
    for (size_t i = 0; i < b->n_held; i++) {
        if (!b->held[i].settled && in_chunk(job, b->held[i].value))
            settled &= copy_value(job, &b->held[i].value);
        b->held[i].settled = true;
    }
    return settled;
}

void record_moved(struct inq_ctx *job)
{
    if (job->builder && job->builder->n_waiting)
        finish_slices(job);
}
