/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include "clock.h"
#include "record.h"
#include "str.h"
#include "verdict.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

const struct command_word cli_commands[] = {
    {"analyze", "[PATH...]", "what is broken, why, and where the proof is (the default)"},
    {"diff", "BEFORE AFTER", "what changed between two dumps; exit 1 if something got worse"},
    {"timeline", "[PATH...]", "what happened over many dumps: since when, in which order"},
    {"replay", "-m MANIFEST PATH...",
     "which Monitors would have fired, and which Pagers sent what"},
    {"monitors", "[PATH...]", "write Monitor and Pager manifests for what is broken"},
    {"redact", "PATH... --to DIR", "copy the dumps without their secrets"},
    {"plugins", "", "list the plugins: in use, refused and why"},
    {"kinds", "[NAME...]", "list the types that are known, their nature and children"},
    {"rules", "[--check FILE...]", "list the rules, or check rule files and run their tests"},
    {"explain", "WORD", "explain a rule, a code, a type, a health, a phase, a class"},
    {"completion", "SHELL", "print what bash, zsh or fish needs to complete words"},
    {NULL, NULL, NULL},
};

/* ---- values of options -------------------------------------------------------------------- */

struct reading_option {
    struct settings *s;
    const char *value;
    const char *wrong; /* what is wrong with the value, or NULL */
    struct nearest nearest;
};

typedef void option_reader(struct reading_option *o);

static void add_word(struct reading_option *o, const char **words, size_t *n)
{
    if (*n == MAX_WISHES)
        o->wrong = "it is given too often";
    else
        words[(*n)++] = o->value;
}

static void read_output(struct reading_option *o)
{
    struct settings *s = o->s;
    char *file = strchr(o->value, '=');
    if (s->n_outputs == MAX_WISHES) {
        o->wrong = "it is given too often";
        return;
    }
    if (file)
        *file++ = 0;
    if (file && !*file)
        o->wrong = "the file after = is empty";
    for (size_t i = 0; i < s->n_outputs; i++) {
        const char *other = s->outputs[i].file;
        if ((!file && !other) || (file && other && strcmp(file, other) == 0))
            o->wrong = "two outputs cannot share one stream or file";
    }
    s->outputs[s->n_outputs++] = (struct output_wish){o->value, file};
}

static void read_set(struct reading_option *o)
{
    struct settings *s = o->s;
    char *key = strchr(o->value, '.'), *value = key ? strchr(key, '=') : NULL;
    if (!value || s->n_sets == MAX_WISHES) {
        o->wrong = value ? "it is given too often" : "it has the form PLUGIN.KEY=VALUE";
        return;
    }
    *key++ = 0;
    *value++ = 0;
    s->sets[s->n_sets++] = (struct plugin_setting){o->value, key, value};
}

static void read_type(struct reading_option *o)
{
    add_word(o, o->s->types, &o->s->n_types);
}

static void read_workspace(struct reading_option *o)
{
    add_word(o, o->s->workspaces, &o->s->n_workspaces);
}

static void read_name(struct reading_option *o)
{
    add_word(o, o->s->names, &o->s->n_names);
}

/** TYPE:VERSION:NAME[:WORKSPACE], or a glob of such ids. */
static void read_for(struct reading_option *o)
{
    struct identity id;
    const bool known = identity_parse(str_of(o->value), &id) && id.version.len;
    if (!known && !strpbrk(o->value, "*?["))
        o->wrong = "an id has the form TYPE:VERSION:NAME[:WORKSPACE]";
    else
        add_word(o, o->s->watched, &o->s->n_watched);
}

static void read_rules(struct reading_option *o)
{
    add_word(o, o->s->rules, &o->s->n_rules);
}

static void read_kinds(struct reading_option *o)
{
    add_word(o, o->s->kinds, &o->s->n_kinds);
}

static void read_manifest(struct reading_option *o)
{
    add_word(o, o->s->manifests, &o->s->n_manifests);
}

static void read_plugin_path(struct reading_option *o)
{
    add_word(o, o->s->plugin_paths, &o->s->n_plugin_paths);
}

