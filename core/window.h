/* SPDX-License-Identifier: MIT */
/**
 * A moving window over the bytes of one input. New bytes are made safe when they enter (valid
 * UTF-8, no escape sequences, no control characters), counted once for lines, and a little
 * history is kept behind them, so that a place can be told and quoted after it was read.
 */
#ifndef INQ_WINDOW_H
#define INQ_WINDOW_H

#include "arena.h"
#include "inquest.h"

#define WINDOW_PAD (size_t)64         /* readable bytes on both sides of a chunk */
#define WINDOW_CHUNK (64u << 10)      /* what is asked of the source at a time */
#define WINDOW_HISTORY (8u << 10)     /* kept behind what is being parsed */
#define WINDOW_CHUNK_MAX (256u << 20) /* a single token may not need more */

/** Where bytes come from: fills `into` with up to `size` bytes, 0 at the end, <0 on an error. */
struct byte_source {
    ptrdiff_t (*read)(void *self, char *into, size_t size);
    void *self;
};

/** A place: byte offset, line from 1, column from 1 in code points. */
struct place {
    uint64_t offset;
    uint32_t line, column;
};

/** What was made safe, for a diagnostic: how often, and where first (line 0: not at all). */
struct mending {
    uint64_t count;
    uint64_t first;
    struct place place;
};

struct window {
    struct byte_source source;
    struct budget *budget;
    char *memory;         /* the whole block, with pads */
    size_t size;          /* of the block without pads */
    size_t start, end;    /* valid bytes: memory + WINDOW_PAD + [start, end) */
    size_t tail;          /* raw bytes after `end` that wait for the rest of their sequence */
    uint64_t offset;      /* in the input, of the byte at `start` */
    size_t chunk;         /* how much to read next; doubles while nothing comes of it */
    bool at_end;          /* the source has no more */
    bool failed;          /* reading failed, or memory was out */
    bool starved;         /* it was memory */
    struct place first;   /* place of the byte at `start` */
    struct place settled; /* a place well before the end, found by some look-up */
    struct place seen;    /* where the last look-up stopped */
    uint64_t wide_to;     /* no byte from here on is wide (not ASCII) */
    uint64_t line_to;     /* no line ends from here on */
    struct mending bad_utf8, escapes;
};

/** Nothing is read yet. `budget` pays for the block. */
void window_init(struct window *w, struct byte_source source, struct budget *budget);
void window_free(struct window *w);

/** First and one-past-last offset of what is in the window. */
static inline uint64_t window_from(const struct window *w)
{
    return w->offset;
}
static inline uint64_t window_to(const struct window *w)
{
    return w->offset + (w->end - w->start);
}

/** The bytes from `offset` (inside the window) to the end of the window. */
inq_str window_at(const struct window *w, uint64_t offset);

/**
 * Read more, keeping everything from `keep` on and some history before it. False at the end of
 * the input or on failure; slices into the window move in any case.
 */
bool window_more(struct window *w, uint64_t keep);

/** At least `n` bytes from `offset` on, fewer only at the end of the input. */
inq_str window_peek(struct window *w, uint64_t offset, size_t n);

/** The place of an offset. Exact inside the window; before it, the window's first place. */
struct place window_place(struct window *w, uint64_t offset);

/** The stretch around an offset that is worth quoting: from the start of the line before to the
 *  end of the line after, but not further than some hundred bytes. */
struct span {
    uint64_t from, to;
    bool whole; /* the line after is all there */
};

/** False if the offset is not in the window. */
bool window_span(const struct window *w, uint64_t offset, struct span *span);

#endif
