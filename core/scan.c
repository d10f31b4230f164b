/* SPDX-License-Identifier: MIT */
/*
 * Building: literals go into a trie over classes of bytes, which a walk in breadth makes a full
 * automaton with one row per state. States in which a literal ends come last, so that one
 * comparison tells them. A newline leads back to the root from everywhere, so one walk may go
 * over any number of lines and no literal is found across two of them.
 */
#include "scan.h"

#include "str.h"

#define STATES_MAX 65535u
#define ROOT 0u

/* U+017F and U+212A are `s` and `k` in another case, which no folding of ASCII tells. */
static const char *const outside[] = {"\xC5\xBF", "\xE2\x84\xAA"};
#define N_OUTSIDE (sizeof outside / sizeof *outside)

/** The patterns of a state are a stretch of scan.ends. */
struct stretch {
    uint32_t from, n;
};

struct scan {
    uint8_t class_of[256];
    unsigned shift; /* a row has 1 << shift entries */
    uint16_t *next; /* rows of states */
    uint16_t first_end;
    uint16_t root;
    struct stretch *stretches; /* of the states from first_end on */
    uint16_t *ends;            /* numbers of patterns */
    uint64_t slow[SCAN_WORDS];
    size_t n_slow;
};

/* ---- building ----------------------------------------------------------------------------- */

struct end {
    struct end *next;
    uint16_t pattern;
};

struct maker {
    struct arena *arena;
    struct scan *scan;
    uint16_t *next; /* rows of the trie, then of the automaton, in the order of making */
    uint16_t *fail;
    struct end **ends; /* by state */
    uint16_t *queue;
    size_t n_states, room;
    size_t n_ends;
};

static void classify(struct scan *s, inq_str literal, unsigned *n)
{
    for (size_t i = 0; i < literal.len; i++) {
        uint8_t *const class = &s->class_of[(unsigned char)byte_lower(literal.ptr[i])];
        if (!*class && *n < 255) {
            *class = (uint8_t)++ * n;
        }
    }
}

/** Bytes that stand in no literal share class 0; both cases of a letter share theirs. */
static void make_classes(struct scan *s, const struct regex *const *patterns, size_t n)
{
    unsigned classes = 0;
    for (size_t i = 0; i < n; i++) {
        const struct regex_literals l = regex_literals(patterns[i]);
        for (size_t k = 0; k < l.n; k++) {
            classify(s, l.items[k], &classes);
        }
        for (size_t k = 0; l.folded && k < N_OUTSIDE; k++) {
            classify(s, str_of(outside[k]), &classes);
        }
    }
    for (int c = 'A'; c <= 'Z'; c++) {
        s->class_of[c] = s->class_of[c + 32];
    }
    s->class_of['\n'] = 0;
    while ((1u << s->shift) <= classes) {
        s->shift++;
    }
}

static size_t total_length(const struct regex *const *patterns, size_t n)
{
    size_t total = 1 + N_OUTSIDE * 4;
    for (size_t i = 0; i < n; i++) {
        const struct regex_literals l = regex_literals(patterns[i]);
        for (size_t k = 0; k < l.n; k++) {
            total += l.items[k].len;
        }
    }
    return total;
}

static uint16_t *row_of(const struct maker *m, unsigned state)
{
    return m->next + ((size_t)state << m->scan->shift);
}

static bool add_end(struct maker *m, uint16_t state, uint16_t pattern)
{
    struct end *const end = arena_alloc(m->arena, sizeof *end, 0);
    if (end) {
        *end = (struct end){m->ends[state], pattern};
        m->ends[state] = end;
        m->n_ends++;
    }
    return end != NULL;
}

/** False when memory is out. A literal with a newline stands in no line. */
static bool add_literal(struct maker *m, inq_str literal, uint16_t pattern)
{
    uint16_t state = ROOT;
    if (memchr(literal.ptr, '\n', literal.len)) {
        return true;
    }
    for (size_t i = 0; i < literal.len; i++) {
        const uint8_t class = m->scan->class_of[(unsigned char)literal.ptr[i]];
        uint16_t *const to = &row_of(m, state)[class];
        if (!*to) {
            *to = (uint16_t)m->n_states++;
        }
        state = *to;
    }
    return add_end(m, state, pattern);
}

