/* SPDX-License-Identifier: MIT */
/*
 * replay_time.h: how incidents lie in time, in words that all outputs share.
 */
#ifndef INQ_LIB_REPLAY_TIME_H
#define INQ_LIB_REPLAY_TIME_H

#include "history_time.h"

/** Is there a first page that the incident is before or after? */
static inline bool replay_is_apart(const inq_incident *x)
{
    return x->late || x->ahead;
}

/** Where an output of a Pager sends to; absent where that is not stated. */
static inline inq_str replay_target(const inq_page *one, size_t output)
{
    const bool stated = one->size > offsetof(inq_page, targets) && one->targets;
    return stated ? one->targets[output] : (inq_str){NULL, 0};
}

/** `20m before the first page`; only if replay_is_apart(). */
static inline void replay_distance(text_out *out, const inq_incident *x)
{
    history_duration(out, x->late ? x->late : x->ahead);
    text_say(out, x->late ? " after the first page" : " before the first page");
}

#endif
