/* SPDX-License-Identifier: MIT */
/* YAML whose indentation was lost on its way: a key without a value is followed by what belongs
 * into it in the same column, keys of a list's element stand under its dash. It is read only where
 * such a place is seen and everything else is in order; any other fault is left to stand.
 *
 * What nests is told by form alone. A key without a value opens a map or a list. Keys in the same
 * column go into it, up to the next key without a value that is not indented either. A document
 * is read twice, first without pushing anything. */
#include "inquest.h"

#include <stdbool.h>
#include <string.h>

#define MAX_DEPTH 32u
#define MAX_DOCUMENT ((size_t)1 << 20)
#define PROBE_SCORE 5
#define PROBE_SURE 96 /* libyaml would take it, for other than it was */
#define PROBE_KEYS 96u
#define PROBE_LINES 128u

enum frame_kind { MAP, LIST, ELEMENT };

struct frame {
    enum frame_kind kind;
    size_t indent; /* column of its keys or dashes */
    size_t opener; /* column of the key that opened it */
    bool lost;     /* its keys stand where the opener does */
};

/** One line that says something. */
struct line {
    size_t indent;
    size_t column; /* of the key: behind the dash if there is one */
    bool dash;
    inq_str key;   /* ptr NULL: none */
    inq_str value; /* len 0: none */
    const char *end;
};

struct loose {
    inq_ctx *ctx;
    const inq_sink *sink; /* NULL: only looking */
    const char *base;     /* the document */
    const char *at;       /* behind `next` */
    const char *end;
    uint64_t offset; /* of base */
    struct line line, next;
    bool has_next;
    bool pending; /* a key waits for its value */
    size_t pending_indent;
    bool aligned; /* some element has its keys in one column */
    bool lost;    /* a place where indentation was lost was seen */
    bool bad;     /* a fault of another kind was seen */
    inq_status status;
    unsigned n;
    struct frame frames[MAX_DEPTH];
};

/* ---- text --------------------------------------------------------------------------------- */

static inq_str trim_end(inq_str s)
{
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    return s;
}

/** The text of the line at `at`, and where the next one begins. */
static inq_str raw_line(const char *at, const char *end, const char **next)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    *next = stop ? stop + 1 : end;
    return trim_end((inq_str){at, (size_t)((stop ? stop : end) - at)});
}

static size_t indent_of(inq_str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] == ' ')
        n++;
    return n;
}

static bool is_mark(inq_str s)
{
    return s.len >= 3 && (memcmp(s.ptr, "---", 3) == 0 || memcmp(s.ptr, "...", 3) == 0) &&
           (s.len == 3 || s.ptr[3] == ' ');
}

static bool is_key_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '/' || c == '$';
}

/** How many bytes the key takes, quotes included; 0: none. A blank or nothing is behind its `:`. */
static size_t key_length(inq_str s)
{
    size_t n = 0;
    if (s.len > 0 && (s.ptr[0] == '"' || s.ptr[0] == '\'')) {
        const char *close = memchr(s.ptr + 1, s.ptr[0], s.len - 1);
        n = close ? (size_t)(close + 1 - s.ptr) : 0;
    } else {
        while (n < s.len && is_key_char(s.ptr[n]))
            n++;
    }
    const bool colon = n > 0 && n < s.len && s.ptr[n] == ':';
    return colon && (n + 1 == s.len || s.ptr[n + 1] == ' ') ? n : 0;
}

static inq_str from(inq_str s, size_t n)
{
    return (inq_str){s.ptr + n, s.len - n};
}

static inq_str skip_blanks(inq_str s)
{
    return from(s, indent_of(s));
}

/** Leave out a comment behind a value. */
static inq_str drop_comment(inq_str s)
{
    const bool quoted = s.len > 0 && (s.ptr[0] == '"' || s.ptr[0] == '\'');
    const char *close = quoted ? memchr(s.ptr + 1, s.ptr[0], s.len - 1) : NULL;
    for (size_t i = close ? (size_t)(close - s.ptr) : 0; i < s.len; i++)
        if (s.ptr[i] == '#' && (i == 0 || s.ptr[i - 1] == ' '))
            return trim_end((inq_str){s.ptr, i});
    return s;
}

static struct line read_line(inq_str text)
{
    struct line line = {.indent = indent_of(text), .end = text.ptr + text.len};
    inq_str rest = from(text, line.indent);
    line.dash = rest.len > 0 && rest.ptr[0] == '-' && (rest.len == 1 || rest.ptr[1] == ' ');
    if (line.dash)
        rest = skip_blanks(from(rest, 1));
    line.column = (size_t)(rest.ptr - text.ptr);
    const size_t n = key_length(rest);
    if (n > 0) {
        const bool quoted = rest.ptr[0] == '"' || rest.ptr[0] == '\'';
        line.key = (inq_str){rest.ptr + quoted, n - 2 * (size_t)quoted};
        rest = skip_blanks(from(rest, n + 1));
    }
    line.value = drop_comment(rest);
    return line;
}

