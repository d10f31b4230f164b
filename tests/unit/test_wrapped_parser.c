/* SPDX-License-Identifier: MIT */
/* The parser of broken tables. Whole tables are cut as a terminal of any width cuts them, with the
 * blanks at the ends of lines and without; what comes out must be what the table parser makes of
 * the whole, and each cell must stand where it says. Build with -DINQ_ENTRY=inq_plugin_wrapped. */
#include "tests/plugin/fake_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

extern const inq_plugin inq_plugin_table;
extern const inq_plugin inq_plugin_wrapped;

/* clang-format off */
static const char *const tables[] = {
    "           NAME          | VERSION |  TYPE   | WORKSPACE | STATUS |  RUNTIME  |    OWNER     \n"
    "-------------------------|---------|---------|-----------|--------|-----------|--------------\n"
    "  ingest-nightly-backup  | v1      | service | public    | active | running:1 | rubygem      \n"
    "  short                  | v2alpha | depot   |           | error  |           |              \n"
    "  third-of-a-kind        | v1      | worker  | sandbox   | active | pending   | rubygem      \n",
    "| NAME                   | VERSION | TYPE    | STATUS  | OWNER      |\n"
    "|------------------------|---------|---------|---------|------------|\n"
    "| landing-zone-of-orders | v1      | depot   | active  | orla       |\n"
    "| b                      | v2alpha | depot   | pending |            |\n",
    "+------------------+---------------------+--------+\n"
    "|       NODE       |        STATE        | COUNT  |\n"
    "+------------------+---------------------+--------+\n"
    "| orders-0         | waiting for a place | 12     |\n"
    "| orders-1         | up                  | 3      |\n"
    "+------------------+---------------------+--------+\n",
    "  NODE NAME            │ CONTAINER NAME      │ ERROR  \n"
    "───────────────────────┼─────────────────────┼────────\n"
    "  orders-7f6d-0        │ orders              │        \n"
    "  orders-7f6d-1        │ sidecar of orders   │ x      \n",
    "    RUN ID    |          STARTED          | RESULT                        \n"
    "--------------|---------------------------|-------------------------------\n"
    "  f1aa        | 2026-02-21T13:32:00+05:30 | condition met for service:v1:a\n"
    "--------------|---------------------------|-------------------------------\n"
    "  f1ab        | 2026-02-21T13:34:00+05:30 | condition not met             \n",
};
/* clang-format on */
#define N_TABLES (sizeof tables / sizeof tables[0])

struct text {
    char bytes[16384];
    size_t len;
};

static void add(struct text *out, const char *from, size_t n)
{
    assert_true(out->len + n < sizeof out->bytes);
    memcpy(out->bytes + out->len, from, n);
    out->len += n;
    out->bytes[out->len] = '\0';
}

