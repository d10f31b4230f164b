/* SPDX-License-Identifier: MIT */
/**
 * inquest.h: the one public header of inquest. It holds the model that outputs read and the ABI
 * that plugins speak. It includes standard headers only and is clean as C11 and as C++17.
 *
 * A plugin is one shared object with one exported *data* symbol, `inq_plugin_entry`. It links
 * nothing of the host: everything it may call arrives in tables (`inq_host`, `inq_sink`,
 * `inq_writer`). It has no writable globals, no constructors and no init call; what must live
 * across a call lives on the stack or in memory from `inq_host.alloc`.
 *
 * Growth: every struct starts with `size` (bytes the maker of the struct knew) and only ever
 * grows at its end. The host copies min(size, sizeof) into zeroed memory, so a slot that a
 * plugin does not know reads as NULL or 0. A plugin that uses a slot added after 1.0 tests
 * `size` first. INQ_ABI_MAJOR changes when a field is removed or moved, and must be equal.
 *
 * Threads: a call is tagged [job] when it may only be made on the thread, and within the call,
 * that was handed the `inq_ctx`; [any] when it is pure and may run anywhere, any number of times.
 */
#ifndef INQ_INQUEST_H
#define INQ_INQUEST_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define INQ_ABI_MAJOR 1u
#define INQ_ABI_MINOR 1u
#define INQ_ABI ((INQ_ABI_MAJOR << 16) | INQ_ABI_MINOR)

#if defined(__GNUC__)
#define INQ_EXPORT __attribute__((visibility("default")))
#define INQ_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define INQ_EXPORT
#define INQ_PRINTF(fmt, args)
#endif

/* ---- values ------------------------------------------------------------------------------- */

/** A slice: `len` bytes at `ptr`, not NUL-terminated. `ptr == NULL` means absent, not empty. */
typedef struct inq_str {
    const char *ptr;
    size_t len;
} inq_str;

/** Control flow. Anything but INQ_OK: stop what you do, release what you hold, return it. */
typedef enum inq_status {
    INQ_OK = 0,
    INQ_STOP,    /* the receiver has had enough; not an error */
    INQ_ESYNTAX, /* the bytes are not in the parser's syntax from the offset reported by diag() */
    INQ_ELIMIT,  /* a limit of the host was reached (depth, size, count) */
    INQ_ENOMEM,  /* memory, or the budget for it, is used up */
    INQ_EIO,     /* reading or writing failed */
    INQ_EBUG     /* a bug in the plugin or in the host */
} inq_status;

/** Level of a diagnostic about our reading of an input. ERROR means that content was lost. */
typedef enum inq_level { INQ_INFO = 0, INQ_WARNING, INQ_ERROR } inq_level;

/** What a scalar looked like. A quoted "2" is INQ_TEXT. */
typedef enum inq_scalar { INQ_TEXT = 0, INQ_NUMBER, INQ_BOOL, INQ_NULL } inq_scalar;

/** Health, in numeric order: the worst of several is their maximum. */
typedef enum inq_health {
    INQ_HEALTHY = 0,
    INQ_SUSPENDED,
    INQ_PROGRESSING,
    INQ_UNKNOWN,
    INQ_DEGRADED,
    INQ_DELETED,
    INQ_FAILED
} inq_health;
#define INQ_N_HEALTH 7

/** Where it went wrong. NONE for what is healthy, suspended or progressing. */
typedef enum inq_phase { INQ_PHASE_NONE = 0, INQ_BUILDER, INQ_RUNTIME, INQ_UNDETERMINED } inq_phase;
#define INQ_N_PHASE 4

typedef enum inq_severity {
    INQ_SEVERITY_INFO = 0,
    INQ_SEVERITY_WARNING,
    INQ_SEVERITY_ERROR,
    INQ_SEVERITY_CRITICAL
} inq_severity;

typedef enum inq_confidence { INQ_LOW = 0, INQ_MEDIUM, INQ_HIGH } inq_confidence;

/** What an evidence entry speaks for. The order is the order of evidence in a report. */
typedef enum inq_supports {
    INQ_FOR_HEALTH = 0,
    INQ_FOR_PHASE,
    INQ_FOR_CLASS,
    INQ_FOR_RELATION,
    INQ_AGAINST
} inq_supports;

/** One job's private state. Opaque; never shared between threads; never kept after the call. */
typedef struct inq_ctx inq_ctx;

/* ---- host services ------------------------------------------------------------------------ */

/**
 * A stretch of the input. `ptr` is readable for 64 bytes before and after the slice (their values
 * are unspecified), so that vector loads may overshoot. Lives until the next read() of the job.
 * `offset` is the position of ptr[0] in the input. `len == 0` is the end.
 */
