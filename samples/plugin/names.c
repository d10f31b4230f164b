/* SPDX-License-Identifier: MIT */
/*
 * An output for scripts: one id to a line, the worst first. `--set names.show=broken` leaves out
 * what is healthy. A dump may hold any character, so control characters are not passed on.
 */
#include <inquest.h>

#include <stdbool.h>
#include <string.h>

/* Bytes at text[i] that belong to a control character of ASCII or of Latin 1; 0 if there is none.
 */
static size_t control_at(inq_str text, size_t i)
{
    const unsigned char byte = (unsigned char)text.ptr[i];
    if (byte < 0x20 || byte == 0x7f)
        return 1;
    const bool latin = byte == 0xc2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xa0;
    return latin ? 2 : 0;
}

static inq_status write_safely(inq_ctx *ctx, const inq_writer *writer, inq_str text)
{
    size_t done = 0;
    for (size_t i = 0; i < text.len; i++) {
        const size_t control = control_at(text, i);
        if (control == 0)
            continue;
        (void)writer->write(ctx, (inq_str){text.ptr + done, i - done});
        (void)writer->write(ctx, (inq_str){"?", 1});
        done = i + control;
        i = done - 1;
    }
    return writer->write(ctx, (inq_str){text.ptr + done, text.len - done});
}

static inq_status emit(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                       const inq_writer *writer)
{
    const char *show = host->option(ctx, "show");
    const bool broken_only = show != NULL && strcmp(show, "broken") == 0;
    size_t cursor = 0;
    const inq_resource *resource;
    while ((resource = report->next(report, &cursor)) != NULL) {
        if (broken_only && resource->health == INQ_HEALTHY)
            break; /* the healthy ones come last */
        inq_status status = write_safely(ctx, writer, resource->id);
        if (status == INQ_OK)
            status = writer->write(ctx, (inq_str){"\n", 1});
        if (status != INQ_OK)
            return status;
    }
    return INQ_OK;
}

static const inq_option options[] = {
    {"show", "all", "all, or broken: only what is not healthy"},
    {NULL, NULL, NULL},
};

static const inq_output output = {
    .size = sizeof output,
    .mime = "text/plain",
    .suffix = "txt",
    .emit = emit,
};

INQ_PLUGIN(.id = "names", .version = "1.0", .summary = "the ids alone, one to a line",
           .license = "MIT", .options = options, .output = &output);
