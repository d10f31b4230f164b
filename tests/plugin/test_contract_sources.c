/* SPDX-License-Identifier: MIT */
/*
 * The contract of inquest.h for sources, held against each plugin that is named on the command
 * line. Sources open small archives that are made here and every archive of the samples, whole,
 * cut short at every byte and with bytes flipped, on a host that can seek and on one that cannot,
 * with memory that runs out and reads that fail.
 */
#include "contract.h"

#include <stdint.h>

#define MOST_MEMBERS 64u
#define MOST_BYTES ((size_t)1 << 20)

/* ---- a host in memory ---- */

struct inq_ctx {
    const char *bytes;
    size_t length, block, at;
    char *chunk; /* a block of its own, so that a sanitizer sees what is kept too long */
    bool seeks;
    size_t n_allocs, fail_alloc_at, n_reads, fail_read_at, n_diags;
    void *blocks[256];
    size_t n_blocks;
    uint64_t sum; /* of all that was read, names included */
    size_t members, read;
};

static void *host_alloc(inq_ctx *ctx, size_t size, size_t align)
{
    assert_true(align > 0 && align <= 16 && (align & (align - 1)) == 0);
    if (++ctx->n_allocs == ctx->fail_alloc_at || ctx->n_blocks == 256)
        return NULL;
    void *block = calloc(1, size > 0 ? size : 1);
    ctx->blocks[ctx->n_blocks++] = block;
    return block;
}

static void *host_resize(inq_ctx *ctx, void *old, size_t size)
{
    (void)ctx, (void)old, (void)size;
    fail_msg("resize() is not for sources");
    return NULL;
}

static inq_status host_read(inq_ctx *ctx, size_t keep, inq_chunk *chunk)
{
    const size_t left = ctx->length - ctx->at;
    const size_t n = left < ctx->block ? left : ctx->block;
    assert_int_equal(keep, 0);
    if (++ctx->n_reads == ctx->fail_read_at)
        return INQ_EIO;
    free(ctx->chunk);
    ctx->chunk = malloc(n > 0 ? n : 1);
    assert_non_null(ctx->chunk);
    memcpy(ctx->chunk, ctx->bytes + ctx->at, n);
    *chunk = (inq_chunk){ctx->chunk, n, ctx->at};
    ctx->at += n;
    return INQ_OK;
}

static inq_status host_seek(inq_ctx *ctx, uint64_t offset, uint32_t from_end, uint64_t *at)
{
    if (!ctx->seeks || offset > ctx->length)
        return INQ_EIO;
    ctx->at = from_end ? ctx->length - (size_t)offset : (size_t)offset;
    *at = ctx->at;
    return INQ_OK;
}

INQ_PRINTF(4, 5)
static void host_diag(inq_ctx *ctx, unsigned code, uint64_t offset, const char *fmt, ...)
{
    char text[512];
    va_list args;
    (void)offset;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    assert_true(code > 0 && text[0] != '\0');
    ctx->n_diags++;
}

static const char *host_option(inq_ctx *ctx, const char *key)
{
    (void)ctx, (void)key;
    return NULL;
}

static const inq_host host = {sizeof host, INQ_ABI,     host_alloc, host_resize, host_read,
                              host_diag,   host_option, host_seek,  NULL};

static void release(inq_ctx *ctx)
{
    for (size_t i = 0; i < ctx->n_blocks; i++)
        free(ctx->blocks[i]);
    free(ctx->chunk);
}

/* ---- reading an archive from end to end ---- */

