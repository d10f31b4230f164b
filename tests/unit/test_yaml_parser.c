/* SPDX-License-Identifier: MIT */
/* The yaml plugin on the fake host. Built with -DINQ_ENTRY=inq_plugin_yaml, linked with
 * plugins/parsers/yaml.c and libyaml. */
#include "tests/plugin/fake_host.h"

#ifndef INQ_ENTRY
#error "build with -DINQ_ENTRY=inq_plugin_yaml"
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

static void check_sound(const inq_ctx *fake, size_t chunk)
{
    if (fake->violations == 0 && fake->live == 0)
        return;
    failures++;
    fprintf(stderr, "chunk %zu: %s, %zu blocks live\n", chunk, fake->violation, fake->live);
}

static void show_difference(const inq_ctx *fake, const char *text)
{
    failures++;
    fprintf(stderr, "%s\nchunk %zu, status %d, consumed %llu, diags %zu (%u %s):\n%s", text,
            fake->chunk_size, (int)fake->status, (unsigned long long)fake->consumed, fake->n_diags,
            fake->diags[0].code, fake->diags[0].message, fake->events);
}

/* Parses `text` in every small chunk size; all must give the same. `code` 0: no diagnostic. */
static void check(const char *text, const char *events, inq_status status, unsigned code)
{
    for (size_t chunk = 1; chunk <= 65536; chunk = chunk == 17 ? 65536 : chunk + 1) {
        inq_ctx fake;
        fake_host_init(&fake, text, strlen(text), chunk);
        fake_parse(&fake, &INQ_ENTRY);
        const bool told = code == 0 ? fake.n_diags == 0 : fake_has_diag(&fake, code);
        if (fake.status != status || strcmp(fake.events, events) != 0 || !told)
            show_difference(&fake, text);
        EXPECT(status != INQ_OK || fake.consumed == strlen(text));
        check_sound(&fake, chunk);
        fake_host_free(&fake);
    }
}

static const char sample[] =
    "# top\nname: \xf0\x9f\x94\x8d x\n\"\xf0\x9f\x94\x8d\xe2\x94\x82\": 'y'\n"
    "list:\n- 1\n- {a: ~, b: }\nlong: |\n  \xe2\x94\x82 a\n  b\n"
    "---\n- &one [true, \xc3\xa9]\n- *one\n";
static const char sample_events[] =
    "doc@6\nmap@6\nkey@6 name\nscalar@12 T \xf0\x9f\x94\x8d x\n"
    "key@19 \xf0\x9f\x94\x8d\xe2\x94\x82\nscalar@30 T y\n"
    "key@34 list\nlist@40\nscalar@42 N 1\nmap@46\nkey@47 a\nscalar@50 0\nkey@53 b\nscalar@56 0\n"
    "end@56\nend@58\nkey@58 long\nscalar@64 T \xe2\x94\x82 a\\nb\\n\nend@78\n"
    "doc@78\nlist@82\nlist@84\nscalar@90 B true\nscalar@96 T \xc3\xa9\nend@98\n"
    "list@102\nscalar@102 B true\nscalar@102 T \xc3\xa9\nend@102\nend@107\n";

static void test_events(void)
{
    check(sample, sample_events, INQ_OK, 0);
    check("", "", INQ_OK, 0);
    check("# nothing\n", "", INQ_OK, 0);
    check("---\n...\n---\na\n", "doc@0\nscalar@4 0\ndoc@8\nscalar@12 T a\n", INQ_OK, 0);
    check("a: 1\r\n\xc3\xa9: 2\r\n",
          "doc@0\nmap@0\nkey@0 a\nscalar@3 N 1\nkey@6 \xc3\xa9\nscalar@10 N 2\nend@13\n", INQ_OK,
          0);
    check(
        "\xc3\xa9\xc3\xa9: |\n \xe2\x94\x82\n\xf0\x9f\x94\x8d: [\xf0\x9f\x94\x8d, b]",
        "doc@0\nmap@0\nkey@0 \xc3\xa9\xc3\xa9\nscalar@6 T \xe2\x94\x82\\n\nkey@13 "
        "\xf0\x9f\x94\x8d\nlist@19\nscalar@20 T \xf0\x9f\x94\x8d\nscalar@26 T b\nend@27\nend@28\n",
        INQ_OK, 0);
}

