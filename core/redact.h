/* SPDX-License-Identifier: MIT */
/** Secrets become ‹redacted:KIND:N› before any output sees them; the same secret gets the same N.
 *  What counts as one is data: the `secrets:` patterns of the packs. */
#ifndef INQ_REDACT_H
#define INQ_REDACT_H

#include "buf.h"
#include "intern.h"
#include "kind.h"

#define REDACT_LITERALS 128

struct redactor {
    const struct kinds *kinds;
    const struct regex_scratch *regex;
    struct arena *arena;
    struct intern seen; /* secrets, by number */
    bool off;
    /* The prefilter. Sets of patterns have a bit for each. */
    struct redact_literal {
        inq_str text;
        uint64_t patterns;
        uint32_t three; /* a number for its first bytes */
    } literals[REDACT_LITERALS];
    size_t n_literals;
    uint64_t begins[512]; /* a bit for each `three` of a literal */
    uint64_t anywhere;    /* patterns without literals, which ask for `shortest` bytes */
    size_t shortest;
};

void redactor_init(struct redactor *r, const struct kinds *kinds, struct arena *a,
                   const struct regex_scratch *regex, bool off);

/** `text` without secrets: itself, or a copy in the arena. Does not return when memory is out. */
inq_str redact(struct redactor *r, inq_str text);

/** How the tag of a secret begins. */
#define REDACTED "‹redacted:"

/** Append the tag of a secret. Does not return when memory is out. */
void redact_tag(struct redactor *r, struct buf *out, inq_str kind, inq_str secret);

/** What the values under a key of this name, or in such a column, are if they are secret whatever
 *  they look like; NULL if they are not. */
const struct secret_pattern *redact_key(const struct redactor *r, inq_str name);

/** redact() for what stands under a key. */
inq_str redact_member(struct redactor *r, inq_str key, inq_str text);

/** Is there nothing to hide: a text that is empty, masked, or hidden already? */
bool redact_keeps(inq_str text);

#endif
