/* SPDX-License-Identifier: MIT */
/**
 * From events to observations. The builder walks the schema's trie beside the events of a
 * parser, keeps the values that stand on a path, and at the end of each record turns them into
 * one observation. What lies off the paths costs a depth counter.
 */
#ifndef INQ_RECORD_H
#define INQ_RECORD_H

#include "job.h"

/** Make the builder of a job. False when memory is out. */
bool record_init(struct inq_ctx *job);

/** What parsers push into; every slot is [job]. */
extern const inq_sink record_sink;

/** The parser is done with a segment: finish what waits for more. */
inq_status record_flush(struct inq_ctx *job);

/** Where the record began that is open, or UINT64_MAX. */
uint64_t record_start(const struct inq_ctx *job);

/** The parser failed: drop the record that was open. What was finished stays. */
void record_abort(struct inq_ctx *job);

/** The window is about to move: fix the places of what is held, and copy it. False when memory is
 *  out. */
bool record_settle(struct inq_ctx *job);

/** The window has moved: finish excerpts that lacked their last line. */
void record_moved(struct inq_ctx *job);

/** A line of the tool that extract patterns look at; `offset` is that of the text. With `loose`
 *  rules look at it, too, if no such pattern fits. */
inq_status record_line(struct inq_ctx *job, inq_str text, uint64_t offset, bool loose);

/** What follows this line is a log. */
inq_status record_log_heading(struct inq_ctx *job, uint64_t offset);

/** Lines of a log, as inq_sink.lines and inq_sink.line have them. */
inq_status record_log_lines(struct inq_ctx *job, inq_str text, uint64_t offset);
inq_status record_log_line(struct inq_ctx *job, inq_str line, uint64_t offset);

/** Did a line end the log before the input did? `*at` gets its offset. */
bool record_log_stopped(const struct inq_ctx *job, uint64_t *at);

/** Finish the open log, if there is one. */
inq_status record_log_end(struct inq_ctx *job);

/** A line that is no part of a log, and of which no parser and no extract pattern makes anything:
 *  it is kept if a rule looks for it, and `*fits` tells. */
inq_status record_loose_line(struct inq_ctx *job, inq_str line, uint64_t offset, bool *fits);

/** An echoed command (its words after the program's name): remember its scope. */
inq_status record_command(struct inq_ctx *job, inq_str words, uint64_t offset,
                          const struct line_pattern *as);

/** A line, or what stands before an echoed command, that may tell when what follows was captured.
 */
void record_time(struct inq_ctx *job, inq_str text);

/** A comment that named a resource: it is about the document that follows. */
void record_comment(struct inq_ctx *job, const struct identity *id);

/** Finish what log lines have told so far. */
inq_status record_end_lines(struct inq_ctx *job);

/** Finish what the tables of a capture have told so far about the resource they share. */
inq_status record_end_joint(struct inq_ctx *job);

/** Read TYPE:VERSION:NAME[:WORKSPACE]; false if it is not that. Slices of `text`. */
bool identity_parse(inq_str text, struct identity *id);

#endif
