/* SPDX-License-Identifier: MIT */
/*
 * html_cards.h: a card for what is not well: what to do, what it breaks, what the verdict rests on
 * with the lines of the dumps, and all that is known of it.
 */
#ifndef INQ_LIB_HTML_CARDS_H
#define INQ_LIB_HTML_CARDS_H

#include "html_picture.h"

/* ---- cards: what it rests on -------------------------------------------------------------- */

/* Where in `line` the value of the evidence stands: at its column, else where it is first; an
 * empty slice where it is nowhere, for texts are cut and redacted. */
static inline inq_str hit_in(inq_str line, const inq_evidence *evidence)
{
    const size_t at = text_head(line, evidence->column ? evidence->column - 1 : 0).len;
    const inq_str value = evidence->value;
    if (!value.len || value.len > line.len)
        return (inq_str){line.ptr, 0};
    if (line.len - at >= value.len && strncasecmp(line.ptr + at, value.ptr, value.len) == 0)
        return (inq_str){line.ptr + at, value.len};
    const char *found = memmem(line.ptr, line.len, value.ptr, value.len);
    return (inq_str){found ? found : line.ptr, found ? value.len : 0};
}

/* The fact of `facts` that stands in line `number` of the input of `evidence`, or NULL. */
static const inq_evidence *fact_at(const report_facts *facts, const inq_evidence *evidence,
                                   uint64_t number)
{
    for (size_t i = 0; i < facts->n; i++)
        if (facts->fact[i]->line == number && report_same(facts->fact[i]->input, evidence->input))
            return facts->fact[i];
    return NULL;
}

static inline void say_quoted_line(const page *p, inq_str text, uint64_t number,
                                   const inq_evidence *fact)
{
    const inq_str line = text_head(text, REPORT_TEXT_MOST);
    const inq_str mark = fact ? hit_in(line, fact) : (inq_str){line.ptr, 0};
    const size_t before = mark.len ? (size_t)(mark.ptr - line.ptr) : line.len;
    say(p, fact ? "<span class=\"l hit\"><i>" : "<span class=\"l\"><i>");
    html_number(p->out, number);
    say(p, "</i>");
    html_text(p->out, (inq_str){line.ptr, before});
    html_element(p->out, "<mark>", mark, "</mark>");
    if (mark.len)
        html_text(p->out, (inq_str){mark.ptr + mark.len, line.len - before - mark.len});
    say(p, "\n</span>");
}

static inline void say_quote(const page *p, const report_facts *facts, size_t i)
{
    const inq_evidence *evidence = facts->fact[i];
    say(p, "<figure><figcaption>");
    say_place(p, evidence->input, evidence->line);
    say(p, "</figcaption><pre tabindex=\"0\"><code>");
    for (size_t k = 0; k < evidence->excerpt->n_text && writes(p); k++) {
        const uint64_t number = (uint64_t)evidence->excerpt->first_line + k;
        say_quoted_line(p, evidence->excerpt->text[k], number, fact_at(facts, evidence, number));
    }
    say(p, "</code></pre></figure>\n");
}

static inline bool is_quoted(const inq_evidence *other, const inq_evidence *it)
{
    return report_same(other->input, it->input) && it->line >= other->excerpt->first_line &&
           it->line - other->excerpt->first_line < other->excerpt->n_text;
}

/* The first of `facts` whose lines are not among those of a fact before it, from the i-th on. */
static inline size_t next_quote(const report_facts *facts, size_t i)
{
    for (; i < facts->n; i++) {
        bool known = !facts->fact[i]->excerpt;
        for (size_t k = 0; k < i && !known; k++)
            known = facts->fact[k]->excerpt && is_quoted(facts->fact[k], facts->fact[i]);
        if (!known)
            return i;
    }
    return i;
}

static inline void say_quotes(const page *p, const report_facts *facts, bool open)
{
    size_t i = next_quote(facts, 0);
    if (i == facts->n)
        return;
    if (open)
        say_quote(p, facts, i);
    i = open ? next_quote(facts, i + 1) : i;
    if (i == facts->n)
        return;
    say(p, open ? "<details><summary>More lines of the dumps</summary>\n"
                : "<details><summary>The lines of the dumps</summary>\n");
    for (; i < facts->n && writes(p); i = next_quote(facts, i + 1))
        say_quote(p, facts, i);
    say(p, "</details>\n");
}

