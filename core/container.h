/* SPDX-License-Identifier: MIT */
/**
 * Reading archives in place: every member is shown to a visitor, with its bytes or with the
 * reason why there are none. Archives in archives are opened as well. What members are called and
 * how much of them is read is decided here, whatever the source plugin says.
 */
#ifndef INQ_CONTAINER_H
#define INQ_CONTAINER_H

#include "diag.h"
#include "plugin.h"
#include "source.h"

/** What a visitor is shown: a member, or an input that is none of an archive (then `bytes` and
 *  nothing else), or at its end an archive itself with what was wrong with it. Lives until the
 *  visitor returns. */
struct member {
    inq_str path;         /* ARCHIVE!MEMBER; a compressed file has its own path */
    struct source *bytes; /* or NULL; the visitor reads as much as it likes */
    unsigned code;        /* of a diagnostic about it, or 0 */
    inq_str why;
    const struct diags *diags; /* about an archive as a whole, else NULL */
};

struct visitor {
    void (*visit)(void *self, const struct member *m);
    void *self;
};

/** What reading an archive needs. */
struct container_host {
    const struct settings *settings;
    const struct plugins *plugins;
    struct budget *budget;
};

/**
 * Show the input `path`, whose bytes are `outer` (just opened), to the visitor: the members if it
 * is an archive, else itself. The visitor may not leave by a longjmp. False when memory was out;
 * what came before was shown. [any-thread]
 */
bool container_read(const struct container_host *host, struct source *outer, inq_str path,
                    const struct visitor *visitor);

#endif
