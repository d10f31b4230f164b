/* SPDX-License-Identifier: MIT */
/* Tables whose columns only blanks set apart: titles in capitals with two or more blanks between
 * them, and rows whose cells begin where the titles do. A cell that is too long pushes those after
 * it to the right; then their order tells, and where cells are missing, the nearest title before.
 * A table ends at the first line that is not laid out so. */
#include "inquest.h"
#include "plugins/lib/codepoint.h"
#include "plugins/lib/table_text.h"

#define LEAST_TITLES 2u
#define FIELDS (2 * MAX_COLUMNS)

/** A stretch of a line with two or more blanks on either side. */
struct field {
    inq_str text;
    size_t column; /* where it begins, in code points */
};

struct layout {
    inq_str titles[MAX_COLUMNS];
    size_t at[MAX_COLUMNS];
    unsigned n;
};

struct columns {
    inq_ctx *ctx;
    const inq_host *host;
    const inq_sink *sink;
    const char *base; /* the chunk */
    const char *end;
    const char *line; /* the first line not dealt with */
    uint64_t offset;  /* of base */
    bool last;        /* nothing follows this chunk */
    uint64_t hash;    /* of the header line, which may come again */
    unsigned rows;
    struct layout layout;
    uint64_t offsets[INQ_MAX_ROWS];
    inq_str cells[INQ_MAX_ROWS * MAX_COLUMNS];
};

/* ---- lines -------------------------------------------------------------------------------- */

/** Cut a line where two blanks stand. Returns how many fields there are, FIELDS at most. */
static unsigned cut_fields(inq_str line, struct field *fields)
{
    unsigned n = 0;
    size_t column = 0;
    size_t blanks = 2; /* before the code point at i */
    uint32_t code;
    for (size_t i = 0, width = 0; i < line.len; i += width, column++) {
        width = codepoint_next(line.ptr + i, line.len - i, &code);
        if (code <= ' ') {
            blanks++;
            continue;
        }
        if (blanks > 1 && n == FIELDS) {
            return n;
        }
        if (blanks > 1) {
            fields[n++] = (struct field){.text = {.ptr = line.ptr + i}, .column = column};
        }
        fields[n - 1].text.len = (size_t)(line.ptr + i + width - fields[n - 1].text.ptr);
        blanks = 0;
    }
    return n;
}

/** Whether the line has titles only; `layout` tells where they stand then. */
static bool read_layout(inq_str line, struct layout *layout)
{
    struct field fields[FIELDS];
    const unsigned n = has_byte(line, '\t') ? 0 : cut_fields(line, fields);
    if (n < LEAST_TITLES || n > MAX_COLUMNS) {
        return false;
    }
    for (unsigned i = 0; i < n; i++) {
        if (!is_title(fields[i].text, TITLE_UPPER)) {
            return false;
        }
        layout->titles[i] = fields[i].text;
        layout->at[i] = fields[i].column;
    }
    layout->n = n;
    return true;
}

/** The last column that begins at or before the place. */
static unsigned column_at(const struct layout *layout, size_t place)
{
    unsigned i = layout->n - 1;
    while (i > 0 && layout->at[i] > place) {
        i--;
    }
    return i;
}

/** How many fields begin exactly where a title does. */
static unsigned count_exact(const struct layout *layout, const struct field *fields, unsigned n)
{
    unsigned exact = 0;
    for (unsigned i = 0; i < n; i++) {
        exact += layout->at[column_at(layout, fields[i].column)] == fields[i].column;
    }
    return exact;
}

/** What such tables show where there is nothing. */
static bool is_nothing(inq_str text)
{
    static const inq_str words[] = {{.ptr = "<none>", .len = 6}, {.ptr = "<unknown>", .len = 9}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text.len == words[i].len && starts_with(text, words[i])) {
            return true;
        }
    }
    return false;
}

/** Put a field into a column, behind what is there already. */
static void fill_cell(inq_str *cell, inq_str text)
{
    if (cell->len > 0) {
        cell->len = (size_t)(text.ptr + text.len - cell->ptr);
    } else {
        *cell = is_nothing(text) ? (inq_str){.ptr = text.ptr, .len = 0} : text;
    }
}

/** Give each field its column. Where one begins beside the titles but all columns have a field,
 *  their order decides; else the title before it, unless a field to the left has that already. */
static void fill_row(const struct layout *layout, const struct field *fields, unsigned n,
                     inq_str *cells)
{
    const bool in_order = n == layout->n && count_exact(layout, fields, n) < n;
    unsigned next = 0; /* the first column that is free */
    for (unsigned i = 0; i < n; i++) {
        unsigned column = in_order ? i : column_at(layout, fields[i].column);
        const bool exact = layout->at[column] == fields[i].column;
        if (column < next && !exact && next < layout->n && column + 1 < layout->n) {
            column = next;
        }
        fill_cell(&cells[column], fields[i].text);
        next = column + 1;
    }
}

/** Whether a line is a row: it begins under the first title, or its cells are laid out as the
 *  titles are, and it is nothing that is known to end a table. */
static bool is_row(const struct layout *layout, inq_str line, const struct field *fields,
                   unsigned n)
{
    const inq_str text = trim_bytes(line);
    if (n == 0 || is_log(text) || is_comment(text) || is_rule(line) || has_prompt(text)) {
        return false;
    }
    const bool first = fields[0].column == layout->at[0];
    return n > 1 && first && (n == layout->n || count_exact(layout, fields, n) > 1);
}

