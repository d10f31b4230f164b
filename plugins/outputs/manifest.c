/* SPDX-License-Identifier: MIT */
/*
 * manifest: Monitors of DataOS, and the Pager that sends on what they raise, as YAML documents.
 *
 * libyaml writes the documents, and nothing but ASCII, so that no text from a dump can be more than
 * text. It knows no comments: they are written between two documents, where it holds nothing back.
 * It allocates by itself: host->alloc is used here, which returns, never host->resize.
 */
#include "plugins/lib/byte_out.h"

#include <yaml.h>

#define PLACEHOLDER "https://WEBHOOK.INVALID/replace-me"

typedef struct manifest {
    yaml_emitter_t emitter;
    byte_out comments;
    inq_ctx *ctx;
    const inq_host *host;
    const inq_writer *writer;
    inq_status status;
} manifest;

static int write_bytes(void *self, unsigned char *bytes, size_t len)
{
    manifest *m = self;
    if (m->status == INQ_OK && len)
        m->status = m->writer->write(m->ctx, (inq_str){(const char *)bytes, len});
    return m->status == INQ_OK;
}

/* ---- comments ----------------------------------------------------------------------------- */

/** One line, whatever the text holds. */
static void comment_line(manifest *m, const char *mark, inq_str text)
{
    static const char *const ascii[128] = {['\t'] = " ", ['\r'] = " ", ['\n'] = " "};
    static const byte_escapes escapes = {ascii, byte_unsafe_mark};
    byte_say(&m->comments, mark);
    byte_escaped(&m->comments, text, &escapes);
    byte_say(&m->comments, "\n");
}

/** A text of several lines. */
static void comment(manifest *m, inq_str text)
{
    while (text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        const size_t len = end ? (size_t)(end - text.ptr) : text.len;
        comment_line(m, "# ", (inq_str){text.ptr, len});
        const size_t used = len + (end != NULL);
        text = (inq_str){text.ptr + used, text.len - used};
    }
}

static void say(manifest *m, const char *text)
{
    comment(m, (inq_str){text, strlen(text)});
}

/* ---- events ------------------------------------------------------------------------------- */

/** Hand over an event that was made, if it was. */
static void send(manifest *m, yaml_event_t *event, int made)
{
    if (!made && m->status == INQ_OK)
        m->status = INQ_ENOMEM;
    if (made && m->status != INQ_OK)
        yaml_event_delete(event);
    else if (made && !yaml_emitter_emit(&m->emitter, event) && m->status == INQ_OK)
        m->status = m->emitter.error == YAML_MEMORY_ERROR ? INQ_ENOMEM : INQ_EBUG;
}

static void begin_document(manifest *m)
{
    yaml_event_t event;
    if (m->status == INQ_OK)
        m->status = byte_finish(&m->comments);
    send(m, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 0));
}

static void end_document(manifest *m)
{
    yaml_event_t event;
    send(m, &event, yaml_document_end_event_initialize(&event, 1));
}

