/* SPDX-License-Identifier: MIT */
/*
 * table_text.h: what lines of printed tables are made of: separators, titles, rules, and the lines
 * between them that are none of a table. Pure functions over slices, callable from any thread.
 */
#ifndef INQ_LIB_TABLE_TEXT_H
#define INQ_LIB_TABLE_TEXT_H

#include "inquest.h"

#include <stdbool.h>
#include <string.h>

#define MAX_COLUMNS 64u
#define MAX_TITLE 64u
#define LOOK_AHEAD ((ptrdiff_t)65536)

#define LEAD '\xE2'        /* first byte of the bars and of all box drawing */
#define BLOCK_LIGHT '\x94' /* second byte, U+2500 to U+253F */
#define BLOCK_DOUBLE '\x95'

/** How many bytes a separator takes and the first of them; mark 0: there is none. */
struct separator {
    char mark;
    unsigned width;
};

/* ---- bytes -------------------------------------------------------------------------------- */

static inline bool is_blank(char c)
{
    return (unsigned char)c <= ' ';
}

static inline bool in_range(char c, char low, char high)
{
    return c >= low && c <= high;
}

static inline bool is_upper(char c)
{
    return in_range(c, 'A', 'Z');
}

static inline bool is_lower(char c)
{
    return in_range(c, 'a', 'z');
}

static inline bool is_wide(char c)
{
    return (unsigned char)c >= 0x80;
}

static inline bool has_byte(inq_str text, char c)
{
    return text.len > 0 && memchr(text.ptr, c, text.len) != NULL;
}

static inline bool starts_with(inq_str text, inq_str start)
{
    return text.len >= start.len && memcmp(text.ptr, start.ptr, start.len) == 0;
}

/** The text between two places. */
static inline inq_str slice(const char *from, const char *to)
{
    return (inq_str){.ptr = from, .len = (size_t)(to - from)};
}

/* ---- trimming ----------------------------------------------------------------------------- */

static inline bool is_markup(char c)
{
    return c == '*' || c == '`';
}

/** How many bytes of Markdown stand at the end `at` of the text; `next` is their neighbour. */
static inline size_t markup_width(inq_str text, size_t at, size_t next)
{
    if (text.len > 0 && text.ptr[at] == '`') {
        return 1;
    }
    return text.len > 1 && text.ptr[at] == '*' && text.ptr[next] == '*' ? 2 : 0;
}

