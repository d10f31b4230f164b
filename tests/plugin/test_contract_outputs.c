/* SPDX-License-Identifier: MIT */
/*
 * The contract of inquest.h for outputs, held against each plugin on the command line that has
 * one: reports of no, one and a thousand resources and a report of hostile strings, every kind
 * of view, a writer that fails at any call and memory that runs out at any allocation. The same for
 * reports over time, where an output serves them.
 */
#include "contract.h"
#include "fake_history.h"

#include <unistd.h>

#define EVERY_WRITE 200u /* beyond this many calls, failures are spread out */

/* What an output is handed: collects what is written, fails on demand. */
struct inq_ctx {
    const inq_plugin *plugin;
    size_t fail_write_at; /* the call, from 1, that fails; 0 for none */
    size_t fail_alloc_at;
    size_t n_writes;
    size_t n_allocs;
    size_t late_writes; /* after the first failure */
    inq_status status;  /* of emit() */
    char *text;
    size_t length;
    size_t room;
    void **blocks; /* alloc() and resize(); NULL where freed */
    size_t n_blocks;
    jmp_buf unwind;
    char file[64];
};

/* ---- host and writer ---- */

static void *new_block(inq_ctx *ctx, size_t size)
{
    ctx->blocks = realloc(ctx->blocks, (ctx->n_blocks + 1) * sizeof ctx->blocks[0]);
    assert_non_null(ctx->blocks);
    void *block = calloc(1, size > 0 ? size : 1);
    assert_non_null(block);
    ctx->blocks[ctx->n_blocks++] = block;
    return block;
}

static void **slot_of(inq_ctx *ctx, const void *block)
{
    for (size_t i = 0; i < ctx->n_blocks; i++) {
        if (ctx->blocks[i] == block)
            return &ctx->blocks[i];
    }
    fail_msg("resize() of memory that is not the host's");
    return NULL;
}

static void *host_alloc(inq_ctx *ctx, size_t size, size_t align)
{
    assert_true(align > 0 && align <= 16 && (align & (align - 1)) == 0);
    return ++ctx->n_allocs == ctx->fail_alloc_at ? NULL : new_block(ctx, size);
}

static void *host_resize(inq_ctx *ctx, void *old, size_t size)
{
    if (old == NULL && size == 0)
        return NULL;
    if (size == 0) {
        *slot_of(ctx, old) = NULL;
        free(old);
        return NULL;
    }
    if (++ctx->n_allocs == ctx->fail_alloc_at)
        longjmp(ctx->unwind, 1);
    if (old == NULL)
        return new_block(ctx, size);
    void **slot = slot_of(ctx, old);
    *slot = realloc(old, size);
    assert_non_null(*slot);
    return *slot;
}

static inq_status host_read(inq_ctx *ctx, size_t keep, inq_chunk *chunk)
{
    (void)ctx, (void)keep, (void)chunk;
    return INQ_EBUG; /* there is no input when a report is written */
}

INQ_PRINTF(4, 5)
static void host_diag(inq_ctx *ctx, unsigned code, uint64_t offset, const char *format, ...)
{
    (void)ctx, (void)code, (void)offset, (void)format;
}

static const char *host_option(inq_ctx *ctx, const char *key)
{
    const inq_option *option = ctx->plugin->options;
    for (; option != NULL && option->key != NULL; option++) {
        if (strcmp(option->key, key) == 0)
            return option->fallback;
    }
    return NULL;
}

/* For outputs that own their file, where every emit() begins anew. */
static const char *host_file(inq_ctx *ctx)
{
    return ctx->file;
}

static void make_file_name(inq_ctx *ctx)
{
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(ctx->file, sizeof ctx->file, "%s/inquest-contract.%ld", folder, (long)getpid());
    unlink(ctx->file);
}

