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
        const struct path_info *p = &job->schema->paths[b->held[i].path];
        if (p->fact == fact && p->rank < rank) {
            best = b->held[i].value;
            rank = p->rank;
        }
    }
    return best;
}

/* A value such as NAME_WORKSPACE of a child item names the parent. */
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
    if (!found.type.ptr && how->type_fact)
        found.type = held_fact(job, base, how->type_fact);
    if (!found.name.len || !found.type.len)
        return false;
    complete(id, &found);
    return true;
}

static void identify_from_values(struct inq_ctx *job, struct identity *id, size_t base)
{
    const struct schema *s = job->schema;
    for (size_t i = 0; i < s->n_identifies && !(id->name.ptr && id->type.ptr); i++) {
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
    if (!id->name.ptr || !id->type.ptr)
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
        const struct path_info *p = &job->schema->paths[b->held[i].path];
        uint32_t *best = &g->best[p->fact];
        const struct held *old = *best ? &b->held[*best - 1] : NULL;
        if (!old || (job->schema->paths[old->path].rank > p->rank && b->held[i].value.len) ||
            !old->value.len)
            *best = (uint32_t)i + 1;
    }
}

static inq_str gathered_fact(const struct inq_ctx *job, const struct gathered *g, uint16_t fact)
{
    return g->best[fact] ? job->builder->held[g->best[fact] - 1].value : STR_NONE;
}

/** The values that become facts: all that stand in lists, of the others only the best place. */
struct chosen {
    uint32_t index[256]; /* held values */
    uint32_t ids[256];   /* of their texts */
    size_t n;
    bool states; /* a judged fact is among them */
};

/* `g` is NULL where no fact can have two places, as in a row. */
static void choose(const struct inq_ctx *job, size_t base, const struct gathered *g,
                   struct chosen *c)
{
    const struct builder *b = job->builder;
    c->n = 0;
    c->states = false;
    for (size_t i = base; i < b->n_held && c->n < 256; i++) {
        const struct path_info *p = &job->schema->paths[b->held[i].path];
        if (p->fact < FIRST_STATED_FACT || (g && !p->many && g->best[p->fact] != i + 1))
            continue;
        c->index[c->n++] = (uint32_t)i;
        if (!c->states && job->schema->facts[p->fact].judged)
            c->states = str_trim(b->held[i].value).len > 0;
    }
}

/* ---- judging ------------------------------------------------------------------------------ */

/** The number of a string in the part; the few that come again and again are remembered. */
static uint32_t intern(struct inq_ctx *job, inq_str text)
{
    if (text.len > 16 || !text.ptr)
        return intern_put(&job->part->strings, text);
    const struct key_digest d = key_digest(text);
    struct intern_memo *memo = &job->builder->interned[digest_hash(&d) % INTERN_MEMO];
    if (memo->id && memo->digest.head == d.head && memo->digest.tail == d.tail &&
        memo->digest.len == d.len)
        return memo->id;
    *memo = (struct intern_memo){d, intern_put(&job->part->strings, text)};
    return memo->id;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 32);
}

/** The verdict on these values, from memory where the same combination was judged before. */
static struct judgement judge(struct inq_ctx *job, const struct subject *subject, uint32_t type,
                              const struct chosen *c)
{
    const struct schema *s = job->schema;
    const struct builder *b = job->builder;
    struct stated stated[256];
    size_t n = 0;
    uint64_t key = mix(subject->flags + 1u, type);
    for (size_t i = 0; i < c->n; i++) {
        const uint16_t fact = s->paths[b->held[c->index[i]].path].fact;
        if (!s->facts[fact].judged)
            continue;
        stated[n++] = (struct stated){fact, b->held[c->index[i]].value};
        key = mix(key, (uint64_t)fact << 32 | c->ids[i]);
    }
    struct verdict_memo *memo = &b->memo[key % VERDICT_MEMO];
    if (memo->key != key)
        *memo = (struct verdict_memo){
            key, s->judge(s->judge_self, subject->identity.type, stated, n, subject->flags)};
    return memo->judgement;
}

/* ---- the observation ---------------------------------------------------------------------- */

/** The numbers that an observation's identity is made of. */
struct identity_ids {
    uint32_t type, version, workspace, owner, hash;
};

