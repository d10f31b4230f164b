/* SPDX-License-Identifier: MIT */
/*
 * fake_history.h: reports over time made by hand, for tests of outputs that need no analysis.
 *
 * Each fake_history_…() returns a diff, a timeline, a replay and watches on the heap that obey
 * every promise of inquest.h; they are released together with fake_history_free(). To look at one
 * through another view, set fake_history.view.
 */
#ifndef INQ_TESTS_FAKE_HISTORY_H
#define INQ_TESTS_FAKE_HISTORY_H

#include "fake_report.h"

#define FAKE_MOMENTS 8

typedef struct fake_history {
    inq_diff diff;
    inq_timeline timeline;
    inq_replay replay;
    inq_watches watches;
    inq_view view;
    fake_store *store; /* of the memory */
    bool evil;         /* what came from a dump is made to do harm */
    const inq_stay *broken, *well;
    const inq_evidence *const *evidence; /* one */
} fake_history;

/* `harmless`, or what does harm. */
static inline inq_str fake_text(const fake_history *h, inq_str harmless)
{
    return h->evil ? FAKE_EVIL : harmless;
}

/* A list of `n` of one type of struct, and pointers to them. */
static inline void *fake_list(fake_history *h, size_t n, size_t size, const void ***pointers)
{
    char *all = fake_alloc(h->store, (n + 1) * size);
    *pointers = fake_alloc(h->store, (n + 1) * sizeof **pointers);
    for (size_t i = 0; i < n; i++)
        (*pointers)[i] = all + i * size;
    return all;
}

/* Every quarter of an hour, but for one that is missing; without a time where all is evil. */
static inline const inq_moment *const *fake_moments(fake_history *h)
{
    const void **pointers;
    inq_moment *all = fake_list(h, FAKE_MOMENTS, sizeof *all, &pointers);
    for (size_t i = 0; i < FAKE_MOMENTS; i++) {
        char text[40];
        const size_t quarter = i + (i > 4);
        const int len = snprintf(text, sizeof text, "2026-03-14T%02zu:%02zu:00Z", 6 + quarter / 4,
                                 15 * (quarter % 4));
        all[i] = (inq_moment){FAKE_SIZE(inq_moment), .n_inputs = 1, .n_resources = 3};
        all[i].at = h->evil ? (inq_str){NULL, 0} : fake_copy(h->store, text, (size_t)len);
        all[i].label = fake_text(h, (inq_str){NULL, 0});
        all[i].inputs = fake_one(h->store, fake_text(h, FAKE_S("dumps/get.txt")));
    }
    return (const inq_moment *const *)pointers;
}

static inline const inq_stay *fake_stay(fake_history *h, uint32_t first, uint32_t last,
                                        inq_health health)
{
    inq_stay *stay = fake_alloc(h->store, sizeof *stay);
    const bool broken = health >= INQ_DEGRADED;
    *stay = (inq_stay){FAKE_SIZE(inq_stay),
                       .flags = broken ? INQ_STAY_BROKEN : 0,
                       .first = first,
                       .last = last,
                       .health = health,
                       .phase = broken ? INQ_RUNTIME : INQ_PHASE_NONE,
                       .status = fake_text(h, FAKE_S("active")),
                       .reason = fake_text(h, FAKE_S("the run failed")),
                       .evidence = h->evidence,
                       .n_evidence = 1};
    return stay;
}

static inline void fake_proof(fake_history *h)
{
    const void **pointers;
    inq_evidence *one = fake_list(h, 1, sizeof *one, &pointers);
    *one = (inq_evidence){FAKE_SIZE(inq_evidence),
                          .line = 12,
                          .column = 3,
                          .input = fake_text(h, FAKE_S("dumps/get.txt")),
                          .path = fake_text(h, FAKE_S("RUNTIME")),
                          .fact = fake_text(h, FAKE_S("runtime")),
                          .value = fake_text(h, FAKE_S("failed"))};
    h->evidence = (const inq_evidence *const *)pointers;
}

