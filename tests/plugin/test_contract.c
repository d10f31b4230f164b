/* SPDX-License-Identifier: MIT */
/*
 * The contract of inquest.h, as far as descriptors and parsers go, held against each plugin that
 * is named on the command line. Parsers read every small file of the samples, their own format
 * or not, cut short at every byte, in chunks of any size, with a sink that stops, memory that
 * runs out and reads that fail. fake_host.h finds most breaches by itself; here they are provoked.
 */
#include "contract.h"
#include "fake_host.h"

#define EVERY_EVENT 400u /* beyond this many events, stops are spread out */
#define EVERY_ALLOCATION 300u

/* ---- texts in the parsers' own formats ---- */

/* Wide, combining and three-byte characters stand before what is located, and nothing is written
 * with an escape, so each value can be found again in the text. */
static const struct snippet {
    const char *format, *text;
} snippets[] = {
    {"table", "   NAME   │ TYPE │ WORKSPACE │ STATUS │ RUNTIME\n"
              "──────────┼──────┼───────────┼────────┼─────────\n"
              "  🔍 é    │ lens │ public    │ active │\n"
              "  second  │ lens │ 🔍│       │ error  │ running:1\n"},
    {"table", "  NAME | VERSION | TYPE | STATUS \n-------|---------|------|--------\n"
              "  🔍é  | v1      | lens | active \n  two  | v1      | lens | error  \n"},
    {"json", "{\"🔍│\": \"é🔍\", \"list\": [\"│\", 12, {\"deep\": true, \"none\": null}],\n"
             " \"e\": {}, \"last\": \"🔍│ end\"}\n"},
    {"json", "{\"name\": \"🔍\"}\n{\"name\": \"│\", \"n\": -1.5e3}\n"},
    {"yaml", "name: é🔍\n🔍│: é🔍\nlist:\n  - │ x\n  - \"🔍\"\nmap: {a: 🔍│, b: 2}\ndeep:\n"
             "    - name: 🔍\n      value: '│'\nlast: │\n---\nsecond: 🔍\n"},
    {"yaml", "name: sales\nversion: v1alpha\ntype: lens\nowner: é🔍\nstatus: {stage: │}\n"},
    {"log", "2025-02-05 11:31:49,317 INFO  [main] cls: │ é\n2025-02-05 11:31:50 ERROR 🔍 msg\n"
            "java.lang.IllegalStateException: │\n\tat cls.run(Cls.java:12)\n\n10:42AM WRN é > │"},
    {"log", "time=\"2025-02-05T11:31:49Z\" level=info msg=\"🔍 │\"\n+ cat é\n"
            "{\"level\":\"error\",\"msg\":\"│\"}\nE0205 11:31:49.317001       1 é.go:7] 🔍\n"},
    {"yaml", "name: é🔍\nstatus:\nstate: │\nitems:\n- id: 🔍\nstate: é\n"},
    {"table", "OBJECT   READY   MESSAGE\né🔍       1/1     │ up\nb        0/1     🔍\n"},
    {"table", "  NAME           │ TYPE\n    │ OWNER \n─────────────────┼─────\n────┼───────\n"
              "  alpha-of-them  │ dep\not  │ é\n  b              │ 🔍 \n    │ │\n"},
    {"log", "INFO[0000] 🔍 get(public)...\n2025-02-05 11:31:49,317 ERROR [main] cls: │ msg\n"},
    {"labels",
     "sales\nInfo\n  Name: é🔍\n  Lens Type: │ x\nRead Me:\n\nStatus Word: 🔍 é\nLast: a:b\n"},
    {"labels", "Info\n  Name: 🔍\n  Run Time Status: é│\n  Owner Name: │\n\n\nRun Me: no\n"},
    {"labels", "Name\nsales é🔍\nBuilder State\n\nbuilding 🔍 é\nState\nActive\nRun Status\n🔍\n"
               "Run History\nName\nsecond\nBuilder State\nx é\nLast Word\n--\n  │ x\n"},
    {"props", "name = 🔍\nstatus.aggregateStatus = │\nstatus.deep.stage = é\n\nname = two\n"},
};
#define N_SNIPPETS (sizeof snippets / sizeof snippets[0])

