/* SPDX-License-Identifier: MIT */
/* Walking the trie beside the events. Frames exist only on the paths; everything else is counted
 * in `skip`, so the price of a value nobody asks for is one comparison. */
#include "record.h"

#include "builder.h"
#include "str.h"

#define MAX_HELD 4096

bool record_init(struct inq_ctx *job)
{
    struct arena *a = &job->part->arena;
    struct builder *b = arena_alloc(a, sizeof *b, 0);
    if (!b)
        return false;
    b->frames = arena_alloc(a, (job->settings->limits.depth + 1) * sizeof *b->frames, 0);
    b->seen = arena_alloc(a, job->schema->n_paths * sizeof *b->seen, 0);
    b->memo = arena_alloc(a, VERDICT_MEMO * sizeof *b->memo, 0);
    b->interned = arena_alloc(a, INTERN_MEMO * sizeof *b->interned, 0);
    job->builder = b;
    return b->frames && b->seen && b->memo && b->interned;
}

void drop_held(struct builder *b, size_t base)
{
    for (size_t i = base; i < b->n_held; i++)
        b->seen[b->held[i].path] = 0;
    b->n_held = base;
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

bool hold(struct inq_ctx *job, uint16_t path, inq_str value, uint64_t offset, bool copy)
{
    struct builder *b = job->builder;
    const struct path_info *info = &job->schema->paths[path];
    if (value.len > job->settings->limits.scalar)
        value = cut_scalar(job, value, offset);
    if (copy && !copy_value(job, &value))
        return false;
    const size_t twice = info->many || !path ? 0 : b->seen[path];
    if (twice > b->base) {
        job_diag(job, 401, offset, "%.*s stands here again; line %u had it first",
                 STR_ARG(info->text), window_place(&job->window, b->held[twice - 1].offset).line);
        b->held[twice - 1] = (struct held){.value = value, .offset = offset, .path = path};
        return true;
    }
    if (b->n_held >= MAX_HELD)
        return true;
    if (b->n_held == b->held_cap && !ARENA_GROW(&job->part->arena, b->held, b->held_cap, b->n_held))
        return false;
    struct held *h = &b->held[b->n_held++];
    h->value = value;
    h->offset = offset;
    h->path = path;
    h->place.line = 0;
    h->settled = false;
    b->seen[path] = b->n_held;
    return true;
}

/* ---- containers --------------------------------------------------------------------------- */

static inline struct frame *top(struct builder *b)
{
    return b->n_frames ? &b->frames[b->n_frames - 1] : NULL;
}

/** The node that the next value stands at, or NULL when it is off the paths. */
static const struct node *target(const struct inq_ctx *job)
{
    struct builder *b = job->builder;
    const struct frame *f = top(b);
    if (!f || f->records)
        return &job->schema->root;
    return f->list ? f->node->element : b->pending;
}

static inq_status too_deep(struct inq_ctx *job, uint64_t offset)
{
    job_diag(job, 301, offset, "nested more than %u deep", job->settings->limits.depth);
    return INQ_ELIMIT;
}

static inq_status open_container(struct inq_ctx *job, bool list, uint64_t offset)
{
    struct builder *b = job->builder;
    job->events++;
    if (b->n_frames + b->skip >= job->settings->limits.depth)
        return too_deep(job, offset);
    const struct node *node = b->skip ? NULL : target(job);
    if (!node) {
        b->skip++;
        return INQ_OK;
    }
    const struct frame *f = top(b);
    const bool outer = !f || f->records;
    const bool wrapped = b->n_frames == 1 && f->record && node->wrapper;
    struct frame *opened = &b->frames[b->n_frames++];
    *opened = (struct frame){.node = node, .list = list, .from = offset};
    opened->records = list && (outer || wrapped);
    opened->record = !list && outer;
    if (opened->record) {
        opened->base = b->n_held;
        opened->mark = arena_mark(&job->values);
        b->early = NULL;
        b->base = b->n_held;
    }
    b->pending = NULL;
    if (!list && node->elements)
        element_begin(job, node);
    return INQ_OK;
}

static inq_status sink_doc(inq_ctx *job, uint64_t offset)
{
    (void)offset;
    job->events++;
    job->builder->n_frames = 0;
    job->builder->skip = 0;
    job->builder->pending = NULL;
    return INQ_OK;
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

static inq_status sink_end(inq_ctx *job, uint64_t offset)
{
    struct builder *b = job->builder;
    job->events++;
    if (b->skip) {
        b->skip--;
        return INQ_OK;
    }
    if (b->n_frames == 0)
        return INQ_EBUG;
    const struct frame f = b->frames[--b->n_frames];
    b->pending = NULL;
    if (f.records && b->n_frames) /* what a wrapper holds does not make it larger */
        b->frames[b->n_frames - 1].from += offset - f.from;
    if (!f.list && f.node->elements && !element_end(job, f.node))
        return INQ_ENOMEM;
    return f.record ? end_record(job, &f, offset) : INQ_OK;
}

/* ---- keys and values ---------------------------------------------------------------------- */

static inq_status sink_key(inq_ctx *job, inq_str key, uint64_t offset)
{
    struct builder *b = job->builder;
    if (b->skip)
        return INQ_OK;
    const struct frame *f = top(b);
    b->pending = f && !f->list ? schema_child(f->node, key) : NULL;
    if (key.len <= job->settings->limits.key)
        return INQ_OK;
    b->pending = NULL;
    job_diag(job, 302, offset, "a key of %zu bytes", key.len);
    return INQ_OK;
}

/** The path of a value that is kept because of how it begins, or 0. */
static uint16_t path_anywhere(const struct inq_ctx *job, inq_str value)
{
    /* target() gives &schema->root, which makes the checker think of a schema that is NULL */
    const struct anywhere *all = job->schema->anywhere; /* NOLINT(clang-analyzer-core*) */
    for (size_t i = 0; i < job->schema->n_anywhere; i++)
        if (value.len > all[i].prefix.len && value.ptr[0] == all[i].prefix.ptr[0] &&
            str_starts(value, all[i].prefix))
            return all[i].path;
    return 0;
}

static inline bool in_record(const struct builder *b)
{
    return b->n_frames > 0 && (b->frames[0].record || b->n_frames > 1);
}

static inq_status sink_scalar(inq_ctx *job, inq_str value, inq_scalar kind, uint64_t offset)
{
    struct builder *b = job->builder;
    job->events++;
    if (kind == INQ_NULL || !in_record(b))
        return INQ_OK;
    const struct node *node = b->skip ? NULL : target(job);
    uint16_t path = node ? node->path : 0;
    if (!path)
        path = path_anywhere(job, value);
    if (node && node->part && !element_hold(job, node->part, value, offset))
        return INQ_ENOMEM;
    return !path || hold(job, path, value, offset, true) ? INQ_OK : INQ_ENOMEM;
}

static inq_status sink_line(inq_ctx *job, inq_str text, uint64_t offset)
{
    job->events++;
    return record_line(job, text, offset);
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
    .row = rows_row,
};

/* ---- between the parser and the window ---------------------------------------------------- */

inq_status record_flush(struct inq_ctx *job)
{
    const inq_status rows = rows_flush(job);
    job->builder->table.n = 0;
    return rows;
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
    b->pending = NULL;
    drop_held(b, 0);
    b->early = NULL;
    b->base = 0;
    b->told.open = false;
    b->table.open = false;
    arena_rollback(&job->values, (struct arena_mark){0});
}

void record_settle(struct inq_ctx *job)
{
    struct builder *b = job->builder;
    if (!b || !b->n_held)
        return;
    for (size_t i = 0; i < b->n_held; i++)
        if (!b->held[i].place.line)
            b->held[i].place = window_place(&job->window, b->held[i].offset);
    b->early = take_slices(job, &job->values, 0, b->early, false);
    for (size_t i = 0; i < b->n_held; i++)
        b->held[i].settled = true;
}

void record_moved(struct inq_ctx *job)
{
    if (job->builder && job->builder->n_waiting)
        finish_slices(job);
}
