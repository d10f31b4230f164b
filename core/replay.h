/* SPDX-License-Identifier: MIT */
/** What Monitors would have raised over a series, and which Pagers would have sent it on. */
#ifndef INQ_REPLAY_H
#define INQ_REPLAY_H

#include "alert.h"
#include "filter.h"
#include "history.h"

struct replay_maker {
    struct history_maker *history;
    const struct alerts *alerts;
    const inq_finding **findings;
    size_t n_findings, finding_cap;
    struct filters filters;
    struct arena *arena;      /* of the result */
    struct arena passing;     /* of one question */
    struct redactor plain;    /* hides nothing: Pagers see what is there */
    struct redactor *shown;   /* how much a filter sees: all, but when its fault is to be told */
    const struct mark **runs; /* of the series, by resource and time */
    size_t n_runs;
    struct intern known;           /* questions that need not be asked again */
    struct filter_answer *answers; /* to these, by number */
    size_t n_answers, answer_cap;
    inq_str *firsts;      /* by Monitor: its first incident as Pagers see it, or absent */
    bool *told;           /* by Pager: that a filter of it fails */
    struct alarm *alarms; /* where a condition became true */
    size_t n_alarms, alarm_cap;
    const inq_silence **silent;
    size_t n_silent, silent_cap;
};

/** Evaluate the alerts on the series of `history`, but for the head, the findings and the
 *  diagnostics of `into`, which lives in the arena of the history. Diagnostics are added where the
 *  alerts say. Does not return when memory is out. */
void replay_make(struct replay_maker *m, struct history_maker *history, const struct alerts *alerts,
                 inq_replay *into);

/** List the findings that were made on the way, and those of a report about the manifests. */
void replay_findings(struct replay_maker *m, const inq_report *manifests, inq_replay *into);

#endif
