/* SPDX-License-Identifier: MIT */
/* Only what is not healthy is made in full and kept; healthy resources are made one at a time
 * when an output asks for them, so a report of a million costs what its broken ones cost. */
#include "report.h"

#include "clock.h"
#include "str.h"

#include <endian.h>
#include <stdlib.h>

/* ---- filters ------------------------------------------------------------------------------ */

static bool any_glob(const char *const *globs, size_t n, inq_str text)
{
    for (size_t i = 0; i < n; i++)
        if (str_glob(globs[i], text))
            return true;
    return n == 0;
}

bool report_shows(const struct settings *s, inq_str type, inq_str workspace, inq_str name)
{
    return any_glob(s->types, s->n_types, type) &&
           any_glob(s->workspaces, s->n_workspaces, workspace) &&
           any_glob(s->names, s->n_names, name);
}

static bool in_time(const struct estate *e, const struct resource *r)
{
    const struct settings *s = e->settings;
    const int64_t t = observed_at(e, r->newest);
    return t == CLOCK_NONE ||
           ((s->since == CLOCK_NONE || t >= s->since) && (s->until == CLOCK_NONE || t <= s->until));
}

static bool has_filters(const struct settings *s)
{
    return s->only || s->n_types || s->n_workspaces || s->n_names || s->since != CLOCK_NONE ||
           s->until != CLOCK_NONE;
}

bool report_lists(const struct estate *e, const struct resource *r)
{
    const struct settings *s = e->settings;
    if (!r->states || !has_filters(s))
        return r->states;
    return (!s->only || s->only >> r->health & 1) &&
           report_shows(s, resource_type(e, r), resource_workspace(e, r), resource_name(r)) &&
           in_time(e, r);
}

/* ---- counting ----------------------------------------------------------------------------- */

static void count_one(struct report_maker *m, const struct resource *r)
{
    inq_report *report = &m->report;
    const struct diagnosis *d = r->diagnosis;
    report->n_resources++;
    report->by_health[r->health]++;
    if (!d)
        return;
    report->by_phase[d->phase]++;
    report->n_roots += is_broken(r) && !d->root;
    report->n_tombstones += d->uncounted;
    m->excused[r->health] += !d->uncounted && (d->excused || d->known);
}

static void count_all(struct report_maker *m, const struct estate *e)
{
    for (size_t i = 0; i < e->n; i++)
        if (report_lists(e, &e->items[i]))
            count_one(m, &e->items[i]);
}

bool report_fails(const struct report_maker *m, int fail_on)
{
    const inq_report *report = &m->report;
    uint64_t n = 0;
    for (int h = fail_on; h < INQ_N_HEALTH; h++)
        n += report->by_health[h] - m->excused[h];
    return n > (fail_on <= INQ_DELETED ? report->n_tombstones : 0);
}

/* ---- order -------------------------------------------------------------------------------- */

/** A resource on its way into a list. */
struct named_number {
    uint64_t word; /* what is compared first: so far all are equal before it */
    const char *id;
    uint32_t id_len, number;
};

static struct named_number name_number(struct report_maker *m, uint32_t number)
{
    const struct estate *e = m->freezer.run->estate;
    const struct resource *r = estate_get(e, number);
    const inq_str id = resource_id(e, r, &m->passing);
    return (struct named_number){INQ_N_HEALTH - (uint64_t)r->health, id.ptr, (uint32_t)id.len,
                                 number};
}

/** Eight bytes of an id as a number that orders like them; zeros stand for what is not there. */
static uint64_t word_of(const struct named_number *x, size_t at)
{
    uint64_t word = 0;
    if (at < x->id_len)
        memcpy(&word, x->id + at, x->id_len - at < sizeof word ? x->id_len - at : sizeof word);
    return be64toh(word);
}

static int by_word(const void *a, const void *b)
{
    const struct named_number *x = a, *y = b;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    const int id = str_cmp((inq_str){x->id, x->id_len}, (inq_str){y->id, y->id_len});
    return id ? id : (x->number > y->number) - (x->number < y->number);
}

/** Put what is not above `most` first, each half in the order in which it was, by way of `room`;
 *  returns how many. No jump depends on a word: nobody could foretell it. */
static size_t part(struct named_number *all, size_t n, uint64_t most, struct named_number *room)
{
    size_t first = 0, last = 0;
    for (size_t i = 0; i < n; i++) {
        const bool is_last = all[i].word > most;
        room[last] = all[i];
        all[first] = all[i];
        last += is_last;
        first += !is_last;
    }
    memcpy(all + first, room, last * sizeof *all);
    return first;
}

