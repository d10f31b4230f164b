/* SPDX-License-Identifier: MIT */
/* Cards as they are copied from pages whose labels stand above their values: a line with a label,
 * some words with a capital at the front, and below it the value. Values may look like labels, so
 * each label gets the line below it, and whoever knows the labels sees which of them are some. A
 * card ends at a line of another sort, or before the label that it began with. */
#include "plugins/lib/label_text.h"

#define MAX_WORDS 5u
#define MAX_LINE 120u  /* a line of a card */
#define MAX_ICON 4u    /* bytes */
#define MAX_PLAIN 6u   /* lines in a row that are no labels */
#define MAX_BLANK 4u   /* blank lines in a row */
#define LEAST_PAIRS 3u /* for a card, in the first lines */
#define NO_CARD 0
#define SURE_CARD 60

/** What stands at a place in a card. */
enum step { PAIR, OTHER, BLANK, OVER, MORE };

struct pair {
    inq_str label, value; /* the label is empty: there is no label here */
    const char *next;     /* the line behind the label */
};

struct stacked {
    struct lines lines;
    char first[MAX_LABEL]; /* label of the open card */
    size_t first_len;
    unsigned blank, plain; /* lines in a row */
};

/* ---- lines -------------------------------------------------------------------------------- */

/** Whether a text has none of the marks of tables, logs, documents, prompts and `label: value`. */
static bool has_no_marks(inq_str text)
{
    static const char marks[] = "{}[]<>=$~`\"\\;";
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        const bool ends = i + 1 == text.len || is_blank(text.ptr[i + 1]);
        if (in_range(c, 0, ' ' - 1) || memchr(marks, c, sizeof marks - 1) != NULL ||
            (c == ':' && ends)) {
            return false;
        }
    }
    return true;
}

/** Whether a line could stand in a card: a few words, or a dash or an icon. */
static bool is_card_line(inq_str line)
{
    const inq_str text = trim_bytes(line);
    const char c = text.len > 0 ? text.ptr[0] : '#';
    if (c == '-' || is_wide(c)) {
        return text.len <= MAX_ICON;
    }
    return text.len <= MAX_LINE && (is_upper(c) || is_lower(c) || in_range(c, '0', '9')) &&
           separator_of(text).mark == 0 && has_no_marks(text);
}

static unsigned words_of(inq_str text)
{
    unsigned n = text.len > 0;
    for (size_t i = 0; i < text.len; i++) {
        n += text.ptr[i] == ' ';
    }
    return n;
}

static bool is_short_label(inq_str text)
{
    return is_label(text) && words_of(text) <= MAX_WORDS;
}

static bool is_wide_label(inq_str text)
{
    return is_short_label(text) && words_of(text) > 1;
}

/** The next line that is not blank, if it stands in a card and not too far below. */
static enum step next_text(struct view *view, inq_str *text)
{
    inq_str line = {.ptr = NULL, .len = 0};
    for (unsigned blank = 0; blank < MAX_BLANK; blank++) {
        const enum found found = next_line(view, &line);
        if (found != FOUND) {
            return found == CUT ? MORE : OTHER;
        }
        *text = trim_bytes(line);
        if (text->len > 0) {
            return is_card_line(line) ? PAIR : OTHER;
        }
    }
    return OTHER;
}

/** Find the value below a label, in `view` behind it. A heading has another label below it: itself
 *  again, or one of two words or more that no label follows. */
static enum step find_value(struct view view, struct pair *pair)
{
    inq_str below = {.ptr = NULL, .len = 0};
    enum step step = next_text(&view, &pair->value);
    if (step != PAIR || !is_short_label(pair->value)) {
        return step;
    }
    if (pair->value.len == pair->label.len &&
        memcmp(pair->value.ptr, pair->label.ptr, pair->label.len) == 0) {
        return OTHER;
    }
    if (!is_wide_label(pair->value)) {
        return PAIR;
    }
    step = next_text(&view, &below);
    return step == PAIR && !is_short_label(below) ? OTHER : step;
}