static void add(inq_ctx *ctx, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ctx->sum = (ctx->sum ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
}

static inq_status read_all(inq_ctx *ctx, const inq_source *source, void *state, size_t size)
{
    char *into = malloc(size);
    size_t got = 1;
    inq_status status = INQ_OK;
    assert_non_null(into);
    while (status == INQ_OK && got > 0 && ctx->read < MOST_BYTES) {
        status = source->read(ctx, state, into, size, &got);
        assert_true(got <= size);
        add(ctx, into, got);
        ctx->read += got;
    }
    free(into);
    return status;
}

static inq_status walk(inq_ctx *ctx, const inq_source *source, void *state, size_t size)
{
    inq_status status = INQ_OK;
    while (ctx->members < MOST_MEMBERS) {
        inq_member member = {.size = sizeof member};
        const inq_status next = source->next(ctx, state, &member);
        if (next != INQ_OK)
            return next == INQ_STOP ? status : next;
        ctx->members++;
        assert_in_range(member.kind, INQ_MEMBER_FILE, INQ_MEMBER_SPECIAL);
        assert_int_equal(member.flags & ~(INQ_MEMBER_ENCRYPTED | INQ_MEMBER_WHOLE), 0);
        add(ctx, member.name.ptr, member.name.len);
        if (member.kind == INQ_MEMBER_FILE && !(member.flags & INQ_MEMBER_ENCRYPTED))
            status = read_all(ctx, source, state, size);
        if (status != INQ_OK && status != INQ_ESYNTAX)
            return status;
    }
    return status;
}

/** Everything from open to close; what goes wrong with the bytes is told. */
static inq_status use(inq_ctx *ctx, const inq_source *source, size_t size)
{
    const inq_input in = {.size = sizeof in, .name = {"fake", 4}};
    void *state = NULL;
    inq_status status = source->open(ctx, &host, &in, &state);
    if (status == INQ_OK) {
        status = walk(ctx, source, state, size);
        source->close(ctx, state);
    }
    if (status == INQ_ESYNTAX)
        assert_true(ctx->n_diags > 0);
    return status;
}

/* ---- archives ---- */

struct sample {
    char name[256];
    char *bytes;
    size_t length;
};

#define MAX_SAMPLES 64
static struct sample samples[MAX_SAMPLES];
static size_t n_samples;

static void add_sample(const char *name, const char *bytes, size_t length)
{
    if (n_samples == MAX_SAMPLES)
        return;
    struct sample *s = &samples[n_samples++];
    snprintf(s->name, sizeof s->name, "%.255s", name);
    s->bytes = malloc(length);
    assert_non_null(s->bytes);
    s->length = length;
    memcpy(s->bytes, bytes, length);
}

/* One header and, in a block, the text of a member. */
static void put_member(char *tar, const char *name, char type, const char *text)
{
    unsigned sum = 0;
    snprintf(tar, 100, "%s", name);
    snprintf(tar + 100, 8, "%07o", 0644u);
    snprintf(tar + 108, 8, "%07o", 0u);
    snprintf(tar + 116, 8, "%07o", 0u);
    snprintf(tar + 124, 12, "%011o", type == '0' ? (unsigned)strlen(text) : 0u);
    snprintf(tar + 136, 12, "%011o", 0u);
    memset(tar + 148, ' ', 8);
    tar[156] = type;
    if (type != '0')
        snprintf(tar + 157, 100, "%s", text);
    memcpy(tar + 257, "ustar\00000", 8);
    for (size_t i = 0; i < 512; i++)
        sum += (unsigned char)tar[i];
    snprintf(tar + 148, 8, "%06o", sum);
    if (type == '0')
        memcpy(tar + 512, text, strlen(text));
}

static void add_tar(void)
{
    static char tar[512 * 8];
    put_member(tar, "../get.txt", '0', "NAME | TYPE\n");
    put_member(tar + 1024, "link", '2', "/etc/passwd");
    put_member(tar + 1536, "dir/", '5', "");
    put_member(tar + 2048, "get.txt", '0', "NAME | TYPE | STATUS\n");
    add_sample("made.tar", tar, sizeof tar);
}

static void add_zip(void)
{
    static const char zip[] =
        "PK\3\4\12\0\0\0\0\0\0\0!\0\x33\x05\x8b\x36\2\0\0\0\2\0\0\0\1\0\0\0ahi"
        "PK\1\2\12\0\12\0\0\0\0\0\0\0!\0\x33\x05\x8b\x36\2\0\0\0\2\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0"
        "\0\0\0\0\0\0a"
        "PK\5\6\0\0\0\0\1\0\1\0/\0\0\0!\0\0\0\0";
    add_sample("made.zip", zip, sizeof zip);
}

/* "hi\n" in one stored block. */
static void add_gzip(void)
{
    static const char gz[] =
        "\x1f\x8b\x08\0\0\0\0\0\0\3\x01\x03\0\xfc\xffhi\n\x7a\x7a\x6f\xed\3\0\0";
    add_sample("made.gz", gz, sizeof gz);
}

/* Files whose name says that they are a container. */
static void add_file(const char *path)
{
    static const char *const marks[] = {".tar", ".zip", ".gz"};
    const char *name = strrchr(path, '/');
    bool marked = false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        marked |= strstr(name != NULL ? name : path, marks[i]) != NULL;
    char bytes[8192];
    FILE *file = marked ? fopen(path, "rb") : NULL;
    if (file == NULL)
        return;
    const size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    if (length > 0 && length < sizeof bytes)
        add_sample(path, bytes, length);
}

static bool is_own(const inq_plugin *plugin, const struct sample *s)
{
    const size_t head = s->length < 4096 ? s->length : 4096;
    return plugin->source->probe((inq_str){s->bytes, head}, (inq_str){NULL, 0}) >= 50;
}

/* ---- the checks ---- */

static void probe_is_pure(void **state)
{
    const inq_plugin *plugin = *state;
    static const inq_str hints[] = {{NULL, 0}, {"-", 1}, {"a.tar", 5}, {"a!b.gz", 6}};
    char zeros[4096] = {0};
    for (size_t i = 0; i < n_samples; i++)
        for (size_t n = 0; n <= samples[i].length && n <= 4096; n += n < 600 ? 1 : 97)
            for (size_t h = 0; h < 4; h++) {
                char *copy = malloc(n > 0 ? n : 1);
                assert_non_null(copy);
                memcpy(copy, samples[i].bytes, n);
                const int sure = plugin->source->probe((inq_str){samples[i].bytes, n}, hints[h]);
                assert_in_range(sure, 0, 100);
                assert_int_equal(sure, plugin->source->probe((inq_str){copy, n}, hints[h]));
                free(copy);
            }
    assert_int_equal(plugin->source->probe((inq_str){"", 0}, hints[0]), 0);
    assert_in_range(plugin->source->probe((inq_str){zeros, sizeof zeros}, hints[0]), 0, 49);
    assert_in_range(plugin->source->probe((inq_str){"NAME | TYPE\n", 12}, hints[2]), 0, 49);
}

static void it_opens_something(void **state)
{
    const inq_plugin *plugin = *state;
    size_t own = 0;
    for (size_t i = 0; i < n_samples; i++) {
        if (!is_own(plugin, &samples[i]))
            continue;
        inq_ctx ctx = {
            .bytes = samples[i].bytes, .length = samples[i].length, .block = 4096, .seeks = true};
        if (use(&ctx, plugin->source, 1000) == INQ_OK)
            own += ctx.members > 0;
        release(&ctx);
    }
    if (own == 0) /* a container that is not among the samples */
        skip();
}

static void assert_survives(const inq_plugin *plugin, const char *bytes, size_t length, bool seeks)
{
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, length);
    inq_ctx ctx = {.bytes = copy, .length = length, .block = 512, .seeks = seeks};
    const inq_status status = use(&ctx, plugin->source, 300);
    assert_true(status == INQ_OK || status == INQ_ESYNTAX);
    release(&ctx);
    free(copy);
}

