/* SPDX-License-Identifier: MIT */
/* Quoting: of a record that is not well, the lines around its facts are copied while the window
 * still has them. Facts that stand close share one slice, so a record costs about its own size. */
#include "slices.h"
#include "builder.h"
#include "str.h"

#define NEAR 512          /* facts this close share a slice */
#define LONGEST 4096      /* of a slice */
#define QUOTE_COLUMNS 200 /* of a line in an excerpt */

/* ---- taking ------------------------------------------------------------------------------- */

/** The place of a slice's first byte, counted back from a place inside of it. */
static void set_first(struct slice *s, size_t at, const struct place *place)
{
    uint32_t lines = 0;
    size_t start = 0;
    for (size_t i = 0; i < at; i++)
        if (s->text.ptr[i] == '\n') {
            lines++;
            start = i + 1;
        }
    const inq_str before = {s->text.ptr + start, at - start};
    s->first_line = place->line - lines;
    s->first_column = lines ? 1 : place->column - (uint32_t)str_code_points(before);
}

static struct slice *new_slice(struct inq_ctx *job, struct arena *a, const struct place *first,
                               const struct span *span)
{
    const size_t n = (size_t)(span->to - span->from);
    struct slice *s = arena_alloc(a, sizeof *s, 0);
    char *text = arena_raw(a, n + 1, 1);
    if (!s || !text)
        return NULL;
    memcpy(text, window_at(&job->window, span->from).ptr, n);
    s->text = (inq_str){text, n};
    set_first(s, (size_t)(first->offset - span->from), first);
    return s;
}

static void wait_for(struct builder *b, struct slice *s, uint64_t end)
{
    if (b->n_waiting < sizeof b->waiting / sizeof *b->waiting)
        b->waiting[b->n_waiting++] = (struct waiting_slice){s, end};
}

struct slice *take_slices(struct inq_ctx *job, struct arena *a, size_t base, struct slice *list,
                          bool wait)
{
    struct builder *b = job->builder;
    for (size_t i = base; i < b->n_held && !job->unquoted;) {
        const struct held *first = &b->held[i++];
        uint64_t last = first->offset;
        struct span span, after;
        if (first->settled || !first->line)
            continue;
        while (i < b->n_held && b->held[i].offset >= last && b->held[i].offset - last < NEAR &&
               b->held[i].offset - first->offset < LONGEST / 2)
            last = b->held[i++].offset;
        if (!window_span(&job->window, first->offset, &span) ||
            !window_span(&job->window, last, &after))
            continue;
        span.to = after.to;
        const struct place place = {first->offset, first->line, first->column};
        struct slice *s = new_slice(job, a, &place, &span);
        if (!s)
            return list;
        if (wait && !after.whole)
            wait_for(b, s, span.to);
        s->next = list;
        list = s;
    }
    return list;
}

void finish_slices(struct inq_ctx *job)
{
    struct builder *b = job->builder;
    const size_t n = b->n_waiting;
    b->n_waiting = 0;
    for (size_t i = 0; i < n; i++) {
        struct slice *s = b->waiting[i].slice;
        const uint64_t end = b->waiting[i].end;
        struct span rest;
        if (!window_span(&job->window, end ? end - 1 : 0, &rest) || rest.to <= end)
            continue;
        const size_t more = (size_t)(rest.to - end);
        char *text = arena_raw(&job->part->arena, s->text.len + more + 1, 1);
        if (!text)
            return;
        memcpy(text, s->text.ptr, s->text.len);
        memcpy(text + s->text.len, window_at(&job->window, end).ptr, more);
        s->text = (inq_str){text, s->text.len + more};
    }
}

/* ---- quoting ------------------------------------------------------------------------------ */

/** Bytes that the first `columns` code points of a line take. */
static size_t bytes_of(inq_str line, size_t columns)
{
    size_t i = 0;
    while (i < line.len && columns) {
        i++;
        while (i < line.len && ((unsigned char)line.ptr[i] & 0xc0) == 0x80)
            i++;
        columns--;
    }
    return i;
}

/** At most QUOTE_COLUMNS of a line, around a column of it. */
static inq_str cut_line(inq_str line, size_t column)
{
    while (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (line.len <= QUOTE_COLUMNS)
        return line;
    const size_t before = QUOTE_COLUMNS / 2;
    const size_t from = column > before ? bytes_of(line, column - before) : 0;
    const inq_str rest = {line.ptr + from, line.len - from};
    return (inq_str){rest.ptr, bytes_of(rest, QUOTE_COLUMNS)};
}

static bool holds(const struct slice *s, uint32_t line, uint32_t column)
{
    uint32_t lines = 0;
    size_t last = 0;
    if (line < s->first_line || (line == s->first_line && column < s->first_column))
        return false;
    for (size_t i = 0; i < s->text.len; i++)
        if (s->text.ptr[i] == '\n') {
            lines++;
            last = i + 1;
        }
    const uint32_t end = s->first_line + lines;
    const size_t width = s->text.len - last + (lines ? 1 : s->first_column);
    return line < end || (line == end && column <= width);
}

bool slices_quote(const struct slice *list, uint32_t line, uint32_t column, struct excerpt *e)
{
    *e = (struct excerpt){0};
    while (list && !holds(list, line, column))
        list = list->next;
    if (!list)
        return false;
    uint32_t at = list->first_line;
    for (inq_str rest = list->text; rest.ptr && at <= line + 1; at++) {
        const uint32_t skipped = at == list->first_line ? list->first_column - 1 : 0;
        const inq_str text = str_line(rest, &rest);
        if (at + 1 < line || (skipped && at != line))
            continue;
        if (e->n == 0)
            e->first_line = at;
        e->line[e->n++] = cut_line(text, at == line ? column - skipped : 0);
    }
    return e->n > 0;
}
