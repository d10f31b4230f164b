/* SPDX-License-Identifier: MIT */
/*
 * junit: a test report as Jenkins and most others read it: a suite for each workspace, a case for
 * each resource. Failed, degraded and gone is a failure, an unknown health an error; suspended,
 * suppressed and a deletion nobody misses is skipped; the rest passes. Inputs that could not be
 * read in full make a suite of their own.
 *
 * Suites need their counts first and resources come in another order: of what is well, which says
 * nothing here but that it is there, the names are kept until its suite is written.
 */
#include "plugins/lib/report_feed.h"
#include "plugins/lib/xml_out.h"

#include <stdlib.h>

typedef enum outcome { PASSED, FAILED, BROKEN, SKIPPED } outcome;
#define N_OUTCOMES 4

typedef struct item {
    inq_str workspace;
    inq_str id;
    inq_str type;
    const inq_resource *resource; /* NULL where it is healthy */
    size_t order;                 /* in the report */
    outcome outcome;
} item;

typedef struct suites {
    xml_out *out;
    const inq_host *host;
    const inq_report *report;
    item *items; /* sorted by workspace, then in the order of the report */
    size_t n;
} suites;

static outcome outcome_of(const inq_resource *resource)
{
    static const outcome outcomes[INQ_N_HEALTH] = {
        [INQ_SUSPENDED] = SKIPPED, [INQ_UNKNOWN] = BROKEN, [INQ_DEGRADED] = FAILED,
        [INQ_DELETED] = FAILED,    [INQ_FAILED] = FAILED,
    };
    if (feed_is_tombstone(resource) || resource->suppressed)
        return SKIPPED;
    return outcomes[resource->health];
}

/* ---- which case goes where ---------------------------------------------------------------- */

static inq_str keep(char **room, inq_str text)
{
    const inq_str kept = {*room, text.len};
    if (text.len)
        memcpy(*room, text.ptr, text.len);
    *room += text.len;
    return kept;
}

/* A healthy resource lives only until the next one: what is to be written of it is copied. */
static inq_status keep_names(const suites *all, item *it, const inq_resource *resource)
{
    it->workspace = resource->workspace;
    it->id = resource->id;
    it->type = resource->type;
    it->resource = resource->health == INQ_HEALTHY ? NULL : resource;
    if (it->resource)
        return INQ_OK;
    char *room =
        all->host->alloc(all->out->bytes.ctx, it->workspace.len + it->id.len + it->type.len + 1, 1);
    if (!room)
        return INQ_ENOMEM;
    it->workspace = keep(&room, it->workspace);
    it->id = keep(&room, it->id);
    it->type = keep(&room, it->type);
    return INQ_OK;
}

