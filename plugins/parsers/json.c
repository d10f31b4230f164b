/* SPDX-License-Identifier: MIT */
/*
 * JSON by yajl: one value, or several after each other (NDJSON).
 *
 * Offsets come from pointer arithmetic where yajl hands out a slice of the chunk. What it had to
 * buffer (a token over two chunks, a string with escapes) begins at the first byte after the
 * token before it that is no blank, comma or colon; `last` remembers that place over chunks.
 *
 * A bracket at the root is held back until the next token stands, so that a line of a log which
 * begins with '[' after the last value ends the syntax without a trace.
 */
#include "inquest.h"

#include <stdbool.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum place { INSIDE, AT_ROOT, HELD_MAP, HELD_LIST };

struct json {
    inq_ctx *ctx;
    const inq_host *host;
    const inq_sink *sink;
    yajl_handle handle;
    inq_chunk chunk;
    uint64_t end;  /* where the next chunk begins */
    uint64_t last; /* end of the last token; before chunk.offset: begin of the unfinished one */
    uint64_t held_at;
    uint64_t value_end; /* end of the last value at the root, with its line end */
    char *scratch;
    inq_status status;
    uint32_t depth;
    enum place place;
    bool any_value;
    bool any_container;
    bool want_line_end;
    bool ended;    /* text that is no JSON follows the last value */
    bool finished; /* all input was handed to yajl */
};

/* ---- memory ---- */

static void *allocate(void *data, size_t size)
{
    const struct json *json = data;
    return json->host->resize(json->ctx, NULL, size);
}

static void *reallocate(void *data, void *old, size_t size)
{
    const struct json *json = data;
    return json->host->resize(json->ctx, old, size);
}

static void release(void *data, void *old)
{
    const struct json *json = data;
    if (old != NULL)
        json->host->resize(json->ctx, old, 0);
}

/* ---- places ---- */

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_gap(char byte)
{
    return is_blank(byte) || byte == ',' || byte == ':';
}

static uint64_t here(const struct json *json)
{
    return json->chunk.offset + yajl_get_bytes_consumed(json->handle);
}

/* Where the token after the last one begins, as far as the chunk shows it. */
static uint64_t next_token(const struct json *json)
{
    if (json->last < json->chunk.offset)
        return json->last;
    size_t at = (size_t)(json->last - json->chunk.offset);
    while (at < json->chunk.len && is_gap(json->chunk.ptr[at]))
        at++;
    return json->chunk.offset + at;
}

static uint64_t buffered_token(struct json *json)
{
    const uint64_t begin = next_token(json);
    json->last = here(json);
    return begin;
}

/* The place of `text` in the chunk; not below the chunk's length when it lies elsewhere. */
static inline uintptr_t place_in_chunk(const struct json *json, inq_str text)
{
    return (uintptr_t)text.ptr - (uintptr_t)json->chunk.ptr;
}

static void take_line_end(struct json *json)
{
    const inq_chunk *chunk = &json->chunk;
    while (json->want_line_end && json->value_end < chunk->offset + chunk->len) {
        const char byte = chunk->ptr[json->value_end - chunk->offset];
        json->want_line_end = is_blank(byte) && byte != '\n';
        json->value_end += is_blank(byte);
    }
}

static void end_chunk(struct json *json)
{
    json->last = next_token(json);
    take_line_end(json);
}

/* ---- decoded text ---- */

/* The place of half a surrogate pair in UTF-8, or NULL. */
static const char *find_surrogate(const char *text, const char *end)
{
    while ((text = memchr(text, 0xed, (size_t)(end - text))) != NULL) {
        if (end - text >= 3 && (unsigned char)text[1] >= 0xa0)
            return text;
        text++;
    }
    return NULL;
}

