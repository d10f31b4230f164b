/* SPDX-License-Identifier: MIT */
/*
 * text: the report for a person at a terminal. The first screen answers in this order: how much
 * is broken, what is the root of it and why we think so, what to do, what hangs on it; then what
 * is merely not well, what the inputs themselves show, and what could not be read. What a root
 * explains is told under the root and nowhere else. With view->cards every resource shown gets
 * its full card instead. Nothing is coloured and nothing folded unless the view asks for it.
 */
#include "plugins/lib/replay_text.h"
#include "plugins/lib/report_card.h"
#include "plugins/lib/report_places.h"
#include "plugins/lib/report_text.h"

#define AT_RISK_SHOWN 5
#define LIST_SHOWN 12
/* Resources that are well are walked through only where there are no more of them: it takes time
 * and memory for each. */
#define WALKED_MOST 1000

/* Items told so far, against the limit of the first screen. */
typedef struct budget {
    size_t left;
    size_t hidden;
} budget;

static bool spend(budget *items)
{
    if (items->left) {
        items->left--;
        return true;
    }
    items->hidden++;
    return false;
}

/* ---- head --------------------------------------------------------------------------------- */

/* Goes on in this line, or in the next one where `columns` more do not fit. */
static void make_room(text_out *out, size_t columns)
{
    if (out->width && text_at(out) + columns > out->width) {
        text_line(out);
        text_pad(out, REPORT_KEY);
    }
}

static void write_base(text_out *out, inq_str base)
{
    if (!base.len)
        return;
    text_tab(out, 1, 0);
    make_room(out, 4 + text_columns(base, REPORT_ID_MOST));
    text_say(out, "in ");
    text_cut(out, (inq_str){base.ptr, base.len - 1}, REPORT_ID_MOST);
}

static void write_as_of(text_out *out, const inq_report *report)
{
    static const char none[] = "as of unknown: no capture time in the dumps";
    const char *origin = report_as_of_origin(report->as_of_by);
    const size_t known = 6 + report->as_of.len + strlen(origin);
    text_tab(out, 1, 0);
    make_room(out, report->as_of.len ? known : strlen(none));
    if (!report->as_of.len) {
        text_say(out, none);
        return;
    }
    text_say(out, "as of ");
    text_put(out, report->as_of);
    text_say(out, origin);
}

static void write_head(const report_screen *screen)
{
    const inq_report *report = screen->report;
    text_out *out = screen->out;
    text_say(out, "inquest: ");
    text_count(out, report->n_inputs, "input", "inputs");
    write_base(out, screen->base);
    text_say(out, ",");
    text_tab(out, 1, 0);
    make_room(out, report_digits(report->n_resources) + strlen(" resources,"));
    text_count(out, report->n_resources, "resource", "resources");
    text_say(out, ",");
    write_as_of(out, report);
    text_line(out);
}

static size_t count_symptoms(const inq_report *report)
{
    size_t n = report->n_unlisted_symptoms;
    for (size_t i = 0; i < report->n_unhealthy; i++)
        n += report->unhealthy[i]->root != NULL;
    return n;
}

static void write_roots(text_out *out, const inq_report *report)
{
    const size_t symptoms = count_symptoms(report);
    if (!report->n_roots && !symptoms)
        return;
    text_tab(out, 8, 0);
    if (report->n_roots)
        text_count(out, report->n_roots, "root cause", "root causes");
    if (symptoms) {
        text_say(out, report->n_roots ? ", " : "");
        text_count(out, symptoms, "symptom", "symptoms");
    }
}

static void write_counts(text_out *out, const inq_report *report)
{
    size_t gap = REPORT_KEY;
    for (unsigned i = 0; i < INQ_N_HEALTH; i++) {
        if (!report_counted(report, i))
            continue;
        text_tab(out, gap, 0);
        text_number(out, report_counted(report, i));
        text_say(out, " ");
        report_colored(out, (inq_health)i, report_health_name((inq_health)i));
        gap = 3;
    }
    write_roots(out, report);
    text_line(out);
}

/* Of the resources that count, none is anything but healthy. */
static bool all_healthy(const inq_report *report)
{
    return report->n_unhealthy + report->n_unlisted == report->n_tombstones;
}

