/* SPDX-License-Identifier: MIT */
/*
 * json_out.h: writes JSON (RFC 8259) through an inq_writer, or the same values as YAML 1.2 in block
 * style: indentation instead of brackets and commas. Strings are written alike, in double quotes
 * with the escapes of JSON, which YAML shares.
 *
 * Values are pushed in order; commas come by themselves. The writer is called with full buffers
 * only. The first status that is not INQ_OK sticks: everything after it does nothing, and
 * json_finish() returns it. A json_out lives on the stack of one call, on one thread.
 */
#ifndef INQ_LIB_JSON_OUT_H
#define INQ_LIB_JSON_OUT_H

#include "codepoint.h"
#include "inquest.h"

#include <string.h>

/* So large that what a kernel does for each call is little beside the bytes. */
#define JSON_OUT_BUFFER 65536
/* Levels of YAML; what is deeper is not written but for the status INQ_EBUG. */
#define JSON_OUT_DEPTH 16

/* Stretches that are kept, the longest of them, and the texts from which one is made. */
#define JSON_OUT_KEPT 4
#define JSON_OUT_STRETCH 512
#define JSON_OUT_TEXTS 6
#define JSON_OUT_TEXT 256

/* Where the next thing goes in YAML. */
typedef enum json_spot {
    JSON_SPOT_LINE, /* on a line of its own */
    JSON_SPOT_KEY,  /* after a key */
    JSON_SPOT_DASH  /* after the dash of an element */
} json_spot;

/* What was written once and comes again: nearly all resources differ in little. */
typedef struct json_kept {
    size_t len; /* 0: nothing is kept */
    unsigned depth;
    size_t lens[JSON_OUT_TEXTS]; /* of the texts; SIZE_MAX: absent */
    char texts[JSON_OUT_TEXT];
    char bytes[JSON_OUT_STRETCH];
} json_kept;

typedef struct json_out {
    inq_ctx *ctx;
    const inq_writer *writer;
    inq_status status;
    bool comma; /* one is due before the next key or element */
    bool block; /* YAML */
    bool empty; /* nothing stands in the innermost list or object so far */
    json_spot spot;
    unsigned depth;
    char open[JSON_OUT_DEPTH]; /* brackets, from the outermost; only for YAML */
    json_kept kept[JSON_OUT_KEPT];
    size_t sent; /* times that the buffer was handed over */
    size_t used;
    char buffer[JSON_OUT_BUFFER];
} json_out;

/** Makes `out` ready. Keeps `ctx` and `writer`; allocates nothing. */
static inline void json_begin(json_out *out, inq_ctx *ctx, const inq_writer *writer)
{
    out->ctx = ctx;
    out->writer = writer;
    out->status = INQ_OK;
    out->comma = false;
    out->block = false;
    out->empty = false;
    out->spot = JSON_SPOT_LINE;
    out->depth = 0;
    for (size_t i = 0; i < JSON_OUT_KEPT; i++)
        out->kept[i].len = 0;
    out->sent = 0;
    out->used = 0;
}

static inline void json_send(json_out *out, const char *bytes, size_t len)
{
    if (out->status == INQ_OK && len)
        out->status = out->writer->write(out->ctx, (inq_str){bytes, len});
}

static inline void json_flush(json_out *out)
{
    json_send(out, out->buffer, out->used);
    out->sent++;
    out->used = 0;
}

/** Hands over what is buffered. Returns the first status that was not INQ_OK, or INQ_OK. */
static inline inq_status json_finish(json_out *out)
{
    json_flush(out);
    return out->status;
}

/** Bytes as they are: for this file and for what is known to be JSON. */
static inline void json_put(json_out *out, const char *bytes, size_t len)
{
    if (len > sizeof out->buffer - out->used)
        json_flush(out);
    if (len > sizeof out->buffer) {
        json_send(out, bytes, len);
        return;
    }
    memcpy(out->buffer + out->used, bytes, len);
    out->used += len;
}

static inline void json_byte(json_out *out, char byte)
{
    if (out->used == sizeof out->buffer)
        json_flush(out);
    out->buffer[out->used++] = byte;
}

/** Like json_begin(), for one document of YAML. The outermost value is an object or a list. */
static inline void json_begin_yaml(json_out *out, inq_ctx *ctx, const inq_writer *writer)
{
    json_begin(out, ctx, writer);
    out->block = true;
    json_put(out, "---", 3);
}

