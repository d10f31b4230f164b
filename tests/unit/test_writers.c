/* SPDX-License-Identifier: MIT */
/*
 * The writers that outputs for other tools share, cell by cell and character by character: what
 * each syntax would act on is replaced, and the rest stays as it is.
 */
#include "plugins/lib/csv_out.h"
#include "plugins/lib/json_out.h"
#include "plugins/lib/prometheus_out.h"
#include "plugins/lib/report_feed.h"
#include "plugins/lib/text_out.h"
#include "plugins/lib/xml_out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
/* cmocka wants the three before it. */
#include <cmocka.h>

/* A slice: S in an expression, L where a constant begins. */
#define S(literal) ((inq_str){literal, sizeof(literal) - 1})
#define L(literal)                                                                                 \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* What was written; a status other than INQ_OK refuses it. */
struct inq_ctx {
    inq_status status;
    size_t calls;
    size_t len;
    char bytes[65536];
};

static inq_status memory_write(inq_ctx *ctx, inq_str bytes)
{
    ctx->calls++;
    if (ctx->status != INQ_OK)
        return ctx->status;
    assert_true(bytes.len < sizeof ctx->bytes - ctx->len);
    memcpy(ctx->bytes + ctx->len, bytes.ptr, bytes.len);
    ctx->len += bytes.len;
    return INQ_OK;
}

static const inq_writer writer = {.size = (uint32_t)sizeof writer, .write = memory_write};
static inq_ctx memory;

static inq_ctx *fresh(void)
{
    memset(&memory, 0, sizeof memory);
    return &memory;
}

static void assert_written(const char *expected)
{
    assert_string_equal(memory.bytes, expected);
}

/* ---- csv ---------------------------------------------------------------------------------- */

static const struct cell {
    inq_str text;
    const char *commas, *tabs;
} cells[] = {
    {{NULL, 0}, "", ""},
    {L(""), "", ""},
    {L("plain"), "plain", "plain"},
    {L("a,b"), "\"a,b\"", "a,b"},
    {L("say \"x\""), "\"say \"\"x\"\"\"", "say \"x\""},
    {L("\"x"), "\"\"\"x\"", "'\"x"},
    {L("=1+1"), "'=1+1", "'=1+1"},
    {L("+1"), "'+1", "'+1"},
    {L("-"), "'-", "'-"},
    {L("@a"), "'@a", "'@a"},
    {L("\t=x"), "\"' =x\"", "' =x"},
    {L("\rx"), "\"' x\"", "' x"},
    {L("  =x"), "\"'  =x\"", "'  =x"},
    {L("\xEF\xBC\x9Dx"), "'\xEF\xBC\x9Dx", "'\xEF\xBC\x9Dx"},
    {L("a=1"), "a=1", "a=1"},
    {L("two\nlines\ttab"), "two lines tab", "two lines tab"},
    {L("bell\x07"), "bell\xEF\xBF\xBD", "bell\xEF\xBF\xBD"},
    {L("\xFF"), "\xEF\xBF\xBD", "\xEF\xBF\xBD"},
};

static void cells_are_escaped(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        csv_out out;
        csv_begin(&out, fresh(), &writer, CSV_COMMAS);
        csv_str(&out, cells[i].text);
        assert_int_equal(csv_finish(&out), INQ_OK);
        assert_written(cells[i].commas);
        csv_begin(&out, fresh(), &writer, CSV_TABS);
        csv_str(&out, cells[i].text);
        assert_int_equal(csv_finish(&out), INQ_OK);
        assert_written(cells[i].tabs);
    }
}

static void rows_end(void **state)
{
    (void)state;
    csv_out out;
    csv_begin(&out, fresh(), &writer, CSV_COMMAS);
    csv_word(&out, "a");
    csv_word(&out, NULL);
    csv_number(&out, 7);
    csv_row(&out);
    csv_str(&out, S("b"));
    csv_row(&out);
    assert_int_equal(csv_finish(&out), INQ_OK);
    assert_written("a,,7\r\nb\r\n");
}

/* ---- xml ---------------------------------------------------------------------------------- */

static void xml_is_escaped(void **state)
{
    (void)state;
    xml_out out;
    xml_begin(&out, fresh(), &writer);
    xml_open(&out, "a");
    xml_attribute(&out, "b", S("<>&\"'\t\n\x01\x7F\xE2\x80\xAE\xEF\xBF\xBE"));
    xml_open(&out, "c");
    xml_text(&out, S("]]>\r\n\x1B"));
    xml_close(&out, "c");
    xml_open(&out, "d");
    xml_close(&out, "d");
    xml_close(&out, "a");
    assert_int_equal(xml_finish(&out), INQ_OK);
    assert_written("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<a b=\"&lt;&gt;&amp;&quot;'&#9;&#10;\xEF\xBF\xBD&#127;&#8238;\xEF\xBF\xBD\">\n"
                   "  <c>]]&gt;&#13;\n\xEF\xBF\xBD</c>\n"
                   "  <d/>\n"
                   "</a>\n");
}