static inline inq_str trim_bytes(inq_str text)
{
    while (text.len > 0 && is_blank(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && is_blank(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

/** Bold and back-quotes at both ends, and the blanks they hid; a single star stays. */
static inline inq_str strip_markup(inq_str text)
{
    for (;;) {
        const size_t head = markup_width(text, 0, 1);
        text.ptr += head;
        text.len -= head;
        const size_t tail = text.len > 0 ? markup_width(text, text.len - 1, text.len - 2) : 0;
        text.len -= tail;
        if (head + tail == 0) {
            return text;
        }
        text = trim_bytes(text);
    }
}

static inline inq_str bare(inq_str text)
{
    if (text.len > 0 && (is_markup(text.ptr[0]) || is_markup(text.ptr[text.len - 1]))) {
        return strip_markup(text);
    }
    return text;
}

/* ---- separators and plain splitting ------------------------------------------------------- */

/** Whether the light or heavy vertical bar stands at the byte. */
static inline bool is_bar(const char *at, const char *end)
{
    return end - at >= 3 && at[1] == BLOCK_LIGHT && (at[2] == '\x82' || at[2] == '\x83');
}

/** The first separator at or after `from`, or `end`. */
static inline const char *find_bar(const char *from, const char *end, struct separator bar)
{
    while (from < end) {
        const char *at = memchr(from, bar.mark, (size_t)(end - from));
        if (at == NULL) {
            return end;
        }
        if (bar.width == 1 || is_bar(at, end)) {
            return at;
        }
        from = at + 1;
    }
    return end;
}

/** Whether a line is split by tabs: two of them with something in front. */
static inline bool has_tabs(inq_str line)
{
    const inq_str text = trim_bytes(line);
    const char *end = text.ptr + text.len;
    const struct separator tab = {.mark = '\t', .width = 1};
    const char *first = find_bar(text.ptr, end, tab);
    return first < end && find_bar(first + 1, end, tab) < end;
}

static inline unsigned count_bars(inq_str line, struct separator bar)
{
    const char *end = line.ptr + line.len;
    unsigned bars = 0;
    for (const char *at = find_bar(line.ptr, end, bar); at < end; bars++) {
        at = find_bar(at + bar.width, end, bar);
    }
    return bars;
}

/** What separates the columns of a table with this header: where both bars occur, the one that
 *  occurs more often. */
static inline struct separator separator_of(inq_str line)
{
    static const struct separator pipe = {.mark = '|', .width = 1};
    static const struct separator box = {.mark = LEAD, .width = 3};
    static const struct separator tab = {.mark = '\t', .width = 1};
    static const struct separator none = {.mark = 0, .width = 0};
    const unsigned pipes = count_bars(line, pipe);
    const unsigned boxes = count_bars(line, box);
    if (pipes + boxes > 0) {
        return pipes > boxes ? pipe : box;
    }
    return has_tabs(line) ? tab : none;
}

/** A line split byte by byte, for headers and what resembles them. */
struct split {
    unsigned n;
    bool outer;   /* a separator stood in front */
    bool surplus; /* there were more cells than fit */
    inq_str cells[MAX_COLUMNS + 2];
};

static inline void split_line(inq_str line, struct separator bar, struct split *split)
{
    *split = (struct split){.n = 0, .outer = false, .surplus = false};
    const char *end = line.ptr + line.len;
    for (const char *from = line.ptr;;) {
        const char *at = find_bar(from, end, bar);
        if (split->n < MAX_COLUMNS + 2) {
            split->cells[split->n++] = bare(trim_bytes(slice(from, at)));
        } else {
            split->surplus = true;
        }
        if (at == end) {
            return;
        }
        from = at + bar.width;
    }
}

/** Leave out the blanks outside of framing separators. */
static inline void unframe(struct split *split, struct separator bar)
{
    split->outer = bar.mark != '\t' && split->n > 1 && split->cells[0].len == 0;
    if (split->outer) {
        split->n--;
        memmove(split->cells, split->cells + 1, split->n * sizeof(split->cells[0]));
    }
    if (split->n > 1 && split->cells[split->n - 1].len == 0) {
        split->n--;
    }
    if (split->n > MAX_COLUMNS) {
        split->n = MAX_COLUMNS;
        split->surplus = true;
    }
}

static inline void split_titles(inq_str line, struct separator bar, struct split *split)
{
    split_line(line, bar, split);
    unframe(split, bar);
    if (bar.width > 1 && split->cells[0].len > 0 && split->cells[0].ptr[0] == '|') {
        const inq_str title = split->cells[0]; /* a stray frame of the other kind */
        split->cells[0] = trim_bytes(slice(title.ptr + 1, title.ptr + title.len));
    }
}

/* ---- what a line is ----------------------------------------------------------------------- */

/** A line made of dashes and crossings only. */
struct rule {
    size_t dashes;
    unsigned crossings;
    unsigned columns; /* stretches between crossings that hold a dash */
    bool valid;
};

enum stroke { NO_STROKE, DASH, CROSSING, FILLER };

static inline enum stroke stroke_of_byte(char c)
{
    static const char of[] = "-=|+:";
    static const enum stroke strokes[] = {DASH, DASH, CROSSING, CROSSING, FILLER};
    const char *at = c == 0 ? NULL : strchr(of, c);
    if (at != NULL) {
        return strokes[at - of];
    }
    return is_blank(c) ? FILLER : NO_STROKE;
}

/** The stroke at `at` and how many bytes it takes. */
static inline enum stroke stroke_at(const char *at, const char *end, size_t *width)
{
    *width = 1;
    if (*at != LEAD) {
        return stroke_of_byte(*at);
    }
    if (end - at < 3 || (at[1] != BLOCK_LIGHT && at[1] != BLOCK_DOUBLE)) {
        return NO_STROKE;
    }
    *width = 3;
    const bool light = at[1] == BLOCK_LIGHT && (at[2] == '\x80' || at[2] == '\x81');
    const bool twofold = at[1] == BLOCK_DOUBLE && at[2] == '\x90';
    return light || twofold ? DASH : CROSSING;
}

static inline struct rule read_rule(inq_str line)
{
    struct rule rule = {.dashes = 0, .crossings = 0, .columns = 0, .valid = false};
    const char *end = line.ptr + line.len;
    bool fresh = true;
    size_t width = 1;
    for (const char *at = line.ptr; at < end; at += width) {
        const enum stroke stroke = stroke_at(at, end, &width);
        if (stroke == NO_STROKE) {
            return rule;
        }
        rule.crossings += stroke == CROSSING;
        rule.dashes += stroke == DASH;
        rule.columns += stroke == DASH && fresh;
        fresh = stroke == CROSSING || (fresh && stroke == FILLER);
    }
    rule.valid = rule.dashes >= 3;
    return rule;
}

static inline bool is_rule(inq_str line)
{
    return read_rule(line).valid;
}

/** A rule that can only belong to a table: not the mark between two YAML documents. */
static inline bool is_table_rule(inq_str line)
{
    const struct rule rule = read_rule(line);
    return rule.valid && (rule.crossings > 0 || rule.dashes >= 8);
}

static inline bool is_document_mark(inq_str line)
{
    return starts_with(line, (inq_str){.ptr = "---", .len = 3}) && trim_bytes(line).len == 3;
}

static inline bool is_comment(inq_str text)
{
    return text.len > 0 && text.ptr[0] == '#';
}

/** Nothing but full stops (three or more) and ellipses. */
static inline bool is_ellipsis(inq_str text)
{
    size_t stops = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (starts_with(slice(text.ptr + i, text.ptr + text.len),
                        (inq_str){.ptr = "\xE2\x80\xA6", .len = 3})) {
            stops += 3;
            i += 2;
        } else if (text.ptr[i] == '.') {
            stops++;
        } else if (!is_blank(text.ptr[i])) {
            return false;
        }
    }
    return stops >= 3;
}

/** `LEVEL[0000] …`, perhaps with bold in front or its first letter lost. */
static inline bool is_log(inq_str text)
{
    size_t at = 0;
    while (at < text.len && text.ptr[at] == '*') {
        at++;
    }
    const size_t word = at;
    while (at < text.len && is_upper(text.ptr[at])) {
        at++;
    }
    return at - word >= 3 && at < text.len && text.ptr[at] == '[';
}

static inline bool has_option(inq_str text)
{
    for (size_t i = 1; i + 1 < text.len; i++) {
        if (text.ptr[i] == '-' && is_blank(text.ptr[i - 1]) &&
            (is_lower(text.ptr[i + 1]) || text.ptr[i + 1] == '-')) {
            return true;
        }
    }
    return false;
}

static inline bool has_prompt(inq_str text)
{
    static const inq_str prompts[] = {
        {.ptr = "$ ", .len = 2},           {.ptr = "% ", .len = 2},
        {.ptr = "~ ", .len = 2},           {.ptr = "> ", .len = 2},
        {.ptr = "\xE2\x9E\x9C", .len = 3}, {.ptr = "\xE2\x9C\x97", .len = 3},
        {.ptr = "\xE2\x9D\xAF", .len = 3},
    };
    for (size_t i = 0; i < sizeof(prompts) / sizeof(prompts[0]); i++) {
        if (starts_with(text, prompts[i])) {
            return true;
        }
    }
    return false;
}

/** Whether a line with separators is an echoed command; `head` is its text up to the first
 *  separator. Where the number of cells fits, only an option with an open quote tells. */
static inline bool is_command(inq_str head, bool fits)
{
    const bool quoted = has_byte(head, '"') || has_byte(head, '\'');
    if (fits) {
        return quoted && has_option(head);
    }
    return has_prompt(head) || has_option(head);
}

/** The line without blanks, as a number, to know a header again however it is padded. */
static inline uint64_t fingerprint(inq_str line)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < line.len; i++) {
        if (!is_blank(line.ptr[i])) {
            hash = (hash ^ (unsigned char)line.ptr[i]) * 1099511628211u;
        }
    }
    return hash;
}

/* ---- titles ------------------------------------------------------------------------------- */

enum title { TITLE_UPPER, TITLE_SECOND, TITLE_MIXED, TITLE_ANY };

static inline bool opens_title(char c, enum title kind)
{
    if (is_upper(c)) {
        return true;
    }
    return (kind == TITLE_SECOND && c == '(') || (kind == TITLE_ANY && (is_lower(c) || is_wide(c)));
}

static inline bool continues_title(char c, enum title kind)
{
    if (is_upper(c) || in_range(c, '0', '9') || (c != 0 && strchr(" ()_-/.#%&", c) != NULL)) {
        return true;
    }
    return (kind == TITLE_MIXED || kind == TITLE_ANY) && (is_lower(c) || is_wide(c));
}

static inline bool is_title(inq_str cell, enum title kind)
{
    if (cell.len == 0 || cell.len > MAX_TITLE || !opens_title(cell.ptr[0], kind)) {
        return false;
    }
    for (size_t i = 1; i < cell.len; i++) {
        if (!continues_title(cell.ptr[i], kind)) {
            return false;
        }
    }
    return true;
}

/** Whether every cell is a title; blank ones pass where `blanks`, but not all of them. */
static inline bool are_titles(const inq_str *cells, unsigned n, enum title kind, bool blanks)
{
    unsigned titles = 0;
    for (unsigned i = 0; i < n; i++) {
        if (is_title(cells[i], kind)) {
            titles++;
        } else if (!blanks || cells[i].len > 0) {
            return false;
        }
    }
    return titles > 0;
}

static inline bool has_duplicate(const inq_str *cells, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        for (unsigned k = 0; cells[i].len > 0 && k < i; k++) {
            if (cells[k].len == cells[i].len && starts_with(cells[k], cells[i])) {
                return true;
            }
        }
    }
    return false;
}

