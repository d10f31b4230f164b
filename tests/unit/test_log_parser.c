/* SPDX-License-Identifier: MIT */
/* The log plugin on the fake host: what it takes for a log beside the other parsers, and that
 * every byte is pushed. Built with -DINQ_ENTRY=inq_plugin_log, linked with all parsers. */
#include "tests/plugin/fake_host.h"

#include <stddef.h>

#include <cmocka.h>

extern const inq_plugin inq_plugin_log, inq_plugin_json, inq_plugin_table, inq_plugin_yaml;

/* ---- who takes what ----------------------------------------------------------------------- */

static const struct {
    const char *format, *text; /* format NULL: nobody's */
} heads[] = {
    {"log", "2025-02-05 11:31:49,317 ERROR [main] cls: it broke\n"},
    {"log", "22/10/17 12:29:14 INFO cls: begun\n22/10/17 12:29:15 INFO cls: done\n"},
    {"log", "10:42AM FTL file.go:7 > no such file\n"},
    {"log", "time=\"2025-06-12T07:24:28.680Z\" level=info msg=\"begun\"\n"},
    {"log", "ts=2025-06-12T07:24:28Z caller=a.go:1 level=warn msg=slow\n"},
    {"log", "2025-03-06 10:52:43,434 - WARNING - nothing to install\n"},
    {"log", "2024-10-08 09:13:52,822: flash - ERROR - views.py:130 - no view\n"},
    {"log", "2025-06-02 23:02:04 [INFO] main.py:51 [server] up\n"},
    {"log", "15-06-2025 02:35:33 [INFO] Configuring\n"},
    {"log", "2025-06-03T09:01:32.289Z\tINFO\tmain\tx.Gc\tcollected\n"},
    {"log", "E0601 12:00:00.123456       1 leader.go:12] lost\n"},
    {"log", "Nov 25 03:23:19 host app[1]: up\nNov 25 03:23:20 host app[1]: down\n"},
    {"log", "{\"level\":\"error\",\"ts\":1.5,\"msg\":\"it "
            "broke\"}\n{\"level\":\"info\",\"msg\":\"up\"}\n"},
    {"log", "INFO:     Started server process [1]\nINFO:     Waiting for startup.\n"},
    {"log", "DEBUG: source: {\n  \"type\": \"minerva\"\n}\nDEBUG: ready\n"},
    {"log", "WARNING: a first one\nWARNING: a second one\n"},
    {"log", "java.lang.IllegalStateException: closed\n\tat a.b.C.d(C.java:12)\n"},
    {"log", "ServerError: it broke\n"},
    {"log", "Exception in thread \"main\" a.b.CException:\nCannot construct,\nproblem: no value\n"},
    {"log", "    at a.b.C.d(C.java:12)\n    at a.b.C.e(C.java:13)\nCaused by: a.b.E: closed\n"},
    {"log", "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\nValueError: no\n"},
    {"log", "Stopping it\nJob: done with error=no\n2025-01-01 10:00:00 ERROR x\n"
            "2025-01-01 10:00:01 INFO y\n"},
    {"yaml", "name: a\ntype: service\nstatus:\n  stage: error\n"},
    {"yaml", "time: 12:30\nlevel: error\nmsg: no log\n"},
    {"yaml", "created: 2025-01-01 10:00:00\nname: a\n"},
    {"yaml", "- name: a\n  error: 'x: ERROR: y'\n"},
    {"json", "{\"name\": \"a\", \"status\": {\"level\": \"error\"}}\n"},
    {"json", "[{\"level\": \"error\", \"msg\": \"in a list\"}]\n"},
    {"table", "  NAME | TYPE | STATUS \n-------|------|--------\n  a    | lens | error  \n"},
    {"table", "  STARTED | ERROR\n----------|------\n  2025-01-01 10:00:00 | x\n"},
    {NULL, "dear reader,\nthis is a letter about errors\n"},
    {NULL, "INFO[0000] \xF0\x9F\x94\x8D get...\nINFO[0001] \xF0\x9F\x94\x8D get...complete\n"},
    {NULL, "+ an item\n+ another\n"},
    {NULL, "the train leaves at 10:30\n"},
};

