/* SPDX-License-Identifier: MIT */
/*
 * json: the whole report as one JSON object, inquest.report/1. Compact, but every element of the
 * long lists stands on a line of its own, so that grep, diff and an eye find their way. Resources
 * are pulled one by one: the output holds none of them.
 */
#include "plugins/lib/report_json.h"

static void write_head(json_out *out, const inq_report *report)
{
    report_json_key_text(out, "schema", "inquest.report/1");
    json_key(out, "tool");
    json_open(out, '{');
    report_json_key_str(out, "name", report->tool);
    report_json_key_str(out, "version", report->version);
    json_close(out, '}');
    report_json_key_str(out, "as_of", report->as_of);
}

static void open_list(json_out *out, const char *key)
{
    json_line(out);
    json_key(out, key);
    json_open(out, '[');
}

/* The bracket goes to a line of its own unless the list is empty. */
static void close_list(json_out *out)
{
    if (out->comma)
        json_byte(out, '\n');
    json_close(out, ']');
}

static void write_inputs(json_out *out, const inq_report *report)
{
    open_list(out, "inputs");
    for (size_t i = 0; i < report->n_inputs && out->status == INQ_OK; i++) {
        json_line(out);
        report_json_input(out, report->inputs[i]);
    }
    close_list(out);
}

static void write_summary(json_out *out, const inq_report *report)
{
    json_line(out);
    json_key(out, "summary");
    json_open(out, '{');
    report_json_key_number(out, "resources", report->n_resources);
    json_key(out, "health");
    json_open(out, '{');
    for (unsigned i = 0; i < INQ_N_HEALTH; i++)
        report_json_key_number(out, report_health_name((inq_health)i), report->by_health[i]);
    json_close(out, '}');
    json_key(out, "phase");
    json_open(out, '{');
    for (unsigned i = INQ_BUILDER; i < INQ_N_PHASE; i++)
        report_json_key_number(out, report_phase_name((inq_phase)i), report->by_phase[i]);
    json_close(out, '}');
    report_json_key_number(out, "roots", report->n_roots);
    json_close(out, '}');
}

static void write_resources(json_out *out, const inq_host *host, const inq_report *report)
{
    size_t cursor = 0;
    open_list(out, "resources");
    while (out->status == INQ_OK) {
        const inq_resource *resource = report->next(report, &cursor);
        if (!resource)
            break;
        json_line(out);
        report_json_resource(out, host, resource);
    }
    close_list(out);
}

static void write_findings(json_out *out, const inq_report *report)
{
    open_list(out, "findings");
    for (size_t i = 0; i < report->n_findings && out->status == INQ_OK; i++) {
        json_line(out);
        report_json_finding(out, report->findings[i]);
    }
    close_list(out);
}

static void write_diags(json_out *out, const inq_report *report)
{
    open_list(out, "diagnostics");
    for (size_t i = 0; i < report->n_diags && out->status == INQ_OK; i++) {
        json_line(out);
        report_json_diag(out, report->diags[i]);
    }
    close_list(out);
}

static void write_suppressed_one(json_out *out, const inq_suppressed *one)
{
    json_open(out, '{');
    report_json_key_str(out, "resource", one->resource);
    report_json_key_str(out, "rule", one->rule);
    report_json_key_str(out, "reason", one->reason);
    report_json_key_str(out, "owner", one->owner);
    report_json_key_str(out, "expires", one->expires);
    json_close(out, '}');
}

/* Only where a suppression file was given. */
static void write_suppressed(json_out *out, const inq_report *report)
{
    if (!report->suppressed)
        return;
    open_list(out, "suppressed");
    for (size_t i = 0; i < report->n_suppressed && out->status == INQ_OK; i++) {
        json_line(out);
        write_suppressed_one(out, report->suppressed[i]);
    }
    close_list(out);
}

static void write_ids(json_out *out, const char *key, const inq_str *ids, size_t n)
{
    open_list(out, key);
    for (size_t i = 0; i < n && out->status == INQ_OK; i++) {
        json_line(out);
        json_str(out, ids[i]);
    }
    close_list(out);
}

/* Only where a baseline was given. */
static void write_baseline(json_out *out, const inq_report *report)
{
    const inq_baseline *baseline = report->baseline;
    if (!baseline)
        return;
    json_line(out);
    json_key(out, "baseline");
    json_open(out, '{');
    report_json_key_str(out, "as_of", baseline->as_of);
    report_json_key_number(out, "remarks", baseline->n_remarks);
    write_ids(out, "known", baseline->known, baseline->n_known);
    write_ids(out, "new", baseline->fresh, baseline->n_fresh);
    json_close(out, '}');
}

static inq_status emit_json(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                            const inq_writer *writer)
{
    json_out out;
    json_begin(&out, ctx, writer);
    json_open(&out, '{');
    write_head(&out, report);
    write_inputs(&out, report);
    write_summary(&out, report);
    write_resources(&out, host, report);
    write_findings(&out, report);
    write_diags(&out, report);
    write_suppressed(&out, report);
    write_baseline(&out, report);
    json_close(&out, '}');
    json_byte(&out, '\n');
    return json_finish(&out);
}

static const inq_output json_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "application/json",
    .suffix = "json",
    .emit = emit_json,
};

INQ_PLUGIN(.id = "json", .version = "0.1.0", .summary = "the whole report as one JSON object",
           .license = "MIT", .output = &json_output);
