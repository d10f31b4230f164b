/* SPDX-License-Identifier: MIT */
/* The only place that looks at the environment and the only one that exits. */
#include "cli.h"
#include "run.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static struct surroundings look_around(void)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    struct surroundings at = {.stdin_is_terminal = isatty(STDIN_FILENO),
                              .stdout_is_terminal = isatty(STDOUT_FILENO),
                              .stderr_is_terminal = isatty(STDERR_FILENO)};
    struct winsize size;
    at.no_color = (no_color && *no_color) || !terminal || strcmp(terminal, "dumb") == 0;
    if (at.stdout_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        at.width = size.ws_col;
    return at;
}

int main(int argc, char **argv)
{
    struct settings settings;
    const struct surroundings at = look_around();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file may not grow: writing fails, and an output says so */
    switch (cli_read(&settings, argc, argv, &at)) {
    case CLI_DONE:
        return EXIT_FINE;
    case CLI_USAGE:
        return EXIT_USAGE;
    default:
        return run_command(&settings, getenv("INQUEST_PLUGIN_PATH"));
    }
}
