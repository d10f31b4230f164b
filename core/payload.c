/* SPDX-License-Identifier: MIT */
#include "payload.h"

#include "str.h"

void payload_put_string(struct buf *out, inq_str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c == 0x7f)
            buf_format(out, "\\u%04x", c);
        else if (c == '"' || c == '\\')
            buf_format(out, "\\%c", c);
        else
            buf_char(out, (char)c);
    }
    buf_char(out, '"');
}

static const struct payload_word *word_of(const struct payload *p, inq_str text)
{
    const inq_str name = {text.ptr + 1, text.len - 2};
    if (text.len < 3 || text.ptr[0] != '{' || text.ptr[text.len - 1] != '}')
        return NULL;
    for (size_t i = 0; i < p->n_words; i++)
        if (str_eq(name, str_of(p->words[i].word)))
            return &p->words[i];
    return NULL;
}

/** Is this the place of a word that stands for nothing? */
static bool is_void(const struct payload *p, const struct tree *t)
{
    const struct payload_word *w = t->kind == TREE_SCALAR ? word_of(p, t->value) : NULL;
    return w && !w->text.ptr && !w->tree && !w->json.ptr;
}

static void put_word(const struct payload *p, struct buf *out, const struct payload_word *w)
{
    const struct payload plain = {.redactor = p->redactor}; /* no words of ours in a manifest */
    if (w->json.ptr)
        buf_put(out, w->json);
    else if (w->tree)
        payload_put(&plain, out, w->tree);
    else
        payload_put_string(out, redact(p->redactor, w->text));
}

static void put_scalar(const struct payload *p, struct buf *out, const struct tree *t)
{
    const struct payload_word *w = word_of(p, t->value);
    if (w)
        put_word(p, out, w);
    else if (!t->value.ptr)
        buf_put(out, STR("null"));
    else
        payload_put_string(out, redact_member(p->redactor, t->key, t->value));
}

static void put_members(const struct payload *p, struct buf *out, const struct tree *of)
{
    bool first = true;
    buf_char(out, of->kind == TREE_MAP ? '{' : '[');
    for (const struct tree *t = of->first; t; t = t->next) {
        if (is_void(p, t))
            continue;
        if (!first)
            buf_char(out, ',');
        first = false;
        if (of->kind == TREE_MAP) {
            payload_put_string(out, redact(p->redactor, t->key));
            buf_char(out, ':');
        }
        payload_put(p, out, t);
    }
    buf_char(out, of->kind == TREE_MAP ? '}' : ']');
}

void payload_put(const struct payload *p, struct buf *out, const struct tree *template)
{
    if (template->kind == TREE_SCALAR)
        put_scalar(p, out, template);
    else
        put_members(p, out, template);
    if (out->failed)
        longjmp(*out->arena->unwind, 1);
}
