/* SPDX-License-Identifier: MIT */
/*
 * fake_report.h: reports made by hand, for tests of outputs that need no analysis.
 *
 * Each fake_report_…() returns a report on the heap that obeys every promise of inquest.h and is
 * released with fake_report_free(); they do not return when memory is used up. To look at one
 * through another view, copy the struct and set `view`. A healthy resource is handed out in one
 * place that the next call overwrites, as the contract allows, so an output that holds on to one
 * is found out.
 */
#ifndef INQ_TESTS_FAKE_REPORT_H
#define INQ_TESTS_FAKE_REPORT_H

#include "inquest.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAKE_S(literal) ((inq_str){literal, sizeof(literal) - 1})
#define FAKE_SIZE(type) .size = (uint32_t)sizeof(type)

typedef struct fake_block {
    struct fake_block *next;
    max_align_t bytes[];
} fake_block;

typedef struct fake_store {
    inq_report report;
    inq_view view;
    inq_resource current; /* the healthy one handed out last */
    inq_resource **all;   /* in report order */
    size_t n;
    fake_block *blocks;
} fake_store;

/* Zeroed memory that lives as long as the report. */
static inline void *fake_alloc(fake_store *store, size_t size)
{
    fake_block *block = calloc(1, sizeof *block + size);
    assert(block);
    block->next = store->blocks;
    store->blocks = block;
    return block->bytes;
}

static inline inq_str fake_copy(fake_store *store, const char *bytes, size_t len)
{
    char *copy = fake_alloc(store, len + 1);
    if (len)
        memcpy(copy, bytes, len);
    return (inq_str){copy, len};
}

/* `prefix`, the number in six digits, `suffix`. */
static inline inq_str fake_name(fake_store *store, const char *prefix, size_t number,
                                const char *suffix)
{
    char text[200];
    const int len = snprintf(text, sizeof text, "%s%06zu%s", prefix, number, suffix);
    return fake_copy(store, text, (size_t)len);
}

static inline const inq_resource *fake_next(const inq_report *report, size_t *cursor)
{
    fake_store *store = report->host_private;
    if (*cursor >= store->n)
        return NULL;
    const inq_resource *resource = store->all[(*cursor)++];
    if (resource->health != INQ_HEALTHY)
        return resource;
    store->current = *resource;
    return &store->current;
}

static inline fake_store *fake_open(size_t n)
{
    fake_store *store = calloc(1, sizeof *store);
    assert(store);
    store->all = fake_alloc(store, (n + 1) * sizeof store->all[0]);
    store->view = (inq_view){FAKE_SIZE(inq_view), .limit = 20};
    store->report = (inq_report){
        FAKE_SIZE(inq_report), .tool = FAKE_S("inquest"), .version = FAKE_S("0.1.0"),
        .view = &store->view,  .next = fake_next,         .next_head = fake_next,
        .host_private = store,
    };
    return store;
}

/* Adds a copy of `resource` and returns it for further filling. */
static inline inq_resource *fake_add(fake_store *store, inq_resource resource)
{
    inq_resource *added = fake_alloc(store, sizeof *added);
    *added = resource;
    added->size = (uint32_t)sizeof *added;
    added->counted = 1;
    store->all[store->n++] = added;
    return added;
}

static inline int fake_order(const void *left, const void *right)
{
    const inq_resource *a = *(inq_resource *const *)left;
    const inq_resource *b = *(inq_resource *const *)right;
    if (a->health != b->health)
        return a->health > b->health ? -1 : 1;
    const size_t least = a->id.len < b->id.len ? a->id.len : b->id.len;
    const int order = memcmp(a->id.ptr, b->id.ptr, least);
    return order ? order : (a->id.len > b->id.len) - (a->id.len < b->id.len);
}

