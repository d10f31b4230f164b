/* SPDX-License-Identifier: MIT */
/* The table parser against the recording host. Each case is a text and the events it must give,
 * whole and in chunks of 1 to 33 bytes; faults and hostile sizes follow. Build with the source of
 * the plugin and -DINQ_ENTRY=inq_plugin_table. */
#include "tests/plugin/fake_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

extern const inq_plugin inq_plugin_table;

struct sample {
    const char *about;
    const char *text;
    const char *events;
    const char *rest; /* what closed the table, to the end; NULL: all was consumed */
    unsigned diag;    /* the one diagnostic expected, or 0 */
    int sure;         /* what probe() answers at the first byte */
};

/* clang-format off */
static const struct sample samples[] = {
    {"a plain listing, closed by a prompt",
     "    NAME   | TYPE  | STATUS \n"
     "-----------|-------|--------\n"
     "  alpha    | depot | active \n"
     "  beta-api | lens  |        \n"
     "\n"
     "~ echo done\n",
     "header@0 NAME|TYPE|STATUS\nrow@58 alpha|depot|active\nrow@87 beta-api|lens|\n",
     "~ echo done\n", 0, 95},
    {"blank lines first, and carriage returns",
     "\r\n\n NAME | TYPE | RUNTIME\r\n---|---|---\r\n a | t | failed\r\n",
     "header@3 NAME|TYPE|RUNTIME\nrow@40 a|t|failed\n", NULL, 0, 95},
    {"box drawing, and a heading of letters between dashes",
     " NODE │ STATE \n──────┼───────\n 🔍│up\n n2 │ …\n------LOGS------\nx | y\n",
     "header@0 NODE|STATE\nrow@60 🔍|up\nrow@71 n2|…\n", "------LOGS------\nx | y\n", 0, 95},
    {"heavy bars",
     "A ┃ B\n━━╋━━\n1 ┃ 2\n", "header@0 A|B\nrow@24 1|2\n", NULL, 0, 95},
    {"frames of Markdown, a rule with colons, bold and back-quotes",
     "| **NAME** | `TYPE` |\n| --- | :-: |\n| **x   | v1**      **|\n|  | `y` |\n* note\n",
     "header@0 NAME|TYPE\nrow@36 x|v1\nrow@60 |y\n", "* note\n", 0, 95},
    {"a single framed column",
     "| NAME |\n|------|\n| x |\ny\n", "header@0 NAME\nrow@18 x\n", "y\n", 0, 95},
    {"frames with plus signs, above as well",
     "+-----+-----+\n| one | two |\n+-----+-----+\n| 1   | 2   |\n+-----+-----+\n",
     "header@14 one|two\nrow@42 1|2\n", NULL, 0, 95},
    {"a single star is a value",
     "NAME | TYPE\n-----|----\n* | **\n", "header@0 NAME|TYPE\nrow@23 *|\n", NULL, 0, 95},
    {"rules after each row, shorter and longer; plus signs in data",
     "ID | WHEN\n---|---\na | 10:00+05:30\n---|---------\nb | c+d\n-----\n===+===\n",
     "header@0 ID|WHEN\nrow@18 a|10:00+05:30\nrow@48 b|c+d\n", NULL, 0, 95},
    {"comments, ellipses and blank lines keep it open",
     "NAME | TYPE\n-----|----\n\na | t\n  # ^ the name | here\n…\n ... \n\nb | u\n",
     "header@0 NAME|TYPE\nrow@24 a|t\nrow@63 b|u\n", NULL, 0, 95},
    {"the header alone", "NAME | TYPE | STATUS", "header@0 NAME|TYPE|STATUS\n", NULL, 0, 80},
    {"no rule at all",
     "NAME | TYPE | STATUS\na | t | active\n", "header@0 NAME|TYPE|STATUS\nrow@21 a|t|active\n",
     NULL, 0, 80},
    {"a blank line between header and rule, tabs in front",
     "\t\tNAME | TYPE\n\n-----|-----\n\ta\t|\tt\t\n", "header@0 NAME|TYPE\nrow@27 a|t\n",
     NULL, 0, 95},
    {"a header of two lines",
     "  VAL  | OP | VAL \n (LEFT) |    | (RIGHT)\n--------|----|---\n 1 | = | 2\n",
     "header@0 VAL (LEFT)|OP|VAL (RIGHT)\nrow@60 1|=|2\n", NULL, 0, 95},
    {"a header of two lines, the upper one blank in part, framed",
     "| VAL |  |\n| (X) | OP |\n|-----|----|\n| 1 | = |\n",
     "header@0 VAL (X)|OP\nrow@37 1|=\n", NULL, 0, 95},
    {"a separator lost in the header, the rule has it",
     " NODE NAME │ CONTAINER NAME     ERROR \n───┼───┼───\n n │ c │ \n",
     "header@0 NODE NAME|CONTAINER NAME|ERROR\nrow@75 n|c|\n", NULL, 0, 95},
    {"a separator lost in header and rule, the row has it",
     "NAME      TYPE | STATUS\n--------------|---\na | t | up\n",
     "header@0 NAME|TYPE|STATUS\nrow@43 a|t|up\n", NULL, 0, 95},
    {"a wide gap that is none", "NAME     OF | TYPE\n------|----\na | t\n",
     "header@0 NAME     OF|TYPE\nrow@31 a|t\n", NULL, 0, 95},
    {"a short row", "NAME | TYPE | STATUS\n---|---|---\na | t\nb\n",
     "header@0 NAME|TYPE|STATUS\nrow@33 a|t|<absent>\n", "b\n", 0, 95},
    {"a surplus cell, told once", "NAME | TYPE\n---|---\na | t | x\nb | t | y\nc | t |\n",
     "header@0 NAME|TYPE\nrow@20 a|t\nrow@30 b|t\nrow@40 c|t\n", NULL, 211, 95},
    {"a title that stands twice", "NAME | NAME\n-----|-----\na | b\n",
     "header@0 NAME|NAME\nrow@24 a|b\n", NULL, 212, 95},
    {"a cut line at the end", "NAME | TYPE\n---|---\na | t\nb | ",
     "header@0 NAME|TYPE\nrow@20 a|t\nrow@26 b|\n", NULL, 0, 95},
    {"continuation rows stand as they are", "NAME | TAGS\n---|---\na | x,\n  | y\n",
     "header@0 NAME|TAGS\nrow@20 a|x,\nrow@27 |y\n", NULL, 0, 95},
    {"a log line closes", "NAME | TYPE\n---|---\na | t\nINFO[0001] x | y\n",
     "header@0 NAME|TYPE\nrow@20 a|t\n", "INFO[0001] x | y\n", 0, 95},
    {"a log line in bold closes", "NAME | TYPE\n---|---\na | t\n****NFO[0001] x | y\n",
     "header@0 NAME|TYPE\nrow@20 a|t\n", "****NFO[0001] x | y\n", 0, 95},
    {"a command with separators closes, the number of cells fits",
     "NAME | VERSION | TYPE | WORKSPACE\n---|---|---|---\na | b | c | d\n"
     "$ ctl -i \"x | v1 | service | public\" get\n",
     "header@0 NAME|VERSION|TYPE|WORKSPACE\nrow@50 a|b|c|d\n",
     "$ ctl -i \"x | v1 | service | public\" get\n", 0, 95},
    {"a command with separators closes, the number differs",
     "NAME | TYPE\n---|---\na | t\nctl --id 'x | v1 | s | p' get\n",
     "header@0 NAME|TYPE\nrow@20 a|t\n", "ctl --id 'x | v1 | s | p' get\n", 0, 95},
    {"a prompt closes", "NAME | TYPE\n---|---\na | t\n➜ ctl get     ok | % | 12\n",
     "header@0 NAME|TYPE\nrow@20 a|t\n", "➜ ctl get     ok | % | 12\n", 0, 95},
    {"the next header closes", "NAME | TYPE\n---|---\nA | t\nSTATUS | RUNTIME\n---|---\nup | x\n",
     "header@0 NAME|TYPE\nrow@20 A|t\n", "STATUS | RUNTIME\n---|---\nup | x\n", 0, 95},
    {"capitals without a rule are a row", "NAME | TYPE\n---|---\nREADY | TRUE\nb | t\n",
     "header@0 NAME|TYPE\nrow@20 READY|TRUE\nrow@33 b|t\n", NULL, 0, 95},
    {"its own header closes, padded otherwise",
     "name | type\n---|---\na | t\n  name |   type\nb | t\n",
     "header@0 name|type\nrow@20 a|t\n", "  name |   type\nb | t\n", 0, 95},
    {"mixed titles behind a blank line close",
     "Name | Type\n---|---\nA | t\n\nState | Time\n---|---\nb | t\n",
     "header@0 Name|Type\nrow@20 A|t\n", "State | Time\n---|---\nb | t\n", 0, 95},
    {"mixed words above a rule are a row", "Name | Type\n---|---\nAda | Person\n---|---\nb | t\n",
     "header@0 Name|Type\nrow@20 Ada|Person\nrow@41 b|t\n", NULL, 0, 95},
    {"the mark of a YAML document closes", "NAME | TYPE\n---|---\na | t\n---\nb: |\n",
     "header@0 NAME|TYPE\nrow@20 a|t\n", "---\nb: |\n", 0, 95},
    {"another kind of separator closes", "NAME | TYPE\n---|---\na | t\nb │ t\n",
     "header@0 NAME|TYPE\nrow@20 a|t\n", "b │ t\n", 0, 95},
    {"a stray frame of the other kind",
     "|  TOKEN │ TYPE │ NAME \n──────────\n x │ key │ n\n",
     "header@0 TOKEN|TYPE|NAME\nrow@59 x|key|n\n", NULL, 0, 95},
    {"titles between tabs, closed by a blank line",
     "Name\tType\tStatus\tOwner\nx-api\tlens\t\tme\ny\tdepot\tup\t\n\nName\tType\tStatus\n",
     "header@0 Name|Type|Status|Owner\nrow@23 x-api|lens||me\nrow@38 y|depot|up|\n",
     "\nName\tType\tStatus\n", 0, 75},
    {"titles between tabs, closed by a line without", "Name\tType\tStatus\na\tb\tc\n# end\n",
     "header@0 Name|Type|Status\nrow@17 a|b|c\n", "# end\n", 0, 75},
    {"titles between tabs again", "Name\tType\tStatus\na\tb\tc\nName\tType\tStatus\n",
     "header@0 Name|Type|Status\nrow@17 a|b|c\n", "Name\tType\tStatus\n", 0, 75},
    {"what is in front is passed over", "INFO[0000] a | b\n# x | y\n---|---\nNAME | TYPE\na | t\n",
     "header@33 NAME|TYPE\nrow@45 a|t\n", NULL, 0, 0},
    {"no table at all", "one\ntwo\n", "", NULL, 0, 0},
    {"nothing", "", "", NULL, 0, 0},
};
/* clang-format on */