static int health_value(struct reading_option *o, inq_str word)
{
    const int health = health_of_word(word);
    if (health >= 0)
        return health;
    o->wrong = "a health is healthy, suspended, progressing, unknown, degraded, deleted or failed";
    o->nearest = (struct nearest){.word = word};
    for (int h = 0; h < INQ_N_HEALTH; h++)
        nearest_try(&o->nearest, str_of(health_word((inq_health)h)));
    return -1;
}

static void read_only(struct reading_option *o)
{
    for (inq_str rest = str_of(o->value); rest.ptr;) {
        const int health = health_value(o, str_cut(rest, ',', &rest));
        if (health >= 0)
            o->s->only |= UINT32_C(1) << health;
    }
}

static void read_fail_on(struct reading_option *o)
{
    const bool never = strcmp(o->value, "never") == 0;
    o->s->fail_on = never ? INQ_N_HEALTH : health_value(o, str_of(o->value));
    if (o->wrong)
        nearest_try(&o->nearest, STR("never"));
}

static int64_t time_value(struct reading_option *o)
{
    const int64_t t = clock_parse(str_of(o->value));
    if (t == CLOCK_NONE)
        o->wrong = "a time looks like 2026-02-11T06:45:10Z";
    return t;
}

static void read_since(struct reading_option *o)
{
    o->s->since = time_value(o);
}

static void read_until(struct reading_option *o)
{
    o->s->until = time_value(o);
}

static void read_at(struct reading_option *o)
{
    o->s->at = time_value(o);
}

static void read_as_of(struct reading_option *o)
{
    o->s->as_of = time_value(o);
}

static void read_gap(struct reading_option *o)
{
    if (!clock_duration(str_of(o->value), &o->s->snapshot_gap))
        o->wrong = "a duration looks like 90s, 2m or 1h";
}

static void read_snapshot(struct reading_option *o)
{
    struct settings *s = o->s;
    char *path = strchr(o->value, '=');
    if (!path || path == o->value || !path[1])
        o->wrong = "it has the form LABEL=PATH";
    else if (s->n_snapshots == MAX_SNAPSHOTS)
        o->wrong = "it is given too often";
    if (o->wrong)
        return;
    *path++ = 0;
    for (size_t i = 0; i < s->n_snapshots; i++)
        if (strcmp(s->snapshots[i].label, o->value) == 0)
            o->wrong = "the label is taken";
    s->snapshots[s->n_snapshots++] = (struct named_snapshot){o->value, path};
}

static void read_format(struct reading_option *o)
{
    o->s->input_format = o->value;
}

static uint64_t number_value(struct reading_option *o, uint64_t most)
{
    uint64_t n = 0;
    if (!str_u64(str_of(o->value), &n) || n > most)
        o->wrong = "it takes a number in range";
    return n;
}

/* 16777216, 16M, 16MiB */
static size_t size_value(struct reading_option *o)
{
    static const struct {
        const char *unit;
        unsigned shift;
    } units[] = {{"", 0}, {"K", 10}, {"KiB", 10}, {"M", 20}, {"MiB", 20}, {"G", 30}, {"GiB", 30}};
    const inq_str text = str_of(o->value);
    const size_t digits = strspn(o->value, "0123456789");
    uint64_t n = 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(o->value + digits, units[i].unit) == 0 &&
            str_u64((inq_str){text.ptr, digits}, &n) && n > 0 && n < UINT64_C(1) << 32)
            return (size_t)n << units[i].shift;
    o->wrong = "a size looks like 16777216, 16M or 16MiB";
    return 0;
}

static void read_threads(struct reading_option *o)
{
    o->s->threads = (unsigned)number_value(o, 64);
}

static void read_memory(struct reading_option *o)
{
    o->s->limits.memory = size_value(o);
}

static void read_depth(struct reading_option *o)
{
    o->s->limits.depth = (uint32_t)number_value(o, 10000);
}

static void read_key(struct reading_option *o)
{
    o->s->limits.key = size_value(o);
}

static void read_scalar(struct reading_option *o)
{
    o->s->limits.scalar = size_value(o);
}

static void read_record(struct reading_option *o)
{
    o->s->limits.record = size_value(o);
}

