/* SPDX-License-Identifier: MIT */
/*
 * html_bar.h: a number of things by kind, as a bar and as a list that leads to them.
 */
#ifndef INQ_LIB_HTML_BAR_H
#define INQ_LIB_HTML_BAR_H

#include "html_page.h"

/* How many there are of a kind. */
typedef struct share {
    const char *name;
    uint64_t n;
    unsigned tone; /* the health whose colour it has */
    bool listed;   /* in the table: the list leads there */
} share;

/* Of a thousand, so that what is there is seen: never less than 8. */
static inline uint64_t share_wide(const share *one, uint64_t all)
{
    const uint64_t exact = all ? one->n * 1000 / all : 0;
    return one->n && exact < 8 ? 8 : exact;
}

static inline uint64_t share_sum(const share *shares, size_t n)
{
    uint64_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += shares[i].n;
    return all;
}

static inline void say_bar(const page *p, const share *shares, size_t n)
{
    const uint64_t all = share_sum(shares, n);
    uint64_t x = 0;
    for (size_t i = 0; i < n; i++)
        x += share_wide(&shares[i], all);
    say(p, "<svg class=\"bar\" preserveAspectRatio=\"none\" aria-hidden=\"true\" "
           "viewBox=\"0 0 ");
    html_number(p->out, x);
    say(p, " 10\">");
    x = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t wide = share_wide(&shares[i], all);
        if (!wide)
            continue;
        say(p, "<rect class=\"f");
        html_number(p->out, shares[i].tone);
        say(p, "\" x=\"");
        html_number(p->out, x);
        say(p, "\" width=\"");
        html_number(p->out, wide);
        say(p, "\" height=\"10\"/>");
        x += wide;
    }
    say(p, "</svg>\n");
}

static inline void say_share(const page *p, const char *section, const char *by, const share *one)
{
    say(p, one->listed ? "<li><a class=\"b h" : "<li><span class=\"b h");
    html_number(p->out, one->tone);
    if (one->listed) {
        say(p, "\" href=\"#");
        say(p, section);
        say(p, "\" data-");
        say(p, by);
        say(p, "=\"");
        say_word(p, one->name);
    }
    say(p, "\">");
    html_number(p->out, one->n);
    say(p, " ");
    say_word(p, one->name);
    say(p, one->listed ? "</a>" : "</span>");
}

/** The list: each leads to `section` and chooses there what has that name as its `by`. */
static inline void say_legend(const page *p, const char *section, const char *by,
                              const share *shares, size_t n)
{
    say(p, "<ul class=\"legend\">");
    for (size_t i = 0; i < n; i++)
        if (shares[i].n)
            say_share(p, section, by, &shares[i]);
    say(p, "</ul>\n");
}

#endif
