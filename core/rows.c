/* SPDX-License-Identifier: MIT */
/* Table rows to observations. A row is kept open until the next one shows that it is not
 * continued; only the last row of a batch has to be copied for that. */
#include "builder.h"
#include "clock.h"
#include "record.h"
#include "str.h"

#include <limits.h>

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

/** Where all that rows say but for the name stands, if that is one stretch behind the name. */
static void find_tail(struct table *t)
{
    t->from = UINT_MAX;
    t->to = 0;
    for (unsigned i = 0; i < t->n; i++) {
        const unsigned cell = t->columns[i].cell;
        if (t->columns[i].fact == FACT_NAME)
            continue;
        t->from = cell < t->from ? cell : t->from;
        t->to = cell > t->to ? cell : t->to;
    }
    if (!t->states || (int)t->from < t->name)
        t->from = UINT_MAX;
}

static bool type_is_known(const struct inq_ctx *job, const struct table *t)
{
    const struct scope *scope = job->part->last_scope;
    return t->type >= 0 || (scope && scope->type.ptr);
}

#define SHOWN_TITLE 24

/** A title as it may be shown: what is longer may be a value, as where a table lacks its titles. */
static inq_str shown_title(inq_str title)
{
    return title.len > SHOWN_TITLE ? STR("…") : title;
}

static void tell_useless(struct inq_ctx *job, const inq_str *cells, unsigned n, uint64_t offset)
{
    const inq_str first = shown_title(cells[0]), second = shown_title(cells[n > 1]);
    job_diag(job, 214, offset, "a table of %u columns: %.*s, %.*s, …", n, STR_ARG(first),
             STR_ARG(second));
}

/** A table that tells more of the resource of another one goes with that one. */
static bool begins_turn(const struct inq_ctx *job)
{
    const enum form_use use = job->builder->table.form->use;
    const bool goes_on = use == FORM_RESOURCE || use == FORM_MEMBERS;
    return use != FORM_OTHERS && !(goes_on && job->builder->joint.open);
}

/** Two tables are the same if their titles are and they answer the same. */
static bool begin_turn(struct inq_ctx *job, const inq_str *cells, unsigned n, uint64_t offset)
{
    const struct scope *scope = job->part->last_scope;
    uint64_t key = 1;
    for (unsigned i = 0; i < n; i++)
        key = key * 31 + str_hash(cells[i]);
    if (scope)
        key = ((str_hash(scope->type) * 31 + str_hash(scope->workspace)) * 31 +
               str_hash(scope->name)) *
                  31 +
              key;
    return note_turn(job, true, key, offset);
}

