/* SPDX-License-Identifier: MIT */
/*
 * html_lanes.h: how a resource stood over time, as a drawing and in words.
 *
 * A lane is a drawing of its own as wide as its cell: places are per cent of it, so that it needs
 * no layout and fits any screen. A health has a colour, a letter and a thickness; hatched is what
 * changed unseen between two snapshots. What a drawing shows stands in words below it.
 */
#ifndef INQ_LIB_HTML_LANES_H
#define INQ_LIB_HTML_LANES_H

#include "history_time.h"
#include "html_page.h"

/* Lanes that are drawn, runs in a drawing and in words, and marks in a drawing. */
#define LANES_DRAWN 1000
#define LANE_RUNS 120
#define LANE_WORDS 12
#define LANE_MARKS 40
#define TICKS_MOST 120
/* What a letter of a label takes of HISTORY_SCALE on a narrow screen, and lengths of labels. */
#define LABEL_LETTER 220
#define LABEL_SHORT 5
#define LABEL_MOST 20

/* A timeline, and what its lanes are drawn with. */
typedef struct series {
    const page *p;
    const inq_timeline *timeline;
    history_scale scale;
    const inq_mark **marks; /* by resource, then by time */
} series;

static inline void say_short(const series *s, size_t moment)
{
    char room[HISTORY_ROOM];
    html_cut(s->p->out, history_short(&s->scale, moment, room), CELL_MOST);
}

/* `12.50%` */
static inline void say_percent(const page *p, uint64_t place)
{
    const uint64_t rest = place % 100;
    html_number(p->out, place / 100);
    say(p, rest < 10 ? ".0" : ".");
    html_number(p->out, rest);
    say(p, "%");
}

static inline void say_line(const page *p, uint64_t from, uint64_t to)
{
    say(p, "<line x1=\"");
    say_percent(p, from);
    say(p, "\" x2=\"");
    say_percent(p, to);
    say(p, "\" y1=\"50%\" y2=\"50%\"/>");
}

/* ---- in words ----------------------------------------------------------------------------- */

static inline void say_run(const series *s, const history_run *run)
{
    say_word(s->p, report_health_name(run->first->health));
    say(s->p, run->lead);
    if (run->from != SIZE_MAX)
        say_short(s, run->from);
    if (run->middle) {
        say(s->p, run->middle);
        say_short(s, run->last->last);
    }
}

/* The first runs of a lane and its last one. */
static inline void say_runs(const series *s, const inq_lane *lane)
{
    const size_t n = history_runs(lane);
    const size_t skipped = n > LANE_WORDS ? n - LANE_WORDS : 0;
    size_t i = 0;
    say(s->p, "<p class=\"runs\">");
    for (size_t k = 0; i < lane->n_stays; k++) {
        const history_run run = history_run_next(s->timeline, lane, &i);
        if (skipped && k >= LANE_WORDS - 1 && k + 1 < n)
            continue;
        say(s->p, k ? ", " : "");
        if (skipped && k + 1 == n) {
            say(s->p, "… ");
            say_count(s->p, skipped, "change more", "changes more");
            say(s->p, " …, ");
        }
        say_run(s, &run);
    }
    say(s->p, history_is_lost(s->timeline, lane) ? ", not seen after</p>" : "</p>");
}

/* ---- the scale ---------------------------------------------------------------------------- */

/* A line for each snapshot, but for those that would fall together; all lanes use them. */
static inline void say_ticks(const series *s)
{
    uint64_t last = 0;
    say(s->p, "<g id=\"ticks\">");
    for (size_t i = 0; i < s->scale.n && writes(s->p); i++) {
        const uint64_t x = history_at(&s->scale, i);
        if (i && i + 1 < s->scale.n && x - last < HISTORY_SCALE / TICKS_MOST)
            continue;
        last = x;
        say(s->p, "<line class=\"tick\" x1=\"");
        say_percent(s->p, x);
        say(s->p, "\" x2=\"");
        say_percent(s->p, x);
        say(s->p, "\" y1=\"0\" y2=\"100%\"><title>");
        say_short(s, i);
        say(s->p, "</title></line>");
    }
    say(s->p, "</g>");
}

