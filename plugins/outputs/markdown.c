/* SPDX-License-Identifier: MIT */
/*
 * markdown: an incident document to paste into a tracker. In this order: a summary; what is down
 * and whose it is; each root cause with what it rests on, what to do and what it breaks; what the
 * dumps show when; what contradicts; what is missing and how to get it; and what was read. Every
 * list ends at view->limit, for trackers bound the length of a text. history_md.h has the documents
 * about what changed and what happened.
 */
#include "plugins/lib/history_md.h"
#include "plugins/lib/md_page.h"
#include "plugins/lib/replay_md.h"
#include "plugins/lib/report_command.h"
#include "plugins/lib/report_places.h"

/* Resources that are well are walked through for their gaps only where there are few. */
#define WALKED_MOST 1000
#define OWNERS_MOST 50
#define MOMENTS_MOST 4096
#define MOMENT_NAMES 6
#define QUOTES_MOST 2
#define COMMANDS_MOST 256

/* Whether a resource counts as part of the incident. */
static bool is_told(const page *p, const inq_resource *resource)
{
    const report_told told = report_place_of(p->report, resource);
    return told != REPORT_AS_TOMBSTONE && told != REPORT_AS_SUPPRESSED;
}

/* ---- summary ------------------------------------------------------------------------------ */

static void write_counts(const page *p)
{
    bool first = true;
    for (size_t i = INQ_N_HEALTH; i-- > 0;) {
        const uint64_t n = report_counted(p->report, (unsigned)i);
        if (!n)
            continue;
        md_say(p->out, first ? ": " : ", ");
        md_number(p->out, n);
        md_say(p->out, " ");
        write_word(p->out, report_health_name((inq_health)i));
        first = false;
    }
}

static void write_roots_sentence(const page *p)
{
    const size_t symptoms = report_symptoms(p->report);
    if (!p->report->n_roots)
        return;
    md_say(p->out, " **");
    md_count(p->out, p->report->n_roots, "root cause", "root causes");
    if (symptoms) {
        md_say(p->out, p->report->n_roots == 1 ? " explains " : " explain ");
        md_count(p->out, symptoms, "other", "others");
    }
    md_say(p->out, "**.");
}

static void write_summary(const page *p)
{
    const inq_report *report = p->report;
    if (!report->n_resources)
        md_say(p->out,
               report_any_recognised(report) ? "No resource to show" : "Nothing was recognised");
    else if (report_all_healthy(report))
        md_say(p->out, "All that counts is healthy");
    else
        md_count(p->out, report->n_resources, "resource", "resources");
    write_counts(p);
    md_say(p->out, ".");
    write_roots_sentence(p);
    md_say(p->out, report->as_of.len ? " As of " : " The dumps do not tell when they were taken.");
    md_text(p->out, report->as_of);
    if (report->as_of.len) {
        md_say(p->out, report_as_of_origin(report->as_of_by));
        md_say(p->out, ".");
    }
    md_line(p->out);
    if (report->partial)
        md_say(p->out, "\n**Not all of the input could be read; see the appendix.**\n");
}

/* ---- impact ------------------------------------------------------------------------------- */

static void write_since(const page *p, const inq_resource *resource)
{
    md_text(p->out, resource->since_at);
    if (!resource->since_after.len)
        return;
    md_say(p->out, resource->since_at.len ? ", otherwise at " : "otherwise at ");
    md_text(p->out, resource->since_after);
}

static void write_impact_row(const page *p, const inq_resource *resource)
{
    md_out *out = p->out;
    md_say(out, "| ");
    write_word(out, report_health_name(resource->health));
    md_next(out);
    md_code(out, resource->id);
    md_next(out);
    md_code(out, resource->owner);
    md_next(out);
    write_since(p, resource);
    md_next(out);
    if (resource->root) {
        md_text(out, resource->via_why);
        md_say(out, ": ");
        md_code(out, resource->via ? resource->via->id : resource->root->id);
    } else {
        md_text(out, report_title(resource));
    }
    md_say(out, " |\n");
}

typedef struct owner {
    inq_str name;
    size_t n;
} owner;

