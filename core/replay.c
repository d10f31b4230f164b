/* SPDX-License-Identifier: MIT */
/* A Monitor sees what stood at the last moment before its run; so its condition is looked at once
 * for every stretch in which nothing changed. Where it becomes true the first run after that
 * raises an incident, unless it is known to be false again before. */
#include "replay.h"

#include "clock.h"
#include "payload.h"
#include "str.h"

#include <stdlib.h>

#define FOREVER UINT32_MAX
#define VALUES_SHOWN 4
#define PLAIN_PATH "._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/** From one moment on a condition was true for a resource, up to before another moment. */
struct alarm {
    const struct alert *monitor;
    const struct history *history;
    const struct stay *stay; /* in which it became true */
    size_t number;           /* of the incident */
    inq_str resource;        /* id */
    uint32_t since, until;
    int64_t fired; /* or CLOCK_NONE */
    inq_incident *incident;
};

/** A Monitor that is looked at. */
struct watching {
    struct replay_maker *maker;
    const struct alert *monitor;
    uint8_t *gave;               /* by comparison: values, see below */
    inq_str broken;              /* why it can be evaluated no further */
    size_t n_matched;            /* resources that it is about */
    size_t n_true;               /* times that its condition became true */
    struct nearest nearest;      /* resource, where none is */
    uint32_t seen[VALUES_SHOWN]; /* values of the first comparison */
    size_t n_seen;
    bool more_seen;
};
enum gave { GAVE_ONE = 1, GAVE_MANY = 2, GAVE_FAULT = 4, ASKED = 8 };

static const struct series *series_of(const struct replay_maker *m)
{
    return m->history->series;
}

static int64_t time_at(const struct replay_maker *m, uint32_t moment)
{
    return moment == FOREVER ? CLOCK_NONE : series_of(m)->moments->items[moment].at;
}

/* ---- silence ------------------------------------------------------------------------------ */

static void be_silent(struct replay_maker *m, const struct alert *monitor, inq_str why)
{
    if (!ARENA_GROW(m->arena, m->silent, m->silent_cap, m->n_silent))
        longjmp(*m->arena->unwind, 1);
    inq_silence *x = arena_must(m->arena, 1, sizeof *x);
    *x = (inq_silence){.size = sizeof *x,
                       .line = monitor->doc->line,
                       .monitor = redact(&m->history->redactor, monitor->name),
                       .input = monitor->input,
                       .why = redact(&m->history->redactor, why)};
    m->silent[m->n_silent++] = x;
}

static void miss(struct replay_maker *m, const struct alarm *e)
{
    const inq_str from = clock_text(m->arena, time_at(m, e->since)),
                  to = clock_text(m->arena, time_at(m, e->until));
    if (str_eq(from, to)) {
        be_silent(m, e->monitor,
                  str_format(m->arena, "dumps of %.*s disagree about %.*s: the last of them counts",
                             STR_ARG(from), STR_ARG(e->resource)));
        return;
    }
    be_silent(m, e->monitor,
              str_format(m->arena,
                         "its condition was true for %.*s from %.*s to before %.*s, when no run of "
                         "its schedule fell",
                         STR_ARG(e->resource), STR_ARG(from), STR_ARG(to)));
}

/* ---- observations ------------------------------------------------------------------------- */

/** A resource at a moment. */
struct scene {
    const struct history *history;
    const struct stay *stay;
    uint32_t moment;
};

/** What is observed of a resource: a text, or JSON, and where that stands. */
struct observed {
    inq_str text, json;
    struct standing_fact place; /* line 0: nowhere */
    bool there;
};

static const struct tree *words_of(const struct replay_maker *m, const char *what)
{
    return tree_get(m->alerts->words, what);
}

static const struct standing_fact *fact_of(const struct replay_maker *m, const struct stay *s,
                                           inq_str name)
{
    const struct schema *schema = &series_of(m)->kinds->schema;
    for (size_t i = 0; i < s->n_facts; i++)
        if (s->facts[i].fact && str_eq(schema->facts[s->facts[i].fact].name, name))
            return &s->facts[i];
    return NULL;
}

/** The first of some facts that is known. */
static struct observed observe_fact(struct replay_maker *m, const struct stay *s,
                                    const struct tree *facts)
{
    for (const struct tree *f = NULL; (f = tree_each(facts, f));) {
        const struct standing_fact *fact = fact_of(m, s, tree_text(f));
        if (fact)
            return (struct observed){
                .text = value_printed(&m->passing, series_text(series_of(m), fact->value)),
                .place = *fact,
                .there = true};
    }
    return (struct observed){0};
}

static int by_owner_and_time(const void *a, const void *b)
{
    const struct mark *const *x = a, *const *y = b;
    if ((*x)->owner != (*y)->owner)
        return (*x)->owner < (*y)->owner ? -1 : 1;
    if ((*x)->at != (*y)->at)
        return (*x)->at < (*y)->at ? -1 : 1;
    return (*x)->text < (*y)->text ? -1 : (*x)->text > (*y)->text;
}

