/* SPDX-License-Identifier: MIT */
/* Observations are joined in up to three rounds: complete identities first, then those that lack
 * a part and join the one resource that fits the rest. The hash is over type and name only, so
 * that both kinds of look-up walk the same slots. */
#include "resource.h"

#include "str.h"

#include <stdlib.h>

#define LOOK_AHEAD 12

const uint16_t facts_of_building[] = {FACT_STAGE, FACT_WANTED, FACT_PROCESSED, FACT_NONE};
const uint16_t facts_of_state[] = {FACT_STATUS, FACT_RUNTIME, FACT_NONE};

/* ---- identities --------------------------------------------------------------------------- */

/** The number of a label in the estate. */
static uint32_t put_label(struct estate *e, struct label label)
{
    const uint32_t n = labels_put(&e->labels, label);
    if (n == LABEL_FAILED)
        longjmp(*e->arena->unwind, 1);
    while (e->kind_cap <= n)
        if (!ARENA_GROW(e->arena, e->kind_of, e->kind_cap, e->kind_cap))
            longjmp(*e->arena->unwind, 1);
    e->kind_of[n] = kinds_find(e->kinds, estate_text(e, label.type));
    return n;
}

uint32_t resource_owner(const struct estate *e, const struct resource *r)
{
    const struct observation *o = r->newest;
    while (o->older && !estate_label(e, o)->owner)
        o = o->older;
    return estate_label(e, o)->owner;
}

static char *append(char *to, inq_str s, bool colon)
{
    if (colon)
        *to++ = ':';
    if (s.len)
        memcpy(to, s.ptr, s.len);
    return to + s.len;
}

inq_str resource_id(const struct estate *e, const struct resource *r, struct arena *a)
{
    const inq_str type = resource_type(e, r);
    const inq_str version = resource_version(e, r);
    const inq_str workspace = resource_workspace(e, r), name = resource_name(r);
    char *text = arena_raw(a, type.len + version.len + name.len + workspace.len + 4, 1);
    if (!text)
        longjmp(*a->unwind, 1);
    char *end = append(text, type, false);
    end = append(end, version, true);
    end = append(end, name, true);
    end = workspace.len ? append(end, workspace, true) : end;
    *end = 0;
    return (inq_str){text, (size_t)(end - text)};
}

static bool same_name(const struct estate *e, const struct observation *r,
                      const struct observation *o)
{
    return r->hash == o->hash &&
           (r->label == o->label || estate_label(e, r)->type == estate_label(e, o)->type) &&
           str_eq(observation_name(r), observation_name(o));
}

static bool same_place(const struct label *a, const struct label *b)
{
    return a->version == b->version && a->workspace == b->workspace;
}

static bool fits(const struct estate *e, const struct observation *r, const struct observation *o)
{
    const struct label *a = estate_label(e, r), *b = estate_label(e, o);
    return (a->version == b->version || (o->flags & LACKS_VERSION && !b->version)) &&
           (a->workspace == b->workspace || (o->flags & LACKS_WORKSPACE && !b->workspace));
}

struct search {
    struct resource *exact, *fitting;
    size_t n_fitting;
    uint32_t *free_slot;
};

static struct search look_up(struct estate *e, const struct observation *o)
{
    struct search s = {0};
    for (uint32_t i = o->hash;; i++) {
        uint32_t *slot = &e->slots[i & e->mask];
        if (!*slot) {
            s.free_slot = slot;
            return s;
        }
        if ((*slot ^ o->hash) & ~e->index_mask)
            continue;
        struct resource *r = &e->items[(*slot & e->index_mask) - 1];
        if (!same_name(e, r->newest, o))
            continue;
        if (r->newest->label == o->label ||
            same_place(estate_label(e, r->newest), estate_label(e, o)))
            s.exact = r;
        else if (fits(e, r->newest, o) && s.n_fitting++ == 0)
            s.fitting = r;
        if (s.exact && !(o->flags & (LACKS_VERSION | LACKS_WORKSPACE)))
            return s;
    }
}

