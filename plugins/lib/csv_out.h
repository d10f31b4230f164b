/* SPDX-License-Identifier: MIT */
/*
 * csv_out.h: writes rows of cells through an inq_writer: comma-separated after RFC 4180, or
 * separated by tabs after text/tab-separated-values, which knows no quotes.
 *
 * A row is one line. In a cell a tab or a line end becomes a blank, other control characters and
 * marks of the writing direction U+FFFD. A cell that a spreadsheet would take for a formula gets
 * an apostrophe in front; so does one that begins with a quote where there are no quotes. Lives on
 * the stack of one call, on one thread.
 */
#ifndef INQ_LIB_CSV_OUT_H
#define INQ_LIB_CSV_OUT_H

#include "byte_out.h"

typedef enum csv_form { CSV_COMMAS, CSV_TABS } csv_form;

typedef struct csv_out {
    byte_out bytes;
    csv_form form;
    bool inside; /* a cell precedes the next one in its row */
} csv_out;

/** Makes `out` ready. Keeps `ctx` and `writer`; allocates nothing. */
static inline void csv_begin(csv_out *out, inq_ctx *ctx, const inq_writer *writer, csv_form form)
{
    byte_begin(&out->bytes, ctx, writer);
    out->form = form;
    out->inside = false;
}

/** Hands over what is buffered. Returns the first status that was not INQ_OK, or INQ_OK. */
static inline inq_status csv_finish(csv_out *out)
{
    return byte_finish(&out->bytes);
}

static inline void csv_separate(csv_out *out)
{
    if (out->inside)
        byte_char(&out->bytes, out->form == CSV_COMMAS ? ',' : '\t');
    out->inside = true;
}

/** Ends the row. */
static inline void csv_row(csv_out *out)
{
    byte_say(&out->bytes, out->form == CSV_COMMAS ? "\r\n" : "\n");
    out->inside = false;
}

static inline bool csv_is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Begins with what starts a formula, also in its full width form and after blanks. */
static inline bool csv_is_formula(inq_str text)
{
    static const uint32_t starts[] = {'=', '+', '-', '@', 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20};
    size_t at = 0;
    while (at < text.len && csv_is_blank(text.ptr[at]))
        at++;
    if (at && text.ptr[0] != ' ')
        return true;
    uint32_t code = 0;
    if (at < text.len)
        (void)codepoint_next(text.ptr + at, text.len - at, &code);
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (code == starts[i])
            return true;
    return false;
}

/* Whether the cell of a comma-separated row stands in quotes. */
static inline bool csv_needs_quotes(inq_str text)
{
    return memchr(text.ptr, ',', text.len) || memchr(text.ptr, '"', text.len) ||
           csv_is_blank(text.ptr[0]) || csv_is_blank(text.ptr[text.len - 1]);
}

static inline void csv_text(byte_out *out, inq_str text, csv_form form)
{
    static const char *const commas[128] = {
        ['\t'] = " ", ['\n'] = " ", ['\r'] = " ", ['"'] = "\"\""};
    static const char *const tabs[128] = {['\t'] = " ", ['\n'] = " ", ['\r'] = " "};
    const byte_escapes escapes = {form == CSV_COMMAS ? commas : tabs, byte_unsafe_mark};
    byte_escaped(out, text, &escapes);
}

/* Whether the text stands for itself in any form, as most do. */
static inline bool csv_is_plain(inq_str text)
{
    const char first = text.ptr[0];
    uint64_t word;
    size_t at = 0;
    if (first == '=' || first == '+' || first == '-' || first == '@' || first == ' ' ||
        text.ptr[text.len - 1] == ' ')
        return false;
    for (; text.len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text.ptr + at, sizeof word);
        if (!codepoint_eight_are_plain(word, ',', '"'))
            return false;
    }
    while (at < text.len && text.ptr[at] > ' ' && text.ptr[at] < 0x7F && text.ptr[at] != ',' &&
           text.ptr[at] != '"')
        at++;
    return at == text.len;
}

/* A text that may ask for quotes, an apostrophe or escapes. */
static inline void csv_special(csv_out *out, inq_str text)
{
    const bool commas = out->form == CSV_COMMAS;
    const bool quoted = commas && csv_needs_quotes(text);
    if (quoted)
        byte_say(&out->bytes, "\"");
    if (csv_is_formula(text) || (!commas && text.ptr[0] == '"'))
        byte_say(&out->bytes, "'");
    csv_text(&out->bytes, text, out->form);
    if (quoted)
        byte_say(&out->bytes, "\"");
}

/** A cell with text of any origin; an absent one is empty. */
static inline void csv_str(csv_out *out, inq_str text)
{
    csv_separate(out);
    if (!text.len)
        return;
    if (csv_is_plain(text))
        byte_put(&out->bytes, text.ptr, text.len);
    else
        csv_special(out, text);
}

/** A cell with a word of ours, or an empty one for NULL. */
static inline void csv_word(csv_out *out, const char *word)
{
    csv_separate(out);
    if (word)
        byte_say(&out->bytes, word);
}

/** A cell with a number. */
static inline void csv_number(csv_out *out, uint64_t number)
{
    csv_separate(out);
    byte_number(&out->bytes, number);
}

#endif
