/* SPDX-License-Identifier: MIT */
/** Reading one input into its part: a job from start to end. */
#ifndef INQ_READ_H
#define INQ_READ_H

#include "inputs.h"
#include "part.h"
#include "plugin.h"

/** What all jobs share; constant while they run. */
struct reading {
    const struct settings *settings;
    const struct schema *schema;
    const struct plugins *plugins;
    struct budget *budget;
};

/** Read `input` into `part`, which becomes input number `index`. Everything of the part lives in
 *  its arena; faults are its diagnostics. [any-thread], one part at a time. */
void read_input(const struct reading *all, const struct input *input, uint32_t index,
                struct part *part);

#endif