static bool lists(const struct observation *o)
{
    return (o->flags & (OBSERVED_STATE | FROM_LINES)) == OBSERVED_STATE;
}

/* Every observation of a resource says the whole identity from here on. */
static void join(struct estate *e, struct resource *r, struct observation *o)
{
    if (r->newest && r->newest->label != o->label) {
        struct label label = *estate_label(e, o);
        label.version = estate_label(e, r->newest)->version;
        label.workspace = estate_label(e, r->newest)->workspace;
        o->label = put_label(e, label);
    }
    r->own_health = o->own_health;
    r->row = o->row;
    o->older = r->newest;
    r->newest = o;
    if (r->n_observations < UINT16_MAX)
        r->n_observations++;
    r->states |= (o->flags & OBSERVED_STATE) != 0;
    r->may_be_child = e->kind_of[o->label]->may_be_child;
    for (size_t i = 0; i < o->n_facts; i++) {
        const struct fact_info *info = &e->kinds->schema.facts[fact_number(e, &o->facts[i])];
        r->names |= info->names;
        r->told |= info->heard;
        r->linted |= info->linted;
        r->marks |= info->marks;
    }
}

static void place(struct estate *e, struct observation *o)
{
    const struct search s = look_up(e, o);
    struct resource *r =
        s.n_fitting == 1 && (!s.exact || estate_label(e, s.fitting->newest)->version) ? s.fitting
                                                                                      : s.exact;
    if (!r) {
        r = &e->items[e->n++];
        *r = (struct resource){.row = UINT16_MAX};
        *s.free_slot = (uint32_t)e->n | (o->hash & ~e->index_mask);
    }
    join(e, r, o);
}

uint32_t estate_find(const struct estate *e, const struct identity *id)
{
    const uint32_t hash = (uint32_t)(str_hash(id->name) ^ str_hash(id->type) * 31);
    uint32_t found = 0;
    unsigned n = 0;
    if (!e->n)
        return 0;
    for (uint32_t i = hash; e->slots[i & e->mask]; i++) {
        const uint32_t slot = e->slots[i & e->mask], number = slot & e->index_mask;
        if ((slot ^ hash) & ~e->index_mask)
            continue;
        const struct resource *r = estate_get(e, number);
        if (!r->states || r->newest->hash != hash || !str_eq(resource_name(r), id->name) ||
            !str_eq(resource_type(e, r), id->type))
            continue;
        if (id->workspace.ptr && !str_eq(resource_workspace(e, r), id->workspace))
            continue;
        if (id->version.ptr && !str_eq(resource_version(e, r), id->version))
            continue;
        found = number;
        n++;
    }
    return n == 1 ? found : 0;
}

/* ---- merging ------------------------------------------------------------------------------ */

/** The numbers that a part's strings and labels have in the estate; 0 is not known yet. */
struct renaming {
    const struct part *part;
    uint32_t *strings;
    uint32_t *labels; /* 1 + number */
    uint32_t n_strings_used, n_labels_used;
};

static uint32_t remap(struct estate *e, struct renaming *map, uint32_t id)
{
    if (id && !map->strings[id]) {
        map->strings[id] = intern_put(&e->strings, intern_get(&map->part->strings, id));
        if (map->strings[id] == INTERN_FAILED)
            longjmp(*e->arena->unwind, 1);
        if (map->part->room)
            map->part->room->strings_used[map->n_strings_used++] = id;
    }
    return map->strings[id];
}

/* What lives outside of workspaces has none, whatever the command around it said. */
static uint32_t remap_label(struct estate *e, struct renaming *map, uint32_t number)
{
    uint32_t *known = &map->labels[number];
    if (*known)
        return *known - 1;
    const struct label *old = &map->part->labels.items[number];
    struct label label = {remap(e, map, old->type), remap(e, map, old->version),
                          remap(e, map, old->workspace), remap(e, map, old->owner)};
    if (kinds_find(e->kinds, estate_text(e, label.type))->instance)
        label.workspace = 0;
    const uint32_t put = put_label(e, label);
    *known = put + 1;
    if (map->part->room)
        map->part->room->labels_used[map->n_labels_used++] = number;
    return put;
}