/* A short one may stand out at both ends of the lane. */
static inline const char *label_side(const series *s, size_t i, size_t columns)
{
    if (columns <= LABEL_SHORT || s->scale.n < 2)
        return "mid";
    return i == 0 ? "start" : i + 1 == s->scale.n ? "end" : "mid";
}

static inline void say_label(const series *s, size_t i, inq_str name)
{
    say(s->p, "<text x=\"");
    say_percent(s->p, history_at(&s->scale, i));
    say(s->p, "\" y=\"13\" class=\"");
    say(s->p, label_side(s, i, text_columns(name, LABEL_MOST)));
    say(s->p, "\">");
    html_cut(s->p->out, name, LABEL_MOST);
    say(s->p, "</text>");
}

/* Whether the i-th label fits behind the last one and before that of the last snapshot. */
static inline bool label_fits(const series *s, size_t i, uint64_t last, size_t columns)
{
    const uint64_t x = history_at(&s->scale, i);
    const uint64_t wide = LABEL_LETTER * columns;
    const uint64_t edge = columns <= LABEL_SHORT ? wide : wide * 3 / 2;
    if (i == 0 || i + 1 == s->scale.n)
        return true;
    return x - last >= (last ? wide : edge) && HISTORY_SCALE - x >= edge;
}

/* The times of as many snapshots as there is room for, with the first and the last among them. */
static inline void say_axis(const series *s)
{
    uint64_t last = 0;
    say(s->p, "<svg class=\"lane\" height=\"26\" aria-hidden=\"true\">");
    for (size_t i = 0; i < s->scale.n && writes(s->p); i++) {
        char room[HISTORY_ROOM];
        const inq_str name = history_short(&s->scale, i, room);
        if (!label_fits(s, i, last, text_columns(name, LABEL_MOST)))
            continue;
        last = history_at(&s->scale, i);
        say_label(s, i, name);
    }
    say(s->p, "<svg y=\"18\" height=\"8\">");
    say_ticks(s);
    say(s->p, "</svg></svg>");
}

/* ---- the drawing -------------------------------------------------------------------------- */

/* One or many runs that are drawn as one. */
typedef struct stretch {
    history_run run; /* the worst */
    uint64_t from, to;
    size_t runs;
} stretch;

static inline uint64_t run_end(const series *s, const inq_lane *lane, const history_run *run,
                               bool last)
{
    return last && history_is_gone(lane) ? HISTORY_SCALE : history_at(&s->scale, run->last->last);
}

/* The next stretch from the stay *i on. Where a lane has more runs than can be told apart, those
 * that fall together are one. */
static inline stretch next_stretch(const series *s, const inq_lane *lane, size_t *i, bool crowded)
{
    stretch it = {.run = history_run_next(s->timeline, lane, i), .runs = 1};
    it.from = history_at(&s->scale, it.run.first->first);
    it.to = run_end(s, lane, &it.run, *i == lane->n_stays);
    while (crowded && *i < lane->n_stays && it.to - it.from < HISTORY_SCALE / LANE_RUNS) {
        const history_run run = history_run_next(s->timeline, lane, i);
        it.to = run_end(s, lane, &run, *i == lane->n_stays);
        it.runs++;
        if (run.first->health > it.run.first->health)
            it.run = run;
    }
    return it;
}

static inline void say_stretch_title(const series *s, const stretch *it)
{
    say(s->p, "<title>");
    if (it->runs > 1) {
        html_number(s->p->out, it->runs);
        say(s->p, " changes, at worst ");
    }
    say_run(s, &it->run);
    html_element(s->p->out, ": ", text_head(it->run.first->reason, CELL_MOST), "");
    say(s->p, "</title>");
}

