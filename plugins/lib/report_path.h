/* SPDX-License-Identifier: MIT */
/*
 * report_path.h: paths of inputs as a person wants to read them. The directory that all inputs
 * share is said once and left off everywhere else; what is still long is shortened in its middle,
 * for the file name at the end tells most. Nothing here takes memory; callable from any thread.
 */
#ifndef INQ_LIB_REPORT_PATH_H
#define INQ_LIB_REPORT_PATH_H

#include "text_out.h"

/* Columns a path takes before it is shortened. */
#define REPORT_PATH_MOST ((size_t)40)

static inline size_t report_path_shared(inq_str a, inq_str b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

/** The directory that the inputs of `report` share, with its `/` at the end; empty when there is
 *  none, and for one input whose path is short enough to stand in full. */
static inline inq_str report_path_base(const inq_report *report)
{
    if (!report->n_inputs)
        return (inq_str){NULL, 0};
    /* Inputs are sorted by path: what the first and the last share, all share. */
    const inq_str first = report->inputs[0]->path;
    const inq_str last = report->inputs[report->n_inputs - 1]->path;
    if (report->n_inputs == 1 && text_columns(first, REPORT_PATH_MOST + 1) <= REPORT_PATH_MOST)
        return (inq_str){NULL, 0};
    size_t len = report_path_shared(first, last);
    while (len && first.ptr[len - 1] != '/')
        len--;
    return (inq_str){first.ptr, len > 1 && len < first.len ? len : 0};
}

/** `path` without `base`, or as it is where it does not begin with it. */
static inline inq_str report_path_local(inq_str base, inq_str path)
{
    if (!base.len || path.len <= base.len || memcmp(path.ptr, base.ptr, base.len) != 0)
        return path;
    return (inq_str){path.ptr + base.len, path.len - base.len};
}

/* The end of `text`, of about `columns`. */
static inline inq_str report_path_tail(inq_str text, size_t columns)
{
    const size_t all = text_columns(text, text.len);
    const size_t skip = text_head(text, all > columns ? all - columns : 0).len;
    return (inq_str){text.ptr + skip, text.len - skip};
}

/* What is shown of a path: `lead`, `head`, and after an ellipsis `tail`. */
typedef struct report_path_ends {
    const char *lead;
    inq_str head; /* all of the path where `tail` is empty */
    inq_str tail;
} report_path_ends;

static inline size_t report_path_name_at(inq_str path)
{
    size_t at = path.len;
    while (at && path.ptr[at - 1] != '/')
        at--;
    return at;
}

/* `first/…/name`, or where the name alone is too long `…/its start…its end`. */
static inline report_path_ends report_path_shorten(inq_str path)
{
    if (text_columns(path, REPORT_PATH_MOST + 1) <= REPORT_PATH_MOST)
        return (report_path_ends){.lead = "", .head = path};
    const size_t at = report_path_name_at(path);
    const inq_str name = {path.ptr + at, path.len - at};
    const char *slash = memchr(path.ptr, '/', at);
    const inq_str first = {path.ptr, slash ? (size_t)(slash - path.ptr) + 1 : 0};
    const size_t columns =
        text_columns(first, REPORT_PATH_MOST) + 2 + text_columns(name, REPORT_PATH_MOST);
    if (first.len > 1 && first.len < at && columns <= REPORT_PATH_MOST)
        return (report_path_ends){"", first, {name.ptr - 1, name.len + 1}};
    if (text_columns(name, REPORT_PATH_MOST) <= REPORT_PATH_MOST - 2)
        return (report_path_ends){.lead = "…/", .head = name};
    const size_t start = REPORT_PATH_MOST / 3;
    return (report_path_ends){at ? "…/" : "", text_head(name, start),
                              report_path_tail(name, REPORT_PATH_MOST - start - 3)};
}

/** Writes `path`, shortened to REPORT_PATH_MOST columns. */
static inline void report_path_put(text_out *out, inq_str path)
{
    const report_path_ends ends = report_path_shorten(path);
    text_say(out, ends.lead);
    text_put(out, ends.head);
    if (!ends.tail.len)
        return;
    text_say(out, "…");
    text_put(out, ends.tail);
}

/** The columns report_path_put() takes. */
static inline size_t report_path_columns(inq_str path)
{
    const report_path_ends ends = report_path_shorten(path);
    const size_t head = (ends.lead[0] ? 2 : 0) + text_columns(ends.head, REPORT_PATH_MOST);
    return head + (ends.tail.len ? 1 + text_columns(ends.tail, REPORT_PATH_MOST) : 0);
}

#endif