static bool speaks(const inq_plugin *plugin, const struct snippet *snippet)
{
    return strcmp(plugin->parser->format, snippet->format) == 0;
}

/* Several parsers may share a format. Below 10 a text is left to others. */
static bool takes(const inq_plugin *plugin, const struct snippet *snippet)
{
    const inq_str head = {snippet->text, strlen(snippet->text)};
    return speaks(plugin, snippet) && plugin->parser->probe(head, (inq_str){NULL, 0}) >= 10;
}

/* ---- texts from the samples ---- */

/* A file or a snippet. `bytes` has exactly `length` bytes, so that a sanitizer sees the end. */
struct sample {
    char name[256];
    char *bytes;
    size_t length;
};

#define MAX_TEXTS 512
#define SMALL 4096u

static struct sample texts[MAX_TEXTS];
static size_t n_texts;

static void add_text(const char *name, const void *bytes, size_t length)
{
    if (n_texts == MAX_TEXTS)
        return;
    struct sample *text = &texts[n_texts++];
    snprintf(text->name, sizeof text->name, "%.255s", name);
    text->bytes = malloc(length > 0 ? length : 1);
    text->length = length;
    if (length > 0)
        memcpy(text->bytes, bytes, length);
}

/* Reads a file under SMALL bytes; larger ones are not cut at every byte by anybody. */
static void add_file(const char *path)
{
    char bytes[SMALL];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return;
    const size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    if (length < sizeof bytes)
        add_text(path, bytes, length);
}

static void free_texts(void)
{
    for (size_t i = 0; i < n_texts; i++)
        free(texts[i].bytes);
    n_texts = 0;
}

/* Bytes that look like nothing, the same ones on every run. */
static void fill_with_noise(char *bytes, size_t length)
{
    uint32_t state = 2463534242u;
    for (size_t i = 0; i < length; i++) {
        state = state * 1664525u + 1013904223u;
        bytes[i] = (char)(state >> 24);
    }
}

/* ---- running a parser on the fake host ---- */

static void assert_kept_contract(const struct inq_ctx *fake, const char *name)
{
    if (fake->violations > 0)
        fail_msg("%s (%zu bytes): %s", name, fake->length, fake->violation);
}

/* A text that is handed to a parser whole, the way the host would. */
static void parse_text(struct inq_ctx *fake, const inq_plugin *plugin, const struct sample *text,
                       size_t chunk)
{
    fake_host_init(fake, text->bytes, text->length, chunk);
    fake_parse(fake, plugin);
    assert_kept_contract(fake, text->name);
}

static bool is_own(const inq_plugin *plugin, const struct sample *text)
{
    const size_t head = text->length < 4096 ? text->length : 4096;
    return plugin->parser->probe((inq_str){text->bytes, head}, (inq_str){NULL, 0}) > 0;
}

/* ---- the descriptor ---- */

static bool is_identifier(const char *id)
{
    if (id == NULL || *id < 'a' || *id > 'z')
        return false;
    return strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
}

static bool is_text(const char *text)
{
    return text != NULL && *text != '\0' && strchr(text, '\n') == NULL;
}

static void descriptor_is_valid(void **state)
{
    const inq_plugin *plugin = *state;
    assert_int_equal(plugin->abi >> 16, INQ_ABI_MAJOR);
    assert_true(plugin->size >= offsetof(inq_plugin, output) + sizeof plugin->output);
    assert_true(is_identifier(plugin->id));
    assert_true(is_text(plugin->version));
    assert_true(is_text(plugin->summary));
    assert_true(is_text(plugin->license));
    assert_true(plugin->source != NULL || plugin->parser != NULL || plugin->output != NULL);
}

static void options_are_described(void **state)
{
    const inq_plugin *plugin = *state;
    for (const inq_option *option = plugin->options; option != NULL && option->key; option++) {
        assert_true(is_identifier(option->key));
        assert_non_null(option->fallback);
        assert_true(is_text(option->help));
    }
}