/* yajl turns an escaped low surrogate without its partner into bytes that are not UTF-8. */
static void mend_surrogates(struct json *json, inq_str *text)
{
    if (text->len == 0 || find_surrogate(text->ptr, text->ptr + text->len) == NULL)
        return;
    json->scratch = json->host->resize(json->ctx, json->scratch, text->len);
    memcpy(json->scratch, text->ptr, text->len);
    *text = (inq_str){json->scratch, text->len};
    const char *const end = text->ptr + text->len;
    for (const char *at = text->ptr; (at = find_surrogate(at, end)) != NULL; at += 3)
        memset(json->scratch + (at - text->ptr), '?', 3);
}

/* ---- events ---- */

/* What is rare stands out of line, so that each key and each value does not pay for it. */
#define RARE __attribute__((noinline))

static inline int pushed(struct json *json, inq_status status)
{
    json->status = status;
    return status == INQ_OK;
}

static void end_value(struct json *json)
{
    json->any_value = true;
    json->place = AT_ROOT;
    json->value_end = json->last;
    json->want_line_end = true;
}

/* Push the bracket that was held back. */
static RARE int push_held(struct json *json)
{
    const bool map = json->place == HELD_MAP;
    const inq_sink *sink = json->sink;
    json->place = INSIDE;
    json->depth = 1;
    json->any_container = true;
    return pushed(json, sink->doc(json->ctx, json->held_at)) &&
           pushed(json, (map ? sink->map : sink->list)(json->ctx, json->held_at));
}

/* What goes before a token at the edge of a root value. Once a map or a list stood at the root,
 * a bare scalar there is text: a date, a number of lines. */
static RARE int settle(struct json *json, uint64_t at)
{
    if (json->place != AT_ROOT)
        return push_held(json);
    if (json->any_container) {
        json->ended = true;
        return 0;
    }
    end_value(json);
    return pushed(json, json->sink->doc(json->ctx, at));
}

static inline int on_scalar(struct json *json, inq_str text, inq_scalar kind, uint64_t at)
{
    if (json->place != INSIDE && !settle(json, at))
        return 0;
    return pushed(json, json->sink->scalar(json->ctx, text, kind, at));
}

static int on_null(void *data)
{
    struct json *json = data;
    json->last = here(json);
    return on_scalar(json, (inq_str){NULL, 0}, INQ_NULL, json->last - 4);
}

static int on_boolean(void *data, int value)
{
    struct json *json = data;
    const inq_str text = value ? (inq_str){"true", 4} : (inq_str){"false", 5};
    json->last = here(json);
    return on_scalar(json, text, INQ_BOOL, json->last - text.len);
}

static int on_number(void *data, const char *digits, size_t len)
{
    struct json *json = data;
    const inq_str text = {digits, len};
    const uintptr_t at = place_in_chunk(json, text);
    if (at >= json->chunk.len)
        return on_scalar(json, text, INQ_NUMBER, buffered_token(json));
    json->last = json->chunk.offset + at + len;
    return on_scalar(json, text, INQ_NUMBER, json->chunk.offset + at);
}

/* The place of a text, from its quote on, if it is a slice of the chunk. */
static inline uint64_t slice_token(struct json *json, uintptr_t at, size_t len)
{
    const uint64_t begin = json->chunk.offset + at;
    json->last = begin + len + 1;
    return begin - 1;
}

/* The place of a text that was buffered, or that stands at the edge of a root value. */
static uint64_t text_token(struct json *json, inq_str *text)
{
    const uintptr_t at = place_in_chunk(json, *text);
    if (at < json->chunk.len)
        return slice_token(json, at, text->len);
    mend_surrogates(json, text);
    return buffered_token(json);
}

static RARE int on_special_string(struct json *json, inq_str text)
{
    const uint64_t at = text_token(json, &text);
    return on_scalar(json, text, INQ_TEXT, at);
}

