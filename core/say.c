/* SPDX-License-Identifier: MIT */
#include "say.h"

#include "str.h"

#include <unistd.h>

static void say_plain(inq_str text)
{
    while (text.len) {
        const ssize_t n = write(STDERR_FILENO, text.ptr, text.len);
        if (n <= 0)
            return;
        text = (inq_str){text.ptr + n, text.len - (size_t)n};
    }
}

/** The names of files may hold what a terminal acts on. */
void say(inq_str text)
{
    while (text.len) {
        const size_t n = str_shown(text);
        say_plain((inq_str){text.ptr, n});
        text = (inq_str){text.ptr + n, text.len - n};
        if (!text.len)
            return;
        const size_t hidden = str_utf8_length(text);
        say_plain(STR("?"));
        text = (inq_str){text.ptr + (hidden ? hidden : 1), text.len - (hidden ? hidden : 1)};
    }
}

void say_failure(const char *what)
{
    say(STR("inquest: "));
    say(str_of(what));
    say(STR("\n"));
}

void say_diag(struct session *s, const inq_diag *d)
{
    static const char *const levels[] = {"info", "warning", "error"};
    struct buf b = buf_new(&s->arena);
    if (d->input.len)
        buf_format(&b, "%.*s:", STR_ARG(d->input));
    if (d->line)
        buf_format(&b, "%u:%u:", d->line, d->column);
    buf_format(&b, "%s%s: %.*s %.*s\n", b.len ? " " : "", levels[d->level], STR_ARG(d->code),
               STR_ARG(d->message));
    if (s->settings->verbose)
        buf_format(&b, "  hint: %.*s\n", STR_ARG(d->hint));
    say(buf_str(&b));
}

static bool shows_diags(const struct settings *s)
{
    for (size_t i = 0; i < s->n_outputs; i++)
        if (!s->outputs[i].file && strcmp(s->outputs[i].name, "text") == 0)
            return true;
    return false;
}

void say_diags(struct session *s, const inq_diag *const *diags, size_t n)
{
    const inq_level least = s->settings->verbose ? INQ_INFO : INQ_WARNING;
    if (s->settings->quiet || shows_diags(s->settings))
        return;
    for (size_t i = 0; i < n; i++)
        if (diags[i]->level >= least)
            say_diag(s, diags[i]);
}