static void keep_bytes(inq_ctx *ctx, inq_str bytes)
{
    if (ctx->room - ctx->length < bytes.len + 1) {
        ctx->room = 2 * (ctx->room + bytes.len) + 64;
        ctx->text = realloc(ctx->text, ctx->room);
        assert_non_null(ctx->text);
    }
    if (bytes.len > 0)
        memcpy(ctx->text + ctx->length, bytes.ptr, bytes.len);
    ctx->length += bytes.len;
}

static inq_status writer_write(inq_ctx *ctx, inq_str bytes)
{
    ctx->n_writes++;
    if (ctx->fail_write_at > 0 && ctx->n_writes >= ctx->fail_write_at) {
        ctx->late_writes += ctx->n_writes > ctx->fail_write_at;
        return INQ_EIO;
    }
    keep_bytes(ctx, bytes);
    return INQ_OK;
}

/* ---- one emit ---- */

/* What an output may be asked to write. */
typedef enum work { REPORT, DIFF, TIMELINE, REPLAY, WATCHES, N_KINDS } work;

typedef struct subject {
    work kind;
    const inq_report *report; /* of a REPORT */
    const fake_history *history;
} subject;

static subject of_report(const inq_report *report)
{
    return (subject){REPORT, report, NULL};
}

static subject of_history(const fake_history *history, work kind)
{
    return (subject){kind, NULL, history};
}

static bool serves(const inq_plugin *plugin, work kind)
{
    const inq_output *output = plugin->output;
    const bool served[N_KINDS] = {
        [REPORT] = true,
        [DIFF] = output->size > offsetof(inq_output, emit_diff) && output->emit_diff,
        [TIMELINE] = output->size > offsetof(inq_output, emit_timeline) && output->emit_timeline,
        [REPLAY] = output->size > offsetof(inq_output, emit_replay) && output->emit_replay,
        [WATCHES] = output->size > offsetof(inq_output, emit_watches) && output->emit_watches,
    };
    return served[kind];
}

static inq_status emit_kind(inq_ctx *ctx, const inq_host *host, subject it,
                            const inq_writer *writer)
{
    const inq_output *output = ctx->plugin->output;
    switch (it.kind) {
    case DIFF:
        return output->emit_diff(ctx, host, &it.history->diff, writer);
    case TIMELINE:
        return output->emit_timeline(ctx, host, &it.history->timeline, writer);
    case REPLAY:
        return output->emit_replay(ctx, host, &it.history->replay, writer);
    case WATCHES:
        return output->emit_watches(ctx, host, &it.history->watches, writer);
    default:
        return output->emit(ctx, host, it.report, writer);
    }
}

static inq_status guarded_emit(inq_ctx *ctx, subject it)
{
    static const inq_host host = {sizeof host, INQ_ABI,     host_alloc, host_resize, host_read,
                                  host_diag,   host_option, NULL,       host_file};
    static const inq_writer writer = {sizeof writer, 0, writer_write};
    if (setjmp(ctx->unwind) != 0)
        return INQ_ENOMEM;
    return emit_kind(ctx, &host, it, &writer);
}

/* Fills in what was written; release() afterwards. */
static void emit(inq_ctx *ctx, const inq_plugin *plugin, subject it)
{
    ctx->plugin = plugin;
    make_file_name(ctx);
    ctx->status = guarded_emit(ctx, it);
    const bool wrote = access(ctx->file, F_OK) == 0;
    const bool owns = (plugin->output->flags & INQ_OUTPUT_OWNS_FILE) != 0;
    if (wrote != (owns && ctx->status == INQ_OK))
        fail_msg("emit() returned %d, its file is %s", (int)ctx->status, wrote ? "there" : "not");
    unlink(ctx->file);
}

static void release(inq_ctx *ctx)
{
    for (size_t i = 0; i < ctx->n_blocks; i++)
        free(ctx->blocks[i]);
    free(ctx->blocks);
    free(ctx->text);
    *ctx = (inq_ctx){.length = 0};
}

