/* SPDX-License-Identifier: MIT */
/* The end of a record: of several places for one fact the best is taken, the identity is
 * completed, the record is judged by its own facts, and what must be kept becomes one compact
 * observation. Records that are well keep no text and no excerpts. */
#include "builder.h"
#include "clock.h"
#include "record.h"
#include "str.h"

/* ---- identity ----------------------------------------------------------------------------- */

bool identity_parse(inq_str text, struct identity *id)
{
    inq_str rest = text;
    *id = (struct identity){.type = str_cut(rest, ':', &rest)};
    id->version = str_cut(rest, ':', &rest);
    id->name = str_cut(rest, ':', &rest);
    id->workspace = rest;
    return id->type.len && id->name.len && str_find(rest, STR(":")) < 0;
}

static void complete(struct identity *id, const struct identity *with)
{
    inq_str *mine[] = {&id->name, &id->type, &id->version, &id->workspace};
    const inq_str theirs[] = {with->name, with->type, with->version, with->workspace};
    for (size_t i = 0; i < 4; i++)
        if (!mine[i]->ptr)
            *mine[i] = theirs[i];
}

static inq_str held_fact(const struct inq_ctx *job, size_t base, uint16_t fact)
{
    const struct builder *b = job->builder;
    inq_str best = STR_NONE;
    unsigned rank = UINT16_MAX + 1u;
    for (size_t i = base; i < b->n_held; i++) {
        const struct held *h = &b->held[i];
        if (h->fact == fact && h->rank < rank) {
            best = h->value;
            rank = h->rank;
        }
    }
    return best;
}

static bool differs(inq_str said, inq_str found)
{
    return said.ptr && !str_eq(said, found);
}

/* A value such as NAME_WORKSPACE of a child item names the parent; what the record says of itself
 * must agree. */
static bool identify(struct inq_ctx *job, const struct identify *how, inq_str value, size_t base,
                     struct identity *id)
{
    struct regex_match m;
    if (regex_find(how->regex, &job->regex, value, &m) != REGEX_YES)
        return false;
    struct identity found = {0};
    for (unsigned g = 1; g < m.n; g++) {
        inq_str *part[N_KNOWN_FACTS] = {[FACT_NAME] = &found.name,
                                        [FACT_TYPE] = &found.type,
                                        [FACT_VERSION] = &found.version,
                                        [FACT_WORKSPACE] = &found.workspace};
        if (how->facts[g] < N_KNOWN_FACTS && part[how->facts[g]])
            *part[how->facts[g]] = m.group[g];
    }
    if (!found.type.ptr)
        found.type = how->type_fact ? held_fact(job, base, how->type_fact) : id->type;
    if (!found.name.len || !found.type.len || differs(id->name, found.name) ||
        differs(id->type, found.type))
        return false;
    complete(id, &found);
    return true;
}

static void identify_from_values(struct inq_ctx *job, struct identity *id, size_t base)
{
    const struct schema *s = job->schema;
    for (size_t i = 0; i < s->n_identifies && !(id->name.ptr && id->type.ptr && id->workspace.ptr);
         i++) {
        const inq_str value = held_fact(job, base, s->identifies[i].fact);
        if (value.ptr)
            identify(job, &s->identifies[i], value, base, id);
    }
}

bool complete_identity(struct inq_ctx *job, struct subject *subject, size_t base)
{
    struct identity *id = &subject->identity;
    struct identity whole;
    const inq_str text = held_fact(job, base, FACT_ID);
    if (!(id->name.ptr && id->type.ptr) && text.ptr && identity_parse(text, &whole))
        complete(id, &whole);
    complete(id, &job->comment);
    if (!id->name.ptr || !id->type.ptr || !id->workspace.ptr)
        identify_from_values(job, id, base);
    const struct scope *scope = job->part->last_scope;
    if (scope) {
        const struct identity asked = {
            .name = scope->name.ptr && !memchr(scope->name.ptr, '*', scope->name.len) ? scope->name
                                                                                      : STR_NONE,
            .type = scope->type,
            .workspace = scope->workspace,
        };
        complete(id, &asked);
    }
    return id->name.len && id->type.len;
}

/* ---- choosing facts ----------------------------------------------------------------------- */

/** The best place of each fact in the open record: 1 + index of the held value, 0 for none. */
struct gathered {
    uint32_t best[MAX_FACTS];
};