static void read_entries(struct reading_option *o)
{
    o->s->limits.entries = (size_t)number_value(o, 1000000000);
}

static void read_unpacked(struct reading_option *o)
{
    o->s->limits.unpacked = size_value(o);
}

static void read_ratio(struct reading_option *o)
{
    o->s->limits.ratio = (size_t)number_value(o, 1000000000);
    if (!o->s->limits.ratio)
        o->wrong = "it takes a number from 1 on";
}

static void read_archives(struct reading_option *o)
{
    o->s->limits.archives = (uint32_t)number_value(o, 16);
}

static void read_limit(struct reading_option *o)
{
    o->s->limit = (uint32_t)number_value(o, 1000000000);
}

static void read_width(struct reading_option *o)
{
    o->s->width = (uint32_t)number_value(o, 100000);
}

/** `automatic` for auto and for what is wrong. */
static bool when_value(struct reading_option *o, bool automatic)
{
    static const char *const words[] = {"never", "always", "auto"};
    o->nearest = (struct nearest){.word = str_of(o->value)};
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(o->value, words[i]) == 0)
            return i == 2 ? automatic : i == 1;
        nearest_try(&o->nearest, str_of(words[i]));
    }
    o->wrong = "it takes auto, always or never";
    return automatic;
}

static void read_color(struct reading_option *o)
{
    o->s->color = when_value(o, o->s->color);
}

static void read_progress(struct reading_option *o)
{
    o->s->progress = when_value(o, o->s->progress);
}

static void read_to(struct reading_option *o)
{
    o->s->to = o->value;
}

static void read_title(struct reading_option *o)
{
    o->s->title = o->value;
}

static void read_suppress(struct reading_option *o)
{
    o->s->suppress = o->value;
}

static void read_baseline(struct reading_option *o)
{
    o->s->baseline = o->value;
}

static void read_no_redact(struct reading_option *o)
{
    o->s->no_redact = true;
}

static void read_quiet(struct reading_option *o)
{
    o->s->quiet = true;
}

static void read_verbose(struct reading_option *o)
{
    o->s->verbose++;
}

static void read_list(struct reading_option *o)
{
    o->s->list_inputs = true;
}

static void read_check(struct reading_option *o)
{
    o->s->check_rules = true;
}

/* ---- the table ---------------------------------------------------------------------------- */

