/* SPDX-License-Identifier: MIT */
/**
 * A job: the reading of one input on one thread. This is what plugins know as `inq_ctx`; it ties
 * the window, the record builder and the part together.
 */
#ifndef INQ_JOB_H
#define INQ_JOB_H

#include "part.h"
#include "regex.h"
#include "schema.h"
#include "settings.h"
#include "window.h"

struct builder;
struct tree_builder;
struct output_stream;
struct block;
struct level;

struct inq_ctx {
    const struct schema *schema;
    const struct settings *settings;
    struct part *part;
    struct window window;
    struct arena scratch; /* what plugins allocate; goes when a parse is done */
    struct arena values;  /* what open records hold; goes record by record */
    struct regex_scratch regex;
    struct builder *builder;      /* NULL while a pack is read */
    struct tree_builder *tree;    /* NULL while an input is read */
    struct output_stream *output; /* NULL but while an output writes */
    struct level *level;          /* NULL but while a source runs */
    const inq_plugin *plugin;     /* whose code runs now, for its options */
    inq_chunk chunk;              /* what the parser was given last */
    uint64_t position;            /* up to here the parser has been given everything */
    bool over_time;               /* what something was before counts, too */
    bool unquoted;                /* the lines around facts need not be kept */
    bool bounded;                 /* the sieve ends what is given at the next closing line */
    bool closed;                  /* it has done so */
    uint64_t events;              /* that reached the sink; read() grows chunks that bring none */
    uint64_t events_before;       /* as of the last read() */
    struct identity comment;      /* named by the last comment, for the next document */
    unsigned trial;               /* >0: diagnostics of this parse are held back */
    struct diags held_back;
    struct block *blocks; /* what libraries hold from inq_host.resize */
    jmp_buf unwind;       /* where inq_host.resize goes when memory is out */
};

/** Report at a byte offset of the job's input. */
void job_diag(struct inq_ctx *job, unsigned code, uint64_t offset, const char *fmt, ...)
    INQ_PRINTF(4, 5);

/** The services that parsers get. */
extern const inq_host job_host;

/** Give back what libraries still hold; a plugin's call has ended. */
void host_release(struct inq_ctx *job);

/** Bytes that may be handed on from `text` before a line that closes the segment; text.len when
 *  there is none. Part of the sieve, called by read() when the job is bounded. */
size_t sieve_bound(struct inq_ctx *job, inq_str text);

#endif
