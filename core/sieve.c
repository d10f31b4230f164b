/* SPDX-License-Identifier: MIT */
/* At each line that no parser has taken yet: is it a line of the tool? Else every parser is asked
 * how sure it is of what begins here. The surest one reads on from the line and says how far it
 * came. After a fault the next candidate tries from there; if none can, reading resumes at the
 * next place where something is sure to begin. */
#include "sieve.h"

#include "record.h"
#include "str.h"

#define HEAD 4096
#define MAX_CANDIDATES 8
#define FIRST 10 /* a probe below it is good for a second try only */
#define SURE 50  /* a probe that may end the search for a place to resume */

struct candidate {
    const struct plugin *plugin;
    int score;
};

struct sieve {
    struct inq_ctx *job;
    const struct plugins *plugins;
    uint64_t at;            /* start of the line that is looked at */
    struct place text_from; /* first line that nobody knew, when text_lines > 0 */
    unsigned text_lines;
    uint64_t record;  /* where the record began that a parser failed in, or NO_RECORD */
    uint64_t began;   /* start of the last segment that a parser read */
    uint64_t longest; /* bytes of the longest segment, which gives the input its format */
    bool heading;     /* the line says that a log follows */
    bool stop;
};
#define NO_RECORD UINT64_MAX

/* ---- lines -------------------------------------------------------------------------------- */

static inq_str first_line(inq_str text)
{
    inq_str rest;
    const inq_str line = str_line(text, &rest);
    return line;
}

/** Length of the line at `at`, its line end included, however long it is. */
static uint64_t line_length(struct sieve *s, uint64_t at)
{
    uint64_t n = 0;
    for (;;) {
        const inq_str text = window_peek(&s->job->window, at + n, 1);
        if (!text.len)
            return n;
        const char *newline = memchr(text.ptr, '\n', text.len);
        if (newline)
            return n + (uint64_t)(newline + 1 - text.ptr);
        n += text.len;
    }
}

static inq_str group_or_all(const struct regex_match *m, inq_str line)
{
    return m->n > 1 && m->group[1].ptr ? m->group[1] : line;
}

static void end_text(struct sieve *s)
{
    if (s->text_lines)
        diag_add(&s->job->part->diags, 200, s->text_from.line, s->text_from.column,
                 "%u line%s that no parser knows", s->text_lines, s->text_lines == 1 ? "" : "s");
    s->text_lines = 0;
}

static void use_comment(struct inq_ctx *job, inq_str line)
{
    struct identity id;
    const inq_str words = str_trim((inq_str){line.ptr + 1, line.len ? line.len - 1 : 0});
    if (line.len && !memchr(words.ptr, ' ', words.len) && identity_parse(words, &id) &&
        id.workspace.ptr)
        record_comment(job, &id);
}

/** Handle a line of the tool; false if it is none. */
static bool use_line(struct sieve *s, inq_str line)
{
    struct regex_match m;
    struct inq_ctx *job = s->job;
    const struct line_pattern *pattern = schema_line(job->schema, &job->regex, line, &m);
    if (!pattern)
        return false;
    const enum line_role role = pattern->role;
    const inq_str text = group_or_all(&m, line);
    const uint64_t offset = s->at + (uint64_t)(text.ptr - line.ptr);
    inq_status status = INQ_OK;
    if (role == LINE_COMMAND || role == LINE_LISTING)
        record_time(job, (inq_str){line.ptr, (size_t)(text.ptr - line.ptr)});
    if (role == LINE_LOG || role == LINE_PROGRESS)
        status = record_line(job, text, offset, role == LINE_LOG);
    else if (role == LINE_COMMAND || role == LINE_LISTING)
        status = record_command(job, text, offset, pattern);
    else if (role == LINE_TIME)
        record_time(job, text);
    else if (role == LINE_COMMENT)
        use_comment(job, str_trim(line));
    s->heading = role == LINE_HEADING;
    if (role == LINE_LOG || role == LINE_PROGRESS || role == LINE_LISTING)
        job->part->recognised++;
    s->stop = status != INQ_OK;
    return true;
}

/* A plain `key:` line, an indented one or a list item cannot close YAML; most lines are such. */
static bool plain_yaml(inq_str line)
{
    if (!line.len || strchr(" -#\"'\t\r", line.ptr[0]))
        return true;
    size_t i = 0;
    while (i < line.len && (line.ptr[i] == '_' || line.ptr[i] == '.' || line.ptr[i] == '-' ||
                            (line.ptr[i] >= 'a' && line.ptr[i] <= 'z') ||
                            (line.ptr[i] >= 'A' && line.ptr[i] <= 'Z') ||
                            (line.ptr[i] >= '0' && line.ptr[i] <= '9')))
        i++;
    return i > 0 && i < line.len && line.ptr[i] == ':';
}

