/* SPDX-License-Identifier: MIT */
#include "moment.h"

#include "clock.h"
#include "str.h"

#include <stdlib.h>

struct finder {
    struct arena *arena;
    struct moments *moments;
    size_t cap;
    const struct settings *settings;
    struct intern scopes; /* what commands asked for */
    size_t *last;         /* 1 + the moment that had a scope last, by its number */
    size_t n_noted, last_cap;
};

/** A new moment, of the parts from here on. */
static struct moment *add_moment(struct finder *f, struct part **parts)
{
    struct moments *m = f->moments;
    if (!ARENA_GROW(f->arena, m->items, f->cap, m->n))
        longjmp(*f->arena->unwind, 1);
    struct moment *x = &m->items[m->n++];
    *x = (struct moment){.at = CLOCK_NONE, .parts = parts};
    return x;
}

/** The next part in the list is one more of the moment. */
static void add_part(struct moment *m)
{
    const struct part *p = m->parts[m->n++];
    m->at = p->captured > m->at ? p->captured : m->at;
}

/** Note that the moment found last has a part of an input that shows the same several times. */
static void note_showing(const struct finder *f, const struct part *p)
{
    if (p->whole)
        p->whole->moment = (uint32_t)f->moments->n;
}

static bool shows_again(const struct finder *f, const struct part *p)
{
    return p->whole && p->whole->moment == f->moments->n;
}

/* ---- scopes ------------------------------------------------------------------------------- */

/** Where it is noted which moment had a scope last; NULL for a command that names nothing. */
static size_t *note_of(struct finder *f, const struct scope *s)
{
    if (!s->listing && !s->type.ptr && !s->workspace.ptr && !s->name.ptr)
        return NULL;
    const inq_str key = str_format(f->arena, "%d\n%.*s\n%.*s\n%.*s", s->listing, STR_ARG(s->type),
                                   STR_ARG(s->workspace), STR_ARG(s->name));
    const uint32_t id = intern_put(&f->scopes, key);
    if (id == INTERN_FAILED)
        longjmp(*f->arena->unwind, 1);
    for (; f->n_noted <= id; f->last[f->n_noted++] = 0)
        if (!ARENA_GROW(f->arena, f->last, f->last_cap, f->n_noted))
            longjmp(*f->arena->unwind, 1);
    return &f->last[id];
}

static bool repeats_scope(struct finder *f, const struct part *p)
{
    bool repeats = false;
    for (const struct scope *s = p->scopes; s && !repeats; s = s->next) {
        const size_t *note = note_of(f, s);
        repeats = note && *note == f->moments->n;
    }
    return repeats;
}

static void note_scopes(struct finder *f, const struct part *p)
{
    for (const struct scope *s = p->scopes; s; s = s->next) {
        size_t *note = note_of(f, s);
        if (note)
            *note = f->moments->n;
    }
}

/* ---- grouping ----------------------------------------------------------------------------- */

static int by_index(const void *a, const void *b)
{
    const struct part *const *x = a, *const *y = b;
    if ((*x)->index != (*y)->index)
        return (*x)->index < (*y)->index ? -1 : 1;
    return (*x)->stretch < (*y)->stretch ? -1 : (*x)->stretch > (*y)->stretch;
}

/** Named ones as they are named, then those with a time, the first first, then the others. */
static int by_place(const void *a, const void *b)
{
    const struct part *const *x = a, *const *y = b;
    const uint32_t s = (*x)->snapshot - 1, t = (*y)->snapshot - 1; /* unnamed: the largest */
    if (s != t)
        return s < t ? -1 : 1;
    const bool timed = (*x)->captured != CLOCK_NONE;
    if (s != UINT32_MAX || (*x)->captured == (*y)->captured)
        return by_index(a, b);
    if (timed != ((*y)->captured != CLOCK_NONE))
        return timed ? -1 : 1;
    return (*x)->captured < (*y)->captured ? -1 : 1;
}

/** Each returns where in the list the parts begin that are not its own. */
static size_t take_named(struct finder *f, struct part **parts, size_t n)
{
    size_t i = 0;
    for (size_t k = 0; k < f->settings->n_snapshots; k++) {
        struct moment *m = add_moment(f, parts + i);
        m->label = str_of(f->settings->snapshots[k].label);
        for (; i < n && parts[i]->snapshot == k + 1; i++)
            add_part(m);
    }
    return i;
}

