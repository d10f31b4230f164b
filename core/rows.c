/* SPDX-License-Identifier: MIT */
/* Table rows to observations. A row is kept open until the next one shows that it is not
 * continued; only the last row of a batch has to be copied for that. */
#include "builder.h"
#include "record.h"
#include "str.h"

static void map_column(struct inq_ctx *job, struct table *t, inq_str title, unsigned cell)
{
    const struct node *node = schema_child(&job->schema->root, title);
    if (!node || !node->path)
        return;
    const uint16_t fact = job->schema->paths[node->path].fact;
    for (unsigned i = 0; i < t->n; i++)
        if (t->columns[i].fact == fact)
            return;
    t->columns[t->n++] = (struct column){(uint16_t)cell, node->path, fact};
    if (fact < N_KNOWN_FACTS)
        t->known |= UINT64_C(1) << fact;
    t->flags |= fact == FACT_STATUS ? STATUS_COLUMN : fact == FACT_RUNTIME ? RUNTIME_COLUMN : 0;
    t->states |= job->schema->facts[fact].judged;
    int *const places[N_KNOWN_FACTS] = {
        [FACT_NAME] = &t->name, [FACT_TYPE] = &t->type, [FACT_STATUS] = &t->status};
    if (fact < N_KNOWN_FACTS && places[fact])
        *places[fact] = (int)cell;
}

static bool type_is_known(const struct inq_ctx *job, const struct table *t)
{
    const struct scope *scope = job->part->last_scope;
    return t->type >= 0 || (scope && scope->type.ptr);
}

inq_status rows_header(inq_ctx *job, const inq_str *cells, unsigned n, uint64_t offset)
{
    struct table *t = &job->builder->table;
    const inq_status status = rows_flush(job);
    if (status)
        return status;
    job->events++;
    n = n < MAX_COLUMNS ? n : MAX_COLUMNS;
    *t = (struct table){
        .width = n, .name = -1, .type = -1, .status = -1, .cells = t->cells, .offsets = t->offsets};
    if (form_header(job, cells, n))
        return INQ_OK;
    for (unsigned i = 0; i < n; i++)
        map_column(job, t, cells[i], i);
    t->states = t->states && t->name >= 0 && type_is_known(job, t);
    if (t->states && job->part->last_scope)
        job->part->last_scope->answered = true;
    if (!t->states)
        job_diag(job, 214, offset, "a table of %u columns: %.*s, %.*s, …", n, STR_ARG(cells[0]),
                 STR_ARG(cells[n > 1]));
    if (!t->cells) {
        t->cells = arena_alloc(&job->part->arena, MAX_COLUMNS * sizeof *t->cells, 0);
        t->offsets = arena_alloc(&job->part->arena, MAX_COLUMNS * sizeof *t->offsets, 0);
    }
    return t->cells && t->offsets ? INQ_OK : INQ_ENOMEM;
}

/* ---- one row ------------------------------------------------------------------------------ */

static void fill_subject(struct subject *s, const struct table *t, const inq_str *cells)
{
    s->table = true;
    s->identified = true;
    s->flags = t->flags;
    inq_str *const parts[N_KNOWN_FACTS] = {[FACT_NAME] = &s->identity.name,
                                           [FACT_TYPE] = &s->identity.type,
                                           [FACT_VERSION] = &s->identity.version,
                                           [FACT_WORKSPACE] = &s->identity.workspace,
                                           [FACT_OWNER] = &s->owner};
    for (unsigned i = 0; i < t->n; i++) {
        const struct column *c = &t->columns[i];
        if (c->fact == FACT_RUNTIME && !cells[c->cell].ptr)
            s->flags &= (uint8_t)~RUNTIME_COLUMN;
        if (c->fact < FIRST_STATED_FACT && parts[c->fact])
            *parts[c->fact] = cells[c->cell];
    }
}

static inq_status finish_row(struct inq_ctx *job, const inq_str *cells, const uint64_t *offsets,
                             uint64_t offset)
{
    struct builder *b = job->builder;
    const struct table *t = &b->table;
    if (t->status >= 0 && !cells[t->status].ptr) {
        job_diag(job, 210, offset, "the row of %.*s ends before its STATUS",
                 STR_ARG(cells[t->name]));
        return INQ_OK;
    }
    if (!cells[t->width - 1].ptr && !b->table.told_short) {
        b->table.told_short = true;
        job_diag(job, 213, offset, "the row of %.*s, here first", STR_ARG(cells[t->name]));
    }
    const size_t base = b->n_held;
    struct subject subject = {.offset = offset};
    fill_subject(&subject, t, cells);
    for (unsigned i = 0; i < t->n; i++) {
        const struct column *c = &t->columns[i];
        if (c->fact >= FIRST_STATED_FACT && cells[c->cell].ptr &&
            !hold(job, c->path, cells[c->cell], offsets[c->cell], false))
            return INQ_ENOMEM;
    }
    return observe(job, &subject, base);
}

