/* SPDX-License-Identifier: MIT */
/* Conditions are compiled once into small trees of numbers; a case answers for the values of a
 * fact, so the same code serves the estate, inputs without a resource and a rule's own test. */
#include "rule.h"

#include "case.h"
#include "clock.h"
#include "cron.h"
#include "str.h"

struct reader {
    struct rules *rules;
    struct kinds *kinds;
    struct arena *arena;
    struct diags *diags;
    bool bad;    /* the rule that is read has a fault and is left out */
    bool remark; /* it only remarks on something */
};

static const char *const phases[] = {"none", "builder", "runtime", "undetermined"};
static const char *const severities[] = {"info", "warning", "error", "critical"};
static const char *const confidences[] = {"low", "medium", "high"};

const char *phase_word(inq_phase p)
{
    return phases[p];
}

const char *severity_word(inq_severity s)
{
    return severities[s];
}

const char *confidence_word(inq_confidence c)
{
    return confidences[c];
}

static void fault(struct reader *r, unsigned code, const struct tree *at, const char *what)
{
    diag_add(r->diags, code, at->line, at->column, "%s", what);
    r->bad = true;
}

/** Index of a word in a table, or `otherwise` (with a diagnostic when the word is there). */
static int word_index(struct reader *r, const struct tree *at, const char *const *words, int n,
                      int otherwise)
{
    const inq_str word = tree_text(at);
    for (int i = 0; i < n; i++)
        if (str_eq(word, str_of(words[i])))
            return i;
    if (at)
        fault(r, 504, at, "this word is not allowed here");
    return otherwise;
}

/* ---- derived facts ------------------------------------------------------------------------ */

static inq_str base_value(const struct rule_case *on, uint16_t fact, struct fact_ref *ref)
{
    struct case_value v[CASE_VALUES];
    const size_t n = on->values(on, fact, v, CASE_VALUES);
    *ref = n ? v[0].ref : (struct fact_ref){0};
    return n ? v[0].text : STR_NONE;
}

static inq_str number_text(const struct rule_case *on, bool there, uint64_t n)
{
    return there ? str_format(on->arena, "%llu", (unsigned long long)n) : STR_NONE;
}

static inq_str derive_word(const struct rule_case *on, const struct value *v)
{
    (void)on;
    return v->word;
}

static inq_str derive_count(const struct rule_case *on, const struct value *v)
{
    return number_text(on, v->has_count, v->count);
}

static inq_str derive_wanted(const struct rule_case *on, const struct value *v)
{
    return number_text(on, v->has_wanted, v->wanted);
}

static const struct {
    const char *name;
    enum known_fact from;
    inq_str (*derive)(const struct rule_case *on, const struct value *v);
} derivations[] = {
    {"status.word", FACT_STATUS, derive_word},
    {"runtime.word", FACT_RUNTIME, derive_word},
    {"replicas.ready", FACT_RUNTIME, derive_count},
    {"replicas.wanted", FACT_RUNTIME, derive_wanted},
};

uint16_t derived_from(const struct schema *s, uint16_t fact)
{
    for (size_t i = 0; i < sizeof derivations / sizeof *derivations; i++)
        if (str_eq(s->facts[fact].name, str_of(derivations[i].name)))
            return derivations[i].from;
    return 0;
}

static bool is_derived(inq_str name)
{
    for (size_t i = 0; i < sizeof derivations / sizeof *derivations; i++)
        if (str_eq(name, str_of(derivations[i].name)))
            return true;
    return false;
}

size_t derived_values(const struct rule_case *on, uint16_t fact, struct case_value *out, size_t max)
{
    const inq_str name = on->schema->facts[fact].name;
    for (size_t i = 0; max && i < sizeof derivations / sizeof *derivations; i++) {
        if (!str_eq(name, str_of(derivations[i].name)))
            continue;
        struct fact_ref ref;
        const struct value v = value_parse(base_value(on, derivations[i].from, &ref));
        out[0] = (struct case_value){derivations[i].derive(on, &v), ref};
        return out[0].text.len > 0;
    }
    return 0;
}

/* ---- reading conditions ------------------------------------------------------------------- */

static bool read_condition(struct reader *r, const struct tree *t, struct condition *c);

static bool read_parts(struct reader *r, const struct tree *list, struct condition *c)
{
    size_t n = 0;
    for (const struct tree *p = list->first; p; p = p->next)
        n++;
    c->parts = arena_must(r->arena, n + 1, sizeof *c->parts);
    for (const struct tree *p = list->first; p; p = p->next) {
        if (!read_condition(r, p, &c->parts[c->n_parts]))
            return false;
        c->relational |= c->parts[c->n_parts++].relational;
    }
    return true;
}

