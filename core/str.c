/* SPDX-License-Identifier: MIT */
/*
 * Everything works on (pointer, length) and on bytes; only UTF-8 checking, globs and the counting
 * of code points know of characters. Characters are tested by value, never by <ctype.h>, so that
 * the locale has no say. Loads wider than a byte go through memcpy.
 */
#include "str.h"

#include <stdarg.h>
#include <stdio.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inq_str from(inq_str s, size_t at)
{
    return (inq_str){s.ptr + at, s.len - at};
}

bool str_eq_nocase(inq_str a, inq_str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (byte_lower(a.ptr[i]) != byte_lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

bool str_holds_nocase(inq_str s, inq_str part)
{
    const char first = part.len ? byte_lower(part.ptr[0]) : 0;
    for (size_t i = 0; i + part.len <= s.len; i++) {
        const bool may = !part.len || byte_lower(s.ptr[i]) == first;
        if (may && str_eq_nocase((inq_str){s.ptr + i, part.len}, part)) {
            return true;
        }
    }
    return false;
}

int str_cmp(inq_str a, inq_str b)
{
    const size_t both = a.len < b.len ? a.len : b.len;
    const int order = both ? memcmp(a.ptr, b.ptr, both) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(inq_str s, inq_str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool str_ends(inq_str s, inq_str suffix)
{
    if (s.len < suffix.len || (suffix.len && s.ptr[s.len - 1] != suffix.ptr[suffix.len - 1]))
        return false;
    return suffix.len == 0 || memcmp(s.ptr + (s.len - suffix.len), suffix.ptr, suffix.len) == 0;
}

ptrdiff_t str_find(inq_str s, inq_str needle)
{
    if (needle.len == 0) {
        return 0;
    }
    if (needle.len > s.len) {
        return -1;
    }
    const char *const at = memmem(s.ptr, s.len, needle.ptr, needle.len);
    return at ? at - s.ptr : -1;
}

inq_str str_trim(inq_str s)
{
    while (s.len && is_blank(s.ptr[s.len - 1])) {
        s.len--;
    }
    while (s.len && is_blank(*s.ptr)) {
        s = from(s, 1);
    }
    return s;
}

inq_str str_cut(inq_str s, char sep, inq_str *rest)
{
    const char *const at = s.len ? memchr(s.ptr, sep, s.len) : NULL;
    if (!at) {
        *rest = STR_NONE;
        return s;
    }
    const size_t len = (size_t)(at - s.ptr);
    *rest = from(s, len + 1);
    return (inq_str){s.ptr, len};
}

inq_str str_line(inq_str s, inq_str *rest)
{
    inq_str line = str_cut(s, '\n', rest);
    if (!rest->ptr) {
        return line;
    }
    if (rest->len == 0) {
        *rest = STR_NONE;
    }
    if (line.len && line.ptr[line.len - 1] == '\r') {
        line.len--;
    }
    return line;
}

bool str_u64(inq_str s, uint64_t *value)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') {
            return false;
        }
        const unsigned digit = (unsigned)(s.ptr[i] - '0');
        if (sum > (UINT64_MAX - digit) / 10) {
            return false;
        }
        sum = sum * 10 + digit;
    }
    if (s.len == 0) {
        return false;
    }
    *value = sum;
    return true;
}

/* ---- hash --------------------------------------------------------------------------------- */

__extension__ typedef unsigned __int128 wide;

#define MIX_A UINT64_C(0x9E3779B97F4A7C15)
#define MIX_B UINT64_C(0xD6E8FEB86659FD93)
#define MIX_C UINT64_C(0xA0761D6478BD642F)

/** Multiply to 128 bits and fold the halves: each input bit reaches each output bit. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    const wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static uint64_t load4(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/** At most 8 bytes as a number; which length it was is told by the hash's seed. */
static uint64_t load_short(const char *p, size_t len)
{
    if (len >= 4) {
        return load4(p) << 32 | load4(p + len - 4);
    }
    uint64_t v = 0;
    for (size_t i = 0; i < len; i++) {
        v = v << 8 | (unsigned char)p[i];
    }
    return v;
}

uint64_t str_hash(inq_str s)
{
    uint64_t seed = fold(s.len ^ MIX_A, MIX_B);
    if (s.len <= 8) {
        return fold(load_short(s.ptr, s.len) ^ MIX_C, seed ^ MIX_A);
    }
    const char *p = s.ptr;
    const char *const end = s.ptr + s.len;
    for (; end - p > 16; p += 16) {
        seed = fold(load8(p) ^ MIX_C, load8(p + 8) ^ seed);
    }
    /* the last two words may overlap each other or what was read already */
    const char *const tail = s.len < 16 ? s.ptr : end - 16;
    return fold(fold(load8(tail) ^ MIX_A, load8(end - 8) ^ seed), MIX_B);
}

/* ---- copies ------------------------------------------------------------------------------- */

/** Memory that is not zeroed, or no return. */
static char *must_raw(struct arena *a, size_t size)
{
    char *const p = arena_raw(a, size, 1);
    return p ? p : arena_must(a, 1, size);
}

inq_str str_copy(struct arena *a, inq_str s)
{
    if (!s.ptr) {
        return STR_NONE;
    }
    char *const copy = must_raw(a, s.len + 1);
    memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (inq_str){copy, s.len};
}

inq_str str_lower(struct arena *a, inq_str s)
{
    if (!s.ptr) {
        return STR_NONE;
    }
    char *const copy = must_raw(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++) {
        copy[i] = byte_lower(s.ptr[i]);
    }
    copy[s.len] = '\0';
    return (inq_str){copy, s.len};
}

inq_str str_join(struct arena *a, const inq_str *parts, size_t n)
{
    size_t len = 0;
    for (size_t i = 0; i < n; i++)
        len += parts[i].len;
    char *const text = must_raw(a, len + 1);
    char *end = text;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].len)
            memcpy(end, parts[i].ptr, parts[i].len);
        end += parts[i].len;
    }
    *end = '\0';
    return (inq_str){text, len};
}