/* Begins a line at the level of the innermost list or object. */
static inline void json_indent(json_out *out)
{
    json_byte(out, '\n');
    for (unsigned i = 1; i < out->depth; i++)
        json_put(out, "  ", 2);
}

/* Goes to where the next value of YAML stands, unless that is after a key. */
static inline void json_place(json_out *out)
{
    const bool listed = out->depth && out->open[out->depth - 1] == '[';
    if (out->spot == JSON_SPOT_LINE && out->depth)
        json_indent(out);
    if (listed)
        json_put(out, "- ", 2);
    out->spot = listed ? JSON_SPOT_DASH : out->spot;
    out->empty = false;
}

static inline void json_separate(json_out *out)
{
    if (out->block) {
        if (out->spot == JSON_SPOT_KEY)
            json_byte(out, ' ');
        else
            json_place(out);
        out->spot = JSON_SPOT_LINE;
        return;
    }
    if (out->comma)
        json_byte(out, ',');
    out->comma = false;
}

/* A list or object of YAML shows only by what stands in it. */
static inline void json_open_block(json_out *out, char bracket)
{
    if (out->depth == JSON_OUT_DEPTH) {
        out->status = out->status == INQ_OK ? INQ_EBUG : out->status;
        return;
    }
    if (out->spot != JSON_SPOT_KEY)
        json_place(out);
    else
        out->spot = JSON_SPOT_LINE;
    out->open[out->depth++] = bracket;
    out->empty = true;
}

static inline void json_close_block(json_out *out, char bracket)
{
    if (!out->depth)
        return;
    if (out->empty && out->spot != JSON_SPOT_DASH)
        json_byte(out, ' ');
    if (out->empty)
        json_put(out, bracket == '}' ? "{}" : "[]", 2);
    out->depth--;
    out->empty = false;
    out->spot = JSON_SPOT_LINE;
}

/** Opens an object or a list: `bracket` is '{' or '['. */
static inline void json_open(json_out *out, char bracket)
{
    if (out->block) {
        json_open_block(out, bracket);
        return;
    }
    json_separate(out);
    json_byte(out, bracket);
}

/** Closes what json_open() opened: `bracket` is '}' or ']'. */
static inline void json_close(json_out *out, char bracket)
{
    if (out->block) {
        json_close_block(out, bracket);
        return;
    }
    json_byte(out, bracket);
    out->comma = true;
}

/** Puts the next key or element on a line of its own, where all of YAML stands. */
static inline void json_line(json_out *out)
{
    if (out->block)
        return;
    json_separate(out);
    json_byte(out, '\n');
}

/** Puts the bracket that closes a list of lines on a line of its own unless the list is empty. */
static inline void json_last_line(json_out *out)
{
    if (out->comma && !out->block)
        json_byte(out, '\n');
}

/* For callers with a key of ours: its length is known when they are compiled. */
#if defined(__GNUC__)
#define JSON_INLINE static inline __attribute__((always_inline))
#else
#define JSON_INLINE static inline
#endif

/* Room for a key: a line end and its indentation or a comma, quotes, a colon. */
#define JSON_OUT_AROUND_KEY (2 * JSON_OUT_DEPTH + 4)

/* Begins the line of a key of YAML at `end`, where there is room; returns the new end. */
static inline char *json_key_line(json_out *out, char *end)
{
    static const char line[2 * JSON_OUT_DEPTH] = "\n                              ";
    if (out->spot == JSON_SPOT_LINE && out->depth) {
        memcpy(end, line, sizeof line);
        end += 2 * out->depth - 1;
    }
    out->spot = JSON_SPOT_KEY;
    out->empty = false;
    return end;
}

/* The end of what was copied. */
JSON_INLINE char *json_copy(char *to, const char *bytes, size_t len)
{
    memcpy(to, bytes, len);
    return to + len;
}

/** A key that needs no escapes, nor quotes in YAML, and is shorter than the buffer. */
JSON_INLINE void json_key(json_out *out, const char *key)
{
    const size_t len = strlen(key);
    if (len + JSON_OUT_AROUND_KEY > sizeof out->buffer - out->used)
        json_flush(out);
    char *end = out->buffer + out->used;
    if (out->block) {
        end = json_key_line(out, end);
    } else {
        *end = ',';
        end += out->comma;
        *end++ = '"';
    }
    end = json_copy(end, key, len);
    *end = '"';
    end += !out->block;
    *end++ = ':';
    out->used = (size_t)(end - out->buffer);
    out->comma = false;
}

