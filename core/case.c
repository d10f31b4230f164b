/* SPDX-License-Identifier: MIT */
/* Facts that no dump states but the estate knows, one function each, in a table by name. */
#include "case.h"

#include "clock.h"
#include "str.h"

struct answers {
    struct case_value *out;
    size_t n, max;
};

static void answer(struct answers *a, inq_str text, struct fact_ref ref)
{
    if (a->n < a->max && text.len)
        a->out[a->n++] = (struct case_value){text, ref};
}

static void answer_word(struct answers *a, const char *word)
{
    answer(a, str_of(word), (struct fact_ref){0});
}

/* ---- the resource itself ------------------------------------------------------------------ */

static void give_health(const struct estate_case *c, struct answers *a)
{
    answer(a, str_of(health_word(c->resource->health)), telling_fact(c->estate, c->resource));
}

static void give_own_health(const struct estate_case *c, struct answers *a)
{
    answer(a, str_of(health_word(c->resource->own_health)), telling_fact(c->estate, c->resource));
}

static void give_nature(const struct estate_case *c, struct answers *a)
{
    const struct kind *kind = resource_kind(c->estate, c->resource);
    answer(a, c->estate->kinds->natures[kind->nature], (struct fact_ref){0});
}

static void give_type(const struct estate_case *c, struct answers *a)
{
    answer(a, estate_text(c->estate, c->resource->newest->type), (struct fact_ref){0});
}

static void give_name(const struct estate_case *c, struct answers *a)
{
    answer(a, resource_name(c->resource), (struct fact_ref){0});
}

static void give_version(const struct estate_case *c, struct answers *a)
{
    answer(a, estate_text(c->estate, c->resource->newest->version), (struct fact_ref){0});
}

static void give_workspace(const struct estate_case *c, struct answers *a)
{
    answer(a, estate_text(c->estate, c->resource->newest->workspace), (struct fact_ref){0});
}

static void give_id(const struct estate_case *c, struct answers *a)
{
    answer(a, resource_id(c->estate, c->resource, c->estate->arena), (struct fact_ref){0});
}

static void give_aged(const struct estate_case *c, struct answers *a)
{
    answer(a, c->resource->aged ? STR("true") : STR("false"), telling_fact(c->estate, c->resource));
}

static void give_counted(const struct estate_case *c, struct answers *a)
{
    const struct diagnosis *d = c->resource->diagnosis;
    answer_word(a, d && d->uncounted ? "false" : "true");
}

static void give_overdue(const struct estate_case *c, struct answers *a)
{
    struct fact_ref ref = {0};
    const inq_str text = resource_fact(c->estate, c->resource, FACT_RUNTIME, &ref);
    const struct value v = value_parse(text);
    const int64_t seen = ref.observation ? observed_at(c->estate, ref.observation) : CLOCK_NONE;
    if (v.time != CLOCK_NONE && seen != CLOCK_NONE && seen > v.time)
        answer(a, str_format(c->estate->arena, "%lld", (long long)(seen - v.time)), ref);
}

static void give_unknown_value(const struct estate_case *c, struct answers *a)
{
    struct fact_ref ref = {0};
    if (c->resource->row == UINT16_MAX)
        return;
    const uint16_t fact = c->estate->kinds->verdicts.rows[c->resource->row].unknown;
    if (fact)
        answer(a, resource_fact(c->estate, c->resource, fact, &ref), ref);
}

/* ---- disagreement between dumps ----------------------------------------------------------- */

static const struct fact *own_fact(const struct estate *e, const struct observation *o,
                                   uint16_t fact)
{
    for (size_t i = 0; i < o->n_facts; i++)
        if (fact_number(e, &o->facts[i]) == fact && estate_text(e, o->facts[i].value).len)
            return &o->facts[i];
    return NULL;
}

static bool same_moment(const struct estate *e, const struct observation *a,
                        const struct observation *b)
{
    const int64_t x = observed_at(e, a), y = observed_at(e, b);
    if (x == CLOCK_NONE || y == CLOCK_NONE)
        return true;
    return (x > y ? x - y : y - x) <= e->settings->snapshot_gap;
}

