/* SPDX-License-Identifier: MIT */
/* Rules: what is read of a pack, when a condition holds and what proves it, and that the sets of
 * candidates never leave a rule out that would fire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four before it. */
#include <cmocka.h>

#include "candidates.h"

#include "unit/estate_fixture.h"

static struct world world;
static struct regex_scratch scratch;

/** A tree from YAML in flow style. */
static const struct tree *tree_of(const char *yaml)
{
    struct session *const s = &world.session;
    struct diags diags;
    diags_init(&diags, &s->arena);
    const struct tree *const t =
        tree_parse(&s->arena, plugins_parser(&s->plugins, STR("yaml")), str_of(yaml), &diags);
    assert_int_equal(diags.n, 0);
    return t;
}

/** The values that a map of facts and values gives, as the rules' own tests do. */
static size_t values_of(const struct rule_case *on, uint16_t fact, struct case_value *out,
                        size_t max)
{
    size_t n = 0;
    for (const struct tree *t = ((const struct tree *)on->self)->first; t; t = t->next)
        if (schema_answers(on->schema, schema_find_fact(on->schema, t->key), fact))
            for (const struct tree *v = NULL; n < max && (v = tree_each(t, v));)
                out[n++] = (struct case_value){.text = tree_text(v)};
    return n;
}

static struct rule_case case_on(const struct tree *facts)
{
    return (struct rule_case){.values = values_of,
                              .schema = &world.session.kinds.schema,
                              .regex = &scratch,
                              .arena = &world.session.arena,
                              .self = facts};
}

/** Read a pack; the code of its first diagnostic, or 0. */
static unsigned read_rules(struct rules *rules, const char *yaml)
{
    struct diags diags;
    diags_init(&diags, &world.session.arena);
    rules_read(rules, &world.session.kinds, tree_of(yaml), &diags);
    return diags.n ? diags.items[0].code : 0;
}

/* ---- conditions ---------------------------------------------------------------------------- */

/** A condition, the facts of a case, and whether it holds there and by how many values. */
static const struct condition_case {
    const char *when, *facts;
    bool holds;
    unsigned proofs;
} condition_cases[] = {
    {"{fact: status}", "{status: active}", true, 1},
    {"{fact: status}", "{status: ''}", false, 0},
    {"{fact: status}", "{runtime: x}", false, 0},
    {"{fact: status, missing: true}", "{runtime: x}", true, 0},
    {"{fact: status, missing: true}", "{status: ''}", true, 0},
    {"{fact: status, missing: true}", "{status: x}", false, 0},
    {"{fact: status, missing: false}", "{status: x}", true, 1},
    {"{fact: status, equals: Active}", "{status: aCTIVE}", true, 1},
    {"{fact: status, in: [a, b]}", "{status: b}", true, 1},
    {"{fact: status, in: [a, b]}", "{status: c}", false, 0},
    {"{fact: status, match: 'a.c'}", "{status: xabcx}", true, 1},
    {"{fact: status, match: '^a.c$'}", "{status: xabcx}", false, 0},
    {"{fact: item.status, equals: a}", "{item.status: [b, a, a]}", true, 2},
    {"{fact: item.status, equals: {fact: status}}", "{item.status: [b, A], status: a}", true, 1},
    {"{fact: item.status, equals: {fact: status}}", "{item.status: [b], status: a}", false, 0},
    {"{fact: item.status, equals: {fact: status}}", "{item.status: a}", false, 0},
    {"{fact: item.status, equals: {fact: item.error}}", "{item.status: a, item.error: [b, a]}",
     true, 1},
    {"{fact: pod.restarts, greater: 3}", "{pod.restarts: 4}", true, 1},
    {"{fact: pod.restarts, greater: 3}", "{pod.restarts: 3}", false, 0},
    {"{fact: pod.restarts, greater: 3}", "{pod.restarts: many}", false, 0},
    {"{fact: pod.restarts, less: 3}", "{pod.restarts: 2}", true, 1},
    {"{fact: replicas.ready, less: {fact: replicas.wanted}}", "{runtime: 'running:1/2'}", true, 1},
    {"{fact: replicas.ready, less: {fact: replicas.wanted}}", "{runtime: 'running:2/2'}", false, 0},
    {"{fact: replicas.ready, less: {fact: replicas.wanted}}", "{runtime: 'running:1'}", false, 0},
    {"{fact: runtime.word, equals: running}", "{runtime: 'running:1/2'}", true, 1},
    {"{fact: status.word, equals: pending}", "{status: 'pending:1'}", true, 1},
    {"{fact: text, match: boom}", "{pod.text: 'it went boom'}", true, 1},
    {"{fact: text, match: boom}", "{status: boom}", false, 0},
    {"{all: [{fact: status}, {fact: runtime}]}", "{status: a, runtime: b}", true, 2},
    {"{all: [{fact: status}, {fact: runtime}]}", "{status: a}", false, 0},
    {"{any: [{fact: status}, {fact: runtime}]}", "{runtime: a}", true, 1},
    {"{any: [{fact: status}, {fact: runtime}]}", "{runtime: a, status: b}", true, 2},
    {"{any: [{fact: status}, {fact: runtime}]}", "{builder.stage: a}", false, 0},
    {"{all: []}", "{status: a}", true, 0},
    {"{any: []}", "{status: a}", false, 0},
    {"{not: {fact: status}}", "{runtime: a}", true, 0},
    {"{not: {fact: status}}", "{status: a}", false, 0},
    {"{all: [{fact: status}, {not: {fact: runtime}}]}", "{status: a}", true, 1},
    {"{any: [{all: [{fact: status}, {fact: builder.stage}]}, {fact: runtime}]}",
     "{status: a, runtime: b}", true, 1},
    {"{not: {not: {any: [{fact: status}]}}}", "{status: a}", true, 0},
};

