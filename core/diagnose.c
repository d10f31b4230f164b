/* SPDX-License-Identifier: MIT */
/* The order: judge by own facts; let rules about own facts fire; spread health from children to
 * parents until nothing changes; let rules about neighbours fire; find roots; say where and what
 * each failure is. Only resources that deserve it get a diagnosis; in a healthy estate that is
 * nearly none. */
#include "diagnose.h"

#include "case.h"
#include "clock.h"
#include "str.h"

static void out_of_memory(const struct verdict_run *run)
{
    longjmp(*run->estate->arena->unwind, 1);
}

bool is_broken(const struct resource *r)
{
    if (r->health == INQ_DELETED)
        return !(r->diagnosis && r->diagnosis->uncounted);
    return r->health == INQ_DEGRADED || r->health == INQ_FAILED;
}

static bool is_well(const struct resource *r)
{
    return r->health == INQ_HEALTHY || r->health == INQ_SUSPENDED;
}

static uint32_t number_of(const struct estate *e, const struct resource *r)
{
    return (uint32_t)(r - e->items) + 1;
}

static struct diagnosis *suspect(struct verdict_run *run, struct resource *r)
{
    struct estate *e = run->estate;
    if (r->diagnosis)
        return r->diagnosis;
    r->diagnosis = arena_must(e->arena, 1, sizeof *r->diagnosis);
    r->diagnosis->since_at = r->diagnosis->since_after = CLOCK_NONE;
    if (!ARENA_GROW(e->arena, run->suspects, run->suspect_cap, run->n_suspects))
        out_of_memory(run);
    run->suspects[run->n_suspects++] = number_of(e, r);
    return r->diagnosis;
}

struct fact_ref telling_fact(const struct estate *e, const struct resource *r)
{
    static const uint16_t usual[] = {FACT_RUNTIME, FACT_STATUS, FACT_STAGE, FACT_STATE};
    struct fact_ref ref = {0};
    const struct verdict_row *row = r->row == UINT16_MAX ? NULL : &e->kinds->verdicts.rows[r->row];
    if (row && row->n_tests && resource_fact(e, r, row->tests[0].fact, &ref).ptr)
        return ref;
    const bool by_status = row && !row->runtime && row->replicas == REPLICAS_ANY;
    if (by_status && resource_fact(e, r, FACT_STATUS, &ref).len)
        return ref;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (resource_fact(e, r, usual[i], &ref).len)
            return ref;
    return (struct fact_ref){0};
}

/* ---- judging ------------------------------------------------------------------------------ */

/* A schedule can only be missed by a value long enough to hold a time. */
static bool may_be_overdue(const struct estate *e, const struct resource *r)
{
    return e->as_of != CLOCK_NONE && resource_fact(e, r, FACT_RUNTIME, NULL).len >= 15;
}

/** Is there nothing more to look for in what one record says? */
static bool is_plain(const struct estate *e, const struct resource *r)
{
    return r->n_observations == 1 && !r->told && !may_be_overdue(e, r);
}

/** A value that no row of the verdict table knows is named where it was read. */
static void name_unknown(struct estate *e, const struct resource *r)
{
    struct fact_ref ref = {0};
    const uint16_t fact = r->row == UINT16_MAX ? 0 : e->kinds->verdicts.rows[r->row].unknown;
    const inq_str value = fact ? resource_fact(e, r, fact, &ref) : STR_NONE;
    if (!ref.fact || !value.len)
        return;
    struct diags *diags = &e->parts[ref.observation->part]->diags;
    diag_add(diags, 402, ref.fact->line, ref.fact->column, "%.*s %.*s",
             STR_ARG(e->kinds->schema.facts[fact].name), STR_ARG(value));
}

static void judge_all(struct verdict_run *run)
{
    struct estate *e = run->estate;
    for (size_t i = 0; i < e->n; i++) {
        struct resource *r = &e->items[i];
        if (!r->states)
            continue;
        r->health = r->own_health; /* as it was read */
        const bool plain = is_plain(e, r);
        if (plain && r->own_health == INQ_HEALTHY)
            continue;
        resource_judge(e, r);
        name_unknown(e, r);
        if (run->unchanged && run->unchanged(run->unchanged_self, r))
            continue;
        if (r->health != INQ_HEALTHY || !plain)
            suspect(run, r);
    }
}

