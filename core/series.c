/* SPDX-License-Identifier: MIT */
#include "series.h"

#include "buf.h"
#include "clock.h"
#include "freeze.h"
#include "str.h"

#include <stdlib.h>

#define MAX_STANDING 256 /* facts of one standing */
#define MAX_NAMESAKES 64 /* resources of one type and name among which one is looked for */

static void must(const struct series *s, bool done)
{
    if (!done)
        longjmp(*s->arena->unwind, 1);
}

static uint32_t keep(struct series *s, inq_str text)
{
    const uint32_t id = intern_put(&s->strings, text.len ? text : STR_NONE);
    must(s, id != INTERN_FAILED);
    return id;
}

/* ---- identities --------------------------------------------------------------------------- */

static uint32_t *index_at(struct series *s, struct index *x, inq_str key)
{
    const uint32_t id = intern_put(&x->keys, key);
    must(s, id != INTERN_FAILED);
    for (; x->n <= id; x->numbers[x->n++] = 0)
        must(s, ARENA_GROW(s->arena, x->numbers, x->cap, x->n));
    return &x->numbers[id];
}

/** Where the history of this identity is noted. */
static uint32_t *number_of(struct series *s, const struct history *h)
{
    const uint32_t key[] = {h->type, h->version, h->name, h->workspace};
    return index_at(s, &s->ids, (inq_str){(const char *)key, sizeof key});
}

inq_str history_id(const struct series *s, const struct history *h, struct arena *a)
{
    const inq_str type = series_text(s, h->type), version = series_text(s, h->version),
                  name = series_text(s, h->name), workspace = series_text(s, h->workspace);
    return str_format(a, "%.*s:%.*s:%.*s%s%.*s", STR_ARG(type), STR_ARG(version), STR_ARG(name),
                      workspace.len ? ":" : "", STR_ARG(workspace));
}

/** A resource of the moment at hand. */
struct sighting {
    struct resource *resource;
    struct history identity;
    uint32_t history; /* 1 + its index, or 0 while it is not known */
    uint32_t fits;    /* the only one that it may be */
    bool known;       /* it has been seen by the very same identity */
    bool unchanged;   /* it stands as it did when it was seen last */
};

struct moment_reading {
    struct series *series;
    struct arena *texts; /* of the resource at hand */
    struct verdict_run *run;
    uint32_t index;
    struct sighting *items;
    size_t n;
    struct freezer freezer;
    /* What texts of the estate are in the series, by their numbers; 0: not asked yet. */
    struct history *labels;
    struct kept_text {
        uint32_t value, steady;
    } * kept;
    uint32_t *inputs;    /* by part */
    uint32_t *sightings; /* by resource: 1 + place among the items */
};

/** Where the last history with this type and name is noted. */
static uint32_t *namesakes_of(struct series *s, const struct history *h)
{
    const uint32_t key[] = {h->type, h->name};
    return index_at(s, &s->names, (inq_str){(const char *)key, sizeof key});
}

static void claim(struct moment_reading *r, struct sighting *x, uint32_t number)
{
    struct series *s = r->series;
    struct history *h = &s->items[number - 1];
    h->claimed = r->index + 1;
    x->history = number;
    if (!x->known) {
        h->version = x->identity.version ? x->identity.version : h->version;
        h->workspace = h->workspace ? h->workspace : x->identity.workspace;
        *number_of(s, &x->identity) = number;
        *number_of(s, h) = number;
    }
}

static void claim_same(struct moment_reading *r, struct sighting *x)
{
    struct series *s = r->series;
    const uint32_t number = *number_of(s, &x->identity);
    x->known = number && s->items[number - 1].claimed != r->index + 1;
    if (x->known)
        claim(r, x, number);
}

static bool may_be(uint32_t a, uint32_t b)
{
    return a == b || !a || !b;
}

/** The only history that a sighting with less or more of an identity may belong to, or with
 *  another version. */
