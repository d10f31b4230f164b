/* SPDX-License-Identifier: MIT */
#include "alert.h"

#include "buf.h"
#include "clock.h"
#include "str.h"

#include <stdlib.h>

/* ---- finding things ----------------------------------------------------------------------- */

static const struct tree *follow(const struct tree *at, inq_str path)
{
    for (inq_str rest = path; at && rest.ptr;)
        at = tree_at(at, str_cut(rest, '.', &rest));
    return at;
}

const struct tree *alert_find(const struct tree *doc, const struct tree *paths)
{
    for (const struct tree *p = NULL; (p = tree_each(paths, p));) {
        const struct tree *found = follow(doc, tree_text(p));
        if (found)
            return found;
    }
    return NULL;
}

/** The text of `doc` under the key that the words call `what`. */
static inq_str member(const struct tree *doc, const struct tree *words, const char *what)
{
    return tree_text(tree_at(doc, tree_text(tree_get(words, what))));
}

/* ---- comparing ---------------------------------------------------------------------------- */

static const char *const signs[N_COMPARATORS] = {"=", "!=", "<", "<=", ">", ">="};

/** A number, or a duration in seconds. */
static bool number_of(inq_str text, double *value)
{
    char digits[64], *end;
    int64_t seconds;
    if (clock_duration(text, &seconds)) {
        *value = (double)seconds;
        return true;
    }
    if (!text.len || text.len >= sizeof digits)
        return false;
    memcpy(digits, text.ptr, text.len);
    digits[text.len] = 0;
    if (!strspn(digits, "+-.0123456789"))
        return false;
    *value = strtod(digits, &end);
    return !*end;
}

bool alert_compare(enum comparator how, inq_str result, inq_str value)
{
    double a, b;
    const bool numbers = number_of(result, &a) && number_of(value, &b);
    const int order = numbers ? (a > b) - (a < b) : str_cmp(result, value);
    if (!numbers && how > IS_NOT)
        return false;
    const bool holds[N_COMPARATORS] = {order == 0, order != 0, order<0, order <= 0, order> 0,
                                       order >= 0};
    return holds[how];
}

/* ---- reading ------------------------------------------------------------------------------ */

struct reading_alert {
    struct alerts *all;
    struct alert *alert;
};

/** The alert cannot be evaluated; the first reason stays. */
static void refuse(struct reading_alert *r, const struct tree *at, inq_str why)
{
    const struct tree *place = at ? at : r->alert->doc;
    diag_add(r->alert->diags, 802, place->line, place->column, "%.*s: %.*s",
             STR_ARG(r->alert->name), STR_ARG(why));
    if (!r->alert->why_not.ptr)
        r->alert->why_not = why;
}

static inq_str naming(const struct reading_alert *r, const char *why, inq_str what)
{
    return str_format(r->all->arena, "%s %.*s", why, STR_ARG(what));
}

/** C would end there. */
static bool holds_nul(inq_str text)
{
    return text.len && memchr(text.ptr, 0, text.len);
}

static void read_comparator(struct reading_alert *r, const struct tree *condition,
                            const struct tree *words, struct comparison *into)
{
    const inq_str word = member(condition, words, "operator");
    const inq_str sign = tree_text(tree_at(tree_get(r->all->words, "operators"), word));
    for (size_t i = 0; i < N_COMPARATORS; i++)
        if (str_eq(sign, str_of(signs[i]))) {
            into->comparator = (enum comparator)i;
            return;
        }
    refuse(r, condition,
           word.len ? naming(r, "no operator is called", word)
                    : STR("a condition has no operator"));
}

/** What every kind of condition has. */
static void read_comparison(struct reading_alert *r, const struct tree *condition,
                            const struct tree *words)
{
    struct comparison *c = &r->alert->comparisons[r->alert->n_comparisons++];
    const bool timed = tree_get(words, "selector") != NULL;
    *c = (struct comparison){.at = condition,
                             .observation = member(condition, words, "observation"),
                             .filter = member(condition, words, timed ? "selector" : "filter"),
                             .started = member(condition, words, "started"),
                             .completed = member(condition, words, "completed"),
                             .value = member(condition, words, "value")};
    if (!c->filter.len || (timed && !c->started.len))
        refuse(r, condition, STR("a condition has no filter"));
    if (holds_nul(c->filter) || holds_nul(c->started) || holds_nul(c->completed))
        refuse(r, condition, STR("a filter holds a NUL"));
    if (!c->value.ptr)
        refuse(r, condition, STR("a condition has no value"));
    read_comparator(r, condition, words, c);
}

