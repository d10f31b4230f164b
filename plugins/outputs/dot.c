/* SPDX-License-Identifier: MIT */
/*
 * dot: the causes as a graph in the language of Graphviz, from each root to what it explains; what
 * is at risk with dotted edges, what the dumps do not show dashed.
 */
#include "plugins/lib/report_graph.h"

/* A backslash begins an escape of labels, an ampersand an entity. */
static const char *const ascii[128] = {
    ['"'] = "\\\"", ['\\'] = "\\\\", ['&'] = "&amp;", ['\t'] = " ", ['\n'] = " ", ['\r'] = " "};
static const byte_escapes escapes = {ascii, byte_unsafe_mark};

static void write_node(byte_out *out, const char *name, const graph_label *label)
{
    static const char *const styles[GRAPH_STYLES] = {
        [GRAPH_ROOT] = "style=filled, fillcolor=\"#f4b6b6\", penwidth=2",
        [GRAPH_SYMPTOM] = "style=filled, fillcolor=\"#fbe3c8\"",
        [GRAPH_AT_RISK] = "style=rounded",
        [GRAPH_GAP] = "style=dashed, shape=note",
        [GRAPH_ACCEPTED] = "style=filled, fillcolor=\"#e4e4e4\"",
    };
    byte_say(out, "  ");
    byte_say(out, name);
    byte_say(out, " [label=\"");
    graph_text(out, label, &escapes, "\\n");
    byte_say(out, "\", ");
    byte_say(out, styles[label->style]);
    byte_say(out, "];\n");
}

static void write_edge(byte_out *out, const char *from, const char *to, inq_str why,
                       graph_style style)
{
    static const char *const styles[GRAPH_STYLES] = {
        [GRAPH_ROOT] = "solid", [GRAPH_SYMPTOM] = "solid",  [GRAPH_AT_RISK] = "dotted",
        [GRAPH_GAP] = "dashed", [GRAPH_ACCEPTED] = "solid",
    };
    byte_say(out, "  ");
    byte_say(out, from);
    byte_say(out, " -> ");
    byte_say(out, to);
    byte_say(out, " [style=");
    byte_say(out, styles[style]);
    if (why.len) {
        byte_say(out, ", label=\"");
        byte_cut(out, why, GRAPH_NOTE_MOST, &escapes);
        byte_say(out, "\"");
    }
    byte_say(out, "];\n");
}

static inq_status emit_dot(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                           const inq_writer *writer)
{
    static const graph_form form = {write_node, write_edge};
    byte_out out;
    byte_begin(&out, ctx, writer);
    byte_say(&out, "digraph inquest {\n  charset=\"UTF-8\";\n  rankdir=LR;\n"
                   "  node [shape=box, fontname=\"sans-serif\"];\n"
                   "  edge [fontname=\"sans-serif\"];\n");
    const inq_status drawn = graph_draw(&out, host, report, &form);
    if (drawn != INQ_OK)
        return drawn;
    byte_say(&out, "}\n");
    return byte_finish(&out);
}

static const inq_output dot_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/vnd.graphviz",
    .suffix = "dot",
    .emit = emit_dot,
};

INQ_PLUGIN(.id = "dot", .version = "0.1.0", .summary = "the causes as a graph for Graphviz",
           .license = "MIT", .output = &dot_output);