static const struct {
    const char *text;
    char kind;
} scalars[] = {
    {"null", '0'},  {"Null", '0'},  {"~", '0'},     {"nulls", 'T'}, {"true", 'B'},  {"FALSE", 'B'},
    {"yes", 'T'},   {"tRue", 'T'},  {"0", 'N'},     {"-12", 'N'},   {"+1.5", 'N'},  {".5", 'N'},
    {"5.", 'N'},    {"1e3", 'N'},   {"1.e-3", 'N'}, {"1e", 'T'},    {".", 'T'},     {"-.", 'T'},
    {"0x1F", 'N'},  {"0x", 'T'},    {"0o17", 'N'},  {"0o8", 'T'},   {"1_000", 'T'}, {"1.2.3", 'T'},
    {".inf", 'N'},  {"-.INF", 'N'}, {".NaN", 'N'},  {"+.nan", 'T'}, {"'1'", 'T'},   {"\"\"", 'T'},
    {"!!x 1", 'T'}, {"! 1", 'T'},   {"1d", 'T'},    {"12:30", 'T'}, {"+", 'T'},     {"n", 'T'},
};

static void test_scalars(void)
{
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        inq_ctx fake;
        fake_host_init(&fake, scalars[i].text, strlen(scalars[i].text), 64);
        EXPECT(fake_parse(&fake, &INQ_ENTRY) == INQ_OK);
        const char *event = strstr(fake.events, "scalar@0 ");
        if (event == NULL || event[9] != scalars[i].kind)
            show_difference(&fake, scalars[i].text);
        fake_host_free(&fake);
    }
}

static void test_anchors(void)
{
    check("a: &x 1\nb: *x\n*x : c\n",
          "doc@0\nmap@0\nkey@0 a\nscalar@3 N 1\nkey@8 b\nscalar@11 N 1\nkey@14 1\nscalar@19 T c\n"
          "end@21\n",
          INQ_OK, 0);
    check("- &x {k: &y [1]}\n- *y\n- &x 2\n- *x\n",
          "doc@0\nlist@0\nmap@2\nkey@6 k\nlist@9\nscalar@13 N 1\nend@14\nend@15\n"
          "list@19\nscalar@19 N 1\nend@19\nscalar@24 N 2\nscalar@31 N 2\nend@34\n",
          INQ_OK, 0);
    check("- &x [*x]\n- *no\n", "doc@0\nlist@0\nlist@2\nscalar@6 0\nend@8\nscalar@12 0\nend@16\n",
          INQ_OK, 205);
    check("&x a\n---\n*x\n", "doc@0\nscalar@0 T a\ndoc@5\nscalar@9 0\n", INQ_OK, 205);
    check("d: &d {a: 1}\n<<: *d\n",
          "doc@0\nmap@0\nkey@0 d\nmap@3\nkey@7 a\nscalar@10 N 1\nend@11\nkey@13 <<\n"
          "map@17\nkey@17 a\nscalar@17 N 1\nend@17\nend@20\n",
          INQ_OK, 206);
}

static void test_complex_keys(void)
{
    check("? [a, {b: c}]\n: {d: &x e}\nf: *x\n", "doc@0\nmap@0\nkey@26 f\nscalar@29 0\nend@32\n",
          INQ_OK, 221);
    check("- &k [1]\n- {*k : 2, a: 3}\n",
          "doc@0\nlist@0\nlist@2\nscalar@6 N 1\nend@7\nmap@11\nkey@20 a\nscalar@23 N 3\nend@24\n"
          "end@26\n",
          INQ_OK, 221);
    check("- &o {? &i {a: b} : c, d: e}\n- *o\n",
          "doc@0\nlist@0\nmap@2\nkey@23 d\nscalar@26 T e\nend@27\n"
          "map@31\nkey@31 d\nscalar@31 T e\nend@31\nend@34\n",
          INQ_OK, 221);
}

