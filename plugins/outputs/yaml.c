/* SPDX-License-Identifier: MIT */
/*
 * yaml: the whole report as one document of YAML 1.2, with the keys and values of the output json.
 */
#include "plugins/lib/report_document.h"

static inq_status emit_yaml(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                            const inq_writer *writer)
{
    json_out out;
    json_begin_yaml(&out, ctx, writer);
    return report_document(&out, host, report);
}

static const inq_output yaml_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "application/yaml",
    .suffix = "yaml",
    .emit = emit_yaml,
};

INQ_PLUGIN(.id = "yaml", .version = "0.1.0", .summary = "the whole report as one YAML document",
           .license = "MIT", .output = &yaml_output);
