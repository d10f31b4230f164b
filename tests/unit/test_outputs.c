/* SPDX-License-Identifier: MIT */
/*
 * The outputs text, json and jsonl, run into memory over reports made by hand: what they write
 * can be read back, stands in the promised order, carries nothing a terminal would act on, and
 * ends at once when the writer fails or memory is used up.
 */
#include "plugins/lib/json_out.h"
#include "plugins/lib/text_out.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka wants the three before it. */
#include <cmocka.h>
#include <yajl/yajl_tree.h>

#include "plugin/fake_history.h"

extern const inq_plugin inq_plugin_html;
extern const inq_plugin inq_plugin_json;
extern const inq_plugin inq_plugin_jsonl;
extern const inq_plugin inq_plugin_markdown;
extern const inq_plugin inq_plugin_text;

#define N_CALLS_ALL SIZE_MAX
#define N_SAMPLES 5

/* The host of a test: what was written, and when writing and memory fail. */
struct inq_ctx {
    char *bytes;
    size_t len;
    size_t room;
    size_t calls;
    size_t fail_at; /* the call of write() that fails first */
    bool no_memory;
    void *blocks[256];
    size_t n_blocks;
};

static inq_status memory_write(inq_ctx *ctx, inq_str bytes)
{
    if (ctx->calls++ >= ctx->fail_at)
        return INQ_EIO;
    if (ctx->len + bytes.len + 1 > ctx->room) {
        ctx->room = 2 * ctx->room + bytes.len + 1;
        ctx->bytes = realloc(ctx->bytes, ctx->room);
        assert_non_null(ctx->bytes);
    }
    memcpy(ctx->bytes + ctx->len, bytes.ptr, bytes.len);
    ctx->len += bytes.len;
    ctx->bytes[ctx->len] = '\0';
    return INQ_OK;
}

static void *memory_alloc(inq_ctx *ctx, size_t size, size_t align)
{
    assert_true(align <= 16);
    if (ctx->no_memory)
        return NULL;
    assert_true(ctx->n_blocks < sizeof ctx->blocks / sizeof ctx->blocks[0]);
    return ctx->blocks[ctx->n_blocks++] = calloc(1, size + 1);
}

static void context_free(inq_ctx *ctx)
{
    for (size_t i = 0; i < ctx->n_blocks; i++)
        free(ctx->blocks[i]);
    free(ctx->bytes);
}

static const inq_host host = {.size = (uint32_t)sizeof host, .abi = INQ_ABI, .alloc = memory_alloc};
static const inq_writer writer = {.size = (uint32_t)sizeof writer, .write = memory_write};

static inq_status emit(inq_ctx *ctx, const inq_plugin *plugin, const inq_report *report)
{
    assert_int_equal(plugin->abi, INQ_ABI);
    return plugin->output->emit(ctx, &host, report, &writer);
}

/* What `plugin` writes about `report`; released with context_free(). */
static inq_ctx written(const inq_plugin *plugin, const inq_report *report)
{
    inq_ctx ctx = {.fail_at = N_CALLS_ALL};
    assert_int_equal(emit(&ctx, plugin, report), INQ_OK);
    return ctx;
}

/* The same through a view of its own. */
static inq_ctx seen(const inq_report *report, inq_view view)
{
    inq_report copy = *report;
    view.size = (uint32_t)sizeof view;
    copy.view = &view;
    return written(&inq_plugin_text, &copy);
}

/* A report of each kind, by number. */
static const inq_report *sample(size_t i)
{
    const inq_report *(*const make[])(void) = {fake_report_empty, fake_report_healthy,
                                               fake_report_rooted, fake_report_hostile};
    return i < N_SAMPLES - 1 ? make[i]() : fake_report_many(1000);
}

/* ---- json --------------------------------------------------------------------------------- */

static yajl_val parsed(const char *text)
{
    char error[200] = "";
    yajl_val tree = yajl_tree_parse(text, error, sizeof error);
    if (!tree)
        fail_msg("not JSON: %s", error);
    return tree;
}

static yajl_val at(yajl_val object, const char *key)
{
    const char *path[] = {key, NULL};
    yajl_val value = yajl_tree_get(object, path, yajl_t_any);
    assert_non_null(value);
    return value;
}

/* The keys of an object, in order, are those named in `keys`, with a blank between. */
static void check_keys(yajl_val object, const char *keys)
{
    char found[400] = "";
    assert_true(YAJL_IS_OBJECT(object));
    for (size_t i = 0; i < object->u.object.len; i++) {
        const size_t len = strlen(found);
        snprintf(found + len, sizeof found - len, "%s%s", i ? " " : "", object->u.object.keys[i]);
    }
    assert_string_equal(found, keys);
}

