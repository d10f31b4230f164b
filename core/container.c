/* SPDX-License-Identifier: MIT */
/* Archives are hostile until shown otherwise. Nothing is unpacked to disk, so that a bad name can
 * do no harm but in what is said of it: it is made a safe one. All bytes of members are counted,
 * also those that nobody wants to see, because passing over them costs the same. */
#include "container.h"

#include "intern.h"
#include "job.h"
#include "str.h"

#define BLOCK ((size_t)64 << 10)
#define HARMLESS ((uint64_t)16 << 20) /* bytes that may come of an archive of any size */

/** One open archive. Those in it stand above it. */
struct level {
    struct container *all;
    struct level *below;
    const struct plugin *plugin;
    struct source *outer; /* the bytes of the archive */
    struct source inner;  /* those of the member */
    struct inq_ctx job;
    struct part part; /* only for its diagnostics */
    void *state;      /* of the plugin, when `open` */
    bool open;
    bool whole;         /* a compressed file, no archive */
    bool ended, failed; /* the member has no more bytes, or they cannot be had */
    bool barren;        /* nothing was shown yet */
    char *block;
    struct intern names;
};

struct container {
    const struct container_host *host;
    const struct visitor *visitor;
    struct arena arena;
    jmp_buf unwind;
    struct level *top;
    struct source *input;
    uint64_t entries, taken, unpacked; /* of all levels; `taken` of the input itself */
    bool stopped;                      /* a limit was reached */
};

static void read_container(struct container *c, const struct member *m);

/* ---- services for the plugin -------------------------------------------------------------- */

static inq_status level_read(inq_ctx *job, size_t keep, inq_chunk *chunk)
{
    struct level *l = job->level;
    if (keep)
        return INQ_EBUG;
    const ptrdiff_t got = source_read(l->outer, l->block, BLOCK);
    if (got < 0)
        return INQ_EIO;
    *chunk = (inq_chunk){l->block, (size_t)got, job->position};
    job->position += (uint64_t)got;
    if (l->outer == l->all->input)
        l->all->taken += (uint64_t)got;
    return INQ_OK;
}

static inq_status level_seek(inq_ctx *job, uint64_t offset, uint32_t from_end, uint64_t *at)
{
    if (!source_seek(job->level->outer, offset, from_end, at))
        return INQ_EIO;
    job->position = *at;
    return INQ_OK;
}

static void level_diag(inq_ctx *job, unsigned code, uint64_t offset, const char *fmt, ...)
{
    va_list args;
    (void)offset;
    va_start(args, fmt);
    diag_vadd(&job->part->diags, diag_code(code) ? code : 290, (struct diag_place){0, 0}, fmt,
              args);
    va_end(args);
}

static void *level_resize(inq_ctx *job, void *old, size_t size)
{
    (void)job, (void)old, (void)size;
    return NULL;
}

static inq_host services(void)
{
    inq_host h = job_host;
    h.read = level_read;
    h.seek = level_seek;
    h.diag = level_diag;
    h.resize = level_resize;
    return h;
}

/* ---- names -------------------------------------------------------------------------------- */

static bool unsafe_byte(inq_str name, size_t i)
{
    const unsigned char c = (unsigned char)name.ptr[i];
    return c < 0x20 || c == 0x7f || c == '\\';
}

/* One part of a name, between slashes: `..` would lead out of a directory. */
static inq_str safe_step(inq_str step)
{
    return str_eq(step, STR("..")) ? STR("_") : step;
}

/** A relative path of valid UTF-8 without control characters and without `..`. */
static inq_str safe_name(struct arena *a, inq_str name)
{
    char *text = arena_must(a, name.len + 2, 1);
    size_t n = 0;
    for (inq_str rest = name; rest.ptr && name.len;) {
        const inq_str step = safe_step(str_cut(rest, '/', &rest));
        if (!step.len || str_eq(step, STR(".")))
            continue;
        if (n)
            text[n++] = '/';
        for (size_t i = 0, length; i < step.len; i += length) {
            length = str_utf8_length((inq_str){step.ptr + i, step.len - i});
            if (length && !unsafe_byte(step, i))
                memcpy(text + n, step.ptr + i, length);
            else
                text[n] = '_', length = 1;
            n += length;
        }
    }
    if (!n)
        text[n++] = '_';
    return (inq_str){text, n};
}

/** The name as it is, but for bytes that are not UTF-8. */
static inq_str readable(struct arena *a, inq_str name)
{
    char *text = arena_must(a, name.len + 1, 1);
    for (size_t i = 0, length; i < name.len; i += length) {
        length = str_utf8_length((inq_str){name.ptr + i, name.len - i});
        if (length)
            memcpy(text + i, name.ptr + i, length);
        else
            text[i] = '?', length = 1;
    }
    return (inq_str){text, name.len};
}

