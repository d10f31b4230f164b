/* SPDX-License-Identifier: MIT */
/* Facts that several values of one list element make together. The values are held as they come,
 * under no path; at the end of the element those that belong to a fact get its path, and the rest
 * stays without one, which nobody asks for. */
#include "builder.h"
#include "clock.h"
#include "str.h"

bool element_hold(struct inq_ctx *job, uint16_t part, inq_str value, uint64_t offset)
{
    struct builder *b = job->builder;
    const size_t n = b->n_held;
    if (!hold(job, 0, value, offset, true))
        return false;
    b->parts[part] = b->n_held > n ? b->n_held : 0;
    return true;
}

void element_begin(struct inq_ctx *job, const struct node *node)
{
    struct builder *b = job->builder;
    for (const struct element *e = node->elements; e; e = e->next) {
        b->parts[e->key] = 0;
        b->parts[e->order] = 0;
        for (unsigned i = 0; i < e->n_parts; i++)
            b->parts[e->parts[i]] = 0;
    }
}

static const struct held *part(const struct builder *b, uint16_t number)
{
    return b->parts[number] ? &b->held[b->parts[number] - 1] : NULL;
}

/** The template with the parts in their places; absent when memory is out. */
static inq_str fill(struct inq_ctx *job, const struct element *e)
{
    const struct builder *b = job->builder;
    size_t room = e->text.len;
    for (unsigned i = 0; i < e->n_parts; i++)
        room += part(b, e->parts[i])->value.len;
    char *text = arena_raw(&job->values, room + 1, 1);
    size_t n = 0;
    unsigned next = 0;
    for (size_t i = 0; text && i < e->text.len; i++) {
        if (e->text.ptr[i] != '{') {
            text[n++] = e->text.ptr[i];
            continue;
        }
        const inq_str value = part(b, e->parts[next++])->value;
        if (value.len)
            memcpy(text + n, value.ptr, value.len);
        n += value.len;
        while (e->text.ptr[i] != '}')
            i++;
    }
    return (inq_str){text, n};
}

static bool is_whole(const struct builder *b, const struct element *e)
{
    const struct held *key = part(b, e->key);
    for (unsigned i = 0; i < e->n_parts; i++)
        if (!part(b, e->parts[i]))
            return false;
    return !e->key || (key && str_eq(key->value, e->equals));
}

static void put_place(struct held *h, const struct held *at)
{
    h->offset = at->offset;
    h->line = at->line;
    h->column = at->column;
    h->settled = at->settled;
}

/** Hold a value that stands where a part of the element does; false when memory is out. */
static bool hold_as(struct inq_ctx *job, uint16_t path, inq_str value, const struct held *at)
{
    struct builder *b = job->builder;
    const struct held place = *at;
    const size_t n = b->n_held;
    if (!hold(job, path, value, place.offset, false))
        return false;
    if (b->n_held > n)
        put_place(&b->held[n], &place);
    return true;
}

/* ---- the latest element ------------------------------------------------------------------- */

/** The value of the latest element so far of the open record, or NULL. */
static struct held *latest_value(struct builder *b, const struct element *e)
{
    const size_t at = b->seen[e->path];
    struct held *h = at > b->base && at <= b->n_held ? &b->held[at - 1] : NULL;
    return h && h->path == e->path ? h : NULL;
}

static int64_t time_of(const struct held *h)
{
    return h ? clock_parse(h->value) : CLOCK_NONE;
}

/** Take the value if the element is not older than the latest one. What has no time is oldest. */
static bool take_latest(struct inq_ctx *job, const struct element *e, inq_str value,
                        const struct held *at)
{
    struct builder *b = job->builder;
    struct held *old = latest_value(b, e);
    const struct held *order = part(b, e->order);
    const struct held none = *at, time = order ? *order : none;
    const inq_str when = order ? order->value : STR("");
    if (!old) {
        const size_t n = b->n_held;
        if (!hold_as(job, e->path, value, at) || !hold_as(job, 0, when, &time))
            return false;
        b->parts[e->latest] = b->n_held == n + 2 ? b->n_held : 0;
        return true;
    }
    if (!b->parts[e->latest] || time_of(order) < time_of(part(b, e->latest)))
        return true;
    old->value = value;
    put_place(old, &none);
    b->held[b->parts[e->latest] - 1].value = when;
    return true;
}

static bool is_part(const struct builder *b, const struct node *node, size_t number)
{
    for (const struct element *e = node->elements; e; e = e->next) {
        if (b->parts[e->key] == number || b->parts[e->order] == number)
            return true;
        for (unsigned i = 0; i < e->n_parts; i++)
            if (b->parts[e->parts[i]] == number)
                return true;
    }
    return false;
}

/** Parts that came last are of no use any more: a long list does not fill the record. */
static void drop_parts(struct builder *b, const struct node *node)
{
    while (b->n_held > b->base && b->held[b->n_held - 1].path == 0 && is_part(b, node, b->n_held))
        b->n_held--;
}

bool element_end(struct inq_ctx *job, const struct node *node)
{
    struct builder *b = job->builder;
    for (const struct element *e = node->elements; e; e = e->next) {
        if (!is_whole(b, e))
            continue;
        const struct held last = *part(b, e->parts[e->n_parts - 1]);
        const inq_str value = e->text.ptr ? fill(job, e) : last.value;
        if (!value.ptr ||
            !(e->order ? take_latest(job, e, value, &last) : hold_as(job, e->path, value, &last)))
            return false;
    }
    drop_parts(b, node);
    return true;
}