inq_str str_format(struct arena *a, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    const size_t len = n < 0 ? 0 : (size_t)n;
    char *const text = must_raw(a, len + 1);
    text[0] = '\0';
    if (len) {
        (void)vsnprintf(text, len + 1, fmt, again);
    }
    va_end(again);
    return (inq_str){text, len};
}

/* ---- UTF-8 -------------------------------------------------------------------------------- */

/* Leads that start a longer sequence, and what may come second; the others are 80..BF. */
static const struct lead {
    unsigned char first, last, length, low, high;
} leads[] = {
    {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF}, {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

static const struct lead *lead_of(unsigned char byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if (byte >= leads[i].first && byte <= leads[i].last) {
            return &leads[i];
        }
    }
    return NULL;
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t str_utf8_length(inq_str s)
{
    const unsigned char first = (unsigned char)s.ptr[0];
    if (first < 0x80) {
        return 1;
    }
    const struct lead *const lead = lead_of(first);
    if (!lead || s.len < lead->length) {
        return 0;
    }
    const unsigned char second = (unsigned char)s.ptr[1];
    if (second < lead->low || second > lead->high) {
        return 0;
    }
    for (size_t i = 2; i < lead->length; i++) {
        if (!continues(s.ptr[i])) {
            return 0;
        }
    }
    return lead->length;
}

/** Length of the plain ASCII at the start, in whole words. */
static size_t ascii_words(inq_str s)
{
    size_t i = 0;
    while (s.len - i >= 8 && !(load8(s.ptr + i) & UINT64_C(0x8080808080808080))) {
        i += 8;
    }
    return i;
}

bool str_is_utf8(inq_str s)
{
    while (s.len) {
        const size_t ascii = ascii_words(s);
        const size_t n = ascii ? ascii : str_utf8_length(s);
        if (n == 0) {
            return false;
        }
        s = from(s, n);
    }
    return true;
}

size_t str_code_points(inq_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        n += !continues(s.ptr[i]);
    }
    return n;
}

/* ---- globs -------------------------------------------------------------------------------- */

/** Take a character off the front; a byte that is not UTF-8 counts as one. s.len > 0. */
static uint32_t next_char(inq_str *s)
{
    const size_t n = str_utf8_length(*s);
    uint32_t c = (unsigned char)s->ptr[0];
    if (n > 1) {
        c &= 0x7Fu >> n;
    } else if (n == 0) {
        c |= 0x80000000u; /* unlike any character */
    }
    for (size_t i = 1; i < n; i++) {
        c = c << 6 | ((unsigned char)s->ptr[i] & 0x3Fu);
    }
    *s = from(*s, n ? n : 1);
    return c;
}

static bool acts(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } unsafe[] = {{0x00, 0x09},     {0x0B, 0x1F},     {0x7F, 0x9F},
                  {0x061C, 0x061C}, {0x200E, 0x200F}, {0x2028, 0x202E},
                  {0x2066, 0x2069}, {0xFEFF, 0xFEFF}, {0x80000000u, UINT32_MAX}};
    bool found = false;
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe && !found; i++) {
        found = c >= unsafe[i].first && c <= unsafe[i].last;
    }
    return found;
}

size_t str_shown(inq_str s)
{
    for (inq_str rest = s; rest.len;) {
        const inq_str here = rest;
        if (acts(next_char(&rest))) {
            return s.len - here.len;
        }
    }
    return s.len;
}

/** A character of the pattern that stands for itself, perhaps quoted. */
static uint32_t next_quoted(inq_str *pattern)
{
    if (pattern->len > 1 && pattern->ptr[0] == '\\') {
        *pattern = from(*pattern, 1);
    }
    return next_char(pattern);
}