static void write_nothing(text_out *out, const inq_report *report)
{
    if (report->n_tombstones)
        text_say(out, "nothing but tombstones");
    else if (!report->n_inputs)
        text_say(out, "nothing was read");
    else if (report_any_recognised(report))
        text_say(out, "no resource to show");
    else
        text_say(out, "nothing was recognised; --list-inputs tells how each input was read");
}

/* Whether the gaps of what is well are looked for: where all fits on the screen, and where all is
 * well, for then there is little else to tell. */
static bool walks(const inq_report *report)
{
    const uint64_t most = report->view ? report->view->limit : 0;
    if (!most || report->n_resources <= most)
        return true;
    return all_healthy(report) && report->n_resources <= WALKED_MOST;
}

static void write_remark(text_out *out, const char *remark)
{
    text_say(out, ";");
    text_tab(out, 1, 0);
    make_room(out, strlen(remark));
    text_say(out, remark);
}

static void write_all_healthy(text_out *out, const inq_report *report)
{
    const uint64_t healthy = report->by_health[INQ_HEALTHY];
    text_style(out, "32");
    text_say(out, healthy == 1 ? "the one resource is healthy" : "all ");
    if (healthy > 1) {
        text_number(out, healthy);
        text_say(out, " resources are healthy");
    }
    text_unstyle(out);
    if (!report->as_of.len)
        write_remark(out, "without a time nothing is said about age");
    if (!walks(report))
        write_remark(out, "--limit 0 also looks for gaps");
}

/* The one line instead of the counts, where there is nothing to tell apart. */
static void write_calm(text_out *out, const inq_report *report)
{
    text_pad(out, REPORT_KEY);
    if (report->by_health[INQ_HEALTHY])
        write_all_healthy(out, report);
    else
        write_nothing(out, report);
    if (report->partial)
        write_remark(out, "not all of the input could be read, see below");
    text_line(out);
}

/* ---- roots -------------------------------------------------------------------------------- */

static void write_title(text_out *out, const inq_resource *resource)
{
    const inq_finding *cause = resource->cause;
    const inq_str title = cause && cause->title.len ? cause->title : resource->reason;
    if (!title.len)
        return;
    text_pad(out, REPORT_KEY);
    report_fold(out, title, REPORT_KEY, REPORT_TEXT_MOST);
    text_line(out);
}

/** What else may be the cause, likeliest first. */
static void write_alternatives(text_out *out, const inq_resource *resource)
{
    const inq_finding *other = report_hypothesis(resource, 1);
    for (; other; other = report_hypothesis(resource, other->hypothesis)) {
        report_key(out, "or");
        report_fold(out, other->title, REPORT_VALUE, REPORT_TEXT_MOST);
        text_say(out, ", confidence ");
        text_say(out, report_confidence_name(other->confidence));
        text_line(out);
    }
}

static void write_block(const report_screen *screen, const inq_resource *resource)
{
    text_out *out = screen->out;
    const report_evidence evidence = {resource->evidence, resource->n_evidence};
    const size_t at_risk = screen->limit == SIZE_MAX ? SIZE_MAX : AT_RISK_SHOWN;
    text_line(out);
    report_title_line(out, resource);
    write_title(out, resource);
    report_why(screen, evidence);
    write_alternatives(out, resource);
    report_field(out, "do", resource->cause ? resource->cause->remedy : (inq_str){NULL, 0});
    report_root_line(out, resource);
    report_breaks(screen, resource);
    report_list(out, "at risk", resource->at_risk, resource->n_at_risk, at_risk);
    report_gaps(out, resource, screen->limit);
}

static void write_blocks(const report_screen *screen, budget *items)
{
    const inq_report *report = screen->report;
    for (size_t i = 0; i < report->n_unhealthy && screen->out->status == INQ_OK; i++) {
        const inq_resource *resource = report->unhealthy[i];
        if (report_place_of(report, resource) == REPORT_AS_BLOCK && spend(items))
            write_block(screen, resource);
    }
}

/* ---- what is not well but not broken ------------------------------------------------------ */