/** A deletion counts if something that lives names it, or if it was seen alive before. */
static bool is_missed(const struct estate *e, const struct resource *r)
{
    for (const struct edge *x = relation_at(e, r->first_in); x; x = relation_at(e, x->next_in))
        if (estate_get(e, x->from)->health != INQ_DELETED)
            return true;
    const int64_t gone = observed_at(e, r->newest);
    for (const struct observation *o = r->newest->older; o; o = o->older)
        if ((o->flags & OBSERVED_STATE) && o->own_health != INQ_DELETED && gone != CLOCK_NONE &&
            observed_at(e, o) != CLOCK_NONE && observed_at(e, o) < gone)
            return true;
    return false;
}

static bool was_asked_for(const struct estate *e, const struct resource *r)
{
    for (size_t i = 0; i < e->settings->n_names; i++)
        if (str_glob(e->settings->names[i], resource_name(r)))
            return true;
    return false;
}

static void count_deletions(struct verdict_run *run)
{
    struct estate *e = run->estate;
    for (size_t i = 0; i < run->n_suspects; i++) {
        struct resource *r = estate_get(e, run->suspects[i]);
        if (r->health == INQ_DELETED)
            r->diagnosis->uncounted = !is_missed(e, r) && !was_asked_for(e, r);
    }
}

static void find_since(const struct estate *e, const struct resource *r, struct diagnosis *d)
{
    for (const struct observation *o = r->newest; o; o = o->older) {
        const int64_t t = observed_at(e, o);
        if (!(o->flags & OBSERVED_STATE) || t == CLOCK_NONE)
            continue;
        if (o->own_health == INQ_HEALTHY && r->own_health != INQ_HEALTHY) {
            d->since_after = t;
            return;
        }
        d->since_at = t;
    }
}

/* ---- rules -------------------------------------------------------------------------------- */

static void keep_proof(struct verdict_run *run, struct finding *f, const struct proof *for_it,
                       const struct proof *against)
{
    struct proved *all = arena_must(run->estate->arena, for_it->n + against->n + 1, sizeof *all);
    for (size_t side = 0; side < 2; side++) {
        const struct proof *p = side ? against : for_it;
        for (size_t i = 0; i < p->n; i++)
            if (p->values[i].ref.fact)
                all[f->n_proved++] = (struct proved){p->values[i].ref, side == 1};
    }
    f->proved = all;
}

static void weigh(struct finding *f, const struct rule *rule, const struct estate_case *c,
                  struct proof *for_it)
{
    int level = (int)rule->confidence;
    f->raised = rule->raise && condition_holds(rule->raise, &c->base, for_it);
    f->lowered = rule->lower && condition_holds(rule->lower, &c->base, NULL);
    level += f->raised - f->lowered;
    f->confidence = (inq_confidence)(level < INQ_LOW    ? INQ_LOW
                                     : level > INQ_HIGH ? INQ_HIGH
                                                        : level);
}

static struct finding *fire(struct verdict_run *run, const struct rule *rule,
                            const struct estate_case *c, struct proof *proof)
{
    struct finding *f = arena_must(run->estate->arena, 1, sizeof *f);
    struct proof against = {.n = 0};
    *f = (struct finding){.rule = rule, .severity = rule->severity};
    for (size_t i = 0; i < proof->n; i++)
        f->n_when += proof->values[i].ref.fact != NULL;
    weigh(f, rule, c, proof);
    f->spoken_against = rule->against && condition_holds(rule->against, &c->base, &against);
    keep_proof(run, f, proof, &against);
    return f;
}

static void take_finding(struct resource *r, struct diagnosis *d, struct finding *f)
{
    if (d->last)
        d->last->next = f;
    else
        d->findings = f;
    d->last = f;
    if (f->suppressed || f->severity < f->rule->severity)
        return;
    if (f->severity >= INQ_SEVERITY_ERROR && r->health < INQ_DEGRADED)
        r->health = INQ_DEGRADED;
    if (f->rule->health > r->health)
        r->health = (uint8_t)f->rule->health;
}

