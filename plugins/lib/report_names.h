/* SPDX-License-Identifier: MIT */
/*
 * report_names.h: the words a report uses for the model's enumerations. Each function returns a
 * constant string, or NULL for a value it does not know and for "none". Callable from any thread.
 */
#ifndef INQ_LIB_REPORT_NAMES_H
#define INQ_LIB_REPORT_NAMES_H

#include "inquest.h"

#define REPORT_NAME(names, value)                                                                  \
    ((size_t)(value) < sizeof(names) / sizeof((names)[0]) ? (names)[(size_t)(value)] : NULL)

static inline const char *report_health_name(inq_health health)
{
    static const char *const names[] = {
        [INQ_HEALTHY] = "healthy", [INQ_SUSPENDED] = "suspended", [INQ_PROGRESSING] = "progressing",
        [INQ_UNKNOWN] = "unknown", [INQ_DEGRADED] = "degraded",   [INQ_DELETED] = "deleted",
        [INQ_FAILED] = "failed",
    };
    return REPORT_NAME(names, health);
}

static inline const char *report_phase_name(inq_phase phase)
{
    static const char *const names[] = {
        [INQ_PHASE_NONE] = NULL,
        [INQ_BUILDER] = "builder",
        [INQ_RUNTIME] = "runtime",
        [INQ_UNDETERMINED] = "undetermined",
    };
    return REPORT_NAME(names, phase);
}

static inline const char *report_confidence_name(inq_confidence confidence)
{
    static const char *const names[] = {
        [INQ_LOW] = "low", [INQ_MEDIUM] = "medium", [INQ_HIGH] = "high"};
    return REPORT_NAME(names, confidence);
}

static inline const char *report_severity_name(inq_severity severity)
{
    static const char *const names[] = {
        [INQ_SEVERITY_INFO] = "info",
        [INQ_SEVERITY_WARNING] = "warning",
        [INQ_SEVERITY_ERROR] = "error",
        [INQ_SEVERITY_CRITICAL] = "critical",
    };
    return REPORT_NAME(names, severity);
}

static inline const char *report_supports_name(inq_supports supports)
{
    static const char *const names[] = {
        [INQ_FOR_HEALTH] = "health",     [INQ_FOR_PHASE] = "phase", [INQ_FOR_CLASS] = "class",
        [INQ_FOR_RELATION] = "relation", [INQ_AGAINST] = "against",
    };
    return REPORT_NAME(names, supports);
}

static inline const char *report_level_name(inq_level level)
{
    static const char *const names[] = {
        [INQ_INFO] = "info", [INQ_WARNING] = "warning", [INQ_ERROR] = "error"};
    return REPORT_NAME(names, level);
}

#define REPORT_HYPOTHESES_MOST 4u

/** The cause that fits as well and comes next after the one of `rank`, for ranks 1 and more; NULL
 * at the end. */
static inline const inq_finding *report_hypothesis(const inq_resource *resource, uint32_t rank)
{
    for (size_t i = 0; rank < REPORT_HYPOTHESES_MOST && i < resource->n_findings; i++)
        if (resource->findings[i]->hypothesis == rank + 1)
            return resource->findings[i];
    return NULL;
}

#endif
