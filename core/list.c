/* SPDX-License-Identifier: MIT */
#include "list.h"

#include "glossary.h"
#include "str.h"

static const char *role_of(const inq_plugin *p)
{
    static const char *const roles[] = {"",       "source", "parser", "both",
                                        "output", "both",   "both",   "all"};
    return roles[(p->source ? 1 : 0) + (p->parser ? 2 : 0) + (p->output ? 4 : 0)];
}

void list_plugins(const struct session *s, struct buf *out)
{
    for (size_t i = 0; i < s->plugins.n; i++) {
        const struct plugin *p = s->plugins.items[i];
        if (p->refused) {
            buf_format(out, "refused     INQ%04u  %.*s: %.*s\n", p->refused, STR_ARG(p->path),
                       STR_ARG(p->why));
            continue;
        }
        buf_format(out, "%-10s  %-7s %-6s %s\n%26s%.*s (%s)\n", p->entry.id, role_of(&p->entry),
                   p->entry.version, p->entry.summary, "", STR_ARG(p->path), p->entry.license);
        for (const inq_option *o = p->entry.options; o && o->key; o++)
            buf_format(out, "%26s--set %s.%s=%s  %s\n", "", p->entry.id, o->key,
                       o->fallback ? o->fallback : "", o->help);
    }
}

static void tell_kind(const struct session *s, const struct kind *k, struct buf *out)
{
    buf_format(out, "%-16.*s %-13.*s %-10s %.*s\n", STR_ARG(k->name),
               STR_ARG(s->kinds.natures[k->nature]), k->instance ? "instance" : "workspace",
               STR_ARG(k->platform));
    for (size_t i = 0; i < k->n_children; i++)
        buf_format(out, "  child %.*s %.*s%s\n", STR_ARG(k->children[i].type),
                   STR_ARG(k->children[i].name), k->children[i].always ? ", always" : "");
}

static bool tell_named_kind(const struct session *s, inq_str name, struct buf *out)
{
    const struct kind *k = kinds_find(&s->kinds, name);
    struct nearest n = {.word = name};
    if (k != &s->kinds.other) {
        tell_kind(s, k, out);
        return true;
    }
    for (size_t i = 0; i < s->kinds.n; i++)
        nearest_try(&n, s->kinds.items[i]->name);
    *out = buf_new(out->arena);
    buf_format(out, "inquest: no kind %.*s" NEAREST_FORMAT "\n", STR_ARG(name), NEAREST_ARG(n));
    return false;
}

bool list_kinds(const struct session *s, struct buf *out)
{
    const struct settings *settings = s->settings;
    for (size_t i = 0; i < settings->n_words; i++)
        if (!tell_named_kind(s, str_of(settings->words[i]), out))
            return false;
    for (size_t i = 0; i < s->kinds.n && !settings->n_words; i++)
        tell_kind(s, s->kinds.items[i], out);
    return true;
}

/** Widths of the columns whose words packs choose. */
struct widths {
    int id, signature, klass;
};

static void widen(int *width, inq_str text)
{
    const size_t n = str_code_points(text);
    *width = n > (size_t)*width && n < 80 ? (int)n : *width;
}

static struct widths widths_of(const struct rules *rules)
{
    struct widths w = {0, 1, 0};
    for (size_t i = 0; i < rules->n; i++) {
        widen(&w.id, rules->items[i]->id);
        widen(&w.signature, rules->items[i]->signature);
        widen(&w.klass, rules->items[i]->klass);
    }
    return w;
}

void list_rules(const struct session *s, struct buf *out)
{
    const struct widths w = widths_of(&s->rules);
    for (size_t i = 0; i < s->rules.n; i++) {
        const struct rule *r = s->rules.items[i];
        const inq_str signature = r->signature.len ? r->signature : STR("-");
        buf_format(out, "%-*.*s  %-*.*s  %-8s  %-12s  %-*.*s  %.*s\n", w.id, STR_ARG(r->id),
                   w.signature, STR_ARG(signature), severity_word(r->severity),
                   r->phase == INQ_PHASE_NONE ? "-" : phase_word(r->phase), w.klass,
                   STR_ARG(r->klass), STR_ARG(r->title));
    }
}

/* ---- explain ------------------------------------------------------------------------------ */

/** One line for each value that a rule asks for. */
static void tell_evidence(const struct session *s, const struct condition *c, const char **label,
                          struct buf *out)
{
    for (size_t i = 0; i < c->n_parts && c->op != OP_NOT; i++)
        tell_evidence(s, &c->parts[i], label, out);
    if (c->n_parts)
        return;
    buf_format(out, "%-11s %.*s", *label, STR_ARG(s->kinds.schema.facts[c->fact].name));
    if (c->pattern)
        buf_format(out, " fits %.*s", STR_ARG(c->pattern->text));
    buf_char(out, '\n');
    *label = "";
}