static void cuts_are_survived(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_samples; i++) {
        const size_t step = is_own(plugin, &samples[i]) ? 1 + samples[i].length / 1500 : 37;
        for (size_t n = 0; n <= samples[i].length; n += step) {
            assert_survives(plugin, samples[i].bytes, n, false);
            assert_survives(plugin, samples[i].bytes, n, true);
        }
    }
}

static void flipped_bytes_are_survived(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_samples; i++)
        for (size_t at = 0; at < samples[i].length; at += 1 + samples[i].length / 600) {
            samples[i].bytes[at] ^= 0x55;
            assert_survives(plugin, samples[i].bytes, samples[i].length, true);
            assert_survives(plugin, samples[i].bytes, samples[i].length, false);
            samples[i].bytes[at] ^= 0x55;
        }
}

/* Blocks of the container, sizes of reads and seeking change nothing. */
static void blocks_make_no_difference(void **state)
{
    static const size_t sizes[] = {1, 7, 512, 100000};
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_samples; i++) {
        uint64_t sum = 0;
        for (size_t k = 0; k < 8 && is_own(plugin, &samples[i]); k++) {
            inq_ctx ctx = {.bytes = samples[i].bytes,
                           .length = samples[i].length,
                           .block = sizes[k / 2],
                           .seeks = k % 2};
            use(&ctx, plugin->source, sizes[3 - k / 2]);
            if (k > 0 && ctx.sum != sum)
                fail_msg("%s: blocks of %zu bytes give others", samples[i].name, sizes[k / 2]);
            sum = ctx.sum;
            release(&ctx);
        }
    }
}

