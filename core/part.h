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
#include "label.h"
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

/** All facts that one record states about one resource: 32 bytes and the facts, because there may
 *  be millions. */
struct observation {
    struct observation *older; /* of the same resource, after the merge */
    uint32_t name_len : 24;    /* the name stands behind the rest: observation_name() */
    uint32_t own_health : 8;   /* inq_health by its own facts, when it was read */
    uint32_t hash;             /* of type and name */
    uint32_t label;            /* in the part, after the merge in the run */
    uint32_t part;
    uint32_t line; /* of the record */
    uint16_t row;  /* of the verdict table that said so; UINT16_MAX: none */
    uint8_t n_facts;
    uint8_t flags;
    struct fact facts[];
};
#define NAME_MAX_LEN ((size_t)0xffffff)

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

/** Where the name of an observation stands. */
static inline size_t observation_name_at(const struct observation *o)
{
    const size_t at = observation_facts_end(o);
    return o->flags & HAS_SLICES ? ((at + 7) & ~(size_t)7) + sizeof(struct slice *) : at;
}

/** The name of the resource it is about. */
static inline inq_str observation_name(const struct observation *o)
{
    return (inq_str){(const char *)o + observation_name_at(o), o->name_len};
}

/** A block of observations, one after the other. */
struct observation_block {
    struct observation_block *next;
    size_t used, size; /* bytes behind this header */
};

/** Bytes from the start of an observation to that of the next one. */
static inline size_t observation_size(const struct observation *o)
{
    return (observation_name_at(o) + o->name_len + 1 + 7) & ~(size_t)7;
}

/** A walk over the observations of a part in the order of the input. */
struct observation_walk {
    struct observation_block *block;
    size_t at;
    const struct observation_block *last; /* it ends before this place; NULL: with the blocks */
    size_t end;
};

/** Where a table begins, or documents that follow one another. */
struct turn {
    uint64_t key;     /* of two tables with the same titles that answer the same: the same */
    int64_t captured; /* told by a line before it, or CLOCK_NONE */
    uint32_t line;
    bool table;
    bool listing; /* it answers a command that lists all in its scope */
};

/** What parts of one input share while they are merged: places for the numbers that its strings
 *  and labels get, all 0 in between, and room to note which are not. */
struct part_room {
    uint32_t *strings, *labels;
    uint32_t *strings_used, *labels_used;
};

/** What an echoed command asked for, and whether a table answered. */
struct scope {
    struct scope *next;
    inq_str type, workspace, name; /* absent: all */
    uint32_t line;
    bool listing;
    bool answered;
    uint32_t number; /* set by a series: of listings that ask for the same; or 0 */
};

struct part {
    struct part *members, *last_member, *next; /* of an archive, chained */
    bool bare;                                 /* only its members count as inputs */
    struct arena arena;
    struct intern strings;
    struct labels labels;
    struct observation_block *first_block, *last_block;
    struct observation *newest; /* the one made last */
    struct diags diags;
    inq_str path;
    inq_str format;
    uint32_t index;          /* place in the order of inputs */
    uint32_t snapshot;       /* 1 + its place among the named ones, or 0 */
    int64_t captured;        /* CLOCK_NONE: not known */
    const char *captured_by; /* option, dump, path, or NULL */
    size_t n_records;        /* all observations */
    size_t n_about_input;    /* those without a resource */
    size_t n_dated;          /* facts that tell what another was at some time */
    uint64_t n_observations; /* those that state something */
    uint64_t n_resources;    /* distinct ones among them; counted by the merge */
    struct scope *scopes, *last_scope;
    uint64_t recognised; /* segments that a parser or pattern knew */
    bool lost;           /* memory ran out or reading failed: what is here is not all */
    struct turn *turns;
    size_t n_turns, turns_cap;
    int64_t told_time; /* by a line; for the next turn */
    /* An input that shows the same again and again is several parts: see repeat.h. */
    struct part *whole;   /* the last of them, in each of them; else NULL */
    struct part *earlier; /* the one before it, if that has no time of its own */
    uint32_t stretch;     /* its place among them */
    uint32_t moment;      /* used where moments are found */
    struct observation_walk own;
    struct part_room *room;
};

/** Room at the end of the part for an observation with so many facts, perhaps with slices, and a
 *  name, whose text it gets; the rest is for the caller to fill in. NULL when memory is out. */
struct observation *part_observation(struct part *p, uint8_t n_facts, bool slices, inq_str name);

/** Give the part and its observations another place in the order of inputs. */
void part_set_index(struct part *p, uint32_t index);

/** Note where something begins; without a line that told it `captured` is CLOCK_NONE. False when
 *  memory is out. */
bool part_turn(struct part *p, const struct turn *turn);

static inline struct observation_walk part_walk(const struct part *p)
{
    return p->whole ? p->own : (struct observation_walk){.block = p->first_block};
}

/** The next one, or NULL at the end. */
static inline struct observation *part_next(struct observation_walk *w)
{
    while (w->block && w->at == w->block->used) {
        w->block = w->block->next;
        w->at = 0;
    }
    if (!w->block || (w->block == w->last && w->at == w->end))
        return NULL;
    struct observation *o = (struct observation *)(void *)((char *)(w->block + 1) + w->at);
    w->at += observation_size(o);
    return o;
}

#endif
