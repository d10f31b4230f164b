/* SPDX-License-Identifier: MIT */
/* The window keeps three places (first, settled, seen) that move forward with it; a look-up counts
 * lines from the nearest one before it, so every byte is counted about once. */
#include "window.h"

#include "str.h"

#include <stdlib.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static char *bytes(const struct window *w, size_t index)
{
    return w->memory + WINDOW_PAD + index;
}

void window_init(struct window *w, struct byte_source source, struct budget *budget)
{
    *w = (struct window){.source = source, .budget = budget, .chunk = WINDOW_CHUNK};
    w->first = w->settled = w->seen = (struct place){0, 1, 1};
}

void window_free(struct window *w)
{
    budget_give(w->budget, w->size);
    free(w->memory);
    w->memory = NULL;
    w->size = w->start = w->end = w->tail = 0;
}

/* ---- counting ----------------------------------------------------------------------------- */

static inline bool odd_byte(unsigned char c)
{
    return c >= 0x7f || (c < 0x20 && c != '\t' && c != '\n' && c != '\r');
}

#if defined(__SSE2__)
static inline __m128i load(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/** Which of 16 bytes are odd. */
static inline int odd_mask(__m128i v)
{
    /* signed compare: bytes >= 0x80 are "less than a blank" too */
    const __m128i low = _mm_or_si128(_mm_cmplt_epi8(v, _mm_set1_epi8(0x20)),
                                     _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f)));
    const __m128i fine = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')),
                                      _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\t')),
                                                   _mm_cmpeq_epi8(v, _mm_set1_epi8('\r'))));
    return _mm_movemask_epi8(_mm_andnot_si128(fine, low));
}

/** 16 bytes with 0xff for each newline. */
static inline __m128i without_newlines(__m128i v)
{
    return _mm_or_si128(v, _mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
}

/** Are all of 64 bytes newlines or printable ASCII? The extremes tell: a blank is the least, a
 *  tilde the greatest. */
static inline bool printable(const char *p)
{
    const __m128i a = load(p), b = load(p + 16), c = load(p + 32), d = load(p + 48);
    const __m128i top = _mm_max_epu8(_mm_max_epu8(a, b), _mm_max_epu8(c, d));
    const __m128i least = _mm_min_epu8(_mm_min_epu8(without_newlines(a), without_newlines(b)),
                                       _mm_min_epu8(without_newlines(c), without_newlines(d)));
    const __m128i in =
        _mm_and_si128(_mm_cmpeq_epi8(_mm_min_epu8(top, _mm_set1_epi8(0x7e)), top),
                      _mm_cmpeq_epi8(_mm_max_epu8(least, _mm_set1_epi8(0x20)), least));
    return _mm_movemask_epi8(in) == 0xffff;
}

static size_t skip_plain(const char *p, size_t n)
{
    size_t i = 0;
    while (n - i >= 16) {
        if (n - i >= 64 && printable(p + i)) {
            i += 64;
            continue;
        }
        const size_t end = n - i >= 64 ? i + 64 : n - 15;
        for (; i < end; i += 16)
            if (odd_mask(load(p + i)))
                return i;
    }
    return i;
}
#else
static size_t skip_plain(const char *p, size_t n)
{
    (void)p, (void)n;
    return 0;
}
#endif

#if defined(__SSE2__)
static inline __m128i is_newline(const char *p)
{
    return _mm_cmpeq_epi8(load(p), _mm_set1_epi8('\n'));
}

static inline uint64_t bits_of(__m128i found, unsigned at)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(found) << at;
}

/** A bit for each of 64 bytes that is a newline. Most lines are longer. */
static inline uint64_t newline_bits(const char *p)
{
    const __m128i a = is_newline(p), b = is_newline(p + 16);
    const __m128i c = is_newline(p + 32), d = is_newline(p + 48);
    if (!_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))))
        return 0;
    return bits_of(a, 0) | bits_of(b, 16) | bits_of(c, 32) | bits_of(d, 48);
}