/* The owners of what is told, in the order of the report; past OWNERS_MOST they are left out. */
static size_t list_owners(const page *p, owner *owners)
{
    size_t n = 0;
    for (size_t i = 0; i < p->report->n_unhealthy; i++) {
        const inq_resource *resource = p->report->unhealthy[i];
        size_t at = 0;
        if (!resource->owner.len || !is_told(p, resource))
            continue;
        while (at < n && !report_same(owners[at].name, resource->owner))
            at++;
        if (at == OWNERS_MOST)
            continue;
        if (at == n)
            owners[n++] = (owner){resource->owner, 0};
        owners[at].n++;
    }
    return n;
}

static void write_owners(const page *p)
{
    owner owners[OWNERS_MOST];
    const size_t n = list_owners(p, owners);
    if (n)
        md_say(p->out, "\nTo be told: ");
    for (size_t i = 0; i < n; i++) {
        md_say(p->out, i ? ", " : "");
        md_code(p->out, owners[i].name);
        md_say(p->out, " (");
        md_number(p->out, owners[i].n);
        md_say(p->out, ")");
    }
    if (n)
        md_say(p->out, ".\n");
}

static void write_impact(const page *p)
{
    size_t shown = 0;
    size_t rest = 0;
    if (report_all_healthy(p->report))
        return;
    md_heading(p->out, "## Impact");
    md_table(p->out, "Health | Resource | Owner | Since | Why");
    for (size_t i = 0; i < p->report->n_unhealthy && writes(p); i++) {
        if (!is_told(p, p->report->unhealthy[i]))
            continue;
        if (shown == p->limit) {
            rest++;
            continue;
        }
        shown++;
        write_impact_row(p, p->report->unhealthy[i]);
    }
    md_table_end(p->out);
    write_rest(p, rest);
    write_owners(p);
}

/* ---- root causes -------------------------------------------------------------------------- */

static void write_facts(const page *p, const char *heading, const report_facts *facts)
{
    if (facts->n)
        md_say(p->out, heading);
    for (size_t i = 0; i < facts->n && writes(p); i++) {
        const inq_evidence *it = facts->fact[i];
        md_say(p->out, "- ");
        write_place(p, it->input, it->line);
        md_say(p->out, " ");
        md_text(p->out, it->fact);
        md_say(p->out, ": ");
        md_code(p->out, it->value);
        md_line(p->out);
    }
}

static void write_quoted_line(const page *p, const inq_evidence *evidence, size_t i)
{
    const inq_excerpt *excerpt = evidence->excerpt;
    const uint64_t line = (uint64_t)excerpt->first_line + i;
    const size_t most = report_digits((uint64_t)excerpt->first_line + excerpt->n_text);
    md_say(p->out, line == evidence->line ? "> " : "  ");
    md_repeat(p->out, ' ', most - report_least(most, report_digits(line)));
    md_number(p->out, line);
    md_say(p->out, excerpt->text[i].len ? "  " : "");
    md_verbatim(p->out, excerpt->text[i]);
    md_line(p->out);
}

static void write_quote(const page *p, const inq_evidence *evidence)
{
    const inq_excerpt *excerpt = evidence->excerpt;
    size_t ticks = 0;
    for (size_t i = 0; i < excerpt->n_text; i++)
        ticks = report_most(ticks, md_run(excerpt->text[i], '`'));
    md_line(p->out);
    write_place(p, evidence->input, evidence->line);
    md_say(p->out, "\n\n");
    md_fence(p->out, ticks, "text");
    for (size_t i = 0; i < excerpt->n_text && writes(p); i++)
        write_quoted_line(p, evidence, i);
    md_fence(p->out, ticks, "");
}

/* Whether the lines of `it` are among those of `other`. */
static bool is_quoted(const inq_evidence *other, const inq_evidence *it)
{
    return report_same(other->input, it->input) && it->line >= other->excerpt->first_line &&
           it->line - other->excerpt->first_line < other->excerpt->n_text;
}

static void write_quotes(const page *p, const report_facts *facts)
{
    const inq_evidence *quoted[QUOTES_MOST];
    size_t n = 0;
    for (size_t i = 0; i < facts->n && n < QUOTES_MOST; i++) {
        bool known = !facts->fact[i]->excerpt;
        for (size_t k = 0; k < n && !known; k++)
            known = is_quoted(quoted[k], facts->fact[i]);
        if (known)
            continue;
        quoted[n++] = facts->fact[i];
        write_quote(p, facts->fact[i]);
    }
}

