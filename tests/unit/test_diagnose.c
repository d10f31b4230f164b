/* SPDX-License-Identifier: MIT */
/* Health, phase, cause and root of small estates. Each case is a dump and what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four before it. */
#include <cmocka.h>

#include "clock.h"
#include "verdict.h"

#include "unit/estate_fixture.h"

static struct world world;

static inq_str name_of(const struct world *w, uint32_t number)
{
    return number ? resource_name(estate_get(&w->estate, number)) : STR("-");
}

/** `NAME HEALTH PHASE CLASS CONFIDENCE CAUSE ROOT`, or the first two of what needs no diagnosis. */
static inq_str said_of(struct world *w, const char *name)
{
    const struct resource *const r = world_find(w, name);
    const struct diagnosis *const d = r->diagnosis;
    struct arena *const a = &w->session.arena;
    const char *const health = health_word((inq_health)r->health);
    if (!d || d->phase == INQ_PHASE_NONE)
        return str_format(a, "%s %s", name, health);
    return str_format(a, "%s %s %s %.*s %s %.*s %.*s", name, health, phase_word(d->phase),
                      STR_ARG(d->klass), confidence_word(d->confidence),
                      STR_ARG(d->cause ? d->cause->rule->id : STR("-")),
                      STR_ARG(name_of(w, d->root)));
}

struct dump_case {
    const char *dump;
    const char *want[6]; /* each begins with the name of a resource */
};

static void check_cases(const struct dump_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        world_read(&world, str_of(cases[i].dump), CLOCK_NONE);
        world_judge(&world);
        for (const char *const *want = cases[i].want; *want; want++) {
            char name[64];
            assert_int_equal(sscanf(*want, "%63s", name), 1);
            assert_string_equal(said_of(&world, name).ptr, *want);
        }
        world_clear(&world);
    }
}
#define CHECK(cases) check_cases(cases, sizeof(cases) / sizeof *(cases))

#define DOC(type, name) "name: " name "\nversion: v1\ntype: " type "\nworkspace: sales\n"
#define STATE(status, runtime)                                                                     \
    "status:\n  aggregateStatus: " status "\n  runtimeState: {status: '" runtime "'}\n"
#define BUILT(stage, wanted, processed, info)                                                      \
    "  builderState: {stage: " stage ", numberOfWantedResources: " wanted                          \
    ", numberOfProcessedResources: " processed ", info: '" info "'}\n"
#define RESTS BUILT("building", "1", "1", "builder is finished with work for now")

static void own_facts_tell_where(void **state)
{
    static const struct dump_case cases[] = {
        {DOC("service", "a") STATE("active", "running:1") RESTS, {"a healthy"}},
        {DOC("service", "a") "state: deleted\n" STATE("active", "running:1"),
         {"a deleted undetermined deleted low - -"}},
        {DOC("service", "a") STATE("active", "running:1")
             BUILT("error", "1", "0", "no such compute"),
         {"a failed builder manifest high builder-stage-error -"}},
        {DOC("service", "a") STATE("error", "")
             BUILT("building", "2", "1", "builder encountered an error"),
         {"a failed builder manifest high builder-info-error -"}},
        {DOC("service", "a") STATE("error", "") BUILT("error", "2", "1", ""),
         {"a failed builder manifest high builder-stage-error -"}},
        {DOC("service", "a") STATE("error", "") BUILT("building", "2", "1", ""),
         {"a failed builder manifest medium stuck-building -"}},
        {DOC("service", "a") STATE("error", "") RESTS,
         {"a failed runtime external low failed-after-build -"}},
        {DOC("service", "a") STATE("error", "running:1"),
         {"a failed runtime unknown low error-while-running -"}},
        {DOC("service", "a") STATE("error", ""),
         {"a failed undetermined unknown low undetermined-take-a-dump -"}},
        {DOC("service", "a") STATE("active", "pending") RESTS, {"a progressing"}},
        {DOC("service", "a") STATE("active", "failed") RESTS,
         {"a failed runtime runtime high runtime-failed -"}},
        {DOC("service", "a") STATE("active", "odd") RESTS,
         {"a unknown undetermined unknown low - -"}},
        {DOC("workflow", "a") STATE("active", "failed") RESTS,
         {"a failed runtime runtime high runtime-failed -"}},
    };
    (void)state;
    CHECK(cases);
}

/* A platform of this test: gadgets that need each other, and that are members of each other. */
static const char kinds[] =
    "platform: test\n"
    "facts:\n"
    "  needs: ['needs[]']\n"
    "  belongs: [belongs]\n"
    "  note: [note]\n"
    "texts: [note]\n"
    "depends:\n"
    "- {fact: needs, match: '^(?<name>.+)$', types: [gadget], why: name}\n"
    "parents:\n"
    "- {fact: belongs, match: '^(?<name>.+)$', types: [gadget], why: member}\n"
    "---\n"
    "kind: gadget\n"
    "nature: long-running\n"
    "---\n"
    "kind: step\n"
    "nature: long-running\n"
    "execution: true\n";