/* `./x`, `x/` and `a//b` are usual ways to write a name. */
static bool is_safe(inq_str name, inq_str safe)
{
    if (name.len && name.ptr[0] == '/')
        return false;
    for (inq_str rest = name, step; rest.ptr && name.len;) {
        step = str_cut(rest, '/', &rest);
        if (!step.len || str_eq(step, STR(".")))
            continue;
        if (!str_starts(safe, step))
            return false;
        safe = (inq_str){safe.ptr + step.len, safe.len - step.len};
        if (safe.len)
            safe = (inq_str){safe.ptr + 1, safe.len - 1};
    }
    return safe.len == 0;
}

/* ---- members ------------------------------------------------------------------------------ */

static void show(struct level *l, const struct member *m)
{
    l->barren = false;
    l->all->visitor->visit(l->all->visitor->self, m);
}

static void stop(struct level *l, unsigned code, const char *limit, uint64_t value)
{
    diag_add(&l->part.diags, code, 0, 0, "--limit-%s %llu ends it here", limit,
             (unsigned long long)value);
    l->all->stopped = true;
}

/** Are the bytes counted so far still within bounds? */
static bool in_bounds(struct level *l)
{
    struct container *c = l->all;
    const struct limits *limits = &c->host->settings->limits;
    const uint64_t size = c->input->size > c->taken ? c->input->size : c->taken;
    if (c->stopped)
        return false;
    if (c->unpacked > limits->unpacked)
        stop(l, 313, "unpacked", limits->unpacked);
    else if (c->unpacked > HARMLESS && c->unpacked / limits->ratio > size)
        stop(l, 314, "ratio", limits->ratio);
    return !c->stopped;
}

/** As struct byte_source wants it: the bytes of the current member. */
static ptrdiff_t read_member(void *self, char *into, size_t size)
{
    struct level *l = self;
    size_t got = 0;
    if (l->failed || l->ended || !in_bounds(l))
        return l->ended ? 0 : -1;
    const inq_status status = l->plugin->source.read(&l->job, l->state, into, size, &got);
    l->failed = status != INQ_OK || got > size;
    l->all->unpacked += got;
    l->ended = !l->failed && got == 0;
    return l->failed ? -1 : (ptrdiff_t)got;
}

/** Read what nobody read, so that it is counted. */
static void drain(struct level *l)
{
    while (read_member(l, l->inner.raw, sizeof l->inner.raw) > 0)
        ;
}

/** The path of a member, and with `*code` what is wrong with its name. */
static inq_str name_member(struct level *l, inq_str archive, inq_str name, unsigned *code)
{
    struct arena *a = &l->all->arena;
    inq_str safe = safe_name(a, name);
    *code = is_safe(name, safe) ? 0 : 115;
    const size_t before = l->names.n;
    if (intern_put(&l->names, safe) == INTERN_FAILED)
        longjmp(l->all->unwind, 1);
    if (l->names.n == before) {
        safe = str_format(a, "%.*s#%llu", STR_ARG(safe), (unsigned long long)l->all->entries);
        *code = 116;
    }
    return str_format(a, "%.*s!%.*s", STR_ARG(archive), STR_ARG(safe));
}

/** Has the member no bytes? Then says why. */
static bool unreadable(struct level *l, const inq_member *member, struct member *m)
{
    struct arena *a = &l->all->arena;
    if (member->flags & INQ_MEMBER_ENCRYPTED)
        m->code = 114, m->why = STR("it was passed over");
    else if (member->kind == INQ_MEMBER_LINK)
        m->code = 104,
        m->why = str_format(a, "it leads to %.*s", STR_ARG(safe_name(a, member->target)));
    else if (member->kind == INQ_MEMBER_SPECIAL)
        m->code = 103, m->why = STR("it is a pipe or a device");
    else
        return false;
    return true;
}

static void take_file(struct level *l, struct member *m)
{
    source_wrap(&l->inner, (struct byte_source){read_member, l});
    l->ended = l->failed = false;
    l->barren = false;
    m->bytes = &l->inner;
    read_container(l->all, m);
    drain(l);
}

static void take_member(struct level *l, inq_str archive, const inq_member *member)
{
    struct member m = {.path = archive};
    l->whole = member->flags & INQ_MEMBER_WHOLE;
    if (member->kind == INQ_MEMBER_DIRECTORY)
        return;
    if (!l->whole)
        m.path = name_member(l, archive, member->name, &m.code);
    if (m.code)
        m.why = m.code == 116 ? STR("this is the later one")
                              : str_format(&l->all->arena, "it was %.*s",
                                           STR_ARG(readable(&l->all->arena, member->name)));
    if (unreadable(l, member, &m))
        show(l, &m);
    else
        take_file(l, &m);
}