/* ---- looking ahead ------------------------------------------------------------------------ */

/** What may be looked at: bytes up to `end`, after which nothing comes if `last`. */
struct view {
    const char *at;
    const char *end;
    bool last;
};

/** A header and what follows it; absent lines have ptr NULL. */
struct heading {
    inq_str first;
    inq_str second;
    inq_str rule;
    struct separator bar;
    const char *body;
};

enum found { FOUND, NOTHING, CUT };

/** Take the next line. CUT: its end is not in view, and more would come. */
static inline enum found next_line(struct view *view, inq_str *line)
{
    if (view->at == view->end) {
        return view->last ? NOTHING : CUT;
    }
    const char *stop = memchr(view->at, '\n', (size_t)(view->end - view->at));
    if (stop == NULL && !view->last) {
        return CUT;
    }
    *line = slice(view->at, stop == NULL ? view->end : stop);
    view->at = stop == NULL ? view->end : stop + 1;
    return FOUND;
}

static inline enum found next_filled(struct view *view, inq_str *line)
{
    for (;;) {
        const enum found found = next_line(view, line);
        if (found != FOUND || trim_bytes(*line).len > 0) {
            return found;
        }
    }
}

/** View at most LOOK_AHEAD bytes, so that hostile blanks are not gathered without end. */
static inline struct view view_ahead(const char *at, const char *end, bool last)
{
    const bool far = end - at > LOOK_AHEAD;
    return (struct view){.at = at, .end = far ? at + LOOK_AHEAD : end, .last = last || far};
}

/** Whether the line could be the lower half of a header. */
static inline bool is_lower_half(inq_str line, struct separator bar)
{
    if (find_bar(line.ptr, line.ptr + line.len, bar) == line.ptr + line.len) {
        return false;
    }
    struct split split;
    split_line(line, bar, &split);
    return are_titles(split.cells, split.n, TITLE_SECOND, true);
}

/** Read what follows the header line in `heading`; `view` begins behind it. False: more bytes
 *  are needed to tell. */
static inline bool read_heading(struct view view, struct heading *heading)
{
    heading->body = view.at;
    inq_str line = {.ptr = NULL, .len = 0};
    enum found found = next_filled(&view, &line);
    inq_str second = {.ptr = NULL, .len = 0};
    if (found == FOUND && !is_rule(line) && is_lower_half(line, heading->bar)) {
        second = line;
        found = next_filled(&view, &line);
    }
    if (found == CUT) {
        return false;
    }
    if (found == FOUND && is_table_rule(line)) {
        heading->second = second;
        heading->rule = line;
        heading->body = view.at;
    }
    return true;
}

#endif