/* The reason and where it is written beside the id, or below it where they do not fit. */
static void write_line(const report_screen *screen, const inq_resource *resource, size_t reason_at)
{
    text_out *out = screen->out;
    const inq_evidence *evidence = report_main_evidence(resource);
    const size_t columns = evidence ? 2 + report_place_columns(screen, evidence) : 0;
    const size_t needed = text_columns(resource->reason, REPORT_VALUE_MOST) + columns;
    report_label(out, resource->health);
    text_tab(out, 1, 13);
    text_cut(out, resource->id, REPORT_ID_MOST);
    if (out->width && report_most(text_at(out) + 2, reason_at) + needed > out->width) {
        text_line(out);
        text_pad(out, 13);
    } else {
        text_tab(out, 2, reason_at);
    }
    report_fold(out, resource->reason, 13, REPORT_VALUE_MOST);
    if (evidence) {
        text_gap(out, columns - 2, 13);
        report_place(screen, evidence);
    }
    text_line(out);
}

/* The column where the reasons of the first `most` lines stand. */
static size_t reason_column(const inq_report *report, size_t most)
{
    size_t widest = 0;
    for (size_t i = 0; i < report->n_unhealthy && most; i++) {
        if (report_place_of(report, report->unhealthy[i]) != REPORT_AS_LINE)
            continue;
        widest = report_most(widest, text_columns(report->unhealthy[i]->id, 50));
        most--;
    }
    return 13 + widest + 2;
}

static void write_lines(const report_screen *screen, budget *items)
{
    const inq_report *report = screen->report;
    const size_t reason_at = reason_column(report, items->left);
    bool first = true;
    for (size_t i = 0; i < report->n_unhealthy && screen->out->status == INQ_OK; i++) {
        const inq_resource *resource = report->unhealthy[i];
        if (report_place_of(report, resource) != REPORT_AS_LINE || !spend(items))
            continue;
        if (first)
            text_line(screen->out);
        first = false;
        write_line(screen, resource, reason_at);
    }
}

/* ---- what the dumps do not show ----------------------------------------------------------- */

/* Whether the gaps of `resource` are told here: a block tells its own, and those of a symptom say
 * less than its root does. */
static bool tells_gaps(const inq_report *report, const inq_resource *resource)
{
    return resource->n_gaps &&
           (resource->health == INQ_HEALTHY || report_place_of(report, resource) == REPORT_AS_LINE);
}

/* `missing ID`, and its gaps below it. */
static void write_gaps(text_out *out, const char *key, const inq_resource *resource)
{
    report_key(out, key);
    text_cut(out, resource->id, REPORT_ID_MOST);
    text_line(out);
    for (size_t i = 0; i < resource->n_gaps; i++) {
        text_pad(out, REPORT_VALUE + 2);
        report_gap(out, resource->gaps[i]);
        text_line(out);
    }
}

/* One more than fits is looked for, and then no further. */
static void write_missing(const report_screen *screen)
{
    const inq_report *report = screen->report;
    const size_t most = screen->items;
    size_t shown = 0;
    if (!walks(report))
        return;
    for (size_t cursor = 0; shown <= most && screen->out->status == INQ_OK;) {
        const inq_resource *resource = report->next(report, &cursor);
        if (!resource)
            return;
        if (!tells_gaps(report, resource))
            continue;
        if (shown == 0)
            text_line(screen->out);
        if (shown++ < most)
            write_gaps(screen->out, shown == 1 ? "missing" : "", resource);
    }
    report_key(screen->out, "");
    text_say(screen->out, "and more; --limit 0 shows all");
    text_line(screen->out);
}

/* ---- findings about inputs ---------------------------------------------------------------- */

static void write_input_finding(const report_screen *screen, const inq_finding *finding)
{
    text_out *out = screen->out;
    static const char *const labels[] = {"INFO", "WARNING", "ERROR", "CRITICAL"};
    const size_t severity = report_least((size_t)finding->severity, INQ_SEVERITY_CRITICAL);
    const report_evidence evidence = {finding->evidence, finding->n_evidence};
    text_line(out);
    text_style(out, severity >= INQ_SEVERITY_ERROR ? "1;31" : "33");
    text_say(out, labels[severity]);
    text_unstyle(out);
    text_tab(out, 1, REPORT_VALUE);
    report_fold(out, finding->title, REPORT_VALUE, REPORT_TEXT_MOST);
    text_line(out);
    report_why(screen, evidence);
    report_field(out, "do", finding->remedy);
    report_field(out, "rule", finding->rule);
}

static void write_input_findings(const report_screen *screen, budget *items)
{
    const inq_report *report = screen->report;
    for (size_t i = 0; i < report->n_findings && screen->out->status == INQ_OK; i++) {
        const inq_finding *finding = report->findings[i];
        if (!finding->resource.len && finding->severity >= INQ_SEVERITY_WARNING && spend(items))
            write_input_finding(screen, finding);
    }
}

