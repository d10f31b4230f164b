/* SPDX-License-Identifier: MIT */
/**
 * PCRE2 behind a narrow door: UTF, JIT, and limits on backtracking, so that no pattern can hang
 * the run. A compiled pattern is constant and may be used by all threads; each thread matches
 * with a scratch of its own.
 */
#ifndef INQ_REGEX_H
#define INQ_REGEX_H

#include "arena.h"
#include "inquest.h"

struct regex;

/** Groups that a pattern may have, the whole match included. */
#define REGEX_GROUPS 16

struct regex_scratch {
    void *data;   /* pcre2_match_data */
    void *stack;  /* pcre2_jit_stack */
    void *limits; /* pcre2_match_context */
};

/** What a match found: the slices of the groups, absent where a group took no part. */
struct regex_match {
    inq_str group[REGEX_GROUPS];
    unsigned n;
};

enum regex_result { REGEX_NO = 0, REGEX_YES = 1, REGEX_LIMIT = -1 };

/**
 * Compile. Struct and code live in the arena; regex_free() gives back what the JIT mapped, which
 * may also be left to the end of the process.
 * NULL on a bad pattern; `*why` then says what and at which character (in the arena), as it does
 * when there are more groups than REGEX_GROUPS.
 */
struct regex *regex_new(struct arena *a, inq_str pattern, inq_str *why);

/** Make matching fast, at a price that some hundred matches pay back. Before other threads use it.
 */
void regex_hasten(const struct regex *re);

/** Texts of at least 3 bytes of which every match contains one. With `folded` a match has one in
 *  any case of ASCII letters, or holds one of the two letters outside of ASCII that are in the case
 *  of one inside: U+017F (s) and U+212A (k). */
struct regex_literals {
    const inq_str *items; /* in the arena of the pattern */
    size_t n;             /* 0: none are known */
    bool folded;
};

/** A pattern that is compiled when it is first asked for: a run asks few of the many patterns that
 *  packs bring. One thread at a time. */
struct lazy_regex {
    inq_str text;
    struct arena *arena;       /* that the compiled form will live in */
    const struct regex *regex; /* NULL until then */
    struct regex_literals literals;
    bool scanned; /* its literals are known */
    bool bad;
};

/** Could the pattern match? Told by its literals, without compiling; false is certain. */
bool regex_may_match(struct lazy_regex *lazy, inq_str text);

/** The compiled pattern; NULL if it is bad or memory is out, `*why` as of regex_new(). */
const struct regex *regex_get(struct lazy_regex *lazy, inq_str *why);
void regex_free(struct regex *re);

/** Would the pattern compile? A fraction of the price; on false `*why` is as above. */
bool regex_check(struct arena *a, inq_str pattern, inq_str *why);

/** False when memory is out. */
bool regex_scratch_init(struct regex_scratch *s);
void regex_scratch_free(struct regex_scratch *s);

/** Search `text` (valid UTF-8, at most 1 MiB of it is looked at). `m` may be NULL. */
enum regex_result regex_find(const struct regex *re, const struct regex_scratch *s, inq_str text,
                             struct regex_match *m);

/** The same for a text that is known to be valid UTF-8, such as one from a window. */
enum regex_result regex_find_in_utf8(const struct regex *re, const struct regex_scratch *s,
                                     inq_str text, struct regex_match *m);

/** Number of named groups; the name of the i-th and its number. */
unsigned regex_n_names(const struct regex *re);
inq_str regex_name(const struct regex *re, unsigned i, unsigned *number);

/** What a prefilter may look for before it asks the pattern. */
struct regex_literals regex_literals(const struct regex *re);

/** No match is of fewer characters. */
size_t regex_shortest(const struct regex *re);

#endif
