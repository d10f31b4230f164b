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
    inq_str value; /* in the values arena, or in the chunk while a row is handled */
    uint64_t offset;
    struct place place; /* line 0: not looked up yet */
    bool settled;       /* the window has moved past it; it is in an early slice */
    uint16_t path;
};

/** Who the facts are about, and what the form of the record could have said. */
struct subject {
    struct identity identity;
    inq_str owner;
    uint64_t offset; /* of the record */
    uint8_t flags;   /* FROM_LINES, STATUS_COLUMN, RUNTIME_COLUMN */
    bool table;      /* what its columns could have said it said */
    bool identified; /* identity and owner are set as far as the form tells them */
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
    bool told_short;        /* a short row was reported */
    bool open;              /* a row waits for its continuation */
    inq_str *cells;         /* of the open row, copied */
    uint64_t *offsets;
    uint64_t offset; /* of the open row */
    struct arena_mark mark;
    const struct form *form; /* what a pack knows of this table, or NULL */
    const struct form_column *form_columns[MAX_COLUMNS];
};

/** What the judge said of a combination of values, by a hash of their ids. */
struct verdict_memo {
    uint64_t key;
    struct judgement judgement;
};
#define VERDICT_MEMO 1024

/** A slice whose last line was not in the window yet. */
struct waiting_slice {
    struct slice *slice;
    uint64_t end; /* offset after its last byte */
};

/** Ids of short strings that came lately, in front of the intern table. */
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

struct builder {
    struct frame *frames;
    size_t n_frames;
    uint32_t skip;              /* open containers off the paths */
    const struct node *pending; /* where the value of the last key goes */
    struct held *held;
    size_t n_held, held_cap;
    size_t base;             /* first held value of the innermost open record */
    size_t *seen;            /* by path: 1 + index of the held value, in the open record */
    size_t parts[MAX_PARTS]; /* of the open element: 1 + index of the held value */
    bool too_large;
    struct table table;
    struct told told;
    struct verdict_memo *memo;
    struct intern_memo *interned;
    struct slice *early; /* of the open record, taken because the window moved */
    struct waiting_slice waiting[8];
    size_t n_waiting;
};

/** Hold a value; false when memory is out. `copy`: the slice dies before the record ends. */
bool hold(struct inq_ctx *job, uint16_t path, inq_str value, uint64_t offset, bool copy);

/** Forget what is held from `base` on. */
void drop_held(struct builder *b, size_t base);

/** Make an observation of what is held from `base` on (it is dropped then). */
inq_status observe(struct inq_ctx *job, struct subject *subject, size_t base);

/** Fill in what a record lacks of its identity from its own values, the last comment and the
 *  last command. False if it still has no name or type. */
bool complete_identity(struct inq_ctx *job, struct subject *subject, size_t base);

/** Keep what stands around the held values from `base` on that are not settled (their places are
 *  known): slices in `a`, put before `list`. `wait`: they live long enough to get a last line that
 * is not there yet. */
struct slice *take_slices(struct inq_ctx *job, struct arena *a, size_t base, struct slice *list,
                          bool wait);

/** Finish slices that lacked their last line, as far as it is there now. */
void finish_slices(struct inq_ctx *job);

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
inq_status form_rows(struct inq_ctx *job, const inq_str *cells, unsigned columns, unsigned rows,
                     const uint64_t *offsets);

/** Slots of the sink that concern tables. */
inq_status rows_header(inq_ctx *job, const inq_str *cells, unsigned n, uint64_t offset);
inq_status rows_rows(inq_ctx *job, const inq_str *cells, unsigned columns, unsigned rows,
                     const uint64_t *offsets);
inq_status rows_row(inq_ctx *job, const inq_str *cells, const uint64_t *offsets, unsigned columns,
                    uint64_t offset);

/** Finish the row that waits. */
inq_status rows_flush(struct inq_ctx *job);

#endif