#define N_SAMPLES (sizeof samples / sizeof samples[0])

static int probe_text(const char *text, size_t len)
{
    char *copy = malloc(len + 1); /* a block that ends with the text: overruns are seen */
    assert_non_null(copy);
    memcpy(copy + 1, text, len);
    const inq_str hint = {.ptr = "dump.txt", .len = 8};
    const int sure = inq_plugin_table.parser->probe((inq_str){copy + 1, len}, hint);
    free(copy);
    return sure;
}

static void check_diags(const struct sample *sample, const inq_ctx *fake)
{
    assert_int_equal(fake->n_diags, sample->diag != 0);
    if (sample->diag != 0) {
        assert_int_equal(fake->diags[0].code, sample->diag);
    }
}

static void check_sample(const struct sample *sample, size_t chunk)
{
    const size_t len = strlen(sample->text);
    const size_t rest = sample->rest == NULL ? 0 : strlen(sample->rest);
    inq_ctx fake;
    fake_host_init(&fake, sample->text, len, chunk);
    assert_int_equal(fake_parse(&fake, &inq_plugin_table), INQ_OK);
    if (strcmp(fake.events, sample->events) != 0 || fake.consumed != len - rest) {
        print_message("%s, chunks of %zu\n%s", sample->about, chunk, fake.events);
    }
    assert_string_equal(fake.events, sample->events);
    assert_int_equal(fake.consumed, len - rest);
    assert_string_equal(fake.violation, "");
    check_diags(sample, &fake);
    fake_host_free(&fake);
}