static void begin_map(manifest *m)
{
    yaml_event_t event;
    send(m, &event,
         yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

static void end_map(manifest *m)
{
    yaml_event_t event;
    send(m, &event, yaml_mapping_end_event_initialize(&event));
}

static void begin_list(manifest *m)
{
    yaml_event_t event;
    send(m, &event,
         yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
}

static void end_list(manifest *m)
{
    yaml_event_t event;
    send(m, &event, yaml_sequence_end_event_initialize(&event));
}

static void scalar(manifest *m, inq_str text, yaml_scalar_style_t style)
{
    yaml_event_t event;
    const yaml_char_t *bytes = (const yaml_char_t *)(text.ptr ? text.ptr : "");
    send(m, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL, bytes, (int)text.len, 1, 1, style));
}

/** A word of ours that YAML takes for text. */
static void word(manifest *m, const char *text)
{
    scalar(m, (inq_str){text, strlen(text)}, YAML_PLAIN_SCALAR_STYLE);
}

/** The text with U+FFFD for what is ill-formed, which libyaml refuses. */
static inq_str well_formed(manifest *m, inq_str text)
{
    char *copy = m->host->alloc(m->ctx, text.len * 3 + 1, 1);
    inq_str out = {copy, 0};
    if (!copy) {
        m->status = m->status == INQ_OK ? INQ_ENOMEM : m->status;
        return out;
    }
    for (size_t at = 0, taken; at < text.len; at += taken) {
        uint32_t code;
        taken = codepoint_next(text.ptr + at, text.len - at, &code);
        const bool ill = code == CODEPOINT_ILL;
        memcpy(copy + out.len, ill ? "\xEF\xBF\xBD" : text.ptr + at, ill ? 3 : taken);
        out.len += ill ? 3 : taken;
    }
    return out;
}

/** Text of any origin, always in quotes: a bare `null` or `1.0` would not be text. */
static void quoted(manifest *m, inq_str text)
{
    bool plain = true;
    for (size_t i = 0; i < text.len; i++)
        plain &= text.ptr[i] >= 0x20 && text.ptr[i] < 0x7F;
    if (plain)
        scalar(m, text, YAML_SINGLE_QUOTED_SCALAR_STYLE);
    else
        scalar(m, well_formed(m, text), YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

static void word_pair(manifest *m, const char *key, const char *value)
{
    word(m, key);
    word(m, value);
}

static void pair(manifest *m, const char *key, inq_str value)
{
    word(m, key);
    quoted(m, value);
}

static void open_map(manifest *m, const char *key)
{
    word(m, key);
    begin_map(m);
}

static void open_list(manifest *m, const char *key)
{
    word(m, key);
    begin_list(m);
}

/* ---- a Monitor ---------------------------------------------------------------------------- */

static size_t put(char *into, const char *text, size_t len)
{
    memcpy(into, text, len);
    return len;
}

/** Where the report on a resource is; what is no plain character in an id is escaped. */
static inq_str path_of(manifest *m, const inq_watch *w)
{
    static const char head[] = "/collated/api/v1/reports/resources/", query[] = "?id=";
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._:";
    static const char digits[] = "0123456789ABCDEF";
    const size_t room = sizeof head + sizeof query + w->report.len + 3 * w->resource.len;
    char *path = m->host->alloc(m->ctx, room, 1);
    if (!path) {
        m->status = m->status == INQ_OK ? INQ_ENOMEM : m->status;
        return (inq_str){NULL, 0};
    }
    size_t n = put(path, head, sizeof head - 1);
    n += put(path + n, w->report.ptr, w->report.len);
    n += put(path + n, query, sizeof query - 1);
    for (size_t i = 0; i < w->resource.len; i++) {
        const unsigned char c = (unsigned char)w->resource.ptr[i];
        const char escaped[] = {'%', digits[c >> 4], digits[c & 15]};
        const bool bare = c && memchr(plain, c, sizeof plain - 1);
        n += bare ? put(path + n, &w->resource.ptr[i], 1) : put(path + n, escaped, sizeof escaped);
    }
    return (inq_str){path, n};
}

static void write_head(manifest *m, inq_str name, const char *type, inq_str description)
{
    begin_document(m);
    begin_map(m);
    pair(m, "name", name);
    word_pair(m, "version", "v1alpha");
    word_pair(m, "type", type);
    pair(m, "description", description);
}

static void write_incident(manifest *m, const inq_watch *w)
{
    open_map(m, "incident");
    pair(m, "name", w->incident);
    pair(m, "severity", w->severity);
    pair(m, "type", w->type);
    pair(m, "incidentType", w->type);
    end_map(m);
}

static void write_report(manifest *m, const inq_watch *w)
{
    open_map(m, "report");
    open_map(m, "source");
    open_map(m, "dataOsInstance");
    pair(m, "path", path_of(m, w));
    end_map(m);
    end_map(m);
    open_list(m, "conditions");
    begin_map(m);
    open_map(m, "valueComparison");
    pair(m, "observationType", w->observation);
    pair(m, "valueJqFilter", w->filter);
    pair(m, "operator", w->compare);
    pair(m, "value", w->value);
    end_map(m);
    end_map(m);
    end_list(m);
    end_map(m);
}

static void write_monitor(manifest *m, const inq_watch *w)
{
    comment(m, w->why);
    write_head(m, w->name, "monitor", w->description);
    word_pair(m, "layer", "user");
    open_map(m, "monitor");
    pair(m, "schedule", w->schedule);
    pair(m, "timezone", w->timezone);
    word_pair(m, "type", "report_monitor");
    write_report(m, w);
    write_incident(m, w);
    end_map(m);
    end_map(m);
    end_document(m);
}

/* ---- the Pager ---------------------------------------------------------------------------- */

static void write_hook(manifest *m)
{
    static const char body[] = "{\n"
                               "  \"text\": \"{{ .Properties.name }} ({{ .Properties.severity }}): "
                               "{{ .ReportContext.ResourceId }} at {{ .CreateTime }}\"\n"
                               "}\n";
    open_map(m, "output");
    open_map(m, "webHook");
    pair(m, "url", (inq_str){PLACEHOLDER, sizeof PLACEHOLDER - 1});
    word_pair(m, "verb", "post");
    open_map(m, "headers");
    word_pair(m, "content-type", "application/json");
    end_map(m);
    word_pair(m, "templateType", "go");
    word(m, "bodyTemplate");
    scalar(m, (inq_str){body, sizeof body - 1}, YAML_LITERAL_SCALAR_STYLE);
    end_map(m);
    end_map(m);
}

static void write_pager(manifest *m, const inq_watches *all)
{
    static const char what[] = "Sends on what the Monitors of inquest raise";
    say(m, "Replace the url by that of your own webhook before you apply this.");
    write_head(m, all->pager, "pager", (inq_str){what, sizeof what - 1});
    if (all->workspace.len)
        pair(m, "workspace", all->workspace);
    open_map(m, "pager");
    open_list(m, "conditions");
    begin_map(m);
    word_pair(m, "valueJqFilter", ".properties.incidentType");
    word_pair(m, "operator", "equals");
    pair(m, "value", all->type);
    end_map(m);
    end_list(m);
    write_hook(m);
    end_map(m);
    end_map(m);
    end_document(m);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static void write_remarks(manifest *m, const inq_watches *all)
{
    say(m, "Monitors and a Pager, written by inquest from dumps.");
    if (all->partial)
        say(m, "Part of the dumps could not be read: something may be missing here.");
    if (all->n_watches == 0)
        say(m, "There is nothing to watch.");
    if (all->n_unable)
        say(m, "Not watched:");
    for (size_t i = 0; i < all->n_unable; i++)
        comment_line(m, "#   ", all->unable[i]);
}

static void write_all(manifest *m, const inq_watches *all)
{
    yaml_event_t event;
    send(m, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    write_remarks(m, all);
    for (size_t i = 0; i < all->n_watches && m->status == INQ_OK; i++)
        write_monitor(m, all->watches[i]);
    if (all->n_watches)
        write_pager(m, all);
    send(m, &event, yaml_stream_end_event_initialize(&event));
    if (m->status == INQ_OK)
        m->status = byte_finish(&m->comments);
}

static inq_status emit_manifest(inq_ctx *ctx, const inq_host *host, const inq_watches *watches,
                                const inq_writer *writer)
{
    manifest m = {.ctx = ctx, .host = host, .writer = writer};
    if (!yaml_emitter_initialize(&m.emitter))
        return INQ_ENOMEM;
    yaml_emitter_set_output(&m.emitter, write_bytes, &m);
    yaml_emitter_set_width(&m.emitter, -1);
    byte_begin(&m.comments, ctx, writer);
    write_all(&m, watches);
    yaml_emitter_delete(&m.emitter);
    return m.status;
}

static const inq_output manifest_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "application/yaml",
    .suffix = "yaml",
    .emit_watches = emit_manifest,
};

INQ_PLUGIN(.id = "manifest", .version = "0.1.0",
           .summary = "Monitors and a Pager, for inquest monitors", .license = "MIT",
           .output = &manifest_output);
