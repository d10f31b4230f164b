/* SPDX-License-Identifier: MIT */
/* Everything a report shows passes through here, and so does redaction: values, excerpts, titles
 * and gaps are cleaned when they are made, never later. */
#include "freeze.h"

#include "case.h"
#include "clock.h"
#include "slices.h"
#include "str.h"

#include <stdlib.h>

#define MAX_EVIDENCE 64
#define MAX_GAPS 64

static void *make(struct freezer *f, size_t n, size_t size)
{
    return arena_must(f->arena, n, size);
}

/* Most lists of most resources hold nothing, or one thing. */
static void sort(void *items, size_t n, size_t size, int (*order)(const void *, const void *))
{
    if (n > 1)
        qsort(items, n, size, order);
}

/* ---- texts -------------------------------------------------------------------------------- */

/** The text of an interned string, redacted. */
static inq_str interned_text(struct freezer *f, uint32_t id)
{
    const size_t slot = id % (sizeof f->lately / sizeof *f->lately);
    if (f->lately[slot].id != id) {
        f->lately[slot].text = redact(&f->redactor, estate_text(f->run->estate, id));
        f->lately[slot].id = id;
    }
    return f->lately[slot].text;
}

static inq_str fact_text(struct freezer *f, const struct resource *r, uint16_t fact)
{
    struct fact_ref ref;
    const inq_str text = resource_fact(f->run->estate, r, fact, &ref);
    return text.len ? interned_text(f, ref.fact->value) : STR_NONE;
}

/* ---- evidence ----------------------------------------------------------------------------- */

struct evidence_list {
    struct freezer *freezer;
    inq_evidence *items[MAX_EVIDENCE];
    struct fact_ref refs[MAX_EVIDENCE];
    size_t n;
};

/** Most lists stay short, so the rest of them is left as it is. */
static void start_evidence(struct evidence_list *l, struct freezer *f)
{
    l->freezer = f;
    l->n = 0;
}

static const inq_excerpt *freeze_excerpt(struct freezer *f, struct fact_ref ref)
{
    struct observation *o = (struct observation *)(uintptr_t)ref.observation;
    struct excerpt from;
    if (!(o->flags & HAS_SLICES) ||
        !slices_quote(*observation_slices(o), ref.fact->line, ref.fact->column, &from))
        return NULL;
    inq_str *text = make(f, from.n, sizeof *text);
    for (uint32_t i = 0; i < from.n; i++)
        text[i] = redact(&f->redactor, from.line[i]);
    inq_excerpt *e = make(f, 1, sizeof *e);
    *e = (inq_excerpt){
        .size = sizeof *e, .first_line = from.first_line, .text = text, .n_text = from.n};
    return e;
}

static inq_evidence *freeze_evidence(struct freezer *f, struct fact_ref ref, inq_supports supports)
{
    const struct estate *e = f->run->estate;
    const struct path_info *path = &e->kinds->schema.paths[ref.fact->path];
    inq_evidence *x = make(f, 1, sizeof *x);
    *x = (inq_evidence){.size = sizeof *x,
                        .line = ref.fact->line,
                        .column = ref.fact->column,
                        .supports = supports,
                        .input = e->parts[ref.observation->part]->path,
                        .path = path->text,
                        .fact = e->kinds->schema.facts[path->fact].name,
                        .value = interned_text(f, ref.fact->value),
                        .excerpt = freeze_excerpt(f, ref)};
    return x;
}

static void add_evidence(struct evidence_list *l, struct fact_ref ref, inq_supports supports)
{
    if (!ref.fact || l->n == MAX_EVIDENCE)
        return;
    for (size_t i = 0; i < l->n; i++) {
        const bool same_place = l->refs[i].observation->part == ref.observation->part &&
                                l->refs[i].fact->line == ref.fact->line &&
                                l->refs[i].fact->column == ref.fact->column;
        if (same_place && l->items[i]->supports == supports)
            return;
    }
    l->refs[l->n] = ref;
    l->items[l->n++] = freeze_evidence(l->freezer, ref, supports);
}

