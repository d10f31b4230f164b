/* SPDX-License-Identifier: MIT */
/*
 * csv: a resource to a line under a header line, after RFC 4180. For spreadsheets and databases.
 */
#include "plugins/lib/report_csv.h"

static inq_status emit_csv(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                           const inq_writer *writer)
{
    (void)host;
    return report_csv(ctx, report, writer, CSV_COMMAS);
}

static const inq_output csv_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/csv",
    .suffix = "csv",
    .emit = emit_csv,
};

INQ_PLUGIN(.id = "csv", .version = "0.1.0", .summary = "one resource per line, comma-separated",
           .license = "MIT", .output = &csv_output);
