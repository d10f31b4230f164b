/* SPDX-License-Identifier: MIT */
/*
 * xml_out.h: writes XML 1.0 through an inq_writer: elements on lines of their own, attributes and
 * text of any origin.
 *
 * What XML cannot hold becomes U+FFFD; what it can, but a terminal or an eye should not meet as it
 * is, becomes a character reference. Names of elements and attributes are ours. Lives on the
 * stack of one call, on one thread.
 */
#ifndef INQ_LIB_XML_OUT_H
#define INQ_LIB_XML_OUT_H

#include "byte_out.h"

typedef struct xml_out {
    byte_out bytes;
    unsigned depth;
    bool tag;  /* a start tag is open for attributes */
    bool text; /* the element has text: its end tag follows it directly */
} xml_out;

/** Makes `out` ready and writes the declaration. Allocates nothing. */
static inline void xml_begin(xml_out *out, inq_ctx *ctx, const inq_writer *writer)
{
    byte_begin(&out->bytes, ctx, writer);
    out->depth = 0;
    out->tag = false;
    out->text = false;
    byte_say(&out->bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
}

/** Hands over what is buffered. Returns the first status that was not INQ_OK, or INQ_OK. */
static inline inq_status xml_finish(xml_out *out)
{
    byte_say(&out->bytes, "\n");
    return byte_finish(&out->bytes);
}

/* C0 but for tab and line ends, and what codepoint_is_unsafe() calls so that are no characters. */
static inline bool xml_is_char(uint32_t code)
{
    return code >= 0x20 && code < 0xFFFD;
}

static inline void xml_unsafe(byte_out *out, uint32_t code)
{
    if (!xml_is_char(code)) {
        byte_unsafe_mark(out, code);
        return;
    }
    byte_say(out, "&#");
    byte_number(out, code);
    byte_say(out, ";");
}

static inline void xml_indent(xml_out *out)
{
    byte_say(&out->bytes, "\n");
    for (unsigned i = 0; i < out->depth; i++)
        byte_say(&out->bytes, "  ");
}

static inline void xml_close_tag(xml_out *out)
{
    if (out->tag)
        byte_say(&out->bytes, ">");
    out->tag = false;
}

/** Opens an element on a line of its own. Attributes may follow. */
static inline void xml_open(xml_out *out, const char *name)
{
    xml_close_tag(out);
    xml_indent(out);
    byte_say(&out->bytes, "<");
    byte_say(&out->bytes, name);
    out->tag = true;
    out->text = false;
    out->depth++;
}

/** Closes the innermost element, which is called `name`. */
static inline void xml_close(xml_out *out, const char *name)
{
    out->depth--;
    if (out->tag) {
        byte_say(&out->bytes, "/>");
    } else {
        if (!out->text)
            xml_indent(out);
        byte_say(&out->bytes, "</");
        byte_say(&out->bytes, name);
        byte_say(&out->bytes, ">");
    }
    out->tag = false;
    out->text = false;
}

static inline void xml_key(xml_out *out, const char *key)
{
    byte_say(&out->bytes, " ");
    byte_say(&out->bytes, key);
    byte_say(&out->bytes, "=\"");
}

/** An attribute with a value of any origin; line ends and tabs in it survive. */
static inline void xml_attribute(xml_out *out, const char *key, inq_str value)
{
    static const char *const ascii[128] = {
        ['&'] = "&amp;", ['<'] = "&lt;",   ['>'] = "&gt;",  ['"'] = "&quot;",
        ['\t'] = "&#9;", ['\n'] = "&#10;", ['\r'] = "&#13;"};
    static const byte_escapes escapes = {ascii, xml_unsafe};
    xml_key(out, key);
    byte_escaped(&out->bytes, value, &escapes);
    byte_say(&out->bytes, "\"");
}

/** An attribute with a word of ours. */
static inline void xml_word(xml_out *out, const char *key, const char *word)
{
    xml_attribute(out, key, (inq_str){word, strlen(word)});
}

/** An attribute with a number. */
static inline void xml_number(xml_out *out, const char *key, uint64_t number)
{
    xml_key(out, key);
    byte_number(&out->bytes, number);
    byte_say(&out->bytes, "\"");
}

/** Text of any origin in the innermost element. */
static inline void xml_text(xml_out *out, inq_str text)
{
    static const char *const ascii[128] = {['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;",
                                           ['\t'] = "\t",   ['\n'] = "\n",  ['\r'] = "&#13;"};
    static const byte_escapes escapes = {ascii, xml_unsafe};
    xml_close_tag(out);
    out->text = true;
    byte_escaped(&out->bytes, text, &escapes);
}

/** Text of ours in the innermost element. */
static inline void xml_say(xml_out *out, const char *text)
{
    xml_text(out, (inq_str){text, strlen(text)});
}

/** A number in the innermost element. */
static inline void xml_count(xml_out *out, uint64_t number)
{
    xml_close_tag(out);
    out->text = true;
    byte_number(&out->bytes, number);
}

#endif
