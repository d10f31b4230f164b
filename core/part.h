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
#include "intern.h"
#include "inquest.h"
#include "schema.h"

/** One fact: 12 bytes, because there may be millions. */
struct fact {
    uint32_t value; /* interned: in the part, after the merge in the run */
    uint32_t line;
    uint32_t path : 12;
    uint32_t column : 20; /* 0xfffff: that or more */
};
#define FACT_COLUMN_MAX 0xfffffu

/** Lines around a fact. */
struct excerpt {
    inq_str line[3];
    uint32_t first_line;
    uint32_t n;
};

enum observation_flags {
    OBSERVED_STATE = 1,      /* states a status, a runtime or a builder fact */
    LACKS_VERSION = 2,       /* the record could not say: joins what matches the rest */
    LACKS_WORKSPACE = 4,
    HAS_EXCERPTS = 8,        /* excerpts follow the facts */
    FROM_LINES = 16,         /* told by log lines of the tool, not by a record */
    ABOUT_INPUT = 32         /* no identity: about the input itself */
};

/** All facts that one record states about one resource. */
struct observation {
    struct observation *next;  /* in the part, in the order of the input */
    struct observation *older; /* of the same resource, after the merge */
    const char *name;
    uint32_t name_len;
    uint32_t hash; /* of type and name */
    uint32_t type, version, workspace, owner;
    uint32_t part;
    uint32_t line; /* of the record */
    uint64_t columns; /* bit per known fact that the record's form could show */
    uint16_t n_facts;
    uint8_t own_health; /* inq_health by its own facts, when it was read */
    uint8_t flags;
    struct fact facts[];
};

/** The excerpts of an observation with HAS_EXCERPTS, one for each fact (may be empty). */
static inline struct excerpt *observation_excerpts(struct observation *o)
{
    return (struct excerpt *)(void *)((char *)o->facts +
                                      ((o->n_facts * sizeof(struct fact) + 15) & ~(size_t)15));
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
    struct arena arena;
    struct intern strings;
    struct diags diags;
    inq_str path;
    inq_str format;
    uint32_t index;         /* place in the order of inputs */
    int64_t captured;       /* CLOCK_NONE: not known */
    const char *captured_by; /* option, dump, path, or NULL */
    struct observation *first, *last;
    uint64_t n_observations; /* those that state something */
    struct scope *scopes, *last_scope;
    uint64_t recognised;     /* segments that a parser or pattern knew */
    bool lost;               /* memory ran out or reading failed: what is here is not all */
};

#endif