static bool read_not(struct reader *r, const struct tree *t, struct condition *c)
{
    c->parts = arena_must(r->arena, 1, sizeof *c->parts);
    c->n_parts = 1;
    const bool ok = read_condition(r, t, c->parts);
    c->relational = c->parts->relational;
    return ok;
}

/** The pattern in its compiled form; NULL if it is bad, `*why` then says how. Does not return when
 *  memory is out. */
static const struct regex *compiled(struct lazy_regex *p, inq_str *why)
{
    const struct regex *const regex = regex_get(p, why);
    if (!regex && p->arena->failed)
        longjmp(*p->arena->unwind, 1);
    return regex;
}

static void read_match(struct reader *r, const struct tree *t, struct condition *c)
{
    inq_str why = STR_NONE;
    c->pattern = arena_must(r->arena, 1, sizeof *c->pattern);
    *c->pattern = (struct lazy_regex){.text = tree_text(t), .arena = r->arena};
    if (r->rules->proven || compiled(c->pattern, &why))
        return;
    diag_add(r->diags, 503, t->line, t->column, "%.*s", STR_ARG(why));
    r->bad = true;
}

/** The number of a fact; 0, with a diagnostic, if nothing states it. */
static uint16_t known_fact(struct reader *r, const struct tree *at, inq_str fact)
{
    const uint16_t known = schema_find_fact(&r->kinds->schema, fact);
    if (known)
        return known;
    if (is_derived(fact) || case_gives(fact))
        return schema_fact(&r->kinds->schema, fact);
    fault(r, 504, at, "no pack states this fact, and it does not follow from others");
    return 0;
}

static void read_number(struct reader *r, const struct tree *t, struct condition *c)
{
    const struct tree *other = tree_get(t, "fact");
    if (other)
        c->other = known_fact(r, other, tree_text(other));
    else if (!clock_duration(tree_text(t), &c->number))
        fault(r, 504, t, "neither a number, a duration nor a fact");
}

static void read_words(struct reader *r, const struct tree *t, struct condition *c)
{
    const struct tree *other = tree_get(t, "fact");
    if (other)
        c->other = known_fact(r, other, tree_text(other));
    else
        c->words = t;
}

static void read_flag(struct reader *r, const struct tree *t, struct condition *c)
{
    if (!str_eq(tree_text(t), STR("true")))
        c->op = OP_PRESENT;
    (void)r;
}

/** What is wrong with a schedule. */
static void read_schedule(struct reader *r, const struct tree *t, struct condition *c)
{
    c->op = str_eq(tree_text(t), STR("never")) ? OP_NEVER : OP_UNREADABLE;
    if (c->op == OP_UNREADABLE && !str_eq(tree_text(t), STR("unreadable")))
        fault(r, 504, t, "a schedule is asked whether it is unreadable or never runs");
}

static const struct {
    const char *key;
    enum operator op;
    void (*read)(struct reader *r, const struct tree *t, struct condition *c);
} operators[] = {
    {"match", OP_MATCH, read_match},
    {"equals", OP_EQUALS, read_words},
    {"in", OP_IN, read_words},
    {"missing", OP_MISSING, read_flag},
    {"less", OP_LESS, read_number},
    {"greater", OP_GREATER, read_number},
    {"schedule", OP_NEVER, read_schedule},
};
#define N_OPERATORS (sizeof operators / sizeof *operators)

static bool asks_relations(inq_str fact)
{
    return str_starts(fact, STR("child.")) || str_starts(fact, STR("parent.")) ||
           str_starts(fact, STR("dependency."));
}

/** Lines of logs are kept if a rule looks for them. */
static void watch_text(struct reader *r, const struct tree *t, const struct condition *c)
{
    const bool asks = c->fact == FACT_TEXT || c->fact == FACT_LOG_TEXT;
    const enum watch_role role = r->remark ? WATCH_REMARK : WATCH_CAUSE;
    if (asks && c->op == OP_MATCH && !r->bad &&
        !watch_add(r->kinds->schema.watch, c->pattern->text, role))
        fault(r, 504, t, "there are too many patterns for lines of logs");
}