static bool intern_identity(struct inq_ctx *job, const struct subject *subject,
                            struct identity_ids *ids)
{
    const struct identity *id = &subject->identity;
    char lower[64];
    const size_t n = id->type.len < sizeof lower ? id->type.len : sizeof lower;
    for (size_t i = 0; i < n; i++) {
        const char c = id->type.ptr[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    const inq_str type = {lower, n};
    ids->type = intern(job, type);
    ids->version = intern(job, id->version.len ? id->version : STR_NONE);
    ids->workspace = intern(job, id->workspace.len ? id->workspace : STR_NONE);
    ids->owner = intern(job, subject->owner.len ? subject->owner : STR_NONE);
    ids->hash = (uint32_t)(str_hash(id->name) ^ str_hash(type) * 31);
    return ids->type != INTERN_FAILED && ids->version != INTERN_FAILED &&
           ids->workspace != INTERN_FAILED && ids->owner != INTERN_FAILED;
}

static void set_fact(struct inq_ctx *job, struct held *h, struct fact *f, uint32_t value)
{
    if (!h->place.line)
        h->place = window_place(&job->window, h->offset);
    const uint32_t column = h->place.column;
    *f = (struct fact){.value = value,
                       .line = h->place.line,
                       .path = h->path & 0xfffu,
                       .column = (column < FACT_COLUMN_MAX ? column : FACT_COLUMN_MAX) & 0xfffffu};
}

/** Is this resource asked for by name? Then everything about it is kept. */
static bool asked_for(const struct inq_ctx *job, const struct subject *subject)
{
    for (size_t i = 0; i < job->settings->n_names; i++)
        if (str_glob(job->settings->names[i], subject->identity.name))
            return true;
    return false;
}

/** Records that are well keep only what was judged and what relations need. */
static void drop_details(const struct inq_ctx *job, struct chosen *c)
{
    const struct builder *b = job->builder;
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const uint16_t fact = job->schema->paths[b->held[c->index[i]].path].fact;
        if (job->schema->facts[fact].detail)
            continue;
        c->index[n] = c->index[i];
        c->ids[n++] = c->ids[i];
    }
    c->n = n;
}

static struct observation *new_observation(struct inq_ctx *job, const struct subject *subject,
                                           const struct identity_ids *ids, size_t n_facts,
                                           bool slices)
{
    const size_t facts = offsetof(struct observation, facts) + n_facts * sizeof(struct fact);
    const size_t head = slices ? ((facts + 7) & ~(size_t)7) + sizeof(struct slice *) : facts;
    const size_t name_len = subject->identity.name.len;
    /* the struct may end in padding that reaches beyond a short name */
    const size_t size = head + name_len + 1;
    struct observation *o = arena_raw(&job->part->arena, size > sizeof *o ? size : sizeof *o, 8);
    if (!o)
        return NULL;
    *o = (struct observation){
        .name_len = (uint32_t)name_len,
        .hash = ids->hash,
        .type = ids->type,
        .version = ids->version,
        .workspace = ids->workspace,
        .owner = ids->owner,
        .part = job->part->index,
        .n_facts = (uint16_t)n_facts,
        .flags = (uint8_t)(subject->flags | (slices ? HAS_SLICES : 0)),
    };
    char *name = (char *)o + head;
    if (name_len)
        memcpy(name, subject->identity.name.ptr, name_len);
    name[name_len] = 0;
    return o;
}

static void append(struct part *part, struct observation *o)
{
    if (part->last)
        part->last->next = o;
    else
        part->first = o;
    part->last = o;
    part->n_records++;
    part->n_observations += (o->flags & (OBSERVED_STATE | FROM_LINES)) == OBSERVED_STATE;
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
    const struct builder *b = job->builder;
    for (size_t i = 0; i < c->n; i++) {
        const struct held *h = &b->held[c->index[i]];
        if (job->schema->facts[job->schema->paths[h->path].fact].judged != judged)
            continue;
        c->ids[i] = intern(job, str_trim(h->value));
        if (c->ids[i] == INTERN_FAILED)
            return false;
    }
    return true;
}

/** A told result alone lists nothing, unless it is bad. */
static bool states_something(const struct subject *subject, const struct chosen *c,
                             inq_health health)
{
    return c->states && (!(subject->flags & FROM_LINES) || health == INQ_FAILED);
}

static void write_facts(struct inq_ctx *job, const struct chosen *c, struct observation *o)
{
    for (size_t i = 0; i < c->n; i++)
        set_fact(job, &job->builder->held[c->index[i]], &o->facts[i], c->ids[i]);
}

static inq_status write_observation(struct inq_ctx *job, struct subject *subject, struct chosen *c,
                                    size_t base)
{
    struct identity_ids ids;
    if (!intern_identity(job, subject, &ids) || !intern_values(job, c, true))
        return INQ_ENOMEM;
    const struct judgement verdict =
        c->states ? judge(job, subject, ids.type, c) : (struct judgement){INQ_HEALTHY, 0};
    const bool well = verdict.health == INQ_HEALTHY && !(subject->flags & FROM_LINES);
    if (well && !asked_for(job, subject))
        drop_details(job, c);
    struct observation *o = new_observation(job, subject, &ids, c->n, !well);
    if (!o || !intern_values(job, c, false))
        return INQ_ENOMEM;
    o->own_health = (uint8_t)verdict.health;
    o->flags |= states_something(subject, c, verdict.health) ? OBSERVED_STATE : 0;
    write_facts(job, c, o);
    if (!well)
        keep_slices(job, o, base);
    o->line = c->n ? o->facts[0].line : window_place(&job->window, subject->offset).line;
    append(job->part, o);
    return INQ_OK;
}

static void note_capture_time(struct inq_ctx *job, inq_str text)
{
    struct part *part = job->part;
    const int64_t t = text.ptr ? clock_parse(text) : CLOCK_NONE;
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
    note_capture_time(job, gathered_fact(job, g, FACT_CAPTURED));
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
    if (named || (subject->flags & FROM_LINES)) {
        subject->flags |= named ? lacking(subject) : ABOUT_INPUT;
        status = write_observation(job, subject, &chosen, base);
    } else if (chosen.states) {
        job_diag(job, 403, subject->offset, "a record with a state but no name and type");
    }
    job->comment = (struct identity){0};
    drop_held(b, base);
    return status;
}
