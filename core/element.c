/* SPDX-License-Identifier: MIT */
/* Facts that several values of one list element make together. The values are held as they come,
 * under no path; at the end of the element those that belong to a fact get its path, and the rest
 * stays without one, which nobody asks for. */
#include "builder.h"
#include "str.h"

bool element_hold(struct inq_ctx *job, uint16_t part, inq_str value, uint64_t offset)
{
    struct builder *b = job->builder;
    if (!hold(job, 0, value, offset, true))
        return false;
    b->parts[part] = b->n_held;
    return true;
}

void element_begin(struct inq_ctx *job, const struct node *node)
{
    struct builder *b = job->builder;
    for (const struct element *e = node->elements; e; e = e->next) {
        b->parts[e->key] = 0;
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

bool element_end(struct inq_ctx *job, const struct node *node)
{
    struct builder *b = job->builder;
    for (const struct element *e = node->elements; e; e = e->next) {
        if (!is_whole(b, e))
            continue;
        const struct held last = *part(b, e->parts[e->n_parts - 1]);
        const inq_str value = e->text.ptr ? fill(job, e) : last.value;
        const size_t n = b->n_held;
        if (!value.ptr || !hold(job, e->path, value, last.offset, false))
            return false;
        if (b->n_held > n) {
            b->held[n].line = last.line;
            b->held[n].column = last.column;
            b->held[n].settled = last.settled;
        }
    }
    return true;
}
