/* SPDX-License-Identifier: MIT */
/*
 * Logs: lines of text, many of which begin with a time or a level, or go on from the line before
 * as stack traces do. Whether a text is one is a matter of shares; what its lines mean is up to
 * the host, which gets them in batches as they stand.
 */
#include "inquest.h"

#include <stdbool.h>
#include <string.h>

/* ---- reading ------------------------------------------------------------------------------ */

#define LONG_LINE ((size_t)64 << 10)

/** For hosts that know no batches. */
static inq_status push_one_by_one(inq_ctx *ctx, const inq_sink *sink, inq_str text, uint64_t offset)
{
    inq_status status = INQ_OK;
    for (size_t at = 0; at < text.len && status == INQ_OK;) {
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);
        const size_t len = newline == NULL ? text.len - at : (size_t)(newline - text.ptr) - at;
        const inq_str line = {text.ptr + at, len};
        status = sink->line(ctx, line, offset + at);
        at += len + 1;
    }
    return status;
}

static inq_status push(inq_ctx *ctx, const inq_sink *sink, inq_str text, uint64_t offset)
{
    if (text.len == 0)
        return INQ_OK;
    if (sink->size >= sizeof *sink && sink->lines != NULL)
        return sink->lines(ctx, text, offset);
    return push_one_by_one(ctx, sink, text, offset);
}

/* How much of a chunk can be pushed: whole lines, or all of a line that is too long to wait for. */
static size_t ready(inq_str chunk)
{
    const char *newline = memrchr(chunk.ptr, '\n', chunk.len);
    if (newline != NULL)
        return (size_t)(newline + 1 - chunk.ptr);
    return chunk.len > LONG_LINE ? chunk.len : 0;
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    size_t keep = 0;
    *consumed = 0;
    for (;;) {
        inq_chunk chunk;
        inq_status status = host->read(ctx, keep, &chunk);
        if (status != INQ_OK)
            return status;
        const bool last = chunk.len == keep;
        const inq_str all = {chunk.ptr, chunk.len};
        const inq_str now = {chunk.ptr, last ? chunk.len : ready(all)};
        status = push(ctx, sink, now, chunk.offset);
        if (status != INQ_OK)
            return status;
        *consumed = chunk.offset + now.len - in->offset;
        keep = chunk.len - now.len;
        if (last)
            return INQ_OK;
    }
}

/* ---- what a line looks like --------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_word(char c)
{
    return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '_';
}

static char at(inq_str s, size_t i)
{
    return i < s.len ? s.ptr[i] : '\0';
}

static inq_str rest_of(inq_str s, size_t from)
{
    return (inq_str){s.ptr + from, s.len - from};
}

static bool starts(inq_str s, const char *prefix)
{
    const size_t len = strlen(prefix);
    return s.len >= len && memcmp(s.ptr, prefix, len) == 0;
}

static bool holds(inq_str s, const char *word)
{
    return s.len > 0 && memmem(s.ptr, s.len, word, strlen(word)) != NULL;
}

static size_t blanks(inq_str s)
{
    size_t n = 0;
    while (at(s, n) == ' ' || at(s, n) == '\t')
        n++;
    return n;
}

/* The length of a level at the start of `s`, 0 for none. */
static size_t level_length(inq_str s)
{
    static const char *const levels[] = {"TRACE",    "DEBUG",  "INFO", "NOTICE", "WARNING", "WARN",
                                         "ERROR",    "FATAL",  "TRC",  "DBG",    "INF",     "WRN",
                                         "CRITICAL", "SEVERE", "FTL",  "ERR"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        const size_t len = strlen(levels[i]);
        if (starts(s, levels[i]) && !is_word(at(s, len)))
            return len;
    }
    return 0;
}

/* INFO:  INFO [x]  [INFO] x  ERROR x; but not INFO[0000], which is the tool's own. */
static bool starts_with_level(inq_str s)
{
    const bool bracket = at(s, 0) == '[';
    const size_t len = level_length(rest_of(s, bracket && s.len > 0));
    const char after = at(s, len + bracket);
    return len > 0 && (bracket ? after == ']' : after == ':' || after == ' ' || after == '\t');
}

/* A level stands near the front, as a word of its own. */
static bool has_level(inq_str s)
{
    for (size_t i = 0; i < s.len && i < 100; i++) {
        const bool begins = i == 0 || (!is_word(s.ptr[i - 1]) && s.ptr[i - 1] != '.');
        if (begins && is_upper(s.ptr[i]) && level_length(rest_of(s, i)) > 0)
            return true;
    }
    return false;
}

/* 12:29 and more, with what may stand before it: a date in figures, a month, a bracket. */
static bool starts_with_time(inq_str s)
{
    static const char *const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    size_t i = at(s, 0) == '[' || strchr("IWEF", at(s, 0)) != NULL;
    i = s.len > 0 ? i : 0;
    if (s.len > 4 && is_upper(s.ptr[0]) && s.ptr[3] == ' ')
        i = memmem(months, 36, s.ptr, 3) != NULL ? 4 : 0;
    if (!is_digit(at(s, i)) && at(s, i) != ' ')
        return false;
    for (; i + 2 < s.len && i < 32; i++) {
        if (s.ptr[i] == ':' && i > 0 && is_digit(s.ptr[i - 1]) && is_digit(s.ptr[i + 1]) &&
            is_digit(s.ptr[i + 2]))
            return !is_digit(at(s, i + 3)) && at(s, i + 3) != '|';
        if (!is_digit(s.ptr[i]) && strchr(" -/.:,T", s.ptr[i]) == NULL)
            return false;
    }
    return false;
}