static void parts_are_complete(void **state)
{
    const inq_plugin *plugin = *state;
    if (plugin->source != NULL) {
        const inq_source *source = plugin->source;
        assert_true(source->size >= sizeof(inq_source));
        assert_int_equal(source->flags, 0);
        assert_true(source->probe != NULL && source->open != NULL && source->next != NULL);
        assert_true(source->read != NULL && source->close != NULL);
    }
    if (plugin->parser != NULL) {
        assert_true(plugin->parser->size >= sizeof(inq_parser));
        assert_true(is_identifier(plugin->parser->format));
        assert_int_equal(plugin->parser->flags & ~INQ_PARSER_SELF_ENDING, 0);
        assert_true(plugin->parser->probe != NULL && plugin->parser->parse != NULL);
    }
    if (plugin->output != NULL) {
        assert_true(plugin->output->size >= sizeof(inq_output));
        assert_true(is_text(plugin->output->mime) && is_text(plugin->output->suffix));
        const inq_output *o = plugin->output;
        assert_true(o->emit || o->emit_diff || o->emit_timeline || o->emit_replay ||
                    o->emit_watches);
    }
}

/* ---- the probe ---- */

/* Each head is probed twice where it is and once elsewhere, in a block of just its size. */
static void assert_probe_is_pure(const inq_plugin *plugin, const char *bytes, size_t length)
{
    static const inq_str hints[] = {{NULL, 0}, {"-", 1}, {"dumps/get.txt", 13}, {"x.json", 6}};
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, length);
    for (size_t h = 0; h < sizeof hints / sizeof hints[0]; h++) {
        const inq_str head = {bytes, length};
        const int sure = plugin->parser->probe(head, hints[h]);
        assert_in_range(sure, 0, 100);
        assert_int_equal(sure, plugin->parser->probe(head, hints[h]));
        assert_int_equal(sure, plugin->parser->probe((inq_str){copy, length}, hints[h]));
    }
    free(copy);
}

static void probe_is_pure(void **state)
{
    const inq_plugin *plugin = *state;
    char noise[4096];
    fill_with_noise(noise, sizeof noise);
    for (size_t length = 0; length <= sizeof noise; length += length < 64 ? 1 : 448)
        assert_probe_is_pure(plugin, noise, length);
    for (int byte = 0; byte < 256; byte++)
        assert_probe_is_pure(plugin, &(const char){(char)byte}, 1);
    for (size_t i = 0; i < n_texts; i++) {
        for (size_t length = 0; length <= texts[i].length; length += 41)
            assert_probe_is_pure(plugin, texts[i].bytes, length);
    }
}

static void probe_doubts_nothing_and_noise(void **state)
{
    const inq_plugin *plugin = *state;
    char noise[4096];
    fill_with_noise(noise, sizeof noise);
    assert_int_equal(plugin->parser->probe((inq_str){"", 0}, (inq_str){NULL, 0}), 0);
    assert_in_range(plugin->parser->probe((inq_str){noise, sizeof noise}, (inq_str){NULL, 0}), 0,
                    50);
}

/* Odd keys may make it doubt, so that one snippet of the format is enough. */
static void probe_knows_its_own(void **state)
{
    const inq_plugin *plugin = *state;
    size_t tried = 0, known = 0;
    for (size_t i = 0; i < N_SNIPPETS; i++) {
        const inq_str head = {snippets[i].text, strlen(snippets[i].text)};
        if (!speaks(plugin, &snippets[i]))
            continue;
        tried++;
        known += plugin->parser->probe(head, (inq_str){NULL, 0}) > 0;
    }
    if (tried == 0) /* a format that has no snippet above */
        skip();
    assert_true(known > 0);
}

/* ---- broken input ---- */

static void assert_survives_cut(const inq_plugin *plugin, const struct sample *text, size_t length)
{
    char *bytes = malloc(length > 0 ? length : 1);
    assert_non_null(bytes);
    memcpy(bytes, text->bytes, length);
    struct inq_ctx fake;
    fake_host_init(&fake, bytes, length, 512);
    fake.quiet = true;
    const inq_status status = fake_parse(&fake, plugin);
    assert_kept_contract(&fake, text->name);
    if (status != INQ_OK && status != INQ_ESYNTAX && status != INQ_ELIMIT)
        fail_msg("%s cut at %zu: status %d", text->name, length, (int)status);
    fake_host_free(&fake);
    free(bytes);
}