static void test_samples_in_any_chunks(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        check_sample(&samples[i], 65536);
        for (size_t chunk = 1; chunk <= 33; chunk++) {
            check_sample(&samples[i], chunk);
        }
    }
}

static void test_probe_knows_samples(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const int sure = probe_text(samples[i].text, strlen(samples[i].text));
        if (sure != samples[i].sure) {
            print_message("%s\n", samples[i].about);
        }
        assert_int_equal(sure, samples[i].sure);
    }
}

static void test_probe_refuses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "---\nname: x\n",
        "-----|-----\n",
        "-----|-----\n\n",
        "key: |\n  a\n  b\n",
        "key: |\n---\n",
        "text: |\n--------\n",
        "{\"a\": \"b | c\"}\n",
        "cat x | grep y | wc -l\n12\n",
        "$ cat x | grep y\n--------\n",
        "INFO[0000] A | B\n---|---\n",
        "2025-02-05 11:31:49,317 ERROR [main] a | b | c\n",
        "2025-02-05\tINFO\tMain\tx\n",
        "INFO\tStarted\tNow\nplain text\n",
        "a | b\n---\n",
        "A | B\nc | d\n",
        "# NAME | TYPE | STATUS\n",
        "x -i \"a | v1 | service | public\" get\n-------\n",
        "\n\n\n",
        "one line of text\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (probe_text(texts[i], strlen(texts[i])) != 0) {
            print_message("%s", texts[i]);
        }
        assert_int_equal(probe_text(texts[i], strlen(texts[i])), 0);
    }
}

