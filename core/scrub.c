/* SPDX-License-Identifier: MIT */
/* Line by line. What a secret covers is replaced where it stands: inside of its quotes, in its
 * cell, behind its key. A secret of several lines is looked for ahead and becomes one tag. */
#include "scrub.h"

#include "str.h"

#include <limits.h>

#define MOST_COLUMNS 64
#define PIECE ((size_t)16 << 10)    /* patterns look at so much of a long line at a time */
#define LONGEST ((size_t)512 << 10) /* and at no more, even if there is no place to cut */
#define NO_MAP SIZE_MAX
#define MOST_BLOCKS 64u

struct scrub {
    struct redactor *redactor;
    struct buf out, line;
    inq_str rest;                                       /* of the text, after the line at hand */
    bool newline;                                       /* the line at hand ends with one */
    bool joined;                                        /* it does not stand in the text as it is */
    const struct secret_place *map;                     /* of this document, or NULL */
    size_t map_indent;                                  /* the open map stands there, or NO_MAP */
    size_t n_columns;                                   /* of the open table, 0: none is open */
    const struct secret_pattern *columns[MOST_COLUMNS]; /* NULL: not secret */
};

static bool matches(const struct scrub *s, const struct regex *re, inq_str text,
                    struct regex_match *m)
{
    return re && regex_find(re, s->redactor->regex, text, m) == REGEX_YES;
}

static size_t indent_of(inq_str line)
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] == ' ')
        n++;
    return n;
}

static inq_str from(inq_str text, size_t at)
{
    return (inq_str){text.ptr + at, text.len - at};
}

/** Without the blanks it begins with; unlike str_trim(), this is cheap where the text is long. */
static inq_str behind_blanks(inq_str text)
{
    size_t i = 0;
    while (i < text.len && text.ptr[i] && strchr(" \t\r\n", text.ptr[i]))
        i++;
    return from(text, i);
}

static bool is_blank(inq_str text)
{
    return !behind_blanks(text).len;
}

/** Cut the first line off, without its newline. */
static inq_str cut_line(inq_str *rest, bool *newline)
{
    const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
    const size_t n = end ? (size_t)(end - rest->ptr) : rest->len;
    const inq_str line = {rest->ptr, n};
    *newline = end;
    *rest = from(*rest, n + *newline);
    return line;
}

/* ---- secrets of several lines ------------------------------------------------------------- */

/** Where the block that begins in `start` ends: after its last line, or inside of it. */
static const char *block_end(const struct scrub *s, const struct secret_place *b, inq_str start)
{
    struct regex_match m;
    inq_str rest = s->rest, line;
    bool newline;
    if (matches(s, b->end, start, &m))
        return m.group[0].ptr + m.group[0].len;
    const char *end = start.ptr + start.len;
    while (rest.len) {
        line = cut_line(&rest, &newline);
        if (matches(s, b->end, line, &m))
            return m.group[0].ptr + m.group[0].len;
        if (!matches(s, b->body, line, NULL))
            break;
        end = line.ptr + line.len;
    }
    return end;
}

static void go_to(struct scrub *s, const char *at)
{
    s->rest = (inq_str){at, (size_t)(s->rest.ptr + s->rest.len - at)};
}

/** If a block begins in `*line`, put what stands before it and its tag into `out`, and make what
 *  follows it the line. */
static bool take_block(struct scrub *s, const struct secret_place *b, inq_str *line,
                       struct buf *out)
{
    struct regex_match m;
    if (!matches(s, b->regex, *line, &m))
        return false;
    const char *start = m.group[0].ptr, *line_end = line->ptr + line->len;
    const char *end = block_end(s, b, (inq_str){start, (size_t)(line_end - start)});
    buf_put(out, (inq_str){line->ptr, (size_t)(start - line->ptr)});
    redact_tag(s->redactor, out, b->kind, (inq_str){start, (size_t)(end - start)});
    if (end <= line_end) {
        *line = (inq_str){end, (size_t)(line_end - end)};
    } else {
        go_to(s, end);
        *line = cut_line(&s->rest, &s->newline);
    }
    return true;
}

/** The line with a tag in place of each block, and of the lines it covers. Of very many blocks in
 *  one line the rest is left to the patterns. */
