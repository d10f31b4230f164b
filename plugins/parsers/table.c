/* SPDX-License-Identifier: MIT */
/* Tables as command lines print them: columns between `|`, box drawing bars or tabs.
 *
 * One call reads one table, from its header to the line that closes it. A vector pass marks the
 * separators and line ends of 64 bytes at a time; cells are trimmed where they lie and handed on
 * in batches, as slices of the host's chunk. A line that begins like a name and has as many cells
 * as the header is a row without further thought; only what differs is judged: rules, comments,
 * log lines, echoed commands, the next header. Nothing is allocated but the titles of a header
 * that is two lines high. */
#include "inquest.h"

#include <stdbool.h>
#include <string.h>

#if defined(__SSE2__) && !defined(INQ_PORTABLE)
#include <emmintrin.h>
#endif

#define MAX_COLUMNS 64u
#define MAX_CELLS 1024u /* of one batch: 64 rows up to 16 columns, fewer rows beyond */
#define MAX_TITLE 64u
#define LOOK_AHEAD ((ptrdiff_t)65536)
#define GAP 4u /* that many blanks inside a title stand for a lost separator */

#define LEAD '\xE2'        /* first byte of the bars and of all box drawing */
#define BLOCK_LIGHT '\x94' /* second byte, U+2500 to U+253F */
#define BLOCK_DOUBLE '\x95'

enum verdict { ROW, SKIP, CLOSE, MORE };

/** How many bytes a separator takes and the first of them; mark 0: there is none. */
struct separator {
    char mark;
    unsigned width;
};

struct table {
    inq_ctx *ctx;
    const inq_host *host;
    const inq_sink *sink;
    const char *base; /* the chunk */
    const char *end;
    const char *line; /* the first line not dealt with */
    uint64_t offset;  /* of base */
    struct separator bar;
    unsigned columns;
    unsigned batch; /* rows that fit into cells */
    unsigned rows;
    uint64_t fingerprint; /* of the header line */
    char head_byte;       /* first byte of the first title */
    bool last;            /* nothing follows this chunk */
    bool outer;           /* rows are framed by separators */
    bool told;            /* the surplus was reported */
    bool gap;             /* the line before was blank */
    uint64_t offsets[INQ_MAX_ROWS];
    inq_str cells[MAX_CELLS];
};

/** A line as split by the fast path; its cells are the next free ones of the table. */
struct row {
    const char *start;
    const char *stop; /* its line end, or the end of the input */
    const char *next;
    inq_str *cells;
    unsigned n;
    unsigned bars;
    bool surplus;
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

static inq_str trim_bytes(inq_str text)
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
static inq_str strip_markup(inq_str text)
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

#if defined(__SSE2__) && !defined(INQ_PORTABLE)

/** A bit for each of 16 bytes that is not blank. */
static inline unsigned filled(const char *at)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    const __m128i blank = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(' ')), bytes);
    return (unsigned)_mm_movemask_epi8(blank) ^ 0xFFFFu;
}

/** The text between two marks without blanks; may read 16 bytes outside on either side. */
static inline inq_str trim(const char *from, const char *to)
{
    while (from < to) {
        const unsigned found = filled(from);
        if (found != 0) {
            from += __builtin_ctz(found);
            break;
        }
        from += 16;
    }
    if (from >= to) {
        return slice(to, to);
    }
    unsigned found = filled(to - 16);
    while (found == 0) {
        to -= 16;
        found = filled(to - 16);
    }
    return slice(from, to - __builtin_clz(found) + 16);
}

static inline uint64_t marks_of_16(const char *at, __m128i bar, __m128i newline)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, bar), _mm_cmpeq_epi8(bytes, newline));
    return (uint64_t)(unsigned)_mm_movemask_epi8(hit);
}

