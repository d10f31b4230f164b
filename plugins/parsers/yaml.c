/* SPDX-License-Identifier: MIT */
/*
 * YAML by libyaml's events: any number of documents.
 *
 * libyaml counts characters, the host counts bytes. Every piece of input that is handed to
 * libyaml is noted as a span, with a copy of its bytes when it is not all ASCII, until the marks
 * of the events have passed it; within a span the conversion is arithmetic or a short walk.
 *
 * Nodes with an anchor are noted in a log and replayed on an alias, within a budget. A replayed
 * node has the offset of the alias, so that offsets never run backwards.
 *
 * libyaml allocates by itself: everything here uses host->alloc, which returns, and never
 * host->resize, which may not.
 */
#include "inquest.h"

#include <stdbool.h>
#include <string.h>
#include <yaml.h>

/* What is handed to libyaml at once. It decodes all of it before it looks at the first character,
 * so a byte that it refuses costs at most this much of the text before it. */
#define SPAN_BYTES 1024u
#define SKIP_DEPTH 64u
#define MAX_ANCHORS 10000u
#define FREE_REPLAYS 10000u
#define REPLAYS_PER_EVENT 10u
#define BYTES_PER_REPLAY 64u /* of text, each weighs as much as an event */

struct span {
    struct span *next;
    uint64_t byte;
    uint64_t first; /* number of the first character that begins in it */
    uint64_t chars; /* characters that begin in it */
    uint64_t bytes;
    char *copy; /* SPAN_BYTES of room, or NULL while it was never needed */
    bool ascii;
};

/* The input as libyaml has seen it. The cursor is the last place that was asked for. */
struct reader {
    inq_chunk chunk;
    size_t used;
    uint64_t end;   /* offset of the next byte for libyaml */
    uint64_t chars; /* that began so far */
    struct span *head;
    struct span *tail;
    struct span *spare;
    const struct span *cursor_span;
    uint64_t cursor_char;
    uint64_t cursor_byte;
};

enum node_type { NODE_SCALAR, NODE_MAP, NODE_LIST, NODE_END };

struct node {
    enum node_type type;
    bool plain;
    inq_str text; /* as written, also of a null */
};

struct anchor {
    inq_str name;
    size_t first; /* in the log */
    size_t count;
};

struct frame {
    bool map;
    bool key_due;
    inq_str anchor; /* absent without one */
    size_t first;   /* in the log */
};

/* A growing array in memory of the job; outgrown room is not given back before its end. */
struct array {
    void *items;
    size_t count;
    size_t room;
};

struct yaml {
    inq_ctx *ctx;
    const inq_host *host;
    const inq_sink *sink;
    yaml_parser_t parser;
    struct reader reader;
    inq_status status; /* of the read handler */
    uint64_t at;       /* offset of the event in hand */
    uint64_t parsed;   /* events of libyaml */
    uint64_t replayed;
    struct array frames;  /* struct frame */
    struct array log;     /* struct node */
    struct array anchors; /* struct anchor, by name */
    size_t recording;     /* open nodes with an anchor */
    size_t skip_nodes;
    size_t skip_depth;
    bool merge_told; /* in this document */
};

/* ---- memory ---- */

/* Makes room for one more item and returns its place, or NULL without memory. */
static void *add_item(const struct yaml *yaml, struct array *array, size_t size)
{
    if (array->count == array->room) {
        const size_t room = array->room == 0 ? 16 : 2 * array->room;
        void *grown = yaml->host->alloc(yaml->ctx, room * size, 16);
        if (grown == NULL)
            return NULL;
        if (array->count > 0)
            memcpy(grown, array->items, array->count * size);
        array->items = grown;
        array->room = room;
    }
    return (char *)array->items + array->count++ * size;
}

static bool copy_text(const struct yaml *yaml, inq_str *text)
{
    if (text->len == 0)
        return true;
    char *copy = yaml->host->alloc(yaml->ctx, text->len, 1);
    if (copy == NULL)
        return false;
    memcpy(copy, text->ptr, text->len);
    text->ptr = copy;
    return true;
}

/* ---- characters to bytes ---- */

static bool is_lead(char byte)
{
    return ((unsigned char)byte & 0xc0u) != 0x80u;
}