static inq_str take_blocks(struct scrub *s, inq_str line)
{
    const struct kinds *k = s->redactor->kinds;
    struct buf out = buf_new(s->redactor->arena);
    unsigned taken = 0;
    for (size_t i = 0; i < k->n_secret_blocks; i++)
        while (taken < MOST_BLOCKS && take_block(s, &k->secret_blocks[i], &line, &out))
            taken++;
    s->joined = taken > 0;
    if (!taken)
        return line;
    buf_put(&out, line);
    return buf_str(&out);
}

/** The lines below `indent` that follow, blank ones inside included. */
static inq_str indented(const struct scrub *s, size_t indent)
{
    inq_str rest = s->rest, line;
    const char *end = s->rest.ptr;
    bool newline;
    while (rest.len) {
        line = cut_line(&rest, &newline);
        const size_t n = indent_of(line);
        if (is_blank(from(line, n)))
            continue;
        if (n <= indent)
            break;
        end = line.ptr + line.len;
    }
    return (inq_str){s->rest.ptr, (size_t)(end - s->rest.ptr)};
}

/* ---- keys and values ---------------------------------------------------------------------- */

struct pairs {
    struct scrub *scrub;
    inq_str line;
    size_t at, done; /* looked at, and written */
    size_t indent;
    unsigned depth, map_depth; /* braces that are open; those of a secret map, or 0 */
    bool unclosed;             /* a double quote was met that nothing closes */
};

