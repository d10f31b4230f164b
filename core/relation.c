/* SPDX-License-Identifier: MIT */
#include "relation.h"

#include "str.h"

#define MAX_LINKS 256

/* ---- edges -------------------------------------------------------------------------------- */

static bool has_edge(const struct estate *e, uint32_t from, uint32_t to, enum edge_kind kind)
{
    for (const struct edge *x = relation_at(e, estate_get(e, from)->first_out); x;
         x = relation_at(e, x->next_out))
        if (x->to == to && x->kind == kind)
            return true;
    return false;
}

static void add_edge(struct estate *e, const struct edge *edge)
{
    if (edge->from == edge->to || has_edge(e, edge->from, edge->to, edge->kind))
        return;
    if (!ARENA_GROW(e->arena, e->edges, e->edge_cap, e->n_edges))
        longjmp(*e->arena->unwind, 1);
    struct edge *x = &e->edges[e->n_edges++];
    struct resource *from = estate_get(e, edge->from), *to = estate_get(e, edge->to);
    *x = *edge;
    x->next_out = from->first_out;
    x->next_in = to->first_in;
    from->first_out = to->first_in = (uint32_t)e->n_edges;
}

static uint32_t number_of(const struct estate *e, const struct resource *r)
{
    return (uint32_t)(r - e->items) + 1;
}

/* ---- children by convention --------------------------------------------------------------- */

/** '{name}-api' with the parent's name put in. */
static inq_str child_name(inq_str pattern, inq_str name, char *text, size_t size)
{
    const ptrdiff_t at = str_find(pattern, STR("{name}"));
    if (at < 0)
        return pattern;
    const size_t before = (size_t)at, after = pattern.len - before - 6;
    if (before + name.len + after >= size)
        return STR("");
    memcpy(text, pattern.ptr, before);
    memcpy(text + before, name.ptr, name.len);
    memcpy(text + before + name.len, pattern.ptr + before + 6, after);
    return (inq_str){text, before + name.len + after};
}

static struct identity child_identity(const struct estate *e, const struct resource *r,
                                      const struct child_pattern *p, char *text, size_t size)
{
    const bool instance = kinds_find(e->kinds, p->type)->instance;
    return (struct identity){.type = p->type,
                             .name = child_name(p->name, resource_name(r), text, size),
                             .workspace = instance ? STR_NONE : resource_workspace(e, r)};
}

/** A pattern seen from the child: which parents it may have. */
struct reverse_pattern {
    const struct kind *parent;
    uint32_t child_type;
    inq_str before, after; /* of {name} */
};

/** The patterns of kinds that the estate holds at all. */
static size_t reverse_patterns(struct estate *e, struct reverse_pattern *out, size_t max)
{
    const struct kinds *k = e->kinds;
    size_t n = 0;
    for (size_t i = 0; i < k->n; i++)
        for (size_t c = 0; c < k->items[i]->n_children && n < max; c++) {
            const struct child_pattern *p = &k->items[i]->children[c];
            const ptrdiff_t at = str_find(p->name, STR("{name}"));
            const uint32_t type = intern_find(&e->strings, p->type);
            if (at < 0 || type == INTERN_FAILED ||
                intern_find(&e->strings, k->items[i]->name) == INTERN_FAILED)
                continue;
            const size_t end = (size_t)at + 6;
            out[n++] = (struct reverse_pattern){k->items[i],
                                                type,
                                                {p->name.ptr, (size_t)at},
                                                {p->name.ptr + end, p->name.len - end}};
        }
    return n;
}

static void link_to_parent(struct estate *e, const struct resource *child,
                           const struct reverse_pattern *p)
{
    const inq_str name = resource_name(child);
    const size_t around = p->before.len + p->after.len;
    if (name.len <= around || !str_ends(name, p->after) || !str_starts(name, p->before))
        return;
    const struct identity id = {.type = p->parent->name,
                                .name = {name.ptr + p->before.len, name.len - around},
                                .workspace =
                                    p->parent->instance ? STR_NONE : resource_workspace(e, child)};
    const uint32_t parent = estate_find(e, &id);
    if (parent)
        add_edge(e, &(struct edge){.from = parent,
                                   .to = number_of(e, child),
                                   .kind = EDGE_CHILD,
                                   .why = STR("name"),
                                   .seen = child->newest});
}

#define MAX_REVERSE 128

static void link_parents(struct estate *e, const struct reverse_pattern *patterns, size_t n,
                         const struct resource *r)
{
    for (size_t i = 0; i < n; i++)
        if (patterns[i].child_type == estate_label(e, r->newest)->type)
            link_to_parent(e, r, &patterns[i]);
}

/* ---- links by facts ----------------------------------------------------------------------- */

/** Who is named by a value, or false. */
static bool named(const struct link_pattern *l, const struct regex_scratch *scratch, inq_str value,
                  struct identity *id)
{
    struct regex_match m;
    *id = (struct identity){0};
    if (regex_find(l->regex, scratch, value, &m) != REGEX_YES)
        return false;
    inq_str *const parts[N_KNOWN_FACTS] = {
        [FACT_NAME] = &id->name, [FACT_TYPE] = &id->type, [FACT_WORKSPACE] = &id->workspace};
    for (unsigned g = 1; g < m.n; g++)
        if (l->groups[g] < N_KNOWN_FACTS && parts[l->groups[g]])
            *parts[l->groups[g]] = m.group[g];
    return id->name.len > 0;
}

