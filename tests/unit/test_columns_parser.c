/* SPDX-License-Identifier: MIT */
/* The parser of tables with columns between blanks: each case is a text and the events it must
 * give, whole and in chunks of 1 to 33 bytes. Build with -DINQ_ENTRY=inq_plugin_columns. */
#include "tests/plugin/fake_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

extern const inq_plugin inq_plugin_columns;

struct sample {
    const char *about;
    const char *text;
    const char *events;
    const char *rest; /* what closed the table, to the end; NULL: all was consumed */
    int sure;         /* what probe() answers at the first byte */
};

/* clang-format off */
static const struct sample samples[] = {
    {"a plain listing, closed by a blank line",
     "NAME      READY   STATUS    AGE\n"
     "web-0     1/1     Running   3d\n"
     "web-1     0/1     Pending   2m\n"
     "\n"
     "rest\n",
     "header@0 NAME|READY|STATUS|AGE\nrow@32 web-0|1/1|Running|3d\nrow@63 web-1|0/1|Pending|2m\n",
     "\nrest\n", 60},
    {"titles and cells with single blanks",
     "NAME    RESTARTS      NOMINATED NODE   READINESS GATES\n"
     "web-0   5 (3d ago)    <none>           <none>\n"
     "web-1   0             node-b           a b\n",
     "header@0 NAME|RESTARTS|NOMINATED NODE|READINESS GATES\nrow@55 web-0|5 (3d ago)||\n"
     "row@101 web-1|0|node-b|a b\n", NULL, 60},
    {"blank cells",
     "NAME   REASON   AGE\n"
     "a               3d\n"
     "b      Lost     4d\n"
     "c      Lost\n",
     "header@0 NAME|REASON|AGE\nrow@20 a||3d\nrow@39 b|Lost|4d\nrow@58 c|Lost|\n", NULL, 60},
    {"a cell that pushes the others to the right",
     "NAME   STATUS    AGE\n"
     "a      Running   3d\n"
     "b      ContainerCreating   4d\n",
     "header@0 NAME|STATUS|AGE\nrow@21 a|Running|3d\nrow@41 b|ContainerCreating|4d\n", NULL, 60},
    {"a message with wide gaps, and columns counted in characters",
     "OBJECT   MESSAGE\n"
     "über     one  two   three\n"
     "b        <unknown>\n",
     "header@0 OBJECT|MESSAGE\nrow@17 über|one  two   three\nrow@44 b|\n", NULL, 60},
    {"carriage returns, and the header again",
     "NAME   AGE\r\na      3d\r\nNAME   AGE\r\n",
     "header@0 NAME|AGE\nrow@12 a|3d\n", "NAME   AGE\r\n", 60},
    {"a message of the tool closes",
     "NAME   AGE\na      3d\nError from server (NotFound): pods \"x\" not found\n",
     "header@0 NAME|AGE\nrow@11 a|3d\n", "Error from server (NotFound): pods \"x\" not found\n", 60},
    {"a prompt closes", "NAME   AGE\na      3d\n$ kube  x\n",
     "header@0 NAME|AGE\nrow@11 a|3d\n", "$ kube  x\n", 60},
    {"the header alone", "NAME   READY   AGE\n", "header@0 NAME|READY|AGE\n", NULL, 30},
    {"indented", "  NAME   AGE\n  a      3d\n", "header@0 NAME|AGE\nrow@13 a|3d\n", NULL, 60},
    {"no table", "one two\n", "", "one two\n", 0},
    {"nothing", "", "", NULL, 0},
};
/* clang-format on */
#define N_SAMPLES (sizeof samples / sizeof samples[0])

static int probe_text(const char *text, size_t len)
{
    char *copy = malloc(len + 1); /* a block that ends with the text: overruns are seen */
    assert_non_null(copy);
    memcpy(copy + 1, text, len);
    const int sure =
        inq_plugin_columns.parser->probe((inq_str){copy + 1, len}, (inq_str){"dump.txt", 8});
    free(copy);
    return sure;
}

