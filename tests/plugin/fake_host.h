/* SPDX-License-Identifier: MIT */
/*
 * A small host for tests of parser plugins. It feeds bytes from memory in chunks of a chosen
 * size, writes down every event as a line of text, and can fail on demand. It holds the plugin
 * to its contract: what breaks it is counted in `violations` and described in `violation`.
 *
 *     struct inq_ctx fake;
 *     fake_host_init(&fake, bytes, len, 64);
 *     fake.stop_at = 3;                                    (optional: faults, limits)
 *     const inq_status status = fake_parse(&fake, plugin);
 *     … fake.events, fake.consumed, fake.diags, fake.live …
 *     fake_host_free(&fake);
 *
 * Lines: doc@0, map@0, list@0, key@1 name, scalar@8 T value, end@9, header@0 A|B, row@4 a|b,
 * line@0 text; a row whose cells have places of their own reads row@4 4:a|8:b. Kinds of scalars: T
 * text, N number, B boolean, 0 null. In texts a newline reads \n, a backslash \\; a cell that is
 * absent reads <absent>.
 */
#ifndef FAKE_HOST_H
#define FAKE_HOST_H

#include "inquest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAKE_PADDING 64u
#define FAKE_MAX_DIAGS 32u
#define FAKE_MAX_DEPTH 1024u

struct fake_diag {
    unsigned code;
    uint64_t offset;
    char message[160];
};

struct fake_block {
    struct fake_block *next;
    struct fake_block *prev;
    size_t size;
    size_t resizable; /* 1: from resize() */
};

/** The fake host of one parse. Set what is marked "in" between init and parse; read the rest
 *  until fake_host_free(). Not for two parses. */
struct inq_ctx {
    const char *bytes;        /* in, by init */
    size_t length;            /* in, by init */
    size_t chunk_size;        /* in, by init */
    uint64_t base;            /* in: offset of bytes[0] in the input */
    const char *const *pairs; /* in: options of the plugin: key, value, …, NULL; or NULL */
    size_t stop_at;           /* in: the event, from 1, that is answered with `stop_with` */
    size_t fail_alloc_at;     /* in: the allocation, from 1, that fails */
    size_t fail_read_at;      /* in: the read, from 1, that returns INQ_EIO */
    size_t max_depth;         /* in: open maps and lists that the sink allows; 64 by init */
    inq_status stop_with;     /* in: INQ_STOP by init */
    bool quiet;               /* in: count events, keep no text of them */

    inq_status status;
    uint64_t consumed; /* from `base` */
    bool unwound;      /* resize() ended the parse */
    size_t n_events;
    size_t n_allocs;
    size_t n_reads;
    size_t live;  /* blocks of resize() that the plugin had not freed when it returned */
    char *events; /* NUL-terminated */
    size_t events_len;
    size_t events_room;
    struct fake_diag diags[FAKE_MAX_DIAGS];
    size_t n_diags; /* may be more than are kept */
    size_t violations;
    char violation[160]; /* the first one */

    char *buffer; /* of the current chunk, with its padding */
    size_t chunk_len;
    size_t fed;
    struct fake_block *blocks;
    jmp_buf unwind;
    size_t depth;
    size_t columns;
    bool answered;             /* the sink said stop: no event may follow */
    bool in_doc;               /* a value is due or open */
    char open[FAKE_MAX_DEPTH]; /* 'm' map before a key, 'v' map before a value, 'l' list */
};

static inline void fake_violation(inq_ctx *fake, const char *text)
{
    if (fake->violations++ == 0)
        snprintf(fake->violation, sizeof fake->violation, "event %zu: %s", fake->n_events, text);
}

/* ---- the events as text ---- */

