/* SPDX-License-Identifier: MIT */
/** Reading one input into its part: a job from start to end. */
#ifndef INQ_READ_H
#define INQ_READ_H

#include "inputs.h"
#include "part.h"
#include "plugin.h"

struct progress;

/** What all jobs share; constant while they run, but for the progress. */
struct reading {
    const struct settings *settings;
    const struct schema *schema;
    const struct plugins *plugins;
    struct budget *budget;
    struct progress *progress; /* or NULL */
    bool over_time;            /* what something was before counts, too */
    bool unquoted;             /* no output shows the lines around facts: they need not be kept */
};

/** Read `input` into `part`, which becomes input number `index`. The members of an archive become
 *  parts of their own, chained at part->members, each with the same index; the part is `bare` then
 *  unless there is something to say of the archive. Everything of a part lives in its arena;
 *  faults are its diagnostics. [any-thread], one part at a time. */
void read_input(const struct reading *all, const struct input *input, uint32_t index,
                struct part *part);

/** Number the parts and the members of archives in the order of their paths, without those that
 *  are bare, and make a list of them. Does not return when memory is out. */
struct part **read_list(struct arena *a, struct part *parts, size_t n, size_t *listed);

/** Give back a part and its members. */
void read_free(struct part *part);

#endif
