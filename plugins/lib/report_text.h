/* SPDX-License-Identifier: MIT */
/*
 * report_text.h: blocks of a report that the first screen and the cards of the text output share:
 * labels, keyed lines, evidence, lists, and the tree of what a root breaks.
 *
 * Every line of a block has its key at column 2 and its value at column 10. Blocks measure what
 * they are about to show, so that the columns inside one block line up.
 */
#ifndef INQ_LIB_REPORT_TEXT_H
#define INQ_LIB_REPORT_TEXT_H

#include "report_names.h"
#include "report_path.h"
#include "text_out.h"

#include <stdlib.h>

#define REPORT_KEY 2
#define REPORT_VALUE 10
/* Longest columns before they stop lining up, and longest texts before they are cut. */
#define REPORT_ID_MOST 400
#define REPORT_VALUE_MOST 240
#define REPORT_TEXT_MOST 2000
#define REPORT_FACT_MOST 28
/* Fewer columns are left to words that fit in one line of them only. */
#define REPORT_VALUE_LEAST 44
#define REPORT_TREE_DEPTH 24

/* What the blocks need, handed down in one piece. */
typedef struct report_screen {
    text_out *out;
    inq_ctx *ctx;
    const inq_host *host;
    const inq_report *report;
    inq_str base; /* directory of all inputs, left off their paths */
    size_t items; /* on the first screen; SIZE_MAX where the reader wants all */
    size_t limit; /* items of one list; SIZE_MAX where the reader wants all */
    bool verbose;
} report_screen;

#define REPORT_STR(literal) ((inq_str){literal, sizeof(literal) - 1})

static inline size_t report_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t report_most(size_t a, size_t b)
{
    return a > b ? a : b;
}

