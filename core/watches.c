/* SPDX-License-Identifier: MIT */
/* Which value shows that something is broken is not known here: the verdict table is asked what it
 * makes of each value alone. So every condition is true for what the dumps show. */
#include "watches.h"

#include "clock.h"
#include "history.h"
#include "record.h"
#include "str.h"

#include <stdlib.h>

#define NAME_MOST 48 /* of a resource of the platform */
#define TYPE_MOST 15 /* of a name, so that there is room for the rest */
#define WHAT_MOST 11
#define VALUE_MOST 120 /* bytes of a value in a comment */
#define INCIDENT_TYPE STR("inquest")

static struct freezer *freezer_of(const struct watch_maker *m)
{
    return &m->report->freezer;
}

static struct estate *estate_of(const struct watch_maker *m)
{
    return m->report->freezer.run->estate;
}

static struct arena *arena_of(const struct watch_maker *m)
{
    return m->report->freezer.arena;
}

/* ---- names -------------------------------------------------------------------------------- */

/** Append what of a text may stand in a name, with one hyphen for all else, `most` bytes of it. */
static void put_word(struct buf *out, inq_str text, size_t most)
{
    const size_t start = out->len;
    bool gap = false;
    for (size_t i = 0; i < text.len && out->len - start < most; i++) {
        const char c = byte_lower(text.ptr[i]);
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (fits && gap && out->len > start && out->len - start < most - 1)
            buf_char(out, '-');
        if (fits)
            buf_char(out, c);
        gap = !fits;
    }
    if (out->len == start)
        buf_char(out, 'x');
}

static inq_str word_of(struct arena *a, inq_str text, size_t most)
{
    struct buf b = buf_new(a);
    put_word(&b, text, most);
    if (b.failed)
        longjmp(*a->unwind, 1);
    return buf_str(&b);
}

/** inquest-NAME-TYPE-WHAT, which may not be the only one of this name. */
static inq_str name_of(struct arena *a, const struct identity *id, inq_str value)
{
    const inq_str type = word_of(a, id->type, TYPE_MOST);
    const inq_str what = word_of(a, value_parse(value).word, WHAT_MOST);
    const size_t rest = NAME_MOST - sizeof "inquest-" - 1 - type.len - what.len;
    return str_format(a, "inquest-%.*s-%.*s-%.*s", STR_ARG(word_of(a, id->name, rest)),
                      STR_ARG(type), STR_ARG(what));
}

static int by_name(const void *a, const void *b)
{
    const inq_watch *x = a, *y = b;
    const inq_str mine[] = {x->name, x->resource, x->observation, x->value};
    const inq_str theirs[] = {y->name, y->resource, y->observation, y->value};
    int order = 0;
    for (size_t i = 0; i < 4 && !order; i++)
        order = str_cmp(mine[i], theirs[i]);
    return order;
}

static int by_name_only(const void *a, const void *b)
{
    const inq_watch *const *x = a, *const *y = b;
    return str_cmp((*x)->name, (*y)->name);
}

/** The name with a number behind it that nothing else has. `*last` is the last one given. */
static inq_str numbered(struct arena *a, const struct intern *taken, inq_str name, unsigned *last)
{
    for (;;) {
        const inq_str tail = str_format(a, "-%u", ++*last);
        const size_t most = NAME_MOST - tail.len;
        const inq_str tried = str_format(a, "%.*s%.*s", (int)(name.len < most ? name.len : most),
                                         name.ptr, STR_ARG(tail));
        if (intern_find(taken, tried) == INTERN_FAILED)
            return tried;
    }
}

/** Sorted by name; of equal names all but the first get a number. */
static void tell_apart(struct watch_maker *m, const inq_watch **all, size_t n)
{
    struct arena *a = arena_of(m);
    struct intern taken;
    unsigned last = 1;
    inq_str base = STR_NONE;
    intern_init(&taken, a);
    for (size_t i = 0; i < n; i++)
        if (intern_put(&taken, all[i]->name) == INTERN_FAILED)
            longjmp(*a->unwind, 1);
    for (size_t i = 0; i < n; i++) {
        inq_watch *w = (inq_watch *)(uintptr_t)all[i];
        const bool again = i && str_eq(w->name, base);
        last = again ? last : 1;
        base = again ? base : w->name;
        if (again)
            w->name = w->incident = numbered(a, &taken, w->name, &last);
        if (again && intern_put(&taken, w->name) == INTERN_FAILED)
            longjmp(*a->unwind, 1);
    }
}