static inline uint64_t cell_offset(const struct inq_ctx *job, inq_str cell, uint64_t row)
{
    if (!cell.ptr)
        return row;
    const size_t at = (size_t)(cell.ptr - job->chunk.ptr);
    return at <= job->chunk.len ? job->chunk.offset + at : row;
}

static void cell_offsets(const struct inq_ctx *job, const inq_str *cells, uint64_t row,
                         uint64_t *offsets)
{
    const struct table *t = &job->builder->table;
    for (unsigned i = 0; i < t->n; i++)
        offsets[t->columns[i].cell] = cell_offset(job, cells[t->columns[i].cell], row);
}

inq_status rows_flush(struct inq_ctx *job)
{
    struct table *t = &job->builder->table;
    if (!t->open)
        return INQ_OK;
    t->open = false;
    const inq_status status = finish_row(job, t->cells, t->offsets, t->offset);
    arena_rollback(&job->values, t->mark);
    return status;
}

/* ---- rows that wait ----------------------------------------------------------------------- */

static inq_str joined(struct inq_ctx *job, inq_str a, inq_str b)
{
    if (!b.len)
        return a;
    const size_t n = a.len + (a.len > 0) + b.len;
    char *text = arena_raw(&job->values, n + 1, 1);
    if (!text)
        return a;
    if (a.len)
        memcpy(text, a.ptr, a.len);
    if (a.len)
        text[a.len] = ' ';
    memcpy(text + n - b.len, b.ptr, b.len);
    return (inq_str){text, n};
}

/** Keep the row until the next one is seen. */
static void keep_open(struct inq_ctx *job, const inq_str *cells, uint64_t row)
{
    struct table *t = &job->builder->table;
    t->open = true;
    t->offset = row;
    t->mark = arena_mark(&job->values);
    cell_offsets(job, cells, row, t->offsets);
    for (unsigned i = 0; i < t->width; i++)
        t->cells[i] = cells[i].len ? joined(job, STR_NONE, cells[i]) : cells[i];
}

static void continue_row(struct inq_ctx *job, const inq_str *cells)
{
    struct table *t = &job->builder->table;
    for (unsigned i = 0; i < t->width; i++)
        t->cells[i] = joined(job, t->cells[i], cells[i]);
}

static inline bool continues(const struct table *t, const inq_str *cells)
{
    return cells[t->name].len == 0 || (t->type >= 0 && cells[t->type].ptr && !cells[t->type].len);
}

static inq_status plain_row(struct inq_ctx *job, const inq_str *cells, uint64_t row)
{
    uint64_t offsets[MAX_COLUMNS];
    const inq_status status = rows_flush(job);
    if (status)
        return status;
    cell_offsets(job, cells, row, offsets);
    return finish_row(job, cells, offsets, row);
}

inq_status rows_rows(inq_ctx *job, const inq_str *cells, unsigned columns, unsigned rows,
                     const uint64_t *offsets)
{
    struct table *t = &job->builder->table;
    job->events++;
    if (t->form && columns == t->width)
        return form_rows(job, cells, columns, rows, offsets);
    if (!t->states || columns < t->width)
        return INQ_OK;
    for (unsigned r = 0; r < rows; r++) {
        const inq_str *row = cells + (size_t)r * columns;
        inq_status status = INQ_OK;
        if (continues(t, row)) {
            if (t->open)
                continue_row(job, row);
            continue;
        }
        const bool followed = r + 1 < rows && !continues(t, row + columns);
        if (followed)
            status = plain_row(job, row, offsets[r]);
        else if (!(status = rows_flush(job)))
            keep_open(job, row, offsets[r]);
        if (status)
            return status;
    }
    return INQ_OK;
}

inq_status rows_row(inq_ctx *job, const inq_str *cells, const uint64_t *offsets, unsigned columns,
                    uint64_t offset)
{
    struct table *t = &job->builder->table;
    job->events++;
    if (t->form && columns == t->width)
        return form_row(job, cells, offsets, offset);
    if (!t->states || columns < t->width)
        return INQ_OK;
    if (continues(t, cells)) {
        if (t->open)
            continue_row(job, cells);
        return INQ_OK;
    }
    const inq_status status = rows_flush(job);
    if (status)
        return status;
    keep_open(job, cells, offset);
    memcpy(t->offsets, offsets, t->width * sizeof *offsets);
    return INQ_OK;
}