/* key=value with a level and a message. */
static bool is_logfmt(inq_str s)
{
    return (starts(s, "level=") || holds(s, " level=")) && (holds(s, " msg=") || holds(s, " ts="));
}

/* One object in one line, with a level and a message. */
static bool is_json_line(inq_str s)
{
    static const char *const levels[] = {"\"level\"", "\"severity\"", "\"lvl\"", "\"log.level\"",
                                         "\"levelname\""};
    bool level = false;
    if (at(s, 0) != '{' || s.ptr[s.len - 1] != '}')
        return false;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        level |= holds(s, levels[i]);
    return level && (holds(s, "\"msg\"") || holds(s, "\"message\""));
}

/* The place of a call, as traces have it: at a.b(c.java:12), File "x.py", line 3. */
static bool is_trace(inq_str s)
{
    const inq_str text = rest_of(s, blanks(s));
    if (starts(text, "Caused by: ") || starts(text, "File \"") ||
        starts(text, "Traceback (most recent call last)"))
        return true;
    if (starts(text, "at "))
        return holds(text, "(") || holds(text, "/");
    const bool cut = starts(text, "... ") && is_digit(at(text, 4));
    const bool call = holds(text, ".java:") || holds(text, ".scala:") || holds(text, ".go:");
    return cut || starts(text, "goroutine ") || (call && text.ptr[text.len - 1] == ')');
}

/* The class of an exception with its message behind it. */
static bool is_exception(inq_str s)
{
    static const char *const ends[] = {"Exception: ", "Error: ", "Exception:\n"};
    const inq_str front = {s.ptr, s.len < 160 ? s.len : 160};
    if (starts(s, "Exception in thread ") || starts(s, "panic: "))
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *found =
            front.len > 0 ? memmem(front.ptr, front.len, ends[i], strlen(ends[i])) : NULL;
        if (found != NULL && found > front.ptr && is_word(found[-1]))
            return true;
    }
    return false;
}

/* ---- probe -------------------------------------------------------------------------------- */

enum look {
    LOOK_OTHER,
    LOOK_MORE,  /* may belong to a log */
    LOOK_TRACE, /* belongs to the line before */
    LOOK_WEAK,  /* a time or a level */
    LOOK_STRONG /* both, or a form that only logs have */
};

static enum look look_at(inq_str line)
{
    const bool time = starts_with_time(line);
    if (is_logfmt(line) || is_json_line(line) || (time && has_level(line)))
        return LOOK_STRONG;
    if (time || starts_with_level(line) || is_exception(line))
        return LOOK_WEAK;
    if (is_trace(line))
        return LOOK_TRACE;
    return starts(line, "+ ") || starts(line, "++ ") ? LOOK_MORE : LOOK_OTHER;
}

#define PROBE_LINES 12u

struct shares {
    unsigned lines, stamped, good;
    enum look first;
    bool json;
};

static inq_str next_line(inq_str *rest)
{
    const char *newline = memchr(rest->ptr, '\n', rest->len);
    size_t len = newline == NULL ? rest->len : (size_t)(newline - rest->ptr);
    const inq_str next = rest_of(*rest, newline == NULL ? len : len + 1);
    while (len > 0 && strchr(" \t\r", rest->ptr[len - 1]) != NULL)
        len--;
    const inq_str line = {rest->ptr, len};
    *rest = next;
    return line;
}

static struct shares count_looks(inq_str head)
{
    struct shares s = {.lines = 0};
    while (head.len > 0 && s.lines < PROBE_LINES) {
        const inq_str line = next_line(&head);
        if (line.len == 0)
            continue;
        const enum look look = look_at(line);
        if (s.lines++ == 0) {
            s.first = look;
            s.json = line.ptr[0] == '{';
        }
        s.stamped += look >= LOOK_TRACE;
        s.good += look > LOOK_OTHER;
    }
    return s;
}

static int probe(inq_str head, inq_str hint)
{
    (void)hint;
    const struct shares s = count_looks(head);
    const bool fair = s.good * 2 >= s.lines;
    switch (s.first) {
    case LOOK_STRONG:
        return s.json ? 97 : 75;
    case LOOK_WEAK:
        return fair ? 55 : 35;
    case LOOK_TRACE:
        return 40;
    case LOOK_MORE:
        return s.stamped > 0 ? 40 : 0;
    default:
        return s.good > 1 && s.stamped > 0 && fair ? 30 : 0;
    }
}

static const inq_parser parser = {
    .size = sizeof parser,
    .flags = INQ_PARSER_SELF_ENDING,
    .format = "log",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "log", .version = "1.0", .summary = "lines of logs, most with a time or a level",
           .license = "MIT", .parser = &parser);
