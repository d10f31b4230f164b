/* SPDX-License-Identifier: MIT */
/** The commands that only tell: plugins, kinds, rules, explain. Each appends its text. */
#ifndef INQ_LIST_H
#define INQ_LIST_H

#include "buf.h"
#include "session.h"

void list_plugins(const struct session *s, struct buf *out);
void list_rules(const struct session *s, struct buf *out);

/** The kinds that the words of the settings name; all of them without one. False if a word names
 *  none; `out` then says so instead, with the nearest one. */
bool list_kinds(const struct session *s, struct buf *out);

/** Explain a rule, a code, a kind, or a health, phase or class. False if the word is none of these;
 * `out` then says so, with the nearest one. */
bool list_explain(const struct session *s, inq_str word, struct buf *out);

#endif