/** Take the next line that says something into l->next. */
static void advance(struct loose *l)
{
    l->line = l->next;
    l->has_next = false;
    while (!l->has_next && l->at < l->end) {
        const char *next;
        const inq_str text = raw_line(l->at, l->end, &next);
        const size_t indent = indent_of(text);
        l->at = next;
        if (indent == text.len || text.ptr[indent] == '#')
            continue;
        l->bad |= text.ptr[indent] == '\t';
        l->next = read_line(text);
        l->has_next = true;
    }
}

/* ---- pushing ------------------------------------------------------------------------------ */

static uint64_t offset_of(const struct loose *l, const char *at)
{
    return l->offset + (uint64_t)(at - l->base);
}

static void note(struct loose *l, inq_status status)
{
    l->status = l->status == INQ_OK ? status : l->status;
}

static bool pushes(const struct loose *l)
{
    return l->sink && l->status == INQ_OK;
}

static void push_end(struct loose *l)
{
    if (pushes(l))
        note(l, l->sink->end(l->ctx, offset_of(l, l->line.end)));
}

static inq_scalar kind_of(inq_str s)
{
    static const struct {
        inq_str word;
        inq_scalar kind;
    } words[] = {{{"true", 4}, INQ_BOOL},
                 {{"false", 5}, INQ_BOOL},
                 {{"null", 4}, INQ_NULL},
                 {{"~", 1}, INQ_NULL},
                 {{"", 0}, INQ_NULL}};
    size_t digits = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (s.len == words[i].word.len && memcmp(s.ptr, words[i].word.ptr, s.len) == 0)
            return words[i].kind;
    while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
        digits++;
    return digits == s.len ? INQ_NUMBER : INQ_TEXT;
}

static void push_scalar(struct loose *l, inq_str value, inq_scalar kind)
{
    const inq_str shown = kind == INQ_NULL ? (inq_str){NULL, 0} : value;
    if (pushes(l))
        note(l, l->sink->scalar(l->ctx, shown, kind, offset_of(l, value.ptr)));
}

static void push_empty(struct loose *l, inq_str value)
{
    if (pushes(l))
        note(l,
             (value.ptr[0] == '{' ? l->sink->map : l->sink->list)(l->ctx, offset_of(l, value.ptr)));
    push_end(l);
}

/** Take in lines that go on with a value: they are indented more than its key. */
static inq_str whole_value(struct loose *l, size_t indent)
{
    inq_str value = l->line.value;
    while (l->has_next && !l->next.key.ptr && !l->next.dash && l->next.indent > indent) {
        value.len = (size_t)(l->next.end - value.ptr);
        l->line.end = l->next.end;
        const struct line line = l->line;
        advance(l);
        l->line = line;
    }
    return value;
}

/** Take in the lines of a text behind `|` or `>`. */
static inq_str block_value(struct loose *l, size_t indent)
{
    const char *next = l->line.end;
    next = memchr(next, '\n', (size_t)(l->end - next));
    next = next ? next + 1 : l->end;
    inq_str value = {next, 0};
    for (l->at = next; l->at < l->end; l->at = next) {
        const inq_str text = raw_line(l->at, l->end, &next);
        const size_t column = indent_of(text);
        if (text.len > 0 && column <= indent)
            break;
        value.len = text.len > 0 ? (size_t)(text.ptr + text.len - value.ptr) : value.len;
    }
    const struct line line = l->line;
    advance(l);
    l->line = line;
    return value;
}

/** A value in brackets or quotes has to end on its line. */
static bool is_closed(inq_str s)
{
    static const char open[] = "{[\"'", close[] = "}]\"'";
    const char *at = memchr(open, s.ptr[0], sizeof open - 1);
    return !at || (s.len > 1 && s.ptr[s.len - 1] == close[at - open]);
}

static void use_value(struct loose *l, size_t indent)
{
    const inq_str value = l->line.value;
    const char c = value.ptr[0];
    if (c == '|' || c == '>') {
        push_scalar(l, block_value(l, indent), INQ_TEXT);
    } else if (strchr("&*!%@", c) || !is_closed(value)) {
        l->bad = true;
    } else if (value.len == 2 && (c == '{' || c == '[')) {
        push_empty(l, value);
    } else if (c == '"' || c == '\'') {
        push_scalar(l, (inq_str){value.ptr + 1, value.len - 2}, INQ_TEXT);
    } else {
        const inq_str whole = whole_value(l, indent);
        push_scalar(l, whole, kind_of(whole));
    }
}

