/* SPDX-License-Identifier: MIT */
/* The parser of YAML that lost its indentation: what it puts right and what it leaves alone. Build
 * with -DINQ_ENTRY=inq_plugin_loose. */
#include "tests/plugin/fake_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

extern const inq_plugin inq_plugin_loose;

struct sample {
    const char *about;
    const char *text;
    const char *events; /* without their places; key and scalar shortened to K and S */
};

/* clang-format off */
static const struct sample samples[] = {
    {"children in the column of their key, and keys under the dash",
     "name: a\n"
     "tags:\n"
     "  - x\n"
     "status:\n"
     "state: active\n"
     "items:\n"
     "    - id: p\n"
     "    kind: q\n"
     "    - id: r\n"
     "    kind: s\n"
     "builder:\n"
     "    stage: building\n",
     "doc map K name S a K tags list S x end K status map K state S active "
     "K items list map K id S p K kind S q end map K id S r K kind S s end end "
     "K builder map K stage S building end end end "},
    {"nothing is indented any more",
     "name: a\n"
     "status:\n"
     "state: error\n"
     "items:\n"
     "- id: p\n"
     "error: bad one\n"
     "builder:\n"
     "stage: building\n"
     "runtime:\n"
     "state: pending\n",
     "doc map K name S a K status map K state S error K items list map K id S p K error S bad one "
     "end end end K builder map K stage S building end K runtime map K state S pending end end "},
    {"a text block, a folded value, quotes, comments and empty containers stay what they are",
     "---\n"
     "# about a\n"
     "name: \"a\" # yes\n"
     "text: |\n"
     "  {\n"
     "    one: two\n"
     "  }\n"
     "\n"
     "long: one\n"
     "  two\n"
     "none: {}\n"
     "no: []\n"
     "nil: null\n"
     "status:\n"
     "count: 2\n"
     "on: true\n",
     "doc map K name S a K text S   {\\n    one: two\\n  } K long S one\\n  two K none map end "
     "K no list end K nil S K status map K count S 2 K on S true end end "},
    {"a list of documents",
     "- name: a\n"
     "  status:\n"
     "  state: up\n",
     "doc list map K name S a K status map K state S up end end end "},
    {"a key without a value at the end",
     "status:\nstate: up\nrest:\n", "doc map K status map K state S up end K rest S end "},
};

static const char *const refused[] = {
    "",
    "\n# nothing\n",
    "name: a\nstatus:\n  state: up\n",              /* nothing was lost */
    "name: a\nlist:\n- x\n- y\nkey: z\n",            /* a style of its own */
    "name: a\nlist:\n- id: x\n  no: 1\nkey: z\n",    /* the same with maps */
    "name: a\n  type: b\nstatus:\nstate: up\n",      /* another fault */
    "status:\nstate: up\n\tx: y\n",
    "status:\nstate: &a up\nmore: *a\n",
    "status:\nstate: \"up\n",
    "status:\nstate: [up\n",
    "status:\nstate: up\nplain text\n",
    "status:\nstate: up\n- x\n",
    "a: b\n? c\n",
    "- - a\n",
};
/* clang-format on */
#define N_SAMPLES (sizeof samples / sizeof samples[0])

/** Events in one line, without places. */
static void shorten(const char *events, char *out)
{
    for (const char *at = events; *at; at = strchr(at, '\n') + 1) {
        const char *end = strchr(at, '\n');
        const char *word = strchr(at, '@');
        const char *text = word + 1 + strspn(word + 1, "0123456789");
        const bool key = strncmp(at, "key", 3) == 0, scalar = strncmp(at, "scalar", 6) == 0;
        text += scalar ? 2 : 0; /* its kind */
        out += key || scalar ? sprintf(out, "%c%.*s ", key ? 'K' : 'S', (int)(end - text), text)
                             : sprintf(out, "%.*s ", (int)(word - at), at);
    }
}

static void check_sample(const struct sample *s, size_t chunk)
{
    inq_ctx fake;
    char out[2048] = "";
    fake_host_init(&fake, s->text, strlen(s->text), chunk);
    const inq_status status = fake_parse(&fake, &inq_plugin_loose);
    shorten(fake.events, out);
    if (status != INQ_OK || strcmp(out, s->events) != 0)
        print_message("%s, chunks of %zu\n%s", s->about, chunk, fake.events);
    assert_int_equal(status, INQ_OK);
    assert_string_equal(out, s->events);
    assert_int_equal(fake.consumed, strlen(s->text));
    assert_string_equal(fake.violation, "");
    fake_host_free(&fake);
}