static void check_evidence(yajl_val list)
{
    for (size_t i = 0; i < list->u.array.len; i++) {
        yajl_val evidence = list->u.array.values[i];
        check_keys(evidence, "input line column path fact value supports excerpt");
        if (YAJL_IS_OBJECT(at(evidence, "excerpt")))
            check_keys(at(evidence, "excerpt"), "first_line text");
    }
}

static void check_resource(yajl_val resource)
{
    check_keys(resource, "id type version name workspace owner status runtime builder health "
                         "reason phase class confidence since root symptoms at_risk gaps "
                         "findings relations evidence");
    check_keys(at(resource, "since"), "at after");
    if (YAJL_IS_OBJECT(at(resource, "builder")))
        check_keys(at(resource, "builder"), "stage wanted processed info");
    check_evidence(at(resource, "evidence"));
}

static void check_finding(yajl_val finding)
{
    check_keys(finding, "rule signature resource severity phase class title remedy source "
                        "confidence evidence");
    check_keys(at(finding, "confidence"), "level for against missing");
    check_evidence(at(finding, "evidence"));
}

static void check_each(yajl_val report, const char *key, void (*check)(yajl_val))
{
    yajl_val list = at(report, key);
    assert_true(YAJL_IS_ARRAY(list));
    for (size_t i = 0; i < list->u.array.len; i++)
        check(list->u.array.values[i]);
}

static void check_input(yajl_val input)
{
    check_keys(input, "path format captured_at captured_by observations resources");
}

static void check_diag(yajl_val diag)
{
    check_keys(diag, "code level input line column message hint");
}

static void check_report(yajl_val report, const inq_report *from)
{
    check_keys(report, "schema tool as_of inputs summary resources findings diagnostics");
    check_keys(at(report, "tool"), "name version");
    check_keys(at(report, "summary"), "resources health phase roots");
    check_keys(at(at(report, "summary"), "health"),
               "healthy suspended progressing unknown degraded deleted failed");
    check_keys(at(at(report, "summary"), "phase"), "builder runtime undetermined");
    check_each(report, "inputs", check_input);
    check_each(report, "resources", check_resource);
    check_each(report, "findings", check_finding);
    check_each(report, "diagnostics", check_diag);
    assert_int_equal(at(report, "resources")->u.array.len, from->n_resources);
}

static void json_reads_back_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const inq_report *report = sample(i);
        inq_ctx ctx = written(&inq_plugin_json, report);
        yajl_val tree = parsed(ctx.bytes);
        check_report(tree, report);
        yajl_tree_free(tree);
        context_free(&ctx);
        fake_report_free(report);
    }
}

static yajl_val resource_at(yajl_val report, size_t i)
{
    return at(report, "resources")->u.array.values[i];
}

static void json_states_what_is_known(void **state)
{
    (void)state;
    const inq_report *report = fake_report_rooted();
    inq_ctx ctx = written(&inq_plugin_json, report);
    yajl_val tree = parsed(ctx.bytes);
    yajl_val depot = resource_at(tree, 0);
    assert_int_equal(YAJL_GET_INTEGER(at(at(depot, "builder"), "wanted")), 2);
    assert_true(YAJL_IS_NULL(at(depot, "root")));
    assert_true(YAJL_IS_NULL(at(depot, "runtime")));
    yajl_val symptoms = at(depot, "symptoms");
    assert_string_equal(YAJL_GET_STRING(symptoms->u.array.values[0]), "lens:v1alpha:sales:public");
    yajl_val weekly = resource_at(tree, 4);
    assert_string_equal(YAJL_GET_STRING(at(weekly, "health")), "suspended");
    assert_true(YAJL_IS_NULL(at(weekly, "phase")));
    assert_true(YAJL_IS_NULL(at(weekly, "confidence")));
    assert_true(YAJL_IS_NULL(at(weekly, "builder")));
    assert_true(YAJL_IS_OBJECT(at(weekly, "since")));
    yajl_tree_free(tree);
    context_free(&ctx);
    fake_report_free(report);
}

/* A line of jsonl is the element of resources[], which stands on a line of its own. */
static void jsonl_has_the_lines_of_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const inq_report *report = sample(i);
        inq_ctx whole = written(&inq_plugin_json, report);
        inq_ctx lines = written(&inq_plugin_jsonl, report);
        size_t n = 0;
        for (char *line = lines.bytes, *end; line && *line; line = end + 1, n++) {
            end = strchr(line, '\n');
            assert_non_null(end);
            *end = '\0';
            yajl_val tree = parsed(line);
            check_resource(tree);
            assert_non_null(strstr(whole.bytes, line));
            yajl_tree_free(tree);
        }
        assert_int_equal(n, report->n_resources);
        context_free(&whole);
        context_free(&lines);
        fake_report_free(report);
    }
}