/* ---- nesting ------------------------------------------------------------------------------ */

static struct frame *top(struct loose *l)
{
    return l->n > 0 ? &l->frames[l->n - 1] : NULL;
}

static void open_frame(struct loose *l, struct frame frame)
{
    if (l->n == MAX_DEPTH) {
        l->bad = true;
        return;
    }
    l->frames[l->n++] = frame;
    l->pending = false;
    l->lost |= frame.lost;
    if (pushes(l))
        note(l, (frame.kind == LIST ? l->sink->list : l->sink->map)(
                    l->ctx, offset_of(l, l->line.key.ptr ? l->line.key.ptr : l->line.value.ptr)));
}

static void close_frame(struct loose *l)
{
    l->n--;
    push_end(l);
}

static void close_pending(struct loose *l)
{
    if (l->pending)
        push_scalar(l, (inq_str){l->line.end, 0}, INQ_NULL);
    l->pending = false;
}

/** Does what follows belong into the key without a value, by its indentation? */
static bool opens_deeper(const struct loose *l)
{
    return l->has_next &&
           (l->next.indent > l->line.column || (l->next.dash && l->next.indent == l->line.column));
}

/** Does a key in this column belong to the element, though it stands under or before its dash? */
static bool in_element(struct loose *l, const struct frame *element)
{
    const struct frame *list = element - 1;
    const size_t column = l->line.indent;
    if (column == element->indent) {
        l->aligned = true;
        return true;
    }
    if (column != list->indent)
        return false;
    const bool under = list->opener < list->indent;
    const bool mine = under || (!l->aligned && l->line.value.len > 0);
    l->lost |= mine;
    return mine;
}

/** Does the innermost container take the key of the line? */
static bool takes_key(struct loose *l, const struct frame *f)
{
    if (f->kind == ELEMENT)
        return in_element(l, f);
    if (f->kind == LIST || f->indent != l->line.indent)
        return false;
    return !f->lost || l->line.value.len > 0 || opens_deeper(l);
}

static void find_map(struct loose *l)
{
    const size_t column = l->line.indent;
    if (l->pending && column >= l->pending_indent && !l->line.dash) {
        open_frame(l, (struct frame){MAP, column, l->pending_indent, column == l->pending_indent});
        return;
    }
    close_pending(l);
    while (l->n > 0 && !takes_key(l, top(l))) {
        const struct frame *f = top(l);
        l->bad |= column > f->indent && f->kind != LIST;
        close_frame(l);
    }
    l->bad |= l->n == 0;
}

static void find_list(struct loose *l)
{
    const size_t column = l->line.indent;
    if (l->pending && column >= l->pending_indent) {
        open_frame(l, (struct frame){LIST, column, l->pending_indent, false});
        return;
    }
    close_pending(l);
    while (l->n > 0 && !(top(l)->kind == LIST && top(l)->indent == column))
        close_frame(l);
    l->bad |= l->n == 0;
}

static void use_key(struct loose *l)
{
    const size_t column = l->line.column;
    if (pushes(l))
        note(l, l->sink->key(l->ctx, l->line.key, offset_of(l, l->line.key.ptr)));
    l->pending = l->line.value.len == 0;
    l->pending_indent = column;
    if (!l->pending)
        use_value(l, l->line.indent);
}

static void use_line(struct loose *l)
{
    const struct line *line = &l->line;
    if (!line->key.ptr && (!line->dash || line->value.len == 0)) {
        l->bad = true;
        return;
    }
    if (!line->dash) {
        find_map(l);
    } else {
        find_list(l);
        if (line->key.ptr && !l->bad)
            open_frame(l, (struct frame){ELEMENT, line->column, line->indent, false});
    }
    if (l->bad)
        return;
    if (line->key.ptr)
        use_key(l);
    else
        use_value(l, line->indent);
}

/** Read the document once; nothing is pushed without a sink. */
static void read_document(struct loose *l)
{
    const enum frame_kind kind = l->next.dash ? LIST : MAP;
    l->line = l->next;
    if (l->sink)
        note(l, l->sink->doc(l->ctx, offset_of(l, l->base)));
    open_frame(l, (struct frame){kind, l->next.indent, 0, false});
    while (l->has_next && !l->bad && l->status == INQ_OK) {
        advance(l);
        use_line(l);
    }
    close_pending(l);
    while (l->n > 0)
        close_frame(l);
}

static inq_status read_twice(struct loose *l)
{
    const struct loose start = *l;
    const inq_sink *sink = l->sink;
    for (unsigned round = 0; round < 2; round++) {
        *l = start;
        l->sink = round == 0 ? NULL : sink;
        advance(l);
        if (!l->has_next)
            return INQ_ESYNTAX;
        read_document(l);
        if (round == 0 && (l->bad || !l->lost))
            return INQ_ESYNTAX;
    }
    return l->status;
}

