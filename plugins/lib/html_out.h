/* SPDX-License-Identifier: MIT */
/*
 * html_out.h: writes HTML through a text_out.
 *
 * html_say() passes markup of ours as it is. What came from a dump goes through html_text(), which
 * fits text and quoted attributes alike, or html_anchor(): it stays text, whatever it holds.
 * Control characters become `?`. Stateless but for the text_out; the first status that is not
 * INQ_OK sticks.
 */
#ifndef INQ_LIB_HTML_OUT_H
#define INQ_LIB_HTML_OUT_H

#include "text_out.h"

/** Markup of ours, as it is. */
static inline void html_say(text_out *out, const char *markup)
{
    text_bytes(out, markup, strlen(markup));
}

static inline const char *html_entity(char byte)
{
    switch (byte) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static inline bool html_is_plain(char byte)
{
    return byte >= 0x20 && byte < 0x7F && !html_entity(byte);
}

static inline size_t html_plain_run(const char *text, size_t len)
{
    size_t run = 0;
    while (run < len && html_is_plain(text[run]))
        run++;
    return run;
}

/** Text of any origin, in an element or in a quoted attribute; line ends and tabs are blanks. */
static inline void html_text(text_out *out, inq_str text)
{
    for (size_t at = 0; at < text.len && out->status == INQ_OK;) {
        const size_t run = html_plain_run(text.ptr + at, text.len - at);
        text_bytes(out, text.ptr + at, run);
        at += run;
        if (at == text.len)
            return;
        const char *entity = html_entity(text.ptr[at]);
        if (entity)
            html_say(out, entity);
        else if (text_is_blank(text.ptr[at]))
            html_say(out, " ");
        if (entity || text_is_blank(text.ptr[at]))
            at++;
        else
            at += text_codepoint(out, text.ptr + at, text.len - at);
    }
}

/** At most `columns` of `text`; an ellipsis tells that there was more. */
static inline void html_cut(text_out *out, inq_str text, size_t columns)
{
    const inq_str head = text_head(text, columns);
    html_text(out, head);
    if (head.len < text.len)
        html_say(out, "…");
}

static inline bool html_is_unreserved(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte && strchr("-._~:", byte));
}

static inline void html_percent(text_out *out, char byte)
{
    static const char hex[] = "0123456789ABCDEF";
    const unsigned char code = (unsigned char)byte;
    const char escape[3] = {'%', hex[code >> 4], hex[code & 15]};
    text_bytes(out, escape, sizeof escape);
}

/* The bytes that html_text() would make of the code point at `text`, percent-encoded. */
static inline size_t html_anchor_codepoint(text_out *out, const char *text, size_t len)
{
    uint32_t code;
    const size_t taken = codepoint_next(text, len, &code);
    const bool blank = text_is_blank(text[0]);
    if (blank || code == CODEPOINT_ILL || codepoint_is_unsafe(code)) {
        html_percent(out, blank ? ' ' : '?');
        return taken;
    }
    for (size_t i = 0; i < taken; i++)
        html_percent(out, text[i]);
    return taken;
}

/** `text` as part of the address in an attribute: names the element whose id html_text() wrote. */
static inline void html_anchor_part(text_out *out, inq_str text)
{
    for (size_t at = 0; at < text.len && out->status == INQ_OK;) {
        size_t run = 0;
        while (at + run < text.len && html_is_unreserved(text.ptr[at + run]))
            run++;
        text_bytes(out, text.ptr + at, run);
        at += run;
        if (at < text.len)
            at += html_anchor_codepoint(out, text.ptr + at, text.len - at);
    }
}

/** `#text` for an attribute: leads to the element whose id html_text() wrote. */
static inline void html_anchor(text_out *out, inq_str text)
{
    html_say(out, "#");
    html_anchor_part(out, text);
}

/** A number in decimal. */
static inline void html_number(text_out *out, uint64_t number)
{
    text_number(out, number);
}

/** `<open>text</close>`, with text of any origin; nothing where it is absent or empty. */
static inline void html_element(text_out *out, const char *open, inq_str text, const char *close)
{
    if (!text.len)
        return;
    html_say(out, open);
    html_text(out, text);
    html_say(out, close);
}

#endif