/** One past the quote that closes the one at `i`; 0 if it is not on this line. */
static size_t string_end(inq_str line, size_t i)
{
    const char quote = line.ptr[i];
    for (size_t k = i + 1; k < line.len; k++) {
        const bool doubled = quote == '\'' && k + 1 < line.len && line.ptr[k + 1] == quote;
        if (line.ptr[k] == '\\' ? quote == '"' : line.ptr[k] == quote && doubled)
            k++;
        else if (line.ptr[k] == quote)
            return k + 1;
    }
    return 0;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

static size_t skip_blanks(inq_str line, size_t i)
{
    while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'))
        i++;
    return i;
}

static size_t name_end(inq_str line, size_t i)
{
    while (i < line.len && is_name(line.ptr[i]))
        i++;
    return i;
}

struct key {
    inq_str name;
    bool quoted;
    char separator;
    size_t value; /* where it may begin */
};

/** string_end() of the line. Behind a double quote that nothing closes each further one stands
 *  behind a backslash, so that nothing closes it either. */
static size_t quoted_end(struct pairs *p, size_t i)
{
    const bool twice = p->line.ptr[i] == '"';
    const size_t end = twice && p->unclosed ? 0 : string_end(p->line, i);
    p->unclosed |= twice && !end;
    return end;
}

/** A quoted string or a word at p->at; true if a value follows. Moves past it. */
static bool read_key(struct pairs *p, struct key *key)
{
    const char c = p->line.ptr[p->at];
    const bool quote = c == '"' || c == '\'';
    const size_t end = quote ? quoted_end(p, p->at) : name_end(p->line, p->at);
    if (!end || end == p->at) {
        p->at++;
        return false;
    }
    const size_t inside = quote ? 1 : 0, after = skip_blanks(p->line, end);
    key->name = (inq_str){p->line.ptr + p->at + inside, end - p->at - 2 * inside};
    key->quoted = quote;
    p->at = end;
    if (after >= p->line.len || (p->line.ptr[after] != ':' && p->line.ptr[after] != '='))
        return false;
    key->separator = p->line.ptr[after];
    key->value = skip_blanks(p->line, after + 1);
    p->at = after + 1;
    /* NAME:VERSION:TYPE is an identity; what else stands like this is left to the patterns */
    return quote || key->separator == '=' || key->value > after + 1 || key->value == p->line.len ||
           strchr("\"'", p->line.ptr[key->value]);
}

static void count_brace(struct pairs *p, char c)
{
    p->depth += c == '{' || c == '[';
    p->depth -= (c == '}' || c == ']') && p->depth;
    if (p->map_depth > p->depth)
        p->map_depth = 0;
}

/** Write the line up to `start`, the tag, and go on at `end`. */
static void replace(struct pairs *p, size_t start, size_t end, inq_str kind, const char *quote)
{
    struct buf *out = &p->scrub->line;
    const inq_str secret = {p->line.ptr + start, end - start};
    buf_put(out, (inq_str){p->line.ptr + p->done, start - p->done});
    buf_put(out, str_of(quote));
    redact_tag(p->scrub->redactor, out, kind, secret);
    buf_put(out, str_of(quote));
    p->done = p->at = end;
}

/** The end of a value without quotes. */
static size_t plain_end(const struct pairs *p, const struct key *key)
{
    const inq_str line = p->line;
    const bool flow = p->depth || (key->quoted && key->separator == ':');
    const char *stops = key->separator == '=' ? " \t,;&\"')}]" : flow ? ",}]\"" : "";
    size_t i = key->value;
    while (i < line.len && !(*stops && strchr(stops, line.ptr[i])) &&
           !(line.ptr[i] == '#' && i > key->value && line.ptr[i - 1] == ' '))
        i++;
    while (i > key->value && (line.ptr[i - 1] == ' ' || line.ptr[i - 1] == '\r'))
        i--;
    return i;
}

static bool says_nothing(inq_str value)
{
    static const char *const words[] = {"null", "true", "false", "~", "None", "nil"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(value, str_of(words[i])))
            return true;
    return redact_keeps(value) || str_starts(value, STR("${")) || str_starts(value, STR("{{"));
}

/** `key: |` and the lines below it. */
static void hide_block(struct pairs *p, inq_str kind)
{
    struct scrub *s = p->scrub;
    const inq_str below = indented(s, p->indent);
    if (says_nothing(str_trim(below)))
        return;
    buf_put(&s->line, from(p->line, p->done));
    buf_format(&s->line, "\n%*s", (int)(p->indent < 1000 ? p->indent + 2 : 1002), "");
    redact_tag(s->redactor, &s->line, kind, str_trim(below));
    p->done = p->at = p->line.len;
    go_to(s, below.ptr + below.len);
    if (s->rest.len && s->rest.ptr[0] == '\n')
        s->rest = from(s->rest, 1);
}

/** A string whose quote closes on a later line, if it does. */
static void hide_long_string(struct pairs *p, size_t start, inq_str kind)
{
    struct scrub *s = p->scrub;
    const char quote[2] = {p->line.ptr[start], 0};
    const char *begin = p->line.ptr + start;
    const size_t ahead = s->joined ? 0 : (size_t)(s->rest.ptr + s->rest.len - begin);
    const size_t end =
        ahead ? string_end((inq_str){begin, ahead < LONGEST ? ahead : LONGEST}, 0) : 0;
    replace(p, start + 1, p->line.len, kind, "");
    buf_put(&s->line, str_of(quote));
    if (end)
        go_to(s, begin + end);
}

static bool is_block_mark(inq_str value)
{
    size_t n = 1;
    while (n < value.len && strchr("+-0123456789", value.ptr[n]))
        n++;
    return (value.ptr[0] == '|' || value.ptr[0] == '>') && is_blank(from(value, n));
}

/** Hide the value of a secret key. Maps and lists are left to their own keys. */
static void hide_value(struct pairs *p, const struct key *key, inq_str kind)
{
    const size_t start = key->value;
    const inq_str value = from(p->line, start);
    if (!value.len || strchr("{[&*", value.ptr[0]) || value.ptr[0] == '\r')
        return;
    if (is_block_mark(value)) {
        hide_block(p, kind);
        return;
    }
    if (value.ptr[0] == '"' || value.ptr[0] == '\'') {
        const size_t end = quoted_end(p, start);
        if (!end)
            hide_long_string(p, start, kind);
        else if (!says_nothing((inq_str){value.ptr + 1, end - start - 2}))
            replace(p, start + 1, end - 1, kind, "");
        p->at = end > p->at ? end : p->at;
        return;
    }
    const size_t end = plain_end(p, key);
    if (end > start && !says_nothing((inq_str){value.ptr, end - start}))
        replace(p, start, end, kind, key->quoted ? "\"" : "");
    p->at = end;
}

/** Does this key open a secret map? */
static void open_map(struct pairs *p, const struct key *key)
{
    struct scrub *s = p->scrub;
    const inq_str value = behind_blanks(from(p->line, key->value));
    const bool flow = value.len && value.ptr[0] == '{';
    if (!s->map || key->separator != ':' || !matches(s, s->map->regex, key->name, NULL))
        return;
    if (is_blank(flow ? from(value, 1) : value))
        s->map_indent = p->indent;
    else if (flow)
        p->map_depth = p->depth + 1;
}

static bool in_map(const struct pairs *p)
{
    const struct scrub *s = p->scrub;
    if (p->map_depth)
        return p->depth == p->map_depth;
    return s->map_indent != NO_MAP && p->indent > s->map_indent && !p->depth;
}

static void hide_pair(struct pairs *p, const struct key *key)
{
    struct scrub *s = p->scrub;
    const struct secret_pattern *secret = redact_key(s->redactor, key->name);
    if (secret)
        hide_value(p, key, secret->kind);
    else if (in_map(p) && !matches(s, s->map->except, key->name, NULL))
        hide_value(p, key, s->map->kind);
    else
        open_map(p, key);
}

/** The line without the values of secret keys, in s->line. */
static void hide_pairs(struct scrub *s, inq_str line)
{
    struct pairs p = {.scrub = s, .line = line, .indent = indent_of(line)};
    if (s->map_indent != NO_MAP && p.indent <= s->map_indent && !is_blank(line))
        s->map_indent = NO_MAP;
    while (p.at < line.len) {
        struct key key;
        const char c = line.ptr[p.at];
        if (str_starts(from(line, p.at), STR(REDACTED))) {
            while (p.at < line.len && !str_starts(from(line, p.at), STR("›")))
                p.at++;
        } else if (strchr("{}[]", c) && c) {
            count_brace(&p, c);
            p.at++;
        } else if (read_key(&p, &key)) {
            hide_pair(&p, &key);
        }
    }
    buf_put(&s->line, from(line, p.done));
}

/* ---- tables ------------------------------------------------------------------------------- */

/** Length of the separator of cells at `p`, or 0. */
static size_t separator(inq_str text)
{
    static const char bar[] = "\xe2\x94\x82";
    if (text.len && text.ptr[0] == '|')
        return 1;
    return text.len >= 3 && memcmp(text.ptr, bar, 3) == 0 ? 3 : 0;
}

struct cells {
    inq_str items[MOST_COLUMNS]; /* trimmed */
    size_t n;
    bool framed; /* a separator stands before the first cell: it is left out */
};

static bool split(inq_str line, struct cells *c)
{
    size_t start = 0;
    c->n = 0;
    for (size_t i = 0, length; i <= line.len && c->n < MOST_COLUMNS; i += length ? length : 1) {
        length = separator(from(line, i));
        if (!length && i < line.len)
            continue;
        c->items[c->n++] = str_trim((inq_str){line.ptr + start, i - start});
        start = i + length;
    }
    c->framed = c->n > 1 && !c->items[0].len;
    return c->n > 1;
}

static bool is_title(inq_str cell)
{
    for (size_t i = 0; i < cell.len; i++)
        if ((cell.ptr[i] >= 'a' && cell.ptr[i] <= 'z') ||
            (cell.ptr[i] >= '0' && cell.ptr[i] <= '9'))
            return false;
    return true;
}

static bool is_rule(inq_str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!strchr("-=+| \t\r", line.ptr[i]) && (unsigned char)line.ptr[i] != 0xe2 &&
            (unsigned char)line.ptr[i] != 0x94 && (unsigned char)line.ptr[i] < 0x80)
            return false;
    return true;
}

