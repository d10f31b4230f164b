/* SPDX-License-Identifier: MIT */
/*
 * report_csv.h: the report as a table, a resource to a row under a header, for the outputs csv and
 * tsv. Columns are only ever added at the end.
 */
#ifndef INQ_LIB_REPORT_CSV_H
#define INQ_LIB_REPORT_CSV_H

#include "csv_out.h"
#include "report_feed.h"

static inline void report_csv_header(csv_out *out)
{
    static const char *const names[] = {
        "id",       "type",          "version",      "name",       "workspace", "owner",
        "health",   "phase",         "class",        "confidence", "reason",    "status",
        "runtime",  "builder_stage", "builder_info", "since_at",   "root",      "suppressed",
        "symptoms", "at_risk",       "gaps",         "rule",       "title",     "remedy",
        "input",    "line",          "column",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        csv_word(out, names[i]);
    csv_row(out);
}

static inline void report_csv_diagnosis(csv_out *out, const inq_resource *resource)
{
    const bool phased = resource->phase != INQ_PHASE_NONE;
    csv_word(out, report_health_name(resource->health));
    csv_word(out, report_phase_name(resource->phase));
    csv_str(out, resource->klass);
    csv_word(out, phased ? report_confidence_name(resource->confidence) : NULL);
    csv_str(out, resource->reason);
}

static inline void report_csv_lists(csv_out *out, const inq_resource *resource)
{
    csv_str(out, resource->root ? resource->root->id : (inq_str){NULL, 0});
    csv_word(out, resource->suppressed ? "true" : "false");
    csv_number(out, resource->n_symptoms);
    csv_number(out, resource->n_at_risk);
    csv_number(out, resource->n_gaps);
}

static inline void report_csv_cause(csv_out *out, const inq_resource *resource)
{
    const inq_str none = {NULL, 0};
    const inq_finding *cause = resource->cause;
    csv_str(out, cause ? cause->rule : none);
    csv_str(out, cause ? cause->title : none);
    csv_str(out, cause ? cause->remedy : none);
}

static inline void report_csv_place(csv_out *out, const inq_resource *resource)
{
    const inq_evidence *place = feed_place(resource);
    if (!place) {
        for (unsigned i = 0; i < 3; i++)
            csv_word(out, NULL);
        return;
    }
    csv_str(out, place->input);
    csv_number(out, place->line);
    csv_number(out, place->column);
}

static inline void report_csv_resource(csv_out *out, const inq_resource *resource)
{
    const inq_str identity[] = {resource->id,   resource->type,      resource->version,
                                resource->name, resource->workspace, resource->owner};
    const inq_str facts[] = {resource->status, resource->runtime, resource->builder_stage,
                             resource->builder_info, resource->since_at};
    for (size_t i = 0; i < sizeof identity / sizeof identity[0]; i++)
        csv_str(out, identity[i]);
    report_csv_diagnosis(out, resource);
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        csv_str(out, facts[i]);
    report_csv_lists(out, resource);
    report_csv_cause(out, resource);
    report_csv_place(out, resource);
    csv_row(out);
}

/** Writes the whole report. Returns what the writer returned last. */
static inline inq_status report_csv(inq_ctx *ctx, const inq_report *report,
                                    const inq_writer *writer, csv_form form)
{
    size_t cursor = 0;
    csv_out out;
    csv_begin(&out, ctx, writer, form);
    report_csv_header(&out);
    while (out.bytes.status == INQ_OK) {
        const inq_resource *resource = report->next(report, &cursor);
        if (!resource)
            break;
        report_csv_resource(&out, resource);
    }
    return csv_finish(&out);
}

#endif