static void gather(const struct inq_ctx *job, size_t base, struct gathered *g)
{
    const struct builder *b = job->builder;
    memset(g->best, 0, job->schema->n_facts * sizeof *g->best);
    for (size_t i = base; i < b->n_held; i++) {
        const struct held *h = &b->held[i];
        uint32_t *best = &g->best[h->fact];
        const struct held *old = *best ? &b->held[*best - 1] : NULL;
        if (!old || (old->rank > h->rank && h->value.len) || !old->value.len)
            *best = (uint32_t)i + 1;
    }
}

static inq_str gathered_fact(const struct inq_ctx *job, const struct gathered *g, uint16_t fact)
{
    return g->best[fact] ? job->builder->held[g->best[fact] - 1].value : STR_NONE;
}

#define MAX_CHOSEN 255

/** A value that becomes a fact. */
struct choice {
    uint32_t held;
    uint32_t id; /* of its text */
    uint16_t fact;
    bool judged, detail;
};

/** All values that stand in lists, of the others only the best place. */
struct chosen {
    struct choice items[MAX_CHOSEN];
    size_t n;
    bool states; /* a judged fact is among them */
    bool heard;  /* and one that rules look at in any case */
    bool linted; /* a setting is among them */
};

static inq_str chosen_value(const struct inq_ctx *job, const struct choice *x)
{
    return job->builder->held[x->held].value;
}

/* `g` is NULL where no fact can have two places, as in a row. */
static void choose(const struct inq_ctx *job, size_t base, const struct gathered *g,
                   struct chosen *c)
{
    const struct builder *b = job->builder;
    size_t n = 0;
    c->states = c->heard = c->linted = false;
    for (size_t i = base; i < b->n_held && n < MAX_CHOSEN; i++) {
        const struct held *h = &b->held[i];
        if (h->fact < FIRST_STATED_FACT || (g && !h->many && g->best[h->fact] != i + 1))
            continue;
        const struct fact_info *info = &job->schema->facts[h->fact];
        if (info->dates && !job->over_time)
            continue;
        job->part->n_dated += info->dates > 0;
        c->items[n++] = (struct choice){(uint32_t)i, 0, h->fact, info->judged, info->detail};
        c->heard |= info->heard;
        c->linted |= info->linted;
        if (!c->states && info->judged)
            c->states = str_trim(h->value).len > 0;
    }
    c->n = n;
}

/* ---- judging ------------------------------------------------------------------------------ */

/** The number of a string in the part; the few that come again and again are remembered. */
static uint32_t intern(struct inq_ctx *job, inq_str text)
{
    if (!text.ptr)
        return intern_put(&job->part->strings, text);
    const struct key_digest d = key_digest(text);
    struct intern_memo *memo = &job->builder->interned[digest_hash(&d) % INTERN_MEMO];
    if (memo->id && same_digest(&memo->digest, &d) &&
        (d.len <= DIGEST_ALL || str_eq(intern_get(&job->part->strings, memo->id), text)))
        return memo->id;
    const uint32_t id = intern_put(&job->part->strings, text);
    if (id != INTERN_FAILED)
        *memo = (struct intern_memo){d, id};
    return id;
}

static struct judgement judge(const struct inq_ctx *job, const struct subject *subject,
                              const struct chosen *c)
{
    const struct schema *s = job->schema;
    struct stated stated[MAX_CHOSEN];
    size_t n = 0;
    if (!c->states)
        return (struct judgement){INQ_HEALTHY, UINT16_MAX};
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].judged)
            stated[n++] = (struct stated){c->items[i].fact, chosen_value(job, &c->items[i])};
    return s->judge(s->judge_self, subject->identity.type, stated, n, subject->flags);
}

/* ---- outlines ----------------------------------------------------------------------------- */

/** What a record says but for its name and its places: type, version, workspace and owner, then
 *  the values that are judged. Short words stand as they are, longer ones as their numbers in the
 *  part. Two records with equal outlines are equal in all that. */
#define OUTLINE_WORDS 12
#define OUTLINE_LABEL 4 /* of them, at the front */

/** A word as numbers, without gaps between them: words are compared as bytes. */
struct outline_word {
    uint64_t head, tail;
    uint32_t len, fact;
};
_Static_assert(sizeof(struct outline_word) == 24, "no gaps");

struct outline {
    uint64_t hash;
    struct outline_word words[OUTLINE_WORDS];
    uint32_t n, flags;
    bool whole; /* every word went in */
};