static const char *json_of(inq_str text, char *room, size_t size)
{
    inq_ctx ctx = {.fail_at = N_CALLS_ALL};
    json_out out;
    json_begin(&out, &ctx, &writer);
    json_str(&out, text);
    assert_int_equal(json_finish(&out), INQ_OK);
    if (!ctx.bytes || ctx.len >= size)
        return "nothing, or too much";
    memcpy(room, ctx.bytes, ctx.len + 1);
    context_free(&ctx);
    return room;
}

static void json_escapes_strings(void **state)
{
    (void)state;
    static const struct {
        inq_str text;
        const char *json;
    } rows[] = {
        {{NULL, 0}, "null"},
        {{"", 0}, "\"\""},
        {{"plain and more than eight", 25}, "\"plain and more than eight\""},
        {{"\"\\/\b\f\n\r\t", 8}, "\"\\\"\\\\/\\b\\f\\n\\r\\t\""},
        {{"a\0b\x1b\x7f", 5}, "\"a\\u0000b\\u001b\\u007f\""},
        {{"\xc2\x9b", 2}, "\"\\u009b\""},
        {{"\xe2\x80\xae\xe2\x80\xa8", 6}, "\"\\u202e\\u2028\""},
        {{"\xf0\x9f\x94\x8d\xe2\x94\x82", 7}, "\"\xf0\x9f\x94\x8d\xe2\x94\x82\""},
        {{"\xff", 1}, "\"\xef\xbf\xbd\""},
        {{"\xc0\xaf", 2}, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {{"\xed\xa0\x80", 3}, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
        {{"\xf0\x9f\x94", 3}, "\"\xef\xbf\xbd\""},
        {{"\xe2\x82x", 3}, "\"\xef\xbf\xbdx\""},
        {{"12345678\x1f", 9}, "\"12345678\\u001f\""},
        {{"1234567\"", 8}, "\"1234567\\\"\""},
    };
    char room[100];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(json_of(rows[i].text, room, sizeof room), rows[i].json);
}

/* The run of eight bytes at once finds the same as the look at each byte. */
static void json_plain_words_agree(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        for (size_t place = 0; place < 16; place++) {
            char text[16], copy[16];
            memset(text, place % 2 ? '!' : '~', sizeof text);
            text[place] = (char)byte;
            const bool plain = byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
            const size_t run = json_copy_run(copy, text, sizeof text);
            assert_int_equal(run, plain ? sizeof text : place);
            assert_memory_equal(copy, text, run);
        }
    }
}

static void json_counts_are_numbers_or_null(void **state)
{
    (void)state;
    static const inq_str texts[] = {
        {"007", 3}, {"0", 1}, {"", 0}, {NULL, 0}, {"-1", 2}, {"2x", 2}, {"9999999999999999", 16}};
    inq_ctx ctx = {.fail_at = N_CALLS_ALL};
    json_out out;
    json_begin(&out, &ctx, &writer);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        json_count(&out, texts[i]);
    json_number(&out, UINT64_MAX);
    assert_int_equal(json_finish(&out), INQ_OK);
    assert_string_equal(ctx.bytes, "7,0,null,null,null,null,null,18446744073709551615");
    context_free(&ctx);
}

/* ---- text --------------------------------------------------------------------------------- */

static void text_is_calm_when_all_is_well(void **state)
{
    (void)state;
    const inq_report *report = fake_report_healthy();
    inq_ctx ctx = seen(report, (inq_view){.limit = 20});
    assert_string_equal(ctx.bytes,
                        "inquest: 1 input, 1 resource, as of 2025-08-06T11:32:37Z (from the path)\n"
                        "  the one resource is healthy\n");
    context_free(&ctx);
    fake_report_free(report);
}

static const char rooted_screen[] =
    "inquest: 1 input, 5 resources, as of unknown: no capture time in the dumps\n"
    "  1 suspended   1 degraded   2 failed        1 root cause, 2 symptoms\n"
    "\n"
    "FAILED    depot:v2alpha:bigquery-depot                          builder, manifest, confidence "
    "high\n"
    "  The manifest of depot bigquery-depot lacks the read secret\n"
    "  why     depot.yaml:41  builder.stage  error\n"
    "          apply.log:4    apply.error    missing a secret reference with acl: r\n"
    "  but     get.txt:9      runtime        running:1\n"
    "  do      Create the instance-secret with acl: r and reference both\n"
    "  breaks  lens:v1alpha:sales:public      degraded     its depot is broken\n"
    "          └ service:v1:sales-api:public  failed       pending:0/1\n"
    "  at risk workflow:v1:nightly:public\n"
    "  missing no pod of sales-api in the dumps\n"
    "\n"
    "SUSPENDED    workflow:v1:weekly:public  suspended by its schedule  get.txt:20\n"
    "\n"
    "WARNING   The listing in get.txt ends early\n"
    "  do      Save it again\n"
    "  rule    listing-cut\n"
    "\n"
    "1 tombstone: a deletion that nothing here misses, not counted\n"
    "\n"
    "not read in full:\n"
    "  details.yaml:5:5 INQ0203 expected '-' in a list\n"
    "\n"
    "notes:\n"
    "  INQ0601 a plugin was refused\n";

static void text_tells_root_first(void **state)
{
    (void)state;
    const inq_report *report = fake_report_rooted();
    inq_ctx ctx = seen(report, (inq_view){.limit = 20});
    assert_string_equal(ctx.bytes, rooted_screen);
    context_free(&ctx);
    fake_report_free(report);
}

static size_t occurrences(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *hit = strstr(text, what); hit; hit = strstr(hit + 1, what))
        n++;
    return n;
}

