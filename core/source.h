/* SPDX-License-Identifier: MIT */
/** The one place that opens inputs: files, standard input, pipes that were named. It also wraps
 *  what is read from elsewhere, members of archives. UTF-16 with a byte order mark is decoded; a
 *  UTF-8 mark is left to the reader. */
#ifndef INQ_SOURCE_H
#define INQ_SOURCE_H

#include "arena.h"
#include "inquest.h"
#include "window.h"

#include <iconv.h>

struct progress;

struct source {
    int fd;                   /* or -1: the bytes come from `below` */
    struct byte_source below; /* its read() answers <0 for what cannot be read */
    uint64_t size;            /* of a regular file, else 0 */
    bool seekable;
    iconv_t decoder; /* or (iconv_t)-1 */
    bool utf16;
    bool at_end;
    int error;                 /* errno of what failed, 0 */
    struct progress *progress; /* told of what is read from `fd`; or NULL */
    char raw[4096];
    size_t from, to; /* bytes in `raw` not handed on yet */
};

/** Open `path` (`-` is standard input). False, with `error` set, if that fails or it is neither
 *  a regular file nor a pipe. */
bool source_open(struct source *s, const char *path);

/** Take bytes from `below` in place of a file. Needs no source_close() unless it is text. */
void source_wrap(struct source *s, struct byte_source below);
/** Take a text, which gets shorter, in place of a file. */
void source_wrap_text(struct source *s, inq_str *text);
void source_close(struct source *s);

/** Up to 4 KiB from the beginning, as they are; only before anything else was read. */
inq_str source_head(struct source *s);

/** What follows is text: decode it if a byte order mark says so. Before anything was read. */
void source_text(struct source *s);

/** As struct byte_source wants it: `self` is a struct source. */
ptrdiff_t source_read(void *self, char *into, size_t size);

/** Go to `offset`, or to so many bytes before the end; `*at` is where that is. False, with
 *  nothing changed, if the source cannot. */
bool source_seek(struct source *s, uint64_t offset, bool from_end, uint64_t *at);

/** The whole file as text in the arena (NUL after it), fewer than `limit` bytes; absent, with errno
 *  set, if that fails. */
inq_str source_slurp(struct arena *a, const char *path, size_t limit);

#endif