inq_status rows_header(inq_ctx *job, const inq_str *cells, unsigned n, uint64_t offset)
{
    struct table *t = &job->builder->table;
    const inq_status status = rows_flush(job);
    if (status)
        return status;
    job->events++;
    n = n < MAX_COLUMNS ? n : MAX_COLUMNS;
    *t = (struct table){.width = n,
                        .serial = t->serial + 1,
                        .name = -1,
                        .type = -1,
                        .status = -1,
                        .latest = -1,
                        .header = offset,
                        .cells = t->cells,
                        .offsets = t->offsets};
    if (!t->cells) {
        t->cells = arena_alloc(&job->part->arena, MAX_COLUMNS * sizeof *t->cells, 0);
        t->offsets = arena_alloc(&job->part->arena, MAX_COLUMNS * sizeof *t->offsets, 0);
    }
    if (!t->cells || !t->offsets)
        return INQ_ENOMEM;
    if (form_header(job, cells, n))
        return begins_turn(job) && !begin_turn(job, cells, n, offset) ? INQ_ENOMEM : INQ_OK;
    for (unsigned i = 0; i < n; i++)
        map_column(job, t, cells[i], i);
    t->states = t->states && t->name >= 0 && type_is_known(job, t);
    find_tail(t);
    if (t->states && job->part->last_scope)
        job->part->last_scope->answered = true;
    if (t->states && !begin_turn(job, cells, n, offset))
        return INQ_ENOMEM;
    if (!t->states)
        tell_useless(job, cells, n, offset);
    return t->states ? record_end_joint(job) : INQ_OK;
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

static inline uint64_t cell_offset(const struct inq_ctx *job, inq_str cell, uint64_t row)
{
    if (!cell.ptr)
        return row;
    const size_t at = (size_t)(cell.ptr - job->chunk.ptr);
    return at <= job->chunk.len ? job->chunk.offset + at : row;
}

/** A row on its way to an observation. */
struct row {
    const inq_str *cells;
    const uint64_t *offsets; /* of the cells of known columns; NULL: they lie in the chunk */
    uint64_t at;
};

static inq_status look_at_row(struct inq_ctx *job, const struct row *row)
{
    const inq_str *cells = row->cells;
    struct builder *b = job->builder;
    const struct table *t = &b->table;
    if (t->status >= 0 && !cells[t->status].ptr) {
        job_diag(job, 210, row->at, "the row of %.*s ends before its STATUS",
                 STR_ARG(cells[t->name]));
        return INQ_OK;
    }
    if (!cells[t->width - 1].ptr && !b->table.told_short) {
        b->table.told_short = true;
        job_diag(job, 213, row->at, "the row of %.*s, here first", STR_ARG(cells[t->name]));
    }
    const size_t base = b->n_held;
    struct subject subject = {.offset = row->at};
    fill_subject(&subject, t, cells);
    for (unsigned i = 0; i < t->n; i++) {
        const struct column *c = &t->columns[i];
        const inq_str cell = cells[c->cell];
        if (c->fact < FIRST_STATED_FACT || !cell.ptr)
            continue;
        const uint64_t at = row->offsets ? row->offsets[c->cell] : cell_offset(job, cell, row->at);
        if (!hold(job, c->path, cell, at, false))
            return INQ_ENOMEM;
    }
    return observe(job, &subject, base);
}

/* ---- rows like others --------------------------------------------------------------------- */

#define TAILS 4096
#define TAIL_BYTES 168
#define TAIL_FACTS 4

/** A row that was well, from behind its name on: another one in the same table with the same bytes
 *  there says the same. */
struct tail {
    uint64_t hash;
    uint32_t serial; /* of the table; 0 is none */
    uint32_t label, type_hash;
    uint16_t len, row;
    uint8_t n_facts, flags;
    struct fact facts[TAIL_FACTS]; /* columns count from the start of the tail */
    char bytes[TAIL_BYTES];
};

bool rows_init(struct inq_ctx *job)
{
    job->builder->tails = arena_alloc(&job->part->arena, TAILS * sizeof(struct tail *), 0);
    return job->builder->tails != NULL;
}

static uint64_t tail_hash(inq_str s)
{
    uint64_t h = s.len;
    size_t i = 0;
    for (; i + 8 <= s.len; i += 8)
        h = (h ^ load_bytes(s.ptr + i, 8)) * UINT64_C(0x9e3779b97f4a7c15), h ^= h >> 32;
    h = (h ^ load_bytes(s.ptr + i, s.len - i)) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ h >> 32;
}

/** The tail of a row if it is whole, in the chunk and not too long; else absent. */
static inq_str row_tail(const struct inq_ctx *job, const inq_str *cells)
{
    const struct table *t = &job->builder->table;
    if (t->from > t->to || !cells[t->from].ptr || !cells[t->width - 1].ptr)
        return STR_NONE;
    const char *from = cells[t->from].ptr, *to = cells[t->to].ptr + cells[t->to].len;
    const bool inside = from >= job->chunk.ptr && to <= job->chunk.ptr + job->chunk.len;
    return inside && from < to && to - from <= TAIL_BYTES ? (inq_str){from, (size_t)(to - from)}
                                                          : STR_NONE;
}

static bool is_like(const struct tail *like, const struct table *t, inq_str tail, uint64_t hash)
{
    return like && like->hash == hash && like->serial == t->serial && like->len == tail.len &&
           memcmp(like->bytes, tail.ptr, tail.len) == 0;
}

static inq_status repeat_row(struct inq_ctx *job, const struct tail *like, inq_str name,
                             const struct place *place)
{
    struct part *part = job->part;
    struct observation *o = part_observation(part, like->n_facts, false, name);
    if (!o)
        return INQ_ENOMEM;
    o->hash = (uint32_t)str_hash(name) ^ like->type_hash;
    o->label = like->label;
    o->line = place->line;
    o->own_health = INQ_HEALTHY;
    o->row = like->row;
    o->flags = like->flags;
    for (unsigned i = 0; i < like->n_facts; i++) {
        const uint32_t column = place->column + like->facts[i].column;
        o->facts[i] = like->facts[i];
        o->facts[i].line = place->line;
        o->facts[i].column = (column < FACT_COLUMN_MAX ? column : FACT_COLUMN_MAX) & 0xfffffu;
    }
    part->n_observations++;
    job->comment = (struct identity){0};
    return INQ_OK;
}

/** Facts of the newest observation with columns counted from a place on its line; false if one of
 *  them stands elsewhere. */
static bool relative_facts(const struct observation *o, const struct place *from, struct fact *out)
{
    for (unsigned i = 0; i < o->n_facts; i++) {
        if (o->facts[i].line != from->line || o->facts[i].column < from->column)
            return false;
        out[i] = o->facts[i];
        out[i].column = (o->facts[i].column - from->column) & 0xfffffu;
    }
    return true;
}

/** Remember what a row came to, if it is well and all of it stands in its tail. */
static void remember_tail(struct inq_ctx *job, inq_str tail, uint64_t hash,
                          const struct place *place)
{
    const struct observation *o = job->part->newest;
    struct tail like = {.hash = hash,
                        .serial = job->builder->table.serial,
                        .label = o->label,
                        .type_hash = o->hash ^ (uint32_t)str_hash(observation_name(o)),
                        .len = (uint16_t)tail.len,
                        .row = o->row,
                        .n_facts = o->n_facts,
                        .flags = o->flags};
    const unsigned wanted = HAS_SLICES | FROM_LINES | ABOUT_INPUT | OBSERVED_STATE;
    if (o->own_health != INQ_HEALTHY || (o->flags & wanted) != OBSERVED_STATE ||
        o->n_facts > TAIL_FACTS || memchr(tail.ptr, '\n', tail.len) ||
        !relative_facts(o, place, like.facts))
        return;
    memcpy(like.bytes, tail.ptr, tail.len);
    struct tail **slot = &job->builder->tails[hash % TAILS];
    if (!*slot)
        *slot = arena_raw(&job->part->arena, sizeof **slot, 0);
    if (*slot)
        **slot = like;
}

static inq_status finish_row(struct inq_ctx *job, const struct row *row)
{
    const struct table *t = &job->builder->table;
    if (t->form)
        return form_row(job, row->cells, row->offsets, row->at);
    const inq_str tail = row_tail(job, row->cells);
    if (!tail.ptr || job->settings->n_names || job->comment.name.ptr)
        return look_at_row(job, row);
    const uint64_t hash = tail_hash(tail);
    const struct place place = window_place(&job->window, cell_offset(job, tail, row->at));
    const struct tail *like = job->builder->tails[hash % TAILS];
    if (is_like(like, t, tail, hash))
        return repeat_row(job, like, row->cells[t->name], &place);
    const size_t before = job->part->n_records;
    const inq_status status = look_at_row(job, row);
    if (status == INQ_OK && job->part->n_records == before + 1)
        remember_tail(job, tail, hash, &place);
    return status;
}

static void cell_offsets(const struct inq_ctx *job, const inq_str *cells, uint64_t row,
                         uint64_t *offsets)
{
    const struct table *t = &job->builder->table;
    for (unsigned i = 0; t->form && i < t->width; i++)
        offsets[i] = cell_offset(job, cells[i], row);
    for (unsigned i = 0; i < t->n; i++)
        offsets[t->columns[i].cell] = cell_offset(job, cells[t->columns[i].cell], row);
}

/** Say how many rows a table of things that are no resources had. */
static void tell_others(struct inq_ctx *job)
{
    struct table *t = &job->builder->table;
    job_diag(job, 217, t->header, "%.*s, %u %s", STR_ARG(t->form->what), (unsigned)t->form_rows,
             t->form_rows == 1 ? "row" : "rows");
    t->form = NULL;
}

static bool lists_others(const struct table *t)
{
    return t->form && t->form->use == FORM_OTHERS;
}

inq_status rows_flush(struct inq_ctx *job)
{
    struct table *t = &job->builder->table;
    if (lists_others(t))
        tell_others(job);
    if (!t->open)
        return INQ_OK;
    t->open = false;
    const inq_status status = finish_row(job, &(struct row){t->cells, t->offsets, t->offset});
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

static inq_status plain_row(struct inq_ctx *job, const inq_str *cells, uint64_t at)
{
    const inq_status status = rows_flush(job);
    return status ? status : finish_row(job, &(struct row){cells, NULL, at});
}

/** Does each row tell for itself whom it is about, whatever the others say? */
static bool stands_alone(const struct table *t, unsigned columns)
{
    return t->form && t->form->use == FORM_ROWS && t->latest < 0 && columns == t->width;
}

static void count_others(struct table *t, const inq_str *cells, unsigned columns, unsigned rows)
{
    for (size_t r = 0; r < rows && t->name < (int)columns; r++)
        t->form_rows += cells[r * columns + (unsigned)t->name].len > 0;
}

/** Is a row to be passed over because of a later one? What has no time is taken if it is first. */
static bool is_older(const struct table *t, const inq_str *cells)
{
    return t->latest >= 0 && t->open &&
           clock_parse(cells[t->latest]) <= clock_parse(t->cells[t->latest]);
}

/** A row that waits is told when the next one comes, unless that one counts in its place. */
static inq_status end_open(struct inq_ctx *job)
{
    struct table *t = &job->builder->table;
    if (t->latest < 0 || !t->open)
        return rows_flush(job);
    t->open = false;
    const inq_status status = form_earlier_row(job, t->cells, t->offsets, t->offset);
    arena_rollback(&job->values, t->mark);
    return status;
}

inq_status rows_rows(inq_ctx *job, const inq_str *cells, unsigned columns, unsigned rows,
                     const uint64_t *offsets)
{
    struct table *t = &job->builder->table;
    job->events++;
    if (stands_alone(t, columns))
        return form_rows(job, cells, columns, rows, offsets);
    if (lists_others(t))
        count_others(t, cells, columns, rows);
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
        if (is_older(t, row)) {
            if ((status = form_earlier_row(job, row, NULL, offsets[r])))
                return status;
            continue;
        }
        const bool followed = t->latest < 0 && r + 1 < rows && !continues(t, row + columns);
        if (followed)
            status = plain_row(job, row, offsets[r]);
        else if (!(status = end_open(job)))
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
    if (stands_alone(t, columns))
        return form_row(job, cells, offsets, offset);
    if (lists_others(t))
        count_others(t, cells, columns, 1);
    if (!t->states || columns < t->width)
        return INQ_OK;
    if (continues(t, cells)) {
        if (t->open)
            continue_row(job, cells);
        return INQ_OK;
    }
    if (is_older(t, cells))
        return form_earlier_row(job, cells, offsets, offset);
    const inq_status status = end_open(job);
    if (status)
        return status;
    keep_open(job, cells, offset);
    memcpy(t->offsets, offsets, t->width * sizeof *offsets);
    return INQ_OK;
}