/** Room for as many comparisons as a list has members. */
static void make_room(struct reading_alert *r, const struct tree *list)
{
    size_t n = 1;
    for (const struct tree *t = NULL; (t = tree_each(list, t));)
        n++;
    r->alert->comparisons = arena_must(r->all->arena, n, sizeof *r->alert->comparisons);
}

static void read_observed(struct reading_alert *r, const struct tree *condition)
{
    static const char *const kinds[] = {"value", "duration"};
    for (size_t i = 0; i < 2; i++) {
        const struct tree *words = tree_get(r->all->words, kinds[i]);
        const struct tree *found = tree_at(condition, tree_text(tree_get(words, "under")));
        if (!found)
            continue;
        read_comparison(r, found, words);
        const inq_str type = r->alert->comparisons[r->alert->n_comparisons - 1].observation;
        if (!tree_at(tree_get(r->all->words, "observations"), type))
            refuse(r, found, naming(r, "no observation is of the type", type));
        return;
    }
    refuse(r, condition, STR("a condition compares nothing"));
}

static void read_schedule(struct reading_alert *r, const struct tree *words)
{
    const struct tree *schedule = alert_find(r->alert->doc, tree_get(words, "schedule"));
    const struct tree *zone = alert_find(r->alert->doc, tree_get(words, "timezone"));
    const char *wrong = schedule ? cron_read(&r->alert->schedule, tree_text(schedule)) : NULL;
    if (!schedule)
        refuse(r, NULL, STR("it has no schedule"));
    else if (wrong)
        refuse(r, schedule, naming(r, "its schedule cannot be read:", str_of(wrong)));
    if (!zone_open(&r->alert->zone, tree_text(zone)))
        refuse(r, zone, naming(r, "this system knows no time zone", tree_text(zone)));
    else if (schedule && !wrong && cron_next(&r->alert->schedule, &r->alert->zone, 0) == CLOCK_NONE)
        refuse(r, schedule, naming(r, "its schedule never runs:", tree_text(schedule)));
}

/** The value of a parameter of a query string. */
static inq_str parameter(inq_str path, inq_str name)
{
    inq_str rest;
    str_cut(path, '?', &rest);
    while (rest.ptr) {
        inq_str value;
        const inq_str key = str_cut(str_cut(rest, '&', &rest), '=', &value);
        if (str_eq(key, name))
            return value;
    }
    return STR_NONE;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, byte_lower(c)) : NULL;
    return at ? (int)(at - digits) : -1;
}

/** The byte at the beginning of a part of an address, and how long it is there (`%2F` is 3). */
static size_t address_byte(inq_str text, char *byte)
{
    const bool coded = text.len > 2 && text.ptr[0] == '%' && hex_digit(text.ptr[1]) >= 0 &&
                       hex_digit(text.ptr[2]) >= 0;
    *byte = coded ? (char)(hex_digit(text.ptr[1]) * 16 + hex_digit(text.ptr[2])) : text.ptr[0];
    return coded ? 3 : 1;
}

/** An id out of an address as a glob. */
static inq_str as_glob(struct alerts *all, inq_str id)
{
    struct buf out = buf_new(all->arena);
    const inq_str wildcard = tree_text(tree_get(all->words, "wildcard"));
    while (id.len) {
        char c;
        const size_t n = address_byte(id, &c);
        if (wildcard.len == 1 && c == wildcard.ptr[0])
            buf_char(&out, '*');
        else if (c && strchr("*?[]\\", c))
            buf_format(&out, "\\%c", c);
        else
            buf_char(&out, c);
        id.ptr += n;
        id.len -= n;
    }
    if (out.failed)
        longjmp(*all->arena->unwind, 1);
    return buf_str(&out);
}