/* ---- yaml --------------------------------------------------------------------------------- */

static void yaml_is_indented(void **state)
{
    (void)state;
    json_out out;
    json_begin_yaml(&out, fresh(), &writer);
    json_open(&out, '{');
    json_key(&out, "empty");
    json_open(&out, '[');
    json_close(&out, ']');
    json_key(&out, "list");
    json_open(&out, '[');
    json_line(&out);
    json_open(&out, '{');
    json_key(&out, "a");
    json_text(&out, "1\n\"\x1B");
    json_key(&out, "b");
    json_open(&out, '{');
    json_close(&out, '}');
    json_close(&out, '}');
    json_open(&out, '[');
    json_number(&out, 2);
    json_null(&out);
    json_close(&out, ']');
    json_open(&out, '{');
    json_close(&out, '}');
    json_last_line(&out);
    json_close(&out, ']');
    json_close(&out, '}');
    assert_int_equal(json_finish(&out), INQ_OK);
    assert_written("---\nempty: []\nlist:\n  - a: \"1\\n\\\"\\u001b\"\n    b: {}\n"
                   "  - - 2\n    - null\n  - {}");
}

static void yaml_has_a_depth(void **state)
{
    (void)state;
    json_out out;
    json_begin_yaml(&out, fresh(), &writer);
    for (unsigned i = 0; i <= JSON_OUT_DEPTH; i++)
        json_open(&out, '[');
    assert_int_equal(json_finish(&out), INQ_EBUG);
}

/* ---- what comes again ---------------------------------------------------------------------- */

static void say(json_out *out, inq_str first, inq_str second)
{
    const inq_str texts[] = {first, second};
    json_stretch stretch = {.slot = 1, .n = 2, .texts = texts};
    if (json_again(out, &stretch)) {
        json_key(out, "again");
        json_null(out);
        return;
    }
    json_key(out, "a");
    json_str(out, first);
    json_key(out, "b");
    json_str(out, second);
    json_keep(out, &stretch);
}

/* Only for the same texts, each for itself, and absent is not empty. */
static void what_comes_again_is_the_same(void **state)
{
    (void)state;
    json_out out;
    json_begin(&out, fresh(), &writer);
    json_open(&out, '{');
    json_key(&out, "n");
    json_null(&out);
    say(&out, S("xy"), S("z"));
    say(&out, S("xy"), S("z"));
    say(&out, S("x"), S("yz"));
    say(&out, S(""), S("\n"));
    say(&out, (inq_str){NULL, 0}, S("\n"));
    json_close(&out, '}');
    assert_int_equal(json_finish(&out), INQ_OK);
    assert_written("{\"n\":null,\"a\":\"xy\",\"b\":\"z\",\"a\":\"xy\",\"b\":\"z\",\"again\":null,"
                   "\"a\":\"x\",\"b\":\"yz\",\"a\":\"\",\"b\":\"\\n\",\"a\":null,\"b\":\"\\n\"}");
}

/* Stretches that are handed over in the middle are not kept. */
static void what_is_handed_over_is_not_kept(void **state)
{
    (void)state;
    static char filler[JSON_OUT_BUFFER - 8];
    memset(filler, ' ', sizeof filler);
    const inq_str texts[] = {L("xyz")};
    json_stretch stretch = {.slot = 0, .n = 1, .texts = texts};
    json_out out;
    json_begin(&out, fresh(), &writer);
    json_put(&out, filler, sizeof filler);
    assert_false(json_again(&out, &stretch));
    json_put(&out, "0123", 4);
    json_put(&out, "4567890123", 10);
    json_keep(&out, &stretch);
    assert_false(json_again(&out, &stretch));
}

/* ---- prometheus --------------------------------------------------------------------------- */