/* How many characters begin in eight bytes: those that do not read 10xxxxxx. */
static uint64_t leads_in_word(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    const uint64_t others = (word & ~(word << 1) & 0x8080808080808080u) >> 7;
    return sizeof word - ((others * 0x0101010101010101u) >> 56);
}

static uint64_t count_leads(const char *bytes, size_t len)
{
    uint64_t leads = 0;
    size_t i = 0;
    for (; i + 8 <= len; i += 8)
        leads += leads_in_word(bytes + i);
    for (; i < len; i++)
        leads += is_lead(bytes[i]);
    return leads;
}

/* The place of the `n`th character after the byte `at`; there must be one. */
static size_t pass_leads(const struct span *span, size_t at, uint64_t n)
{
    while (n > 8 && at + 9 <= span->bytes) {
        n -= leads_in_word(span->copy + at + 1);
        at += 8;
    }
    while (n > 0) {
        at++;
        n -= is_lead(span->copy[at]);
    }
    return at;
}

static bool is_ascii(const char *bytes, size_t len)
{
    uint64_t seen = 0;
    size_t i = 0;
    for (; i + sizeof seen <= len; i += sizeof seen) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        seen |= word;
    }
    for (; i < len; i++)
        seen |= (uint64_t)(unsigned char)bytes[i] & 0x80u;
    return (seen & 0x8080808080808080u) == 0;
}

static struct span *new_span(struct yaml *yaml)
{
    struct reader *reader = &yaml->reader;
    struct span *span = reader->spare;
    if (span != NULL)
        reader->spare = span->next;
    else
        span = yaml->host->alloc(yaml->ctx, sizeof *span, 16);
    if (span == NULL)
        return NULL;
    *span = (struct span){.byte = reader->end, .first = reader->chars, .copy = span->copy};
    if (reader->tail != NULL)
        reader->tail->next = span;
    else
        reader->head = span;
    reader->tail = span;
    return span;
}

/* Notes that `len` bytes go to libyaml. Runs of ASCII share one span. */
static bool note_span(struct yaml *yaml, const char *bytes, size_t len)
{
    struct reader *reader = &yaml->reader;
    const bool ascii = is_ascii(bytes, len);
    const uint64_t leads = ascii ? len : count_leads(bytes, len);
    struct span *span = ascii && reader->tail != NULL && reader->tail->ascii ? reader->tail : NULL;
    if (span == NULL && (span = new_span(yaml)) == NULL)
        return false;
    if (!ascii && span->copy == NULL)
        span->copy = yaml->host->alloc(yaml->ctx, SPAN_BYTES, 1);
    if (!ascii && span->copy == NULL)
        return false;
    if (!ascii)
        memcpy(span->copy, bytes, len);
    span->ascii = ascii;
    span->chars += leads;
    span->bytes += len;
    reader->chars += leads;
    reader->end += len;
    return true;
}

static void drop_spans(struct reader *reader, uint64_t mark)
{
    while (reader->head != reader->tail && reader->head->next->first <= mark) {
        struct span *span = reader->head;
        reader->head = span->next;
        span->next = reader->spare;
        reader->spare = span;
    }
}

/* The offset of the character `mark` in a span with a copy, on from the cursor if possible. */
static uint64_t walk_span(struct reader *reader, const struct span *span, uint64_t mark)
{
    if (reader->cursor_span != span || reader->cursor_byte < span->byte ||
        reader->cursor_char > mark) {
        reader->cursor_span = span;
        reader->cursor_char = span->first;
        reader->cursor_byte = span->byte;
        while (!is_lead(span->copy[reader->cursor_byte - span->byte]))
            reader->cursor_byte++;
    }
    const size_t at =
        pass_leads(span, (size_t)(reader->cursor_byte - span->byte), mark - reader->cursor_char);
    reader->cursor_char = mark;
    reader->cursor_byte = span->byte + at;
    return reader->cursor_byte;
}

/* The byte offset of character `mark`. What was dropped reads as the begin of what is left. */
static uint64_t byte_of(struct reader *reader, uint64_t mark)
{
    const struct span *span = reader->head;
    while (span != NULL && (span->chars == 0 || span->first + span->chars <= mark))
        span = span->next;
    if (span == NULL)
        return reader->end;
    if (mark <= span->first && span->ascii)
        return span->byte;
    if (span->ascii)
        return span->byte + (mark - span->first);
    return walk_span(reader, span, mark < span->first ? span->first : mark);
}