static void check_sample(const struct sample *s, size_t chunk)
{
    inq_ctx fake;
    const size_t len = strlen(s->text), rest = s->rest ? strlen(s->rest) : 0;
    fake_host_init(&fake, s->text, len, chunk);
    assert_int_equal(fake_parse(&fake, &inq_plugin_columns), INQ_OK);
    if (strcmp(fake.events, s->events) != 0 || fake.consumed != len - rest)
        print_message("%s, chunks of %zu\n%s", s->about, chunk, fake.events);
    assert_string_equal(fake.events, s->events);
    assert_int_equal(fake.consumed, len - rest);
    assert_string_equal(fake.violation, "");
    assert_int_equal(fake.n_diags, 0);
    fake_host_free(&fake);
}

static void test_samples_in_any_chunks(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        check_sample(&samples[i], 65536);
        for (size_t chunk = 1; chunk <= 33; chunk++)
            check_sample(&samples[i], chunk);
        if (probe_text(samples[i].text, strlen(samples[i].text)) != samples[i].sure)
            print_message("%s\n", samples[i].about);
        assert_int_equal(probe_text(samples[i].text, strlen(samples[i].text)), samples[i].sure);
    }
}

static void test_the_probe_refuses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "NAME | AGE\n-----|----\n",
        "NAME\tAGE\nx\ty\n",
        "NAME   AGE\n",
        "NAME   AGE\n\nx      y\n",
        "A HEADING  IN CAPITALS\nand text below it\n",
        "ERROR  FAILED\nERROR[0001]  x\n",
        "name   age\nx      y\n",
        "KEY:   VALUE\nx      y\n",
        "NAME   AGE\n-----  ---\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (probe_text(texts[i], strlen(texts[i])) != 0)
            print_message("%s", texts[i]);
        assert_int_equal(probe_text(texts[i], strlen(texts[i])), 0);
    }
}

static void test_prefixes(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++)
        for (size_t len = 0; len <= strlen(samples[i].text); len++) {
            inq_ctx fake;
            (void)probe_text(samples[i].text, len);
            fake_host_init(&fake, samples[i].text, len, 5);
            assert_int_equal(fake_parse(&fake, &inq_plugin_columns), INQ_OK);
            assert_string_equal(fake.violation, "");
            fake_host_free(&fake);
        }
}

static void test_faults_are_returned(void **state)
{
    (void)state;
    const char *text = samples[0].text;
    assert_true(fake_obeys_stops(&inq_plugin_columns, text, 7, 16));
    for (size_t at = 1; at < 8; at++) {
        inq_ctx fake;
        fake_host_init(&fake, text, strlen(text), 16);
        fake.fail_read_at = at;
        const inq_status read = fake_parse(&fake, &inq_plugin_columns);
        assert_int_equal(read, fake.n_reads >= at ? INQ_EIO : INQ_OK);
        fake_host_free(&fake);
    }
    inq_ctx fake;
    fake_host_init(&fake, text, strlen(text), 16);
    fake.fail_alloc_at = 1;
    assert_int_equal(fake_parse(&fake, &inq_plugin_columns), INQ_ENOMEM);
    fake_host_free(&fake);
}

/* 300 titles are no table; a row of 300 fields and one of a megabyte are read in bounds. */
static void test_hostile_lines(void **state)
{
    (void)state;
    const size_t wide = (size_t)1 << 20;
    char *bytes = malloc(wide + 8192);
    assert_non_null(bytes);
    size_t n = 0;
    for (unsigned i = 0; i < 300; i++, n += 6)
        memcpy(bytes + n, "TITLE  ", 7);
    bytes[n++] = '\n';
    assert_int_equal(probe_text(bytes, n), 0);
    n = (size_t)sprintf(bytes, "NAME   AGE\na      3d\n");
    for (unsigned i = 0; i < 300; i++, n += 7)
        memcpy(bytes + n, i == 0 ? "b      " : "x      ", 7);
    bytes[n++] = '\n';
    n += (size_t)sprintf(bytes + n, "c      ");
    memset(bytes + n, 'y', wide);
    n += wide;
    bytes[n++] = '\n';
    inq_ctx fake;
    fake_host_init(&fake, bytes, n, 65536);
    assert_int_equal(fake_parse(&fake, &inq_plugin_columns), INQ_OK);
    assert_string_equal(fake.violation, "");
    assert_int_equal(fake.consumed, n);
    fake_host_free(&fake);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_in_any_chunks),
        cmocka_unit_test(test_the_probe_refuses),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_faults_are_returned),
        cmocka_unit_test(test_hostile_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
