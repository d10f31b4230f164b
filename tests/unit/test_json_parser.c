/* SPDX-License-Identifier: MIT */
/* The json plugin on the fake host. Built with -DINQ_ENTRY=inq_plugin_json, linked with
 * plugins/parsers/json.c and yajl. */
#include "tests/plugin/fake_host.h"

#ifndef INQ_ENTRY
#error "build with -DINQ_ENTRY=inq_plugin_json"
#endif
extern const inq_plugin INQ_ENTRY;

static int failures;

#define EXPECT(condition) expect((condition), #condition, __LINE__)

static void expect(bool holds, const char *what, int line)
{
    if (holds)
        return;
    failures++;
    fprintf(stderr, "%s:%d: %s\n", __FILE__, line, what);
}

static const char sample[] =
    "{\"a\": [1, -2.5e3, true, null], \"line\\nbreak\" :\"x\\u00e9\\\"y\",\n"
    " \"\xf0\x9f\x94\x8d\xe2\x94\x82\": {}, \"\": \"\"}\n[false]\n";
static const char sample_events[] = "doc@0\nmap@0\nkey@1 a\nlist@6\nscalar@7 N 1\n"
                                    "scalar@10 N -2.5e3\nscalar@18 B true\nscalar@24 0\nend@28\n"
                                    "key@31 line\\nbreak\nscalar@46 T x\xc3\xa9\"y\n"
                                    "key@61 \xf0\x9f\x94\x8d\xe2\x94\x82\nmap@72\nend@73\n"
                                    "key@76 \nscalar@80 T \nend@82\n"
                                    "doc@84\nlist@84\nscalar@85 B false\nend@90\n";

static void check_sound(const inq_ctx *fake, size_t chunk)
{
    if (fake->violations == 0 && fake->live == 0)
        return;
    failures++;
    fprintf(stderr, "chunk %zu: %s, %zu blocks live\n", chunk, fake->violation, fake->live);
}

/* Parses `text` in every small chunk size; all must give the same. */
static void check(const char *text, const char *events, inq_status status, uint64_t consumed)
{
    for (size_t chunk = 1; chunk <= 65536; chunk = chunk == 17 ? 65536 : chunk + 1) {
        inq_ctx fake;
        fake_host_init(&fake, text, strlen(text), chunk);
        fake.base = 1000;
        fake_parse(&fake, &INQ_ENTRY);
        inq_ctx plain;
        fake_host_init(&plain, text, strlen(text), chunk);
        EXPECT(fake_parse(&plain, &INQ_ENTRY) == status && fake.status == status);
        if (strcmp(plain.events, events) != 0 || plain.consumed != consumed) {
            failures++;
            fprintf(stderr, "%s\nchunk %zu, consumed %llu:\n%s", text, chunk,
                    (unsigned long long)plain.consumed, plain.events);
        }
        EXPECT(fake.consumed == consumed && fake.n_events == plain.n_events);
        check_sound(&fake, chunk);
        fake_host_free(&fake);
        fake_host_free(&plain);
    }
}

static void test_events(void)
{
    check(sample, sample_events, INQ_OK, sizeof sample - 1);
    check("7", "doc@0\nscalar@0 N 7\n", INQ_OK, 1);
    check("1 \"a\"\n", "doc@0\nscalar@0 N 1\ndoc@2\nscalar@2 T a\n", INQ_OK, 6);
    check("{}\n{}\n\n", "doc@0\nmap@0\nend@1\ndoc@3\nmap@3\nend@4\n", INQ_OK, 7);
    check("[\"\\udc00a\"]",
          "doc@0\nlist@0\nscalar@1 T ?"
          "?"
          "?a\nend@10\n",
          INQ_OK, 11);
}