#define RULE(id, words, pattern)                                                                   \
    "- {id: " id ", class: " id ", title: " id ", " words ", when: {fact: note, match: '" pattern  \
    "'}}\n"
static const char rules[] =
    RULE("full", "phase: runtime, severity: error, confidence: medium", "disk is full")
        RULE("refused", "phase: builder, severity: error, confidence: medium", "was refused")
            RULE("doubted", "phase: builder, severity: warning, confidence: medium", "is doubted")
                RULE("seen", "phase: builder, severity: info, confidence: high", "was seen")
                    RULE("slow", "phase: runtime, severity: warning, confidence: high", "is slow")
                        RULE("dead",
                             "phase: runtime, severity: critical, confidence: high, health: failed",
                             "is dead")
                            RULE("wrap",
                                 "phase: runtime, severity: error, confidence: low, envelope: true",
                                 "step failed");

#define RUNNING(type, name, runtime, rest)                                                         \
    "---\n" DOC(type, name) "status:\n  aggregateStatus: active\n"                                 \
                            "  runtimeState: {status: '" runtime "'}\n" rest
#define GADGET(name, runtime, rest) RUNNING("gadget", name, runtime, rest)
#define STEP(name, runtime, rest) RUNNING("step", name, runtime, rest)
#define NEEDS(what) "needs: [" what "]\n"
#define BELONGS(what) "belongs: " what "\n"
#define NOTE(what) "note: '" what "'\n"
#define REFUSED NOTE("it was refused")

static void findings_raise_health_and_decide(void **state)
{
    static const struct dump_case cases[] = {
        {GADGET("a", "running:1", NOTE("disk is full")), {"a degraded runtime full medium full -"}},
        {GADGET("a", "running:1", NOTE("it is slow")), {"a healthy"}},
        {GADGET("a", "running:1", NOTE("it is dead")), {"a failed runtime dead high dead -"}},
        {GADGET("a", "failed", NOTE("it was seen")),
         {"a failed runtime runtime medium runtime-failed -"}},
        {GADGET("a", "failed", NOTE("it is doubted")),
         {"a failed runtime runtime medium runtime-failed -"}},
        {GADGET("a", "failed", NOTE("disk is full, it is doubted")),
         {"a failed runtime full high full -"}},
        {GADGET("a", "failed", NOTE("disk is full, it was refused")),
         {"a failed builder refused low refused -"}},
        {GADGET("a", "failed", NOTE("disk is full, it is dead")),
         {"a failed runtime full high full -"}},
        {GADGET("a", "failed", NOTE("step failed")), {"a failed runtime wrap medium wrap -"}},
        {GADGET("a", "failed", NOTE("step failed: disk is full")),
         {"a failed runtime full high full -"}},
        {GADGET("a", "failed", NOTE("step failed: it was refused")),
         {"a failed builder refused low refused -"}},
        {GADGET("a", "failed", NOTE("step failed, is slow")),
         {"a failed runtime slow high slow -"}},
    };
    (void)state;
    CHECK(cases);
}

static void roots_are_deepest_worst_and_smallest(void **state)
{
    static const struct dump_case cases[] = {
        {GADGET("a", "failed", NEEDS("b")) GADGET("b", "failed", NEEDS("c"))
             GADGET("c", "failed", ""),
         {"a failed runtime runtime medium runtime-failed c",
          "b failed runtime runtime medium runtime-failed c",
          "c failed runtime runtime medium runtime-failed -"}},
        {GADGET("a", "failed", NEEDS("b, c")) GADGET("b", "failed", "") GADGET("c", "failed", ""),
         {"a failed runtime runtime medium runtime-failed b"}},
        {GADGET("a", "failed", NEEDS("c, b")) GADGET("c", "failed", "") GADGET("b", "failed", ""),
         {"a failed runtime runtime medium runtime-failed b"}},
        {GADGET("a", "failed", NEEDS("b, c")) GADGET("b", "running:1/2", "")
             GADGET("c", "failed", ""),
         {"a failed runtime runtime medium runtime-failed c"}},
        {GADGET("a", "failed", REFUSED NEEDS("b")) GADGET("b", "failed", ""),
         {"a failed builder refused low refused -",
          "b failed runtime runtime medium runtime-failed -"}},
        {GADGET("a", "running:1", NEEDS("b")) GADGET("b", "failed", ""),
         {"a healthy", "b failed runtime runtime medium runtime-failed -"}},
        {GADGET("a", "pending", NEEDS("b")) GADGET("b", "failed", ""),
         {"a progressing", "b failed runtime runtime medium runtime-failed -"}},
    };
    (void)state;
    CHECK(cases);
}