static int compare_items(const void *left, const void *right)
{
    const item *a = left;
    const item *b = right;
    const int order = feed_compare(a->workspace, b->workspace);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static inq_status collect(suites *all)
{
    const size_t most = (size_t)all->report->n_resources;
    size_t cursor = 0;
    all->items =
        all->host->alloc(all->out->bytes.ctx, (most + 1) * sizeof *all->items, _Alignof(item));
    if (!all->items)
        return INQ_ENOMEM;
    while (all->n < most) {
        item *it = &all->items[all->n];
        const inq_resource *resource = all->report->next_head(all->report, &cursor);
        if (!resource)
            break;
        it->order = all->n++;
        it->outcome = outcome_of(resource);
        const inq_status kept = keep_names(all, it, resource);
        if (kept != INQ_OK)
            return kept;
    }
    qsort(all->items, all->n, sizeof *all->items, compare_items);
    return INQ_OK;
}

/* ---- cases and suites --------------------------------------------------------------------- */

static void write_line(xml_out *out, const char *key, inq_str text)
{
    if (!text.len)
        return;
    xml_say(out, key);
    xml_text(out, text);
    xml_say(out, "\n");
}

static void write_place(xml_out *out, inq_str input, uint32_t line, uint32_t column)
{
    xml_text(out, input);
    xml_say(out, ":");
    xml_count(out, line);
    xml_say(out, ":");
    xml_count(out, column);
    xml_say(out, ": ");
}

static void write_evidence(xml_out *out, const inq_evidence *evidence)
{
    write_place(out, evidence->input, evidence->line, evidence->column);
    xml_text(out, evidence->fact);
    xml_say(out, " is ");
    xml_text(out, evidence->value);
    xml_say(out, "\n");
}

static void write_body(xml_out *out, const inq_resource *resource)
{
    write_line(out, "", feed_title(resource));
    write_line(out, "reason: ", resource->reason);
    for (size_t i = 0; i < resource->n_evidence && out->bytes.status == INQ_OK; i++)
        if (!feed_is_repeated(resource->evidence, i))
            write_evidence(out, resource->evidence[i]);
    write_line(out, "do: ", feed_remedy(resource));
    if (resource->root) {
        write_line(out, "root: ", resource->root->id);
        write_line(out, "because: ", resource->via_why);
    }
    for (size_t i = 0; i < resource->n_gaps; i++)
        write_line(out, "missing: ", resource->gaps[i]);
}

/* What stands in a case that did not simply pass. */
static void write_outcome(const suites *all, const inq_resource *resource)
{
    xml_out *out = all->out;
    static const char *const names[N_OUTCOMES] = {"system-out", "failure", "error", "skipped"};
    const outcome it = outcome_of(resource);
    xml_open(out, names[it]);
    if (it != PASSED) {
        xml_word(out, "type", report_health_name(resource->health));
        xml_attribute(out, "message", feed_title(resource));
    }
    if (resource->suppressed)
        write_line(out, "accepted: ", feed_accepted(all->report, resource));
    write_body(out, resource);
    xml_close(out, names[it]);
}

static void write_case(const suites *all, const item *it)
{
    xml_out *out = all->out;
    xml_open(out, "testcase");
    xml_attribute(out, "name", it->id);
    xml_attribute(out, "classname", it->type);
    if (it->resource)
        write_outcome(all, it->resource);
    xml_close(out, "testcase");
}

static void write_counts(xml_out *out, const item *items, size_t n)
{
    size_t counts[N_OUTCOMES] = {0};
    for (size_t i = 0; i < n; i++)
        counts[items[i].outcome]++;
    xml_number(out, "tests", n);
    xml_number(out, "failures", counts[FAILED]);
    xml_number(out, "errors", counts[BROKEN]);
    xml_number(out, "skipped", counts[SKIPPED]);
}

static void write_suite(suites *all, const item *items, size_t n)
{
    xml_out *out = all->out;
    xml_open(out, "testsuite");
    if (items->workspace.len)
        xml_attribute(out, "name", items->workspace);
    else
        xml_word(out, "name", "no workspace");
    write_counts(out, items, n);
    if (all->report->as_of.len)
        xml_attribute(out, "timestamp", all->report->as_of);
    for (size_t i = 0; i < n && out->bytes.status == INQ_OK; i++)
        write_case(all, &items[i]);
    xml_close(out, "testsuite");
}

static void write_suites(suites *all)
{
    for (size_t from = 0, to; from < all->n; from = to) {
        for (to = from + 1; to < all->n && feed_compare(all->items[from].workspace,
                                                        all->items[to].workspace) == 0;)
            to++;
        write_suite(all, all->items + from, to - from);
    }
}

/* ---- inputs that could not be read in full ------------------------------------------------ */

static size_t count_lost(const inq_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_diags; i++)
        n += report->diags[i]->level == INQ_ERROR;
    return n;
}

static void write_lost_one(xml_out *out, const inq_diag *diag)
{
    xml_open(out, "testcase");
    xml_attribute(out, "name", diag->input.len ? diag->input : diag->code);
    xml_attribute(out, "classname", diag->code);
    xml_open(out, "error");
    xml_attribute(out, "type", diag->code);
    xml_attribute(out, "message", diag->message);
    if (diag->line)
        write_place(out, diag->input, diag->line, diag->column);
    write_line(out, "", diag->message);
    write_line(out, "do: ", diag->hint);
    xml_close(out, "error");
    xml_close(out, "testcase");
}

static void write_lost(xml_out *out, const inq_report *report)
{
    const size_t n = count_lost(report);
    if (!n)
        return;
    xml_open(out, "testsuite");
    xml_word(out, "name", "not read in full");
    xml_number(out, "tests", n);
    xml_number(out, "failures", 0);
    xml_number(out, "errors", n);
    xml_number(out, "skipped", 0);
    for (size_t i = 0; i < report->n_diags && out->bytes.status == INQ_OK; i++)
        if (report->diags[i]->level == INQ_ERROR)
            write_lost_one(out, report->diags[i]);
    xml_close(out, "testsuite");
}

static void write_all(suites *all)
{
    const size_t lost = count_lost(all->report);
    size_t counts[N_OUTCOMES] = {0};
    for (size_t i = 0; i < all->n; i++)
        counts[all->items[i].outcome]++;
    xml_open(all->out, "testsuites");
    xml_attribute(all->out, "name", all->report->tool);
    xml_number(all->out, "tests", all->n + lost);
    xml_number(all->out, "failures", counts[FAILED]);
    xml_number(all->out, "errors", counts[BROKEN] + lost);
    write_suites(all);
    write_lost(all->out, all->report);
    xml_close(all->out, "testsuites");
}

static inq_status emit_junit(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                             const inq_writer *writer)
{
    xml_out out;
    suites all = {.out = &out, .host = host, .report = report};
    xml_begin(&out, ctx, writer);
    const inq_status collected = collect(&all);
    if (collected != INQ_OK)
        return collected;
    write_all(&all);
    return xml_finish(&out);
}

static const inq_output junit_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "application/xml",
    .suffix = "xml",
    .emit = emit_junit,
};

INQ_PLUGIN(.id = "junit", .version = "0.1.0", .license = "MIT",
           .summary = "a JUnit report: a suite per workspace, a case per resource",
           .output = &junit_output);
