/* SPDX-License-Identifier: MIT */
/** The one place that opens inputs: files, standard input, pipes that were named. UTF-16 with a
 *  byte order mark is decoded; a UTF-8 mark is left to the reader. */
#ifndef INQ_SOURCE_H
#define INQ_SOURCE_H

#include "arena.h"
#include "inquest.h"

#include <iconv.h>

struct source {
    int fd;
    iconv_t decoder; /* or (iconv_t)-1 */
    bool utf16;
    bool at_end;
    int error; /* errno of what failed, 0 */
    char raw[4096];
    size_t from, to; /* bytes in `raw` not handed on yet */
};

/** Open `path` (`-` is standard input). False, with `error` set, if that fails or it is neither
 *  a regular file nor a pipe. */
bool source_open(struct source *s, const char *path);
void source_close(struct source *s);

/** As struct byte_source wants it: `self` is a struct source. */
ptrdiff_t source_read(void *self, char *into, size_t size);

/** The whole file as text in the arena (NUL after it), at most `limit` bytes; absent on error. */
inq_str source_slurp(struct arena *a, const char *path, size_t limit);

#endif
