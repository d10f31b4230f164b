/* SPDX-License-Identifier: MIT */
/**
 * What reading one input gives: observations with their facts, diagnostics, and what the input
 * was. Made by one job on one thread; merged in input order afterwards. Everything lives in the
 * part's arena.
 */
#ifndef INQ_PART_H
#define INQ_PART_H

#include "arena.h"
#include "diag.h"
#include "inquest.h"
#include "intern.h"
#include "schema.h"

/** One fact: 12 bytes, because there may be millions. */
struct fact {
    uint32_t value; /* interned: in the part, after the merge in the run */
    uint32_t line;
    uint32_t path : 12;
    uint32_t column : 20; /* 0xfffff: that or more */
};
#define FACT_COLUMN_MAX 0xfffffu

/** A stretch of the input around facts of one record, kept so that they can be quoted. */
struct slice {
    struct slice *next;
    inq_str text;
    uint32_t first_line, first_column; /* of text.ptr[0] */
};

enum observation_flags {
    OBSERVED_STATE = 1, /* states a status, a runtime or a builder fact */
    LACKS_VERSION = 2,  /* the record could not say: joins what matches the rest */
    LACKS_WORKSPACE = 4,
    FROM_LINES = 8,     /* told by log lines of the tool, not by a record */
    ABOUT_INPUT = 16,   /* no identity: about the input itself */
    STATUS_COLUMN = 32, /* the form had a place for it: an empty cell is blank, not absent */
    RUNTIME_COLUMN = 64,
    HAS_SLICES = 128 /* a pointer to slices follows the facts */
};

/** All facts that one record states about one resource. */
struct observation {
    struct observation *next;  /* in the part, in the order of the input */
    struct observation *older; /* of the same resource, after the merge */
    uint32_t name_len;         /* the name stands behind the rest: observation_name() */
    uint32_t hash;             /* of type and name */
    uint32_t type, version, workspace, owner;
    uint32_t part;
    uint32_t line; /* of the record */
    uint16_t n_facts;
    uint8_t own_health; /* inq_health by its own facts, when it was read */
    uint8_t flags;
    struct fact facts[];
};

/** Bytes of an observation up to the end of its facts, or of its slices. */
static inline size_t observation_facts_end(const struct observation *o)
{
    return offsetof(struct observation, facts) + o->n_facts * sizeof(struct fact);
}

/** Where an observation with HAS_SLICES keeps them. */
static inline struct slice **observation_slices(struct observation *o)
{
    return (struct slice **)(void *)((char *)o + ((observation_facts_end(o) + 7) & ~(size_t)7));
}

/** The name of the resource it is about. */
static inline inq_str observation_name(const struct observation *o)
{
    size_t at = observation_facts_end(o);
    if (o->flags & HAS_SLICES)
        at = ((at + 7) & ~(size_t)7) + sizeof(struct slice *);
    return (inq_str){(const char *)o + at, o->name_len};
}

/** What an echoed command asked for, and whether a table answered. */
struct scope {
    struct scope *next;
    inq_str type, workspace, name; /* absent: all */
    uint32_t line;
    bool listing;
    bool answered;
};

struct part {
    struct part *members, *last_member, *next; /* of an archive, chained */
    bool bare;                                 /* only its members count as inputs */
    struct arena arena;
    struct intern strings;
    struct diags diags;
    inq_str path;
    inq_str format;
    uint32_t index;          /* place in the order of inputs */
    int64_t captured;        /* CLOCK_NONE: not known */
    const char *captured_by; /* option, dump, path, or NULL */
    struct observation *first, *last;
    size_t n_records;        /* all observations */
    uint64_t n_observations; /* those that state something */
    uint64_t n_resources;    /* distinct ones among them; counted by the merge */
    struct scope *scopes, *last_scope;
    uint64_t recognised; /* segments that a parser or pattern knew */
    bool lost;           /* memory ran out or reading failed: what is here is not all */
};

#endif
