/* SPDX-License-Identifier: MIT */
/** Quoting a fact out of the slices of its record. */
#ifndef INQ_SLICES_H
#define INQ_SLICES_H

#include "part.h"

/** Lines around a fact. */
struct excerpt {
    inq_str line[3];
    uint32_t first_line;
    uint32_t n;
};

/** The line of a place and its neighbours, each cut to 200 columns, as slices of the slices.
 *  False if none of them holds the place. */
bool slices_quote(const struct slice *list, uint32_t line, uint32_t column, struct excerpt *e);

#endif