/* Sorts what was added and counts it. */
static inline const inq_report *fake_close(fake_store *store)
{
    inq_report *report = &store->report;
    qsort(store->all, store->n, sizeof store->all[0], fake_order);
    const inq_resource **unhealthy = fake_alloc(store, (store->n + 1) * sizeof unhealthy[0]);
    for (size_t i = 0; i < store->n; i++) {
        const inq_resource *resource = store->all[i];
        report->by_health[resource->health]++;
        report->by_phase[resource->phase]++;
        if (resource->health == INQ_HEALTHY)
            continue;
        unhealthy[report->n_unhealthy++] = resource;
        const int broken = resource->health >= INQ_DEGRADED && resource->counted;
        report->n_roots += broken && !resource->root;
        report->n_tombstones += resource->health == INQ_DELETED && !resource->counted;
    }
    report->unhealthy = unhealthy;
    report->n_resources = store->n;
    return report;
}

/** Releases what a fake_report_…() returned. */
static inline void fake_report_free(const inq_report *report)
{
    fake_store *store = report->host_private;
    while (store->blocks) {
        fake_block *block = store->blocks;
        store->blocks = block->next;
        free(block);
    }
    free(store);
}

static inline void fake_input(fake_store *store, inq_input_info info)
{
    const size_t n = store->report.n_inputs;
    const inq_input_info **list = fake_alloc(store, (n + 1) * sizeof list[0]);
    if (n)
        memcpy(list, store->report.inputs, n * sizeof list[0]);
    inq_input_info *copy = fake_alloc(store, sizeof *copy);
    *copy = info;
    copy->size = (uint32_t)sizeof *copy;
    list[n] = copy;
    store->report.inputs = list;
    store->report.n_inputs = n + 1;
}

static inline void fake_diag(fake_store *store, inq_diag diag)
{
    const size_t n = store->report.n_diags;
    const inq_diag **list = fake_alloc(store, (n + 1) * sizeof list[0]);
    if (n)
        memcpy(list, store->report.diags, n * sizeof list[0]);
    inq_diag *copy = fake_alloc(store, sizeof *copy);
    *copy = diag;
    copy->size = (uint32_t)sizeof *copy;
    list[n] = copy;
    store->report.diags = list;
    store->report.n_diags = n + 1;
    store->report.partial |= diag.level == INQ_ERROR;
}

static inline void fake_evidence(fake_store *store, inq_resource *resource, inq_evidence evidence)
{
    const size_t n = resource->n_evidence;
    const inq_evidence **list = fake_alloc(store, (n + 1) * sizeof list[0]);
    if (n)
        memcpy(list, resource->evidence, n * sizeof list[0]);
    inq_evidence *copy = fake_alloc(store, sizeof *copy);
    *copy = evidence;
    copy->size = (uint32_t)sizeof *copy;
    list[n] = copy;
    resource->evidence = list;
    resource->n_evidence = n + 1;
}

/* One list of one text. */
static inline const inq_str *fake_one(fake_store *store, inq_str text)
{
    inq_str *list = fake_alloc(store, sizeof list[0]);
    list[0] = text;
    return list;
}

static inline const inq_excerpt *fake_excerpt(fake_store *store, uint32_t line, inq_str text)
{
    inq_excerpt *excerpt = fake_alloc(store, sizeof *excerpt);
    *excerpt = (inq_excerpt){FAKE_SIZE(inq_excerpt), .first_line = line,
                             .text = fake_one(store, text), .n_text = 1};
    return excerpt;
}

/* Adds a finding to the report, and to `resource` if there is one. */
static inline const inq_finding *fake_finding(fake_store *store, inq_resource *resource,
                                              inq_finding finding)
{
    const size_t n = store->report.n_findings;
    const inq_finding **list = fake_alloc(store, (n + 1) * sizeof list[0]);
    if (n)
        memcpy(list, store->report.findings, n * sizeof list[0]);
    inq_finding *copy = fake_alloc(store, sizeof *copy);
    *copy = finding;
    copy->size = (uint32_t)sizeof *copy;
    list[n] = copy;
    store->report.findings = list;
    store->report.n_findings = n + 1;
    if (!resource)
        return copy;
    copy->resource = resource->id;
    copy->evidence = resource->evidence;
    copy->n_evidence = resource->n_evidence;
    resource->findings = &list[n];
    resource->n_findings = 1;
    return copy;
}

/** No inputs, nothing. */
static inline const inq_report *fake_report_empty(void)
{
    return fake_close(fake_open(0));
}

