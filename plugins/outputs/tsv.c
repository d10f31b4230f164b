/* SPDX-License-Identifier: MIT */
/*
 * tsv: a resource to a line under a header line, cells separated by tabs. For cut, awk and sort.
 */
#include "plugins/lib/report_csv.h"

static inq_status emit_tsv(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                           const inq_writer *writer)
{
    (void)host;
    return report_csv(ctx, report, writer, CSV_TABS);
}

static const inq_output tsv_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/tab-separated-values",
    .suffix = "tsv",
    .emit = emit_tsv,
};

INQ_PLUGIN(.id = "tsv", .version = "0.1.0", .summary = "one resource per line, separated by tabs",
           .license = "MIT", .output = &tsv_output);