static int by_place(const void *a, const void *b)
{
    const inq_evidence *const *x = a, *const *y = b;
    if ((*x)->supports != (*y)->supports)
        return (*x)->supports < (*y)->supports ? -1 : 1;
    const int input = str_cmp((*x)->input, (*y)->input);
    if (input)
        return input;
    if ((*x)->line != (*y)->line)
        return (*x)->line < (*y)->line ? -1 : 1;
    return (*x)->column < (*y)->column ? -1 : (*x)->column > (*y)->column;
}

static const inq_evidence *const *end_evidence(struct evidence_list *l, size_t *n)
{
    const inq_evidence **items = make(l->freezer, l->n + 1, sizeof *items);
    for (size_t i = 0; i < l->n; i++)
        items[i] = l->items[i];
    sort(items, l->n, sizeof *items, by_place);
    *n = l->n;
    return items;
}

/* ---- evidence of a resource --------------------------------------------------------------- */

static void evidence_of_health(struct evidence_list *l, const struct resource *r)
{
    const struct estate *e = l->freezer->run->estate;
    const struct verdict_row *row = r->row == UINT16_MAX ? NULL : &e->kinds->verdicts.rows[r->row];
    struct fact_ref ref = {0};
    add_evidence(l, telling_fact(e, r), INQ_FOR_HEALTH);
    if ((!row || row->status || r->health == INQ_HEALTHY) &&
        resource_fact(e, r, FACT_STATUS, &ref).len)
        add_evidence(l, ref, INQ_FOR_HEALTH);
    if ((!row || row->runtime || r->health == INQ_HEALTHY) &&
        resource_fact(e, r, FACT_RUNTIME, &ref).len)
        add_evidence(l, ref, INQ_FOR_HEALTH);
}

/** A resource that is worse than its own facts say owes it to children. */
static void evidence_of_children(struct evidence_list *l, const struct resource *r)
{
    const struct estate *e = l->freezer->run->estate;
    if (r->health <= r->own_health)
        return;
    for (const struct edge *x = relation_at(e, r->first_out); x; x = relation_at(e, x->next_out)) {
        const struct resource *child = estate_get(e, x->to);
        if (x->kind == EDGE_CHILD && (is_broken(child) || child->health == r->health))
            add_evidence(l, telling_fact(e, child), INQ_FOR_HEALTH);
    }
}

/** What a remark rests on says nothing of the verdict. */
static void evidence_of_findings(struct evidence_list *l, const struct resource *r)
{
    const struct diagnosis *d = r->diagnosis;
    for (const struct finding *f = d ? d->findings : NULL; f; f = f->next)
        for (size_t i = 0; i < f->n_proved && f->severity > INQ_SEVERITY_INFO; i++) {
            const struct proved *p = &f->proved[i];
            const inq_supports supports = p->against      ? INQ_AGAINST
                                          : f == d->cause ? INQ_FOR_PHASE
                                                          : INQ_FOR_CLASS;
            add_evidence(l, p->ref, supports);
        }
}

static void evidence_of_relations(struct evidence_list *l, const struct resource *r)
{
    const struct estate *e = l->freezer->run->estate;
    for (const struct edge *x = relation_at(e, r->first_out); x; x = relation_at(e, x->next_out))
        if (x->fact && x->seen)
            add_evidence(l, (struct fact_ref){x->fact, x->seen}, INQ_FOR_RELATION);
}

/** What other observations say that is better than what counts. */
static void evidence_against(struct evidence_list *l, const struct resource *r)
{
    const struct estate *e = l->freezer->run->estate;
    const uint16_t facts[] = {FACT_STATUS, FACT_RUNTIME};
    for (size_t k = 0; k < 2; k++) {
        struct fact_ref mine = {0};
        resource_fact(e, r, facts[k], &mine);
        for (const struct observation *o = r->newest; o && mine.fact; o = o->older)
            for (size_t i = 0; i < o->n_facts; i++)
                if (fact_number(e, &o->facts[i]) == facts[k] && o->own_health == INQ_HEALTHY &&
                    o->facts[i].value != mine.fact->value && estate_text(e, o->facts[i].value).len)
                    add_evidence(l, (struct fact_ref){&o->facts[i], o}, INQ_AGAINST);
    }
}