/* ---- one Monitor -------------------------------------------------------------------------- */

/** What a Monitor is to look for. */
struct sight {
    const struct watch_set *set;
    const struct watched_fact *fact;
    inq_str input; /* where it was seen; absent: nowhere */
    uint32_t line;
    inq_str value;
    bool unknown; /* no dump shows the resource */
    bool passing; /* a resource that starts shows it as well */
};

static const inq_str *severity_of(inq_health health)
{
    static const inq_str critical = {"critical", 8}, high = {"high", 4};
    return health >= INQ_DELETED ? &critical : &high;
}

static inq_str why_of(struct watch_maker *m, const struct sight *s)
{
    const struct estate *e = estate_of(m);
    const char *const passing =
        s->passing ? "\na start that lasts until the next run raises it as well" : "";
    if (!s->input.ptr)
        return s->unknown ? STR("the dumps do not show it") : STR_NONE;
    const int shown = (int)(s->value.len < VALUE_MOST ? s->value.len : VALUE_MOST);
    return str_format(arena_of(m), "%.*s:%u %.*s %.*s%s%s", STR_ARG(s->input), s->line,
                      STR_ARG(e->kinds->schema.facts[s->fact->fact].name), shown, s->value.ptr,
                      s->value.len > VALUE_MOST ? "..." : "", passing);
}

static inq_watch *add_watch(struct watch_maker *m, const struct identity *id, inq_str resource,
                            const struct sight *s)
{
    struct arena *a = arena_of(m);
    if (!ARENA_GROW(a, m->items, m->cap, m->watches.n_watches))
        longjmp(*a->unwind, 1);
    inq_watch *w = &m->items[m->watches.n_watches++];
    const inq_str name = name_of(a, id, s->value);
    *w = (inq_watch){.size = sizeof *w,
                     .name = name,
                     .resource = resource,
                     .report = s->fact->report,
                     .observation = s->fact->observation,
                     .filter = s->set->filter,
                     .compare = s->set->compare,
                     .value = s->value,
                     .schedule = s->set->schedule,
                     .timezone = s->set->timezone,
                     .incident = name,
                     .type = INCIDENT_TYPE,
                     .why = why_of(m, s)};
    return w;
}

static void add_unable(struct watch_maker *m, inq_str id, inq_str why)
{
    struct arena *a = arena_of(m);
    if (!ARENA_GROW(a, m->unable, m->unable_cap, m->watches.n_unable))
        longjmp(*a->unwind, 1);
    m->unable[m->watches.n_unable++] = str_format(a, "%.*s %.*s", STR_ARG(id), STR_ARG(why));
}

/** Why no Monitor can be written for such a resource; absent if one can. */
static inq_str hindrance(const struct watch_maker *m, const struct identity *id)
{
    const struct kinds *kinds = estate_of(m)->kinds;
    const struct kind *kind = kinds_find(kinds, id->type);
    if (!kinds_watch_set(kinds, id->type))
        return STR("no Monitor can look at a resource of this type");
    if (!id->version.len)
        return STR("its version is not in the dumps");
    if (!id->workspace.len && !kind->instance && kind != &kinds->other)
        return STR("its workspace is not in the dumps");
    return STR_NONE;
}

static struct identity identity_of(const struct estate *e, const struct resource *r)
{
    return (struct identity){.name = resource_name(r),
                             .type = resource_type(e, r),
                             .version = resource_version(e, r),
                             .workspace = resource_workspace(e, r)};
}

/* ---- what is broken ----------------------------------------------------------------------- */

/** Does this value alone show that something is wrong, or that something waits? A secret in it
 *  would keep the condition from ever being true. */
static bool shows(const struct watch_maker *m, inq_str type, inq_str text, bool waiting,
                  struct sight *s)
{
    const struct stated stated = {s->fact->fact, text};
    const struct verdict_row *row =
        text.len ? kinds_judge(estate_of(m)->kinds, type, &stated, 1, 0) : NULL;
    if (!row || (waiting ? !row->ages : row->health < INQ_DEGRADED))
        return false;
    s->value = value_printed(arena_of(m), text);
    s->passing = waiting;
    return str_eq(redact(&freezer_of(m)->redactor, s->value), s->value);
}

/** What tells of something: its value for a fact, and where that stands. */
struct teller {
    inq_str (*value)(const struct watch_maker *m, const void *self, struct sight *s);
    const void *self;
};

