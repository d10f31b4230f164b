/* SPDX-License-Identifier: MIT */
/*
 * text_out.h: writes plain text for a terminal or a file through an inq_writer.
 *
 * Keeps the column, so that callers pad and fold without counting. What came from a dump goes
 * through text_put(), text_cut() or text_fold(), which show control characters as `?`; what is
 * ours goes through text_say(). Blanks are held back until something follows them, so no line
 * ends in one. Columns are those of a terminal, as libutf8proc counts them: none for a mark that
 * joins what precedes it, two for wide characters. The first status that is not INQ_OK sticks.
 * A text_out lives on the stack of one call, on one thread.
 */
#ifndef INQ_LIB_TEXT_OUT_H
#define INQ_LIB_TEXT_OUT_H

#include "codepoint.h"
#include "inquest.h"

#include <string.h>
#include <utf8proc.h>

#define TEXT_OUT_BUFFER 8192
/* Folding into fewer columns than this is worse than none. */
#define TEXT_OUT_NARROW ((size_t)16)

typedef struct text_out {
    inq_ctx *ctx;
    const inq_writer *writer;
    inq_status status;
    bool color;
    size_t width;  /* 0: do not fold */
    size_t column; /* of the next character, from 0, without what is due */
    size_t due;    /* blanks held back */
    size_t used;
    char buffer[TEXT_OUT_BUFFER];
} text_out;

/** Makes `out` ready; `view` may be NULL (no colour, no folding). Allocates nothing. */
static inline void text_begin(text_out *out, inq_ctx *ctx, const inq_writer *writer,
                              const inq_view *view)
{
    out->ctx = ctx;
    out->writer = writer;
    out->status = INQ_OK;
    out->color = view && view->color;
    out->width = view ? view->width : 0;
    out->column = 0;
    out->due = 0;
    out->used = 0;
}

static inline void text_flush(text_out *out)
{
    if (out->status == INQ_OK && out->used)
        out->status = out->writer->write(out->ctx, (inq_str){out->buffer, out->used});
    out->used = 0;
}

/** Hands over what is buffered. Returns the first status that was not INQ_OK, or INQ_OK. */
static inline inq_status text_finish(text_out *out)
{
    text_flush(out);
    return out->status;
}

/* Bytes as they are; they do not move the column. */
static inline void text_bytes(text_out *out, const char *bytes, size_t len)
{
    while (len && out->status == INQ_OK) {
        const size_t space = sizeof out->buffer - out->used;
        const size_t part = len < space ? len : space;
        memcpy(out->buffer + out->used, bytes, part);
        out->used += part;
        bytes += part;
        len -= part;
        if (out->used == sizeof out->buffer)
            text_flush(out);
    }
}

static inline void text_settle(text_out *out)
{
    out->column += out->due;
    for (; out->due; out->due--)
        text_bytes(out, " ", 1);
}

/** The column of the next character, from 0. */
static inline size_t text_at(const text_out *out)
{
    return out->column + out->due;
}

/** Ends the line. */
static inline void text_line(text_out *out)
{
    out->due = 0;
    out->column = 0;
    text_bytes(out, "\n", 1);
}

/** Blanks up to `column`; none when it is passed already. */
static inline void text_pad(text_out *out, size_t column)
{
    if (column > text_at(out))
        out->due = column - out->column;
}

/** At least `gap` blanks, and more up to `column`. */
static inline void text_tab(text_out *out, size_t gap, size_t column)
{
    text_pad(out, text_at(out) + gap);
    text_pad(out, column);
}

/** A gap of two blanks, or a new line begun at `indent` where `columns` more do not fit. */
static inline void text_gap(text_out *out, size_t columns, size_t indent)
{
    const size_t from = text_at(out) + 2;
    const bool full = out->width && from + columns > out->width;
    if (full)
        text_line(out);
    text_pad(out, full ? indent : from);
}

static inline size_t text_plain_run(const char *text, size_t len)
{
    size_t run = 0;
    while (run < len && text[run] >= 0x20 && text[run] < 0x7F)
        run++;
    return run;
}

/* Whether text_put() shows a code point as it is, and not as `?`. */
static inline bool text_is_shown(uint32_t code)
{
    return code != CODEPOINT_ILL && !codepoint_is_unsafe(code);
}

/** The columns a code point takes. */
static inline size_t text_width(uint32_t code)
{
    if (code < 0x7F || !text_is_shown(code))
        return 1;
    const int width = utf8proc_charwidth((utf8proc_int32_t)code);
    return width > 0 ? (size_t)width : 0;
}

/* One code point that is not printable ASCII; returns the bytes it took. */
static inline size_t text_codepoint(text_out *out, const char *text, size_t len)
{
    uint32_t code;
    const size_t taken = codepoint_next(text, len, &code);
    if (code == '\t')
        text_bytes(out, " ", 1);
    else if (!text_is_shown(code))
        text_bytes(out, "?", 1);
    else
        text_bytes(out, text, taken);
    out->column += text_width(code);
    return taken;
}