static bool next_chunk(struct yaml *yaml)
{
    struct reader *reader = &yaml->reader;
    if (reader->used < reader->chunk.len)
        return true;
    reader->used = 0;
    yaml->status = yaml->host->read(yaml->ctx, 0, &reader->chunk);
    return yaml->status == INQ_OK;
}

static int on_read(void *data, unsigned char *buffer, size_t size, size_t *size_read)
{
    struct yaml *yaml = data;
    struct reader *reader = &yaml->reader;
    *size_read = 0;
    if (!next_chunk(yaml))
        return 0;
    size_t len = reader->chunk.len - reader->used;
    len = len < size ? len : size;
    len = len < SPAN_BYTES ? len : SPAN_BYTES;
    const char *bytes = reader->chunk.ptr + reader->used;
    if (len > 0 && !note_span(yaml, bytes, len)) {
        yaml->status = INQ_ENOMEM;
        return 0;
    }
    if (len > 0)
        memcpy(buffer, bytes, len);
    reader->used += len;
    *size_read = len;
    return 1;
}

/* ---- plain scalars: the core schema of YAML 1.2 ---- */

struct word {
    const char *text;
    inq_scalar kind;
};

static const struct word words[] = {
    {"null", INQ_NULL},    {"Null", INQ_NULL},    {"NULL", INQ_NULL},    {"~", INQ_NULL},
    {"true", INQ_BOOL},    {"True", INQ_BOOL},    {"TRUE", INQ_BOOL},    {"false", INQ_BOOL},
    {"False", INQ_BOOL},   {"FALSE", INQ_BOOL},   {".inf", INQ_NUMBER},  {".Inf", INQ_NUMBER},
    {".INF", INQ_NUMBER},  {"-.inf", INQ_NUMBER}, {"-.Inf", INQ_NUMBER}, {"-.INF", INQ_NUMBER},
    {"+.inf", INQ_NUMBER}, {"+.Inf", INQ_NUMBER}, {"+.INF", INQ_NUMBER}, {".nan", INQ_NUMBER},
    {".NaN", INQ_NUMBER},  {".NAN", INQ_NUMBER},
};

