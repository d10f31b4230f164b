/* SPDX-License-Identifier: MIT */
/** The command line: options are a table, from which parsing, --help and its check follow. */
#ifndef INQ_CLI_H
#define INQ_CLI_H

#include "settings.h"

#include <stddef.h>

enum cli_result { CLI_RUN, CLI_DONE, CLI_USAGE };

/** What the surroundings of the process say. */
struct surroundings {
    bool stdin_is_terminal, stdout_is_terminal, stderr_is_terminal;
    bool no_color;  /* NO_COLOR is set, or the terminal is dumb */
    uint32_t width; /* of the terminal, 0 if it is none */
};

/**
 * Read the arguments. CLI_RUN: `s` is filled. CLI_DONE: --help or --version was answered.
 * CLI_USAGE: something is wrong; it was said on standard error, with the nearest match.
 * `s` refers to `argv`, which is reordered.
 */
enum cli_result cli_read(struct settings *s, int argc, char **argv, const struct surroundings *at);

/** The commands of the program. */
extern const struct command_word cli_commands[];

#endif
