/* SPDX-License-Identifier: MIT */
/** Diagnostics about our reading: many to an input, capped, with a stable code each. */
#ifndef INQ_DIAG_H
#define INQ_DIAG_H

#include "arena.h"
#include "inquest.h"

#include <stdarg.h>

/** What is known of a code. */
struct diag_code {
    unsigned number;
    inq_level level;
    const char *about;
    const char *hint;
};

/** The entry of a code, or NULL. */
const struct diag_code *diag_code(unsigned number);

/** The i-th entry in order of number, or NULL past the end. */
const struct diag_code *diag_code_at(size_t i);

struct diag_place {
    uint32_t line, column; /* 0, 0: about the input as a whole */
};

struct diag {
    unsigned code;
    uint32_t line, column;
    inq_str message;
};

/** The diagnostics of one input, in the order they came. */
struct diags {
    struct arena *arena;
    struct diag *items;
    size_t n, cap;
    size_t dropped;          /* beyond the cap */
    inq_level dropped_level; /* the worst of the dropped */
    size_t limit;            /* how many are kept; 0 means DIAG_LIMIT */
};
#define DIAG_LIMIT 100

void diags_init(struct diags *d, struct arena *a);

/** Add one; its text is formatted into the arena. Beyond the limit it is only counted. */
void diag_add(struct diags *d, unsigned code, uint32_t line, uint32_t column, const char *fmt, ...)
    INQ_PRINTF(5, 6);
void diag_vadd(struct diags *d, unsigned code, struct diag_place at, const char *fmt, va_list args)
    INQ_PRINTF(4, 0);

/** The worst level of all, dropped ones included; INQ_INFO when there are none. */
inq_level diags_worst(const struct diags *d);

#endif