static bool equals(inq_str text, const char *word)
{
    return text.len == strlen(word) && memcmp(text.ptr, word, text.len) == 0;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_hex(char byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static size_t digits_at(inq_str text, size_t at)
{
    size_t end = at;
    while (end < text.len && is_digit(text.ptr[end]))
        end++;
    return end - at;
}

static bool is_sign(inq_str text, size_t at)
{
    return at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+');
}

/* 0o17 and 0x1F. */
static bool is_based(inq_str text)
{
    if (text.len < 3 || text.ptr[0] != '0' || (text.ptr[1] != 'x' && text.ptr[1] != 'o'))
        return false;
    for (size_t i = 2; i < text.len; i++) {
        const char byte = text.ptr[i];
        if (text.ptr[1] == 'x' ? !is_hex(byte) : byte < '0' || byte > '7')
            return false;
    }
    return true;
}

static bool is_decimal(inq_str text)
{
    size_t at = is_sign(text, 0);
    const size_t whole = digits_at(text, at);
    size_t fraction = 0;
    at += whole;
    if (at < text.len && text.ptr[at] == '.') {
        fraction = digits_at(text, at + 1);
        at += 1 + fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
        at += 1;
        at += is_sign(text, at);
        const size_t exponent = digits_at(text, at);
        if (exponent == 0)
            return false;
        at += exponent;
    }
    return at == text.len;
}

/* The first letters of null, true and false, or ~. */
static bool begins_word(char byte)
{
    const char lower = (char)(byte | 0x20);
    return lower == 'n' || lower == 't' || lower == 'f' || byte == '~';
}

static inq_scalar plain_kind(inq_str text)
{
    if (text.len == 0)
        return INQ_NULL;
    const char first = text.ptr[0];
    if (is_digit(first) || first == '-' || first == '+' || first == '.') {
        if (is_decimal(text) || is_based(text))
            return INQ_NUMBER;
    } else if (!begins_word(first)) {
        return INQ_TEXT;
    }
    for (size_t i = 0; text.len <= 5 && i < sizeof words / sizeof *words; i++) {
        if (words[i].text[0] == first && equals(text, words[i].text))
            return words[i].kind;
    }
    return INQ_TEXT;
}

/* ---- nodes to the sink ---- */

static struct frame *top_frame(const struct yaml *yaml)
{
    struct frame *frames = yaml->frames.items;
    return yaml->frames.count == 0 ? NULL : &frames[yaml->frames.count - 1];
}

static inq_status skip_node(struct yaml *yaml, enum node_type type)
{
    if (type == NODE_MAP || type == NODE_LIST)
        yaml->skip_depth++;
    if (yaml->skip_depth > SKIP_DEPTH) {
        yaml->host->diag(yaml->ctx, 301, yaml->at, "a key is nested too deeply");
        return INQ_ELIMIT;
    }
    if (type == NODE_END)
        yaml->skip_depth--;
    if (yaml->skip_depth == 0)
        yaml->skip_nodes--;
    return INQ_OK;
}

static inq_status record(struct yaml *yaml, const struct node *node)
{
    struct node *copy = add_item(yaml, &yaml->log, sizeof *copy);
    if (copy == NULL)
        return INQ_ENOMEM;
    *copy = *node;
    return copy_text(yaml, &copy->text) ? INQ_OK : INQ_ENOMEM;
}

static inq_status push_key(struct yaml *yaml, struct frame *frame, const struct node *node)
{
    frame->key_due = false;
    if (node->plain && !yaml->merge_told && equals(node->text, "<<")) {
        yaml->merge_told = true;
        yaml->host->diag(yaml->ctx, 206, yaml->at, "the merge key << was read as a plain key");
    }
    return yaml->sink->key(yaml->ctx, node->text, yaml->at);
}

static inq_status push_scalar(struct yaml *yaml, const struct node *node)
{
    const inq_scalar kind = node->plain ? plain_kind(node->text) : INQ_TEXT;
    const inq_str text = kind == INQ_NULL ? (inq_str){NULL, 0} : node->text;
    return yaml->sink->scalar(yaml->ctx, text, kind, yaml->at);
}

static inq_status push_open(struct yaml *yaml, enum node_type type)
{
    const bool map = type == NODE_MAP;
    struct frame *frame = add_item(yaml, &yaml->frames, sizeof *frame);
    if (frame == NULL)
        return INQ_ENOMEM;
    *frame = (struct frame){.map = map, .key_due = map};
    return (map ? yaml->sink->map : yaml->sink->list)(yaml->ctx, yaml->at);
}

/* A map or a list as a key: it is passed over, and the value after it too. */
static inq_status skip_pair(struct yaml *yaml)
{
    yaml->host->diag(yaml->ctx, 221, yaml->at, "a key that is a map or a list; skipped");
    yaml->skip_nodes = 2;
    yaml->skip_depth = 1;
    return INQ_OK;
}

static inq_status push_node(struct yaml *yaml, const struct node *node)
{
    struct frame *frame = top_frame(yaml);
    if (node->type == NODE_END) {
        yaml->frames.count--;
        return yaml->sink->end(yaml->ctx, yaml->at);
    }
    if (frame != NULL && frame->map && frame->key_due)
        return node->type == NODE_SCALAR ? push_key(yaml, frame, node) : skip_pair(yaml);
    if (frame != NULL)
        frame->key_due = frame->map;
    return node->type == NODE_SCALAR ? push_scalar(yaml, node) : push_open(yaml, node->type);
}

static bool key_is_due(const struct yaml *yaml)
{
    const struct frame *frame = top_frame(yaml);
    return frame != NULL && frame->map && frame->key_due;
}

/* One node: skip it or push it, and note it while a node with an anchor is open. */
static inq_status take_node(struct yaml *yaml, const struct node *node)
{
    if (yaml->skip_nodes > 0)
        return skip_node(yaml, node->type);
    const bool complex_key =
        key_is_due(yaml) && (node->type == NODE_MAP || node->type == NODE_LIST);
    if (yaml->recording > 0 && !complex_key) {
        const inq_status status = record(yaml, node);
        if (status != INQ_OK)
            return status;
    }
    return push_node(yaml, node);
}

/* ---- anchors ---- */

static int compare_names(inq_str a, inq_str b)
{
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return memcmp(a.ptr, b.ptr, a.len);
}

/* The place of `name` among the anchors, or where it belongs. */
static size_t anchor_place(const struct yaml *yaml, inq_str name, bool *found)
{
    const struct anchor *anchors = yaml->anchors.items;
    size_t low = 0;
    size_t high = yaml->anchors.count;
    *found = false;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = compare_names(anchors[middle].name, name);
        *found |= order == 0;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static inq_status too_many(struct yaml *yaml, const char *what)
{
    yaml->host->diag(yaml->ctx, 204, yaml->at, "%s", what);
    return INQ_ELIMIT;
}

/* Makes `name` stand for the log from `first` on. */
static inq_status define_anchor(struct yaml *yaml, inq_str name, size_t first)
{
    bool found = false;
    const size_t place = anchor_place(yaml, name, &found);
    struct anchor anchor = {name, first, yaml->log.count - first};
    if (!found) {
        if (yaml->anchors.count == MAX_ANCHORS)
            return too_many(yaml, "too many anchors in one document");
        if (add_item(yaml, &yaml->anchors, sizeof anchor) == NULL)
            return INQ_ENOMEM;
        struct anchor *at = (struct anchor *)yaml->anchors.items + place;
        memmove(at + 1, at, (yaml->anchors.count - 1 - place) * sizeof anchor);
    }
    ((struct anchor *)yaml->anchors.items)[place] = anchor;
    return INQ_OK;
}

static inq_str name_of(const yaml_char_t *name)
{
    return (inq_str){(const char *)name, name == NULL ? 0 : strlen((const char *)name)};
}

static inq_status take_anchored_scalar(struct yaml *yaml, const struct node *node, inq_str name)
{
    const size_t first = yaml->log.count;
    yaml->recording++;
    inq_status status = take_node(yaml, node);
    yaml->recording--;
    if (status == INQ_OK && !copy_text(yaml, &name))
        status = INQ_ENOMEM;
    return status == INQ_OK ? define_anchor(yaml, name, first) : status;
}

static inq_status take_scalar(struct yaml *yaml, const yaml_event_t *event)
{
    const bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                       event->data.scalar.plain_implicit && event->data.scalar.tag == NULL;
    struct node node = {.type = NODE_SCALAR, .plain = plain};
    node.text.ptr = (const char *)event->data.scalar.value;
    node.text.len = event->data.scalar.length;
    const inq_str name = name_of(event->data.scalar.anchor);
    if (name.ptr == NULL || yaml->skip_nodes > 0)
        return take_node(yaml, &node);
    return take_anchored_scalar(yaml, &node, name);
}

static inq_status take_open(struct yaml *yaml, enum node_type type, inq_str name)
{
    const struct node node = {.type = type};
    const size_t first = yaml->log.count;
    const bool anchored = name.ptr != NULL && yaml->skip_nodes == 0 && !key_is_due(yaml);
    if (anchored && !copy_text(yaml, &name))
        return INQ_ENOMEM;
    yaml->recording += anchored;
    const inq_status status = take_node(yaml, &node);
    if (status == INQ_OK && anchored) {
        top_frame(yaml)->anchor = name;
        top_frame(yaml)->first = first;
    }
    return status;
}

static inq_status take_map(struct yaml *yaml, const yaml_event_t *event)
{
    return take_open(yaml, NODE_MAP, name_of(event->data.mapping_start.anchor));
}

static inq_status take_list(struct yaml *yaml, const yaml_event_t *event)
{
    return take_open(yaml, NODE_LIST, name_of(event->data.sequence_start.anchor));
}

static inq_status take_end(struct yaml *yaml, const yaml_event_t *event)
{
    (void)event;
    const struct node node = {.type = NODE_END};
    const bool skipped = yaml->skip_nodes > 0;
    struct frame frame = {.map = false};
    if (!skipped)
        frame = *top_frame(yaml);
    const inq_status status = take_node(yaml, &node);
    if (status != INQ_OK || frame.anchor.ptr == NULL)
        return status;
    yaml->recording--;
    return define_anchor(yaml, frame.anchor, frame.first);
}

/* Each replayed event costs one, and text costs too; the budget grows with what was read. */
static bool afford(struct yaml *yaml, const struct node *node)
{
    const uint64_t earned = yaml->parsed * REPLAYS_PER_EVENT;
    yaml->replayed += 1 + node->text.len / BYTES_PER_REPLAY;
    return yaml->replayed <= (earned > FREE_REPLAYS ? earned : FREE_REPLAYS);
}

static inq_status replay(struct yaml *yaml, struct anchor anchor)
{
    for (size_t i = 0; i < anchor.count; i++) {
        const struct node node = ((const struct node *)yaml->log.items)[anchor.first + i];
        if (!afford(yaml, &node))
            return too_many(yaml, "aliases stand for too many nodes");
        const inq_status status = take_node(yaml, &node);
        if (status != INQ_OK)
            return status;
    }
    return INQ_OK;
}

static inq_status take_alias(struct yaml *yaml, const yaml_event_t *event)
{
    const struct node null = {.type = NODE_SCALAR, .plain = true, .text = {"", 0}};
    const inq_str name = name_of(event->data.alias.anchor);
    bool found = false;
    if (yaml->skip_nodes > 0)
        return take_node(yaml, &null);
    const size_t place = anchor_place(yaml, name, &found);
    if (found)
        return replay(yaml, ((const struct anchor *)yaml->anchors.items)[place]);
    const int len = name.len < 64 ? (int)name.len : 64;
    yaml->host->diag(yaml->ctx, 205, yaml->at, "no anchor &%.*s; read as null", len, name.ptr);
    return take_node(yaml, &null);
}

/* ---- parse ---- */

static inq_status take_document(struct yaml *yaml, const yaml_event_t *event)
{
    (void)event;
    yaml->log.count = 0;
    yaml->anchors.count = 0;
    yaml->merge_told = false;
    return yaml->sink->doc(yaml->ctx, yaml->at);
}

typedef inq_status (*take_event)(struct yaml *yaml, const yaml_event_t *event);

static const take_event takers[] = {
    [YAML_DOCUMENT_START_EVENT] = take_document, [YAML_ALIAS_EVENT] = take_alias,
    [YAML_SCALAR_EVENT] = take_scalar,           [YAML_SEQUENCE_START_EVENT] = take_list,
    [YAML_SEQUENCE_END_EVENT] = take_end,        [YAML_MAPPING_START_EVENT] = take_map,
    [YAML_MAPPING_END_EVENT] = take_end,
};

static inq_status take(struct yaml *yaml, const yaml_event_t *event)
{
    const size_t type = (size_t)event->type;
    yaml->parsed++;
    if (type >= sizeof takers / sizeof *takers || takers[type] == NULL)
        return INQ_OK;
    yaml->at = byte_of(&yaml->reader, event->start_mark.index);
    drop_spans(&yaml->reader, event->start_mark.index);
    return takers[type](yaml, event);
}

static inq_status report_fault(struct yaml *yaml, uint64_t origin)
{
    const yaml_parser_t *parser = &yaml->parser;
    if (yaml->status != INQ_OK)
        return yaml->status;
    if (parser->error == YAML_MEMORY_ERROR)
        return INQ_ENOMEM;
    const char *problem = parser->problem == NULL ? "not YAML" : parser->problem;
    const char *context = parser->context == NULL ? "" : parser->context;
    yaml->at = parser->error == YAML_READER_ERROR
                   ? origin + parser->problem_offset
                   : byte_of(&yaml->reader, parser->problem_mark.index);
    yaml->host->diag(yaml->ctx, 203, yaml->at, "%s%s%s", problem, *context == '\0' ? "" : " ",
                     context);
    return INQ_ESYNTAX;
}

static inq_status take_events(struct yaml *yaml, uint64_t origin)
{
    for (;;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&yaml->parser, &event))
            return report_fault(yaml, origin);
        const bool last = event.type == YAML_STREAM_END_EVENT;
        const inq_status status = take(yaml, &event);
        yaml_event_delete(&event);
        if (status != INQ_OK)
            return status;
        if (last)
            return INQ_OK;
    }
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    struct yaml yaml = {
        .ctx = ctx, .host = host, .sink = sink, .at = in->offset, .reader = {.end = in->offset}};
    if (!yaml_parser_initialize(&yaml.parser))
        return INQ_ENOMEM;
    yaml_parser_set_encoding(&yaml.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input(&yaml.parser, on_read, &yaml);
    const inq_status status = take_events(&yaml, in->offset);
    yaml_parser_delete(&yaml.parser);
    *consumed = (status == INQ_OK ? yaml.reader.end : yaml.at) - in->offset;
    return status;
}

/* ---- probe ---- */

enum line_type {
    LINE_VOID,   /* blank or a comment */
    LINE_START,  /* --- */
    LINE_FINISH, /* ... */
    LINE_DIRECTIVE,
    LINE_KEY,
    LINE_ITEM,   /* "- key: value" and "- " alone */
    LINE_BULLET, /* "- " and text */
    LINE_OTHER
};

struct line {
    enum line_type type;
    size_t indent;
    inq_str key; /* absent without one */
    char value;  /* first byte of the value after the key, or 0 */
    char last;   /* last byte of the value, or 0 */
};

#define PROBE_LINES 24u

static bool next_line(inq_str *rest, inq_str *line)
{
    if (rest->len == 0)
        return false;
    const char *newline = memchr(rest->ptr, '\n', rest->len);
    const size_t len = newline == NULL ? rest->len : (size_t)(newline - rest->ptr);
    const size_t used = newline == NULL ? len : len + 1;
    *line = (inq_str){rest->ptr, len};
    *rest = (inq_str){rest->ptr + used, rest->len - used};
    while (line->len > 0 && strchr(" \t\r", line->ptr[line->len - 1]) != NULL &&
           line->ptr[line->len - 1] != '\0')
        line->len--;
    return true;
}

static bool is_word_byte(char byte)
{
    const char lower = (char)(byte | 0x20);
    return (lower >= 'a' && lower <= 'z') || is_digit(byte) || byte == '_' || byte == '-' ||
           byte == '.' || byte == '/';
}

static bool is_quote(char byte)
{
    return byte == '"' || byte == '\'';
}

/* The length of a key at the start of `text`, 0 for none. */
static size_t key_length(inq_str text)
{
    size_t len = 0;
    if (text.len == 0)
        return 0;
    if (is_quote(text.ptr[0])) {
        const char *quote = memchr(text.ptr + 1, text.ptr[0], text.len - 1);
        return quote == NULL ? 0 : (size_t)(quote - text.ptr) + 1;
    }
    if (is_digit(text.ptr[0]) || strchr("-./", text.ptr[0]) != NULL)
        return 0;
    while (len < text.len && is_word_byte(text.ptr[len]))
        len++;
    return len;
}

static bool has_suffix(inq_str name, const char *suffix)
{
    const size_t len = strlen(suffix);
    return name.len >= len && memcmp(name.ptr + name.len - len, suffix, len) == 0;
}

/* The class of an exception, in front of its message. */
static bool is_exception(inq_str word)
{
    const bool class =
        (word.ptr[0] >= 'A' && word.ptr[0] <= 'Z') || memchr(word.ptr, '.', word.len) != NULL;
    return class && (has_suffix(word, "Exception") || has_suffix(word, "Error"));
}

/* Words that begin a line of a log rather than a key. */
static bool is_level(inq_str word)
{
    static const char *const levels[] = {"TRACE",   "DEBUG", "INFO", "WARN",
                                         "WARNING", "ERROR", "FATAL"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (equals(word, levels[i]))
            return true;
    }
    return false;
}

static bool read_key(inq_str text, struct line *line)
{
    const size_t len = key_length(text);
    if (len == 0 || len >= text.len || text.ptr[len] != ':')
        return false;
    const inq_str key = {text.ptr, len};
    if (is_level(key) || is_exception(key) || (len + 1 < text.len && text.ptr[len + 1] != ' '))
        return false;
    size_t at = len + 1;
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    line->key = key;
    line->value = at < text.len ? text.ptr[at] : '\0';
    line->last = at < text.len ? text.ptr[text.len - 1] : '\0';
    const bool member = line->last == ',' && (is_quote(text.ptr[0]) || is_quote(line->value));
    return !member; /* of a map in JSON */
}

static bool is_marker(inq_str text, const char *marker)
{
    return text.len >= 3 && memcmp(text.ptr, marker, 3) == 0 &&
           (text.len == 3 || text.ptr[3] == ' ');
}

static enum line_type body_type(inq_str text, struct line *line)
{
    if (text.len == 0 || text.ptr[0] == '#')
        return LINE_VOID;
    if (line->indent == 0 && is_marker(text, "---"))
        return LINE_START;
    if (line->indent == 0 && is_marker(text, "..."))
        return LINE_FINISH;
    if (line->indent == 0 && text.len >= 5 && memcmp(text.ptr, "%YAML", 5) == 0)
        return LINE_DIRECTIVE;
    if (text.ptr[0] != '-' || (text.len > 1 && text.ptr[1] != ' '))
        return read_key(text, line) ? LINE_KEY : LINE_OTHER;
    size_t at = 1;
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '-'))
        at++;
    const inq_str item = {text.ptr + at, text.len - at};
    return item.len == 0 || read_key(item, line) ? LINE_ITEM : LINE_BULLET;
}

