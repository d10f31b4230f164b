/* SPDX-License-Identifier: MIT */
/** JSON as the platform would give it: templates of the packs, filled in. */
#ifndef INQ_PAYLOAD_H
#define INQ_PAYLOAD_H

#include "redact.h"
#include "tree.h"

/** What a `{word}` of a template stands for: a text, a part of a manifest, or JSON. Without any
 *  of these the member that it is the value of is left out. */
struct payload_word {
    const char *word;
    inq_str text;
    const struct tree *tree;
    inq_str json;
};

struct payload {
    struct redactor *redactor;
    const struct payload_word *words;
    size_t n_words;
};

/** The template as JSON in one line, in the arena of `out`. Scalars of manifests are strings. */
void payload_put(const struct payload *p, struct buf *out, const struct tree *template);

/** A text as a JSON string. */
void payload_put_string(struct buf *out, inq_str text);

#endif