static inline void fake_write(inq_ctx *fake, const char *bytes, size_t len)
{
    if (fake->quiet)
        return;
    if (fake->events_room - fake->events_len <= len) {
        fake->events_room = 2 * (fake->events_room + len) + 64;
        char *grown = realloc(fake->events, fake->events_room);
        if (grown == NULL) {
            fake_violation(fake, "the test itself ran out of memory");
            return;
        }
        fake->events = grown;
    }
    memcpy(fake->events + fake->events_len, bytes, len);
    fake->events_len += len;
    fake->events[fake->events_len] = '\0';
}

static inline void fake_write_text(inq_ctx *fake, inq_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.ptr[i];
        if (byte == '\n')
            fake_write(fake, "\\n", 2);
        else if (byte == '\\')
            fake_write(fake, "\\\\", 2);
        else
            fake_write(fake, &byte, 1);
    }
}

static inline void fake_write_head(inq_ctx *fake, const char *name, uint64_t offset)
{
    char head[64];
    const int len = snprintf(head, sizeof head, "%s@%llu", name, (unsigned long long)offset);
    fake_write(fake, head, (size_t)len);
    if (offset < fake->base || offset > fake->base + fake->length)
        fake_violation(fake, "the offset lies outside the input");
}

static inline void fake_write_cells(inq_ctx *fake, const inq_str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fake_write(fake, i == 0 ? " " : "|", 1);
        if (cells[i].ptr == NULL)
            fake_write(fake, "<absent>", 8);
        else
            fake_write_text(fake, cells[i]);
    }
    fake_write(fake, "\n", 1);
}

/* ---- the sink ---- */

static inline inq_status fake_answer(inq_ctx *fake)
{
    fake->n_events++;
    if (fake->answered)
        fake_violation(fake, "an event after the sink had said stop");
    if (fake->n_events != fake->stop_at)
        return INQ_OK;
    fake->answered = true;
    return fake->stop_with;
}

/* A value (or its begin) arrives: is one due here? */
static inline void fake_value_due(inq_ctx *fake)
{
    char *top = fake->depth > 0 ? &fake->open[fake->depth - 1] : NULL;
    if (!fake->in_doc)
        fake_violation(fake, "a value outside a document");
    if (top == NULL) {
        fake->in_doc = false;
        return;
    }
    if (*top == 'm')
        fake_violation(fake, "a value where a key is due");
    if (*top == 'v')
        *top = 'm';
}

static inline inq_status fake_doc(inq_ctx *fake, uint64_t offset)
{
    fake_write_head(fake, "doc", offset);
    fake_write(fake, "\n", 1);
    if (fake->in_doc || fake->depth > 0)
        fake_violation(fake, "a document within a document");
    fake->in_doc = true;
    return fake_answer(fake);
}

static inline inq_status fake_open(inq_ctx *fake, char kind, uint64_t offset)
{
    fake_write_head(fake, kind == 'm' ? "map" : "list", offset);
    fake_write(fake, "\n", 1);
    fake_value_due(fake);
    if (fake->depth >= fake->max_depth || fake->depth >= FAKE_MAX_DEPTH) {
        fake_answer(fake);
        fake->answered = true;
        return INQ_ELIMIT;
    }
    fake->open[fake->depth++] = kind;
    fake->in_doc = true;
    return fake_answer(fake);
}

static inline inq_status fake_map(inq_ctx *fake, uint64_t offset)
{
    return fake_open(fake, 'm', offset);
}

static inline inq_status fake_list(inq_ctx *fake, uint64_t offset)
{
    return fake_open(fake, 'l', offset);
}

static inline inq_status fake_key(inq_ctx *fake, inq_str key, uint64_t offset)
{
    fake_write_head(fake, "key", offset);
    fake_write(fake, " ", 1);
    fake_write_text(fake, key);
    fake_write(fake, "\n", 1);
    if (fake->depth == 0 || fake->open[fake->depth - 1] != 'm')
        fake_violation(fake, "a key where none is due");
    else
        fake->open[fake->depth - 1] = 'v';
    return fake_answer(fake);
}