static void disagree(const struct estate_case *c, uint16_t fact, struct answers *a)
{
    const struct estate *e = c->estate;
    const struct observation *first = c->resource->newest;
    const struct fact *mine = own_fact(e, first, fact);
    for (const struct observation *o = first->older; mine && o; o = o->older) {
        const struct fact *theirs = own_fact(e, o, fact);
        if (!theirs || o->part == first->part || o->own_health == first->own_health ||
            !same_moment(e, first, o))
            continue;
        const inq_str x = value_parse(estate_text(e, mine->value)).word;
        const inq_str y = value_parse(estate_text(e, theirs->value)).word;
        if (str_eq_nocase(x, y))
            continue;
        const inq_str text =
            str_format(e->arena, "%.*s is %.*s and %.*s",
                       STR_ARG(e->kinds->schema.facts[fact].name), STR_ARG(x), STR_ARG(y));
        answer(a, text, (struct fact_ref){mine, first});
        answer(a, text, (struct fact_ref){theirs, o});
        return;
    }
}

static void give_contradiction(const struct estate_case *c, struct answers *a)
{
    disagree(c, FACT_STATUS, a);
    disagree(c, FACT_RUNTIME, a);
}

/* ---- neighbours --------------------------------------------------------------------------- */

/** The neighbours over edges of a kind that lead out, worst first. */
static void give_neighbours(const struct estate_case *c, enum edge_kind kind, bool ids,
                            struct answers *a)
{
    struct estate *e = c->estate;
    for (int health = INQ_FAILED; health >= INQ_HEALTHY; health--)
        for (const struct edge *x = relation_at(e, c->resource->first_out); x;
             x = relation_at(e, x->next_out)) {
            const struct resource *r = estate_get(e, x->to);
            if (x->kind != kind || r->health != health || (r->diagnosis && r->diagnosis->uncounted))
                continue;
            const inq_str text = ids ? resource_id(e, r, e->arena) : str_of(health_word(r->health));
            answer(a, text, telling_fact(e, r));
        }
}

static void give_child_health(const struct estate_case *c, struct answers *a)
{
    give_neighbours(c, EDGE_CHILD, false, a);
}

static void give_child_id(const struct estate_case *c, struct answers *a)
{
    give_neighbours(c, EDGE_CHILD, true, a);
}

static void give_dependency_health(const struct estate_case *c, struct answers *a)
{
    give_neighbours(c, EDGE_DEPENDS, false, a);
}

static void give_dependency_id(const struct estate_case *c, struct answers *a)
{
    give_neighbours(c, EDGE_DEPENDS, true, a);
}

static void give_parents(const struct estate_case *c, bool ids, struct answers *a)
{
    struct estate *e = c->estate;
    for (const struct edge *x = relation_at(e, c->resource->first_in); x;
         x = relation_at(e, x->next_in)) {
        const struct resource *r = estate_get(e, x->from);
        if (x->kind == EDGE_CHILD)
            answer(a, ids ? resource_id(e, r, e->arena) : str_of(health_word(r->health)),
                   telling_fact(e, r));
    }
}

static void give_parent_health(const struct estate_case *c, struct answers *a)
{
    give_parents(c, false, a);
}

static void give_parent_id(const struct estate_case *c, struct answers *a)
{
    give_parents(c, true, a);
}

static void give_missing(const struct estate_case *c, struct answers *a, bool name_only)
{
    struct missing_child missing[8];
    const size_t n = relations_missing(c->estate, c->resource, missing, 8);
    for (size_t i = 0; i < n; i++)
        if (missing[i].listed)
            answer(a,
                   name_only ? missing[i].name
                             : str_format(c->estate->arena, "%.*s %.*s", STR_ARG(missing[i].type),
                                          STR_ARG(missing[i].name)),
                   telling_fact(c->estate, c->resource));
}

static void give_child_missing(const struct estate_case *c, struct answers *a)
{
    give_missing(c, a, false);
}

static void give_child_missing_name(const struct estate_case *c, struct answers *a)
{
    give_missing(c, a, true);
}

static const struct {
    const char *name;
    void (*give)(const struct estate_case *c, struct answers *a);
} estate_facts[] = {
    {"health", give_health},
    {"own.health", give_own_health},
    {"nature", give_nature},
    {"type", give_type},
    {"name", give_name},
    {"version", give_version},
    {"workspace", give_workspace},
    {"id", give_id},
    {"aged", give_aged},
    {"counted", give_counted},
    {"schedule.overdue", give_overdue},
    {"unknown.value", give_unknown_value},
    {"contradiction", give_contradiction},
    {"child.health", give_child_health},
    {"child.id", give_child_id},
    {"child.missing", give_child_missing},
    {"child.missing.name", give_child_missing_name},
    {"parent.health", give_parent_health},
    {"parent.id", give_parent_id},
    {"dependency.health", give_dependency_health},
    {"dependency.id", give_dependency_id},
};

/* ---- the case ----------------------------------------------------------------------------- */

static void give_by_name(const struct estate_case *c, inq_str name, struct answers *a)
{
    for (size_t i = 0; c->resource && i < sizeof estate_facts / sizeof *estate_facts; i++)
        if (str_eq(name, str_of(estate_facts[i].name)))
            estate_facts[i].give(c, a);
}