static inline inq_str fake_id(fake_history *h, size_t i)
{
    return h->evil ? FAKE_EVIL : fake_name(h->store, "service:v1:app-", i, ":public");
}

/* ---- what changed, and what happened ---- */

static inline void fake_diff(fake_history *h, size_t n)
{
    const void **pointers;
    inq_change *all = fake_list(h, n, sizeof *all, &pointers);
    for (size_t i = 0; i < n; i++) {
        inq_fact_change *fact = fake_alloc(h->store, sizeof *fact);
        const inq_change_kind kind = (inq_change_kind)(i % INQ_N_CHANGE);
        *fact = (inq_fact_change){FAKE_SIZE(inq_fact_change), .fact = h->evidence[0]->fact,
                                  .to = h->evidence[0]->value};
        all[i] = (inq_change){FAKE_SIZE(inq_change),
                              .kind = kind,
                              .resource = fake_id(h, i),
                              .from = kind == INQ_CHANGE_NEW ? NULL : h->well,
                              .to = kind == INQ_CHANGE_GONE ? NULL : h->broken,
                              .facts = fact,
                              .n_facts = 1,
                              .evidence = i % 2 ? h->evidence : NULL,
                              .n_evidence = i % 2};
        h->diff.by_kind[kind]++;
    }
    h->diff.changes = (const inq_change *const *)pointers;
    h->diff.n_changes = n;
    h->diff.before = h->timeline.moments[0];
    h->diff.after = h->timeline.moments[FAKE_MOMENTS - 1];
}

/* Each broke once; every second was better and broke again. */
static inline void fake_lanes(fake_history *h, size_t n)
{
    const void **pointers;
    inq_lane *all = fake_list(h, n, sizeof *all, &pointers);
    const inq_stay *again = fake_stay(h, 7, 7, INQ_FAILED);
    for (size_t i = 0; i < n; i++) {
        const inq_stay **stays = fake_alloc(h->store, 3 * sizeof stays[0]);
        stays[0] = h->well;
        stays[1] = h->broken;
        stays[2] = again;
        all[i] = (inq_lane){FAKE_SIZE(inq_lane),
                            .flags = i % 2 ? INQ_LANE_FLAPS | INQ_LANE_BROKEN : INQ_LANE_BROKEN,
                            .resource = fake_id(h, i),
                            .stays = stays,
                            .n_stays = i % 2 ? 3 : 2,
                            .n_failures = i % 2 ? 2 : 1,
                            .failed = h->broken->first,
                            .seconds_to_recover = 900,
                            .recovered = i % 2};
    }
    h->timeline.lanes = h->timeline.cascade = (const inq_lane *const *)pointers;
    h->timeline.n_lanes = h->timeline.n_cascade = h->timeline.n_resources = n;
}

static inline void fake_transitions(fake_history *h, size_t n)
{
    const void **pointers;
    inq_transition *all = fake_list(h, n, sizeof *all, &pointers);
    for (size_t i = 0; i < n; i++)
        all[i] =
            (inq_transition){FAKE_SIZE(inq_transition), .resource = h->timeline.lanes[i]->resource,
                             .from = h->well, .to = h->broken};
    h->timeline.transitions = (const inq_transition *const *)pointers;
    h->timeline.n_transitions = n;
}

static inline void fake_marks(fake_history *h, size_t n)
{
    const void **pointers;
    inq_mark *all = fake_list(h, n, sizeof *all, &pointers);
    for (size_t i = 0; i < n; i++)
        all[i] = (inq_mark){FAKE_SIZE(inq_mark),
                            .kind = (inq_mark_kind)(i % INQ_N_MARK),
                            .resource = h->timeline.lanes[i]->resource,
                            .at = fake_text(h, FAKE_S("2026-03-14T06:20:31Z")),
                            .text = fake_text(h, FAKE_S("Back-off restarting failed container")),
                            .count = i % 3 + 1,
                            .evidence = i % 2 ? NULL : h->evidence[0]};
    h->timeline.marks = (const inq_mark *const *)pointers;
    h->timeline.n_marks = n;
}

