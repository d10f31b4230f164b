/* SPDX-License-Identifier: MIT */
/**
 * A whole text without its secrets, for `inquest redact`. Beside what redact() finds in a line,
 * it knows values by the name of their key or column, the values of secret maps, and secrets of
 * several lines. It looks at the form of the text only, so that broken documents are scrubbed as
 * well; tables, YAML and JSON stay what they were.
 */
#ifndef INQ_SCRUB_H
#define INQ_SCRUB_H

#include "redact.h"

/** `text` (valid UTF-8) without secrets, in the redactor's arena. Does not return when memory is
 *  out. */
inq_str scrub_text(struct redactor *r, inq_str text);

#endif