/** What shows that something is wrong comes before what only waits. */
static bool find_sight(const struct watch_maker *m, const struct identity *id,
                       const struct teller *t, struct sight *s)
{
    if (hindrance(m, id).ptr)
        return false;
    s->set = kinds_watch_set(estate_of(m)->kinds, id->type);
    for (int waiting = 0; waiting < 2; waiting++)
        for (size_t i = 0; i < s->set->n_facts; i++) {
            s->fact = &s->set->facts[i];
            if (shows(m, id->type, t->value(m, t->self, s), waiting == 1, s))
                return true;
        }
    return false;
}

static inq_str value_of_resource(const struct watch_maker *m, const void *self, struct sight *s)
{
    const struct estate *e = estate_of(m);
    struct fact_ref ref = {0};
    const inq_str text = resource_fact(e, self, s->fact->fact, &ref);
    s->input = ref.fact ? e->parts[ref.observation->part]->path : STR_NONE;
    s->line = ref.fact ? ref.fact->line : 0;
    return text;
}

static bool see_resource(const struct watch_maker *m, const struct resource *r, struct sight *s)
{
    const struct identity id = identity_of(estate_of(m), r);
    return find_sight(m, &id, &(struct teller){value_of_resource, r}, s);
}

/** The first of what a root explains that a Monitor can see, or NULL. */
static const struct resource *stand_in(const struct watch_maker *m, const inq_resource *root,
                                       struct sight *s)
{
    const struct estate *e = estate_of(m);
    for (size_t i = 0; i < root->n_symptoms; i++) {
        const inq_resource *x = root->symptoms[i];
        const struct identity id = {x->name, x->type, x->version, x->workspace};
        const uint32_t number = estate_find(e, &id);
        if (number && report_lists(e, estate_get(e, number)) &&
            see_resource(m, estate_get(e, number), s))
            return estate_get(e, number);
    }
    return NULL;
}

/** Say that a root cannot be watched, and what is in its place (or NULL). */
static void tell_unable(struct watch_maker *m, const struct resource *root, inq_str id,
                        const struct resource *instead)
{
    const struct estate *e = estate_of(m);
    const struct identity identity = identity_of(e, root);
    inq_str why = hindrance(m, &identity);
    if (!why.ptr)
        why = instead ? STR("no value that a Monitor can look at shows what is wrong")
                      : STR("no value that a Monitor can look at shows what is wrong; --for ID "
                            "watches it all the same");
    if (instead)
        why = str_format(arena_of(m), "%.*s; %.*s is watched in its place", STR_ARG(why),
                         STR_ARG(resource_id(e, instead, arena_of(m))));
    add_unable(m, id, why);
}

static void watch_root(struct watch_maker *m, const struct resource *root, const inq_resource *p)
{
    struct estate *e = estate_of(m);
    struct sight sight = {0};
    const struct resource *r = see_resource(m, root, &sight) ? root : stand_in(m, p, &sight);
    if (r != root)
        tell_unable(m, root, p->id, r);
    if (!r)
        return;
    const struct identity id = identity_of(e, r);
    inq_watch *w = add_watch(m, &id, resource_id(e, r, arena_of(m)), &sight);
    w->severity = *severity_of(p->health);
    w->description = p->cause ? p->cause->title
                              : str_format(arena_of(m), "%.*s %.*s: %.*s", STR_ARG(p->type),
                                           STR_ARG(p->name), STR_ARG(p->reason));
}

/** A root, or what has none that is shown; not what is accepted, known before, or missed by
 *  nobody. */
static bool is_wanted(const struct estate *e, const struct resource *r)
{
    const struct diagnosis *d = r->diagnosis;
    return is_broken(r) && !d->excused && !d->known &&
           !(d->root && report_lists(e, estate_get(e, d->root)));
}

static void watch_broken(struct watch_maker *m)
{
    const struct estate *e = estate_of(m);
    for (size_t i = 0; i < m->report->report.n_unhealthy; i++) {
        const struct resource *r = estate_get(e, m->report->numbers[i]);
        if (is_wanted(e, r))
            watch_root(m, r, m->report->report.unhealthy[i]);
    }
}

/* ---- what was broken ---------------------------------------------------------------------- */

/** A stay of a series. */
struct stay_of {
    const struct series *series;
    const struct stay *stay;
};