/** Complete an identity for one type: the workspace is the one of who names it. */
static struct identity of_type(const struct estate *e, const struct resource *r,
                               const struct identity *id, inq_str type)
{
    struct identity whole = *id;
    whole.type = type;
    if (!whole.workspace.ptr && !kinds_find(e->kinds, type)->instance)
        whole.workspace = resource_workspace(e, r);
    return whole;
}

static uint32_t find_named(const struct estate *e, const struct resource *r,
                           const struct link_pattern *l, const struct identity *id)
{
    if (!l->types)
        return estate_find(e, id);
    for (const struct tree *t = NULL; (t = tree_each(l->types, t));) {
        const struct identity whole = of_type(e, r, id, tree_text(t));
        const uint32_t found = estate_find(e, &whole);
        if (found)
            return found;
    }
    return 0;
}

struct linker {
    struct estate *estate;
    struct regex_scratch scratch;
};

static void link_by(struct linker *l, const struct resource *r, const struct link_pattern *p,
                    const struct fact_ref *ref)
{
    struct estate *e = l->estate;
    struct identity id;
    if (!named(p, &l->scratch, estate_text(e, ref->fact->value), &id))
        return;
    const uint32_t other = find_named(e, r, p, &id);
    if (!other)
        return;
    const uint32_t self = number_of(e, r);
    add_edge(e, &(struct edge){.from = p->role == LINK_PARENT ? other : self,
                               .to = p->role == LINK_PARENT ? self : other,
                               .kind = p->role == LINK_NEEDS ? EDGE_DEPENDS : EDGE_CHILD,
                               .why = p->why,
                               .seen = ref->observation,
                               .fact = ref->fact});
}

static void link_facts(struct linker *l, const struct resource *r)
{
    const struct estate *e = l->estate;
    const struct kinds *k = e->kinds;
    for (const struct observation *o = r->newest; o; o = o->older)
        for (size_t i = 0; i < o->n_facts; i++) {
            const uint16_t fact = fact_number(e, &o->facts[i]);
            if (!k->schema.facts[fact].names)
                continue;
            const struct fact_ref ref = {&o->facts[i], o};
            for (size_t p = 0; p < k->n_links; p++)
                if (k->links[p].fact == fact)
                    link_by(l, r, &k->links[p], &ref);
        }
}

static void linker_init(struct linker *l, struct estate *e)
{
    *l = (struct linker){.estate = e};
    if (!regex_scratch_init(&l->scratch))
        longjmp(*e->arena->unwind, 1);
}

void relations_build(struct estate *e)
{
    struct linker l;
    struct reverse_pattern patterns[MAX_REVERSE];
    const size_t n = reverse_patterns(e, patterns, MAX_REVERSE);
    linker_init(&l, e);
    for (size_t i = 0; i < e->n; i++) {
        const struct resource *r = &e->items[i];
        if (r->states && r->may_be_child)
            link_parents(e, patterns, n, r);
        if (r->names)
            link_facts(&l, r);
    }
    regex_scratch_free(&l.scratch);
}

/* ---- what is not there -------------------------------------------------------------------- */

static bool covers(const struct scope *s, const struct missing_child *c)
{
    return s->listing && s->answered && (!s->type.ptr || str_eq(s->type, c->type)) &&
           (!s->workspace.ptr || str_eq(s->workspace, c->workspace)) &&
           (!s->name.ptr || str_glob(s->name.ptr, c->name));
}

static bool is_listed(const struct estate *e, const struct missing_child *c)
{
    for (size_t i = 0; i < e->n_parts; i++)
        for (const struct scope *s = e->parts[i]->scopes; s; s = s->next)
            if (covers(s, c))
                return true;
    return false;
}

size_t relations_missing(struct estate *e, const struct resource *r, struct missing_child *out,
                         size_t max)
{
    const struct kind *kind = resource_kind(e, r);
    char text[512];
    size_t n = 0;
    for (size_t i = 0; i < kind->n_children && n < max; i++) {
        const struct child_pattern *p = &kind->children[i];
        if (!p->always)
            continue;
        const struct identity id = child_identity(e, r, p, text, sizeof text);
        if (!id.name.len || estate_find(e, &id))
            continue;
        out[n] = (struct missing_child){
            .type = id.type, .name = str_copy(e->arena, id.name), .workspace = id.workspace};
        out[n].listed = is_listed(e, &out[n]);
        n++;
    }
    return n;
}

size_t relations_unseen(struct estate *e, const struct resource *r,
                        const struct regex_scratch *scratch, struct identity *out, size_t max)
{
    const struct kinds *k = e->kinds;
    struct fact_ref refs[MAX_LINKS];
    const size_t n_refs = r->names ? resource_facts(e, r, refs, MAX_LINKS) : 0;
    size_t n = 0;
    for (size_t i = 0; i < n_refs; i++)
        for (size_t p = 0; p < k->n_links && n < max; p++) {
            const struct link_pattern *link = &k->links[p];
            struct identity id;
            if (link->role != LINK_NEEDS || link->fact != fact_number(e, refs[i].fact) ||
                !link->types || !named(link, scratch, estate_text(e, refs[i].fact->value), &id) ||
                find_named(e, r, link, &id))
                continue;
            id = of_type(e, r, &id, tree_text(tree_each(link->types, NULL)));
            bool known = false;
            for (size_t x = 0; x < n; x++)
                known |= str_eq(out[x].name, id.name) && str_eq(out[x].type, id.type);
            if (!known)
                out[n++] = id;
        }
    return n;
}