/** One healthy service in one table. */
static inline const inq_report *fake_report_healthy(void)
{
    fake_store *store = fake_open(1);
    store->report.as_of = FAKE_S("2025-08-06T11:32:37Z");
    store->report.as_of_by = FAKE_S("path");
    fake_input(store, (inq_input_info){.path = FAKE_S("get.txt"),
                                       .format = FAKE_S("table"),
                                       .captured_at = store->report.as_of,
                                       .captured_by = FAKE_S("path"),
                                       .observations = 1,
                                       .resources = 1});
    inq_resource *service = fake_add(store, (inq_resource){.id = FAKE_S("service:v1:web:public"),
                                                           .type = FAKE_S("service"),
                                                           .version = FAKE_S("v1"),
                                                           .name = FAKE_S("web"),
                                                           .workspace = FAKE_S("public"),
                                                           .status = FAKE_S("active"),
                                                           .runtime = FAKE_S("running:1"),
                                                           .reason = FAKE_S("active, running:1")});
    fake_evidence(store, service,
                  (inq_evidence){.line = 3,
                                 .column = 40,
                                 .input = FAKE_S("get.txt"),
                                 .path = FAKE_S("STATUS"),
                                 .fact = FAKE_S("status"),
                                 .value = FAKE_S("active")});
    return fake_close(store);
}

/* The depot that the others hang on. */
static inline inq_resource *fake_depot(fake_store *store)
{
    inq_resource *depot =
        fake_add(store, (inq_resource){.health = INQ_FAILED,
                                       .phase = INQ_BUILDER,
                                       .confidence = INQ_HIGH,
                                       .id = FAKE_S("depot:v2alpha:bigquery-depot"),
                                       .type = FAKE_S("depot"),
                                       .version = FAKE_S("v2alpha"),
                                       .name = FAKE_S("bigquery-depot"),
                                       .owner = FAKE_S("iamgroot"),
                                       .status = FAKE_S("error"),
                                       .builder_stage = FAKE_S("error"),
                                       .builder_wanted = FAKE_S("2"),
                                       .builder_processed = FAKE_S("1"),
                                       .builder_info = FAKE_S("builder encountered an error"),
                                       .reason = FAKE_S("builder stage error"),
                                       .klass = FAKE_S("manifest")});
    fake_evidence(store, depot,
                  (inq_evidence){.line = 4,
                                 .column = 1,
                                 .supports = INQ_FOR_HEALTH,
                                 .input = FAKE_S("apply.log"),
                                 .path = FAKE_S("apply.error"),
                                 .fact = FAKE_S("apply.error"),
                                 .value = FAKE_S("missing a secret reference with acl: r"),
                                 .excerpt = fake_excerpt(store, 4, FAKE_S("missing a secret"))});
    fake_evidence(store, depot,
                  (inq_evidence){.line = 41,
                                 .column = 12,
                                 .supports = INQ_FOR_PHASE,
                                 .input = FAKE_S("depot.yaml"),
                                 .path = FAKE_S("status.builderState.stage"),
                                 .fact = FAKE_S("builder.stage"),
                                 .value = FAKE_S("error"),
                                 .excerpt = fake_excerpt(store, 41, FAKE_S("    stage: error"))});
    fake_evidence(store, depot,
                  (inq_evidence){.line = 9,
                                 .column = 60,
                                 .supports = INQ_AGAINST,
                                 .input = FAKE_S("get.txt"),
                                 .path = FAKE_S("RUNTIME"),
                                 .fact = FAKE_S("runtime"),
                                 .value = FAKE_S("running:1")});
    return depot;
}

static inline inq_resource *fake_symptom(fake_store *store, const inq_resource *root,
                                         const inq_resource *via, inq_resource resource)
{
    inq_resource *symptom = fake_add(store, resource);
    symptom->phase = root->phase;
    symptom->root = root;
    symptom->via = via;
    symptom->klass = FAKE_S("dependency");
    fake_evidence(store, symptom,
                  (inq_evidence){.line = 11,
                                 .column = 8,
                                 .supports = INQ_FOR_HEALTH,
                                 .input = FAKE_S("get.txt"),
                                 .path = FAKE_S("RUNTIME"),
                                 .fact = FAKE_S("runtime"),
                                 .value = FAKE_S("pending:0/1")});
    return symptom;
}

