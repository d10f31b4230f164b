/* SPDX-License-Identifier: MIT */
/*
 * codepoint.h: UTF-8 one code point at a time, and which code points an output must not pass on.
 * Pure functions, no state, callable from any thread.
 */
#ifndef INQ_LIB_CODEPOINT_H
#define INQ_LIB_CODEPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Stands for bytes that are not UTF-8: REPLACEMENT CHARACTER. */
#define CODEPOINT_ILL 0xFFFDu

/** Eight bytes at once: are all printable ASCII, and neither of these two? */
static inline bool codepoint_eight_are_plain(uint64_t bytes, char this_one, char that_one)
{
    /* A borrow or carry crosses into the next byte only from a byte that has failed already. */
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t below_blank = bytes - ones * 0x20;
    const uint64_t this_is_it = (bytes ^ ones * (unsigned char)this_one) - ones;
    const uint64_t that_is_it = (bytes ^ ones * (unsigned char)that_one) - ones;
    const uint64_t del = bytes + ones;
    return ((bytes | below_blank | this_is_it | that_is_it | del) & ones * 0x80) == 0;
}

/* A range of first bytes, the range their second byte must lie in, and the bytes of the whole. */
typedef struct codepoint_lead {
    unsigned char first, last, low, high, length;
} codepoint_lead;

static inline const codepoint_lead *codepoint_lead_of(unsigned char byte)
{
    static const codepoint_lead leads[] = {
        {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
        {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
        {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    return NULL;
}

/** Decodes the code point at `text`, of which `len` (at least 1) bytes are readable. Returns the
 *  bytes it takes, 1 to 4. Ill-formed bytes give CODEPOINT_ILL, once for each longest run that
 *  could have begun a code point. */
static inline size_t codepoint_next(const char *text, size_t len, uint32_t *code)
{
    const unsigned char *byte = (const unsigned char *)text;
    *code = byte[0];
    if (byte[0] < 0x80)
        return 1;
    *code = CODEPOINT_ILL;
    const codepoint_lead *lead = codepoint_lead_of(byte[0]);
    if (!lead)
        return 1;
    uint32_t value = byte[0] & (0x7Fu >> lead->length);
    unsigned low = lead->low;
    unsigned high = lead->high;
    for (size_t i = 1; i < lead->length; i++) {
        if (i >= len || byte[i] < low || byte[i] > high)
            return i;
        value = value << 6 | (byte[i] & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    *code = value;
    return lead->length;
}

/** Whether a terminal might act on it, or show the text around it in another order: C0, DEL, C1,
 *  line and paragraph separators, marks and overrides of the writing direction, a byte order mark,
 *  and what is no character. */
static inline bool codepoint_is_unsafe(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } unsafe[] = {
        {0x00, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C}, {0x200E, 0x200F},
        {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}, {0xFFFE, 0xFFFF},
    };
    for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++)
        if (code >= unsafe[i].first && code <= unsafe[i].last)
            return true;
    return false;
}

#endif