static bool closes(struct inq_ctx *job, inq_str line)
{
    struct regex_match m;
    if (plain_yaml(line))
        return false;
    const enum line_role role = schema_line_role(job->schema, &job->regex, line, &m);
    return role != LINE_TEXT && role != LINE_COMMENT;
}

size_t sieve_bound(struct inq_ctx *job, inq_str text)
{
    for (inq_str rest = text; rest.ptr && rest.len;) {
        const inq_str line = str_line(rest, &rest);
        if (closes(job, line))
            return (size_t)(line.ptr - text.ptr);
    }
    return text.len;
}

/* ---- parsers ------------------------------------------------------------------------------ */

static int surer(const struct candidate *a, const struct candidate *b)
{
    return a->score != b->score ? b->score - a->score
                                : strcmp(a->plugin->entry.id, b->plugin->entry.id);
}

static size_t find_candidates(const struct sieve *s, inq_str head, struct candidate *c)
{
    size_t n = 0;
    const inq_str hint = s->job->part->path;
    const inq_str cut = {head.ptr, head.len < HEAD ? head.len : HEAD};
    for (size_t i = 0; i < s->plugins->n_used && n < MAX_CANDIDATES; i++) {
        const struct plugin *p = s->plugins->items[i];
        const struct candidate found = {p, p->entry.parser ? p->parser.probe(cut, hint) : 0};
        if (found.score <= 0)
            continue;
        size_t k = n++;
        for (; k > 0 && surer(&found, &c[k - 1]) < 0; k--)
            c[k] = c[k - 1];
        c[k] = found;
    }
    return n;
}

static inq_status run_parser(struct sieve *s, const struct plugin *p, uint64_t *consumed)
{
    struct inq_ctx *job = s->job;
    const struct arena_mark mark = arena_mark(&job->scratch);
    const inq_input in = {.size = sizeof in, .name = job->part->path, .offset = s->at};
    *consumed = 0;
    job->position = s->at;
    job->bounded = !(p->parser.flags & INQ_PARSER_SELF_ENDING);
    job->closed = false;
    job->chunk = (inq_chunk){0};
    job->plugin = &p->entry;
    inq_status status = INQ_ENOMEM;
    uint64_t stop;
    if (setjmp(job->unwind) == 0)
        status = p->parser.parse(job, &job_host, &in, &record_sink, consumed);
    if (status == INQ_STOP && record_log_stopped(job, &stop)) {
        status = INQ_OK;
        *consumed = stop - s->at;
    }
    s->record = status == INQ_OK ? NO_RECORD : record_start(job);
    if (status == INQ_OK)
        status = record_flush(job);
    else
        record_abort(job);
    host_release(job);
    arena_rollback(&job->scratch, mark);
    if (s->at + *consumed > window_to(&job->window))
        *consumed = window_to(&job->window) - s->at;
    return status;
}

static void note_format(struct sieve *s, const struct plugin *p, uint64_t length)
{
    struct part *part = s->job->part;
    if (!part->format.ptr || length > s->longest) {
        part->format = str_of(p->parser.format);
        s->longest = length;
    }
    part->recognised++;
}

static void report_status(struct sieve *s, inq_status status)
{
    struct inq_ctx *job = s->job;
    s->stop = status != INQ_ESYNTAX && status != INQ_ELIMIT;
    if (status == INQ_ENOMEM)
        job_diag(job, 305, s->at, "reading stopped here");
    else if (status == INQ_EIO)
        job_diag(job, 102, s->at, "reading failed here");
    else if (s->stop)
        job_diag(job, 290, s->at, "a parser gave up with status %d", (int)status);
    job->part->lost |= s->stop;
}