/* What the depot breaks: a Lens, and below it its service. */
static inline void fake_symptoms(fake_store *store, inq_resource *depot)
{
    const inq_resource **symptoms = fake_alloc(store, 2 * sizeof symptoms[0]);
    inq_relation *relation = fake_alloc(store, sizeof *relation);
    const inq_relation **relations = fake_alloc(store, sizeof relations[0]);
    inq_resource *lens = fake_symptom(store, depot, depot,
                                      (inq_resource){.health = INQ_DEGRADED,
                                                     .id = FAKE_S("lens:v1alpha:sales:public"),
                                                     .type = FAKE_S("lens"),
                                                     .version = FAKE_S("v1alpha"),
                                                     .name = FAKE_S("sales"),
                                                     .workspace = FAKE_S("public"),
                                                     .reason = FAKE_S("a dependency is broken"),
                                                     .via_why = FAKE_S("its depot is broken")});
    symptoms[0] = fake_symptom(store, depot, lens,
                               (inq_resource){.health = INQ_FAILED,
                                              .id = FAKE_S("service:v1:sales-api:public"),
                                              .type = FAKE_S("service"),
                                              .version = FAKE_S("v1"),
                                              .name = FAKE_S("sales-api"),
                                              .workspace = FAKE_S("public"),
                                              .runtime = FAKE_S("pending:0/1"),
                                              .reason = FAKE_S("pending:0/1")});
    symptoms[1] = lens;
    *relation = (inq_relation){FAKE_SIZE(inq_relation), .to = symptoms[0]->id,
                               .kind = FAKE_S("child"), .why = FAKE_S("name")};
    relations[0] = relation;
    lens->relations = relations;
    lens->n_relations = 1;
    depot->symptoms = symptoms;
    depot->n_symptoms = 2;
}

static inline void fake_table_status(fake_store *store, inq_resource *resource, inq_str status)
{
    fake_evidence(store, resource,
                  (inq_evidence){.line = 20,
                                 .column = 40,
                                 .supports = INQ_FOR_HEALTH,
                                 .input = FAKE_S("get.txt"),
                                 .path = FAKE_S("STATUS"),
                                 .fact = FAKE_S("status"),
                                 .value = status});
}

/* A suspended workflow and a tombstone, with nothing to do with the depot. */
static inline void fake_strays(fake_store *store)
{
    inq_resource *weekly =
        fake_add(store, (inq_resource){.health = INQ_SUSPENDED,
                                       .id = FAKE_S("workflow:v1:weekly:public"),
                                       .type = FAKE_S("workflow"),
                                       .version = FAKE_S("v1"),
                                       .name = FAKE_S("weekly"),
                                       .workspace = FAKE_S("public"),
                                       .reason = FAKE_S("suspended by its schedule")});
    inq_resource *old = fake_add(store, (inq_resource){.health = INQ_DELETED,
                                                       .phase = INQ_UNDETERMINED,
                                                       .id = FAKE_S("service:v1:old:public"),
                                                       .type = FAKE_S("service"),
                                                       .version = FAKE_S("v1"),
                                                       .name = FAKE_S("old"),
                                                       .workspace = FAKE_S("public"),
                                                       .klass = FAKE_S("deleted"),
                                                       .reason = FAKE_S("state deleted")});
    old->counted = 0;
    fake_table_status(store, weekly, FAKE_S("suspended"));
    fake_table_status(store, old, FAKE_S("deleted"));
}

/** A failed depot with two symptoms, one thing at risk, a suspended workflow, a tombstone, a
 *  finding about an input and a diagnostic of each level. */
