/* SPDX-License-Identifier: MIT */
/* Each state becomes an observation like the one that tells of it, with what was known then in the
 * place of what is known now, and is judged like one that was read. */
#include "dated.h"

#include "clock.h"
#include "str.h"

#include <stdlib.h>

/** What a record tells of one time. */
struct state {
    int64_t at;
    const struct observation *record;
    size_t order; /* of the record */
};

struct dating {
    struct arena *arena;
    const struct schema *schema;
    struct part *part;
    struct state *states;
    size_t n, cap;
    int64_t *times; /* by string: that in front of it; 0: not looked up yet */
};

static void must(const struct dating *d, bool done)
{
    if (!done)
        longjmp(*d->arena->unwind, 1);
}

static uint16_t number_of(const struct dating *d, const struct fact *f)
{
    return d->schema->paths[f->path].fact;
}

/** What stands behind the time of a dated value. */
static inq_str dated_value(const struct dating *d, const struct fact *f)
{
    inq_str value;
    str_cut(intern_get(&d->part->strings, f->value), ' ', &value);
    return str_trim(value);
}

/** The time in front of it, or CLOCK_NONE. */
static int64_t dated_time(const struct dating *d, const struct fact *f)
{
    int64_t *known = &d->times[f->value];
    if (!*known) {
        inq_str rest;
        *known = clock_parse(str_cut(intern_get(&d->part->strings, f->value), ' ', &rest));
    }
    return *known;
}

/* ---- which times there are ---------------------------------------------------------------- */

static bool is_told(const struct dating *d, size_t from, int64_t at)
{
    for (size_t i = from; i < d->n; i++)
        if (d->states[i].at == at)
            return true;
    return false;
}

/** From when on a record tells of all that it tells of; CLOCK_NONE if it tells of nothing twice. */
static int64_t whole_from(const struct dating *d, const struct observation *o)
{
    int64_t whole = CLOCK_NONE;
    bool twice = false;
    for (size_t i = 0; i < o->n_facts; i++) {
        const uint16_t fact = number_of(d, &o->facts[i]);
        if (!d->schema->facts[fact].dates)
            continue;
        int64_t first = dated_time(d, &o->facts[i]);
        for (size_t k = 0; k < o->n_facts; k++) {
            if (k == i || number_of(d, &o->facts[k]) != fact)
                continue;
            const int64_t other = dated_time(d, &o->facts[k]);
            first = other < first ? other : first;
            twice = true;
        }
        whole = first > whole ? first : whole;
    }
    return twice ? whole : CLOCK_NONE;
}

/** Add the times of a record that tells of several, but for the time of the whole input. */
static void take_record(struct dating *d, const struct observation *o, size_t order)
{
    const int64_t whole = whole_from(d, o);
    const size_t from = d->n;
    for (size_t i = 0; i < o->n_facts && whole != CLOCK_NONE; i++) {
        const bool dated = d->schema->facts[number_of(d, &o->facts[i])].dates;
        const int64_t at = dated ? dated_time(d, &o->facts[i]) : CLOCK_NONE;
        if (at < whole || at == d->part->captured || is_told(d, from, at))
            continue;
        must(d, ARENA_GROW(d->arena, d->states, d->cap, d->n));
        d->states[d->n++] = (struct state){at, o, order};
    }
}

