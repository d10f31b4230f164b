/* SPDX-License-Identifier: MIT */
/* Archives and compressed files through libarchive: tar and zip, plain or compressed with gzip,
 * bzip2, xz or zstd, and single files compressed with one of these. Only these forms are turned
 * on, and only filters that are part of the library: for others it would start programs. The
 * library is loaded with the first archive: it brings others along, and most runs read none. */
#include "inquest.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define BLOCK 512u /* of tar */

/* ---- the probe ---------------------------------------------------------------------------- */

struct magic {
    const char *bytes;
    unsigned length;
};

static const struct magic magics[] = {
    {"\x1f\x8b\x08", 3},
    {"\xfd"
     "7zXZ\0",
     6},
    {"\x28\xb5\x2f\xfd", 4},
    {"PK\3\4", 4},
    {"PK\5\6", 4},
};

/* "BZh", the level, and the mark of the first block or of the end. */
static bool is_bzip2(inq_str head)
{
    return head.len >= 10 && memcmp(head.ptr, "BZh", 3) == 0 && head.ptr[3] >= '1' &&
           head.ptr[3] <= '9' &&
           (memcmp(head.ptr + 4, "1AY&SY", 6) == 0 || memcmp(head.ptr + 4, "\x17rE8P\x90", 6) == 0);
}

/* The number in an octal field, or -1. */
static long octal(const char *field, size_t n)
{
    long value = -1;
    while (n && (*field == ' ' || *field == '0'))
        value = *field == '0' ? 0 : value, field++, n--;
    for (; n && *field >= '0' && *field <= '7'; field++, n--)
        value = (value < 0 ? 0 : value) * 8 + (*field - '0');
    return n && *field != '\0' && *field != ' ' ? -1 : value;
}

/* A tar header ends its first fields with a sum of all its bytes. */
static bool is_tar(inq_str head)
{
    static const unsigned at = 148, length = 8;
    if (head.len < BLOCK || !head.ptr[0])
        return false;
    long sum = 0;
    for (unsigned i = 0; i < BLOCK; i++)
        sum += i >= at && i < at + length ? ' ' : (unsigned char)head.ptr[i];
    return octal(head.ptr + at, length) == sum;
}

static bool is_called_tar(inq_str name)
{
    return memmem(name.ptr, name.len, ".tar", 4) || memmem(name.ptr, name.len, ".tgz", 4);
}

/* Blocks of zeros are a tar without members, but only if it is called one. */
static bool is_empty_tar(inq_str head, inq_str hint)
{
    if (head.len < (size_t)2 * BLOCK || !hint.ptr || !is_called_tar(hint))
        return false;
    for (size_t i = 0; i < head.len; i++)
        if (head.ptr[i])
            return false;
    return true;
}

static int probe(inq_str head, inq_str hint)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (head.len >= magics[i].length &&
            memcmp(head.ptr, magics[i].bytes, magics[i].length) == 0)
            return 90;
    if (is_bzip2(head) || is_tar(head))
        return 90;
    return is_empty_tar(head, hint) ? 60 : 0;
}

/* ---- the library -------------------------------------------------------------------------- */

#define LIBRARY "libarchive.so.13"
_Static_assert(ARCHIVE_VERSION_NUMBER / 1000000 == 3, "another version has another file");

#define FUNCTIONS(X)                                                                               \
    X(archive_bzlib_version)                                                                       \
    X(archive_entry_filetype)                                                                      \
    X(archive_entry_hardlink)                                                                      \
    X(archive_entry_is_encrypted)                                                                  \
    X(archive_entry_pathname)                                                                      \
    X(archive_entry_pathname_utf8)                                                                 \
    X(archive_entry_symlink)                                                                       \
    X(archive_error_string)                                                                        \
    X(archive_format)                                                                              \
    X(archive_liblzma_version)                                                                     \
    X(archive_libzstd_version)                                                                     \
    X(archive_read_data_block)                                                                     \
    X(archive_read_free)                                                                           \
    X(archive_read_new)                                                                            \
    X(archive_read_next_header)                                                                    \
    X(archive_read_open1)                                                                          \
    X(archive_read_set_callback_data)                                                              \
    X(archive_read_set_read_callback)                                                              \
    X(archive_read_set_seek_callback)                                                              \
    X(archive_read_support_filter_bzip2)                                                           \
    X(archive_read_support_filter_gzip)                                                            \
    X(archive_read_support_filter_xz)                                                              \
    X(archive_read_support_filter_zstd)                                                            \
    X(archive_read_support_format_empty)                                                           \
    X(archive_read_support_format_raw)                                                             \
    X(archive_read_support_format_tar)                                                             \
    X(archive_read_support_format_zip)                                                             \
    X(archive_set_error)                                                                           \
    X(archive_zlib_version)

