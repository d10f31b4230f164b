/* SPDX-License-Identifier: MIT */
/* Runs while inquest is built: reads the packs once, with the same parser that inquest reads packs
 * with, and writes them as constant trees, so that no run has to parse what never changes.
 * Usage: gen_packs OUT PACK... */
#include "buf.h"
#include "output_file.h"
#include "packs.h"
#include "source.h"
#include "str.h"
#include "tree.h"

#include <stdio.h>
#include <unistd.h>

extern const inq_plugin inq_plugin_yaml;

struct generator {
    struct arena arena;
    struct buf out;
    const struct tree **nodes; /* of the pack that is written, by number */
    size_t n, cap;
};

static void out_of_memory(struct generator *g)
{
    longjmp(*g->arena.unwind, 1);
}

static void number(struct generator *g, const struct tree *t)
{
    for (; t; t = t->next) {
        if (!ARENA_GROW(&g->arena, g->nodes, g->cap, g->n))
            out_of_memory(g);
        g->nodes[g->n++] = t;
        number(g, t->first);
    }
}

/** The number of a node that stands behind the one with the number `from`. */
static size_t find(const struct generator *g, const struct tree *t, size_t from)
{
    while (g->nodes[from] != t)
        from++;
    return from;
}

/* Digits after an octal escape would go on in it, so all three are always written. */
static void write_text(struct generator *g, inq_str s)
{
    if (!s.ptr) {
        buf_put(&g->out, STR("{0, 0}"));
        return;
    }
    buf_put(&g->out, STR("{\""));
    for (size_t i = 0; i < s.len; i++) {
        const unsigned char c = (unsigned char)s.ptr[i];
        const bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '?';
        if (plain)
            buf_char(&g->out, (char)c);
        else
            buf_format(&g->out, "\\%03o", c);
    }
    buf_format(&g->out, "\", %zu}", s.len);
}

static void write_link(struct generator *g, size_t pack, const struct tree *to, size_t from)
{
    if (to)
        buf_format(&g->out, ", &pack_%zu[%zu]", pack, find(g, to, from));
    else
        buf_put(&g->out, STR(", 0"));
}

static void write_pack(struct generator *g, size_t pack, const struct tree *docs)
{
    g->n = 0;
    number(g, docs);
    buf_format(&g->out, "static const struct tree pack_%zu[%zu] = {\n", pack, g->n + 1);
    for (size_t i = 0; i < g->n; i++) {
        const struct tree *t = g->nodes[i];
        buf_format(&g->out, "{%d, %u, %u, ", (int)t->kind, t->line, t->column);
        write_text(g, t->key);
        buf_put(&g->out, STR(", "));
        write_text(g, t->value);
        write_link(g, pack, t->first, i);
        write_link(g, pack, t->next, i);
        buf_put(&g->out, STR("},\n"));
    }
    buf_put(&g->out, STR("};\n"));
}

static bool read_pack(struct generator *g, size_t pack, const char *path)
{
    const struct plugin yaml = {.entry = inq_plugin_yaml, .parser = *inq_plugin_yaml.parser};
    const inq_str text = source_slurp(&g->arena, path, PACK_SIZE_MAX);
    struct diags diags;
    diags_init(&diags, &g->arena);
    const struct tree *docs = text.ptr ? tree_parse(&g->arena, &yaml, text, &diags) : NULL;
    for (size_t i = 0; i < diags.n; i++)
        dprintf(STDERR_FILENO, "%s:%u:%u: %.*s\n", path, diags.items[i].line, diags.items[i].column,
                STR_ARG(diags.items[i].message));
    if (!docs || diags.n)
        return false;
    write_pack(g, pack, docs);
    return true;
}

static const char *below_core(const char *path)
{
    return str_starts(str_of(path), STR("core/")) ? path + strlen("core/") : path;
}

static bool generate(struct generator *g, char **paths, size_t n)
{
    g->out = buf_new(&g->arena);
    buf_put(&g->out, STR("#include \"packs.h\"\n"));
    for (size_t i = 0; i < n; i++)
        if (!read_pack(g, i, paths[i]))
            return false;
    buf_put(&g->out, STR("const struct pack_file pack_files[] = {\n"));
    for (size_t i = 0; i < n; i++)
        buf_format(&g->out, "{\"%s\", pack_%zu},\n", below_core(paths[i]), i);
    buf_format(&g->out, "{0, 0}};\nconst size_t n_pack_files = %zu;\n", n);
    return !g->out.failed;
}

int main(int argc, char **argv)
{
    struct budget budget;
    struct generator g = {.n = 0};
    jmp_buf unwind;
    volatile bool ok = false;
    if (argc < 3)
        return 2;
    atomic_init(&budget.left, SIZE_MAX);
    arena_init(&g.arena, &budget);
    g.arena.unwind = &unwind;
    if (setjmp(unwind) == 0 && generate(&g, argv + 2, (size_t)argc - 2)) {
        struct output_stream *const out = arena_must(&g.arena, 1, sizeof *out);
        output_open(out, argv[1]);
        output_put(out, buf_str(&g.out));
        ok = output_close(out, true);
    }
    arena_free(&g.arena);
    return ok ? 0 : 1;
}