static void write_alternatives(const page *p, const inq_resource *resource)
{
    const inq_finding *other = report_hypothesis(resource, 1);
    if (other)
        md_say(p->out, "\nWhat else it may be:\n\n");
    for (; other; other = report_hypothesis(resource, other->hypothesis)) {
        md_say(p->out, "- ");
        md_text(p->out, text_head(other->title, REPORT_TEXT_MOST));
        md_say(p->out, ", confidence ");
        md_say(p->out, report_confidence_name(other->confidence));
        md_line(p->out);
    }
}

static void write_why(const page *p, const inq_resource *resource)
{
    const report_evidence list = {resource->evidence, resource->n_evidence};
    report_facts why = {.n = 0};
    report_facts but = {.n = 0};
    report_pick_sides(&why, &but, list);
    write_facts(p, "\nWhy:\n\n", &why);
    write_quotes(p, &why);
    write_facts(p, "\nWhat speaks against it:\n\n", &but);
    write_alternatives(p, resource);
}

/* The commands that a remedy names, each on a line of its own in one fence. */
static void write_commands(const page *p, inq_str remedy)
{
    const size_t ticks = md_run(remedy, '`');
    size_t at = 0;
    inq_str command = report_command_next(remedy, &at);
    if (!command.len)
        return;
    md_line(p->out);
    md_fence(p->out, ticks, "sh");
    for (; command.len && writes(p); command = report_command_next(remedy, &at)) {
        md_verbatim(p->out, command);
        md_line(p->out);
    }
    md_fence(p->out, ticks, "");
}

static void write_remedy(const page *p, const inq_resource *resource)
{
    if (!resource->cause || !resource->cause->remedy.len)
        return;
    md_say(p->out, "\nWhat to do: ");
    md_text(p->out, resource->cause->remedy);
    md_line(p->out);
    write_commands(p, resource->cause->remedy);
}

static void write_breaks(const page *p, const inq_resource *root)
{
    report_tree tree;
    if (!report_tree_make(&tree, p->ctx, p->host, root, p->limit)) {
        lack_memory(p);
        return;
    }
    if (tree.n)
        md_say(p->out, "\nWhat it breaks:\n\n");
    for (size_t i = 0; i < tree.n && writes(p); i++) {
        const inq_resource *it = tree.rows[i].resource;
        md_repeat(p->out, ' ', 2 * tree.rows[i].depth);
        md_say(p->out, "- ");
        md_code(p->out, it->id);
        md_say(p->out, " ");
        write_word(p->out, report_health_name(it->health));
        md_say(p->out, ": ");
        md_text(p->out, it->via_why.len ? it->via_why : it->reason);
        md_line(p->out);
    }
    write_rest(p, root->n_symptoms - tree.n);
}

static void write_at_risk(const page *p, const inq_resource *root)
{
    const size_t shown = report_least(root->n_at_risk, p->limit);
    if (shown)
        md_say(p->out, "\nStill works, but at risk:\n\n");
    for (size_t i = 0; i < shown && writes(p); i++) {
        md_say(p->out, "- ");
        md_code(p->out, root->at_risk[i]);
        md_line(p->out);
    }
    write_rest(p, root->n_at_risk - shown);
}

static void write_verdict(const page *p, const inq_resource *resource)
{
    const char *phase = report_phase_name(resource->phase);
    const char *sure = report_confidence_name(resource->confidence);
    md_say(p->out, "**");
    md_text(p->out, report_title(resource));
    md_say(p->out, ".**");
    if (phase) {
        md_say(p->out, " Phase ");
        md_say(p->out, phase);
        md_say(p->out, ", class ");
        md_text(p->out, resource->klass);
        md_say(p->out, ", confidence ");
        write_word(p->out, sure);
        md_say(p->out, ".");
    }
    md_line(p->out);
}

static void write_root(const page *p, const inq_resource *resource, size_t number)
{
    md_out *out = p->out;
    md_say(out, "\n### ");
    md_number(out, number);
    md_say(out, ". ");
    md_code(out, resource->id);
    md_say(out, " is ");
    write_word(out, report_health_name(resource->health));
    md_say(out, "\n\n");
    write_verdict(p, resource);
    write_remedy(p, resource);
    write_why(p, resource);
    write_breaks(p, resource);
    write_at_risk(p, resource);
}