/** A bit for each of 64 bytes that is the mark or a newline. */
static inline uint64_t find_marks(const char *at, char mark)
{
    const __m128i bar = _mm_set1_epi8(mark);
    const __m128i newline = _mm_set1_epi8('\n');
    return marks_of_16(at, bar, newline) | marks_of_16(at + 16, bar, newline) << 16 |
           marks_of_16(at + 32, bar, newline) << 32 | marks_of_16(at + 48, bar, newline) << 48;
}

#else

#define ONES 0x0101010101010101u
#define LOW_BITS 0x7F7F7F7F7F7F7F7Fu

static inline inq_str trim(const char *from, const char *to)
{
    return trim_bytes(slice(from, to));
}

static inline uint64_t load_word(const char *at)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++) {
        word |= (uint64_t)(unsigned char)at[i] << (i * 8);
    }
    return word;
}

/** 0x80 in each byte of the word that equals the byte. */
static inline uint64_t equal_bytes(uint64_t word, char byte)
{
    const uint64_t rest = word ^ (ONES * (unsigned char)byte);
    return ~(((rest & LOW_BITS) + LOW_BITS) | rest | LOW_BITS);
}

static inline uint64_t find_marks(const char *at, char mark)
{
    uint64_t found = 0;
    for (unsigned i = 0; i < 8; i++) {
        const uint64_t word = load_word(at + ((size_t)i * 8));
        const uint64_t hit = equal_bytes(word, mark) | equal_bytes(word, '\n');
        found |= (((hit >> 7) * 0x0102040810204080u) >> 56) << (i * 8);
    }
    return found;
}

#endif

/* ---- separators and plain splitting ------------------------------------------------------- */

/** Whether the light or heavy vertical bar stands at the byte. */
static inline bool is_bar(const char *at, const char *end)
{
    return end - at >= 3 && at[1] == BLOCK_LIGHT && (at[2] == '\x82' || at[2] == '\x83');
}

/** The first separator at or after `from`, or `end`. */
static const char *find_bar(const char *from, const char *end, struct separator bar)
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
static bool has_tabs(inq_str line)
{
    const inq_str text = trim_bytes(line);
    const char *end = text.ptr + text.len;
    const struct separator tab = {.mark = '\t', .width = 1};
    const char *first = find_bar(text.ptr, end, tab);
    return first < end && find_bar(first + 1, end, tab) < end;
}

static unsigned count_bars(inq_str line, struct separator bar)
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
static struct separator separator_of(inq_str line)
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

static void split_line(inq_str line, struct separator bar, struct split *split)
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
static void unframe(struct split *split, struct separator bar)
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

static void split_titles(inq_str line, struct separator bar, struct split *split)
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

static enum stroke stroke_of_byte(char c)
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
static enum stroke stroke_at(const char *at, const char *end, size_t *width)
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

static struct rule read_rule(inq_str line)
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

static bool is_rule(inq_str line)
{
    return read_rule(line).valid;
}

/** A rule that can only belong to a table: not the mark between two YAML documents. */
static bool is_table_rule(inq_str line)
{
    const struct rule rule = read_rule(line);
    return rule.valid && (rule.crossings > 0 || rule.dashes >= 8);
}

static bool is_document_mark(inq_str line)
{
    return starts_with(line, (inq_str){.ptr = "---", .len = 3}) && trim_bytes(line).len == 3;
}

static bool is_comment(inq_str text)
{
    return text.len > 0 && text.ptr[0] == '#';
}

/** Nothing but full stops (three or more) and ellipses. */
static bool is_ellipsis(inq_str text)
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
static bool is_log(inq_str text)
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

static bool has_option(inq_str text)
{
    for (size_t i = 1; i + 1 < text.len; i++) {
        if (text.ptr[i] == '-' && is_blank(text.ptr[i - 1]) &&
            (is_lower(text.ptr[i + 1]) || text.ptr[i + 1] == '-')) {
            return true;
        }
    }
    return false;
}

