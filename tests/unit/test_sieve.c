/* SPDX-License-Identifier: MIT */
/* How inputs are cut: what each segment says of which resource, on which line, and what is lost.
 * Observations are written as NAME@LINE, diagnostics as !CODE@LINE:COLUMN. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four before it. */
#include <cmocka.h>

#include "window.h"

#include "unit/estate_fixture.h"

static struct world world;

#define TITLES "  NAME | VERSION |  TYPE   | WORKSPACE | STATUS | RUNTIME | OWNER  \n"
#define RULER "-------|---------|---------|-----------|--------|---------|--------\n"
#define ROW(name) "  " name " | v1      | service | public    | active | running:1 | sam  \n"
#define TABLE(name) TITLES RULER ROW(name)
#define DOC(name) "name: " name "\nversion: v1\ntype: service\nworkspace: public\nstatus: active\n"
#define JSON(name) "{\"name\": \"" name "\", \"version\": \"v1\", \"type\": \"service\"}\n"
#define ASKS "$ dataos-ctl resource get -t service -w public\n"

static void tell_observations(struct buf *out, const struct part *p)
{
    struct observation_walk w = part_walk(p);
    for (const struct observation *o; (o = part_next(&w));)
        buf_format(out, "%s%.*s@%u", out->len ? " " : "", STR_ARG(observation_name(o)), o->line);
}

static void tell_diags(struct buf *out, const struct part *p)
{
    for (size_t i = 0; i < p->diags.n; i++) {
        const struct diag *const d = &p->diags.items[i];
        buf_format(out, "%s!%u@%u:%u", out->len ? " " : "", d->code, d->line, d->column);
    }
}

static const char *said_of(inq_str text)
{
    struct buf out = buf_new(&world.session.arena);
    const struct part *const p = world_read(&world, text, CLOCK_NONE);
    tell_observations(&out, p);
    tell_diags(&out, p);
    buf_char(&out, '\0');
    world_clear(&world);
    return buf_str(&out).ptr;
}

struct text_case {
    const char *text, *want;
};

static void check_cases(const struct text_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_string_equal(said_of(str_of(cases[i].text)), cases[i].want);
}
#define CHECK(cases) check_cases(cases, sizeof(cases) / sizeof *(cases))

static void segments_follow_each_other(void **state)
{
    static const struct text_case cases[] = {
        {"", "!101@1:1"},
        {"\n\n\n", "!106@0:0"},
        {TABLE("a"), "a@3"},
        {TABLE("a") ROW("b"), "a@3 b@4"},
        {TABLE("a") "\n" TABLE("b"), "a@3 b@7"},
        {TABLE("a") TABLE("b"), "a@3 b@6"},
        {DOC("a") "---\n" DOC("b"), "a@5 b@11"},
        {"---\n" DOC("a") "---\n---\n" DOC("b") "...\n", "a@6 b@13"},
        {JSON("a") JSON("b"), "a@1 b@2"},
        {TABLE("a") "\n" DOC("b") "---\n" JSON("c"), "a@3 b@9 c@11"},
        {JSON("a") "\n" TABLE("b"), "a@1 b@5"},
    };
    (void)state;
    CHECK(cases);
}

static void lines_of_the_terminal_are_no_data(void **state)
{
    static const struct text_case cases[] = {
        {ASKS TABLE("a"), "a@4"},
        {ASKS TABLE("a") ASKS TABLE("b") "$ \n", "a@4 b@8"},
        {ASKS DOC("a") "$ exit\n", "a@6"},
        {DOC("a") ASKS TABLE("b"), "a@5 b@9"},
        {"INFO[0000] \xf0\x9f\x94\x8d get...\n" TABLE(
             "a") "INFO[0001] \xf0\x9f\x94\x8d get...complete\n",
         "a@4"},
        {"```\n" TABLE("a") "```\ntext\n```yaml\n" DOC("b") "```\n", "a@4 b@12 !200@6:1"},
        {"# v1:service:x:public\n" DOC("a"), "a@6"},
        {"some words\nand more\n" TABLE("a"), "a@5 !200@1:1"},
        {"some words\n\nand more\n", "!200@1:1"},
        {TABLE("a") "some words\n" TABLE("b") "words again\n", "a@3 b@7 !200@4:1 !200@8:1"},
    };
    (void)state;
    CHECK(cases);
}

static void reading_goes_on_after_a_fault(void **state)
{
    static const struct text_case cases[] = {
        {"name: a\nfoo: [1\n}\nx: 1\n---\n" DOC("b"), "b@10 !203@3:1 !221@3:1"},
        {"name: a\nfoo: [1\n}\nx: 1\n" ASKS TABLE("b"), "b@8 !203@3:1 !221@3:1"},
        {"name: a\nfoo: [1\n}\nx: 1\n" TABLE("b"), "!203@3:1 !221@3:1"},
        {"{\"name\": \"a\",}\n{\"b\": 1\n" JSON("b"), "b@3 !201@1:14 !201@3:1"},
        {"{\"name\": \"a\"\n", "!201@2:1"},
        {DOC("a") "---\nfoo: \"x\n", "a@5 !203@8:1"},
        {DOC("a") "---\nfoo: [\n---\n" DOC("b"), "a@5 b@13 !203@8:1"},
        {"\tx: 1\n" DOC("a"), "a@6 !200@1:1"},
    };
    (void)state;
    CHECK(cases);
}