/* ---- alerts ---- */

static inline void fake_incidents(fake_history *h, size_t n)
{
    const void **pointers, **pages;
    inq_incident *all = fake_list(h, n, sizeof *all, &pointers);
    inq_page *page = fake_list(h, 1, sizeof *page, &pages);
    *page = (inq_page){FAKE_SIZE(inq_page), .pager = fake_text(h, FAKE_S("on-call")),
                       .outputs = fake_one(h->store, fake_text(h, FAKE_S("email"))), .n_outputs = 1,
                       .body = FAKE_S("go")};
    for (size_t i = 0; i < n; i++)
        all[i] = (inq_incident){FAKE_SIZE(inq_incident),
                                .monitor = fake_text(h, FAKE_S("app-monitor")),
                                .resource = h->timeline.lanes[i]->resource,
                                .true_since = h->timeline.moments[1]->at,
                                .fired_at = h->timeline.moments[1]->at,
                                .json = FAKE_S("{\"incident\":{\"name\":\"app\"}}"),
                                .pages = (const inq_page *const *)pages,
                                .n_pages = i % 2,
                                .evidence = h->evidence,
                                .n_evidence = 1};
    h->replay.incidents = (const inq_incident *const *)pointers;
    h->replay.n_incidents = n;
}

/* One finding, one silent Monitor and one uncovered resource where there is anything at all. */
static inline void fake_replay(fake_history *h, size_t n)
{
    const void **pointers;
    inq_silence *silence = fake_list(h, 1, sizeof *silence, &pointers);
    fake_incidents(h, n);
    if (!n)
        return;
    *silence = (inq_silence){FAKE_SIZE(inq_silence), .line = 3,
                             .monitor = fake_text(h, FAKE_S("app-monitor")),
                             .input = fake_text(h, FAKE_S("monitor.yaml")),
                             .why = fake_text(h, FAKE_S("its condition was never true"))};
    h->replay.silent = (const inq_silence *const *)pointers;
    h->replay.n_silent = 1;
    inq_uncovered *uncovered = fake_list(h, 1, sizeof *uncovered, &pointers);
    *uncovered = (inq_uncovered){FAKE_SIZE(inq_uncovered), .health = INQ_FAILED,
                                 .resource = h->timeline.lanes[0]->resource,
                                 .since = h->timeline.moments[1]->at};
    h->replay.uncovered = (const inq_uncovered *const *)pointers;
    h->replay.n_uncovered = 1;
    inq_finding *finding = fake_list(h, 1, sizeof *finding, &pointers);
    *finding = (inq_finding){FAKE_SIZE(inq_finding),
                             .severity = INQ_SEVERITY_WARNING,
                             .rule = FAKE_S("monitor-never-fires"),
                             .klass = FAKE_S("note"),
                             .title = fake_text(h, FAKE_S("A Monitor cannot fire")),
                             .remedy = fake_text(h, FAKE_S("Mend it")),
                             .evidence = h->evidence,
                             .n_evidence = 1};
    h->replay.findings = (const inq_finding *const *)pointers;
    h->replay.n_findings = 1;
    h->replay.n_monitors = h->replay.n_pagers = 1;
}