struct library {
#define FIELD(name) __typeof__(name) *(name);
    FUNCTIONS(FIELD)
#undef FIELD
};

/* In the order of the fields. */
static const char *const functions[] = {
#define NAME(name) #name,
    FUNCTIONS(NAME)
#undef NAME
};
#define N_FUNCTIONS (sizeof functions / sizeof *functions)
_Static_assert(sizeof(struct library) == N_FUNCTIONS * sizeof(void *), "one pointer each");

/* If false, dlerror() says why. The library stays once it is there: archives come in numbers. */
static bool load(struct library *la)
{
    void *found[N_FUNCTIONS];
    void *file = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    if (!file)
        return false;
    for (size_t i = 0; i < N_FUNCTIONS; i++)
        if (!(found[i] = dlsym(file, functions[i])))
            return false;
    memcpy(la, found, sizeof *la);
    return true;
}

/* ---- the library's way to our bytes ------------------------------------------------------- */

struct state {
    struct library la;
    struct archive *archive;
    inq_ctx *ctx; /* of the call that runs */
    const inq_host *host;
    inq_status status; /* of the host's last answer */
    bool dead;         /* why was told */
    const char *block; /* bytes of the member that were not given yet */
    size_t left, hole; /* how many, and the zeros before them */
    int64_t at;        /* in the member */
};

static la_ssize_t read_block(struct archive *a, void *self, const void **block)
{
    struct state *s = self;
    inq_chunk chunk = {NULL, 0, 0};
    s->status = s->host->read(s->ctx, 0, &chunk);
    *block = chunk.ptr;
    if (s->status == INQ_OK)
        return (la_ssize_t)chunk.len;
    s->la.archive_set_error(a, EIO, "reading failed");
    return -1;
}

/* The library asks from the beginning and from the end only. */
static la_int64_t seek_to(struct archive *a, void *self, la_int64_t offset, int whence)
{
    struct state *s = self;
    const bool from_end = whence == SEEK_END;
    uint64_t at = 0;
    (void)a;
    if (whence == SEEK_CUR || (from_end ? offset > 0 : offset < 0))
        return ARCHIVE_FAILED;
    const uint64_t distance = (uint64_t)(from_end ? -offset : offset);
    return s->host->seek(s->ctx, distance, from_end, &at) == INQ_OK ? (la_int64_t)at
                                                                    : ARCHIVE_FAILED;
}

/* ---- opening ------------------------------------------------------------------------------ */

/* Where the library lacks the code of a filter it offers to run a program instead. */
static void allow_forms(const struct library *la, struct archive *a)
{
    la->archive_read_support_format_tar(a);
    la->archive_read_support_format_zip(a);
    la->archive_read_support_format_raw(a);
    la->archive_read_support_format_empty(a);
    if (la->archive_zlib_version())
        la->archive_read_support_filter_gzip(a);
    if (la->archive_bzlib_version())
        la->archive_read_support_filter_bzip2(a);
    if (la->archive_liblzma_version())
        la->archive_read_support_filter_xz(a);
    if (la->archive_libzstd_version())
        la->archive_read_support_filter_zstd(a);
}

static inq_status fault(struct state *s, la_ssize_t result)
{
    const char *why = s->la.archive_error_string(s->archive);
    if (s->status != INQ_OK)
        return s->status;
    if (!s->dead)
        s->host->diag(s->ctx, 113, 0, "%s", why ? why : "it is damaged");
    s->dead |= result == ARCHIVE_FATAL;
    return INQ_ESYNTAX;
}

/* Without the library no archive can be read, and the loader knows why. */
static inq_status load_library(struct state *s)
{
    if (load(&s->la))
        return INQ_OK;
    const char *why = dlerror();
    s->host->diag(s->ctx, 102, 0, "%s", why ? why : LIBRARY " cannot be loaded");
    return INQ_ESYNTAX;
}

static inq_status start(struct state *s)
{
    uint64_t at;
    const bool seekable =
        s->host->size >= sizeof *s->host && s->host->seek(s->ctx, 0, 0, &at) == INQ_OK;
    s->archive = s->la.archive_read_new();
    if (!s->archive)
        return INQ_ENOMEM;
    allow_forms(&s->la, s->archive);
    s->la.archive_read_set_callback_data(s->archive, s);
    s->la.archive_read_set_read_callback(s->archive, read_block);
    if (seekable)
        s->la.archive_read_set_seek_callback(s->archive, seek_to);
    if (s->la.archive_read_open1(s->archive) == ARCHIVE_OK)
        return INQ_OK;
    const inq_status status = fault(s, ARCHIVE_FATAL);
    s->la.archive_read_free(s->archive);
    return status;
}

