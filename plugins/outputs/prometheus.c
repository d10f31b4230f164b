/* SPDX-License-Identifier: MIT */
/*
 * prometheus: gauges in the text exposition format, for the textfile collector of node-exporter:
 * how many resources have each health, phase and class, and the health of every resource as a
 * number, from 0 (healthy) to 6 (failed).
 */
#include "plugins/lib/prometheus_out.h"
#include "plugins/lib/report_feed.h"

#include <stdlib.h>
#include <time.h>

static inq_str str(const char *text)
{
    return (inq_str){text, text ? strlen(text) : 0};
}

static void write_sample(byte_out *out, const char *name, const char *label, inq_str value,
                         uint64_t number)
{
    byte_say(out, name);
    prometheus_label(out, true, label, value);
    prometheus_value(out, true, number);
}

static void write_health(byte_out *out, const inq_report *report)
{
    static const char name[] = "inquest_resources";
    prometheus_gauge(out, name, "Resources by health.");
    for (unsigned i = 0; i < INQ_N_HEALTH; i++)
        write_sample(out, name, "health", str(report_health_name((inq_health)i)),
                     report->by_health[i]);
}

static void write_phases(byte_out *out, const inq_report *report)
{
    static const char name[] = "inquest_broken_resources_by_phase";
    prometheus_gauge(out, name, "Broken resources by the phase in which they broke.");
    for (unsigned i = INQ_BUILDER; i < INQ_N_PHASE; i++)
        write_sample(out, name, "phase", str(report_phase_name((inq_phase)i)), report->by_phase[i]);
}

/* ---- classes ------------------------------------------------------------------------------ */

static int compare_classes(const void *left, const void *right)
{
    return feed_compare(*(const inq_str *)left, *(const inq_str *)right);
}

/* Writes each class of the sorted list with the number of its resources. */
static void write_sorted(byte_out *out, const char *name, const inq_str *classes, size_t n)
{
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && compare_classes(&classes[from], &classes[to]) == 0;)
            to++;
        write_sample(out, name, "class", classes[from], to - from);
    }
}

static void write_classes(byte_out *out, const inq_host *host, const inq_report *report)
{
    static const char name[] = "inquest_resources_by_class";
    size_t n = 0;
    inq_str *classes =
        host->alloc(out->ctx, (report->n_unhealthy + 1) * sizeof *classes, _Alignof(inq_str));
    if (!classes) {
        out->status = out->status == INQ_OK ? INQ_ENOMEM : out->status;
        return;
    }
    for (size_t i = 0; i < report->n_unhealthy; i++)
        if (report->unhealthy[i]->klass.len)
            classes[n++] = report->unhealthy[i]->klass;
    qsort(classes, n, sizeof *classes, compare_classes);
    prometheus_gauge(out, name, "Resources that are not well by the class of the cause.");
    write_sorted(out, name, classes, n);
}

/* ---- the numbers of the report ------------------------------------------------------------ */

static int number_at(inq_str text, size_t at, size_t digits)
{
    int number = 0;
    for (size_t i = at; i < at + digits; i++)
        number = number * 10 + (text.ptr[i] - '0');
    return number;
}

/* Seconds since 1970 of a time as the report writes it: 2026-02-11T06:45:10Z. */
static bool seconds_of(inq_str time, uint64_t *seconds)
{
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
    if (time.len != sizeof form - 1)
        return false;
    for (size_t i = 0; i < time.len; i++)
        if (form[i] == 'd' ? time.ptr[i] < '0' || time.ptr[i] > '9' : time.ptr[i] != form[i])
            return false;
    struct tm parts = {.tm_year = number_at(time, 0, 4) - 1900,
                       .tm_mon = number_at(time, 5, 2) - 1,
                       .tm_mday = number_at(time, 8, 2),
                       .tm_hour = number_at(time, 11, 2),
                       .tm_min = number_at(time, 14, 2),
                       .tm_sec = number_at(time, 17, 2)};
    const time_t since = timegm(&parts);
    *seconds = (uint64_t)since;
    return since >= 0;
}

static void write_diags(byte_out *out, const inq_report *report)
{
    static const char name[] = "inquest_diagnostics";
    uint64_t counts[INQ_ERROR + 1] = {0};
    for (size_t i = 0; i < report->n_diags; i++)
        if ((size_t)report->diags[i]->level <= INQ_ERROR)
            counts[report->diags[i]->level]++;
    prometheus_gauge(out, name, "Remarks on the reading of the inputs by level.");
    for (unsigned i = 0; i <= INQ_ERROR; i++)
        write_sample(out, name, "level", str(report_level_name((inq_level)i)), counts[i]);
}

static void write_numbers(byte_out *out, const inq_report *report)
{
    uint64_t seconds;
    uint64_t suppressed = 0;
    for (size_t i = 0; i < report->n_unhealthy; i++)
        suppressed += report->unhealthy[i]->suppressed != 0;
    prometheus_single(out, "inquest_roots", "Resources that explain what is broken.",
                      report->n_roots);
    prometheus_single(out, "inquest_suppressed_resources", "Resources that are accepted as is.",
                      suppressed);
    prometheus_single(out, "inquest_tombstones", "Deletions that nobody misses.",
                      report->n_tombstones);
    prometheus_single(out, "inquest_inputs", "Inputs that were read.", report->n_inputs);
    prometheus_single(out, "inquest_partial", "1 if part of an input could not be read.",
                      report->partial != 0);
    if (seconds_of(report->as_of, &seconds))
        prometheus_single(out, "inquest_as_of_timestamp_seconds",
                          "The time as of which the dumps tell.", seconds);
}

/* ---- resources ---------------------------------------------------------------------------- */

static void write_resource(byte_out *out, const char *name, const inq_resource *resource)
{
    byte_say(out, name);
    prometheus_label(out, true, "type", resource->type);
    prometheus_label(out, false, "version", resource->version);
    prometheus_label(out, false, "name", resource->name);
    prometheus_label(out, false, "workspace", resource->workspace);
    prometheus_value(out, true, resource->health);
}

static void write_resources(byte_out *out, const inq_report *report)
{
    static const char name[] = "inquest_resource_health";
    size_t cursor = 0;
    prometheus_gauge(out, name,
                     "Health: 0 healthy, 1 suspended, 2 progressing, 3 unknown, 4 degraded, "
                     "5 deleted, 6 failed.");
    while (out->status == INQ_OK) {
        const inq_resource *resource = report->next_head(report, &cursor);
        if (!resource)
            break;
        write_resource(out, name, resource);
    }
}

static inq_status emit_prometheus(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                                  const inq_writer *writer)
{
    byte_out out;
    byte_begin(&out, ctx, writer);
    write_health(&out, report);
    write_phases(&out, report);
    write_classes(&out, host, report);
    write_diags(&out, report);
    write_numbers(&out, report);
    write_resources(&out, report);
    return byte_finish(&out);
}

static const inq_output prometheus_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/plain; version=0.0.4",
    .suffix = "prom",
    .emit = emit_prometheus,
};

INQ_PLUGIN(.id = "prometheus", .version = "0.1.0", .license = "MIT",
           .summary = "gauges for the textfile collector of node-exporter",
           .output = &prometheus_output);