/* A report of one failed service in `inputs` with evidence of its own. */
static const inq_report *report_of(const inq_str *inputs, size_t n_inputs,
                                   const inq_evidence *evidence, size_t n_evidence)
{
    fake_store *store = fake_open(1);
    for (size_t i = 0; i < n_inputs; i++)
        fake_input(store, (inq_input_info){.path = inputs[i], .format = FAKE_S("table")});
    inq_resource *service = fake_add(store, (inq_resource){.health = INQ_FAILED,
                                                           .phase = INQ_RUNTIME,
                                                           .klass = FAKE_S("runtime"),
                                                           .id = FAKE_S("service:v1:web:public"),
                                                           .type = FAKE_S("service"),
                                                           .name = FAKE_S("web")});
    for (size_t i = 0; i < n_evidence; i++)
        fake_evidence(store, service, evidence[i]);
    return fake_close(store);
}

/* A fact named by its supports, in `input`, with its place. */
static inq_evidence fact_at(inq_str input, uint32_t line, inq_supports supports, const char *fact)
{
    return (inq_evidence){.line = line,
                          .column = (uint32_t)strlen(fact),
                          .supports = supports,
                          .input = input,
                          .fact = {fact, strlen(fact)},
                          .value = FAKE_S("so")};
}

/* What speaks against the verdict is not told for it, and nothing is told twice. */
static void text_tells_each_fact_once(void **state)
{
    (void)state;
    const inq_str get = FAKE_S("dumps/get.txt");
    const inq_str inputs[] = {FAKE_S("dumps/details.yaml"), get};
    const inq_evidence evidence[] = {fact_at(get, 9, INQ_FOR_HEALTH, "status"),
                                     fact_at(get, 9, INQ_FOR_HEALTH, "runtime"),
                                     fact_at(get, 9, INQ_FOR_PHASE, "runtime"),
                                     fact_at(inputs[0], 4, INQ_FOR_CLASS, "event"),
                                     fact_at(inputs[0], 4, INQ_FOR_CLASS, "event"),
                                     fact_at(inputs[0], 7, INQ_FOR_RELATION, "depot"),
                                     fact_at(get, 9, INQ_AGAINST, "status")};
    const inq_report *report = report_of(inputs, 2, evidence, sizeof evidence / sizeof evidence[0]);
    inq_ctx ctx = seen(report, (inq_view){.limit = 20});
    assert_string_equal(ctx.bytes,
                        "inquest: 2 inputs in dumps, 1 resource, as of unknown: no capture time in "
                        "the dumps\n"
                        "  1 failed        1 root cause\n"
                        "\n"
                        "FAILED    service:v1:web:public                                 runtime, "
                        "confidence low\n"
                        "  why     get.txt:9       runtime  so\n"
                        "          details.yaml:4  event    so\n"
                        "  but     get.txt:9       status   so\n");
    context_free(&ctx);
    fake_report_free(report);
}