static inq_status open_archive(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                               void **state)
{
    (void)in;
    struct state *s = host->alloc(ctx, sizeof *s, sizeof(void *));
    if (!s)
        return INQ_ENOMEM;
    *s = (struct state){.ctx = ctx, .host = host};
    *state = s;
    const inq_status status = load_library(s);
    return status == INQ_OK ? start(s) : status;
}

static void close_archive(inq_ctx *ctx, void *state)
{
    struct state *s = state;
    s->ctx = ctx;
    s->la.archive_read_free(s->archive);
}

/* ---- members ------------------------------------------------------------------------------ */

static inq_str slice(const char *text)
{
    return (inq_str){text, text ? strlen(text) : 0};
}

static inq_member_kind kind_of(const struct library *la, struct archive_entry *e)
{
    if (la->archive_entry_hardlink(e))
        return INQ_MEMBER_LINK;
    switch (la->archive_entry_filetype(e)) {
    case AE_IFREG:
    case 0:
        return INQ_MEMBER_FILE;
    case AE_IFDIR:
        return INQ_MEMBER_DIRECTORY;
    case AE_IFLNK:
        return INQ_MEMBER_LINK;
    default:
        return INQ_MEMBER_SPECIAL;
    }
}

/* Names in UTF-8 are given as such, others in their bytes. */
static inq_str name_of(const struct library *la, struct archive_entry *e)
{
    const char *name = la->archive_entry_pathname_utf8(e);
    return slice(name ? name : la->archive_entry_pathname(e));
}

static inq_str target_of(const struct library *la, struct archive_entry *e)
{
    const char *target = la->archive_entry_hardlink(e);
    return slice(target ? target : la->archive_entry_symlink(e));
}

static inq_status next_member(inq_ctx *ctx, void *state, inq_member *member)
{
    struct state *s = state;
    struct archive_entry *e = NULL;
    s->ctx = ctx;
    s->left = s->hole = 0;
    s->at = 0;
    const int result = s->la.archive_read_next_header(s->archive, &e);
    if (result == ARCHIVE_EOF)
        return s->status != INQ_OK ? s->status : INQ_STOP;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
        return fault(s, result);
    member->kind = kind_of(&s->la, e);
    member->name = name_of(&s->la, e);
    if (member->kind == INQ_MEMBER_LINK)
        member->target = target_of(&s->la, e);
    if (s->la.archive_entry_is_encrypted(e))
        member->flags |= INQ_MEMBER_ENCRYPTED;
    if (s->la.archive_format(s->archive) == ARCHIVE_FORMAT_RAW)
        member->flags |= INQ_MEMBER_WHOLE;
    return INQ_OK;
}

/* The next block of the member; `left` and `hole` stay 0 at its end. */
static inq_status next_block(struct state *s)
{
    while (!s->left && !s->hole) {
        const void *block = NULL;
        size_t n = 0;
        la_int64_t offset = s->at;
        const int result = s->la.archive_read_data_block(s->archive, &block, &n, &offset);
        if (result == ARCHIVE_EOF)
            return s->status;
        if (result != ARCHIVE_OK || offset < s->at)
            return fault(s, result);
        s->block = block;
        s->left = n;
        s->hole = (size_t)(offset - s->at);
        s->at = offset + (int64_t)n;
    }
    return INQ_OK;
}

static inq_status read_member(inq_ctx *ctx, void *state, char *into, size_t size, size_t *got)
{
    struct state *s = state;
    s->ctx = ctx;
    const inq_status status = next_block(s);
    const bool hole = s->hole > 0;
    size_t *left = hole ? &s->hole : &s->left;
    const size_t n = *left < size ? *left : size;
    if (hole)
        memset(into, 0, n);
    else if (n)
        memcpy(into, s->block, n);
    s->block = hole || !n ? s->block : s->block + n;
    *left -= n;
    *got = n;
    return status;
}

static const inq_source source = {
    .size = (uint32_t)sizeof source,
    .probe = probe,
    .open = open_archive,
    .next = next_member,
    .read = read_member,
    .close = close_archive,
};

INQ_PLUGIN(.id = "archive", .version = "1.0", .license = "MIT",
           .summary = "tar, zip and compressed files, read in place", .source = &source);