/** May a finding decide where a failure is? A remark may not. */
static bool decides(const struct finding *f)
{
    return f->rule->phase != INQ_PHASE_NONE && f->severity > INQ_SEVERITY_INFO;
}

static bool has_phase(const struct diagnosis *d)
{
    for (const struct finding *f = d->findings; f; f = f->next)
        if (decides(f))
            return true;
    return false;
}

/** Does a finding tell more of a value that an envelope rests on? */
static bool tells_of(const struct finding *f, const struct rule *envelope, const struct fact *fact,
                     bool message)
{
    if (envelope->phase != INQ_PHASE_NONE && (f->rule->phase != envelope->phase || !decides(f)))
        return false;
    for (size_t i = 0; i < (message ? f->n_when : f->n_proved); i++)
        if (fact && f->proved[i].ref.fact == fact)
            return true;
    return false;
}

/** Is nothing left for an envelope to say? Each message that it rests on has to be told of by a
 *  finding before it; where it rests on none, any of its values will do. */
static bool is_opened(const struct rule_case *on, const struct rule *envelope,
                      const struct proof *proof, const struct finding *findings)
{
    size_t n_told = 0, n_messages = 0, n_messages_told = 0;
    for (size_t i = 0; i < proof->n; i++) {
        const uint16_t fact = proof->facts[i];
        const bool message = fact == FACT_TEXT || on->schema->facts[fact].text;
        bool told = false;
        for (const struct finding *f = findings; f && !told; f = f->next)
            told = tells_of(f, envelope, proof->values[i].ref.fact, message);
        n_told += told;
        n_messages += message;
        n_messages_told += message && told;
    }
    return n_messages ? n_messages_told == n_messages : n_told > 0;
}

/** What happened to something that is well now is over. */
static bool is_past(const struct estate *e, const struct resource *r, const struct finding *f)
{
    const struct schema *s = &e->kinds->schema;
    for (size_t i = 0; i < f->n_when; i++)
        if (!s->facts[s->paths[f->proved[i].ref.fact->path].fact].past)
            return false;
    return f->n_when && (r->own_health == INQ_HEALTHY || r->own_health == INQ_SUSPENDED);
}

static void try_rule(struct verdict_run *run, struct resource *r, const struct estate_case *c,
                     const struct rule *rule)
{
    struct proof proof;
    proof.n = 0;
    if (!condition_may_hold(rule->when, c->present) ||
        !condition_holds(rule->when, &c->base, &proof) ||
        (rule->envelope && is_opened(&c->base, rule, &proof, r->diagnosis->findings)))
        return;
    struct finding *f = fire(run, rule, c, &proof);
    f->resource = number_of(run->estate, r);
    if (is_past(run->estate, r, f))
        f->severity = INQ_SEVERITY_INFO;
    if (run->suppressions)
        f->suppressed = suppress_find(run->suppressions, rule->id,
                                      resource_id(run->estate, r, run->estate->arena));
    take_finding(r, r->diagnosis, f);
}

/** Rules about texts that none of the case's texts fits need not be tried. */
static uint64_t text_rules(const struct candidates *all, const struct estate_case *c, size_t word)
{
    uint64_t set = ~all->of_text[word];
    for (size_t i = 0; i < c->n_texts; i++) {
        const struct case_value v = {estate_text(c->estate, c->texts[i].fact->value), c->texts[i]};
        set |= candidates_of_text(all, &c->base, &v)[word];
    }
    return set;
}

static void run_rules(struct verdict_run *run, struct resource *r, enum round round)
{
    struct estate_case c;
    const struct candidates *all = &run->candidates;
    if (round == ROUND_OTHERWISE && has_phase(r->diagnosis))
        return;
    case_of_resource(&c, run, r);
    for (size_t w = 0; w < all->words; w++) {
        uint64_t set = candidates_word(all, round, c.there, c.n_there, w);
        set &= set ? text_rules(all, &c, w) : 0;
        for (; set; set &= set - 1) {
            if (round == ROUND_OTHERWISE && has_phase(r->diagnosis))
                return;
            try_rule(run, r, &c, run->rules->items[w * 64 + (size_t)__builtin_ctzll(set)]);
        }
    }
}

