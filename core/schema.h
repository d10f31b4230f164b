/* SPDX-License-Identifier: MIT */
/**
 * What is worth keeping of a dump: facts and the paths where they stand, compiled from the kind
 * packs into a trie that the record builder walks. Constant while inputs are read, so all
 * threads share one. A schema knows places, not meanings.
 */
#ifndef INQ_SCHEMA_H
#define INQ_SCHEMA_H

#include "arena.h"
#include "inquest.h"
#include "regex.h"
#include "watch.h"

#include <string.h>

/** Facts that the machinery itself asks for, by their place in the fact table. All others are
 *  only known to the packs. */
enum known_fact {
    FACT_NONE,
    FACT_NAME,
    FACT_TYPE,
    FACT_VERSION,
    FACT_WORKSPACE,
    FACT_OWNER,
    FACT_ID,       /* TYPE:VERSION:NAME[:WORKSPACE] in one value */
    FACT_GROUP,    /* GROUP/VERSION of the type, as in an apiVersion */
    FACT_CAPTURED, /* when the dump itself says it was taken */
    FACT_STATUS,
    FACT_RUNTIME,
    FACT_STATE,
    FACT_STAGE,
    FACT_WANTED,
    FACT_PROCESSED,
    FACT_INFO,
    FACT_READY,
    FACT_REPLICAS,
    FACT_DELETED,    /* a time since which it is to be gone */
    FACT_TEXT,       /* stands nowhere itself: the values of all facts that are texts */
    FACT_LOG_TEXT,   /* lines of a log that are worth keeping */
    FACT_LOG_ERROR,  /* those of them that say they are errors */
    FACT_LOG_ERRORS, /* how many do; the first fact of each observation of a log */
    FACT_LOG_LAST,   /* the time of the last line */
    FACT_LOG_BLANK,  /* there are no lines under the heading */
    N_KNOWN_FACTS
};
#define FIRST_STATED_FACT FACT_STATUS /* those before it only say whose facts these are */
#define MAX_FACTS 160
#define MAX_PATHS 1024

struct fact_info {
    inq_str name;
    bool judged;    /* a verdict row asks for it */
    bool detail;    /* kept only of records that are not healthy */
    bool names;     /* its value names another resource */
    bool text;      /* free text, in which rules look for the words of a failure */
    bool past;      /* tells of what happened, not of what is */
    bool compared;  /* a change of its value is told */
    bool linted;    /* a setting of a manifest, which rules for manifests look at */
    bool heard;     /* a text or of the past: rules look at it in what is healthy, too */
    bool marks;     /* its value is a time at which something happened */
    uint16_t dates; /* its value is a time, a blank, and what this other fact was then; or 0 */
};

/** One place where a fact may stand. */
struct path_info {
    inq_str text;
    uint16_t fact;
    uint16_t rank; /* 0 is the best: the first that exists wins */
    bool many;     /* inside a list: all are kept */
};

/** An identity as a text told it; absent parts are not known. */
struct identity {
    inq_str name, type, version, workspace;
};

struct node;

/** A key in registers: up to DIGEST_ALL bytes are told apart by these three numbers alone. */
#define DIGEST_ALL ((size_t)16)
struct key_digest {
    uint64_t head, tail;
    size_t len;
};

/** One child of a trie node, in a small hash table. */
struct node_entry {
    struct key_digest digest;
    const char *key;
    struct node *node;
};

/** A point in the paths. */
struct node {
    struct node_entry *entries; /* a power of two, or NULL */
    uint64_t lengths;           /* bit per length of a key that is there (63: that or more) */
    uint32_t mask;              /* entries - 1 */
    uint32_t n_entries;
    struct node *element;     /* where a list's elements go on, or NULL */
    uint16_t path;            /* of the value that stands here; 0 is none */
    uint16_t part;            /* number of the value as a part of a list's element, or 0 */
    struct element *elements; /* what the parts of an element here make together */
    bool wrapper;             /* a list here holds records of their own */
};

#define MAX_PARTS 64
#define ELEMENT_PARTS 4

/** A fact that the parts of one element of a list make together: if the part `key` is `equals`,
 *  the value is that of the only part, or the template with the parts in its braces. With an
 *  `order` the element counts whose part of that number is the latest time. */
struct element {
    struct element *next;
    inq_str equals;
    inq_str text;           /* the template, or absent */
    uint16_t key;           /* part, or 0: no condition */
    uint16_t order, latest; /* part, and the place of the latest one so far; or 0 */
    uint16_t parts[ELEMENT_PARTS];
    uint16_t n_parts;
    uint16_t path;
};

/** Values that are kept wherever they stand because of how they begin. */
struct anywhere {
    inq_str prefix;
    uint16_t path;
};