static void parse_prefix(const char *text, size_t len, size_t chunk)
{
    inq_ctx fake;
    fake_host_init(&fake, text, len, chunk);
    fake.base = 1000;
    assert_int_equal(fake_parse(&fake, &inq_plugin_table), INQ_OK);
    assert_string_equal(fake.violation, "");
    assert_true(len == 0 || fake.consumed > 0);
    fake_host_free(&fake);
}

static void test_prefixes(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        for (size_t len = 0; len <= strlen(samples[i].text); len++) {
            (void)probe_text(samples[i].text, len);
            parse_prefix(samples[i].text, len, 65536);
            parse_prefix(samples[i].text, len, 5);
        }
    }
}

/* Runs a sample with one fault set by `stop_at` or `fail_read_at`; returns whether it struck. */
static bool strike(const struct sample *sample, size_t event, size_t read, inq_status expected)
{
    inq_ctx fake;
    fake_host_init(&fake, sample->text, strlen(sample->text), 16);
    fake.stop_at = event;
    fake.fail_read_at = read;
    fake.stop_with = expected;
    const inq_status status = fake_parse(&fake, &inq_plugin_table);
    const bool struck = read > 0 ? fake.n_reads >= read : fake.answered;
    assert_int_equal(status, struck ? expected : INQ_OK);
    assert_string_equal(fake.violation, "");
    fake_host_free(&fake);
    return struck;
}

static void test_faults_are_returned(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        for (size_t at = 1; strike(&samples[i], at, 0, INQ_STOP); at++) {
            (void)strike(&samples[i], at, 0, INQ_ELIMIT);
            (void)strike(&samples[i], at, 0, INQ_ENOMEM);
        }
        for (size_t at = 1; strike(&samples[i], 0, at, INQ_EIO); at++) {
        }
    }
}

static void test_memory_is_asked_for_joined_titles_only(void **state)
{
    (void)state;
    static const char text[] = "VAL | OP\n(X) |\n----|----\n1 | 2\n";
    inq_ctx fake;
    fake_host_init(&fake, text, strlen(text), 65536);
    fake.fail_alloc_at = 1;
    assert_int_equal(fake_parse(&fake, &inq_plugin_table), INQ_ENOMEM);
    assert_int_equal(fake.n_events, 0);
    fake_host_free(&fake);
    for (size_t i = 0; i < 3; i++) {
        fake_host_init(&fake, samples[i].text, strlen(samples[i].text), 65536);
        assert_int_equal(fake_parse(&fake, &inq_plugin_table), INQ_OK);
        assert_int_equal(fake.n_allocs, 0);
        fake_host_free(&fake);
    }
}

struct text {
    char *bytes;
    size_t len;
};

static void append(struct text *text, const char *bytes)
{
    memcpy(text->bytes + text->len, bytes, strlen(bytes));
    text->len += strlen(bytes);
}

static void append_times(struct text *text, const char *bytes, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        append(text, bytes);
    }
}