/* Bytes 0x80 to 0xbf continue a sequence: as signed numbers they are below -64. 255 blocks at
 * most, so that the byte counters cannot overflow. */
static size_t count_continuing(const char *p, size_t blocks)
{
    const __m128i zero = _mm_setzero_si128();
    __m128i counts = zero;
    for (size_t i = 0; i < blocks; i++)
        counts = _mm_sub_epi8(counts, _mm_cmplt_epi8(load(p + 16 * i), _mm_set1_epi8(-64)));
    const __m128i sums = _mm_sad_epu8(counts, zero);
    return (size_t)_mm_cvtsi128_si64(sums) +
           (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
}
#else
static uint64_t newline_bits(const char *p)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < 64; i++)
        bits |= (uint64_t)(p[i] == '\n') << i;
    return bits;
}
#endif

/** Newlines in `n` bytes, and where the last of them is. The pad behind the window lets the last
 *  block be read whole. */
static size_t count_newlines(const char *p, size_t n, const char **last)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i += 64) {
        uint64_t bits = newline_bits(p + i);
        if (n - i < 64)
            bits &= (UINT64_C(1) << (n - i)) - 1;
        if (bits)
            *last = p + i + 63 - __builtin_clzll(bits);
        for (; bits; bits &= bits - 1)
            count++;
    }
    return count;
}

static size_t count_code_points(const char *p, size_t n)
{
    size_t count = n, i = 0;
#if defined(__SSE2__)
    for (size_t blocks; (blocks = (n - i) / 16) > 0; i += blocks * 16) {
        blocks = blocks < 255 ? blocks : 255;
        count -= count_continuing(p + i, blocks);
    }
#endif
    for (; i < n; i++)
        count -= ((unsigned char)p[i] & 0xc0) == 0x80;
    return count;
}

/** Move a place over bytes. Beyond the last wide byte that was seen, bytes are code points. */
static struct place step(const struct window *w, struct place at, const char *p, size_t n)
{
    const char *last = NULL;
    const size_t newlines = w->line_to > at.offset ? count_newlines(p, n, &last) : 0;
    const char *from = last ? last + 1 : p;
    const size_t rest = (size_t)(p + n - from);
    const bool wide = w->wide_to > at.offset;
    at.offset += n;
    at.line += (uint32_t)newlines;
    at.column = (last ? 1 : at.column) + (uint32_t)(wide ? count_code_points(from, rest) : rest);
    return at;
}

/* ---- making safe -------------------------------------------------------------------------- */

static void note(struct mending *m, uint64_t offset)
{
    if (m->count++ == 0)
        m->first = offset;
}

/** Length of the escape sequence at p[0]; 0 when its end is not there yet. */
static size_t escape_length(const unsigned char *p, size_t n)
{
    const size_t most = n < 4096 ? n : 4096;
    if (n < 2)
        return 0;
    if (p[1] == '[') {
        for (size_t i = 2; i < most; i++)
            if (p[i] < 0x20 || p[i] >= 0x40)
                return p[i] < 0x20 || p[i] >= 0x7f ? i : i + 1;
        return most == 4096 ? 1 : 0;
    }
    if (p[1] != ']' && p[1] != 'P')
        return p[1] < 0x20 || p[1] >= 0x7f ? 1 : 2;
    for (size_t i = 2; i < most; i++) { /* OSC or DCS text up to BEL or ESC \ */
        if (p[i] == 0x07)
            return i + 1;
        if (p[i] == '\n')
            return i;
        if (p[i] == 0x1b)
            return i + 1 < n && p[i + 1] == '\\' ? i + 2 : i;
    }
    return most == 4096 ? 1 : 0;
}

/** Could these bytes be the beginning of a longer UTF-8 sequence? */
static bool utf8_unfinished(const unsigned char *p, size_t n)
{
    const size_t need = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || n >= need)
        return false;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return false;
    return true;
}

/** Is it one of the blanks that pages and chats put for a space (U+00A0, U+2007, U+200B, U+202F)?
 */