static inline void say_stretch(const series *s, const stretch *it)
{
    const inq_stay *stay = it->run.first;
    const char letter = history_letter(stay);
    say(s->p, "<g class=\"s s");
    html_number(s->p->out, (uint64_t)stay->health);
    say(s->p, "\">");
    say_stretch_title(s, it);
    say_line(s->p, it->from, it->to);
    if (stay->health != INQ_HEALTHY) {
        say(s->p, "<text x=\"");
        say_percent(s->p, it->from);
        say(s->p, "\" y=\"50%\" dy=\"4\">");
        html_text(s->p->out, (inq_str){&letter, 1});
        say(s->p, "</text>");
    }
    say(s->p, "</g>");
}

static inline void say_unseen(const series *s, uint64_t from, uint64_t to)
{
    say(s->p, "<g class=\"un\"><title>changed here, unseen</title>");
    say_line(s->p, from, to);
    say(s->p, "</g>");
}

static inline void say_stretches(const series *s, const inq_lane *lane)
{
    const bool crowded = history_runs(lane) > LANE_RUNS;
    stretch last = {.runs = 0};
    size_t i = 0;
    while (i < lane->n_stays && writes(s->p)) {
        const stretch it = next_stretch(s, lane, &i, crowded);
        if (last.runs) {
            say_unseen(s, last.to, it.from);
            say_stretch(s, &last);
        }
        last = it;
    }
    if (last.runs)
        say_stretch(s, &last);
}

/* ---- marks -------------------------------------------------------------------------------- */

static inline const char *mark_sign(inq_mark_kind kind)
{
    static const char *const signs[] = {
        [INQ_MARK_EVENT] = "◆",
        [INQ_MARK_LOG] = "▲",
        [INQ_MARK_CONTAINER] = "■",
        [INQ_MARK_RUN] = "●",
    };
    return REPORT_NAME(signs, kind);
}

static inline int mark_order(const void *left, const void *right)
{
    const inq_mark *a = *(const inq_mark *const *)left;
    const inq_mark *b = *(const inq_mark *const *)right;
    int order = report_compare(a->resource, b->resource);
    order = order ? order : report_compare(a->at, b->at);
    order = order ? order : (int)a->kind - (int)b->kind;
    return order ? order : report_compare(a->text, b->text);
}

/* Sorts the marks by resource; false where there is no memory. */
static inline bool take_marks(series *s)
{
    const size_t n = s->timeline->n_marks;
    if (!n)
        return true;
    s->marks = s->p->host->alloc(s->p->ctx, n * sizeof s->marks[0], 16);
    if (!s->marks)
        return false;
    memcpy(s->marks, s->timeline->marks, n * sizeof s->marks[0]);
    qsort(s->marks, n, sizeof s->marks[0], mark_order);
    return true;
}

