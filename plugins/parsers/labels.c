/* SPDX-License-Identifier: MIT */
/* Cards as they are copied from pages: lines of `Label: value`, where a label is some words with a
 * capital at the front, and headings between them. One card is one map. A heading, or a label
 * without a value, is passed over. A card ends at a line of another sort or at two blank lines. */
#include "inquest.h"
#include "plugins/lib/table_text.h"

#define LEAST_LABELS 3u /* for a card, in the first lines */
#define MAX_LABEL 48u
#define NO_CARD 0
#define SURE_CARD 75

/** What one line of a card says. */
struct entry {
    inq_str label, value; /* the label is empty: neither */
};

struct labels {
    inq_ctx *ctx;
    const inq_host *host;
    const inq_sink *sink;
    const char *base; /* the chunk */
    const char *end;
    const char *line; /* the first line not dealt with */
    uint64_t offset;  /* of base */
    bool last;        /* nothing follows this chunk */
};

/* ---- lines -------------------------------------------------------------------------------- */

/** Whether the text is words of letters, the first with a capital. */
static bool is_label(inq_str text)
{
    if (text.len == 0 || text.len > MAX_LABEL || !is_upper(text.ptr[0])) {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        const char c = text.ptr[i];
        if (!is_upper(c) && !is_lower(c) && (c != ' ' || text.ptr[i - 1] == ' ')) {
            return false;
        }
    }
    return true;
}

/** Read `Label: value` or a heading; false if the line is neither. */
static bool read_entry(inq_str line, struct entry *entry)
{
    const inq_str text = trim_bytes(line);
    const char *colon = text.len > 0 ? memchr(text.ptr, ':', text.len) : NULL;
    *entry = (struct entry){.label = text, .value = slice(text.ptr, text.ptr)};
    if (colon == NULL) {
        return is_label(text);
    }
    const char *stop = text.ptr + text.len;
    entry->label = trim_bytes(slice(text.ptr, colon));
    entry->value = trim_bytes(slice(colon + 1, stop));
    return is_label(entry->label) && (colon + 1 == stop || is_blank(colon[1]));
}

/** Whether a card begins here: a label or heading first, then lines of labels only, some of which
 *  have two words or more, which keys of documents have not. */
static int probe(inq_str head, inq_str hint)
{
    struct view view = {.at = head.ptr, .end = head.ptr + head.len, .last = true};
    inq_str line = {.ptr = NULL, .len = 0};
    struct entry entry;
    unsigned labels = 0, wide = 0;
    (void)hint;
    while (head.len > 0 && next_line(&view, &line) == FOUND) {
        if (trim_bytes(line).len == 0 && labels + wide > 0) {
            continue;
        }
        if (!read_entry(line, &entry)) {
            break;
        }
        labels += entry.value.len > 0;
        wide += has_byte(line, ':') && has_byte(entry.label, ' ');
    }
    return labels >= LEAST_LABELS && wide > 0 ? SURE_CARD : NO_CARD;
}

/* ---- reading ------------------------------------------------------------------------------ */

static uint64_t offset_of(const struct labels *l, const char *at)
{
    return l->offset + (uint64_t)(at - l->base);
}

static inq_status refill(struct labels *l)
{
    inq_chunk chunk = {.ptr = NULL, .len = 0, .offset = 0};
    const size_t keep = l->line == NULL ? 0 : (size_t)(l->end - l->line);
    const inq_status status = l->host->read(l->ctx, keep, &chunk);
    if (status != INQ_OK) {
        return status;
    }
    l->base = chunk.ptr;
    l->line = chunk.ptr;
    l->end = chunk.ptr + chunk.len;
    l->offset = chunk.offset;
    l->last = chunk.len <= keep;
    return INQ_OK;
}

/** The line at l->line, and the one behind it. */
static inq_status find_line(struct labels *l, enum found *found, inq_str *line, const char **next)
{
    for (;;) {
        struct view view = {.at = l->line, .end = l->end, .last = l->last};
        *found = l->line == NULL ? CUT : next_line(&view, line);
        *next = view.at;
        if (*found != CUT) {
            return INQ_OK;
        }
        const inq_status status = refill(l);
        if (status != INQ_OK) {
            return status;
        }
    }
}

static inq_status push_entry(struct labels *l, const struct entry *entry)
{
    if (entry->value.len == 0) {
        return INQ_OK;
    }
    const inq_status status = l->sink->key(l->ctx, entry->label, offset_of(l, entry->label.ptr));
    return status != INQ_OK
               ? status
               : l->sink->scalar(l->ctx, entry->value, INQ_TEXT, offset_of(l, entry->value.ptr));
}

static inq_status read_entries(struct labels *l)
{
    struct entry entry;
    unsigned blank = 0;
    for (;;) {
        enum found found = CUT;
        inq_str line = {.ptr = NULL, .len = 0};
        const char *next = NULL;
        inq_status status = find_line(l, &found, &line, &next);
        if (status != INQ_OK || found == NOTHING) {
            return status;
        }
        blank = trim_bytes(line).len == 0 ? blank + 1 : 0;
        if (blank > 1 || (blank == 0 && !read_entry(line, &entry))) {
            return INQ_OK;
        }
        status = blank == 0 ? push_entry(l, &entry) : INQ_OK;
        if (status != INQ_OK) {
            return status;
        }
        l->line = next;
    }
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    struct labels l = {.ctx = ctx, .host = host, .sink = sink, .offset = in->offset};
    *consumed = 0;
    inq_status status = sink->doc(ctx, in->offset);
    status = status == INQ_OK ? sink->map(ctx, in->offset) : status;
    status = status == INQ_OK ? read_entries(&l) : status;
    *consumed = l.line == NULL ? 0 : offset_of(&l, l.line) - in->offset;
    return status == INQ_OK ? sink->end(ctx, in->offset + *consumed) : status;
}

static const inq_parser parser = {
    .size = (uint32_t)sizeof(inq_parser),
    .flags = INQ_PARSER_SELF_ENDING,
    .format = "labels",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "labels", .version = "1.0", .license = "MIT",
           .summary = "cards of labels and values", .parser = &parser);