/** Quicksort by words: ids have much in common at their beginning, which is looked at once. What
 *  stays unlucky for too long, or ends, is left to qsort(). `at` is the place behind the words. */
static void sort_words(struct named_number *all, size_t n, size_t at, unsigned luck,
                       struct named_number *room)
{
    while (n > 12 && luck--) {
        const uint64_t first = all[0].word, mid = all[n / 2].word, last = all[n - 1].word;
        const uint64_t low = first < mid ? first : mid, high = first < mid ? mid : first;
        const uint64_t pivot = last < low ? low : last < high ? last : high;
        const size_t above = part(all, n, pivot, room);
        const size_t below = pivot ? part(all, above, pivot - 1, room) : 0;
        sort_words(all, below, at, luck, room);
        sort_words(all + above, n - above, at, luck, room);
        all += below;
        n = above - below;
        if (at && !(pivot & 0xFF))
            break;
        for (size_t i = 0; i < n; i++)
            all[i].word = word_of(&all[i], at);
        at += sizeof pivot;
    }
    qsort(all, n, sizeof *all, by_word);
}

/** The numbers of a list that lies in `passing`, sorted: the worst first, then by id. What is there
 *  is given back. */
static uint32_t *sort_numbers(struct report_maker *m, struct named_number *all, size_t n)
{
    uint32_t *numbers = arena_must(m->freezer.arena, n + 1, sizeof *numbers);
    sort_words(all, n, 0, 64, arena_must(&m->passing, n + 1, sizeof *all));
    for (size_t i = 0; i < n; i++)
        numbers[i] = all[i].number;
    arena_rollback(&m->passing, (struct arena_mark){0});
    return numbers;
}

/* ---- what is not healthy ------------------------------------------------------------------ */

/** The numbers of all that is shown; returns how many. */
static size_t number_unhealthy(struct report_maker *m)
{
    const struct verdict_run *run = m->freezer.run;
    size_t n = 0;
    struct named_number *all = arena_must(&m->passing, run->n_suspects + 1, sizeof *all);
    for (size_t i = 0; i < run->n_suspects; i++) {
        const struct resource *r = estate_get(run->estate, run->suspects[i]);
        if (r->health != INQ_HEALTHY && report_lists(run->estate, r))
            all[n++] = name_number(m, run->suspects[i]);
    }
    m->numbers = sort_numbers(m, all, n);
    return n;
}

/** Where a first screen tells of a resource. */
enum spot { AS_ROOT, AS_OTHER, N_SPOTS, NOWHERE = N_SPOTS };

static enum spot spot_of(const struct estate *e, const struct resource *r)
{
    const struct diagnosis *d = r->diagnosis;
    if (d->uncounted || d->excused || (d->root && report_lists(e, estate_get(e, d->root))))
        return NOWHERE;
    return d->root || is_broken(r) ? AS_ROOT : AS_OTHER;
}

/** Of the numbers keep those that fit on a first screen, and count the others; returns how many
 *  are left. */
static size_t shorten(struct report_maker *m, size_t n)
{
    const struct estate *e = m->freezer.run->estate;
    size_t told[N_SPOTS] = {0}, kept = 0;
    for (size_t i = 0; i < n; i++) {
        const struct resource *r = estate_get(e, m->numbers[i]);
        const enum spot spot = spot_of(e, r);
        if (spot != NOWHERE && told[spot]++ < m->view.limit) {
            m->numbers[kept++] = m->numbers[i];
            continue;
        }
        m->report.n_unlisted++;
        m->report.n_unlisted_items += spot != NOWHERE;
        m->report.n_unlisted_symptoms += r->diagnosis->root != 0;
    }
    return kept;
}

static void list_unhealthy(struct report_maker *m, bool all_of_them)
{
    struct freezer *f = &m->freezer;
    size_t n = number_unhealthy(m);
    if (!all_of_them)
        n = shorten(m, n);
    const inq_resource **unhealthy = arena_must(f->arena, n + 1, sizeof *unhealthy);
    for (size_t i = 0; i < n; i++)
        unhealthy[i] = freeze_lasting(f, m->numbers[i]);
    for (size_t i = 0; i < f->n_lasting; i++) /* which may become more by this */
        freeze_references(f, f->lasting[i]);
    for (size_t i = 0; i < n; i++)
        freeze_rest(f, m->numbers[i], estate_get(f->run->estate, m->numbers[i])->diagnosis->frozen);
    m->report.unhealthy = unhealthy;
    m->report.n_unhealthy = n;
}

