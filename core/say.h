/* SPDX-License-Identifier: MIT */
/** What goes to standard error. */
#ifndef INQ_SAY_H
#define INQ_SAY_H

#include "session.h"

/** The text, as it is. */
void say(inq_str text);

/** Why the command cannot be carried out, on a line of its own. */
void say_failure(const char *what);

/** One diagnostic, with its hint if the reader wants more. */
void say_diag(struct session *s, const inq_diag *d);

/** The diagnostics of a report, unless it is text on standard output, which has them. */
void say_diags(struct session *s, const inq_diag *const *diags, size_t n);

#endif