static void freeze_all_evidence(struct freezer *f, const struct resource *r, inq_resource *into)
{
    struct evidence_list l;
    start_evidence(&l, f);
    evidence_of_health(&l, r);
    if (r->diagnosis) {
        evidence_of_findings(&l, r);
        evidence_of_children(&l, r);
    }
    evidence_of_relations(&l, r);
    if (r->own_health != INQ_HEALTHY)
        evidence_against(&l, r);
    into->evidence = end_evidence(&l, &into->n_evidence);
}

/* ---- findings ----------------------------------------------------------------------------- */

/** The texts of a finding, with the words of its case put in. */
struct finding_text {
    inq_str title, remedy, missing;
};

static void case_of(struct freezer *f, const struct finding *from, struct estate_case *c)
{
    if (from->resource)
        case_of_resource(c, f->run, estate_get(f->run->estate, from->resource));
    else
        case_of_input(c, f->run, from->seen);
}

static inq_str missing_of(struct freezer *f, const struct finding *from)
{
    struct estate_case c;
    if (!from->resource || !from->rule->missing.ptr || from->raised)
        return STR_NONE;
    case_of(f, from, &c);
    return template_fill(f->arena, from->rule->missing,
                         &(struct template_words){case_word, &c, true});
}

static struct finding_text text_of(struct freezer *f, const struct finding *from)
{
    struct estate_case c;
    case_of(f, from, &c);
    const struct template_words said = {case_word, &c, false}, commands = {case_word, &c, true};
    return (struct finding_text){.title = template_fill(f->arena, from->rule->title, &said),
                                 .remedy = template_fill(f->arena, from->rule->remedy, &commands),
                                 .missing = missing_of(f, from)};
}

static inq_str basis(struct freezer *f, const struct proved *p)
{
    const struct estate *e = f->run->estate;
    const inq_str parts[] = {e->kinds->schema.facts[fact_number(e, p->ref.fact)].name, STR(" "),
                             interned_text(f, p->ref.fact->value)};
    return str_join(f->arena, parts, 3);
}

static void freeze_basis(struct freezer *f, const struct finding *from, inq_str missing,
                         inq_finding *into)
{
    inq_str *texts = make(f, from->n_proved + 2, sizeof *texts);
    size_t n = 0;
    for (size_t side = 0; side < 2; side++) {
        const size_t start = n;
        for (size_t i = 0; i < from->n_proved; i++)
            if (from->proved[i].against == (side == 1))
                texts[n++] = basis(f, &from->proved[i]);
        *(side ? &into->basis_against : &into->basis_for) = texts + start;
        *(side ? &into->n_basis_against : &into->n_basis_for) = n - start;
    }
    if (missing.len) {
        texts[n] = redact(&f->redactor, missing);
        into->basis_missing = texts + n;
        into->n_basis_missing = 1;
    }
}

const inq_finding *freeze_finding(struct freezer *f, const struct finding *from, inq_str id)
{
    const struct rule *rule = from->rule;
    const struct finding_text text = text_of(f, from);
    struct evidence_list l;
    inq_finding *x = make(f, 1, sizeof *x);
    *x = (inq_finding){.size = sizeof *x,
                       .severity = from->severity,
                       .phase = rule->phase,
                       .confidence = from->confidence,
                       .rule = rule->id,
                       .signature = rule->signature,
                       .klass = rule->klass,
                       .title = redact(&f->redactor, text.title),
                       .remedy = redact(&f->redactor, text.remedy),
                       .source = rule->source,
                       .resource = id,
                       .hypothesis = from->hypothesis};
    freeze_basis(f, from, text.missing, x);
    start_evidence(&l, f);
    for (size_t i = 0; i < from->n_proved; i++)
        add_evidence(&l, from->proved[i].ref,
                     from->proved[i].against         ? INQ_AGAINST
                     : rule->phase != INQ_PHASE_NONE ? INQ_FOR_PHASE
                                                     : INQ_FOR_CLASS);
    x->evidence = end_evidence(&l, &x->n_evidence);
    return x;
}

