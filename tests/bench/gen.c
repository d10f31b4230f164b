/* SPDX-License-Identifier: MIT */
/* Writes a made-up snapshot of COUNT resources in a given FORMAT; the same arguments give the
 * same bytes. One resource in twenty is not well. The shape is that of `get -d` dumps and of `get`
 * tables: what a resource says is listed once, in detail(), and a syntax turns it into JSON or
 * YAML. Usage: gen FORMAT COUNT [SEED], or gen string BYTES, or gen nested BYTES, or for logs
 * gen log LINES, gen rules COUNT and gen patterns COUNT (the same patterns, as rules or bare) */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof *(table))
#define MAX_DEPTH 16

/* ---- what there is ------------------------------------------------------------------------ */

struct nature {
    const char *type, *version, *runtime; /* runtime of a healthy one, or NULL */
};

static const struct nature natures[] = {
    {"service", "v1", "running:1"}, {"workflow", "v1", "succeeded"}, {"depot", "v2alpha", NULL},
    {"lens", "v1alpha", NULL},      {"cluster", "v1", "running:1"},  {"secret", "v1", NULL},
};

struct state {
    const char *status, *runtime, *stage, *info;
    int wanted, processed;
};

static const char at_rest[] = "builder is finished with work for now";

static const struct state troubles[] = {
    {"error", NULL, "error", "builder encountered an error while reconciling", 3, 1},
    {"error", "failed", "building", at_rest, 2, 2},
    {"active", "failed", "building", at_rest, 2, 2},
    {"active", "pending:0/1", "building", at_rest, 2, 2},
    {"pending", NULL, "building", "builder is waiting for its dependencies", 4, 2},
};

static const char *const areas[] = {"sales", "orders", "billing", "catalog", "claims", "returns"};
static const char *const roles[] = {"api", "sync", "report", "ingest", "model", "export"};
static const char *const workspaces[] = {"public", "curriculum", "sandbox", "finance"};
static const char *const owners[] = {"mira", "jonas", "teamdata", "platform"};

struct resource {
    const struct nature *nature;
    struct state state;
    const char *workspace, *owner;
    char name[48], uid[40], created[32], kernel[64], stamp[16];
    unsigned generation;
};

