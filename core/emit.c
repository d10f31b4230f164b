/* SPDX-License-Identifier: MIT */
#include "emit.h"

#include "job.h"
#include "output_file.h"
#include "say.h"
#include "str.h"

static inq_status call_output(struct inq_ctx *job, const inq_output *o, const struct told *what)
{
    if (what->diff)
        return o->emit_diff(job, &job_host, what->diff, &output_writer);
    if (what->timeline)
        return o->emit_timeline(job, &job_host, what->timeline, &output_writer);
    if (what->replay)
        return o->emit_replay(job, &job_host, what->replay, &output_writer);
    if (what->watches)
        return o->emit_watches(job, &job_host, what->watches, &output_writer);
    return o->emit(job, &job_host, what->report, &output_writer);
}

/** The output knows best, but for what happened to its stream. */
static inq_str why_not(const struct output_stream *stream, const struct part *part)
{
    if (stream->error)
        return str_of(strerror(stream->error));
    return part->diags.n ? part->diags.items[0].message : STR("the output gave up");
}

static bool emit(struct session *s, const struct output_wish *wish, const struct told *what)
{
    const struct plugin *p = plugins_output(&s->plugins, str_of(wish->name));
    struct output_stream *stream = arena_must(&s->arena, 1, sizeof *stream);
    struct part part = {.path = str_of(wish->name)};
    struct inq_ctx job = {
        .settings = s->settings, .part = &part, .plugin = &p->entry, .output = stream};
    arena_init(&job.scratch, &s->budget);
    diags_init(&part.diags, &s->arena);
    if (p->output.flags & INQ_OUTPUT_OWNS_FILE)
        output_leave(stream, wish->file);
    else
        output_open(stream, wish->file);
    inq_status status = INQ_ENOMEM;
    if (!stream->error && setjmp(job.unwind) == 0)
        status = call_output(&job, &p->output, what);
    const bool written = output_close(stream, status == INQ_OK);
    host_release(&job);
    arena_free(&job.scratch);
    if (written && status == INQ_OK)
        return true;
    say(str_format(&s->arena, "inquest: INQ0701 %s: %.*s\n",
                   wish->file ? wish->file : "standard output", STR_ARG(why_not(stream, &part))));
    return false;
}

static const char *no_output(struct session *s, const char *name)
{
    struct nearest n = {.word = str_of(name)};
    struct buf b = buf_new(&s->arena);
    buf_format(&b, "no output %s; there are", name);
    for (size_t k = 0; k < s->plugins.n_used; k++) {
        const inq_plugin *p = &s->plugins.items[k]->entry;
        if (!p->output)
            continue;
        buf_format(&b, " %s", p->id);
        nearest_try(&n, str_of(p->id));
    }
    buf_format(&b, NEAREST_FORMAT, NEAREST_ARG(n));
    buf_char(&b, 0);
    return buf_str(&b).ptr;
}

static bool serves(const struct session *s, const inq_output *o)
{
    const struct {
        const char *command;
        bool can;
    } all[] = {{"analyze", o->emit != NULL},
               {"diff", o->emit_diff != NULL},
               {"timeline", o->emit_timeline != NULL},
               {"replay", o->emit_replay != NULL},
               {"monitors", o->emit_watches != NULL}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(s->settings->command, all[i].command) == 0)
            return all[i].can;
    return true;
}

bool outputs_exist(struct session *s)
{
    for (size_t i = 0; i < s->settings->n_outputs && !s->failure; i++) {
        const struct output_wish *wish = &s->settings->outputs[i];
        const struct plugin *p = plugins_output(&s->plugins, str_of(wish->name));
        if (!p)
            s->failure = no_output(s, wish->name);
        else if (!serves(s, &p->output))
            s->failure = str_format(&s->arena, "the output %s does not serve %s", wish->name,
                                    s->settings->command)
                             .ptr;
        else if (!wish->file && (p->output.flags & INQ_OUTPUT_OWNS_FILE))
            s->failure =
                str_format(&s->arena, "-o %s needs a file: -o %s=FILE", wish->name, wish->name).ptr;
    }
    return !s->failure;
}

bool emit_all(struct session *s, const struct told *what)
{
    bool written = true;
    for (size_t i = 0; i < s->settings->n_outputs; i++)
        written &= emit(s, &s->settings->outputs[i], what);
    return written;
}

bool write_text(struct session *s, const struct buf *text)
{
    struct output_stream *out = arena_must(&s->arena, 1, sizeof *out);
    output_open(out, NULL);
    output_put(out, buf_str(text));
    return output_close(out, true);
}