static const struct cli_option {
    const char *name;
    char letter;          /* or 0 */
    const char *argument; /* or NULL */
    const char *help;
    option_reader *read; /* NULL: answered at once */
} options[] = {
    {"output", 'o', "NAME[=FILE]", "write this output (text, json, html, ...); repeatable",
     read_output},
    {"type", 't', "GLOB", "show only these types", read_type},
    {"workspace", 'w', "GLOB", "show only these workspaces", read_workspace},
    {"name", 'n', "GLOB", "show only these names; a single match gets its full card", read_name},
    {"only", 0, "HEALTH,...", "show only these healths", read_only},
    {"since", 0, "TIME", "show only what was captured at TIME or later", read_since},
    {"until", 0, "TIME", "show only what was captured at TIME or earlier", read_until},
    {"at", 0, "TIME", "all inputs were captured at TIME", read_at},
    {"as-of", 0, "TIME", "judge ages as of TIME", read_as_of},
    {"snapshot-gap", 0, "DURATION", "captures this close are one moment (2m)", read_gap},
    {"snapshot", 0, "LABEL=PATH", "the inputs at PATH are one moment; repeatable", read_snapshot},
    {"fail-on", 0, "HEALTH|never", "exit with 1 from this health on (degraded)", read_fail_on},
    {"input-format", 0, "PARSER", "read all inputs with this parser", read_format},
    {"rules", 0, "FILE", "add or override rules; repeatable", read_rules},
    {"kinds", 0, "FILE", "add or override kinds; repeatable", read_kinds},
    {"suppress", 0, "FILE", "findings and verdicts that are accepted for now", read_suppress},
    {"baseline", 0, "FILE", "a former -o json report: what it knows does not count", read_baseline},
    {"manifest", 'm', "PATH", "with replay: Monitors and Pagers, a file or folder; repeatable",
     read_manifest},
    {"for", 0, "ID", "with monitors: watch this resource, or those of a glob; repeatable",
     read_for},
    {"check", 0, NULL, "with rules: check the files and run their tests", read_check},
    {"plugin-path", 0, "DIR", "look for plugins here first; repeatable", read_plugin_path},
    {"set", 0, "PLUGIN.KEY=VALUE", "set an option of a plugin; repeatable", read_set},
    {"to", 0, "DIR", "with redact: the new directory to write to", read_to},
    {"no-redact", 0, NULL, "show secrets as they are", read_no_redact},
    {"threads", 'j', "N", "read with N threads (processors; 1 below 4 MB)", read_threads},
    {"max-memory", 0, "SIZE", "take at most this much memory (1G)", read_memory},
    {"limit-depth", 0, "N", "nested maps and lists (64)", read_depth},
    {"limit-key", 0, "SIZE", "bytes of a key (4K)", read_key},
    {"limit-scalar", 0, "SIZE", "bytes of a value (1M)", read_scalar},
    {"limit-record", 0, "SIZE", "bytes of a record (16M)", read_record},
    {"limit-entries", 0, "N", "members of an archive (10000)", read_entries},
    {"limit-unpacked", 0, "SIZE", "bytes that an archive unpacks to (16G)", read_unpacked},
    {"limit-ratio", 0, "N", "times the size of the archive that may be (250)", read_ratio},
    {"limit-archives", 0, "N", "archives in archives (2; 0 reads none)", read_archives},
    {"limit", 0, "N", "items on the first screen (20; 0 is all)", read_limit},
    {"title", 0, "TEXT", "the title of a document (markdown, html)", read_title},
    {"color", 0, "WHEN", "auto, always or never", read_color},
    {"progress", 0, "WHEN", "tell on standard error how far it is: auto, always or never",
     read_progress},
    {"width", 0, "N", "fold text at N columns (0: do not fold)", read_width},
    {"list-inputs", 0, NULL, "say what was recognised; analyse nothing", read_list},
    {"quiet", 'q', NULL, "no diagnostics on standard error", read_quiet},
    {"verbose", 'v', NULL, "more: infos and hints", read_verbose},
    {"help", 'h', NULL, "show this help", NULL},
    {"version", 'V', NULL, "show the version", NULL},
};
#define N_OPTIONS (sizeof options / sizeof *options)

static bool option_at(size_t i, struct option_word *o)
{
    if (i >= N_OPTIONS)
        return false;
    *o = (struct option_word){options[i].name, options[i].letter, options[i].argument,
                              options[i].help};
    return true;
}

static void print_help(void)
{
    printf("Usage: inquest [COMMAND] [OPTION]... [PATH...]\n"
           "Analyse saved dumps of a platform's resources: what is broken, since when, is it the\n"
           "manifest or the run, what is the root cause, and where is the proof. PATH is a file,\n"
           "a directory, an archive, or - for standard input.\n\nCommands:\n");
    for (const struct command_word *c = cli_commands; c->name; c++)
        printf("  %-10s %-19s %s\n", c->name, c->operands, c->summary);
    printf("\nOptions:\n");
    for (size_t i = 0; i < N_OPTIONS; i++) {
        const struct cli_option *o = &options[i];
        char name[64];
        snprintf(name, sizeof name, "--%s%s%s", o->name, o->argument ? " " : "",
                 o->argument ? o->argument : "");
        printf("  %c%c%c %-30s %s\n", o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
               o->letter ? ',' : ' ', name, o->help);
    }
    printf("\nExit status: 0 nothing is that bad, 1 something is, 2 usage, 3 content was lost or\n"
           "nothing was recognised, 4 an output could not be written. Manual: inquest(1).\n");
}

/* ---- reading ------------------------------------------------------------------------------ */

static void make_tables(struct option *longs, char *shorts)
{
    size_t n = 0;
    for (size_t i = 0; i < N_OPTIONS; i++) {
        const struct cli_option *o = &options[i];
        longs[i] = (struct option){o->name, o->argument ? required_argument : no_argument, NULL,
                                   (int)i + 256};
        if (!o->letter)
            continue;
        shorts[n++] = o->letter;
        if (o->argument)
            shorts[n++] = ':';
    }
    longs[N_OPTIONS] = (struct option){0};
    shorts[n] = 0;
}

