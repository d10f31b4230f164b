/* SPDX-License-Identifier: MIT */
/* Reading is plain read() into the caller's memory. Only the first bytes pass through `raw`, to
 * see what the input is; UTF-16 goes through it all the way. */
#include "source.h"

#include "progress.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static ptrdiff_t read_some(int fd, char *into, size_t size)
{
    ssize_t got;
    do
        got = read(fd, into, size);
    while (got < 0 && errno == EINTR);
    return got;
}

static ptrdiff_t fetch(struct source *s, char *into, size_t size)
{
    const ptrdiff_t got =
        s->fd >= 0 ? read_some(s->fd, into, size) : s->below.read(s->below.self, into, size);
    if (got < 0)
        s->error = s->fd >= 0 ? errno : EIO;
    else if (s->fd >= 0)
        progress_bytes(s->progress, (uint64_t)got);
    return got;
}

static void fill_raw(struct source *s)
{
    memmove(s->raw, s->raw + s->from, s->to - s->from);
    s->to -= s->from;
    s->from = 0;
    const ptrdiff_t got = fetch(s, s->raw + s->to, sizeof s->raw - s->to);
    s->at_end = got <= 0;
    s->to += got > 0 ? (size_t)got : 0;
}

static bool is_readable_kind(struct source *s)
{
    struct stat st;
    if (fstat(s->fd, &st) != 0)
        return false;
    s->seekable = S_ISREG(st.st_mode) && lseek(s->fd, 0, SEEK_CUR) == 0;
    s->size = s->seekable ? (uint64_t)st.st_size : 0;
    return S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) ||
           s->fd == STDIN_FILENO;
}

void source_text(struct source *s)
{
    static const struct {
        const char mark[3], *charset;
    } marks[] = {{"\xff\xfe", "UTF-16LE"}, {"\xfe\xff", "UTF-16BE"}};
    const inq_str head = source_head(s);
    for (size_t i = 0; i < 2; i++) {
        if (head.len < 2 || memcmp(s->raw, marks[i].mark, 2) != 0)
            continue;
        s->decoder = iconv_open("UTF-8", marks[i].charset);
        s->utf16 = s->decoder != (iconv_t)-1;
        s->from = s->utf16 ? 2 : 0;
    }
}

bool source_open(struct source *s, const char *path)
{
    *s = (struct source){.fd = -1, .decoder = (iconv_t)-1};
    s->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (s->fd < 0 || !is_readable_kind(s)) {
        s->error = s->fd < 0 ? errno : EINVAL;
        source_close(s);
        return false;
    }
    source_head(s);
    return s->error == 0;
}

void source_wrap(struct source *s, struct byte_source below)
{
    *s = (struct source){.fd = -1, .below = below, .decoder = (iconv_t)-1};
}

static ptrdiff_t read_text(void *self, char *into, size_t size)
{
    inq_str *text = self;
    const size_t n = text->len < size ? text->len : size;
    memcpy(into, text->ptr, n);
    *text = (inq_str){text->ptr + n, text->len - n};
    return (ptrdiff_t)n;
}

void source_wrap_text(struct source *s, inq_str *text)
{
    source_wrap(s, (struct byte_source){read_text, text});
}

inq_str source_head(struct source *s)
{
    while (s->to < sizeof s->raw && !s->at_end)
        fill_raw(s);
    return (inq_str){s->raw, s->to};
}

bool source_seek(struct source *s, uint64_t offset, bool from_end, uint64_t *at)
{
    if (!s->seekable || offset > s->size)
        return false;
    const uint64_t target = from_end ? s->size - offset : offset;
    if (lseek(s->fd, (off_t)target, SEEK_SET) < 0)
        return false;
    s->from = s->to = 0;
    s->at_end = false;
    *at = target;
    return true;
}

void source_close(struct source *s)
{
    if (s->decoder != (iconv_t)-1)
        iconv_close(s->decoder);
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    s->decoder = (iconv_t)-1;
    s->fd = -1;
}

/** Decode what is in `raw`; a unit that is no character becomes '?'. */
static size_t decode(struct source *s, char *into, size_t size)
{
    char *in = s->raw + s->from, *out = into;
    size_t in_left = s->to - s->from, out_left = size;
    while (in_left && out_left) {
        if (iconv(s->decoder, &in, &in_left, &out, &out_left) != (size_t)-1)
            break;
        if (errno == E2BIG || (errno == EINVAL && !s->at_end) || !out_left)
            break;
        const size_t skip = in_left < 2 ? in_left : 2;
        in += skip;
        in_left -= skip;
        *out++ = '?';
        out_left--;
    }
    s->from = (size_t)(in - s->raw);
    return (size_t)(out - into);
}

static ptrdiff_t read_utf16(struct source *s, char *into, size_t size)
{
    size_t done = 0;
    while (size - done >= 16) {
        if (!s->at_end)
            fill_raw(s);
        const size_t got = decode(s, into + done, size - done);
        done += got;
        if (got == 0 && s->at_end)
            break;
    }
    return s->error && !done ? -1 : (ptrdiff_t)done;
}

ptrdiff_t source_read(void *self, char *into, size_t size)
{
    struct source *s = self;
    if (s->utf16)
        return read_utf16(s, into, size);
    size_t done = s->to - s->from < size ? s->to - s->from : size;
    memcpy(into, s->raw + s->from, done);
    s->from += done;
    if (s->at_end)
        return s->error && !done ? -1 : (ptrdiff_t)done;
    while (done < size) {
        const ptrdiff_t got = fetch(s, into + done, size - done);
        if (got <= 0)
            return got < 0 && !done ? -1 : (ptrdiff_t)done;
        done += (size_t)got;
    }
    return (ptrdiff_t)done;
}

inq_str source_slurp(struct arena *a, const char *path, size_t limit)
{
    struct source s;
    if (!source_open(&s, path)) {
        errno = s.error;
        return STR_NONE;
    }
    source_text(&s);
    size_t cap = 16384, n = 0;
    char *text = arena_must(a, 1, cap + 1);
    for (ptrdiff_t got; n < limit && (got = source_read(&s, text + n, cap - n)) > 0;) {
        n += (size_t)got;
        if (n < cap)
            continue;
        char *grown = arena_must(a, 1, cap * 2 + 1);
        memcpy(grown, text, n);
        text = grown;
        cap *= 2;
    }
    const int error = s.error ? s.error : n >= limit ? EFBIG : 0;
    source_close(&s);
    errno = error;
    return error ? STR_NONE : (inq_str){text, n};
}