/** Where a fact stands, what it is called and what it says, cut to `most` columns. */
static inline void say_fact(const page *p, const inq_evidence *it, size_t most)
{
    say_place(p, it->input, it->line);
    say(p, " <span class=\"fact\">");
    html_cut(p->out, it->fact, REPORT_ID_MOST);
    say(p, "</span> <q>");
    html_cut(p->out, it->value, most);
    say(p, "</q>");
}

static inline void say_facts(const page *p, const char *heading, const report_facts *facts)
{
    if (!facts->n)
        return;
    say(p, "<h4>");
    say(p, heading);
    say(p, "</h4>\n<ul class=\"facts\">\n");
    for (size_t i = 0; i < facts->n && writes(p); i++) {
        say(p, "<li>");
        say_fact(p, facts->fact[i], REPORT_TEXT_MOST);
        say(p, "\n");
    }
    say(p, "</ul>\n");
    if (facts->rest)
        say(p, "<p class=\"rest\">and more of the same</p>\n");
}

static inline void say_alternatives(const page *p, const inq_resource *resource)
{
    const inq_finding *other = report_hypothesis(resource, 1);
    if (!other)
        return;
    say(p, "<h4>What else it may be</h4>\n<ul class=\"facts\">\n");
    for (; other; other = report_hypothesis(resource, other->hypothesis)) {
        say(p, "<li>");
        html_cut(p->out, other->title, REPORT_TEXT_MOST);
        say(p, " <span class=\"fact\">confidence ");
        say(p, report_confidence_name(other->confidence));
        say(p, "</span>\n");
    }
    say(p, "</ul>\n");
}

static inline void say_why(const page *p, const inq_resource *resource, bool open)
{
    const report_evidence list = {resource->evidence, resource->n_evidence};
    report_facts why = {.n = 0};
    report_facts but = {.n = 0};
    report_pick_sides(&why, &but, list);
    say_facts(p, "Why", &why);
    say_quotes(p, &why, open);
    say_facts(p, "What speaks against it", &but);
    say_quotes(p, &but, false);
    say_alternatives(p, resource);
}

/* ---- cards -------------------------------------------------------------------------------- */

static inline void say_remedy(const page *p, const inq_resource *resource)
{
    if (!resource->cause || !resource->cause->remedy.len)
        return;
    const inq_str remedy = text_head(resource->cause->remedy, REPORT_TEXT_MOST);
    size_t at = 0;
    say(p, "<div class=\"do\"><h4>What to do</h4>\n<p>");
    html_text(p->out, remedy);
    say(p, "</p>\n");
    for (inq_str command = report_command_next(remedy, &at); command.len && writes(p);
         command = report_command_next(remedy, &at))
        say_command(p, command);
    say(p, "</div>\n");
}

static inline void say_builder(const page *p, const inq_resource *resource)
{
    say_field(p, "Builder stage", resource->builder_stage);
    if (resource->builder_wanted.len || resource->builder_processed.len) {
        say(p, "<div><dt>Built</dt><dd>");
        html_element(p->out, "", resource->builder_processed, "");
        say(p, resource->builder_processed.len ? " of " : "? of ");
        html_element(p->out, "", resource->builder_wanted, "");
        say(p, resource->builder_wanted.len ? "</dd></div>" : "?</dd></div>");
    }
    say_field(p, "Builder says", resource->builder_info);
}

static inline void say_fields(const page *p, const inq_resource *resource)
{
    say(p, "<dl>");
    say_field(p, "Phase", report_word(report_phase_name(resource->phase)));
    say_field(p, "Class", resource->klass);
    if (resource->phase != INQ_PHASE_NONE)
        say_field(p, "Confidence", report_word(report_confidence_name(resource->confidence)));
    say_field(p, "Seen so at", resource->since_at);
    say_field(p, "Seen otherwise at", resource->since_after);
    say_field(p, "Status", resource->status);
    say_field(p, "Runtime", resource->runtime);
    say_builder(p, resource);
    say(p, "</dl>\n");
}

static inline void say_gaps_of(const page *p, const inq_resource *resource)
{
    if (resource->n_gaps)
        say(p, "<h4>Not in the dumps</h4>\n");
    for (size_t i = 0; i < report_least(resource->n_gaps, p->items) && writes(p); i++) {
        inq_str command;
        const inq_str what = report_gap_parts(resource->gaps[i], &command);
        html_element(p->out, "<p>", text_head(what, REPORT_TEXT_MOST), "</p>\n");
        if (command.len)
            say_command(p, command);
    }
}