/* ---- what is suppressed ------------------------------------------------------------------- */

/* `suppressed  ID  reason (owner, until DATE)`. */
static void write_suppressed_one(text_out *out, const inq_suppressed *one)
{
    text_say(out, "suppressed  ");
    text_cut(out, one->resource, REPORT_ID_MOST);
    text_gap(out, 2, REPORT_VALUE);
    report_fold(out, one->reason, REPORT_VALUE, REPORT_VALUE_MOST);
    if (one->owner.len || one->expires.len) {
        text_say(out, " (");
        text_cut(out, one->owner, REPORT_VALUE_MOST);
        text_say(out, one->expires.len && one->owner.len ? ", " : "");
        text_say(out, one->expires.len ? "until " : "");
        text_put(out, one->expires);
        text_say(out, ")");
    }
    text_line(out);
}

static void write_suppressed(const report_screen *screen)
{
    const inq_report *report = screen->report;
    size_t i = 0;
    if (report->n_suppressed)
        text_line(screen->out);
    for (; i < report->n_suppressed && i < screen->items && screen->out->status == INQ_OK; i++)
        write_suppressed_one(screen->out, report->suppressed[i]);
    if (i == report->n_suppressed)
        return;
    text_say(screen->out, "… and ");
    text_number(screen->out, report->n_suppressed - i);
    text_say(screen->out, " more suppressed; --limit 0 shows all");
    text_line(screen->out);
}

/* ---- what is new -------------------------------------------------------------------------- */

/* `new  ID`: what was not in the baseline, or not as bad. */
static void write_fresh(const report_screen *screen, const inq_baseline *baseline)
{
    size_t i = 0;
    for (; i < baseline->n_fresh && i < screen->items && screen->out->status == INQ_OK; i++) {
        text_say(screen->out, "new");
        text_tab(screen->out, 2, REPORT_VALUE);
        text_cut(screen->out, baseline->fresh[i], REPORT_ID_MOST);
        text_line(screen->out);
    }
    if (i == baseline->n_fresh)
        return;
    text_say(screen->out, "… and ");
    text_number(screen->out, baseline->n_fresh - i);
    text_say(screen->out, " more new; --limit 0 shows all");
    text_line(screen->out);
}

static void write_baseline(const report_screen *screen)
{
    const inq_baseline *baseline = screen->report->baseline;
    text_out *out = screen->out;
    if (!baseline)
        return;
    text_line(out);
    text_say(out, "known");
    text_tab(out, 2, REPORT_VALUE);
    text_number(out, baseline->n_known);
    text_say(out, baseline->n_known == 1 ? " is" : " are");
    text_say(out, " as in the baseline");
    if (baseline->as_of.len) {
        text_say(out, " of ");
        text_put(out, baseline->as_of);
    }
    text_say(out, ", ");
    text_number(out, baseline->n_fresh);
    text_say(out, baseline->n_fresh == 1 ? " is new or worse" : " are new or worse");
    text_line(out);
    write_fresh(screen, baseline);
}

/* ---- what is left out, and what could not be read ----------------------------------------- */

static void write_more(text_out *out, size_t hidden)
{
    if (!hidden)
        return;
    text_line(out);
    text_say(out, "… and ");
    text_number(out, hidden);
    text_say(out, " more; --limit 0 shows all");
    text_line(out);
}

static void write_tombstones(text_out *out, const inq_report *report)
{
    if (!report->n_tombstones)
        return;
    text_line(out);
    text_count(out, report->n_tombstones, "tombstone", "tombstones");
    text_say(out, report->n_tombstones == 1 ? ": a deletion" : ": deletions");
    text_say(out, " that nothing here misses, not counted");
    text_line(out);
}

static void write_diag(const report_screen *screen, const inq_diag *diag)
{
    text_out *out = screen->out;
    text_pad(out, REPORT_KEY);
    if (diag->input.len) {
        text_cut(out, report_path_local(screen->base, diag->input), REPORT_ID_MOST);
        if (diag->line) {
            text_say(out, ":");
            text_number(out, diag->line);
            text_say(out, ":");
            text_number(out, diag->column);
        }
        text_tab(out, 1, 0);
    }
    text_put(out, diag->code);
    text_tab(out, 1, 0);
    report_fold(out, diag->message, REPORT_KEY + 2, REPORT_TEXT_MOST);
    text_line(out);
    if (!screen->verbose || !diag->hint.len)
        return;
    text_pad(out, REPORT_KEY + 2);
    report_fold(out, diag->hint, REPORT_KEY + 2, REPORT_TEXT_MOST);
    text_line(out);
}

