/* SPDX-License-Identifier: MIT */
/** How every resource stood over several moments. Each moment is an estate of its own, which is
 *  given back when it is judged; what stays is a standing per resource, while it does not change
 *  just once. */
#ifndef INQ_SERIES_H
#define INQ_SERIES_H

#include "diagnose.h"
#include "listing.h"
#include "marks.h"
#include "moment.h"

/** A value of a fact that a comparison tells of, and where it stood. Texts are numbers in the
 *  series. */
struct standing_fact {
    uint16_t fact, path;
    uint32_t value;               /* as printed */
    uint32_t steady;              /* without a time that only moves on */
    uint32_t input, line, column; /* line 0: no place */
};

/** A resource from the moment `first` to the moment `last`, in which it stood so. */
struct stay {
    struct stay *next;
    uint32_t first, last;
    uint8_t health, phase;
    bool broken, excused;
    bool inferred; /* deleted: a listing does not show it any more */
    bool telling;  /* facts[tells] shows why its health is what it is */
    uint16_t tells;
    uint16_t n_facts;
    uint32_t root, reason;       /* texts, 0: none */
    struct standing_fact *facts; /* by fact, then by value; see series.brief */
};

struct history {
    uint32_t type, version, name, workspace; /* texts */
    struct stay *stays, *last;
    uint32_t shown_by; /* the set of listings that showed it when it was seen last, or 0 */
    uint32_t next;     /* 1 + another one with this type and name, or 0 */
    uint32_t claimed;  /* 1 + the moment that has it, while that is read */
    uint16_t row;      /* of the verdict table, by which it was judged last */
    bool settled;      /* it is judged the same again while its facts are the same */
    bool live;         /* its deletion can be inferred */
    uint16_t room;     /* of the facts of its last stay, if the series is brief */
    uint32_t stood;    /* text: how it has stood since `since`, or 0 */
    uint32_t overdue;  /* text: the runtime whose time had passed when it was seen last, or 0 */
    int64_t since;
    int64_t waiting; /* since then it has waited at every moment; CLOCK_NONE: it does not */
};

/** From texts to numbers of histories, 1 + their index. */
struct index {
    struct intern keys;
    uint32_t *numbers;
    size_t n, cap;
};

struct series {
    struct arena *arena;
    const struct settings *settings;
    const struct kinds *kinds;
    const struct rules *rules;
    const struct suppressions *suppressions; /* or NULL */
    struct regex_scratch *regex;
    bool in_order; /* of time: what waits at several moments has waited from the first on */
    bool brief;    /* a stay that has ended keeps only the facts that show its health */
    struct intern strings;
    const struct moments *moments;
    uint64_t *n_resources; /* by moment */
    struct history *items; /* in the order of first sight */
    size_t n, cap;
    struct index ids, names; /* of the histories; with one type and name they are chained */
    struct marks marks;      /* of histories, by index; kept if in_order */
    struct listings listings;
    uint32_t *live; /* indices of histories */
    size_t n_live, live_cap;
};

/** Judge all the moments. The caller has set arena, settings, kinds, rules, suppressions,
 *  regex, in_order and brief.
 *  Observations are used up. Does not return when memory is out. */
void series_make(struct series *s, const struct moments *moments);

static inline inq_str series_text(const struct series *s, uint32_t id)
{
    return intern_get(&s->strings, id);
}

/** TYPE:VERSION:NAME[:WORKSPACE], in `a`. Does not return when memory is out. */
inq_str history_id(const struct series *s, const struct history *h, struct arena *a);

/** Does this fact of a stay show why its health is what it is? */
bool shows_health(const struct stay *s, size_t i);

/** Do two stays tell the same? */
bool same_standing(const struct stay *a, const struct stay *b);

#endif