static size_t code_bytes(const char *at)
{
    size_t n = 1;
    while (((unsigned char)at[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static void end_line(struct text *out, bool trimmed)
{
    while (trimmed && out->len > 0 && out->bytes[out->len - 1] == ' ')
        out->len--;
    add(out, "\n", 1);
}

/** The text as a terminal of `width` columns shows it. */
static void cut(const char *text, size_t width, bool trimmed, struct text *out)
{
    size_t column = 0;
    out->len = 0;
    while (*text != '\0') {
        const size_t n = code_bytes(text);
        if (*text == '\n') {
            end_line(out, trimmed);
            column = 0;
        } else {
            if (column == width) {
                end_line(out, trimmed);
                column = 0;
            }
            add(out, text, n);
            column++;
        }
        text += n;
    }
}

/** Events without the places, which differ. */
static void strip_places(const char *events, struct text *out)
{
    bool row = false;
    out->len = 0;
    for (const char *at = events; *at != '\0'; at++) {
        if (*at == '@') {
            row = at[-1] == 'w';
            at += strspn(at + 1, "0123456789");
            continue;
        }
        add(out, at, 1);
        if (row && (*at == ' ' || *at == '|')) {
            const size_t digits = strspn(at + 1, "0123456789");
            at += digits > 0 && at[1 + digits] == ':' ? digits + 1 : 0;
        }
    }
    add(out, "", 0);
}

static void parse_all(const inq_plugin *plugin, const struct text *in, size_t chunk,
                      struct text *out)
{
    inq_ctx fake;
    fake_host_init(&fake, in->bytes, in->len, chunk);
    assert_int_equal(fake_parse(&fake, plugin), INQ_OK);
    assert_string_equal(fake.violation, "");
    strip_places(fake.events, out);
    fake_host_free(&fake);
}

static size_t rule_width(const char *table)
{
    const char *rule = table;
    while (strspn(rule, "|-+") == 0 && strncmp(rule, "─", 3) != 0)
        rule = strchr(rule, '\n') + 1;
    size_t width = 0;
    for (; *rule != '\n'; rule += code_bytes(rule))
        width++;
    return width;
}

static void test_a_cut_table_reads_as_the_whole(void **state)
{
    static struct text whole, in, expected, out;
    (void)state;
    for (size_t i = 0; i < N_TABLES; i++) {
        cut(tables[i], 10000, false, &whole);
        parse_all(&inq_plugin_table, &whole, 65536, &expected);
        for (size_t width = 12; width < rule_width(tables[i]); width++) {
            for (unsigned trimmed = 0; trimmed < 2; trimmed++) {
                cut(tables[i], width, trimmed != 0, &in);
                parse_all(&inq_plugin_wrapped, &in, width % 2 ? 65536 : width, &out);
                if (strcmp(out.bytes, expected.bytes) != 0)
                    print_message("table %zu, width %zu, trimmed %u\n%s", i, width, trimmed,
                                  in.bytes);
                assert_string_equal(out.bytes, expected.bytes);
            }
        }
    }
}

static void test_the_probe_knows_cut_tables_only(void **state)
{
    static struct text in;
    static const inq_str hint = {"x.txt", 5};
    (void)state;
    for (size_t i = 0; i < N_TABLES; i++) {
        assert_int_equal(
            inq_plugin_wrapped.parser->probe((inq_str){tables[i], strlen(tables[i])}, hint), 0);
        for (size_t width = 12; width < rule_width(tables[i]); width++) {
            cut(tables[i], width, true, &in);
            const char *from = in.bytes + strspn(in.bytes, "\n");
            const inq_str head = {from, strlen(from)};
            assert_int_equal(inq_plugin_wrapped.parser->probe(head, hint), 97);
        }
    }
}

static void test_the_probe_refuses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "\n",
        "NAME | TYPE\n-----|-----\n-----|-----\n",
        "  VAL  | OP | VAL \n (LEFT) |    | (RIGHT)\n--------|----|---\n-----\n",
        "NAME | TYPE | STATUS\n",
        "A HEADING\n---------\n---------\n",
        "FIRST LINE OF | A\nSECOND LINE\n-----------------\n----------\n",
        "------------------|\n------------------|\n",
        "key: value | x\n------------------|\n----\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const inq_str head = {texts[i], strlen(texts[i])};
        assert_int_equal(inq_plugin_wrapped.parser->probe(head, (inq_str){"x", 1}), 0);
    }
}

struct sample {
    const char *about;
    const char *text;
    const char *events;
    const char *rest;
};

/* clang-format off */
#define HEADING "     NAME      |     TYPE    | STATU\nS \n---------------|-------------|------\n--\n"
static const struct sample samples[] = {
    {"cells are located by their first byte; a row that was short enough is whole",
     HEADING
     "  alpha-of-all | depot-in-tow|   acti\nve\n  b | depot |\n  c            | lens        |   actx\n",
     "header@0 NAME|TYPE|STATUS\n"
     "row@80 82:alpha-of-all|97:depot-in-tow|113:active\nrow@121 123:b|127:depot|134:\n"
     "row@135 137:c|152:lens|168:actx\n", NULL},
    {"what closes it", HEADING "  a            | depot       | activ\ne \n\n# note\n$ next\n",
     "header@0 NAME|TYPE|STATUS\nrow@80 82:a|97:depot|111:active\n", "$ next\n"},
    {"a log line after a row that was cut off", HEADING "  a            | depot\nINFO[0001] x\n",
     "header@0 NAME|TYPE|STATUS\nrow@80 82:a|97:depot|80:<absent>\n", "INFO[0001] x\n"},
    {"the next table, whole", HEADING "  a            | depot       | up\nSTATUS | RUNTIME\n---|---\n",
     "header@0 NAME|TYPE|STATUS\nrow@80 82:a|97:depot|111:up\n", "STATUS | RUNTIME\n---|---\n"},
    {"the next table, cut", HEADING "  a            | depot       | up\n" HEADING,
     "header@0 NAME|TYPE|STATUS\nrow@80 82:a|97:depot|111:up\n", HEADING},
    {"a row cut off by the next row", HEADING "  a            | depot\n  b            | lens        | up\n",
     "header@0 NAME|TYPE|STATUS\nrow@80 82:a|97:depot|80:<absent>\nrow@103 105:b|120:lens|134:up\n",
     NULL},
};
/* clang-format on */
#define N_SAMPLES (sizeof samples / sizeof samples[0])

static void check_sample(const struct sample *s, size_t chunk)
{
    inq_ctx fake;
    const size_t len = strlen(s->text), rest = s->rest ? strlen(s->rest) : 0;
    fake_host_init(&fake, s->text, len, chunk);
    assert_int_equal(fake_parse(&fake, &inq_plugin_wrapped), INQ_OK);
    if (strcmp(fake.events, s->events) != 0 || fake.consumed != len - rest)
        print_message("%s, chunks of %zu\n%s", s->about, chunk, fake.events);
    assert_string_equal(fake.events, s->events);
    assert_int_equal(fake.consumed, len - rest);
    assert_string_equal(fake.violation, "");
    assert_int_equal(fake.n_diags, 1);
    assert_true(fake_has_diag(&fake, 215));
    fake_host_free(&fake);
}

static void test_samples_in_any_chunks(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        check_sample(&samples[i], 65536);
        for (size_t chunk = 1; chunk <= 33; chunk++)
            check_sample(&samples[i], chunk);
    }
}

static void test_faults_are_returned(void **state)
{
    (void)state;
    const char *text = samples[0].text;
    assert_true(fake_obeys_stops(&inq_plugin_wrapped, text, 5, 16));
    for (size_t at = 1; at < 6; at++) {
        inq_ctx fake;
        fake_host_init(&fake, text, strlen(text), 16);
        fake.fail_read_at = at;
        assert_int_equal(fake_parse(&fake, &inq_plugin_wrapped), INQ_EIO);
        fake_host_free(&fake);
    }
    inq_ctx fake;
    fake_host_init(&fake, text, strlen(text), 16);
    fake.fail_alloc_at = 1;
    assert_int_equal(fake_parse(&fake, &inq_plugin_wrapped), INQ_ENOMEM);
    fake_host_free(&fake);
}

/* A last cell that goes on and on is joined up to a bound, and no byte is read twice too often. */
static void test_a_row_without_end(void **state)
{
    (void)state;
    const size_t lines = 40000;
    const size_t head = strlen(HEADING);
    char *bytes = malloc(head + lines * 37 + 64);
    assert_non_null(bytes);
    memcpy(bytes, HEADING "  a            | depot       | abcdef\n", head + 37);
    for (size_t i = 1; i < lines; i++)
        memcpy(bytes + head + i * 37, "abcdefghijklmnopqrstuvwxyzabcdefghij\n", 37);
    inq_ctx fake;
    fake_host_init(&fake, bytes, head + lines * 37, 65536);
    assert_int_equal(fake_parse(&fake, &inq_plugin_wrapped), INQ_OK);
    assert_string_equal(fake.violation, "");
    assert_true(fake.consumed < 80000);
    assert_true(strlen(fake.events) > 60000);
    fake_host_free(&fake);
    free(bytes);
}

static void test_prefixes(void **state)
{
    static struct text in;
    (void)state;
    for (size_t i = 0; i < N_TABLES; i++) {
        cut(tables[i], 23, i % 2 == 0, &in);
        for (size_t len = 0; len <= in.len; len++) {
            inq_ctx fake;
            char *copy = malloc(len + 1);
            assert_non_null(copy);
            memcpy(copy + 1, in.bytes, len);
            (void)inq_plugin_wrapped.parser->probe((inq_str){copy + 1, len}, (inq_str){"x", 1});
            free(copy);
            fake_host_init(&fake, in.bytes, len, 7);
            assert_int_equal(fake_parse(&fake, &inq_plugin_wrapped), INQ_OK);
            assert_string_equal(fake.violation, "");
            fake_host_free(&fake);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cut_table_reads_as_the_whole),
        cmocka_unit_test(test_the_probe_knows_cut_tables_only),
        cmocka_unit_test(test_the_probe_refuses),
        cmocka_unit_test(test_samples_in_any_chunks),
        cmocka_unit_test(test_faults_are_returned),
        cmocka_unit_test(test_a_row_without_end),
        cmocka_unit_test(test_prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