/** Titles in capitals: which columns are secret? */
static bool read_titles(struct scrub *s, const struct cells *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (!is_title(c->items[i]))
            return false;
    s->n_columns = 0;
    for (size_t i = c->framed; i < c->n; i++)
        s->columns[s->n_columns++] = redact_key(s->redactor, c->items[i]);
    return true;
}

/** A row of the open table, its secret cells hidden, in s->line. */
static void hide_cells(struct scrub *s, inq_str line, const struct cells *c)
{
    const size_t shift = c->framed && c->n > s->n_columns;
    const char *done = line.ptr;
    for (size_t i = shift; i < c->n && i - shift < s->n_columns; i++) {
        const struct secret_pattern *secret = s->columns[i - shift];
        const inq_str cell = c->items[i];
        if (!secret || redact_keeps(cell))
            continue;
        buf_put(&s->line, (inq_str){done, (size_t)(cell.ptr - done)});
        redact_tag(s->redactor, &s->line, secret->kind, cell);
        done = cell.ptr + cell.len;
    }
    buf_put(&s->line, (inq_str){done, (size_t)(line.ptr + line.len - done)});
}

/** Is the line one of a table? Then it is in s->line. */
static bool take_row(struct scrub *s, inq_str line)
{
    struct cells c;
    if (!split(line, &c)) {
        const inq_str text = str_trim(line);
        if (text.len && text.ptr[0] != '#' && !is_rule(text))
            s->n_columns = 0;
        return false;
    }
    if (is_rule(line) || read_titles(s, &c) || !s->n_columns)
        return false;
    hide_cells(s, line, &c);
    return true;
}

