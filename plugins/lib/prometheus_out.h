/* SPDX-License-Identifier: MIT */
/*
 * prometheus_out.h: writes metrics in the text exposition format 0.0.4 through a byte_out.
 *
 * A label value tells strings apart that differ only in what must not stand in a file: a control
 * character, a mark of the writing direction and U+FFFD itself become U+FFFD and four hex digits.
 * So two resources never give the same series, which would spoil the whole file.
 */
#ifndef INQ_LIB_PROMETHEUS_OUT_H
#define INQ_LIB_PROMETHEUS_OUT_H

#include "byte_out.h"

/** The two lines that come before the samples of a gauge. `help` is one line of ours. */
static inline void prometheus_gauge(byte_out *out, const char *name, const char *help)
{
    byte_say(out, "# HELP ");
    byte_say(out, name);
    byte_say(out, " ");
    byte_say(out, help);
    byte_say(out, "\n# TYPE ");
    byte_say(out, name);
    byte_say(out, " gauge\n");
}

static inline void prometheus_unsafe(byte_out *out, uint32_t code)
{
    static const char hex[] = "0123456789abcdef";
    const char mark[] = {'\xEF',
                         '\xBF',
                         '\xBD',
                         hex[code >> 12 & 15],
                         hex[code >> 8 & 15],
                         hex[code >> 4 & 15],
                         hex[code & 15]};
    byte_put(out, mark, sizeof mark);
}

/** One label, the first of its sample or not; an absent value is empty, which is no label. */
static inline void prometheus_label(byte_out *out, bool first, const char *name, inq_str value)
{
    static const char *const ascii[128] = {['"'] = "\\\"", ['\\'] = "\\\\", ['\n'] = "\\n"};
    static const byte_escapes escapes = {ascii, prometheus_unsafe};
    byte_say(out, first ? "{" : ",");
    byte_say(out, name);
    byte_say(out, "=\"");
    byte_escaped(out, value, &escapes);
    byte_say(out, "\"");
}

/** Ends a sample; `labels`: it has some. */
static inline void prometheus_value(byte_out *out, bool labels, uint64_t value)
{
    byte_say(out, labels ? "} " : " ");
    byte_number(out, value);
    byte_say(out, "\n");
}

/** A gauge of one sample without labels. */
static inline void prometheus_single(byte_out *out, const char *name, const char *help,
                                     uint64_t value)
{
    prometheus_gauge(out, name, help);
    byte_say(out, name);
    prometheus_value(out, false, value);
}

#endif