static struct line read_line(inq_str text)
{
    struct line line = {.type = LINE_OTHER};
    while (line.indent < text.len && text.ptr[line.indent] == ' ')
        line.indent++;
    line.type = body_type((inq_str){text.ptr + line.indent, text.len - line.indent}, &line);
    return line;
}

/* True when the value after the owner's key goes on in the lines below it. */
static bool is_open(const struct line *owner)
{
    switch (owner->value) {
    case '|':
    case '>':
        return true;
    case '[':
    case '{':
        return owner->last == ',' || owner->last == '[' || owner->last == '{';
    default:
        return is_quote(owner->value) && owner->last != owner->value;
    }
}

/* A key right after itself is the prefix of a log. A line that says nothing by itself is fine
 * within a value that goes over lines. */
static bool fits(const struct line *line, const struct line *owner)
{
    if (line->type == LINE_KEY)
        return owner->type != LINE_KEY || line->indent != owner->indent ||
               line->key.len != owner->key.len ||
               memcmp(line->key.ptr, owner->key.ptr, line->key.len) != 0;
    if (line->type == LINE_BULLET)
        return line->indent > owner->indent || owner->value == '\0';
    return line->type != LINE_OTHER || (line->indent > owner->indent && is_open(owner));
}

struct tally {
    unsigned lines; /* that hold something, after the first one */
    unsigned good;
    bool first_good;
};

