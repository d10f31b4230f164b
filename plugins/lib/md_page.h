/* SPDX-License-Identifier: MIT */
/*
 * md_page.h: what the documents of the markdown output share: the page they write to and the small
 * things they are made of.
 */
#ifndef INQ_LIB_MD_PAGE_H
#define INQ_LIB_MD_PAGE_H

#include "md_out.h"
#include "report_text.h"

typedef struct page {
    md_out *out;
    inq_ctx *ctx;
    const inq_host *host;
    const inq_report *report; /* NULL for a report over time */
    inq_str base;             /* directory of all inputs, left off their paths */
    size_t limit;             /* items of a list; SIZE_MAX where the reader wants all */
} page;

static inline bool writes(const page *p)
{
    return p->out->text.status == INQ_OK;
}

static inline void lack_memory(const page *p)
{
    if (writes(p))
        p->out->text.status = INQ_ENOMEM;
}

static inline void write_word(md_out *out, const char *word)
{
    md_say(out, word ? word : "?");
}

static inline void write_rest(const page *p, size_t rest)
{
    if (!rest)
        return;
    md_say(p->out, "\n… and ");
    md_number(p->out, rest);
    md_say(p->out, " more; `--limit 0` shows all\n");
}

static inline void write_place(const page *p, inq_str input, uint32_t line)
{
    md_code_line(p->out, report_path_local(p->base, input), line);
}

/* `# TITLE`, with what the view calls the document or else what we do. */
static inline void write_title(const page *p, const inq_view *view, const char *ours)
{
    const bool named = view && view->size > offsetof(inq_view, title) && view->title.len;
    md_say(p->out, "# ");
    md_text(p->out, named ? view->title : report_word(ours));
    md_say(p->out, "\n\n");
}

static inline void write_diag(const page *p, const inq_diag *diag)
{
    md_say(p->out, "- ");
    write_word(p->out, report_level_name(diag->level));
    md_say(p->out, " ");
    md_text(p->out, diag->code);
    md_say(p->out, " ");
    write_place(p, diag->input, diag->line);
    md_say(p->out, ": ");
    md_text(p->out, diag->message);
    md_line(p->out);
}

/* Remarks about the reading are left to those who ask for more. */
static inline void write_diags(const page *p, const inq_view *view, const inq_diag *const *diags,
                               size_t n_diags)
{
    const inq_level least = view && view->verbose ? INQ_INFO : INQ_WARNING;
    size_t n = 0;
    for (size_t i = 0; i < n_diags && writes(p); i++) {
        if (diags[i]->level < least)
            continue;
        if (n++ == 0)
            md_say(p->out, "\nWhat could not be read as it stands:\n\n");
        if (n <= p->limit)
            write_diag(p, diags[i]);
    }
    write_rest(p, n - report_least(n, p->limit));
}

#endif
