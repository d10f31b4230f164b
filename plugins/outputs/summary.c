/* SPDX-License-Identifier: MIT */
/*
 * summary: one line in the style of monitoring plugins: a state, what is not well, the first root
 * and, after a bar, the counts as performance data. The worst state wins:
 *
 *   CRITICAL  something has failed or is gone
 *   WARNING   something is degraded
 *   UNKNOWN   the health of something is not known, not all of the input could be read, or there
 *             is no resource at all
 *   OK        none of these
 *
 * What was suppressed and deletions nobody misses have no say and are counted by themselves.
 */
#include "plugins/lib/byte_out.h"
#include "plugins/lib/report_feed.h"

#define TITLE_MOST 120
#define ID_MOST 80

typedef struct tally {
    uint64_t health[INQ_N_HEALTH];
    uint64_t suppressed;
    uint64_t tombstones;
    const inq_resource *root; /* the first that has its say */
} tally;

static void count_one(tally *all, const inq_resource *resource)
{
    if (feed_is_tombstone(resource)) {
        all->tombstones++;
    } else if (resource->suppressed) {
        all->suppressed++;
    } else {
        all->health[resource->health]++;
        if (!all->root && !resource->root && resource->health >= INQ_DEGRADED)
            all->root = resource;
    }
}

static tally count(const inq_report *report)
{
    tally all = {.health = {[INQ_HEALTHY] = report->by_health[INQ_HEALTHY]}};
    for (size_t i = 0; i < report->n_unhealthy; i++)
        count_one(&all, report->unhealthy[i]);
    return all;
}

static const char *state(const inq_report *report, const tally *all)
{
    if (all->health[INQ_FAILED] || all->health[INQ_DELETED])
        return "CRITICAL";
    if (all->health[INQ_DEGRADED])
        return "WARNING";
    if (all->health[INQ_UNKNOWN] || report->partial || !report->n_resources)
        return "UNKNOWN";
    return "OK";
}

/* The bar begins the performance data. */
static void say(byte_out *out, inq_str text, size_t most)
{
    static const char *const ascii[128] = {['|'] = "/", ['\t'] = " ", ['\n'] = " ", ['\r'] = " "};
    static const byte_escapes escapes = {ascii, byte_unsafe_mark};
    byte_cut(out, text, most, &escapes);
}

static void write_counts(byte_out *out, const tally *all)
{
    const char *before = "";
    for (unsigned i = INQ_N_HEALTH; i-- > 0;) {
        if (!all->health[i])
            continue;
        byte_say(out, before);
        byte_number(out, all->health[i]);
        byte_say(out, " ");
        byte_say(out, report_health_name((inq_health)i));
        before = ", ";
    }
    if (!*before)
        byte_say(out, "no resources");
}

static void write_root(byte_out *out, const inq_resource *root)
{
    if (!root)
        return;
    byte_say(out, "; ");
    say(out, root->id, ID_MOST);
    byte_say(out, ": ");
    say(out, feed_title(root), TITLE_MOST);
}

static void write_datum(byte_out *out, const char *name, uint64_t number)
{
    byte_say(out, " ");
    byte_say(out, name);
    byte_say(out, "=");
    byte_number(out, number);
}

static void write_data(byte_out *out, const inq_report *report, const tally *all)
{
    byte_say(out, " |");
    for (unsigned i = INQ_N_HEALTH; i-- > 0;)
        write_datum(out, report_health_name((inq_health)i), all->health[i]);
    write_datum(out, "suppressed", all->suppressed);
    write_datum(out, "tombstones", all->tombstones);
    write_datum(out, "roots", report->n_roots);
    write_datum(out, "resources", report->n_resources);
    write_datum(out, "partial", report->partial != 0);
    byte_say(out, "\n");
}

static inq_status emit_summary(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                               const inq_writer *writer)
{
    const tally all = count(report);
    byte_out out;
    (void)host;
    byte_begin(&out, ctx, writer);
    byte_say(&out, "INQUEST ");
    byte_say(&out, state(report, &all));
    byte_say(&out, ": ");
    write_counts(&out, &all);
    write_root(&out, all.root);
    if (report->partial)
        byte_say(&out, "; not all of the input could be read");
    write_data(&out, report, &all);
    return byte_finish(&out);
}

static const inq_output summary_output = {
    .size = (uint32_t)sizeof(inq_output),
    .mime = "text/plain",
    .suffix = "txt",
    .emit = emit_summary,
};

INQ_PLUGIN(.id = "summary", .version = "0.1.0", .summary = "one line for a monitoring system",
           .license = "MIT", .output = &summary_output);
