/* SPDX-License-Identifier: MIT */
/* Tables that their titles tell from others: the pack says what they are about, and for each
 * column of interest which fact it is or which patterns make facts of its cells. */
#include "builder.h"
#include "record.h"
#include "str.h"

#include <stdio.h>

/** The first column with this title, or `n`. */
static unsigned find_title(inq_str title, const inq_str *cells, unsigned n)
{
    unsigned k = 0;
    while (k < n && !str_eq(title, cells[k]))
        k++;
    return k;
}

static bool has_titles(const struct form *form, const inq_str *cells, unsigned n)
{
    for (size_t i = 0; i < form->n_titles; i++)
        if (find_title(form->titles[i], cells, n) == n)
            return false;
    for (size_t i = 0; i < form->n_without; i++)
        if (find_title(form->without[i], cells, n) < n)
            return false;
    return true;
}

/** Such rows may be continued: one with a blank first title goes on with the row above. */
static void begin_joined(struct inq_ctx *job, const inq_str *cells, unsigned n)
{
    struct table *t = &job->builder->table;
    t->states = t->form->use != FORM_OTHERS;
    t->name = (int)find_title(t->form->titles[0], cells, n);
    if (t->form->use == FORM_RESOURCE)
        joint_renew(job, t->form);
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
            if (str_eq(t->form->columns[i].title, cells[k])) {
                t->form_columns[k] = &t->form->columns[i];
                t->form_with[k] = (uint8_t)find_title(t->form->columns[i].with, cells, n);
            }
    t->latest = t->form->latest.ptr ? (int)find_title(t->form->latest, cells, n) : -1;
    t->latest = t->latest < (int)n ? t->latest : -1;
    if (t->form->use != FORM_ROWS || t->latest >= 0)
        begin_joined(job, cells, n);
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
    if (fact >= FIRST_STATED_FACT && job->builder->table.earlier && !job->schema->facts[fact].marks)
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
            const bool exact = m.group[g].ptr && job->builder->table.form->use == FORM_ROWS;
            const uint64_t at = exact ? (uint64_t)(m.group[g].ptr - cell.ptr) : 0;
            if (!use_value(job, subject, c->patterns[i].facts[g], m.group[g], offset + at))
                return false;
        }
        return true;
    }
    return true;
}

/** Two cells as FIRST=SECOND. */
static inq_str paired(struct inq_ctx *job, inq_str a, inq_str b)
{
    char *text = arena_raw(&job->values, a.len + b.len + 2, 1);
    if (!text || !b.len)
        return STR_NONE;
    memcpy(text, a.ptr, a.len);
    text[a.len] = '=';
    memcpy(text + a.len + 1, b.ptr, b.len);
    return (inq_str){text, a.len + 1 + b.len};
}

/** Hold what the cells of a row tell. False when memory is out. */
static bool use_cells(struct inq_ctx *job, struct subject *subject, const inq_str *cells,
                      const uint64_t *offsets)
{
    const struct table *t = &job->builder->table;
    for (unsigned i = 0; i < t->width; i++) {
        const struct form_column *c = t->form_columns[i];
        const size_t at = (size_t)(cells[i].ptr - job->chunk.ptr);
        const uint64_t place = offsets                ? offsets[i]
                               : at <= job->chunk.len ? job->chunk.offset + at
                                                      : subject->offset;
        if (!c || !cells[i].len)
            continue;
        const inq_str cell = !c->with.ptr ? cells[i]
                             : t->form_with[i] < t->width
                                 ? paired(job, cells[i], cells[t->form_with[i]])
                                 : STR_NONE;
        if (cell.len && !use_cell(job, subject, c, cell, place))
            return false;
    }
    return true;
}

/** A member says whom it belongs to, and lives in the same workspace. */
static bool use_owner(struct inq_ctx *job, struct subject *subject)
{
    const struct identity *owner = &job->builder->joint.subject.identity;
    const uint16_t path = job->builder->table.form->owner;
    if (!subject->identity.workspace.len && owner->workspace.len)
        subject->identity.workspace = owner->workspace;
    if (!path || !owner->name.len || !owner->type.len)
        return true;
    const size_t size =
        owner->type.len + owner->version.len + owner->name.len + owner->workspace.len + 4;
    char *text = arena_raw(&job->values, size, 1);
    if (!text)
        return false;
    const int n =
        snprintf(text, size, "%.*s:%.*s:%.*s:%.*s", STR_ARG(owner->type), STR_ARG(owner->version),
                 STR_ARG(owner->name), STR_ARG(owner->workspace));
    return hold(job, path, (inq_str){text, (size_t)n}, subject->offset, false);
}

static inq_status finish_form_row(struct inq_ctx *job, struct subject *subject, size_t base)
{
    struct builder *b = job->builder;
    const enum form_use use = b->table.form->use;
    const bool named = subject->identity.name.len > 0;
    if (use == FORM_HEADING && named && !joint_begin(job, subject))
        return INQ_ENOMEM;
    if (use == FORM_HEADING || use == FORM_RESOURCE)
        return joint_take(job, base) ? INQ_OK : INQ_ENOMEM;
    if (use == FORM_MEMBERS && named &&
        !(use_owner(job, subject) && joint_list(job, &subject->identity)))
        return INQ_ENOMEM;
    if (named)
        return observe(job, subject, base);
    drop_held(b, base);
    return INQ_OK;
}

inq_status form_row(struct inq_ctx *job, const inq_str *cells, const uint64_t *offsets,
                    uint64_t offset)
{
    struct builder *b = job->builder;
    const struct form *form = b->table.form;
    const struct arena_mark mark = arena_mark(&job->values);
    const size_t base = b->n_held, outer = b->base;
    struct subject subject = {.offset = offset, .table = true, .identified = true};
    if (form->first)
        b->table.earlier = b->table.form_rows++ > 0;
    if ((form->use == FORM_RESOURCE || form->use == FORM_MEMBERS) && !joint_default(job, offset))
        return INQ_ENOMEM;
    subject.identity.type = form->type;
    const bool history = b->table.latest >= 0; /* of what other dumps know better */
    if (!history && (form->use != FORM_HEADING || form->type.len))
        subject.identity.version = STR("");
    b->base = base;
    const bool used = use_cells(job, &subject, cells, offsets);
    const inq_status status = used ? finish_form_row(job, &subject, base) : INQ_ENOMEM;
    b->base = outer;
    arena_rollback(&job->values, mark);
    return status;
}

inq_status form_earlier_row(struct inq_ctx *job, const inq_str *cells, const uint64_t *offsets,
                            uint64_t offset)
{
    struct table *t = &job->builder->table;
    t->earlier = true;
    const inq_status status = form_row(job, cells, offsets, offset);
    t->earlier = false;
    return status;
}

inq_status form_rows(struct inq_ctx *job, const inq_str *cells, unsigned columns, unsigned rows,
                     const uint64_t *offsets)
{
    inq_status status = INQ_OK;
    for (size_t r = 0; r < rows && status == INQ_OK; r++)
        status = form_row(job, cells + r * columns, NULL, offsets[r]);
    return status;
}
