/* SPDX-License-Identifier: MIT */
/** Copies of dumps that are safe to share: the work of `inquest redact`. */
#ifndef INQ_SHARE_H
#define INQ_SHARE_H

#include "inputs.h"
#include "session.h"

/** Told of what was not copied, or not as it was. */
struct share_listener {
    void (*tell)(void *self, inq_str path, const struct diag *d);
    void *self;
};

/**
 * Write all inputs below the directory `folder` (a descriptor from folder_open()), without their
 * secrets, in order, so that equal ones get the same tag everywhere. Members of archives become
 * files. The number of files written.
 */
size_t share_inputs(struct session *s, const struct inputs *in, int folder,
                    const struct share_listener *listener);

#endif