static void tell_rule(const struct session *s, const struct rule *r, struct buf *out)
{
    buf_format(out, "rule        %.*s\n", STR_ARG(r->id));
    if (r->signature.ptr)
        buf_format(out, "signature   %.*s\n", STR_ARG(r->signature));
    buf_format(out, "title       %.*s\n", STR_ARG(r->title));
    buf_format(out, "severity    %s\nphase       %s\nclass       %.*s\nconfidence  %s\n",
               severity_word(r->severity), phase_word(r->phase), STR_ARG(r->klass),
               confidence_word(r->confidence));
    const char *label = "evidence";
    tell_evidence(s, r->when, &label, out);
    buf_format(out, "remedy      %.*s\n", STR_ARG(r->remedy));
    if (r->missing.ptr)
        buf_format(out, "missing     %.*s\n", STR_ARG(r->missing));
    buf_format(out, "source      %.*s\n", STR_ARG(r->source));
}

static const struct diag_code *code_of_word(inq_str word)
{
    uint64_t number = 0;
    const bool named = word.len == 7 && str_eq_nocase((inq_str){word.ptr, 3}, STR("INQ"));
    const inq_str digits = named ? (inq_str){word.ptr + 3, 4} : word;
    return str_u64(digits, &number) && number < 10000 ? diag_code((unsigned)number) : NULL;
}

static void tell_code(const struct diag_code *c, struct buf *out)
{
    static const char *const levels[] = {"info", "warning", "error: content was lost"};
    buf_format(out, "code        INQ%04u\nlevel       %s\nabout       %s\nhint        %s\n",
               c->number, levels[c->level], c->about, c->hint);
}

static void tell_reasons(const struct session *s, inq_str word, struct buf *out)
{
    for (size_t i = 0; i < s->kinds.verdicts.n; i++) {
        const struct verdict_row *row = &s->kinds.verdicts.rows[i];
        if (str_eq(str_of(health_word(row->health)), word))
            buf_format(out, "  when      %.*s\n", STR_ARG(row->reason));
    }
}

/** All that a word of reports stands for; it may be the id of a rule as well. */
static void tell_words(const struct session *s, inq_str word, struct buf *out)
{
    for (const struct glossary_entry *g = glossary; g->word; g++) {
        if (!str_eq(str_of(g->word), word))
            continue;
        buf_format(out, "%s%-11s %s\nmeaning     %s\n", buf_str(out).len ? "\n" : "", g->what,
                   g->word, g->text);
        if (strcmp(g->what, "health") == 0)
            tell_reasons(s, word, out);
    }
}

static void tell_nothing(const struct session *s, inq_str word, struct buf *out)
{
    struct nearest n = {.word = word};
    for (size_t i = 0; i < s->rules.n; i++) {
        nearest_try(&n, s->rules.items[i]->id);
        nearest_try(&n, s->rules.items[i]->signature);
    }
    for (size_t i = 0; i < s->kinds.n; i++)
        nearest_try(&n, s->kinds.items[i]->name);
    for (const struct glossary_entry *g = glossary; g->word; g++)
        nearest_try(&n, str_of(g->word));
    for (size_t i = 0; diag_code_at(i); i++)
        nearest_try(&n, str_format(out->arena, "INQ%04u", diag_code_at(i)->number));
    buf_format(out, "inquest: nothing known of %.*s" NEAREST_FORMAT "\n", STR_ARG(word),
               NEAREST_ARG(n));
}

/** The rule with this id or, failing that, with this signature. */
static const struct rule *rule_of_word(const struct rules *rules, inq_str word)
{
    const struct rule *rule = rules_find(rules, word);
    for (size_t i = 0; i < rules->n && !rule; i++)
        if (rules->items[i]->signature.len && str_eq_nocase(rules->items[i]->signature, word))
            rule = rules->items[i];
    return rule;
}

bool list_explain(const struct session *s, inq_str word, struct buf *out)
{
    const struct rule *rule = rule_of_word(&s->rules, word);
    const struct diag_code *code = code_of_word(word);
    const struct kind *kind = kinds_find(&s->kinds, word);
    if (rule)
        tell_rule(s, rule, out);
    else if (code)
        tell_code(code, out);
    else if (kind != &s->kinds.other)
        tell_kind(s, kind, out);
    tell_words(s, word, out);
    if (buf_str(out).len)
        return true;
    tell_nothing(s, word, out);
    return false;
}