static size_t case_facts(const struct rule_case *self, uint16_t fact, struct case_value *out,
                         size_t max)
{
    const struct estate_case *c = self->self;
    struct answers a = {out, 0, max};
    for (size_t i = 0; i < c->n_facts; i++)
        if (schema_answers(self->schema, fact_number(c->estate, c->facts[i].fact), fact))
            answer(&a, estate_text(c->estate, c->facts[i].fact->value), c->facts[i]);
    const uint8_t giver = c->run->giver[fact];
    if (!a.n && giver && c->resource)
        estate_facts[giver - 1].give(c, &a);
    return a.n;
}

bool case_gives(inq_str name)
{
    for (size_t i = 0; i < sizeof estate_facts / sizeof *estate_facts; i++)
        if (str_eq(name, str_of(estate_facts[i].name)))
            return true;
    return false;
}

void cases_init(struct verdict_run *run)
{
    const struct schema *s = &run->estate->kinds->schema;
    for (uint16_t fact = 1; fact < s->n_facts; fact++)
        run->follows[fact] = derived_from(s, fact);
    for (uint16_t fact = 1; fact < s->n_facts; fact++)
        for (size_t i = 0; i < sizeof estate_facts / sizeof *estate_facts; i++)
            if (str_eq(s->facts[fact].name, str_of(estate_facts[i].name)))
                run->giver[fact] = (uint8_t)(i + 1);
}

static void start(struct estate_case *c, struct verdict_run *run)
{
    c->estate = run->estate;
    c->run = run;
    c->resource = NULL;
    c->n_facts = 0;
    memset(c->present, 0, sizeof c->present);
    c->base = (struct rule_case){.values = case_facts,
                                 .schema = &run->estate->kinds->schema,
                                 .regex = &run->regex,
                                 .arena = run->estate->arena,
                                 .self = c};
}

/* Facts about neighbours need neighbours; whatever else the estate gives may be there. */
static void find_present(struct estate_case *c)
{
    const struct schema *s = &c->estate->kinds->schema;
    for (size_t i = 0; i < c->n_facts; i++)
        c->present[fact_number(c->estate, c->facts[i].fact)] = true;
    for (uint16_t fact = 1; fact < s->n_facts; fact++)
        c->present[FACT_TEXT] |= c->present[fact] && s->facts[fact].text;
    for (uint16_t fact = 1; fact < s->n_facts; fact++) {
        const uint16_t from = c->run->follows[fact];
        c->present[fact] |= from && c->present[from];
        c->present[fact] |= c->resource && c->run->giver[fact];
    }
}

void case_of_resource(struct estate_case *c, struct verdict_run *run, struct resource *r)
{
    start(c, run);
    c->resource = r;
    c->n_facts = resource_facts(run->estate, r, c->facts, sizeof c->facts / sizeof *c->facts);
    find_present(c);
}

void case_of_input(struct estate_case *c, struct verdict_run *run, const struct observation *o)
{
    start(c, run);
    for (size_t i = 0; i < o->n_facts && c->n_facts < 256; i++)
        c->facts[c->n_facts++] = (struct fact_ref){&o->facts[i], o};
    find_present(c);
}

/* What an input says without a name still needs words in a sentence; a log may tell them. */
static inq_str nameless(const struct estate_case *c, inq_str name)
{
    const struct observation *o = c->n_facts ? c->facts[0].observation : NULL;
    if (o && o->name_len && str_eq(name, STR("type")))
        return estate_text(c->estate, o->type);
    if (o && o->name_len && str_eq(name, STR("name")))
        return observation_name(o);
    if (o && o->name_len && str_eq(name, STR("workspace")))
        return estate_text(c->estate, o->workspace);
    if (str_eq(name, STR("type")))
        return STR("a resource");
    return str_eq(name, STR("name")) ? STR("that the dump does not name") : STR_NONE;
}

inq_str case_word(const void *self, inq_str name)
{
    const struct estate_case *c = self;
    const uint16_t fact = schema_find_fact(&c->estate->kinds->schema, name);
    struct case_value v[CASE_VALUES];
    struct answers a = {v, 0, CASE_VALUES};
    if (fact)
        a.n = case_facts(&c->base, fact, v, CASE_VALUES);
    if (fact && !a.n)
        a.n = derived_values(&c->base, fact, v, CASE_VALUES);
    if (!a.n)
        give_by_name(c, name, &a);
    if (a.n)
        return v[0].text;
    return c->resource ? STR_NONE : nameless(c, name);
}
