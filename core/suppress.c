/* SPDX-License-Identifier: MIT */
#include "suppress.h"

#include "clock.h"
#include "str.h"

static const char *const entry_keys[] = {"rule", "resource", "reason", "owner", "expires", NULL};

static void check_keys(const struct tree *entry, struct diags *diags)
{
    for (const struct tree *t = entry->first; t; t = t->next) {
        const char *const *k = entry_keys;
        while (*k && !str_eq(t->key, str_of(*k)))
            k++;
        if (!*k)
            pack_unknown_key(diags, t, entry_keys);
    }
}

/** A date alone holds to the end of its day. */
static int64_t end_of(struct arena *a, inq_str text)
{
    const int64_t t = text.len == 10 ? clock_parse(str_format(a, "%.*sT23:59:59Z", STR_ARG(text)))
                                     : clock_parse(text);
    return t;
}

static bool has_what_it_needs(const struct tree *entry, struct diags *diags)
{
    for (size_t i = 0; i < 3; i++) {
        const struct tree *t = tree_get(entry, entry_keys[i]);
        if (tree_text(t).len)
            continue;
        const struct tree *at = t ? t : entry;
        diag_add(diags, t ? 504 : 502, at->line, at->column, "a suppression needs %s",
                 entry_keys[i]);
        return false;
    }
    return true;
}

static bool read_entry(struct arena *a, const struct tree *t, struct suppression *x,
                       struct diags *diags)
{
    const struct tree *expires = tree_get(t, "expires"), *owner = tree_get(t, "owner");
    if (t->kind != TREE_MAP) {
        diag_add(diags, 504, t->line, t->column, "a suppression is a map");
        return false;
    }
    check_keys(t, diags);
    if (!has_what_it_needs(t, diags))
        return false;
    *x = (struct suppression){.rule = tree_text(tree_get(t, "rule")),
                              .resource = tree_text(tree_get(t, "resource")),
                              .reason = tree_text(tree_get(t, "reason")),
                              .owner = tree_text(owner),
                              .until = tree_text(expires),
                              .expires = CLOCK_NONE,
                              .line = t->line,
                              .column = t->column};
    if (owner && owner->kind != TREE_SCALAR)
        diag_add(diags, 504, owner->line, owner->column, "owner is a text");
    x->expires = x->until.len ? end_of(a, x->until) : CLOCK_NONE;
    if (expires && x->expires == CLOCK_NONE)
        diag_add(diags, 504, expires->line, expires->column, "expires is a date: 2026-12-31");
    return (!owner || owner->kind == TREE_SCALAR) && (!expires || x->expires != CLOCK_NONE);
}

static void add_entry(struct suppressions *s, struct arena *a, const struct tree *t)
{
    struct suppression *x = arena_must(a, 1, sizeof *x);
    if (!read_entry(a, t, x, s->diags))
        return;
    if (!ARENA_GROW(a, s->items, s->cap, s->n))
        longjmp(*a->unwind, 1);
    s->items[s->n++] = x;
}

void suppress_read(struct suppressions *s, struct arena *a, const struct tree *docs,
                   struct diags *diags)
{
    s->diags = diags;
    for (const struct tree *doc = docs; doc; doc = doc->next) {
        if (doc->kind != TREE_LIST) {
            diag_add(diags, 504, doc->line, doc->column, "suppressions are a list");
            continue;
        }
        for (const struct tree *t = doc->first; t; t = t->next) {
            if (s->n == MAX_SUPPRESSIONS) {
                diag_add(diags, 504, t->line, t->column, "there are more than %d suppressions",
                         MAX_SUPPRESSIONS);
                return;
            }
            add_entry(s, a, t);
        }
    }
}

void suppress_expire(struct suppressions *s, int64_t as_of)
{
    for (size_t i = 0; i < s->n; i++) {
        struct suppression *x = s->items[i];
        if (x->expires == CLOCK_NONE)
            continue;
        x->expired = as_of != CLOCK_NONE && as_of > x->expires;
        if (as_of == CLOCK_NONE)
            diag_add(s->diags, 510, x->line, x->column, "%.*s until %.*s", STR_ARG(x->rule),
                     STR_ARG(x->until));
        else if (x->expired)
            diag_add(s->diags, 509, x->line, x->column, "%.*s for %.*s, on %.*s", STR_ARG(x->rule),
                     STR_ARG(x->resource), STR_ARG(x->until));
    }
}

static const struct suppression *find(const struct suppressions *s, inq_str rule, inq_str id)
{
    for (size_t i = 0; i < s->n; i++) {
        struct suppression *x = s->items[i];
        const bool fits = rule.ptr ? str_glob(x->rule.ptr, rule) : str_eq(x->rule, STR("*"));
        if (x->expired || !fits || !str_glob(x->resource.ptr, id))
            continue;
        x->used = true;
        return x;
    }
    return NULL;
}

const struct suppression *suppress_find(const struct suppressions *s, inq_str rule, inq_str id)
{
    return find(s, rule, id);
}

const struct suppression *suppress_verdict(const struct suppressions *s, inq_str id)
{
    return find(s, STR_NONE, id);
}

/** The rule that a name may have been meant to be. */
static struct nearest nearest_rule(const struct rules *rules, inq_str name)
{
    struct nearest n = {.word = name};
    for (size_t i = 0; i < rules->n; i++)
        nearest_try(&n, rules->items[i]->id);
    return n;
}

static bool fits_a_rule(const struct rules *rules, const struct suppression *x)
{
    for (size_t i = 0; i < rules->n; i++)
        if (str_glob(x->rule.ptr, rules->items[i]->id))
            return true;
    return false;
}

void suppress_tell_unused(const struct suppressions *s, const struct rules *rules)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct suppression *x = s->items[i];
        if (x->used || x->expired)
            continue;
        const bool known = fits_a_rule(rules, x);
        struct nearest n = {.distance = 0};
        if (!known)
            n = nearest_rule(rules, x->rule);
        diag_add(s->diags, 508, x->line, x->column,
                 known ? "%.*s for %.*s" NEAREST_FORMAT : "no rule %.*s (for %.*s)" NEAREST_FORMAT,
                 STR_ARG(x->rule), STR_ARG(x->resource), NEAREST_ARG(n));
    }
}