static void text_says_the_directory_once(void **state)
{
    (void)state;
    static const struct {
        const char *paths[2];
        const char *wanted[2];
    } rows[] = {
        {{"get.txt"}, {"1 input, ", "get.txt:9"}},
        {{"dumps/get.txt"}, {"1 input, ", "  why     dumps/get.txt:9"}},
        {{"a/b/get.txt", "a/b/get.yaml"}, {"2 inputs in a/b, ", "  why     get.txt:9"}},
        {{"a/b.txt", "a/b/get.yaml"}, {"2 inputs in a, ", "  why     b.txt:9"}},
        {{"/get.txt", "/tmp/x"}, {"2 inputs, ", "  why     /get.txt:9"}},
        {{"a-very-long/directory/with-one-file/get.txt"},
         {"1 input in a-very-long/directory/with-one-file, ", "  why     get.txt:9"}},
        {{"a/first/of/many/directories/that/are/named/get.txt", "b"},
         {"2 inputs, ", "  why     a/…/get.txt:9"}},
        {{"the-name-of-this-directory-alone-is-long/x/get.txt", "z"},
         {"2 inputs, ", "  why     …/get.txt:9"}},
        {{"a/0123456789-this-file-has-a-name-that-does-not-end-soon.txt", "z"},
         {"2 inputs, ", "  why     …/0123456789-th…at-does-not-end-soon.txt:9"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const inq_str paths[] = {
            {rows[i].paths[0], strlen(rows[i].paths[0])},
            {rows[i].paths[1], rows[i].paths[1] ? strlen(rows[i].paths[1]) : 0}};
        const inq_evidence evidence = fact_at(paths[0], 9, INQ_FOR_HEALTH, "status");
        const inq_report *report = report_of(paths, rows[i].paths[1] ? 2 : 1, &evidence, 1);
        inq_ctx ctx = seen(report, (inq_view){.limit = 20});
        for (size_t k = 0; k < 2; k++)
            if (!strstr(ctx.bytes, rows[i].wanted[k]))
                fail_msg("no %s in %s", rows[i].wanted[k], ctx.bytes);
        context_free(&ctx);
        fake_report_free(report);
    }
}

static void text_lists_gaps_of_what_is_well(void **state)
{
    (void)state;
    fake_store *store = fake_open(2);
    inq_resource *lens = fake_add(store, (inq_resource){.id = FAKE_S("lens::sales:public")});
    lens->gaps = fake_one(store, FAKE_S("its service sales-api is not in the dumps: show-me "
                                        "the service sales-api in the workspace public"));
    lens->n_gaps = 1;
    fake_add(store, (inq_resource){.id = FAKE_S("service::web:public")});
    const inq_report *report = fake_close(store);
    inq_ctx folded = seen(report, (inq_view){.limit = 20, .width = 80});
    assert_non_null(strstr(
        folded.bytes, "  all 2 resources are healthy; without a time nothing is said about "
                      "age\n\n"
                      "  missing lens::sales:public\n"
                      "            its service sales-api is not in the dumps:\n"
                      "              show-me the service sales-api in the workspace public\n"));
    context_free(&folded);
    inq_ctx wide = seen(report, (inq_view){.limit = 20});
    assert_non_null(strstr(wide.bytes, "is not in the dumps: show-me the service"));
    context_free(&wide);
    fake_report_free(report);
}

/* A healthy estate too large to be walked through says so. */
static void text_leaves_large_estates_alone(void **state)
{
    (void)state;
    fake_store *store = fake_open(1001);
    for (size_t i = 0; i < 1001; i++) {
        inq_resource *it = fake_add(store, (inq_resource){.id = fake_name(store, "lens::", i, "")});
        it->gaps = fake_one(store, FAKE_S("no log of it"));
        it->n_gaps = 1;
    }
    const inq_report *report = fake_close(store);
    inq_ctx some = seen(report, (inq_view){.limit = 20});
    assert_null(strstr(some.bytes, "no log of it"));
    assert_non_null(strstr(some.bytes, "; --limit 0 also looks for gaps\n"));
    inq_ctx all = seen(report, (inq_view){.limit = 0});
    assert_int_equal(occurrences(all.bytes, "no log of it\n"), 1001);
    context_free(&some);
    context_free(&all);
    fake_report_free(report);
}

/* So many resources with gaps that not all fit: the rest is named, not counted. */
static void text_lists_gaps_to_the_limit(void **state)
{
    (void)state;
    fake_store *store = fake_open(30);
    for (size_t i = 0; i < 30; i++) {
        inq_resource *it = fake_add(store, (inq_resource){.id = fake_name(store, "lens::", i, "")});
        it->gaps = fake_one(store, FAKE_S("no log of it"));
        it->n_gaps = 1;
    }
    const inq_report *report = fake_close(store);
    inq_ctx some = seen(report, (inq_view){.limit = 20});
    assert_int_equal(occurrences(some.bytes, "no log of it\n"), 20);
    assert_non_null(strstr(some.bytes, "          and more; --limit 0 shows all\n"));
    inq_ctx all = seen(report, (inq_view){.limit = 0});
    assert_int_equal(occurrences(all.bytes, "no log of it\n"), 30);
    assert_null(strstr(all.bytes, "and more"));
    context_free(&some);
    context_free(&all);
    fake_report_free(report);
}

static void text_says_when_nothing_was_recognised(void **state)
{
    (void)state;
    static const struct {
        inq_str format;
        const char *wanted;
    } rows[] = {
        {{NULL, 0}, "\n  nothing was recognised; --list-inputs tells how each input was read\n"},
        {{"log", 3}, "\n  no resource to show\n"},
    };
    for (size_t i = 0; i < 2; i++) {
        fake_store *store = fake_open(0);
        fake_input(store, (inq_input_info){.path = FAKE_S("hosts"), .format = rows[i].format});
        inq_ctx ctx = seen(fake_close(store), (inq_view){.limit = 20});
        assert_non_null(strstr(ctx.bytes, rows[i].wanted));
        context_free(&ctx);
        fake_report_free(&store->report);
    }
}

static void text_cards_tell_all(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "\n  because builder stage error\n",
        "\n  builder error, 1 of 2 processed\n",
        "signature B04, from resources/depot.md\n",
        "\n          > 41 │     stage: error\n",
        "\n  linked  child  service:v1:sales-api:public (by name)\n",
        "\n  root    depot:v2alpha:bigquery-depot: its depot is broken\n",
        "\n    save the dump again\n",
    };
    const inq_report *report = fake_report_rooted();
    inq_ctx ctx = seen(report, (inq_view){.limit = 20, .cards = 1, .verbose = 1});
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!strstr(ctx.bytes, wanted[i]))
            fail_msg("the cards lack %s", wanted[i]);
    context_free(&ctx);
    fake_report_free(report);
}

