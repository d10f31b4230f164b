/* SPDX-License-Identifier: MIT */
/* Most texts are short words that cannot hold a secret; only the others meet the patterns, and of
 * these only the ones of which they hold a literal. */
#include "redact.h"

#include "str.h"

#define SHORTEST_SECRET 6

#define ALL_PATTERNS UINT64_MAX

/** A number for the last three bytes, the same for letters of either case. */
static uint32_t three_with(uint32_t three, char next)
{
    return (three << 5 | ((uint32_t)next & 31)) & 0x7FFF;
}

/** What a bit of a set of patterns stands for; those at the end share one. */
static uint64_t bit_of(size_t pattern)
{
    return UINT64_C(1) << (pattern < 63 ? pattern : 63);
}

static void add_beginnings(struct redactor *r, size_t pattern)
{
    const struct regex *re = r->kinds->secrets[pattern].regex;
    const struct regex_literals l = regex_literals(re);
    const size_t shortest = regex_shortest(re);
    if (!l.n || l.n > REDACT_LITERALS - r->n_literals) {
        r->anywhere |= bit_of(pattern);
        r->shortest = shortest < r->shortest ? shortest : r->shortest;
        return;
    }
    for (size_t i = 0; i < l.n; i++) {
        struct redact_literal *x = &r->literals[r->n_literals++];
        *x = (struct redact_literal){l.items[i], bit_of(pattern), 0};
        for (size_t k = 0; k < 3; k++)
            x->three = three_with(x->three, x->text.ptr[k]);
        r->begins[x->three / 64] |= UINT64_C(1) << x->three % 64;
    }
}

void redactor_init(struct redactor *r, const struct kinds *kinds, struct arena *a,
                   const struct regex_scratch *regex, bool off)
{
    *r = (struct redactor){
        .kinds = kinds, .regex = regex, .arena = a, .off = off, .shortest = SIZE_MAX};
    intern_init(&r->seen, a);
    for (size_t i = 0; i < kinds->n_secrets && !off; i++)
        add_beginnings(r, i);
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

/** The patterns that have a literal with which the text begins, in any case of its letters. */
static uint64_t patterns_at(const struct redactor *r, inq_str text, uint32_t three)
{
    uint64_t patterns = 0;
    for (const struct redact_literal *l = r->literals; l < r->literals + r->n_literals; l++)
        if (l->three == three && text.len >= l->text.len &&
            str_eq_nocase((inq_str){text.ptr, l->text.len}, l->text))
            patterns |= l->patterns;
    return patterns;
}

/** The patterns that may match. Letters outside of ASCII may be in the case of one inside. */
static uint64_t patterns_for(const struct redactor *r, inq_str text)
{
    uint64_t patterns = text.len < r->shortest ? 0 : r->anywhere;
    unsigned char seen = 0;
    uint32_t three = 0;
    for (size_t i = 0; i < text.len; i++) {
        three = three_with(three, text.ptr[i]);
        seen |= (unsigned char)text.ptr[i];
        if (i >= 2 && r->begins[three / 64] >> three % 64 & 1)
            patterns |= patterns_at(r, (inq_str){text.ptr + i - 2, text.len - i + 2}, three);
    }
    return seen < 0x80 ? patterns : ALL_PATTERNS;
}

inq_str redact(struct redactor *r, inq_str text)
{
    if (r->off || text.len < SHORTEST_SECRET)
        return text;
    uint64_t patterns = patterns_for(r, text);
    if (!patterns)
        return text;
    /* Looked at once, for matches begin and end between characters, and many may follow. */
    finder *const find = str_is_utf8(text) ? regex_find_in_utf8 : regex_find;
    for (size_t i = 0; i < r->kinds->n_secrets; i++) {
        const inq_str before = text;
        if (patterns & bit_of(i))
            text = redact_one(r, &r->kinds->secrets[i], text, find);
        if (text.ptr != before.ptr)
            patterns = ALL_PATTERNS; /* it is another text */
    }
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
