/* SPDX-License-Identifier: MIT */
/* Tables that their titles tell from others: the pack says what they are about, and for each
 * column of interest which fact it is or which patterns make facts of its cells. */
#include "builder.h"
#include "record.h"
#include "str.h"

static bool has_titles(const struct form *form, const inq_str *cells, unsigned n)
{
    for (size_t i = 0; i < form->n_titles; i++) {
        unsigned k = 0;
        while (k < n && !str_eq(form->titles[i], cells[k]))
            k++;
        if (k == n)
            return false;
    }
    return true;
}

bool form_header(struct inq_ctx *job, const inq_str *cells, unsigned n)
{
    const struct schema *s = job->schema;
    struct table *t = &job->builder->table;
    size_t f = 0;
    while (f < s->n_forms && !has_titles(&s->forms[f], cells, n))
        f++;
    t->form = f < s->n_forms ? &s->forms[f] : NULL;
    if (!t->form)
        return false;
    memset(t->form_columns, 0, sizeof t->form_columns);
    for (size_t i = 0; i < t->form->n_columns; i++)
        for (unsigned k = n; k-- > 0;)
            if (str_eq(t->form->columns[i].title, cells[k]))
                t->form_columns[k] = &t->form->columns[i];
    return true;
}

/** Use a value for its fact: a part of the identity, or one to be judged. */
static bool use_value(struct inq_ctx *job, struct subject *subject, uint16_t path, inq_str value,
                      uint64_t offset)
{
    struct identity *id = &subject->identity;
    const uint16_t fact = path ? job->schema->paths[path].fact : 0;
    inq_str *const parts[N_KNOWN_FACTS] = {[FACT_NAME] = &id->name,
                                           [FACT_TYPE] = &id->type,
                                           [FACT_VERSION] = &id->version,
                                           [FACT_WORKSPACE] = &id->workspace,
                                           [FACT_OWNER] = &subject->owner};
    if (!fact || !value.len)
        return true;
    if (fact >= FIRST_STATED_FACT)
        return hold(job, path, value, offset, false);
    if (parts[fact])
        *parts[fact] = value;
    return true;
}

static bool use_cell(struct inq_ctx *job, struct subject *subject, const struct form_column *c,
                     inq_str cell, uint64_t offset)
{
    struct regex_match m;
    if (!c->n_patterns)
        return use_value(job, subject, c->path, cell, offset);
    for (size_t i = 0; i < c->n_patterns; i++) {
        if (regex_find(c->patterns[i].regex, &job->regex, cell, &m) != REGEX_YES)
            continue;
        for (unsigned g = 1; g < m.n; g++) {
            const uint64_t at = m.group[g].ptr ? (uint64_t)(m.group[g].ptr - cell.ptr) : 0;
            if (!use_value(job, subject, c->patterns[i].facts[g], m.group[g], offset + at))
                return false;
        }
        return true;
    }
    return true;
}

inq_status form_row(struct inq_ctx *job, const inq_str *cells, const uint64_t *offsets,
                    uint64_t offset)
{
    struct builder *b = job->builder;
    const struct table *t = &b->table;
    const size_t base = b->n_held;
    struct subject subject = {.offset = offset, .table = true, .identified = true};
    subject.identity.type = t->form->type;
    subject.identity.version = STR("");
    for (unsigned i = 0; i < t->width; i++) {
        const size_t at = (size_t)(cells[i].ptr - job->chunk.ptr);
        const uint64_t place = offsets                ? offsets[i]
                               : at <= job->chunk.len ? job->chunk.offset + at
                                                      : offset;
        if (t->form_columns[i] && cells[i].len &&
            !use_cell(job, &subject, t->form_columns[i], cells[i], place))
            return INQ_ENOMEM;
    }
    if (subject.identity.name.len)
        return observe(job, &subject, base);
    drop_held(b, base);
    return INQ_OK;
}

inq_status form_rows(struct inq_ctx *job, const inq_str *cells, unsigned columns, unsigned rows,
                     const uint64_t *offsets)
{
    inq_status status = INQ_OK;
    for (size_t r = 0; r < rows && status == INQ_OK; r++)
        status = form_row(job, cells + r * columns, NULL, offsets[r]);
    return status;
}
