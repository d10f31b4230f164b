/* SPDX-License-Identifier: MIT */
/** Handing what was found to the outputs that were asked for. */
#ifndef INQ_EMIT_H
#define INQ_EMIT_H

#include "buf.h"
#include "session.h"

/** What the outputs are to write: one of these. */
struct told {
    const inq_report *report;
    const inq_diff *diff;
    const inq_timeline *timeline;
    const inq_replay *replay;
    const inq_watches *watches;
};

/** Is there every output that was asked for, does it serve the command, and does it have a file if
 *  it needs one? If not, s->failure says so. */
bool outputs_exist(struct session *s);

/** Let all outputs write; what fails is said. False if something did. */
bool emit_all(struct session *s, const struct told *what);

/** Write a text to standard output; false if that fails. */
bool write_text(struct session *s, const struct buf *text);

#endif