static int by_time(const void *a, const void *b)
{
    const struct state *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* ---- a state ------------------------------------------------------------------------------ */

/** The place and value that a fact had at a time, if the record dates it; `*dated` tells. */
static const struct fact *value_at(const struct dating *d, const struct state *s, uint16_t fact,
                                   bool *dated)
{
    const struct fact *found = NULL;
    int64_t latest = CLOCK_NONE;
    *dated = false;
    for (size_t i = 0; i < s->record->n_facts; i++) {
        const struct fact *f = &s->record->facts[i];
        if (d->schema->facts[number_of(d, f)].dates != fact)
            continue;
        const int64_t at = dated_time(d, f);
        *dated = true;
        if (at != CLOCK_NONE && at <= s->at && at >= latest) {
            latest = at;
            found = f;
        }
    }
    return found;
}

static uint8_t collect_facts(struct dating *d, const struct state *s, struct fact *out)
{
    uint8_t n = 0;
    for (size_t i = 0; i < s->record->n_facts; i++) {
        const struct fact *f = &s->record->facts[i];
        bool dated;
        if (d->schema->facts[number_of(d, f)].dates)
            continue;
        const struct fact *then = value_at(d, s, number_of(d, f), &dated);
        out[n] = *f;
        if (then) {
            out[n].line = then->line;
            out[n].column = then->column;
            out[n].value = intern_put(&d->part->strings, dated_value(d, then));
            must(d, out[n].value != INTERN_FAILED);
        }
        if (!dated || then)
            n++;
    }
    return n;
}

static void judge(const struct dating *d, struct observation *o)
{
    const struct intern *strings = &d->part->strings;
    struct stated stated[256];
    size_t n = 0;
    for (size_t i = 0; i < o->n_facts; i++) {
        const uint16_t fact = number_of(d, &o->facts[i]);
        if (d->schema->facts[fact].judged)
            stated[n++] = (struct stated){fact, intern_get(strings, o->facts[i].value)};
    }
    const inq_str type = intern_get(strings, d->part->labels.items[o->label].type);
    const struct judgement j = d->schema->judge(d->schema->judge_self, type, stated, n, o->flags);
    o->own_health = j.health & 0xffu;
    o->row = j.row;
    if (!n)
        o->flags &= (uint8_t)~OBSERVED_STATE;
}

static void make_state(struct dating *d, const struct state *s)
{
    struct fact facts[256];
    const uint8_t n = collect_facts(d, s, facts);
    struct observation *o = part_observation(d->part, n, false, observation_name(s->record));
    must(d, o != NULL);
    d->part->n_records--;
    o->hash = s->record->hash;
    o->label = s->record->label;
    o->line = s->record->line;
    o->flags = s->record->flags & (uint8_t)~HAS_SLICES;
    memcpy(o->facts, facts, n * sizeof *facts);
    judge(d, o);
}

/* ---- parts -------------------------------------------------------------------------------- */

/** The place of the observation made last. */
static struct observation_walk last_place(const struct part *p)
{
    return (struct observation_walk){.block = p->last_block,
                                     .at = p->last_block->used - observation_size(p->newest)};
}

/** States from `from` on that go together; `group` tells for each record the last that it is in. */
static size_t end_of_group(const struct dating *d, size_t from, int64_t gap, uint32_t *group,
                           uint32_t number)
{
    size_t to = from;
    for (; to < d->n && d->states[to].at - d->states[from].at <= gap; to++) {
        if (group[d->states[to].order] == number)
            break;
        group[d->states[to].order] = number;
    }
    return to;
}

static struct observation_walk make_group(struct dating *d, size_t from, size_t to)
{
    struct observation_walk first = {0};
    for (size_t i = from; i < to; i++) {
        make_state(d, &d->states[i]);
        if (i == from)
            first = last_place(d->part);
    }
    return first;
}

/** A part of some states; `open` is the one that ends where it begins. */
static struct part *add_part(struct dating *d, size_t from, size_t to, struct part *open)
{
    struct part *p = arena_must(d->arena, 1, sizeof *p);
    const struct observation_walk first = make_group(d, from, to);
    open->own.last = first.block;
    open->own.end = first.at;
    *p = *d->part;
    p->own = first;
    p->captured = d->states[to - 1].at;
    p->captured_by = "dump";
    p->n_records = to - from;
    p->scopes = p->last_scope = NULL;
    return p;
}

static void make_parts(struct dating *d, int64_t gap, size_t n_records, struct part_list *list)
{
    uint32_t *group = arena_must(d->arena, n_records + 1, sizeof *group);
    struct part *open = d->part;
    uint32_t number = 0;
    for (size_t from = 0, to; from < d->n; from = to) {
        to = end_of_group(d, from, gap, group, number + 1);
        open = add_part(d, from, to, open);
        open->stretch = number++;
        must(d, ARENA_GROW(d->arena, list->items, list->cap, list->n));
        list->items[list->n++] = open;
    }
    d->part->stretch = number;
}

void dated_split(struct arena *a, const struct schema *schema, int64_t gap, struct part *p,
                 struct part_list *list)
{
    struct dating d = {.arena = a, .schema = schema, .part = p};
    struct observation_walk walk = part_walk(p);
    size_t order = 0;
    d.times = arena_must(a, p->strings.n + 1, sizeof *d.times);
    for (const struct observation *o; (o = part_next(&walk)); order++)
        take_record(&d, o, order);
    if (!d.n)
        return;
    qsort(d.states, d.n, sizeof *d.states, by_time);
    p->whole = p;
    p->own = (struct observation_walk){.block = p->first_block};
    make_parts(&d, gap, order, list);
}
