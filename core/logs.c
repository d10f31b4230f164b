/* SPDX-License-Identifier: MIT */
/* Lines of logs: the scanner finds those that a pattern may fit, and of what fits a bounded number
 * becomes facts of the resource that the log is about. A log states no status; what it states is
 * which of its lines matter, how many are errors, and when the last one was written. */
#include "builder.h"
#include "record.h"
#include "str.h"

#include <stdio.h>

#define KEPT_PER_PATTERN 4
#define KEPT_PER_LOG 100
#define KEPT_FIRSTS 80                /* beyond that, for patterns that have none yet */
#define KEPT_BYTES ((size_t)16 << 10) /* of a line */
#define PATIENCE_LIMITS 3             /* a pattern that gave up this often is not asked again */
#define TIMED_LINES 32                /* lines from the end of a block that are asked for a time */

/** What the patterns say of one line. */
struct hits {
    uint16_t fitting[64]; /* patterns of rules */
    size_t n;
    bool cause, error, end;
    const char *from; /* where the first of them fits */
};

/* ---- what fits a line --------------------------------------------------------------------- */

static enum regex_result ask(struct inq_ctx *job, unsigned pattern, inq_str line, uint64_t offset,
                             struct regex_match *m)
{
    struct log *log = &job->builder->log;
    if (log->limits[pattern] >= PATIENCE_LIMITS)
        return REGEX_NO;
    const struct watched *w = watch_get(job->schema->watch, pattern);
    const enum regex_result found = regex_find_in_utf8(w->regex, &job->regex, line, m);
    if (found == REGEX_LIMIT && log->limits[pattern]++ == 0)
        job_diag(job, 307, offset, "a pattern for lines of logs was given up here");
    return found;
}

static void note(struct hits *h, unsigned pattern, enum watch_role role, const char *from)
{
    if (role == WATCH_END || role == WATCH_ERROR) {
        h->end |= role == WATCH_END;
        h->error |= role == WATCH_ERROR;
        return;
    }
    h->cause |= role == WATCH_CAUSE;
    if (!h->n)
        h->from = from;
    if (h->n < sizeof h->fitting / sizeof *h->fitting)
        h->fitting[h->n++] = (uint16_t)pattern;
}