static void find_fitting(struct moment_reading *r, struct sighting *x, bool any_version)
{
    struct series *s = r->series;
    unsigned n = 0, walked = 0;
    uint32_t at = *namesakes_of(s, &x->identity);
    for (; at && walked < MAX_NAMESAKES; at = s->items[at - 1].next, walked++) {
        const struct history *h = &s->items[at - 1];
        if (h->claimed == r->index + 1 || !may_be(h->workspace, x->identity.workspace) ||
            !(any_version || may_be(h->version, x->identity.version)))
            continue;
        x->fits = at;
        n++;
    }
    if (n != 1 || at)
        x->fits = 0;
}

static void add_history(struct moment_reading *r, struct sighting *x)
{
    struct series *s = r->series;
    must(s, ARENA_GROW(s->arena, s->items, s->cap, s->n));
    uint32_t *head = namesakes_of(s, &x->identity);
    s->items[s->n] = x->identity;
    s->items[s->n].waiting = CLOCK_NONE;
    s->items[s->n].next = *head;
    *head = (uint32_t)++s->n;
    claim(r, x, *head);
}

/** Join what fits just one history and is the only one that fits it. */
static void claim_fitting(struct moment_reading *r, uint8_t *wanted, bool any_version)
{
    memset(wanted, 0, r->series->n + 1); /* 2: by several */
    for (size_t i = 0; i < r->n; i++) {
        struct sighting *x = &r->items[i];
        x->fits = 0;
        if (!x->history)
            find_fitting(r, x, any_version);
        if (x->fits && wanted[x->fits] < 2)
            wanted[x->fits]++;
    }
    for (size_t i = 0; i < r->n; i++)
        if (r->items[i].fits && wanted[r->items[i].fits] == 1)
            claim(r, &r->items[i], r->items[i].fits);
}

static void identify_all(struct moment_reading *r)
{
    uint8_t *wanted = arena_must(r->run->estate->arena, r->series->n + 1, 1);
    for (size_t i = 0; i < r->n; i++)
        claim_same(r, &r->items[i]);
    claim_fitting(r, wanted, false);
    claim_fitting(r, wanted, true);
    for (size_t i = 0; i < r->n; i++)
        if (!r->items[i].history)
            add_history(r, &r->items[i]);
}

static struct history identity_of(struct moment_reading *r, const struct resource *x)
{
    struct series *s = r->series;
    const struct estate *e = r->run->estate;
    struct history *known = &r->labels[x->newest->label];
    if (!known->type)
        *known = (struct history){.type = keep(s, resource_type(e, x)),
                                  .version = keep(s, resource_version(e, x)),
                                  .workspace = keep(s, resource_workspace(e, x))};
    struct history identity = *known;
    identity.name = keep(s, resource_name(x));
    return identity;
}

static void find_sightings(struct moment_reading *r)
{
    struct series *s = r->series;
    const struct estate *e = r->run->estate;
    r->items = arena_must(e->arena, e->n + 1, sizeof *r->items);
    r->sightings = arena_must(e->arena, e->n + 1, sizeof *r->sightings);
    for (size_t i = 0; i < e->n; i++) {
        struct resource *x = &e->items[i];
        r->sightings[i] = x->states ? (uint32_t)r->n + 1 : 0;
        if (x->states)
            r->items[r->n++] = (struct sighting){.resource = x, .identity = identity_of(r, x)};
    }
    s->n_resources[r->index] = r->n;
}

/* ---- facts -------------------------------------------------------------------------------- */

/** The number of a text of the estate, and that of its word alone if a time stands behind it, which
 *  only moves on: next:2026-01-27T03:00:00Z. */
static struct kept_text keep_once(struct moment_reading *r, uint32_t id)
{
    struct series *s = r->series;
    struct kept_text *kept = &r->kept[id];
    const inq_str text = estate_text(r->run->estate, id);
    if (!kept->value && text.len) {
        const struct value v = value_parse(text);
        kept->value = keep(s, text);
        kept->steady = v.time == CLOCK_NONE ? kept->value : keep(s, v.word);
    }
    return *kept;
}