/* ---- patterns ----------------------------------------------------------------------------- */

static bool may_cut(inq_str line, size_t i)
{
    const char c = line.ptr[i], before = line.ptr[i - 1];
    return (c == ',' && strchr("\"}]", before) && before) ||
           (c == ' ' && strchr(",;.}])\"", before) && before);
}

/** How much of a long line the patterns look at now. */
static size_t piece_length(inq_str line)
{
    if (line.len <= PIECE)
        return line.len;
    for (size_t i = PIECE; i < line.len && i < LONGEST; i++)
        if (may_cut(line, i))
            return i + 1;
    return line.len < LONGEST ? line.len : LONGEST;
}

/** What goes on for so long without a place to cut is no text; whatever it is, it stays here. */
static size_t endless(inq_str line)
{
    size_t n = 0;
    while (n < line.len && !strchr("\" \t,'", line.ptr[n]))
        n++;
    return n;
}

static void put_line(struct scrub *s, inq_str line)
{
    struct redactor *r = s->redactor;
    while (line.len) {
        const size_t n = piece_length(line);
        buf_put(&s->out, redact(r, (inq_str){line.ptr, n}));
        line = from(line, n);
        const size_t rest = n == LONGEST ? endless(line) : 0;
        if (rest)
            redact_tag(r, &s->out, STR("long"), (inq_str){line.ptr, rest});
        line = from(line, rest);
    }
}

/* ---- the whole ---------------------------------------------------------------------------- */

/** `---` and a blank, or nothing. */
static bool begins_document(inq_str text)
{
    return str_starts(text, STR("---")) && (text.len == 3 || strchr(" \t\r\n", text.ptr[3]));
}

/** Up to the next line that begins a document. */
static inq_str document(inq_str text)
{
    for (const char *at = text.ptr; text.len;) {
        const char *newline = memchr(at, '\n', (size_t)(text.ptr + text.len - at));
        if (!newline)
            break;
        at = newline + 1;
        if (begins_document((inq_str){at, (size_t)(text.ptr + text.len - at)}))
            return (inq_str){text.ptr, (size_t)(at - text.ptr)};
    }
    return text;
}

/** The map that is secret in this document, or NULL. */
static const struct secret_place *find_map(const struct scrub *s, inq_str doc)
{
    const struct kinds *k = s->redactor->kinds;
    for (size_t i = 0; i < k->n_secret_maps; i++)
        for (size_t at = 0; at < doc.len; at += LONGEST - 256) {
            const size_t left = doc.len - at;
            const inq_str some = {doc.ptr + at, left < LONGEST ? left : LONGEST};
            if (matches(s, k->secret_maps[i].within, some, NULL))
                return &k->secret_maps[i];
        }
    return NULL;
}

static void next_line(struct scrub *s)
{
    const inq_str line = take_blocks(s, cut_line(&s->rest, &s->newline));
    buf_clear(&s->line);
    if (!take_row(s, line))
        hide_pairs(s, line);
    put_line(s, buf_str(&s->line));
    if (s->newline)
        buf_char(&s->out, '\n');
}

inq_str scrub_text(struct redactor *r, inq_str text)
{
    struct scrub s = {.redactor = r, .map_indent = NO_MAP};
    s.out = buf_new(r->arena);
    s.line = buf_new(r->arena);
    for (inq_str rest = text; rest.len;) {
        const inq_str doc = document(rest);
        s.map = find_map(&s, doc);
        s.map_indent = NO_MAP;
        s.rest = doc;
        while (s.rest.len)
            next_line(&s);
        rest = from(rest, doc.len);
    }
    if (s.out.failed || s.line.failed)
        longjmp(*r->arena->unwind, 1);
    return buf_str(&s.out);
}
