/* SPDX-License-Identifier: MIT */
/*
 * history_names.h: the words that reports over time use, and the few things they look up. Pure
 * functions; callable from any thread.
 */
#ifndef INQ_LIB_HISTORY_NAMES_H
#define INQ_LIB_HISTORY_NAMES_H

#include "report_names.h"

#include <stdbool.h>

/** What the documents call a kind of change; NULL for one that is not known. */
static inline const char *history_change_name(inq_change_kind kind)
{
    static const char *const names[] = {
        [INQ_CHANGE_NEW] = "new",         [INQ_CHANGE_GONE] = "gone",
        [INQ_CHANGE_DELETED] = "deleted", [INQ_CHANGE_RECOVERED] = "recovered",
        [INQ_CHANGE_WORSE] = "worse",     [INQ_CHANGE_BETTER] = "better",
        [INQ_CHANGE_OTHER] = "changed",
    };
    return REPORT_NAME(names, kind);
}

/** What a mark is called; NULL for one that is not known. */
static inline const char *history_mark_name(inq_mark_kind kind)
{
    static const char *const names[] = {
        [INQ_MARK_EVENT] = "event",
        [INQ_MARK_LOG] = "log",
        [INQ_MARK_CONTAINER] = "container",
        [INQ_MARK_RUN] = "run",
    };
    return REPORT_NAME(names, kind);
}

/** The letter of a health in a lane; a blank for what was not seen. */
static inline char history_letter(const inq_stay *stay)
{
    static const char letters[INQ_N_HEALTH + 1] = ".s~?dxF";
    return stay ? letters[stay->health] : ' ';
}

/** The time of a moment, or its label; absent where it has neither. */
static inline inq_str history_name(const inq_moment *moment)
{
    return moment->at.ptr ? moment->at : moment->label;
}

/** Where a resource first was broken, or its last stay where it never was. A lane has stays. */
static inline const inq_stay *history_first_failure(const inq_lane *lane)
{
    size_t i = 0;
    while (i + 1 < lane->n_stays && !(lane->stays[i]->flags & INQ_STAY_BROKEN))
        i++;
    return lane->stays[i];
}

/** Whether it was broken when it was seen first. */
static inline bool history_born_broken(const inq_lane *lane)
{
    return lane->stays[0]->flags & INQ_STAY_BROKEN;
}

/** Whether the lane goes on as deleted after its last stay. */
static inline bool history_is_gone(const inq_lane *lane)
{
    return lane->stays[lane->n_stays - 1]->flags & INQ_STAY_INFERRED;
}

/** Whether something broke or got worse by a change, and that was not accepted. */
static inline bool history_is_break(const inq_change *change)
{
    const bool was = change->from && change->from->flags & INQ_STAY_BROKEN;
    if (!change->to || change->to->flags & INQ_STAY_SUPPRESSED)
        return false;
    return change->kind == INQ_CHANGE_WORSE || (change->to->flags & INQ_STAY_BROKEN && !was);
}

#endif