static bool read_test(struct reader *r, const struct tree *t, struct condition *c)
{
    const inq_str fact = tree_text(tree_get(t, "fact"));
    if (!fact.len) {
        fault(r, 502, t, "a condition needs fact, all, any or not");
        return false;
    }
    c->op = OP_PRESENT;
    c->fact = known_fact(r, t, fact);
    c->relational = asks_relations(fact);
    for (size_t i = 0; i < N_OPERATORS; i++) {
        const struct tree *value = tree_get(t, operators[i].key);
        if (!value)
            continue;
        c->op = operators[i].op;
        operators[i].read(r, value, c);
    }
    watch_text(r, t, c);
    return !r->bad;
}

static bool read_condition(struct reader *r, const struct tree *t, struct condition *c)
{
    const struct tree *all = tree_get(t, "all"), *any = tree_get(t, "any");
    const struct tree *not = tree_get(t, "not");
    if (not ) {
        c->op = OP_NOT;
        return read_not(r, not, c);
    }
    if (!all && !any)
        return read_test(r, t, c);
    c->op = all ? OP_ALL : OP_ANY;
    return read_parts(r, all ? all : any, c);
}

static struct condition *condition_at(struct reader *r, const struct tree *rule, const char *key)
{
    const struct tree *t = tree_get(rule, key);
    if (!t)
        return NULL;
    struct condition *c = arena_must(r->arena, 1, sizeof *c);
    return read_condition(r, t, c) ? c : NULL;
}

/* ---- reading rules ------------------------------------------------------------------------ */

static const char *const rule_keys[] = {
    "id",       "signature", "phase",    "class",  "severity", "confidence", "health", "input",
    "manifest", "otherwise", "envelope", "bare",   "when",     "raise",      "lower",  "against",
    "missing",  "title",     "remedy",   "source", "test",     NULL};

static void check_keys(struct reader *r, const struct tree *rule)
{
    for (const struct tree *t = rule->first; t; t = t->next) {
        const char *const *k = rule_keys;
        while (*k && !str_eq(t->key, str_of(*k)))
            k++;
        if (!*k)
            pack_unknown_key(r->diags, t, rule_keys);
    }
}

static bool is_true(const struct tree *t)
{
    return str_eq(tree_text(t), STR("true"));
}

static void read_words_of_rule(struct reader *r, const struct tree *t, struct rule *rule)
{
    const struct tree *health = tree_get(t, "health");
    rule->phase = (inq_phase)word_index(r, tree_get(t, "phase"), phases, 4, INQ_PHASE_NONE);
    rule->severity =
        (inq_severity)word_index(r, tree_get(t, "severity"), severities, 4, INQ_SEVERITY_WARNING);
    rule->confidence =
        (inq_confidence)word_index(r, tree_get(t, "confidence"), confidences, 3, INQ_MEDIUM);
    rule->health = health ? health_of_word(tree_text(health)) : -1;
    if (health && rule->health < 0)
        fault(r, 504, health, "health is not one of the seven words");
}

static struct rule *read_rule(struct reader *r, const struct tree *t)
{
    struct rule *rule = arena_must(r->arena, 1, sizeof *rule);
    r->bad = false;
    r->remark = str_eq(tree_text(tree_get(t, "severity")), STR("info")) && !tree_get(t, "phase");
    check_keys(r, t);
    *rule = (struct rule){
        .id = tree_text(tree_get(t, "id")),
        .signature = tree_text(tree_get(t, "signature")),
        .klass = tree_text(tree_get(t, "class")),
        .title = tree_text(tree_get(t, "title")),
        .remedy = tree_text(tree_get(t, "remedy")),
        .source = tree_text(tree_get(t, "source")),
        .missing = tree_text(tree_get(t, "missing")),
        .otherwise = is_true(tree_get(t, "otherwise")),
        .envelope = is_true(tree_get(t, "envelope")),
        .bare = is_true(tree_get(t, "bare")),
        .about_input = is_true(tree_get(t, "input")),
        .manifest = is_true(tree_get(t, "manifest")),
        .when = condition_at(r, t, "when"),
        .raise = condition_at(r, t, "raise"),
        .lower = condition_at(r, t, "lower"),
        .against = condition_at(r, t, "against"),
        .test = tree_get(t, "test"),
        .line = t->line,
    };
    read_words_of_rule(r, t, rule);
    if (!rule->id.len || !rule->klass.len || !rule->title.len || (!rule->when && !r->bad))
        fault(r, 502, t, "a rule needs id, class, title and when");
    return r->bad ? NULL : rule;
}

