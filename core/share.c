/* SPDX-License-Identifier: MIT */
/* One input after the other, because tags are numbered in order. A text is held as a whole: a
 * secret may take many lines. What is no text is not copied, for nobody could tell what it says. */
#include "share.h"

#include "container.h"
#include "output_file.h"
#include "scrub.h"
#include "str.h"

#include <errno.h>

#define HEAD ((size_t)64 << 10) /* is looked at to tell whether an input is a text */

struct sharing {
    struct session *session;
    const struct share_listener *listener;
    struct redactor redactor;
    struct regex_scratch regex;
    struct arena kept;  /* the secrets */
    struct arena arena; /* what one file takes */
    jmp_buf unwind;
    int folder;
    size_t written;
};

INQ_PRINTF(4, 5)
static void tell(struct sharing *h, inq_str path, unsigned code, const char *fmt, ...)
{
    struct budget budget;
    struct arena a;
    struct diags d;
    va_list args;
    atomic_init(&budget.left, SIZE_MAX);
    arena_init(&a, &budget);
    diags_init(&d, &a);
    va_start(args, fmt);
    diag_vadd(&d, code, (struct diag_place){0, 0}, fmt, args);
    va_end(args);
    if (d.n)
        h->listener->tell(h->listener->self, path, &d.items[0]);
    arena_free(&a);
}

/* ---- names -------------------------------------------------------------------------------- */

static inq_str without_slashes(inq_str path)
{
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return path;
}

/** The path behind the directory that the PATH it was found under stands in. */
static inq_str local_part(const struct settings *settings, inq_str path)
{
    size_t skip = 0, longest = 0;
    for (size_t i = 0; i < settings->n_words; i++) {
        const inq_str word = without_slashes(str_of(settings->words[i]));
        const bool below =
            str_starts(path, word) && (path.len == word.len || strchr("/!", path.ptr[word.len]) ||
                                       word.ptr[word.len - 1] == '/');
        if (!below || word.len < longest)
            continue;
        const char *slash = memrchr(word.ptr, '/', word.len);
        longest = word.len;
        skip = slash ? (size_t)(slash + 1 - word.ptr) : 0;
    }
    return (inq_str){path.ptr + skip, path.len - skip};
}

/** Where the copy goes: a relative path without `.` and `..`, without secrets. */
static inq_str target(struct sharing *h, inq_str path)
{
    const inq_str local = local_part(h->session->settings, path);
    struct buf b = buf_new(&h->arena);
    for (size_t i = 0; i < local.len;) {
        size_t n = 0;
        while (i + n < local.len && !strchr("/!", local.ptr[i + n]))
            n++;
        const inq_str step = {local.ptr + i, n};
        i += n + 1;
        if (!n || str_eq(step, STR(".")) || str_eq(step, STR("..")))
            continue;
        if (b.len)
            buf_char(&b, '/');
        buf_put(&b, str_eq(step, STR("-")) ? STR("stdin") : redact(&h->redactor, step));
    }
    if (!b.len)
        buf_put(&b, STR("_"));
    return str_copy(&h->arena, buf_str(&b));
}

/* ---- texts -------------------------------------------------------------------------------- */

static bool read_all(struct sharing *h, struct source *bytes, inq_str *text)
{
    size_t n = 0, size = bytes->size ? (size_t)bytes->size + 1 : HEAD;
    char *at = arena_must(&h->arena, 1, size);
    for (ptrdiff_t got = 1; got > 0; n += got > 0 ? (size_t)got : 0) {
        if (n == size) {
            char *grown = arena_must(&h->arena, 2, size);
            memcpy(grown, at, n);
            at = grown;
            size *= 2;
        }
        got = source_read(bytes, at + n, size - n);
    }
    *text = (inq_str){at, n};
    return !bytes->error;
}

/** Replace what is not UTF-8, as the reader of dumps does; the number of such bytes in the head. */
static size_t mend(inq_str text)
{
    size_t bad = 0;
    char *bytes = (char *)(uintptr_t)text.ptr;
    for (size_t i = 0, length; i < text.len; i += length) {
        length = str_utf8_length((inq_str){bytes + i, text.len - i});
        if (length && bytes[i])
            continue;
        bytes[i] = '?';
        length = 1;
        bad += i < HEAD;
    }
    return bad;
}

static void write_copy(struct sharing *h, inq_str path, inq_str text)
{
    const inq_str copy = scrub_text(&h->redactor, text);
    const inq_str to = target(h, path);
    const int fd = folder_create(h->folder, (char *)(uintptr_t)to.ptr);
    if (fd >= 0 && folder_write(fd, copy))
        h->written++;
    else
        tell(h, path, 701, "%.*s: %s", STR_ARG(to), strerror(errno));
}

static void copy_text(struct sharing *h, const struct member *m)
{
    inq_str text;
    source_text(m->bytes);
    if (!read_all(h, m->bytes, &text))
        tell(h, m->path, 102, "reading failed; what came before is copied");
    const size_t bad = mend(text);
    if (bad * 10 > (text.len < HEAD ? text.len : HEAD))
        tell(h, m->path, 107, "it was not copied");
    else
        write_copy(h, m->path, text);
    source_close(m->bytes);
}

static void visit(void *self, const struct member *m)
{
    struct sharing *h = self;
    if (m->code)
        tell(h, m->path, m->code, "%.*s", STR_ARG(m->why));
    for (size_t i = 0; m->diags && i < m->diags->n; i++)
        h->listener->tell(h->listener->self, m->path, &m->diags->items[i]);
    if (!m->bytes)
        return;
    if (setjmp(h->unwind) == 0)
        copy_text(h, m);
    else
        tell(h, m->path, 305, "it was not copied");
    arena_free(&h->arena);
}

/* ---- inputs ------------------------------------------------------------------------------- */

static void share_input(struct sharing *h, const struct input *input)
{
    struct session *s = h->session;
    const struct container_host host = {s->settings, &s->plugins, &s->budget};
    const struct visitor visitor = {visit, h};
    struct source source;
    if (input->code) {
        tell(h, input->path, input->code, "%.*s", STR_ARG(input->why));
        return;
    }
    if (!source_open(&source, input->path.ptr)) {
        tell(h, input->path, 102, "%s", strerror(source.error));
        return;
    }
    if (!container_read(&host, &source, input->path, &visitor))
        tell(h, input->path, 305, "the archive was not read to its end");
    source_close(&source);
}

size_t share_inputs(struct session *s, const struct inputs *in, int folder,
                    const struct share_listener *listener)
{
    struct sharing h = {.session = s, .listener = listener, .folder = folder};
    if (!regex_scratch_init(&h.regex))
        longjmp(s->unwind, 1);
    arena_init(&h.kept, &s->budget);
    arena_init(&h.arena, &s->budget);
    h.kept.unwind = h.arena.unwind = &h.unwind;
    redactor_init(&h.redactor, &s->kinds, &h.kept, &h.regex, false);
    h.redactor.arena = &h.arena;
    for (size_t i = 0; i < in->n; i++)
        share_input(&h, &in->items[i]);
    arena_free(&h.arena);
    arena_free(&h.kept);
    regex_scratch_free(&h.regex);
    return h.written;
}
