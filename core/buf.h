/* SPDX-License-Identifier: MIT */
/** A growing text in an arena. Errors stick: test `failed` once, at the end. */
#ifndef INQ_BUF_H
#define INQ_BUF_H

#include "arena.h"
#include "inquest.h"

struct buf {
    struct arena *arena;
    char *ptr;
    size_t len, cap;
    bool failed;
};

static inline struct buf buf_new(struct arena *a)
{
    return (struct buf){.arena = a};
}

/** Append; a no-op after a failure. */
void buf_put(struct buf *b, inq_str s);
void buf_char(struct buf *b, char c);
void buf_format(struct buf *b, const char *fmt, ...) INQ_PRINTF(2, 3);

/** What was appended so far; lives until the next append or as long as the arena. */
inq_str buf_str(const struct buf *b);

/** Forget the text, keep the memory. */
void buf_clear(struct buf *b);

#endif