static void text_keeps_to_the_limit(void **state)
{
    (void)state;
    const inq_report *report = fake_report_many(1000);
    inq_ctx some = seen(report, (inq_view){.limit = 7});
    assert_int_equal(occurrences(some.bytes, "\nFAILED "), 7);
    assert_non_null(strstr(some.bytes, "\n… and 43 more; --limit 0 shows all\n"));
    inq_ctx all = seen(report, (inq_view){.limit = 0});
    assert_int_equal(occurrences(all.bytes, "\nFAILED "), 50);
    assert_null(strstr(all.bytes, "--limit"));
    context_free(&some);
    context_free(&all);
    fake_report_free(report);
}

/* No control character but the newline; escapes only as SGR, and only where colour is welcome. */
static void check_harmless(const char *bytes, size_t len, bool color)
{
    for (size_t i = 0, taken; i < len; i += taken) {
        uint32_t code;
        taken = codepoint_next(bytes + i, len - i, &code);
        assert_int_not_equal(code, CODEPOINT_ILL);
        if (code == 0x1B && color) {
            assert_int_equal(bytes[i + 1], '[');
            taken = 2 + strspn(bytes + i + 2, "0123456789;");
            assert_int_equal(bytes[i + taken], 'm');
        } else {
            assert_true(code == '\n' || !codepoint_is_unsafe(code));
        }
    }
}

static void text_is_harmless(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const inq_report *report = sample(i);
        for (uint32_t mode = 0; mode < 8; mode++) {
            inq_ctx ctx = seen(report, (inq_view){.color = mode & 1,
                                                  .cards = mode >> 1 & 1,
                                                  .width = mode & 4 ? 80 : 0,
                                                  .verbose = 1});
            check_harmless(ctx.bytes, ctx.len, mode & 1);
            context_free(&ctx);
        }
        fake_report_free(report);
    }
}

static void text_folds_to_the_width(void **state)
{
    (void)state;
    const inq_report *report = fake_report_rooted();
    for (uint32_t width = 76; width < 120; width += 4) {
        inq_ctx ctx = seen(report, (inq_view){.width = width, .cards = width % 8 == 0});
        for (const char *line = ctx.bytes; *line; line = strchr(line, '\n') + 1) {
            const inq_str text = {line, strcspn(line, "\n")};
            assert_true(text_columns(text, SIZE_MAX) <= width);
            assert_true(text.len == 0 || line[text.len - 1] != ' ');
        }
        context_free(&ctx);
    }
    for (uint32_t width = 1; width < 40; width++) {
        inq_ctx ctx = seen(report, (inq_view){.width = width, .cards = width % 2});
        context_free(&ctx);
    }
    fake_report_free(report);
}

/* ---- all of them -------------------------------------------------------------------------- */

static const inq_plugin *const outputs[] = {&inq_plugin_json, &inq_plugin_jsonl, &inq_plugin_text};
#define N_OUTPUTS (sizeof outputs / sizeof outputs[0])

