/* SPDX-License-Identifier: MIT */
/* Each command loads what it needs and goes through the same end: text or reports out,
 * diagnostics to standard error, one exit status. */
#include "run.h"

#include "clock.h"
#include "complete.h"
#include "emit.h"
#include "history.h"
#include "inputs.h"
#include "list.h"
#include "output_file.h"
#include "packs.h"
#include "pool.h"
#include "progress.h"
#include "read.h"
#include "repeat.h"
#include "replay.h"
#include "say.h"
#include "session.h"
#include "share.h"
#include "source.h"
#include "str.h"
#include "watches.h"

#include <errno.h>
#include <unistd.h>

#define SMALL ((uint64_t)4 << 20)  /* below this one thread is as fast */
#define TINY ((uint64_t)128 << 10) /* below this patterns need not be fast */

static int print_text(struct session *s, const struct buf *text, int status)
{
    return write_text(s, text) ? status : EXIT_BROKEN;
}

/* ---- reading ------------------------------------------------------------------------------ */

/** Are all outputs content with INQ_OUTPUT_SHORT, and can nothing ask for more? */
static bool only_short(const struct session *s)
{
    if (!s->settings->limit || s->settings->n_names)
        return false;
    for (size_t i = 0; i < s->settings->n_outputs; i++)
        if (!(plugins_output(&s->plugins, str_of(s->settings->outputs[i].name))->output.flags &
              INQ_OUTPUT_SHORT))
            return false;
    return true;
}

/** Reports over time quote no lines. */
static bool over_time(const struct session *s)
{
    return strcmp(s->settings->command, "diff") == 0 ||
           strcmp(s->settings->command, "timeline") == 0 ||
           strcmp(s->settings->command, "replay") == 0;
}

struct read_all {
    struct reading reading;
    const struct inputs *inputs;
    struct part *parts; /* one for each input */
};

static void read_one(void *self, size_t i)
{
    const struct read_all *all = self;
    read_input(&all->reading, &all->inputs->items[i], (uint32_t)i, &all->parts[i]);
    progress_input(all->reading.progress);
}

static unsigned n_threads(const struct settings *settings, const struct inputs *in)
{
    if (settings->threads)
        return settings->threads;
    return in->size < SMALL ? 1 : pool_processors();
}

/** A pipe may bring anything. */
static bool much_to_read(const struct inputs *in)
{
    bool much = in->size >= TINY;
    for (size_t i = 0; i < in->n && !much; i++)
        much = !in->items[i].size && !in->items[i].code;
    return much;
}

/** `past`: what was is told, not only what is. */
static struct part *read_inputs(struct session *s, const struct inputs *in, bool past)
{
    struct progress progress;
    const bool told = s->settings->progress && !s->settings->quiet;
    progress_begin(&progress, in->size, in->n);
    struct read_all all = {.reading = {s->settings, &s->kinds.schema, &s->plugins, &s->budget,
                                       told ? &progress : NULL, past, past || only_short(s)},
                           .inputs = in};
    all.parts = arena_must(&s->arena, in->n + 1, sizeof *all.parts);
    if (much_to_read(in))
        kinds_hasten(&s->kinds);
    pool_run(n_threads(s->settings, in), in->n, read_one, &all);
    progress_end(all.reading.progress);
    return all.parts;
}

/* ---- analyze ------------------------------------------------------------------------------ */

static void set_as_of(struct estate *e)
{
    const struct settings *s = e->settings;
    e->as_of = s->as_of;
    e->as_of_by = s->as_of == CLOCK_NONE ? NULL : "option";
    for (size_t i = 0; i < e->n_parts && s->as_of == CLOCK_NONE; i++)
        if (e->parts[i]->captured > e->as_of) {
            e->as_of = e->parts[i]->captured;
            e->as_of_by = e->parts[i]->captured_by;
        }
}

static bool anything_recognised(struct part *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (parts[i]->recognised)
            return true;
    return false;
}

static int exit_status(const struct session *s, const struct report_maker *m, bool recognised,
                       bool written)
{
    if (!written)
        return EXIT_BROKEN;
    if (m->report.partial || !recognised)
        return EXIT_PARTIAL;
    return report_fails(m, s->settings->fail_on) ? EXIT_FOUND : EXIT_FINE;
}

