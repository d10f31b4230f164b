/* SPDX-License-Identifier: MIT */
/*
 * One stretch of arena memory that doubles when it is full; the text moves then and the old copy
 * stays behind in the arena. A failure leaves the text as it was and stops all later appends.
 */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CAP_FIRST ((size_t)128)

/** Room for `more` bytes after the text. */
static bool reserve(struct buf *b, size_t more)
{
    if (b->failed) {
        return false;
    }
    if (more <= b->cap - b->len) {
        return true;
    }
    size_t cap = b->cap ? b->cap : CAP_FIRST;
    while (cap < SIZE_MAX / 2 && cap - b->len < more) {
        cap *= 2;
    }
    char *const fresh = cap - b->len < more ? NULL : arena_raw(b->arena, cap, 1);
    if (!fresh) {
        b->failed = true;
        return false;
    }
    if (b->len) {
        memcpy(fresh, b->ptr, b->len);
    }
    b->ptr = fresh;
    b->cap = cap;
    return true;
}

void buf_put(struct buf *b, inq_str s)
{
    if (s.len && reserve(b, s.len)) {
        memcpy(b->ptr + b->len, s.ptr, s.len);
        b->len += s.len;
    }
}

void buf_char(struct buf *b, char c)
{
    if (reserve(b, 1)) {
        b->ptr[b->len++] = c;
    }
}

void buf_format(struct buf *b, const char *fmt, ...)
{
    if (!reserve(b, 1)) {
        return;
    }
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    const size_t room = b->cap - b->len;
    const int n = vsnprintf(b->ptr + b->len, room, fmt, args);
    va_end(args);
    if (n < 0) {
        b->failed = true;
    } else if ((size_t)n < room) {
        b->len += (size_t)n;
    } else if (reserve(b, (size_t)n + 1)) {
        (void)vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

inq_str buf_str(const struct buf *b)
{
    return (inq_str){b->ptr ? b->ptr : "", b->len};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
}
