/* SPDX-License-Identifier: MIT */
/* A plugin is trusted as much as its file: others must not be able to write it. Its descriptor
 * is not trusted at all before it was checked: sizes first, then what the sizes allow to read. */
#include "plugin.h"

#include "str.h"

#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLUGIN_MIN offsetof(inq_plugin, output)

static unsigned refuse(struct arena *a, inq_str *why, unsigned code, const char *text)
{
    *why = str_format(a, "%s", text);
    return code;
}

static bool valid_id(const char *id)
{
    if (!id || id[0] < 'a' || id[0] > 'z')
        return false;
    for (const char *c = id; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-'))
            return false;
    return strlen(id) <= 32;
}

static void copy_sized(void *to, size_t to_size, const void *from, size_t from_size)
{
    memcpy(to, from, from_size < to_size ? from_size : to_size);
}

static unsigned check_capabilities(struct arena *a, struct plugin *copy, inq_str *why)
{
    const inq_plugin *e = &copy->entry;
    if (!e->source && !e->parser && !e->output)
        return refuse(a, why, 605, "it is no source, no parser and no output");
    if (e->source) {
        const inq_source *source = &copy->source;
        copy_sized(&copy->source, sizeof copy->source, e->source, e->source->size);
        if (!source->probe || !source->open || !source->next || !source->read || !source->close)
            return refuse(a, why, 605, "its source lacks a function");
        copy->entry.source = source;
    }
    if (e->parser) {
        copy_sized(&copy->parser, sizeof copy->parser, e->parser, e->parser->size);
        if (!copy->parser.format || !copy->parser.probe || !copy->parser.parse)
            return refuse(a, why, 605, "its parser lacks format, probe or parse");
        copy->entry.parser = &copy->parser;
    }
    if (e->output) {
        copy_sized(&copy->output, sizeof copy->output, e->output, e->output->size);
        const inq_output *o = &copy->output;
        if (!o->emit && !o->emit_diff && !o->emit_timeline && !o->emit_replay && !o->emit_watches)
            return refuse(a, why, 605, "its output lacks emit");
        copy->entry.output = &copy->output;
    }
    return 0;
}

unsigned plugin_check(struct arena *a, const inq_plugin *raw, struct plugin *copy, inq_str *why)
{
    if (raw->abi >> 16 != INQ_ABI_MAJOR) {
        *why = str_format(a, "it has ABI %u.%u, this program has %u.%u", raw->abi >> 16,
                          raw->abi & 0xffff, INQ_ABI_MAJOR, INQ_ABI_MINOR);
        return 602;
    }
    if (raw->size < PLUGIN_MIN) {
        *why = str_format(a, "its descriptor has %u bytes", raw->size);
        return 605;
    }
    copy_sized(&copy->entry, sizeof copy->entry, raw, raw->size);
    if (!valid_id(copy->entry.id))
        return refuse(a, why, 605, "its id is not [a-z][a-z0-9-]*");
    if (!copy->entry.version || !copy->entry.summary || !copy->entry.license)
        return refuse(a, why, 605, "it lacks version, summary or license");
    return check_capabilities(a, copy, why);
}

/* ---- loading ------------------------------------------------------------------------------ */

struct loader {
    struct plugins *plugins;
    struct arena *arena;
    struct diags *diags;
    uid_t program_owner;
    const struct settings *only; /* of outputs, those in files named like these, or NULL: all */
};

static bool trusted(const struct loader *l, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || (st.st_mode & S_IWOTH))
        return false;
    return st.st_uid == 0 || st.st_uid == geteuid() || st.st_uid == l->program_owner;
}

/** The plugin in use that has the same id and does the same, or NULL. */
static const struct plugin *taken(const struct plugins *all, const struct plugin *p)
{
    const inq_str id = str_of(p->entry.id);
    const struct plugin *other = p->entry.source ? plugins_source(all, id) : NULL;
    if (!other && p->entry.parser)
        other = plugins_parser(all, id);
    return other || !p->entry.output ? other : plugins_output(all, id);
}

static unsigned open_plugin(struct loader *l, const char *path, struct plugin *p)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const inq_plugin *raw = handle ? dlsym(handle, "inq_plugin_entry") : NULL;
    if (!raw) {
        const char *why = dlerror();
        return refuse(l->arena, &p->why, 603, why ? why : "it exports no inq_plugin_entry");
    }
    const unsigned refused = plugin_check(l->arena, raw, p, &p->why);
    if (refused)
        return refused;
    const struct plugin *other = taken(l->plugins, p);
    if (other) {
        p->why = str_format(l->arena, "%s is %.*s", p->entry.id, STR_ARG(other->path));
        return 604;
    }
    return 0;
}