typedef struct inq_chunk {
    const char *ptr;
    size_t len;
    uint64_t offset;
} inq_chunk;

/** Services of the host; every slot is [job]. */
typedef struct inq_host {
    uint32_t size;
    uint32_t abi; /* INQ_ABI of the host */

    /** Zeroed memory for the rest of the job, aligned to `align` (a power of two, 16 at most).
     *  NULL when the budget is used up: return INQ_ENOMEM then. Never freed singly. */
    void *(*alloc)(inq_ctx *ctx, size_t size, size_t align);

    /** An allocator for libraries: allocates (`old` NULL), resizes, or frees (`size` 0, returns
     *  NULL). Never returns NULL otherwise: when the budget is used up it does not return at all
     *  but ends the parse and frees everything that came from it. */
    void *(*resize)(inq_ctx *ctx, void *old, size_t size);

    /** The next bytes of the input. The last `keep` bytes of the former chunk come again as the
     *  first bytes of the new one (an unfinished line, say); if nothing follows, the chunk holds
     *  just those, and a repeated call with the same `keep` returns the same bytes: compare
     *  `len` with `keep` to see the end. The first call must pass 0.
     *  Bytes are valid UTF-8 without escape sequences. INQ_EIO: reading failed. */
    inq_status (*read)(inq_ctx *ctx, size_t keep, inq_chunk *chunk);

    /** Report about the reading of the input, at the byte `offset`. `code` is the number of a
     *  documented diagnostic (INQ0203 is 203); plugins of third parties use 290. The level comes
     *  with the code. Text is formatted like printf's and is copied. */
    void (*diag)(inq_ctx *ctx, unsigned code, uint64_t offset, const char *fmt, ...)
        INQ_PRINTF(4, 5);

    /** The value of the plugin's option `key`: as set on the command line, else its fallback;
     *  NULL when the plugin declares no such option. Lives as long as the job. */
    const char *(*option)(inq_ctx *ctx, const char *key);

    /** Since 1.1, for sources only: go to the byte `offset` of the input, or with `from_end` to
     *  that many bytes before its end; the next read() begins there. `*at` is set to where that
     *  is, counted from the beginning. INQ_EIO when the input cannot do that (a pipe, a member of
     *  an archive); the input is where it was then. */
    inq_status (*seek)(inq_ctx *ctx, uint64_t offset, uint32_t from_end, uint64_t *at);

    /** Since 1.1, for outputs only: the name of the file that the report is for, as the command
     *  line has it; NULL for standard output. Only an output with INQ_OUTPUT_OWNS_FILE opens it. */
    const char *(*file)(inq_ctx *ctx);
} inq_host;

/* ---- parsers ------------------------------------------------------------------------------ */

/**
 * Where a parser pushes what it reads. Offsets are those of the first byte of the thing in the
 * input. Slices need to live only until the call returns. Any answer but INQ_OK: unwind, return
 * it. All slots are [job].
 *
 * Documents: doc, then one value: scalar, or map (key value)… end, or list value… end.
 * Tables: header once per table, then rows; cells in row-major order, `columns` to a row;
 * at most INQ_MAX_ROWS rows in one call; `offsets[r]` is where row r begins.
 * Cells are trimmed of blanks. A cell that is not in the row at all (a short row) has ptr NULL.
 * Cells that are slices of the chunk are located there, others where their row begins; row, since
 * 1.1, pushes one row and says where each of its cells begins.
 * Logs: lines, many at a time, or line, one by one, in the order of the input.
 */
#define INQ_MAX_ROWS 64
typedef struct inq_sink {
    uint32_t size;
    uint32_t flags; /* none yet */
    inq_status (*doc)(inq_ctx *ctx, uint64_t offset);
    inq_status (*map)(inq_ctx *ctx, uint64_t offset);
    inq_status (*list)(inq_ctx *ctx, uint64_t offset);
    inq_status (*key)(inq_ctx *ctx, inq_str key, uint64_t offset);
    inq_status (*scalar)(inq_ctx *ctx, inq_str value, inq_scalar kind, uint64_t offset);
    inq_status (*end)(inq_ctx *ctx, uint64_t offset);
    inq_status (*header)(inq_ctx *ctx, const inq_str *cells, unsigned n, uint64_t offset);
    inq_status (*rows)(inq_ctx *ctx, const inq_str *cells, unsigned columns, unsigned rows,
                       const uint64_t *offsets);
    inq_status (*line)(inq_ctx *ctx, inq_str text, uint64_t offset);

    /** Since 1.1. Any number of lines of a log with their newlines, from the first byte of a line
     *  on. Only the last line of the input may lack its newline, and a line of more than 64 KiB:
     *  then what the next call brings goes on in that line. INQ_STOP: the log ends within. */
    inq_status (*lines)(inq_ctx *ctx, inq_str text, uint64_t offset);

    /** Since 1.1. One row, and where each of its cells begins. */
    inq_status (*row)(inq_ctx *ctx, const inq_str *cells, const uint64_t *offsets, unsigned columns,
                      uint64_t offset);
} inq_sink;

