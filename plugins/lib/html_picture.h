/* SPDX-License-Identifier: MIT */
/*
 * html_picture.h: what a root breaks, as a picture and as a list.
 *
 * The picture needs no layout program: each symptom has one next step towards its root, so what a
 * root breaks is a tree, its depth is the layer, and its order is that of the report. So the page
 * is the same byte for byte wherever it is made.
 */
#ifndef INQ_LIB_HTML_PICTURE_H
#define INQ_LIB_HTML_PICTURE_H

#include "html_page.h"

#define NODES_MOST 40
#define RISKS_MOST 8

#define NODE_WIDE 270
#define NODE_HIGH 62
#define NODE_TEXT 38
#define STEP_X (NODE_WIDE + 46)
#define STEP_Y (NODE_HIGH + 14)

/* A box of the picture. */
typedef struct node {
    const inq_resource *resource; /* NULL for what is at risk: then its id is all that is known */
    inq_str id;
    size_t depth, row;
    size_t parent; /* its number */
    bool safe;     /* still works */
} node;

typedef struct picture {
    node node[NODES_MOST + RISKS_MOST + 1];
    size_t n, rows, layers;
} picture;

static inline void add_node(picture *pic, node one)
{
    /* A child stands beside its parent if it is the first one, else below all that came before. */
    const bool beside = pic->n && one.parent == pic->n - 1;
    one.row = beside ? pic->node[one.parent].row : pic->rows++;
    pic->layers = report_most(pic->layers, one.depth + 1);
    pic->node[pic->n++] = one;
}

static inline size_t parent_of(const picture *pic, size_t depth)
{
    size_t i = pic->n - 1;
    while (i && pic->node[i].depth >= depth)
        i--;
    return i;
}

static inline void lay_out(picture *pic, const inq_resource *root, const report_tree *tree)
{
    pic->n = pic->rows = 0;
    pic->layers = 1;
    add_node(pic, (node){root, root->id, 0, 0, 0, false});
    for (size_t i = 0; i < tree->n; i++) {
        const size_t depth = tree->rows[i].depth + 1;
        const inq_resource *it = tree->rows[i].resource;
        add_node(pic, (node){it, it->id, depth, 0, parent_of(pic, depth), false});
    }
    for (size_t i = 0; i < report_least(root->n_at_risk, RISKS_MOST); i++)
        add_node(pic, (node){NULL, root->at_risk[i], 1, 0, 0, true});
}

static inline void say_point(const page *p, size_t x, size_t y)
{
    html_number(p->out, x);
    say(p, " ");
    html_number(p->out, y);
}

static inline void say_edge(const page *p, const node *from, const node *to)
{
    const size_t x = from->depth * STEP_X + NODE_WIDE + 1;
    const size_t y = from->row * STEP_Y + NODE_HIGH / 2 + 1;
    say(p, to->safe ? "<path class=\"e safe\" d=\"M" : "<path class=\"e\" d=\"M");
    say_point(p, x, y);
    say(p, " H");
    html_number(p->out, x + 20);
    say(p, " V");
    html_number(p->out, to->row * STEP_Y + NODE_HIGH / 2 + 1);
    say(p, " H");
    html_number(p->out, to->depth * STEP_X + 1);
    say(p, " m-7 -5 l7 5 l-7 5\"/>");
}

static inline void say_node_texts(const page *p, const node *n)
{
    const inq_resource *it = n->resource;
    const inq_str workspace = it ? it->workspace : part_of(n->id, 3);
    say(p, "<text class=\"nm\" x=\"14\" y=\"21\">");
    html_cut(p->out, it ? it->name : part_of(n->id, 2), NODE_TEXT - 10);
    say(p, "</text><text x=\"14\" y=\"37\">");
    html_cut(p->out, it ? it->type : part_of(n->id, 0), NODE_TEXT / 2);
    if (workspace.len) {
        say(p, " in ");
        html_cut(p->out, workspace, NODE_TEXT / 2);
    }
    say(p, "</text><text x=\"14\" y=\"53\">");
    if (it) {
        say_word(p, report_health_name(it->health));
        say(p, ": ");
        html_cut(p->out, n->depth ? why_of(it) : REPORT_STR("root cause"), NODE_TEXT - 4);
    } else {
        say(p, "still works, at risk");
    }
    say(p, "</text>");
}