static void freeze_findings(struct freezer *f, const struct resource *r, inq_resource *into)
{
    const struct diagnosis *d = r->diagnosis;
    size_t n = 0;
    for (const struct finding *x = d ? d->findings : NULL; x; x = x->next)
        n++;
    const inq_finding **all = make(f, n + 1, sizeof *all);
    for (const struct finding *x = d ? d->findings : NULL; x; x = x->next) {
        all[into->n_findings] = freeze_finding(f, x, into->id);
        if (x == d->cause)
            into->cause = all[into->n_findings];
        into->n_findings++;
    }
    into->findings = all;
}

/* ---- gaps --------------------------------------------------------------------------------- */

struct gap_list {
    struct freezer *freezer;
    inq_str items[MAX_GAPS];
    size_t n;
};

static void add_gap(struct gap_list *l, inq_str text)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i], text))
            return;
    if (text.len && l->n < MAX_GAPS)
        l->items[l->n++] = redact(&l->freezer->redactor, text);
}

static inq_str identity_word(const void *self, inq_str word)
{
    const struct identity *id = self;
    if (str_eq(word, STR("type")))
        return id->type;
    if (str_eq(word, STR("name")))
        return id->name;
    return str_eq(word, STR("workspace")) ? id->workspace : STR_NONE;
}

static inq_str command_for(struct freezer *f, inq_str command, const struct identity *id)
{
    return template_fill(f->arena, command, &(struct template_words){identity_word, id, true});
}

static void gap_of_identity(struct gap_list *l, const struct identity *id, inq_str what)
{
    struct freezer *f = l->freezer;
    const inq_str command =
        command_for(f, kinds_commands(f->run->estate->kinds, id->type).list, id);
    const inq_str parts[] = {what,   id->type, STR(" "), id->name, STR(" is not in the dumps: "),
                             command};
    add_gap(l, str_join(f->arena, parts, sizeof parts / sizeof *parts));
}

static void gaps_of_neighbours(struct gap_list *l, const struct resource *r)
{
    struct estate *e = l->freezer->run->estate;
    struct missing_child missing[8];
    struct identity unseen[16];
    const size_t n_missing = relations_missing(e, r, missing, 8);
    for (size_t i = 0; i < n_missing; i++) {
        const struct identity id = {
            .name = missing[i].name, .type = missing[i].type, .workspace = missing[i].workspace};
        gap_of_identity(l, &id, STR("its "));
    }
    const size_t n_unseen = relations_unseen(e, r, &l->freezer->run->regex, unseen, 16);
    for (size_t i = 0; i < n_unseen; i++)
        gap_of_identity(l, &unseen[i], STR("the "));
}

/** Does this nature of thing tell its state by facts of its own, without status and runtime? */
static bool states_otherwise(const struct estate *e, const struct resource *r)
{
    const struct verdict_row *row = r->row == UINT16_MAX ? NULL : &e->kinds->verdicts.rows[r->row];
    return row && row->natures && row->n_tests && !row->status && !row->runtime;
}

static void gaps_of_state(struct gap_list *l, const struct resource *r)
{
    struct freezer *f = l->freezer;
    const struct estate *e = f->run->estate;
    const struct identity id = {.name = resource_name(r),
                                .type = resource_type(e, r),
                                .workspace = resource_workspace(e, r)};
    const bool otherwise = states_otherwise(e, r);
    if (!otherwise && !resource_fact(e, r, FACT_STATUS, NULL).len && r->health != INQ_DELETED)
        add_gap(l,
                str_format(f->arena, "its status is not in the dumps: %.*s",
                           STR_ARG(command_for(f, kinds_commands(e->kinds, id.type).list, &id))));
    if (!otherwise && r->health == INQ_UNKNOWN && !resource_fact(e, r, FACT_RUNTIME, NULL).len)
        add_gap(l,
                str_format(f->arena, "its runtime is not in the dumps: %.*s",
                           STR_ARG(command_for(f, kinds_commands(e->kinds, id.type).list, &id))));
    if (r->row != UINT16_MAX && e->kinds->verdicts.rows[r->row].ages &&
        observed_at(e, r->newest) == CLOCK_NONE)
        add_gap(l, STR("no capture time: how long it waits is not known"));
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const inq_str *)a, *(const inq_str *)b);
}

