/* SPDX-License-Identifier: MIT */
/*
 * A parser that does one thing wrong, for tests/cli/codes.sh; the macro says which:
 * FAULT_ABI is built for another ABI, FAULT_ID has an id that is not allowed, FAULT_GIVES_UP ends
 * with a status that is none, FAULT_TAKEN calls itself json, FAULT_SYNTAX claims what is not in
 * its syntax and leaves it to the next parser.
 */
#include <inquest.h>

#include <string.h>

#ifdef FAULT_ABI
#define ABI ((INQ_ABI_MAJOR + 1u) << 16)
#else
#define ABI INQ_ABI
#endif

#ifdef FAULT_ID
#define ID "Not Allowed"
#elif defined FAULT_TAKEN
#define ID "json"
#else
#define ID "faulty"
#endif

#ifdef FAULT_SYNTAX
#define STATUS INQ_ESYNTAX
#else
#define STATUS ((inq_status)77)
#endif

static int probe(inq_str head, inq_str hint)
{
    static const char mark[] = "{\"faulty\"";
    (void)hint;
    return head.len >= sizeof mark - 1 && memcmp(head.ptr, mark, sizeof mark - 1) == 0 ? 100 : 0;
}

static inq_status parse(inq_ctx *ctx, const inq_host *host, const inq_input *in,
                        const inq_sink *sink, uint64_t *consumed)
{
    (void)sink;
    *consumed = 0;
    host->diag(ctx, 290, in->offset, "this parser never reads anything");
    return STATUS;
}

static const inq_parser parser = {
    .size = (uint32_t)sizeof(inq_parser),
    .format = "faulty",
    .probe = probe,
    .parse = parse,
};

extern INQ_EXPORT const inq_plugin inq_plugin_entry;
const inq_plugin inq_plugin_entry = {
    .abi = ABI,
    .size = (uint32_t)sizeof(inq_plugin),
    .id = ID,
    .version = "1.0",
    .summary = "does one thing wrong",
    .license = "MIT",
    .parser = &parser,
};
