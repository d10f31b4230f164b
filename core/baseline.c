/* SPDX-License-Identifier: MIT */
#include "baseline.h"

#include "clock.h"
#include "source.h"
#include "str.h"
#include "tree.h"
#include "verdict.h"

#include <stdlib.h>

#define MAX_LISTED 1000 /* rules of one resource that are looked at */

struct baseline_resource {
    inq_str id;
    inq_health health;
    const struct tree *findings; /* ids of rules */
};

struct baseline_remark {
    inq_str rule, title;
};

/* ---- reading ------------------------------------------------------------------------------ */

struct bounded {
    struct source source;
    uint64_t left;
    bool cut; /* not all of it was read */
};

/** What is beyond the bound cannot be read. */
static ptrdiff_t read_bounded(void *self, char *into, size_t size)
{
    struct bounded *b = self;
    const ptrdiff_t got = source_read(&b->source, into, size);
    b->cut |= got < 0 || (uint64_t)got > b->left;
    if (b->cut)
        return -1;
    b->left -= (uint64_t)got;
    return got;
}

static int by_id(const void *x, const void *y)
{
    const struct baseline_resource *a = x, *b = y;
    return str_cmp(a->id, b->id);
}

static int by_rule_and_title(const void *x, const void *y)
{
    const struct baseline_remark *a = x, *b = y;
    const int rule = str_cmp(a->rule, b->rule);
    return rule ? rule : str_cmp(a->title, b->title);
}

static size_t length(const struct tree *list)
{
    size_t n = 0;
    for (const struct tree *t = list->first; t; t = t->next)
        n++;
    return n;
}

static bool take_resources(struct baseline *b, struct arena *a, const struct tree *list)
{
    b->resources = arena_must(a, length(list) + 1, sizeof *b->resources);
    for (const struct tree *t = list->first; t; t = t->next) {
        const inq_str id = tree_text(tree_get(t, "id"));
        const int health = health_of_word(tree_text(tree_get(t, "health")));
        const struct tree *findings = tree_get(t, "findings");
        if (!id.len || health < 0 || !findings || findings->kind != TREE_LIST)
            return false;
        b->resources[b->n_resources++] =
            (struct baseline_resource){id, (inq_health)health, findings};
    }
    qsort(b->resources, b->n_resources, sizeof *b->resources, by_id);
    return true;
}

static bool take_remarks(struct baseline *b, struct arena *a, const struct tree *list)
{
    b->remarks = arena_must(a, length(list) + 1, sizeof *b->remarks);
    for (const struct tree *t = list->first; t; t = t->next) {
        const inq_str rule = tree_text(tree_get(t, "rule"));
        if (!rule.len)
            return false;
        if (tree_text(tree_get(t, "resource")).ptr)
            continue;
        b->remarks[b->n_remarks++] =
            (struct baseline_remark){rule, tree_text(tree_get(t, "title"))};
    }
    qsort(b->remarks, b->n_remarks, sizeof *b->remarks, by_rule_and_title);
    return true;
}

static bool take_report(struct baseline *b, struct arena *a, const struct tree *doc)
{
    const struct tree *resources = tree_get(doc, "resources");
    const struct tree *findings = tree_get(doc, "findings");
    const int64_t as_of = clock_parse(tree_text(tree_get(doc, "as_of")));
    b->as_of = clock_text(a, as_of);
    return !doc->next && str_eq(tree_text(tree_get(doc, "schema")), STR("inquest.report/1")) &&
           resources && resources->kind == TREE_LIST && findings && findings->kind == TREE_LIST &&
           take_resources(b, a, resources) && take_remarks(b, a, findings);
}

const char *baseline_read(struct baseline *b, struct arena *a, const struct plugin *parser,
                          const char *path)
{
    static const char *const keys[] = {"schema", "as_of",    "resources", "findings", "id",
                                       "health", "resource", "rule",      "title",    NULL};
    struct bounded *bytes = arena_must(a, 1, sizeof *bytes);
    const struct tree_reading reading = {parser, {read_bounded, bytes}, keys};
    struct diags diags;
    *b = (struct baseline){0};
    diags_init(&diags, a);
    if (!source_open(&bytes->source, path))
        return "it cannot be read";
    source_text(&bytes->source);
    bytes->left = BASELINE_SIZE_MAX;
    const struct tree *doc = tree_read(a, &reading, &diags);
    source_close(&bytes->source);
    if (doc && !bytes->cut && diags_worst(&diags) < INQ_ERROR && take_report(b, a, doc))
        return NULL;
    return "it is no whole report that -o json wrote (inquest.report/1)";
}

/* ---- comparing ---------------------------------------------------------------------------- */

static bool lists(const struct tree *findings, inq_str rule)
{
    const struct tree *t = findings->first;
    for (size_t i = 0; t && i < MAX_LISTED; i++, t = t->next)
        if (str_eq(tree_text(t), rule))
            return true;
    return false;
}

static bool is_known(const struct baseline *b, const struct resource *r, inq_str id)
{
    const struct baseline_resource wanted = {.id = id};
    const struct baseline_resource *was =
        bsearch(&wanted, b->resources, b->n_resources, sizeof wanted, by_id);
    if (!was || r->health > was->health)
        return false;
    for (const struct finding *f = r->diagnosis->findings; f; f = f->next)
        if (f->rule->severity >= INQ_SEVERITY_ERROR && !f->suppressed &&
            !lists(was->findings, f->rule->id))
            return false;
    return true;
}

void baseline_compare(const struct baseline *b, const struct verdict_run *run)
{
    struct estate *e = run->estate;
    for (size_t i = 0; i < run->n_suspects; i++) {
        struct resource *r = estate_get(e, run->suspects[i]);
        if (r->health != INQ_HEALTHY)
            r->diagnosis->known = is_known(b, r, resource_id(e, r, e->arena));
    }
}

bool baseline_has_remark(const struct baseline *b, inq_str rule, inq_str title)
{
    const struct baseline_remark wanted = {rule, title};
    return bsearch(&wanted, b->remarks, b->n_remarks, sizeof wanted, by_rule_and_title) != NULL;
}