/* ---- the healthy ones, in passing --------------------------------------------------------- */

static void list_healthy(struct report_maker *m)
{
    const struct estate *e = m->freezer.run->estate;
    const size_t n = (size_t)m->report.by_health[INQ_HEALTHY];
    struct named_number *all = arena_must(&m->passing, n + 1, sizeof *all);
    for (size_t i = 0; i < e->n; i++)
        if (e->items[i].health == INQ_HEALTHY && report_lists(e, &e->items[i]))
            all[m->n_healthy++] = name_number(m, (uint32_t)i + 1);
    m->healthy = sort_numbers(m, all, m->n_healthy);
    (void)arena_must(&m->passing, 1, 1); /* so that it keeps a chunk from one to the next */
    m->unused = arena_mark(&m->passing);
}

/** The number of a healthy resource. What those to come lie in is asked for ahead: by id they are
 *  all over the memory. */
static uint32_t healthy_at(const struct report_maker *m, size_t at)
{
    const struct estate *e = m->freezer.run->estate;
    if (at + 8 < m->n_healthy)
        __builtin_prefetch(estate_get(e, m->healthy[at + 8]));
    if (at + 4 < m->n_healthy) {
        const char *seen = (const char *)estate_get(e, m->healthy[at + 4])->newest;
        __builtin_prefetch(seen);
        __builtin_prefetch(seen + 64);
    }
    return m->healthy[at];
}

/** The next resource: all of it, or of a healthy one its head and its state. */
static const inq_resource *pass(struct report_maker *m, size_t *cursor, bool whole)
{
    struct freezer *f = &m->freezer;
    const size_t at = (*cursor)++, n_unhealthy = m->report.n_unhealthy;
    if (at < n_unhealthy)
        return m->report.unhealthy[at];
    if (!m->healthy)
        list_healthy(m);
    if (at - n_unhealthy >= m->n_healthy)
        return NULL;
    const uint32_t number = healthy_at(m, at - n_unhealthy);
    struct arena *lasting = f->arena;
    arena_rollback(&m->passing, m->unused);
    f->arena = &m->passing;
    freeze_head(f, number, &m->current);
    if (whole)
        freeze_rest(f, number, &m->current);
    else
        freeze_state(f, estate_get(f->run->estate, number), &m->current);
    f->arena = lasting;
    return &m->current;
}

static const inq_resource *next_resource(const inq_report *report, size_t *cursor)
{
    return pass(report->host_private, cursor, true);
}

static const inq_resource *next_head(const inq_report *report, size_t *cursor)
{
    return pass(report->host_private, cursor, false);
}

/* ---- findings ----------------------------------------------------------------------------- */

static int by_severity(const void *a, const void *b)
{
    const inq_finding *const *x = a, *const *y = b;
    if ((*x)->severity != (*y)->severity)
        return (*x)->severity > (*y)->severity ? -1 : 1;
    const int resource = str_cmp((*x)->resource, (*y)->resource);
    if (resource)
        return resource;
    const int rule = str_cmp((*x)->rule, (*y)->rule);
    return rule ? rule : str_cmp((*x)->title, (*y)->title);
}

static size_t count_findings(const struct report_maker *m)
{
    const struct verdict_run *run = m->freezer.run;
    size_t n = run->n_about_inputs;
    for (size_t i = 0; i < run->n_suspects; i++)
        for (const struct finding *f =
                 estate_get(run->estate, run->suspects[i])->diagnosis->findings;
             f; f = f->next)
            n++;
    return n;
}

static void list_findings(struct report_maker *m, bool all_of_them)
{
    struct freezer *f = &m->freezer;
    const struct verdict_run *run = f->run;
    const struct estate *e = run->estate;
    const inq_finding **all = arena_must(f->arena, count_findings(m) + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < run->n_about_inputs; i++)
        all[n++] = freeze_finding(f, run->about_inputs[i], STR_NONE);
    for (size_t i = 0; i < run->n_suspects && all_of_them; i++) {
        const struct resource *r = estate_get(e, run->suspects[i]);
        const inq_resource *frozen = r->diagnosis->frozen;
        if (!report_lists(e, r))
            continue;
        for (size_t k = 0; frozen && k < frozen->n_findings; k++)
            all[n++] = frozen->findings[k];
        const bool listed = frozen && frozen->n_findings;
        for (const struct finding *x = listed ? NULL : r->diagnosis->findings; x; x = x->next)
            all[n++] = freeze_finding(f, x, resource_id(e, r, f->arena));
    }
    qsort(all, n, sizeof *all, by_severity);
    m->report.findings = all;
    m->report.n_findings = n;
}