/** What a line of a terminal capture is. */
enum line_role {
    LINE_TEXT,    /* nothing known */
    LINE_LOG,     /* a message of the tool: extract patterns look at it */
    LINE_COMMAND, /* an echoed command: its options tell the scope of what follows */
    LINE_LISTING, /* an echoed command whose table lists all that is in its scope */
    LINE_COMMENT, /* may name a resource */
    LINE_FENCE,   /* Markdown */
    LINE_NOISE,   /* known and of no interest */
    LINE_HEADING, /* what follows is a log */
    LINE_TIME,    /* when what follows was captured: the first group */
    LINE_PROGRESS /* the tool says what it is doing: as LINE_LOG, but no text that rules look at */
};

struct line_pattern {
    enum line_role role;
    inq_str platform; /* whose tool prints or reads such lines; absent: any */
    const struct regex *regex;
};

/** How a line becomes facts: the named groups of the pattern are facts, `_` stands for `.`. */
struct extract {
    const struct regex *regex;
    uint16_t facts[REGEX_GROUPS]; /* path of each group, 0 for none */
};

/** How values inside a record tell an identity that it lacks. */
struct identify {
    uint16_t fact;
    const struct regex *regex; /* named groups: name, type, version, workspace */
    uint8_t facts[REGEX_GROUPS];
    uint16_t type_fact; /* fact that holds the type when no group does, or 0 */
};

/** The option of an echoed command that names a part of the scope. */
struct command_option {
    inq_str option;
    inq_str platform; /* as in line_pattern */
    uint16_t fact;    /* FACT_TYPE, FACT_WORKSPACE, FACT_NAME, FACT_ID */
};

/** What the cells of one column tell: a value of one fact, or groups of the pattern that fits. */
struct form_column {
    inq_str title;
    inq_str with;  /* title of a second column, whose cell is put behind the first and a `=` */
    uint16_t path; /* or 0 */
    struct extract *patterns;
    size_t n_patterns;
};

/** Whom the rows of a table are about. */
enum form_use {
    FORM_ROWS,     /* each row tells it */
    FORM_HEADING,  /* a row names the resource that the next tables are about */
    FORM_RESOURCE, /* that resource */
    FORM_MEMBERS,  /* each row names a resource that belongs to it */
    FORM_OTHERS    /* things that are no resources: rows are counted, cells are not looked at */
};

/** A table that its titles tell from others. Only the columns named here are read. */
struct form {
    enum form_use use;
    bool first;       /* only the first row counts */
    uint16_t owner;   /* path of the fact that names whom a member belongs to, or 0 */
    inq_str *without; /* titles that it does not have */
    size_t n_without;
    inq_str type;   /* of the rows, unless a cell says it; or absent */
    inq_str latest; /* title of a column of times: only the row with the latest counts; or absent */
    inq_str what;   /* what others are called */
    inq_str *titles;
    size_t n_titles;
    struct form_column *columns;
    size_t n_columns;
};

struct judgement {
    inq_health health;
    uint16_t row; /* of the verdict table; UINT16_MAX: none fitted */
};

/** Values of one record as the judge sees them; slices, in no order. */
struct stated {
    uint16_t fact;
    inq_str value;
};

struct schema {
    struct arena *arena;
    struct fact_info facts[MAX_FACTS];
    uint16_t n_facts;
    struct path_info paths[MAX_PATHS];
    uint16_t n_paths;
    struct node root;
    struct anywhere *anywhere;
    size_t n_anywhere;
    uint64_t anywhere_first[4]; /* bit per byte that one of them begins with */
    struct line_pattern *lines;
    size_t n_lines;
    struct extract *extracts;
    size_t n_extracts;
    struct identify *identifies;
    size_t n_identifies;
    struct command_option *options;
    size_t n_options;
    struct watch *watch; /* patterns that lines of logs are held against */
    struct form *forms;
    size_t n_forms;
    uint16_t n_parts; /* of elements */
    /** Judge a record by its own facts. `flags` tells which columns its form had (STATUS_COLUMN,
     *  RUNTIME_COLUMN). Set by the analysis floor. [any-thread] */
    struct judgement (*judge)(const void *self, inq_str type, const struct stated *facts, size_t n,
                              uint8_t flags);
    const void *judge_self;
};

/** An empty schema that knows the known facts. */
void schema_init(struct schema *s, struct arena *a);

/** The number of a fact, made if it is new; 0 when there are too many. */
uint16_t schema_fact(struct schema *s, inq_str name);

/** Is the value of one fact a value of another? FACT_TEXT has those of all texts. */
static inline bool schema_answers(const struct schema *s, uint16_t fact, uint16_t asked)
{
    return fact == asked || (asked == FACT_TEXT && s->facts[fact].text);
}

/** The number of a fact, or 0. */
uint16_t schema_find_fact(const struct schema *s, inq_str name);