static uint64_t next_random(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static size_t pick(uint64_t *seed, size_t n)
{
    return (size_t)(next_random(seed) % n);
}

static void make_texts(struct resource *r, uint64_t *seed, uint64_t number)
{
    const uint64_t high = next_random(seed), low = next_random(seed);
    snprintf(r->name, sizeof r->name, "%s-%s-%07" PRIu64, areas[pick(seed, COUNT_OF(areas))],
             roles[pick(seed, COUNT_OF(roles))], number);
    snprintf(r->uid, sizeof r->uid, "%08x-%04x-%04x-%04x-%012" PRIx64, (unsigned)(high >> 32),
             (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xffff), (unsigned)(low >> 48),
             low & UINT64_C(0xffffffffffff));
    snprintf(r->created, sizeof r->created, "2025-%02u-%02uT%02u:%02u:%02uZ",
             (unsigned)(high % 6 + 1), (unsigned)(high % 28 + 1), (unsigned)(high % 24),
             (unsigned)(low % 60), (unsigned)(low / 60 % 60));
    snprintf(r->kernel, sizeof r->kernel, "%s-%04x", r->name, (unsigned)(low & 0xffff));
    snprintf(r->stamp, sizeof r->stamp, "-%05x", (unsigned)(low >> 20 & 0xfffff));
}

static struct resource make(uint64_t *seed, uint64_t number)
{
    const struct nature *nature = &natures[pick(seed, COUNT_OF(natures))];
    struct resource r = {
        .nature = nature,
        .state = {"active", nature->runtime, "building", at_rest, 2, 2},
        .workspace = workspaces[pick(seed, COUNT_OF(workspaces))],
        .owner = owners[pick(seed, COUNT_OF(owners))],
        .generation = (unsigned)pick(seed, 9) + 1,
    };
    if (pick(seed, 20) == 0) {
        r.state = troubles[pick(seed, COUNT_OF(troubles))];
    }
    make_texts(&r, seed, number);
    return r;
}

/* ---- two syntaxes ------------------------------------------------------------------------- */

struct writer {
    bool yaml;
    bool first; /* nothing stands in the open map or list yet */
    bool item;  /* YAML: a "- " was written, the next key goes behind it */
    unsigned depth;
};

static void put(const char *text)
{
    fputs_unlocked(text, stdout);
}

static void before_entry(struct writer *w)
{
    if (!w->yaml) {
        put(w->first ? "" : ",");
    } else if (!w->item) {
        printf("%*s", (int)(2 * w->depth), "");
    }
    w->first = w->item = false;
}

static void key(struct writer *w, const char *name)
{
    before_entry(w);
    put(w->yaml ? "" : "\"");
    put(name);
    put(w->yaml ? ":" : "\":");
}

static void quoted(struct writer *w, const char *name, const char *value)
{
    key(w, name);
    put(w->yaml ? " \"" : "\"");
    put(value);
    put(w->yaml ? "\"\n" : "\"");
}

static void text(struct writer *w, const char *name, const char *value)
{
    if (!w->yaml) {
        quoted(w, name, value);
        return;
    }
    key(w, name);
    put(" ");
    put(value);
    put("\n");
}

static void number(struct writer *w, const char *name, unsigned value)
{
    key(w, name);
    printf(w->yaml ? " %u\n" : "%u", value);
}

static void open_in(struct writer *w, const char *name, char bracket)
{
    key(w, name);
    if (w->yaml) {
        put("\n");
    } else {
        putchar_unlocked(bracket);
    }
    w->first = true;
    w->depth++;
}

static void open_item(struct writer *w)
{
    before_entry(w);
    put(w->yaml ? "- " : "{");
    w->first = true;
    w->item = w->yaml;
    w->depth++;
}

static void shut(struct writer *w, char bracket)
{
    if (!w->yaml) {
        putchar_unlocked(bracket);
    }
    w->first = false;
    w->depth--;
}

/* ---- what a resource says of itself ------------------------------------------------------- */

static void tags(struct writer *w, const struct resource *r)
{
    static const char *const fixed[] = {"dataos:type:resource", "dataos:layer:user"};
    char own[40];
    snprintf(own, sizeof own, "dataos:resource:%s", r->nature->type);
    const char *const all[] = {fixed[0], own, fixed[1]};
    open_in(w, "tags", '[');
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        before_entry(w);
        printf(w->yaml ? "- %s\n" : "\"%s\"", all[i]);
    }
    shut(w, ']');
}

static void parts(struct writer *w, const struct resource *r)
{
    open_in(w, "cloudKernelResources", '[');
    open_item(w);
    text(w, "name", r->kernel);
    text(w, "namespace", r->workspace);
    text(w, "kind", "Secret");
    text(w, "resource", "secrets");
    text(w, "dataplane", "hub");
    text(w, "status", "created");
    shut(w, '}');
    shut(w, ']');
    open_in(w, "webServiceResources", '[');
    open_item(w);
    text(w, "id", r->name);
    text(w, "service", "gateway");
    text(w, "type", r->nature->type);
    text(w, "status", "created");
    shut(w, '}');
    shut(w, ']');
}

static void builder(struct writer *w, const struct state *state)
{
    char count[16];
    open_in(w, "builderState", '{');
    text(w, "stage", state->stage);
    snprintf(count, sizeof count, "%d", state->wanted);
    quoted(w, "numberOfWantedResources", count);
    snprintf(count, sizeof count, "%d", state->processed);
    quoted(w, "numberOfProcessedResources", count);
    text(w, "info", state->info);
    shut(w, '}');
}