/** What is parsed: one input from `offset` on. */
typedef struct inq_input {
    uint32_t size;
    uint32_t flags;  /* none yet */
    inq_str name;    /* path, or ARCHIVE!MEMBER, or - */
    uint64_t offset; /* where the first chunk begins */
} inq_input;

/** The parser knows where its syntax ends and stops there by itself; otherwise the host ends the
 *  input where the segment ends. */
#define INQ_PARSER_SELF_ENDING 1u

typedef struct inq_parser {
    uint32_t size;
    uint32_t flags;
    const char *format; /* as in a report's inputs[].format: "table", "json", … */

    /** How sure the parser is that `head` (up to 4 KiB, starting at the first byte of a line) is
     *  in its syntax: 0 no, 1 … 9 it may be tried after another parser has failed in the record,
     *  10 … 100 certain. `hint` is the name of the input. Pure. [any] */
    int (*probe)(inq_str head, inq_str hint);

    /** Read from the start of `in` and push events. Stop at the end of the syntax or of the input
     *  and set `*consumed` to the number of bytes that belong to it (from in->offset), also when
     *  an error is returned: then it is where the fault was seen. Before returning INQ_ESYNTAX
     *  say what is wrong with diag(). [job] */
    inq_status (*parse)(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed);
} inq_parser;

/* ---- sources ------------------------------------------------------------------------------ */

/* Since 1.1. A source opens a container (an archive, a compressed file) and gives the bytes of its
 * members one after the other; the parsers read those. It knows the form of the container only:
 * which names are safe, what is read and how much of it is for the host to say. */

typedef enum inq_member_kind {
    INQ_MEMBER_FILE = 0,
    INQ_MEMBER_DIRECTORY,
    INQ_MEMBER_LINK,   /* hard or symbolic; it has no bytes */
    INQ_MEMBER_SPECIAL /* a device, a pipe, a socket; it has no bytes */
} inq_member_kind;

/** The bytes of the member are encrypted: they cannot be had. */
#define INQ_MEMBER_ENCRYPTED 1u
/** The container is one compressed file: the member is the input itself and has no name. */
#define INQ_MEMBER_WHOLE 2u

/** One member. The host sets `size` and clears the rest; slices live until the next call. */
typedef struct inq_member {
    uint32_t size;
    uint32_t flags;
    inq_member_kind kind;
    uint32_t filler;
    inq_str name;   /* as it stands in the container, in any bytes */
    inq_str target; /* of a link */
} inq_member;

/**
 * What a source offers. All calls for one container get the same `ctx` and `host`. Of the host's
 * services read() gives the bytes of the container as they are, in blocks of the host's choice
 * and with a `keep` of 0, and diag() speaks of the container, whatever the offset. resize() is
 * not for sources.
 */
typedef struct inq_source {
    uint32_t size;
    uint32_t flags; /* none yet */

    /** How sure the source is that `head`, up to 4 KiB of raw bytes from the beginning of an
     *  input, begins a container that it can open: 0 no … 100 certain; from 50 on it is asked to.
     *  `hint` is the name of the input, which may be wrong. Pure. [any] */
    int (*probe)(inq_str head, inq_str hint);

    /** Open the container. `*state` is what the other calls are given. With anything but INQ_OK
     *  nothing is left open. Before returning INQ_ESYNTAX say what is wrong with diag(). [job] */
    inq_status (*open)(inq_ctx *ctx, const inq_host *host, const inq_input *in, void **state);

    /** Go to the next member, past what was not read of the last one. INQ_STOP: there is none.
     *  INQ_ESYNTAX: there is no way on; say why with diag(). [job] */
    inq_status (*next)(inq_ctx *ctx, void *state, inq_member *member);

    /** The next bytes of the member, at most `size`; `*got` is 0 at its end. Zeros for the holes
     *  of a sparse file. INQ_ESYNTAX: the rest of this member cannot be had; next() may work
     *  still. [job] */
    inq_status (*read)(inq_ctx *ctx, void *state, char *into, size_t size, size_t *got);

    /** Release everything. Called once after an open() that succeeded. [job] */
    void (*close)(inq_ctx *ctx, void *state);
} inq_source;