/* Texts that differ still differ when they are written. */
static void labels_stay_apart(void **state)
{
    (void)state;
    static const inq_str texts[] = {L("a"),
                                    L("a\x01"),
                                    L("a\x02"),
                                    L("a\xEF\xBF\xBD"),
                                    L("a\n"),
                                    L("a\\n"),
                                    L("a\\"),
                                    L("a\""),
                                    L("a\\\""),
                                    L("a\xEF\xBF\xBD"
                                      "0001")};
    const size_t n = sizeof texts / sizeof texts[0];
    char lines[sizeof texts / sizeof texts[0]][64];
    for (size_t i = 0; i < n; i++) {
        byte_out out;
        byte_begin(&out, fresh(), &writer);
        prometheus_label(&out, true, "x", texts[i]);
        assert_int_equal(byte_finish(&out), INQ_OK);
        assert_null(strchr(memory.bytes, '\n'));
        snprintf(lines[i], sizeof lines[i], "%.63s", memory.bytes);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(lines[k], lines[i]);
    }
}

/* ---- text --------------------------------------------------------------------------------- */

static void columns_are_those_of_a_terminal(void **state)
{
    (void)state;
    static const inq_str wide = L("\xE6\x97\xA5\xE6\x9C\xAC"); /* two characters of two columns */
    static const inq_str marked = L("e\xCC\x81z");             /* e, a combining acute, z */
    assert_int_equal(text_columns(wide, SIZE_MAX), 4);
    assert_int_equal(text_columns(wide, 3), 3);
    assert_int_equal(text_head(wide, 3).len, 3);
    assert_int_equal(text_columns(marked, SIZE_MAX), 2);
    assert_int_equal(text_head(marked, 1).len, 3);
    assert_int_equal(text_columns(S("\x1B[0m\xC2\x85\xE2\x80\xAE"), SIZE_MAX), 6);
}

/* A name of one letter and many marks is cut as any other. */
static void marks_are_bounded(void **state)
{
    (void)state;
    char heap[1 + 2 * 1000] = "a";
    for (size_t i = 1; i < sizeof heap; i += 2)
        memcpy(heap + i, "\xCC\x81", 2);
    assert_true(text_head((inq_str){heap, sizeof heap}, 10).len < 100);
}

/* ---- all ---------------------------------------------------------------------------------- */

/* What fails first is what is told, and nothing is written after it. */
static void a_failure_sticks(void **state)
{
    (void)state;
    byte_out out;
    byte_begin(&out, fresh(), &writer);
    memory.status = INQ_EIO;
    for (size_t i = 0; i < 3 * BYTE_OUT_BUFFER; i++)
        byte_put(&out, "x", 1);
    assert_int_equal(byte_finish(&out), INQ_EIO);
    assert_int_equal(memory.calls, 1);
}

static void long_texts_pass(void **state)
{
    (void)state;
    static char text[3 * BYTE_OUT_BUFFER];
    static const char *const nothing[128];
    const byte_escapes escapes = {nothing, byte_unsafe_mark};
    byte_out out;
    memset(text, 'x', sizeof text);
    byte_begin(&out, fresh(), &writer);
    byte_escaped(&out, (inq_str){text, sizeof text}, &escapes);
    assert_int_equal(byte_finish(&out), INQ_OK);
    assert_int_equal(memory.len, sizeof text);
    assert_memory_equal(memory.bytes, text, sizeof text);
}

static void what_was_accepted_is_found(void **state)
{
    (void)state;
    static const inq_suppressed one = {.resource = L("b"), .reason = L("first")};
    static const inq_suppressed two = {.resource = L("b"), .reason = L("second")};
    static const inq_suppressed three = {.resource = L("d"), .reason = L("third")};
    static const inq_suppressed *const all[] = {&one, &two, &three};
    const inq_report report = {.suppressed = all, .n_suppressed = 3};
    const inq_resource root = {.id = L("d")};
    const inq_resource symptom = {.id = L("c"), .root = &root};
    assert_int_equal(feed_suppressed_from(&report, S("b")), 0);
    assert_int_equal(feed_suppressed_from(&report, S("a")), 3);
    assert_int_equal(feed_suppressed_from(&report, S("e")), 3);
    assert_memory_equal(feed_accepted(&report, &symptom).ptr, "third", 5);
    assert_null(feed_accepted(&(inq_report){0}, &symptom).ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_escaped),
        cmocka_unit_test(rows_end),
        cmocka_unit_test(xml_is_escaped),
        cmocka_unit_test(yaml_is_indented),
        cmocka_unit_test(yaml_has_a_depth),
        cmocka_unit_test(what_comes_again_is_the_same),
        cmocka_unit_test(what_is_handed_over_is_not_kept),
        cmocka_unit_test(labels_stay_apart),
        cmocka_unit_test(columns_are_those_of_a_terminal),
        cmocka_unit_test(marks_are_bounded),
        cmocka_unit_test(a_failure_sticks),
        cmocka_unit_test(long_texts_pass),
        cmocka_unit_test(what_was_accepted_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
