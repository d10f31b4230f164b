/* SPDX-License-Identifier: MIT */
/*
 * sarif: a SARIF 2.1.0 log with one run. A result for every finding, and one for every resource
 * that is not well without a finding that says why; rules with their remedies; what was suppressed
 * as suppressions; what could not be read as notifications. A result is known again by its rule and
 * its resource.
 */
#include "plugins/lib/report_feed.h"
#include "plugins/lib/report_json.h"

#include <fnmatch.h>
#include <stdlib.h>

#define SCHEMA                                                                                     \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
/* A rule or glob that is longer is taken to fit nothing. */
#define GLOB_MOST 128

typedef struct sarif_log {
    json_out *out;
    const inq_report *report;
    const inq_finding **rules; /* one finding for each rule, sorted by the rule */
    size_t n_rules;
} sarif_log;

static const char *level_name(feed_level level)
{
    static const char *const names[] = {"none", "note", "warning", "error"};
    return names[level];
}

static inq_str str(const char *text)
{
    return (inq_str){text, strlen(text)};
}

/* ---- rules -------------------------------------------------------------------------------- */

static int compare_rules(const void *left, const void *right)
{
    const inq_finding *a = *(const inq_finding *const *)left;
    const inq_finding *b = *(const inq_finding *const *)right;
    const int rule = feed_compare(a->rule, b->rule);
    return rule ? rule : feed_compare(a->remedy, b->remedy);
}

static void write_text(json_out *out, const char *key, inq_str text)
{
    json_key(out, key);
    json_open(out, '{');
    report_json_key_str(out, "text", text);
    json_close(out, '}');
}

/* A remedy that names its resource is told with the result instead. */
static void write_help(json_out *out, const inq_finding *first, const inq_finding *last)
{
    if (first->remedy.len && feed_compare(first->remedy, last->remedy) == 0) {
        write_text(out, "help", first->remedy);
        return;
    }
    json_key(out, "help");
    json_open(out, '{');
    json_key(out, "text");
    json_open_str(out);
    json_part(out, str("What to do stands with each result. inquest explain "));
    json_part(out, first->rule);
    json_part(out, str(" tells more of the rule."));
    json_close_str(out);
    json_close(out, '}');
}

static void write_origin(json_out *out, const inq_finding *finding)
{
    json_key(out, "fullDescription");
    json_open(out, '{');
    json_key(out, "text");
    json_open_str(out);
    json_part(out, str("The rule "));
    json_part(out, finding->rule);
    if (finding->source.len) {
        json_part(out, str(", after "));
        json_part(out, finding->source);
    }
    json_close_str(out);
    json_close(out, '}');
}

static void write_rule(json_out *out, const inq_finding *first, const inq_finding *last)
{
    json_line(out);
    json_open(out, '{');
    report_json_key_str(out, "id", first->rule);
    write_text(out, "shortDescription", first->rule);
    write_origin(out, first);
    json_key(out, "defaultConfiguration");
    json_open(out, '{');
    report_json_key_text(out, "level", level_name(feed_level_of_severity(first->severity)));
    json_close(out, '}');
    write_help(out, first, last);
    json_key(out, "properties");
    json_open(out, '{');
    report_json_key_str(out, "class", first->klass);
    json_close(out, '}');
    json_close(out, '}');
}

static const char *health_rule(inq_health health)
{
    static const char *const names[INQ_N_HEALTH] = {
        [INQ_UNKNOWN] = "health-unknown",
        [INQ_DEGRADED] = "health-degraded",
        [INQ_DELETED] = "health-deleted",
        [INQ_FAILED] = "health-failed",
    };
    return names[health];
}

