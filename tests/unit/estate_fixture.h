/* SPDX-License-Identifier: MIT */
/* What tests of reading and of judgement need: a session with the packs of the program, inputs
 * from memory, and the estate they make. Include it after cmocka.h. */
#ifndef INQ_TESTS_ESTATE_FIXTURE_H
#define INQ_TESTS_ESTATE_FIXTURE_H

#include "buf.h"
#include "diagnose.h"
#include "read.h"
#include "session.h"
#include "str.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_PARTS_READ 8

struct world {
    struct settings settings;
    struct session session;
    struct part parts[MAX_PARTS_READ];
    size_t n_parts;
    struct estate estate;
    struct verdict_run run;
    int file; /* the text that was written last */
    char path[32];
};

/** A file of memory that holds a text, and its path. */
static inline const char *world_file(struct world *w, inq_str text)
{
    if (w->file >= 0)
        close(w->file);
    w->file = memfd_create("input", 0);
    assert_true(w->file >= 0);
    assert_int_equal(write(w->file, text.ptr, text.len), text.len);
    snprintf(w->path, sizeof w->path, "/proc/self/fd/%d", w->file);
    return w->path;
}

/** Load the packs of the program, and perhaps more kinds and rules, as YAML. */
static inline void world_open(struct world *w, const char *kinds, const char *rules)
{
    char plugins[4096];
    *w = (struct world){.file = -1};
    w->settings = (struct settings){
        .command = "analyze",
        .since = CLOCK_NONE,
        .until = CLOCK_NONE,
        .at = CLOCK_NONE,
        .as_of = CLOCK_NONE,
        .snapshot_gap = 300,
        .limits = {100, 4096, 65536, 1u << 20, (size_t)1 << 30, 1000, (size_t)1 << 30, 1000, 4}};
    w->session.settings = &w->settings;
    atomic_init(&w->session.budget.left, w->settings.limits.memory);
    arena_init(&w->session.arena, &w->session.budget);
    w->session.arena.unwind = &w->session.unwind;
    if (setjmp(w->session.unwind))
        fail_msg("out of memory");
    if (kinds) {
        w->settings.kinds[0] = world_file(w, str_of(kinds));
        w->settings.n_kinds = 1;
    }
    const char *build = getenv("BUILD");
    snprintf(plugins, sizeof plugins, "%s/plugins", build ? build : "build");
    assert_true(session_open(&w->session, plugins));
    if (rules)
        assert_true(session_read_rules(&w->session, world_file(w, str_of(rules))));
    for (size_t i = 0; i < w->session.n_diags; i++)
        for (size_t k = 0; k < w->session.diags[i].diags.n; k++)
            fail_msg("pack: %.*s", STR_ARG(w->session.diags[i].diags.items[k].message));
}

/** Read one more input, captured at a time or CLOCK_NONE. */
static inline struct part *world_read(struct world *w, inq_str text, int64_t captured)
{
    struct session *s = &w->session;
    const struct reading reading = {.settings = &w->settings,
                                    .schema = &s->kinds.schema,
                                    .plugins = &s->plugins,
                                    .budget = &s->budget};
    assert_true(w->n_parts < MAX_PARTS_READ);
    struct part *part = &w->parts[w->n_parts];
    const struct input input = {.path = str_of(world_file(w, text))};
    read_input(&reading, &input, (uint32_t)w->n_parts++, part);
    if (captured != CLOCK_NONE)
        part->captured = captured;
    return part;
}

/** Forget the inputs, keep the packs. */
static inline void world_clear(struct world *w)
{
    if (w->run.regex.data)
        regex_scratch_free(&w->run.regex); /* and it is zero */
    for (size_t i = 0; i < w->n_parts; i++)
        read_free(&w->parts[i]);
    w->n_parts = 0;
}

/** Judge all that was read. */
static inline void world_judge(struct world *w)
{
    struct part *list[MAX_PARTS_READ];
    struct session *s = &w->session;
    for (size_t i = 0; i < w->n_parts; i++)
        list[i] = &w->parts[i];
    w->estate = (struct estate){.arena = &s->arena, .settings = &w->settings, .kinds = &s->kinds};
    estate_merge(&w->estate, list, w->n_parts);
    w->estate.as_of = CLOCK_NONE;
    for (size_t i = 0; i < w->n_parts; i++)
        if (w->parts[i].captured > w->estate.as_of)
            w->estate.as_of = w->parts[i].captured;
    w->run = (struct verdict_run){.estate = &w->estate, .rules = &s->rules};
    assert_true(regex_scratch_init(&w->run.regex));
    diagnose(&w->run);
}

static inline void world_close(struct world *w)
{
    world_clear(w);
    close(w->file);
    session_close(&w->session);
}

/** The listed resource of this name; fails if there is none. */
static inline struct resource *world_find(struct world *w, const char *name)
{
    for (size_t i = 0; i < w->estate.n; i++)
        if (str_eq(resource_name(&w->estate.items[i]), str_of(name)))
            return &w->estate.items[i];
    fail_msg("there is no resource %s", name);
    return NULL;
}

#endif