/* The same report gives the same bytes, and status OK. */
static void assert_emits(const inq_plugin *plugin, subject it)
{
    inq_ctx first = {.length = 0}, second = {.length = 0};
    emit(&first, plugin, it);
    emit(&second, plugin, it);
    assert_int_equal(first.status, INQ_OK);
    assert_int_equal(second.status, INQ_OK);
    assert_int_equal(first.length, second.length);
    if (first.length > 0)
        assert_memory_equal(first.text, second.text, first.length);
    release(&first);
    release(&second);
}

/* ---- the reports ---- */

static const inq_report *report_thousand(void)
{
    return fake_report_many(1000);
}

static const struct made_report {
    const char *name;
    const inq_report *(*make)(void);
} made_reports[] = {
    {"empty", fake_report_empty},  {"healthy", fake_report_healthy}, {"rooted", fake_report_rooted},
    {"thousand", report_thousand}, {"hostile", fake_report_hostile},
};
#define N_REPORTS (sizeof made_reports / sizeof made_reports[0])

static void any_report_is_written(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < N_REPORTS; i++) {
        const inq_report *report = made_reports[i].make();
        assert_emits(plugin, of_report(report));
        fake_report_free(report);
    }
}

static void any_view_is_served(void **state)
{
    static const uint32_t widths[] = {0, 1, 40, 100, 100000};
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < N_REPORTS * 5; i++) {
        const inq_report *report = made_reports[i / 5].make();
        for (uint32_t bits = 0; bits < 16; bits++) {
            const inq_view view = {.size = sizeof view,
                                   .width = widths[i % 5],
                                   .limit = bits & 1 ? 20 : 0,
                                   .color = bits >> 1 & 1,
                                   .verbose = bits >> 2 & 1,
                                   .cards = bits >> 3};
            inq_report seen = *report;
            seen.view = &view;
            assert_emits(plugin, of_report(&seen));
        }
        fake_report_free(report);
    }
}

/* ---- harmless text ---- */

static bool is_text(const inq_plugin *plugin)
{
    const char *mime = plugin->output->mime;
    return strncmp(mime, "text/", 5) == 0 || strstr(mime, "json") || strstr(mime, "xml") ||
           strstr(mime, "yaml");
}

/* A control character that a terminal may act upon: of ASCII, or of Latin 1 in UTF-8. */
static bool is_control(const inq_ctx *ctx, size_t i)
{
    const unsigned char byte = (unsigned char)ctx->text[i];
    if (byte < 0x20)
        return byte != '\n' && byte != '\t' && byte != '\r';
    return byte == 0x7f;
}

static void assert_harmless(const inq_plugin *plugin, subject it)
{
    inq_ctx ctx = {.length = 0};
    emit(&ctx, plugin, it);
    for (size_t i = 0; i < ctx.length; i++) {
        if (is_control(&ctx, i))
            fail_msg("byte %zu of the output is 0x%02x", i, (unsigned)(unsigned char)ctx.text[i]);
    }
    release(&ctx);
}

static void control_characters_are_harmless(void **state)
{
    const inq_plugin *plugin = *state;
    if (!is_text(plugin))
        skip();
    const inq_report *report = fake_report_hostile();
    fake_history *history = fake_history_hostile();
    assert_harmless(plugin, of_report(report));
    for (work kind = DIFF; kind < N_KINDS; kind++)
        if (serves(plugin, kind))
            assert_harmless(plugin, of_history(history, kind));
    fake_history_free(history);
    fake_report_free(report);
}

/* ---- what fails ---- */

static void assert_write_failure_is_told(const inq_plugin *plugin, subject it, size_t at)
{
    inq_ctx ctx = {.fail_write_at = at};
    emit(&ctx, plugin, it);
    if (ctx.status != INQ_EIO)
        fail_msg("write %zu failed, emit() returned %d", at, (int)ctx.status);
    release(&ctx);
}

static void assert_write_failures_are_told(const inq_plugin *plugin, subject it)
{
    inq_ctx whole = {.length = 0};
    emit(&whole, plugin, it);
    const size_t writes = whole.n_writes, step = 1 + writes / EVERY_WRITE;
    release(&whole);
    for (size_t at = 1; at <= writes; at += step)
        assert_write_failure_is_told(plugin, it, at);
    if (writes > 0)
        assert_write_failure_is_told(plugin, it, writes);
}