static void write_roots(const page *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->report->n_unhealthy && writes(p); i++) {
        const inq_resource *resource = p->report->unhealthy[i];
        if (report_place_of(p->report, resource) != REPORT_AS_BLOCK)
            continue;
        if (n++ == 0)
            md_say(p->out, "\n## Root causes\n");
        if (n <= p->limit)
            write_root(p, resource, n);
    }
    write_rest(p, n - report_least(n, p->limit));
}

/* ---- timeline ----------------------------------------------------------------------------- */

/* What a time in the dumps is the time of. */
typedef enum moment_kind { CAPTURED, LAST_OTHERWISE, FIRST_SO } moment_kind;

typedef struct moment {
    inq_str at;
    moment_kind kind;
    inq_str what;
    size_t rank; /* keeps the order of the report */
} moment;

typedef struct times {
    moment *all;
    size_t n, most;
} times;

static int moment_order(const void *left, const void *right)
{
    const moment *a = left;
    const moment *b = right;
    const int order = report_compare(a->at, b->at);
    if (order)
        return order;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static void take_moment(times *line, inq_str at, moment_kind kind, inq_str what)
{
    if (!at.len || line->n == line->most)
        return;
    line->all[line->n] = (moment){at, kind, what, line->n};
    line->n++;
}

static void take_moments(const page *p, times *line)
{
    const inq_report *report = p->report;
    for (size_t i = 0; i < report->n_unhealthy; i++) {
        const inq_resource *resource = report->unhealthy[i];
        if (!is_told(p, resource))
            continue;
        take_moment(line, resource->since_after, LAST_OTHERWISE, resource->id);
        take_moment(line, resource->since_at, FIRST_SO, resource->id);
    }
    for (size_t i = 0; i < report->n_inputs; i++)
        take_moment(line, report->inputs[i]->captured_at, CAPTURED,
                    report_path_local(p->base, report->inputs[i]->path));
    qsort(line->all, line->n, sizeof line->all[0], moment_order);
}

/* One row for all that has the time and the kind of the i-th moment; returns the first after. */
static size_t write_moment(const page *p, const times *line, size_t i)
{
    static const char *const kinds[] = {
        [CAPTURED] = "captured: ",
        [LAST_OTHERWISE] = "last seen otherwise: ",
        [FIRST_SO] = "first seen not well: ",
    };
    const moment first = line->all[i];
    size_t n = 0;
    md_say(p->out, "| ");
    md_text(p->out, first.at);
    md_next(p->out);
    md_say(p->out, kinds[first.kind]);
    for (; i < line->n && line->all[i].kind == first.kind && report_same(line->all[i].at, first.at);
         i++, n++) {
        if (n >= MOMENT_NAMES)
            continue;
        md_say(p->out, n ? ", " : "");
        md_code(p->out, line->all[i].what);
    }
    if (n > MOMENT_NAMES) {
        md_say(p->out, " and ");
        md_number(p->out, n - MOMENT_NAMES);
        md_say(p->out, " more");
    }
    md_say(p->out, " |\n");
    return i;
}

static void write_timeline(const page *p)
{
    const inq_report *report = p->report;
    times line = {.most = report_least(report->n_inputs + 2 * report->n_unhealthy, MOMENTS_MOST)};
    if (!line.most)
        return;
    line.all = p->host->alloc(p->ctx, line.most * sizeof line.all[0], 16);
    if (!line.all) {
        lack_memory(p);
        return;
    }
    take_moments(p, &line);
    if (!line.n)
        return;
    md_heading(p->out, "## Timeline");
    md_say(p->out, "What the dumps show; between two captures nothing is known.\n\n");
    md_table(p->out, "Time | What");
    size_t rows = 0;
    size_t i = 0;
    for (; i < line.n && rows < p->limit && writes(p); rows++)
        i = write_moment(p, &line, i);
    md_table_end(p->out);
    write_rest(p, line.n - i);
}

/* ---- what contradicts, and remarks -------------------------------------------------------- */

/* A remark: a finding that explains no failure, but should be known. */
static bool is_remark(const inq_finding *finding)
{
    return finding->severity >= INQ_SEVERITY_WARNING &&
           (!finding->resource.len || report_same(finding->klass, REPORT_STR("note")));
}

static void write_remark(const page *p, const inq_finding *finding)
{
    md_say(p->out, "- ");
    md_text(p->out, finding->title);
    md_say(p->out, ". ");
    md_text(p->out, finding->remedy);
    for (size_t i = 0; i < report_least(finding->n_evidence, 4); i++) {
        const inq_evidence *it = finding->evidence[i];
        md_say(p->out, i ? ", " : " (");
        write_place(p, it->input, it->line);
        md_say(p->out, it->value.len ? " says " : "");
        md_code(p->out, it->value);
    }
    md_say(p->out, finding->n_evidence ? ")\n" : "\n");
}

static void write_remarks(const page *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->report->n_findings && writes(p); i++) {
        if (!is_remark(p->report->findings[i]))
            continue;
        if (n++ == 0)
            md_heading(p->out, "## Contradictions and remarks");
        if (n <= p->limit)
            write_remark(p, p->report->findings[i]);
    }
    write_rest(p, n - report_least(n, p->limit));
}

