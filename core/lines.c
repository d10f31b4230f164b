/* SPDX-License-Identifier: MIT */
/* What the tool itself said: log lines become facts by the extract patterns of the packs, echoed
 * commands tell the scope of what follows. */
#include "builder.h"
#include "record.h"
#include "str.h"

/* ---- log lines ---------------------------------------------------------------------------- */

static void take_identity(const struct inq_ctx *job, const struct extract *e,
                          const struct regex_match *m, struct identity *id)
{
    *id = (struct identity){0};
    inq_str *const parts[N_KNOWN_FACTS] = {[FACT_NAME] = &id->name,
                                           [FACT_TYPE] = &id->type,
                                           [FACT_VERSION] = &id->version,
                                           [FACT_WORKSPACE] = &id->workspace};
    for (unsigned g = 1; g < m->n; g++) {
        const uint16_t fact = e->facts[g] ? job->schema->paths[e->facts[g]].fact : 0;
        if (fact < FIRST_STATED_FACT && parts[fact])
            *parts[fact] = m->group[g];
    }
}

static bool same_subject(const struct identity *a, const struct identity *b)
{
    return str_eq(a->name, b->name) && str_eq(a->type, b->type) && str_eq(a->version, b->version) &&
           str_eq(a->workspace, b->workspace);
}

static inq_str kept(struct inq_ctx *job, inq_str s)
{
    char *copy = s.ptr ? arena_raw(&job->part->arena, s.len + 1, 1) : NULL;
    if (copy) {
        memcpy(copy, s.ptr, s.len);
        copy[s.len] = 0;
    }
    return copy ? (inq_str){copy, s.len} : STR_NONE;
}

static inq_status begin_told(struct inq_ctx *job, const struct identity *id, uint64_t offset)
{
    struct told *t = &job->builder->told;
    const inq_status status = record_end_lines(job);
    *t = (struct told){.open = true, .base = job->builder->n_held};
    t->subject = (struct subject){.offset = offset,
                                  .flags = FROM_LINES,
                                  .identified = true,
                                  .identity = {kept(job, id->name), kept(job, id->type),
                                               kept(job, id->version), kept(job, id->workspace)}};
    if (t->subject.identity.name.ptr && !t->subject.identity.workspace.ptr)
        t->subject.identity.workspace = STR("");
    return status;
}

static bool hold_groups(struct inq_ctx *job, const struct extract *e, const struct regex_match *m,
                        uint64_t offset)
{
    for (unsigned g = 1; g < m->n; g++) {
        const uint16_t path = e->facts[g];
        if (!path || job->schema->paths[path].fact < FIRST_STATED_FACT || !m->group[g].len)
            continue;
        const uint64_t at = offset + (uint64_t)(m->group[g].ptr - m->group[0].ptr);
        if (!hold(job, path, m->group[g], at, true))
            return false;
    }
    return true;
}

/** Does a line tell again what can have one value only? Then it tells of a new attempt. */
static bool tells_again(const struct inq_ctx *job, const struct extract *e,
                        const struct regex_match *m)
{
    const struct builder *b = job->builder;
    for (unsigned g = 1; g < m->n; g++) {
        const struct path_info *path = &job->schema->paths[e->facts[g]];
        if (m->group[g].len && path->fact >= FIRST_STATED_FACT && !path->many &&
            b->seen[e->facts[g]] > b->told.base)
            return true;
    }
    return false;
}

static inq_status use_extract(struct inq_ctx *job, const struct extract *e,
                              const struct regex_match *m, uint64_t offset)
{
    struct told *t = &job->builder->told;
    struct identity id;
    take_identity(job, e, m, &id);
    inq_status status = INQ_OK;
    const bool other =
        id.name.ptr && (!same_subject(&id, &t->subject.identity) || tells_again(job, e, m));
    if (!t->open || other)
        status = begin_told(job, &id, offset);
    if (status)
        return status;
    return hold_groups(job, e, m, offset) ? INQ_OK : INQ_ENOMEM;
}

inq_status record_line(struct inq_ctx *job, inq_str text, uint64_t offset, bool loose)
{
    struct regex_match m;
    for (size_t i = 0; i < job->schema->n_extracts; i++) {
        const struct extract *e = &job->schema->extracts[i];
        const enum regex_result found = regex_find(e->regex, &job->regex, text, &m);
        if (found == REGEX_LIMIT)
            job_diag(job, 307, offset, "an extract pattern was given up");
        if (found == REGEX_YES)
            return use_extract(job, e, &m, offset + (uint64_t)(m.group[0].ptr - text.ptr));
    }
    bool fits;
    return loose ? record_loose_line(job, text, offset, &fits) : INQ_OK;
}