static const struct cli_option *option_of(int code)
{
    if (code >= 256)
        return &options[code - 256];
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (options[i].letter == code)
            return &options[i];
    return NULL;
}

static struct nearest nearest_option(inq_str word)
{
    struct nearest n = {.word = word};
    for (size_t i = 0; i < N_OPTIONS; i++)
        nearest_try(&n, str_of(options[i].name));
    return n;
}

static enum cli_result bad_option(char **argv, int code)
{
    const char *word = argv[optind - 1];
    const bool is_long = strncmp(word, "--", 2) == 0;
    if (code == ':') {
        fprintf(stderr, "inquest: option %s needs a value\n", word);
        return CLI_USAGE;
    }
    if (!is_long) {
        fprintf(stderr, "inquest: no option -%c; see inquest --help\n", optopt);
        return CLI_USAGE;
    }
    inq_str rest;
    const inq_str name = str_cut((inq_str){word + 2, strlen(word) - 2}, '=', &rest);
    const inq_str found = nearest_option(name).found;
    fprintf(stderr, "inquest: no option --%.*s, or it is ambiguous%s%.*s%s\n", STR_ARG(name),
            found.ptr ? "; did you mean --" : "; see inquest --help", STR_ARG(found),
            found.ptr ? "?" : "");
    return CLI_USAGE;
}

static enum cli_result bad_value(const struct cli_option *o, const struct reading_option *r)
{
    fprintf(stderr, "inquest: --%s %s: %s" NEAREST_FORMAT "\n", o->name, r->value ? r->value : "",
            r->wrong, NEAREST_ARG(r->nearest));
    return CLI_USAGE;
}

