/* SPDX-License-Identifier: MIT */
/*
 * report_document.h: the whole report, inquest.report/1, as one object for the outputs json and
 * yaml. Every element of the long lists stands on a line of its own, so that grep, diff and an eye
 * find their way. Resources are pulled one by one: none of them is held.
 */
#ifndef INQ_LIB_REPORT_DOCUMENT_H
#define INQ_LIB_REPORT_DOCUMENT_H

#include "report_json.h"

static inline void report_document_head(json_out *out, const inq_report *report)
{
    report_json_key_text(out, "schema", "inquest.report/1");
    json_key(out, "tool");
    json_open(out, '{');
    report_json_key_str(out, "name", report->tool);
    report_json_key_str(out, "version", report->version);
    json_close(out, '}');
    report_json_key_str(out, "as_of", report->as_of);
}

static inline void report_document_list(json_out *out, const char *key)
{
    json_line(out);
    json_key(out, key);
    json_open(out, '[');
}

static inline void report_document_list_end(json_out *out)
{
    json_last_line(out);
    json_close(out, ']');
}

static inline void report_document_inputs(json_out *out, const inq_report *report)
{
    report_document_list(out, "inputs");
    for (size_t i = 0; i < report->n_inputs && out->status == INQ_OK; i++) {
        json_line(out);
        report_json_input(out, report->inputs[i]);
    }
    report_document_list_end(out);
}

static inline void report_document_summary(json_out *out, const inq_report *report)
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

static inline void report_document_resources(json_out *out, const inq_host *host,
                                             const inq_report *report)
{
    size_t cursor = 0;
    report_document_list(out, "resources");
    while (out->status == INQ_OK) {
        const inq_resource *resource = report->next(report, &cursor);
        if (!resource)
            break;
        json_line(out);
        report_json_resource(out, host, resource);
    }
    report_document_list_end(out);
}

static inline void report_document_findings(json_out *out, const inq_report *report)
{
    report_document_list(out, "findings");
    for (size_t i = 0; i < report->n_findings && out->status == INQ_OK; i++) {
        json_line(out);
        report_json_finding(out, report->findings[i]);
    }
    report_document_list_end(out);
}

static inline void report_document_diags(json_out *out, const inq_report *report)
{
    report_document_list(out, "diagnostics");
    for (size_t i = 0; i < report->n_diags && out->status == INQ_OK; i++) {
        json_line(out);
        report_json_diag(out, report->diags[i]);
    }
    report_document_list_end(out);
}

static inline void report_document_suppressed_one(json_out *out, const inq_suppressed *one)
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
static inline void report_document_suppressed(json_out *out, const inq_report *report)
{
    if (!report->suppressed)
        return;
    report_document_list(out, "suppressed");
    for (size_t i = 0; i < report->n_suppressed && out->status == INQ_OK; i++) {
        json_line(out);
        report_document_suppressed_one(out, report->suppressed[i]);
    }
    report_document_list_end(out);
}

static inline void report_document_ids(json_out *out, const char *key, const inq_str *ids, size_t n)
{
    report_document_list(out, key);
    for (size_t i = 0; i < n && out->status == INQ_OK; i++) {
        json_line(out);
        json_str(out, ids[i]);
    }
    report_document_list_end(out);
}

/* Only where a baseline was given. */
static inline void report_document_baseline(json_out *out, const inq_report *report)
{
    const inq_baseline *baseline = report->baseline;
    if (!baseline)
        return;
    json_line(out);
    json_key(out, "baseline");
    json_open(out, '{');
    report_json_key_str(out, "as_of", baseline->as_of);
    report_json_key_number(out, "remarks", baseline->n_remarks);
    report_document_ids(out, "known", baseline->known, baseline->n_known);
    report_document_ids(out, "new", baseline->fresh, baseline->n_fresh);
    json_close(out, '}');
}

/** Writes the report to `out`, with a line end, and hands over what is buffered. Returns the first
 *  status that was not INQ_OK, or INQ_OK. Lists of ids take memory from the host. */
static inline inq_status report_document(json_out *out, const inq_host *host,
                                         const inq_report *report)
{
    json_open(out, '{');
    report_document_head(out, report);
    report_document_inputs(out, report);
    report_document_summary(out, report);
    report_document_resources(out, host, report);
    report_document_findings(out, report);
    report_document_diags(out, report);
    report_document_suppressed(out, report);
    report_document_baseline(out, report);
    json_close(out, '}');
    json_byte(out, '\n');
    return json_finish(out);
}

#endif