static void detail(struct writer *w, const struct resource *r)
{
    text(w, "name", r->name);
    text(w, "version", r->nature->version);
    text(w, "type", r->nature->type);
    tags(w, r);
    text(w, "description", "keeps the figures of its area up to date");
    text(w, "owner", r->owner);
    text(w, "workspace", r->workspace);
    quoted(w, "stamp", r->stamp);
    number(w, "generation", r->generation);
    text(w, "uid", r->uid);
    text(w, "created", r->created);
    open_in(w, "status", '{');
    text(w, "aggregateStatus", r->state.status);
    parts(w, r);
    builder(w, &r->state);
    if (r->state.runtime != NULL) {
        open_in(w, "runtimeState", '{');
        text(w, "status", r->state.runtime);
        shut(w, '}');
    }
    shut(w, '}');
}

/* ---- formats ------------------------------------------------------------------------------ */

static void json_item(struct writer *w, const struct resource *r)
{
    open_item(w);
    detail(w, r);
    shut(w, '}');
}

static void ndjson_line(struct writer *w, const struct resource *r)
{
    w->first = true;
    json_item(w, r);
    put("\n");
}

static void yaml_document(struct writer *w, const struct resource *r)
{
    put("---\n");
    detail(w, r);
}

static void yaml_item(struct writer *w, const struct resource *r)
{
    open_item(w);
    detail(w, r);
    shut(w, '}');
}

static void table_row(struct writer *w, const struct resource *r)
{
    (void)w;
    printf("  %-43s | %-7s | %-8s | %-12s | %-11s | %-23s | %-21s  \n", r->name, r->nature->version,
           r->nature->type, r->workspace, r->state.status,
           r->state.runtime == NULL ? "" : r->state.runtime, r->owner);
}

static const char table_head[] =
    "INFO[0000] 🔍 get...                                     \n"
    "INFO[0001] 🔍 get...complete                             \n"
    "\n"
    "                     NAME                     | VERSION |   TYPE   |  WORKSPACE   |"
    "   STATUS    |         RUNTIME         |         OWNER          \n"
    "----------------------------------------------|---------|----------|--------------|"
    "-------------|-------------------------|------------------------\n";

struct format {
    const char *name, *head, *tail;
    bool yaml;
    void (*write)(struct writer *w, const struct resource *r);
};

static const struct format formats[] = {
    {"json", "{\"items\":[", "]}\n", false, json_item},
    {"ndjson", "", "", false, ndjson_line},
    {"yaml", "", "", true, yaml_document},
    {"yamllist", "", "", true, yaml_item},
    {"table", table_head, "\n", false, table_row},
};

static int snapshot(const struct format *format, uint64_t count, uint64_t seed)
{
    struct writer w = {.yaml = format->yaml, .first = true};
    put(format->head);
    for (uint64_t i = 0; i < count; i++) {
        const struct resource r = make(&seed, i);
        format->write(&w, &r);
    }
    put(format->tail);
    return fflush(stdout) == 0 ? 0 : 1;
}

/* ---- worst cases -------------------------------------------------------------------------- */

static void repeat(char c, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        putchar_unlocked(c);
    }
}

static int one_string(uint64_t bytes)
{
    put("{\"items\":[{\"name\":\"big\",\"version\":\"v1\",\"type\":\"service\",\"status\":{"
        "\"aggregateStatus\":\"error\",\"builderState\":{\"stage\":\"error\",\"info\":\"");
    repeat('x', bytes);
    put("\"}}}]}\n");
    return 0;
}

static int nested(uint64_t bytes)
{
    repeat('[', bytes);
    put("\n");
    return 0;
}

/* ---- logs --------------------------------------------------------------------------------- */

/* What goes wrong, as a text and as a pattern: each of the first with each of the second. */
static const char *const things[] = {
    "checkpoint",   "manifest list", "catalog entry", "snapshot file",  "broker lease",
    "access token", "column chunk",  "shuffle block", "schema version", "read replica"};