static bool is_odd_blank(const unsigned char *p, size_t length)
{
    if (length == 2)
        return p[0] == 0xc2 && p[1] == 0xa0;
    return length == 3 && p[0] == 0xe2 && p[1] == 0x80 &&
           (p[2] == 0x87 || p[2] == 0x8b || p[2] == 0xaf);
}

/** Bytes of the sequence at p[0] after making it safe; 0: wait for more bytes. */
static size_t mend(struct window *w, unsigned char *p, size_t n, uint64_t offset)
{
    if (p[0] == 0x1b) {
        size_t length = escape_length(p, n);
        if (length == 0 && !w->at_end)
            return 0;
        length = length ? length : n;
        memset(p, ' ', length);
        note(&w->escapes, offset);
        return length;
    }
    if (p[0] < 0x80) {
        note(&w->bad_utf8, offset);
        *p = '?';
        return 1;
    }
    const size_t length = str_utf8_length((inq_str){(const char *)p, n});
    if (is_odd_blank(p, length))
        memset(p, ' ', length);
    if (length)
        return length;
    if (!w->at_end && utf8_unfinished(p, n))
        return 0;
    note(&w->bad_utf8, offset);
    *p = '?';
    return 1;
}

/** Make the bytes at `from` safe; returns how many may be shown now. */
static size_t make_safe(struct window *w, size_t from, size_t n)
{
    unsigned char *p = (unsigned char *)bytes(w, from);
    const uint64_t offset = w->offset + (from - w->start);
    size_t i = 0;
    for (;;) {
        i += skip_plain((const char *)p + i, n - i);
        while (i < n && !odd_byte(p[i]))
            i++;
        if (i == n)
            break;
        w->wide_to = offset + i + 4;
        const size_t length = mend(w, p + i, n - i, offset + i);
        if (length == 0)
            break;
        i += length;
    }
    return i;
}

/* ---- moving ------------------------------------------------------------------------------- */

/** How much may go so that some history stays before `keep`. A place that is known already is
 *  preferred to one that has to be counted. */
static struct place new_first(const struct window *w, uint64_t keep)
{
    const uint64_t live = keep - w->offset;
    if (live <= WINDOW_HISTORY)
        return w->first;
    if (w->settled.offset > w->offset && w->settled.offset <= keep &&
        keep - w->settled.offset <= WINDOW_CHUNK)
        return w->settled;
    const size_t drop = (size_t)(live - WINDOW_HISTORY);
    const char *p = bytes(w, w->start);
    return step(w, w->first, p, drop);
}

/** Drop what lies before `keep` but for some history; the rest moves to the front. */
static void drop_before(struct window *w, uint64_t keep)
{
    w->first = new_first(w, keep);
    w->start += (size_t)(w->first.offset - w->offset);
    w->offset = w->first.offset;
    if (w->start == 0)
        return;
    memmove(bytes(w, 0), bytes(w, w->start), w->end - w->start + w->tail);
    w->end -= w->start;
    w->start = 0;
    if (w->seen.offset < w->offset)
        w->seen = w->first;
}

static bool make_room(struct window *w)
{
    const size_t used = w->end + w->tail;
    if (w->memory && w->size - used >= w->chunk)
        return true;
    const size_t size = used + w->chunk + WINDOW_HISTORY;
    if (!budget_take(w->budget, size))
        return false;
    char *grown = realloc(w->memory, size + 2 * WINDOW_PAD);
    if (!grown) {
        budget_give(w->budget, size);
        return false;
    }
    if (!w->memory)
        memset(grown, 0, WINDOW_PAD);
    budget_give(w->budget, w->size);
    w->memory = grown;
    w->size = size;
    return true;
}

static void show(struct window *w, size_t fresh)
{
    const size_t from = w->end, n = w->tail + fresh;
    const size_t safe = make_safe(w, from, n);
    const char *newline = safe ? memrchr(bytes(w, from), '\n', safe) : NULL;
    if (newline)
        w->line_to = window_to(w) + (uint64_t)(newline - bytes(w, from)) + 1;
    w->end += safe;
    w->tail = n - safe;
    memset(bytes(w, w->end + w->tail), 0, WINDOW_PAD);
    struct mending *const mendings[] = {&w->bad_utf8, &w->escapes};
    for (size_t i = 0; i < 2; i++)
        if (mendings[i]->count && !mendings[i]->place.line)
            mendings[i]->place = window_place(w, mendings[i]->first);
}