static uint32_t input_of(struct moment_reading *r, uint32_t part)
{
    if (!r->inputs[part])
        r->inputs[part] = keep(r->series, r->run->estate->parts[part]->path);
    return r->inputs[part];
}

static struct standing_fact take_fact(struct moment_reading *r, struct fact_ref ref)
{
    const struct estate *e = r->run->estate;
    const struct kept_text text = keep_once(r, ref.fact->value);
    return (struct standing_fact){.fact = fact_number(e, ref.fact),
                                  .path = (uint16_t)ref.fact->path,
                                  .value = text.value,
                                  .steady = text.steady,
                                  .input = input_of(r, ref.observation->part),
                                  .line = ref.fact->line,
                                  .column = ref.fact->column};
}

struct fact_order {
    struct standing_fact fact;
    inq_str text;
};

static bool comes_before(const struct fact_order *x, const struct fact_order *y)
{
    if (x->fact.fact != y->fact.fact)
        return x->fact.fact < y->fact.fact;
    return str_cmp(x->text, y->text) < 0;
}

/** They are few, and most stand as they should. */
static void sort_facts(struct fact_order *all, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct fact_order x = all[i];
        size_t k = i;
        for (; k && comes_before(&x, &all[k - 1]); k--)
            all[k] = all[k - 1];
        all[k] = x;
    }
}

static size_t collect_facts(struct moment_reading *r, const struct resource *x,
                            struct fact_order *out)
{
    struct series *s = r->series;
    const struct estate *e = r->run->estate;
    const struct fact_info *infos = e->kinds->schema.facts;
    struct fact_ref refs[MAX_STANDING];
    const size_t n_refs = resource_facts(e, x, refs, MAX_STANDING - 2);
    /* What an identity says has no place of its own. */
    const struct {
        uint16_t fact;
        uint32_t text;
    } said[] = {{FACT_OWNER, resource_owner(e, x)},
                {FACT_VERSION, estate_label(e, x->newest)->version}};
    size_t n = 0;
    for (size_t i = 0; i < n_refs; i++)
        if (infos[fact_number(e, refs[i].fact)].compared && estate_text(e, refs[i].fact->value).len)
            out[n++].fact = take_fact(r, refs[i]);
    for (size_t i = 0; i < 2; i++)
        if (said[i].text && infos[said[i].fact].compared) {
            const uint32_t id = keep_once(r, said[i].text).value;
            out[n++].fact = (struct standing_fact){.fact = said[i].fact, .value = id, .steady = id};
        }
    for (size_t i = 0; i < n; i++)
        out[i].text = series_text(s, out[i].fact.steady);
    sort_facts(out, n);
    return n;
}

static bool is_place(const struct standing_fact *f, struct fact_ref ref)
{
    return ref.fact && f->path == ref.fact->path && f->line == ref.fact->line &&
           f->column == ref.fact->column;
}

static void take_facts(struct moment_reading *r, const struct resource *x, struct stay *into)
{
    struct fact_order facts[MAX_STANDING];
    const size_t n = collect_facts(r, x, facts);
    const struct fact_ref telling = telling_fact(r->run->estate, x);
    into->facts = arena_must(r->texts, n + 1, sizeof *into->facts);
    into->n_facts = (uint16_t)n;
    for (size_t i = 0; i < n; i++) {
        into->facts[i] = facts[i].fact;
        if (!into->telling && is_place(&facts[i].fact, telling)) {
            into->telling = true;
            into->tells = (uint16_t)i;
        }
    }
}

/* ---- what has not changed ----------------------------------------------------------------- */

static bool has_fact(const struct stay *s, uint16_t fact, uint32_t value)
{
    for (size_t i = 0; i < s->n_facts; i++)
        if (s->facts[i].fact == fact && s->facts[i].value == value)
            return true;
    return false;
}

