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
    inq_str *inputs = make(m, from->n + 1, sizeof *inputs);
    for (size_t k = 0; k < from->n; k++)
        inputs[k] = from->parts[k]->path;
    *into = (inq_moment){.size = sizeof *into,
                         .label = from->label,
                         .inputs = inputs,
                         .n_inputs = from->n,
                         .n_resources = m->series->n_resources[i],
                         .at = clock_text(m->arena, from->at)};
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

static void fill_evidence(struct history_maker *m, const struct standing_fact *f, inq_evidence *x)
{
    const struct schema *schema = &m->series->kinds->schema;
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
}

const inq_evidence *history_evidence(struct history_maker *m, const struct standing_fact *f)
{
    inq_evidence *x = make(m, 1, sizeof *x);
    fill_evidence(m, f, x);
    return x;
}

static bool is_evidence(const struct stay *s, size_t i)
{
    return s->facts[i].line && shows_health(s, i);
}

static void freeze_stay_evidence(struct history_maker *m, const struct stay *from, inq_stay *into)
{
    size_t n = 0;
    for (size_t i = 0; i < from->n_facts; i++)
        n += is_evidence(from, i);
    inq_evidence *items = make(m, n, sizeof *items);
    const inq_evidence **all = make(m, n, sizeof *all);
    for (size_t i = 0; i < from->n_facts; i++) {
        if (!is_evidence(from, i))
            continue;
        fill_evidence(m, &from->facts[i], &items[into->n_evidence]);
        all[into->n_evidence] = &items[into->n_evidence];
        into->n_evidence++;
    }
    into->evidence = all;
}

static inq_str fact_of(struct history_maker *m, const struct stay *s, uint16_t fact)
{
    for (size_t i = 0; i < s->n_facts; i++)
        if (s->facts[i].fact == fact)
            return text_of(m, s->facts[i].value);
    return STR_NONE;
}

static void fill_stay(struct history_maker *m, const struct stay *from, inq_stay *x)
{
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
}

static const inq_stay *freeze_stay(struct history_maker *m, const struct stay *from)
{
    if (!from)
        return NULL;
    inq_stay *x = make(m, 1, sizeof *x);
    fill_stay(m, from, x);
    return x;
}

bool history_shows(const struct series *s, const struct history *h)
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
        c->before[c->n_before++] = history_evidence(c->maker, from);
    if (to && to->line)
        c->after[c->n_after++] = history_evidence(c->maker, to);
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

enum said { NOWHERE, BY_IDENTITY, AT_A_PLACE };

static enum said states(const struct stay *s, uint16_t fact)
{
    for (size_t i = 0; i < s->n_facts; i++)
        if (s->facts[i].fact == fact)
            return s->facts[i].line ? AT_A_PLACE : BY_IDENTITY;
    return NOWHERE;
}

/** A fact that one side does not state at all is told only where its health is another: it may be
 *  that nobody looked. */