static bool has_prompt(inq_str text)
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
static bool is_command(inq_str head, bool fits)
{
    const bool quoted = has_byte(head, '"') || has_byte(head, '\'');
    if (fits) {
        return quoted && has_option(head);
    }
    return has_prompt(head) || has_option(head);
}

/* ---- titles ------------------------------------------------------------------------------- */

enum title { TITLE_UPPER, TITLE_SECOND, TITLE_MIXED, TITLE_ANY };

static bool opens_title(char c, enum title kind)
{
    if (is_upper(c)) {
        return true;
    }
    return (kind == TITLE_SECOND && c == '(') || (kind == TITLE_ANY && (is_lower(c) || is_wide(c)));
}

static bool continues_title(char c, enum title kind)
{
    if (is_upper(c) || in_range(c, '0', '9') || (c != 0 && strchr(" ()_-/.#%&", c) != NULL)) {
        return true;
    }
    return (kind == TITLE_MIXED || kind == TITLE_ANY) && (is_lower(c) || is_wide(c));
}

static bool is_title(inq_str cell, enum title kind)
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
static bool are_titles(const inq_str *cells, unsigned n, enum title kind, bool blanks)
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

/** The end of the first part of a title with a gap, or NULL. */
static const char *find_gap(inq_str cell)
{
    size_t blanks = 0;
    for (size_t i = 0; i < cell.len; i++) {
        blanks = is_blank(cell.ptr[i]) ? blanks + 1 : 0;
        if (blanks == GAP) {
            return cell.ptr + i + 1 - GAP;
        }
    }
    return NULL;
}

