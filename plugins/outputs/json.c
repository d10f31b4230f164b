/* SPDX-License-Identifier: MIT */
/*
 * json: the whole report as one JSON object, inquest.report/1. Compact, but for the long lists.
 */
#include "plugins/lib/replay_json.h"

static inq_status emit_json(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                            const inq_writer *writer)
{
    json_out out;
    json_begin(&out, ctx, writer);
    return report_document(&out, host, report);
}

static inq_status emit_diff(inq_ctx *ctx, const inq_host *host, const inq_diff *diff,
                            const inq_writer *writer)
{
    json_out out;
    (void)host;
    json_begin(&out, ctx, writer);
    return history_json_diff(&out, diff);
}

static inq_status emit_timeline(inq_ctx *ctx, const inq_host *host, const inq_timeline *timeline,
                                const inq_writer *writer)
{
    json_out out;
    (void)host;
    json_begin(&out, ctx, writer);
    return history_json_timeline(&out, timeline);
}

static inq_status emit_replay(inq_ctx *ctx, const inq_host *host, const inq_replay *replay,
                              const inq_writer *writer)
{
    json_out out;
    (void)host;
    json_begin(&out, ctx, writer);
    return replay_json(&out, replay);
}

static const inq_output json_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "application/json",
    .suffix = "json",
    .emit = emit_json,
    .emit_diff = emit_diff,
    .emit_timeline = emit_timeline,
    .emit_replay = emit_replay,
};

INQ_PLUGIN(.id = "json", .version = "0.1.0", .summary = "the whole report as one JSON object",
           .license = "MIT", .output = &json_output);