/** What the last record with this outline came to. */
struct outline_memo {
    struct outline outline;
    uint32_t ids[OUTLINE_WORDS]; /* of the judged values, by their place in the outline */
    uint32_t label;
    uint32_t type_hash;
    struct judgement judgement;
};
#define OUTLINE_MEMO 2048

/** Begin an outline; `flags` are those of the subject. */
static inline void outline_start(struct outline *o, uint8_t flags)
{
    o->hash = flags + 1u;
    o->n = 0;
    o->flags = flags;
    o->whole = true;
}

/** Add a word by its digest. */
static inline void outline_put(struct outline *o, uint16_t fact, const struct key_digest *d)
{
    if (o->n == OUTLINE_WORDS) {
        o->whole = false;
        return;
    }
    o->words[o->n++] = (struct outline_word){d->head, d->tail, (uint32_t)d->len, fact};
    o->hash = (o->hash ^ d->head ^ d->tail << 7) * UINT64_C(0x9e3779b97f4a7c15);
    o->hash ^= o->hash >> 32;
}

/** Add a word of more than DIGEST_ALL bytes. */
static void outline_add_long(struct inq_ctx *job, struct outline *o, uint16_t fact, inq_str text)
{
    const uint32_t id = intern(job, str_trim(text));
    const struct key_digest d = {.head = id, .len = UINT8_MAX};
    outline_put(o, fact, &d);
    o->whole &= id != INTERN_FAILED;
}

/** Add a word. */
static inline void outline_add(struct inq_ctx *job, struct outline *o, uint16_t fact, inq_str text)
{
    if (text.len > DIGEST_ALL) {
        outline_add_long(job, o, fact, text);
        return;
    }
    const struct key_digest d = key_digest(text);
    outline_put(o, fact, &d);
}

static bool same_outline(const struct outline *a, const struct outline *b)
{
    return a->hash == b->hash && a->n == b->n && a->flags == b->flags &&
           memcmp(a->words, b->words, a->n * sizeof *a->words) == 0;
}

static void draw_outline(struct inq_ctx *job, const struct subject *subject, const struct chosen *c,
                         struct outline *o)
{
    const struct identity *id = &subject->identity;
    const inq_str said[OUTLINE_LABEL] = {id->type, id->version, id->workspace, subject->owner};
    outline_start(o, subject->flags);
    for (size_t i = 0; i < OUTLINE_LABEL; i++)
        outline_add(job, o, FACT_NONE, said[i]);
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].judged)
            outline_add(job, o, c->items[i].fact, chosen_value(job, &c->items[i]));
}

bool observe_init(struct inq_ctx *job)
{
    job->builder->outlines =
        arena_alloc(&job->part->arena, OUTLINE_MEMO * sizeof *job->builder->outlines, 0);
    return job->builder->outlines != NULL;
}

/* ---- the observation ---------------------------------------------------------------------- */

/** The type in lower case, in `lower`. */
static inq_str lower_type(inq_str type, char lower[64])
{
    const size_t n = type.len < 64 ? type.len : 64;
    for (size_t i = 0; i < n; i++)
        lower[i] = byte_lower(type.ptr[i]);
    return (inq_str){lower, n};
}

static bool intern_label(struct inq_ctx *job, const struct subject *subject, struct outline_memo *m)
{
    const struct identity *id = &subject->identity;
    char lower[64];
    const inq_str type = lower_type(id->type, lower);
    const struct label label = {
        .type = intern(job, type),
        .version = intern(job, id->version.len ? id->version : STR_NONE),
        .workspace = intern(job, id->workspace.len ? id->workspace : STR_NONE),
        .owner = intern(job, subject->owner.len ? subject->owner : STR_NONE),
    };
    if (label.type == INTERN_FAILED || label.version == INTERN_FAILED ||
        label.workspace == INTERN_FAILED || label.owner == INTERN_FAILED)
        return false;
    m->type_hash = (uint32_t)str_hash(type) * 31;
    m->label = labels_put(&job->part->labels, label);
    return m->label != LABEL_FAILED;
}

bool asked_for(const struct inq_ctx *job, inq_str name)
{
    for (size_t i = 0; i < job->settings->n_names; i++)
        if (str_glob(job->settings->names[i], name))
            return true;
    return false;
}

/** Records that are well keep only what was judged and what relations need. */
static void drop_details(struct chosen *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        if (!c->items[i].detail)
            c->items[n++] = c->items[i];
    c->n = n;
}

