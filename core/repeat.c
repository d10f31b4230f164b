/* SPDX-License-Identifier: MIT */
/* One walk over the observations finds where they have to be cut; the parts that come of it share
 * observations, strings and labels with the one that was read. */
#include "repeat.h"

#include "clock.h"
#include "dated.h"
#include "str.h"

#define MOST_STRETCHES ((size_t)4096)

/** What a turn stated, or with `o` NULL that it answered a listing. */
struct seen {
    const struct observation *o;
    uint32_t turn;    /* the last that did */
    uint32_t stretch; /* 1 + its place */
};

/** Where a stretch begins. */
struct cut {
    struct observation_walk at;
    uint32_t turn, line;
    bool inside;      /* the turn has begun before */
    size_t n_records; /* before it */
};

struct splitter {
    struct arena *arena;
    const struct schema *schema;
    int64_t gap;
    struct part *part;
    struct seen *slots;
    size_t mask;
    struct cut *cuts;
    size_t n_cuts, cuts_cap;
    struct observation_walk walk;
    struct observation *next;
    size_t n_passed;
    const struct scope
        *scope; /* the one that counts where the next stretch begins, or one before */
    struct observation_walk all; /* of the part */
    struct part_list timed;      /* parts that go into the list */
};

/* ---- what was seen ------------------------------------------------------------------------ */

static bool states(const struct observation *o)
{
    return (o->flags & (OBSERVED_STATE | FROM_LINES)) == OBSERVED_STATE;
}

static bool same_identity(const struct part *p, const struct observation *a,
                          const struct observation *b)
{
    if (!a || !b)
        return a == b;
    const struct label *x = &p->labels.items[a->label], *y = &p->labels.items[b->label];
    return a->hash == b->hash && x->type == y->type && x->version == y->version &&
           x->workspace == y->workspace && str_eq(observation_name(a), observation_name(b));
}

static struct seen *find(const struct splitter *s, const struct observation *o, uint32_t turn)
{
    const struct turn *turns = s->part->turns;
    const uint64_t key = turns[turn].key;
    uint64_t h = ((o ? o->hash : 0) ^ key) * UINT64_C(0x9e3779b97f4a7c15);
    for (h >>= 20;; h++) {
        struct seen *x = &s->slots[h & s->mask];
        if (!x->stretch || (turns[x->turn].key == key && same_identity(s->part, x->o, o)))
            return x;
    }
}

static bool repeats(const struct splitter *s, const struct observation *o, uint32_t turn)
{
    const struct seen *x = find(s, o, turn);
    return x->stretch == s->n_cuts + 1 && (x->turn != turn || !s->part->turns[turn].table);
}

static void note(struct splitter *s, const struct observation *o, uint32_t turn)
{
    *find(s, o, turn) = (struct seen){o, turn, (uint32_t)s->n_cuts + 1};
}

/* ---- cuts --------------------------------------------------------------------------------- */

static void pass(struct splitter *s)
{
    s->next = part_next(&s->walk);
    s->n_passed++;
}

/** The place of the next observation. */
static struct observation_walk here(const struct splitter *s)
{
    struct observation_walk at = s->walk;
    if (s->next)
        at.at -= observation_size(s->next);
    return at;
}

static void cut(struct splitter *s, uint32_t turn, bool inside)
{
    if (!ARENA_GROW(s->arena, s->cuts, s->cuts_cap, s->n_cuts))
        longjmp(*s->arena->unwind, 1);
    s->cuts[s->n_cuts++] = (struct cut){.at = here(s),
                                        .turn = turn,
                                        .line = inside ? s->next->line : s->part->turns[turn].line,
                                        .inside = inside,
                                        .n_records = s->n_passed};
}

static bool belongs_to(const struct splitter *s, const struct observation *o, uint32_t turn)
{
    return o && (turn + 1 == s->part->n_turns || o->line < s->part->turns[turn + 1].line);
}

static bool table_repeats(const struct splitter *s, uint32_t turn)
{
    struct observation_walk ahead = s->walk;
    const struct observation *o = s->next;
    bool again = s->part->turns[turn].listing && repeats(s, NULL, turn);
    for (; !again && belongs_to(s, o, turn); o = part_next(&ahead))
        again = states(o) && repeats(s, o, turn);
    return again;
}

static void take_table(struct splitter *s, uint32_t turn)
{
    if (table_repeats(s, turn))
        cut(s, turn, false);
    note(s, NULL, turn);
    for (; belongs_to(s, s->next, turn); pass(s))
        if (states(s->next))
            note(s, s->next, turn);
}

