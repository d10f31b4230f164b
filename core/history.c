/* SPDX-License-Identifier: MIT */
/* As in freeze.c, every text that came from a dump is redacted when its struct is made. */
#include "history.h"

#include "clock.h"
#include "report.h"
#include "str.h"

#include <stdlib.h>

static void *make(struct history_maker *m, size_t n, size_t size)
{
    return arena_must(m->arena, n, size);
}

static inq_str text_of(struct history_maker *m, uint32_t id)
{
    return id ? redact(&m->redactor, series_text(m->series, id)) : STR_NONE;
}

/* ---- moments ------------------------------------------------------------------------------ */

static void freeze_moment(struct history_maker *m, size_t i, inq_moment *into)
{
    const struct moment *from = &m->series->moments->items[i];
    char text[CLOCK_TEXT];
    inq_str *inputs = make(m, from->n + 1, sizeof *inputs);
    for (size_t k = 0; k < from->n; k++)
        inputs[k] = from->parts[k]->path;
    *into = (inq_moment){.size = sizeof *into,
                         .label = from->label,
                         .inputs = inputs,
                         .n_inputs = from->n,
                         .n_resources = m->series->n_resources[i]};
    if (from->at != CLOCK_NONE)
        into->at = str_copy(m->arena, str_of(clock_format(from->at, text)));
}

void history_init(struct history_maker *m, const struct series *s)
{
    *m = (struct history_maker){.series = s, .arena = s->arena};
    redactor_init(&m->redactor, s->kinds, s->arena, s->regex, s->settings->no_redact);
    inq_moment *all = make(m, s->moments->n + 1, sizeof *all);
    for (size_t i = 0; i < s->moments->n; i++)
        freeze_moment(m, i, &all[i]);
    m->moments = all;
}

/* ---- stays -------------------------------------------------------------------------------- */

static const inq_evidence *freeze_place(struct history_maker *m, const struct standing_fact *f)
{
    const struct schema *schema = &m->series->kinds->schema;
    inq_evidence *x = make(m, 1, sizeof *x);
    *x = (inq_evidence){.size = sizeof *x,
                        .line = f->line,
                        .column = f->column,
                        .supports = INQ_FOR_HEALTH,
                        .input = series_text(m->series, f->input),
                        .value = text_of(m, f->value)};
    if (f->fact) {
        x->fact = schema->facts[f->fact].name;
        x->path = schema->paths[f->path].text;
    }
    return x;
}

static bool shows_health(const struct stay *s, size_t i)
{
    const uint16_t fact = s->facts[i].fact;
    return s->facts[i].line &&
           ((s->telling && i == s->tells) || fact == FACT_STATUS || fact == FACT_RUNTIME);
}

static void freeze_stay_evidence(struct history_maker *m, const struct stay *from, inq_stay *into)
{
    const inq_evidence **all = make(m, (size_t)from->n_facts + 1, sizeof *all);
    for (size_t i = 0; i < from->n_facts; i++)
        if (shows_health(from, i))
            all[into->n_evidence++] = freeze_place(m, &from->facts[i]);
    into->evidence = all;
}

static inq_str fact_of(struct history_maker *m, const struct stay *s, uint16_t fact)
{
    for (size_t i = 0; i < s->n_facts; i++)
        if (s->facts[i].fact == fact)
            return text_of(m, s->facts[i].value);
    return STR_NONE;
}

static const inq_stay *freeze_stay(struct history_maker *m, const struct stay *from)
{
    if (!from)
        return NULL;
    inq_stay *x = make(m, 1, sizeof *x);
    *x = (inq_stay){.size = sizeof *x,
                    .flags = (from->broken ? INQ_STAY_BROKEN : 0) |
                             (from->excused ? INQ_STAY_SUPPRESSED : 0) |
                             (from->inferred ? INQ_STAY_INFERRED : 0),
                    .first = from->first,
                    .last = from->last,
                    .health = (inq_health)from->health,
                    .phase = (inq_phase)from->phase,
                    .status = fact_of(m, from, FACT_STATUS),
                    .runtime = fact_of(m, from, FACT_RUNTIME),
                    .reason = text_of(m, from->reason),
                    .root = series_text(m->series, from->root)};
    freeze_stay_evidence(m, from, x);
    return x;
}