/** Is this a place where reading may go on after a fault? */
static bool can_resume(struct sieve *s, inq_str head, bool documents)
{
    struct candidate c[MAX_CANDIDATES];
    struct regex_match m;
    const inq_str line = first_line((inq_str){head.ptr, head.len < HEAD ? head.len : HEAD});
    if (str_starts(line, STR("---")) && (line.len == 3 || line.ptr[3] == ' ' || !documents))
        return true;
    const enum line_role role = schema_line_role(s->job->schema, &s->job->regex, line, &m);
    if (role != LINE_TEXT && role != LINE_COMMENT)
        return true;
    if (documents || !line.len || line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return false;
    return find_candidates(s, head, c) > 0 && c[0].score >= SURE;
}

/** After a fault at s->at: go to the next line where something is sure to begin. That may be the
 *  line of the fault, if what went before was cut off there. */
static void resume(struct sieve *s, bool documents)
{
    const struct place first = window_place(&s->job->window, s->at); /* it may be gone later */
    if (first.column > 1 || s->at == s->began)
        s->at += line_length(s, s->at);
    for (;;) {
        const inq_str head = window_peek(&s->job->window, s->at, HEAD);
        if (!head.len || can_resume(s, head, documents))
            break;
        s->at += line_length(s, s->at);
    }
    const uint32_t last = window_place(&s->job->window, s->at).line;
    if (last > first.line + 1)
        diag_add(&s->job->part->diags, 221, first.line, first.column,
                 "lines %u to %u were not read", first.line, last - 1);
}

static void release(struct inq_ctx *job, size_t from)
{
    struct diags *held = &job->held_back;
    for (size_t i = from; i < held->n; i++) {
        const struct diag *d = &held->items[i];
        diag_add(&job->part->diags, d->code, d->line, d->column, "%.*s", STR_ARG(d->message));
    }
    struct diags *all = &job->part->diags;
    all->dropped += held->dropped;
    if (held->dropped && held->dropped_level > all->dropped_level)
        all->dropped_level = held->dropped_level;
    held->n = held->dropped = 0;
}

/** One parser came to the end: what those before it said, up to `own`, becomes one warning. */
static void demote(struct inq_ctx *job, const struct plugin *p, uint64_t at, size_t own)
{
    if (own)
        job_diag(job, 220, at, "read as %s after: %.*s", p->parser.format,
                 STR_ARG(job->held_back.items[0].message));
    release(job, own);
}

/** Go back to the start of the line where the record began that was open; false if the window does
 *  not have it any more. */
static bool go_to_record(struct sieve *s)
{
    struct window *w = &s->job->window;
    if (s->record == NO_RECORD)
        return true;
    if (s->record < window_from(w) || s->record > window_to(w))
        return false;
    const uint64_t before = window_place(w, s->record).column - 1;
    if (before > s->record - window_from(w))
        return false;
    s->at = s->record - before;
    return true;
}

/** Let the candidates try, one after the other, each from the record where the former failed.
 *  What a later one says that took nothing is of no interest. */
static inq_status try_candidates(struct sieve *s, const struct candidate *c, size_t n,
                                 const struct plugin **last)
{
    inq_status status = INQ_ESYNTAX;
    uint64_t fault = s->at;
    for (size_t i = 0; i < n && (status == INQ_ESYNTAX || status == INQ_ELIMIT); i++) {
        uint64_t consumed;
        const size_t own = s->job->held_back.n;
        if (i && !go_to_record(s))
            break;
        s->began = s->at;
        s->job->trial = n > 1;
        status = run_parser(s, c[i].plugin, &consumed);
        s->job->trial = 0;
        s->at += consumed;
        if (status == INQ_OK && consumed == 0)
            s->at += line_length(s, s->at);
        if (status == INQ_OK)
            demote(s->job, c[i].plugin, s->at, own);
        else if (i && consumed == 0)
            s->job->held_back.n = own;
        if (!i || consumed) {
            *last = c[i].plugin;
            note_format(s, c[i].plugin, consumed);
        }
        fault = s->at > fault ? s->at : fault;
    }
    if (status != INQ_OK)
        s->at = fault;
    release(s->job, 0);
    return status;
}

static bool use_parsers(struct sieve *s, inq_str head)
{
    struct candidate c[MAX_CANDIDATES];
    const struct plugin *last = NULL;
    const size_t n = find_candidates(s, head, c);
    if (n == 0 || c[0].score < FIRST)
        return false;
    s->stop |= record_end_lines(s->job) != INQ_OK;
    end_text(s);
    const inq_status status = try_candidates(s, c, n, &last);
    if (status == INQ_OK)
        return true;
    report_status(s, status);
    if (!s->stop)
        resume(s, !(last->parser.flags & INQ_PARSER_SELF_ENDING));
    return true;
}

/** A log follows: the parser of logs reads on, whatever it may look like. The table above the
 *  heading tells whose log it is, and counts as a part of it. */
static void use_log(struct sieve *s)
{
    uint64_t consumed = 0;
    const struct plugin *p = plugins_parser(s->plugins, STR("log"));
    inq_status status = p ? record_log_heading(s->job, s->at) : INQ_OK;
    s->at += line_length(s, s->at);
    if (status == INQ_OK && p && window_peek(&s->job->window, s->at, 1).len)
        status = run_parser(s, p, &consumed);
    else if (status == INQ_OK)
        status = record_log_end(s->job);
    s->at += consumed;
    if (p)
        note_format(s, p, s->at - s->began);
    if (status != INQ_OK)
        report_status(s, status);
}

/** A line that no parser knows may still hold what a rule looks for. */
static void use_text(struct sieve *s, inq_str line)
{
    bool fits;
    const inq_status status = record_loose_line(s->job, line, s->at, &fits);
    if (status != INQ_OK)
        report_status(s, status);
    s->job->part->recognised += fits;
    if (!fits && s->text_lines++ == 0)
        s->text_from = window_place(&s->job->window, s->at);
}

/* ---- the input ---------------------------------------------------------------------------- */

/** By the application_id in its header, whose letters stay what they are in the window. */
static bool is_own_database(inq_str head)
{
    const inq_str header = {head.ptr, head.len < 100 ? head.len : 100};
    return str_starts(header, STR("SQLite format 3")) && str_find(header, STR("Inqs")) > 0;
}

static bool is_own_report(inq_str head)
{
    if (is_own_database(head))
        return true;
    if (str_starts(head, STR("{\"schema\":\"inquest.")) || str_starts(head, STR("inquest: ")))
        return true;
    return str_starts(head, STR("{\"id\":\"")) && str_find(head, STR("\"at_risk\":[")) > 0 &&
           str_find(head, STR("\"gaps\":[")) > 0;
}

/** Is there anything to cut? Says why not. */
static bool worth_cutting(struct sieve *s)
{
    struct window *w = &s->job->window;
    inq_str head = window_peek(w, 0, HEAD);
    if (str_starts(head, STR("\xef\xbb\xbf"))) {
        s->at = 3;
        head = window_peek(w, 3, HEAD);
    }
    const size_t shown = window_to(w) ? (size_t)window_to(w) : 1;
    if (!head.len && !w->failed)
        job_diag(s->job, 101, 0, "no bytes");
    else if (!head.len)
        return false; /* sieve_run() says so */
    else if (is_own_report(head))
        job_diag(s->job, 110, 0, "it was written by this program");
    else if (w->bad_utf8.count * 10 > shown)
        job_diag(s->job, 107, w->bad_utf8.first, "%llu of the first %zu bytes are not text",
                 (unsigned long long)w->bad_utf8.count, shown);
    else
        return true;
    return false;
}

static void cut_one(struct sieve *s)
{
    const inq_str head = window_peek(&s->job->window, s->at, HEAD);
    if (!head.len) {
        s->stop = true;
        return;
    }
    const inq_str line = first_line((inq_str){head.ptr, head.len < HEAD ? head.len : HEAD});
    const bool blank = str_trim(line).len == 0;
    const bool known = !blank && use_line(s, line);
    if (known)
        end_text(s);
    if (!blank && !known && use_parsers(s, head))
        return;
    if (!blank && !known)
        use_text(s, line);
    if (known && s->heading)
        use_log(s);
    else
        s->at += line_length(s, s->at);
}

static void force_parser(struct sieve *s, const struct plugin *p)
{
    const struct candidate only = {p, 100};
    const struct plugin *last = NULL;
    while (!s->stop && window_peek(&s->job->window, s->at, 1).len) {
        const inq_status status = try_candidates(s, &only, 1, &last);
        if (status != INQ_OK) {
            report_status(s, status);
            resume(s, !(p->parser.flags & INQ_PARSER_SELF_ENDING));
        }
    }
}

static void report_mending(struct inq_ctx *job)
{
    const struct window *w = &job->window;
    if (w->bad_utf8.count)
        diag_add(&job->part->diags, 109, w->bad_utf8.place.line, w->bad_utf8.place.column,
                 "%llu byte(s), here first", (unsigned long long)w->bad_utf8.count);
    if (w->escapes.count)
        diag_add(&job->part->diags, 111, w->escapes.place.line, w->escapes.place.column,
                 "%llu escape sequence(s), here first", (unsigned long long)w->escapes.count);
}

void sieve_run(struct inq_ctx *job, const struct plugins *plugins)
{
    struct sieve s = {.job = job, .plugins = plugins};
    const char *forced = job->settings->input_format;
    if (worth_cutting(&s)) {
        if (forced)
            force_parser(&s, plugins_parser(plugins, str_of(forced)));
        while (!forced && !s.stop)
            cut_one(&s);
        end_text(&s);
        if (record_end_lines(job) != INQ_OK || record_end_joint(job) != INQ_OK)
            report_status(&s, INQ_ENOMEM);
    }
    report_mending(job);
    if (job->part->recognised && !job->part->format.ptr)
        job->part->format = STR("log");
    if (job->window.failed && !job->part->lost)
        report_status(&s, job->window.starved ? INQ_ENOMEM : INQ_EIO);
    if (!job->part->recognised && job->part->diags.n == 0)
        diag_add(&job->part->diags, 106, 0, 0, "no table, document or log line");
}