static void take_documents(struct splitter *s, uint32_t turn)
{
    const size_t first = s->n_passed;
    for (; belongs_to(s, s->next, turn); pass(s)) {
        if (!states(s->next))
            continue;
        if (repeats(s, s->next, turn))
            cut(s, turn, s->n_passed > first);
        note(s, s->next, turn);
    }
}

static void find_cuts(struct splitter *s)
{
    const struct part *p = s->part;
    s->walk = s->all;
    s->next = part_next(&s->walk);
    while (s->next && s->next->line < p->turns[0].line)
        pass(s);
    for (uint32_t i = 0; i < p->n_turns; i++)
        if (p->turns[i].table)
            take_table(s, i);
        else
            take_documents(s, i);
}

/* ---- stretches ---------------------------------------------------------------------------- */

/** The turns that begin in a stretch: from one to the next. */
struct range {
    uint32_t from, to;
};

static uint32_t first_turn(const struct splitter *s, size_t stretch)
{
    if (!stretch)
        return 0;
    const struct cut *from = &s->cuts[stretch - 1];
    return from->turn + from->inside;
}

static struct range turns_of(const struct splitter *s, size_t stretch)
{
    return (struct range){first_turn(s, stretch), stretch < s->n_cuts ? first_turn(s, stretch + 1)
                                                                      : (uint32_t)s->part->n_turns};
}

static int64_t time_of(const struct splitter *s, size_t stretch)
{
    const struct range r = turns_of(s, stretch);
    int64_t time = CLOCK_NONE;
    for (uint32_t i = r.from; i < r.to; i++)
        time = s->part->turns[i].captured > time ? s->part->turns[i].captured : time;
    return time;
}

/** The commands that a stretch answers: those after the stretch before, and the one that still
 *  counts where it begins. */
static void add_scope(const struct splitter *s, const struct scope *from, struct part *into)
{
    struct scope *copy = arena_must(s->arena, 1, sizeof *copy);
    *copy = *from;
    copy->next = NULL;
    *(into->last_scope ? &into->last_scope->next : &into->scopes) = copy;
    into->last_scope = copy;
}

static void take_scopes(struct splitter *s, size_t stretch, struct part *into)
{
    const struct turn *turns = s->part->turns;
    const struct range r = turns_of(s, stretch);
    const uint32_t begin = stretch ? s->cuts[stretch - 1].line : 0;
    const uint32_t after = stretch && r.from ? turns[r.from - 1].line : 0;
    const uint32_t end = stretch < s->n_cuts && r.to ? turns[r.to - 1].line : UINT32_MAX;
    into->scopes = into->last_scope = NULL;
    for (const struct scope *x = s->scope; x && x->line <= end; x = x->next) {
        if (x->line > after || !x->next || x->next->line > begin)
            add_scope(s, x, into);
        s->scope = x;
    }
}

static void bound(const struct splitter *s, size_t stretch, size_t n_records, struct part *p)
{
    const struct cut *from = stretch ? &s->cuts[stretch - 1] : NULL;
    const struct cut *to = stretch < s->n_cuts ? &s->cuts[stretch] : NULL;
    p->own = from ? from->at : s->all;
    p->own.last = to ? to->at.block : s->all.last;
    p->own.end = to ? to->at.at : s->all.end;
    p->n_records = (to ? to->n_records : n_records) - (from ? from->n_records : 0);
    p->stretch = (uint32_t)stretch;
}

static struct part *make_stretch(struct splitter *s, size_t stretch)
{
    struct part *p = arena_must(s->arena, 1, sizeof *p);
    *p = *s->part;
    p->captured = time_of(s, stretch);
    p->captured_by = p->captured == CLOCK_NONE ? NULL : "dump";
    take_scopes(s, stretch, p);
    bound(s, stretch, s->part->n_records, p);
    return p;
}

static void take_apart(struct splitter *s)
{
    struct part *const whole = s->part;
    const size_t n_records = whole->n_records;
    struct part *earlier = NULL;
    s->scope = whole->scopes;
    whole->whole = whole;
    for (size_t i = 0; i < s->n_cuts; i++) {
        struct part *p = make_stretch(s, i);
        p->earlier = earlier;
        earlier = p;
        if (p->captured == CLOCK_NONE)
            continue;
        if (!ARENA_GROW(s->arena, s->timed.items, s->timed.cap, s->timed.n))
            longjmp(*s->arena->unwind, 1);
        s->timed.items[s->timed.n++] = p;
        earlier = NULL;
    }
    whole->earlier = earlier;
    take_scopes(s, s->n_cuts, whole);
    bound(s, s->n_cuts, n_records, whole);
}