/** Is there any use in a round for this resource? */
static bool takes_part(struct verdict_run *run, const struct resource *r, enum round round)
{
    if (r->diagnosis->uncounted)
        return false;
    if (round == ROUND_NEIGHBOURS)
        return r->first_out || r->first_in || resource_kind(run->estate, r)->n_children;
    return round != ROUND_OTHERWISE || (is_broken(r) && !r->diagnosis->root);
}

static void run_round(struct verdict_run *run, enum round round)
{
    for (size_t i = 0; i < run->n_suspects; i++) {
        struct resource *r = estate_get(run->estate, run->suspects[i]);
        if (takes_part(run, r, round))
            run_rules(run, r, round);
    }
}

/** Does it speak of the input, if no dump lists its resource? */
static bool is_about_input(const struct estate *e, const struct observation *o)
{
    return o->flags & (FROM_LINES | ABOUT_INPUT) || observation_is_log(e, o);
}

static void rules_on_input(struct verdict_run *run, const struct observation *o)
{
    struct estate_case c;
    struct finding *first = NULL;
    const bool about_input = is_about_input(run->estate, o);
    case_of_input(&c, run, o);
    for (size_t i = 0; i < run->rules->n; i++) {
        const struct rule *rule = run->rules->items[i];
        struct proof proof;
        proof.n = 0;
        if (!(rule->manifest || (rule->about_input && about_input)) ||
            !condition_may_hold(rule->when, c.present) ||
            !condition_holds(rule->when, &c.base, &proof) ||
            (rule->envelope && is_opened(&c.base, rule, &proof, first)))
            continue;
        struct finding *f = fire(run, rule, &c, &proof);
        f->seen = o;
        f->next = first;
        first = f;
        if (!ARENA_GROW(run->estate->arena, run->about_inputs, run->input_cap, run->n_about_inputs))
            out_of_memory(run);
        run->about_inputs[run->n_about_inputs++] = f;
    }
}

/** Is this a manifest with settings, as it was last seen? */
static bool is_linted(const struct estate *e, const struct resource *r, const struct observation *o)
{
    const int64_t seen = observed_at(e, o);
    if (!r->linted || (seen != CLOCK_NONE && seen < observed_at(e, r->newest)))
        return false;
    for (size_t i = 0; i < o->n_facts; i++)
        if (e->kinds->schema.facts[fact_number(e, &o->facts[i])].linted)
            return true;
    return false;
}

/** What lines say of a resource that no dump lists is said about the input, and so is what is wrong
 *  with a manifest: that does not make its resource worse. */
static void judge_unlisted(struct verdict_run *run)
{
    const struct estate *e = run->estate;
    for (size_t i = 0; i < e->n; i++) {
        const struct resource *r = &e->items[i];
        for (const struct observation *o = r->states && !r->linted ? NULL : r->newest; o;
             o = o->older)
            if ((!r->states && is_about_input(e, o) && !observation_superseded(e, r, o)) ||
                is_linted(e, r, o))
                rules_on_input(run, o);
    }
}

/** Observations without a resource keep the numbers of their own part's strings. */
static void judge_inputs(struct verdict_run *run)
{
    struct estate *e = run->estate;
    for (size_t i = 0; i < e->n_parts; i++) {
        struct observation_walk w = part_walk(e->parts[i]);
        for (struct observation *o; e->parts[i]->n_about_input && (o = part_next(&w));) {
            if (!(o->flags & ABOUT_INPUT))
                continue;
            for (size_t k = 0; k < o->n_facts; k++)
                o->facts[k].value =
                    intern_put(&e->strings, intern_get(&e->parts[i]->strings, o->facts[k].value));
            rules_on_input(run, o);
        }
    }
}

/* ---- health from children ----------------------------------------------------------------- */

static inq_health passed_on(const struct resource *child)
{
    if (is_broken(child))
        return INQ_DEGRADED;
    return child->health == INQ_PROGRESSING ? INQ_PROGRESSING : INQ_HEALTHY;
}