static void test_trailing_text(void)
{
    static const char one[] = "doc@0\nmap@0\nend@1\n";
    check("{} \nuser@host:~$ ls", one, INQ_OK, 4);
    check("{}\n[INFO] up", one, INQ_OK, 3);
    check("{}\n2025-02-05 11:31", one, INQ_OK, 3);
    check("{}\n\n\"unfinished", one, INQ_OK, 3);
    check("{}\n[", one, INQ_OK, 3);
    check("{}, {}", one, INQ_OK, 2);
    check("{}tru", one, INQ_OK, 2);
}

static void test_faults(void)
{
    check("{\"a\" 1}", "doc@0\nmap@0\nkey@1 a\n", INQ_ESYNTAX, 5);
    check("[1, , 2]", "doc@0\nlist@0\nscalar@1 N 1\n", INQ_ESYNTAX, 4);
    check("[ {:1}]", "doc@0\nlist@0\nmap@2\n", INQ_ESYNTAX, 3);
    check("{\"a\": 1 : 2}", "doc@0\nmap@0\nkey@1 a\nscalar@6 N 1\n", INQ_ESYNTAX, 8);
    check("{\"a\": 1]", "doc@0\nmap@0\nkey@1 a\nscalar@6 N 1\n", INQ_ESYNTAX, 7);
    check("[1, ?]", "doc@0\nlist@0\nscalar@1 N 1\n", INQ_ESYNTAX, 4);
    check("[1, \"a\nb\"]", "doc@0\nlist@0\nscalar@1 N 1\n", INQ_ESYNTAX, 4);
    check("[1, tru", "doc@0\nlist@0\nscalar@1 N 1\n", INQ_ESYNTAX, 7);
    check("[INFO] up", "", INQ_ESYNTAX, 1);
    check("", "", INQ_ESYNTAX, 0);
    check("plain", "", INQ_ESYNTAX, 0);
    inq_ctx fake;
    fake_host_init(&fake, "[1 2]", 5, 2);
    fake_parse(&fake, &INQ_ENTRY);
    EXPECT(fake.n_diags == 1 && fake.diags[0].code == 201 && fake.diags[0].offset == 3);
    EXPECT(strncmp(fake.diags[0].message, "parse error", 11) == 0);
    fake_host_free(&fake);
    fake_host_init(&fake, "{\"a\": [", 7, 3);
    fake_parse(&fake, &INQ_ENTRY);
    EXPECT(fake.n_diags == 1 && fake.diags[0].offset == 7 &&
           strcmp(fake.diags[0].message, "the input ends inside a value") == 0);
    fake_host_free(&fake);
}

static void test_prefixes(void)
{
    for (size_t len = 0; len < sizeof sample; len++) {
        for (size_t chunk = 1; chunk < 9; chunk += 3) {
            inq_ctx fake;
            char *exact = malloc(len + 1);
            memcpy(exact, sample, len);
            fake_host_init(&fake, exact, len, chunk);
            fake_parse(&fake, &INQ_ENTRY);
            EXPECT(fake.status == INQ_OK || fake.status == INQ_ESYNTAX);
            EXPECT(strncmp(fake.events, sample_events, fake.events_len) == 0);
            check_sound(&fake, chunk);
            fake_host_free(&fake);
            INQ_ENTRY.parser->probe((inq_str){exact, len}, (inq_str){NULL, 0});
            free(exact);
        }
    }
}

static void test_stop(void)
{
    for (size_t k = 1; k <= 22; k++) {
        inq_ctx fake;
        fake_host_init(&fake, sample, sizeof sample - 1, 5);
        fake.stop_at = k;
        fake.stop_with = k % 2 == 0 ? INQ_STOP : INQ_ELIMIT;
        EXPECT(fake_parse(&fake, &INQ_ENTRY) == (k <= 21 ? fake.stop_with : INQ_OK));
        EXPECT(fake.n_events <= k);
        check_sound(&fake, 5);
        fake_host_free(&fake);
    }
}

