/* SPDX-License-Identifier: MIT */
/*
 * html_page.h: what the parts of the html output share: the page they write to, the small things
 * they are made of, and which resource has a card.
 */
#ifndef INQ_LIB_HTML_PAGE_H
#define INQ_LIB_HTML_PAGE_H

#include "html_out.h"
#include "report_command.h"
#include "report_places.h"

#include <html_assets.h>

#define CELL_MOST 200

typedef struct page {
    text_out *out;
    inq_ctx *ctx;
    const inq_host *host;
    const inq_report *report; /* NULL for a report over time */
    inq_str base;             /* directory of all inputs, left off their paths */
    size_t cards;             /* of a kind */
    size_t items;             /* of a list */
} page;

/* Cards that were given away so far, the same in every walk over the report. */
typedef struct deal {
    size_t blocks, others;
} deal;

static inline bool writes(const page *p)
{
    return p->out->status == INQ_OK;
}

static inline void lack_memory(const page *p)
{
    if (writes(p))
        p->out->status = INQ_ENOMEM;
}

static inline void say(const page *p, const char *markup)
{
    html_say(p->out, markup);
}

static inline void say_word(const page *p, const char *word)
{
    html_say(p->out, word ? word : "?");
}

static inline void say_count(const page *p, uint64_t n, const char *one, const char *many)
{
    html_number(p->out, n);
    say(p, " ");
    say(p, n == 1 ? one : many);
}

static inline void say_rest(const page *p, uint64_t rest)
{
    if (!rest)
        return;
    say(p, "<p class=\"rest\">… and ");
    html_number(p->out, rest);
    say(p, " more; <code>--limit 0</code> shows all</p>\n");
}

static const inq_resource *walk(const page *p, size_t *cursor)
{
    const inq_report *report = p->report;
    const bool heads = report->size > offsetof(inq_report, next_head) && report->next_head;
    return heads ? report->next_head(report, cursor) : report->next(report, cursor);
}

static inline bool is_told(const page *p, const inq_resource *resource)
{
    const report_told told = report_place_of(p->report, resource);
    return told != REPORT_AS_TOMBSTONE && told != REPORT_AS_SUPPRESSED;
}

/* Whether the next resource of a walk has a card of its own. */
static inline bool has_card(const page *p, deal *d, const inq_resource *resource)
{
    if (resource->health == INQ_HEALTHY || !is_told(p, resource))
        return false;
    size_t *n = report_place_of(p->report, resource) == REPORT_AS_BLOCK ? &d->blocks : &d->others;
    return *n < p->cards && ++*n;
}

/* What the view calls the page, or else what we do. */
static inline inq_str page_title(const inq_view *view, const char *ours)
{
    const bool named = view && view->size > offsetof(inq_view, title) && view->title.len;
    return named ? view->title : report_word(ours);
}

static inline void say_head(const page *p, inq_str title)
{
    say(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'sha256-" HTML_STYLE_SHA256 "'; script-src 'sha256-" HTML_SCRIPT_SHA256
           "'; base-uri 'none'; form-action 'none'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_text(p->out, title);
    say(p, "</title>\n<style>");
    text_bytes(p->out, html_style, sizeof html_style);
    say(p, "</style>\n<script>");
    text_bytes(p->out, html_script, sizeof html_script);
    say(p, "</script>\n</head>\n");
}

/* ---- small parts -------------------------------------------------------------------------- */

/* `<span class="b h6">failed</span>` */
static inline void say_badge(const page *p, inq_health health)
{
    say(p, "<span class=\"b h");
    html_number(p->out, (uint64_t)health);
    say(p, "\">");
    say_word(p, report_health_name(health));
    say(p, "</span>");
}

static inline void say_link(const page *p, inq_str id, inq_str text)
{
    say(p, "<a href=\"");
    html_anchor(p->out, id);
    say(p, "\">");
    html_text(p->out, text);
    say(p, "</a>");
}

static inline void say_place(const page *p, inq_str input, uint32_t line)
{
    say(p, "<code class=\"at\">");
    html_cut(p->out, report_path_local(p->base, input), REPORT_ID_MOST);
    if (line) {
        say(p, ":");
        html_number(p->out, line);
    }
    say(p, "</code>");
}

static inline void say_field(const page *p, const char *name, inq_str value)
{
    if (!value.len)
        return;
    say(p, "<div><dt>");
    say(p, name);
    say(p, "</dt><dd>");
    html_cut(p->out, value, REPORT_TEXT_MOST);
    say(p, "</dd></div>");
}

static inline void say_td(const page *p, inq_str text)
{
    say(p, "<td>");
    html_cut(p->out, text, CELL_MOST);
}

/* The i-th part of an id, `type:version:name[:workspace]`. */
static inline inq_str part_of(inq_str id, size_t i)
{
    for (; i; i--) {
        const char *colon = id.len ? memchr(id.ptr, ':', id.len) : NULL;
        if (!colon)
            return (inq_str){NULL, 0};
        id = (inq_str){colon + 1, id.len - (size_t)(colon + 1 - id.ptr)};
    }
    const char *colon = id.len ? memchr(id.ptr, ':', id.len) : NULL;
    return (inq_str){id.ptr, colon ? (size_t)(colon - id.ptr) : id.len};
}

/* A command that can be copied. */
static inline void say_command(const page *p, inq_str command)
{
    say(p, "<pre class=\"cmd\"><code>");
    html_text(p->out, command);
    say(p, "</code></pre>\n");
}

/* `type · version · workspace`, as far as they are known. */
static inline void say_kind(const page *p, const inq_resource *resource)
{
    html_text(p->out, resource->type);
    html_element(p->out, " · ", resource->version, "");
    html_element(p->out, " · in ", resource->workspace, "");
    html_element(p->out, " · owner ", resource->owner, "");
}

static inline inq_str why_of(const inq_resource *resource)
{
    return resource->via_why.len ? resource->via_why : resource->reason;
}

/* What a resource suffers from in a line: `what it needs is broken: NAME`. */
static inline void say_why_line(const page *p, const inq_resource *resource)
{
    html_cut(p->out, resource->root ? why_of(resource) : report_title(resource), CELL_MOST);
    if (!resource->via)
        return;
    say(p, ": ");
    html_cut(p->out, resource->via->name, CELL_MOST);
}

static inline void say_diag(const page *p, const inq_diag *diag)
{
    say(p, diag->level == INQ_ERROR ? "<li><span class=\"b h6\">" : "<li><span class=\"b h4\">");
    say_word(p, report_level_name(diag->level));
    say(p, "</span> ");
    say_place(p, diag->input, diag->line);
    say(p, " ");
    html_text(p->out, diag->code);
    say(p, " ");
    html_cut(p->out, diag->message, REPORT_TEXT_MOST);
    html_element(p->out, " <small>", text_head(diag->hint, REPORT_TEXT_MOST), "</small>");
    say(p, "\n");
}

static inline void say_diags(const page *p, const inq_view *view, const inq_diag *const *diags,
                             size_t n_diags)
{
    const inq_level least = view && view->verbose ? INQ_INFO : INQ_WARNING;
    size_t n = 0;
    for (size_t i = 0; i < n_diags && writes(p); i++) {
        if (diags[i]->level < least)
            continue;
        if (n++ == 0)
            say(p, "<h3>What could not be read as it stands</h3>\n<ul class=\"facts\">\n");
        if (n <= p->items)
            say_diag(p, diags[i]);
    }
    say(p, n ? "</ul>\n" : "");
    say_rest(p, n - report_least(n, p->items));
}

#endif
