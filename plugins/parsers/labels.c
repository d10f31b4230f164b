/* SPDX-License-Identifier: MIT */
/* Cards as they are copied from pages: lines of `Label: value`, where a label is some words with a
 * capital at the front, and headings between them. One card is one map. A heading, or a label
 * without a value, is passed over. A card ends at a line of another sort or at two blank lines. */
#include "plugins/lib/label_text.h"

#define LEAST_LABELS 3u /* for a card, in the first lines */
#define NO_CARD 0
#define SURE_CARD 75

/** What one line of a card says. */
struct entry {
    inq_str label, value; /* the label is empty: neither */
};

/* ---- lines -------------------------------------------------------------------------------- */

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

/** The line at l->line, and the one behind it. */
static inq_status find_line(struct lines *l, enum found *found, inq_str *line, const char **next)
{
    for (;;) {
        struct view view = {.at = l->line, .end = l->end, .last = l->last};
        *found = l->line == NULL ? CUT : next_line(&view, line);
        *next = view.at;
        if (*found != CUT) {
            return INQ_OK;
        }
        const inq_status status = refill_lines(l);
        if (status != INQ_OK) {
            return status;
        }
    }
}

static inq_status push_entry(const struct lines *l, const struct entry *entry)
{
    return entry->value.len > 0 ? push_label(l, entry->label, entry->value) : INQ_OK;
}

static inq_status read_entries(struct lines *l)
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
    struct lines l = {.ctx = ctx, .host = host, .sink = sink, .offset = in->offset};
    *consumed = 0;
    inq_status status = begin_card(&l, in->offset);
    status = status == INQ_OK ? read_entries(&l) : status;
    *consumed = consumed_of(&l, in);
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
