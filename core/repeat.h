/* SPDX-License-Identifier: MIT */
/** What one input shows again and again, as a table that is refreshed or a list of one object's
 *  states, is taken apart: each showing becomes a part of its own. */
#ifndef INQ_REPEAT_H
#define INQ_REPEAT_H

#include "part.h"
#include "schema.h"

/**
 * Take apart what repeats. A table does that has the titles of one before and answers the same
 * listing, or states again what that one stated; a document, if it states again what one before
 * it stated; a record, if it tells of several times, those within `gap` seconds told together. The
 * last showing stays in the part that was read, with its diagnostics. Those before
 * are new parts: what has a time of its own is in the list that is returned, after all others, and
 * the rest hangs at the next one as `earlier`. An input that is named as a snapshot is one moment:
 * of its tables the last ones count if all that were there before are there again.
 * Everything lives in `a`. Does not return when memory is out.
 */
struct part **repeats_split(struct arena *a, const struct schema *schema, int64_t gap,
                            struct part **parts, size_t *n);

#endif
