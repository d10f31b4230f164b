/* SPDX-License-Identifier: MIT */
/** A small document as a tree: how packs are read. Packs come through the same parser plugins as
 *  dumps, so there is one YAML reader in the program. */
#ifndef INQ_TREE_H
#define INQ_TREE_H

#include "diag.h"
#include "plugin.h"
#include "window.h"

enum tree_kind { TREE_SCALAR, TREE_MAP, TREE_LIST };

struct tree {
    enum tree_kind kind;
    uint32_t line, column;
    inq_str key;              /* in a map */
    inq_str value;            /* of a scalar; absent for null */
    const struct tree *first; /* of a map or list */
    const struct tree *next;  /* in the same map or list; of a document: the next document */
};

/** What tree_read() reads. */
struct tree_reading {
    const struct plugin *parser;
    struct byte_source bytes;
    const char *const *keys; /* only these are kept, in any map; NULL-ended, or NULL: all */
};

/**
 * Parse all documents of some bytes, without holding them all; the first one, or NULL. Faults are
 * diagnostics; what came before them is returned. Everything lives in `a`. Does not return when
 * memory is out.
 */
const struct tree *tree_read(struct arena *a, const struct tree_reading *reading,
                             struct diags *diags);

/**
 * Parse all documents of `text` with `parser`; the first one, or NULL. Faults are diagnostics at
 * line and column of the text; what came before them is returned. Everything lives in `a`.
 */
const struct tree *tree_parse(struct arena *a, const struct plugin *parser, inq_str text,
                              struct diags *diags);

/** The value under `key` of a map, or NULL. */
const struct tree *tree_get(const struct tree *map, const char *key);

/** The same for a key that is no literal. */
const struct tree *tree_at(const struct tree *map, inq_str key);

/** The text of a scalar; absent when `t` is NULL or no scalar. */
inq_str tree_text(const struct tree *t);

/** Step through a list; a scalar counts as a list of itself. Start with at = NULL. */
const struct tree *tree_each(const struct tree *list, const struct tree *at);

#endif