static void put_rule(struct reader *r, struct rule *rule, const struct tree *at)
{
    struct rules *all = r->rules;
    for (size_t i = 0; i < all->n; i++) {
        if (!str_eq(all->items[i]->id, rule->id))
            continue;
        diag_add(r->diags, 505, at->line, at->column, "%.*s", STR_ARG(rule->id));
        all->items[i] = rule;
        return;
    }
    if (!ARENA_GROW(r->arena, all->items, all->cap, all->n))
        longjmp(*r->arena->unwind, 1);
    memmove(all->items + all->at + 1, all->items + all->at,
            (all->n - all->at) * sizeof(struct rule *));
    all->items[all->at++] = rule;
    all->n++;
}

void rules_read(struct rules *rules, struct kinds *kinds, const struct tree *docs,
                struct diags *diags)
{
    struct reader r = {rules, kinds, kinds->schema.arena, diags, false, false};
    rules->at = 0;
    for (const struct tree *doc = docs; doc; doc = doc->next) {
        if (doc->kind != TREE_LIST)
            fault(&r, 504, doc, "a rule pack is a list of rules");
        for (const struct tree *t = doc->kind == TREE_LIST ? doc->first : NULL; t; t = t->next) {
            struct rule *rule = read_rule(&r, t);
            if (rule)
                put_rule(&r, rule, t);
        }
    }
}

const struct rule *rules_find(const struct rules *rules, inq_str id)
{
    for (size_t i = 0; i < rules->n; i++)
        if (str_eq(rules->items[i]->id, id))
            return rules->items[i];
    return NULL;
}

/* ---- conditions --------------------------------------------------------------------------- */

static size_t case_values(const struct rule_case *on, uint16_t fact, struct case_value *out)
{
    const size_t n = on->values(on, fact, out, CASE_VALUES);
    return n ? n : derived_values(on, fact, out, CASE_VALUES);
}

static void prove(struct proof *proof, uint16_t fact, const struct case_value *v)
{
    if (!proof || proof->n == sizeof proof->values / sizeof *proof->values)
        return;
    proof->facts[proof->n] = fact;
    proof->values[proof->n++] = *v;
}

static bool to_number(inq_str text, int64_t *n)
{
    return clock_duration(text, n);
}

static bool compare(const struct condition *c, const struct rule_case *on, inq_str text)
{
    int64_t mine, theirs = c->number;
    struct case_value other[CASE_VALUES];
    if (!to_number(text, &mine))
        return false;
    if (c->other && (case_values(on, c->other, other) == 0 || !to_number(other[0].text, &theirs)))
        return false;
    return c->op == OP_LESS ? mine < theirs : mine > theirs;
}

/** In UTC; no zone makes a day that no month has. */
static bool never_runs(inq_str text)
{
    const struct zone utc = {0};
    struct cron c;
    return !cron_read(&c, text) && cron_next(&c, &utc, 0) == CLOCK_NONE;
}

static bool is_unreadable(inq_str text)
{
    struct cron c;
    return text.len && cron_read(&c, text) != NULL;
}

static bool in_words(const struct tree *words, inq_str text)
{
    for (const struct tree *w = NULL; (w = tree_each(words, w));)
        if (str_eq_nocase(tree_text(w), text))
            return true;
    return false;
}

/** Is the text one of the values of the other fact? */
static bool is_value(const struct condition *c, const struct rule_case *on, inq_str text)
{
    struct case_value other[CASE_VALUES];
    const size_t n = case_values(on, c->other, other);
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(other[i].text, text))
            return true;
    return false;
}

static bool matches(struct lazy_regex *p, const struct rule_case *on, inq_str text)
{
    inq_str why = STR_NONE;
    if (!regex_may_match(p, text))
        return false;
    const struct regex *regex = compiled(p, &why);
    return regex && regex_find(regex, on->regex, text, NULL) == REGEX_YES;
}

bool condition_fits(const struct condition *c, const struct rule_case *on,
                    const struct case_value *v)
{
    const inq_str text = v->text;
    switch (c->op) {
    case OP_MATCH:
        return matches(c->pattern, on, text);
    case OP_EQUALS:
    case OP_IN:
        return c->other ? is_value(c, on, text) : in_words(c->words, text);
    case OP_LESS:
    case OP_GREATER:
        return compare(c, on, text);
    case OP_UNREADABLE:
        return is_unreadable(text);
    case OP_NEVER:
        return never_runs(text);
    default:
        return text.len > 0;
    }
}