static inline inq_status fake_scalar(inq_ctx *fake, inq_str value, inq_scalar kind, uint64_t offset)
{
    const char mark[3] = {' ', "TNB0"[kind], ' '};
    fake_write_head(fake, "scalar", offset);
    fake_write(fake, mark, value.ptr == NULL ? 2 : 3);
    fake_write_text(fake, value);
    fake_write(fake, "\n", 1);
    if ((value.ptr == NULL) != (kind == INQ_NULL))
        fake_violation(fake, "null and no other scalar has an absent slice");
    fake_value_due(fake);
    return fake_answer(fake);
}

static inline inq_status fake_end(inq_ctx *fake, uint64_t offset)
{
    fake_write_head(fake, "end", offset);
    fake_write(fake, "\n", 1);
    if (fake->depth == 0)
        fake_violation(fake, "an end without a begin");
    else if (fake->open[--fake->depth] == 'v')
        fake_violation(fake, "a key without a value");
    fake->in_doc = fake->depth > 0;
    return fake_answer(fake);
}

static inline inq_status fake_header(inq_ctx *fake, const inq_str *cells, unsigned n,
                                     uint64_t offset)
{
    fake_write_head(fake, "header", offset);
    fake_write_cells(fake, cells, n);
    fake->columns = n;
    return fake_answer(fake);
}

static inline inq_status fake_rows(inq_ctx *fake, const inq_str *cells, unsigned columns,
                                   unsigned rows, const uint64_t *offsets)
{
    if (columns != fake->columns || rows == 0 || rows > INQ_MAX_ROWS)
        fake_violation(fake, "rows that do not match the header or the batch limit");
    for (size_t r = 0; r < rows; r++) {
        fake_write_head(fake, "row", offsets[r]);
        fake_write_cells(fake, cells + r * columns, columns);
    }
    return fake_answer(fake);
}

static inline inq_status fake_row(inq_ctx *fake, const inq_str *cells, const uint64_t *offsets,
                                  unsigned columns, uint64_t offset)
{
    if (columns != fake->columns)
        fake_violation(fake, "a row that does not match the header");
    fake_write_head(fake, "row", offset);
    for (unsigned i = 0; i < columns; i++) {
        char place[24];
        const int n = snprintf(place, sizeof place, "%s%llu:", i == 0 ? " " : "|",
                               (unsigned long long)offsets[i]);
        fake_write(fake, place, (size_t)n);
        fake_write_text(fake, cells[i].ptr == NULL ? (inq_str){"<absent>", 8} : cells[i]);
    }
    fake_write(fake, "\n", 1);
    return fake_answer(fake);
}

static inline inq_status fake_line(inq_ctx *fake, inq_str text, uint64_t offset)
{
    fake_write_head(fake, "line", offset);
    fake_write_cells(fake, &text, 1);
    return fake_answer(fake);
}

/* Each line is an event of its own: how they are batched is up to the plugin. */
static inline inq_status fake_lines(inq_ctx *fake, inq_str text, uint64_t offset)
{
    if (text.len == 0)
        fake_violation(fake, "lines without any");
    for (size_t at = 0; at < text.len;) {
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);
        const size_t len = newline == NULL ? text.len - at : (size_t)(newline - text.ptr) - at;
        const inq_str line = {text.ptr + at, len};
        fake_write_head(fake, "line", offset + at);
        fake_write_cells(fake, &line, 1);
        at += len + 1;
        const inq_status status = fake_answer(fake);
        if (status != INQ_OK)
            return status;
    }
    return INQ_OK;
}

/* ---- the host ---- */

