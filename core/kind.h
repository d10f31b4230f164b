/* SPDX-License-Identifier: MIT */
/**
 * Kind packs: what a platform's types are. They fill the schema (where facts stand) and the
 * verdict table (what values mean) and tell who belongs to whom. Constant once loaded.
 */
#ifndef INQ_KIND_H
#define INQ_KIND_H

#include "schema.h"
#include "tree.h"
#include "verdict.h"

/** A child that a kind has by convention. `name` is a template. */
struct child_pattern {
    inq_str type, name;
    bool always; /* its absence is a gap */
};

/** What the resource that a fact names is to the one that states it. */
enum link_role { LINK_NEEDS, LINK_PARENT, LINK_PART };

/** A fact that names another resource. */
struct link_pattern {
    enum link_role role;
    uint16_t fact;
    const struct regex *regex;    /* named groups: name, type, workspace */
    uint8_t groups[REGEX_GROUPS]; /* known fact of each group, or 0 */
    const struct tree *types;     /* words; NULL when a group tells the type */
    inq_str why;
};

struct kind {
    inq_str name;
    inq_str platform;
    uint8_t nature; /* bit number */
    bool instance;  /* lives outside of workspaces */
    bool execution; /* how its owner runs, not a thing of its own */
    struct child_pattern *children;
    size_t n_children;
    bool may_be_child; /* of some kind, by the type */
};

/** What a secret looks like; its first group, or the whole match, is the secret. */
struct secret_pattern {
    inq_str kind;
    const struct regex *regex;
};

/** A fact that an alert of the platform can look at. */
struct watched_fact {
    inq_str report, observation; /* where the alert finds it, and what it is called there */
    uint16_t fact;
    uint32_t natures;         /* bit per nature that states it; 0 is all */
    const struct tree *words; /* that are worth watching for before they are seen, or NULL */
};

/** What an alert of a platform is made of. */
struct watch_set {
    inq_str platform, schedule, timezone, filter, compare;
    struct watched_fact *facts; /* the one that is best to look at first */
    size_t n_facts;
};

/** What to capture when the dumps do not show it: templates. */
struct command_set {
    inq_str platform;
    inq_str list, detail;
};

#define MAX_MARKS 16 /* patterns of all packs */

/** What happened at a time of its own. The value of `at` begins with the time, behind which a text
 *  may stand; that of a line of a log has it where the patterns for times of logs say. */
struct mark_pattern {
    inq_mark_kind kind;
    uint16_t at;
    inq_str text;   /* a template whose words are facts, or absent: what stands behind the time */
    uint16_t count; /* fact that tells how often it happened, or 0 */
};

/** Values in a map, or lines in a block, that are secret: see core/kinds/secrets.yaml. Patterns
 *  that a pack left out are NULL. */
struct secret_place {
    inq_str kind;
    const struct regex *regex;           /* name of the map, or first line */
    const struct regex *within, *except; /* of a map */
    const struct regex *end, *body;      /* of a block */
};

#define MAX_NATURES 32

struct kinds {
    struct schema schema;
    struct verdicts verdicts;
    inq_str natures[MAX_NATURES];
    size_t n_natures;
    struct kind **items; /* by name */
    size_t n, cap;
    struct kind other; /* stands for types that no pack knows */
    struct link_pattern *links;
    size_t n_links;
    struct secret_pattern *secrets;
    size_t n_secrets;
    struct secret_pattern *secret_keys; /* whole names of keys and columns */
    size_t n_secret_keys;
    struct secret_place *secret_maps, *secret_blocks;
    size_t n_secret_maps, n_secret_blocks;
    const struct regex **patterns; /* all of the packs */
    size_t n_patterns, pattern_cap;
    inq_str platform; /* of the pack that is being read */
    struct command_set *commands;
    size_t n_commands;
    const struct tree *alerts; /* see alert.h; or NULL */
    struct watch_set *watch_sets;
    size_t n_watch_sets;
    struct mark_pattern marks[MAX_MARKS];
    size_t n_marks;
};

/** An empty set. */
void kinds_init(struct kinds *k, struct arena *a);

/** Add the documents of a pack; a kind of the same name replaces the former one, and its verdict
 *  rows are asked before those of packs read earlier. Faults are diagnostics; the entry they are in
 * is left out. Does not return when memory is out. */
void kinds_read(struct kinds *k, const struct tree *docs, struct diags *diags);

/** Make all patterns fast, for when there is much to read. Before other threads use them. */
void kinds_hasten(const struct kinds *k);

/** The kind of a type (lower case); `other` when no pack knows it. */
const struct kind *kinds_find(const struct kinds *k, inq_str type);

/** The verdict row for facts of a type, or NULL. */
const struct verdict_row *kinds_judge(const struct kinds *k, inq_str type,
                                      const struct stated *facts, size_t n, uint8_t flags);

/** The commands of the platform of a type; the first pack's for types that no pack knows. */
struct command_set kinds_commands(const struct kinds *k, inq_str type);

/** What an alert on a resource of this type is made of, by its platform; the first pack's for types
 *  that no pack knows; NULL if the platform has no alerts. */
const struct watch_set *kinds_watch_set(const struct kinds *k, inq_str type);

/** What the words of a template stand for. */
struct template_words {
    inq_str (*value)(const void *self, inq_str word);
    const void *self;
    bool quoted; /* a value that a shell would not take for one word stands in quotes */
};

/** Replace {word} by what it stands for; a part in [ ] is left out when a word in it has none.
 *  In the arena, or `text` itself. */
inq_str template_fill(struct arena *a, inq_str text, const struct template_words *words);

/** Say that `key` of a pack is not known, with the nearest of `known` (NULL-terminated). */
void pack_unknown_key(struct diags *diags, const struct tree *at, const char *const *known);

#endif