static inq_str value_of_stay(const struct watch_maker *m, const void *self, struct sight *s)
{
    const struct stay_of *past = self;
    (void)m;
    for (size_t i = 0; i < past->stay->n_facts; i++) {
        const struct standing_fact *f = &past->stay->facts[i];
        if (f->fact != s->fact->fact)
            continue;
        s->input = series_text(past->series, f->input);
        s->line = f->line;
        return series_text(past->series, f->value);
    }
    return STR_NONE;
}

/** What no listing shows any more is observed by the word that means so. */
static inq_str value_of_absence(const struct watch_maker *m, const void *self, struct sight *s)
{
    const struct stay_of *past = self;
    const struct standing_fact *place = &past->stay->facts[0];
    s->input = series_text(past->series, place->input);
    s->line = place->line;
    for (const struct tree *t = NULL; (t = tree_each(s->fact->words, t));) {
        const struct stated stated = {s->fact->fact, tree_text(t)};
        const struct verdict_row *row = kinds_judge(estate_of(m)->kinds, STR_NONE, &stated, 1, 0);
        if (row && row->health == INQ_DELETED)
            return stated.value;
    }
    return STR_NONE;
}

static struct identity identity_then(const struct series *s, const struct history *h)
{
    return (struct identity){.name = series_text(s, h->name),
                             .type = series_text(s, h->type),
                             .version = series_text(s, h->version),
                             .workspace = series_text(s, h->workspace)};
}

/** Watch for what shows a stay, if something does. */
static bool watch_stay(struct watch_maker *m, const struct series *s, const struct history *h,
                       const struct stay *stay)
{
    const struct stay_of past = {s, stay};
    const struct teller teller = {stay->inferred ? value_of_absence : value_of_stay, &past};
    const struct identity id = identity_then(s, h);
    struct sight sight = {0};
    if (!find_sight(m, &id, &teller, &sight))
        return false;
    inq_watch *w = add_watch(m, &id, history_id(s, h, arena_of(m)), &sight);
    w->severity = *severity_of((inq_health)stay->health);
    w->description = redact(&freezer_of(m)->redactor,
                            str_format(arena_of(m), "%.*s %.*s: %.*s", STR_ARG(id.type),
                                       STR_ARG(id.name), STR_ARG(series_text(s, stay->reason))));
    return true;
}

/** The first of what a root explained that a Monitor can see. */
static void watch_symptom(struct watch_maker *m, const struct series *s, inq_str root)
{
    for (size_t i = 0; i < s->n; i++)
        for (const struct stay *x = s->items[i].stays; x; x = x->next)
            if (x->broken && !x->excused && str_eq(series_text(s, x->root), root) &&
                watch_stay(m, s, &s->items[i], x))
                return;
}

/** Did another dump of the same time tell otherwise? */
static bool is_outdated(const struct series *s, const struct stay *x)
{
    const struct moment *moments = s->moments->items;
    return x->next && moments[x->next->first].at != CLOCK_NONE &&
           moments[x->next->first].at == moments[x->first].at;
}

void watches_past(struct watch_maker *m, const struct series *series)
{
    for (size_t i = 0; i < series->n; i++) {
        const struct history *h = &series->items[i];
        bool broke = false, seen = false;
        for (const struct stay *x = h->stays; x; x = x->next) {
            if (!x->broken || x->excused || x->root || is_outdated(series, x) ||
                !history_shows(series, h))
                continue;
            broke = true;
            seen |= watch_stay(m, series, h, x);
        }
        if (broke && !seen)
            watch_symptom(m, series, history_id(series, h, arena_of(m)));
    }
}

/* ---- what is named ------------------------------------------------------------------------ */

static void watch_for(struct watch_maker *m, const struct identity *id, inq_str resource,
                      struct sight *s)
{
    inq_watch *w = add_watch(m, id, resource, s);
    w->severity = *severity_of(INQ_FAILED);
    w->description = str_format(arena_of(m), "The %.*s of %.*s %.*s is %.*s", STR_ARG(w->report),
                                STR_ARG(id->type), STR_ARG(id->name), STR_ARG(s->value));
}