/* A heading and the diagnostics of one level below it; nothing when there are none. */
static void write_diags(const report_screen *screen, const char *title, inq_level level)
{
    const inq_report *report = screen->report;
    budget lines = {.left = screen->limit};
    bool first = true;
    for (size_t i = 0; i < report->n_diags && screen->out->status == INQ_OK; i++) {
        if (report->diags[i]->level != level)
            continue;
        if (first) {
            text_line(screen->out);
            text_say(screen->out, title);
            text_line(screen->out);
        }
        first = false;
        if (spend(&lines))
            write_diag(screen, report->diags[i]);
    }
    if (!lines.hidden)
        return;
    text_pad(screen->out, REPORT_KEY);
    text_say(screen->out, "… and ");
    text_number(screen->out, lines.hidden);
    text_say(screen->out, " more; --limit 0 shows all");
    text_line(screen->out);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static void write_cards(const report_screen *screen)
{
    const inq_report *report = screen->report;
    size_t cursor = 0;
    while (screen->out->status == INQ_OK) {
        const inq_resource *resource = report->next(report, &cursor);
        if (!resource)
            return;
        text_line(screen->out);
        report_card(screen, resource);
    }
}

/* The resources. Cards tell everything, so there is no first screen beside them. */
static void write_resources(const report_screen *screen, bool cards)
{
    budget items = {.left = screen->items, .hidden = screen->report->n_unlisted_items};
    if (cards) {
        write_cards(screen);
    } else {
        write_blocks(screen, &items);
        write_lines(screen, &items);
        write_missing(screen);
    }
    write_input_findings(screen, &items);
    write_more(screen->out, items.hidden);
    if (!cards)
        write_tombstones(screen->out, screen->report);
    write_suppressed(screen);
    write_baseline(screen);
}

static inq_status emit_text(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                            const inq_writer *writer)
{
    static const inq_view plain = {.size = sizeof plain, .limit = 20};
    const inq_view *view = report->view ? report->view : &plain;
    const bool all = view->limit == 0;
    text_out out;
    text_begin(&out, ctx, writer, view);
    const report_screen screen = {
        .out = &out,
        .ctx = ctx,
        .host = host,
        .report = report,
        .base = report_path_base(report),
        .items = all ? SIZE_MAX : view->limit,
        .limit = all ? SIZE_MAX : LIST_SHOWN,
        .verbose = view->verbose,
    };
    write_head(&screen);
    if (all_healthy(report))
        write_calm(&out, report);
    else
        write_counts(&out, report);
    write_resources(&screen, view->cards);
    write_diags(&screen, "not read in full:", INQ_ERROR);
    write_diags(&screen, "notes:", INQ_WARNING);
    if (screen.verbose)
        write_diags(&screen, "remarks:", INQ_INFO);
    return text_finish(&out);
}

static inq_status emit_diff(inq_ctx *ctx, const inq_host *host, const inq_diff *diff,
                            const inq_writer *writer)
{
    (void)host;
    return history_text_diff(ctx, diff, writer);
}

static inq_status emit_timeline(inq_ctx *ctx, const inq_host *host, const inq_timeline *timeline,
                                const inq_writer *writer)
{
    (void)host;
    return history_text_timeline(ctx, timeline, writer);
}

static inq_status emit_replay(inq_ctx *ctx, const inq_host *host, const inq_replay *replay,
                              const inq_writer *writer)
{
    (void)host;
    return replay_text(ctx, replay, writer);
}

static const inq_output text_output = {
    .size = (uint32_t)sizeof(inq_output),
    .flags = INQ_OUTPUT_SCREEN | INQ_OUTPUT_SHORT,
    .mime = "text/plain; charset=utf-8",
    .suffix = "txt",
    .emit = emit_text,
    .emit_diff = emit_diff,
    .emit_timeline = emit_timeline,
    .emit_replay = emit_replay,
};

INQ_PLUGIN(.id = "text", .version = "0.1.0", .summary = "what is broken, why, and what to do",
           .license = "MIT", .output = &text_output);