static void compare_facts(struct fact_changes *c, const struct stay *from, const struct stay *to)
{
    for (uint16_t fact = 1; fact < MAX_FACTS; fact++) {
        const enum said before = states(from, fact), after = states(to, fact);
        const bool worth_it = before == AT_A_PLACE || after == AT_A_PLACE;
        if ((before && after) || (worth_it && from->health != to->health))
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
    if (x->kind == INQ_CHANGE_OTHER && !x->n_facts && from && to && from->phase == to->phase)
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
        if (!history_shows(s, &s->items[i]))
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

/* ---- what happened ------------------------------------------------------------------------ */

static int64_t time_of(const struct history_maker *m, uint32_t moment)
{
    return m->series->moments->items[moment].at;
}

/** Seconds from one moment to another; 0 where one has no time. */
static uint64_t seconds_between(const struct history_maker *m, uint32_t from, uint32_t to)
{
    const int64_t a = time_of(m, from), b = time_of(m, to);
    return a == CLOCK_NONE || b == CLOCK_NONE || b < a ? 0 : (uint64_t)(b - a);
}

static void count_time(const struct history_maker *m, const struct history *h, inq_lane *into)
{
    for (const struct stay *x = h->stays; x; x = x->next) {
        into->seconds[x->health] += seconds_between(m, x->first, x->last);
        if (!x->next)
            return;
        const uint64_t between = seconds_between(m, x->last, x->next->first);
        if (x->next->health == x->health)
            into->seconds[x->health] += between;
        else
            into->seconds_unseen += between;
    }
}

static void count_failures(const struct history_maker *m, const struct history *h, inq_lane *into)
{
    const struct stay *broke = NULL;
    for (const struct stay *x = h->stays; x; x = x->next) {
        if (x->broken && !broke) {
            broke = x;
            into->failed = into->n_failures++ ? into->failed : x->first;
            into->recovered = 0;
        } else if (!x->broken && broke) {
            into->recovered = 1;
            into->seconds_to_recover = seconds_between(m, broke->first, x->first);
            broke = NULL;
        }
    }
    into->flags |= into->n_failures > 1 ? INQ_LANE_FLAPS : 0;
    into->flags |= broke ? INQ_LANE_BROKEN : 0;
    into->flags |= broke && h->last->excused ? INQ_LANE_SUPPRESSED : 0;
    if (broke)
        into->seconds_to_recover = 0;
}

static bool ever_unwell(const struct history *h)
{
    const struct stay *x = h->stays;
    while (x && x->health == INQ_HEALTHY)
        x = x->next;
    return x != NULL;
}

static inq_lane *freeze_lane(struct history_maker *m, const struct history *h)
{
    size_t n = 0;
    for (const struct stay *x = h->stays; x; x = x->next)
        n++;
    /* One array for all: a timeline is as large as its stays. */
    inq_stay *items = make(m, n, sizeof *items);
    const inq_stay **stays = make(m, n, sizeof *stays);
    inq_lane *lane = make(m, 1, sizeof *lane);
    *lane = (inq_lane){.size = sizeof *lane,
                       .resource = history_id(m->series, h, m->arena),
                       .stays = stays,
                       .failed = UINT32_MAX};
    for (const struct stay *x = h->stays; x; x = x->next) {
        fill_stay(m, x, &items[lane->n_stays]);
        stays[lane->n_stays] = &items[lane->n_stays];
        lane->n_stays++;
    }
    count_time(m, h, lane);
    count_failures(m, h, lane);
    return lane;
}

static int by_resource(const void *a, const void *b)
{
    const inq_lane *const *x = a, *const *y = b;
    return str_cmp((*x)->resource, (*y)->resource);
}

static const inq_stay *first_failure(const inq_lane *lane)
{
    size_t i = 0;
    while (!(lane->stays[i]->flags & INQ_STAY_BROKEN))
        i++;
    return lane->stays[i];
}

/** At one moment a root comes before what it explains. */
static int by_moment(const inq_stay *a, const inq_stay *b)
{
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->root.ptr != NULL) - (b->root.ptr != NULL);
}

static int by_failure(const void *a, const void *b)
{
    const inq_lane *const *x = a, *const *y = b;
    const int moment = by_moment(first_failure(*x), first_failure(*y));
    return moment ? moment : by_resource(a, b);
}

static int by_change(const void *a, const void *b)
{
    const inq_transition *const *x = a, *const *y = b;
    const int moment = by_moment((*x)->to, (*y)->to);
    return moment ? moment : str_cmp((*x)->resource, (*y)->resource);
}

static size_t count_transitions(const inq_lane *lane)
{
    size_t n = 0;
    for (size_t k = 1; k < lane->n_stays; k++)
        n += lane->stays[k - 1]->health != lane->stays[k]->health;
    return n;
}

static void list_transitions(struct history_maker *m, inq_timeline *into)
{
    size_t room = 0, n = 0;
    for (size_t i = 0; i < into->n_lanes; i++)
        room += count_transitions(into->lanes[i]);
    inq_transition *items = make(m, room, sizeof *items);
    const inq_transition **all = make(m, room, sizeof *all);
    for (size_t i = 0; i < into->n_lanes; i++)
        for (size_t k = 1; k < into->lanes[i]->n_stays; k++) {
            const inq_lane *lane = into->lanes[i];
            if (lane->stays[k - 1]->health == lane->stays[k]->health)
                continue;
            items[n] = (inq_transition){.size = sizeof items[n],
                                        .resource = lane->resource,
                                        .from = lane->stays[k - 1],
                                        .to = lane->stays[k]};
            all[n] = &items[n];
            n++;
        }
    qsort(all, n, sizeof *all, by_change);
    into->transitions = all;
    into->n_transitions = n;
}

static void list_cascade(struct history_maker *m, inq_timeline *into)
{
    const inq_lane **all = make(m, into->n_lanes + 1, sizeof *all);
    for (size_t i = 0; i < into->n_lanes; i++)
        if (into->lanes[i]->n_failures)
            all[into->n_cascade++] = into->lanes[i];
    qsort(all, into->n_cascade, sizeof *all, by_failure);
    into->cascade = all;
}

void history_moments(struct history_maker *m, const inq_moment *const **list, size_t *n)
{
    *n = m->series->moments->n;
    const inq_moment **all = make(m, *n + 1, sizeof *all);
    for (size_t i = 0; i < *n; i++)
        all[i] = &m->moments[i];
    *list = all;
}

/* ---- marks -------------------------------------------------------------------------------- */

/** A mark on its way to the report. */
struct marked {
    const struct mark *mark;
    inq_str resource, text;
};

static int by_owner(const void *a, const void *b)
{
    const struct marked *x = a, *y = b;
    if (x->mark->owner != y->mark->owner)
        return x->mark->owner < y->mark->owner ? -1 : 1;
    if (x->mark->at != y->mark->at)
        return x->mark->at > y->mark->at ? -1 : 1;
    if (x->mark->kind != y->mark->kind)
        return x->mark->kind < y->mark->kind ? -1 : 1;
    return str_cmp(x->text, y->text);
}

static int by_mark(const void *a, const void *b)
{
    const struct marked *x = a, *y = b;
    if (x->mark->at != y->mark->at)
        return x->mark->at < y->mark->at ? -1 : 1;
    const int resource = str_cmp(x->resource, y->resource);
    if (resource)
        return resource;
    if (x->mark->kind != y->mark->kind)
        return x->mark->kind < y->mark->kind ? -1 : 1;
    return str_cmp(x->text, y->text);
}

/** Keep the last ones of each resource. Returns how many remain. */
static size_t keep_last(struct marked *all, size_t n, struct diags *diags)
{
    size_t kept = 0;
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && all[to].mark->owner == all[from].mark->owner; to++)
            if (to - from < MARKS_SHOWN)
                all[kept++] = all[to];
        if (to - from > MARKS_SHOWN)
            diag_add(diags, 316, 0, 0, "%.*s: %zu of %zu", STR_ARG(all[from].resource),
                     to - from - MARKS_SHOWN, to - from);
    }
    return kept;
}