/** A type that no resource has is worth a word: nothing is shown for it. */
static void doubt_type(struct session *s, const struct estate *e, const char *type)
{
    struct nearest n = {.word = str_of(type)};
    for (size_t i = 0; i < e->n; i++) {
        if (!e->items[i].states)
            continue;
        if (str_glob(type, resource_type(e, &e->items[i])))
            return;
        nearest_try(&n, resource_type(e, &e->items[i]));
    }
    for (size_t i = 0; i < s->kinds.n; i++)
        nearest_try(&n, s->kinds.items[i]->name);
    if (n.found.ptr && n.distance == 0)
        n.found = STR_NONE;
    say(str_format(&s->arena, "inquest: --type %s: no resource is of this type" NEAREST_FORMAT "\n",
                   type, NEAREST_ARG(n)));
}

static void doubt_types(struct session *s, const struct estate *e)
{
    for (size_t i = 0; i < s->settings->n_types && !s->settings->quiet; i++)
        doubt_type(s, e, s->settings->types[i]);
}

static inq_view view_of(const struct settings *settings)
{
    return (inq_view){.size = sizeof(inq_view),
                      .width = settings->width,
                      .limit = settings->limit,
                      .color = settings->color,
                      .verbose = settings->verbose,
                      .title = str_of(settings->title)};
}

/** The report on what was read, of which the caller frees maker and regex. */
static struct report_maker *judge(struct session *s, struct part **parts, size_t n, bool short_list)
{
    struct estate *estate = arena_must(&s->arena, 1, sizeof *estate);
    struct report_maker *maker = arena_must(&s->arena, 1, sizeof *maker);
    struct verdict_run *run = arena_must(&s->arena, 1, sizeof *run);
    *estate = (struct estate){.arena = &s->arena, .settings = s->settings, .kinds = &s->kinds};
    estate_merge(estate, parts, n);
    set_as_of(estate);
    *run =
        (struct verdict_run){.estate = estate, .rules = &s->rules, .suppressions = s->suppressions};
    if (s->suppressions)
        suppress_expire(s->suppressions, estate->as_of);
    if (!regex_scratch_init(&run->regex))
        longjmp(s->unwind, 1);
    diagnose(run);
    if (s->suppressions)
        suppress_tell_unused(s->suppressions, &s->rules);
    if (s->baseline)
        baseline_compare(s->baseline, run);
    maker->baseline = s->baseline;
    maker->view = view_of(s->settings);
    report_make(maker, run, s->diags, s->n_diags, short_list);
    return maker;
}

/** Write what is to be told of a report, free it, and return the exit status. */
static int tell_report(struct session *s, struct report_maker *maker, const struct told *told,
                       bool recognised)
{
    const bool written = emit_all(s, told);
    say_diags(s, maker->report.diags, maker->report.n_diags);
    doubt_types(s, maker->freezer.run->estate);
    const int status = exit_status(s, maker, recognised, written);
    report_free(maker);
    regex_scratch_free(&maker->freezer.run->regex);
    return status;
}

static int report_on(struct session *s, struct part **parts, size_t n)
{
    struct report_maker *maker = judge(s, parts, n, only_short(s));
    const struct told told = {.report = &maker->report};
    return tell_report(s, maker, &told, anything_recognised(parts, n));
}

static void tell_input(struct buf *out, const struct part *p)
{
    char time[CLOCK_TEXT];
    buf_format(out, "%-7.*s %6llu observations  %s%s%s  %.*s\n",
               STR_ARG(p->format.ptr ? p->format : STR("-")), (unsigned long long)p->n_observations,
               p->captured == CLOCK_NONE ? "no capture time" : clock_format(p->captured, time),
               p->captured_by ? " from " : "", p->captured_by ? p->captured_by : "",
               STR_ARG(p->path));
    for (size_t i = 0; i < p->diags.n; i++) {
        const struct diag *d = &p->diags.items[i];
        buf_format(out, "        INQ%04u at %u:%u  %.*s\n", d->code, d->line, d->column,
                   STR_ARG(d->message));
    }
}