static void test_faults(void)
{
    check("a: 1\n\xc3\xa9 b\nc: 2\n", "doc@0\nmap@0\nkey@0 a\nscalar@3 N 1\n", INQ_ESYNTAX, 203);
    check("a: b: c\n", "doc@0\nmap@0\nkey@0 a\nscalar@3 T b\n", INQ_ESYNTAX, 203);
    check("x: [1, 2\n", "doc@0\nmap@0\nkey@0 x\nlist@3\nscalar@4 N 1\nscalar@7 N 2\n", INQ_ESYNTAX,
          203);
    inq_ctx fake;
    fake_host_init(&fake, "\xc3\xa9: 1\n\ta: 2\n", 12, 64);
    fake.base = 500;
    fake_parse(&fake, &INQ_ENTRY);
    EXPECT(fake.n_diags == 1 && fake.diags[0].offset == 506 && fake.consumed == 6);
    EXPECT(strncmp(fake.diags[0].message, "found a tab character", 21) == 0);
    fake_host_free(&fake);
    fake_host_init(&fake, "\xc3\xa9: 1\nb: \x01\n", 11, 64);
    fake_parse(&fake, &INQ_ENTRY);
    EXPECT(fake.status == INQ_ESYNTAX && fake.diags[0].offset == 9);
    fake_host_free(&fake);
}

/* What is refused late must not cost what was read long before. */
static void test_late_fault(void)
{
    char text[8192];
    memset(text, '\n', sizeof text);
    memcpy(text, "a: 1\nb: 2\n", 10);
    memcpy(text + 6000, "\nc: \x01", 5);
    inq_ctx fake;
    fake_host_init(&fake, text, sizeof text, sizeof text);
    EXPECT(fake_parse(&fake, &INQ_ENTRY) == INQ_ESYNTAX && fake.diags[0].offset == 6004);
    EXPECT(strstr(fake.events, "key@5 b\n") != NULL);
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
            check_sound(&fake, chunk);
            fake_host_free(&fake);
            INQ_ENTRY.parser->probe((inq_str){exact, len}, (inq_str){NULL, 0});
            free(exact);
        }
    }
}

static void test_stop(void)
{
    inq_status status = INQ_STOP;
    for (size_t k = 1; status != INQ_OK; k++) {
        inq_ctx fake;
        fake_host_init(&fake, sample, sizeof sample - 1, 5);
        fake.stop_at = k;
        fake.stop_with = k % 2 == 0 ? INQ_STOP : INQ_ELIMIT;
        status = fake_parse(&fake, &INQ_ENTRY);
        EXPECT(status == (k <= 30 ? fake.stop_with : INQ_OK));
        EXPECT(fake.n_events <= k);
        check_sound(&fake, 5);
        fake_host_free(&fake);
    }
}

static void test_memory(void)
{
    inq_status status = INQ_ENOMEM;
    for (size_t k = 1; status != INQ_OK; k++) {
        inq_ctx fake;
        fake_host_init(&fake, sample, sizeof sample - 1, 3);
        fake.fail_alloc_at = k;
        status = fake_parse(&fake, &INQ_ENTRY);
        EXPECT(status == (k <= fake.n_allocs ? INQ_ENOMEM : INQ_OK));
        EXPECT(!fake.unwound);
        check_sound(&fake, 3);
        fake_host_free(&fake);
    }
    for (size_t k = 1; k < 10; k++) {
        inq_ctx fake;
        fake_host_init(&fake, sample, sizeof sample - 1, 12);
        fake.fail_read_at = k;
        EXPECT(fake_parse(&fake, &INQ_ENTRY) == INQ_EIO);
        check_sound(&fake, 12);
        fake_host_free(&fake);
    }
}

static void check_limit(const char *text, size_t len, unsigned code)
{
    inq_ctx fake;
    fake_host_init(&fake, text, len, 4096);
    EXPECT(fake_parse(&fake, &INQ_ENTRY) == INQ_ELIMIT);
    EXPECT(fake.n_events < 100000 && (code == 0 || fake_has_diag(&fake, code)));
    check_sound(&fake, 4096);
    fake_host_free(&fake);
}