/* ---- the same text in other clothes -------------------------------------------------------- */

static const char session_text[] = "some words\n" ASKS TABLE("a")
    ROW("b") "$ cat x\n" DOC("c") "---\n" DOC("d") ASKS TABLE("e") "```\n" JSON("f") "last words";
#define SAYS "a@5 b@6 c@12 d@18 e@22 f@24 "

typedef inq_str dress(struct arena *a, inq_str text);

static inq_str with_crlf(struct arena *a, inq_str text)
{
    struct buf b = buf_new(a);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n')
            buf_char(&b, '\r');
        buf_char(&b, text.ptr[i]);
    }
    return buf_str(&b);
}

static inq_str with_colours(struct arena *a, inq_str text)
{
    struct buf b = buf_new(a);
    for (inq_str rest = text; rest.len;) {
        const inq_str line = str_line(rest, &rest);
        buf_format(&b, "%.*s\x1b[0m\x1b[K\n", STR_ARG(line));
    }
    return buf_str(&b);
}

static inq_str with_mark(struct arena *a, inq_str text)
{
    return str_format(a, "\xef\xbb\xbf%.*s", STR_ARG(text));
}

static inq_str as_utf16(struct arena *a, inq_str text)
{
    struct buf b = buf_new(a);
    buf_put(&b, STR("\xff\xfe"));
    for (size_t i = 0; i < text.len; i++) {
        buf_char(&b, text.ptr[i]);
        buf_char(&b, '\0');
    }
    return buf_str(&b);
}

static inq_str as_it_is(struct arena *a, inq_str text)
{
    (void)a;
    return text;
}

static void clothes_do_not_matter(void **state)
{
    static const struct {
        dress *dress;
        const char *want;
    } cases[] = {{as_it_is, SAYS "!200@1:1 !200@25:1"},
                 {with_crlf, SAYS "!200@1:1 !200@25:1"},
                 {with_mark, SAYS "!200@1:2 !200@25:1"}, /* the mark is a character */
                 {with_colours, SAYS "!200@1:1 !200@25:1 !111@1:11"},
                 {as_utf16, SAYS "!200@1:1 !200@25:1 !108@0:0"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const inq_str text = cases[i].dress(&world.session.arena, STR(session_text));
        assert_string_equal(said_of(text), cases[i].want);
    }
}

/* ---- edges of the window ------------------------------------------------------------------- */

/** A comment so long that what follows begins at `at`. */
static inq_str behind(size_t at, const char *text)
{
    struct buf b = buf_new(&world.session.arena);
    buf_char(&b, '#');
    while (b.len + 1 < at)
        buf_char(&b, 'x');
    buf_char(&b, '\n');
    buf_put(&b, str_of(text));
    return buf_str(&b);
}

static void the_window_cuts_nothing(void **state)
{
    static const size_t edges[] = {4096, 8192, WINDOW_CHUNK, WINDOW_CHUNK + WINDOW_HISTORY,
                                   2 * WINDOW_CHUNK};
    static const char text[] =
        TABLE("a") "$ cat x\n" DOC("c") "---\n" DOC("d") "$ cat y\n" JSON("f");
    (void)state;
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        for (size_t back = 0; back < sizeof text; back += 7)
            assert_string_equal(said_of(behind(edges[i] - back, text)), "a@4 c@10 d@16 f@18");
}

static void lines_may_be_huge(void **state)
{
    static const size_t sizes[] = {100000, 3000000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct arena *const a = &world.session.arena;
        inq_str text = behind(sizes[i], TABLE("b"));
        assert_string_equal(said_of(text), "b@4");
        text = str_copy(a, text);
        ((char *)(uintptr_t)text.ptr)[0] = 'x';
        text = str_format(a, JSON("a") "%.*s" JSON("c"), STR_ARG(text));
        assert_string_equal(said_of(text), "a@1 b@5 c@6 !200@2:1");
    }
}

/* What is said of lines that have left the window long ago names the first of them. */
static void places_outlive_the_window(void **state)
{
    enum { N = 40000 };
    struct arena *const a = &world.session.arena;
    struct buf b = buf_new(a);
    (void)state;
    for (size_t i = 0; i < N; i++)
        buf_format(&b, "some words\n");
    const inq_str words = buf_str(&b);
    assert_string_equal(said_of(str_format(a, "\n%.*s", STR_ARG(words))), "!200@2:1");
    assert_string_equal(said_of(str_format(a, "{\"a\": 1,}\n%.*s" JSON("b"), STR_ARG(words))),
                        "b@40002 !201@1:9 !221@1:9");
}

/* A test that failed left its input. */
static int clear(void **state)
{
    (void)state;
    world_clear(&world);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(segments_follow_each_other, clear),
        cmocka_unit_test_teardown(lines_of_the_terminal_are_no_data, clear),
        cmocka_unit_test_teardown(reading_goes_on_after_a_fault, clear),
        cmocka_unit_test_teardown(clothes_do_not_matter, clear),
        cmocka_unit_test_teardown(the_window_cuts_nothing, clear),
        cmocka_unit_test_teardown(lines_may_be_huge, clear),
        cmocka_unit_test_teardown(places_outlive_the_window, clear),
    };
    world_open(&world, NULL, NULL);
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    world_close(&world);
    return failed;
}
