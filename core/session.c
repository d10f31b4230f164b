/* SPDX-License-Identifier: MIT */
#include "session.h"

#include "packs.h"
#include "source.h"
#include "str.h"

#define MAX_PACK_SIZE ((size_t)16 << 20)

static struct diags *new_diags(struct session *s, inq_str name)
{
    struct named_diags *d = &s->diags[s->n_diags < MAX_PACKS - 1 ? s->n_diags++ : s->n_diags];
    d->name = name;
    diags_init(&d->diags, &s->arena);
    return &d->diags;
}

enum pack_kind { PACK_KINDS, PACK_RULES };

static void read_pack(struct session *s, inq_str name, inq_str text, enum pack_kind kind)
{
    struct diags *diags = new_diags(s, name);
    const struct plugin *yaml = plugins_parser(&s->plugins, STR("yaml"));
    const struct tree *docs = tree_parse(&s->arena, yaml, text, diags);
    if (kind == PACK_KINDS)
        kinds_read(&s->kinds, docs, diags);
    else
        rules_read(&s->rules, &s->kinds, docs, diags);
    if (!diags->n)
        s->n_diags--;
}

static bool read_pack_file(struct session *s, const char *path, enum pack_kind kind)
{
    const inq_str text = source_slurp(&s->arena, path, MAX_PACK_SIZE);
    if (text.ptr)
        read_pack(s, str_of(path), text, kind);
    else
        s->failure = str_format(&s->arena, "%s cannot be read", path).ptr;
    return text.ptr != NULL;
}

/** What is embedded passed its tests before it was. */
static void read_embedded(struct session *s, const char *folder, enum pack_kind kind)
{
    s->rules.proven = true;
    for (const struct pack_file *p = pack_files; p->name; p++)
        if (str_starts(str_of(p->name), str_of(folder)))
            read_pack(s, str_of(p->name), (inq_str){p->bytes, p->len}, kind);
    s->rules.proven = false;
}

/** --input-format names a parser that is not there: name those that are. */
static const char *no_parser(struct session *s)
{
    inq_str text = str_format(&s->arena, "no parser %s; there are", s->settings->input_format);
    for (size_t i = 0; i < s->plugins.n_used; i++)
        if (s->plugins.items[i]->entry.parser)
            text = str_format(&s->arena, "%.*s %s", STR_ARG(text), s->plugins.items[i]->entry.id);
    return text.ptr;
}

/** Its diagnostics stay: more come when it is known what was suppressed. */
static void read_suppressions(struct session *s)
{
    const char *path = s->settings->suppress;
    const inq_str text = source_slurp(&s->arena, path, MAX_PACK_SIZE);
    if (!text.ptr) {
        s->failure = str_format(&s->arena, "--suppress: %s cannot be read", path).ptr;
        return;
    }
    struct diags *diags = new_diags(s, str_of(path));
    const struct plugin *yaml = plugins_parser(&s->plugins, STR("yaml"));
    s->suppressions = arena_must(&s->arena, 1, sizeof *s->suppressions);
    suppress_read(s->suppressions, &s->arena, tree_parse(&s->arena, yaml, text, diags), diags);
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
    if (s->failure)
        return false;
    read_embedded(s, "kinds/", PACK_KINDS);
    for (size_t i = 0; i < settings->n_kinds && !s->failure; i++)
        read_pack_file(s, settings->kinds[i], PACK_KINDS);
    read_embedded(s, "rules/", PACK_RULES);
    for (size_t i = 0; i < settings->n_rules && !s->failure; i++)
        read_pack_file(s, settings->rules[i], PACK_RULES);
    if (settings->suppress && !s->failure && strcmp(settings->command, "analyze") == 0)
        read_suppressions(s);
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
