/* SPDX-License-Identifier: MIT */
/* An output that tells the marks of a timeline and nothing else, for tests/cli/marks.sh. */
#include <inquest.h>

#include <stdio.h>

static inq_status emit_timeline(inq_ctx *ctx, const inq_host *host, const inq_timeline *timeline,
                                const inq_writer *writer)
{
    static const char *const kinds[INQ_N_MARK] = {"event", "log", "container", "run"};
    inq_status status = INQ_OK;
    (void)host;
    for (size_t i = 0; i < timeline->n_marks && status == INQ_OK; i++) {
        const inq_mark *m = timeline->marks[i];
        char line[600];
        const int n = snprintf(
            line, sizeof line, "%.*s %s %.*s x%llu %.*s:%u:%u %.*s\n", (int)m->at.len, m->at.ptr,
            kinds[m->kind], (int)m->resource.len, m->resource.ptr, (unsigned long long)m->count,
            (int)m->evidence->input.len, m->evidence->input.ptr, m->evidence->line,
            m->evidence->column, (int)m->text.len, m->text.ptr);
        status = writer->write(ctx, (inq_str){line, n < 599 ? (size_t)n : 599});
    }
    return status;
}

static inq_status emit(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                       const inq_writer *writer)
{
    (void)ctx, (void)host, (void)report, (void)writer;
    return INQ_OK;
}

static const inq_output output = {.size = sizeof output,
                                  .mime = "text/plain",
                                  .suffix = "txt",
                                  .emit = emit,
                                  .emit_timeline = emit_timeline};

INQ_PLUGIN(.id = "marks", .version = "1.0", .summary = "marks of a timeline", .license = "MIT",
           .output = &output);
