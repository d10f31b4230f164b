/* SPDX-License-Identifier: MIT */
/**
 * Many patterns over many lines: which lines may which patterns match? One pass of an automaton
 * over the literals of all patterns (Aho-Corasick, case folded) finds the lines in which at least
 * one stands; only these are worth asking a pattern about. A pattern without a literal is a
 * candidate for every line. A scanner is constant once made and may be used by all threads.
 */
#ifndef INQ_SCAN_H
#define INQ_SCAN_H

#include "arena.h"
#include "inquest.h"
#include "regex.h"

/** Patterns that one scanner takes. */
#define SCAN_MAX 512
#define SCAN_WORDS (SCAN_MAX / 64)

struct scan;

/** The automaton runs through so many parts of a text at once. */
#define SCAN_LANES 4
/** A lane's share of a slice; in each line that is found stand a literal and a newline. */
#define SCAN_LANE ((size_t)4 << 10)
#define SCAN_LANE_HITS (SCAN_LANE / 4 + 2)

/** Where a walk over a text has come to. */
struct scan_walk {
    inq_str text;                    /* any number of lines */
    size_t at;                       /* the first byte that was not looked at */
    inq_str line;                    /* the line found, without its newline */
    uint64_t candidates[SCAN_WORDS]; /* bit per pattern that may match in the line */
    size_t n_hits, next_hit;
    size_t slice;                               /* hits are counted from here */
    uint32_t hits[SCAN_LANES * SCAN_LANE_HITS]; /* a place in each line that has a literal */
};

/**
 * Make a scanner of `n` patterns (at most SCAN_MAX; those beyond it are never candidates). It
 * lives in the arena, the patterns must outlive it. NULL when memory is out.
 */
struct scan *scan_new(struct arena *a, const struct regex *const *patterns, size_t n);

/** How many patterns have no literal: with one of them every line is a candidate. */
size_t scan_slow(const struct scan *s);

/** Begin a walk over `text`. */
void scan_start(struct scan_walk *w, inq_str text);

/** Go on to the next line that has a candidate; false at the end of the text. */
bool scan_next(const struct scan *s, struct scan_walk *w);

/** The first candidate from `i` on, or SCAN_MAX. */
unsigned scan_candidate(const struct scan_walk *w, unsigned i);

#endif