static void check_condition(const struct condition_case *c)
{
    struct rules rules = {0};
    struct proof proof = {.n = 0};
    const char *const pack =
        str_format(&world.session.arena, "- {id: r, class: c, title: t, when: %s}", c->when).ptr;
    if (read_rules(&rules, pack))
        fail_msg("%s", c->when);
    const struct rule_case on = case_on(tree_of(c->facts));
    if (condition_holds(rules.items[0]->when, &on, &proof) != c->holds || proof.n != c->proofs)
        fail_msg("%s of %s, %zu proofs", c->when, c->facts, proof.n);
}

static void conditions_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof condition_cases / sizeof *condition_cases; i++)
        check_condition(&condition_cases[i]);
}

/* ---- packs --------------------------------------------------------------------------------- */

#define RULE(id, rest) "- {id: " id ", class: c, title: t" rest "}\n"
#define WHEN ", when: {fact: status}"

static void faults_of_packs_are_told(void **state)
{
    static const struct {
        const char *pack;
        unsigned code;
        size_t rules;
    } cases[] = {
        {RULE("r", WHEN), 0, 1},
        {"a: b\n", 504, 0},
        {RULE("r", ""), 502, 0},
        {"- {class: c, title: t" WHEN "}\n", 502, 0},
        {"- {id: r, title: t" WHEN "}\n", 502, 0},
        {"- {id: r, class: c" WHEN "}\n", 502, 0},
        {RULE("r", ", when: {match: x}"), 502, 0},
        {RULE("r", ", when: {fact: status, match: '('}"), 503, 0},
        {RULE("r", ", when: {fact: no.such}"), 504, 0},
        {RULE("r", ", when: {fact: pod.restarts, less: many}"), 504, 0},
        {RULE("r", ", when: {all: [{fact: status}, {}]}"), 502, 0},
        {RULE("r", ", when: {not: {any: [{fact: no.such}]}}"), 504, 0},
        {RULE("r", ", when: {fact: pod.restarts, less: {fact: no.such}}"), 504, 0},
        {RULE("a", ", when: {fact: no.such}") RULE("r", ", when: {fact: no.such}"), 504, 0},
        {RULE("r", WHEN ", phase: nowhere"), 504, 0},
        {RULE("r", WHEN ", severity: dire"), 504, 0},
        {RULE("r", WHEN ", confidence: sure"), 504, 0},
        {RULE("r", WHEN ", health: ill"), 504, 0},
        {RULE("r", WHEN ", lower: {fact: no.such}"), 504, 0},
        {RULE("r", WHEN) RULE("r", WHEN), 505, 1},
        {RULE("bad", "") RULE("r", WHEN), 502, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rules rules = {0};
        const unsigned code = read_rules(&rules, cases[i].pack);
        if (code != cases[i].code || rules.n != cases[i].rules)
            fail_msg("%s: %u, %zu rules", cases[i].pack, code, rules.n);
    }
}

static void later_packs_come_first(void **state)
{
    static const char *const want[] = {"c", "d", "a", "b"};
    struct rules rules = {0};
    (void)state;
    assert_int_equal(read_rules(&rules, RULE("a", WHEN) RULE("b", WHEN)), 0);
    assert_int_equal(read_rules(&rules, RULE("c", WHEN) RULE("d", WHEN)), 0);
    assert_int_equal(rules.n, 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(str_eq(rules.items[i]->id, str_of(want[i])));
    assert_int_equal(read_rules(&rules, RULE("a", WHEN ", severity: critical")), 505);
    assert_int_equal(rules.n, 4);
    assert_ptr_equal(rules_find(&rules, STR("a")), rules.items[2]);
    assert_int_equal(rules.items[2]->severity, INQ_SEVERITY_CRITICAL);
    assert_null(rules_find(&rules, STR("e")));
}

static void what_is_not_said_is_moderate(void **state)
{
    struct rules rules = {0};
    (void)state;
    assert_int_equal(read_rules(&rules, RULE("a", WHEN)), 0);
    const struct rule *const r = rules.items[0];
    assert_int_equal(r->phase, INQ_PHASE_NONE);
    assert_int_equal(r->severity, INQ_SEVERITY_WARNING);
    assert_int_equal(r->confidence, INQ_MEDIUM);
    assert_int_equal(r->health, -1);
    assert_false(r->otherwise || r->envelope || r->about_input);
}

static void rules_prove_themselves(void **state)
{
    static const struct {
        const char *test;
        unsigned code;
    } cases[] = {
        {", test: {fires: [{status: a}], silent: [{runtime: a}]}", 0},
        {", test: {fires: [{runtime: a}], silent: [{runtime: a}]}", 506},
        {", test: {fires: [{status: a}], silent: [{status: a}]}", 506},
        {", test: {fires: [{status: a}]}", 507},
        {", test: {silent: [{runtime: a}]}", 507},
        {"", 507},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *const s = &world.session;
        struct rules rules = {0};
        struct diags diags;
        diags_init(&diags, &s->arena);
        assert_int_equal(
            read_rules(&rules, str_format(&s->arena, "- {id: r, class: c, title: t" WHEN "%s}",
                                          cases[i].test)
                                   .ptr),
            0);
        assert_int_equal(rules_check(&rules, &s->kinds, &s->arena, &diags), cases[i].code != 0);
        assert_int_equal(diags.n ? diags.items[0].code : 0, cases[i].code);
    }
}

/* ---- candidates ---------------------------------------------------------------------------- */

/** The facts that a case has, as the estate would list them: those that others follow from too. */
static size_t facts_there(const struct rule_case *on, bool *present, uint16_t *there)
{
    size_t n = 0;
    for (uint16_t fact = 1; fact < on->schema->n_facts; fact++) {
        struct case_value v[CASE_VALUES];
        present[fact] = on->values(on, fact, v, CASE_VALUES) > 0 ||
                        derived_values(on, fact, v, CASE_VALUES) > 0;
        if (present[fact])
            there[n++] = fact;
    }
    return n;
}

static void check_candidate(const struct candidates *c, size_t i, const struct tree *facts)
{
    const struct rule *const rule = c->rules->items[i];
    const struct rule_case on = case_on(facts);
    bool present[MAX_FACTS] = {false}, found = false;
    uint16_t there[MAX_FACTS];
    const size_t n = facts_there(&on, present, there);
    assert_true(condition_holds(rule->when, &on, NULL));
    for (int round = 0; round < N_ROUNDS; round++)
        found |= candidates_word(c, (enum round)round, there, n, i / 64) >> i % 64 & 1;
    /* A rule for manifests is never one for a resource. */
    if (found == rule->manifest || !condition_may_hold(rule->when, present))
        fail_msg("%.*s is %s candidate", STR_ARG(rule->id), found ? "a" : "no");
}

/* Of every rule of the program, in each case in which it should fire. */
static void what_fires_is_a_candidate(void **state)
{
    struct candidates c;
    const struct rules *const rules = &world.session.rules;
    size_t n = 0;
    (void)state;
    candidates_init(&c, rules, &world.session.arena);
    for (size_t i = 0; i < rules->n; i++)
        for (const struct tree *t = NULL, *fires = tree_get(rules->items[i]->test, "fires");
             (t = tree_each(fires, t)); n++)
            check_candidate(&c, i, t);
    assert_true(n >= rules->n);
}

static void rules_have_their_round(void **state)
{
    static const struct {
        const char *rest;
        enum round round;
        bool always;
    } cases[] = {
        {", when: {fact: status}", ROUND_OWN, false},
        {", when: {not: {fact: status}}", ROUND_OWN, true},
        {", when: {any: [{fact: status}, {fact: runtime, missing: true}]}", ROUND_OWN, true},
        {", when: {all: [{fact: status}, {fact: runtime, missing: true}]}", ROUND_OWN, false},
        {", when: {fact: child.health}", ROUND_NEIGHBOURS, false},
        {", when: {not: {all: [{fact: dependency.id}]}}", ROUND_NEIGHBOURS, true},
        {", otherwise: true, when: {fact: child.health}", ROUND_OTHERWISE, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rules rules = {0};
        struct candidates c;
        struct arena *const a = &world.session.arena;
        const inq_str pack = str_format(a, "- {id: r, class: c, title: t%s}", cases[i].rest);
        assert_int_equal(read_rules(&rules, pack.ptr), 0);
        candidates_init(&c, &rules, a);
        for (int round = 0; round < N_ROUNDS; round++)
            assert_int_equal(candidates_word(&c, (enum round)round, NULL, 0, 0),
                             cases[i].always && cases[i].round == (enum round)round);
        assert_int_equal(c.of_round[cases[i].round][0], 1);
    }
}

/* Each text is asked once, and another one in its place is asked anew. */
static void texts_are_remembered_by_place(void **state)
{
    struct rules rules = {0};
    struct candidates c;
    char text[] = "boom";
    const struct rule_case on = case_on(NULL);
    (void)state;
    assert_int_equal(read_rules(&rules, RULE("a", ", when: {fact: text, match: boom}")
                                            RULE("b", ", when: {fact: text, match: bo}")),
                     0);
    candidates_init(&c, &rules, &world.session.arena);
    struct case_value v = {.text = {text, 4}};
    assert_int_equal(candidates_of_text(&c, &on, &v)[0], 3);
    text[3] = 't';
    assert_int_equal(candidates_of_text(&c, &on, &v)[0], 3);
    v.text.len = 3;
    assert_int_equal(candidates_of_text(&c, &on, &v)[0], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_hold),        cmocka_unit_test(faults_of_packs_are_told),
        cmocka_unit_test(later_packs_come_first), cmocka_unit_test(what_is_not_said_is_moderate),
        cmocka_unit_test(rules_prove_themselves), cmocka_unit_test(what_fires_is_a_candidate),
        cmocka_unit_test(rules_have_their_round), cmocka_unit_test(texts_are_remembered_by_place),
    };
    world_open(&world, NULL, NULL);
    assert_true(regex_scratch_init(&scratch));
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    regex_scratch_free(&scratch);
    world_close(&world);
    return failed;
}