static void failing_writes_are_told(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < N_REPORTS; i++) {
        const inq_report *report = made_reports[i].make();
        assert_write_failures_are_told(plugin, of_report(report));
        fake_report_free(report);
    }
}

/* A full disk ends the work soon: what follows the failure is bounded by what a page may hold. */
static void assert_work_ends(const inq_plugin *plugin, subject it)
{
    inq_ctx ctx = {.fail_write_at = 1};
    emit(&ctx, plugin, it);
    assert_true(ctx.late_writes < 1000);
    release(&ctx);
}

static void failing_writes_end_the_work(void **state)
{
    const inq_report *report = fake_report_many(1000);
    assert_work_ends(*state, of_report(report));
    fake_report_free(report);
}

static void assert_lack_is_survived(const inq_plugin *plugin, subject it)
{
    bool failed = true;
    for (size_t at = 1; failed && at < 300; at++) {
        inq_ctx ctx = {.fail_alloc_at = at};
        emit(&ctx, plugin, it);
        failed = ctx.n_allocs >= at;
        assert_int_equal(ctx.status, failed ? INQ_ENOMEM : INQ_OK);
        release(&ctx);
    }
}

static void lack_of_memory_is_survived(void **state)
{
    for (size_t i = 0; i < N_REPORTS; i++) {
        const inq_report *report = made_reports[i].make();
        assert_lack_is_survived(*state, of_report(report));
        fake_report_free(report);
    }
}

/* ---- reports over time ---- */

static fake_history *history_thousand(void)
{
    return fake_history_many(1000);
}

/* Runs `act` for all that the plugin serves over all histories. */
static void each_history(const inq_plugin *plugin,
                         void (*act)(const inq_plugin *plugin, subject it))
{
    static fake_history *(*const make[])(void) = {fake_history_empty, fake_history_hostile,
                                                  history_thousand};
    for (size_t i = 0; i < sizeof make / sizeof make[0]; i++) {
        fake_history *history = make[i]();
        for (work kind = DIFF; kind < N_KINDS; kind++) {
            if (!serves(plugin, kind))
                continue;
            act(plugin, of_history(history, kind));
            history->view.limit = 0;
            history->view.width = 40;
            history->view.color = history->view.verbose = 1;
            act(plugin, of_history(history, kind));
            history->view = (inq_view){.size = sizeof history->view, .limit = 20};
        }
        fake_history_free(history);
    }
}

static void any_history_is_written(void **state)
{
    each_history(*state, assert_emits);
}

static void failing_writes_of_histories_are_told(void **state)
{
    each_history(*state, assert_write_failures_are_told);
}

static void failing_writes_of_histories_end_the_work(void **state)
{
    each_history(*state, assert_work_ends);
}

static void histories_survive_lack_of_memory(void **state)
{
    each_history(*state, assert_lack_is_survived);
}

/* ---- main ---- */

static const struct contract_check checks[] = {
    {"any report is written, twice the same", any_report_is_written},
    {"any view is served", any_view_is_served},
    {"control characters are harmless", control_characters_are_harmless},
    {"failing writes are told", failing_writes_are_told},
    {"failing writes end the work", failing_writes_end_the_work},
    {"lack of memory is survived", lack_of_memory_is_survived},
    {"any history is written, twice the same", any_history_is_written},
    {"failing writes of histories are told", failing_writes_of_histories_are_told},
    {"failing writes of histories end the work", failing_writes_of_histories_end_the_work},
    {"histories survive lack of memory", histories_survive_lack_of_memory},
};

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        const inq_plugin *plugin = contract_open(argv[i]);
        if (plugin == NULL)
            failed++;
        else if (plugin->output != NULL && plugin->output->emit != NULL)
            failed += contract_run(argv[i], plugin, checks, sizeof checks / sizeof checks[0]);
    }
    return failed == 0 ? 0 : 1;
}