static const struct {
    const char *text, *pattern;
} faults[] = {
    {" e41 cannot be read", " \\S+ cannot be read"},
    {" e41 was refused with 403", " \\S+ was refused with \\d{3}\\b"},
    {" e41 is locked by another job", " .{1,40} is locked by"},
    {" is missing from the index", " is (?:missing|absent) from"},
    {" e41 has expired", " \\S+ has expired"},
    {": expected 12 but found 9", ": expected (\\d+) but found (\\d+)"},
    {" e41 timed out", "( \\S+)? (?:timed out|was cut off)"},
    {" NOT SUPPORTED here", " (?i:not supported)"},
    {" e41 is full", " \\S+ is (?:full|over its quota)"},
    {" went away: [E17]", ".*: \\[E\\d+\\]"},
};

static int patterns(uint64_t count, bool rules)
{
    for (uint64_t i = 0; i < count && i < COUNT_OF(things) * COUNT_OF(faults); i++) {
        const char *thing = things[i % COUNT_OF(things)];
        const char *fault = faults[i / COUNT_OF(things)].pattern;
        if (rules) {
            printf("- id: fault-%" PRIu64 "\n  class: note\n  severity: warning\n  input: true\n"
                   "  when: {fact: text, match: '%s%s'}\n  title: 'fault %" PRIu64 "'\n",
                   i, thing, fault, i);
        } else {
            printf("%s%s\n", thing, fault);
        }
    }
    return 0;
}

static void log_message(uint64_t *seed, unsigned stage)
{
    static const char *const words[] = {"task", "stage", "block", "executor", "partition", "write"};
    const char *word = words[pick(seed, COUNT_OF(words))];
    printf("Finished %s %u.0 in stage %u.0 (TID %u) in %u ms on 10.212.16.%u (%u/200) of %s\n",
           word, (unsigned)pick(seed, 200), stage, (unsigned)pick(seed, 9999),
           (unsigned)pick(seed, 900), (unsigned)pick(seed, 250), (unsigned)pick(seed, 200),
           areas[pick(seed, COUNT_OF(areas))]);
}

/* One line in five hundred tells of a fault, one in a hundred names a thing that is well. */
static int log_lines(uint64_t count, uint64_t seed)
{
    for (uint64_t i = 0; i < count; i++) {
        const bool fault = pick(&seed, 500) == 0;
        const char *thing = things[pick(&seed, COUNT_OF(things))];
        printf("2026-01-%02u %02u:%02u:%02u,%03u %s [task-result-getter-%u] org.apache.tasks.Set: ",
               (unsigned)(i / 864000 % 28 + 1), (unsigned)(i / 36000 % 24),
               (unsigned)(i / 600 % 60), (unsigned)(i / 10 % 60), (unsigned)(i % 10 * 97),
               fault ? "ERROR" : "INFO ", (unsigned)pick(&seed, 8));
        if (fault) {
            printf("%s%s\n", thing, faults[pick(&seed, COUNT_OF(faults))].text);
        } else if (pick(&seed, 100) == 0) {
            printf("%s %u was written\n", thing, (unsigned)pick(&seed, 1000));
        } else {
            log_message(&seed, (unsigned)(i / 20000));
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    const uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    const uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    const char *name = argc > 2 ? argv[1] : "";
    if (strcmp(name, "string") == 0) {
        return one_string(count);
    }
    if (strcmp(name, "nested") == 0) {
        return nested(count);
    }
    if (strcmp(name, "log") == 0) {
        return log_lines(count, seed);
    }
    if (strcmp(name, "rules") == 0 || strcmp(name, "patterns") == 0) {
        return patterns(count, name[0] == 'r');
    }
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        if (strcmp(name, formats[i].name) == 0) {
            return snapshot(&formats[i], count, seed);
        }
    }
    fputs("usage: gen json|ndjson|yaml|yamllist|table|string|nested|log|rules|patterns COUNT "
          "[SEED]\n",
          stderr);
    return 2;
}