static void test_limits(void)
{
    char nested[40000];
    memset(nested, '[', sizeof nested);
    check_limit(nested, sizeof nested, 0);
    memcpy(nested, "? ", 2);
    check_limit(nested, sizeof nested, 301);
    char bomb[2000] = "a0: &a0 [x, y]\n";
    for (int i = 1; i < 30; i++) {
        const size_t used = strlen(bomb);
        snprintf(bomb + used, sizeof bomb - used, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
    }
    check_limit(bomb, strlen(bomb), 204);
}

/* A long anchored text costs by its length when it is replayed. */
static void test_long_replay(void)
{
    const size_t len = 110000;
    char *text = malloc(len);
    memset(text, 'x', len);
    memcpy(text, "- &a x", 6);
    for (size_t at = 100000; at < len; at += 5)
        memcpy(text + at, "\n- *a", 5);
    check_limit(text, len, 204);
    free(text);
}

static void test_many_anchors(void)
{
    const size_t room = 200000;
    char *text = malloc(room);
    size_t used = 0;
    for (int i = 0; i < 10001; i++)
        used += (size_t)snprintf(text + used, room - used, "- &n%d x\n", i);
    check_limit(text, used, 204);
    free(text);
}

/* Text over many spans, with wide characters in front of the next key. */
static void test_long_scalar(void)
{
    const size_t len = 300000;
    char *text = malloc(len);
    for (size_t at = 0; at + 3 <= len; at += 3)
        memcpy(text + at, "\xe2\x94\x82", 3);
    memcpy(text, "a: |\n ", 6);
    memcpy(text + len - 6, "\nb: 1\n", 6);
    for (size_t chunk = 1000; chunk <= 65536; chunk += 64536) {
        inq_ctx fake;
        fake_host_init(&fake, text, len, chunk);
        EXPECT(fake_parse(&fake, &INQ_ENTRY) == INQ_OK);
        EXPECT(strstr(fake.events, "key@299995 b\nscalar@299998 N 1\nend@300000\n") != NULL);
        EXPECT(strncmp(fake.events, "doc@0\nmap@0\nkey@0 a\nscalar@3 T ", 31) == 0);
        check_sound(&fake, chunk);
        fake_host_free(&fake);
    }
    free(text);
}

struct guess {
    const char *text;
    const char *name;
    int least;
    int most;
};

static const struct guess guesses[] = {
    {"---\nname: x\n", "", 85, 85},
    {"# c\n---\n", "x.yml", 95, 95},
    {"%YAML 1.2\n---\n", "", 85, 85},
    {"name: x\nversion: v1\ntype: workflow\n", "", 70, 70},
    {"name: x\r\nlist:\r\n  - a\r\n", "dir/x.yaml", 80, 80},
    {"spec:\n  a: |\n    free text here\n    more\n  b: 1\n", "", 70, 70},
    {"- name: x\n  kind: y\n- name: z\n", "", 70, 70},
    {"\"a b\": 1\n'c': 2\n", "", 70, 70},
    {"name: x\n", "x.yaml", 40, 40},
    {"name: x\n", "", 0, 20},
    {"- item\n- other\n", "", 0, 0},
    {"INFO[0000] \xf0\x9f\x94\x8d get...\nINFO[0001] done\n", "", 0, 0},
    {"    NAME  | VERSION\n----|----\n a | b\n", "x.yaml", 0, 0},
    {"Expected Output:\n\n  NAME | A\n", "", 0, 0},
    {"Output:\n  NAME | A\n", "", 0, 0},
    {"dataos-ctl get -t depot\n", "", 0, 0},
    {"$ kubectl get pods\nNAME READY\n", "", 0, 0},
    {"2025-02-05 11:31:49,317 ERROR x: y\n", "", 0, 0},
    {"ERROR: a\nERROR: b\n", "", 0, 0},
    {"SLF4J: one thing\nSLF4J: and another\n", "", 0, 0},
    {"a.b.C: [NO_PATH] is there\n  at x.y\n", "", 0, 0},
    {"\"type\": \"x\",\n\"name\": \"y\",\n", "", 0, 0},
    {"...\nname: x\n", "", 0, 0},
    {"ReadException: Check it\nInputException: No\n", "", 0, 0},
    {"a: [b,\n  c]\nd: 'e\n  f'\n", "", 70, 70},
    {"java.lang.IllegalStateException: no\n\tat a.b.C(D.java:1)\n", "", 0, 0},
    {"ValueError: no\n  File \"x\", line 1\n", "", 0, 0},
    {"Traceback (most recent call last):\n  File \"x\"\n", "", 0, 0},
    {"# Title\n\nSome text: here\n", "", 0, 0},
    {"\xe2\x94\x82 a \xe2\x94\x82 b\n", "", 0, 0},
    {"{\"a\": 1}\n", "", 0, 0},
    {"", "x.yaml", 0, 0},
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
    test_scalars();
    test_anchors();
    test_complex_keys();
    test_faults();
    test_late_fault();
    test_prefixes();
    test_stop();
    test_memory();
    test_limits();
    test_long_replay();
    test_many_anchors();
    test_long_scalar();
    test_probe();
    return failures == 0 ? 0 : 1;
}