static bool test_holds(const struct condition *c, const struct rule_case *on, struct proof *proof)
{
    struct case_value values[CASE_VALUES];
    const size_t n = case_values(on, c->fact, values);
    bool holds = false, any = false;
    for (size_t i = 0; i < n; i++) {
        any |= values[i].text.len > 0;
        if (c->op == OP_MISSING || !condition_fits(c, on, &values[i]))
            continue;
        holds = true;
        prove(proof, c->fact, &values[i]);
    }
    return c->op == OP_MISSING ? !any : holds;
}

static bool some_part_needs(const struct condition *c, bool needed[MAX_FACTS])
{
    for (size_t i = 0; i < c->n_parts; i++)
        if (condition_needs(&c->parts[i], needed))
            return true;
    return false;
}

static bool every_part_needs(const struct condition *c, bool needed[MAX_FACTS])
{
    bool all[MAX_FACTS] = {false};
    for (size_t i = 0; i < c->n_parts; i++)
        if (!condition_needs(&c->parts[i], all))
            return false;
    for (size_t i = 0; i < MAX_FACTS; i++)
        needed[i] |= all[i];
    return true;
}

bool condition_needs(const struct condition *c, bool needed[MAX_FACTS])
{
    if (c->op == OP_ALL)
        return some_part_needs(c, needed);
    if (c->op == OP_ANY)
        return every_part_needs(c, needed);
    if (c->op == OP_NOT || c->op == OP_MISSING)
        return false;
    return needed[c->fact] = true;
}

bool condition_may_hold(const struct condition *c, const bool *present)
{
    if (c->op == OP_NOT || c->op == OP_MISSING)
        return true;
    if (c->op != OP_ALL && c->op != OP_ANY)
        return present[c->fact];
    for (size_t i = 0; i < c->n_parts; i++)
        if (condition_may_hold(&c->parts[i], present) != (c->op == OP_ALL))
            return c->op == OP_ANY;
    return c->op == OP_ALL;
}

bool condition_holds(const struct condition *c, const struct rule_case *on, struct proof *proof)
{
    if (c->op == OP_NOT)
        return !condition_holds(c->parts, on, NULL);
    if (c->op != OP_ALL && c->op != OP_ANY)
        return test_holds(c, on, proof);
    const size_t before = proof ? proof->n : 0;
    bool holds = c->op == OP_ALL;
    for (size_t i = 0; i < c->n_parts; i++) {
        const bool part = condition_holds(&c->parts[i], on, proof);
        holds = c->op == OP_ALL ? holds && part : holds || part;
        if (c->op == OP_ALL && !part)
            break;
    }
    if (!holds && proof)
        proof->n = before;
    return holds;
}

/* ---- the rules' own tests ----------------------------------------------------------------- */

static size_t test_values(const struct rule_case *on, uint16_t fact, struct case_value *out,
                          size_t max)
{
    const struct tree *facts = on->self;
    size_t n = 0;
    for (const struct tree *t = facts->first; t && n < max; t = t->next) {
        if (!schema_answers(on->schema, schema_find_fact(on->schema, t->key), fact))
            continue;
        for (const struct tree *v = NULL; n < max && (v = tree_each(t, v));)
            out[n++] = (struct case_value){.text = tree_text(v)};
    }
    return n;
}

static size_t run_tests(const struct rule *rule, struct rule_case *on, bool fires,
                        struct diags *diags)
{
    size_t n = 0;
    const struct tree *cases = tree_get(rule->test, fires ? "fires" : "silent");
    for (const struct tree *t = NULL; (t = tree_each(cases, t)); n++) {
        on->self = t;
        if (condition_holds(rule->when, on, NULL) != fires)
            diag_add(diags, 506, t->line, t->column, "%.*s should %s here", STR_ARG(rule->id),
                     fires ? "fire" : "stay silent");
    }
    return n;
}

size_t rules_check(const struct rules *rules, const struct kinds *kinds, struct arena *a,
                   struct diags *diags)
{
    struct regex_scratch scratch;
    if (!regex_scratch_init(&scratch))
        longjmp(*a->unwind, 1);
    struct rule_case on = {
        .values = test_values, .schema = &kinds->schema, .regex = &scratch, .arena = a};
    size_t failed = 0;
    for (size_t i = 0; i < rules->n; i++) {
        const struct rule *rule = rules->items[i];
        const size_t before = diags->n + diags->dropped;
        const size_t fires = run_tests(rule, &on, true, diags);
        const size_t silent = run_tests(rule, &on, false, diags);
        if (!fires || !silent)
            diag_add(diags, 507, rule->line, 1, "%.*s", STR_ARG(rule->id));
        failed += diags->n + diags->dropped > before;
    }
    regex_scratch_free(&scratch);
    return failed;
}
