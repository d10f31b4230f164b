/* SPDX-License-Identifier: MIT */
/** The commands. */
#ifndef INQ_RUN_H
#define INQ_RUN_H

#include "settings.h"

/** Exit status of the program. */
enum exit_status {
    EXIT_FINE = 0,
    EXIT_FOUND = 1,
    EXIT_USAGE = 2,
    EXIT_PARTIAL = 3,
    EXIT_BROKEN = 4
};

/** Do what the settings ask for and return the exit status. `plugin_environment` is the value of
 *  INQUEST_PLUGIN_PATH or NULL. */
int run_command(const struct settings *settings, const char *plugin_environment);

#endif