static bool any_gap(const inq_str *cells, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (find_gap(cells[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/** Divide titles at their gaps until there are `wanted`; returns how many there are then. */
static unsigned divide_titles(inq_str *cells, unsigned n, unsigned wanted)
{
    for (unsigned i = 0; i < n && n < wanted && n < MAX_COLUMNS; i++) {
        const char *gap = find_gap(cells[i]);
        if (gap == NULL) {
            continue;
        }
        const char *end = cells[i].ptr + cells[i].len;
        memmove(&cells[i + 1], &cells[i], (n - i) * sizeof(*cells));
        cells[i].len = (size_t)(gap - cells[i].ptr);
        cells[i + 1] = trim_bytes(slice(gap, end));
        n++;
    }
    return n;
}

static bool has_duplicate(const inq_str *cells, unsigned n)
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
static enum found next_line(struct view *view, inq_str *line)
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

static enum found next_filled(struct view *view, inq_str *line)
{
    for (;;) {
        const enum found found = next_line(view, line);
        if (found != FOUND || trim_bytes(*line).len > 0) {
            return found;
        }
    }
}

/** View at most LOOK_AHEAD bytes, so that hostile blanks are not gathered without end. */
static struct view view_ahead(const char *at, const char *end, bool last)
{
    const bool far = end - at > LOOK_AHEAD;
    return (struct view){.at = at, .end = far ? at + LOOK_AHEAD : end, .last = last || far};
}

/** Whether the line could be the lower half of a header. */
static bool is_lower_half(inq_str line, struct separator bar)
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
static bool read_heading(struct view view, struct heading *heading)
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

/** How many columns the rule or the first row show; false: more bytes are needed. */
static bool count_columns(struct view view, const struct heading *heading, unsigned *columns)
{
    inq_str line = {.ptr = NULL, .len = 0};
    const enum found found = next_filled(&view, &line);
    if (found == CUT) {
        return false;
    }
    *columns = heading->rule.ptr == NULL ? 0 : read_rule(heading->rule).columns;
    if (found == FOUND && !is_rule(line)) {
        struct split row;
        split_titles(line, heading->bar, &row);
        *columns = row.n > *columns ? row.n : *columns;
    }
    return true;
}

/* ---- the window --------------------------------------------------------------------------- */

static inline uint64_t offset_of(const struct table *table, const char *at)
{
    return table->offset + (uint64_t)(at - table->base);
}

/** Push the rows gathered so far. */
static inq_status flush(struct table *table)
{
    const unsigned rows = table->rows;
    table->rows = 0;
    if (rows == 0) {
        return INQ_OK;
    }
    return table->sink->rows(table->ctx, table->cells, table->columns, rows, table->offsets);
}

/** Read on; the chunk then begins with the line that was not dealt with. */
static inq_status refill(struct table *table)
{
    const inq_status status = flush(table);
    if (status != INQ_OK) {
        return status;
    }
    const size_t keep = table->line == NULL ? 0 : (size_t)(table->end - table->line);
    inq_chunk chunk = {.ptr = NULL, .len = 0, .offset = 0};
    const inq_status got = table->host->read(table->ctx, keep, &chunk);
    if (got != INQ_OK) {
        return got;
    }
    table->base = chunk.ptr;
    table->line = chunk.ptr;
    table->end = chunk.ptr + chunk.len;
    table->offset = chunk.offset;
    table->last = chunk.len <= keep;
    return INQ_OK;
}

/* ---- the header --------------------------------------------------------------------------- */

/** The line without blanks, as a number, to know a header again however it is padded. */
static uint64_t fingerprint(inq_str line)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < line.len; i++) {
        if (!is_blank(line.ptr[i])) {
            hash = (hash ^ (unsigned char)line.ptr[i]) * 1099511628211u;
        }
    }
    return hash;
}

static inq_str join(char *room, inq_str upper, inq_str lower)
{
    const size_t gap = upper.len > 0 && lower.len > 0;
    if (upper.len > 0) {
        memcpy(room, upper.ptr, upper.len);
    }
    room[upper.len] = ' ';
    if (lower.len > 0) {
        memcpy(room + upper.len + gap, lower.ptr, lower.len);
    }
    return (inq_str){.ptr = room, .len = upper.len + gap + lower.len};
}

/** Add the titles of the lower half to those of the upper half. */
static inq_status join_titles(struct table *table, const struct heading *heading,
                              struct split *titles)
{
    if (heading->second.ptr == NULL) {
        return INQ_OK;
    }
    struct split lower;
    split_line(heading->second, heading->bar, &lower);
    const unsigned skip = titles->outer && lower.n > 1 && lower.cells[0].len == 0;
    const size_t room = heading->first.len + heading->second.len + MAX_COLUMNS + 1;
    char *text = table->host->alloc(table->ctx, room, 1);
    if (text == NULL) {
        return INQ_ENOMEM;
    }
    for (unsigned i = 0; i < titles->n && i + skip < lower.n; i++) {
        titles->cells[i] = join(text, titles->cells[i], lower.cells[i + skip]);
        text += titles->cells[i].len;
    }
    return INQ_OK;
}

/** Take over what rows are measured by. */
static void set_shape(struct table *table, const struct heading *heading,
                      const struct split *titles)
{
    const unsigned batch = MAX_CELLS / titles->n;
    table->bar = heading->bar;
    table->columns = titles->n;
    table->batch = batch < INQ_MAX_ROWS ? batch : INQ_MAX_ROWS;
    table->outer = titles->outer;
    table->head_byte = titles->cells[0].len > 0 ? titles->cells[0].ptr[0] : 0;
    table->fingerprint = fingerprint(heading->first);
}

static void report_surplus(struct table *table, uint64_t offset)
{
    if (!table->told) {
        table->told = true;
        table->host->diag(table->ctx, 211, offset, "the table has %u columns", table->columns);
    }
}

static inq_status push_header(struct table *table, const struct heading *heading,
                              struct split *titles)
{
    const uint64_t offset = offset_of(table, heading->first.ptr);
    const inq_status status = join_titles(table, heading, titles);
    if (status != INQ_OK) {
        return status;
    }
    set_shape(table, heading, titles);
    table->line = heading->body;
    if (titles->surplus) {
        report_surplus(table, offset);
    }
    if (has_duplicate(titles->cells, titles->n)) {
        table->host->diag(table->ctx, 212, offset, "a title stands twice in the header");
    }
    return table->sink->header(table->ctx, titles->cells, titles->n, offset);
}

static struct view rest_of(const struct table *table, const char *at)
{
    return view_ahead(at, table->end, table->last);
}

/** Push the header that begins with `line`; `*more` when more bytes are needed first. */
static inq_status take_header(struct table *table, inq_str line, const char *next, bool *more)
{
    struct heading heading = {.first = line, .bar = separator_of(line)};
    struct split titles;
    split_titles(line, heading.bar, &titles);
    *more = heading.bar.mark != '\t' && !read_heading(rest_of(table, next), &heading);
    if (*more) {
        return INQ_OK;
    }
    if (heading.bar.mark == '\t') {
        heading.body = next;
    }
    if (heading.second.ptr == NULL && any_gap(titles.cells, titles.n)) {
        unsigned columns = 0;
        *more = !count_columns(rest_of(table, heading.body), &heading, &columns);
        titles.n = divide_titles(titles.cells, titles.n, columns);
    }
    return *more ? INQ_OK : push_header(table, &heading, &titles);
}

/** Whether a table may begin with the line. */
static bool is_header(inq_str line)
{
    const struct separator bar = separator_of(line);
    if (bar.mark == 0 || is_rule(line)) {
        return false;
    }
    const inq_str text = trim_bytes(line);
    const char *head_end = find_bar(text.ptr, text.ptr + text.len, bar);
    return !is_comment(text) && !is_log(text) && !is_command(slice(text.ptr, head_end), false);
}

/** Find the header, passing over what stands in front; without one all is consumed. */
static inq_status begin(struct table *table)
{
    for (;;) {
        struct view view = {.at = table->line, .end = table->end, .last = table->last};
        inq_str line = {.ptr = NULL, .len = 0};
        const enum found found = next_line(&view, &line);
        if (found == NOTHING) {
            return INQ_OK;
        }
        bool more = found == CUT;
        inq_status status = INQ_OK;
        if (!more && is_header(line)) {
            status = take_header(table, line, view.at, &more);
            if (status != INQ_OK || table->columns > 0) {
                return status;
            }
        } else if (!more) {
            table->line = view.at;
        }
        status = more ? refill(table) : INQ_OK;
        if (status != INQ_OK) {
            return status;
        }
    }
}

/* ---- rows --------------------------------------------------------------------------------- */

/** Marks of one block of 64 bytes, those not yet taken. */
struct scan {
    const char *block;
    const char *end;
    uint64_t marks;
    char mark;
};

static inline uint64_t marks_in_block(const struct scan *scan)
{
    const uint64_t found = find_marks(scan->block, scan->mark);
    const ptrdiff_t left = scan->end - scan->block;
    return left >= 64 ? found : found & ((UINT64_C(1) << left) - 1);
}

static inline struct scan start_scan(const char *at, const char *end, char mark)
{
    struct scan scan = {.block = at, .end = end, .mark = mark, .marks = 0};
    scan.marks = at < end ? marks_in_block(&scan) : 0;
    return scan;
}

/** The next mark, or NULL at the end of the chunk. */
static inline const char *next_mark(struct scan *scan)
{
    while (scan->marks == 0) {
        if (scan->end - scan->block <= 64) {
            return NULL;
        }
        scan->block += 64;
        scan->marks = marks_in_block(scan);
    }
    const char *at = scan->block + __builtin_ctzll(scan->marks);
    scan->marks &= scan->marks - 1;
    return at;
}

static inline void add_cell(const struct table *table, struct row *row, inq_str cell)
{
    if (row->n < table->columns) {
        row->cells[row->n++] = bare(cell);
    } else {
        row->surplus |= cell.len > 0;
    }
}

/** Split the line at table->line. False: its end is not in the chunk. */
static inline bool split_row(const struct table *table, struct scan *scan, struct row *row)
{
    const char *from = row->start;
    for (;;) {
        const char *at = next_mark(scan);
        if (at == NULL && !table->last) {
            return false;
        }
        if (at == NULL || *at == '\n') {
            row->stop = at == NULL ? table->end : at;
            row->next = at == NULL ? table->end : at + 1;
            add_cell(table, row, trim(from, row->stop));
            return true;
        }
        if (table->bar.width > 1 && !is_bar(at, table->end)) {
            continue;
        }
        add_cell(table, row, trim(from, at));
        if (table->outer && row->bars == 0 && row->cells[0].len == 0) {
            row->n = 0;
        }
        row->bars++;
        from = at + table->bar.width;
    }
}

/** A row beyond doubt: as many cells as the header, and the first begins like a name. */
static inline bool is_plain(const struct table *table, const struct row *row)
{
    if (row->n != table->columns || row->bars == 0 || row->surplus || row->cells[0].len == 0) {
        return false;
    }
    const char c = row->cells[0].ptr[0];
    return (is_lower(c) || in_range(c, '0', '9')) && c != table->head_byte && row->n != 4;
}

/** A line without separators: what keeps a table open, and what ends it. */
static enum verdict judge_bare(const struct table *table, inq_str line, inq_str text)
{
    if (table->bar.mark == '\t' || is_document_mark(line)) {
        return CLOSE;
    }
    return text.len == 0 || is_comment(text) || is_ellipsis(text) || is_rule(line) ? SKIP : CLOSE;
}

/** Whether the titles in the row are those of another table: in capitals, or set off by a blank
 *  line, and a rule below. */
static enum verdict judge_titles(const struct table *table, const struct row *row, inq_str line)
{
    struct split split;
    split_titles(line, table->bar, &split);
    const enum title kind = table->gap ? TITLE_MIXED : TITLE_UPPER;
    if (table->bar.mark == '\t' || !are_titles(split.cells, split.n, kind, false)) {
        return ROW;
    }
    struct heading heading = {.first = line, .bar = table->bar};
    if (!read_heading(rest_of(table, row->next), &heading)) {
        return MORE;
    }
    return heading.rule.ptr != NULL ? CLOSE : ROW;
}

/** What a line is that is not beyond doubt. */
static enum verdict judge(const struct table *table, const struct row *row)
{
    const inq_str line = slice(row->start, row->stop);
    const inq_str text = trim_bytes(line);
    if (row->bars == 0 || text.len == 0) {
        return judge_bare(table, line, text);
    }
    if (is_comment(text) || is_rule(line)) {
        return SKIP;
    }
    const char *head_end = find_bar(text.ptr, row->stop, table->bar);
    const bool fits = row->n == table->columns && !row->surplus;
    if (is_log(text) || is_command(slice(text.ptr, head_end), fits)) {
        return CLOSE;
    }
    const char first = row->cells[0].len > 0 ? row->cells[0].ptr[0] : 0;
    if (first == table->head_byte && fingerprint(line) == table->fingerprint) {
        return CLOSE;
    }
    return is_upper(first) ? judge_titles(table, row, line) : ROW;
}

static inline void keep_row(struct table *table, const struct row *row)
{
    for (unsigned i = row->n; i < table->columns; i++) {
        row->cells[i] = (inq_str){.ptr = NULL, .len = 0};
    }
    table->offsets[table->rows++] = offset_of(table, row->start);
    table->gap = false;
    if (row->surplus) {
        report_surplus(table, offset_of(table, row->start));
    }
}

/** Read the rows of the chunk. `*verdict` is MORE where it ended, CLOSE where the table did. */
static inq_status read_rows(struct table *table, enum verdict *verdict)
{
    struct scan scan = start_scan(table->line, table->end, table->bar.mark);
    while (table->line < table->end) {
        inq_str *cells = table->cells + ((size_t)table->rows * table->columns);
        struct row row = {.start = table->line, .cells = cells};
        if (!split_row(table, &scan, &row)) {
            break;
        }
        *verdict = is_plain(table, &row) ? ROW : judge(table, &row);
        if (*verdict >= CLOSE) {
            return INQ_OK;
        }
        if (*verdict == ROW) {
            keep_row(table, &row);
        } else {
            table->gap = trim_bytes(slice(row.start, row.stop)).len == 0;
        }
        table->line = row.next;
        const inq_status status = table->rows == table->batch ? flush(table) : INQ_OK;
        if (status != INQ_OK) {
            return status;
        }
    }
    *verdict = table->last ? CLOSE : MORE;
    return INQ_OK;
}

static inq_status read_body(struct table *table)
{
    for (;;) {
        enum verdict verdict = MORE;
        inq_status status = read_rows(table, &verdict);
        if (status == INQ_OK && verdict == CLOSE) {
            return flush(table);
        }
        status = status == INQ_OK ? refill(table) : status;
        if (status != INQ_OK) {
            return status;
        }
    }
}

/* ---- the plugin --------------------------------------------------------------------------- */

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    struct table table;
    memset(&table, 0, offsetof(struct table, offsets));
    table.ctx = ctx;
    table.host = host;
    table.sink = sink;
    table.offset = in->offset;
    inq_status status = refill(&table);
    status = status == INQ_OK ? begin(&table) : status;
    if (status == INQ_OK && table.columns > 0) {
        status = read_body(&table);
    }
    *consumed = offset_of(&table, table.line) - in->offset;
    return status;
}

/** Pass over a rule above the header, as framed tables have. */
static enum found first_line(struct view *view, inq_str *line)
{
    const enum found found = next_filled(view, line);
    return found == FOUND && is_table_rule(*line) ? next_filled(view, line) : found;
}

/** How sure it is that tab-separated titles begin a table: the next line must have tabs too. */
static int probe_tabs(struct view view, const struct split *titles)
{
    inq_str line = {.ptr = NULL, .len = 0};
    if (titles->n < 3 || !are_titles(titles->cells, titles->n, TITLE_MIXED, false)) {
        return 0;
    }
    const enum found found = next_line(&view, &line);
    return found != FOUND || has_byte(line, '\t') || trim_bytes(line).len == 0 ? 75 : 0;
}

static int probe_bars(struct view view, struct heading *heading, const struct split *titles)
{
    const bool enough = titles->n > 1 || titles->outer;
    if (!enough || !are_titles(titles->cells, titles->n, TITLE_ANY, true)) {
        return 0;
    }
    (void)read_heading(view, heading);
    if (heading->rule.ptr != NULL) {
        return 95;
    }
    const bool known = titles->n > 2 && are_titles(titles->cells, titles->n, TITLE_UPPER, false);
    return known ? 80 : 0;
}

static int probe(inq_str head, inq_str hint)
{
    (void)hint;
    struct view view = {.at = head.ptr, .end = head.ptr + head.len, .last = true};
    inq_str line = {.ptr = NULL, .len = 0};
    if (head.len == 0 || first_line(&view, &line) != FOUND || !is_header(line)) {
        return 0;
    }
    struct heading heading = {.first = line, .bar = separator_of(line)};
    struct split titles;
    split_titles(line, heading.bar, &titles);
    return heading.bar.mark == '\t' ? probe_tabs(view, &titles)
                                    : probe_bars(view, &heading, &titles);
}

static const inq_parser parser = {
    .size = (uint32_t)sizeof(inq_parser),
    .flags = INQ_PARSER_SELF_ENDING,
    .format = "table",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "table", .version = "1.0", .license = "MIT",
           .summary = "tables with columns between pipes, box drawing or tabs", .parser = &parser);