/** What stands around the facts, from the window and from before it moved. */
static void keep_slices(struct inq_ctx *job, struct observation *o, size_t base)
{
    struct builder *b = job->builder;
    struct arena *a = &job->part->arena;
    struct slice *list = NULL;
    for (const struct slice *early = b->early; early; early = early->next) {
        struct slice *copy = arena_alloc(a, sizeof *copy, 0);
        char *text = arena_raw(a, early->text.len + 1, 1);
        if (!copy || !text)
            break;
        memcpy(text, early->text.ptr, early->text.len);
        *copy = *early;
        copy->text.ptr = text;
        copy->next = list;
        list = copy;
    }
    *observation_slices(o) = take_slices(job, a, base, list, true);
}

static bool intern_values(struct inq_ctx *job, struct chosen *c, bool judged)
{
    for (size_t i = 0; i < c->n; i++) {
        struct choice *x = &c->items[i];
        if (x->judged != judged)
            continue;
        x->id = intern(job, str_trim(chosen_value(job, x)));
        if (x->id == INTERN_FAILED)
            return false;
    }
    return true;
}

/** Behind the label an outline has the judged values in the order of the chosen. */
static void remember_ids(const struct chosen *c, struct outline_memo *m)
{
    unsigned k = OUTLINE_LABEL;
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].judged)
            m->ids[k++] = c->items[i].id;
}

static void recall_ids(struct chosen *c, const struct outline_memo *m)
{
    unsigned k = OUTLINE_LABEL;
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].judged)
            c->items[i].id = m->ids[k++];
}

/** Label, values and health of a record: as those of the last with the same outline, or found and
 *  remembered. `room` is used where there is nothing to remember. NULL when memory is out. */
static const struct outline_memo *sum_up(struct inq_ctx *job, const struct subject *subject,
                                         struct chosen *c, struct outline_memo *room)
{
    struct outline *o = &room->outline;
    draw_outline(job, subject, c, o);
    struct outline_memo **slot = &job->builder->outlines[o->hash % OUTLINE_MEMO];
    if (o->whole && *slot && same_outline(&(*slot)->outline, o)) {
        recall_ids(c, *slot);
        return *slot;
    }
    if (!intern_label(job, subject, room) || !intern_values(job, c, true))
        return NULL;
    room->judgement = judge(job, subject, c);
    if (!o->whole)
        return room;
    remember_ids(c, room);
    if (!*slot)
        *slot = arena_raw(&job->part->arena, sizeof **slot, 0);
    if (*slot)
        **slot = *room;
    return *slot;
}

/** A told result alone lists nothing, unless it is bad. */
static bool states_something(const struct subject *subject, bool states, inq_health health)
{
    return states && (!(subject->flags & FROM_LINES) || health == INQ_FAILED);
}

static void write_facts(struct inq_ctx *job, const struct chosen *c, struct observation *o)
{
    for (size_t i = 0; i < c->n; i++) {
        struct held *h = &job->builder->held[c->items[i].held];
        locate(job, h);
        const uint32_t column = h->column < FACT_COLUMN_MAX ? h->column : FACT_COLUMN_MAX;
        o->facts[i] = (struct fact){.value = c->items[i].id,
                                    .line = h->line,
                                    .path = h->path & 0xfffu,
                                    .column = column & 0xfffffu};
    }
}

static struct observation *new_observation(struct inq_ctx *job, const struct outline_memo *known,
                                           const struct subject *subject, uint8_t n_facts,
                                           bool slices)
{
    struct part *part = job->part;
    const inq_str name = subject->identity.name;
    struct observation *o = part_observation(part, n_facts, slices, name);
    if (!o)
        return NULL;
    o->hash = (uint32_t)str_hash(name) ^ known->type_hash;
    o->label = known->label;
    o->own_health = known->judgement.health & 0xffu;
    o->row = known->judgement.row;
    o->flags |= subject->flags;
    part->n_observations += (o->flags & (OBSERVED_STATE | FROM_LINES)) == OBSERVED_STATE;
    part->n_about_input += (o->flags & ABOUT_INPUT) != 0;
    return o;
}