/**
 * Say that `fact` stands at `path`: keys joined by dots, `[]` after a key for the elements of a
 * list, e.g. `status.items[].error`; `^abc` is "any value that begins with abc". Column titles
 * are paths of one key. `list[key=word].rest` is only of elements whose key has that value, and
 * `list[].{a}: {b}` puts values of one element together; `list[key=word@time].rest` and
 * `list[@time].rest` are only of the element with the latest time. False when there are too many
 * paths or a place is taken by another fact.
 */
bool schema_path(struct schema *s, uint16_t fact, inq_str path, uint16_t rank);

/** Say that a list under this key of a document's root holds records. */
void schema_wrapper(struct schema *s, inq_str key);

/** A path of its own name, beside the trie: `line` for what log lines told, or a column's title. */
uint16_t schema_named_path(struct schema *s, uint16_t fact, inq_str name);

/** Keep all the values of free texts that lines tell, not the last only, and note what is heard of
 *  the healthy; once packs are read. */
void schema_keep_texts(struct schema *s);

static inline uint64_t load_bytes(const char *p, size_t n)
{
    uint64_t v = 0;
    memcpy(&v, p, n);
    return v;
}

/** Reads inside the key only: loads overlap instead of running over its end. */
static inline struct key_digest key_digest(inq_str key)
{
    const char *p = key.ptr;
    const size_t n = key.len;
    if (n >= 8)
        return (struct key_digest){load_bytes(p, 8), load_bytes(p + n - 8, 8), n};
    if (n >= 4)
        return (struct key_digest){load_bytes(p, 4), load_bytes(p + n - 4, 4), n};
    if (n == 0)
        return (struct key_digest){0, 0, 0};
    const uint64_t first = (unsigned char)p[0], middle = (unsigned char)p[n / 2];
    return (struct key_digest){first | middle << 8, (unsigned char)p[n - 1], n};
}

static inline uint32_t digest_hash(const struct key_digest *d)
{
    const uint64_t h = (d->head ^ (d->tail << 7) ^ d->len) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h >> 40);
}

/** Are the bytes that the digest does not show the same? */
static inline bool same_middle(const char *a, const char *b, size_t n)
{
    if (n > 32)
        return memcmp(a + 8, b + 8, n - 16) == 0;
    return load_bytes(a + 8, 8) == load_bytes(b + 8, 8) &&
           load_bytes(a + n - 16, 8) == load_bytes(b + n - 16, 8);
}

static inline bool same_digest(const struct key_digest *a, const struct key_digest *b)
{
    return a->head == b->head && a->tail == b->tail && a->len == b->len;
}

static inline bool key_is(const struct node_entry *e, const struct key_digest *d, inq_str key)
{
    return same_digest(&e->digest, d) &&
           (d->len <= DIGEST_ALL || same_middle(e->key, key.ptr, d->len));
}

/** The node under `key`, or NULL: for keys that are long or not in their first slot. */
const struct node *schema_search(const struct node *node, inq_str key);

/** Set `*child` to the node under `key` or to NULL; false if that takes schema_search(). Most keys
 *  that lead nowhere have a length that says so. */
static inline bool schema_glance(const struct node *node, inq_str key, const struct node **child)
{
    *child = NULL;
    if (!(node->lengths >> (key.len < 63 ? key.len : 63) & 1))
        return true;
    const struct key_digest d = key_digest(key);
    const struct node_entry *e = &node->entries[digest_hash(&d) & node->mask];
    *child = e->node;
    return !e->node || (d.len <= 32 && key_is(e, &d, key));
}

/** The node under `key`, or NULL. */
static inline const struct node *schema_child(const struct node *node, inq_str key)
{
    const struct node *child;
    return schema_glance(node, key, &child) ? child : schema_search(node, key);
}

/** May a value be one of those that are kept wherever they stand? */
static inline bool schema_maybe_anywhere(const struct schema *s, inq_str value)
{
    const unsigned char first = value.len ? (unsigned char)value.ptr[0] : 0;
    return s->anywhere_first[first / 64] >> first % 64 & 1;
}

/** The path of a fact of logs, FACT_LOG_TEXT to FACT_LOG_BLANK: every schema begins with them. */
static inline uint16_t schema_log_path(enum known_fact fact)
{
    return (uint16_t)(1 + fact - FACT_LOG_TEXT);
}

/** The pattern that a line fits, or NULL; `m` gets its groups. */
const struct line_pattern *schema_line(const struct schema *s, const struct regex_scratch *scratch,
                                       inq_str line, struct regex_match *m);

/** The role of a line; `m` gets the groups of the pattern that fitted. */
enum line_role schema_line_role(const struct schema *s, const struct regex_scratch *scratch,
                                inq_str line, struct regex_match *m);

#endif
