/* SPDX-License-Identifier: MIT */
/*
 * table_wrap.h: the shape of a table that a narrow terminal broke: header, rule and rows were cut
 * at the same column, and what was left stands on the next lines. The pieces of the rule are the
 * sign: all but the last are equally wide, and where they cross, the pieces of the header have
 * their separators. Pure functions over slices, callable from any thread.
 */
#ifndef INQ_LIB_TABLE_WRAP_H
#define INQ_LIB_TABLE_WRAP_H

#include "codepoint.h"
#include "table_text.h"

#define WRAP_MAX 32u       /* pieces of one line */
#define WRAP_NARROWEST 12u /* columns; a rule of less says nothing */

/** A broken table as its header and rule show it. */
struct wrap {
    inq_str header[WRAP_MAX]; /* physical lines of the header */
    unsigned n_header;
    unsigned pieces; /* physical lines of the rule */
    size_t width;    /* columns of a full line */
    unsigned bars;   /* separators of a whole row */
    unsigned bars_in[WRAP_MAX];
    size_t at[MAX_COLUMNS + 2]; /* column of each separator in the joined line */
    struct separator bar;
    const char *body; /* first line behind the rule */
};

/** Columns that a terminal gives to a code point: 2 for ideographs and pictures, 0 for marks. */
static inline size_t wrap_code_width(uint32_t code)
{
    static const struct {
        uint32_t first, last;
        unsigned char width;
    } ranges[] = {
        {0x0300, 0x036F, 0},   {0x1100, 0x115F, 2},   {0x200B, 0x200D, 0},   {0x231A, 0x231B, 2},
        {0x23E9, 0x23EC, 2},   {0x2705, 0x2705, 2},   {0x274C, 0x274C, 2},   {0x2E80, 0xA4CF, 2},
        {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},   {0xFE00, 0xFE0F, 0},   {0xFE30, 0xFE6F, 2},
        {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},   {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2},
        {0x1F7E0, 0x1F7EB, 2}, {0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2},
    };
    for (size_t i = 0; code >= 0x300 && i < sizeof ranges / sizeof ranges[0]; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last) {
            return ranges[i].width;
        }
    }
    return 1;
}

/** Columns that a text takes on a terminal. */
static inline size_t wrap_width(inq_str text)
{
    size_t width = 0;
    uint32_t code = 0;
    for (size_t i = 0; i < text.len; width += wrap_code_width(code)) {
        i += codepoint_next(text.ptr + i, text.len - i, &code);
    }
    return width;
}

/** A line without the carriage return at its end. */
static inline inq_str wrap_line(inq_str line)
{
    line.len -= line.len > 0 && line.ptr[line.len - 1] == '\r';
    return line;
}

/** Whether the terminal may have cut a line of this width, so that `next` goes on with it: it is
 *  as wide as a line can be, or there was no room for the wide character that comes next. */
static inline bool wrap_is_full(const struct wrap *wrap, size_t width, inq_str next)
{
    uint32_t code = 0;
    if (width + 1 == wrap->width && next.len > 0) {
        (void)codepoint_next(next.ptr, next.len, &code);
    }
    return width >= wrap->width || wrap_code_width(code) == 2;
}

/** Take the next line for a piece; CUT and NOTHING as next_line(). */
static inline enum found wrap_next(struct view *view, inq_str *line)
{
    const enum found found = next_line(view, line);
    *line = wrap_line(*line);
    return found;
}

/** Whether a line could be a piece of a header: titles, parts of titles and separators. */
static inline bool wrap_is_header(inq_str line)
{
    const char *end = line.ptr + line.len;
    for (const char *at = line.ptr; at < end; at++) {
        if (at[0] == LEAD && is_bar(at, end)) {
            at += 2;
        } else if (*at != '|' && !is_blank(*at) && !continues_title(*at, TITLE_UPPER)) {
            return false;
        }
    }
    return true;
}

/** Note where one piece of the rule crosses. False: too many columns. */
static inline bool wrap_cross(struct wrap *wrap, inq_str piece)
{
    const char *end = piece.ptr + piece.len;
    size_t width = 1;
    size_t column = wrap->pieces * wrap->width;
    for (const char *at = piece.ptr; at < end; at += width, column++) {
        if (stroke_at(at, end, &width) != CROSSING) {
            continue;
        }
        if (wrap->bars == MAX_COLUMNS + 2) {
            return false;
        }
        wrap->at[wrap->bars++] = column;
        wrap->bars_in[wrap->pieces]++;
    }
    return true;
}

/** Whether a line could be what was left of a rule. */
static inline bool wrap_is_rest(inq_str line)
{
    const char *end = line.ptr + line.len;
    size_t width = 1;
    bool stroke = false;
    for (const char *at = line.ptr; at < end; at += width) {
        const enum stroke found = stroke_at(at, end, &width);
        if (found == NO_STROKE) {
            return false;
        }
        stroke |= found != FILLER;
    }
    return stroke;
}