/* The box is a drawing of its own, which cuts off what sticks out. */
static inline void say_node(const page *p, const node *n)
{
    say(p, "<a href=\"");
    html_anchor(p->out, n->id);
    say(p, "\"><title>");
    html_text(p->out, n->id);
    say(p, "</title><svg x=\"");
    html_number(p->out, n->depth * STEP_X);
    say(p, "\" y=\"");
    html_number(p->out, n->row * STEP_Y);
    say(p, "\" width=\"272\" height=\"64\"><rect x=\"1\" y=\"1\" width=\"270\" height=\"62\" "
           "rx=\"6\" class=\"n h");
    html_number(p->out, n->resource ? (uint64_t)n->resource->health : INQ_HEALTHY);
    say(p, n->safe ? " safe\"/>" : "\"/>");
    say_node_texts(p, n);
    say(p, "</svg></a>\n");
}

static inline void say_picture(const page *p, const picture *pic, inq_str name)
{
    const size_t wide = pic->layers * STEP_X - (STEP_X - NODE_WIDE) + 2;
    const size_t high = pic->rows * STEP_Y - (STEP_Y - NODE_HIGH) + 2;
    say(p, "<div class=\"wide graph\" tabindex=\"0\" role=\"group\" aria-label=\"What ");
    html_text(p->out, name);
    say(p, " breaks\"><svg width=\"");
    html_number(p->out, wide);
    say(p, "\" height=\"");
    html_number(p->out, high);
    say(p, "\" viewBox=\"0 0 ");
    say_point(p, wide, high);
    say(p, "\">\n");
    for (size_t i = 1; i < pic->n; i++)
        say_edge(p, &pic->node[pic->node[i].parent], &pic->node[i]);
    say(p, "\n");
    for (size_t i = 0; i < pic->n && writes(p); i++)
        say_node(p, &pic->node[i]);
    say(p, "</svg></div>\n");
}

/* The same as a list, for narrow screens. */
static inline void say_branches(const page *p, const picture *pic)
{
    say(p, "<ul class=\"tree\">\n");
    for (size_t i = 1; i < pic->n && writes(p); i++) {
        const node *n = &pic->node[i];
        say(p, "<li class=\"d");
        html_number(p->out, report_least(n->depth, 6));
        say(p, "\">");
        if (n->resource)
            say_badge(p, n->resource->health);
        else
            say(p, "<span class=\"b h0\">at risk</span>");
        say(p, " ");
        say_link(p, n->id, n->resource ? n->resource->name : part_of(n->id, 2));
        if (n->resource) {
            say(p, " <small>");
            html_text(p->out, n->resource->type);
            say(p, ": ");
            html_cut(p->out, why_of(n->resource), REPORT_VALUE_MOST);
            say(p, "</small>");
        }
        say(p, "\n");
    }
    say(p, "</ul>\n");
}

static inline void say_breaks(const page *p, const inq_resource *root)
{
    report_tree tree;
    picture pic;
    const size_t most = report_least(root->n_symptoms, NODES_MOST);
    if (!root->n_symptoms && !root->n_at_risk)
        return;
    if (!report_tree_make(&tree, p->ctx, p->host, root, most)) {
        lack_memory(p);
        return;
    }
    lay_out(&pic, root, &tree);
    say(p, "<h4>What it breaks</h4>\n");
    say_picture(p, &pic, root->name);
    say_branches(p, &pic);
    const size_t left = root->n_symptoms - tree.n;
    const size_t risks = root->n_at_risk - report_least(root->n_at_risk, RISKS_MOST);
    if (!left && !risks)
        return;
    say(p, "<p class=\"rest\">… and ");
    html_number(p->out, left + risks);
    say(p, " more; see <a href=\"#resources\">all resources</a></p>\n");
}

#endif