static inline bool report_same(inq_str a, inq_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline int report_compare(inq_str a, inq_str b)
{
    const size_t len = report_least(a.len, b.len);
    const int order = len ? memcmp(a.ptr, b.ptr, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/** `word` in the colour of `health`. */
static inline void report_colored(text_out *out, inq_health health, const char *word)
{
    static const char *const colors[INQ_N_HEALTH] = {
        [INQ_HEALTHY] = "32",  [INQ_SUSPENDED] = "34", [INQ_PROGRESSING] = "36",
        [INQ_UNKNOWN] = "35",  [INQ_DEGRADED] = "33",  [INQ_DELETED] = "33",
        [INQ_FAILED] = "1;31",
    };
    const bool known = (size_t)health < INQ_N_HEALTH;
    if (known)
        text_style(out, colors[health]);
    text_say(out, word ? word : "?");
    if (known)
        text_unstyle(out);
}

/** The health in capitals, as a block begins. */
static inline void report_label(text_out *out, inq_health health)
{
    static const char *const labels[INQ_N_HEALTH] = {
        [INQ_HEALTHY] = "HEALTHY", [INQ_SUSPENDED] = "SUSPENDED", [INQ_PROGRESSING] = "PROGRESSING",
        [INQ_UNKNOWN] = "UNKNOWN", [INQ_DEGRADED] = "DEGRADED",   [INQ_DELETED] = "DELETED",
        [INQ_FAILED] = "FAILED",
    };
    report_colored(out, health, (size_t)health < INQ_N_HEALTH ? labels[health] : NULL);
}

/** Begins a line of a block: `key` at column 2, what follows at column 10. */
static inline void report_key(text_out *out, const char *key)
{
    text_pad(out, REPORT_KEY);
    if (key[0])
        text_say(out, key);
    text_tab(out, key[0] ? 1 : 0, REPORT_VALUE);
}

/* `key` on the first line of a list, nothing on the others. */
static inline const char *report_first(const char *key, size_t i)
{
    return i == 0 ? key : "";
}

/** `text` from here on, folded with further lines at `indent`, and cut after `most` columns. */
static inline void report_fold(text_out *out, inq_str text, size_t indent, size_t most)
{
    const inq_str head = text_head(text, most);
    text_fold(out, head, indent);
    if (head.len < text.len)
        text_say(out, "…");
}

/** A line `key  text`; nothing where the text is absent or empty. */
static inline void report_field(text_out *out, const char *key, inq_str text)
{
    if (!text.len)
        return;
    report_key(out, key);
    report_fold(out, text, REPORT_VALUE, REPORT_TEXT_MOST);
    text_line(out);
}

/** The line that ends a list of which `rest` are not shown. */
static inline void report_rest(text_out *out, size_t rest)
{
    if (!rest)
        return;
    report_key(out, "");
    text_say(out, "and ");
    text_number(out, rest);
    text_say(out, " more");
    text_line(out);
}

/** A list of texts under one key, `most` of them at most. */
static inline void report_list(text_out *out, const char *key, const inq_str *texts, size_t n,
                               size_t most)
{
    const size_t shown = report_least(n, most);
    for (size_t i = 0; i < shown; i++) {
        report_key(out, report_first(key, i));
        report_fold(out, texts[i], REPORT_VALUE, REPORT_TEXT_MOST);
        text_line(out);
    }
    report_rest(out, n - shown);
}

/** A gap, `what is missing: the command that shows it`, from here on. Where the line is too short
 *  the command gets one of its own, whole, so that it can be copied. */
static inline void report_gap(text_out *out, inq_str gap)
{
    const inq_str head = text_head(gap, REPORT_TEXT_MOST);
    const size_t indent = text_at(out) + 2;
    size_t split = head.len;
    while (split > 1 && !(head.ptr[split - 2] == ':' && head.ptr[split - 1] == ' '))
        split--;
    if (split < 2 || text_fits(out, head)) {
        report_fold(out, gap, indent, REPORT_TEXT_MOST);
        return;
    }
    text_fold(out, (inq_str){head.ptr, split - 1}, indent);
    text_line(out);
    text_pad(out, indent);
    text_fold(out, (inq_str){head.ptr + split, head.len - split}, indent + 2);
}

/** The gaps of `resource` under `missing`, `most` of them at most. */
static inline void report_gaps(text_out *out, const inq_resource *resource, size_t most)
{
    const size_t shown = report_least(resource->n_gaps, most);
    for (size_t i = 0; i < shown; i++) {
        report_key(out, report_first("missing", i));
        report_gap(out, resource->gaps[i]);
        text_line(out);
    }
    report_rest(out, resource->n_gaps - shown);
}

typedef struct report_part {
    const char *lead;
    inq_str text;
} report_part;

/* The parts of `phase, class, confidence high` that are known, in order. */
typedef struct report_parts {
    report_part part[3];
    size_t n;
    size_t columns; /* of all, with what stands between */
} report_parts;

static inline void report_part_add(report_parts *parts, const char *lead, inq_str text)
{
    if (!text.len)
        return;
    parts->columns += (parts->n ? 2 : 0) + strlen(lead) + text_columns(text, REPORT_VALUE_MOST);
    parts->part[parts->n++] = (report_part){lead, text};
}

static inline inq_str report_word(const char *word)
{
    return (inq_str){word, word ? strlen(word) : 0};
}

/* Where a text of `columns` stands on the right: at 64, or ended by the edge, or on a new line. */
static inline void report_right(text_out *out, size_t columns)
{
    const size_t from = report_most(text_at(out) + 2, 64);
    if (!out->width || from + columns <= out->width) {
        text_pad(out, from);
    } else if (text_at(out) + 2 + columns <= out->width) {
        text_pad(out, out->width - columns);
    } else {
        text_line(out);
        text_pad(out, REPORT_VALUE);
    }
}

/** `phase, class, confidence high`, as far as they are known and differ, pushed to the right. */
static inline void report_verdict(text_out *out, const inq_resource *resource)
{
    const inq_str phase = report_word(report_phase_name(resource->phase));
    const inq_str sure = report_word(report_confidence_name(resource->confidence));
    const inq_str klass =
        report_same(phase, resource->klass) ? (inq_str){NULL, 0} : resource->klass;
    const bool unknown = report_same(klass, REPORT_STR("unknown"));
    report_parts parts = {.n = 0};
    report_part_add(&parts, resource->phase == INQ_UNDETERMINED ? "phase " : "", phase);
    report_part_add(&parts, unknown ? "cause " : "", klass);
    report_part_add(&parts, "confidence ", phase.len ? sure : (inq_str){NULL, 0});
    if (!parts.n)
        return;
    report_right(out, parts.columns);
    for (size_t i = 0; i < parts.n; i++) {
        text_say(out, i ? ", " : "");
        text_say(out, parts.part[i].lead);
        text_cut(out, parts.part[i].text, REPORT_VALUE_MOST);
    }
}

/** The first line of a block about a resource. */
static inline void report_title_line(text_out *out, const inq_resource *resource)
{
    report_label(out, resource->health);
    text_tab(out, 1, REPORT_VALUE);
    text_cut(out, resource->id, REPORT_ID_MOST);
    report_verdict(out, resource);
    text_line(out);
}

/* ---- evidence ----------------------------------------------------------------------------- */

#define REPORT_FACTS 6
/* How many entries are searched for a repeated fact: keeps hostile lists linear. */
#define REPORT_LOOK 256

typedef struct report_facts {
    const inq_evidence *fact[REPORT_FACTS];
    size_t n;
    size_t rest;
} report_facts;

/* The evidence of one owner, a resource or a finding. */
typedef struct report_evidence {
    const inq_evidence *const *all;
    size_t n;
} report_evidence;

/* What a piece of evidence is told for; of two that tell the same, the first in this order stays,
 * so that nothing stands both under `but` and under `why`. */
typedef enum report_turn {
    REPORT_AGAINST,
    REPORT_PHASE,
    REPORT_HEALTH,
    REPORT_CLASS,
    REPORT_UNTOLD
} report_turn;

static inline report_turn report_turn_of(const inq_evidence *evidence)
{
    static const report_turn turns[] = {
        [INQ_FOR_HEALTH] = REPORT_HEALTH, [INQ_FOR_PHASE] = REPORT_PHASE,
        [INQ_FOR_CLASS] = REPORT_CLASS,   [INQ_FOR_RELATION] = REPORT_UNTOLD,
        [INQ_AGAINST] = REPORT_AGAINST,
    };
    const size_t supports = (size_t)evidence->supports;
    return supports < sizeof turns / sizeof turns[0] ? turns[supports] : REPORT_UNTOLD;
}

/* Whether both point at one place, or at one fact on one line. */
static inline bool report_same_fact(const inq_evidence *a, const inq_evidence *b)
{
    return a->line == b->line && report_same(a->input, b->input) &&
           (a->column == b->column || report_same(a->fact, b->fact));
}

/* Whether the i-th entry tells what another one tells before it. */
static inline bool report_repeats(report_evidence list, size_t i)
{
    const report_turn turn = report_turn_of(list.all[i]);
    for (size_t k = 0; k < report_least(list.n, REPORT_LOOK); k++) {
        const report_turn other = report_turn_of(list.all[k]);
        const bool before = other < turn || (other == turn && k < i);
        if (before && report_same_fact(list.all[k], list.all[i]))
            return true;
    }
    return false;
}

/* Adds the facts of one turn. */
static inline void report_pick(report_facts *picked, report_evidence list, report_turn turn)
{
    for (size_t i = 0; i < list.n; i++) {
        if (report_turn_of(list.all[i]) != turn || report_repeats(list, i))
            continue;
        if (picked->n < REPORT_FACTS)
            picked->fact[picked->n++] = list.all[i];
        else
            picked->rest++;
    }
}

/** `input:line`, the path without the directory of all inputs and shortened. */
static inline void report_place(const report_screen *screen, const inq_evidence *evidence)
{
    report_path_put(screen->out, report_path_local(screen->base, evidence->input));
    text_say(screen->out, ":");
    text_number(screen->out, evidence->line);
}

static inline size_t report_digits(uint64_t number)
{
    size_t digits = 1;
    while (number /= 10)
        digits++;
    return digits;
}

/** The columns report_place() takes. */
static inline size_t report_place_columns(const report_screen *screen, const inq_evidence *evidence)
{
    const inq_str path = report_path_local(screen->base, evidence->input);
    return report_path_columns(path) + 1 + report_digits(evidence->line);
}

/** A value from here on, or from a line of its own where too little room is left for it. */
static inline void report_value(text_out *out, inq_str value)
{
    size_t indent = text_at(out);
    if (out->width && indent + REPORT_VALUE_LEAST > out->width && !text_fits(out, value)) {
        text_line(out);
        indent = REPORT_VALUE + 2;
        text_pad(out, indent);
    }
    report_fold(out, value, indent, REPORT_VALUE_MOST);
}

/* Where the facts and the values of a block stand. */
typedef struct report_stops {
    size_t fact;
    size_t value;
} report_stops;

/* Widens `stops`, which count from 0 here, to what `facts` take. */
static inline void report_measure(const report_screen *screen, report_stops *stops,
                                  const report_facts *facts)
{
    for (size_t i = 0; i < facts->n; i++) {
        const inq_evidence *it = facts->fact[i];
        stops->fact = report_most(stops->fact, report_place_columns(screen, it));
        stops->value = report_most(stops->value, text_columns(it->fact, REPORT_FACT_MOST));
    }
}

static inline void report_facts_lines(const report_screen *screen, const char *key,
                                      const report_facts *facts, report_stops stops)
{
    text_out *out = screen->out;
    for (size_t i = 0; i < facts->n; i++) {
        report_key(out, report_first(key, i));
        report_place(screen, facts->fact[i]);
        text_tab(out, 2, stops.fact);
        text_cut(out, facts->fact[i]->fact, REPORT_FACT_MOST);
        text_tab(out, 2, stops.value);
        report_value(out, facts->fact[i]->value);
        text_line(out);
    }
    report_rest(out, facts->rest);
}

/** `why  place  fact  value` for what speaks for the verdict, first for its phase, then for its
 *  health, then for its class; `but` for what speaks against it; each fact once. */
/** Pick what speaks for a verdict, in order, and what speaks against it. Both begin empty. */
static inline void report_pick_sides(report_facts *why, report_facts *but, report_evidence list)
{
    for (report_turn turn = REPORT_PHASE; turn <= REPORT_CLASS; turn++)
        report_pick(why, list, turn);
    report_pick(but, list, REPORT_AGAINST);
}

static inline void report_why(const report_screen *screen, report_evidence list)
{
    report_facts why = {.n = 0};
    report_facts but = {.n = 0};
    report_stops stops = {0, 0};
    report_pick_sides(&why, &but, list);
    report_measure(screen, &stops, &why);
    report_measure(screen, &stops, &but);
    stops.fact += REPORT_VALUE + 2;
    stops.value += stops.fact + 2;
    report_facts_lines(screen, "why", &why, stops);
    report_facts_lines(screen, "but", &but, stops);
}

/* ---- the tree of what a root breaks ------------------------------------------------------- */

/* A symptom under the id of the step before it; `rank` is its place in the report. */
typedef struct report_link {
    inq_str parent;
    size_t rank;
} report_link;

typedef struct report_branch {
    const inq_resource *resource;
    size_t depth;
} report_branch;

typedef struct report_tree {
    const inq_resource *root;
    report_link *links; /* by parent, then rank */
    bool *seen;         /* by rank */
    report_branch *rows;
    size_t n;
    size_t most;
} report_tree;

static inline int report_link_order(const void *left, const void *right)
{
    const report_link *a = left;
    const report_link *b = right;
    const int order = report_compare(a->parent, b->parent);
    return order ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

/* The first link whose parent is not before `parent`. */
static inline size_t report_link_find(const report_tree *tree, inq_str parent)
{
    size_t from = 0;
    size_t to = tree->root->n_symptoms;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (report_compare(tree->links[middle].parent, parent) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static inline void report_tree_add(report_tree *tree, size_t rank, size_t depth);

/* Adds what hangs below `parent`. */
static inline void report_tree_below(report_tree *tree, inq_str parent, size_t depth)
{
    if (depth >= REPORT_TREE_DEPTH)
        return;
    for (size_t i = report_link_find(tree, parent); i < tree->root->n_symptoms; i++) {
        if (tree->n == tree->most || !report_same(tree->links[i].parent, parent))
            return;
        report_tree_add(tree, tree->links[i].rank, depth);
    }
}

static inline void report_tree_add(report_tree *tree, size_t rank, size_t depth)
{
    if (tree->n == tree->most || tree->seen[rank])
        return;
    const inq_resource *resource = tree->root->symptoms[rank];
    tree->seen[rank] = true;
    tree->rows[tree->n++] = (report_branch){resource, depth};
    report_tree_below(tree, resource->id, depth + 1);
}

/* Fills the rows: first what hangs on the root, then what hangs on nothing that is shown. */
static inline void report_tree_fill(report_tree *tree)
{
    const inq_resource *root = tree->root;
    for (size_t i = 0; i < root->n_symptoms; i++) {
        const inq_resource *via = root->symptoms[i]->via;
        tree->links[i] = (report_link){via ? via->id : root->id, i};
    }
    qsort(tree->links, root->n_symptoms, sizeof tree->links[0], report_link_order);
    report_tree_below(tree, root->id, 0);
    for (size_t i = 0; i < root->n_symptoms && tree->n < tree->most; i++)
        report_tree_add(tree, i, 0);
}

static inline void report_tree_row(text_out *out, const report_branch *row, size_t health_at)
{
    const inq_resource *resource = row->resource;
    if (row->depth) {
        text_pad(out, REPORT_VALUE + 2 * (row->depth - 1));
        text_say(out, "└ ");
    }
    text_cut(out, resource->id, REPORT_ID_MOST);
    text_tab(out, 2, health_at);
    report_colored(out, resource->health, report_health_name(resource->health));
    text_tab(out, 2, health_at + 13);
    const inq_str why = resource->via_why.len ? resource->via_why : resource->reason;
    const size_t below = REPORT_VALUE + 2 * row->depth + 2;
    if (why.len && text_at(out) > below && !text_fits(out, why)) {
        text_line(out);
        text_pad(out, below);
    }
    report_fold(out, why, below, REPORT_VALUE_MOST);
    text_line(out);
}

static inline void report_tree_print(text_out *out, const report_tree *tree)
{
    size_t widest = 0;
    for (size_t i = 0; i < tree->n; i++) {
        const inq_str id = tree->rows[i].resource->id;
        widest = report_most(widest, 2 * tree->rows[i].depth + text_columns(id, REPORT_ID_MOST));
    }
    const size_t health_at = REPORT_VALUE + report_least(widest, 56) + 2;
    for (size_t i = 0; i < tree->n; i++) {
        report_key(out, report_first("breaks", i));
        report_tree_row(out, &tree->rows[i], health_at);
    }
    report_rest(out, tree->root->n_symptoms - tree->n);
}

/* Zeroed memory of the job for `n` elements; sets the status and returns NULL when there is none.
 */
static inline void *report_room(const report_screen *screen, size_t n, size_t size)
{
    void *room = n <= SIZE_MAX / size ? screen->host->alloc(screen->ctx, n * size, 16) : NULL;
    if (!room && screen->out->status == INQ_OK)
        screen->out->status = INQ_ENOMEM;
    return room;
}

/** What `root` breaks, nested by the step that leads there. Takes memory of the job. */
static inline void report_breaks(const report_screen *screen, const inq_resource *root)
{
    if (!root->n_symptoms)
        return;
    report_tree tree = {.root = root, .most = report_least(root->n_symptoms, screen->limit)};
    tree.links = report_room(screen, root->n_symptoms, sizeof tree.links[0]);
    tree.seen = report_room(screen, root->n_symptoms, sizeof tree.seen[0]);
    tree.rows = report_room(screen, tree.most, sizeof tree.rows[0]);
    if (!tree.links || !tree.seen || !tree.rows)
        return;
    report_tree_fill(&tree);
    report_tree_print(screen->out, &tree);
}

#endif