/** Does a record state what a stay has, and nothing else? */
static bool states_same(struct moment_reading *r, const struct resource *x, const struct stay *last)
{
    const struct estate *e = r->run->estate;
    const struct fact_info *infos = e->kinds->schema.facts;
    const struct observation *o = x->newest;
    const struct label *label = estate_label(e, o);
    const uint32_t said[] = {label->owner, label->version};
    const uint16_t facts[] = {FACT_OWNER, FACT_VERSION};
    size_t n = 0;
    for (size_t i = 0; i < 2; i++)
        if (said[i] && infos[facts[i]].compared) {
            n++;
            if (!has_fact(last, facts[i], keep_once(r, said[i]).value))
                return false;
        }
    for (size_t i = 0; i < o->n_facts; i++) {
        const uint16_t fact = fact_number(e, &o->facts[i]);
        if (!infos[fact].compared || !has_fact(last, fact, keep_once(r, o->facts[i].value).value))
            return false;
    }
    return n + o->n_facts == last->n_facts;
}

/** Would nothing but another value of its own lead to another judgement: no other resource, no
 *  other record, not the time? */
static bool is_settled(const struct moment_reading *r, const struct resource *x,
                       const struct stay *now)
{
    const struct estate *e = r->run->estate;
    if (e->settings->n_rules) /* they may ask for how long it has stood so */
        return false;
    if (x->n_observations != 1 || x->told || x->waited || now->root || now->n_facts >= 8 ||
        observed_at(e, x->newest) != e->as_of || x->health == INQ_DELETED || x->row == UINT16_MAX ||
        e->kinds->verdicts.rows[x->row].ages || x->first_in || x->first_out ||
        resource_kind(e, x)->n_children)
        return false;
    for (size_t i = 0; i < now->n_facts; i++)
        if (now->facts[i].value != now->facts[i].steady || now->facts[i].fact == FACT_STAGE ||
            now->facts[i].fact == FACT_DELETED)
            return false;
    return true;
}

/** The look of struct verdict_run. */
static bool is_unchanged(void *self, struct resource *x)
{
    struct moment_reading *r = self;
    const struct estate *e = r->run->estate;
    const uint32_t place = r->sightings[x - e->items];
    struct sighting *sighting = place ? &r->items[place - 1] : NULL;
    const struct history *h = sighting ? &r->series->items[sighting->history - 1] : NULL;
    if (!h || !h->settled || x->row != h->row || x->own_health == INQ_HEALTHY ||
        x->n_observations != 1 || x->told || x->waited || x->first_in || x->first_out ||
        observed_at(e, x->newest) != e->as_of || !states_same(r, x, h->last))
        return false;
    x->health = h->last->health;
    sighting->unchanged = true;
    return true;
}

/* ---- standings ---------------------------------------------------------------------------- */

bool same_standing(const struct stay *a, const struct stay *b)
{
    if (a->health != b->health || a->phase != b->phase || a->root != b->root ||
        a->broken != b->broken || a->excused != b->excused || a->n_facts != b->n_facts)
        return false;
    for (size_t i = 0; i < a->n_facts; i++)
        if (a->facts[i].fact != b->facts[i].fact || a->facts[i].steady != b->facts[i].steady)
            return false;
    return true;
}

bool shows_health(const struct stay *s, size_t i)
{
    const uint16_t fact = s->facts[i].fact;
    return (s->telling && i == s->tells) || fact == FACT_STATUS || fact == FACT_RUNTIME;
}

static bool was_alive(const struct history *h)
{
    const struct stay *x = h->stays;
    while (x && x->health == INQ_DELETED)
        x = x->next;
    return x != NULL;
}

static void take_diagnosis(struct moment_reading *r, const struct resource *x, struct stay *into)
{
    struct series *s = r->series;
    const struct estate *e = r->run->estate;
    const struct diagnosis *d = x->diagnosis;
    inq_resource head;
    if (x->health == INQ_HEALTHY || !d)
        return;
    freeze_head(&r->freezer, (uint32_t)(x - e->items) + 1, &head);
    into->phase = (uint8_t)d->phase;
    into->excused = d->excused;
    into->reason = keep(s, head.reason);
    if (d->root)
        into->root = keep(s, resource_id(e, estate_get(e, d->root), r->texts));
}