static bool spread_once(struct verdict_run *run)
{
    struct estate *e = run->estate;
    bool changed = false;
    for (size_t i = 0; i < e->n_edges; i++) {
        const struct edge *x = &e->edges[i];
        struct resource *parent = estate_get(e, x->from), *child = estate_get(e, x->to);
        if (x->kind != EDGE_CHILD || !parent->states || !child->states || is_well(child))
            continue;
        const inq_health at_least = passed_on(child);
        if (parent->health >= at_least || parent->health == INQ_DELETED)
            continue;
        suspect(run, parent);
        parent->health = (uint8_t)at_least;
        changed = true;
    }
    return changed;
}

/** What is well but misses a part that a listing should show deserves a look, too. */
static void suspect_missing_children(struct verdict_run *run)
{
    struct estate *e = run->estate;
    for (size_t i = 0; e->has_scopes && i < e->n; i++) {
        struct resource *r = &e->items[i];
        struct missing_child missing[8];
        if (r->states && !r->diagnosis && resource_kind(e, r)->n_children &&
            relations_missing(e, r, missing, 8) && missing[0].listed)
            suspect(run, r);
    }
}

/* ---- roots -------------------------------------------------------------------------------- */

enum mark { UNSEEN, OPEN, DONE };

static bool has_builder_evidence(const struct estate *e, const struct resource *r)
{
    if (r->row != UINT16_MAX && e->kinds->verdicts.rows[r->row].builder)
        return true;
    for (const struct finding *f = r->diagnosis->findings; f; f = f->next)
        if (f->rule->phase == INQ_BUILDER && f->severity >= INQ_SEVERITY_ERROR)
            return true;
    return false;
}

/** Which of two candidates for a root counts more: the worse, then the one seen failing first,
 *  then the smaller id. */
static bool better_root(struct verdict_run *run, uint32_t a, uint32_t b)
{
    struct estate *e = run->estate;
    if (!b)
        return true;
    const struct resource *x = estate_get(e, a), *y = estate_get(e, b);
    if (x->health != y->health)
        return x->health > y->health;
    const int64_t s = x->diagnosis->since_at, t = y->diagnosis->since_at;
    if (s != t && s != CLOCK_NONE && t != CLOCK_NONE)
        return s < t;
    return str_cmp(resource_id(e, x, e->arena), resource_id(e, y, e->arena)) < 0;
}

/** How much the findings of a resource tell of what is wrong. */
static enum insight insight_of(const struct resource *r)
{
    enum insight most = TELLS_NOTHING;
    for (const struct finding *f = r->diagnosis ? r->diagnosis->findings : NULL; f; f = f->next) {
        const enum insight this = f->rule->bare       ? TELLS_NOTHING
                                  : f->rule->envelope ? TELLS_HOW
                                                      : TELLS_WHY;
        if (f->severity >= INQ_SEVERITY_ERROR && this > most)
            most = this;
    }
    return most;
}

static bool is_execution(const struct estate *e, const struct edge *x)
{
    return x->kind == EDGE_CHILD && resource_kind(e, estate_get(e, x->to))->execution;
}

/** Note of owners how much any execution of theirs tells. */
static void find_tellers(const struct estate *e)
{
    for (size_t i = 0; i < e->n_edges; i++) {
        const struct edge *x = &e->edges[i];
        struct diagnosis *owner = estate_get(e, x->from)->diagnosis;
        if (!owner || !is_execution(e, x))
            continue;
        const enum insight insight = insight_of(estate_get(e, x->to));
        if (insight > owner->executions)
            owner->executions = insight;
    }
}

/** An execution of which its owner, or another execution, tells more is how the owner failed; and
 *  so is one that only says that it failed, if the owner is known to have. */
static bool is_aspect(const struct estate *e, const struct edge *x)
{
    const struct resource *owner = estate_get(e, x->from);
    if (!is_execution(e, x))
        return false;
    const enum insight mine = insight_of(estate_get(e, x->to));
    return (mine == TELLS_NOTHING && owner->own_health >= INQ_DEGRADED) ||
           mine < insight_of(owner) || (owner->diagnosis && mine < owner->diagnosis->executions);
}

static void explain(struct verdict_run *run, uint32_t number, unsigned depth);