/** Test `c` against the class behind a `[`; -1 if the class has no end. */
static int match_class(inq_str *pattern, uint32_t c)
{
    inq_str p = *pattern;
    const bool negated = p.len && p.ptr[0] == '!';
    if (negated) {
        p = from(p, 1);
    }
    bool found = false;
    for (bool first = true; p.len && (first || p.ptr[0] != ']'); first = false) {
        const uint32_t low = next_quoted(&p);
        uint32_t high = low;
        if (p.len > 1 && p.ptr[0] == '-' && p.ptr[1] != ']') {
            p = from(p, 1);
            high = next_quoted(&p);
        }
        found |= c >= low && c <= high;
    }
    if (!p.len) {
        return -1;
    }
    *pattern = from(p, 1);
    return found != negated;
}

/** Match one element of the pattern (not a star) against one character, passing over both. */
static bool match_one(inq_str *pattern, inq_str *s)
{
    const uint32_t c = next_char(s);
    if (pattern->ptr[0] == '?') {
        *pattern = from(*pattern, 1);
        return true;
    }
    if (pattern->ptr[0] == '[') {
        inq_str inside = from(*pattern, 1);
        const int fits = match_class(&inside, c);
        if (fits >= 0) {
            *pattern = inside;
            return fits == 1;
        }
    }
    return next_quoted(pattern) == c;
}

/* Only the last star is ever widened: what an earlier one could gain, the last can as well. */
bool str_glob(const char *pattern, inq_str s)
{
    inq_str p = str_of(pattern);
    inq_str after_star = STR_NONE;
    inq_str resume = STR_NONE;
    while (p.len || s.len) {
        if (p.len && p.ptr[0] == '*') {
            p = after_star = from(p, 1);
            resume = s;
            continue;
        }
        if (s.len == 0) {
            return false;
        }
        if (p.len && match_one(&p, &s)) {
            continue;
        }
        if (!after_star.ptr || !resume.len) {
            return false;
        }
        (void)next_char(&resume);
        s = resume;
        p = after_star;
    }
    return true;
}

/* ---- edit distance ------------------------------------------------------------------------ */

/* Cells farther than `limit` from the diagonal cost more than the limit, so only a band of the
 * table is kept: cell k of row i is column i + k - limit. One cell on either side is a fence. */
#define BAND_MAX 255u
#define BAND_CELLS (2 * BAND_MAX + 3)
#define FAR (BAND_MAX + 1)

struct band {
    inq_str a, b;
    unsigned limit;
    unsigned rows[3][BAND_CELLS]; /* by i % 3 */
};

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/** The cell of row i, column j; k is its place in the row. */
static unsigned cell(const struct band *t, size_t i, size_t j, size_t k)
{
    if (i == 0 || j == 0) {
        return (unsigned)(i + j);
    }
    const unsigned *const above = t->rows[(i - 1) % 3];
    const char *const x = t->a.ptr + i - 1;
    const char *const y = t->b.ptr + j - 1;
    unsigned best = above[k] + (*x != *y);
    best = least(best, above[k + 1] + 1);
    best = least(best, t->rows[i % 3][k - 1] + 1);
    if (i > 1 && j > 1 && x[0] == y[-1] && x[-1] == y[0]) {
        best = least(best, t->rows[(i - 2) % 3][k] + 1);
    }
    return least(best, FAR);
}

static void fill_row(struct band *t, size_t i)
{
    unsigned *const row = t->rows[i % 3];
    const size_t width = 2 * (size_t)t->limit + 1;
    row[0] = row[width + 1] = FAR;
    for (size_t k = 1; k <= width; k++) {
        const bool inside = i + k > t->limit && i + k - t->limit - 1 <= t->b.len;
        row[k] = inside ? cell(t, i, i + k - t->limit - 1, k) : FAR;
    }
}

unsigned str_distance(inq_str a, inq_str b, unsigned limit)
{
    const size_t longest = a.len > b.len ? a.len : b.len;
    const size_t apart = longest - (a.len > b.len ? b.len : a.len);
    const unsigned most = limit < BAND_MAX ? limit : BAND_MAX;
    struct band t = {.a = a, .b = b, .limit = longest < most ? (unsigned)longest : most};
    if (apart > t.limit) {
        return t.limit + 1;
    }
    for (size_t i = 0; i <= a.len; i++) {
        fill_row(&t, i);
    }
    const unsigned distance = t.rows[a.len % 3][b.len + t.limit + 1 - a.len];
    return least(distance, t.limit + 1);
}

/** A short word is near to nothing that differs in half of it. */
static unsigned near_enough(inq_str word)
{
    const size_t most = 1 + word.len / 4;
    return most < 4 ? (unsigned)most : 4;
}

void nearest_try(struct nearest *n, inq_str candidate)
{
    if (n->found.ptr && n->distance == 0)
        return;
    const unsigned limit = n->found.ptr ? n->distance - 1 : near_enough(n->word);
    const unsigned d = str_distance(n->word, candidate, limit);
    if (d > limit)
        return;
    n->found = candidate;
    n->distance = d;
}
