/* SPDX-License-Identifier: MIT */
/* A second, simple sink behind the same door as the record builder's. */
#include "tree.h"

#include "job.h"
#include "str.h"

#define TREE_DEPTH 32
#define SKIPPED_DEPTH 1000

struct tree_builder {
    struct arena *arena;
    struct tree *open[TREE_DEPTH], *last[TREE_DEPTH];
    size_t depth;
    inq_str key;
    struct tree *first_doc, *last_doc;
    const char *const *keys; /* what is kept, or NULL */
    bool skips;              /* the value of a key that is not */
    unsigned skipped;        /* open maps and lists in it */
};

struct memory {
    inq_str rest;
};

static ptrdiff_t read_memory(void *self, char *into, size_t size)
{
    struct memory *m = self;
    const size_t n = m->rest.len < size ? m->rest.len : size;
    memcpy(into, m->rest.ptr, n);
    m->rest = (inq_str){m->rest.ptr + n, m->rest.len - n};
    return (ptrdiff_t)n;
}

static struct tree *add(struct inq_ctx *job, enum tree_kind kind, uint64_t offset)
{
    struct tree_builder *b = job->tree;
    struct tree *t = arena_must(b->arena, 1, sizeof *t);
    const struct place at = window_place(&job->window, offset);
    *t = (struct tree){.kind = kind, .line = at.line, .column = at.column, .key = b->key};
    b->key = STR_NONE;
    struct tree **first = &b->first_doc, **last = &b->last_doc;
    if (b->depth) {
        last = &b->last[b->depth - 1];
        if (!*last)
            b->open[b->depth - 1]->first = t;
    } else if (!*first) {
        *first = t;
    }
    if (*last)
        (*last)->next = t;
    *last = t;
    return t;
}

static inq_status too_deep(struct inq_ctx *job, uint64_t offset, unsigned most)
{
    job_diag(job, 301, offset, "more than %u maps and lists in each other are not read", most);
    return INQ_ELIMIT;
}

static inq_status open_tree(struct inq_ctx *job, enum tree_kind kind, uint64_t offset)
{
    struct tree_builder *b = job->tree;
    if (b->skips)
        return b->skipped++ < SKIPPED_DEPTH ? INQ_OK : too_deep(job, offset, SKIPPED_DEPTH);
    if (b->depth == TREE_DEPTH)
        return too_deep(job, offset, TREE_DEPTH);
    struct tree *t = add(job, kind, offset);
    b->open[b->depth] = t;
    b->last[b->depth++] = NULL;
    return INQ_OK;
}

static inq_status tree_doc(inq_ctx *job, uint64_t offset)
{
    (void)offset;
    job->events++;
    job->tree->depth = job->tree->skipped = 0;
    job->tree->skips = false;
    return INQ_OK;
}

static inq_status tree_map(inq_ctx *job, uint64_t offset)
{
    return open_tree(job, TREE_MAP, offset);
}

static inq_status tree_list(inq_ctx *job, uint64_t offset)
{
    return open_tree(job, TREE_LIST, offset);
}

static bool is_kept(const struct tree_builder *b, inq_str key)
{
    const char *const *k = b->keys;
    while (k && *k && !str_eq(key, str_of(*k)))
        k++;
    return !k || *k;
}

static inq_status tree_key(inq_ctx *job, inq_str key, uint64_t offset)
{
    (void)offset;
    if (job->tree->skips)
        return INQ_OK;
    job->tree->skips = !is_kept(job->tree, key);
    if (!job->tree->skips)
        job->tree->key = str_copy(job->tree->arena, key);
    return INQ_OK;
}

static inq_status tree_scalar(inq_ctx *job, inq_str value, inq_scalar kind, uint64_t offset)
{
    job->events++;
    if (job->tree->skips) {
        job->tree->skips = job->tree->skipped > 0;
        return INQ_OK;
    }
    struct tree *t = add(job, TREE_SCALAR, offset);
    t->value = kind == INQ_NULL ? STR_NONE : str_copy(job->tree->arena, value);
    return INQ_OK;
}

static inq_status tree_end(inq_ctx *job, uint64_t offset)
{
    (void)offset;
    struct tree_builder *b = job->tree;
    if (b->skips) {
        if (b->skipped == 0)
            return INQ_EBUG;
        b->skips = --b->skipped > 0;
        return INQ_OK;
    }
    if (b->depth == 0)
        return INQ_EBUG;
    b->depth--;
    return INQ_OK;
}

static const inq_sink tree_sink = {
    .size = sizeof(inq_sink),
    .doc = tree_doc,
    .map = tree_map,
    .list = tree_list,
    .key = tree_key,
    .scalar = tree_scalar,
    .end = tree_end,
};

/** Parse what the job stands at; false when memory was out. */
static bool run_parser(struct inq_ctx *job, const struct plugin *parser)
{
    const inq_input in = {.size = sizeof in, .name = job->part->path};
    uint64_t consumed;
    if (setjmp(job->unwind) != 0)
        return false;
    return parser->parser.parse(job, &job_host, &in, &tree_sink, &consumed) != INQ_ENOMEM;
}

const struct tree *tree_read(struct arena *a, const struct tree_reading *reading,
                             struct diags *diags)
{
    static const struct settings defaults = {0};
    struct part part = {.path = STR("pack"), .diags = *diags};
    struct tree_builder builder = {.arena = a, .keys = reading->keys};
    struct inq_ctx job = {
        .settings = &defaults, .part = &part, .plugin = &reading->parser->entry, .tree = &builder};
    jmp_buf *const outer = a->unwind;
    arena_init(&job.scratch, a->budget);
    arena_init(&job.values, a->budget);
    window_init(&job.window, reading->bytes, a->budget);
    window_peek(&job.window, 0, 1);
    a->unwind = &job.unwind;
    const bool enough = run_parser(&job, reading->parser);
    a->unwind = outer;
    host_release(&job);
    window_free(&job.window);
    arena_free(&job.scratch);
    arena_free(&job.values);
    if (!enough && outer)
        longjmp(*outer, 1);
    *diags = part.diags;
    return builder.first_doc;
}

const struct tree *tree_parse(struct arena *a, const struct plugin *parser, inq_str text,
                              struct diags *diags)
{
    struct memory memory = {text};
    const struct tree_reading reading = {parser, {read_memory, &memory}, NULL};
    return tree_read(a, &reading, diags);
}

const struct tree *tree_at(const struct tree *map, inq_str key)
{
    if (!map || map->kind != TREE_MAP)
        return NULL;
    for (const struct tree *t = map->first; t; t = t->next)
        if (str_eq(t->key, key))
            return t;
    return NULL;
}

const struct tree *tree_get(const struct tree *map, const char *key)
{
    return tree_at(map, str_of(key));
}

inq_str tree_text(const struct tree *t)
{
    return t && t->kind == TREE_SCALAR ? t->value : STR_NONE;
}

const struct tree *tree_each(const struct tree *list, const struct tree *at)
{
    if (!list)
        return NULL;
    if (at)
        return list->kind == TREE_LIST ? at->next : NULL;
    return list->kind == TREE_LIST ? list->first : list->kind == TREE_SCALAR ? list : NULL;
}
