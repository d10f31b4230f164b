/* SPDX-License-Identifier: MIT */
/* Tables that a narrow terminal broke: each line was cut at one column, and the rest stands on the
 * next lines, in the middle of a word if need be. Their heading tells how many separators each
 * piece of a row must have, so pieces find together even where blanks at their ends were lost and
 * where some rows were short enough to stay whole. A cell in one piece is a slice of the chunk; a
 * cell that was cut is joined, and stays located where its first byte stands. */
#include "inquest.h"
#include "plugins/lib/table_wrap.h"

#define MAX_ROW 65536u /* bytes of a joined row */
#define MAX_TITLES (MAX_COLUMNS + 2)

struct cell {
    inq_str text; /* in the chunk or in `room` */
    uint64_t offset;
    bool cut; /* something may follow without a blank */
};

/** A row, or a header, as far as its pieces were taken. */
struct joined {
    const char *start;
    uint64_t offset;
    unsigned pieces;
    unsigned bars;
    unsigned n;
    size_t bytes;
    size_t width; /* of the last piece */
    bool surplus;
    struct cell cells[MAX_TITLES];
};

struct broken {
    inq_ctx *ctx;
    const inq_host *host;
    const inq_sink *sink;
    const char *base; /* the chunk */
    const char *end;
    const char *line; /* the first line not dealt with */
    uint64_t offset;  /* of base */
    bool last;        /* nothing follows this chunk */
    bool ruled;       /* the last line was a full piece of a rule */
    bool told;        /* the surplus was reported */
    bool framed;      /* rows begin with a separator */
    bool closed;      /* rows end with a separator */
    unsigned columns;
    char *room; /* MAX_ROW bytes for cells that were cut */
    size_t used;
    struct wrap wrap;
    struct joined row;
};

/* ---- joining ------------------------------------------------------------------------------ */

static uint64_t offset_of(const struct broken *b, const char *at)
{
    return b->offset + (uint64_t)(at - b->base);
}

static struct view rest_of(const struct broken *b, const char *at)
{
    return view_ahead(at, b->end, b->last);
}

/** Copy a text to the end of the room; what is there already stays where it is. */
static inq_str put(struct broken *b, inq_str text)
{
    char *to = b->room + b->used;
    if (text.len > 0 && text.ptr + text.len == to) {
        return text;
    }
    if (text.len > 0) {
        memcpy(to, text.ptr, text.len);
    }
    b->used += text.len;
    return (inq_str){.ptr = to, .len = text.len};
}

/** Go on with a cell that was cut. */
static void extend(struct broken *b, struct cell *cell, inq_str part)
{
    const inq_str text = trim_bytes(part);
    const bool apart = !cell->cut || (part.len > 0 && is_blank(part.ptr[0]));
    if (text.len > 0 && cell->text.len == 0) {
        cell->text = text;
        cell->offset = offset_of(b, text.ptr);
    } else if (text.len > 0) {
        inq_str whole = put(b, cell->text);
        if (apart) {
            put(b, (inq_str){.ptr = " ", .len = 1});
        }
        put(b, text);
        whole.len += apart + text.len;
        cell->text = whole;
    }
    cell->cut = text.len > 0 ? !is_blank(part.ptr[part.len - 1]) : cell->cut && part.len == 0;
}

static void add_cell(struct broken *b, struct joined *row, inq_str part)
{
    if (row->n == MAX_TITLES) {
        row->surplus = true;
        return;
    }
    struct cell *cell = &row->cells[row->n++];
    *cell = (struct cell){.text = {.ptr = part.ptr, .len = 0}, .offset = offset_of(b, part.ptr)};
    extend(b, cell, part);
}

static void begin_row(struct broken *b, const char *start)
{
    b->row = (struct joined){.start = start, .offset = offset_of(b, start)};
    b->used = 0;
}

static void add_piece(struct broken *b, inq_str line)
{
    struct joined *row = &b->row;
    const char *end = line.ptr + line.len;
    const char *at = find_bar(line.ptr, end, b->wrap.bar);
    if (row->n == 0) {
        add_cell(b, row, slice(line.ptr, at));
    } else {
        struct cell *cell = &row->cells[row->n - 1];
        cell->cut = cell->cut && wrap_is_full(&b->wrap, row->width, line);
        extend(b, cell, slice(line.ptr, at));
    }
    while (at < end) {
        const char *from = at + b->wrap.bar.width;
        at = find_bar(from, end, b->wrap.bar);
        add_cell(b, row, slice(from, at));
        row->bars++;
    }
    row->width = wrap_width(line);
    row->bytes += line.len + 1;
    row->pieces++;
}

/* ---- what a line is ----------------------------------------------------------------------- */