/* ---- the report --------------------------------------------------------------------------- */

/* All of it is immutable and lives as long as the call of emit(), except where said. Strings are
 * valid UTF-8, but may hold control characters that came from a dump: an output for a terminal
 * must make them harmless. Absent strings have ptr NULL. Lists are arrays of pointers. */

/** Lines of an input around a fact. `text[0]` is line `first_line`. */
typedef struct inq_excerpt {
    uint32_t size;
    uint32_t first_line;
    const inq_str *text;
    size_t n_text;
} inq_excerpt;

/** A fact and where it was read. */
typedef struct inq_evidence {
    uint32_t size;
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, in code points */
    inq_supports supports;
    inq_str input;              /* inq_input_info.path */
    inq_str path;               /* as in the input: STATUS, status.builderState.stage */
    inq_str fact;               /* status, runtime, builder.stage, … */
    inq_str value;              /* as printed there */
    const inq_excerpt *excerpt; /* NULL where the record was healthy when it was read, and perhaps
                                 * if all outputs set INQ_OUTPUT_SHORT */
} inq_evidence;

typedef struct inq_resource inq_resource;

/** A rule that fired. */
typedef struct inq_finding {
    uint32_t size;
    inq_severity severity;
    inq_phase phase;
    inq_confidence confidence;
    inq_str rule;
    inq_str signature; /* row of the signature table, or absent */
    inq_str klass;     /* manifest, runtime, data, … */
    inq_str title;
    inq_str remedy;
    inq_str source;
    inq_str resource; /* id, or absent: about an input */
    const inq_str *basis_for;
    size_t n_basis_for;
    const inq_str *basis_against;
    size_t n_basis_against;
    const inq_str *basis_missing;
    size_t n_basis_missing;
    const inq_evidence *const *evidence;
    size_t n_evidence;
    /* Since 1.1: 1 for the cause of its resource; 2 and more for other causes that fit as well,
     * likeliest first; 0 for what is neither. */
    uint32_t hypothesis;
    uint32_t filler;
} inq_finding;

typedef struct inq_relation {
    uint32_t size;
    uint32_t flags; /* none yet */
    inq_str to;     /* id */
    inq_str kind;   /* child, parent, depends-on, required-by, owns */
    inq_str why;    /* name, description, owner-reference, address, label, member */
} inq_relation;

struct inq_resource {
    uint32_t size;
    inq_health health;
    inq_phase phase;
    inq_confidence confidence; /* meaningful when `phase` is not INQ_PHASE_NONE */
    inq_str id;                /* type:version:name[:workspace] */
    inq_str type;
    inq_str version; /* absent when not known */
    inq_str name;
    inq_str workspace; /* absent for what has none */
    inq_str owner;
    inq_str status;  /* as printed, the word in lower case */
    inq_str runtime; /* the same; absent when blank or not seen */
    inq_str builder_stage;
    inq_str builder_wanted;
    inq_str builder_processed;
    inq_str builder_info;
    inq_str reason;           /* why this health, in a few words */
    inq_str klass;            /* absent when healthy, suspended or progressing */
    inq_str since_at;         /* RFC 3339, or absent */
    inq_str since_after;      /* RFC 3339, or absent */
    const inq_resource *root; /* what explains this one; NULL for a root and for what is well */
    const inq_resource *via;  /* the next step towards `root`; NULL where root is NULL */
    inq_str via_why;          /* "its depot is broken" */
    const inq_resource *const *symptoms; /* of a root: all that it explains, in report order */
    size_t n_symptoms;
    const inq_str *at_risk; /* ids of what depends on it and still works */
    size_t n_at_risk;
    const inq_str *gaps; /* what the dumps do not show, with the command that would */
    size_t n_gaps;
    const inq_finding *const *findings;
    size_t n_findings;
    const inq_relation *const *relations;
    size_t n_relations;
    const inq_evidence *const *evidence;
    size_t n_evidence;
    const inq_finding *cause; /* the finding that decided phase and class, or NULL */
    uint32_t counted;         /* 0 for a tombstone: a deletion nobody misses */
    uint32_t suppressed;      /* 1: its cause, its verdict or its root is; since 1.1 */
};

typedef struct inq_input_info {
    uint32_t size;
    uint32_t flags; /* none yet */
    inq_str path;
    inq_str format; /* of most of its segments; absent when nothing was recognised */
    inq_str captured_at;
    inq_str captured_by; /* option, dump, path; absent with captured_at */
    uint64_t observations;
    uint64_t resources;
} inq_input_info;