static inline const inq_report *fake_report_rooted(void)
{
    fake_store *store = fake_open(5);
    inq_resource *depot = fake_depot(store);
    fake_symptoms(store, depot);
    depot->at_risk = fake_one(store, FAKE_S("workflow:v1:nightly:public"));
    depot->n_at_risk = 1;
    depot->gaps = fake_one(store, FAKE_S("no pod of sales-api in the dumps"));
    depot->n_gaps = 1;
    depot->cause = fake_finding(
        store, depot,
        (inq_finding){.severity = INQ_SEVERITY_ERROR,
                      .phase = INQ_BUILDER,
                      .confidence = INQ_HIGH,
                      .rule = FAKE_S("depot-secret-acl"),
                      .signature = FAKE_S("B04"),
                      .klass = FAKE_S("manifest"),
                      .title = FAKE_S("The manifest of depot bigquery-depot lacks the read secret"),
                      .remedy = FAKE_S("Create the instance-secret with acl: r and reference both"),
                      .source = FAKE_S("resources/depot.md"),
                      .basis_for = fake_one(store, FAKE_S("an error text of the builder")),
                      .n_basis_for = 1});
    fake_finding(store, NULL,
                 (inq_finding){.severity = INQ_SEVERITY_WARNING,
                               .rule = FAKE_S("listing-cut"),
                               .klass = FAKE_S("note"),
                               .title = FAKE_S("The listing in get.txt ends early"),
                               .remedy = FAKE_S("Save it again"),
                               .source = FAKE_S("none")});
    fake_strays(store);
    fake_input(store, (inq_input_info){.path = FAKE_S("get.txt"), .observations = 5});
    fake_diag(store, (inq_diag){.level = INQ_WARNING,
                                .code = FAKE_S("INQ0601"),
                                .message = FAKE_S("a plugin was refused"),
                                .hint = FAKE_S("chmod go-w")});
    fake_diag(store, (inq_diag){.level = INQ_ERROR,
                                .line = 5,
                                .column = 5,
                                .code = FAKE_S("INQ0203"),
                                .input = FAKE_S("details.yaml"),
                                .message = FAKE_S("expected '-' in a list"),
                                .hint = FAKE_S("save the dump again")});
    fake_diag(store, (inq_diag){.code = FAKE_S("INQ0101"),
                                .input = FAKE_S("z.txt"),
                                .message = FAKE_S("the input is empty")});
    return fake_close(store);
}

/** `n` services in one input; every twentieth has failed and tells why. */
static inline const inq_report *fake_report_many(size_t n)
{
    fake_store *store = fake_open(n);
    fake_input(store, (inq_input_info){.path = FAKE_S("dumps/all.json"),
                                       .format = FAKE_S("json"),
                                       .observations = n,
                                       .resources = n});
    for (size_t i = 0; i < n; i++) {
        const int failed = i % 20 == 0;
        const inq_health health = failed ? INQ_FAILED : INQ_HEALTHY;
        inq_resource *it = fake_add(
            store, (inq_resource){.health = health,
                                  .phase = failed ? INQ_RUNTIME : INQ_PHASE_NONE,
                                  .confidence = INQ_MEDIUM,
                                  .id = fake_name(store, "service:v1:app-", i, ":public"),
                                  .type = FAKE_S("service"),
                                  .version = FAKE_S("v1"),
                                  .name = fake_name(store, "app-", i, ""),
                                  .workspace = FAKE_S("public"),
                                  .owner = FAKE_S("iamgroot"),
                                  .status = failed ? FAKE_S("error") : FAKE_S("active"),
                                  .runtime = failed ? FAKE_S("failed") : FAKE_S("running:1"),
                                  .reason = FAKE_S("status and runtime say so"),
                                  .klass = failed ? FAKE_S("runtime") : (inq_str){NULL, 0}});
        fake_evidence(store, it,
                      (inq_evidence){.line = (uint32_t)i + 1,
                                     .column = 12,
                                     .input = FAKE_S("dumps/all.json"),
                                     .path = FAKE_S("status.runtimeState.status"),
                                     .fact = FAKE_S("runtime"),
                                     .value = it->runtime});
    }
    return fake_close(store);
}

/** Control characters, markup, bytes that are not UTF-8, marks of the writing direction. */
#define FAKE_EVIL                                                                                  \
    FAKE_S("\x1b[31m<b>&amp;\"'\\ \0\r\n\t\x7f \xc2\x9b"                                           \
           "2J \xe2\x80\xae \xe2\x81\xa6 \xff\xc3( "                                               \
           "\xed\xa0\x80 \xf0\x9f\x94\x8d |`*_ --> ]]> \xe2\x80\xa8 \xf4\x90\x80\x80 \xe2\x82")