static void rename_observation(struct estate *e, struct renaming *map, struct observation *o)
{
    o->label = remap_label(e, map, o->label);
    for (size_t i = 0; i < o->n_facts; i++)
        o->facts[i].value = remap(e, map, o->facts[i].value);
    if (e->kind_of[o->label]->instance)
        o->flags &= (uint8_t)~LACKS_WORKSPACE;
}

static unsigned n_lacking(const struct observation *o)
{
    return (o->flags & LACKS_VERSION ? 1u : 0u) + (o->flags & LACKS_WORKSPACE ? 1u : 0u);
}

static struct renaming new_renaming(struct estate *e, const struct part *p)
{
    if (p->room)
        return (struct renaming){.part = p, .strings = p->room->strings, .labels = p->room->labels};
    return (struct renaming){p, arena_must(e->arena, p->strings.n + 1, sizeof(uint32_t)),
                             arena_must(e->arena, p->labels.n + 1, sizeof(uint32_t)), 0, 0};
}

/** Leave the room as it was found. */
static void clear_room(const struct renaming *map)
{
    const struct part_room *room = map->part ? map->part->room : NULL;
    for (uint32_t i = 0; room && i < map->n_strings_used; i++)
        room->strings[room->strings_used[i]] = 0;
    for (uint32_t i = 0; room && i < map->n_labels_used; i++)
        room->labels[room->labels_used[i]] = 0;
}

/** Round 0 gives the strings their numbers in the estate and places complete identities; each
 *  further round places those that lack one part more. Returns if more rounds are needed. */
static bool merge_round(struct estate *e, struct part *p, unsigned round)
{
    struct renaming map = {0};
    struct observation_walk walk = part_walk(p), ahead = part_walk(p);
    bool more = false;
    if (round == 0)
        map = new_renaming(e, p);
    for (unsigned i = 0; i < LOOK_AHEAD; i++)
        (void)part_next(&ahead);
    for (struct observation *o; (o = part_next(&walk));) {
        const struct observation *later = part_next(&ahead);
        if (later)
            __builtin_prefetch(&e->slots[later->hash & e->mask]);
        if (o->flags & ABOUT_INPUT)
            continue;
        if (round == 0)
            rename_observation(e, &map, o);
        if (n_lacking(o) == round)
            place(e, o);
        more |= n_lacking(o) > round;
    }
    clear_room(&map);
    return more;
}

static void make_room(struct estate *e, size_t observations)
{
    size_t slots = 64;
    while (slots < observations + observations / 2)
        slots *= 2;
    e->items = arena_raw(e->arena, (observations + 1) * sizeof *e->items, 0); /* set one by one */
    if (!e->items)
        longjmp(*e->arena->unwind, 1);
    e->slots = arena_must(e->arena, slots, sizeof *e->slots);
    e->mask = (uint32_t)(slots - 1);
    for (e->index_mask = 1; e->index_mask < observations + 1;)
        e->index_mask = e->index_mask << 1 | 1;
    intern_init(&e->strings, e->arena);
    labels_init(&e->labels, e->arena);
}

/* ---- ranking ------------------------------------------------------------------------------ */

struct ranked {
    struct observation *observation;
    int64_t time;
    uint8_t health; /* of the last word of its input */
    uint16_t place; /* among those on one line: the last comes first */
};

/** The last first. */
static int by_position(const struct ranked *x, const struct ranked *y)
{
    if (x->observation->line != y->observation->line)
        return x->observation->line > y->observation->line ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->time != y->time)
        return x->time > y->time ? -1 : 1;
    if (x->health != y->health)
        return x->health > y->health ? -1 : 1;
    if (x->observation->part != y->observation->part)
        return x->observation->part < y->observation->part ? -1 : 1;
    return by_position(x, y);
}

/** Each input's observations stand together, the last first. */
static int by_input(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->observation->part != y->observation->part)
        return x->observation->part < y->observation->part ? -1 : 1;
    return by_position(x, y);
}

/** Give each the health that the last stating record of its input gave, and count the resource for
 *  each input that lists it. */