/* ---- archives ----------------------------------------------------------------------------- */

static struct level *push(struct container *c, const struct plugin *p, struct source *outer)
{
    struct level *l = arena_must(&c->arena, 1, sizeof *l);
    *l = (struct level){.all = c, .below = c->top, .plugin = p, .outer = outer, .barren = true};
    l->block = arena_must(&c->arena, 1, BLOCK);
    l->job = (struct inq_ctx){
        .settings = c->host->settings, .part = &l->part, .level = l, .plugin = &p->entry};
    arena_init(&l->job.scratch, c->host->budget);
    arena_init(&l->part.arena, c->host->budget);
    diags_init(&l->part.diags, &l->part.arena);
    intern_init(&l->names, &l->part.arena);
    c->top = l;
    return l;
}

static void pop(struct container *c)
{
    struct level *l = c->top;
    if (l->open)
        l->plugin->source.close(&l->job, l->state);
    arena_free(&l->job.scratch);
    arena_free(&l->part.arena);
    c->top = l->below;
}

static void walk(struct level *l, const inq_host *host, inq_str path)
{
    struct container *c = l->all;
    const inq_source *source = &l->plugin->source;
    const inq_input in = {.size = sizeof in, .name = path};
    inq_status status = source->open(&l->job, host, &in, &l->state);
    l->open = status == INQ_OK;
    while (status == INQ_OK && !c->stopped) {
        const struct arena_mark mark = arena_mark(&c->arena);
        inq_member member = {.size = sizeof member};
        status = source->next(&l->job, l->state, &member);
        if (status != INQ_OK)
            break;
        c->entries += !(member.flags & INQ_MEMBER_WHOLE);
        if (c->entries > c->host->settings->limits.entries)
            stop(l, 312, "entries", c->host->settings->limits.entries);
        else
            take_member(l, path, &member);
        arena_rollback(&c->arena, mark);
    }
    if (status == INQ_ENOMEM || l->part.diags.arena->failed)
        longjmp(c->unwind, 1);
    if (status == INQ_EIO && !(l->below && l->below->failed))
        diag_add(&l->part.diags, 102, 0, 0, "reading failed");
}

static void open_container(struct container *c, const struct plugin *p, const struct member *m)
{
    const inq_host host = services();
    struct level *l = push(c, p, m->bytes);
    if (m->code)
        show(l, &(struct member){.path = m->path, .code = m->code, .why = m->why});
    walk(l, &host, m->path);
    if (l->barren && !l->part.diags.n)
        diag_add(&l->part.diags, 101, 0, 0, "it has no members");
    if (l->part.diags.n)
        show(l, &(struct member){.path = m->path, .diags = &l->part.diags});
    pop(c);
}

/* A tar.gz is one archive, but a file may not be compressed over and over. */
#define MOST_WRAPS 2

/** May one more archive be opened? Sets `*depth` to the number of those that are. */
static bool may_open(const struct container *c, unsigned *depth)
{
    unsigned wraps = 0;
    *depth = 0;
    for (const struct level *l = c->top; l; l = l->below) {
        wraps += l->whole && !*depth;
        *depth += !l->whole;
    }
    return *depth < c->host->settings->limits.archives && wraps < MOST_WRAPS;
}

/** Show what has bytes: the members of an archive, or itself. */
static void read_container(struct container *c, const struct member *m)
{
    const struct plugin *p = plugins_probe_source(c->host->plugins, source_head(m->bytes), m->path);
    struct member seen = *m;
    unsigned depth = 0;
    if (p && may_open(c, &depth)) {
        open_container(c, p, m);
        return;
    }
    if (p && c->top) {
        seen.bytes = NULL;
        seen.code = 315;
        seen.why = str_format(&c->arena, "it stands in %u others", depth);
    }
    c->visitor->visit(c->visitor->self, &seen);
}

bool container_read(const struct container_host *host, struct source *outer, inq_str path,
                    const struct visitor *visitor)
{
    struct container c = {.host = host, .visitor = visitor, .input = outer};
    const struct member whole = {.path = path, .bytes = outer};
    arena_init(&c.arena, host->budget);
    c.arena.unwind = &c.unwind;
    const bool done = setjmp(c.unwind) == 0;
    if (done)
        read_container(&c, &whole);
    while (c.top)
        pop(&c);
    arena_free(&c.arena);
    return done;
}