static int tell_inputs(struct session *s, struct part **parts, size_t n)
{
    struct buf out = buf_new(&s->arena);
    for (size_t i = 0; i < n; i++)
        tell_input(&out, parts[i]);
    return print_text(s, &out, EXIT_FINE);
}

static int read_and_tell(struct session *s, int (*tell)(struct session *s, struct part **, size_t))
{
    struct inputs in;
    if (!outputs_exist(s)) {
        say_failure(s->failure);
        return EXIT_USAGE;
    }
    inputs_find(&in, &s->arena, s->settings);
    struct part *read = read_inputs(s, &in, over_time(s));
    size_t n = 0;
    struct part **parts = read_list(&s->arena, read, in.n, &n);
    const int status = s->settings->list_inputs ? tell_inputs(s, parts, n) : tell(s, parts, n);
    for (size_t i = 0; i < in.n; i++)
        read_free(&read[i]);
    return status;
}

static int analyze(struct session *s)
{
    return read_and_tell(s, report_on);
}

/* ---- diff and timeline -------------------------------------------------------------------- */

/** What every report over time begins with. */
struct over_time {
    struct regex_scratch regex;
    struct moments moments;
    struct series series;
    struct history_maker maker;
    struct diag_list diags;
};

static struct over_time *look_back(struct session *s, struct part **parts, size_t n,
                                   enum moment_order order)
{
    struct over_time *t = arena_must(&s->arena, 1, sizeof *t);
    const struct diag_sources about = {parts, n, s->diags, s->n_diags};
    int64_t latest = s->settings->as_of;
    if (!regex_scratch_init(&t->regex))
        longjmp(s->unwind, 1);
    t->moments.order = order;
    parts = repeats_split(&s->arena, &s->kinds.schema, s->settings->snapshot_gap, parts, &n);
    moments_find(&t->moments, &s->arena, parts, n, s->settings);
    for (size_t i = 0; i < t->moments.n && s->settings->as_of == CLOCK_NONE; i++)
        latest = t->moments.items[i].at > latest ? t->moments.items[i].at : latest;
    if (s->suppressions)
        suppress_expire(s->suppressions, latest);
    t->series = (struct series){.arena = &s->arena,
                                .settings = s->settings,
                                .kinds = &s->kinds,
                                .rules = &s->rules,
                                .suppressions = s->suppressions,
                                .regex = &t->regex,
                                .in_order = order == MOMENTS_BY_TIME,
                                .brief = strcmp(s->settings->command, "timeline") == 0};
    series_make(&t->series, &t->moments);
    if (s->suppressions)
        suppress_tell_unused(s->suppressions, &s->rules);
    history_init(&t->maker, &t->series);
    if (order == MOMENTS_BY_TIME)
        history_marks(&t->maker, &s->diags[0].diags);
    t->diags = (struct diag_list){.redactor = &t->maker.redactor, .arena = &s->arena};
    report_diags(&t->diags, &about);
    return t;
}

/** Write what is to be told, and return the exit status. */
static int tell_over_time(struct session *s, struct over_time *t, const struct told *told,
                          int status)
{
    const bool written = emit_all(s, told);
    say_diags(s, t->diags.items, t->diags.n);
    regex_scratch_free(&t->regex);
    return written ? status : EXIT_BROKEN;
}

static int partial_or(const struct over_time *t, bool recognised, bool found)
{
    if (t->diags.partial || !recognised)
        return EXIT_PARTIAL;
    return found ? EXIT_FOUND : EXIT_FINE;
}

static int diff_of(struct session *s, struct part **parts, size_t n)
{
    struct over_time *t = look_back(s, parts, n, MOMENTS_AS_NAMED);
    const inq_view view = view_of(s->settings);
    inq_diff diff = {.size = sizeof diff,
                     .partial = t->diags.partial,
                     .tool = STR("inquest"),
                     .version = STR(INQUEST_VERSION),
                     .view = &view,
                     .diags = t->diags.items,
                     .n_diags = t->diags.n};
    history_diff(&t->maker, &diff);
    const struct told told = {.diff = &diff};
    const int status = partial_or(t, anything_recognised(parts, n),
                                  history_got_worse(&diff, s->settings->fail_on));
    return tell_over_time(s, t, &told, status);
}

static int diff(struct session *s)
{
    return read_and_tell(s, diff_of);
}