static bool is_shown(const struct series *s, const struct history *h)
{
    return report_shows(s->settings, series_text(s, h->type), series_text(s, h->workspace),
                        series_text(s, h->name));
}

/* ---- what changed ------------------------------------------------------------------------- */

struct fact_changes {
    struct history_maker *maker;
    inq_fact_change *items;
    const inq_evidence **before, **after;
    size_t n, n_before, n_after;
};

static void add_places(struct fact_changes *c, const struct standing_fact *from,
                       const struct standing_fact *to)
{
    if (from && from->line)
        c->before[c->n_before++] = freeze_place(c->maker, from);
    if (to && to->line)
        c->after[c->n_after++] = freeze_place(c->maker, to);
}

static void add_change(struct fact_changes *c, const struct standing_fact *from,
                       const struct standing_fact *to)
{
    struct history_maker *m = c->maker;
    const uint16_t fact = from ? from->fact : to->fact;
    c->items[c->n++] = (inq_fact_change){.size = sizeof *c->items,
                                         .fact = m->series->kinds->schema.facts[fact].name,
                                         .from = text_of(m, from ? from->value : 0),
                                         .to = text_of(m, to ? to->value : 0)};
    add_places(c, from, to);
}

/** The values of one fact that a stay has and the other has not, both sorted by value. */
struct only {
    const struct standing_fact *items[256];
    size_t n;
};

static void find_only(const struct stay *mine, const struct stay *other, uint16_t fact,
                      struct only *out)
{
    out->n = 0;
    for (size_t i = 0, k = 0; i < mine->n_facts; i++) {
        if (mine->facts[i].fact != fact)
            continue;
        bool found = false;
        for (k = 0; k < other->n_facts && !found; k++)
            found = other->facts[k].fact == fact && other->facts[k].steady == mine->facts[i].steady;
        if (!found && out->n < sizeof out->items / sizeof *out->items)
            out->items[out->n++] = &mine->facts[i];
    }
}

static void compare_fact(struct fact_changes *c, const struct stay *from, const struct stay *to,
                         uint16_t fact)
{
    struct only gone, fresh;
    find_only(from, to, fact, &gone);
    find_only(to, from, fact, &fresh);
    for (size_t i = 0; i < gone.n || i < fresh.n; i++)
        add_change(c, i < gone.n ? gone.items[i] : NULL, i < fresh.n ? fresh.items[i] : NULL);
}

static bool states(const struct stay *s, uint16_t fact)
{
    for (size_t i = 0; i < s->n_facts; i++)
        if (s->facts[i].fact == fact)
            return true;
    return false;
}

/** A fact that one side does not state at all is told only where its health is another: it may be
 *  that nobody looked. */
static void compare_facts(struct fact_changes *c, const struct stay *from, const struct stay *to)
{
    for (uint16_t fact = 1; fact < MAX_FACTS; fact++) {
        const bool before = states(from, fact), after = states(to, fact);
        if (before && after)
            compare_fact(c, from, to, fact);
        else if ((before || after) && from->health != to->health)
            compare_fact(c, from, to, fact);
    }
}

static void freeze_facts(struct history_maker *m, const struct stay *from, const struct stay *to,
                         inq_change *into)
{
    const size_t room = (size_t)(from ? from->n_facts : 0) + (to ? to->n_facts : 0) + 1;
    struct fact_changes c = {.maker = m,
                             .items = make(m, room, sizeof *c.items),
                             .before = make(m, room, sizeof *c.before),
                             .after = make(m, room, sizeof *c.after)};
    if (from && to && !to->inferred && !from->inferred)
        compare_facts(&c, from, to);
    const inq_evidence **all = make(m, room, sizeof *all);
    for (size_t i = 0; i < c.n_before; i++)
        all[into->n_evidence++] = c.before[i];
    for (size_t i = 0; i < c.n_after; i++)
        all[into->n_evidence++] = c.after[i];
    into->facts = c.items;
    into->n_facts = c.n;
    into->evidence = all;
}