static uint32_t root_of(const struct estate *e, uint32_t number)
{
    const struct diagnosis *d = estate_get(e, number)->diagnosis;
    return d->root ? d->root : number;
}

static void consider(struct verdict_run *run, struct diagnosis *d, uint32_t other, const char *why,
                     unsigned depth)
{
    struct estate *e = run->estate;
    const struct resource *r = estate_get(e, other);
    if (!is_broken(r) || !r->diagnosis || r->diagnosis->mark == OPEN || depth > MAX_DEPTH)
        return;
    explain(run, other, depth + 1);
    const uint32_t root = root_of(e, other);
    if (root == d->root || root == run->path[depth] || !better_root(run, root, d->root))
        return;
    d->root = root;
    d->via = other;
    d->via_why = why;
}

/** A child may also be explained by what its parent suffers from outside. */
static void consider_parents(struct verdict_run *run, uint32_t number, struct diagnosis *d,
                             unsigned depth)
{
    struct estate *e = run->estate;
    for (const struct edge *x = relation_at(e, estate_get(e, number)->first_in); x;
         x = relation_at(e, x->next_in)) {
        const struct resource *parent = estate_get(e, x->from);
        if (x->kind != EDGE_CHILD || !is_broken(parent) || !parent->diagnosis)
            continue;
        if (has_builder_evidence(e, parent) || is_aspect(e, x)) {
            consider(run, d, x->from, "what it is a part of is broken", depth);
            continue;
        }
        for (const struct edge *y = relation_at(e, parent->first_out); y;
             y = relation_at(e, y->next_out)) {
            const uint32_t before = d->root;
            if (y->kind == EDGE_DEPENDS && y->to != number)
                consider(run, d, y->to, "what it is a part of is broken", depth);
            if (d->root != before)
                d->via = x->from;
        }
    }
}

/** What needs each other in a circle has that of the smallest id for its root. */
struct circle {
    uint32_t root, via;
    const char *why;
};

static bool is_open(const struct estate *e, uint32_t number)
{
    const struct diagnosis *d = estate_get(e, number)->diagnosis;
    return d && d->mark == OPEN;
}

/** The path leads from `other`, which the one at hand needs, to that one. */
static void close_circle(struct verdict_run *run, struct circle *c, uint32_t other, const char *why,
                         unsigned depth)
{
    const struct estate *e = run->estate;
    const struct arena_mark mark = arena_mark(e->arena);
    inq_str least = c->root ? resource_id(e, estate_get(e, c->root), e->arena) : STR_NONE;
    for (unsigned i = depth + 1; i-- > 0;) {
        const uint32_t mine = run->path[i];
        const inq_str id = resource_id(e, estate_get(e, mine), e->arena);
        if (!least.ptr || str_cmp(id, least) < 0) {
            least = id;
            *c = (struct circle){mine, other, why};
        }
        if (mine == other)
            break;
    }
    arena_rollback(e->arena, mark);
}

static void consider_needs(struct verdict_run *run, struct diagnosis *d, struct circle *c,
                           unsigned depth)
{
    const struct estate *e = run->estate;
    const uint32_t first = estate_get(e, run->path[depth])->first_out;
    for (const struct edge *x = relation_at(e, first); x; x = relation_at(e, x->next_out)) {
        const char *const why =
            x->kind == EDGE_CHILD ? "a part of it is broken" : "what it needs is broken";
        if (is_aspect(e, x))
            continue;
        if (is_broken(estate_get(e, x->to)) && is_open(e, x->to))
            close_circle(run, c, x->to, why, depth);
        else
            consider(run, d, x->to, why, depth);
    }
}

static void explain(struct verdict_run *run, uint32_t number, unsigned depth)
{
    struct estate *e = run->estate;
    const struct resource *r = estate_get(e, number);
    struct diagnosis *d = r->diagnosis;
    struct circle circle = {0};
    if (d->mark != UNSEEN)
        return;
    d->mark = OPEN;
    run->path[depth] = number;
    if (!has_builder_evidence(e, r)) {
        consider_needs(run, d, &circle, depth);
        if (!d->root)
            consider_parents(run, number, d, depth);
        if (!d->root && circle.root != number) {
            d->root = circle.root;
            d->via = circle.via;
            d->via_why = circle.why;
        }
    }
    d->mark = DONE;
}