static size_t take_timed(struct finder *f, struct part **parts, size_t n)
{
    struct moment *m = NULL;
    size_t i = 0;
    for (; i < n && parts[i]->captured != CLOCK_NONE; i++) {
        const bool late =
            m && parts[i]->captured - m->parts[0]->captured > f->settings->snapshot_gap;
        if (!m || late || shows_again(f, parts[i]) || repeats_scope(f, parts[i]))
            m = add_moment(f, parts + i);
        add_part(m);
        note_showing(f, parts[i]);
        note_scopes(f, parts[i]);
    }
    return i;
}

/** What has no time belongs to the moment if there is just one: it stands before them then. */
static void take_others(struct finder *f, struct part **parts, size_t n)
{
    struct moments *all = f->moments;
    if (!all->n)
        add_moment(f, parts);
    for (size_t i = 0; i < n; i++)
        if (all->n == 1)
            add_part(&all->items[0]);
        else if (parts[i]->n_records)
            diag_add(&parts[i]->diags, 310, 0, 0, "there are %zu moments", all->n);
}

/* ---- order -------------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
    const struct moment *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    /* Equal times: as they stand in the list of parts, which may be empty. */
    return x->parts < y->parts ? -1 : x->parts > y->parts;
}

static void number_parts(struct moment *m)
{
    qsort(m->parts, m->n, sizeof *m->parts, by_index);
    for (size_t i = 0; i < m->n; i++)
        part_set_index(m->parts[i], (uint32_t)i);
}

/* ---- what one input showed before --------------------------------------------------------- */

static size_t count_earlier(const struct moment *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++)
        for (const struct part *p = m->parts[i]->earlier; p; p = p->earlier)
            n++;
    return n;
}

/** A moment without a time is called by what shows it. */
static void name_showing(struct arena *a, const struct part *p, struct moment *m)
{
    const char *slash = p->path.len ? memrchr(p->path.ptr, '/', p->path.len) : NULL;
    const size_t from = slash ? (size_t)(slash + 1 - p->path.ptr) : 0;
    const inq_str name = {p->path.ptr + from, p->path.len - from};
    if (m->at == CLOCK_NONE && !m->label.ptr && p->whole)
        m->label =
            str_format(a, "%.*s, %u of %u", STR_ARG(name), p->stretch + 1, p->whole->stretch + 1);
}

/** Moments of what a part showed before, the first first, behind `at`. */
static struct moment *add_showings(struct arena *a, struct part *last, struct moment *at)
{
    size_t n = 0;
    for (const struct part *p = last->earlier; p; p = p->earlier)
        n++;
    struct part **parts = arena_must(a, n + 1, sizeof(struct part *));
    at += n;
    for (struct part *p = last->earlier; p; p = p->earlier) {
        at--;
        *at = (struct moment){.at = CLOCK_NONE, .parts = parts, .n = 1};
        name_showing(a, p, at);
        *parts++ = p;
    }
    return at + n;
}

/** Before each moment stand those that its inputs show and that have no time of their own. */
static void add_earlier(struct moments *m, struct arena *a)
{
    size_t n = 0;
    for (size_t k = 0; k < m->n; k++)
        n += count_earlier(&m->items[k]);
    if (!n)
        return;
    struct moment *all = arena_must(a, m->n + n, sizeof *all), *end = all;
    for (size_t k = 0; k < m->n; k++) {
        for (size_t i = 0; i < m->items[k].n; i++) {
            name_showing(a, m->items[k].parts[i], &m->items[k]);
            end = add_showings(a, m->items[k].parts[i], end);
        }
        *end++ = m->items[k];
    }
    m->items = all;
    m->n += n;
}

void moments_find(struct moments *m, struct arena *a, struct part **parts, size_t n,
                  const struct settings *settings)
{
    struct finder f = {.arena = a, .moments = m, .settings = settings};
    struct part **all = arena_must(a, n + 1, sizeof *all);
    *m = (struct moments){.order = m->order};
    intern_init(&f.scopes, a);
    if (n)
        memcpy(all, parts, n * sizeof *all);
    qsort(all, n, sizeof *all, by_place);
    size_t i = take_named(&f, all, n);
    bool in_order = m->order == MOMENTS_AS_NAMED;
    for (size_t k = 0; k < m->n; k++)
        in_order |= m->items[k].at == CLOCK_NONE;
    if (m->order == MOMENTS_BY_TIME) {
        i += take_timed(&f, all + i, n - i);
        take_others(&f, all + i, n - i);
    }
    if (!in_order)
        qsort(m->items, m->n, sizeof *m->items, by_time);
    for (size_t k = 0; k < m->n; k++)
        number_parts(&m->items[k]);
    add_earlier(m, a);
    for (size_t k = 0; k < m->n; k++)
        number_parts(&m->items[k]);
}