/* ---- the plugin --------------------------------------------------------------------------- */

/** Where the document ends that begins the text, or NULL when that is not seen. */
static const char *document_end(inq_str text)
{
    const char *end = text.ptr + text.len, *next = text.ptr;
    bool filled = false;
    for (const char *at = text.ptr; at < end; at = next) {
        const inq_str line = raw_line(at, end, &next);
        if (is_mark(line) && filled)
            return at;
        filled |= line.len > 0 && !is_mark(line);
    }
    return NULL;
}

/** The document in one piece, without the mark in front; empty if it is too large. */
static inq_status gather(struct loose *l, const inq_host *host)
{
    inq_chunk chunk = {0};
    size_t keep = 0;
    const char *end = NULL;
    do {
        keep = chunk.len;
        const inq_status status = host->read(l->ctx, keep, &chunk);
        if (status != INQ_OK)
            return status;
        end = chunk.len ? document_end((inq_str){chunk.ptr, chunk.len}) : NULL;
    } while (!end && chunk.len > keep && chunk.len < MAX_DOCUMENT);
    l->base = chunk.ptr;
    l->offset = chunk.offset;
    l->end = end ? end : chunk.ptr + (chunk.len < MAX_DOCUMENT ? chunk.len : 0);
    const char *next = l->base;
    const inq_str first = l->end > l->base ? raw_line(l->base, l->end, &next) : (inq_str){0};
    l->at = first.len && is_mark(first) ? next : l->base;
    return INQ_OK;
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    struct loose l = {.ctx = ctx, .sink = sink};
    *consumed = 0;
    inq_status status = gather(&l, host);
    if (status == INQ_OK)
        status = read_twice(&l);
    if (status == INQ_ESYNTAX)
        host->diag(ctx, 216, in->offset, "no sign that its indentation was lost, or other faults");
    else if (status == INQ_OK)
        *consumed = offset_of(&l, l.end) - in->offset;
    return status;
}

/** Does a key in the first column stand there twice, as no YAML may? */
static bool has_twins(inq_str text)
{
    inq_str keys[PROBE_KEYS];
    const char *end = text.ptr + text.len, *next = text.ptr;
    unsigned n = 0;
    for (const char *at = text.ptr; at < end && n < PROBE_KEYS; at = next) {
        const inq_str raw = raw_line(at, end, &next);
        const struct line line = read_line(raw);
        if (line.indent > 0 || line.dash || !line.key.ptr)
            continue;
        for (unsigned i = 0; i < n; i++)
            if (keys[i].len == line.key.len && memcmp(keys[i].ptr, line.key.ptr, line.key.len) == 0)
                return true;
        keys[n++] = line.key;
    }
    return false;
}

/** The first lines, whole ones. Each line after a fault is asked for what begins there, and what
 *  was lost shows early. */
static inq_str first_lines(inq_str text)
{
    const char *end = text.ptr + text.len, *at = text.ptr;
    for (unsigned n = 0; n < PROBE_LINES && at < end; n++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline)
            break;
        at = newline + 1;
    }
    return (inq_str){text.ptr, (size_t)(at - text.ptr)};
}

/** Is all in order but for lost indentation, which YAML would not see? */
static bool is_sure(inq_str head)
{
    inq_str text = first_lines(head);
    const char *stop = document_end(text);
    text.len = stop ? (size_t)(stop - text.ptr) : text.len;
    struct loose l = {.base = text.ptr, .at = text.ptr, .end = text.ptr + text.len};
    const char *next = text.ptr;
    if (text.len > 0 && is_mark(raw_line(text.ptr, l.end, &next)))
        l.at = next;
    if (!has_twins(text))
        return false;
    advance(&l);
    if (l.has_next)
        read_document(&l);
    return l.lost && !l.bad;
}

/** Else it never comes before YAML, and only behind a key or a dash. */
static int probe(inq_str head, inq_str hint)
{
    (void)hint;
    const char *end = head.ptr + head.len, *next = head.ptr;
    for (const char *at = head.ptr; at && at < end; at = next) {
        const inq_str text = raw_line(at, end, &next);
        const size_t indent = indent_of(text);
        if (indent == text.len || text.ptr[indent] == '#' || is_mark(text))
            continue;
        const struct line line = read_line(text);
        if (!line.key.ptr && !line.dash)
            return 0;
        return is_key_char(*text.ptr) && is_sure(head) ? PROBE_SURE : PROBE_SCORE;
    }
    return 0;
}

static const inq_parser parser = {
    .size = sizeof parser,
    .format = "yaml",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "loose", .version = "1.0", .license = "MIT",
           .summary = "YAML that lost its indentation", .parser = &parser);