/* ---- what is missing ---------------------------------------------------------------------- */

typedef struct gaps {
    inq_str command[COMMANDS_MOST]; /* copies: what is well does not stay */
    size_t n;
    size_t shown, rest;
} gaps;

/* Whether the fence below the list will show `command`. */
static bool keep_command(const page *p, gaps *g, inq_str command)
{
    for (size_t i = 0; i < g->n; i++)
        if (report_same(g->command[i], command))
            return true;
    if (!command.len || g->n == COMMANDS_MOST)
        return false;
    char *copy = p->host->alloc(p->ctx, command.len, 1);
    if (!copy) {
        lack_memory(p);
        return false;
    }
    memcpy(copy, command.ptr, command.len);
    g->command[g->n++] = (inq_str){copy, command.len};
    return true;
}

static void write_gap(const page *p, gaps *g, const inq_resource *resource, inq_str gap)
{
    inq_str command;
    const inq_str what = report_gap_parts(gap, &command);
    if (g->shown == p->limit) {
        g->rest++;
        return;
    }
    if (g->shown++ == 0)
        md_heading(p->out, "## What the dumps do not show");
    md_say(p->out, "- ");
    md_code(p->out, resource->id);
    md_say(p->out, ": ");
    md_text(p->out, what);
    if (!keep_command(p, g, command) && command.len) {
        md_say(p->out, ": ");
        md_code(p->out, command);
    }
    md_line(p->out);
}

/* How far report->next() is followed: what is not well, or all where there is not much. */
static size_t walked(const page *p)
{
    const bool all = p->limit == SIZE_MAX || p->report->n_resources <= WALKED_MOST;
    return all ? SIZE_MAX : p->report->n_unhealthy;
}

static void write_captures(const page *p, const gaps *g)
{
    size_t ticks = 0;
    for (size_t i = 0; i < g->n; i++)
        ticks = report_most(ticks, md_run(g->command[i], '`'));
    if (!g->n)
        return;
    md_say(p->out, "\nTo capture next:\n\n");
    md_fence(p->out, ticks, "sh");
    for (size_t i = 0; i < g->n && writes(p); i++) {
        md_verbatim(p->out, g->command[i]);
        md_line(p->out);
    }
    md_fence(p->out, ticks, "");
}

static void write_gaps(const page *p)
{
    gaps *g = p->host->alloc(p->ctx, sizeof *g, 16);
    size_t cursor = 0;
    if (!g) {
        lack_memory(p);
        return;
    }
    for (size_t left = walked(p); left && writes(p); left--) {
        const inq_resource *resource = p->report->next(p->report, &cursor);
        if (!resource)
            break;
        if (resource->health != INQ_HEALTHY && !is_told(p, resource))
            continue;
        for (size_t i = 0; i < resource->n_gaps; i++)
            write_gap(p, g, resource, resource->gaps[i]);
    }
    write_rest(p, g->rest);
    write_captures(p, g);
}

/* ---- appendix ----------------------------------------------------------------------------- */

static void write_input(const page *p, const inq_input_info *input)
{
    md_out *out = p->out;
    md_say(out, "| ");
    md_code(out, report_path_local(p->base, input->path));
    md_next(out);
    md_text(out, input->format);
    md_next(out);
    md_text(out, input->captured_at);
    if (input->captured_by.len) {
        md_say(out, " by ");
        md_text(out, input->captured_by);
    }
    md_next(out);
    md_number(out, input->observations);
    md_say(out, " |\n");
}