/** A diagnostic about the reading of an input, or of a pack or plugin. */
typedef struct inq_diag {
    uint32_t size;
    inq_level level;
    uint32_t line;   /* 0: not about a place inside the input */
    uint32_t column; /* 0 with line 0 */
    inq_str code;    /* INQ0203 */
    inq_str input;
    inq_str message;
    inq_str hint;
} inq_diag;

/** What a suppression file has accepted for a resource. Since 1.1. */
typedef struct inq_suppressed {
    uint32_t size;
    uint32_t flags;   /* none yet */
    inq_str resource; /* id */
    inq_str rule;     /* the glob of the entry */
    inq_str reason;
    inq_str owner;   /* or absent */
    inq_str expires; /* as written, or absent */
} inq_suppressed;

/** What of the report a former one, the baseline, knew: resources that are shown and not healthy,
 *  without tombstones and what is suppressed, worst first, then by id. Since 1.1. */
typedef struct inq_baseline {
    uint32_t size;
    uint32_t flags;       /* none yet */
    inq_str as_of;        /* of the baseline, or absent */
    const inq_str *known; /* ids of what was as bad there; it does not count */
    size_t n_known;
    const inq_str *fresh; /* ids of what is new or worse */
    size_t n_fresh;
    uint64_t n_remarks; /* findings about an input that were there, too */
} inq_baseline;

/** How the reader wants to see it. */
typedef struct inq_view {
    uint32_t size;
    uint32_t width;   /* columns of the terminal, 0 = do not fold */
    uint32_t limit;   /* items on the first screen */
    uint32_t color;   /* 1: SGR sequences are welcome */
    uint32_t verbose; /* 0 normal, 1 -v; */
    uint32_t cards;   /* 1: show full cards of the resources shown, healthy or not */
    inq_str title;    /* of the document, or absent; since 1.1 */
} inq_view;

typedef struct inq_report inq_report;
struct inq_report {
    uint32_t size;
    uint32_t partial; /* 1: content was lost (an error diagnostic) */
    inq_str tool;
    inq_str version;
    inq_str as_of;    /* RFC 3339, or absent */
    inq_str as_of_by; /* option, dump, path; absent with as_of */
    const inq_view *view;
    const inq_input_info *const *inputs; /* by path */
    size_t n_inputs;
    /* What is shown and counted, after the filters. */
    uint64_t n_resources;
    uint64_t by_health[INQ_N_HEALTH];
    uint64_t by_phase[INQ_N_PHASE];
    uint64_t n_roots;
    uint64_t n_tombstones; /* of by_health[INQ_DELETED], those that do not count */
    /** What is not healthy, worst first, then by id; complete (but see INQ_OUTPUT_SHORT) and stable
     *  while emit() runs. */
    const inq_resource *const *unhealthy;
    size_t n_unhealthy;
    const inq_finding *const *findings; /* by severity (worst first), resource, rule */
    size_t n_findings;
    const inq_diag *const *diags; /* by input, line, column, code */
    size_t n_diags;
    /** Every resource shown, in the order of `unhealthy` and then the healthy ones by id.
     *  Start with *cursor = 0; NULL at the end. A healthy resource lives only until the next
     *  call. [job] */
    const inq_resource *(*next)(const inq_report *report, size_t *cursor);
    void *host_private;
    /* Since 1.1: what was suppressed, by resource and rule; NULL without a suppression file. */
    const inq_suppressed *const *suppressed;
    size_t n_suppressed;
    /* Since 1.1: what INQ_OUTPUT_SHORT leaves out of `unhealthy`; all 0 without it. */
    uint64_t n_unlisted;
    uint64_t n_unlisted_items;    /* of these, what a longer first screen would tell */
    uint64_t n_unlisted_symptoms; /* and those with a root */
    const inq_baseline *baseline; /* since 1.1; NULL without one */
    /** Since 1.1: as next(), at a fraction of its cost: a healthy resource has its head and what
     *  status to builder_info say, and empty lists. [job] */
    const inq_resource *(*next_head)(const inq_report *report, size_t *cursor);
};

/* ---- reports over time ------------------------------------------------------------------- */

/* Since 1.1, like all that follows here. Like a report it is immutable, lives as long as the call,
 * and has no secrets. */

/** One moment: what was captured together. */
typedef struct inq_moment {
    uint32_t size;
    uint32_t flags;        /* none yet */
    inq_str at;            /* RFC 3339, or absent */
    inq_str label;         /* as given on the command line, or FILE, N of M; or absent */
    const inq_str *inputs; /* paths, sorted */
    size_t n_inputs;
    uint64_t n_resources;
} inq_moment;

