/* SPDX-License-Identifier: MIT */
/*
 * md_out.h: writes Markdown, CommonMark with the tables of GitHub, through a text_out.
 *
 * What came from a dump goes through md_text(), md_code() or md_fence() and stays what it is
 * there: it ends no cell, span or fence, begins no list or heading, makes no link, no mention and
 * no reference. What is ours goes through md_say(). Control characters become `?`. An md_out
 * lives on the stack of one call, on one thread; md_finish() returns the first status that is not
 * INQ_OK.
 */
#ifndef INQ_LIB_MD_OUT_H
#define INQ_LIB_MD_OUT_H

#include "text_out.h"

/* Longest texts before they are cut. */
#define MD_TEXT_MOST ((size_t)2000)
#define MD_CODE_MOST ((size_t)400)

typedef struct md_out {
    text_out text;
    bool cell; /* within a cell of a table */
} md_out;

/** Makes `out` ready. Allocates nothing. */
static inline void md_begin(md_out *out, inq_ctx *ctx, const inq_writer *writer)
{
    text_begin(&out->text, ctx, writer, NULL);
    out->cell = false;
}

static inline inq_status md_finish(md_out *out)
{
    return text_finish(&out->text);
}

/** Markdown of ours, as it is. */
static inline void md_say(md_out *out, const char *markdown)
{
    text_bytes(&out->text, markdown, strlen(markdown));
}

static inline void md_number(md_out *out, uint64_t number)
{
    text_number(&out->text, number);
}

/** `3 inputs`, `1 input`. */
static inline void md_count(md_out *out, uint64_t number, const char *one, const char *many)
{
    text_count(&out->text, number, one, many);
}

/* ---- spans of code ------------------------------------------------------------------------ */

/* The longest run of `byte` in `text`. */
static inline size_t md_run(inq_str text, char byte)
{
    size_t most = 0;
    size_t run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] == byte ? run + 1 : 0;
        most = run > most ? run : most;
    }
    return most;
}

static inline void md_repeat(md_out *out, char byte, size_t n)
{
    while (n-- && out->text.status == INQ_OK)
        text_bytes(&out->text, &byte, 1);
}

/* In a cell a bar must follow an odd number of backslashes, also within code; one of them goes
 * when the row is cut into cells. */
static inline void md_code_bytes(md_out *out, inq_str text)
{
    size_t backslashes = 0;
    for (size_t at = 0; at < text.len && out->text.status == INQ_OK;) {
        if (out->cell && text.ptr[at] == '|')
            md_repeat(out, '\\', 1 + backslashes % 2);
        backslashes = text.ptr[at] == '\\' ? backslashes + 1 : 0;
        at += text_codepoint(&out->text, text.ptr + at, text.len - at);
    }
}

static inline void md_code_edge(md_out *out, size_t ticks, bool padded, bool opens)
{
    md_say(out, padded && !opens ? " " : "");
    md_repeat(out, '`', ticks);
    md_say(out, padded && opens ? " " : "");
}

/** `text` as a span of code, on one line, cut after MD_CODE_MOST columns, and after it `:line`
 *  unless that is 0. A text that is absent or blank gives nothing. */
static inline void md_code_line(md_out *out, inq_str text, uint32_t line)
{
    const inq_str head = text_head(text, MD_CODE_MOST);
    size_t blanks = 0;
    while (blanks < head.len && text_is_blank(head.ptr[blanks]))
        blanks++;
    if (blanks == head.len)
        return;
    const size_t ticks = md_run(head, '`') + 1;
    const bool padded = ticks > 1 || blanks;
    md_code_edge(out, ticks, padded, true);
    md_code_bytes(out, head);
    md_say(out, head.len < text.len ? "…" : "");
    if (line) {
        md_say(out, ":");
        md_number(out, line);
    }
    md_code_edge(out, ticks, padded, false);
}

/** `text` as a span of code. */
static inline void md_code(md_out *out, inq_str text)
{
    md_code_line(out, text, 0);
}