static const inq_mark *freeze_mark(struct history_maker *m, const struct marked *from)
{
    const struct mark *k = from->mark;
    const struct standing_fact place = {.fact = k->fact,
                                        .path = k->path,
                                        .value = k->value,
                                        .input = k->input,
                                        .line = k->line,
                                        .column = k->column};
    inq_mark *x = make(m, 1, sizeof *x);
    *x = (inq_mark){.size = sizeof *x,
                    .kind = (inq_mark_kind)k->kind,
                    .resource = from->resource,
                    .at = clock_text(m->arena, k->at),
                    .text = redact(&m->redactor, from->text),
                    .count = k->count,
                    .evidence = history_evidence(m, &place)};
    return x;
}

void history_marks(struct history_maker *m, struct diags *diags)
{
    const struct series *s = m->series;
    struct marked *all = make(m, s->marks.n + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < s->marks.n; i++) {
        const struct mark *x = &s->marks.items[i];
        const struct history *h = &s->items[x->owner];
        if (history_shows(s, h))
            all[n++] = (struct marked){x, history_id(s, h, m->arena), series_text(s, x->text)};
    }
    qsort(all, n, sizeof *all, by_owner);
    m->marks = all;
    m->n_marks = keep_last(all, n, diags);
    qsort(all, m->n_marks, sizeof *all, by_mark);
}

static void list_marks(struct history_maker *m, inq_timeline *into)
{
    const inq_mark **all = make(m, m->n_marks + 1, sizeof *all);
    for (size_t i = 0; i < m->n_marks; i++)
        all[i] = freeze_mark(m, &m->marks[i]);
    into->marks = all;
    into->n_marks = m->n_marks;
}

void history_timeline(struct history_maker *m, inq_timeline *into)
{
    const struct series *s = m->series;
    const inq_lane **lanes = make(m, s->n + 1, sizeof *lanes);
    for (size_t i = 0; i < s->n; i++) {
        if (!history_shows(s, &s->items[i]))
            continue;
        into->n_resources++;
        if (ever_unwell(&s->items[i]))
            lanes[into->n_lanes++] = freeze_lane(m, &s->items[i]);
    }
    qsort(lanes, into->n_lanes, sizeof *lanes, by_resource);
    into->lanes = lanes;
    history_moments(m, &into->moments, &into->n_moments);
    list_transitions(m, into);
    list_cascade(m, into);
    list_marks(m, into);
}

bool history_ends_badly(const inq_timeline *timeline, int fail_on)
{
    for (size_t i = 0; i < timeline->n_lanes; i++) {
        const inq_lane *lane = timeline->lanes[i];
        const inq_stay *last = lane->stays[lane->n_stays - 1];
        const bool counts = lane->flags & INQ_LANE_BROKEN || fail_on < INQ_DEGRADED;
        if (counts && (int)last->health >= fail_on && !(last->flags & INQ_STAY_SUPPRESSED))
            return true;
    }
    return false;
}