static void freeze_gaps(struct freezer *f, const struct resource *r, inq_resource *into)
{
    struct gap_list l;
    l.freezer = f;
    l.n = 0;
    for (const struct finding *x = r->diagnosis ? r->diagnosis->findings : NULL; x; x = x->next)
        add_gap(&l, missing_of(f, x));
    gaps_of_neighbours(&l, r);
    gaps_of_state(&l, r);
    inq_str *gaps = make(f, l.n + 1, sizeof *gaps);
    memcpy(gaps, l.items, l.n * sizeof *gaps);
    sort(gaps, l.n, sizeof *gaps, by_text);
    into->gaps = gaps;
    into->n_gaps = l.n;
}

/* ---- relations ---------------------------------------------------------------------------- */

static int by_target(const void *a, const void *b)
{
    const inq_relation *const *x = a, *const *y = b;
    const int to = str_cmp((*x)->to, (*y)->to);
    return to ? to : str_cmp((*x)->kind, (*y)->kind);
}

static inq_relation *freeze_edge(struct freezer *f, const struct edge *x, bool out)
{
    static const char *const words[2][2] = {{"parent", "required-by"}, {"child", "depends-on"}};
    const struct estate *e = f->run->estate;
    inq_relation *r = make(f, 1, sizeof *r);
    *r = (inq_relation){.size = sizeof *r,
                        .to = resource_id(e, estate_get(e, out ? x->to : x->from), f->arena),
                        .kind = str_of(words[out][x->kind == EDGE_DEPENDS]),
                        .why = x->why};
    return r;
}

static void freeze_relations(struct freezer *f, const struct resource *r, inq_resource *into)
{
    const struct estate *e = f->run->estate;
    size_t n = 0;
    for (const struct edge *x = relation_at(e, r->first_out); x; x = relation_at(e, x->next_out))
        n++;
    for (const struct edge *x = relation_at(e, r->first_in); x; x = relation_at(e, x->next_in))
        n++;
    const inq_relation **all = make(f, n + 1, sizeof *all);
    n = 0;
    for (const struct edge *x = relation_at(e, r->first_out); x; x = relation_at(e, x->next_out))
        all[n++] = freeze_edge(f, x, true);
    for (const struct edge *x = relation_at(e, r->first_in); x; x = relation_at(e, x->next_in))
        all[n++] = freeze_edge(f, x, false);
    sort(all, n, sizeof *all, by_target);
    into->relations = all;
    into->n_relations = n;
}

/* ---- the resource ------------------------------------------------------------------------- */

static inq_str reason_of(struct freezer *f, const struct resource *r)
{
    const struct estate *e = f->run->estate;
    const struct diagnosis *d = r->diagnosis;
    if (r->aged)
        return STR("it has waited for too long");
    if (r->health > r->own_health && d && d->root)
        return str_of(d->via_why);
    for (const struct finding *x = d && r->health > r->own_health ? d->findings : NULL; x;
         x = x->next)
        if (!x->suppressed && (x->severity >= INQ_SEVERITY_ERROR || x->rule->health >= 0))
            return redact(&f->redactor, text_of(f, x).title);
    if (r->health > r->own_health)
        return STR("a part of it is not well");
    if (r->row == UINT16_MAX)
        return STR("no verdict fits its facts");
    return e->kinds->verdicts.rows[r->row].reason;
}

