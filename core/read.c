/* SPDX-License-Identifier: MIT */
#include "read.h"

#include "clock.h"
#include "record.h"
#include "sieve.h"
#include "source.h"
#include "str.h"

static void start_part(const struct reading *all, const struct input *input, uint32_t index,
                       struct part *part)
{
    *part = (struct part){.path = input->path, .index = index, .captured = CLOCK_NONE};
    arena_init(&part->arena, all->budget);
    intern_init(&part->strings, &part->arena);
    labels_init(&part->labels, &part->arena);
    diags_init(&part->diags, &part->arena);
    if (all->settings->at != CLOCK_NONE) {
        part->captured = all->settings->at;
        part->captured_by = "option";
        return;
    }
    part->captured = clock_from_path(input->path);
    part->captured_by = part->captured == CLOCK_NONE ? NULL : "path";
}

static void run_job(const struct reading *all, struct part *part, struct source *source)
{
    struct inq_ctx job = {.schema = all->schema, .settings = all->settings, .part = part};
    arena_init(&job.scratch, all->budget);
    arena_init(&job.values, all->budget);
    diags_init(&job.held_back, &part->arena);
    window_init(&job.window, (struct byte_source){source_read, source}, all->budget);
    if (record_init(&job) && regex_scratch_init(&job.regex)) {
        sieve_run(&job, all->plugins);
        regex_scratch_free(&job.regex);
    } else {
        diag_add(&part->diags, 305, 0, 0, "reading could not begin");
        part->lost = true;
    }
    window_free(&job.window);
    arena_free(&job.values);
    arena_free(&job.scratch);
}

void read_input(const struct reading *all, const struct input *input, uint32_t index,
                struct part *part)
{
    struct source source;
    start_part(all, input, index, part);
    if (input->code) {
        diag_add(&part->diags, input->code, 0, 0, "%.*s", STR_ARG(input->why));
        return;
    }
    if (!source_open(&source, input->path.ptr)) {
        diag_add(&part->diags, 102, 0, 0, "%s", strerror(source.error));
        part->lost = true;
        return;
    }
    run_job(all, part, &source);
    if (source.utf16)
        diag_add(&part->diags, 108, 0, 0, "its byte order mark says so");
    source_close(&source);
}
