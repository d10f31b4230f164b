/* SPDX-License-Identifier: MIT */
/**
 * The inside of the record builder, shared by record.c (documents), rows.c (tables), lines.c
 * (what the tool said) and observe.c (facts to observations). Nobody else looks in here.
 */
#ifndef INQ_BUILDER_H
#define INQ_BUILDER_H

#include "job.h"

/** A value that is kept until its record ends. */
struct held {
    inq_str value; /* in the chunk, or in the values arena */
    uint64_t offset;
    uint32_t line, column; /* line 0: not looked up yet */
    bool settled;          /* the window has moved past it: it is copied, and in an early slice */
    uint16_t path, fact, rank; /* as in path_info */
    bool many;
};

/** Who the facts are about, and what the form of the record could have said. */
struct subject {
    struct identity identity;
    inq_str owner;
    uint64_t offset; /* of the record */
    uint8_t flags;   /* FROM_LINES, STATUS_COLUMN, RUNTIME_COLUMN */
    bool table;      /* what its columns could have said it said */
    bool identified; /* identity and owner are set as far as the form tells them */
    bool log;        /* a log: it states nothing, but is kept for what it says */
};

struct frame {
    const struct node *node;
    bool list;
    bool record;  /* a map whose end makes an observation */
    bool records; /* a list whose maps are records */
    size_t base;  /* first held value of the record */
    struct arena_mark mark;
    uint64_t from;
};

struct column {
    uint16_t cell, path, fact;
};

#define MAX_COLUMNS 64

/** The table that is being read. */
struct table {
    struct column columns[MAX_COLUMNS]; /* those that the schema knows */
    unsigned n;
    unsigned width;         /* cells in a row */
    uint64_t known;         /* bit per known fact that has a column */
    uint8_t flags;          /* STATUS_COLUMN, RUNTIME_COLUMN */
    int name, type, status; /* cells, or -1 */
    bool states;            /* rows can be observations */
    unsigned from, to;      /* known cells but the name lie from here to there; from > to: no */
    uint32_t serial;        /* of the tables of this input */
    bool told_short;        /* a short row was reported */
    bool open;              /* a row waits for its continuation */
    inq_str *cells;         /* of the open row, copied */
    uint64_t *offsets;
    uint64_t offset; /* of the open row */
    struct arena_mark mark;
    const struct form *form; /* what a pack knows of this table, or NULL */
    const struct form_column *form_columns[MAX_COLUMNS];
    uint8_t form_with[MAX_COLUMNS]; /* the second column of such a pair */
    uint32_t form_rows;             /* how many were read */
    bool earlier;                   /* the row is one before the one that counts */
    int latest;      /* cell with the time of a row, the latest of which counts; or -1 */
    uint64_t header; /* offset of the titles */
};

/** What the tables of one capture tell together about one resource: the one that the last heading
 *  table or else the last command names. */
struct joint {
    struct subject subject;
    struct held *facts;        /* located; their values live as long as the part */
    const struct form **forms; /* that the facts come from */
    size_t n;
    struct slice *slices;
    struct identity member; /* the last one listed; a log that no command names is its log */
    bool open;
    bool told_full; /* that there were too many was reported */
};

/** A slice whose last line was not in the window yet. */
struct waiting_slice {
    struct slice *slice;
    uint64_t end; /* offset after its last byte */
};

/** Ids of strings that came lately, in front of the intern table. */
struct intern_memo {
    struct key_digest digest;
    uint32_t id;
};
#define INTERN_MEMO 128

/** What the tool's lines have told so far about one resource. */
struct told {
    struct subject subject;
    size_t base;
    bool open;
};

struct outline_memo;
struct tail;

/** The log that is being read. */
struct log {
    const struct scan *scan;
    uint8_t *kept;   /* by pattern: lines kept for it */
    uint8_t *limits; /* by pattern: how often it was given up */
    bool open;
    bool headed;    /* a heading told of it */
    bool loose;     /* lines of text that no parser knew */
    bool inside;    /* the last block ended within a line */
    bool told_long; /* a long line was reported */
    bool any;       /* there was a line that is not blank */
    bool stopped;   /* a line that ends it was seen, at `stop` */
    uint64_t offset, stop;
    size_t base;
    struct arena_mark mark;
    size_t n_kept;
    uint64_t errors, dropped;
    char last[64]; /* the last time seen, and where */
    size_t last_len;
    uint64_t last_at;
};