/** Conditions of one Monitor must all be true at once, so there is one for each value. */
static void watch_all_of(struct watch_maker *m, const struct identity *id, inq_str resource,
                         bool unknown)
{
    const struct kinds *kinds = estate_of(m)->kinds;
    const inq_str why = hindrance(m, id);
    if (why.ptr) {
        add_unable(m, resource, why);
        return;
    }
    const uint32_t nature = UINT32_C(1) << kinds_find(kinds, id->type)->nature;
    struct sight s = {.set = kinds_watch_set(kinds, id->type), .unknown = unknown};
    for (size_t i = 0; i < s.set->n_facts; i++) {
        s.fact = &s.set->facts[i];
        if (s.fact->natures && !(s.fact->natures & nature))
            continue;
        for (const struct tree *t = NULL; (t = tree_each(s.fact->words, t));) {
            s.value = tree_text(t);
            watch_for(m, id, resource, &s);
        }
    }
}

static void watch_glob(struct watch_maker *m, const char *glob)
{
    const struct estate *e = estate_of(m);
    bool found = false;
    for (size_t i = 0; i < e->n; i++) {
        if (!report_lists(e, &e->items[i]))
            continue;
        const struct arena_mark mark = arena_mark(arena_of(m));
        const inq_str resource = resource_id(e, &e->items[i], arena_of(m));
        const struct identity id = identity_of(e, &e->items[i]);
        if (!str_glob(glob, resource)) {
            arena_rollback(arena_of(m), mark);
            continue;
        }
        watch_all_of(m, &id, resource, false);
        found = true;
    }
    if (!found)
        m->unseen[m->n_unseen++] = glob;
}

static void watch_named(struct watch_maker *m, const char *word)
{
    const struct estate *e = estate_of(m);
    struct identity id;
    if (!identity_parse(str_of(word), &id)) {
        watch_glob(m, word);
        return;
    }
    id.type = str_lower(arena_of(m), id.type);
    const uint32_t number = estate_find(e, &id);
    if (number) {
        const struct resource *r = estate_get(e, number);
        id = identity_of(e, r);
        watch_all_of(m, &id, resource_id(e, r, arena_of(m)), false);
    } else if (strpbrk(word, "*?[")) {
        watch_glob(m, word);
    } else {
        const inq_str rest = {word + id.type.len, strlen(word) - id.type.len};
        m->unseen[m->n_unseen++] = word;
        watch_all_of(m, &id, str_format(arena_of(m), "%.*s%.*s", STR_ARG(id.type), STR_ARG(rest)),
                     true);
    }
}

/* ---- the whole ---------------------------------------------------------------------------- */

/** Sorted, each once, with names of their own. */
static void order_watches(struct watch_maker *m)
{
    const size_t n = m->watches.n_watches;
    const inq_watch **all = arena_must(arena_of(m), n + 1, sizeof *all);
    size_t kept = 0;
    if (n)
        qsort(m->items, n, sizeof *m->items, by_name);
    for (size_t i = 0; i < n; i++)
        if (!kept || by_name(all[kept - 1], &m->items[i]) != 0)
            all[kept++] = &m->items[i];
    tell_apart(m, all, kept);
    qsort(all, kept, sizeof *all, by_name_only);
    m->watches.watches = all;
    m->watches.n_watches = kept;
}

/** The workspace of all that is watched in one; absent if there are several. */
static inq_str common_workspace(const struct watch_maker *m)
{
    inq_str common = STR_NONE;
    for (size_t i = 0; i < m->watches.n_watches; i++) {
        struct identity id;
        if (!identity_parse(m->watches.watches[i]->resource, &id) || !id.workspace.len)
            continue;
        if (common.ptr && !str_eq(common, id.workspace))
            return STR_NONE;
        common = id.workspace;
    }
    return common;
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const inq_str *)a, *(const inq_str *)b);
}

void watches_begin(struct watch_maker *m, struct report_maker *report)
{
    const inq_report *r = &report->report;
    const struct settings *settings = report->freezer.run->estate->settings;
    *m = (struct watch_maker){.report = report,
                              .watches = {.size = sizeof m->watches,
                                          .partial = r->partial,
                                          .tool = r->tool,
                                          .version = r->version,
                                          .view = r->view,
                                          .pager = STR("inquest-pager"),
                                          .type = INCIDENT_TYPE,
                                          .diags = r->diags,
                                          .n_diags = r->n_diags}};
    for (size_t i = 0; i < settings->n_watched; i++)
        watch_named(m, settings->watched[i]);
    if (!settings->n_watched)
        watch_broken(m);
}

void watches_end(struct watch_maker *m)
{
    order_watches(m);
    if (m->watches.n_unable)
        qsort(m->unable, m->watches.n_unable, sizeof *m->unable, by_text);
    m->watches.unable = m->unable;
    m->watches.workspace = common_workspace(m);
}