static void test_samples_in_any_chunks(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        check_sample(&samples[i], 65536);
        for (size_t chunk = 1; chunk <= 33; chunk++)
            check_sample(&samples[i], chunk);
        const inq_str head = {samples[i].text, strlen(samples[i].text)};
        const int sure = inq_plugin_loose.parser->probe(head, (inq_str){"x", 1});
        assert_int_equal(sure, i == 1 ? 96 : 5); /* that one alone would pass for YAML */
    }
}

static void test_other_faults_stand(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        inq_ctx fake;
        fake_host_init(&fake, refused[i], strlen(refused[i]), 65536);
        const inq_status status = fake_parse(&fake, &inq_plugin_loose);
        if (status != INQ_ESYNTAX)
            print_message("%s%s", refused[i], fake.events);
        assert_int_equal(status, INQ_ESYNTAX);
        assert_int_equal(fake.consumed, 0);
        assert_int_equal(fake.n_events, 0);
        assert_true(fake_has_diag(&fake, 216));
        assert_string_equal(fake.violation, "");
        fake_host_free(&fake);
    }
}

static void test_it_ends_with_its_document(void **state)
{
    (void)state;
    static const char text[] = "---\nstatus:\nstate: up\n---\nname: b\n";
    inq_ctx fake;
    fake_host_init(&fake, text, strlen(text), 3);
    assert_int_equal(fake_parse(&fake, &inq_plugin_loose), INQ_OK);
    assert_int_equal(fake.consumed, 22);
    fake_host_free(&fake);
}

static void test_places(void **state)
{
    (void)state;
    static const char text[] = "name: a\nstatus:\nstate: \"up\"\n";
    inq_ctx fake;
    fake_host_init(&fake, text, strlen(text), 65536);
    fake.base = 100;
    assert_int_equal(fake_parse(&fake, &inq_plugin_loose), INQ_OK);
    assert_string_equal(fake.events, "doc@100\nmap@100\nkey@100 name\nscalar@106 T a\n"
                                     "key@108 status\nmap@116\nkey@116 state\nscalar@124 T up\n"
                                     "end@127\nend@127\n");
    fake_host_free(&fake);
}

static void test_faults_are_returned(void **state)
{
    (void)state;
    const char *text = samples[0].text;
    assert_true(fake_obeys_stops(&inq_plugin_loose, text, 59, 65536));
    inq_ctx fake;
    fake_host_init(&fake, text, strlen(text), 16);
    fake.fail_read_at = 2;
    assert_int_equal(fake_parse(&fake, &inq_plugin_loose), INQ_EIO);
    fake_host_free(&fake);
}

static void test_hostile_sizes(void **state)
{
    (void)state;
    const size_t size = (size_t)3 << 20;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    for (unsigned kind = 0; kind < 3; kind++) {
        static const char *const unit[] = {"a:\n", "- a:\n", "status:\nb: c\n"};
        const size_t n = strlen(unit[kind]);
        size_t len = 0;
        for (; len + n < (kind == 2 ? size : 30000); len += n)
            memcpy(bytes + len, unit[kind], n);
        inq_ctx fake;
        fake_host_init(&fake, bytes, len, 65536);
        fake.quiet = true;
        const inq_status status = fake_parse(&fake, &inq_plugin_loose);
        assert_true(status == INQ_ESYNTAX || status == INQ_OK);
        assert_true(kind != 2 || status == INQ_ESYNTAX);
        assert_string_equal(fake.violation, "");
        fake_host_free(&fake);
    }
    free(bytes);
}

static void test_prefixes(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++)
        for (size_t len = 0; len <= strlen(samples[i].text); len++) {
            inq_ctx fake;
            char *copy = malloc(len + 1);
            assert_non_null(copy);
            memcpy(copy + 1, samples[i].text, len);
            (void)inq_plugin_loose.parser->probe((inq_str){copy + 1, len}, (inq_str){"x", 1});
            free(copy);
            fake_host_init(&fake, samples[i].text, len, 11);
            const inq_status status = fake_parse(&fake, &inq_plugin_loose);
            assert_true(status == INQ_OK || status == INQ_ESYNTAX);
            assert_string_equal(fake.violation, "");
            fake_host_free(&fake);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_in_any_chunks),
        cmocka_unit_test(test_other_faults_stand),
        cmocka_unit_test(test_it_ends_with_its_document),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_faults_are_returned),
        cmocka_unit_test(test_hostile_sizes),
        cmocka_unit_test(test_prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