static int on_string(void *data, const unsigned char *bytes, size_t len)
{
    struct json *json = data;
    const inq_str text = {(const char *)bytes, len};
    const uintptr_t at = place_in_chunk(json, text);
    if (at >= json->chunk.len || json->place != INSIDE)
        return on_special_string(json, text);
    const uint64_t begin = slice_token(json, at, len);
    return pushed(json, json->sink->scalar(json->ctx, text, INQ_TEXT, begin));
}

static RARE int on_special_key(struct json *json, inq_str text)
{
    const uint64_t at = text_token(json, &text);
    if (json->place != INSIDE && !push_held(json))
        return 0;
    return pushed(json, json->sink->key(json->ctx, text, at));
}

static int on_key(void *data, const unsigned char *bytes, size_t len)
{
    struct json *json = data;
    const inq_str text = {(const char *)bytes, len};
    const uintptr_t at = place_in_chunk(json, text);
    if (at >= json->chunk.len || json->place != INSIDE)
        return on_special_key(json, text);
    const uint64_t begin = slice_token(json, at, len);
    return pushed(json, json->sink->key(json->ctx, text, begin));
}

static inline int on_open(struct json *json, enum place held)
{
    json->last = here(json);
    const uint64_t at = json->last - 1;
    if (json->place == AT_ROOT) {
        json->place = held;
        json->held_at = at;
        return 1;
    }
    if (json->place != INSIDE && !push_held(json))
        return 0;
    json->depth++;
    return pushed(json, (held == HELD_MAP ? json->sink->map : json->sink->list)(json->ctx, at));
}

static int on_map(void *data)
{
    return on_open(data, HELD_MAP);
}

static int on_list(void *data)
{
    return on_open(data, HELD_LIST);
}

static int on_end(void *data)
{
    struct json *json = data;
    json->last = here(json);
    if (json->place != INSIDE && !push_held(json))
        return 0;
    if (--json->depth == 0)
        end_value(json);
    return pushed(json, json->sink->end(json->ctx, json->last - 1));
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_map,
    .yajl_map_key = on_key,
    .yajl_end_map = on_end,
    .yajl_start_array = on_list,
    .yajl_end_array = on_end,
};

/* ---- parse ---- */

/* Inside a value there is nothing to complete: yajl would push the stump of a cut number. */
static yajl_status finish(struct json *json)
{
    json->finished = true;
    if (json->place != AT_ROOT)
        return yajl_status_error;
    json->chunk = (inq_chunk){" ", 1, json->end};
    return yajl_complete_parse(json->handle);
}

static yajl_status feed(struct json *json)
{
    for (;;) {
        json->status = json->host->read(json->ctx, 0, &json->chunk);
        if (json->status != INQ_OK)
            return yajl_status_client_canceled;
        if (json->chunk.len == 0)
            return finish(json);
        json->end = json->chunk.offset + json->chunk.len;
        const yajl_status status =
            yajl_parse(json->handle, (const unsigned char *)json->chunk.ptr, json->chunk.len);
        if (status != yajl_status_ok) {
            take_line_end(json);
            return status;
        }
        end_chunk(json);
    }
}

static inq_status report_end(struct json *json, uint64_t *stop)
{
    const char *text =
        json->place == AT_ROOT ? "the input holds no value" : "the input ends inside a value";
    *stop = json->end;
    json->host->diag(json->ctx, 201, *stop, "%s", text);
    return INQ_ESYNTAX;
}

/* The first byte of the token at fault. A comma or a bracket that is out of place is the byte
 * that yajl took last; but after a value in a map yajl has stepped back from the token, which is
 * then the first thing after the value. */
static bool is_punctuation(char byte)
{
    return byte == ',' || byte == ':' || byte == '[' || byte == ']' || byte == '{' || byte == '}';
}

