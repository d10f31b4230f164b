/* SPDX-License-Identifier: MIT */
/** Where reports go: standard output, or a file that appears under its name only when whole. */
#ifndef INQ_OUTPUT_FILE_H
#define INQ_OUTPUT_FILE_H

#include "inquest.h"

#include <stdbool.h>

struct output_stream {
    int fd;
    const char *path; /* final name, NULL for standard output */
    bool in_place;    /* `path` is a device or a pipe and is written to directly */
    bool owned;       /* the output opens `path` by itself; nothing is written here */
    char temporary[4096];
    char buffer[64 << 10];
    size_t n;
    int error; /* errno of the first failure, 0 */
};

/** Begin to write to `path`, or to standard output when it is NULL. What is no regular file is
 *  written to in place. Errors stick. */
void output_open(struct output_stream *o, const char *path);

/** Leave `path` to the output that owns it: nothing is opened, and writing fails. */
void output_leave(struct output_stream *o, const char *path);

void output_put(struct output_stream *o, inq_str bytes);

/** Finish: flush, and give the file its name unless something failed or `keep` is false.
 *  False, with `error` set, if the report is not all there. */
bool output_close(struct output_stream *o, bool keep);

/** The writer that plugins get; writes to the job's stream. */
extern const inq_writer output_writer;

/** Make the directory `path` for nobody but its owner, or take it if it is empty. A descriptor, or
 *  -1 with errno set: ENOTEMPTY if there is something in it. */
int folder_open(const char *path);

/** Make a file below the directory `folder`, and the directories on the way to it. Follows no link
 *  and replaces nothing. `path` is relative and is changed meanwhile. A descriptor, or -1. */
int folder_create(int folder, char *path);

/** Write all of it and close. False, with errno set, if it failed. */
bool folder_write(int fd, inq_str bytes);

#endif
