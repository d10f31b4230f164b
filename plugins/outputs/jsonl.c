/* SPDX-License-Identifier: MIT */
/*
 * jsonl: one resource per line, each the same object as in resources[] of the json output. For
 * tools that read line by line; a line is complete in itself.
 */
#include "plugins/lib/report_json.h"

static inq_status emit_jsonl(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                             const inq_writer *writer)
{
    size_t cursor = 0;
    json_out out;
    json_begin(&out, ctx, writer);
    while (out.status == INQ_OK) {
        const inq_resource *resource = report->next(report, &cursor);
        if (!resource)
            break;
        report_json_resource(&out, host, resource);
        json_byte(&out, '\n');
        out.comma = false;
    }
    return json_finish(&out);
}

static const inq_output jsonl_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "application/x-ndjson",
    .suffix = "jsonl",
    .emit = emit_jsonl,
};

INQ_PLUGIN(.id = "jsonl", .version = "0.1.0", .summary = "one resource per line, as JSON",
           .license = "MIT", .output = &jsonl_output);