static int timeline_of(struct session *s, struct part **parts, size_t n)
{
    struct over_time *t = look_back(s, parts, n, MOMENTS_BY_TIME);
    const inq_view view = view_of(s->settings);
    inq_timeline timeline = {.size = sizeof timeline,
                             .partial = t->diags.partial,
                             .tool = STR("inquest"),
                             .version = STR(INQUEST_VERSION),
                             .view = &view,
                             .diags = t->diags.items,
                             .n_diags = t->diags.n};
    history_timeline(&t->maker, &timeline);
    const struct told told = {.timeline = &timeline};
    const int status = partial_or(t, anything_recognised(parts, n),
                                  history_ends_badly(&timeline, s->settings->fail_on));
    return tell_over_time(s, t, &told, status);
}

static int timeline(struct session *s)
{
    return read_and_tell(s, timeline_of);
}

/* ---- monitors ----------------------------------------------------------------------------- */

/** An empty manifest, and one that leaves something out, are worth a word. */
static void doubt_watches(struct session *s, const struct watch_maker *m)
{
    if (s->settings->quiet)
        return;
    for (size_t i = 0; i < m->n_unseen; i++)
        say(str_format(&s->arena, "inquest: --for %s: the dumps do not show it\n", m->unseen[i]));
    if (m->watches.n_unable)
        say(str_format(&s->arena, "inquest: not watched: %zu; the manifest says why\n",
                       m->watches.n_unable));
    else if (!m->watches.n_watches)
        say(s->settings->n_watched ? STR("inquest: nothing to watch\n")
                                   : STR("inquest: nothing is broken: no Monitor\n"));
}

/** Read all again for what was broken once, unless something can be read only once. */
static void watch_past(struct session *s, struct watch_maker *watches)
{
    struct inputs in;
    inputs_find(&in, &s->arena, s->settings);
    for (size_t i = 0; i < in.n; i++)
        if (in.items[i].once)
            return;
    struct part *read = read_inputs(s, &in, true);
    size_t n = 0;
    struct part **parts = read_list(&s->arena, read, in.n, &n);
    struct over_time *t = look_back(s, parts, n, MOMENTS_BY_TIME);
    if (t->moments.n > 1)
        watches_past(watches, &t->series);
    regex_scratch_free(&t->regex);
    for (size_t i = 0; i < in.n; i++)
        read_free(&read[i]);
}

static int monitors_of(struct session *s, struct part **parts, size_t n)
{
    struct report_maker *maker = judge(s, parts, n, false);
    struct watch_maker *watches = arena_must(&s->arena, 1, sizeof *watches);
    watches_begin(watches, maker);
    if (!s->settings->n_watched)
        watch_past(s, watches);
    watches_end(watches);
    doubt_watches(s, watches);
    const struct told told = {.watches = &watches->watches};
    return tell_report(s, maker, &told, anything_recognised(parts, n));
}

static int monitors(struct session *s)
{
    return read_and_tell(s, monitors_of);
}

/* ---- replay ------------------------------------------------------------------------------- */

/** Manifests of alerts, and what there is to say of each. */
struct manifests {
    struct inputs inputs;
    struct alerts alerts;
    struct named_diags *diags; /* one for each */
    size_t n;
    struct part *read; /* as dumps are, for the rules about them */
    struct report_maker *report;
};

static void read_manifest(struct session *s, struct input *input, struct manifests *into)
{
    struct named_diags *d = &into->diags[into->n++];
    d->name = input->path;
    diags_init(&d->diags, &s->arena);
    if (input->code) {
        diag_add(&d->diags, input->code, 0, 0, "%.*s", STR_ARG(input->why));
        return;
    }
    const inq_str text = source_slurp(&s->arena, input->path.ptr, PACK_SIZE_MAX);
    if (!text.ptr) {
        diag_add(&d->diags, 102, 0, 0, "%s", strerror(errno));
        return;
    }
    if (input->once)
        input->text = text; /* a pipe cannot be read twice */
    const struct plugin *yaml = plugins_parser(&s->plugins, STR("yaml"));
    alerts_read(&into->alerts, d->name, tree_parse(&s->arena, yaml, text, &d->diags), &d->diags);
}

