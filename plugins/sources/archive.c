/* SPDX-License-Identifier: MIT */
/* Archives and compressed files through libarchive: tar and zip, plain or compressed with gzip,
 * bzip2, xz or zstd, and single files compressed with one of these. Only these forms are turned
 * on, and only filters that are part of the library: for others it would start programs. */
#include "inquest.h"

#include <archive.h>
#include <archive_entry.h>
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

/* ---- the library's way to our bytes ------------------------------------------------------- */

struct state {
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
    archive_set_error(a, EIO, "reading failed");
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
static void allow_forms(struct archive *a)
{
    archive_read_support_format_tar(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_raw(a);
    archive_read_support_format_empty(a);
    if (archive_zlib_version())
        archive_read_support_filter_gzip(a);
    if (archive_bzlib_version())
        archive_read_support_filter_bzip2(a);
    if (archive_liblzma_version())
        archive_read_support_filter_xz(a);
    if (archive_libzstd_version())
        archive_read_support_filter_zstd(a);
}

static inq_status fault(struct state *s, la_ssize_t result)
{
    const char *why = archive_error_string(s->archive);
    if (s->status != INQ_OK)
        return s->status;
    if (!s->dead)
        s->host->diag(s->ctx, 113, 0, "%s", why ? why : "it is damaged");
    s->dead |= result == ARCHIVE_FATAL;
    return INQ_ESYNTAX;
}

static inq_status open_archive(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                               void **state)
{
    uint64_t at;
    (void)in;
    struct state *s = host->alloc(ctx, sizeof *s, sizeof(void *));
    if (!s)
        return INQ_ENOMEM;
    *s = (struct state){.archive = archive_read_new(), .ctx = ctx, .host = host};
    if (!s->archive)
        return INQ_ENOMEM;
    allow_forms(s->archive);
    archive_read_set_callback_data(s->archive, s);
    archive_read_set_read_callback(s->archive, read_block);
    if (host->size >= sizeof *host && host->seek(ctx, 0, 0, &at) == INQ_OK)
        archive_read_set_seek_callback(s->archive, seek_to);
    *state = s;
    if (archive_read_open1(s->archive) == ARCHIVE_OK)
        return INQ_OK;
    const inq_status status = fault(s, ARCHIVE_FATAL);
    archive_read_free(s->archive);
    return status;
}

static void close_archive(inq_ctx *ctx, void *state)
{
    struct state *s = state;
    s->ctx = ctx;
    archive_read_free(s->archive);
}

/* ---- members ------------------------------------------------------------------------------ */

static inq_str slice(const char *text)
{
    return (inq_str){text, text ? strlen(text) : 0};
}

static inq_member_kind kind_of(struct archive_entry *e)
{
    if (archive_entry_hardlink(e))
        return INQ_MEMBER_LINK;
    switch (archive_entry_filetype(e)) {
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
static inq_str name_of(struct archive_entry *e)
{
    const char *name = archive_entry_pathname_utf8(e);
    return slice(name ? name : archive_entry_pathname(e));
}

static inq_str target_of(struct archive_entry *e)
{
    const char *target = archive_entry_hardlink(e);
    return slice(target ? target : archive_entry_symlink(e));
}

static inq_status next_member(inq_ctx *ctx, void *state, inq_member *member)
{
    struct state *s = state;
    struct archive_entry *e = NULL;
    s->ctx = ctx;
    s->left = s->hole = 0;
    s->at = 0;
    const int result = archive_read_next_header(s->archive, &e);
    if (result == ARCHIVE_EOF)
        return s->status != INQ_OK ? s->status : INQ_STOP;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
        return fault(s, result);
    member->kind = kind_of(e);
    member->name = name_of(e);
    if (member->kind == INQ_MEMBER_LINK)
        member->target = target_of(e);
    if (archive_entry_is_encrypted(e))
        member->flags |= INQ_MEMBER_ENCRYPTED;
    if (archive_format(s->archive) == ARCHIVE_FORMAT_RAW)
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
        const int result = archive_read_data_block(s->archive, &block, &n, &offset);
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