#define INQ_STAY_BROKEN 1u     /* degraded, failed, or a deletion that counts */
#define INQ_STAY_SUPPRESSED 2u /* and accepted by a suppression */
#define INQ_STAY_INFERRED 4u   /* deleted: no listing of the same scope shows it any more */

/** How a resource stood, from one moment to another, both included; in those between it was seen
 *  so, or not at all. */
typedef struct inq_stay {
    uint32_t size;
    uint32_t flags;
    uint32_t first, last; /* places in the list of moments */
    inq_health health;
    inq_phase phase;
    inq_str status;  /* as printed, or absent */
    inq_str runtime; /* as printed, or absent */
    inq_str reason;
    inq_str root; /* id, or absent */
    const inq_evidence *const *evidence;
    size_t n_evidence;
} inq_stay;

typedef enum inq_change_kind {
    INQ_CHANGE_NEW = 0,
    INQ_CHANGE_GONE, /* nothing says that it was deleted */
    INQ_CHANGE_DELETED,
    INQ_CHANGE_RECOVERED,
    INQ_CHANGE_WORSE,
    INQ_CHANGE_BETTER,
    INQ_CHANGE_OTHER /* not in its health */
} inq_change_kind;
#define INQ_N_CHANGE 7

/** A fact that is not what it was. A fact of many values has an entry for each that is. */
typedef struct inq_fact_change {
    uint32_t size;
    uint32_t flags; /* none yet */
    inq_str fact;
    inq_str from, to; /* absent: it was or is not stated */
} inq_fact_change;

typedef struct inq_change {
    uint32_t size;
    inq_change_kind kind;
    inq_str resource;             /* id */
    const inq_stay *from, *to;    /* NULL: it is not there */
    const inq_fact_change *facts; /* by fact */
    size_t n_facts;
    const inq_evidence *const *evidence; /* of the facts, first what was before */
    size_t n_evidence;
} inq_change;

/** What changed between two moments. */
typedef struct inq_diff {
    uint32_t size;
    uint32_t partial; /* 1: content was lost */
    inq_str tool;
    inq_str version;
    const inq_view *view;
    const inq_moment *before, *after;
    uint64_t n_unchanged; /* resources that are shown and the same */
    uint64_t by_kind[INQ_N_CHANGE];
    const inq_change *const *changes; /* broken and worse first, then by kind and id */
    size_t n_changes;
    const inq_diag *const *diags;
    size_t n_diags;
} inq_diff;

/** A resource that changed its health. Its first sighting is no such change. */
typedef struct inq_transition {
    uint32_t size;
    uint32_t flags; /* none yet */
    inq_str resource;
    const inq_stay *from; /* it was seen so last at moments[from->last] */
    const inq_stay *to;   /* and seen so first at moments[to->first] */
} inq_transition;

#define INQ_LANE_FLAPS 1u      /* it broke, was better, and broke again */
#define INQ_LANE_BROKEN 2u     /* it is broken at the end */
#define INQ_LANE_SUPPRESSED 4u /* and accepted by a suppression */

/** All that is known of one resource. */
typedef struct inq_lane {
    uint32_t size;
    uint32_t flags;
    inq_str resource;
    const inq_stay *const *stays; /* in the order of time */
    size_t n_stays;
    uint32_t n_failures;            /* times that it broke, or was broken when it was seen first */
    uint32_t failed;                /* the moment at which it was broken first */
    uint64_t seconds[INQ_N_HEALTH]; /* seen at both ends as of this health */
    uint64_t seconds_unseen;        /* between two healths */
    uint64_t seconds_to_recover;    /* of the last failure, from the moment it was seen first */
    uint32_t recovered;             /* 1: it did */
    uint32_t filler;
} inq_lane;

typedef enum inq_mark_kind {
    INQ_MARK_EVENT = 0, /* an event of the platform */
    INQ_MARK_LOG,       /* an error of a log */
    INQ_MARK_CONTAINER, /* a container ended: its last state */
    INQ_MARK_RUN        /* a run ended */
} inq_mark_kind;
#define INQ_N_MARK 4

/** Something that happened at a time of its own, told by the dumps of one moment or of many. */
typedef struct inq_mark {
    uint32_t size;
    inq_mark_kind kind;
    inq_str resource; /* id */
    inq_str at;       /* RFC 3339 */
    inq_str text;
    uint64_t count; /* times that it happened, as the platform says; 1 where it does not */
    const inq_evidence *evidence;
} inq_mark;