static struct standing_fact *facts_room(struct series *s, size_t n)
{
    return n ? arena_must(s->arena, n, sizeof(struct standing_fact)) : NULL;
}

/** Leave to a stay that has ended what shows its health. */
static void shorten(struct series *s, struct stay *x)
{
    const struct stay all = *x;
    size_t n = 0;
    for (size_t i = 0; i < all.n_facts; i++)
        n += shows_health(&all, i);
    x->facts = facts_room(s, n);
    x->n_facts = 0;
    for (size_t i = 0; i < all.n_facts; i++) {
        if (!shows_health(&all, i))
            continue;
        if (i == all.tells)
            x->tells = x->n_facts;
        x->facts[x->n_facts++] = all.facts[i];
    }
}

/** Where the facts of a new last stay of this history go: if the series is brief, where those of
 * the former one were, if they fit. */
static struct standing_fact *facts_of_last(struct series *s, struct history *h, uint16_t n)
{
    struct standing_fact *room = s->brief && h->last ? h->last->facts : NULL;
    if (room)
        shorten(s, h->last);
    if (room && n <= h->room)
        return room;
    h->room = n;
    return facts_room(s, n);
}

/** Add a stay that begins now, unless the resource still stands as it did. */
static void record(struct series *s, struct history *h, const struct stay *now)
{
    if (h->last && same_standing(h->last, now)) {
        h->last->last = now->last;
        return;
    }
    struct stay *x = arena_must(s->arena, 1, sizeof *x);
    *x = *now;
    x->facts = facts_of_last(s, h, now->n_facts);
    if (now->n_facts)
        memcpy(x->facts, now->facts, now->n_facts * sizeof *x->facts);
    if (h->last)
        h->last->next = x;
    else
        h->stays = x;
    h->last = x;
}

static void make_live(struct series *s, struct history *h)
{
    if (h->live || !h->shown_by)
        return;
    must(s, ARENA_GROW(s->arena, s->live, s->live_cap, s->n_live));
    s->live[s->n_live++] = (uint32_t)(h - s->items);
    h->live = true;
}

/* ---- what a listing does not show any more ------------------------------------------------ */

static void infer_deletion(struct moment_reading *r, struct history *h, const struct listing *from)
{
    struct standing_fact place = {
        .input = keep(r->series, from->part->path), .line = from->line, .column = 1};
    const struct stay now = {.first = r->index,
                             .last = r->index,
                             .health = INQ_DELETED,
                             .phase = INQ_UNDETERMINED,
                             .broken = true,
                             .inferred = true,
                             .telling = true,
                             .reason =
                                 keep(r->series, STR("its listing does not show it any more")),
                             .n_facts = 1,
                             .facts = &place};
    record(r->series, h, &now);
}

static void infer_deletions(struct moment_reading *r)
{
    struct series *s = r->series;
    size_t n = 0;
    for (size_t i = 0; s->listings.any && i < s->n_live; i++) {
        struct history *h = &s->items[s->live[i]];
        const struct listing *from =
            h->claimed == r->index + 1 ? NULL : listings_now(&s->listings, h->shown_by);
        if (from && h->last->health != INQ_DELETED)
            infer_deletion(r, h, from);
        h->live = !from;
        if (h->live)
            s->live[n++] = s->live[i];
    }
    s->n_live = s->listings.any ? n : s->n_live;
}

/* ---- waiting ------------------------------------------------------------------------------ */

/** Tell the judgement of the moment what has waited before. */
static void recall_waiting(struct moment_reading *r)
{
    struct series *s = r->series;
    const struct estate *e = r->run->estate;
    for (size_t i = 0; i < r->n; i++) {
        const int64_t since = s->items[r->items[i].history - 1].waiting;
        r->items[i].resource->waited = s->in_order && since != CLOCK_NONE &&
                                       e->as_of != CLOCK_NONE && e->as_of - since >= PATIENCE;
    }
}