/* ---- what is suppressed ------------------------------------------------------------------- */

struct suppressed_list {
    struct report_maker *maker;
    const inq_suppressed **items;
    size_t n, cap;
};

static void take_suppressed(struct suppressed_list *l, inq_str id, const struct suppression *by)
{
    struct freezer *f = &l->maker->freezer;
    const inq_str reason = redact(&f->redactor, by->reason);
    for (size_t i = l->n; i-- > 0 && str_eq(l->items[i]->resource, id);)
        if (l->items[i]->rule.ptr == by->rule.ptr)
            return;
    if (!ARENA_GROW(f->arena, l->items, l->cap, l->n))
        longjmp(*f->arena->unwind, 1);
    inq_suppressed *x = arena_must(f->arena, 1, sizeof *x);
    *x = (inq_suppressed){.size = sizeof *x,
                          .resource = id,
                          .rule = by->rule,
                          .reason = reason,
                          .owner = by->owner,
                          .expires = by->until};
    l->items[l->n++] = x;
}

static int by_resource(const void *a, const void *b)
{
    const inq_suppressed *const *x = a, *const *y = b;
    const int resource = str_cmp((*x)->resource, (*y)->resource);
    if (resource)
        return resource;
    const int rule = str_cmp((*x)->rule, (*y)->rule);
    return rule ? rule : str_cmp((*x)->reason, (*y)->reason);
}

static void list_suppressed(struct report_maker *m)
{
    const struct verdict_run *run = m->freezer.run;
    const struct estate *e = run->estate;
    struct suppressed_list l = {.maker = m};
    l.items = arena_must(e->arena, l.cap = 8, sizeof *l.items);
    for (size_t i = 0; i < run->n_suspects; i++) {
        const struct resource *r = estate_get(e, run->suspects[i]);
        const struct diagnosis *d = r->diagnosis;
        const inq_str id = report_lists(e, r) ? resource_id(e, r, e->arena) : STR_NONE;
        for (const struct finding *f = id.ptr ? d->findings : NULL; f; f = f->next)
            if (f->suppressed)
                take_suppressed(&l, id, f->suppressed);
        if (id.ptr && d->accepted)
            take_suppressed(&l, id, d->accepted);
    }
    qsort(l.items, l.n, sizeof *l.items, by_resource);
    m->report.suppressed = l.items;
    m->report.n_suppressed = l.n;
}

/* ---- what the baseline knows -------------------------------------------------------------- */

static void list_compared(struct report_maker *m)
{
    const struct estate *e = m->freezer.run->estate;
    const size_t n = m->report.n_unhealthy;
    inq_baseline *b = arena_must(e->arena, 1, sizeof *b);
    inq_str *known = arena_must(e->arena, n + 1, sizeof *known);
    inq_str *fresh = arena_must(e->arena, n + 1, sizeof *fresh);
    *b = (inq_baseline){.size = sizeof *b, .as_of = m->baseline->as_of};
    for (size_t i = 0; i < n; i++) {
        const struct diagnosis *d = estate_get(e, m->numbers[i])->diagnosis;
        if (d->excused || d->uncounted)
            continue;
        if (d->known)
            known[b->n_known++] = m->report.unhealthy[i]->id;
        else
            fresh[b->n_fresh++] = m->report.unhealthy[i]->id;
    }
    for (size_t i = 0; i < m->report.n_findings; i++) {
        const inq_finding *f = m->report.findings[i];
        b->n_remarks += !f->resource.ptr && baseline_has_remark(m->baseline, f->rule, f->title);
    }
    b->known = known;
    b->fresh = fresh;
    m->report.baseline = b;
}

/* ---- inputs and diagnostics --------------------------------------------------------------- */

static void list_inputs(struct report_maker *m)
{
    struct freezer *f = &m->freezer;
    const struct estate *e = f->run->estate;
    const inq_input_info **all = arena_must(f->arena, e->n_parts + 1, sizeof *all);
    for (size_t i = 0; i < e->n_parts; i++) {
        const struct part *p = e->parts[i];
        inq_input_info *info = arena_must(f->arena, 1, sizeof *info);
        *info = (inq_input_info){.size = sizeof *info,
                                 .path = p->path,
                                 .format = p->format,
                                 .captured_by = str_of(p->captured_by),
                                 .observations = p->n_observations,
                                 .resources = p->n_resources};
        info->captured_at = clock_text(f->arena, p->captured);
        all[i] = info;
    }
    m->report.inputs = all;
    m->report.n_inputs = e->n_parts;
}

