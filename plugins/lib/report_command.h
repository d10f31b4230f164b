/* SPDX-License-Identifier: MIT */
/*
 * report_command.h: the commands that a remedy or a gap names, so that an output can set them
 * where they can be copied. A command is known by its shape only: it begins a clause (after a
 * colon, a semicolon or a full stop, or after the word "with") with a word in small letters, it
 * has an option, and it ends before a semicolon, a comma, a bracket or a full stop. Pure
 * functions, no state, callable from any thread.
 */
#ifndef INQ_LIB_REPORT_COMMAND_H
#define INQ_LIB_REPORT_COMMAND_H

#include "inquest.h"

#include <stdbool.h>
#include <string.h>

/* Whether `text` has a blank at `at`, or ends there. */
static inline bool report_command_gap(inq_str text, size_t at)
{
    return at >= text.len || text.ptr[at] == ' ';
}

/* Whether a command ends before `at`: marks within a word (`a.b`, `a:b`) do not end it. */
static inline bool report_command_ends(inq_str text, size_t at)
{
    const char byte = text.ptr[at];
    return byte == '(' || byte == '\n' ||
           (strchr(",;:.)", byte) && byte && report_command_gap(text, at + 1));
}

static inline bool report_command_begins(inq_str text, size_t at)
{
    static const char with[] = " with ";
    if (at >= text.len || text.ptr[at] < 'a' || text.ptr[at] > 'z')
        return false;
    if (at >= 2 && text.ptr[at - 1] == ' ' && strchr(":;.", text.ptr[at - 2]) && text.ptr[at - 2])
        return true;
    return at >= sizeof with - 1 &&
           memcmp(text.ptr + at - (sizeof with - 1), with, sizeof with - 1) == 0;
}

/* Whether a word of it is an option: `-t`, `--force`. */
static inline bool report_command_has_option(inq_str command)
{
    for (size_t i = 0; i + 2 < command.len; i++) {
        const size_t dashes = command.ptr[i + 1] != '-' ? 0 : command.ptr[i + 2] != '-' ? 1 : 2;
        const size_t at = i + 1 + dashes;
        if (command.ptr[i] == ' ' && dashes && at < command.len && command.ptr[at] >= 'A' &&
            command.ptr[at] <= 'z')
            return true;
    }
    return false;
}

/** The first command in `text` from `*at` on, a slice of it; `*at` is set behind it. Its length
 *  is 0 where there is none. Linear over all calls for one text. */
static inline inq_str report_command_next(inq_str text, size_t *at)
{
    for (size_t from = *at; from < text.len; from++) {
        if (!report_command_begins(text, from))
            continue;
        size_t to = from;
        while (to < text.len && !report_command_ends(text, to))
            to++;
        const inq_str command = {text.ptr + from, to - from};
        if (report_command_has_option(command)) {
            *at = to;
            return command;
        }
        from = to;
    }
    *at = text.len;
    return (inq_str){NULL, 0};
}

/** What a gap says is missing, and the command after its last colon that would show it; `command`
 *  is empty where it names none. */
static inline inq_str report_gap_parts(inq_str gap, inq_str *command)
{
    size_t split = gap.len;
    while (split > 1 && !(gap.ptr[split - 2] == ':' && gap.ptr[split - 1] == ' '))
        split--;
    *command = (inq_str){gap.ptr + split, split > 1 ? gap.len - split : 0};
    return split > 1 ? (inq_str){gap.ptr, split - 2} : gap;
}

#endif
