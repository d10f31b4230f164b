/* SPDX-License-Identifier: MIT */
#include "session.h"

#include "packs.h"
#include "source.h"
#include "str.h"

static struct diags *new_diags(struct session *s, inq_str name)
{
    struct named_diags *d = &s->diags[s->n_diags < MAX_PACKS - 1 ? s->n_diags++ : s->n_diags];
    d->name = name;
    diags_init(&d->diags, &s->arena);
    return &d->diags;
}

enum pack_kind { PACK_KINDS, PACK_RULES };

static void use_pack(struct session *s, const struct tree *docs, enum pack_kind kind,
                     struct diags *diags)
{
    if (kind == PACK_KINDS)
        kinds_read(&s->kinds, docs, diags);
    else
        rules_read(&s->rules, &s->kinds, docs, diags);
    if (!diags->n)
        s->n_diags--;
}

/** Read the documents of a file that was named; false, with a failure, if it cannot be read. */
static bool read_documents(struct session *s, const char *path, const struct tree **docs,
                           struct diags **diags)
{
    const inq_str text = source_slurp(&s->arena, path, PACK_SIZE_MAX);
    if (!text.ptr) {
        s->failure = str_format(&s->arena, "%s cannot be read", path).ptr;
        return false;
    }
    *diags = new_diags(s, str_of(path));
    *docs = tree_parse(&s->arena, plugins_parser(&s->plugins, STR("yaml")), text, *diags);
    return true;
}

static bool read_pack_file(struct session *s, const char *path, enum pack_kind kind)
{
    const struct tree *docs;
    struct diags *diags;
    if (!read_documents(s, path, &docs, &diags))
        return false;
    use_pack(s, docs, kind, diags);
    return true;
}

/** What is embedded passed its tests before it was. */
static void read_embedded(struct session *s, const char *folder, enum pack_kind kind)
{
    s->rules.proven = true;
    for (const struct pack_file *p = pack_files; p->name; p++)
        if (str_starts(str_of(p->name), str_of(folder)))
            use_pack(s, p->docs, kind, new_diags(s, str_of(p->name)));
    s->rules.proven = false;
}

/** --input-format names a parser that is not there: name those that are. */
static const char *no_parser(struct session *s)
{
    struct nearest n = {.word = str_of(s->settings->input_format)};
    inq_str text = str_format(&s->arena, "no parser %s; there are", s->settings->input_format);
    for (size_t i = 0; i < s->plugins.n_used; i++) {
        const inq_plugin *p = &s->plugins.items[i]->entry;
        if (!p->parser)
            continue;
        text = str_format(&s->arena, "%.*s %s", STR_ARG(text), p->id);
        nearest_try(&n, str_of(p->id));
    }
    return str_format(&s->arena, "%.*s" NEAREST_FORMAT, STR_ARG(text), NEAREST_ARG(n)).ptr;
}

static bool has_option(const inq_plugin *p, const struct plugin_setting *set, struct nearest *n)
{
    for (const inq_option *o = p->options; o && o->key; o++) {
        if (strcmp(o->key, set->key) == 0)
            return true;
        nearest_try(n, str_of(o->key));
    }
    return false;
}

/** What is wrong with a --set, or NULL. A parser and an output may share an id. */
static const char *unknown_set(struct session *s, const struct plugin_setting *set)
{
    struct nearest id = {.word = str_of(set->plugin)}, key = {.word = str_of(set->key)};
    bool there = false;
    for (size_t i = 0; i < s->plugins.n_used; i++) {
        const inq_plugin *p = &s->plugins.items[i]->entry;
        nearest_try(&id, str_of(p->id));
        if (strcmp(p->id, set->plugin) != 0)
            continue;
        there = true;
        if (has_option(p, set, &key))
            return NULL;
    }
    const char *what = there ? set->key : set->plugin;
    if (there)
        id = key;
    return str_format(&s->arena, "--set %s.%s: no %s %s" NEAREST_FORMAT "; see inquest plugins",
                      set->plugin, set->key, there ? "option" : "plugin", what, NEAREST_ARG(id))
        .ptr;
}

static void check_sets(struct session *s)
{
    for (size_t i = 0; i < s->settings->n_sets && !s->failure; i++)
        s->failure = unknown_set(s, &s->settings->sets[i]);
}

/** Its diagnostics stay: more come when it is known what was suppressed. */
static void read_suppressions(struct session *s)
{
    const struct tree *docs;
    struct diags *diags;
    if (!read_documents(s, s->settings->suppress, &docs, &diags))
        return;
    s->suppressions = arena_must(&s->arena, 1, sizeof *s->suppressions);
    suppress_read(s->suppressions, &s->arena, docs, diags);
}

static void read_baseline(struct session *s)
{
    const char *path = s->settings->baseline;
    const struct plugin *json = plugins_parser(&s->plugins, STR("json"));
    s->baseline = arena_must(&s->arena, 1, sizeof *s->baseline);
    const char *wrong = json ? baseline_read(s->baseline, &s->arena, json, path)
                             : "there is no plugin `json` to read it with";
    if (wrong)
        s->failure = str_format(&s->arena, "--baseline %s: %s", path, wrong).ptr;
}

bool session_open(struct session *s, const char *plugin_environment)
{
    const struct settings *settings = s->settings;
    struct diags *diags = new_diags(s, STR_NONE);
    plugins_load(&s->plugins, &s->arena, settings, plugin_environment, diags);
    kinds_init(&s->kinds, &s->arena);
    if (strcmp(settings->command, "plugins") == 0)
        return true; /* it must tell what is wrong even where no pack can be read */
    if (!plugins_parser(&s->plugins, STR("yaml")))
        s->failure = "no plugin `yaml`, which reads the packs; see INQUEST_PLUGIN_PATH";
    else if (settings->input_format && !plugins_parser(&s->plugins, str_of(settings->input_format)))
        s->failure = no_parser(s);
    if (!s->failure)
        check_sets(s);
    if (s->failure)
        return false;
    read_embedded(s, "kinds/", PACK_KINDS);
    for (size_t i = 0; i < settings->n_kinds && !s->failure; i++)
        read_pack_file(s, settings->kinds[i], PACK_KINDS);
    read_embedded(s, "rules/", PACK_RULES);
    for (size_t i = 0; i < settings->n_rules && !s->failure; i++)
        read_pack_file(s, settings->rules[i], PACK_RULES);
    if (settings->suppress && !s->failure && settings->analyses)
        read_suppressions(s);
    if (settings->baseline && !s->failure && settings->analyses)
        read_baseline(s);
    return !s->failure;
}

bool session_read_rules(struct session *s, const char *path)
{
    return read_pack_file(s, path, PACK_RULES);
}

void session_close(struct session *s)
{
    arena_free(&s->arena);
}