/* Its own format is cut at every byte, what it does not know at every thirteenth. */
static void cut_anywhere_is_survived(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_texts; i++) {
        const size_t step = is_own(plugin, &texts[i]) ? 1 : 13;
        for (size_t length = 0; length <= texts[i].length; length += step)
            assert_survives_cut(plugin, &texts[i], length);
    }
}

static void noise_is_survived(void **state)
{
    const inq_plugin *plugin = *state;
    static const char alphabet[] = "{}[]:,-|│\"' \n\n#&*!abc01\t\\";
    struct sample text = {.name = "noise", .length = 3000};
    text.bytes = malloc(text.length);
    assert_non_null(text.bytes);
    fill_with_noise(text.bytes, text.length);
    for (size_t i = 0; i < text.length; i++)
        text.bytes[i] = alphabet[(unsigned char)text.bytes[i] % (sizeof alphabet - 1)];
    for (size_t length = 0; length <= text.length; length += 3)
        assert_survives_cut(plugin, &text, length);
    free(text.bytes);
}

/* ---- chunks and places ---- */

static void assert_same_events(const inq_plugin *plugin, const struct sample *text, size_t chunk)
{
    struct inq_ctx whole, pieces;
    parse_text(&whole, plugin, text, text->length + 1);
    parse_text(&pieces, plugin, text, chunk);
    if (strcmp(whole.events, pieces.events) != 0 || whole.consumed != pieces.consumed ||
        whole.status != pieces.status)
        fail_msg("%s: chunks of %zu bytes give other events", text->name, chunk);
    fake_host_free(&whole);
    fake_host_free(&pieces);
}

static void chunks_make_no_difference(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 7, 64, 1000};
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_texts; i++) {
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
            if (is_own(plugin, &texts[i]))
                assert_same_events(plugin, &texts[i], sizes[s]);
        }
    }
}

/* One line of fake.events: `name@offset text`, the text after the kind of a scalar. */
struct event {
    char name[16];
    uint64_t offset;
    const char *text;
    size_t length;
};

static const char *next_event(const char *at, struct event *event)
{
    const char *end = strchr(at, '\n');
    unsigned long long offset = 0;
    int used = 0;
    if (end == NULL || sscanf(at, "%15[a-z]@%llu%n", event->name, &offset, &used) != 2)
        return NULL;
    event->offset = offset;
    event->text = at + used;
    if (*event->text == ' ')
        event->text += strcmp(event->name, "scalar") == 0 ? 3 : 1;
    event->length = event->text < end ? (size_t)(end - event->text) : 0;
    return end + 1;
}

/* The offset of a text is where it stands in the input, or its quote. */
static bool stands_there(const struct sample *text, const struct event *event, uint64_t base)
{
    const uint64_t at = event->offset - base;
    for (uint64_t quote = 0; quote < 2; quote++) {
        const bool fits = at + quote + event->length <= text->length;
        if (fits && memcmp(text->bytes + at + quote, event->text, event->length) == 0)
            return true;
        if (at >= text->length || strchr("\"'", text->bytes[at]) == NULL)
            return false;
    }
    return false;
}

/* A row begins on the line of its first cell. */
static bool row_stands_there(const struct sample *text, const struct event *event, uint64_t base)
{
    const char *at = text->bytes + (event->offset - base);
    const char *end = memchr(at, '\n', text->length - (size_t)(at - text->bytes));
    const size_t digits = strspn(event->text, "0123456789");
    const char *cell = event->text + (event->text[digits] == ':' ? digits + 1 : 0);
    const size_t first = strcspn(cell, "|\n");
    const size_t line = end != NULL ? (size_t)(end - at) : 0;
    return first <= line && memmem(at, line, cell, first) != NULL;
}

static void assert_places(const inq_plugin *plugin, const struct sample *text, uint64_t base)
{
    struct inq_ctx fake;
    fake_host_init(&fake, text->bytes, text->length, 16);
    fake.base = base;
    assert_int_equal(fake_parse(&fake, plugin), INQ_OK);
    assert_kept_contract(&fake, text->name);
    assert_true(fake.n_events > 2);
    struct event event = {.length = 0};
    uint64_t former = base;
    for (const char *at = fake.events; (at = next_event(at, &event)) != NULL;) {
        const bool is_row = strcmp(event.name, "row") == 0 || strcmp(event.name, "header") == 0;
        if (is_row ? !row_stands_there(text, &event, base) : !stands_there(text, &event, base))
            fail_msg("%s@%llu: '%.*s' does not stand there", event.name,
                     (unsigned long long)event.offset, (int)event.length, event.text);
        if (event.offset < former)
            fail_msg("%s@%llu goes backwards", event.name, (unsigned long long)event.offset);
        former = event.offset;
    }
    fake_host_free(&fake);
}