/** How a resource stands that is not well, as a text; 0 if the moment does not tell. */
static uint32_t standing_text(struct moment_reading *r, const struct resource *x)
{
    const struct estate *e = r->run->estate;
    const bool builds = resource_fact(e, x, FACT_STAGE, NULL).ptr;
    struct buf text = buf_new(r->texts);
    buf_char(&text, builds ? 'b' : 's');
    for (const uint16_t *f = builds ? facts_of_building : facts_of_state; *f; f++) {
        buf_char(&text, '\n');
        buf_put(&text, resource_fact(e, x, *f, NULL));
    }
    must(r->series, !text.failed);
    return keep(r->series, buf_str(&text));
}

/** Dumps of the one kind say nothing of the other. */
static bool tells_otherwise(const struct series *s, uint32_t before, uint32_t now)
{
    return !before ||
           (before != now && (series_text(s, before).ptr[0] == series_text(s, now).ptr[0] ||
                              series_text(s, now).ptr[0] == 'b'));
}

static void recall_standing(struct moment_reading *r, struct history *h, const struct resource *x,
                            struct past *past)
{
    struct series *s = r->series;
    const struct estate *e = r->run->estate;
    if (x->own_health == INQ_HEALTHY) {
        h->stood = 0;
        return;
    }
    const uint32_t now = standing_text(r, x);
    if (tells_otherwise(s, h->stood, now)) {
        h->stood = now;
        h->since = e->as_of;
    }
    past->stood = h->stood == now ? h->since : CLOCK_NONE;
}

/** Tell the judgement of the moment how everything stood before. */
static void recall_past(struct moment_reading *r)
{
    struct series *s = r->series;
    struct estate *e = r->run->estate;
    struct past *past = arena_must(e->arena, e->n + 1, sizeof *past);
    for (size_t i = 0; i < e->n; i++)
        past[i].stood = CLOCK_NONE;
    for (size_t i = 0; i < r->n; i++) {
        const struct resource *x = r->items[i].resource;
        struct history *h = &s->items[r->items[i].history - 1];
        recall_standing(r, h, x, &past[x - e->items]);
        past[x - e->items].overdue = h->overdue && str_eq(resource_fact(e, x, FACT_RUNTIME, NULL),
                                                          series_text(s, h->overdue));
    }
    e->past = past;
    arena_rollback(r->texts, (struct arena_mark){0});
}

/** A run is overdue whose time, behind a word, has passed. */
static void note_overdue(const struct series *s, const struct estate *e, const struct stay *now,
                         struct history *h)
{
    h->overdue = 0;
    for (size_t i = 0; i < now->n_facts; i++) {
        const struct standing_fact *f = &now->facts[i];
        if (f->fact == FACT_RUNTIME && f->value != f->steady &&
            value_parse(series_text(s, f->value)).time < e->as_of)
            h->overdue = f->value;
    }
}

static void note_waiting(const struct estate *e, const struct resource *x, struct history *h)
{
    if (x->row == UINT16_MAX || !e->kinds->verdicts.rows[x->row].ages)
        h->waiting = CLOCK_NONE;
    else if (h->waiting == CLOCK_NONE)
        h->waiting = e->as_of;
}

/* ---- the moments -------------------------------------------------------------------------- */

/** Is it well, by the same facts as before? */
static bool is_still_well(struct moment_reading *r, const struct resource *x,
                          const struct history *h)
{
    return h->last && h->last->health == INQ_HEALTHY && x->health == INQ_HEALTHY && !x->diagnosis &&
           x->n_observations == 1 && states_same(r, x, h->last);
}

static void record_change(struct moment_reading *r, const struct resource *x, struct history *h)
{
    struct series *s = r->series;
    const struct estate *e = r->run->estate;
    struct stay now = {
        .first = r->index, .last = r->index, .health = x->health, .broken = is_broken(x)};
    take_facts(r, x, &now);
    take_diagnosis(r, x, &now);
    now.broken |= now.health == INQ_DELETED && was_alive(h);
    record(s, h, &now);
    note_waiting(e, x, h);
    note_overdue(s, e, &now, h);
    h->row = x->row;
    h->settled = is_settled(r, x, &now);
    arena_rollback(r->texts, (struct arena_mark){0});
}