inq_status record_end_lines(struct inq_ctx *job)
{
    struct builder *b = job->builder;
    struct told *t = &b->told;
    if (b->log.open && b->log.loose)
        return record_log_end(job);
    if (!t->open)
        return INQ_OK;
    t->open = false;
    if (b->n_held == t->base)
        return INQ_OK;
    return observe(job, &t->subject, t->base);
}

/* ---- commands and comments ---------------------------------------------------------------- */

/** The next word of a command line, quotes removed; absent at the end. */
static inq_str next_word(inq_str *rest)
{
    *rest = str_trim(*rest);
    if (!rest->len)
        return STR_NONE;
    const char quote = rest->ptr[0];
    const bool quoted = quote == '"' || quote == '\'';
    size_t n = quoted ? 1 : 0;
    while (n < rest->len &&
           (quoted ? rest->ptr[n] != quote : rest->ptr[n] != ' ' && rest->ptr[n] != '\t'))
        n++;
    const inq_str word = {rest->ptr + quoted, n - quoted};
    n += quoted && n < rest->len;
    *rest = (inq_str){rest->ptr + n, rest->len - n};
    return word;
}

/* Placeholders of a recipe are not values: ${{workspace}}, <name>. */
static bool is_value(inq_str word)
{
    return word.len && word.ptr[0] != '-' && !memchr(word.ptr, '{', word.len) &&
           !memchr(word.ptr, '<', word.len) && !memchr(word.ptr, '$', word.len);
}

/** NAME | VERSION | TYPE | WORKSPACE, or TYPE:VERSION:NAME[:WORKSPACE]. */
static struct identity parse_id_option(inq_str value)
{
    struct identity id = {0};
    if (!memchr(value.ptr, '|', value.len)) {
        if (!identity_parse(value, &id))
            id = (struct identity){0};
        return id;
    }
    inq_str rest = value;
    id.name = str_trim(str_cut(rest, '|', &rest));
    id.version = str_trim(str_cut(rest, '|', &rest));
    id.type = str_trim(str_cut(rest, '|', &rest));
    id.workspace = str_trim(rest);
    return id;
}

static void set_option(struct identity *id, uint16_t fact, inq_str value)
{
    if (!is_value(value))
        return;
    if (fact == FACT_ID) {
        *id = parse_id_option(value);
        return;
    }
    inq_str *const parts[N_KNOWN_FACTS] = {
        [FACT_NAME] = &id->name, [FACT_TYPE] = &id->type, [FACT_WORKSPACE] = &id->workspace};
    if (fact < N_KNOWN_FACTS && parts[fact])
        *parts[fact] = value;
}

static bool same_platform(inq_str a, inq_str b)
{
    return !a.len || !b.len || str_eq(a, b);
}

static struct identity command_scope(const struct schema *s, inq_str words, inq_str platform)
{
    struct identity id = {0};
    for (inq_str word; (word = next_word(&words)).ptr;)
        for (size_t i = 0; i < s->n_options; i++)
            if (str_eq(word, s->options[i].option) &&
                same_platform(platform, s->options[i].platform))
                set_option(&id, s->options[i].fact, next_word(&words));
    return id;
}

static void lower(inq_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char *c = (char *)(uintptr_t)s.ptr + i;
        *c = byte_lower(*c);
    }
}

inq_status record_command(struct inq_ctx *job, inq_str words, uint64_t offset,
                          const struct line_pattern *as)
{
    const inq_status joint = record_end_joint(job);
    const inq_status status = joint ? joint : record_end_lines(job);
    struct scope *scope = arena_alloc(&job->part->arena, sizeof *scope, 0);
    if (!scope || status)
        return scope ? status : INQ_ENOMEM;
    job->builder->joint.member = (struct identity){0};
    const struct identity id = command_scope(job->schema, words, as->platform);
    *scope = (struct scope){.type = kept(job, id.type),
                            .workspace = kept(job, id.workspace),
                            .name = kept(job, id.name),
                            .line = window_place(&job->window, offset).line,
                            .listing = as->role == LINE_LISTING};
    lower(scope->type);
    if (job->part->last_scope)
        job->part->last_scope->next = scope;
    else
        job->part->scopes = scope;
    job->part->last_scope = scope;
    return INQ_OK;
}

void record_comment(struct inq_ctx *job, const struct identity *id)
{
    job->comment = (struct identity){kept(job, id->name), kept(job, id->type),
                                     kept(job, id->version), kept(job, id->workspace)};
}