/* ---- reading ------------------------------------------------------------------------------ */

static uint64_t offset_of(const struct columns *c, const char *at)
{
    return c->offset + (uint64_t)(at - c->base);
}

static inq_status flush(struct columns *c)
{
    const unsigned rows = c->rows;
    c->rows = 0;
    return rows == 0 ? INQ_OK : c->sink->rows(c->ctx, c->cells, c->layout.n, rows, c->offsets);
}

static inq_status refill(struct columns *c)
{
    inq_status status = flush(c);
    inq_chunk chunk = {.ptr = NULL, .len = 0, .offset = 0};
    const size_t keep = c->line == NULL ? 0 : (size_t)(c->end - c->line);
    status = status == INQ_OK ? c->host->read(c->ctx, keep, &chunk) : status;
    if (status != INQ_OK) {
        return status;
    }
    c->base = chunk.ptr;
    c->line = chunk.ptr;
    c->end = chunk.ptr + chunk.len;
    c->offset = chunk.offset;
    c->last = chunk.len <= keep;
    return INQ_OK;
}

/** The line at c->line, and the one behind it. */
static inq_status find_line(struct columns *c, enum found *found, inq_str *line, const char **next)
{
    for (;;) {
        struct view view = {.at = c->line, .end = c->end, .last = c->last};
        *found = c->line == NULL ? CUT : next_line(&view, line);
        *next = view.at;
        if (*found != CUT) {
            return INQ_OK;
        }
        const inq_status status = refill(c);
        if (status != INQ_OK) {
            return status;
        }
    }
}

static void keep_row(struct columns *c, inq_str line, const struct field *fields, unsigned n)
{
    inq_str *cells = c->cells + (size_t)c->rows * c->layout.n;
    c->offsets[c->rows++] = offset_of(c, line.ptr);
    for (unsigned i = 0; i < c->layout.n; i++) {
        cells[i] = slice(line.ptr, line.ptr);
    }
    fill_row(&c->layout, fields, n, cells);
}

static inq_status read_rows(struct columns *c)
{
    struct field fields[FIELDS];
    for (;;) {
        enum found found = CUT;
        inq_str line = {.ptr = NULL, .len = 0};
        const char *next = NULL;
        inq_status status = find_line(c, &found, &line, &next);
        if (status != INQ_OK || found == NOTHING) {
            return status == INQ_OK ? flush(c) : status;
        }
        const unsigned n = cut_fields(line, fields);
        if (!is_row(&c->layout, line, fields, n) || fingerprint(line) == c->hash) {
            return flush(c);
        }
        keep_row(c, line, fields, n);
        c->line = next;
        status = c->rows == INQ_MAX_ROWS ? flush(c) : INQ_OK;
        if (status != INQ_OK) {
            return status;
        }
    }
}

static inq_status push_header(struct columns *c, inq_str line)
{
    const uint64_t offset = offset_of(c, line.ptr);
    c->hash = fingerprint(line);
    if (has_duplicate(c->layout.titles, c->layout.n)) {
        c->host->diag(c->ctx, 212, offset, "a title stands twice in the header");
    }
    return c->sink->header(c->ctx, c->layout.titles, c->layout.n, offset);
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    struct columns *c = host->alloc(ctx, sizeof(struct columns), _Alignof(struct columns));
    inq_str line = {.ptr = NULL, .len = 0};
    const char *next = NULL;
    enum found found = CUT;
    *consumed = 0;
    if (c == NULL) {
        return INQ_ENOMEM;
    }
    c->ctx = ctx;
    c->host = host;
    c->sink = sink;
    c->offset = in->offset;
    inq_status status = find_line(c, &found, &line, &next);
    if (status == INQ_OK && found == FOUND && read_layout(line, &c->layout)) {
        status = push_header(c, line);
        c->line = next;
        status = status == INQ_OK ? read_rows(c) : status;
    }
    *consumed = c->line == NULL ? 0 : offset_of(c, c->line) - in->offset;
    return status;
}

/** Titles alone say little; a row below them that is laid out alike says enough. */
static int probe(inq_str head, inq_str hint)
{
    struct layout layout;
    struct field fields[FIELDS];
    struct view view = {.at = head.ptr, .end = head.ptr + head.len, .last = true};
    inq_str line = {.ptr = NULL, .len = 0};
    (void)hint;
    if (head.len == 0 || next_line(&view, &line) != FOUND || !read_layout(line, &layout)) {
        return 0;
    }
    if (next_line(&view, &line) != FOUND || trim_bytes(line).len == 0) {
        return layout.n > LEAST_TITLES ? 30 : 0;
    }
    const unsigned n = cut_fields(line, fields);
    const unsigned exact = count_exact(&layout, fields, n);
    return is_row(&layout, line, fields, n) && exact > 1 ? 60 : 0;
}

static const inq_parser parser = {
    .size = (uint32_t)sizeof(inq_parser),
    .flags = INQ_PARSER_SELF_ENDING,
    .format = "table",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "columns", .version = "1.0", .license = "MIT",
           .summary = "tables with columns between blanks", .parser = &parser);