static void find_manifests(struct session *s, struct inputs *in)
{
    struct settings *named = arena_must(&s->arena, 1, sizeof *named);
    *named = *s->settings;
    named->words = s->settings->manifests;
    named->n_words = s->settings->n_manifests;
    named->n_snapshots = 0;
    inputs_find(in, &s->arena, named);
}

static struct manifests *read_manifests(struct session *s)
{
    struct manifests *m = arena_must(&s->arena, 1, sizeof *m);
    find_manifests(s, &m->inputs);
    m->diags = arena_must(&s->arena, m->inputs.n + 1, sizeof *m->diags);
    alerts_init(&m->alerts, &s->arena, &s->kinds);
    for (size_t i = 0; i < m->inputs.n; i++)
        read_manifest(s, &m->inputs.items[i], m);
    return m;
}

/** What rules say of the manifests themselves. What could not be read in them is told already. */
static void lint_manifests(struct session *s, struct manifests *m)
{
    size_t n = 0;
    struct suppressions *const accepted = s->suppressions;
    m->read = read_inputs(s, &m->inputs, false);
    struct part **parts = read_list(&s->arena, m->read, m->inputs.n, &n);
    s->suppressions = NULL; /* they are about the dumps */
    m->report = judge(s, parts, n, false);
    s->suppressions = accepted;
}

static void free_manifests(struct manifests *m)
{
    regex_scratch_free(&m->report->freezer.run->regex);
    report_free(m->report);
    for (size_t i = 0; i < m->inputs.n; i++)
        read_free(&m->read[i]);
}

static int replay_of(struct session *s, struct part **parts, size_t n)
{
    struct manifests *m = read_manifests(s);
    struct over_time *t = look_back(s, parts, n, MOMENTS_BY_TIME);
    struct replay_maker *maker = arena_must(&s->arena, 1, sizeof *maker);
    const inq_view view = view_of(s->settings);
    inq_replay replay = {.size = sizeof replay,
                         .tool = STR("inquest"),
                         .version = STR(INQUEST_VERSION),
                         .view = &view};
    replay_make(maker, &t->maker, &m->alerts, &replay);
    lint_manifests(s, m);
    replay_findings(maker, &m->report->report, &replay);
    report_diags(&t->diags, &(struct diag_sources){.extra = m->diags, .n_extra = m->n});
    replay.partial = t->diags.partial;
    replay.diags = t->diags.items;
    replay.n_diags = t->diags.n;
    const struct told told = {.replay = &replay};
    const bool known = anything_recognised(parts, n) && replay.n_monitors + replay.n_pagers > 0;
    const int status = tell_over_time(s, t, &told, partial_or(t, known, replay.n_incidents));
    free_manifests(m);
    return status;
}

static int replay(struct session *s)
{
    return read_and_tell(s, replay_of);
}

/* ---- redact ------------------------------------------------------------------------------- */

struct telling {
    struct session *session;
    inq_level worst;
    bool unwritten;
};

static void tell_loss(void *self, inq_str path, const struct diag *d)
{
    struct telling *t = self;
    struct session *s = t->session;
    const struct diag_code *code = diag_code(d->code);
    const inq_level level = code ? code->level : INQ_WARNING;
    t->worst = level > t->worst ? level : t->worst;
    t->unwritten |= d->code == 701;
    if (s->settings->quiet || (level == INQ_INFO && !s->settings->verbose))
        return;
    const inq_diag x = {
        .size = sizeof x,
        .level = level,
        .code = str_format(&s->arena, "INQ%04u", d->code),
        .input = path,
        .message = str_format(&s->arena, "%s: %.*s", code ? code->about : "", STR_ARG(d->message)),
        .hint = str_of(code ? code->hint : NULL)};
    say_diag(s, &x);
}

static int redact_all(struct session *s)
{
    struct inputs in;
    struct telling telling = {.session = s};
    const struct share_listener listener = {tell_loss, &telling};
    inputs_find(&in, &s->arena, s->settings);
    const int folder = folder_open(s->settings->to);
    if (folder < 0) {
        say(str_format(&s->arena, "inquest: --to %s: %s\n", s->settings->to, strerror(errno)));
        return EXIT_USAGE;
    }
    if (much_to_read(&in))
        kinds_hasten(&s->kinds);
    const size_t n = share_inputs(s, &in, folder, &listener);
    close(folder);
    if (telling.unwritten)
        return EXIT_BROKEN;
    return telling.worst == INQ_ERROR || !n ? EXIT_PARTIAL : EXIT_FINE;
}