/** What happened over many moments. */
typedef struct inq_timeline {
    uint32_t size;
    uint32_t partial; /* 1: content was lost */
    inq_str tool;
    inq_str version;
    const inq_view *view;
    const inq_moment *const *moments; /* in the order of time */
    size_t n_moments;
    uint64_t n_resources;         /* that are shown, healthy or not */
    const inq_lane *const *lanes; /* what was not healthy at some time, by id */
    size_t n_lanes;
    const inq_lane *const *cascade; /* what broke, in this order: root before symptom, by id */
    size_t n_cascade;
    const inq_transition *const *transitions; /* in the order of time, then as in a cascade */
    size_t n_transitions;
    const inq_diag *const *diags;
    size_t n_diags;
    const inq_mark *const *marks; /* by time, resource, kind and text; each thing once */
    size_t n_marks;
} inq_timeline;

/* ---- alerts over time -------------------------------------------------------------------- */

/** A Pager that would have sent an incident on. */
typedef struct inq_page {
    uint32_t size;
    uint32_t flags; /* none yet */
    inq_str pager;
    const inq_str *outputs; /* email, msTeams, webHook */
    size_t n_outputs;
    inq_str body; /* kind of the body template, go or liquid, which is not rendered; or absent */
    const inq_str *targets; /* addresses of the outputs, as many; absent where none is stated */
} inq_page;

/** What a Monitor would have raised: its condition became true for a resource, and a run of its
 *  schedule saw that. */
typedef struct inq_incident {
    uint32_t size;
    uint32_t flags; /* none yet */
    inq_str monitor;
    inq_str resource;   /* id */
    inq_str true_since; /* the moment; absent: no time is known */
    inq_str fired_at;   /* the first run at or after it; absent with it */
    inq_str until;      /* the first moment at which it was not true any more, or absent */
    uint64_t delay;     /* seconds from true_since to fired_at */
    uint64_t late;      /* seconds from the first incident of all that is sent on; 0: it is that */
    uint64_t ahead;     /* seconds before that one; 0: it is not earlier */
    inq_str json;       /* what the platform would have sent: one JSON object in one line */
    const inq_page *const *pages;
    size_t n_pages;
    const inq_evidence *const *evidence; /* what made it true */
    size_t n_evidence;
} inq_incident;

/** A Monitor that raised nothing, or not all that it might. */
typedef struct inq_silence {
    uint32_t size;
    uint32_t line; /* of the manifest */
    inq_str monitor;
    inq_str input; /* the manifest */
    inq_str why;
} inq_silence;

/** What was broken without an incident, of its own or of its root. */
typedef struct inq_uncovered {
    uint32_t size;
    inq_health health; /* the worst */
    inq_str resource;  /* id */
    inq_str since;     /* the moment it was seen broken first, or absent */
} inq_uncovered;

/** What Monitors and Pagers would have done. */
typedef struct inq_replay {
    uint32_t size;
    uint32_t partial; /* 1: content was lost */
    inq_str tool;
    inq_str version;
    const inq_view *view;
    const inq_moment *const *moments; /* in the order of time */
    size_t n_moments;
    uint64_t n_monitors, n_pagers;
    const inq_incident *const *incidents; /* by time fired, monitor, resource */
    size_t n_incidents;
    const inq_silence *const *silent; /* by monitor, then by place */
    size_t n_silent;
    const inq_uncovered *const *uncovered; /* by id */
    size_t n_uncovered;
    const inq_finding *const *findings; /* of the manifests; as in a report */
    size_t n_findings;
    const inq_diag *const *diags;
    size_t n_diags;
} inq_replay;

/** A Monitor to be written: a report_monitor of one value of one resource. */
typedef struct inq_watch {
    uint32_t size;
    uint32_t flags; /* none yet */
    inq_str name;
    inq_str description;
    inq_str resource;    /* id, as the report takes it */
    inq_str report;      /* status or runtime */
    inq_str observation; /* status, state, runtime */
    inq_str filter;      /* of jq */
    inq_str compare;     /* operator: equals */
    inq_str value;
    inq_str schedule;
    inq_str timezone;
    inq_str incident; /* its name */
    inq_str type;     /* of the incident: the Pager looks for it */
    inq_str severity; /* of the incident */
    inq_str why;      /* a comment over the manifest, or absent */
} inq_watch;

/** Monitors, and the Pager that sends on what they raise. */
typedef struct inq_watches {
    uint32_t size;
    uint32_t partial; /* 1: content was lost */
    inq_str tool;
    inq_str version;
    const inq_view *view;
    const inq_watch *const *watches; /* by name */
    size_t n_watches;
    inq_str pager;         /* its name */
    inq_str workspace;     /* of the Pager */
    inq_str type;          /* of the incidents that it sends on */
    const inq_str *unable; /* ids that no Monitor can watch, with the reason behind a blank */
    size_t n_unable;
    const inq_diag *const *diags;
    size_t n_diags;
} inq_watches;

