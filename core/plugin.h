/* SPDX-License-Identifier: MIT */
/** Finding, checking and holding plugins. Constant once loaded; shared by all threads. */
#ifndef INQ_PLUGIN_HOST_H
#define INQ_PLUGIN_HOST_H

#include "arena.h"
#include "diag.h"
#include "inquest.h"
#include "settings.h"

/** A plugin that was found. Refused ones are kept to be listed. */
struct plugin {
    inq_plugin entry;  /* zeroed copy of what the plugin knew */
    inq_source source; /* copies, valid when entry.source and so on are set */
    inq_parser parser;
    inq_output output;
    inq_str path;
    unsigned refused; /* 0, or the code of the diagnostic that says why */
    inq_str why;
};

struct plugins {
    struct plugin **items; /* those in use, by id; refused ones after them, by path */
    size_t n, n_used, cap;
};

/** Load every .so of the plugin directories: --plugin-path, INQUEST_PLUGIN_PATH (its value is
 *  `environment`), the one beside the program, the installed one. Refusals are warnings in
 *  `diags`. Nothing is ever unloaded. Does not return when memory is out. */
void plugins_load(struct plugins *p, struct arena *a, const struct settings *settings,
                  const char *environment, struct diags *diags);

/**
 * Check a descriptor and copy it. 0, or the code of the diagnostic, with `*why` set.
 * Reads not a byte beyond raw->size. Pure but for the arena.
 */
unsigned plugin_check(struct arena *a, const inq_plugin *raw, struct plugin *copy, inq_str *why);

/** The source, parser or output in use with this id, or NULL. A parser and an output may share an
 *  id; two of a kind may not. */
const struct plugin *plugins_source(const struct plugins *p, inq_str id);
const struct plugin *plugins_parser(const struct plugins *p, inq_str id);
const struct plugin *plugins_output(const struct plugins *p, inq_str id);

/** The source that is surest that `head` begins a container it can open; NULL if none is sure
 *  enough. */
const struct plugin *plugins_probe_source(const struct plugins *p, inq_str head, inq_str name);

#endif