void freeze_state(struct freezer *f, const struct resource *r, inq_resource *into)
{
    into->status = value_printed(f->arena, fact_text(f, r, FACT_STATUS));
    into->runtime = value_printed(f->arena, fact_text(f, r, FACT_RUNTIME));
    into->builder_stage = value_printed(f->arena, fact_text(f, r, FACT_STAGE));
    into->builder_wanted = fact_text(f, r, FACT_WANTED);
    into->builder_processed = fact_text(f, r, FACT_PROCESSED);
    into->builder_info = fact_text(f, r, FACT_INFO);
}

static inq_str or_none(inq_str s)
{
    return s.len ? s : STR_NONE;
}

void freeze_head(struct freezer *f, uint32_t number, inq_resource *into)
{
    struct estate *e = f->run->estate;
    struct resource *r = estate_get(e, number);
    const struct diagnosis *d = r->diagnosis;
    *into = (inq_resource){.size = sizeof *into,
                           .health = (inq_health)r->health,
                           .id = resource_id(e, r, f->arena),
                           .type = resource_type(e, r),
                           .version = or_none(resource_version(e, r)),
                           .name = resource_name(r),
                           .workspace = or_none(resource_workspace(e, r)),
                           .owner = or_none(interned_text(f, resource_owner(e, r))),
                           .reason = reason_of(f, r),
                           .counted = !(d && d->uncounted),
                           .suppressed = d && d->excused};
    if (!d)
        return;
    into->phase = d->phase;
    into->confidence = d->confidence;
    into->klass = d->klass;
    into->since_at = clock_text(f->arena, d->since_at);
    into->since_after = clock_text(f->arena, d->since_after);
}

void freeze_rest(struct freezer *f, uint32_t number, inq_resource *into)
{
    const struct resource *r = estate_get(f->run->estate, number);
    freeze_state(f, r, into);
    freeze_findings(f, r, into);
    freeze_all_evidence(f, r, into);
    freeze_gaps(f, r, into);
    freeze_relations(f, r, into);
}

static int by_id(const void *a, const void *b)
{
    return str_cmp(*(const inq_str *)a, *(const inq_str *)b);
}

static int by_health(const void *a, const void *b)
{
    const inq_resource *const *x = a, *const *y = b;
    if ((*x)->health != (*y)->health)
        return (*x)->health > (*y)->health ? -1 : 1;
    return str_cmp((*x)->id, (*y)->id);
}

inq_resource *freeze_lasting(struct freezer *f, uint32_t number)
{
    const struct resource *r = estate_get(f->run->estate, number);
    struct diagnosis *d = r->diagnosis;
    if (d->frozen || r->health == INQ_HEALTHY)
        return d->frozen;
    if (!ARENA_GROW(f->arena, f->lasting, f->lasting_cap, f->n_lasting))
        longjmp(*f->arena->unwind, 1);
    f->lasting[f->n_lasting++] = number;
    d->frozen = make(f, 1, sizeof *d->frozen);
    freeze_head(f, number, d->frozen);
    return d->frozen;
}

void freeze_references(struct freezer *f, uint32_t number)
{
    const struct estate *e = f->run->estate;
    const struct diagnosis *d = estate_get(e, number)->diagnosis;
    inq_resource *into = d->frozen;
    if (d->root) {
        into->root = freeze_lasting(f, d->root);
        into->via = freeze_lasting(f, d->via);
        into->via_why = str_of(d->via_why);
    }
    const inq_resource **symptoms = make(f, d->n_symptoms + 1, sizeof *symptoms);
    for (size_t i = 0; i < d->n_symptoms; i++)
        symptoms[i] = freeze_lasting(f, d->symptoms[i]);
    sort(symptoms, d->n_symptoms, sizeof *symptoms, by_health);
    inq_str *risks = make(f, d->n_at_risk + 1, sizeof *risks);
    for (size_t i = 0; i < d->n_at_risk; i++)
        risks[i] = resource_id(e, estate_get(e, d->at_risk[i]), f->arena);
    sort(risks, d->n_at_risk, sizeof *risks, by_id);
    into->symptoms = symptoms;
    into->n_symptoms = d->n_symptoms;
    into->at_risk = risks;
    into->n_at_risk = d->n_at_risk;
}