static void places_are_right_after_wide_text(void **state)
{
    const inq_plugin *plugin = *state;
    size_t known = 0;
    for (size_t i = 0; i < N_SNIPPETS; i++) {
        struct sample text = {.name = "snippet", .length = strlen(snippets[i].text)};
        if (!takes(plugin, &snippets[i]))
            continue;
        text.bytes = strdup(snippets[i].text);
        assert_places(plugin, &text, 0);
        assert_places(plugin, &text, 100000);
        free(text.bytes);
        known++;
    }
    if (known == 0) /* a format that has no snippet above */
        skip();
}

/* Aliases repeat what stood earlier; everything else is read from front to back. */
static void places_go_forwards(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_texts; i++) {
        const struct sample *text = &texts[i];
        if (!is_own(plugin, text) || memchr(text->bytes, '*', text->length) != NULL)
            continue;
        struct inq_ctx fake;
        parse_text(&fake, plugin, text, 256);
        struct event event = {.offset = 0};
        uint64_t former = 0;
        for (const char *at = fake.events; (at = next_event(at, &event)) != NULL;) {
            if (event.offset < former)
                fail_msg("%s: %s@%llu comes after %llu", text->name, event.name,
                         (unsigned long long)event.offset, (unsigned long long)former);
            former = event.offset;
        }
        fake_host_free(&fake);
    }
}

/* ---- a sink that stops, memory and reads that fail ---- */

static void assert_stops(const inq_plugin *plugin, const struct sample *text, size_t at,
                         inq_status answer)
{
    struct inq_ctx fake;
    fake_host_init(&fake, text->bytes, text->length, 512);
    fake.stop_at = at;
    fake.stop_with = answer;
    const inq_status status = fake_parse(&fake, plugin);
    assert_kept_contract(&fake, text->name);
    if (status != answer || fake.n_events != at)
        fail_msg("%s: event %zu was answered with %d; parse() returned %d after %zu events",
                 text->name, at, (int)answer, (int)status, fake.n_events);
    fake_host_free(&fake);
}

static void stop_is_obeyed_at_once(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_texts; i++) {
        const struct sample *text = &texts[i];
        if (!is_own(plugin, text))
            continue;
        struct inq_ctx fake;
        parse_text(&fake, plugin, text, 512);
        const size_t events = fake.n_events;
        fake_host_free(&fake);
        const size_t step = 1 + events / EVERY_EVENT;
        for (size_t at = 1; at <= events; at += step)
            assert_stops(plugin, text, at, INQ_STOP);
        if (events > 0)
            assert_stops(plugin, text, 1 + events / 2, INQ_ENOMEM);
    }
}

/* The k-th allocation fails. True when there were fewer than k, so that nothing failed. */
static bool survives_allocation(const inq_plugin *plugin, const struct sample *text, size_t at)
{
    struct inq_ctx fake;
    fake_host_init(&fake, text->bytes, text->length, 512);
    fake.quiet = true;
    fake.fail_alloc_at = at;
    const inq_status status = fake_parse(&fake, plugin);
    const bool failed = fake.n_allocs >= at;
    assert_kept_contract(&fake, text->name);
    if (failed && status != INQ_ENOMEM)
        fail_msg("%s: allocation %zu failed, parse() returned %d", text->name, at, (int)status);
    fake_host_free(&fake);
    return !failed;
}

static void lack_of_memory_is_survived(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_texts; i++) {
        if (!is_own(plugin, &texts[i]))
            continue;
        size_t at = 1;
        while (at < EVERY_ALLOCATION && !survives_allocation(plugin, &texts[i], at))
            at++;
    }
}