/* In whatever order its members come. */
static void a_cycle_has_its_smallest_as_root(void **state)
{
    static const struct dump_case cases[] = {
        {GADGET("a", "failed", NEEDS("b")) GADGET("b", "failed", NEEDS("a")),
         {"a failed runtime runtime medium runtime-failed -",
          "b failed runtime runtime medium runtime-failed a"}},
        {GADGET("b", "failed", NEEDS("a")) GADGET("a", "failed", NEEDS("b")),
         {"a failed runtime runtime medium runtime-failed -",
          "b failed runtime runtime medium runtime-failed a"}},
        {GADGET("b", "failed", NEEDS("c")) GADGET("c", "failed", NEEDS("a"))
             GADGET("a", "failed", NEEDS("b")),
         {"a failed runtime runtime medium runtime-failed -",
          "b failed runtime runtime medium runtime-failed a",
          "c failed runtime runtime medium runtime-failed a"}},
        {GADGET("c", "failed", NEEDS("b")) GADGET("b", "failed", NEEDS("a"))
             GADGET("a", "failed", NEEDS("b")),
         {"a failed runtime runtime medium runtime-failed -",
          "b failed runtime runtime medium runtime-failed a",
          "c failed runtime runtime medium runtime-failed a"}},
        {GADGET("a", "failed", NEEDS("a")), {"a failed runtime runtime medium runtime-failed -"}},
        {GADGET("a", "failed", NEEDS("b")) GADGET("b", "failed", NEEDS("a, c"))
             GADGET("c", "failed", ""),
         {"a failed runtime runtime medium runtime-failed c",
          "b failed runtime runtime medium runtime-failed c",
          "c failed runtime runtime medium runtime-failed -"}},
        {GADGET("a", "failed", NEEDS("b, d")) GADGET("b", "failed", NEEDS("a"))
             GADGET("d", "failed", ""),
         {"a failed runtime runtime medium runtime-failed d",
          "b failed runtime runtime medium runtime-failed d",
          "d failed runtime runtime medium runtime-failed -"}},
        {GADGET("c", "failed", NEEDS("b")) GADGET("b", "failed", NEEDS("a, c"))
             GADGET("a", "failed", NEEDS("b")),
         {"a failed runtime runtime medium runtime-failed -",
          "b failed runtime runtime medium runtime-failed a",
          "c failed runtime runtime medium runtime-failed a"}},
        {GADGET("a", "failed", NEEDS("b")) GADGET("b", "failed", NEEDS("a, c"))
             GADGET("c", "failed", NEEDS("b")),
         {"a failed runtime runtime medium runtime-failed -",
          "b failed runtime runtime medium runtime-failed a",
          "c failed runtime runtime medium runtime-failed a"}},
    };
    (void)state;
    CHECK(cases);
}

/* A member without a cause of its own shows how its owner failed. */
static void executions_are_aspects_of_their_owner(void **state)
{
    static const struct dump_case cases[] = {
        {GADGET("own", "failed", "") STEP("part", "failed", BELONGS("own")),
         {"own failed runtime runtime medium runtime-failed -",
          "part failed runtime runtime medium runtime-failed own"}},
        {GADGET("own", "failed", "") STEP("part", "failed", BELONGS("own") NOTE("disk is full")),
         {"own failed runtime runtime high runtime-failed part",
          "part failed runtime full high full -"}},
        {GADGET("own", "running:1", "") STEP("part", "failed", BELONGS("own")),
         {"own degraded runtime dependency medium - part",
          "part failed runtime runtime medium runtime-failed -"}},
        {GADGET("own", "running:1", NOTE("disk is full")) STEP("part", "failed", BELONGS("own")),
         {"own degraded runtime full medium full -",
          "part failed runtime runtime medium runtime-failed own"}},
        {GADGET("own", "failed", "") STEP("part", "failed", BELONGS("own") NOTE("step failed")),
         {"own failed runtime runtime medium runtime-failed part",
          "part failed runtime wrap medium wrap -"}},
        {GADGET("own", "failed", "") STEP("part", "failed", BELONGS("own") NOTE("is slow")),
         {"own failed runtime runtime medium runtime-failed -",
          "part failed runtime slow medium slow own"}},
        {GADGET("own", "running:1", "") STEP("part", "pending", BELONGS("own")),
         {"own progressing", "part progressing"}},
        {GADGET("own", "stopped", "") STEP("part", "failed", BELONGS("own")),
         {"own degraded runtime dependency medium - part",
          "part failed runtime runtime medium runtime-failed -"}},
    };
    (void)state;
    CHECK(cases);
}

