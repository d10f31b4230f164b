/* SPDX-License-Identifier: MIT */
/* A walk opens regular files only and follows no link; a link whose target is walked anyway is
 * passed over in silence, any other is named. */
#include "inputs.h"

#include "str.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#define MAX_LEVEL 64

struct found {
    dev_t device;
    ino_t node;
    bool file;
};

struct finder {
    struct inputs *in;
    struct arena *arena;
    struct found *seen; /* one per input */
    size_t seen_cap;
    char *root;        /* real path of the directory that is walked, or NULL */
    uint32_t snapshot; /* what is found belongs to this one */
};

static void put(struct finder *f, const char *path, const struct stat *st, unsigned code,
                const char *why)
{
    struct inputs *in = f->in;
    if (!ARENA_GROW(f->arena, f->seen, f->seen_cap, in->n) ||
        !ARENA_GROW(f->arena, in->items, in->cap, in->n))
        longjmp(*f->arena->unwind, 1);
    const bool file = st && S_ISREG(st->st_mode);
    f->seen[in->n] = (struct found){st ? st->st_dev : 0, st ? st->st_ino : 0, file && !code};
    in->items[in->n++] = (struct input){.path = str_copy(f->arena, str_of(path)),
                                        .size = file ? (uint64_t)st->st_size : 0,
                                        .snapshot = f->snapshot,
                                        .once = !file && !code,
                                        .code = code,
                                        .why = str_copy(f->arena, str_of(why))};
    in->size += file && !code ? (uint64_t)st->st_size : 0;
}

/** A link inside the walked directory to a place inside of it will be read under its own name. */
static bool leads_inside(const struct finder *f, const char *path)
{
    char target[PATH_MAX];
    if (!f->root || !realpath(path, target))
        return false;
    const inq_str root = str_of(f->root), to = str_of(target);
    return str_starts(to, root) && (to.len == root.len || to.ptr[root.len] == '/');
}

static void visit_link(struct finder *f, const FTSENT *e)
{
    struct stat st;
    if (leads_inside(f, e->fts_path))
        return;
    if (stat(e->fts_path, &st) == 0)
        put(f, e->fts_path, NULL, 104, "it leads out of the directory");
    else
        put(f, e->fts_path, NULL, 104, errno == ELOOP ? "it leads in a circle" : "it dangles");
}

static void visit(struct finder *f, FTS *fts, FTSENT *e)
{
    switch (e->fts_info) {
    case FTS_F:
        put(f, e->fts_path, e->fts_statp, 0, NULL);
        break;
    case FTS_SL:
    case FTS_SLNONE:
        visit_link(f, e);
        break;
    case FTS_D:
        if (e->fts_level < MAX_LEVEL)
            break;
        put(f, e->fts_path, NULL, 112, "it was not walked");
        fts_set(fts, e, FTS_SKIP);
        break;
    case FTS_DEFAULT:
        put(f, e->fts_path, NULL, 103, "it is a pipe, a socket or a device");
        break;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        put(f, e->fts_path, NULL, 102, strerror(e->fts_errno));
        break;
    case FTS_DC:
        put(f, e->fts_path, NULL, 104, "it leads in a circle");
        break;
    default:
        break;
    }
}

static void walk(struct finder *f, const char *path)
{
    char *const roots[] = {str_copy(f->arena, str_of(path)).ptr ? strdup(path) : NULL, NULL};
    for (size_t n = roots[0] ? strlen(roots[0]) : 0; n > 1 && roots[0][n - 1] == '/'; n--)
        roots[0][n - 1] = 0;
    FTS *fts = roots[0] ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;
    f->root = realpath(path, NULL);
    for (FTSENT *e; fts && (e = fts_read(fts));)
        visit(f, fts, e);
    if (fts)
        fts_close(fts);
    free(f->root);
    free(roots[0]);
    f->root = NULL;
}

static void find_path(struct finder *f, const char *path)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        put(f, path, NULL, 0, NULL);
    else if (stat(path, &st) != 0)
        put(f, path, NULL, 102, strerror(errno));
    else if (S_ISDIR(st.st_mode))
        walk(f, path);
    else if (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode))
        put(f, path, &st, 0, NULL);
    else
        put(f, path, NULL, 103, "it is a device");
}

struct numbered {
    struct input input;
    struct found found;
};

static int by_path(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    const int paths = str_cmp(x->input.path, y->input.path);
    if (paths)
        return paths;
    return (x->input.snapshot > y->input.snapshot) - (x->input.snapshot < y->input.snapshot);
}

static int by_file(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    if (x->input.snapshot != y->input.snapshot)
        return x->input.snapshot < y->input.snapshot ? -1 : 1;
    if (x->found.device != y->found.device)
        return x->found.device < y->found.device ? -1 : 1;
    if (x->found.node != y->found.node)
        return x->found.node < y->found.node ? -1 : 1;
    return by_path(a, b);
}

static bool same_file(const struct numbered *a, const struct numbered *b)
{
    if (a->input.snapshot != b->input.snapshot)
        return false;
    if (str_eq(a->input.path, b->input.path))
        return true;
    return a->found.file && b->found.file && a->found.device == b->found.device &&
           a->found.node == b->found.node;
}

/** Of several names of one file the first in order is read. */
static void mark_doubles(struct numbered *all, size_t n)
{
    qsort(all, n, sizeof *all, by_file);
    for (size_t i = 1; i < n; i++)
        if (same_file(&all[i - 1], &all[i]) && !all[i].input.code)
            all[i].input.code = 105;
    for (size_t i = 1; i < n; i++)
        if (all[i].input.code == 105) {
            size_t k = i;
            while (all[k].input.code == 105)
                k--;
            all[i].input.why = all[k].input.path;
        }
    qsort(all, n, sizeof *all, by_path);
}

static void sort_inputs(struct finder *f)
{
    struct inputs *in = f->in;
    struct numbered *all = arena_must(f->arena, in->n + 1, sizeof *all);
    for (size_t i = 0; f->seen && i < in->n; i++)
        all[i] = (struct numbered){in->items[i], f->seen[i]};
    mark_doubles(all, in->n);
    for (size_t i = 0; i < in->n; i++)
        in->items[i] = all[i].input;
}

void inputs_find(struct inputs *in, struct arena *a, const struct settings *settings)
{
    struct finder f = {.in = in, .arena = a};
    *in = (struct inputs){0};
    for (size_t i = 0; i < settings->n_words; i++)
        find_path(&f, settings->words[i]);
    for (size_t i = 0; i < settings->n_snapshots; i++) {
        f.snapshot = (uint32_t)i + 1;
        find_path(&f, settings->snapshots[i].path);
    }
    if (in->n)
        sort_inputs(&f);
}