static inq_change_kind kind_of(const struct stay *from, const struct stay *to)
{
    if (!from || (from->health == INQ_DELETED && to && to->health != INQ_DELETED))
        return INQ_CHANGE_NEW;
    if (!to)
        return INQ_CHANGE_GONE;
    if (to->health == INQ_DELETED && from->health != INQ_DELETED)
        return INQ_CHANGE_DELETED;
    if (to->health > from->health)
        return INQ_CHANGE_WORSE;
    if (to->health < from->health)
        return from->broken && to->health <= INQ_SUSPENDED ? INQ_CHANGE_RECOVERED
                                                           : INQ_CHANGE_BETTER;
    return INQ_CHANGE_OTHER;
}

/** Where a change stands in the list. */
static unsigned weight(const inq_change *c)
{
    static const uint8_t weights[INQ_N_CHANGE] = {
        [INQ_CHANGE_WORSE] = 1,    [INQ_CHANGE_DELETED] = 2, [INQ_CHANGE_NEW] = 3,
        [INQ_CHANGE_GONE] = 4,     [INQ_CHANGE_OTHER] = 5,   [INQ_CHANGE_BETTER] = 6,
        [INQ_CHANGE_RECOVERED] = 7};
    const bool broken = c->to && c->to->flags & INQ_STAY_BROKEN;
    return c->kind == INQ_CHANGE_NEW && broken ? 0 : weights[c->kind];
}

static int by_weight(const void *a, const void *b)
{
    const inq_change *const *x = a, *const *y = b;
    if (weight(*x) != weight(*y))
        return weight(*x) < weight(*y) ? -1 : 1;
    const int health =
        (x[0]->to ? (int)x[0]->to->health : 0) - (y[0]->to ? (int)y[0]->to->health : 0);
    return health ? -health : str_cmp((*x)->resource, (*y)->resource);
}

/** NULL if it is the same in both. */
static const inq_change *freeze_change(struct history_maker *m, const struct history *h)
{
    const struct stay *from = h->stays->first == 0 ? h->stays : NULL;
    const struct stay *to = h->last->last == 1 ? h->last : NULL;
    if (from == to)
        return NULL;
    inq_change *x = make(m, 1, sizeof *x);
    *x = (inq_change){.size = sizeof *x,
                      .kind = kind_of(from, to),
                      .resource = history_id(m->series, h, m->arena)};
    freeze_facts(m, from, to, x);
    if (x->kind == INQ_CHANGE_OTHER && !x->n_facts && from->phase == to->phase)
        return NULL; /* only what one of them does not state, or the root */
    x->from = freeze_stay(m, from);
    x->to = freeze_stay(m, to);
    return x;
}

void history_diff(struct history_maker *m, inq_diff *into)
{
    const struct series *s = m->series;
    const inq_change **all = make(m, s->n + 1, sizeof *all);
    into->before = &m->moments[0];
    into->after = &m->moments[1];
    for (size_t i = 0; i < s->n; i++) {
        if (!is_shown(s, &s->items[i]))
            continue;
        const inq_change *x = freeze_change(m, &s->items[i]);
        if (!x) {
            into->n_unchanged++;
            continue;
        }
        into->by_kind[x->kind]++;
        all[into->n_changes++] = x;
    }
    qsort(all, into->n_changes, sizeof *all, by_weight);
    into->changes = all;
}

bool history_got_worse(const inq_diff *diff, int fail_on)
{
    for (size_t i = 0; i < diff->n_changes; i++) {
        const inq_change *c = diff->changes[i];
        const bool worse = c->kind == INQ_CHANGE_WORSE || c->kind == INQ_CHANGE_NEW ||
                           c->kind == INQ_CHANGE_DELETED;
        if (worse && (int)c->to->health >= fail_on && !(c->to->flags & INQ_STAY_SUPPRESSED) &&
            (c->to->flags & INQ_STAY_BROKEN || fail_on < INQ_DEGRADED))
            return true;
    }
    return false;
}
