/* SPDX-License-Identifier: MIT */
/** Completion of the command line in a shell, from the tables of the command line, the plugins
 *  and the packs. */
#ifndef INQ_COMPLETE_H
#define INQ_COMPLETE_H

#include "buf.h"
#include "session.h"

/** Append the script for bash, zsh or fish. False if `shell` is none of these; `out` then says so,
 *  with the nearest one. */
bool complete_script(const struct session *s, inq_str shell, struct buf *out);

#endif