static void same_report_gives_same_bytes(void **state)
{
    (void)state;
    const inq_report *report = fake_report_rooted();
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        inq_ctx one = written(outputs[i], report);
        inq_ctx two = written(outputs[i], report);
        assert_int_equal(one.len, two.len);
        assert_memory_equal(one.bytes, two.bytes, one.len);
        context_free(&one);
        context_free(&two);
    }
    fake_report_free(report);
}

/* Whichever call of the writer fails is the last one. */
static void failing_writer_ends_it(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_OUTPUTS * N_SAMPLES; k++) {
        const inq_report *report = sample(k % N_SAMPLES);
        inq_ctx good = written(outputs[k / N_SAMPLES], report);
        for (size_t fail_at = 0; fail_at < good.calls; fail_at++) {
            inq_ctx ctx = {.fail_at = fail_at};
            assert_int_equal(emit(&ctx, outputs[k / N_SAMPLES], report), INQ_EIO);
            assert_int_equal(ctx.calls, fail_at + 1);
            context_free(&ctx);
        }
        context_free(&good);
        fake_report_free(report);
    }
}

/* One root that explains a hundred: lists too long for the stack. */
static void long_lists_take_memory(void **state)
{
    (void)state;
    const inq_report *report = fake_report_many(2000);
    inq_resource root = *report->unhealthy[0];
    root.symptoms = report->unhealthy + 1;
    root.n_symptoms = report->n_unhealthy - 1;
    const inq_resource *only = &root;
    inq_report copy = *report;
    fake_store store = {.all = (inq_resource *[]){&root}, .n = 1};
    copy.host_private = &store;
    copy.unhealthy = &only;
    copy.n_unhealthy = 1;
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        inq_ctx ctx = written(outputs[i], &copy);
        assert_true(ctx.n_blocks > 0);
        context_free(&ctx);
        inq_ctx poor = {.fail_at = N_CALLS_ALL, .no_memory = true};
        assert_int_equal(emit(&poor, outputs[i], &copy), INQ_ENOMEM);
        context_free(&poor);
    }
    fake_report_free(report);
}

/* ---- reports over time -------------------------------------------------------------------- */

static inq_ctx told(const inq_plugin *plugin, const fake_history *history)
{
    inq_ctx ctx = {.fail_at = N_CALLS_ALL};
    assert_int_equal(plugin->output->emit_timeline(&ctx, &host, &history->timeline, &writer),
                     INQ_OK);
    return ctx;
}

static void text_tells_marks(void **state)
{
    (void)state;
    fake_history *history = fake_history_many(2);
    inq_ctx ctx = told(&inq_plugin_text, history);
    const char *transitions = strstr(ctx.bytes, "\ntransitions, ");
    const char *marks = strstr(ctx.bytes, "\nalso at these times:\n");
    assert_true(transitions && marks && transitions < marks);
    assert_non_null(strstr(marks, "  2026-03-14T06:20:31Z  service:v1:app-000000:public  event  "
                                  "Back-off restarting failed container\n"
                                  "  seen    dumps/get.txt:12  RUNTIME  failed\n"));
    assert_non_null(strstr(marks, "service:v1:app-000001:public  log  Back-off restarting failed "
                                  "container  (2 times)\n"));
    context_free(&ctx);
    fake_history_free(history);
}

static void json_tells_marks(void **state)
{
    (void)state;
    fake_history *history = fake_history_many(2);
    inq_ctx ctx = told(&inq_plugin_json, history);
    yajl_val tree = parsed(ctx.bytes);
    check_keys(tree, "schema tool snapshots first_failure cascade transitions marks resources "
                     "diagnostics");
    yajl_val marks = at(tree, "marks");
    assert_int_equal(marks->u.array.len, 2);
    check_keys(marks->u.array.values[0], "resource at kind text count evidence");
    check_keys(at(marks->u.array.values[0], "evidence"),
               "input line column path fact value supports excerpt");
    assert_true(YAJL_IS_NULL(at(marks->u.array.values[1], "evidence")));
    assert_string_equal(YAJL_GET_STRING(at(marks->u.array.values[1], "kind")), "log");
    yajl_tree_free(tree);
    context_free(&ctx);
    fake_history_free(history);
}

static void markdown_tells_marks(void **state)
{
    (void)state;
    fake_history *history = fake_history_many(2);
    inq_ctx ctx = told(&inq_plugin_markdown, history);
    const char *marks = strstr(ctx.bytes, "\n## Also at these times\n");
    assert_non_null(marks);
    assert_non_null(strstr(marks,
                           "| `2026-03-14T06:20:31Z` | `service:v1:app-000001:public` | log | "
                           "Back-off restarting failed container | 2 |  |\n"));
    assert_non_null(strstr(marks, "container | 1 | `get.txt:12` |\n"));
    context_free(&ctx);
    fake_history_free(history);
}