/* ---- outputs ------------------------------------------------------------------------------ */

/** Where an output writes. The first failure sticks: later writes do nothing and return it. */
typedef struct inq_writer {
    uint32_t size;
    uint32_t flags; /* none yet */
    inq_status (*write)(inq_ctx *ctx, inq_str bytes);
} inq_writer;

/** The output is a first screen: it looks at what is more than the head of a resource (status to
 *  builder_info, cause, and the lists but for symptoms and at_risk) only of the first view->limit
 *  broken resources of `unhealthy` that are not suppressed and have no root that is shown, and of
 *  the first view->limit of the others there; and at findings only that are about an input. The
 *  host may leave the rest empty. With view->limit 0 or view->cards set everything is there. What
 *  next() gives beyond `unhealthy` is always whole. */
#define INQ_OUTPUT_SCREEN 1u

/** Since 1.1. The output is a first screen that takes its counts from the report: of `unhealthy` it
 *  wants no more than the first view->limit roots (what is broken, and what has a root that is not
 *  shown) and the first view->limit of the others without a root; and none that is suppressed or a
 *  tombstone. The host may leave out the rest, there and in what next() gives. Roots, next steps
 *  and symptoms of what is there can be reached, but may be heads only. Evidence may lack
 *  its excerpt. With view->limit 0 or view->cards set everything is there. */
#define INQ_OUTPUT_SHORT 2u

/** Since 1.1. The output opens, changes and closes its file by itself, for one that keeps what was
 *  there: it takes the name from inq_host.file, which is not NULL then, and writes nothing with
 *  the writer. When it fails the file must be as it was; it says why with diag() and 701. */
#define INQ_OUTPUT_OWNS_FILE 4u

typedef struct inq_output {
    uint32_t size;
    uint32_t flags;
    const char *mime;
    const char *suffix; /* without the dot */

    /** Write the report. Returns what the writer returned last, or a status of its own.
     *  The same report gives the same bytes. Since 1.1 NULL, if one of those below is not: the
     *  output is refused for a report. [job] */
    inq_status (*emit)(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                       const inq_writer *writer);

    /** Since 1.1. The same for what changed; NULL: the output is refused for that. [job] */
    inq_status (*emit_diff)(inq_ctx *ctx, const inq_host *host, const inq_diff *diff,
                            const inq_writer *writer);

    /** Since 1.1. The same for what happened; NULL: the output is refused for that. [job] */
    inq_status (*emit_timeline)(inq_ctx *ctx, const inq_host *host, const inq_timeline *timeline,
                                const inq_writer *writer);

    /** Since 1.1. The same for what alerts would have done; NULL: it is refused. [job] */
    inq_status (*emit_replay)(inq_ctx *ctx, const inq_host *host, const inq_replay *replay,
                              const inq_writer *writer);

    /** Since 1.1. The same for manifests of Monitors; NULL: it is refused. [job] */
    inq_status (*emit_watches)(inq_ctx *ctx, const inq_host *host, const inq_watches *watches,
                               const inq_writer *writer);
} inq_output;

/* ---- the descriptor ----------------------------------------------------------------------- */

/** An option of a plugin, set with `--set ID.KEY=VALUE`. The table ends with a NULL key. */
typedef struct inq_option {
    const char *key;
    const char *fallback;
    const char *help;
} inq_option;

/** Everything the host knows of a plugin. `id` is [a-z][a-z0-9-]* and is what -o and
 *  --input-format take. At least one of source, parser and output is set. */
typedef struct inq_plugin {
    uint32_t abi;
    uint32_t size;
    const char *id;
    const char *version;
    const char *summary;
    const char *license;
    const inq_option *options; /* or NULL */
    const inq_source *source;  /* since 1.1; NULL before */
    const inq_parser *parser;
    const inq_output *output;
} inq_plugin;

/** The symbol's name may be set by the build, to link several plugins into one program. */
#ifndef INQ_ENTRY
#define INQ_ENTRY inq_plugin_entry
#endif

/** Defines the one exported symbol: INQ_PLUGIN(.id = "csv", .version = "1.0", …) */
#define INQ_PLUGIN(...)                                                                            \
    extern INQ_EXPORT const inq_plugin INQ_ENTRY;                                                  \
    const inq_plugin INQ_ENTRY = {.abi = INQ_ABI, .size = (uint32_t)sizeof(inq_plugin), __VA_ARGS__}

#ifdef __cplusplus
}
#endif
#endif