static inline void say_root_link(const page *p, const inq_resource *resource)
{
    if (!resource->root)
        return;
    say(p, "<p>Because ");
    html_element(p->out, "", why_of(resource), ": ");
    say_link(p, resource->via->id, resource->via->id);
    if (resource->via != resource->root) {
        say(p, "; the root cause is ");
        say_link(p, resource->root->id, resource->root->id);
    }
    say(p, "</p>\n");
}

static inline void say_card_title(const page *p, const inq_resource *resource)
{
    say(p, "<p class=\"of\">");
    say_badge(p, resource->health);
    say(p, " <b>");
    html_cut(p->out, resource->name, REPORT_ID_MOST);
    say(p, "</b> <small>");
    say_kind(p, resource);
    say(p, "</small> <a class=\"perma\" href=\"");
    html_anchor(p->out, resource->id);
    say(p, "\" aria-label=\"Link to this card\">#</a></p>\n<h3>");
    html_cut(p->out, report_title(resource), REPORT_TEXT_MOST);
    say(p, "</h3>\n");
}

/** Open a card: a tag with the colour of its health, and its address in the page. */
static inline void open_card(const page *p, const char *tag, const inq_resource *resource)
{
    say(p, "<");
    say(p, tag);
    say(p, " class=\"card e");
    html_number(p->out, (uint64_t)resource->health);
    say(p, "\" id=\"");
    html_text(p->out, resource->id);
    say(p, "\">");
}

static inline void say_block(const page *p, const inq_resource *resource)
{
    open_card(p, "article", resource);
    say(p, "\n");
    say_card_title(p, resource);
    say_root_link(p, resource);
    say_remedy(p, resource);
    say_breaks(p, resource);
    say_why(p, resource, true);
    say_gaps_of(p, resource);
    say_fields(p, resource);
    say(p, "</article>\n");
}

static inline void say_other(const page *p, const inq_resource *resource)
{
    open_card(p, "details", resource);
    say(p, "<summary>");
    say_badge(p, resource->health);
    say(p, " <b>");
    html_cut(p->out, resource->name, REPORT_ID_MOST);
    say(p, "</b> <small>");
    say_kind(p, resource);
    say(p, "</small> <span class=\"because\">");
    say_why_line(p, resource);
    say(p, "</span></summary>\n");
    say_root_link(p, resource);
    if (!resource->root)
        say_remedy(p, resource);
    say_why(p, resource, false);
    say_gaps_of(p, resource);
    say_fields(p, resource);
    say(p, "</details>\n");
}

/* The cards of roots, or of all others that are not well; returns how many have none. */
static inline size_t say_cards(const page *p, bool blocks)
{
    deal d = {0, 0};
    size_t left = 0;
    for (size_t i = 0; i < p->report->n_unhealthy && writes(p); i++) {
        const inq_resource *resource = p->report->unhealthy[i];
        const bool block = report_place_of(p->report, resource) == REPORT_AS_BLOCK;
        if (block != blocks || !is_told(p, resource))
            continue;
        if (!has_card(p, &d, resource))
            left++;
        else if (block)
            say_block(p, resource);
        else
            say_other(p, resource);
    }
    return left;
}

static inline void say_not_healthy(const page *p)
{
    static const struct {
        bool blocks;
        const char *open, *none;
    } sections[] = {
        {true,
         "<section id=\"roots\" aria-labelledby=\"roots-h\"><h2 id=\"roots-h\">"
         "Root causes</h2>\n",
         "<p class=\"rest\">Nothing is broken.</p>\n"},
        {false,
         "<section id=\"others\" aria-labelledby=\"others-h\"><h2 id=\"others-h\">"
         "Also not well</h2>\n",
         "<p class=\"rest\">Nothing else.</p>\n"},
    };
    size_t told = 0;
    size_t blocks = 0;
    for (size_t i = 0; i < p->report->n_unhealthy; i++) {
        const inq_resource *resource = p->report->unhealthy[i];
        told += is_told(p, resource);
        blocks += report_place_of(p->report, resource) == REPORT_AS_BLOCK;
    }
    for (size_t i = 0; i < 2 && told; i++) {
        say(p, sections[i].open);
        if (!(sections[i].blocks ? blocks : told - blocks))
            say(p, sections[i].none);
        say_rest(p, say_cards(p, sections[i].blocks));
        say(p, "</section>\n");
    }
}

#endif