/* In the lane, where its time is: 20 minutes and 31 seconds of two hours. */
static void html_tells_marks(void **state)
{
    (void)state;
    fake_history *history = fake_history_many(2);
    inq_ctx ctx = told(&inq_plugin_html, history);
    assert_non_null(strstr(ctx.bytes, "<text class=\"m\" x=\"17.09%\" y=\"10\"><title>"
                                      "2026-03-14T06:20:31Z log: Back-off restarting failed "
                                      "container (2 times)</title>▲</text>"));
    const char *marks = strstr(ctx.bytes, "<section id=\"marks\"");
    assert_non_null(marks);
    assert_non_null(strstr(marks, "▲ log<td>Back-off restarting failed container (2 times)"));
    context_free(&ctx);
    fake_history_free(history);
}

/* Beyond what is drawn a lane is told in words, and of what is drawn no more than that. */
static void html_draws_so_many_lanes(void **state)
{
    (void)state;
    fake_history *history = fake_history_many(1100);
    inq_ctx ctx = told(&inq_plugin_html, history);
    size_t lanes = 0;
    size_t words = 0;
    for (const char *at = ctx.bytes; (at = strstr(at, "<svg class=\"lane\"")); at++)
        lanes++;
    for (const char *at = ctx.bytes; (at = strstr(at, "<p class=\"runs\">")); at++)
        words++;
    assert_int_equal(lanes, 1 + 1000);
    assert_int_equal(words, 1100);
    context_free(&ctx);
    fake_history_free(history);
}

/* A lane that changes at each of thousands of moments is drawn in as many parts as can be seen. */
static void html_draws_so_many_runs(void **state)
{
    (void)state;
    fake_history *history = fake_history_many(1);
    const size_t n = 5000;
    const inq_moment **moments = calloc(n, sizeof moments[0]);
    const inq_stay **stays = calloc(n, sizeof stays[0]);
    inq_lane lane = *history->timeline.lanes[0];
    const inq_lane *lanes = &lane;
    assert_true(moments && stays);
    for (size_t i = 0; i < n; i++) {
        moments[i] = history->timeline.moments[0];
        stays[i] = fake_stay(history, (uint32_t)i, (uint32_t)i, i % 2 ? INQ_FAILED : INQ_HEALTHY);
    }
    lane.stays = stays;
    lane.n_stays = n;
    history->timeline.moments = moments;
    history->timeline.n_moments = n;
    history->timeline.lanes = history->timeline.cascade = &lanes;
    history->timeline.n_transitions = 0;
    inq_ctx ctx = told(&inq_plugin_html, history);
    assert_non_null(strstr(ctx.bytes, " changes, at worst failed at "));
    assert_non_null(strstr(ctx.bytes, "… 4988 changes more …, failed at "));
    assert_true(ctx.len < 300000);
    context_free(&ctx);
    free(moments);
    free(stays);
    fake_history_free(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_reads_back_in_order),
        cmocka_unit_test(json_states_what_is_known),
        cmocka_unit_test(jsonl_has_the_lines_of_json),
        cmocka_unit_test(json_escapes_strings),
        cmocka_unit_test(json_plain_words_agree),
        cmocka_unit_test(json_counts_are_numbers_or_null),
        cmocka_unit_test(text_is_calm_when_all_is_well),
        cmocka_unit_test(text_tells_root_first),
        cmocka_unit_test(text_tells_each_fact_once),
        cmocka_unit_test(text_says_the_directory_once),
        cmocka_unit_test(text_lists_gaps_of_what_is_well),
        cmocka_unit_test(text_lists_gaps_to_the_limit),
        cmocka_unit_test(text_leaves_large_estates_alone),
        cmocka_unit_test(text_says_when_nothing_was_recognised),
        cmocka_unit_test(text_cards_tell_all),
        cmocka_unit_test(text_keeps_to_the_limit),
        cmocka_unit_test(text_is_harmless),
        cmocka_unit_test(text_folds_to_the_width),
        cmocka_unit_test(same_report_gives_same_bytes),
        cmocka_unit_test(failing_writer_ends_it),
        cmocka_unit_test(long_lists_take_memory),
        cmocka_unit_test(text_tells_marks),
        cmocka_unit_test(json_tells_marks),
        cmocka_unit_test(markdown_tells_marks),
        cmocka_unit_test(html_tells_marks),
        cmocka_unit_test(html_draws_so_many_lanes),
        cmocka_unit_test(html_draws_so_many_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