static inline struct fake_block *fake_new_block(inq_ctx *fake, size_t size, bool resizable)
{
    struct fake_block *block = calloc(1, sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->size = size;
    block->resizable = resizable;
    block->next = fake->blocks;
    if (fake->blocks != NULL)
        fake->blocks->prev = block;
    fake->blocks = block;
    return block;
}

static inline void fake_drop_block(inq_ctx *fake, struct fake_block *block)
{
    if (block->prev != NULL)
        block->prev->next = block->next;
    else
        fake->blocks = block->next;
    if (block->next != NULL)
        block->next->prev = block->prev;
    free(block);
}

static inline void *fake_alloc(inq_ctx *fake, size_t size, size_t align)
{
    if (align == 0 || align > 16 || (align & (align - 1)) != 0)
        fake_violation(fake, "an alignment that alloc() does not offer");
    if (++fake->n_allocs == fake->fail_alloc_at)
        return NULL;
    struct fake_block *block = fake_new_block(fake, size, false);
    return block == NULL ? NULL : block + 1;
}

static inline void *fake_resize(inq_ctx *fake, void *old, size_t size)
{
    struct fake_block *former = old == NULL ? NULL : (struct fake_block *)old - 1;
    if (former != NULL && !former->resizable)
        fake_violation(fake, "resize() of memory that is not from resize()");
    if (size == 0) {
        if (former != NULL)
            fake_drop_block(fake, former);
        return NULL;
    }
    const bool fail = ++fake->n_allocs == fake->fail_alloc_at;
    struct fake_block *block = fail ? NULL : fake_new_block(fake, size, true);
    if (block == NULL)
        longjmp(fake->unwind, 1);
    memset(block + 1, 0xa5, size);
    if (former != NULL) {
        memcpy(block + 1, old, former->size < size ? former->size : size);
        fake_drop_block(fake, former);
    }
    return block + 1;
}

/* Every chunk is a block of its own, so that a slice kept too long is found by the sanitizer. */
static inline inq_status fake_read(inq_ctx *fake, size_t keep, inq_chunk *chunk)
{
    if (++fake->n_reads == fake->fail_read_at)
        return INQ_EIO;
    if (keep > fake->chunk_len) {
        fake_violation(fake, "read() is to keep more than the last chunk had");
        return INQ_EBUG;
    }
    const size_t left = fake->length - fake->fed;
    const size_t fresh = left < fake->chunk_size ? left : fake->chunk_size;
    char *buffer = malloc(keep + fresh + (size_t)2 * FAKE_PADDING);
    if (buffer == NULL)
        return INQ_ENOMEM;
    memset(buffer, '"', keep + fresh + (size_t)2 * FAKE_PADDING);
    memcpy(buffer + FAKE_PADDING, fake->bytes + fake->fed - keep, keep + fresh);
    free(fake->buffer);
    fake->buffer = buffer;
    fake->fed += fresh;
    fake->chunk_len = keep + fresh;
    *chunk =
        (inq_chunk){buffer + FAKE_PADDING, keep + fresh, fake->base + fake->fed - fake->chunk_len};
    return INQ_OK;
}

INQ_PRINTF(4, 5)
static inline void fake_report(inq_ctx *fake, unsigned code, uint64_t offset, const char *fmt, ...)
{
    if (offset < fake->base || offset > fake->base + fake->length)
        fake_violation(fake, "a diagnostic outside the input");
    const size_t slot = fake->n_diags++;
    if (slot >= FAKE_MAX_DIAGS)
        return;
    struct fake_diag *diag = &fake->diags[slot];
    diag->code = code;
    diag->offset = offset;
    va_list args;
    va_start(args, fmt);
    vsnprintf(diag->message, sizeof diag->message, fmt, args);
    va_end(args);
    if (strchr(diag->message, '\n') != NULL)
        fake_violation(fake, "a diagnostic of several lines");
}

static inline const char *fake_option(inq_ctx *fake, const char *key)
{
    for (const char *const *pair = fake->pairs; pair != NULL && *pair != NULL; pair += 2) {
        if (strcmp(*pair, key) == 0)
            return pair[1];
    }
    return NULL;
}

static inline inq_status fake_seek(inq_ctx *fake, uint64_t offset, uint32_t from_end, uint64_t *at)
{
    (void)offset, (void)from_end, (void)at;
    fake_violation(fake, "a parser reads from front to back");
    return INQ_EIO;
}

/* ---- for tests ---- */

/** Sets up a host that feeds `bytes` (borrowed until the parse is over) in chunks of
 *  `chunk_size` (at least 1). */
static inline void fake_host_init(inq_ctx *fake, const void *bytes, size_t length,
                                  size_t chunk_size)
{
    memset(fake, 0, sizeof *fake);
    fake->bytes = bytes;
    fake->length = length;
    fake->chunk_size = chunk_size;
    fake->stop_with = INQ_STOP;
    fake->max_depth = 64;
    fake_write(fake, "", 0);
}

static inline void fake_count_live(inq_ctx *fake)
{
    for (const struct fake_block *block = fake->blocks; block != NULL; block = block->next)
        fake->live += block->resizable;
}

static inline inq_status fake_run(inq_ctx *fake, const inq_parser *parser)
{
    static const inq_host host = {sizeof host, INQ_ABI,     fake_alloc, fake_resize, fake_read,
                                  fake_report, fake_option, fake_seek,  NULL};
    static const inq_sink sink = {sizeof sink, 0,           fake_doc, fake_map,    fake_list,
                                  fake_key,    fake_scalar, fake_end, fake_header, fake_rows,
                                  fake_line,   fake_lines,  fake_row};
    const inq_input input = {sizeof input, 0, {"fake", 4}, fake->base};
    if (setjmp(fake->unwind) != 0) {
        fake->unwound = true;
        return INQ_ENOMEM;
    }
    return parser->parse(fake, &host, &input, &sink, &fake->consumed);
}

/** Parses with the parser of `plugin` and returns its status, INQ_ENOMEM when resize() unwound
 *  it. Everything else is left in `fake`. */
static inline inq_status fake_parse(inq_ctx *fake, const inq_plugin *plugin)
{
    fake->status = fake_run(fake, plugin->parser);
    if (fake->consumed > fake->length)
        fake_violation(fake, "more was consumed than there is");
    if (fake->status == INQ_ESYNTAX && fake->n_diags == 0)
        fake_violation(fake, "a syntax error without a diagnostic");
    if (fake->status == INQ_OK && (fake->depth > 0 || fake->in_doc))
        fake_violation(fake, "a document that did not end");
    if (fake->status == INQ_OK && fake->answered)
        fake_violation(fake, "the answer of the sink was lost");
    if (!fake->unwound)
        fake_count_live(fake);
    return fake->status;
}

/** True when a diagnostic with `code` was reported. */
static inline bool fake_has_diag(const inq_ctx *fake, unsigned code)
{
    for (size_t i = 0; i < fake->n_diags && i < FAKE_MAX_DIAGS; i++) {
        if (fake->diags[i].code == code)
            return true;
    }
    return false;
}

/** Frees all that the fake host holds, also what the plugin left behind. */
static inline void fake_host_free(inq_ctx *fake)
{
    while (fake->blocks != NULL)
        fake_drop_block(fake, fake->blocks);
    free(fake->buffer);
    free(fake->events);
    memset(fake, 0, sizeof *fake);
}

/** Parse with a sink that has had enough at each of its first `most` calls. False if the parser did
 *  not say so where it came that far, or broke a rule. */
static inline bool fake_obeys_stops(const inq_plugin *plugin, const char *text, size_t most,
                                    size_t chunk)
{
    bool obeys = true;
    for (size_t at = 1; at <= most; at++) {
        inq_ctx fake;
        fake_host_init(&fake, text, strlen(text), chunk);
        fake.stop_at = at;
        const inq_status status = fake_parse(&fake, plugin);
        obeys &= status == (fake.answered ? INQ_STOP : INQ_OK) && fake.violation[0] == '\0';
        fake_host_free(&fake);
    }
    return obeys;
}

#endif