static enum cli_result read_options(struct settings *s, int argc, char **argv)
{
    struct option longs[N_OPTIONS + 1];
    char shorts[2 * N_OPTIONS + 2] = ":";
    make_tables(longs, shorts + 1);
    opterr = 0;
    for (int code; (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        const struct cli_option *o = code == '?' || code == ':' ? NULL : option_of(code);
        if (!o)
            return bad_option(argv, code);
        if (!o->read) {
            if (o->letter == 'h')
                print_help();
            else
                printf("inquest %s\n", INQUEST_VERSION);
            return CLI_DONE;
        }
        struct reading_option r = {.s = s, .value = optarg};
        o->read(&r);
        if (r.wrong)
            return bad_value(o, &r);
    }
    return CLI_RUN;
}

/** A first word that names no file may be a command that is spelt wrong. */
static enum cli_result doubt_command(const struct settings *s)
{
    const bool doubtful = s->n_words && *s->words[0] && !strpbrk(s->words[0], "/.-");
    struct nearest n = {.word = str_of(doubtful ? s->words[0] : "")};
    if (!doubtful || access(s->words[0], F_OK) == 0)
        return CLI_RUN;
    for (const struct command_word *c = cli_commands; c->name; c++)
        nearest_try(&n, str_of(c->name));
    if (!n.found.ptr)
        return CLI_RUN;
    fprintf(stderr, "inquest: no file or command %s" NEAREST_FORMAT "\n", s->words[0],
            NEAREST_ARG(n));
    return CLI_USAGE;
}

static enum cli_result take_command(struct settings *s)
{
    for (const struct command_word *c = cli_commands; s->n_words && c->name; c++)
        if (strcmp(s->words[0], c->name) == 0) {
            s->command = c->name;
            s->words++;
            s->n_words--;
            return CLI_RUN;
        }
    return doubt_command(s);
}

static enum cli_result usage(const char *what)
{
    fprintf(stderr, "inquest: %s; see inquest --help\n", what);
    return CLI_USAGE;
}

/** The operands of diff are moments of their own. */
static enum cli_result take_operands(struct settings *s)
{
    if (s->n_words + s->n_snapshots != 2 || (s->n_words && s->n_snapshots))
        return usage("diff takes BEFORE and AFTER");
    for (size_t i = 0; i < s->n_words; i++)
        s->snapshots[s->n_snapshots++] = (struct named_snapshot){s->words[i], s->words[i]};
    s->n_words = 0;
    s->analyses = true;
    if (strcmp(s->snapshots[0].path, "-") == 0 && strcmp(s->snapshots[1].path, "-") == 0)
        return usage("standard input can be read only once");
    return CLI_RUN;
}

/** Options about one report have no meaning for what compares many; nothing is ignored silently. */
static bool asks_for_one_report(const struct settings *s)
{
    return s->baseline || s->only || s->since != CLOCK_NONE || s->until != CLOCK_NONE;
}

static enum cli_result check_words(struct settings *s, const struct surroundings *at)
{
    static const char *const from_stdin[] = {"-"};
    const bool replays = strcmp(s->command, "replay") == 0;
    const bool monitors = strcmp(s->command, "monitors") == 0;
    const bool timeline = strcmp(s->command, "timeline") == 0 || replays;
    const bool analyze = strcmp(s->command, "analyze") == 0 || timeline || monitors;
    const bool redacts = strcmp(s->command, "redact") == 0;
    const bool one_word =
        strcmp(s->command, "explain") == 0 || strcmp(s->command, "completion") == 0;
    const bool takes_words =
        analyze || redacts || one_word || strcmp(s->command, "kinds") == 0 || s->check_rules;
    const bool compares = strcmp(s->command, "diff") == 0 || timeline;
    if (compares && asks_for_one_report(s))
        return usage("--baseline, --only, --since and --until go with analyze");
    if (s->n_watched && !monitors)
        return usage("--for goes with monitors");
    if (one_word && s->n_words != 1)
        return usage("this command takes one word");
    if (s->check_rules && (strcmp(s->command, "rules") != 0 || !s->n_words))
        return usage("--check goes with rules and takes files");
    if ((s->to != NULL) != redacts || (redacts && !s->n_words))
        return usage("redact takes PATH... and --to DIR, which goes with nothing else");
    if ((s->n_manifests > 0) != replays)
        return usage("replay takes -m MANIFEST, which goes with nothing else");
    s->analyses = analyze;
    if (strcmp(s->command, "diff") == 0)
        return take_operands(s);
    if (!takes_words && s->n_words)
        return usage("this command takes no words");
    if (!analyze || s->n_words || s->n_snapshots)
        return CLI_RUN;
    if (at->stdin_is_terminal)
        return usage("no PATH");
    s->words = from_stdin;
    s->n_words = 1;
    return CLI_RUN;
}

enum cli_result cli_read(struct settings *s, int argc, char **argv, const struct surroundings *at)
{
    *s = (struct settings){.command = "analyze",
                           .commands = cli_commands,
                           .option_at = option_at,
                           .since = CLOCK_NONE,
                           .until = CLOCK_NONE,
                           .at = CLOCK_NONE,
                           .as_of = CLOCK_NONE,
                           .snapshot_gap = 120,
                           .fail_on = INQ_DEGRADED,
                           .limit = 20,
                           .width = at->width ? at->width : 100,
                           .color = at->stdout_is_terminal && !at->no_color,
                           .progress = at->stderr_is_terminal,
                           .limits = {.depth = 64,
                                      .key = (size_t)4 << 10,
                                      .scalar = (size_t)1 << 20,
                                      .record = (size_t)16 << 20,
                                      .memory = (size_t)1 << 30,
                                      .entries = 10000,
                                      .unpacked = (size_t)16 << 30,
                                      .ratio = 250,
                                      .archives = 2}};
    const enum cli_result result = read_options(s, argc, argv);
    if (result != CLI_RUN)
        return result;
    s->words = (const char *const *)(argv + optind);
    s->n_words = (size_t)(argc - optind);
    if (take_command(s) != CLI_RUN)
        return CLI_USAGE;
    if (!s->n_outputs)
        s->outputs[s->n_outputs++] =
            (struct output_wish){strcmp(s->command, "monitors") == 0 ? "manifest" : "text", NULL};
    return check_words(s, at);
}
