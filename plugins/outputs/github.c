/* SPDX-License-Identifier: MIT */
/*
 * github: workflow commands that put annotations on files: roots first, then what follows from
 * them, findings about inputs and what could not be read. A failed or deleted root is an error; a
 * degraded or unknown one and every symptom a warning; what was suppressed a notice. The rest is
 * silent, for a step shows but a few annotations.
 */
#include "plugins/lib/byte_out.h"
#include "plugins/lib/report_feed.h"

#define TITLE_MOST 200

/* Where an annotation is put. */
typedef struct place {
    inq_str input; /* absent: nowhere */
    uint32_t line, column;
} place;

/* The message: what follows a line end would be a command of its own. */
static void say(byte_out *out, inq_str text)
{
    static const char *const ascii[128] = {
        ['%'] = "%25", ['\r'] = "%0D", ['\n'] = "%0A", ['\t'] = " "};
    static const byte_escapes escapes = {ascii, byte_unsafe_mark};
    byte_escaped(out, text, &escapes);
}

/* A property also ends at a comma or colon. */
static void say_property(byte_out *out, inq_str text)
{
    static const char *const ascii[128] = {
        ['%'] = "%25", ['\r'] = "%0D", ['\n'] = "%0A", ['\t'] = " ", [':'] = "%3A", [','] = "%2C"};
    static const byte_escapes escapes = {ascii, byte_unsafe_mark};
    byte_escaped(out, text, &escapes);
}

static const char *command(feed_level level)
{
    static const char *const names[] = {"", "::notice ", "::warning ", "::error "};
    return names[level];
}

/* `::error file=…,line=…,col=…,title=…::` */
static void open_command(byte_out *out, feed_level level, place at, inq_str title)
{
    byte_say(out, command(level));
    if (at.input.len) {
        byte_say(out, "file=");
        say_property(out, at.input);
        byte_say(out, ",");
    }
    if (at.input.len && at.line) {
        byte_say(out, "line=");
        byte_number(out, at.line);
        byte_say(out, ",col=");
        byte_number(out, at.column);
        byte_say(out, ",");
    }
    byte_say(out, "title=");
    say_property(out, byte_head(title, TITLE_MOST));
    byte_say(out, "::");
}

static place place_of(const inq_evidence *evidence)
{
    if (!evidence)
        return (place){.line = 0};
    return (place){evidence->input, evidence->line, evidence->column};
}

static void write_line(byte_out *out, const char *key, inq_str text)
{
    if (!text.len)
        return;
    byte_say(out, "%0A");
    byte_say(out, key);
    say(out, text);
}

static void write_resource(byte_out *out, const inq_resource *resource, feed_level level)
{
    open_command(out, level, place_of(feed_place(resource)), resource->id);
    byte_say(out, report_health_name(resource->health));
    byte_say(out, ": ");
    say(out, feed_title(resource));
    write_line(out, "do: ", feed_remedy(resource));
    if (resource->root) {
        write_line(out, "root: ", resource->root->id);
        write_line(out, "why: ", resource->via_why);
    }
    byte_say(out, "\n");
}

static feed_level level_of(const inq_resource *resource)
{
    const feed_level level = feed_level_of(resource);
    return level == FEED_ERROR && resource->root ? FEED_WARNING : level;
}

static void write_resources(byte_out *out, const inq_report *report, bool symptoms)
{
    for (size_t i = 0; i < report->n_unhealthy && out->status == INQ_OK; i++) {
        const inq_resource *resource = report->unhealthy[i];
        const feed_level level = level_of(resource);
        if (level != FEED_NONE && (resource->root != NULL) == symptoms)
            write_resource(out, resource, level);
    }
}

static void write_finding(byte_out *out, const inq_finding *finding)
{
    const inq_evidence *first = finding->n_evidence ? finding->evidence[0] : NULL;
    open_command(out, feed_level_of_severity(finding->severity), place_of(first), finding->rule);
    say(out, finding->title);
    write_line(out, "do: ", finding->remedy);
    byte_say(out, "\n");
}

/* Those of resources are told with them. */
static void write_findings(byte_out *out, const inq_report *report)
{
    for (size_t i = 0; i < report->n_findings && out->status == INQ_OK; i++)
        if (!report->findings[i]->resource.ptr)
            write_finding(out, report->findings[i]);
}

static void write_diags(byte_out *out, const inq_report *report)
{
    for (size_t i = 0; i < report->n_diags && out->status == INQ_OK; i++) {
        const inq_diag *diag = report->diags[i];
        if (diag->level == INQ_INFO)
            continue;
        open_command(out, diag->level == INQ_ERROR ? FEED_ERROR : FEED_WARNING,
                     (place){diag->input, diag->line, diag->column}, diag->code);
        say(out, diag->message);
        write_line(out, "do: ", diag->hint);
        byte_say(out, "\n");
    }
}

static inq_status emit_github(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                              const inq_writer *writer)
{
    byte_out out;
    (void)host;
    byte_begin(&out, ctx, writer);
    write_resources(&out, report, false);
    write_resources(&out, report, true);
    write_findings(&out, report);
    write_diags(&out, report);
    return byte_finish(&out);
}

static const inq_output github_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/plain",
    .suffix = "txt",
    .emit = emit_github,
};

INQ_PLUGIN(.id = "github", .version = "0.1.0", .summary = "annotations of a GitHub workflow",
           .license = "MIT", .output = &github_output);