static void add_plugin(struct loader *l, const char *path, bool trust)
{
    struct plugin *p = arena_must(l->arena, 1, sizeof *p);
    struct plugins *all = l->plugins;
    p->path = str_copy(l->arena, str_of(path));
    p->refused = trust && trusted(l, path)
                     ? open_plugin(l, path, p)
                     : refuse(l->arena, &p->why, 601, "its file or directory is not trusted");
    if (!ARENA_GROW(l->arena, all->items, all->cap, all->n))
        longjmp(*l->arena->unwind, 1);
    all->items[all->n++] = p;
    if (!p->refused) {
        struct plugin *first_refused = all->items[all->n_used];
        all->items[all->n_used++] = p;
        all->items[all->n - 1] = all->n_used < all->n ? first_refused : p;
    } else if (p->refused) {
        diag_add(l->diags, p->refused, 0, 0, "%s: %.*s", path, STR_ARG(p->why));
    }
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_object(const struct dirent *d)
{
    const size_t n = strlen(d->d_name);
    return d->d_name[0] != '.' && n > 3 && strcmp(d->d_name + n - 3, ".so") == 0;
}

/** The name of a file is a hint which output is in it: most runs need one. */
static bool is_wanted(const struct settings *only, const char *file)
{
    const size_t stem = strlen(file) - 3;
    for (size_t i = 0; only && i < only->n_outputs; i++)
        if (strlen(only->outputs[i].name) == stem && memcmp(only->outputs[i].name, file, stem) == 0)
            return true;
    return !only;
}

static void load_directory(struct loader *l, const char *dir, const struct settings *only)
{
    struct dirent **names = NULL;
    const int n = scandir(dir, &names, is_object, by_name);
    const bool trust = n > 0 && trusted(l, dir);
    for (int i = 0; i < n; i++) {
        if (is_wanted(only, names[i]->d_name))
            add_plugin(l, str_format(l->arena, "%s/%s", dir, names[i]->d_name).ptr, trust);
        free(names[i]);
    }
    free(names);
}

/** DIR itself and its sources, parsers and outputs. Empty and relative-to-nothing are passed
 *  over: the current directory is never searched unless it is named. */
static void load_tree(struct loader *l, inq_str dir)
{
    static const char *const parts[] = {"", "/sources", "/parsers", "/outputs"};
    if (!dir.len)
        return;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        load_directory(l, str_format(l->arena, "%.*s%s", STR_ARG(dir), parts[i]).ptr,
                       strcmp(parts[i], "/outputs") == 0 ? l->only : NULL);
}

static void load_beside_program(struct loader *l)
{
    char exe[4096];
    const ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return;
    exe[n] = 0;
    struct stat st;
    if (stat(exe, &st) == 0)
        l->program_owner = st.st_uid;
    char *slash = strrchr(exe, '/');
    if (slash)
        load_tree(l, str_format(l->arena, "%.*s/plugins", (int)(slash - exe), exe));
}

static int by_id(const void *a, const void *b)
{
    const struct plugin *const *x = a, *const *y = b;
    const int ids = strcmp((*x)->entry.id, (*y)->entry.id);
    return ids ? ids : str_cmp((*x)->path, (*y)->path);
}

static int by_path(const void *a, const void *b)
{
    const struct plugin *const *x = a, *const *y = b;
    return str_cmp((*x)->path, (*y)->path);
}

static void load_all(struct loader *l, const struct settings *settings, const char *environment)
{
    for (size_t i = 0; i < settings->n_plugin_paths; i++)
        load_tree(l, str_of(settings->plugin_paths[i]));
    for (inq_str rest = str_of(environment); rest.ptr;)
        load_tree(l, str_cut(rest, ':', &rest));
    load_beside_program(l);
    load_tree(l, str_of(INQUEST_PLUGIN_DIR));
}

static bool has_outputs(const struct plugins *p, const struct settings *settings)
{
    for (size_t i = 0; i < settings->n_outputs; i++)
        if (!plugins_output(p, str_of(settings->outputs[i].name)))
            return false;
    return true;
}

void plugins_load(struct plugins *p, struct arena *a, const struct settings *settings,
                  const char *environment, struct diags *diags)
{
    const bool all = !settings->analyses || settings->n_sets;
    struct loader l = {p, a, diags, geteuid(), all ? NULL : settings};
    *p = (struct plugins){0};
    load_all(&l, settings, environment);
    if (!all && !has_outputs(p, settings)) {
        *p = (struct plugins){0};
        diags_init(diags, a);
        l.only = NULL;
        load_all(&l, settings, environment);
    }
    if (p->n_used)
        qsort(p->items, p->n_used, sizeof *p->items, by_id);
    if (p->n > p->n_used)
        qsort(p->items + p->n_used, p->n - p->n_used, sizeof *p->items, by_path);
}

#define SURE_SOURCE 50

const struct plugin *plugins_source(const struct plugins *p, inq_str id)
{
    for (size_t i = 0; i < p->n_used; i++)
        if (p->items[i]->entry.source && str_eq(str_of(p->items[i]->entry.id), id))
            return p->items[i];
    return NULL;
}

const struct plugin *plugins_probe_source(const struct plugins *p, inq_str head, inq_str name)
{
    const struct plugin *best = NULL;
    int most = SURE_SOURCE - 1;
    for (size_t i = 0; i < p->n_used; i++) {
        const struct plugin *candidate = p->items[i];
        const int sure = candidate->entry.source ? candidate->source.probe(head, name) : 0;
        if (sure <= most)
            continue;
        most = sure;
        best = candidate;
    }
    return best;
}

const struct plugin *plugins_parser(const struct plugins *p, inq_str id)
{
    for (size_t i = 0; i < p->n_used; i++)
        if (p->items[i]->entry.parser && str_eq(str_of(p->items[i]->entry.id), id))
            return p->items[i];
    return NULL;
}

const struct plugin *plugins_output(const struct plugins *p, inq_str id)
{
    for (size_t i = 0; i < p->n_used; i++)
        if (p->items[i]->entry.output && str_eq(str_of(p->items[i]->entry.id), id))
            return p->items[i];
    return NULL;
}
