/* SPDX-License-Identifier: MIT */
/**
 * The kind and rule packs that were embedded when inquest was built: every file of core/kinds and
 * core/rules. The build writes their definition from the files. Constant. [any-thread]
 */
#ifndef INQ_PACKS_H
#define INQ_PACKS_H

#include <stddef.h>

struct pack_file {
    const char *name;  /* path below core/: kinds/dataos.yaml */
    const char *bytes; /* `len` bytes of the file, and a NUL after them */
    size_t len;
};

/** In order of name, kinds before rules; after the last comes one whose name is NULL. */
extern const struct pack_file pack_files[];

/** How many files there are, the closing one not counted. */
extern const size_t n_pack_files;

#endif