/* ---- inputs ------------------------------------------------------------------------------- */

/** May anything repeat at all? */
static bool may_repeat(const struct part *p)
{
    bool documents = false;
    for (size_t i = 0; i < p->n_turns; i++)
        documents |= !p->turns[i].table;
    return p->n_turns && (documents ? p->n_records : p->n_turns) > 1;
}

/** Too many: what the first ones show is told together. */
static void forget_first(struct splitter *s)
{
    const size_t n = s->n_cuts - MOST_STRETCHES;
    diag_add(&s->part->diags, 317, s->cuts[n].line, 1, "%zu before this one are told together",
             n + 1);
    memmove(s->cuts, s->cuts + n, MOST_STRETCHES * sizeof *s->cuts);
    s->n_cuts = MOST_STRETCHES;
}

/** Where a named input has all its tables again, what is before counts no more. */
static void keep_last(struct splitter *s)
{
    struct part *const whole = s->part;
    const size_t n_timed = s->timed.n;
    size_t best = 0;
    uint32_t again = UINT32_MAX; /* from here on not all of those before come again */
    for (uint32_t i = 0, turn = 0; i < s->n_cuts; i++) {
        for (; turn < s->cuts[i].turn; turn++) {
            const uint32_t last = whole->turns[turn].table ? find(s, NULL, turn)->turn : 0;
            again = last < again ? last : again;
        }
        if (!s->cuts[i].inside && again >= turn)
            best = i + 1;
    }
    s->n_cuts = best;
    if (best)
        take_apart(s);
    whole->earlier = NULL;
    s->timed.n = n_timed;
}

static void split(struct splitter *s, struct part *p, struct arena *passing)
{
    size_t slots = 64;
    while (slots < (p->n_records + p->n_turns) * 2)
        slots *= 2;
    s->part = p;
    s->all = part_walk(p);
    s->slots = arena_must(passing, slots, sizeof *s->slots);
    s->mask = slots - 1;
    s->n_cuts = s->n_passed = 0;
    find_cuts(s);
    if (p->snapshot)
        keep_last(s);
    else if (s->n_cuts > MOST_STRETCHES)
        forget_first(s);
    if (s->n_cuts && !p->snapshot)
        take_apart(s);
    arena_rollback(passing, (struct arena_mark){0});
}

/** The parts that came of one share this from here on; its strings are all there now. */
static void make_room(struct arena *a, const struct part *p)
{
    struct part_room *room = p->room;
    room->strings = arena_must(a, p->strings.n + 1, sizeof *room->strings);
    room->strings_used = arena_must(a, p->strings.n + 1, sizeof *room->strings_used);
    room->labels = arena_must(a, p->labels.n + 1, sizeof *room->labels);
    room->labels_used = arena_must(a, p->labels.n + 1, sizeof *room->labels_used);
}

static void take(struct splitter *s, struct part *p, struct arena *passing)
{
    const bool repeats = may_repeat(p);
    const bool dated = p->n_dated && !p->snapshot;
    if (!repeats && !dated)
        return;
    p->room = arena_must(s->arena, 1, sizeof *p->room);
    if (dated)
        dated_split(s->arena, s->schema, s->gap, p, &s->timed);
    if (repeats)
        split(s, p, passing);
    if (p->whole)
        make_room(s->arena, p);
    else
        p->room = NULL;
}

struct part **repeats_split(struct arena *a, const struct schema *schema, int64_t gap,
                            struct part **parts, size_t *n)
{
    struct splitter s = {.arena = a, .schema = schema, .gap = gap};
    struct arena passing;
    arena_init(&passing, a->budget);
    passing.unwind = a->unwind;
    for (size_t i = 0; i < *n; i++)
        take(&s, parts[i], &passing);
    arena_free(&passing);
    struct part **all = arena_must(a, *n + s.timed.n + 1, sizeof *all);
    if (*n)
        memcpy(all, parts, *n * sizeof *all);
    if (s.timed.n)
        memcpy(all + *n, s.timed.items, s.timed.n * sizeof *all);
    *n += s.timed.n;
    return all;
}