/** Text of any origin on this line: control characters become `?`, a tab becomes a blank. Writes
 *  nothing for an absent one. */
static inline void text_put(text_out *out, inq_str text)
{
    if (!text.len)
        return;
    text_settle(out);
    for (size_t at = 0; at < text.len && out->status == INQ_OK;) {
        const size_t run = text_plain_run(text.ptr + at, text.len - at);
        text_bytes(out, text.ptr + at, run);
        out->column += run;
        at += run;
        if (at < text.len)
            at += text_codepoint(out, text.ptr + at, text.len - at);
    }
}

/** Text of ours. */
static inline void text_say(text_out *out, const char *text)
{
    text_put(out, (inq_str){text, strlen(text)});
}

/** A number in decimal. */
static inline void text_number(text_out *out, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    text_put(out, (inq_str){digits + at, sizeof digits - at});
}

/** `3 inputs`, `1 input`. */
static inline void text_count(text_out *out, uint64_t number, const char *one, const char *many)
{
    text_number(out, number);
    text_say(out, " ");
    text_say(out, number == 1 ? one : many);
}

/** Starts a style where colour is welcome: `sgr` holds the parameters, "1;31". */
static inline void text_style(text_out *out, const char *sgr)
{
    if (!out->color)
        return;
    text_settle(out);
    text_bytes(out, "\033[", 2);
    text_bytes(out, sgr, strlen(sgr));
    text_bytes(out, "m", 1);
}

/** Ends the style. */
static inline void text_unstyle(text_out *out)
{
    if (out->color)
        text_bytes(out, "\033[0m", 4);
}

/** The start of `text`, of at most `columns`, with no heap of marks on a few characters. Looks at
 * no more than it needs. */
static inline inq_str text_head(inq_str text, size_t columns)
{
    size_t at = 0;
    size_t marks = columns < SIZE_MAX / 4 ? 4 * columns : SIZE_MAX;
    uint32_t code;
    while (at < text.len) {
        const size_t taken = codepoint_next(text.ptr + at, text.len - at, &code);
        const size_t width = text_width(code);
        if (width > columns || (!width && !marks))
            break;
        columns -= width;
        marks -= !width;
        at += taken;
    }
    return (inq_str){text.ptr, at};
}

/** The columns `text` takes, but `most` at most. */
static inline size_t text_columns(inq_str text, size_t most)
{
    size_t n = 0;
    size_t at = 0;
    for (uint32_t code; n < most && at < text.len; n += text_width(code))
        at += codepoint_next(text.ptr + at, text.len - at, &code);
    return n < most ? n : most;
}

/** At most `columns` of `text`; an ellipsis tells that there was more. */
static inline void text_cut(text_out *out, inq_str text, size_t columns)
{
    const inq_str head = text_head(text, columns);
    text_put(out, head);
    if (head.len < text.len)
        text_say(out, "…");
}

static inline bool text_is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Takes the first word off `text`; `len` 0 when there is none. */
static inline inq_str text_word(inq_str *text)
{
    size_t from = 0;
    while (from < text->len && text_is_blank(text->ptr[from]))
        from++;
    size_t to = from;
    while (to < text->len && !text_is_blank(text->ptr[to]))
        to++;
    const inq_str word = {text->ptr + from, to - from};
    *text = (inq_str){text->ptr + to, text->len - to};
    return word;
}

static inline bool text_fits(const text_out *out, inq_str text)
{
    if (memchr(text.ptr, '\n', text.len))
        return false;
    return !out->width || text_at(out) + text_columns(text, out->width) <= out->width;
}

static inline void text_fold_words(text_out *out, inq_str text, size_t indent)
{
    bool first = true;
    for (inq_str word = text_word(&text); word.len; word = text_word(&text)) {
        if (!first) {
            const size_t end = text_at(out) + 1 + text_columns(word, out->width);
            const bool full = out->width && end > out->width;
            if (full)
                text_line(out);
            text_pad(out, full ? indent : text_at(out) + 1);
        }
        text_put(out, word);
        first = false;
    }
}

/** `text` from here on, folded between words to the width; further lines begin at `indent`. A
 *  word that is longer than the line stays whole, so that it can be copied. Line ends in `text`
 *  read as blanks. */
static inline void text_fold(text_out *out, inq_str text, size_t indent)
{
    if (!text.len)
        return;
    if (text_fits(out, text)) {
        text_put(out, text);
        return;
    }
    if (out->width && indent + TEXT_OUT_NARROW > out->width)
        indent = out->width > 2 * TEXT_OUT_NARROW ? out->width - TEXT_OUT_NARROW : 2;
    text_fold_words(out, text, indent);
}

#endif