/* A health speaks for itself where no rule tells why. */
static void write_health_rule(json_out *out, inq_health health)
{
    json_line(out);
    json_open(out, '{');
    report_json_key_text(out, "id", health_rule(health));
    write_text(out, "shortDescription", str(health_rule(health)));
    write_text(out, "fullDescription", str("The facts tell this health; no rule tells why."));
    json_key(out, "defaultConfiguration");
    json_open(out, '{');
    report_json_key_text(out, "level", level_name(feed_level_of_health(health)));
    json_close(out, '}');
    write_text(out, "help",
               str("Read the message, and what is missing in the dumps; mend the root "
                   "first where there is one."));
    json_close(out, '}');
}

/* Writes the rules and leaves one finding for each in `rules`. */
static void write_rules(sarif_log *all, const inq_finding **sorted, size_t n)
{
    json_out *out = all->out;
    json_key(out, "rules");
    json_open(out, '[');
    for (size_t from = 0, to; from < n && out->status == INQ_OK; from = to) {
        for (to = from + 1; to < n && feed_compare(sorted[from]->rule, sorted[to]->rule) == 0;)
            to++;
        write_rule(out, sorted[from], sorted[to - 1]);
        all->rules[all->n_rules++] = sorted[from];
    }
    for (unsigned i = INQ_UNKNOWN; i < INQ_N_HEALTH; i++)
        write_health_rule(out, (inq_health)i);
    json_close(out, ']');
}

static inq_status write_tool(sarif_log *all, const inq_host *host)
{
    const inq_report *report = all->report;
    json_out *out = all->out;
    const size_t n = report->n_findings;
    const inq_finding **sorted =
        host->alloc(out->ctx, (n + 1) * sizeof *sorted, _Alignof(inq_finding *));
    if (!sorted)
        return INQ_ENOMEM;
    for (size_t i = 0; i < n; i++)
        sorted[i] = report->findings[i];
    qsort(sorted, n, sizeof *sorted, compare_rules);
    all->rules = sorted;
    json_key(out, "tool");
    json_open(out, '{');
    json_key(out, "driver");
    json_open(out, '{');
    report_json_key_str(out, "name", report->tool);
    report_json_key_str(out, "version", report->version);
    write_rules(all, sorted, n);
    json_close(out, '}');
    json_close(out, '}');
    return INQ_OK;
}

static int compare_with_rule(const void *rule, const void *entry)
{
    return feed_compare(*(const inq_str *)rule, (*(const inq_finding *const *)entry)->rule);
}

static void write_rule_reference(const sarif_log *all, inq_str rule, inq_health health)
{
    report_json_key_str(all->out, "ruleId", rule.ptr ? rule : str(health_rule(health)));
    if (!rule.ptr) {
        report_json_key_number(all->out, "ruleIndex", all->n_rules + health - INQ_UNKNOWN);
        return;
    }
    const inq_finding **found =
        bsearch(&rule, all->rules, all->n_rules, sizeof *all->rules, compare_with_rule);
    if (found)
        report_json_key_number(all->out, "ruleIndex", (uint64_t)(found - all->rules));
}

/* ---- places ------------------------------------------------------------------------------- */

static bool stays_in_uri(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte && strchr("-._~/!", byte));
}

static void write_uri(json_out *out, inq_str path)
{
    static const char hex[] = "0123456789ABCDEF";
    json_open_str(out);
    if (path.len && path.ptr[0] == '/')
        json_part(out, str("file://"));
    for (size_t i = 0; i < path.len && out->status == INQ_OK; i++) {
        const unsigned char byte = (unsigned char)path.ptr[i];
        const char coded[] = {'%', hex[byte >> 4], hex[byte & 15]};
        const bool stays = stays_in_uri(path.ptr[i]);
        json_put(out, stays ? path.ptr + i : coded, stays ? 1 : sizeof coded);
    }
    json_close_str(out);
}

