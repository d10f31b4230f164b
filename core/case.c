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
    answer(a, resource_type(c->estate, c->resource), (struct fact_ref){0});
}

static void give_name(const struct estate_case *c, struct answers *a)
{
    answer(a, resource_name(c->resource), (struct fact_ref){0});
}

static void give_version(const struct estate_case *c, struct answers *a)
{
    answer(a, resource_version(c->estate, c->resource), (struct fact_ref){0});
}

static void give_workspace(const struct estate_case *c, struct answers *a)
{
    answer(a, resource_workspace(c->estate, c->resource), (struct fact_ref){0});
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

static void answer_seconds(const struct estate_case *c, int64_t seconds, struct fact_ref ref,
                           struct answers *a)
{
    if (seconds > 0)
        answer(a, str_format(c->estate->arena, "%lld", (long long)seconds), ref);
}

/** Seconds from a time to when that was seen; 0 if one is not known. */
static int64_t seconds_past(const struct estate_case *c, int64_t time, struct fact_ref ref)
{
    const int64_t seen = ref.observation ? observed_at(c->estate, ref.observation) : CLOCK_NONE;
    return time != CLOCK_NONE && seen != CLOCK_NONE && seen > time ? seen - time : 0;
}

static void give_overdue(const struct estate_case *c, struct answers *a)
{
    struct fact_ref ref = {0};
    const struct value v = value_parse(resource_fact(c->estate, c->resource, FACT_RUNTIME, &ref));
    answer_seconds(c, seconds_past(c, v.time, ref), ref, a);
}

static void give_deletion_age(const struct estate_case *c, struct answers *a)
{
    struct fact_ref ref = {0};
    const int64_t t = clock_parse(resource_fact(c->estate, c->resource, FACT_DELETED, &ref));
    answer_seconds(c, seconds_past(c, t, ref), ref, a);
}

/** How much older its newest observation is than the newest dump; 0 if a time is not known. */
static int64_t seconds_behind(const struct estate_case *c)
{
    const struct estate *e = c->estate;
    const int64_t seen = c->resource ? observed_at(e, c->resource->newest) : CLOCK_NONE;
    const bool told = e->settings->as_of != CLOCK_NONE; /* it need not be that of a dump */
    return seen != CLOCK_NONE && !told && e->as_of > seen ? e->as_of - seen : 0;
}

static void give_seen_age(const struct estate_case *c, struct answers *a)
{
    const int64_t age = seconds_behind(c);
    if (age)
        answer(a, str_format(c->estate->arena, "%lld", (long long)age),
               telling_fact(c->estate, c->resource));
}

static void give_seen_at(const struct estate_case *c, struct answers *a)
{
    char text[CLOCK_TEXT];
    const int64_t seen = observed_at(c->estate, c->resource->newest);
    if (seen != CLOCK_NONE)
        answer(a, str_format(c->estate->arena, "%s", clock_format(seen, text)),
               telling_fact(c->estate, c->resource));
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

/** Who owns it, and who else is said to by a dump of the same moment. An owner is no fact with a
 *  place of its own: it stands in the row or document of the first fact. */
static void give_owners(const struct estate_case *c, struct answers *a)
{
    const struct estate *e = c->estate;
    const struct observation *first = c->resource->newest;
    const uint32_t mine = estate_label(e, first)->owner;
    for (const struct observation *o = first->older; mine && o; o = o->older) {
        const uint32_t theirs = estate_label(e, o)->owner;
        if (!theirs || theirs == mine || !o->n_facts || !first->n_facts ||
            !same_moment(e, first, o))
            continue;
        const inq_str text = str_format(e->arena, "%.*s and %.*s", STR_ARG(estate_text(e, mine)),
                                        STR_ARG(estate_text(e, theirs)));
        answer(a, text, (struct fact_ref){&first->facts[0], first});
        answer(a, text, (struct fact_ref){&o->facts[0], o});
        return;
    }
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

/* ---- what it was before --------------------------------------------------------------------- */

/** Was the run that is overdue now overdue in an earlier dump? */
static bool was_overdue(const struct estate_case *c, inq_str runtime, int64_t time, int64_t seen)
{
    const struct estate *e = c->estate;
    for (const struct observation *o = c->resource->newest; o; o = o->older) {
        const struct fact *f = own_fact(e, o, FACT_RUNTIME);
        const int64_t at = observed_at(e, o);
        if (f && at > time && at < seen && str_eq(estate_text(e, f->value), runtime))
            return true;
    }
    return false;
}

static void give_overdue_again(const struct estate_case *c, struct answers *a)
{
    const struct estate *e = c->estate;
    struct fact_ref ref = {0};
    const inq_str text = resource_fact(e, c->resource, FACT_RUNTIME, &ref);
    const struct value v = value_parse(text);
    const int64_t past = seconds_past(c, v.time, ref);
    const bool before = e->past && e->past[c->resource - e->items].overdue;
    if (past && (before || was_overdue(c, text, v.time, v.time + past)))
        answer(a, STR("true"), ref);
}

/** Does a dump say of these facts what is known now? */
static bool says_same(const struct estate *e, const struct resource *r, const struct observation *o,
                      const uint16_t *facts)
{
    for (; *facts; facts++) {
        const struct fact *f = own_fact(e, o, *facts);
        const inq_str now = resource_fact(e, r, *facts, NULL);
        if (!str_eq(f ? estate_text(e, f->value) : STR(""), now.ptr ? now : STR("")))
            return false;
    }
    return true;
}

/** Since when all dumps that tell of its building, or else of its state, have told the same. */
static int64_t stood_since(const struct estate_case *c)
{
    const struct estate *e = c->estate;
    const struct resource *r = c->resource;
    const bool builds = c->present[FACT_STAGE];
    int64_t since = e->past ? e->past[r - e->items].stood : CLOCK_NONE;
    for (const struct observation *o = r->newest; o; o = o->older) {
        const int64_t at = observed_at(e, o);
        const bool tells = own_fact(e, o, builds ? FACT_STAGE : FACT_STATUS);
        if (!tells || o->flags & FROM_LINES || at == CLOCK_NONE)
            continue;
        if (!says_same(e, r, o, builds ? facts_of_building : facts_of_state))
            break;
        since = since == CLOCK_NONE || at < since ? at : since;
    }
    return since;
}

static void give_standing_age(const struct estate_case *c, struct answers *a)
{
    const int64_t since = stood_since(c);
    const struct fact_ref ref = telling_fact(c->estate, c->resource);
    if (since != CLOCK_NONE)
        answer_seconds(c, seconds_past(c, since, ref), ref, a);
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

/* ---- what may be asked at all ------------------------------------------------------------- */

static bool has_parts(const struct estate_case *c)
{
    return c->resource->first_out != 0;
}

static bool is_part(const struct estate_case *c)
{
    return c->resource->first_in != 0;
}

static bool may_lack_children(const struct estate_case *c)
{
    return c->estate->has_scopes && resource_kind(c->estate, c->resource)->n_children > 0;
}

static bool seen_twice(const struct estate_case *c)
{
    return c->resource->n_observations > 1;
}

static bool has_time(const struct estate_case *c)
{
    return c->present[FACT_RUNTIME] && c->estate->as_of != CLOCK_NONE;
}

static bool is_deleted(const struct estate_case *c)
{
    return c->present[FACT_DELETED] && c->estate->as_of != CLOCK_NONE;
}

static bool may_stand(const struct estate_case *c)
{
    return c->resource->own_health != INQ_HEALTHY && c->estate->as_of != CLOCK_NONE &&
           (c->estate->past || c->resource->n_observations > 1);
}

static bool is_behind(const struct estate_case *c)
{
    return seconds_behind(c) > 0;
}

static bool row_is_unknown(const struct estate_case *c)
{
    return c->resource->row != UINT16_MAX &&
           c->estate->kinds->verdicts.rows[c->resource->row].unknown;
}

static const struct {
    const char *name;
    void (*give)(const struct estate_case *c, struct answers *a);
    bool (*may)(const struct estate_case *c); /* a cheap look; NULL: always */
} estate_facts[] = {
    {"health", give_health, NULL},
    {"own.health", give_own_health, NULL},
    {"nature", give_nature, NULL},
    {"type", give_type, NULL},
    {"name", give_name, NULL},
    {"version", give_version, NULL},
    {"workspace", give_workspace, NULL},
    {"id", give_id, NULL},
    {"aged", give_aged, NULL},
    {"counted", give_counted, NULL},
    {"schedule.overdue", give_overdue, has_time},
    {"schedule.stands", give_overdue_again, has_time},
    {"deletion.age", give_deletion_age, is_deleted},
    {"standing.age", give_standing_age, may_stand},
    {"seen.age", give_seen_age, is_behind},
    {"seen.at", give_seen_at, is_behind},
    {"unknown.value", give_unknown_value, row_is_unknown},
    {"contradiction", give_contradiction, seen_twice},
    {"owners", give_owners, seen_twice},
    {"child.health", give_child_health, has_parts},
    {"child.id", give_child_id, has_parts},
    {"child.missing", give_child_missing, may_lack_children},
    {"child.missing.name", give_child_missing_name, may_lack_children},
    {"parent.health", give_parent_health, is_part},
    {"parent.id", give_parent_id, is_part},
    {"dependency.health", give_dependency_health, has_parts},
    {"dependency.id", give_dependency_id, has_parts},
};

/* ---- the case ----------------------------------------------------------------------------- */

static void give_by_name(const struct estate_case *c, inq_str name, struct answers *a)
{
    for (size_t i = 0; c->resource && i < sizeof estate_facts / sizeof *estate_facts; i++)
        if (str_eq(name, str_of(estate_facts[i].name)))
            estate_facts[i].give(c, a);
}

/** What an input says may have a name, though nothing is listed under it. */
static inq_str unlisted_identity(const struct estate_case *c, uint16_t fact)
{
    const struct observation *o = c->seen;
    const struct label *label = o && !(o->flags & ABOUT_INPUT) ? estate_label(c->estate, o) : NULL;
    if (!label)
        return STR_NONE;
    if (fact == FACT_NAME)
        return observation_name(o);
    return fact == FACT_TYPE        ? estate_text(c->estate, label->type)
           : fact == FACT_VERSION   ? estate_text(c->estate, label->version)
           : fact == FACT_WORKSPACE ? estate_text(c->estate, label->workspace)
                                    : STR_NONE;
}

static size_t case_facts(const struct rule_case *self, uint16_t fact, struct case_value *out,
                         size_t max)
{
    const struct estate_case *c = self->self;
    struct answers a = {out, 0, max};
    const bool text = fact == FACT_TEXT;
    const struct fact_ref *facts = text ? c->texts : c->facts;
    const size_t n = text ? c->n_texts : c->n_facts;
    for (size_t i = 0; i < n; i++)
        if (text || fact_number(c->estate, facts[i].fact) == fact)
            answer(&a, estate_text(c->estate, facts[i].fact->value), facts[i]);
    const uint8_t giver = c->run->giver[fact];
    if (!a.n && giver && c->resource)
        estate_facts[giver - 1].give(c, &a);
    else if (!a.n && !c->resource)
        answer(&a, unlisted_identity(c, fact), (struct fact_ref){0});
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
    for (size_t i = 0; i < sizeof estate_facts / sizeof *estate_facts; i++)
        run->giver[schema_find_fact(s, str_of(estate_facts[i].name))] = (uint8_t)(i + 1);
    run->giver[0] = 0; /* those that no rule asks for */
    for (uint16_t fact = 1; fact < s->n_facts; fact++)
        if (run->follows[fact] || run->giver[fact])
            run->derived[run->n_derived++] = fact;
    candidates_init(&run->candidates, run->rules, run->estate->arena);
}

static void start(struct estate_case *c, struct verdict_run *run)
{
    c->estate = run->estate;
    c->run = run;
    c->resource = NULL;
    c->seen = NULL;
    c->n_facts = c->n_there = 0;
    memset(c->present, 0, sizeof c->present);
    c->base = (struct rule_case){.values = case_facts,
                                 .schema = &run->estate->kinds->schema,
                                 .regex = &run->regex,
                                 .arena = run->estate->arena,
                                 .self = c};
}

static void mark(struct estate_case *c, uint16_t fact)
{
    if (c->present[fact])
        return;
    c->present[fact] = true;
    c->there[c->n_there++] = fact;
}

static bool may_be_given(const struct estate_case *c, uint16_t fact)
{
    const uint8_t giver = c->resource ? c->run->giver[fact] : 0;
    return giver && (!estate_facts[giver - 1].may || estate_facts[giver - 1].may(c));
}

static void find_present(struct estate_case *c)
{
    const struct schema *s = &c->estate->kinds->schema;
    c->n_texts = 0;
    for (size_t i = 0; i < c->n_facts; i++) {
        const uint16_t fact = fact_number(c->estate, c->facts[i].fact);
        mark(c, fact);
        if (!s->facts[fact].text)
            continue;
        mark(c, FACT_TEXT);
        if (c->n_texts < CASE_VALUES)
            c->texts[c->n_texts++] = c->facts[i];
    }
    for (size_t i = 0; i < c->run->n_derived; i++) {
        const uint16_t fact = c->run->derived[i], from = c->run->follows[fact];
        if ((from && c->present[from]) || may_be_given(c, fact))
            mark(c, fact);
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
    c->seen = o;
    for (size_t i = 0; i < o->n_facts && c->n_facts < 256; i++)
        c->facts[c->n_facts++] = (struct fact_ref){&o->facts[i], o};
    find_present(c);
}

/** What has no name still needs words in a sentence. */
static inq_str unnamed_word(inq_str name)
{
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
    return c->resource ? STR_NONE : unnamed_word(name);
}
