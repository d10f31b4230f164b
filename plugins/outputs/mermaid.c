/* SPDX-License-Identifier: MIT */
/*
 * mermaid: the causes as a flowchart of Mermaid, from each root to what it explains; what is at
 * risk with dotted edges, what the dumps do not show dashed. For pages that draw such charts.
 */
#include "plugins/lib/report_graph.h"

/* Only what has no meaning in labels, directives, Markdown and HTML stands for itself. */
static const char *const ascii[128] = {
    ['!'] = "#33;",  ['"'] = "#34;",  ['#'] = "#35;",  ['$'] = "#36;",  ['%'] = "#37;",
    ['&'] = "#38;",  ['\''] = "#39;", ['('] = "#40;",  [')'] = "#41;",  ['*'] = "#42;",
    [';'] = "#59;",  ['<'] = "#60;",  ['='] = "#61;",  ['>'] = "#62;",  ['@'] = "#64;",
    ['['] = "#91;",  ['\\'] = "#92;", [']'] = "#93;",  ['^'] = "#94;",  ['`'] = "#96;",
    ['{'] = "#123;", ['|'] = "#124;", ['}'] = "#125;", ['~'] = "#126;", ['\t'] = " ",
    ['\n'] = " ",    ['\r'] = " "};
static const byte_escapes escapes = {ascii, byte_unsafe_mark};

static void write_node(byte_out *out, const char *name, const graph_label *label)
{
    static const char *const classes[GRAPH_STYLES] = {
        [GRAPH_ROOT] = "root", [GRAPH_SYMPTOM] = "symptom",   [GRAPH_AT_RISK] = "risk",
        [GRAPH_GAP] = "gap",   [GRAPH_ACCEPTED] = "accepted",
    };
    byte_say(out, "  ");
    byte_say(out, name);
    byte_say(out, "[\"");
    graph_text(out, label, &escapes, "<br/>");
    byte_say(out, "\"]:::");
    byte_say(out, classes[label->style]);
    byte_say(out, "\n");
}

static void write_edge(byte_out *out, const char *from, const char *to, inq_str why,
                       graph_style style)
{
    static const char *const arrows[GRAPH_STYLES] = {
        [GRAPH_ROOT] = " -->", [GRAPH_SYMPTOM] = " -->",  [GRAPH_AT_RISK] = " -.->",
        [GRAPH_GAP] = " -.-",  [GRAPH_ACCEPTED] = " -->",
    };
    byte_say(out, "  ");
    byte_say(out, from);
    byte_say(out, arrows[style]);
    if (why.len) {
        byte_say(out, "|\"");
        byte_cut(out, why, GRAPH_NOTE_MOST, &escapes);
        byte_say(out, "\"|");
    }
    byte_say(out, " ");
    byte_say(out, to);
    byte_say(out, "\n");
}

static inq_status emit_mermaid(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                               const inq_writer *writer)
{
    static const graph_form form = {write_node, write_edge};
    byte_out out;
    byte_begin(&out, ctx, writer);
    byte_say(&out, "flowchart LR\n"
                   "  classDef root fill:#f4b6b6,stroke:#8c1c1c,stroke-width:2px\n"
                   "  classDef symptom fill:#fbe3c8,stroke:#8c5a1c\n"
                   "  classDef risk fill:#ffffff,stroke:#666666\n"
                   "  classDef gap fill:#ffffff,stroke:#666666,stroke-dasharray:4 4\n"
                   "  classDef accepted fill:#e4e4e4,stroke:#666666\n");
    const inq_status drawn = graph_draw(&out, host, report, &form);
    return drawn == INQ_OK ? byte_finish(&out) : drawn;
}

static const inq_output mermaid_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/vnd.mermaid",
    .suffix = "mmd",
    .emit = emit_mermaid,
};

INQ_PLUGIN(.id = "mermaid", .version = "0.1.0", .summary = "the causes as a flowchart of Mermaid",
           .license = "MIT", .output = &mermaid_output);