static struct text new_text(size_t room)
{
    char *bytes = malloc(room);
    assert_non_null(bytes);
    return (struct text){.bytes = bytes, .len = 0};
}

static void test_two_hundred_columns(void **state)
{
    (void)state;
    struct text text = new_text(65536);
    append_times(&text, "TITLE | ", 200);
    append(&text, "\n");
    append_times(&text, "------|-", 200);
    append(&text, "\n");
    for (unsigned row = 0; row < 20; row++) {
        append_times(&text, "x |", 200);
        append(&text, "\n");
    }
    assert_int_equal(probe_text(text.bytes, 4096), 95);
    inq_ctx fake;
    fake_host_init(&fake, text.bytes, text.len, 100);
    assert_int_equal(fake_parse(&fake, &inq_plugin_table), INQ_OK);
    assert_int_equal(fake.columns, 64);
    assert_int_equal(fake.n_diags, 2);
    assert_true(fake_has_diag(&fake, 211) && fake_has_diag(&fake, 212));
    assert_int_equal(fake.consumed, text.len);
    assert_string_equal(fake.violation, "");
    fake_host_free(&fake);
    free(text.bytes);
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (const char *at = strchr(text, '\n'); at != NULL; at = strchr(at + 1, '\n')) {
        lines++;
    }
    return lines;
}

static void test_many_rows_come_in_batches(void **state)
{
    (void)state;
    struct text text = new_text(65536);
    append(&text, "NAME | TYPE\n---|---\n");
    append_times(&text, "row | thing\n", 1000);
    inq_ctx fake;
    fake_host_init(&fake, text.bytes, text.len, 65536);
    assert_int_equal(fake_parse(&fake, &inq_plugin_table), INQ_OK);
    assert_int_equal(fake.n_events, 1 + 16);
    assert_int_equal(count_lines(fake.events), 1001);
    assert_string_equal(fake.violation, "");
    fake_host_free(&fake);
    free(text.bytes);
}

static void test_one_cell_of_a_megabyte(void **state)
{
    (void)state;
    const unsigned wide = 1u << 20;
    struct text text = new_text(wide + 100);
    append(&text, "NAME | TYPE\n---|---\na | ");
    append_times(&text, "x", wide);
    append(&text, "\nb | t\n");
    inq_ctx fake;
    fake_host_init(&fake, text.bytes, text.len, 65536);
    assert_int_equal(fake_parse(&fake, &inq_plugin_table), INQ_OK);
    assert_int_equal(fake.consumed, text.len);
    assert_int_equal(count_lines(fake.events), 3);
    assert_true(strlen(fake.events) > wide);
    fake_host_free(&fake);
    free(text.bytes);
}

/* Blank lines without end behind a header must not be gathered. */
static void test_blanks_without_end(void **state)
{
    (void)state;
    struct text text = new_text(2000000);
    append(&text, "NAME | TYPE\n");
    append_times(&text, "\n", 1000000);
    append(&text, "---|---\na | t\nOTHER | TITLES\n");
    append_times(&text, " \n", 200000);
    inq_ctx fake;
    fake_host_init(&fake, text.bytes, text.len, 4096);
    assert_int_equal(fake_parse(&fake, &inq_plugin_table), INQ_OK);
    assert_int_equal(count_lines(fake.events), 3);
    assert_int_equal(fake.consumed, text.len);
    fake_host_free(&fake);
    free(text.bytes);
}

static void test_descriptor(void **state)
{
    (void)state;
    assert_int_equal(inq_plugin_table.abi, INQ_ABI);
    assert_string_equal(inq_plugin_table.id, "table");
    assert_string_equal(inq_plugin_table.parser->format, "table");
    assert_int_equal(inq_plugin_table.parser->flags, INQ_PARSER_SELF_ENDING);
    assert_null(inq_plugin_table.output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_descriptor),
        cmocka_unit_test(test_samples_in_any_chunks),
        cmocka_unit_test(test_probe_knows_samples),
        cmocka_unit_test(test_probe_refuses),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_faults_are_returned),
        cmocka_unit_test(test_memory_is_asked_for_joined_titles_only),
        cmocka_unit_test(test_two_hundred_columns),
        cmocka_unit_test(test_many_rows_come_in_batches),
        cmocka_unit_test(test_one_cell_of_a_megabyte),
        cmocka_unit_test(test_blanks_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