static void lack_of_memory_is_survived(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_samples; i++)
        for (size_t at = 1, done = 0; !done && is_own(plugin, &samples[i]); at++) {
            inq_ctx ctx = {.bytes = samples[i].bytes,
                           .length = samples[i].length,
                           .block = 512,
                           .fail_alloc_at = at};
            const inq_status status = use(&ctx, plugin->source, 300);
            done = ctx.n_allocs < at;
            if (!done)
                assert_int_equal(status, INQ_ENOMEM);
            release(&ctx);
        }
}

static void failing_reads_are_reported(void **state)
{
    const inq_plugin *plugin = *state;
    for (size_t i = 0; i < n_samples; i++)
        for (size_t at = 1, done = 0; !done && is_own(plugin, &samples[i]); at++) {
            inq_ctx ctx = {.bytes = samples[i].bytes,
                           .length = samples[i].length,
                           .block = 256,
                           .fail_read_at = at};
            const inq_status status = use(&ctx, plugin->source, 300);
            done = ctx.n_reads < at;
            if (!done && status != INQ_EIO)
                fail_msg("%s: read %zu failed, but the status is %d", samples[i].name, at,
                         (int)status);
            release(&ctx);
        }
}

/* The host may close at any time. */
static void closing_early_is_survived(void **state)
{
    const inq_plugin *plugin = *state;
    const inq_input in = {.size = sizeof in, .name = {"fake", 4}};
    for (size_t i = 0; i < n_samples; i++)
        for (size_t members = 0; members < 6 && is_own(plugin, &samples[i]); members++) {
            inq_ctx ctx = {.bytes = samples[i].bytes, .length = samples[i].length, .block = 64};
            void *opened = NULL;
            size_t got = 0;
            char byte;
            const inq_status open = plugin->source->open(&ctx, &host, &in, &opened);
            for (size_t k = 0; k < members && open == INQ_OK; k++) {
                inq_member member = {.size = sizeof member};
                if (plugin->source->next(&ctx, opened, &member) != INQ_OK)
                    break;
                (void)plugin->source->read(&ctx, opened, &byte, 1, &got);
            }
            if (open == INQ_OK)
                plugin->source->close(&ctx, opened);
            release(&ctx);
        }
}

static const struct contract_check of_sources[] = {
    {"the probe is pure", probe_is_pure},
    {"it opens something", it_opens_something},
    {"cuts are survived", cuts_are_survived},
    {"flipped bytes are survived", flipped_bytes_are_survived},
    {"blocks make no difference", blocks_make_no_difference},
    {"lack of memory is survived", lack_of_memory_is_survived},
    {"failing reads are reported", failing_reads_are_reported},
    {"closing early is survived", closing_early_is_survived},
};

int main(int argc, char **argv)
{
    int failed = 0;
    add_tar();
    add_zip();
    add_gzip();
    contract_walk_samples(add_file);
    for (int i = 1; i < argc; i++) {
        const inq_plugin *plugin = contract_open(argv[i]);
        if (plugin == NULL)
            failed++;
        else if (plugin->source != NULL)
            failed +=
                contract_run(argv[i], plugin, of_sources, sizeof of_sources / sizeof of_sources[0]);
    }
    for (size_t i = 0; i < n_samples; i++)
        free(samples[i].bytes);
    return failed == 0 ? 0 : 1;
}