static uint64_t fault_place(const struct json *json, const char *text)
{
    const inq_chunk *chunk = &json->chunk;
    const size_t used = yajl_get_bytes_consumed(json->handle);
    if (strstr(text, "after key and value") != NULL && json->last >= chunk->offset) {
        size_t at = (size_t)(json->last - chunk->offset);
        while (at < chunk->len && is_blank(chunk->ptr[at]))
            at++;
        return chunk->offset + at;
    }
    const bool misplaced =
        strncmp(text, "parse", 5) == 0 && used > 0 && is_punctuation(chunk->ptr[used - 1]);
    return misplaced ? chunk->offset + used - 1 : next_token(json);
}

static inq_status report_fault(struct json *json, uint64_t *stop)
{
    unsigned char *text = yajl_get_error(json->handle, 0, NULL, 0);
    if (text == NULL)
        return INQ_EBUG;
    const int len = (int)strcspn((const char *)text, "\n");
    *stop = fault_place(json, (const char *)text);
    json->host->diag(json->ctx, 201, *stop, "%.*s", len, (const char *)text);
    yajl_free_error(json->handle, text);
    return INQ_ESYNTAX;
}

/* Turns how yajl ended into the answer of parse(), and says where the syntax ends. */
static inq_status conclude(struct json *json, yajl_status status, uint64_t *stop)
{
    *stop = json->last;
    if (json->status != INQ_OK)
        return json->status;
    if (status == yajl_status_ok && json->last == json->end)
        return INQ_OK;
    if (!json->any_value || json->place == INSIDE)
        return json->finished ? report_end(json, stop) : report_fault(json, stop);
    *stop = json->value_end;
    return INQ_OK;
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    struct json json = {.ctx = ctx,
                        .host = host,
                        .sink = sink,
                        .place = AT_ROOT,
                        .end = in->offset,
                        .last = in->offset,
                        .value_end = in->offset};
    yajl_alloc_funcs memory = {allocate, reallocate, release, &json};
    json.handle = yajl_alloc(&callbacks, &memory, &json);
    if (json.handle == NULL)
        return INQ_ENOMEM;
    yajl_config(json.handle, yajl_allow_multiple_values, 1);
    yajl_config(json.handle, yajl_dont_validate_strings, 1);
    uint64_t stop = in->offset;
    const inq_status status = conclude(&json, feed(&json), &stop);
    *consumed = stop - in->offset;
    yajl_free(json.handle);
    release(&json, json.scratch);
    return status;
}

/* ---- probe ---- */

/* A walk over the first tokens of a value. `stack` has one bit per open bracket, 1 for a map. */
struct walk {
    const char *at;
    const char *end;
    uint64_t stack;
    unsigned depth;
    bool any_key;
};

enum step { STEP_FAULT, STEP_MORE, STEP_CUT, STEP_DONE };

#define WALK_DEPTH 32u
#define WALK_TOKENS 24u

static bool skip_blanks(struct walk *walk)
{
    while (walk->at < walk->end && is_blank(*walk->at))
        walk->at++;
    return walk->at < walk->end;
}

static enum step walk_string(struct walk *walk)
{
    for (walk->at++; walk->at < walk->end; walk->at++) {
        if ((unsigned char)*walk->at < ' ')
            return STEP_FAULT;
        if (*walk->at == '"') {
            walk->at++;
            return STEP_MORE;
        }
        walk->at += *walk->at == '\\';
    }
    walk->at = walk->end;
    return STEP_CUT;
}

static bool is_number_byte(const char *at)
{
    if (*at == '-')
        return at[-1] == 'e' || at[-1] == 'E';
    return (*at >= '0' && *at <= '9') || *at == '.' || *at == 'e' || *at == 'E' || *at == '+';
}

static enum step walk_number(struct walk *walk)
{
    if (*walk->at != '-' && (*walk->at < '0' || *walk->at > '9'))
        return STEP_FAULT;
    walk->at++;
    while (walk->at < walk->end && is_number_byte(walk->at))
        walk->at++;
    return STEP_MORE;
}