static void set_bit(uint64_t *bits, size_t i)
{
    bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static bool add_pattern(struct maker *m, const struct regex *pattern, uint16_t number)
{
    const struct regex_literals l = regex_literals(pattern);
    bool ok = true;
    size_t longest = N_OUTSIDE * 4;
    for (size_t k = 0; k < l.n; k++) {
        longest += l.items[k].len;
    }
    if (!l.n || m->n_states + longest > m->room || m->n_states + longest > STATES_MAX) {
        set_bit(m->scan->slow, number);
        m->scan->n_slow++;
        return true;
    }
    for (size_t k = 0; k < l.n && ok; k++) {
        ok = add_literal(m, l.items[k], number);
    }
    for (size_t k = 0; l.folded && k < N_OUTSIDE && ok; k++) {
        ok = add_literal(m, str_of(outside[k]), number);
    }
    return ok;
}

/** Fill the gaps of a state's row from the state that a failure leads to, and queue its children.
 *  A child ends what it ends itself and what ends where its own failure leads. */
static size_t complete_row(struct maker *m, uint16_t state, size_t tail)
{
    uint16_t *const row = row_of(m, state);
    const uint16_t *const other = row_of(m, m->fail[state]);
    for (size_t c = 1; c < (size_t)1 << m->scan->shift; c++) {
        const uint16_t child = row[c];
        if (!child) {
            row[c] = state == ROOT ? ROOT : other[c];
            continue;
        }
        m->fail[child] = state == ROOT ? ROOT : other[c];
        m->queue[tail++] = child;
    }
    return tail;
}

static bool make_automaton(struct maker *m)
{
    size_t tail = 1;
    m->queue[0] = ROOT;
    for (size_t head = 0; head < tail; head++) {
        const uint16_t state = m->queue[head];
        for (const struct end *e = state ? m->ends[m->fail[state]] : NULL; e; e = e->next) {
            if (!add_end(m, state, e->pattern)) {
                return false;
            }
        }
        tail = complete_row(m, state, tail);
    }
    return true;
}

/** Number the states anew, those without an end first; `fail` is free to hold the numbers. */
static void order_states(struct maker *m)
{
    uint16_t number = 0;
    for (int ending = 0; ending < 2; ending++) {
        m->scan->first_end = ending ? number : 0;
        for (size_t i = 0; i < m->n_states; i++) {
            if ((m->ends[i] != NULL) == ending) {
                m->fail[i] = number++;
            }
        }
    }
    m->scan->root = m->fail[ROOT];
}

static bool write_tables(struct maker *m)
{
    struct scan *const s = m->scan;
    const size_t columns = (size_t)1 << s->shift;
    uint32_t n = 0;
    s->next = arena_alloc(m->arena, m->n_states * columns * sizeof *s->next, 0);
    s->stretches = arena_alloc(m->arena, m->n_states * sizeof *s->stretches, 0);
    s->ends = arena_alloc(m->arena, (m->n_ends + 1) * sizeof *s->ends, 0);
    if (!s->next || !s->stretches || !s->ends) {
        return false;
    }
    for (size_t i = 0; i < m->n_states; i++) {
        const uint16_t to = m->fail[i];
        const uint32_t from = n;
        for (size_t c = 0; c < columns; c++) {
            s->next[to * columns + c] = m->fail[row_of(m, (unsigned)i)[c]];
        }
        for (const struct end *e = m->ends[i]; e; e = e->next) {
            s->ends[n++] = e->pattern;
        }
        if (to >= s->first_end) {
            s->stretches[to - s->first_end] = (struct stretch){from, n - from};
        }
    }
    return true;
}

static bool start_maker(struct maker *m, const struct regex *const *patterns, size_t n)
{
    const size_t total = total_length(patterns, n);
    m->room = total < STATES_MAX ? total : STATES_MAX;
    m->n_states = 1;
    m->next = arena_alloc(m->arena, (m->room << m->scan->shift) * sizeof *m->next, 0);
    m->fail = arena_alloc(m->arena, m->room * sizeof *m->fail, 0);
    m->ends = arena_alloc(m->arena, m->room * sizeof *m->ends, 0);
    m->queue = arena_alloc(m->arena, m->room * sizeof *m->queue, 0);
    return m->next && m->fail && m->ends && m->queue;
}

struct scan *scan_new(struct arena *a, const struct regex *const *patterns, size_t n)
{
    struct scan *const s = arena_alloc(a, sizeof *s, 0);
    struct maker m = {.arena = a, .scan = s};
    n = n < SCAN_MAX ? n : SCAN_MAX;
    if (!s) {
        return NULL;
    }
    make_classes(s, patterns, n);
    bool ok = start_maker(&m, patterns, n);
    for (size_t i = 0; i < n && ok; i++) {
        ok = add_pattern(&m, patterns[i], (uint16_t)i);
    }
    if (!ok || !make_automaton(&m)) {
        return NULL;
    }
    order_states(&m);
    return write_tables(&m) ? s : NULL;
}

size_t scan_slow(const struct scan *s)
{
    return s->n_slow;
}

/* ---- walking ------------------------------------------------------------------------------ */

void scan_start(struct scan_walk *w, inq_str text)
{
    w->text = text;
    w->at = w->n_hits = w->next_hit = 0;
}

/** A part of a slice, from the start of a line to the end of one. */
struct lane {
    const unsigned char *at, *end;
    uint16_t state;
    uint32_t *hits;
    size_t n;
};

/** The place after the first newline from `from` on, or the end. */
static size_t next_line(inq_str text, size_t from)
{
    const char *const newline =
        from < text.len ? memchr(text.ptr + from, '\n', text.len - from) : NULL;
    return newline ? (size_t)(newline + 1 - text.ptr) : text.len;
}

/** The end of the next slice: whole lines that fill the lanes, or one line that is longer. */
static size_t slice_end(const struct scan_walk *w)
{
    const size_t most = w->at + SCAN_LANES * SCAN_LANE;
    if (most >= w->text.len) {
        return w->text.len;
    }
    const char *const newline = memrchr(w->text.ptr + w->at, '\n', SCAN_LANES * SCAN_LANE);
    return newline ? (size_t)(newline + 1 - w->text.ptr) : next_line(w->text, most);
}

/** Note the line that the lane has found and go on with the next one. */
static void hit(const struct scan *s, struct scan_walk *w, struct lane *l)
{
    const unsigned char *const slice = (const unsigned char *)w->text.ptr + w->slice;
    const unsigned char *const newline = memchr(l->at - 1, '\n', (size_t)(l->end - l->at) + 1);
    l->hits[l->n++] = (uint32_t)(l->at - 1 - slice);
    l->at = newline ? newline + 1 : l->end;
    l->state = s->root;
}

static inline uint16_t step(const struct scan *s, uint16_t state, unsigned char c)
{
    return s->next[((size_t)state << s->shift) | s->class_of[c]];
}

/** Run all lanes for `n` bytes or until one of them finds something. */
static void run_together(const struct scan *s, struct lane *l, size_t n)
{
    const unsigned char *const p0 = l[0].at, *const p1 = l[1].at;
    const unsigned char *const p2 = l[2].at, *const p3 = l[3].at;
    uint16_t s0 = l[0].state, s1 = l[1].state, s2 = l[2].state, s3 = l[3].state;
    const uint16_t end = s->first_end;
    size_t i = 0;
    while (i < n) {
        s0 = step(s, s0, p0[i]);
        s1 = step(s, s1, p1[i]);
        s2 = step(s, s2, p2[i]);
        s3 = step(s, s3, p3[i]);
        i++;
        if ((s0 >= end) | (s1 >= end) | (s2 >= end) | (s3 >= end)) {
            break;
        }
    }
    const uint16_t states[] = {s0, s1, s2, s3};
    for (size_t k = 0; k < SCAN_LANES; k++) {
        l[k].state = states[k];
        l[k].at += i;
    }
}

static void run_alone(const struct scan *s, struct lane *l)
{
    while (l->at < l->end && l->state < s->first_end) {
        l->state = step(s, l->state, *l->at++);
    }
}

static size_t shortest(const struct lane *lanes)
{
    size_t n = SIZE_MAX;
    for (size_t k = 0; k < SCAN_LANES; k++) {
        const size_t left = (size_t)(lanes[k].end - lanes[k].at);
        n = left < n ? left : n;
    }
    return n;
}

static void run_lanes(const struct scan *s, struct scan_walk *w, struct lane *lanes)
{
    for (size_t n; (n = shortest(lanes)) > 0;) {
        run_together(s, lanes, n);
        for (size_t k = 0; k < SCAN_LANES; k++) {
            if (lanes[k].state >= s->first_end) {
                hit(s, w, &lanes[k]);
            }
        }
    }
    for (size_t k = 0; k < SCAN_LANES; k++) {
        while (lanes[k].at < lanes[k].end) {
            run_alone(s, &lanes[k]);
            if (lanes[k].state >= s->first_end) {
                hit(s, w, &lanes[k]);
            }
        }
    }
}

/** Find the lines with a literal in the next slice. */
static void find_hits(const struct scan *s, struct scan_walk *w)
{
    struct lane lanes[SCAN_LANES];
    const inq_str slice = {w->text.ptr, slice_end(w)};
    const unsigned char *const text = (const unsigned char *)w->text.ptr;
    size_t from = w->at;
    w->slice = w->at;
    w->next_hit = w->n_hits = 0;
    for (size_t k = 0; k < SCAN_LANES; k++) {
        const size_t share = w->slice + (k + 1) * SCAN_LANE - 1;
        const size_t to = share < from          ? from
                          : k + 1 == SCAN_LANES ? slice.len
                                                : next_line(slice, share);
        lanes[k] = (struct lane){text + from, text + to, s->root, w->hits + k * SCAN_LANE_HITS, 0};
        from = to;
    }
    run_lanes(s, w, lanes);
    for (size_t k = 0; k < SCAN_LANES; k++) {
        memmove(w->hits + w->n_hits, lanes[k].hits, lanes[k].n * sizeof *w->hits);
        w->n_hits += lanes[k].n;
    }
    w->at = slice.len;
}

static void set_line(struct scan_walk *w, size_t around)
{
    const char *const text = w->text.ptr;
    const char *const before = around ? memrchr(text, '\n', around) : NULL;
    const char *const after = memchr(text + around, '\n', w->text.len - around);
    const char *const from = before ? before + 1 : text;
    w->line = (inq_str){from, (size_t)((after ? after : text + w->text.len) - from)};
}

/** All patterns that may match in the line. */
static void find_candidates(const struct scan *s, struct scan_walk *w)
{
    uint16_t state = s->root;
    memcpy(w->candidates, s->slow, sizeof s->slow);
    for (size_t i = 0; i < w->line.len; i++) {
        state = step(s, state, (unsigned char)w->line.ptr[i]);
        if (state < s->first_end) {
            continue;
        }
        const struct stretch at = s->stretches[state - s->first_end];
        for (uint32_t k = 0; k < at.n; k++) {
            set_bit(w->candidates, s->ends[at.from + k]);
        }
    }
}

bool scan_next(const struct scan *s, struct scan_walk *w)
{
    while (!s->n_slow && w->next_hit == w->n_hits && w->at < w->text.len) {
        find_hits(s, w);
    }
    if (s->n_slow && w->at < w->text.len) {
        set_line(w, w->at);
        w->at = next_line(w->text, w->at);
    } else if (w->next_hit < w->n_hits) {
        set_line(w, w->slice + w->hits[w->next_hit++]);
    } else {
        return false;
    }
    find_candidates(s, w);
    return true;
}

unsigned scan_candidate(const struct scan_walk *w, unsigned i)
{
    for (; i < SCAN_MAX; i = (i / 64 + 1) * 64) {
        const uint64_t rest = w->candidates[i / 64] >> (i % 64);
        if (rest) {
            return i + (unsigned)__builtin_ctzll(rest);
        }
    }
    return SCAN_MAX;
}