static const char *surest(inq_str head)
{
    static const inq_plugin *const plugins[] = {&inq_plugin_json, &inq_plugin_log,
                                                &inq_plugin_table, &inq_plugin_yaml};
    const char *format = NULL;
    int best = 0;
    for (size_t i = 0; i < sizeof plugins / sizeof *plugins; i++) {
        const int score = plugins[i]->parser->probe(head, (inq_str){NULL, 0});
        if (score > best) {
            best = score;
            format = plugins[i]->parser->format;
        }
    }
    return format;
}

static void takes_what_is_a_log(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const char *format = surest((inq_str){heads[i].text, strlen(heads[i].text)});
        if ((format == NULL) != (heads[i].format == NULL) ||
            (format != NULL && strcmp(format, heads[i].format) != 0))
            fail_msg("%s takes: %s", format == NULL ? "nobody" : format, heads[i].text);
    }
}

/* Heads cut anywhere, and heads of odd bytes: no read beyond the end (a sanitizer sees it). */
static void probes_any_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        for (size_t len = 0; len <= strlen(heads[i].text); len++) {
            char *copy = malloc(len > 0 ? len : 1);
            memcpy(copy, heads[i].text, len);
            const int score = inq_plugin_log.parser->probe((inq_str){copy, len}, (inq_str){"", 0});
            assert_in_range(score, 0, 100);
            free(copy);
        }
    }
}

/* ---- reading ------------------------------------------------------------------------------ */

static void pushes_every_line(void **state)
{
    (void)state;
    static const char text[] = "a\n\nbc\r\n  d\xC3\xA9\nno newline";
    static const char want[] =
        "line@7 a\nline@9 \nline@10 bc\r\nline@14   d\xC3\xA9\nline@20 no newline\n";
    for (size_t chunk = 1; chunk < 40; chunk++) {
        inq_ctx fake;
        fake_host_init(&fake, text, sizeof text - 1, chunk);
        fake.base = 7;
        assert_int_equal(fake_parse(&fake, &inq_plugin_log), INQ_OK);
        assert_string_equal(fake.violation, "");
        assert_int_equal(fake.consumed, sizeof text - 1);
        assert_string_equal(fake.events, want);
        fake_host_free(&fake);
    }
}

/* A line that does not end is not waited for. */
static void long_lines_come_in_pieces(void **state)
{
    (void)state;
    const size_t len = 300000;
    char *text = malloc(len);
    memset(text, 'x', len);
    inq_ctx fake;
    fake_host_init(&fake, text, len, 65536);
    assert_int_equal(fake_parse(&fake, &inq_plugin_log), INQ_OK);
    assert_in_range(fake.n_events, 2, 5);
    assert_int_equal(fake.consumed, len);
    fake_host_free(&fake);
    free(text);
}

/* A host of ABI 1.0 has no slot for lines in batches. */
static void knows_older_hosts(void **state)
{
    (void)state;
    static const char text[] = "a\nb\n\nc";
    static const inq_host host = {sizeof host, INQ_ABI,     fake_alloc, fake_resize, fake_read,
                                  fake_report, fake_option, fake_seek,  NULL};
    static const inq_sink sink = {.size = offsetof(inq_sink, lines), .line = fake_line};
    const inq_input in = {sizeof in, 0, {"fake", 4}, 0};
    for (size_t stop_at = 0; stop_at < 5; stop_at++) {
        inq_ctx fake;
        uint64_t consumed;
        fake_host_init(&fake, text, sizeof text - 1, 3);
        fake.stop_at = stop_at;
        assert_int_equal(inq_plugin_log.parser->parse(&fake, &host, &in, &sink, &consumed),
                         stop_at ? INQ_STOP : INQ_OK);
        assert_int_equal(fake.n_events, stop_at ? stop_at : 4);
        assert_string_equal(fake.violation, "");
        if (stop_at == 0)
            assert_string_equal(fake.events, "line@0 a\nline@2 b\nline@4 \nline@5 c\n");
        fake_host_free(&fake);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_a_log), cmocka_unit_test(probes_any_head),
        cmocka_unit_test(pushes_every_line),   cmocka_unit_test(long_lines_come_in_pieces),
        cmocka_unit_test(knows_older_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