static void sort_runs(struct replay_maker *m)
{
    const struct marks *all = &series_of(m)->marks;
    m->runs = arena_must(m->arena, all->n + 1, sizeof *m->runs);
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].kind == INQ_MARK_RUN)
            m->runs[m->n_runs++] = &all->items[i];
    qsort(m->runs, m->n_runs, sizeof *m->runs, by_owner_and_time);
}

/** Where the runs of a resource begin. */
static size_t first_run(const struct replay_maker *m, uint32_t owner)
{
    size_t from = 0, to = m->n_runs;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (m->runs[middle]->owner < owner)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void put_run(struct replay_maker *m, struct buf *out, const struct mark *run,
                    const struct tree *template)
{
    const inq_str phase = series_text(series_of(m), run->text);
    const struct payload_word words[] = {
        {.word = "completed", .text = clock_text(&m->passing, run->at)},
        {.word = "phase", .text = value_printed(&m->passing, phase)},
    };
    const struct payload p = {m->shown, words, sizeof words / sizeof *words};
    payload_put(&p, out, template);
}

/** The runs that had ended by a moment, as a list of JSON. */
static struct observed observe_runs(struct replay_maker *m, const struct scene *at,
                                    const struct tree *template)
{
    const uint32_t owner = (uint32_t)(at->history - series_of(m)->items);
    const int64_t now = time_at(m, at->moment);
    struct buf out = buf_new(&m->passing);
    struct observed o = {0};
    buf_char(&out, '[');
    for (size_t i = first_run(m, owner); i < m->n_runs && m->runs[i]->owner == owner; i++) {
        const struct mark *run = m->runs[i];
        if (now != CLOCK_NONE && run->at > now)
            break;
        if (o.there)
            buf_char(&out, ',');
        put_run(m, &out, run, template);
        o.there = true;
        o.place = (struct standing_fact){.fact = run->fact,
                                         .path = run->path,
                                         .value = run->value,
                                         .input = run->input,
                                         .line = run->line,
                                         .column = run->column};
    }
    buf_char(&out, ']');
    o.json = buf_str(&out);
    return o;
}

static bool is_runs(const struct replay_maker *m, inq_str type)
{
    const struct tree *facts = tree_at(words_of(m, "observations"), type);
    return facts && facts->kind == TREE_MAP;
}

static struct observed observe(struct replay_maker *m, const struct scene *at, inq_str type)
{
    const struct tree *what = tree_at(words_of(m, "observations"), type);
    const struct tree *deleted = at->stay->inferred ? tree_at(words_of(m, "deleted"), type) : NULL;
    if (is_runs(m, type))
        return observe_runs(m, at, what);
    if (deleted)
        return (struct observed){
            .text = tree_text(deleted), .place = at->stay->facts[0], .there = true};
    return observe_fact(m, at->stay, what);
}

static inq_str document(struct replay_maker *m, inq_str type, const struct observed *o,
                        inq_str when)
{
    const struct payload_word words[] = {
        {.word = "type", .text = type},
        {.word = "when", .text = when},
        {.word = "value", .text = o->text, .json = o->json},
    };
    const struct payload p = {m->shown, words, sizeof words / sizeof *words};
    struct buf out = buf_new(&m->passing);
    payload_put(&p, &out, words_of(m, "observation"));
    return buf_str(&out);
}

/* ---- asking ------------------------------------------------------------------------------- */

/** Is the filter a plain path into what stands for `word` in a template, as .value or
 *  .properties.name? Then nothing else in the document matters. */
static bool leads_to(const struct tree *template, inq_str filter, inq_str word)
{
    const inq_str path = str_trim(filter);
    inq_str rest;
    if (!path.len || path.ptr[0] != '.')
        return false;
    for (size_t i = 0; i < path.len; i++)
        if (!memchr(PLAIN_PATH, path.ptr[i], sizeof PLAIN_PATH - 1))
            return false;
    const inq_str first = str_cut((inq_str){path.ptr + 1, path.len - 1}, '.', &rest);
    return str_eq(tree_text(tree_at(template, first)), word);
}

/** A filter that looks at nothing but the value gives the same for the same value. */
static bool is_plain(const struct replay_maker *m, const struct comparison *c)
{
    return !c->started.ptr && leads_to(words_of(m, "observation"), c->filter, STR("{value}"));
}

static bool tells_time(const struct replay_maker *m, const struct comparison *c)
{
    return c->started.ptr || str_find(c->filter, STR("now")) >= 0 || is_runs(m, c->observation);
}

static void copy_answer(struct replay_maker *m, struct filter_answer *answer)
{
    inq_str *results = arena_must(m->arena, answer->n + 1, sizeof *results);
    for (size_t i = 0; i < answer->n; i++)
        results[i] = str_copy(m->arena, answer->results[i]);
    answer->results = results;
    answer->wrong = str_copy(m->arena, answer->wrong);
}

static struct filter_answer ask_once(struct replay_maker *m, inq_str filter, inq_str doc)
{
    const inq_str key = str_format(&m->passing, "%.*s\n%.*s", STR_ARG(filter), STR_ARG(doc));
    const uint32_t id = intern_put(&m->known, key);
    for (; id != INTERN_FAILED && m->n_answers <= id; m->n_answers++)
        if (!ARENA_GROW(m->arena, m->answers, m->answer_cap, m->n_answers))
            longjmp(*m->arena->unwind, 1);
        else
            m->answers[m->n_answers] = (struct filter_answer){0};
    if (id == INTERN_FAILED)
        longjmp(*m->arena->unwind, 1);
    struct filter_answer *answer = &m->answers[id];
    if (!answer->results) {
        *answer = filter_ask(&m->filters, filter, STR("null"), doc);
        copy_answer(m, answer);
    }
    return *answer;
}

/** What is to be timed, as START and END in two lines. */
static inq_str timing(struct replay_maker *m, const struct comparison *c)
{
    return str_format(&m->passing,
                      "(%.*s\n) | [(%.*s\n), (%.*s\n)] | map(tostring) | join(\"\\n\")",
                      STR_ARG(c->filter), STR_ARG(c->started),
                      STR_ARG(c->completed.len ? c->completed : STR("null")));
}

static int64_t instant(inq_str text)
{
    uint64_t seconds;
    inq_str rest;
    const int64_t t = clock_parse(text);
    if (t != CLOCK_NONE)
        return t;
    return str_u64(str_cut(text, '.', &rest), &seconds) && seconds < INT64_MAX ? (int64_t)seconds
                                                                               : CLOCK_NONE;
}

/** The seconds that a result of timing() means; what has no end lasts until now. */
static inq_str duration_of(struct replay_maker *m, inq_str result, int64_t now)
{
    inq_str end;
    const int64_t from = instant(str_cut(result, '\n', &end));
    const int64_t to = !end.len || str_eq(end, STR("null")) ? now : instant(end);
    if (from == CLOCK_NONE || to == CLOCK_NONE)
        return STR_NONE;
    return str_format(&m->passing, "%lld", (long long)(to - from));
}

/** What `alert` is to be told of one of its filters. */
static void tell(const struct alert *alert, const struct comparison *c, unsigned code, inq_str text)
{
    diag_add(alert->diags, code, c->at->line, c->at->column, "%.*s: %.*s", STR_ARG(alert->name),
             STR_ARG(text));
}

/** Mark what a comparison gave; true for the first time. */
static bool note(struct watching *w, const struct comparison *c, enum gave what)
{
    uint8_t *gave = &w->gave[c - w->monitor->comparisons];
    const bool first = !(*gave & what);
    *gave |= (uint8_t)what;
    return first;
}

static struct filter_answer ask(struct watching *w, const struct comparison *c,
                                const struct observed *o, int64_t now)
{
    struct replay_maker *m = w->maker;
    if (is_plain(m, c))
        return ask_once(m, c->filter, document(m, c->observation, o, STR_NONE));
    const inq_str doc = document(m, c->observation, o, clock_text(&m->passing, now));
    const inq_str seconds =
        now == CLOCK_NONE ? STR("null") : str_format(&m->passing, "%lld", (long long)now);
    return filter_ask(&m->filters, c->started.ptr ? timing(m, c) : c->filter, seconds, doc);
}

/** jq quotes values in what it says, and a filter can make anything of them: what is told is what
 *  it says of the same without secrets. */
static inq_str fault_without_secrets(const struct filter_answer *first,
                                     const struct filter_answer *again)
{
    if (first->broken || again->wrong.ptr)
        return first->broken ? first->wrong : again->wrong;
    return STR("only on a value that is hidden");
}

static void tell_fault(struct watching *w, const struct comparison *c, const struct scene *at,
                       const struct filter_answer *answer)
{
    struct replay_maker *m = w->maker;
    struct filter_answer again = {0};
    m->shown = &m->history->redactor;
    const struct observed o = observe(m, at, c->observation);
    if (!answer->broken)
        again = ask(w, c, &o, time_at(m, at->moment));
    m->shown = &m->plain;
    tell(w->monitor, c, 803, fault_without_secrets(answer, &again));
}

static void remember_value(struct watching *w, const struct observed *o)
{
    const uint32_t value = o->text.ptr ? o->place.value : 0;
    for (size_t i = 0; i < w->n_seen; i++)
        if (w->seen[i] == value)
            return;
    if (value && w->n_seen == VALUES_SHOWN)
        w->more_seen = true;
    else if (value)
        w->seen[w->n_seen++] = value;
}

static bool passes(struct watching *w, const struct comparison *c, const struct scene *at)
{
    struct replay_maker *m = w->maker;
    const int64_t now = time_at(m, at->moment);
    const struct observed o = observe(m, at, c->observation);
    if (c == w->monitor->comparisons)
        remember_value(w, &o);
    if (!o.there)
        return false;
    const struct filter_answer answer = ask(w, c, &o, now);
    note(w, c, ASKED | (answer.n ? GAVE_ONE : 0));
    if (answer.n > 1 && note(w, c, GAVE_MANY))
        tell(w->monitor, c, 805, STR("each is compared"));
    if (answer.wrong.ptr && note(w, c, GAVE_FAULT))
        tell_fault(w, c, at, &answer);
    if (answer.broken)
        w->broken = str_copy(m->arena, answer.wrong);
    for (size_t i = 0; i < answer.n; i++) {
        const inq_str value =
            c->started.ptr ? duration_of(m, answer.results[i], now) : answer.results[i];
        if (value.ptr && alert_compare(c->comparator, value, c->value))
            return true;
    }
    return false;
}

/** All comparisons must hold. */
static bool holds(struct watching *w, const struct scene *at)
{
    const struct alert *x = w->monitor;
    bool all = true;
    for (size_t i = 0; i < x->n_comparisons && all && !w->broken.ptr; i++)
        all = passes(w, &x->comparisons[i], at);
    arena_rollback(&w->maker->passing, (struct arena_mark){0});
    return all && !w->broken.ptr;
}

/* ---- alarms ------------------------------------------------------------------------------- */

static void end_alarm(struct watching *w, struct alarm *e, uint32_t until)
{
    struct replay_maker *m = w->maker;
    const int64_t from = time_at(m, e->since), to = time_at(m, until);
    e->until = until;
    e->fired =
        from == CLOCK_NONE ? CLOCK_NONE : cron_next(&e->monitor->schedule, &e->monitor->zone, from);
    if (to != CLOCK_NONE && e->fired != CLOCK_NONE && e->fired >= to) {
        miss(m, e);
        return;
    }
    if (!ARENA_GROW(m->arena, m->alarms, m->alarm_cap, m->n_alarms))
        longjmp(*m->arena->unwind, 1);
    m->alarms[m->n_alarms++] = *e;
}

/** The last moment before which a stay is the last that is known. */
static uint32_t end_of(const struct replay_maker *m, const struct stay *s)
{
    return s->next ? s->next->first : (uint32_t)series_of(m)->moments->n;
}

static void watch(struct watching *w, const struct history *h)
{
    struct alarm e = {.monitor = w->monitor, .history = h};
    bool open = false, timed = false;
    for (size_t i = 0; i < w->monitor->n_comparisons; i++)
        timed |= tells_time(w->maker, &w->monitor->comparisons[i]);
    e.resource = history_id(series_of(w->maker), h, w->maker->arena);
    for (const struct stay *s = h->stays; s && !w->broken.ptr; s = s->next) {
        const uint32_t end = timed ? end_of(w->maker, s) : s->first + 1;
        for (uint32_t k = s->first; k < end; k++) {
            const bool now = holds(w, &(struct scene){h, s, k});
            if (now && !open) {
                e.stay = s;
                e.since = k;
                w->n_true++;
            } else if (!now && open) {
                end_alarm(w, &e, k);
            }
            open = now;
        }
    }
    if (open && !w->broken.ptr)
        end_alarm(w, &e, FOREVER);
}

/** Does one part of an id fit? What a dump does not say may be anything. */
static bool fits(inq_str pattern, inq_str text, struct arena *a)
{
    return (!text.len && pattern.len) || str_glob(str_copy(a, pattern).ptr, text);
}

static bool has_parts(struct replay_maker *m, inq_str pattern, const struct history *h)
{
    const struct series *s = series_of(m);
    const uint32_t parts[] = {h->type, h->version, h->name, h->workspace};
    inq_str rest = pattern;
    bool all = true;
    for (size_t i = 0; i < 4 && all; i++) {
        const inq_str part = rest.ptr ? str_cut(rest, ':', &rest) : STR_NONE;
        const inq_str text = series_text(s, parts[i]);
        all = part.ptr ? fits(part, text, &m->passing) : !text.len;
    }
    return all && !rest.ptr;
}

static size_t colons_in(inq_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == ':';
    return n;
}

/** A name may hold colons, so an id with as many of them is compared as a whole, too. */
static bool is_about(struct replay_maker *m, inq_str pattern, const struct history *h)
{
    const inq_str id = history_id(series_of(m), h, &m->passing);
    const bool about =
        (colons_in(id) == colons_in(pattern) && str_glob(str_copy(&m->passing, pattern).ptr, id)) ||
        has_parts(m, pattern, h);
    arena_rollback(&m->passing, (struct arena_mark){0});
    return about;
}

/** An id that goes on where that of the Monitor ends lacks nothing but its workspace there. */
static void look_near(struct watching *w, const struct history *h)
{
    const inq_str id = history_id(series_of(w->maker), h, w->maker->arena);
    const inq_str wanted = w->monitor->resource;
    if (str_starts(id, wanted) && id.ptr[wanted.len] == ':')
        w->nearest = (struct nearest){.word = wanted, .found = id};
    else
        nearest_try(&w->nearest, id);
}

static inq_str values_seen(const struct watching *w)
{
    struct buf out = buf_new(w->maker->arena);
    for (size_t i = 0; i < w->n_seen; i++) {
        buf_put(&out, i ? STR(", ") : STR(""));
        buf_put(&out, series_text(series_of(w->maker), w->seen[i]));
    }
    if (w->more_seen)
        buf_put(&out, STR(", ..."));
    return buf_str(&out);
}

static void explain_silence(struct watching *w)
{
    struct replay_maker *m = w->maker;
    const struct alert *x = w->monitor;
    if (w->broken.ptr) {
        be_silent(m, x, str_format(m->arena, "its filter: %.*s", STR_ARG(w->broken)));
    } else if (!w->n_matched) {
        be_silent(m, x,
                  str_format(m->arena, "the dumps show no resource %.*s" NEAREST_FORMAT,
                             STR_ARG(x->resource), NEAREST_ARG(w->nearest)));
    } else if (!w->n_true) {
        const inq_str seen = values_seen(w), observation = x->comparisons[0].observation;
        be_silent(m, x,
                  seen.len
                      ? str_format(m->arena, "its condition was never true; %.*s was %.*s",
                                   STR_ARG(observation), STR_ARG(seen))
                      : str_format(m->arena, "its condition was never true; the dumps show no %.*s",
                                   STR_ARG(observation)));
    }
}

static void tell_void(const struct watching *w)
{
    for (size_t i = 0; i < w->monitor->n_comparisons; i++)
        if (w->gave[i] == ASKED)
            diag_add(w->monitor->diags, 804, w->monitor->comparisons[i].at->line,
                     w->monitor->comparisons[i].at->column, "%.*s", STR_ARG(w->monitor->name));
}

static void run_monitor(struct replay_maker *m, const struct alert *monitor)
{
    const struct series *s = series_of(m);
    struct watching w = {.maker = m, .monitor = monitor, .nearest = {.word = monitor->resource}};
    if (monitor->why_not.ptr) {
        be_silent(m, monitor, monitor->why_not);
        return;
    }
    w.gave = arena_must(m->arena, monitor->n_comparisons + 1, 1);
    for (size_t i = 0; i < s->n && !w.broken.ptr; i++)
        if (is_about(m, monitor->resource, &s->items[i])) {
            w.n_matched++;
            watch(&w, &s->items[i]);
        }
    for (size_t i = 0; i < s->n && !w.n_matched; i++)
        look_near(&w, &s->items[i]);
    explain_silence(&w);
    tell_void(&w);
}

/* ---- incidents ---------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
    const struct alarm *x = a, *y = b;
    if (x->fired != y->fired)
        return x->fired < y->fired ? -1 : 1;
    const int names = str_cmp(x->monitor->name, y->monitor->name);
    if (names)
        return names;
    const int resources = str_cmp(x->resource, y->resource);
    if (resources || x->since == y->since)
        return resources ? resources : str_cmp(x->monitor->input, y->monitor->input);
    return x->since < y->since ? -1 : 1;
}

static inq_str monitor_id(struct replay_maker *m, const struct alert *x)
{
    const inq_str id = str_format(m->arena, "%.*s%s%.*s", STR_ARG(x->name),
                                  x->workspace.len ? "_" : "", STR_ARG(x->workspace));
    for (size_t i = 0; i < x->name.len; i++)
        if (id.ptr[i] == '-')
            ((char *)(uintptr_t)id.ptr)[i] = '_';
    return id;
}

static inq_str text_at(const struct replay_maker *m, const struct alert *x, const char *what)
{
    return tree_text(alert_find(x->doc, tree_get(words_of(m, "monitor"), what)));
}

static inq_str incident_json(struct replay_maker *m, const struct alarm *e, size_t number,
                             struct arena *a, struct redactor *redactor)
{
    const struct alert *x = e->monitor;
    const inq_str zone = text_at(m, x, "timezone");
    const struct payload_word words[] = {
        {.word = "id", .text = str_format(a, "inquest-%zu", number)},
        {.word = "fired", .text = clock_text(m->arena, e->fired)},
        {.word = "incident", .tree = x->incident},
        {.word = "resource", .text = e->resource},
        {.word = "monitor-id", .text = monitor_id(m, x)},
        {.word = "name", .text = x->name},
        {.word = "description", .text = tree_text(tree_get(x->doc, "description"))},
        {.word = "schedule", .text = text_at(m, x, "schedule")},
        {.word = "timezone", .text = zone.len ? zone : STR("UTC")},
        {.word = "kind", .text = text_at(m, x, "kind")},
        {.word = "report", .tree = alert_find(x->doc, tree_get(words_of(m, "monitor"), "whole"))},
    };
    const struct payload p = {redactor, words, sizeof words / sizeof *words};
    struct buf out = buf_new(a);
    payload_put(&p, &out, words_of(m, "incident"));
    return buf_str(&out);
}

static void add_evidence(struct replay_maker *m, const struct alarm *e, inq_incident *into)
{
    const struct alert *x = e->monitor;
    const inq_evidence **all = arena_must(m->arena, x->n_comparisons + 1, sizeof *all);
    for (size_t i = 0; i < x->n_comparisons; i++) {
        const struct scene at = {e->history, e->stay, e->since};
        const struct observed o = observe(m, &at, x->comparisons[i].observation);
        if (o.place.line)
            all[into->n_evidence++] = history_evidence(m->history, &o.place);
    }
    arena_rollback(&m->passing, (struct arena_mark){0});
    into->evidence = all;
}

/* ---- Pagers ------------------------------------------------------------------------------- */

/** A filter that looks at nothing but what the manifest says gives the same for all incidents of a
 *  Monitor. */
static bool is_settled(const struct replay_maker *m, inq_str filter)
{
    return leads_to(words_of(m, "incident"), filter, STR("{incident}"));
}

/** The incident that Pagers see: made when a filter wants more than the first one of its Monitor
 *  has. */
static inq_str shown_to_pagers(struct replay_maker *m, const struct alarm *e, bool settled)
{
    inq_str *first = &m->firsts[e->monitor - m->alerts->monitors];
    if (settled && !first->ptr)
        *first = incident_json(m, e, 0, m->arena, &m->plain);
    return settled ? *first : incident_json(m, e, e->number, &m->passing, &m->plain);
}

static void tell_pager_fault(struct replay_maker *m, const struct alert *pager,
                             const struct comparison *c, const struct alarm *e,
                             const struct filter_answer *answer)
{
    bool *told = &m->told[pager - m->alerts->pagers];
    struct filter_answer again = {0};
    if (*told)
        return;
    *told = true;
    if (!answer->broken)
        again = filter_ask(&m->filters, c->filter, STR("null"),
                           incident_json(m, e, e->number, &m->passing, &m->history->redactor));
    tell(pager, c, 803, fault_without_secrets(answer, &again));
}

static bool sends(struct replay_maker *m, const struct alert *pager, const struct alarm *e)
{
    bool all = !pager->why_not.ptr;
    for (size_t i = 0; i < pager->n_comparisons && all; i++) {
        const struct comparison *c = &pager->comparisons[i];
        const bool settled = is_settled(m, c->filter);
        const inq_str incident = shown_to_pagers(m, e, settled);
        const struct filter_answer answer =
            settled ? ask_once(m, c->filter, incident)
                    : filter_ask(&m->filters, c->filter, STR("null"), incident);
        all = false;
        for (size_t k = 0; k < answer.n; k++)
            all |= alert_compare(c->comparator, answer.results[k], c->value);
        if (answer.wrong.ptr)
            tell_pager_fault(m, pager, c, e, &answer);
    }
    arena_rollback(&m->passing, (struct arena_mark){0});
    return all;
}

/** The kind of body that some output of the Pager makes up itself; absent if none does. */
static inq_str body_of(const struct replay_maker *m, const struct alert *pager)
{
    const struct tree *words = words_of(m, "pager");
    for (const struct tree *o = pager->outputs->first; o; o = o->next) {
        const struct tree *body = alert_find(o, tree_get(words, "body"));
        const inq_str kind = tree_text(alert_find(o, tree_get(words, "body-kind")));
        if (body)
            return kind.len ? kind : tree_text(tree_get(words, "bodies"));
    }
    return STR_NONE;
}

/** Where an output sends to: one address, or several with commas between. */
static inq_str target_of(struct replay_maker *m, const struct tree *output)
{
    const struct tree *found = alert_find(output, tree_get(words_of(m, "pager"), "targets"));
    struct buf out = buf_new(m->arena);
    for (const struct tree *t = NULL; (t = tree_each(found, t));) {
        buf_put(&out, out.len ? STR(", ") : STR(""));
        buf_put(&out, tree_text(t));
    }
    if (out.failed)
        longjmp(*m->arena->unwind, 1);
    return out.len ? redact_member(&m->history->redactor, found->key, buf_str(&out)) : STR_NONE;
}

static const inq_page *make_page(struct replay_maker *m, const struct alert *pager)
{
    size_t n = 0;
    for (const struct tree *o = pager->outputs->first; o; o = o->next)
        n++;
    inq_str *outputs = arena_must(m->arena, n + 1, sizeof *outputs);
    inq_str *targets = arena_must(m->arena, n + 1, sizeof *targets);
    n = 0;
    for (const struct tree *o = pager->outputs->first; o; o = o->next) {
        targets[n] = target_of(m, o);
        outputs[n++] = redact(&m->history->redactor, o->key);
    }
    inq_page *page = arena_must(m->arena, 1, sizeof *page);
    *page = (inq_page){.size = sizeof *page,
                       .pager = redact(&m->history->redactor, pager->name),
                       .outputs = outputs,
                       .n_outputs = n,
                       .targets = targets,
                       .body = redact(&m->history->redactor, body_of(m, pager))};
    return page;
}

static void add_pages(struct replay_maker *m, const struct alarm *e, inq_incident *into)
{
    const inq_page **all = arena_must(m->arena, m->alerts->n_pagers + 1, sizeof *all);
    for (size_t i = 0; i < m->alerts->n_pagers; i++)
        if (sends(m, &m->alerts->pagers[i], e))
            all[into->n_pages++] = make_page(m, &m->alerts->pagers[i]);
    into->pages = all;
}

static void make_incident(struct replay_maker *m, struct alarm *e)
{
    inq_incident *x = arena_must(m->arena, 1, sizeof *x);
    const int64_t since = time_at(m, e->since);
    *x = (inq_incident){.size = sizeof *x,
                        .monitor = redact(&m->history->redactor, e->monitor->name),
                        .resource = e->resource,
                        .true_since = clock_text(m->arena, since),
                        .fired_at = clock_text(m->arena, e->fired),
                        .until = clock_text(m->arena, time_at(m, e->until)),
                        .delay = e->fired == CLOCK_NONE ? 0 : (uint64_t)(e->fired - since),
                        .json = incident_json(m, e, e->number, m->arena, &m->history->redactor)};
    add_evidence(m, e, x);
    add_pages(m, e, x);
    e->incident = x;
}

/** How far every incident is from the first that somebody is told of. */
static void set_distances(struct replay_maker *m)
{
    int64_t first = CLOCK_NONE;
    for (size_t i = m->n_alarms; i-- > 0;)
        if (m->alarms[i].incident->n_pages && m->alarms[i].fired != CLOCK_NONE)
            first = m->alarms[i].fired;
    for (size_t i = 0; i < m->n_alarms && first != CLOCK_NONE; i++) {
        const struct alarm *e = &m->alarms[i];
        if (e->fired == CLOCK_NONE)
            continue;
        e->incident->late = e->fired > first ? (uint64_t)(e->fired - first) : 0;
        e->incident->ahead = e->fired < first ? (uint64_t)(first - e->fired) : 0;
    }
}

static void list_incidents(struct replay_maker *m, inq_replay *into)
{
    const inq_incident **all = arena_must(m->arena, m->n_alarms + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < m->n_alarms; i++)
        if (history_shows(series_of(m), m->alarms[i].history))
            m->alarms[n++] = m->alarms[i];
    m->n_alarms = n;
    if (n)
        qsort(m->alarms, n, sizeof *m->alarms, by_time);
    for (size_t i = 0; i < n; i++) {
        m->alarms[i].number = i + 1;
        make_incident(m, &m->alarms[i]);
        all[i] = m->alarms[i].incident;
    }
    set_distances(m);
    into->incidents = all;
    into->n_incidents = n;
}

/* ---- what nobody would have been told of -------------------------------------------------- */

static const struct stay *first_break(const struct history *h)
{
    const struct stay *s = h->stays;
    while (s && !(s->broken && !s->excused))
        s = s->next;
    return s;
}

/** Did a Monitor fire for the resource, or for what it was a symptom of? */
static bool is_covered(const struct replay_maker *m, const struct history *h, inq_str id,
                       const struct intern *fired)
{
    bool covered = intern_find(fired, id) != INTERN_FAILED;
    for (const struct stay *s = h->stays; s && !covered; s = s->next)
        covered =
            s->root && intern_find(fired, series_text(series_of(m), s->root)) != INTERN_FAILED;
    return covered;
}

static int by_resource(const void *a, const void *b)
{
    const inq_uncovered *const *x = a, *const *y = b;
    return str_cmp((*x)->resource, (*y)->resource);
}

static void list_uncovered(struct replay_maker *m, inq_replay *into)
{
    const struct series *s = series_of(m);
    const inq_uncovered **all = arena_must(m->arena, s->n + 1, sizeof *all);
    struct intern fired;
    intern_init(&fired, m->arena);
    for (size_t i = 0; i < m->n_alarms; i++)
        if (intern_put(&fired, m->alarms[i].resource) == INTERN_FAILED)
            longjmp(*m->arena->unwind, 1);
    for (size_t i = 0; i < s->n; i++) {
        const struct history *h = &s->items[i];
        const struct stay *broke = history_shows(s, h) ? first_break(h) : NULL;
        const inq_str id = broke ? history_id(s, h, m->arena) : STR_NONE;
        if (!broke || is_covered(m, h, id, &fired))
            continue;
        inq_uncovered *x = arena_must(m->arena, 1, sizeof *x);
        *x = (inq_uncovered){.size = sizeof *x,
                             .health = INQ_HEALTHY,
                             .resource = id,
                             .since = clock_text(m->arena, time_at(m, broke->first))};
        for (const struct stay *t = broke; t; t = t->next)
            if (t->broken && t->health > (uint8_t)x->health)
                x->health = (inq_health)t->health;
        all[into->n_uncovered++] = x;
    }
    qsort(all, into->n_uncovered, sizeof *all, by_resource);
    into->uncovered = all;
}

/* ---- findings ----------------------------------------------------------------------------- */

static void add_finding(struct replay_maker *m, const inq_finding *f)
{
    if (!ARENA_GROW(m->arena, m->findings, m->finding_cap, m->n_findings))
        longjmp(*m->arena->unwind, 1);
    m->findings[m->n_findings++] = f;
}

static inq_str alert_word(const void *self, inq_str word)
{
    const struct alert *x = self;
    return str_eq(word, STR("name")) ? x->name : STR_NONE;
}

/** Where the incident of a Monitor stands, or else its manifest. */
static const inq_evidence *const *place_of(struct replay_maker *m, const struct alert *x)
{
    const struct tree *at = x->incident ? x->incident : x->doc;
    const struct tree *name = tree_get(at, "name");
    inq_evidence *e = arena_must(m->arena, 1, sizeof *e);
    const inq_evidence **list = arena_must(m->arena, 1, sizeof *list);
    *e = (inq_evidence){.size = sizeof *e,
                        .line = (name ? name : at)->line,
                        .column = (name ? name : at)->column,
                        .supports = INQ_FOR_CLASS,
                        .input = x->input,
                        .path = STR("name"),
                        .value = redact(&m->history->redactor, tree_text(name))};
    *list = e;
    return list;
}

static void tell_unheard(struct replay_maker *m, const struct alert *x)
{
    const struct series *s = series_of(m);
    const struct rule *rule = rules_find(s->rules, STR("incident-without-pager"));
    const struct template_words words = {alert_word, x, false};
    if (!rule)
        return;
    inq_finding *f = arena_must(m->arena, 1, sizeof *f);
    *f = (inq_finding){
        .size = sizeof *f,
        .severity = rule->severity,
        .confidence = rule->confidence,
        .rule = rule->id,
        .klass = rule->klass,
        .title = redact(&m->history->redactor, template_fill(m->arena, rule->title, &words)),
        .remedy = rule->remedy,
        .source = rule->source,
        .evidence = place_of(m, x),
        .n_evidence = 1};
    add_finding(m, f);
}

/** Would somebody be told of an incident of this Monitor, if it raised one? */
static void doubt_pagers(struct replay_maker *m, const struct alert *x)
{
    const struct alarm would_be = {.monitor = x, .resource = x->resource, .fired = CLOCK_NONE};
    for (size_t i = 0; i < m->alerts->n_pagers; i++)
        if (sends(m, &m->alerts->pagers[i], &would_be))
            return;
    tell_unheard(m, x);
}

static int by_place(const void *a, const void *b)
{
    const inq_finding *const *x = a, *const *y = b;
    const inq_evidence *e = (*x)->n_evidence ? (*x)->evidence[0] : NULL;
    const inq_evidence *f = (*y)->n_evidence ? (*y)->evidence[0] : NULL;
    if ((*x)->severity != (*y)->severity)
        return (*x)->severity > (*y)->severity ? -1 : 1;
    const int inputs = str_cmp(e ? e->input : STR_NONE, f ? f->input : STR_NONE);
    if (inputs || !e || !f || e->line == f->line)
        return inputs ? inputs : str_cmp((*x)->rule, (*y)->rule);
    return e->line < f->line ? -1 : 1;
}

void replay_findings(struct replay_maker *m, const inq_report *manifests, inq_replay *into)
{
    for (size_t i = 0; i < manifests->n_findings; i++)
        if (!manifests->findings[i]->resource.ptr)
            add_finding(m, manifests->findings[i]);
    if (m->n_findings)
        qsort(m->findings, m->n_findings, sizeof *m->findings, by_place);
    into->findings = m->findings;
    into->n_findings = m->n_findings;
}

/* ---- the whole ---------------------------------------------------------------------------- */

static int by_monitor(const void *a, const void *b)
{
    const inq_silence *const *x = a, *const *y = b;
    const int names = str_cmp((*x)->monitor, (*y)->monitor);
    if (names)
        return names;
    const int inputs = str_cmp((*x)->input, (*y)->input);
    if (inputs || (*x)->line != (*y)->line)
        return inputs ? inputs : (*x)->line < (*y)->line ? -1 : 1;
    return str_cmp((*x)->why, (*y)->why);
}

void replay_make(struct replay_maker *m, struct history_maker *history, const struct alerts *alerts,
                 inq_replay *into)
{
    const struct series *s = history->series;
    *m = (struct replay_maker){.history = history, .alerts = alerts, .arena = history->arena};
    arena_init(&m->passing, m->arena->budget);
    m->passing.unwind = m->arena->unwind;
    filters_init(&m->filters, &m->passing, m->arena);
    intern_init(&m->known, m->arena);
    m->firsts = arena_must(m->arena, alerts->n_monitors + 1, sizeof *m->firsts);
    m->told = arena_must(m->arena, alerts->n_pagers + 1, sizeof *m->told);
    redactor_init(&m->plain, s->kinds, &m->passing, s->regex, true);
    m->shown = &m->plain;
    sort_runs(m);
    for (size_t i = 0; i < alerts->n_monitors; i++)
        run_monitor(m, &alerts->monitors[i]);
    list_uncovered(m, into);
    list_incidents(m, into);
    for (size_t i = 0; i < alerts->n_monitors && alerts->n_pagers; i++)
        doubt_pagers(m, &alerts->monitors[i]);
    if (m->n_silent)
        qsort(m->silent, m->n_silent, sizeof *m->silent, by_monitor);
    into->silent = m->silent;
    into->n_silent = m->n_silent;
    into->n_monitors = alerts->n_monitors;
    into->n_pagers = alerts->n_pagers;
    history_moments(history, &into->moments, &into->n_moments);
    filters_end(&m->filters);
    arena_free(&m->passing);
}
