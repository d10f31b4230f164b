/* SPDX-License-Identifier: MIT */
/** What every command needs: plugins, kinds and rules, loaded once. */
#ifndef INQ_SESSION_H
#define INQ_SESSION_H

#include "baseline.h"
#include "kind.h"
#include "plugin.h"
#include "report.h"
#include "rule.h"
#include "settings.h"

#define MAX_PACKS (2 * MAX_WISHES + 9)

struct session {
    const struct settings *settings;
    struct budget budget;
    struct arena arena;
    jmp_buf unwind; /* where everything goes when memory is out */
    struct plugins plugins;
    struct kinds kinds;
    struct rules rules;
    struct suppressions *suppressions;   /* or NULL */
    struct baseline *baseline;           /* or NULL */
    struct named_diags diags[MAX_PACKS]; /* the first is that of the plugins */
    size_t n_diags;
    const char *failure; /* why nothing can be done, or NULL */
};

/**
 * Load everything. False, with `failure` set, if there is no way to go on. The caller has set
 * settings, the arena with its unwind, and calls session_close() in any case.
 */
bool session_open(struct session *s, const char *plugin_environment);
void session_close(struct session *s);

/** Read one more rule pack from a file; its diagnostics are the last ones of the session. */
bool session_read_rules(struct session *s, const char *path);

#endif