static void write_physical(json_out *out, inq_str input, uint32_t line, uint32_t column)
{
    json_key(out, "physicalLocation");
    json_open(out, '{');
    json_key(out, "artifactLocation");
    json_open(out, '{');
    json_key(out, "uri");
    write_uri(out, input);
    json_close(out, '}');
    if (line) {
        json_key(out, "region");
        json_open(out, '{');
        report_json_key_number(out, "startLine", line);
        report_json_key_number(out, "startColumn", column ? column : 1);
        json_close(out, '}');
    }
    json_close(out, '}');
}

/* The place where it is seen, and the resource. */
static void write_locations(json_out *out, const inq_evidence *evidence, inq_str resource)
{
    json_key(out, "locations");
    json_open(out, '[');
    if (evidence || resource.ptr) {
        json_open(out, '{');
        if (evidence)
            write_physical(out, evidence->input, evidence->line, evidence->column);
        if (resource.ptr) {
            json_key(out, "logicalLocations");
            json_open(out, '[');
            json_open(out, '{');
            report_json_key_str(out, "fullyQualifiedName", resource);
            report_json_key_text(out, "kind", "resource");
            json_close(out, '}');
            json_close(out, ']');
        }
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* A link in a message is made of `](`: no text of a dump makes one. */
static void message_part(json_out *out, inq_str text)
{
    size_t from = 0;
    for (size_t i = 1; i < text.len; i++) {
        if (text.ptr[i - 1] != ']' || text.ptr[i] != '(')
            continue;
        json_part(out, (inq_str){text.ptr + from, i - from});
        json_part(out, str(" "));
        from = i;
    }
    json_part(out, (inq_str){text.ptr + from, text.len - from});
}

static void write_fact_message(json_out *out, const inq_evidence *evidence)
{
    json_key(out, "message");
    json_open(out, '{');
    json_key(out, "text");
    json_open_str(out);
    message_part(out, evidence->fact);
    json_part(out, str(" is "));
    message_part(out, evidence->value);
    json_close_str(out);
    json_close(out, '}');
}

/* All evidence but the one that is the place of the result. Numbers keep them apart. */
static void write_related(json_out *out, const inq_evidence *const *evidence, size_t n,
                          const inq_evidence *place)
{
    json_key(out, "relatedLocations");
    json_open(out, '[');
    for (size_t i = 0; i < n && out->status == INQ_OK; i++) {
        if (evidence[i] == place || feed_is_repeated(evidence, i))
            continue;
        json_open(out, '{');
        report_json_key_number(out, "id", i);
        write_physical(out, evidence[i]->input, evidence[i]->line, evidence[i]->column);
        write_fact_message(out, evidence[i]);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* ---- results ------------------------------------------------------------------------------ */

static void write_message(json_out *out, inq_str title, inq_str remedy)
{
    json_key(out, "message");
    json_open(out, '{');
    json_key(out, "text");
    json_open_str(out);
    message_part(out, title);
    if (remedy.len) {
        json_part(out, str("\n"));
        message_part(out, remedy);
    }
    json_close_str(out);
    json_close(out, '}');
}

static uint64_t hash(uint64_t value, inq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        value = (value ^ (unsigned char)text.ptr[i]) * UINT64_C(0x100000001B3);
    return (value ^ 0xFF) * UINT64_C(0x100000001B3);
}

/* FNV-1a of the rule and the resource, which no rewording and no other line changes; what is about
 * no resource is known by its input and the value that was read there. */
static void write_fingerprint(json_out *out, inq_str rule, inq_str resource,
                              const inq_evidence *place)
{
    static const char hex[] = "0123456789abcdef";
    uint64_t value = hash(hash(UINT64_C(0xCBF29CE484222325), rule), resource);
    if (!resource.ptr && place)
        value = hash(hash(value, place->input), place->value);
    char digits[16];
    for (unsigned i = 0; i < sizeof digits; i++)
        digits[i] = hex[value >> (60 - 4 * i) & 15];
    json_key(out, "partialFingerprints");
    json_open(out, '{');
    report_json_key_str(out, "ruleAndResource/v1", (inq_str){digits, sizeof digits});
    json_close(out, '}');
}

static bool fits(inq_str glob, inq_str rule)
{
    char texts[2][GLOB_MOST];
    if (glob.len >= GLOB_MOST || rule.len >= GLOB_MOST || !glob.len)
        return false;
    memcpy(texts[0], glob.ptr, glob.len);
    memcpy(texts[1], rule.ptr, rule.len);
    texts[0][glob.len] = texts[1][rule.len] = '\0';
    return fnmatch(texts[0], texts[1], 0) == 0;
}

static void write_suppression(json_out *out, inq_str reason)
{
    json_open(out, '{');
    report_json_key_text(out, "kind", "external");
    report_json_key_text(out, "status", "accepted");
    report_json_key_str(out, "justification", reason.ptr ? reason : str("its root is accepted"));
    json_close(out, '}');
}

/* With a suppression file every result says whether it is suppressed. `rule` may be absent:
 * then it is the verdict on the resource that counts. */
static void write_suppressions(const sarif_log *all, const inq_resource *resource, inq_str rule)
{
    const inq_report *report = all->report;
    if (!report->suppressed)
        return;
    json_key(all->out, "suppressions");
    json_open(all->out, '[');
    const bool verdict = !rule.ptr || (resource->cause && resource->cause->rule.ptr == rule.ptr);
    bool found = false;
    for (size_t i = rule.ptr ? feed_suppressed_from(report, resource->id) : report->n_suppressed;
         i < report->n_suppressed && !found &&
         feed_compare(report->suppressed[i]->resource, resource->id) == 0;
         i++) {
        found = fits(report->suppressed[i]->rule, rule);
        if (found)
            write_suppression(all->out, report->suppressed[i]->reason);
    }
    if (!found && verdict && resource->suppressed)
        write_suppression(all->out, feed_accepted(report, resource));
    json_close(all->out, ']');
}

static void write_properties(json_out *out, const inq_resource *resource)
{
    const bool phased = resource->phase != INQ_PHASE_NONE;
    json_key(out, "properties");
    json_open(out, '{');
    report_json_key_text(out, "health", report_health_name(resource->health));
    report_json_key_text(out, "phase", report_phase_name(resource->phase));
    report_json_key_str(out, "class", resource->klass);
    report_json_key_text(out, "confidence",
                         phased ? report_confidence_name(resource->confidence) : NULL);
    report_json_key_str(out, "root", resource->root ? resource->root->id : (inq_str){NULL, 0});
    json_close(out, '}');
}

static void write_finding(const sarif_log *all, const inq_finding *finding,
                          const inq_resource *resource)
{
    json_out *out = all->out;
    const inq_evidence *place = finding->n_evidence ? finding->evidence[0]
                                : resource          ? feed_place(resource)
                                                    : NULL;
    json_line(out);
    json_open(out, '{');
    write_rule_reference(all, finding->rule, INQ_HEALTHY);
    report_json_key_text(out, "level", level_name(feed_level_of_severity(finding->severity)));
    write_message(out, finding->title, finding->remedy);
    write_locations(out, place, finding->resource);
    write_related(out, finding->evidence, finding->n_evidence, place);
    write_fingerprint(out, finding->rule, finding->resource, place);
    if (resource) {
        write_suppressions(all, resource, finding->rule);
        write_properties(out, resource);
    } else if (all->report->suppressed) {
        json_key(out, "suppressions");
        json_open(out, '[');
        json_close(out, ']');
    }
    json_close(out, '}');
}

/* What is not well and has no finding that says why. */
static void write_verdict(const sarif_log *all, const inq_resource *resource)
{
    json_out *out = all->out;
    const inq_str none = {NULL, 0};
    const inq_evidence *place = feed_place(resource);
    json_line(out);
    json_open(out, '{');
    write_rule_reference(all, none, resource->health);
    report_json_key_text(out, "level", level_name(feed_level_of_health(resource->health)));
    write_message(out, resource->reason, resource->via_why);
    write_locations(out, place, resource->id);
    write_related(out, resource->evidence, resource->n_evidence, place);
    write_fingerprint(out, str(health_rule(resource->health)), resource->id, place);
    write_suppressions(all, resource, none);
    write_properties(out, resource);
    json_close(out, '}');
}

static void write_resource(const sarif_log *all, const inq_resource *resource)
{
    for (size_t i = 0; i < resource->n_findings && all->out->status == INQ_OK; i++)
        write_finding(all, resource->findings[i], resource);
    const bool unwell = feed_level_of_health(resource->health) != FEED_NONE;
    if (unwell && !resource->cause && !feed_is_tombstone(resource))
        write_verdict(all, resource);
}

static void write_results(const sarif_log *all)
{
    const inq_report *report = all->report;
    size_t cursor = 0;
    json_key(all->out, "results");
    json_open(all->out, '[');
    while (all->out->status == INQ_OK) {
        const inq_resource *resource = report->next(report, &cursor);
        if (!resource)
            break;
        write_resource(all, resource);
    }
    for (size_t i = 0; i < report->n_findings && all->out->status == INQ_OK; i++)
        if (!report->findings[i]->resource.ptr)
            write_finding(all, report->findings[i], NULL);
    json_close(all->out, ']');
}

/* ---- the reading -------------------------------------------------------------------------- */

static void write_notification(json_out *out, const inq_diag *diag)
{
    static const feed_level levels[] = {
        [INQ_INFO] = FEED_NOTE, [INQ_WARNING] = FEED_WARNING, [INQ_ERROR] = FEED_ERROR};
    json_line(out);
    json_open(out, '{');
    json_key(out, "descriptor");
    json_open(out, '{');
    report_json_key_str(out, "id", diag->code);
    json_close(out, '}');
    report_json_key_text(out, "level", level_name(levels[diag->level]));
    write_message(out, diag->message, diag->hint);
    if (diag->input.len) {
        json_key(out, "locations");
        json_open(out, '[');
        json_open(out, '{');
        write_physical(out, diag->input, diag->line, diag->column);
        json_close(out, '}');
        json_close(out, ']');
    }
    json_close(out, '}');
}

static void write_invocations(json_out *out, const inq_report *report)
{
    json_line(out);
    json_key(out, "invocations");
    json_open(out, '[');
    json_open(out, '{');
    json_key(out, "executionSuccessful");
    json_word(out, report->partial ? "false" : "true");
    json_key(out, "toolExecutionNotifications");
    json_open(out, '[');
    for (size_t i = 0; i < report->n_diags && out->status == INQ_OK; i++)
        write_notification(out, report->diags[i]);
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, ']');
}

static inq_status emit_sarif(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                             const inq_writer *writer)
{
    json_out out;
    sarif_log all = {.out = &out, .report = report};
    json_begin(&out, ctx, writer);
    json_open(&out, '{');
    report_json_key_text(&out, "$schema", SCHEMA);
    report_json_key_text(&out, "version", "2.1.0");
    json_key(&out, "runs");
    json_open(&out, '[');
    json_open(&out, '{');
    const inq_status made = write_tool(&all, host);
    if (made != INQ_OK)
        return made;
    report_json_key_text(&out, "columnKind", "unicodeCodePoints");
    write_invocations(&out, report);
    json_line(&out);
    write_results(&all);
    json_close(&out, '}');
    json_close(&out, ']');
    json_close(&out, '}');
    json_byte(&out, '\n');
    return json_finish(&out);
}

static const inq_output sarif_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "application/sarif+json",
    .suffix = "sarif",
    .emit = emit_sarif,
};

INQ_PLUGIN(.id = "sarif", .version = "0.1.0", .license = "MIT",
           .summary = "findings as a SARIF 2.1.0 log", .output = &sarif_output);