static inline void fake_watches(fake_history *h, size_t n)
{
    const void **pointers;
    inq_watch *all = fake_list(h, n, sizeof *all, &pointers);
    for (size_t i = 0; i < n; i++)
        all[i] = (inq_watch){FAKE_SIZE(inq_watch),
                             .name = fake_text(h, fake_name(h->store, "watch-", i, "")),
                             .description = fake_text(h, FAKE_S("an app stops")),
                             .resource = h->timeline.lanes[i]->resource,
                             .report = FAKE_S("runtime"),
                             .observation = FAKE_S("runtime"),
                             .filter = FAKE_S(".app.runtimeState.status"),
                             .compare = FAKE_S("equals"),
                             .value = fake_text(h, FAKE_S("failed")),
                             .schedule = FAKE_S("*/10 * * * *"),
                             .timezone = FAKE_S("UTC"),
                             .incident = fake_text(h, FAKE_S("app-failed")),
                             .type = FAKE_S("app-runtime"),
                             .severity = FAKE_S("high"),
                             .why = fake_text(h, FAKE_S("the root of two others"))};
    h->watches.watches = (const inq_watch *const *)pointers;
    h->watches.n_watches = n;
    h->watches.pager = FAKE_S("inquest-pager");
    h->watches.workspace = fake_text(h, FAKE_S("public"));
    h->watches.type = FAKE_S("app-runtime");
    h->watches.unable = fake_one(h->store, fake_text(h, FAKE_S("pod::app-1 it has no report")));
    h->watches.n_unable = n > 0;
}

/* ---- the whole ---- */

static inline void fake_history_heads(fake_history *h)
{
    const inq_str tool = FAKE_S("inquest");
    const inq_str version = FAKE_S("0.1.0");
    h->view = (inq_view){FAKE_SIZE(inq_view), .limit = 20};
    h->diff = (inq_diff){FAKE_SIZE(inq_diff), .tool = tool, .version = version, .view = &h->view};
    h->timeline =
        (inq_timeline){FAKE_SIZE(inq_timeline), .tool = tool, .version = version, .view = &h->view};
    h->replay =
        (inq_replay){FAKE_SIZE(inq_replay), .tool = tool, .version = version, .view = &h->view};
    h->watches =
        (inq_watches){FAKE_SIZE(inq_watches), .tool = tool, .version = version, .view = &h->view};
}

/* An error about the reading, in each. */
static inline void fake_history_diags(fake_history *h)
{
    fake_diag(h->store, (inq_diag){.level = INQ_ERROR,
                                   .line = 5,
                                   .column = 5,
                                   .code = FAKE_S("INQ0203"),
                                   .input = fake_text(h, FAKE_S("dumps/get.txt")),
                                   .message = fake_text(h, FAKE_S("expected '-' in a list")),
                                   .hint = fake_text(h, FAKE_S("save the dump again"))});
    h->diff.diags = h->timeline.diags = h->store->report.diags;
    h->replay.diags = h->watches.diags = h->store->report.diags;
    h->diff.n_diags = h->timeline.n_diags = h->replay.n_diags = h->watches.n_diags = 1;
    h->diff.partial = h->timeline.partial = h->replay.partial = h->watches.partial = 1;
}

static inline fake_history *fake_history_make(size_t n, bool evil)
{
    fake_history *h = calloc(1, sizeof *h);
    assert(h);
    h->store = fake_open(0);
    h->evil = evil;
    fake_history_heads(h);
    fake_proof(h);
    h->well = fake_stay(h, 0, 1, INQ_HEALTHY);
    h->broken = fake_stay(h, 2, 5, INQ_FAILED);
    h->timeline.moments = h->replay.moments = fake_moments(h);
    h->timeline.n_moments = h->replay.n_moments = FAKE_MOMENTS;
    fake_diff(h, n);
    fake_lanes(h, n);
    fake_transitions(h, n);
    fake_marks(h, n);
    fake_replay(h, n);
    fake_watches(h, n);
    if (n)
        fake_history_diags(h);
    return h;
}

/** Eight moments at which nothing happens. */
static inline fake_history *fake_history_empty(void)
{
    return fake_history_make(0, false);
}

/** `n` services that break. */
static inline fake_history *fake_history_many(size_t n)
{
    return fake_history_make(n, false);
}

/** Everything that came from a dump is made to do harm, and all ids are the same. */
static inline fake_history *fake_history_hostile(void)
{
    return fake_history_make(9, true);
}

/** Releases what a fake_history_…() returned. */
static inline void fake_history_free(fake_history *h)
{
    fake_report_free(&h->store->report);
    free(h);
}

#endif