static enum step walk_word(struct walk *walk)
{
    static const char *const words[] = {"true", "false", "null"};
    const size_t left = (size_t)(walk->end - walk->at);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const size_t len = strlen(words[i]);
        if (memcmp(walk->at, words[i], left < len ? left : len) != 0)
            continue;
        walk->at += left < len ? left : len;
        return left < len ? STEP_CUT : STEP_MORE;
    }
    return walk_number(walk);
}

static enum step walk_key(struct walk *walk)
{
    if (*walk->at != '"')
        return STEP_FAULT;
    const enum step step = walk_string(walk);
    if (step != STEP_MORE)
        return step;
    if (!skip_blanks(walk))
        return STEP_CUT;
    if (*walk->at++ != ':')
        return STEP_FAULT;
    walk->any_key = true;
    return skip_blanks(walk) ? STEP_MORE : STEP_CUT;
}

/* Closing brackets after a value, then a comma or the end. */
static enum step walk_after(struct walk *walk)
{
    while (walk->depth > 0) {
        if (!skip_blanks(walk))
            return STEP_CUT;
        const char byte = *walk->at++;
        if (byte == ',')
            return skip_blanks(walk) ? STEP_MORE : STEP_CUT;
        if (byte != ((walk->stack & 1u) ? '}' : ']'))
            return STEP_FAULT;
        walk->stack >>= 1;
        walk->depth--;
    }
    return STEP_DONE;
}

static enum step walk_open(struct walk *walk)
{
    const bool map = *walk->at++ == '{';
    if (walk->depth == WALK_DEPTH)
        return STEP_CUT;
    walk->stack = (walk->stack << 1) | map;
    walk->depth++;
    if (!skip_blanks(walk))
        return STEP_CUT;
    return *walk->at == (map ? '}' : ']') ? walk_after(walk) : STEP_MORE;
}

static enum step walk_value(struct walk *walk)
{
    if (walk->depth > 0 && (walk->stack & 1u)) {
        const enum step key = walk_key(walk);
        if (key != STEP_MORE)
            return key;
    }
    if (*walk->at == '{' || *walk->at == '[')
        return walk_open(walk);
    const enum step step = *walk->at == '"' ? walk_string(walk) : walk_word(walk);
    return step == STEP_MORE ? walk_after(walk) : step;
}

/* Nothing, or the line's end, or another value may follow a whole one. */
static bool ends_well(const struct walk *walk)
{
    const char *at = walk->at;
    while (at < walk->end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
    return at == walk->end || *at == '\n' || *at == '{';
}

static int walk_score(struct walk *walk)
{
    enum step step = STEP_MORE;
    unsigned tokens = 0;
    while (step == STEP_MORE && tokens < WALK_TOKENS) {
        step = walk_value(walk);
        tokens++;
    }
    if (step == STEP_FAULT || (step == STEP_DONE && !ends_well(walk)))
        return walk->any_key ? 60 : 0;
    if (walk->any_key)
        return 90;
    return tokens > 1 || step == STEP_DONE ? 60 : 20;
}

static bool has_suffix(inq_str name, const char *suffix)
{
    const size_t len = strlen(suffix);
    return name.len >= len && memcmp(name.ptr + name.len - len, suffix, len) == 0;
}

static int probe(inq_str head, inq_str hint)
{
    struct walk walk = {.at = head.ptr, .end = head.ptr + head.len};
    if (head.len == 0 || !skip_blanks(&walk) || (*walk.at != '{' && *walk.at != '['))
        return 0;
    const int score = walk_score(&walk);
    const bool named =
        has_suffix(hint, ".json") || has_suffix(hint, ".ndjson") || has_suffix(hint, ".jsonl");
    return score > 0 && named ? score + 5 : score;
}

static const inq_parser parser = {
    .size = sizeof parser,
    .flags = INQ_PARSER_SELF_ENDING,
    .format = "json",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "json", .version = "1.0", .summary = "JSON, one value or several (NDJSON)",
           .license = "MIT", .parser = &parser);