/** Look at the line where `view` begins, and below it if it is a label. */
static enum step look(struct view view, struct pair *pair)
{
    inq_str line = {.ptr = NULL, .len = 0};
    const enum found found = next_line(&view, &line);
    *pair = (struct pair){.next = view.at};
    if (found != FOUND) {
        return found == CUT ? MORE : OVER;
    }
    if (trim_bytes(line).len == 0) {
        return BLANK;
    }
    if (!is_card_line(line)) {
        return OVER;
    }
    if (!is_short_label(trim_bytes(line))) {
        return OTHER;
    }
    pair->label = trim_bytes(line);
    return find_value(view, pair);
}

/** Whether a card begins here: a label with a value, and then labels with values of which some have
 *  two words or more over a value that is no such label itself. */
static int probe(inq_str head, inq_str hint)
{
    struct view view = {.at = head.ptr, .end = head.ptr + head.len, .last = true};
    struct pair pair;
    unsigned pairs = 0, wide = 0;
    (void)hint;
    if (head.len == 0 || look(view, &pair) != PAIR) {
        return NO_CARD;
    }
    for (enum step step; (step = look(view, &pair)) != OVER; view.at = pair.next) {
        pairs += step == PAIR;
        wide += step == PAIR && words_of(pair.label) > 1 && !is_wide_label(pair.value);
    }
    return pairs >= LEAST_PAIRS && wide > (pairs == LEAST_PAIRS) ? SURE_CARD : NO_CARD;
}

/* ---- reading ------------------------------------------------------------------------------ */

/** Remember the label that a card begins with, or begin another card before the same label. */
static inq_status watch_first(struct stacked *s, inq_str label)
{
    const struct lines *l = &s->lines;
    const uint64_t at = offset_of(l, label.ptr);
    if (s->first_len == 0) {
        memcpy(s->first, label.ptr, label.len);
        s->first_len = label.len;
        return INQ_OK;
    }
    if (s->first_len != label.len || memcmp(s->first, label.ptr, label.len) != 0) {
        return INQ_OK;
    }
    const inq_status status = l->sink->end(l->ctx, at);
    return status == INQ_OK ? begin_card(l, at) : status;
}

static inq_status take_pair(struct stacked *s, const struct pair *pair)
{
    const inq_status status = watch_first(s, pair->label);
    return status == INQ_OK ? push_label(&s->lines, pair->label, pair->value) : status;
}

/** Count lines in a row; false when there are too many of a sort for a card. */
static bool goes_on(struct stacked *s, enum step step, const struct pair *pair)
{
    s->blank = step == BLANK ? s->blank + 1 : 0;
    if (step != BLANK) {
        s->plain = pair->label.len > 0 ? 0 : s->plain + 1;
    }
    return s->blank <= MAX_BLANK && s->plain <= MAX_PLAIN;
}

static inq_status read_card(struct stacked *s)
{
    struct lines *l = &s->lines;
    struct pair pair;
    for (;;) {
        const enum step step =
            l->line == NULL ? MORE : look(view_ahead(l->line, l->end, l->last), &pair);
        inq_status status = INQ_OK;
        if (step == MORE) {
            status = refill_lines(l);
        } else if (step == OVER || !goes_on(s, step, &pair)) {
            return INQ_OK;
        } else {
            status = step == PAIR ? take_pair(s, &pair) : INQ_OK;
            l->line = status == INQ_OK ? pair.next : l->line;
        }
        if (status != INQ_OK) {
            return status;
        }
    }
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    struct stacked s = {
        .lines = {.ctx = ctx, .host = host, .sink = sink, .offset = in->offset},
    };
    *consumed = 0;
    inq_status status = begin_card(&s.lines, in->offset);
    status = status == INQ_OK ? read_card(&s) : status;
    *consumed = consumed_of(&s.lines, in);
    return status == INQ_OK ? sink->end(ctx, in->offset + *consumed) : status;
}

static const inq_parser parser = {
    .size = (uint32_t)sizeof(inq_parser),
    .flags = INQ_PARSER_SELF_ENDING,
    .format = "labels",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "stacked", .version = "1.0", .license = "MIT",
           .summary = "cards of labels above their values", .parser = &parser);
