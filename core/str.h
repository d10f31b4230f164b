/* SPDX-License-Identifier: MIT */
/**
 * Slices of text: cutting, trimming, comparing, numbers, UTF-8. Nothing here allocates except
 * str_copy() and str_format(), nothing depends on the locale, everything is [any-thread].
 */
#ifndef INQ_STR_H
#define INQ_STR_H

#include "arena.h"
#include "inquest.h"

#include <stdbool.h>
#include <string.h>

/** For printf("%.*s"): two arguments. */
#define STR_ARG(s) (int)(s).len, ((s).ptr ? (s).ptr : "")
/** A slice of a string literal. */
#define STR(literal) ((inq_str){(literal), sizeof(literal) - 1})
/** The absent slice. */
#define STR_NONE ((inq_str){NULL, 0})

static inline inq_str str_of(const char *z)
{
    return (inq_str){z, z ? strlen(z) : 0};
}

static inline bool str_eq(inq_str a, inq_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/** An ASCII letter in lower case, any other byte as it is. */
static inline char byte_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/** Equal but for the case of ASCII letters. */
bool str_eq_nocase(inq_str a, inq_str b);

/** Bytewise order, shorter first; absent and empty are equal. <0, 0, >0. */
int str_cmp(inq_str a, inq_str b);

bool str_starts(inq_str s, inq_str prefix);
bool str_ends(inq_str s, inq_str suffix);

/** Position of the first `needle` in `s`, or -1. An empty needle is found at 0. */
ptrdiff_t str_find(inq_str s, inq_str needle);

/** Does `s` hold `part`, whatever the case of ASCII letters? */
bool str_holds_nocase(inq_str s, inq_str part);

/** Cut off the blanks (space, tab, CR, LF) at both ends. */
inq_str str_trim(inq_str s);

/** The part before the first `sep`; `*rest` gets the part after, absent when there is no `sep`. */
inq_str str_cut(inq_str s, char sep, inq_str *rest);

/** The first line without its line end (LF or CR LF); `*rest` gets the rest, absent at the end. */
inq_str str_line(inq_str s, inq_str *rest);

/** Decimal digits only, no sign. False when empty, otherwise not a number, or too large. */
bool str_u64(inq_str s, uint64_t *value);

/** A fast hash of good quality; not stable across versions, so it never orders a report. */
uint64_t str_hash(inq_str s);

/** A copy in the arena with a NUL after it (not counted). Does not return on failure. An absent
 *  slice stays absent. */
inq_str str_copy(struct arena *a, inq_str s);

/** A copy in lower case (ASCII). Does not return on failure. */
inq_str str_lower(struct arena *a, inq_str s);

/** The `n` parts one after the other, in the arena. Does not return on failure. */
inq_str str_join(struct arena *a, const inq_str *parts, size_t n);

/** printf into the arena. Does not return on failure. */
inq_str str_format(struct arena *a, const char *fmt, ...) INQ_PRINTF(2, 3);

/** True if the bytes are valid UTF-8 (no surrogates, no overlong forms, at most U+10FFFF). */
bool str_is_utf8(inq_str s);

/** Length of the valid UTF-8 sequence that starts at s[0], or 0 if there is none. s.len > 0. */
size_t str_utf8_length(inq_str s);

/** Bytes in front of the first that a terminal would not only show: a control character but a
 *  newline, a change of the writing direction, or what is no UTF-8. */
size_t str_shown(inq_str s);

/** Number of code points (bytes that do not continue a sequence). */
size_t str_code_points(inq_str s);

/** Does `s` fit the shell glob (`*`, `?`, `[a-z]`, `\` quotes)? Case matters. */
bool str_glob(const char *pattern, inq_str s);

/** Edit distance in bytes (insert, delete, replace, swap of neighbours), at most `limit` + 1.
 *  A limit above 255 counts as 255 where a slice is longer than that. */
unsigned str_distance(inq_str a, inq_str b, unsigned limit);

/** What a mistyped word may have been meant to be. Start with {.word = …}. */
struct nearest {
    inq_str word;
    inq_str found; /* absent while no candidate is near */
    unsigned distance;
};

/** Take a candidate if it is near the word, and nearer than those before it. */
void nearest_try(struct nearest *n, inq_str candidate);

/** For printf("%s%.*s%s"): ; did you mean WORD? or nothing. */
#define NEAREST_FORMAT "%s%.*s%s"
#define NEAREST_ARG(n)                                                                             \
    ((n).found.ptr ? "; did you mean " : ""), STR_ARG((n).found), ((n).found.ptr ? "?" : "")

#endif