bool window_more(struct window *w, uint64_t keep)
{
    if (w->failed || (w->at_end && w->tail == 0))
        return false;
    const uint64_t to = window_to(w);
    drop_before(w, keep < to ? keep : to);
    if (!make_room(w)) {
        w->failed = w->starved = true;
        return false;
    }
    const size_t before = w->end;
    while (w->end == before && !(w->at_end && w->tail == 0)) {
        const size_t used = w->end + w->tail;
        const ptrdiff_t got = w->source.read(w->source.self, bytes(w, used), w->size - used);
        w->failed = got < 0;
        w->at_end = got <= 0;
        show(w, got > 0 ? (size_t)got : 0);
    }
    return w->end > before;
}

inq_str window_at(const struct window *w, uint64_t offset)
{
    const size_t index = (size_t)(offset - w->offset);
    return (inq_str){bytes(w, w->start + index), w->end - w->start - index};
}

inq_str window_peek(struct window *w, uint64_t offset, size_t n)
{
    while (window_to(w) < offset + n && window_more(w, offset))
        ;
    return w->memory ? window_at(w, offset) : STR("");
}

/* ---- places and spans --------------------------------------------------------------------- */

struct place window_place(struct window *w, uint64_t offset)
{
    if (offset <= w->offset)
        return w->first;
    const uint64_t to = window_to(w);
    const uint64_t target = offset < to ? offset : to;
    if (w->seen.offset > target)
        w->seen = w->first;
    const char *p = bytes(w, w->start + (size_t)(w->seen.offset - w->offset));
    const size_t n = (size_t)(target - w->seen.offset);
    w->seen = step(w, w->seen, p, n);
    if (target + WINDOW_HISTORY <= to)
        w->settled = w->seen;
    return w->seen;
}

/* Lines may be as long as the input: their ends are looked for so far from a fact, and where there
 * are none, half of what a quote may show is kept on each side. */
#define QUOTE_REACH 512
#define QUOTE_HALF 100

static const char *line_start(const char *from, const char *at)
{
    const char *before = memrchr(from, '\n', (size_t)(at - from));
    return before ? before + 1 : from;
}

static const char *line_end(const char *at, const char *to)
{
    const char *newline = memchr(at, '\n', (size_t)(to - at));
    return newline ? newline : to;
}

/* The reach may end inside a sequence; move to where one begins. */
static const char *whole_sequence(const char *p, const char *to)
{
    while (p < to && ((unsigned char)*p & 0xc0) == 0x80)
        p++;
    return p;
}

bool window_span(const struct window *w, uint64_t offset, struct span *span)
{
    if (!w->memory || offset < w->offset || offset >= window_to(w))
        return false;
    const inq_str all = window_at(w, w->offset);
    const char *at = all.ptr + (offset - w->offset), *end = all.ptr + all.len;
    const char *low = at - all.ptr > QUOTE_REACH ? at - QUOTE_REACH : all.ptr;
    const char *high = end - at > QUOTE_REACH ? at + QUOTE_REACH : end;
    const char *from = line_start(low, at), *to = line_end(at, high);
    if (from > low)
        from = line_start(low, from - 1);
    else if (at - low == QUOTE_REACH)
        from = at - QUOTE_HALF;
    if (to < high)
        to = line_end(to + 1, high);
    else if (high - at == QUOTE_REACH)
        to = at + QUOTE_HALF;
    from = whole_sequence(from, at);
    to = whole_sequence(to, end);
    *span =
        (struct span){w->offset + (uint64_t)(from - all.ptr), w->offset + (uint64_t)(to - all.ptr),
                      w->at_end || high < end || to < high};
    return true;
}