/** A value that is a word of JSON: true, false or null. */
JSON_INLINE void json_word(json_out *out, const char *word)
{
    json_separate(out);
    json_put(out, word, strlen(word));
    out->comma = true;
}

static inline void json_null(json_out *out)
{
    json_word(out, "null");
}

static inline void json_number(json_out *out, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    json_separate(out);
    json_put(out, digits + at, sizeof digits - at);
    out->comma = true;
}

static inline bool json_is_plain_word(uint64_t word)
{
    return codepoint_eight_are_plain(word, '"', '\\');
}

static inline bool json_is_plain(char byte)
{
    return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

/* Copies eight bytes; whether all of them stand for themselves. */
static inline bool json_copy_word(char *to, const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    memcpy(to, &word, sizeof word);
    return json_is_plain_word(word);
}

/* The same for four to seven bytes: two halves, which may overlap. */
static inline bool json_copy_few(char *to, const char *text, size_t len)
{
    uint32_t first, last;
    memcpy(&first, text, sizeof first);
    memcpy(&last, text + len - sizeof last, sizeof last);
    memcpy(to, &first, sizeof first);
    memcpy(to + len - sizeof last, &last, sizeof last);
    return json_is_plain_word((uint64_t)last << 32 | first);
}

/* Copies the run at the start of `text` that stands for itself; returns its length. There is room
 * for `len` bytes at `to`, which may all be written to. */
static inline size_t json_copy_run(char *to, const char *text, size_t len)
{
    size_t run = 0;
    while (len - run >= 8 && json_copy_word(to + run, text + run))
        run += 8;
    /* Short of a whole word: the last one once more, from before the end of the run. */
    if (len - run < 8 && (run ? json_copy_word(to + len - 8, text + len - 8)
                              : len >= 4 && json_copy_few(to, text, len)))
        return len;
    for (; run < len && json_is_plain(text[run]); run++)
        to[run] = text[run];
    return run;
}

static inline void json_escape(json_out *out, uint32_t code)
{
    static const char from[] = "\"\\\b\f\n\r\t";
    static const char to[] = "\"\\bfnrt";
    static const char hex[] = "0123456789abcdef";
    const char *known = code < 0x80 ? memchr(from, (int)code, sizeof from - 1) : NULL;
    if (known) {
        const char pair[2] = {'\\', to[known - from]};
        json_put(out, pair, sizeof pair);
        return;
    }
    const char unit[6] = {
        '\\', 'u', hex[code >> 12 & 15], hex[code >> 8 & 15], hex[code >> 4 & 15], hex[code & 15]};
    json_put(out, unit, sizeof unit);
}

/* Writes the code point at `text`, which is not in a plain run; returns the bytes it took. What a
 * terminal would act on is escaped as well, so that a report can be looked at with cat. */
static inline size_t json_codepoint(json_out *out, const char *text, size_t len)
{
    uint32_t code;
    const size_t taken = codepoint_next(text, len, &code);
    if (code == '"' || code == '\\' || codepoint_is_unsafe(code))
        json_escape(out, code);
    else if (code == CODEPOINT_ILL)
        json_put(out, "\xEF\xBF\xBD", 3);
    else
        json_put(out, text, taken);
    return taken;
}

/** A value that is JSON already; only what a terminal would act on is written otherwise: it can
 *  stand in strings alone. */
static inline void json_raw(json_out *out, inq_str json)
{
    json_separate(out);
    for (size_t at = 0; at < json.len && out->status == INQ_OK;) {
        size_t ascii = at;
        while (ascii < json.len && (unsigned char)json.ptr[ascii] < 0x80)
            ascii++;
        json_put(out, json.ptr + at, ascii - at);
        at = ascii;
        if (at < json.len)
            at += json_codepoint(out, json.ptr + at, json.len - at);
    }
    out->comma = true;
}

/** Opens a string that json_part() fills. */
static inline void json_open_str(json_out *out)
{
    json_separate(out);
    json_byte(out, '"');
}

/** Goes on in the string. Bytes that are not UTF-8 become U+FFFD. */
static inline void json_part(json_out *out, inq_str text)
{
    for (size_t at = 0; at < text.len && out->status == INQ_OK;) {
        if (out->used == sizeof out->buffer)
            json_flush(out);
        const size_t left = text.len - at, room = sizeof out->buffer - out->used;
        const size_t most = left < room ? left : room;
        const size_t run = json_copy_run(out->buffer + out->used, text.ptr + at, most);
        out->used += run;
        at += run;
        if (run < most)
            at += json_codepoint(out, text.ptr + at, text.len - at);
    }
}

/** Closes what json_open_str() opened. */
static inline void json_close_str(json_out *out)
{
    json_byte(out, '"');
    out->comma = true;
}

/* All of a string, if it stands for itself and there is room; otherwise nothing counts as written.
 */
static inline bool json_plain_str(json_out *out, inq_str text)
{
    char *to = out->buffer + out->used;
    if (text.len >= sizeof out->buffer || sizeof out->buffer - out->used < text.len + 2 ||
        json_copy_run(to + 1, text.ptr, text.len) != text.len)
        return false;
    to[0] = to[text.len + 1] = '"';
    out->used += text.len + 2;
    out->comma = true;
    return true;
}

/** A string, or null where it is absent. Bytes that are not UTF-8 become U+FFFD. */
static inline void json_str(json_out *out, inq_str text)
{
    if (!text.ptr) {
        json_null(out);
        return;
    }
    json_separate(out);
    if (json_plain_str(out, text))
        return;
    json_byte(out, '"');
    json_part(out, text);
    json_close_str(out);
}

/** A NUL-terminated string, or null for NULL. */
static inline void json_text(json_out *out, const char *text)
{
    json_str(out, (inq_str){text, text ? strlen(text) : 0});
}

/* The texts that a stretch is made from, and where it began. */
typedef struct json_stretch {
    unsigned slot;
    size_t n; /* always the same for a slot */
    const inq_str *texts;
    size_t from, sent;
} json_stretch;

static inline size_t json_text_len(inq_str text)
{
    return text.ptr ? text.len : SIZE_MAX;
}

/** Writes once more what json_keep() kept for the same texts, at the same level. False if there is
 *  no such thing: then write it, and json_keep() it. It is whole keys with their values, in an
 *  object in which something stands before. */
static inline bool json_again(json_out *out, json_stretch *stretch)
{
    const json_kept *kept = &out->kept[stretch->slot];
    const char *at = kept->texts;
    bool same = kept->len && kept->depth == out->depth;
    for (size_t i = 0; i < stretch->n && same; i++) {
        const inq_str text = stretch->texts[i];
        same = kept->lens[i] == json_text_len(text) &&
               (!text.ptr || memcmp(at, text.ptr, text.len) == 0);
        at += text.ptr ? text.len : 0;
    }
    if (same)
        json_put(out, kept->bytes, kept->len);
    stretch->from = out->used;
    stretch->sent = out->sent;
    return same;
}

/* Notes the texts; false if they are too long. */
static inline bool json_keep_texts(json_kept *kept, const json_stretch *stretch)
{
    size_t used = 0;
    for (size_t i = 0; i < stretch->n; i++) {
        const inq_str text = stretch->texts[i];
        kept->lens[i] = json_text_len(text);
        if (!text.ptr)
            continue;
        if (text.len > sizeof kept->texts - used)
            return false;
        memcpy(kept->texts + used, text.ptr, text.len);
        used += text.len;
    }
    return true;
}

/** Keeps what was written since json_again() said no, unless it is long or was handed over. */
static inline void json_keep(json_out *out, const json_stretch *stretch)
{
    json_kept *kept = &out->kept[stretch->slot];
    const size_t len = out->used - stretch->from;
    kept->len = 0;
    if (out->sent != stretch->sent || len > sizeof kept->bytes || !json_keep_texts(kept, stretch))
        return;
    memcpy(kept->bytes, out->buffer + stretch->from, len);
    kept->depth = out->depth;
    kept->len = len;
}

/** The decimal number that `text` spells, or null when it spells none of up to 15 digits. */
static inline void json_count(json_out *out, inq_str text)
{
    uint64_t number = 0;
    bool good = text.ptr && text.len > 0 && text.len <= 15;
    for (size_t i = 0; good && i < text.len; i++) {
        good = text.ptr[i] >= '0' && text.ptr[i] <= '9';
        number = number * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    if (good)
        json_number(out, number);
    else
        json_null(out);
}

#endif