/** Whether a line without separators goes on with a row that has all of its own. Rows that the
 *  terminal padded have as many pieces as the rule; longer ones go on while lines are full. */
static bool continues_last(const struct broken *b, inq_str line)
{
    const struct joined *row = &b->row;
    const inq_str text = trim_bytes(line);
    const bool full = wrap_is_full(&b->wrap, row->width, line);
    if (b->closed || is_comment(text) || is_command(text, false)) {
        return false;
    }
    if (row->pieces >= b->wrap.pieces) {
        return full && b->wrap.bars_in[0] > 0 && text.len > 0;
    }
    const bool near = row->width + 1 >= b->wrap.width; /* a blank may have been lost there */
    return full || near || row->cells[row->n - 1].text.len == 0;
}

/** Whether the line goes on with the row: it has just the separators that its piece must have. */
static bool continues(const struct broken *b, inq_str line)
{
    const struct joined *row = &b->row;
    const struct wrap *wrap = &b->wrap;
    const inq_str text = trim_bytes(line);
    if (row->pieces == 0 || row->bytes + line.len >= MAX_ROW || is_log(text) || is_rule(line)) {
        return false;
    }
    const unsigned bars = count_bars(line, wrap->bar);
    if (row->bars < wrap->bars) {
        const unsigned wanted = row->pieces < wrap->pieces ? wrap->bars_in[row->pieces] : 0;
        return bars <= wrap->bars - row->bars &&
               (bars == wanted || wrap_is_full(wrap, row->width, line));
    }
    return bars == 0 && continues_last(b, line);
}

enum role { BEGINS, PASSED, ENDS, UNSEEN };

/** Whether another table begins with the line. */
static enum role judge_heading(const struct broken *b, const char *at, inq_str line)
{
    struct wrap *next = &(struct wrap){.n_header = 0};
    const enum found found = wrap_read(rest_of(b, at), next);
    if (found != NOTHING) {
        return found == CUT ? UNSEEN : ENDS;
    }
    struct heading heading = {.first = line, .bar = separator_of(line)};
    struct view view = rest_of(b, at);
    (void)next_line(&view, &line);
    if (!wrap_is_header(line) || heading.bar.mark == 0) {
        return BEGINS;
    }
    if (!read_heading(view, &heading)) {
        return UNSEEN;
    }
    return heading.rule.ptr != NULL ? ENDS : BEGINS;
}

/** What a line is that goes on with no row. */
static enum role judge(const struct broken *b, const char *at, inq_str line)
{
    const inq_str text = trim_bytes(line);
    if ((is_document_mark(line) && !b->ruled) || is_log(text)) {
        return ENDS;
    }
    if (text.len == 0 || is_comment(text) || is_ellipsis(text) || is_rule(line) ||
        (b->ruled && wrap_is_rest(line))) {
        return PASSED;
    }
    const unsigned bars = count_bars(line, b->wrap.bar);
    const char *head_end = find_bar(text.ptr, text.ptr + text.len, b->wrap.bar);
    if ((bars == 0 && b->wrap.bars_in[0] > 0) || is_command(slice(text.ptr, head_end), bars > 0)) {
        return ENDS;
    }
    return is_upper(text.ptr[0]) || text.ptr[0] == '|' ? judge_heading(b, at, line) : BEGINS;
}

/* ---- pushing ------------------------------------------------------------------------------ */

/** The text of a column, and where it stands; ptr NULL where the row has none. */
static inq_str column(const struct broken *b, unsigned i, uint64_t *offset)
{
    const struct joined *row = &b->row;
    const unsigned at = i + b->framed;
    *offset = at < row->n ? row->cells[at].offset : row->offset;
    return at < row->n ? bare(row->cells[at].text) : (inq_str){.ptr = NULL, .len = 0};
}

static void report_surplus(struct broken *b)
{
    const unsigned last = b->columns + b->framed;
    const struct joined *row = &b->row;
    bool surplus = row->surplus;
    for (unsigned i = last; i < row->n; i++) {
        surplus |= row->cells[i].text.len > 0;
    }
    if (surplus && !b->told) {
        b->told = true;
        b->host->diag(b->ctx, 211, row->offset, "the table has %u columns", b->columns);
    }
}

static inq_status push_row(struct broken *b)
{
    inq_str cells[MAX_COLUMNS];
    uint64_t offsets[MAX_COLUMNS];
    if (b->row.pieces == 0) {
        return INQ_OK;
    }
    for (unsigned i = 0; i < b->columns; i++) {
        cells[i] = column(b, i, &offsets[i]);
    }
    report_surplus(b);
    const uint64_t offset = b->row.offset;
    b->row.pieces = 0;
    if (b->sink->size <= offsetof(inq_sink, row)) {
        return b->sink->rows(b->ctx, cells, b->columns, 1, &offset);
    }
    return b->sink->row(b->ctx, cells, offsets, b->columns, offset);
}

