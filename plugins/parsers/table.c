/* SPDX-License-Identifier: MIT */
/* Tables as command lines print them: columns between `|`, box drawing bars or tabs.
 *
 * One call reads one table, from its header to the line that closes it. A vector pass marks the
 * separators and line ends of 64 bytes at a time; cells are trimmed where they lie and handed on
 * in batches, as slices of the host's chunk. A line that begins like a name and has as many cells
 * as the header is a row without further thought; only what differs is judged: rules, comments,
 * log lines, echoed commands, the next header. Nothing is allocated but the titles of a header
 * that is two lines high. */
#include "plugins/lib/table_wrap.h"

#if defined(__SSE2__) && !defined(INQ_PORTABLE)
#include <emmintrin.h>
#endif

#define MAX_CELLS 1024u /* of one batch: 64 rows up to 16 columns, fewer rows beyond */
#define GAP 4u          /* that many blanks inside a title stand for a lost separator */

enum verdict { ROW, SKIP, CLOSE, MORE };

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

/* ---- vectors ------------------------------------------------------------------------------ */

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

/* ---- titles ------------------------------------------------------------------------------- */

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
    struct wrap wrap;
    const enum found broken = wrap_read(rest_of(table, row->start), &wrap);
    if (broken != NOTHING) {
        return broken == FOUND ? CLOSE : MORE;
    }
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
