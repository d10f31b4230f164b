/* SPDX-License-Identifier: MIT */
#include "listing.h"

#include "str.h"

#define MOST_SHOWING 64 /* listings that show one resource at one moment */

static void must(const struct listings *l, bool done)
{
    if (!done)
        longjmp(*l->arena->unwind, 1);
}

static uint32_t put(const struct listings *l, struct intern *into, inq_str key)
{
    const uint32_t id = intern_put(into, key);
    must(l, id != INTERN_FAILED);
    return id;
}

void listings_init(struct listings *l, struct arena *a)
{
    *l = (struct listings){.arena = a};
    intern_init(&l->scopes, a);
    intern_init(&l->sets, a);
}

/* ---- a moment ----------------------------------------------------------------------------- */

static uint32_t number_of(struct listings *l, const struct scope *x, struct arena *texts)
{
    const inq_str key = str_format(texts, "%.*s\n%.*s\n%.*s", STR_ARG(x->type),
                                   STR_ARG(x->workspace), STR_ARG(x->name));
    const uint32_t number = put(l, &l->scopes, key);
    for (; l->n <= number; l->items[l->n++] = (struct listing){0})
        must(l, ARENA_GROW(l->arena, l->items, l->cap, l->n));
    return number;
}

/** Does the part hold all that the command asked for? */
static bool is_whole(const struct part *p)
{
    return !p->lost && diags_worst(&p->diags) < INQ_ERROR;
}

static void take_command(struct listings *l, const struct estate *e, const struct part *p,
                         struct scope *x)
{
    x->number = 0;
    if (!x->listing || !x->answered || !is_whole(p))
        return;
    x->number = number_of(l, x, e->arena);
    struct listing *listing = &l->items[x->number];
    l->any = true;
    if (listing->moment == l->moment)
        return;
    listing->moment = l->moment;
    listing->part = p;
    listing->line = x->line;
}

static void take_commands(struct listings *l, const struct estate *e, const struct part *p,
                          struct commands *into)
{
    size_t n = 0;
    for (const struct scope *x = p->scopes; x; x = x->next)
        n++;
    into->items = n ? arena_must(e->arena, n, sizeof(struct scope *)) : NULL;
    for (struct scope *x = p->scopes; x; x = x->next) {
        take_command(l, e, p, x);
        into->items[into->n++] = x;
    }
}

void listings_begin(struct listings *l, const struct estate *e, uint32_t moment)
{
    l->moment = moment;
    l->any = false;
    l->commands = arena_must(e->arena, e->n_parts + 1, sizeof *l->commands);
    for (size_t i = 0; i < e->n_parts; i++)
        take_commands(l, e, e->parts[i], &l->commands[i]);
}

/* ---- what shows a resource ---------------------------------------------------------------- */

/** The number of the listing whose answer an observation stands in, or 0. */
static uint32_t listing_around(const struct listings *l, const struct observation *o)
{
    const struct commands *c = &l->commands[o->part];
    size_t from = 0, to = c->n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (c->items[middle]->line <= o->line)
            from = middle + 1;
        else
            to = middle;
    }
    return from ? c->items[from - 1]->number : 0;
}

/** Put a number into its place among others. */
static size_t add(uint32_t *numbers, size_t n, uint32_t number)
{
    size_t k = 0;
    while (k < n && numbers[k] < number)
        k++;
    if (!number || n == MOST_SHOWING || (k < n && numbers[k] == number))
        return n;
    memmove(numbers + k + 1, numbers + k, (n - k) * sizeof *numbers);
    numbers[k] = number;
    return n + 1;
}

static uint32_t put_set(struct listings *l, const uint32_t *numbers, size_t n)
{
    return put(l, &l->sets, (inq_str){(const char *)numbers, n * sizeof *numbers});
}

uint32_t listings_showing(struct listings *l, const struct estate *e, const struct resource *x)
{
    uint32_t numbers[MOST_SHOWING + 1];
    size_t n = 0;
    for (const struct observation *o = x->newest; o && e->has_scopes; o = o->older)
        n = add(numbers, n, listing_around(l, o));
    if (n != 1)
        return n ? put_set(l, numbers, n) : 0;
    struct listing *only = &l->items[numbers[0]];
    if (!only->alone)
        only->alone = put_set(l, numbers, 1);
    return only->alone;
}

const struct listing *listings_now(const struct listings *l, uint32_t set)
{
    if (!set || !l->any)
        return NULL;
    const inq_str bytes = intern_get(&l->sets, set);
    for (size_t i = 0; i < bytes.len; i += sizeof(uint32_t)) {
        uint32_t number;
        memcpy(&number, bytes.ptr + i, sizeof number);
        if (l->items[number].moment == l->moment)
            return &l->items[number];
    }
    return NULL;
}