static void judge_line(struct inq_ctx *job, const struct scan_walk *w, uint64_t offset,
                       struct hits *h)
{
    struct regex_match m;
    inq_str line = w->line;
    h->n = 0;
    h->cause = h->error = h->end = false;
    h->from = NULL;
    while (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    for (unsigned i = scan_candidate(w, 0); i < SCAN_MAX; i = scan_candidate(w, i + 1)) {
        const enum watch_role role = watch_get(job->schema->watch, i)->role;
        if ((role == WATCH_ERROR && h->error) || ask(job, i, line, offset, &m) != REGEX_YES)
            continue;
        note(h, i, role, m.group[0].ptr);
        if (h->end)
            return;
    }
    h->error &= h->cause || !h->n; /* what a rule only remarks on is no error */
}

/* ---- keeping lines ------------------------------------------------------------------------ */

/** Is there room for one more line that fits these patterns? Counts it then. */
static bool has_room(struct log *log, const struct hits *h)
{
    bool room = h->error && log->errors <= KEPT_PER_PATTERN;
    for (size_t i = 0; i < h->n; i++) {
        const uint16_t most = log->n_kept < KEPT_PER_LOG                 ? KEPT_PER_PATTERN
                              : log->n_kept < KEPT_PER_LOG + KEPT_FIRSTS ? 1
                                                                         : 0;
        if (log->kept[h->fitting[i]] >= most)
            continue;
        log->kept[h->fitting[i]]++;
        room = true;
    }
    log->n_kept += room;
    return room;
}

/** The part of a line that is kept: without blanks around it and, of a long one, from the place on
 *  where a pattern fits. */
static inq_str kept_part(struct inq_ctx *job, inq_str line, const char *from, uint64_t offset)
{
    inq_str part = str_trim(line);
    if (part.len <= KEPT_BYTES)
        return part;
    if (from && from >= part.ptr + KEPT_BYTES)
        part = (inq_str){from, (size_t)(part.ptr + part.len - from)};
    size_t n = part.len < KEPT_BYTES ? part.len : KEPT_BYTES;
    while (n && n < part.len && ((unsigned char)part.ptr[n] & 0xc0) == 0x80)
        n--;
    job_diag(job, 303, offset, "a line of %zu bytes was cut to %zu", line.len, n);
    return (inq_str){part.ptr, n};
}

static bool hold_line(struct inq_ctx *job, const struct hits *h, inq_str line, uint64_t offset)
{
    struct log *log = &job->builder->log;
    const inq_str part = kept_part(job, line, h->from, offset);
    const uint64_t at = offset + (uint64_t)(part.ptr - line.ptr);
    if (h->error && log->open && log->errors <= KEPT_PER_PATTERN &&
        !hold(job, schema_log_path(FACT_LOG_ERROR), part, at, true))
        return false;
    return hold(job, schema_log_path(FACT_LOG_TEXT), part, at, true);
}

static inq_status use_hits(struct inq_ctx *job, const struct hits *h, inq_str line, uint64_t offset)
{
    struct log *log = &job->builder->log;
    if (!h->n && !h->error)
        return INQ_OK;
    log->errors += h->error;
    if (!has_room(log, h)) {
        log->dropped++;
        return INQ_OK;
    }
    return hold_line(job, h, line, offset) ? INQ_OK : INQ_ENOMEM;
}

/* ---- a log -------------------------------------------------------------------------------- */

/** Start counting afresh; false when memory is out. */
static bool reset(struct inq_ctx *job)
{
    struct log *log = &job->builder->log;
    uint8_t *counts = log->kept;
    if (!counts)
        counts = arena_raw(&job->part->arena, (size_t)2 * SCAN_MAX, 1);
    *log = (struct log){.scan = watch_scan(job->schema->watch)};
    if (!counts || !log->scan)
        return false;
    log->kept = counts;
    log->limits = counts + SCAN_MAX;
    memset(counts, 0, (size_t)2 * SCAN_MAX);
    return true;
}

static inq_status begin(struct inq_ctx *job, uint64_t offset)
{
    struct builder *b = job->builder;
    inq_status status = record_end_lines(job);
    if (status)
        return status;
    if (!reset(job))
        return INQ_ENOMEM;
    b->early = NULL;
    b->log.open = true;
    b->log.offset = offset;
    b->log.base = b->n_held;
    b->log.mark = arena_mark(&job->values);
    /* its value is known at the end, its place is here */
    return hold(job, schema_log_path(FACT_LOG_ERRORS), STR("0"), offset, true) ? INQ_OK
                                                                               : INQ_ENOMEM;
}

inq_status record_log_heading(struct inq_ctx *job, uint64_t offset)
{
    const inq_status status = begin(job, offset);
    job->builder->log.headed = true;
    return status;
}

static bool hold_counts(struct inq_ctx *job)
{
    struct builder *b = job->builder;
    struct log *log = &b->log;
    char *text = arena_raw(&job->values, 24, 1);
    if (!text)
        return false;
    const int n = snprintf(text, 24, "%llu", (unsigned long long)log->errors);
    b->held[log->base].value = (inq_str){text, (size_t)n};
    if (log->last_len && !hold(job, schema_log_path(FACT_LOG_LAST),
                               (inq_str){log->last, log->last_len}, log->last_at, true))
        return false;
    return log->any || !log->headed ||
           hold(job, schema_log_path(FACT_LOG_BLANK), STR("true"), log->offset, true);
}

/** Where the log begins may be far behind; what is held there knows its place. */
static void tell_dropped(struct inq_ctx *job)
{
    const struct log *log = &job->builder->log;
    struct held *first = &job->builder->held[log->base];
    locate(job, first);
    diag_add(&job->part->diags, 309, first->line, first->column,
             "%llu more lines fit and were not kept", (unsigned long long)log->dropped);
}

inq_status record_log_end(struct inq_ctx *job)
{
    struct builder *b = job->builder;
    struct log *log = &b->log;
    inq_status status = INQ_OK;
    if (!log->open)
        return INQ_OK;
    if (log->dropped)
        tell_dropped(job);
    if (log->headed || log->n_kept) {
        struct subject subject = {.offset = log->offset, .identified = true, .log = true};
        if (!log->loose && !(job->part->last_scope && job->part->last_scope->name.len))
            subject.identity = b->joint.member;
        status = hold_counts(job) ? observe(job, &subject, log->base) : INQ_ENOMEM;
    }
    drop_held(b, log->base);
    arena_rollback(&job->values, log->mark);
    b->early = NULL;
    log->open = false;
    return status;
}

bool record_log_stopped(const struct inq_ctx *job, uint64_t *at)
{
    const struct log *log = &job->builder->log;
    *at = log->stop;
    return log->open && log->stopped;
}

/* ---- blocks of lines ---------------------------------------------------------------------- */

static bool is_blank(inq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!strchr(" \t\r\n", text.ptr[i]))
            return false;
    return true;
}