static int by_place(const void *a, const void *b)
{
    const inq_diag *const *x = a, *const *y = b;
    const int input = str_cmp((*x)->input, (*y)->input);
    if (input)
        return input;
    if ((*x)->line != (*y)->line)
        return (*x)->line < (*y)->line ? -1 : 1;
    if ((*x)->column != (*y)->column)
        return (*x)->column < (*y)->column ? -1 : 1;
    const int code = str_cmp((*x)->code, (*y)->code);
    return code ? code : str_cmp((*x)->message, (*y)->message);
}

static const inq_diag *freeze_diag(struct diag_list *l, inq_str input, const struct diag *d)
{
    const struct diag_code *code = diag_code(d->code);
    inq_diag *x = arena_must(l->arena, 1, sizeof *x);
    *x = (inq_diag){.size = sizeof *x,
                    .level = code ? code->level : INQ_WARNING,
                    .line = d->line,
                    .column = d->column,
                    .code = str_format(l->arena, "INQ%04u", d->code),
                    .input = input,
                    .message = str_format(l->arena, "%s: %.*s", code ? code->about : "",
                                          STR_ARG(redact(l->redactor, d->message))),
                    .hint = str_of(code ? code->hint : NULL)};
    return x;
}

static void take_diags(struct diag_list *l, inq_str input, const struct diags *from)
{
    for (size_t i = 0; i <= from->n; i++) {
        struct diag rest = {.code = 306};
        if (i == from->n && !from->dropped)
            break;
        if (i == from->n)
            rest.message = str_format(l->arena, "%zu more", from->dropped);
        if (!ARENA_GROW(l->arena, l->items, l->cap, l->n))
            longjmp(*l->arena->unwind, 1);
        l->items[l->n++] = freeze_diag(l, input, i == from->n ? &rest : &from->items[i]);
    }
    l->partial |= diags_worst(from) == INQ_ERROR;
}

void report_diags(struct diag_list *l, const struct diag_sources *from)
{
    for (size_t i = 0; i < from->n_extra; i++)
        take_diags(l, from->extra[i].name, &from->extra[i].diags);
    for (size_t i = 0; i < from->n_parts; i++) {
        take_diags(l, from->parts[i]->path, &from->parts[i]->diags);
        l->partial |= from->parts[i]->lost;
    }
    if (l->n)
        qsort(l->items, l->n, sizeof *l->items, by_place);
}

static void list_diags(struct report_maker *m, const struct named_diags *extra, size_t n_extra)
{
    const struct estate *e = m->freezer.run->estate;
    const struct diag_sources from = {e->parts, e->n_parts, extra, n_extra};
    struct diag_list l = {.redactor = &m->freezer.redactor, .arena = m->freezer.arena};
    report_diags(&l, &from);
    m->report.partial |= l.partial;
    m->report.diags = l.items;
    m->report.n_diags = l.n;
}

/* ---- the whole ---------------------------------------------------------------------------- */

static void set_head(struct report_maker *m)
{
    const struct estate *e = m->freezer.run->estate;
    m->report = (inq_report){.size = sizeof m->report,
                             .tool = STR("inquest"),
                             .version = STR(INQUEST_VERSION),
                             .view = &m->view,
                             .next = next_resource,
                             .next_head = next_head,
                             .host_private = m};
    if (e->as_of == CLOCK_NONE)
        return;
    m->report.as_of = clock_text(m->freezer.arena, e->as_of);
    m->report.as_of_by = str_of(e->as_of_by);
}

void report_make(struct report_maker *m, struct verdict_run *run, const struct named_diags *extra,
                 size_t n_extra, bool short_list)
{
    const struct estate *e = run->estate;
    *m = (struct report_maker){.view = m->view, .baseline = m->baseline};
    m->freezer = (struct freezer){.run = run, .arena = e->arena};
    redactor_init(&m->freezer.redactor, e->kinds, e->arena, &run->regex, e->settings->no_redact);
    arena_init(&m->passing, e->arena->budget);
    m->passing.unwind = e->arena->unwind;
    set_head(m);
    count_all(m, e);
    m->view.cards = e->settings->n_names && m->report.n_resources == 1;
    const bool all = !short_list || !m->view.limit || m->view.cards || m->baseline;
    list_unhealthy(m, all);
    list_findings(m, all);
    if (run->suppressions)
        list_suppressed(m);
    if (m->baseline)
        list_compared(m);
    list_inputs(m);
    list_diags(m, extra, n_extra);
}

void report_free(struct report_maker *m)
{
    arena_free(&m->passing);
}