static void test_memory(void)
{
    bool failed = true;
    for (size_t k = 1; failed; k++) {
        inq_ctx fake;
        fake_host_init(&fake, sample, sizeof sample - 1, 3);
        fake.fail_alloc_at = k;
        fake_parse(&fake, &INQ_ENTRY);
        failed = fake.unwound;
        EXPECT(fake.status == (failed ? INQ_ENOMEM : INQ_OK) && fake.violations == 0);
        fake_host_free(&fake);
    }
    for (size_t k = 1; k < 10; k++) {
        inq_ctx fake;
        fake_host_init(&fake, sample, sizeof sample - 1, 11);
        fake.fail_read_at = k;
        EXPECT(fake_parse(&fake, &INQ_ENTRY) == INQ_EIO);
        check_sound(&fake, 11);
        fake_host_free(&fake);
    }
}

static void test_depth(void)
{
    char nested[4096];
    memset(nested, '[', sizeof nested);
    inq_ctx fake;
    fake_host_init(&fake, nested, sizeof nested, 64);
    EXPECT(fake_parse(&fake, &INQ_ENTRY) == INQ_ELIMIT);
    EXPECT(fake.n_events == 66 && fake.consumed <= 67);
    check_sound(&fake, 64);
    fake_host_free(&fake);
}

/* One string over many chunks, with an escape only at its end. */
static void test_long_string(void)
{
    const size_t len = 100000;
    char *text = malloc(len);
    memset(text, 'x', len);
    memcpy(text, "{\"k\" :  \"", 9);
    memcpy(text + len - 4, "\\t\"}", 4);
    inq_ctx fake;
    fake_host_init(&fake, text, len, 1000);
    EXPECT(fake_parse(&fake, &INQ_ENTRY) == INQ_OK);
    EXPECT(strncmp(fake.events, "doc@0\nmap@0\nkey@1 k\nscalar@8 T xxx", 34) == 0);
    EXPECT(strstr(fake.events, "x\t\nend@99999\n") != NULL);
    check_sound(&fake, 1000);
    fake_host_free(&fake);
    free(text);
}

struct guess {
    const char *text;
    const char *name;
    int least;
    int most;
};

static const struct guess guesses[] = {
    {"{\"a\": 1}", "", 90, 90},
    {"\n  {\n  \"apiVersion\" : \"v1\",", "x.json", 95, 95},
    {"[{\"a\": \"b\"}, ", "", 90, 90},
    {"{\"a\": {\"b\": [1, 2, {\"c\": nul", "x.ndjson", 95, 95},
    {"{\"a\":1}\n{\"a\":2}\n", "", 90, 90},
    {"[\"a\", \"b\"]\n", "", 60, 60},
    {"[1e-5, -2]\n", "", 60, 60},
    {"[]\n", "", 60, 60},
    {"{\"a\": ?", "", 60, 60},
    {"[INFO] foo", "a.json", 0, 0},
    {"[0042] foo", "", 0, 0},
    {"[1] foo", "", 0, 0},
    {"{{ template }}", "", 0, 0},
    {"{name: x}", "", 0, 0},
    {"{'name': 1}", "", 0, 0},
    {"[2025-01-01 10:00:00] log", "", 0, 0},
    {"[true story] x", "", 0, 0},
    {"[root@host ~]$ ls", "", 0, 0},
    {"key: value", "x.json", 0, 0},
    {"", "x.json", 0, 0},
    {" \n ", "", 0, 0},
};

static void test_probe(void)
{
    for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++) {
        const struct guess *guess = &guesses[i];
        const inq_str head = {guess->text, strlen(guess->text)};
        const inq_str name = {guess->name, strlen(guess->name)};
        const int score = INQ_ENTRY.parser->probe(head, name);
        if (score >= guess->least && score <= guess->most)
            continue;
        failures++;
        fprintf(stderr, "probe gives %d for: %s\n", score, guess->text);
    }
}

int main(void)
{
    test_events();
    test_trailing_text();
    test_faults();
    test_prefixes();
    test_stop();
    test_memory();
    test_depth();
    test_long_string();
    test_probe();
    return failures == 0 ? 0 : 1;
}