/* ---- the other commands ------------------------------------------------------------------- */

static int plugins(struct session *s)
{
    struct buf out = buf_new(&s->arena);
    list_plugins(s, &out);
    return print_text(s, &out, EXIT_FINE);
}

static int kinds(struct session *s)
{
    struct buf out = buf_new(&s->arena);
    if (list_kinds(s, &out))
        return print_text(s, &out, EXIT_FINE);
    say(buf_str(&out));
    return EXIT_USAGE;
}

static void tell_diags(struct buf *out, const struct named_diags *d)
{
    for (size_t i = 0; i < d->diags.n; i++) {
        const struct diag *x = &d->diags.items[i];
        const struct diag_code *code = diag_code(x->code);
        buf_format(out, "%.*s:%u:%u: INQ%04u %s: %.*s\n", STR_ARG(d->name), x->line, x->column,
                   x->code, code ? code->about : "", STR_ARG(x->message));
    }
}

static int check_rules(struct session *s)
{
    struct buf out = buf_new(&s->arena);
    bool bad = false;
    for (size_t i = 0; i < s->settings->n_words; i++) {
        struct named_diags tests = {.name = str_of(s->settings->words[i])};
        const size_t before = s->n_diags;
        s->rules = (struct rules){0};
        diags_init(&tests.diags, &s->arena);
        if (!session_read_rules(s, s->settings->words[i])) {
            say_failure(s->failure);
            return EXIT_PARTIAL;
        }
        const size_t failed = rules_check(&s->rules, &s->kinds, &s->arena, &tests.diags);
        for (size_t k = before; k < s->n_diags; k++)
            tell_diags(&out, &s->diags[k]);
        tell_diags(&out, &tests);
        bad |= failed || s->n_diags > before;
        buf_format(&out, "%s: %zu rules, %zu failed\n", s->settings->words[i], s->rules.n, failed);
    }
    return print_text(s, &out, bad ? EXIT_PARTIAL : EXIT_FINE);
}

static int rules(struct session *s)
{
    struct buf out = buf_new(&s->arena);
    if (s->settings->check_rules)
        return check_rules(s);
    list_rules(s, &out);
    return print_text(s, &out, EXIT_FINE);
}

static int explain(struct session *s)
{
    struct buf out = buf_new(&s->arena);
    if (list_explain(s, str_of(s->settings->words[0]), &out))
        return print_text(s, &out, EXIT_FINE);
    say(buf_str(&out));
    return EXIT_USAGE;
}

static int completion(struct session *s)
{
    struct buf out = buf_new(&s->arena);
    if (complete_script(s, str_of(s->settings->words[0]), &out))
        return print_text(s, &out, EXIT_FINE);
    say(buf_str(&out));
    return EXIT_USAGE;
}

static const struct {
    const char *name;
    int (*run)(struct session *s);
} commands[] = {
    {"analyze", analyze},       {"diff", diff},         {"timeline", timeline},
    {"replay", replay},         {"plugins", plugins},   {"kinds", kinds},
    {"rules", rules},           {"explain", explain},   {"redact", redact_all},
    {"completion", completion}, {"monitors", monitors},
};

int run_command(const struct settings *settings, const char *plugin_environment)
{
    static const char no_memory[] = "memory is used up; raise --max-memory or pass fewer inputs";
    struct session s = {.settings = settings};
    volatile int status = EXIT_BROKEN;
    atomic_init(&s.budget.left, settings->limits.memory);
    arena_init(&s.arena, &s.budget);
    s.arena.unwind = &s.unwind;
    if (setjmp(s.unwind) != 0) {
        say_failure(no_memory);
    } else if (!session_open(&s, plugin_environment)) {
        say_failure(s.failure);
        status = EXIT_USAGE;
    } else {
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
            if (strcmp(settings->command, commands[i].name) == 0)
                status = commands[i].run(&s);
    }
    session_close(&s);
    return status;
}
