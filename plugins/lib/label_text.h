/* SPDX-License-Identifier: MIT */
/*
 * label_text.h: what cards are made of that are copied from pages: labels, and the lines of a
 * chunk one after another. Callable from any thread.
 */
#ifndef INQ_LIB_LABEL_TEXT_H
#define INQ_LIB_LABEL_TEXT_H

#include "inquest.h"
#include "plugins/lib/table_text.h"

#define MAX_LABEL 48u

/** Lines that a parser goes through. */
struct lines {
    inq_ctx *ctx;
    const inq_host *host;
    const inq_sink *sink;
    const char *base; /* the chunk */
    const char *end;
    const char *line; /* the first line not dealt with */
    uint64_t offset;  /* of base */
    bool last;        /* nothing follows this chunk */
};

/** Whether the text is words of letters, the first with a capital. */
static inline bool is_label(inq_str text)
{
    if (text.len == 0 || text.len > MAX_LABEL || !is_upper(text.ptr[0])) {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        const char c = text.ptr[i];
        if (!is_upper(c) && !is_lower(c) && (c != ' ' || text.ptr[i - 1] == ' ')) {
            return false;
        }
    }
    return true;
}

/** Where something in the chunk stands in the input. */
static inline uint64_t offset_of(const struct lines *l, const char *at)
{
    return l->offset + (uint64_t)(at - l->base);
}

/** How far the lines were dealt with from the place where `in` began. */
static inline uint64_t consumed_of(const struct lines *l, const inq_input *in)
{
    return l->line == NULL ? 0 : offset_of(l, l->line) - in->offset;
}

/** Ask the host for more, from l->line on; all slices into the chunk end. Returns what the host
 *  does. */
static inline inq_status refill_lines(struct lines *l)
{
    inq_chunk chunk = {.ptr = NULL, .len = 0, .offset = 0};
    const size_t keep = l->line == NULL ? 0 : (size_t)(l->end - l->line);
    const inq_status status = l->host->read(l->ctx, keep, &chunk);
    if (status != INQ_OK) {
        return status;
    }
    l->base = chunk.ptr;
    l->line = chunk.ptr;
    l->end = chunk.ptr + chunk.len;
    l->offset = chunk.offset;
    l->last = chunk.len <= keep;
    return INQ_OK;
}

/** Push a key and its value. Returns what the sink does. */
static inline inq_status push_label(const struct lines *l, inq_str label, inq_str value)
{
    const inq_status status = l->sink->key(l->ctx, label, offset_of(l, label.ptr));
    return status != INQ_OK ? status
                            : l->sink->scalar(l->ctx, value, INQ_TEXT, offset_of(l, value.ptr));
}

/** Open a document that is one map. Returns what the sink does. */
static inline inq_status begin_card(const struct lines *l, uint64_t offset)
{
    const inq_status status = l->sink->doc(l->ctx, offset);
    return status == INQ_OK ? l->sink->map(l->ctx, offset) : status;
}

#endif
