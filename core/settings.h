/* SPDX-License-Identifier: MIT */
/** What the command line asked for. Filled by cli.c, read by everybody, changed by nobody. */
#ifndef INQ_SETTINGS_H
#define INQ_SETTINGS_H

#include "inquest.h"

#include <stdbool.h>

/** One `-o NAME[=FILE]`; `file` is NULL for standard output. */
struct output_wish {
    const char *name;
    const char *file;
};

/** One `--set PLUGIN.KEY=VALUE`. */
struct plugin_setting {
    const char *plugin, *key, *value;
};

#define MAX_WISHES 32
#define MAX_SNAPSHOTS 256

/** One `--snapshot LABEL=PATH`, or an operand of diff, whose label is its path. */
struct named_snapshot {
    const char *label, *path;
};

/** The bounds that hostile dumps run into. */
struct limits {
    uint32_t depth;    /* nested maps and lists */
    size_t key;        /* bytes of a key */
    size_t scalar;     /* bytes of a value; the rest is cut off */
    size_t record;     /* bytes of one record */
    size_t memory;     /* bytes of all arenas */
    size_t entries;    /* members of one archive, those of archives in it included */
    size_t unpacked;   /* bytes of all of them */
    size_t ratio;      /* how many times the size of the archive that may be */
    uint32_t archives; /* archives in archives, the outermost included */
};

/** An option and a command as the tables of the command line have them. */
struct option_word {
    const char *name;
    char letter;          /* or 0 */
    const char *argument; /* or NULL */
    const char *help;
};

struct command_word {
    const char *name, *operands, *summary;
};

struct settings {
    const char *command;      /* analyze, diff, timeline, plugins, kinds, … */
    const char *const *words; /* paths, or what the command takes */
    size_t n_words;
    struct output_wish outputs[MAX_WISHES];
    size_t n_outputs;
    const char *types[MAX_WISHES], *workspaces[MAX_WISHES], *names[MAX_WISHES]; /* globs */
    size_t n_types, n_workspaces, n_names;
    const char *watched[MAX_WISHES]; /* ids and globs of ids, for monitors */
    size_t n_watched;
    uint32_t only;        /* bit per health; 0: all */
    int64_t since, until; /* CLOCK_NONE: open */
    int64_t at, as_of;    /* CLOCK_NONE: not said */
    int64_t snapshot_gap; /* seconds */
    struct named_snapshot snapshots[MAX_SNAPSHOTS];
    size_t n_snapshots;
    int fail_on;              /* an inq_health, or INQ_N_HEALTH for never */
    const char *suppress;     /* a file of suppressions, or NULL */
    const char *baseline;     /* a former report, or NULL */
    const char *to;           /* where redact writes, or NULL */
    const char *title;        /* of a document, or NULL */
    const char *input_format; /* id of a parser, or NULL */
    const char *rules[MAX_WISHES], *kinds[MAX_WISHES], *plugin_paths[MAX_WISHES];
    size_t n_rules, n_kinds, n_plugin_paths;
    const char *manifests[MAX_WISHES]; /* of Monitors and Pagers */
    size_t n_manifests;
    struct plugin_setting sets[MAX_WISHES];
    size_t n_sets;
    struct limits limits;
    unsigned threads; /* 0: choose */
    uint32_t limit;
    uint32_t width; /* 0: do not fold */
    bool color, progress;
    unsigned verbose;
    const struct command_word *commands; /* all there are; the last one has no name */
    bool (*option_at)(size_t i, struct option_word *o); /* the i-th option; false: there is none */
    bool analyses;                                      /* the command judges dumps */
    bool quiet, no_redact, list_inputs, check_rules;
};

#endif