/** The last line up to `*end`, which moves to its start. */
static inq_str line_before(inq_str text, size_t *end)
{
    size_t to = *end;
    if (to && text.ptr[to - 1] == '\n')
        to--;
    const char *newline = to ? memrchr(text.ptr, '\n', to) : NULL;
    const size_t from = newline ? (size_t)(newline + 1 - text.ptr) : 0;
    *end = from;
    return (inq_str){text.ptr + from, to - from};
}

static bool find_time(struct inq_ctx *job, inq_str line, uint64_t offset)
{
    struct log *log = &job->builder->log;
    const inq_str time = watch_find_time(job->schema->watch, &job->regex, line);
    if (!time.len || time.len > sizeof log->last)
        return false;
    memcpy(log->last, time.ptr, time.len);
    log->last_len = time.len;
    log->last_at = offset + (uint64_t)(time.ptr - line.ptr);
    return true;
}

static void note_times(struct inq_ctx *job, inq_str text, uint64_t offset)
{
    struct log *log = &job->builder->log;
    size_t end = text.len;
    log->any = log->any || !is_blank(text);
    for (unsigned i = 0; i < TIMED_LINES && end; i++) {
        const inq_str line = line_before(text, &end);
        if (find_time(job, line, offset + end))
            return;
    }
}

static inq_status use_block(struct inq_ctx *job, inq_str text, uint64_t offset)
{
    struct log *log = &job->builder->log;
    struct scan_walk walk;
    struct hits hits;
    scan_start(&walk, text);
    while (scan_next(log->scan, &walk)) {
        const size_t from = (size_t)(walk.line.ptr - text.ptr);
        judge_line(job, &walk, offset + from, &hits);
        if (hits.end) {
            log->stopped = true;
            log->stop = offset + from;
            note_times(job, (inq_str){text.ptr, from}, offset);
            return INQ_STOP;
        }
        const inq_status status = use_hits(job, &hits, walk.line, offset + from);
        if (status)
            return status;
    }
    note_times(job, text, offset);
    return INQ_OK;
}

/** Pass over the rest of a line that is too long; what is left is whole lines. */
static inq_str skip_rest(struct inq_ctx *job, inq_str text, uint64_t offset)
{
    struct log *log = &job->builder->log;
    const char *newline = memchr(text.ptr, '\n', text.len);
    const size_t rest = newline ? (size_t)(newline + 1 - text.ptr) : text.len;
    if (!log->told_long)
        job_diag(job, 308, offset, "the line goes on here and was passed over");
    log->told_long = true;
    log->inside = !newline;
    return (inq_str){text.ptr + rest, text.len - rest};
}

inq_status record_log_lines(struct inq_ctx *job, inq_str text, uint64_t offset)
{
    struct log *log = &job->builder->log;
    const char *const begin_of_text = text.ptr;
    inq_status status = log->open ? INQ_OK : begin(job, offset);
    if (status)
        return status;
    if (log->inside && text.len)
        text = skip_rest(job, text, offset);
    if (!text.len)
        return INQ_OK;
    log->inside = text.ptr[text.len - 1] != '\n';
    return use_block(job, text, offset + (uint64_t)(text.ptr - begin_of_text));
}

inq_status record_log_line(struct inq_ctx *job, inq_str line, uint64_t offset)
{
    const inq_status status = job->builder->log.open ? INQ_OK : begin(job, offset);
    return status || !line.len ? status : use_block(job, line, offset);
}

/* ---- text that no parser knows ------------------------------------------------------------ */

/** Does a rule look for this line? What told lines have begun it continues. */
inq_status record_loose_line(struct inq_ctx *job, inq_str line, uint64_t offset, bool *fits)
{
    struct builder *b = job->builder;
    struct scan_walk walk;
    struct hits hits;
    *fits = false;
    if (!b->log.scan && !reset(job))
        return INQ_ENOMEM;
    scan_start(&walk, line);
    if (!scan_next(b->log.scan, &walk))
        return INQ_OK;
    judge_line(job, &walk, offset, &hits);
    *fits = hits.n > 0;
    if (!hits.n)
        return INQ_OK;
    const inq_status status = b->told.open || b->log.open ? INQ_OK : begin(job, offset);
    b->log.loose = b->log.open;
    return status ? status : use_hits(job, &hits, line, offset);
}