/** What was thought to be a root may have found its own after. */
static void follow_roots(struct verdict_run *run)
{
    const struct estate *e = run->estate;
    for (size_t i = 0; i < run->n_suspects; i++) {
        struct diagnosis *d = estate_get(e, run->suspects[i])->diagnosis;
        for (unsigned n = 0; d->root && n < MAX_DEPTH; n++) {
            const uint32_t root = root_of(e, d->root);
            if (root == d->root || root == run->suspects[i])
                break;
            d->root = root;
        }
    }
}

static bool wants_root(const struct resource *r)
{
    return is_broken(r) || r->health == INQ_PROGRESSING || r->health == INQ_UNKNOWN;
}

static void add_number(struct verdict_run *run, uint32_t **list, size_t *n, size_t *cap,
                       uint32_t number)
{
    for (size_t i = 0; i < *n && i < 64; i++)
        if ((*list)[i] == number)
            return;
    if (!ARENA_GROW(run->estate->arena, *list, *cap, *n))
        out_of_memory(run);
    (*list)[(*n)++] = number;
}

static void find_roots(struct verdict_run *run)
{
    struct estate *e = run->estate;
    find_tellers(e);
    for (size_t i = 0; i < run->n_suspects; i++)
        if (wants_root(estate_get(e, run->suspects[i])))
            explain(run, run->suspects[i], 0);
    follow_roots(run);
    for (size_t i = 0; i < run->n_suspects; i++) {
        const uint32_t root = estate_get(e, run->suspects[i])->diagnosis->root;
        struct diagnosis *d = root ? estate_get(e, root)->diagnosis : NULL;
        if (d)
            add_number(run, &d->symptoms, &d->n_symptoms, &d->symptom_cap, run->suspects[i]);
    }
}

/** Healthy resources that need something broken. */
static void find_risks(struct verdict_run *run)
{
    struct estate *e = run->estate;
    for (size_t i = 0; i < e->n_edges; i++) {
        const struct edge *x = &e->edges[i];
        const struct resource *needed = estate_get(e, x->to);
        if (x->kind != EDGE_DEPENDS || estate_get(e, x->from)->health != INQ_HEALTHY ||
            !is_broken(needed) || !estate_get(e, x->from)->states)
            continue;
        struct diagnosis *d = estate_get(e, root_of(e, x->to))->diagnosis;
        add_number(run, &d->at_risk, &d->n_at_risk, &d->risk_cap, x->from);
    }
}

/* ---- phase and class ---------------------------------------------------------------------- */

static void adjust_confidence(struct diagnosis *d)
{
    int level = (int)d->cause->confidence;
    bool agreed = false, opposed = false;
    for (const struct finding *f = d->findings; f; f = f->next) {
        if (f == d->cause || f->rule->phase == INQ_PHASE_NONE ||
            f->rule->phase == INQ_UNDETERMINED || f->severity < INQ_SEVERITY_ERROR)
            continue;
        agreed |= f->rule->phase == d->phase;
        opposed |= f->rule->phase != d->phase;
    }
    level += (agreed ? 1 : 0) - (opposed ? 1 : 0);
    d->confidence = (inq_confidence)(level < INQ_LOW    ? INQ_LOW
                                     : level > INQ_HIGH ? INQ_HIGH
                                                        : level);
}

/** How well a finding tells where and why something failed: the less, the better. What the builder
 *  refused was never run, so its errors come first; it may warn of what did not stop it. */
static unsigned rank(const struct finding *f)
{
    const bool error = f->severity >= INQ_SEVERITY_ERROR;
    if (f->rule->phase == INQ_BUILDER)
        return error ? 0 : 4;
    if (f->rule->phase == INQ_UNDETERMINED)
        return 5;
    if (f->rule->envelope)
        return 3;
    return error ? 1 : 2;
}

static const struct finding *cause_of(const struct diagnosis *d)
{
    const struct finding *cause = NULL;
    for (const struct finding *f = d->findings; f; f = f->next)
        if (decides(f) && (!cause || rank(f) < rank(cause)))
            cause = f;
    return cause;
}