static inq_status push_header(struct broken *b)
{
    inq_str titles[MAX_COLUMNS];
    uint64_t offset;
    const struct joined *row = &b->row;
    begin_row(b, b->wrap.header[0].ptr);
    for (unsigned i = 0; i < b->wrap.n_header; i++) {
        add_piece(b, b->wrap.header[i]);
    }
    b->framed = row->n > 1 && row->cells[0].text.len == 0;
    b->closed = row->n > 1U + b->framed && row->cells[row->n - 1].text.len == 0;
    b->columns = row->n - b->framed - b->closed;
    b->columns = b->columns < MAX_COLUMNS ? b->columns : MAX_COLUMNS;
    for (unsigned i = 0; i < b->columns; i++) {
        titles[i] = column(b, i, &offset);
    }
    b->row.pieces = 0;
    b->host->diag(b->ctx, 215, row->offset, "its lines were cut at %zu columns", b->wrap.width);
    if (has_duplicate(titles, b->columns)) {
        b->host->diag(b->ctx, 212, row->offset, "a title stands twice in the header");
    }
    return b->sink->header(b->ctx, titles, b->columns, row->offset);
}

/* ---- reading ------------------------------------------------------------------------------ */

/** Read on; the chunk then begins with the first line of the row that is open. */
static inq_status refill(struct broken *b)
{
    inq_chunk chunk = {.ptr = NULL, .len = 0, .offset = 0};
    const size_t keep = b->line == NULL ? 0 : (size_t)(b->end - b->line);
    const inq_status status = b->host->read(b->ctx, keep, &chunk);
    if (status != INQ_OK) {
        return status;
    }
    b->row.pieces = 0;
    b->base = chunk.ptr;
    b->line = chunk.ptr;
    b->end = chunk.ptr + chunk.len;
    b->offset = chunk.offset;
    b->last = chunk.len <= keep;
    return INQ_OK;
}

/** Read the rows of the chunk. `*role` is UNSEEN where it ended, ENDS where the table did. */
static inq_status read_rows(struct broken *b, enum role *role)
{
    struct view view = {.at = b->line, .end = b->end, .last = b->last};
    *role = BEGINS;
    for (;;) {
        const char *at = view.at;
        inq_str line = {.ptr = at, .len = 0};
        const enum found found = wrap_next(&view, &line);
        if (found == FOUND && continues(b, line)) {
            add_piece(b, line);
            continue;
        }
        *role = found == FOUND ? judge(b, at, line) : found == CUT ? UNSEEN : ENDS;
        if (*role == UNSEEN) {
            return INQ_OK;
        }
        b->ruled = is_rule(line) && wrap_width(line) == b->wrap.width;
        const inq_status status = push_row(b);
        b->line = *role == PASSED ? view.at : at;
        if (status != INQ_OK || *role == ENDS) {
            return status;
        }
        if (*role == BEGINS) {
            begin_row(b, at);
            add_piece(b, line);
        }
    }
}

static inq_status read_table(struct broken *b)
{
    inq_status status = push_header(b);
    b->line = b->wrap.body;
    for (enum role role = BEGINS; status == INQ_OK && role != ENDS;) {
        status = read_rows(b, &role);
        if (status == INQ_OK && role == UNSEEN) {
            status = refill(b);
        }
    }
    return status;
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    struct broken *b = host->alloc(ctx, sizeof(struct broken) + MAX_ROW, _Alignof(struct broken));
    *consumed = 0;
    if (b == NULL) {
        return INQ_ENOMEM;
    }
    *b = (struct broken){
        .ctx = ctx, .host = host, .sink = sink, .offset = in->offset, .room = (char *)(b + 1)};
    enum found found = CUT;
    inq_status status = INQ_OK;
    while (status == INQ_OK && found == CUT) {
        status = refill(b);
        found = status == INQ_OK ? wrap_read(rest_of(b, b->line), &b->wrap) : NOTHING;
    }
    if (status == INQ_OK && found == FOUND) {
        status = read_table(b);
    }
    *consumed = offset_of(b, b->line) - in->offset;
    return status;
}

static int probe(inq_str head, inq_str hint)
{
    struct wrap wrap;
    (void)hint;
    const struct view view = {.at = head.ptr, .end = head.ptr + head.len, .last = true};
    return head.len > 0 && wrap_read(view, &wrap) == FOUND ? 97 : 0;
}

static const inq_parser parser = {
    .size = (uint32_t)sizeof(inq_parser),
    .flags = INQ_PARSER_SELF_ENDING,
    .format = "table",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "wrapped", .version = "1.0", .license = "MIT",
           .summary = "tables whose lines a narrow terminal has cut", .parser = &parser);
