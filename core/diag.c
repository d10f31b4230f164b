/* SPDX-License-Identifier: MIT */
/*
 * The table of codes comes from diag_codes.h, which is sorted by number. A message is formatted
 * on the stack, made harmless and short, and only then copied: a diagnostic that finds no memory
 * is counted among the dropped, so that reporting trouble never makes more of it.
 */
#include "diag.h"

#include "str.h"

#include <stdio.h>
#include <stdlib.h>

#define MESSAGE_MAX 400
#define ELLIPSIS "\xE2\x80\xA6"

static const struct diag_code codes[] = {
#define X(number, level, about, hint) {(number), INQ_##level, (about), (hint)},
#include "diag_codes.h"
#undef X
};

#define N_CODES (sizeof codes / sizeof *codes)

static int by_number(const void *key, const void *entry)
{
    const unsigned number = *(const unsigned *)key;
    const struct diag_code *const code = entry;
    return (number > code->number) - (number < code->number);
}

const struct diag_code *diag_code(unsigned number)
{
    return bsearch(&number, codes, N_CODES, sizeof *codes, by_number);
}

const struct diag_code *diag_code_at(size_t i)
{
    return i < N_CODES ? &codes[i] : NULL;
}

/** A code that we do not know is some plugin's: a warning. */
static inq_level level_of(unsigned number)
{
    const struct diag_code *const code = diag_code(number);
    return code ? code->level : INQ_WARNING;
}

static inq_level worse(inq_level a, inq_level b)
{
    return a > b ? a : b;
}

void diags_init(struct diags *d, struct arena *a)
{
    *d = (struct diags){.arena = a};
}

static void drop(struct diags *d, unsigned code)
{
    d->dropped++;
    d->dropped_level = worse(d->dropped_level, level_of(code));
}

/** Cut at a code point so that the ellipsis still fits behind; returns the new length. */
static size_t cut(char *text, size_t len)
{
    if (len <= MESSAGE_MAX) {
        return len;
    }
    len = MESSAGE_MAX;
    while (len > MESSAGE_MAX - 3 && ((unsigned char)text[len] & 0xC0) == 0x80) {
        len--;
    }
    memcpy(text + len, ELLIPSIS, sizeof ELLIPSIS - 1);
    return len + sizeof ELLIPSIS - 1;
}

static void clean(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F) {
            text[i] = '?';
        }
    }
}

void diag_vadd(struct diags *d, unsigned code, struct diag_place at, const char *fmt, va_list args)
{
    if (d->n >= (d->limit ? d->limit : DIAG_LIMIT)) {
        drop(d, code);
        return;
    }
    char text[MESSAGE_MAX + sizeof ELLIPSIS + 1];
    const int n = vsnprintf(text, sizeof text, fmt, args);
    size_t len = n < 0 ? 0 : (size_t)n;
    len = cut(text, len < sizeof text ? len : sizeof text - 1);
    clean(text, len);
    char *const copy = arena_raw(d->arena, len + 1, 1);
    if (!copy || !ARENA_GROW(d->arena, d->items, d->cap, d->n)) {
        drop(d, code);
        return;
    }
    memcpy(copy, text, len);
    copy[len] = '\0';
    d->items[d->n++] = (struct diag){code, at.line, at.column, {copy, len}};
}

void diag_add(struct diags *d, unsigned code, uint32_t line, uint32_t column, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    diag_vadd(d, code, (struct diag_place){line, column}, fmt, args);
    va_end(args);
}

inq_level diags_worst(const struct diags *d)
{
    inq_level worst = d->dropped_level;
    for (size_t i = 0; i < d->n; i++) {
        worst = worse(worst, level_of(d->items[i].code));
    }
    return worst;
}