/** May the cause be this as well? It names another one, and is more than a sign of failure. */
static bool is_alternative(const struct diagnosis *d, const struct finding *f)
{
    return f != d->cause && !f->suppressed && decides(f) && f->severity >= INQ_SEVERITY_ERROR &&
           !f->rule->envelope && !f->rule->otherwise && !str_eq(f->rule->klass, STR("unknown")) &&
           !str_eq(f->rule->klass, d->cause->rule->klass);
}

static void rank_hypotheses(struct diagnosis *d)
{
    uint32_t n = 1;
    for (struct finding *f = d->findings; f; f = f->next)
        f->hypothesis = f == d->cause;
    for (int level = INQ_HIGH; level >= INQ_LOW; level--)
        for (struct finding *f = d->findings; f; f = f->next)
            if ((int)f->confidence == level && is_alternative(d, f))
                f->hypothesis = ++n;
}

static void decide(struct resource *r)
{
    struct diagnosis *d = r->diagnosis;
    if (is_well(r) || r->health == INQ_PROGRESSING)
        return;
    d->phase = INQ_UNDETERMINED;
    d->klass = r->health == INQ_DELETED ? STR("deleted") : STR("unknown");
    d->cause = cause_of(d);
    if (!d->cause)
        return;
    d->phase = d->cause->rule->phase;
    d->klass = d->cause->rule->klass;
    adjust_confidence(d);
    rank_hypotheses(d);
}

static void decide_all(struct verdict_run *run)
{
    struct estate *e = run->estate;
    for (size_t i = 0; i < run->n_suspects; i++)
        decide(estate_get(e, run->suspects[i]));
    for (size_t i = 0; i < run->n_suspects; i++) {
        const struct resource *r = estate_get(e, run->suspects[i]);
        struct diagnosis *d = r->diagnosis;
        if (!d->root || d->phase == INQ_PHASE_NONE)
            continue;
        const struct diagnosis *root = estate_get(e, d->root)->diagnosis;
        d->phase = root->phase;
        d->confidence = root->confidence;
        if (!d->cause)
            d->klass = STR("dependency");
    }
}

/* ---- what is suppressed ------------------------------------------------------------------- */

/** Is something bad found that nobody accepted? */
static bool has_more_to_say(const struct diagnosis *d)
{
    const struct finding *f = d->findings;
    while (f && (f->suppressed || f->rule->severity < INQ_SEVERITY_ERROR))
        f = f->next;
    return f != NULL;
}

/** What is explained by a suppressed root is excused with it. */
static void excuse_all(struct verdict_run *run)
{
    struct estate *e = run->estate;
    for (size_t i = 0; i < run->n_suspects; i++) {
        const struct resource *r = estate_get(e, run->suspects[i]);
        struct diagnosis *d = r->diagnosis;
        if (r->health != INQ_HEALTHY)
            d->accepted = suppress_verdict(run->suppressions, resource_id(e, r, e->arena));
        d->excused = d->accepted || (d->cause && d->cause->suppressed && !has_more_to_say(d));
    }
    for (size_t i = 0; i < run->n_suspects; i++) {
        struct diagnosis *d = estate_get(e, run->suspects[i])->diagnosis;
        d->excused |= d->root && estate_get(e, d->root)->diagnosis->excused;
    }
}

void diagnose(struct verdict_run *run)
{
    struct estate *e = run->estate;
    cases_init(run);
    relations_build(e);
    judge_all(run);
    count_deletions(run);
    judge_inputs(run);
    judge_unlisted(run);
    suspect_missing_children(run);
    for (size_t i = 0; i < run->n_suspects; i++) {
        struct resource *r = estate_get(e, run->suspects[i]);
        find_since(e, r, r->diagnosis);
    }
    run_round(run, ROUND_OWN);
    while (spread_once(run))
        ;
    run_round(run, ROUND_NEIGHBOURS);
    find_roots(run);
    run_round(run, ROUND_OTHERWISE);
    find_risks(run);
    decide_all(run);
    if (run->suppressions)
        excuse_all(run);
}
