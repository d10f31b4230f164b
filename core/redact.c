/* SPDX-License-Identifier: MIT */
/* Most texts are short words that cannot hold a secret; only the others meet the patterns. */
#include "redact.h"

#include "str.h"

#define SHORTEST_SECRET 6

void redactor_init(struct redactor *r, const struct kinds *kinds, struct arena *a,
                   const struct regex_scratch *regex, bool off)
{
    *r = (struct redactor){.kinds = kinds, .regex = regex, .arena = a, .off = off};
    intern_init(&r->seen, a);
}

void redact_tag(struct redactor *r, struct buf *out, inq_str kind, inq_str secret)
{
    const uint32_t n = intern_put(&r->seen, secret);
    buf_format(out, REDACTED "%.*s:%u›", STR_ARG(kind), n);
    if (n == INTERN_FAILED || out->failed)
        longjmp(*r->arena->unwind, 1);
}

bool redact_keeps(inq_str text)
{
    size_t masked = 0;
    while (masked < text.len && text.ptr[masked] == '*')
        masked++;
    return masked == text.len || str_find(text, STR(REDACTED)) >= 0 ||
           str_starts(text, STR("****"));
}

/** Does `at` stand inside of a tag? */
static bool in_tag(inq_str text, const char *at)
{
    const size_t before = (size_t)(at - text.ptr), reach = before < 64 ? before : 64;
    const inq_str near = {at - reach, reach};
    const char *tag = memmem(near.ptr, near.len, REDACTED, sizeof REDACTED - 1);
    for (const char *next = tag; next;) {
        const size_t left = (size_t)(at - next - 1);
        next = memmem(next + 1, left, REDACTED, sizeof REDACTED - 1);
        tag = next ? next : tag;
    }
    return tag && !memmem(tag, (size_t)(at - tag), "›", sizeof "›" - 1);
}

static inq_str between(const char *from, const char *to)
{
    return (inq_str){from, (size_t)(to - from)};
}

typedef enum regex_result finder(const struct regex *re, const struct regex_scratch *s,
                                 inq_str text, struct regex_match *m);

/** One pattern over the whole text; its first group, or all of it, is the secret. Where a pattern
 *  gives up, all that follows is one. Nothing is copied before there is something to hide. */
static inq_str redact_one(struct redactor *r, const struct secret_pattern *p, inq_str text,
                          finder *find)
{
    struct regex_match m;
    struct buf out = buf_new(r->arena);
    enum regex_result found = REGEX_NO;
    const char *const stop = text.ptr + text.len, *done = text.ptr, *at = text.ptr;
    while (at < stop && (found = find(p->regex, r->regex, between(at, stop), &m)) == REGEX_YES) {
        const inq_str secret = m.n > 1 && m.group[1].ptr ? m.group[1] : m.group[0];
        if (secret.len == 0)
            break;
        at = secret.ptr + secret.len;
        if (redact_keeps(secret) || in_tag(text, secret.ptr))
            continue;
        buf_put(&out, between(done, secret.ptr));
        redact_tag(r, &out, p->kind, secret);
        done = at;
    }
    if (found == REGEX_LIMIT) {
        buf_put(&out, between(done, at));
        redact_tag(r, &out, p->kind, between(at, stop));
        done = stop;
    }
    if (done == text.ptr)
        return text;
    buf_put(&out, between(done, stop));
    if (out.failed)
        longjmp(*r->arena->unwind, 1);
    return buf_str(&out);
}

static bool may_hold(const struct secret_pattern *p, inq_str text)
{
    const inq_str literal = regex_literal(p->regex);
    return !literal.len || memmem(text.ptr, text.len, literal.ptr, literal.len);
}

inq_str redact(struct redactor *r, inq_str text)
{
    if (r->off || text.len < SHORTEST_SECRET)
        return text;
    /* Looked at once, for matches begin and end between characters, and many may follow. */
    finder *const find = str_is_utf8(text) ? regex_find_in_utf8 : regex_find;
    for (size_t i = 0; i < r->kinds->n_secrets; i++)
        if (may_hold(&r->kinds->secrets[i], text))
            text = redact_one(r, &r->kinds->secrets[i], text, find);
    return text;
}

const struct secret_pattern *redact_key(const struct redactor *r, inq_str name)
{
    const struct kinds *k = r->kinds;
    for (size_t i = 0; name.len > 2 && name.len < 200 && i < k->n_secret_keys; i++)
        if (regex_find(k->secret_keys[i].regex, r->regex, name, NULL) == REGEX_YES)
            return &k->secret_keys[i];
    return NULL;
}

inq_str redact_member(struct redactor *r, inq_str key, inq_str text)
{
    const struct secret_pattern *secret = r->off ? NULL : redact_key(r, key);
    struct buf out = buf_new(r->arena);
    if (!secret || redact_keeps(text))
        return redact(r, text);
    redact_tag(r, &out, secret->kind, text);
    return buf_str(&out);
}
