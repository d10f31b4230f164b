/* SPDX-License-Identifier: MIT */
/**
 * The kind and rule packs that were embedded when inquest was built: every file of core/kinds and
 * core/rules, as the trees that reading it gives. The build writes their definition (see
 * core/tools/gen_packs.c). Constant. [any-thread]
 */
#ifndef INQ_PACKS_H
#define INQ_PACKS_H

#include "tree.h"

#define PACK_SIZE_MAX ((size_t)16 << 20)

struct pack_file {
    const char *name; /* path below core/: kinds/dataos.yaml */
    const struct tree *docs;
};

/** In order of name, kinds before rules; after the last comes one whose name is NULL. */
extern const struct pack_file pack_files[];

/** How many files there are, the closing one not counted. */
extern const size_t n_pack_files;

#endif