/* The first mark of `resource`, or where it would stand. */
static inline size_t first_mark(const series *s, inq_str resource)
{
    size_t from = 0;
    size_t to = s->timeline->n_marks;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (report_compare(s->marks[middle]->resource, resource) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static inline void say_times(const page *p, uint64_t count)
{
    if (count < 2)
        return;
    say(p, " (");
    html_number(p->out, count);
    say(p, " times)");
}

static inline void say_sign(const series *s, const inq_mark *mark, uint64_t x)
{
    say(s->p, "<text class=\"m\" x=\"");
    say_percent(s->p, x);
    say(s->p, "\" y=\"10\"><title>");
    html_text(s->p->out, text_head(mark->at, REPORT_VALUE_MOST));
    say(s->p, " ");
    say_word(s->p, history_mark_name(mark->kind));
    html_element(s->p->out, ": ", text_head(mark->text, REPORT_VALUE_MOST), "");
    say_times(s->p, mark->count);
    say(s->p, "</title>");
    say_word(s->p, mark_sign(mark->kind));
    say(s->p, "</text>");
}

/* The signs of marks of the lane that stand on the scale. */
static inline void say_signs(const series *s, const inq_lane *lane, size_t first)
{
    size_t shown = 0;
    for (size_t i = first; i < s->timeline->n_marks && shown < LANE_MARKS && writes(s->p); i++) {
        uint64_t x;
        if (!report_same(s->marks[i]->resource, lane->resource))
            return;
        if (!history_place_of(&s->scale, s->marks[i]->at, &x))
            continue;
        say_sign(s, s->marks[i], x);
        shown++;
    }
}

static inline void say_lane(const series *s, const inq_lane *lane)
{
    const size_t first = first_mark(s, lane->resource);
    const bool marked =
        first < s->timeline->n_marks && report_same(s->marks[first]->resource, lane->resource);
    say(s->p, marked ? "<svg class=\"lane\" height=\"36\" aria-hidden=\"true\">"
                       "<use href=\"#ticks\"/><svg y=\"14\" height=\"22\">"
                     : "<svg class=\"lane\" height=\"22\" aria-hidden=\"true\">"
                       "<use href=\"#ticks\"/><svg height=\"22\">");
    say_stretches(s, lane);
    say(s->p, "</svg>");
    if (marked)
        say_signs(s, lane, first);
    say(s->p, "</svg>");
}

/* ---- what the signs mean ------------------------------------------------------------------ */

static inline void say_key(const page *p, const char *drawing, const char *word)
{
    say(p, "<li><svg class=\"key\" width=\"34\" height=\"22\" aria-hidden=\"true\">");
    say(p, drawing);
    say(p, "</svg>");
    say_word(p, word);
}

static inline void say_health_key(const page *p, unsigned health)
{
    const char letter = history_letter(&(inq_stay){.health = (inq_health)health});
    say(p, "<li><svg class=\"key\" width=\"34\" height=\"22\" aria-hidden=\"true\"><g class=\"s s");
    html_number(p->out, health);
    say(p, "\"><line x1=\"9\" x2=\"25\" y1=\"11\" y2=\"11\"/>");
    if (health != INQ_HEALTHY) {
        say(p, "<text x=\"9\" y=\"15\">");
        html_text(p->out, (inq_str){&letter, 1});
        say(p, "</text>");
    }
    say(p, "</g></svg>");
    say_word(p, report_health_name((inq_health)health));
}

/* Of healths and marks only what there is. */
static inline void say_keys(const series *s)
{
    bool healths[INQ_N_HEALTH] = {false};
    bool kinds[INQ_N_MARK] = {false};
    for (size_t i = 0; i < s->timeline->n_lanes; i++)
        for (size_t k = 0; k < s->timeline->lanes[i]->n_stays; k++)
            healths[s->timeline->lanes[i]->stays[k]->health] = true;
    for (size_t i = 0; i < s->timeline->n_marks; i++)
        kinds[s->timeline->marks[i]->kind % INQ_N_MARK] = true;
    say(s->p, "<ul class=\"signs\">");
    for (unsigned i = 0; i < INQ_N_HEALTH; i++)
        if (healths[i])
            say_health_key(s->p, i);
    say_key(s->p, "<g class=\"un\"><line x1=\"2\" x2=\"32\" y1=\"11\" y2=\"11\"/></g>",
            "changed here, unseen");
    say_key(s->p, "<line class=\"tick\" x1=\"17\" x2=\"17\" y1=\"0\" y2=\"22\"/>", "snapshot");
    for (unsigned i = 0; i < INQ_N_MARK; i++) {
        if (!kinds[i])
            continue;
        say(s->p, "<li><b>");
        say_word(s->p, mark_sign((inq_mark_kind)i));
        say(s->p, "</b> ");
        say_word(s->p, history_mark_name((inq_mark_kind)i));
    }
    say(s->p, "</ul>\n");
}

#endif