/* Who lives and needs what is broken is told at its root. */
static void who_needs_the_broken_is_at_risk(void **state)
{
    static const char dump[] = GADGET("a", "running:1", NEEDS("b"))
        GADGET("b", "failed", NEEDS("c")) GADGET("c", "failed", "")
            GADGET("d", "running:1", NEEDS("c")) GADGET("e", "stopped", NEEDS("c"));
    (void)state;
    world_read(&world, str_of(dump), CLOCK_NONE);
    world_judge(&world);
    const struct diagnosis *const d = world_find(&world, "c")->diagnosis;
    assert_int_equal(d->n_at_risk, 2);
    assert_true(str_eq(name_of(&world, d->at_risk[0]), STR("a")));
    assert_true(str_eq(name_of(&world, d->at_risk[1]), STR("d")));
    assert_int_equal(d->n_symptoms, 1);
    assert_true(str_eq(name_of(&world, d->symptoms[0]), STR("b")));
    assert_int_equal(world_find(&world, "b")->diagnosis->n_at_risk, 0);
    world_clear(&world);
}

/* Of two that fail alike, that which was seen failing first. */
static void roots_are_earliest_of_those_alike(void **state)
{
    (void)state;
    world_read(&world, STR(GADGET("c", "failed", "")), 1000);
    world_read(&world, STR(GADGET("a", "failed", NEEDS("b, c")) GADGET("b", "failed", "")), 2000);
    world_judge(&world);
    assert_string_equal(said_of(&world, "a").ptr,
                        "a failed runtime runtime medium runtime-failed c");
    world_clear(&world);
}

/* Waiting is a fault only when it lasts. */
static void waiting_ages(void **state)
{
    static const struct {
        const char *first, *second;
        int64_t after;
        inq_health want;
    } cases[] = {
        {"pending", "pending", PATIENCE - 1, INQ_PROGRESSING},
        {"pending", "pending", PATIENCE, INQ_DEGRADED},
        {"running:1", "pending", PATIENCE, INQ_PROGRESSING},
        {"pending", "running:1", PATIENCE, INQ_HEALTHY},
        {"running:0/1", "running:0/1", PATIENCE, INQ_DEGRADED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *const a = &world.session.arena;
        const char *const form =
            "name: a\nversion: v1\ntype: gadget\nworkspace: sales\n"
            "status: {aggregateStatus: active, runtimeState: {status: '%s'}}\n";
        world_read(&world, str_format(a, form, cases[i].first), 1000000);
        world_read(&world, str_format(a, form, cases[i].second), 1000000 + cases[i].after);
        world_judge(&world);
        assert_int_equal(world_find(&world, "a")->health, cases[i].want);
        world_clear(&world);
    }
}

/* A deletion counts where it was seen to happen, or where it is missed. */
static void deletions_count_where_missed(void **state)
{
    static const struct {
        const char *before, *after;
        bool counts;
    } cases[] = {
        {NULL, GADGET("a", "deleted", ""), false},
        {GADGET("a", "running:1", ""), GADGET("a", "deleted", ""), true},
        {GADGET("a", "deleted", ""), GADGET("a", "deleted", ""), false},
        {NULL, GADGET("a", "deleted", "") GADGET("b", "running:1", NEEDS("a")), true},
        {NULL, GADGET("a", "deleted", "") GADGET("b", "deleted", NEEDS("a")), false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (cases[i].before)
            world_read(&world, str_of(cases[i].before), 1000000);
        world_read(&world, str_of(cases[i].after), 2000000);
        world_judge(&world);
        assert_int_equal(world_find(&world, "a")->health, INQ_DELETED);
        assert_int_equal(is_broken(world_find(&world, "a")), cases[i].counts);
        world_clear(&world);
    }
}

/* A test that failed left its inputs. */
static int clear(void **state)
{
    (void)state;
    world_clear(&world);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(own_facts_tell_where, clear),
        cmocka_unit_test_teardown(findings_raise_health_and_decide, clear),
        cmocka_unit_test_teardown(roots_are_deepest_worst_and_smallest, clear),
        cmocka_unit_test_teardown(a_cycle_has_its_smallest_as_root, clear),
        cmocka_unit_test_teardown(executions_are_aspects_of_their_owner, clear),
        cmocka_unit_test_teardown(who_needs_the_broken_is_at_risk, clear),
        cmocka_unit_test_teardown(roots_are_earliest_of_those_alike, clear),
        cmocka_unit_test_teardown(waiting_ages, clear),
        cmocka_unit_test_teardown(deletions_count_where_missed, clear),
    };
    world_open(&world, kinds, rules);
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    world_close(&world);
    return failed;
}