/* Two symptoms that lead to each other, so that neither hangs on the root. */
static inline void fake_cycle(fake_store *store, inq_resource *root)
{
    const inq_resource **symptoms = fake_alloc(store, 2 * sizeof symptoms[0]);
    inq_resource *a = fake_symptom(store, root, root,
                                   (inq_resource){.health = INQ_DEGRADED,
                                                  .id = FAKE_S("service::a\x1b[2J"),
                                                  .type = FAKE_S("service"),
                                                  .name = FAKE_S("a\x1b[2J"),
                                                  .via_why = FAKE_EVIL});
    inq_resource *b = fake_symptom(store, root, a,
                                   (inq_resource){.health = INQ_DEGRADED,
                                                  .id = FAKE_S("service::b"),
                                                  .type = FAKE_S("service"),
                                                  .name = FAKE_S("b"),
                                                  .reason = FAKE_EVIL});
    a->via = b;
    symptoms[0] = a;
    symptoms[1] = b;
    root->symptoms = symptoms;
    root->n_symptoms = 2;
}

static inline void fake_evil_texts(fake_store *store, inq_resource *it)
{
    it->gaps = it->at_risk = fake_one(store, FAKE_EVIL);
    it->n_gaps = it->n_at_risk = 1;
    fake_evidence(store, it,
                  (inq_evidence){.line = UINT32_MAX,
                                 .column = UINT32_MAX,
                                 .input = FAKE_EVIL,
                                 .path = FAKE_EVIL,
                                 .fact = FAKE_EVIL,
                                 .value = FAKE_EVIL,
                                 .excerpt = fake_excerpt(store, UINT32_MAX, FAKE_EVIL)});
    it->cause = fake_finding(store, it,
                             (inq_finding){.severity = INQ_SEVERITY_CRITICAL,
                                           .rule = FAKE_EVIL,
                                           .signature = FAKE_EVIL,
                                           .klass = FAKE_EVIL,
                                           .title = FAKE_EVIL,
                                           .remedy = FAKE_EVIL,
                                           .source = FAKE_EVIL,
                                           .basis_for = fake_one(store, FAKE_EVIL),
                                           .n_basis_for = 1});
}

/** Everything that came from a dump is made to do harm; one name has 10 000 bytes, and the steps
 *  of two symptoms lead in a circle. The strings are not all valid UTF-8. */
static inline const inq_report *fake_report_hostile(void)
{
    fake_store *store = fake_open(4);
    char *name = fake_alloc(store, 10000);
    memset(name, 'x', 10000);
    memcpy(name + 5000, "\x1b]0;", 4);
    fake_input(store, (inq_input_info){.path = FAKE_EVIL, .format = FAKE_S("table")});
    fake_add(store, (inq_resource){.id = (inq_str){name, 10000},
                                   .type = FAKE_S("service"),
                                   .name = (inq_str){name, 10000},
                                   .owner = FAKE_S("")});
    inq_resource *it = fake_add(store, (inq_resource){.health = INQ_FAILED,
                                                      .phase = INQ_RUNTIME,
                                                      .id = FAKE_EVIL,
                                                      .type = FAKE_EVIL,
                                                      .name = FAKE_EVIL,
                                                      .status = FAKE_EVIL,
                                                      .builder_stage = FAKE_EVIL,
                                                      .builder_wanted = FAKE_EVIL,
                                                      .builder_info = FAKE_EVIL,
                                                      .reason = FAKE_EVIL,
                                                      .klass = FAKE_EVIL,
                                                      .since_after = FAKE_EVIL});
    fake_evil_texts(store, it);
    fake_cycle(store, it);
    fake_diag(store, (inq_diag){.level = INQ_ERROR,
                                .code = FAKE_S("INQ0201"),
                                .input = FAKE_EVIL,
                                .message = FAKE_EVIL,
                                .hint = FAKE_EVIL});
    return fake_close(store);
}

#endif