static void find_last_words(struct estate *e, struct ranked *all, size_t n)
{
    qsort(all, n, sizeof *all, by_input);
    for (size_t from = 0, to; from < n; from = to) {
        const uint32_t part = all[from].observation->part;
        const struct observation *last = NULL;
        bool listed = false;
        for (to = from; to < n && all[to].observation->part == part; to++) {
            listed |= lists(all[to].observation);
            if (!last && (all[to].observation->flags & OBSERVED_STATE))
                last = all[to].observation;
        }
        for (size_t i = from; i < to; i++)
            all[i].health = last ? last->own_health : 0;
        e->parts[part]->n_resources += listed;
    }
}

static void rank(struct estate *e, struct resource *r)
{
    const struct arena_mark mark = arena_mark(e->arena);
    struct ranked *all = arena_must(e->arena, r->n_observations, sizeof *all);
    size_t n = 0;
    for (struct observation *o = r->newest; o && n < r->n_observations; o = o->older) {
        all[n] = (struct ranked){o, observed_at(e, o), 0, (uint16_t)n};
        n++;
    }
    find_last_words(e, all, n);
    qsort(all, n, sizeof *all, by_rank);
    for (size_t i = 0; i < n; i++)
        all[i].observation->older = i + 1 < n ? all[i + 1].observation : NULL;
    r->newest = all[0].observation;
    arena_rollback(e->arena, mark);
}

void estate_merge(struct estate *e, struct part **parts, size_t n)
{
    bool more = true;
    size_t records = 0;
    for (size_t i = 0; i < n; i++) {
        records += parts[i]->n_records;
        e->has_scopes |= parts[i]->scopes != NULL;
    }
    e->parts = parts;
    e->n_parts = n;
    make_room(e, records);
    for (unsigned round = 0; round < 3 && more; round++) {
        more = false;
        for (size_t i = 0; i < n; i++)
            more |= merge_round(e, parts[i], round);
    }
    for (size_t i = 0; i < e->n; i++) {
        struct resource *r = &e->items[i];
        if (r->n_observations > 1)
            rank(e, r);
        else
            e->parts[r->newest->part]->n_resources += lists(r->newest);
    }
}

/* ---- facts that count --------------------------------------------------------------------- */

static bool is_later(const struct estate *e, const struct observation *a,
                     const struct observation *b)
{
    if (a->part == b->part)
        return a->line > b->line;
    const int64_t x = observed_at(e, a), y = observed_at(e, b);
    return x != CLOCK_NONE && y != CLOCK_NONE && x > y;
}

/** A log is overtaken by a later one, and when the resource is well in a later snapshot. */
static bool log_superseded(const struct estate *e, const struct resource *r,
                           const struct observation *o)
{
    const int64_t mine = observed_at(e, o);
    for (const struct observation *other = r->newest; other; other = other->older) {
        const bool well = other->flags & OBSERVED_STATE && other->own_health == INQ_HEALTHY;
        const int64_t theirs = observed_at(e, other);
        if (well || observation_is_log(e, other)) /* the first is the latest */
            return mine != CLOCK_NONE && theirs != CLOCK_NONE &&
                   theirs - mine > e->settings->snapshot_gap;
    }
    return false;
}

bool observation_superseded(const struct estate *e, const struct resource *r,
                            const struct observation *o)
{
    if (observation_is_log(e, o))
        return log_superseded(e, r, o);
    if (!(o->flags & FROM_LINES))
        return false;
    for (const struct observation *other = r->newest; other; other = other->older)
        if (other != o && (other->flags & (OBSERVED_STATE | FROM_LINES)) && is_later(e, other, o))
            return true;
    return false;
}

static bool stated_before(const struct estate *e, const struct fact_ref *out, size_t n,
                          uint16_t fact)
{
    for (size_t i = 0; i < n; i++)
        if (fact_number(e, out[i].fact) == fact)
            return true;
    return false;
}