static bool survives_read(const inq_plugin *plugin, const struct sample *text, size_t at)
{
    struct inq_ctx fake;
    fake_host_init(&fake, text->bytes, text->length, 128);
    fake.quiet = true;
    fake.fail_read_at = at;
    const inq_status status = fake_parse(&fake, plugin);
    const bool failed = fake.n_reads >= at;
    assert_kept_contract(&fake, text->name);
    if (failed && status != INQ_EIO)
        fail_msg("%s: read %zu failed, parse() returned %d", text->name, at, (int)status);
    fake_host_free(&fake);
    return !failed;
}

static void failing_reads_are_reported(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_texts; i++) {
        size_t at = 1;
        while (is_own(plugin, &texts[i]) && !survives_read(plugin, &texts[i], at))
            at++;
    }
}

/* A sink that allows few open maps answers ELIMIT, and that is what comes back. */
static void depth_limit_is_passed_on(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_texts; i++) {
        const struct sample *text = &texts[i];
        struct inq_ctx fake;
        if (!is_own(plugin, text))
            continue;
        fake_host_init(&fake, text->bytes, text->length, 512);
        fake.max_depth = 1;
        const inq_status status = fake_parse(&fake, plugin);
        assert_kept_contract(&fake, text->name);
        if (fake.answered)
            assert_int_equal(status, INQ_ELIMIT);
        fake_host_free(&fake);
    }
}

/* A parser keeps nothing from one parse to the next. */
static void parses_are_independent(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i + 1 < n_texts; i++) {
        struct inq_ctx first, other, again;
        if (!is_own(plugin, &texts[i]))
            continue;
        parse_text(&first, plugin, &texts[i], 300);
        parse_text(&other, plugin, &texts[i + 1], 300);
        parse_text(&again, plugin, &texts[i], 300);
        assert_string_equal(first.events, again.events);
        fake_host_free(&first);
        fake_host_free(&other);
        fake_host_free(&again);
    }
}

/* ---- main ---- */

static const struct contract_check of_plugins[] = {
    {"the descriptor is valid", descriptor_is_valid},
    {"options are described", options_are_described},
    {"its parts are complete", parts_are_complete},
};

static const struct contract_check of_parsers[] = {
    {"the probe is pure", probe_is_pure},
    {"the probe doubts nothing and noise", probe_doubts_nothing_and_noise},
    {"the probe knows its own format", probe_knows_its_own},
    {"input cut anywhere is survived", cut_anywhere_is_survived},
    {"noise is survived", noise_is_survived},
    {"chunks make no difference", chunks_make_no_difference},
    {"places are right after wide text", places_are_right_after_wide_text},
    {"places go forwards", places_go_forwards},
    {"a stop is obeyed at once", stop_is_obeyed_at_once},
    {"lack of memory is survived", lack_of_memory_is_survived},
    {"failing reads are reported", failing_reads_are_reported},
    {"the depth limit is passed on", depth_limit_is_passed_on},
    {"parses are independent", parses_are_independent},
};

/* The snippet with a value of 1500 bytes in place of its first wide character: lines that are
 * longer than most chunks. */
static void add_stretched(const struct snippet *snippet)
{
    const size_t length = strlen(snippet->text), wide = strlen("🔍"), stretch = 1500;
    const char *at = strstr(snippet->text, "🔍");
    if (at == NULL)
        return;
    const size_t before = (size_t)(at - snippet->text);
    char *text = malloc(length + stretch);
    assert_non_null(text);
    memcpy(text, snippet->text, before);
    memset(text + before, 'x', stretch);
    memcpy(text + before + stretch, at + wide, length - before - wide);
    add_text(snippet->format, text, length - wide + stretch);
    free(text);
}

static int check_plugin(const char *path)
{
    const inq_plugin *plugin = contract_open(path);
    if (plugin == NULL)
        return 1;
    int failed = contract_run(path, plugin, of_plugins, sizeof of_plugins / sizeof of_plugins[0]);
    if (plugin->parser != NULL)
        failed += contract_run(path, plugin, of_parsers, sizeof of_parsers / sizeof of_parsers[0]);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;
    contract_walk_samples(add_file);
    for (size_t i = 0; i < N_SNIPPETS; i++) {
        add_text(snippets[i].format, snippets[i].text, strlen(snippets[i].text));
        add_stretched(&snippets[i]);
    }
    for (int i = 1; i < argc; i++)
        failed += check_plugin(argv[i]);
    free_texts();
    return failed == 0 ? 0 : 1;
}