static void read_report(struct reading_alert *r, const struct tree *words)
{
    struct alert *x = r->alert;
    const struct tree *path = alert_find(x->doc, tree_get(words, "path"));
    const struct tree *conditions = alert_find(x->doc, tree_get(words, "conditions"));
    x->resource =
        as_glob(r->all, parameter(tree_text(path), tree_text(tree_get(r->all->words, "resource"))));
    if (!x->resource.len)
        refuse(r, path, STR("its report names no resource"));
    if (holds_nul(x->resource))
        refuse(r, path, STR("the id of its resource holds a NUL"));
    make_room(r, conditions);
    for (const struct tree *c = NULL; (c = tree_each(conditions, c));)
        read_observed(r, c);
    if (!x->n_comparisons)
        refuse(r, conditions, STR("its report has no condition"));
}

static void read_monitor(struct reading_alert *r, const struct tree *words)
{
    struct alert *x = r->alert;
    const struct tree *kind = alert_find(x->doc, tree_get(words, "kind"));
    const struct tree *live = tree_at(tree_get(words, "live"), tree_text(kind));
    x->incident = alert_find(x->doc, tree_get(words, "incident"));
    if (live) {
        x->why_not = str_format(r->all->arena, "%.*s: %.*s", STR_ARG(tree_text(kind)),
                                STR_ARG(tree_text(live)));
        return;
    }
    if (!str_eq(tree_text(kind), tree_text(tree_get(words, "report")))) {
        refuse(r, kind,
               kind ? naming(r, "no Monitor is of the type", tree_text(kind))
                    : STR("it has no type"));
        return;
    }
    read_schedule(r, words);
    read_report(r, words);
}

static void read_pager(struct reading_alert *r, const struct tree *words)
{
    struct alert *x = r->alert;
    const struct tree *conditions = alert_find(x->doc, tree_get(words, "conditions"));
    x->outputs = alert_find(x->doc, tree_get(words, "outputs"));
    make_room(r, conditions);
    for (const struct tree *c = NULL; (c = tree_each(conditions, c));)
        read_comparison(r, c, tree_get(r->all->words, "value"));
    if (!x->n_comparisons)
        refuse(r, conditions, STR("it has no condition"));
    if (!x->outputs || !x->outputs->first)
        refuse(r, x->outputs, STR("it has no output"));
}

void alerts_init(struct alerts *a, struct arena *arena, const struct kinds *kinds)
{
    *a = (struct alerts){.arena = arena, .words = kinds->alerts};
}

static struct alert *add(struct alert **items, size_t *cap, size_t *n, struct arena *a)
{
    if (!ARENA_GROW(a, *items, *cap, *n))
        longjmp(*a->unwind, 1);
    return &(*items)[(*n)++];
}

static void read_document(struct alerts *a, struct alert alert)
{
    static const char *const kinds[] = {"monitor", "pager"};
    const inq_str type = tree_text(tree_get(alert.doc, "type"));
    for (size_t i = 0; i < 2; i++) {
        const struct tree *words = tree_get(a->words, kinds[i]);
        if (!str_eq_nocase(type, tree_text(tree_get(words, "type"))))
            continue;
        struct alert *x = i == 0 ? add(&a->monitors, &a->monitor_cap, &a->n_monitors, a->arena)
                                 : add(&a->pagers, &a->pager_cap, &a->n_pagers, a->arena);
        struct reading_alert r = {a, x};
        *x = alert;
        if (!x->name.len) {
            x->name = STR("(unnamed)");
            refuse(&r, NULL, STR("it has no name"));
        }
        (i == 0 ? read_monitor : read_pager)(&r, words);
        return;
    }
    diag_add(alert.diags, 801, alert.doc->line, alert.doc->column, "%.*s",
             STR_ARG(type.len ? type : STR("it has no type")));
}

void alerts_read(struct alerts *a, inq_str input, const struct tree *docs, struct diags *diags)
{
    for (const struct tree *doc = docs; doc; doc = doc->next)
        if (doc->kind != TREE_SCALAR || doc->value.len)
            read_document(a, (struct alert){.doc = doc,
                                            .input = input,
                                            .diags = diags,
                                            .name = tree_text(tree_get(doc, "name")),
                                            .workspace = tree_text(tree_get(doc, "workspace"))});
}