size_t resource_facts(const struct estate *e, const struct resource *r, struct fact_ref *out,
                      size_t max)
{
    size_t n = 0;
    for (const struct observation *o = r->newest; o; o = o->older) {
        const size_t before = n;
        if (r->n_observations > 1 && observation_superseded(e, r, o))
            continue;
        for (size_t i = 0; i < o->n_facts && n < max; i++) {
            const struct fact *f = &o->facts[i];
            const uint16_t fact = fact_number(e, f);
            const bool blank_status = fact == FACT_STATUS && !estate_text(e, f->value).len;
            const bool adds = fact == FACT_LOG_TEXT || fact == FACT_LOG_ERROR; /* of several logs */
            if (adds && n >= max * 3 / 8) /* what else is stated needs room, too */
                continue;
            if (!blank_status && (adds || !stated_before(e, out, before, fact)))
                out[n++] = (struct fact_ref){f, o};
        }
    }
    return n;
}

inq_str resource_fact(const struct estate *e, const struct resource *r, uint16_t fact,
                      struct fact_ref *ref)
{
    for (const struct observation *o = r->newest; o; o = o->older) {
        if (r->n_observations > 1 && observation_superseded(e, r, o))
            continue;
        for (size_t i = 0; i < o->n_facts; i++) {
            if (fact_number(e, &o->facts[i]) != fact)
                continue;
            const inq_str text = estate_text(e, o->facts[i].value);
            if (!text.len && fact == FACT_STATUS)
                continue;
            if (ref)
                *ref = (struct fact_ref){&o->facts[i], o};
            return text;
        }
    }
    return STR_NONE;
}

/* ---- judging ------------------------------------------------------------------------------ */

static uint8_t columns_of(const struct resource *r)
{
    uint8_t flags = 0;
    for (const struct observation *o = r->newest; o; o = o->older)
        flags |= o->flags & (STATUS_COLUMN | RUNTIME_COLUMN);
    return flags;
}

static const struct verdict_row *row_of(const struct estate *e, inq_str type,
                                        const struct fact_ref *refs, size_t n, uint8_t flags)
{
    struct stated stated[256];
    size_t k = 0;
    for (size_t i = 0; i < n && k < 256; i++) {
        const uint16_t fact = fact_number(e, refs[i].fact);
        if (e->kinds->schema.facts[fact].judged)
            stated[k++] = (struct stated){fact, estate_text(e, refs[i].fact->value)};
    }
    return kinds_judge(e->kinds, type, stated, k, flags);
}

/** Does one observation alone read as waiting? */
static bool waits(const struct estate *e, inq_str type, const struct observation *o)
{
    struct fact_ref refs[256];
    size_t n = 0;
    for (; n < o->n_facts && n < 256; n++)
        refs[n] = (struct fact_ref){&o->facts[n], o};
    const struct verdict_row *row = row_of(e, type, refs, n, o->flags);
    return row && row->ages;
}

/** Waiting at two capture times far enough apart, and nothing else between. */
static bool has_aged(const struct estate *e, const struct resource *r, inq_str type)
{
    int64_t latest = CLOCK_NONE;
    for (const struct observation *o = r->newest; o; o = o->older) {
        const int64_t t = observed_at(e, o);
        if (!(o->flags & OBSERVED_STATE) || (o->flags & FROM_LINES) || t == CLOCK_NONE)
            continue;
        if (!waits(e, type, o))
            return false;
        if (latest == CLOCK_NONE)
            latest = t;
        if (latest - t >= PATIENCE)
            return true;
    }
    return false;
}

void resource_judge(struct estate *e, struct resource *r)
{
    r->health = r->own_health;
    if (r->n_observations == 1 && !r->waited)
        return;
    struct fact_ref refs[512];
    const size_t n = resource_facts(e, r, refs, 512);
    const inq_str type = resource_type(e, r);
    const struct verdict_row *row = row_of(e, type, refs, n, columns_of(r));
    r->own_health = (uint8_t)(row ? row->health : INQ_UNKNOWN);
    r->row = row ? (uint16_t)(row - e->kinds->verdicts.rows) : UINT16_MAX;
    r->aged = row && row->ages && (r->waited || has_aged(e, r, type));
    if (r->aged)
        r->own_health = INQ_DEGRADED;
    r->health = r->own_health;
}