static struct tally tally_lines(inq_str rest, struct line owner)
{
    struct tally tally = {.lines = 0};
    inq_str text;
    while (tally.lines < PROBE_LINES && next_line(&rest, &text)) {
        const struct line line = read_line(text);
        if (line.type == LINE_VOID)
            continue;
        const bool good = fits(&line, &owner);
        tally.first_good |= good && tally.lines == 0;
        tally.lines++;
        tally.good += good;
        if (line.type == LINE_KEY || line.type == LINE_ITEM)
            owner = line;
    }
    return tally;
}

static int body_score(const struct line *first, inq_str rest, bool named)
{
    if (first->type == LINE_BULLET)
        return named ? 30 : 0;
    const struct tally tally = tally_lines(rest, *first);
    if (tally.lines == 0)
        return named ? 30 : 20;
    if (!tally.first_good)
        return named ? 30 : 0;
    return tally.good * 4 >= tally.lines * 3 ? 70 : 20;
}

/* After "---": anything that could be a node, since the mark says so much. */
static int marked_score(inq_str rest)
{
    inq_str text;
    while (next_line(&rest, &text)) {
        const struct line line = read_line(text);
        if (line.type == LINE_VOID || line.type == LINE_START)
            continue;
        return line.type == LINE_OTHER && strchr("{[&!\"'", text.ptr[line.indent]) == NULL ? 10
                                                                                           : 85;
    }
    return 85;
}

static int head_score(inq_str head, bool named)
{
    inq_str text;
    while (next_line(&head, &text)) {
        const struct line line = read_line(text);
        if (line.type == LINE_VOID)
            continue;
        if (line.type == LINE_OTHER || line.type == LINE_FINISH)
            return 0;
        if (line.type == LINE_DIRECTIVE)
            return 85;
        return line.type == LINE_START ? marked_score(head) : body_score(&line, head, named);
    }
    return 0;
}

static int probe(inq_str head, inq_str hint)
{
    const bool named = has_suffix(hint, ".yaml") || has_suffix(hint, ".yml");
    const int score = head_score(head, named);
    return score > 0 && named ? score + 10 : score;
}

static const inq_parser parser = {
    .size = sizeof parser,
    .format = "yaml",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "yaml", .version = "1.0", .summary = "YAML, any number of documents",
           .license = "MIT", .parser = &parser);