struct builder {
    struct frame *frames;
    size_t n_frames;
    uint32_t skip;             /* open containers off the paths */
    bool in_record;            /* values here belong to a record */
    const struct node *keys;   /* of the innermost map; NULL off the paths and in a list */
    const struct node *target; /* where the next value goes; NULL off the paths */
    struct held *held;
    size_t n_held, held_cap;
    size_t base;  /* first held value of the innermost open record */
    size_t *seen; /* by path: 1 + index of the value held last, if it is still held there */
    size_t parts[MAX_PARTS]; /* of the open element: 1 + index of the held value */
    bool too_large;
    struct table table;
    struct told told;
    struct joint joint;
    struct outline_memo **outlines;
    struct tail **tails;
    struct log log;
    struct intern_memo *interned;
    struct slice *early; /* of the open record, taken because the window moved */
    struct waiting_slice waiting[8];
    size_t n_waiting;
};

/** Find the line and column of a held value, once. */
static inline void locate(struct inq_ctx *job, struct held *h)
{
    if (h->line)
        return;
    const struct place at = window_place(&job->window, h->offset);
    h->line = at.line;
    h->column = at.column;
}

/** Hold a value; false when memory is out. `copy`: the slice dies before the record ends. What is
 *  not copied must lie in the job's chunk; it is copied when the window moves. */
bool hold(struct inq_ctx *job, uint16_t path, inq_str value, uint64_t offset, bool copy);

/** Forget what is held from `base` on. */
static inline void drop_held(struct builder *b, size_t base)
{
    b->n_held = base;
}

/** Make an observation of what is held from `base` on (it is dropped then). */
inq_status observe(struct inq_ctx *job, struct subject *subject, size_t base);

/** Fill in what a record lacks of its identity from its own values, the last comment and the
 *  last command. False if it still has no name or type. */
bool complete_identity(struct inq_ctx *job, struct subject *subject, size_t base);

/** Keep what stands around the held values from `base` on that are not settled (their places are
 *  known): slices in `a`, put before `list`. `wait`: they live long enough to get a last line that
 * is not there yet. None are kept for a job that is not quoted. */
struct slice *take_slices(struct inq_ctx *job, struct arena *a, size_t base, struct slice *list,
                          bool wait);

/** Finish slices that lacked their last line, as far as it is there now. */
void finish_slices(struct inq_ctx *job);

/** What observe() remembers; false when memory is out. */
bool observe_init(struct inq_ctx *job);

/** Is this resource asked for by name? Then everything about it is kept. */
bool asked_for(const struct inq_ctx *job, inq_str name);

/** What rows remember; false when memory is out. */
bool rows_init(struct inq_ctx *job);

/** An element of a list begins whose parts make facts together; it ends; a part of it is there.
 *  False when memory is out. */
void element_begin(struct inq_ctx *job, const struct node *node);
bool element_end(struct inq_ctx *job, const struct node *node);
bool element_hold(struct inq_ctx *job, uint16_t part, inq_str value, uint64_t offset);

/** Does a pack know the table with these titles? Then its rows go to form_row(); `offsets` of the
 *  cells may be NULL when they are slices of the chunk. */
bool form_header(struct inq_ctx *job, const inq_str *cells, unsigned n);
inq_status form_row(struct inq_ctx *job, const inq_str *cells, const uint64_t *offsets,
                    uint64_t offset);
/** The same for a row that another one overtakes: only what it marks on the axis of time counts. */
inq_status form_earlier_row(struct inq_ctx *job, const inq_str *cells, const uint64_t *offsets,
                            uint64_t offset);
inq_status form_rows(struct inq_ctx *job, const inq_str *cells, unsigned columns, unsigned rows,
                     const uint64_t *offsets);

/** What a heading table names from here on, or what the command asked for if it is not open yet;
 *  the former one is finished. False when memory is out. */
bool joint_begin(struct inq_ctx *job, const struct subject *subject);
bool joint_default(struct inq_ctx *job, uint64_t offset);

/** Move what is held from `base` on to the facts of the joint. False when memory is out. */
bool joint_take(struct inq_ctx *job, size_t base);

/** Remember a member that a table lists. False when memory is out. */
bool joint_list(struct inq_ctx *job, const struct identity *member);

/** A table of this form begins: it replaces what an earlier one said of the same resource. */
void joint_renew(struct inq_ctx *job, const struct form *form);

/** Note that something begins at an offset: a table, or documents that follow one another. False
 *  when memory is out. */
bool note_turn(struct inq_ctx *job, bool table, uint64_t key, uint64_t offset);

/** Slots of the sink that concern tables. */
inq_status rows_header(inq_ctx *job, const inq_str *cells, unsigned n, uint64_t offset);
inq_status rows_rows(inq_ctx *job, const inq_str *cells, unsigned columns, unsigned rows,
                     const uint64_t *offsets);
inq_status rows_row(inq_ctx *job, const inq_str *cells, const uint64_t *offsets, unsigned columns,
                    uint64_t offset);

/** Finish the row that waits. */
inq_status rows_flush(struct inq_ctx *job);

#endif