static void record_all(struct moment_reading *r)
{
    struct series *s = r->series;
    for (size_t i = 0; i < r->n; i++) {
        const struct resource *x = r->items[i].resource;
        struct history *h = &s->items[r->items[i].history - 1];
        if (r->items[i].unchanged || is_still_well(r, x, h))
            h->last->last = r->index;
        else
            record_change(r, x, h);
        h->shown_by = listings_showing(&s->listings, r->run->estate, x);
        make_live(s, h);
    }
}

/** Number of the history of a resource, as far as it is known. */
static uint32_t history_of(struct moment_reading *r, const struct resource *x)
{
    const struct history identity = identity_of(r, x);
    return *number_of(r->series, &identity);
}

/** What is told of a resource that the moment does not list may be told, too. */
static void take_marks(struct moment_reading *r)
{
    struct series *s = r->series;
    const struct estate *e = r->run->estate;
    for (size_t i = 0; i < r->n; i++)
        if (r->items[i].resource->marks)
            marks_take(&s->marks, e, r->items[i].resource, r->items[i].history - 1);
    for (size_t i = 0; i < e->n; i++) {
        const struct resource *x = &e->items[i];
        const uint32_t number = x->marks && !x->states ? history_of(r, x) : 0;
        if (number)
            marks_take(&s->marks, e, x, number - 1);
    }
    arena_rollback(r->texts, (struct arena_mark){0});
}

static void read_moment(struct series *s, uint32_t index, struct arena *a, struct arena *texts)
{
    const struct moment *m = &s->moments->items[index];
    struct estate *estate = arena_must(a, 1, sizeof *estate);
    struct verdict_run *run = arena_must(a, 1, sizeof *run);
    struct moment_reading r = {.series = s, .texts = texts, .run = run, .index = index};
    *estate = (struct estate){.arena = a,
                              .settings = s->settings,
                              .kinds = s->kinds,
                              .as_of = m->at == CLOCK_NONE ? s->settings->as_of : m->at};
    *run = (struct verdict_run){
        .estate = estate, .rules = s->rules, .suppressions = s->suppressions, .regex = *s->regex};
    estate_merge(estate, m->parts, m->n);
    r.labels = arena_must(a, estate->labels.n + 1, sizeof *r.labels);
    r.kept = arena_must(a, estate->strings.n + 1, sizeof *r.kept);
    r.inputs = arena_must(a, m->n + 1, sizeof *r.inputs);
    find_sightings(&r);
    identify_all(&r);
    if (s->in_order)
        take_marks(&r);
    recall_waiting(&r);
    if (s->in_order)
        recall_past(&r);
    run->unchanged = is_unchanged;
    run->unchanged_self = &r;
    diagnose(run);
    r.freezer = (struct freezer){.run = run};
    r.freezer.arena = texts; /* the redactor, which is off, takes nothing */
    redactor_init(&r.freezer.redactor, s->kinds, a, &run->regex, true);
    listings_begin(&s->listings, estate, index + 1);
    record_all(&r);
    infer_deletions(&r);
}

void series_make(struct series *s, const struct moments *moments)
{
    struct arena passing, texts;
    arena_init(&passing, s->arena->budget);
    arena_init(&texts, s->arena->budget);
    passing.unwind = texts.unwind = s->arena->unwind;
    s->moments = moments;
    s->n_resources = arena_must(s->arena, moments->n + 1, sizeof *s->n_resources);
    intern_init(&s->strings, s->arena);
    intern_init(&s->ids.keys, s->arena);
    intern_init(&s->names.keys, s->arena);
    listings_init(&s->listings, s->arena);
    s->marks = (struct marks){
        .arena = s->arena, .passing = &texts, .strings = &s->strings, .regex = s->regex};
    for (size_t i = 0; i < moments->n; i++) {
        read_moment(s, (uint32_t)i, &passing, &texts);
        arena_rollback(&passing, (struct arena_mark){0});
    }
    arena_free(&texts);
    arena_free(&passing);
}