/* ---- text --------------------------------------------------------------------------------- */

static inline bool md_holds(inq_str word, const char *part)
{
    return memmem(word.ptr, word.len, part, strlen(part)) != NULL;
}

/* Words that a tracker would turn into a mention, a reference, a link, a formula or a picture
 * whatever is escaped: only code is safe from that. */
static inline bool md_is_tempting(inq_str word)
{
    size_t colons = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] && strchr("@#$", word.ptr[i]))
            return true;
        colons += word.ptr[i] == ':';
    }
    return colons > 1 || md_holds(word, "://") || md_holds(word, "www.");
}

/* Whether an ASCII character means something within a line; `first` begins the text. */
static inline bool md_is_special(char byte, bool first)
{
    return (byte && strchr("\\`*_[]<>&|~", byte)) || (first && byte && strchr("-+=", byte));
}

/* `1.` and `1)` would begin a list. */
static inline size_t md_list_number(inq_str word)
{
    size_t digits = 0;
    while (digits < word.len && word.ptr[digits] >= '0' && word.ptr[digits] <= '9')
        digits++;
    const bool marked =
        digits && digits < word.len && (word.ptr[digits] == '.' || word.ptr[digits] == ')');
    return marked ? digits : word.len;
}

static inline void md_word(md_out *out, inq_str word, bool first)
{
    const size_t mark = first ? md_list_number(word) : word.len;
    for (size_t at = 0; at < word.len && out->text.status == INQ_OK;) {
        if (word.ptr[at] == '|') {
            md_say(out, "&#124;");
            at++;
            continue;
        }
        if (at == mark || md_is_special(word.ptr[at], first && at == 0))
            md_say(out, "\\");
        at += text_codepoint(&out->text, word.ptr + at, word.len - at);
    }
}

/** `text` as words of a line: blanks and line ends read as one blank, Markdown as plain text. Cut
 *  after MD_TEXT_MOST columns. */
static inline void md_text(md_out *out, inq_str text)
{
    inq_str rest = text_head(text, MD_TEXT_MOST);
    const bool whole = rest.len == text.len;
    bool first = true;
    for (inq_str word = text_word(&rest); word.len && out->text.status == INQ_OK;
         word = text_word(&rest)) {
        md_say(out, first ? "" : " ");
        if (md_is_tempting(word))
            md_code(out, word);
        else
            md_word(out, word, first);
        first = false;
    }
    md_say(out, whole ? "" : "…");
}

/* ---- blocks ------------------------------------------------------------------------------- */

/** Ends the line. */
static inline void md_line(md_out *out)
{
    md_say(out, "\n");
}

/** A heading of ours. */
static inline void md_heading(md_out *out, const char *heading)
{
    md_say(out, "\n");
    md_say(out, heading);
    md_say(out, "\n\n");
}

/** Opens a row of a table; `titles` is `A | B`. */
static inline void md_table(md_out *out, const char *titles)
{
    md_say(out, "| ");
    md_say(out, titles);
    md_say(out, " |\n|");
    for (const char *at = titles; at; at = strchr(at + 1, '|'))
        md_say(out, " --- |");
    md_line(out);
    out->cell = true;
}

/** Between two cells. */
static inline void md_next(md_out *out)
{
    md_say(out, " | ");
}

/** Ends the table. */
static inline void md_table_end(md_out *out)
{
    out->cell = false;
}

/** A line of a fenced block of code, without its end. */
static inline void md_verbatim(md_out *out, inq_str text)
{
    const inq_str head = text_head(text, MD_TEXT_MOST);
    md_code_bytes(out, head);
    md_say(out, head.len < text.len ? "…" : "");
}

/** Opens or closes a fence that `ticks`, the longest run of backticks within, does not end. */
static inline void md_fence(md_out *out, size_t ticks, const char *language)
{
    md_repeat(out, '`', ticks < 3 ? 3 : ticks + 1);
    md_say(out, language);
    md_line(out);
}

#endif
