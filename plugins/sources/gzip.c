/* SPDX-License-Identifier: MIT */
/* Files compressed with gzip, through zlib. The archive source could open them as well, but it
 * gives nothing of the last 64 KiB before a cut, which is all of a small dump. A tar in the file
 * is recognised when its bytes are read. */
#include "inquest.h"

#include <stdbool.h>
#include <string.h>
#include <zlib.h>

static bool has_magic(inq_str head)
{
    return head.len >= 3 && memcmp(head.ptr, "\x1f\x8b\x08", 3) == 0;
}

static int probe(inq_str head, inq_str hint)
{
    (void)hint;
    return has_magic(head) ? 95 : 0;
}

struct state {
    z_stream z;
    inq_ctx *ctx; /* of the call that runs */
    const inq_host *host;
    bool given; /* the one member */
    bool ended; /* nothing that follows belongs to the file */
    inq_status failed;
};

static void *allocate(void *self, unsigned n, unsigned size)
{
    struct state *s = self;
    return s->host->alloc(s->ctx, (size_t)n * size, 16);
}

/* The host's memory goes all at once. */
static void release(void *self, void *block)
{
    (void)self, (void)block;
}

static inq_status open_file(inq_ctx *ctx, const inq_host *host, const inq_input *in, void **state)
{
    (void)in;
    struct state *s = host->alloc(ctx, sizeof *s, sizeof(void *));
    if (!s)
        return INQ_ENOMEM;
    *s = (struct state){
        .z = {.zalloc = allocate, .zfree = release, .opaque = s}, .ctx = ctx, .host = host};
    *state = s;
    return inflateInit2(&s->z, 16 + MAX_WBITS) == Z_OK ? INQ_OK : INQ_ENOMEM;
}

static void close_file(inq_ctx *ctx, void *state)
{
    struct state *s = state;
    s->ctx = ctx;
    inflateEnd(&s->z);
}

static inq_status next_member(inq_ctx *ctx, void *state, inq_member *member)
{
    struct state *s = state;
    (void)ctx;
    if (s->given)
        return INQ_STOP;
    s->given = true;
    member->flags = INQ_MEMBER_WHOLE;
    return INQ_OK;
}

static inq_status fail(struct state *s, const char *why)
{
    s->host->diag(s->ctx, 113, 0, "%s", why);
    return s->failed = INQ_ESYNTAX;
}

/* More bytes to inflate; zlib has none left. */
static inq_status refill(struct state *s)
{
    inq_chunk chunk = {"", 0, 0};
    const inq_status status = s->host->read(s->ctx, 0, &chunk);
    if (status != INQ_OK)
        return s->failed = status;
    s->z.next_in = (z_const Bytef *)(uintptr_t)chunk.ptr;
    s->z.avail_in = (uInt)chunk.len;
    return INQ_OK;
}

/* Files may follow one another as one; anything else behind them is padding. */
static inq_status end_of_stream(struct state *s)
{
    if (!s->z.avail_in && refill(s) != INQ_OK)
        return s->failed;
    s->ended = !s->z.avail_in || s->z.next_in[0] != 0x1f || inflateReset(&s->z) != Z_OK;
    return INQ_OK;
}

static inq_status step(struct state *s)
{
    if (!s->z.avail_in && refill(s) != INQ_OK)
        return s->failed;
    const bool dry = !s->z.avail_in; /* what zlib still holds comes out all the same */
    const int result = inflate(&s->z, Z_NO_FLUSH);
    if (dry && result == Z_BUF_ERROR)
        return fail(s, "the compressed file is cut");
    if (result == Z_STREAM_END)
        return end_of_stream(s);
    if (result == Z_MEM_ERROR)
        return s->failed = INQ_ENOMEM;
    return result == Z_OK || result == Z_BUF_ERROR ? INQ_OK : fail(s, "the compression is damaged");
}

/* What came out before a fault is given first, the fault with the next call. */
static inq_status read_member(inq_ctx *ctx, void *state, char *into, size_t size, size_t *got)
{
    struct state *s = state;
    const uInt room = size < (1u << 30) ? (uInt)size : 1u << 30;
    s->ctx = ctx;
    s->z.next_out = (Bytef *)into;
    s->z.avail_out = room;
    while (s->z.avail_out && !s->ended && s->failed == INQ_OK)
        (void)step(s);
    *got = room - s->z.avail_out;
    return *got ? INQ_OK : s->failed;
}

static const inq_source source = {
    .size = (uint32_t)sizeof source,
    .probe = probe,
    .open = open_file,
    .next = next_member,
    .read = read_member,
    .close = close_file,
};

INQ_PLUGIN(.id = "gzip", .version = "1.0", .license = "MIT",
           .summary = "files compressed with gzip, also if they are cut", .source = &source);
