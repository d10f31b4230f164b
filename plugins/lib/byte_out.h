/* SPDX-License-Identifier: MIT */
/*
 * byte_out.h: buffers bytes for an inq_writer, and replaces in text of any origin what a syntax
 * or a terminal would act on.
 *
 * What came from a dump goes through byte_escaped() with the table of the syntax, which the
 * header of that syntax (xml_out.h, csv_out.h, …) holds; what is ours goes through byte_say(). The
 * first status that is not INQ_OK sticks: everything after it does nothing, and byte_finish()
 * returns it. A byte_out lives on the stack of one call, on one thread.
 */
#ifndef INQ_LIB_BYTE_OUT_H
#define INQ_LIB_BYTE_OUT_H

#include "codepoint.h"
#include "inquest.h"

#include <string.h>

#define BYTE_OUT_BUFFER 16384

typedef struct byte_out {
    inq_ctx *ctx;
    const inq_writer *writer;
    inq_status status;
    size_t used;
    char buffer[BYTE_OUT_BUFFER];
} byte_out;

/** What a syntax does not let stand. */
typedef struct byte_escapes {
    const char *const *ascii; /* 128 texts that stand for a character; NULL: itself */
    /** Writes what stands for `code`, which codepoint_is_unsafe() and has no text in `ascii`;
     *  ill-formed bytes come as CODEPOINT_ILL. */
    void (*unsafe)(byte_out *out, uint32_t code);
} byte_escapes;

/** Makes `out` ready. Keeps `ctx` and `writer`; allocates nothing. */
static inline void byte_begin(byte_out *out, inq_ctx *ctx, const inq_writer *writer)
{
    out->ctx = ctx;
    out->writer = writer;
    out->status = INQ_OK;
    out->used = 0;
}

static inline void byte_flush(byte_out *out)
{
    if (out->status == INQ_OK && out->used)
        out->status = out->writer->write(out->ctx, (inq_str){out->buffer, out->used});
    out->used = 0;
}

/** Hands over what is buffered. Returns the first status that was not INQ_OK, or INQ_OK. */
static inline inq_status byte_finish(byte_out *out)
{
    byte_flush(out);
    return out->status;
}

/** Bytes as they are. */
static inline void byte_put(byte_out *out, const char *bytes, size_t len)
{
    if (len > sizeof out->buffer - out->used)
        byte_flush(out);
    if (len > sizeof out->buffer) {
        if (out->status == INQ_OK)
            out->status = out->writer->write(out->ctx, (inq_str){bytes, len});
        return;
    }
    if (len)
        memcpy(out->buffer + out->used, bytes, len);
    out->used += len;
}

/** One byte. */
static inline void byte_char(byte_out *out, char byte)
{
    if (out->used == sizeof out->buffer)
        byte_flush(out);
    out->buffer[out->used++] = byte;
}

/** Text of ours, as it is. */
static inline void byte_say(byte_out *out, const char *text)
{
    byte_put(out, text, strlen(text));
}

/** A number in decimal. */
static inline void byte_number(byte_out *out, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    byte_put(out, digits + at, sizeof digits - at);
}

/** For byte_escapes.unsafe: REPLACEMENT CHARACTER. */
static inline void byte_unsafe_mark(byte_out *out, uint32_t code)
{
    (void)code;
    byte_put(out, "\xEF\xBF\xBD", 3);
}

/* The length of the run at the start of `text` that stands for itself. */
static inline size_t byte_plain_run(inq_str text, const byte_escapes *escapes)
{
    size_t run = 0;
    for (; run < text.len; run++) {
        const unsigned char byte = (unsigned char)text.ptr[run];
        if (byte < 0x20 || byte > 0x7E || escapes->ascii[byte])
            break;
    }
    return run;
}

/* Writes the code point at `text`, which is not in a plain run; returns the bytes it took. */
static inline size_t byte_codepoint(byte_out *out, inq_str text, const byte_escapes *escapes)
{
    uint32_t code;
    const size_t taken = codepoint_next(text.ptr, text.len, &code);
    const char *instead = code < 0x80 ? escapes->ascii[code] : NULL;
    if (instead)
        byte_say(out, instead);
    else if (code == CODEPOINT_ILL || codepoint_is_unsafe(code))
        escapes->unsafe(out, code);
    else
        byte_put(out, text.ptr, taken);
    return taken;
}

/** Text of any origin, escaped; nothing for an absent one. */
static inline void byte_escaped(byte_out *out, inq_str text, const byte_escapes *escapes)
{
    while (text.len && out->status == INQ_OK) {
        size_t taken = byte_plain_run(text, escapes);
        byte_put(out, text.ptr, taken);
        if (taken < text.len)
            taken += byte_codepoint(out, (inq_str){text.ptr + taken, text.len - taken}, escapes);
        text = (inq_str){text.ptr + taken, text.len - taken};
    }
}

/** The start of `text`, of at most `points` code points. Looks at no more than it needs. */
static inline inq_str byte_head(inq_str text, size_t points)
{
    size_t at = 0;
    for (uint32_t code; points && at < text.len; points--)
        at += codepoint_next(text.ptr + at, text.len - at, &code);
    return (inq_str){text.ptr, at};
}

/** At most `points` code points of `text`, escaped; an ellipsis tells that there was more. */
static inline void byte_cut(byte_out *out, inq_str text, size_t points, const byte_escapes *escapes)
{
    const inq_str head = byte_head(text, points);
    byte_escaped(out, head, escapes);
    if (head.len < text.len)
        byte_say(out, "…");
}

#endif
