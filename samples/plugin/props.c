/* SPDX-License-Identifier: MIT */
/*
 * A parser for flattened documents: one `dotted.key = value` to a line, a blank line between two
 * documents, `#` before a comment. `yq -o props` writes detail documents in this form.
 *
 * Dots become nested maps again, so the kind packs find the facts where a YAML document has them.
 * Keys that share a prefix stand together, as they do in what such tools write: a map is open for
 * as long as the lines begin with its prefix.
 */
#include <inquest.h>

#include <stdbool.h>
#include <string.h>

#define TRY(call)                                                                                  \
    do {                                                                                           \
        const inq_status status_ = (call);                                                         \
        if (status_ != INQ_OK)                                                                     \
            return status_;                                                                        \
    } while (0)

/* ---- lines of the input ---- */

struct reader {
    inq_ctx *ctx;
    const inq_host *host;
    inq_chunk chunk;
    size_t at; /* where the next line begins in the chunk */
};

/* The next line without its line feed; absent at the end. The slice lives until the next call. */
static inq_status next_line(struct reader *in, inq_str *line, uint64_t *offset)
{
    for (;;) {
        const char *begin = in->chunk.ptr + in->at;
        const size_t left = in->chunk.len - in->at;
        const char *feed = left > 0 ? memchr(begin, '\n', left) : NULL;
        *offset = in->chunk.offset + in->at;
        if (feed != NULL) {
            *line = (inq_str){begin, (size_t)(feed - begin)};
            in->at += line->len + 1;
            return INQ_OK;
        }
        TRY(in->host->read(in->ctx, left, &in->chunk));
        in->at = 0;
        if (in->chunk.len > left)
            continue;
        *line = (inq_str){left > 0 ? in->chunk.ptr : NULL, left};
        in->at = left;
        return INQ_OK;
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static inq_str trim(inq_str text)
{
    while (text.len > 0 && is_blank(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* A key is what stands before the first `=`, of one word: this tells properties from prose. */
static bool split_pair(inq_str line, inq_str *key, inq_str *value)
{
    const char *sign = line.len > 0 ? memchr(line.ptr, '=', line.len) : NULL;
    if (sign == NULL)
        return false;
    const size_t before = (size_t)(sign - line.ptr);
    *key = trim((inq_str){line.ptr, before});
    *value = trim((inq_str){sign + 1, line.len - before - 1});
    for (size_t i = 0; i < key->len; i++) {
        if (is_blank(key->ptr[i]) || strchr("\"'{}[]:,|", key->ptr[i]) != NULL)
            return false;
    }
    return key->len > 0;
}

static bool is_comment(inq_str line)
{
    return line.len > 0 && line.ptr[0] == '#';
}

/* ---- documents ---- */

/* The document being read. `path` is the dotted prefix of the maps that are open in it. */
struct document {
    inq_ctx *ctx;
    const inq_sink *sink;
    bool open;
    size_t length; /* of path, with its last dot */
    char path[256];
};

/* Ends the maps of the path from byte `keep` on. */
static inq_status close_maps(struct document *doc, size_t keep, uint64_t offset)
{
    for (; doc->length > keep; doc->length--) {
        if (doc->path[doc->length - 1] == '.')
            TRY(doc->sink->end(doc->ctx, offset));
    }
    return INQ_OK;
}

static inq_status close_document(struct document *doc, uint64_t offset)
{
    if (!doc->open)
        return INQ_OK;
    TRY(close_maps(doc, 0, offset));
    doc->open = false;
    return doc->sink->end(doc->ctx, offset);
}

static inq_status open_document(struct document *doc, uint64_t offset)
{
    if (doc->open)
        return INQ_OK;
    doc->open = true;
    TRY(doc->sink->doc(doc->ctx, offset));
    return doc->sink->map(doc->ctx, offset);
}

/* Bytes of the key, up to and with a dot, that name maps which are open. */
static size_t shared_prefix(const struct document *doc, inq_str key)
{
    size_t shared = 0;
    for (size_t i = 0; i < key.len && i < doc->length && key.ptr[i] == doc->path[i]; i++) {
        if (key.ptr[i] == '.')
            shared = i + 1;
    }
    return shared;
}

/* Opens the maps that the key names beyond the path; `begin` is where its last word starts. */
static inq_status open_maps(struct document *doc, inq_str key, uint64_t offset, size_t *begin)
{
    *begin = doc->length;
    for (size_t i = doc->length; i < key.len && i < sizeof doc->path; i++) {
        doc->path[i] = key.ptr[i];
        if (key.ptr[i] != '.')
            continue;
        const inq_str word = {key.ptr + *begin, i - *begin};
        TRY(doc->sink->key(doc->ctx, word, offset + *begin));
        TRY(doc->sink->map(doc->ctx, offset + i + 1));
        *begin = i + 1;
        doc->length = i + 1;
    }
    return INQ_OK;
}

static inq_status push_pair(struct document *doc, inq_str key, inq_str value, uint64_t key_offset,
                            uint64_t value_offset)
{
    TRY(open_document(doc, key_offset));
    TRY(close_maps(doc, shared_prefix(doc, key), key_offset));
    size_t begin = 0;
    TRY(open_maps(doc, key, key_offset, &begin));
    const inq_str word = {key.ptr + begin, key.len - begin};
    TRY(doc->sink->key(doc->ctx, word, key_offset + begin));
    return doc->sink->scalar(doc->ctx, value, INQ_TEXT, value_offset);
}

static inq_status read_line(struct document *doc, const struct reader *in, inq_str line,
                            uint64_t offset)
{
    const inq_str text = trim(line);
    if (text.len == 0)
        return close_document(doc, offset);
    if (is_comment(text))
        return INQ_OK;
    inq_str key, value;
    if (!split_pair(text, &key, &value)) {
        in->host->diag(in->ctx, 290, offset, "not a property: no key and no '=' in this line");
        return INQ_ESYNTAX;
    }
    if (key.len > sizeof doc->path) {
        in->host->diag(in->ctx, 290, offset, "a key of %zu bytes was skipped", key.len);
        return INQ_OK;
    }
    return push_pair(doc, key, value, offset + (uint64_t)(key.ptr - line.ptr),
                     offset + (uint64_t)(value.ptr - line.ptr));
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *input,
                        const inq_sink *sink, uint64_t *consumed)
{
    struct reader in = {.ctx = ctx, .host = host, .chunk = {"", 0, input->offset}};
    struct document doc = {.ctx = ctx, .sink = sink};
    for (;;) {
        inq_str line;
        uint64_t offset = input->offset;
        inq_status status = next_line(&in, &line, &offset);
        *consumed = offset - input->offset;
        if (status != INQ_OK)
            return status;
        if (line.ptr == NULL)
            return close_document(&doc, offset);
        status = read_line(&doc, &in, line, offset);
        if (status != INQ_OK)
            return status;
    }
}

/* ---- what the host sees ---- */

/* Every whole line must be a pair, a comment or blank; two pairs are enough to believe it. More
 * modest than parsers of stricter syntaxes, who should win where both can read. */
static int probe(inq_str head, inq_str hint)
{
    (void)hint;
    size_t pairs = 0;
    while (head.len > 0) {
        const char *feed = memchr(head.ptr, '\n', head.len);
        if (feed == NULL && pairs > 0)
            break; /* cut by the end of the head */
        const size_t length = feed != NULL ? (size_t)(feed - head.ptr) : head.len;
        const inq_str line = trim((inq_str){head.ptr, length});
        inq_str key, value;
        if (split_pair(line, &key, &value))
            pairs++;
        else if (line.len > 0 && !is_comment(line))
            return 0;
        const size_t step = feed != NULL ? length + 1 : length;
        head = (inq_str){head.ptr + step, head.len - step};
    }
    return pairs >= 2 ? 70 : 0;
}

static const inq_parser parser = {
    .size = sizeof parser,
    .format = "props",
    .probe = probe,
    .parse = parse,
};

INQ_PLUGIN(.id = "props", .version = "1.0", .summary = "flattened documents: dotted.key = value",
           .license = "MIT", .parser = &parser);
