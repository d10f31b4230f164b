/* SPDX-License-Identifier: MIT */
/**
 * The sieve cuts an input into segments and hands each to the parser that is surest of it.
 * Lines of the tool (commands, log lines, comments, fences) are handled between segments.
 */
#ifndef INQ_SIEVE_H
#define INQ_SIEVE_H

#include "job.h"
#include "plugin.h"

/** Read the whole input of the job. Diagnostics and observations go to its part. */
void sieve_run(struct inq_ctx *job, const struct plugins *plugins);

#endif