static inq_status write_observation(struct inq_ctx *job, struct subject *subject, struct chosen *c,
                                    size_t base)
{
    struct outline_memo room;
    const struct outline_memo *known = sum_up(job, subject, c, &room);
    if (!known)
        return INQ_ENOMEM;
    const inq_health health = known->judgement.health;
    const bool states = c->states;
    const bool well =
        health == INQ_HEALTHY && !(subject->flags & FROM_LINES) && !subject->log && !c->heard;
    const bool quoted = !well && !job->unquoted;
    if (well && !asked_for(job, subject->identity.name))
        drop_details(c);
    if (!intern_values(job, c, false))
        return INQ_ENOMEM;
    subject->flags |= states_something(subject, states, health) ? OBSERVED_STATE : 0;
    struct observation *o = new_observation(job, known, subject, (uint8_t)c->n, quoted);
    if (!o)
        return INQ_ENOMEM;
    write_facts(job, c, o);
    if (quoted)
        keep_slices(job, o, base);
    o->line = c->n ? o->facts[0].line : window_place(&job->window, subject->offset).line;
    return INQ_OK;
}

static void note_capture_time(struct inq_ctx *job, int64_t t)
{
    struct part *part = job->part;
    if (t == CLOCK_NONE || (part->captured_by && strcmp(part->captured_by, "option") == 0))
        return;
    if (!part->captured_by || strcmp(part->captured_by, "dump") != 0 || t > part->captured)
        part->captured = t;
    part->captured_by = "dump";
}

static inq_str either(inq_str a, inq_str b)
{
    return a.ptr ? a : b;
}

/** Does the record's form leave open what it does not say? */
static uint8_t lacking(const struct subject *subject)
{
    const struct identity *id = &subject->identity;
    const bool blank_version = subject->table && id->version.ptr;
    const bool blank_workspace = subject->table && id->workspace.ptr;
    return (uint8_t)((id->version.len || blank_version ? 0 : LACKS_VERSION) |
                     (id->workspace.len || blank_workspace ? 0 : LACKS_WORKSPACE));
}

/** The type of a record that says the group of its type: TYPE.GROUP. */
static inq_str grouped_type(struct inq_ctx *job, inq_str type, inq_str group)
{
    inq_str version;
    const inq_str name = str_cut(group, '/', &version);
    char *text =
        version.ptr && type.len ? arena_raw(&job->values, type.len + name.len + 2, 1) : NULL;
    if (!text)
        return type;
    memcpy(text, type.ptr, type.len);
    text[type.len] = '.';
    memcpy(text + type.len + 1, name.ptr, name.len);
    return (inq_str){text, type.len + 1 + name.len};
}

static void identify_subject(struct inq_ctx *job, struct subject *subject, const struct gathered *g)
{
    struct identity *id = &subject->identity;
    id->name = either(id->name, gathered_fact(job, g, FACT_NAME));
    id->type = either(id->type, gathered_fact(job, g, FACT_TYPE));
    id->type = grouped_type(job, id->type, gathered_fact(job, g, FACT_GROUP));
    id->version = either(id->version, gathered_fact(job, g, FACT_VERSION));
    id->workspace = either(id->workspace, gathered_fact(job, g, FACT_WORKSPACE));
    subject->owner = gathered_fact(job, g, FACT_OWNER);
    note_capture_time(job, clock_parse(gathered_fact(job, g, FACT_CAPTURED)));
}

void record_time(struct inq_ctx *job, inq_str text)
{
    const int64_t t = clock_from_path(text);
    if (t == CLOCK_NONE)
        return;
    job->part->told_time = t;
    note_capture_time(job, t);
}

inq_status observe(struct inq_ctx *job, struct subject *subject, size_t base)
{
    struct builder *b = job->builder;
    struct chosen chosen;
    struct gathered gathered;
    struct identity *id = &subject->identity;
    if (!subject->identified) {
        gather(job, base, &gathered);
        identify_subject(job, subject, &gathered);
    }
    choose(job, base, subject->identified ? NULL : &gathered, &chosen);
    const bool whole = id->name.len && id->type.len && id->version.ptr && id->workspace.ptr;
    const bool named = whole || complete_identity(job, subject, base);
    inq_status status = INQ_OK;
    const bool manifest = chosen.linted && !chosen.states;
    if (named || (subject->flags & FROM_LINES) || subject->log || manifest) {
        subject->flags |= named ? lacking(subject) : ABOUT_INPUT;
        status = write_observation(job, subject, &chosen, base);
    } else if (chosen.states) {
        job_diag(job, 403, subject->offset, "a record with a state but no name and type");
    }
    job->comment = (struct identity){0};
    drop_held(b, base);
    return status;
}