/** Take the pieces of the rule, the first of which is `piece`; none if they do not fit. */
static inline enum found wrap_take_rule(struct view *view, struct wrap *wrap, inq_str piece)
{
    enum found found = FOUND;
    bool full = true;
    wrap->width = wrap_width(piece);
    while (found == FOUND && full && wrap_is_rest(piece)) {
        const size_t width = wrap_width(piece);
        if (wrap->pieces == WRAP_MAX || width > wrap->width || !wrap_cross(wrap, piece)) {
            wrap->pieces = 0;
            return NOTHING;
        }
        wrap->pieces++;
        wrap->body = view->at;
        full = width == wrap->width;
        found = full ? wrap_next(view, &piece) : FOUND;
    }
    return found;
}

/** Whether the separators of the header stand where the rule crosses, `skip` pieces of the header
 *  being blank and not there. */
static inline bool wrap_fits(const struct wrap *wrap, unsigned skip)
{
    unsigned bars = 0;
    for (unsigned i = 0; i < wrap->n_header; i++) {
        const inq_str line = wrap->header[i];
        const char *end = line.ptr + line.len;
        for (const char *at = line.ptr; (at = find_bar(at, end, wrap->bar)) < end;
             at += wrap->bar.width) {
            const size_t column = (i + skip) * wrap->width + wrap_width(slice(line.ptr, at));
            if (bars == wrap->bars || wrap->at[bars++] != column) {
                return false;
            }
        }
    }
    return bars == wrap->bars;
}

/** Whether a line is a piece, the first or another, of a rule above the header. */
static inline bool wrap_is_frame(inq_str line, unsigned piece)
{
    const inq_str text = trim_bytes(line);
    const bool bar = text.len > 0 && (*text.ptr == '|' || is_bar(text.ptr, text.ptr + text.len));
    return piece < WRAP_MAX && (is_rule(line) || (piece > 0 && !bar && wrap_is_rest(line)));
}

/** Whether the header has as many separators as the rule has crossings, and no line is wider than
 *  the terminal: so it is where somebody has touched the blanks. */
static inline bool wrap_matches(const struct wrap *wrap)
{
    unsigned bars = 0;
    for (unsigned i = 0; i < wrap->n_header; i++) {
        bars += count_bars(wrap->header[i], wrap->bar);
        if (wrap_width(wrap->header[i]) > wrap->width) {
            return false;
        }
    }
    return wrap->n_header > 1 && bars > 1 && bars == wrap->bars;
}

/** Take the pieces of the header up to the rule, whose first piece is left in `line`. */
static inline enum found wrap_take_header(struct view *view, struct wrap *wrap, inq_str *line)
{
    enum found found = wrap_next(view, line);
    for (unsigned i = 0; found == FOUND && wrap_is_frame(*line, i); i++) {
        found = wrap_next(view, line);
    }
    while (found == FOUND && !is_rule(*line)) {
        if (wrap->n_header == WRAP_MAX || !wrap_is_header(*line)) {
            return NOTHING;
        }
        if (wrap->bar.mark == 0) {
            wrap->bar = separator_of(*line);
        }
        wrap->header[wrap->n_header++] = *line;
        found = wrap_next(view, line);
    }
    return found;
}

/** Read the heading of a broken table at the start of `view`. FOUND: it is one, and `wrap` tells
 *  its shape. NOTHING: it is none. CUT: more bytes are needed to tell. */
static inline enum found wrap_read(struct view view, struct wrap *wrap)
{
    inq_str line = {.ptr = NULL, .len = 0};
    *wrap = (struct wrap){.n_header = 0};
    enum found found = wrap_take_header(&view, wrap, &line);
    if (found != FOUND || wrap->n_header == 0 || wrap->bar.mark == 0 || wrap->bar.mark == '\t') {
        return found == CUT ? CUT : NOTHING;
    }
    found = wrap_take_rule(&view, wrap, line);
    if (found == CUT) {
        return CUT;
    }
    while (wrap->n_header > wrap->pieces && trim_bytes(wrap->header[wrap->n_header - 1]).len == 0) {
        wrap->n_header--;
    }
    if (wrap->pieces < 2 || wrap->width < WRAP_NARROWEST || wrap->n_header > wrap->pieces) {
        return NOTHING;
    }
    for (unsigned skip = 0; skip + wrap->n_header <= wrap->pieces; skip++) {
        if (wrap_fits(wrap, skip)) {
            return FOUND;
        }
    }
    return wrap_matches(wrap) ? FOUND : NOTHING;
}

#endif