static void write_inputs(const page *p)
{
    const size_t shown = report_least(p->report->n_inputs, p->limit);
    md_heading(p->out, "## Appendix: what was read");
    md_count(p->out, p->report->n_inputs, "input", "inputs");
    if (p->base.len) {
        md_say(p->out, " in ");
        md_code(p->out, (inq_str){p->base.ptr, p->base.len - 1});
    }
    md_say(p->out, ", read by ");
    md_text(p->out, p->report->tool);
    md_say(p->out, " ");
    md_code(p->out, p->report->version);
    md_say(p->out, ".\n");
    if (!shown)
        return;
    md_line(p->out);
    md_table(p->out, "Input | Format | Captured | Observations");
    for (size_t i = 0; i < shown && writes(p); i++)
        write_input(p, p->report->inputs[i]);
    md_table_end(p->out);
    write_rest(p, p->report->n_inputs - shown);
}

static void write_suppressed(const page *p)
{
    const size_t shown = report_least(p->report->n_suppressed, p->limit);
    if (shown)
        md_say(p->out, "\nAccepted for now, and left out above:\n\n");
    for (size_t i = 0; i < shown && writes(p); i++) {
        const inq_suppressed *one = p->report->suppressed[i];
        md_say(p->out, "- ");
        md_code(p->out, one->resource);
        md_say(p->out, ": ");
        md_text(p->out, one->reason);
        md_say(p->out, one->owner.len ? ", says " : "");
        md_code(p->out, one->owner);
        md_say(p->out, one->expires.len ? ", until " : "");
        md_text(p->out, one->expires);
        md_line(p->out);
    }
    write_rest(p, p->report->n_suppressed - shown);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static inq_status emit_markdown(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                                const inq_writer *writer)
{
    md_out out;
    const page p = {
        .out = &out,
        .ctx = ctx,
        .host = host,
        .report = report,
        .base = report_path_base(report),
        .limit = report->view && report->view->limit ? report->view->limit : SIZE_MAX,
    };
    md_begin(&out, ctx, writer);
    write_title(&p, report->view, "Incident report");
    write_summary(&p);
    write_impact(&p);
    write_roots(&p);
    write_timeline(&p);
    write_remarks(&p);
    write_gaps(&p);
    write_inputs(&p);
    write_diags(&p, report->view, report->diags, report->n_diags);
    write_suppressed(&p);
    return md_finish(&out);
}

static page page_over_time(md_out *out, inq_ctx *ctx, const inq_host *host, const inq_view *view)
{
    return (page){
        .out = out,
        .ctx = ctx,
        .host = host,
        .limit = view && view->limit ? view->limit : SIZE_MAX,
    };
}

static inq_status emit_diff(inq_ctx *ctx, const inq_host *host, const inq_diff *diff,
                            const inq_writer *writer)
{
    md_out out;
    page p = page_over_time(&out, ctx, host, diff->view);
    md_begin(&out, ctx, writer);
    history_md_diff(&p, diff);
    return md_finish(&out);
}

static inq_status emit_timeline(inq_ctx *ctx, const inq_host *host, const inq_timeline *timeline,
                                const inq_writer *writer)
{
    md_out out;
    page p = page_over_time(&out, ctx, host, timeline->view);
    md_begin(&out, ctx, writer);
    history_md_timeline(&p, timeline);
    return md_finish(&out);
}

static inq_status emit_replay(inq_ctx *ctx, const inq_host *host, const inq_replay *replay,
                              const inq_writer *writer)
{
    md_out out;
    page p = page_over_time(&out, ctx, host, replay->view);
    md_begin(&out, ctx, writer);
    replay_md(&p, replay);
    return md_finish(&out);
}

static const inq_output markdown_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/markdown; charset=utf-8",
    .suffix = "md",
    .emit = emit_markdown,
    .emit_diff = emit_diff,
    .emit_timeline = emit_timeline,
    .emit_replay = emit_replay,
};

INQ_PLUGIN(.id = "markdown", .version = "0.1.0",
           .summary = "an incident document to paste into a tracker", .license = "MIT",
           .output = &markdown_output);
