/* SPDX-License-Identifier: MIT */
/* Each top-level key of a pack document has one reader in a table; unknown keys are named with
 * the nearest known one. What makes no sense is left out, the rest is used. */
#include "kind.h"

#include "buf.h"
#include "str.h"

#include <stdlib.h>

struct reader {
    struct kinds *kinds;
    struct arena *arena;
    struct diags *diags;
};

struct key_reader {
    const char *key;
    void (*read)(struct reader *r, const struct tree *value);
};

void pack_unknown_key(struct diags *diags, const struct tree *at, const char *const *known)
{
    struct nearest n = {.word = at->key};
    for (; *known; known++)
        nearest_try(&n, str_of(*known));
    diag_add(diags, 501, at->line, at->column, "%.*s" NEAREST_FORMAT, STR_ARG(at->key),
             NEAREST_ARG(n));
}

static void bad_value(struct reader *r, const struct tree *at, const char *what)
{
    diag_add(r->diags, 504, at->line, at->column, "%s", what);
}

static const struct regex *read_pattern(struct reader *r, const struct tree *at)
{
    inq_str why = STR_NONE;
    const inq_str text = tree_text(at);
    const struct regex *re = text.ptr ? regex_new(r->arena, text, &why) : NULL;
    if (!re && at)
        diag_add(r->diags, 503, at->line, at->column, "%.*s", STR_ARG(why));
    struct kinds *k = r->kinds;
    if (re && !ARENA_GROW(r->arena, k->patterns, k->pattern_cap, k->n_patterns))
        longjmp(*r->arena->unwind, 1);
    if (re)
        k->patterns[k->n_patterns++] = re;
    return re;
}

void kinds_hasten(const struct kinds *k)
{
    for (size_t i = 0; i < k->n_patterns; i++)
        regex_hasten(k->patterns[i]);
}

/* Room for one more at the end of an array that lives in the arena. */
static void *one_more(struct reader *r, void *old, size_t n, size_t size)
{
    void *grown = arena_must(r->arena, n + 1, size);
    if (n)
        memcpy(grown, old, n * size);
    return grown;
}

static uint16_t known_fact(const struct reader *r, inq_str name)
{
    const uint16_t fact = schema_find_fact(&r->kinds->schema, name);
    return fact < FIRST_STATED_FACT ? fact : 0;
}

/* ---- the platform document ---------------------------------------------------------------- */

static void read_platform(struct reader *r, const struct tree *value)
{
    r->kinds->platform = tree_text(value);
}

static void read_nothing(struct reader *r, const struct tree *value)
{
    (void)r, (void)value;
}

/** Read where it is used. The last pack that has it decides. */
static void read_alerts(struct reader *r, const struct tree *value)
{
    r->kinds->alerts = value;
}

static void read_wrappers(struct reader *r, const struct tree *value)
{
    for (const struct tree *w = NULL; (w = tree_each(value, w));)
        schema_wrapper(&r->kinds->schema, tree_text(w));
}

static void read_facts(struct reader *r, const struct tree *value)
{
    struct schema *s = &r->kinds->schema;
    for (const struct tree *f = value->first; f; f = f->next) {
        const uint16_t fact = schema_fact(s, f->key);
        uint16_t rank = 0;
        for (const struct tree *p = NULL; (p = tree_each(f, p)); rank++)
            if (!fact || !tree_text(p).len || !schema_path(s, fact, tree_text(p), rank))
                bad_value(r, p, "this place is taken by another fact, or there are too many");
    }
}

/** Set a flag, a bool at this offset in struct fact_info, of the facts that a list names. */
static void flag_facts(struct reader *r, const struct tree *names, size_t flag)
{
    struct schema *s = &r->kinds->schema;
    for (const struct tree *t = NULL; (t = tree_each(names, t));)
        *(bool *)((char *)&s->facts[schema_fact(s, tree_text(t))] + flag) = true;
}

static void read_details(struct reader *r, const struct tree *value)
{
    flag_facts(r, value, offsetof(struct fact_info, detail));
}

static void read_texts(struct reader *r, const struct tree *value)
{
    flag_facts(r, value, offsetof(struct fact_info, text));
}

static void read_compared(struct reader *r, const struct tree *value)
{
    flag_facts(r, value, offsetof(struct fact_info, compared));
}

static void read_linted(struct reader *r, const struct tree *value)
{
    flag_facts(r, value, offsetof(struct fact_info, linted));
}

static void read_past(struct reader *r, const struct tree *value)
{
    flag_facts(r, value, offsetof(struct fact_info, past));
}

/** FACT: OTHER, where the values of the other tell what the first was and when. */
static void read_dated(struct reader *r, const struct tree *value)
{
    struct schema *s = &r->kinds->schema;
    for (const struct tree *x = value->first; x; x = x->next)
        s->facts[schema_fact(s, tree_text(x))].dates = schema_fact(s, x->key);
}

static int read_mark_kind(const struct tree *x)
{
    static const char *const words[INQ_N_MARK] = {[INQ_MARK_EVENT] = "event",
                                                  [INQ_MARK_LOG] = "log",
                                                  [INQ_MARK_CONTAINER] = "container",
                                                  [INQ_MARK_RUN] = "run"};
    int kind = 0;
    while (kind < INQ_N_MARK && !str_eq(tree_text(tree_get(x, "kind")), str_of(words[kind])))
        kind++;
    return kind;
}

static void read_marks(struct reader *r, const struct tree *value)
{
    struct kinds *k = r->kinds;
    for (const struct tree *x = NULL; (x = tree_each(value, x));) {
        const int kind = read_mark_kind(x);
        const inq_str at = tree_text(tree_get(x, "at")), count = tree_text(tree_get(x, "count"));
        if (kind == INQ_N_MARK || !at.len || k->n_marks == MAX_MARKS) {
            bad_value(r, x, "a mark is an event, log, container or run and needs its time");
            continue;
        }
        struct mark_pattern *m = &k->marks[k->n_marks++];
        *m = (struct mark_pattern){.kind = (inq_mark_kind)kind,
                                   .at = schema_fact(&k->schema, at),
                                   .text = tree_text(tree_get(x, "text")),
                                   .count = count.len ? schema_fact(&k->schema, count) : 0};
        k->schema.facts[m->at].marks = true;
    }
}

/** Hold lines of logs against a pattern that compiles. */
static void watch_line(struct reader *r, const struct tree *pattern, enum watch_role role)
{
    if (!watch_add(r->kinds->schema.watch, tree_text(pattern), role))
        bad_value(r, pattern, "there are too many patterns for lines of logs");
}

static void watch_each(struct reader *r, const struct tree *patterns, enum watch_role role)
{
    for (const struct tree *p = NULL; (p = tree_each(patterns, p));) {
        inq_str why = STR_NONE;
        if (regex_check(r->arena, tree_text(p), &why))
            watch_line(r, p, role);
        else
            diag_add(r->diags, 503, p->line, p->column, "%.*s", STR_ARG(why));
    }
}

static void read_logs(struct reader *r, const struct tree *value)
{
    watch_each(r, tree_get(value, "errors"), WATCH_ERROR);
    watch_each(r, tree_get(value, "ends"), WATCH_END);
    watch_each(r, tree_get(value, "times"), WATCH_TIME);
}

static void read_lines(struct reader *r, const struct tree *value)
{
    static const char *const roles[] = {
        [LINE_LOG] = "log",         [LINE_COMMAND] = "command", [LINE_LISTING] = "listing",
        [LINE_COMMENT] = "comment", [LINE_FENCE] = "fence",     [LINE_NOISE] = "noise",
        [LINE_HEADING] = "heading", [LINE_TIME] = "time",       [LINE_PROGRESS] = "progress"};
    struct schema *s = &r->kinds->schema;
    for (const struct tree *l = NULL; (l = tree_each(value, l));) {
        struct line_pattern p = {LINE_TEXT, r->kinds->platform,
                                 read_pattern(r, tree_get(l, "match"))};
        for (int i = 1; i <= LINE_PROGRESS; i++)
            if (str_eq(tree_text(tree_get(l, "role")), str_of(roles[i])))
                p.role = (enum line_role)i;
        if (p.role == LINE_TEXT)
            bad_value(r, l, "the role is not one that a line can have");
        if (!p.regex || p.role == LINE_TEXT)
            continue;
        if (str_eq(tree_text(tree_get(l, "ends")), STR("log")))
            watch_line(r, tree_get(l, "match"), WATCH_END);
        s->lines = one_more(r, s->lines, s->n_lines, sizeof *s->lines);
        s->lines[s->n_lines++] = p;
    }
}

/* apply_result → apply.result */
static inq_str fact_of_group(struct arena *a, inq_str group)
{
    char *name = arena_must(a, group.len + 1, 1);
    for (size_t i = 0; i < group.len; i++)
        name[i] = group.ptr[i] == '_' ? '.' : group.ptr[i];
    return (inq_str){name, group.len};
}

/** The pattern of `x`, whose named groups are facts that stand at `place`. */
static struct extract read_fact_groups(struct reader *r, const struct tree *x, inq_str place)
{
    struct schema *s = &r->kinds->schema;
    struct extract e = {.regex = read_pattern(r, x)};
    for (unsigned i = 0; e.regex && i < regex_n_names(e.regex); i++) {
        unsigned group;
        const inq_str name = regex_name(e.regex, i, &group);
        const uint16_t fact = schema_fact(s, fact_of_group(r->arena, name));
        e.facts[group] = schema_named_path(s, fact, place);
    }
    return e;
}

static void read_extract(struct reader *r, const struct tree *value)
{
    struct schema *s = &r->kinds->schema;
    for (const struct tree *x = NULL; (x = tree_each(value, x));) {
        const struct extract e = read_fact_groups(r, x, STR("line"));
        if (!e.regex)
            continue;
        s->extracts = one_more(r, s->extracts, s->n_extracts, sizeof *s->extracts);
        s->extracts[s->n_extracts++] = e;
    }
}

/* ---- tables known by their titles --------------------------------------------------------- */

static struct form_column read_form_column(struct reader *r, const struct tree *cell)
{
    struct schema *s = &r->kinds->schema;
    struct form_column c = {.with = STR_NONE};
    c.title = str_cut(cell->key, '=', &c.with);
    if (cell->kind != TREE_LIST) {
        c.path = schema_named_path(s, schema_fact(s, tree_text(cell)), cell->key);
        return c;
    }
    for (const struct tree *x = NULL; (x = tree_each(cell, x));) {
        const struct extract e = read_fact_groups(r, x, cell->key);
        if (!e.regex)
            continue;
        c.patterns = one_more(r, c.patterns, c.n_patterns, sizeof *c.patterns);
        c.patterns[c.n_patterns++] = e;
    }
    return c;
}

static void read_titles(struct reader *r, const struct tree *value, inq_str **titles, size_t *n)
{
    for (const struct tree *x = NULL; (x = tree_each(value, x));) {
        *titles = one_more(r, *titles, *n, sizeof **titles);
        (*titles)[(*n)++] = tree_text(x);
    }
}

static enum form_use read_form_use(struct reader *r, const struct tree *of)
{
    static const char *const words[] = {[FORM_HEADING] = "heading",
                                        [FORM_RESOURCE] = "resource",
                                        [FORM_MEMBERS] = "members",
                                        [FORM_OTHERS] = "others"};
    for (int i = FORM_HEADING; of && i <= FORM_OTHERS; i++)
        if (str_eq(tree_text(of), str_of(words[i])))
            return (enum form_use)i;
    if (of)
        bad_value(r, of, "a table is of heading, resource, members or others");
    return FORM_ROWS;
}

static struct form read_form(struct reader *r, const struct tree *t)
{
    struct schema *s = &r->kinds->schema;
    const inq_str owner = tree_text(tree_get(t, "owner"));
    struct form form = {.use = read_form_use(r, tree_get(t, "of")),
                        .first = str_eq(tree_text(tree_get(t, "rows")), STR("first")),
                        .type = tree_text(tree_get(t, "type")),
                        .latest = tree_text(tree_get(t, "latest")),
                        .what = tree_text(tree_get(t, "what"))};
    read_titles(r, tree_get(t, "titles"), &form.titles, &form.n_titles);
    read_titles(r, tree_get(t, "without"), &form.without, &form.n_without);
    if (owner.len && form.n_titles)
        form.owner = schema_named_path(s, schema_fact(s, owner), form.titles[0]);
    return form;
}

static void read_tables(struct reader *r, const struct tree *value)
{
    struct schema *s = &r->kinds->schema;
    for (const struct tree *t = NULL; (t = tree_each(value, t));) {
        const struct tree *cells = tree_get(t, "cells");
        struct form form = read_form(r, t);
        for (const struct tree *c = cells ? cells->first : NULL; c; c = c->next) {
            form.columns = one_more(r, form.columns, form.n_columns, sizeof *form.columns);
            form.columns[form.n_columns++] = read_form_column(r, c);
        }
        const bool others = form.use == FORM_OTHERS;
        if (!form.n_titles || (others ? !form.what.len : !form.n_columns)) {
            bad_value(r, t,
                      others ? "a table of others needs titles and what they are"
                             : "a table needs titles and cells");
            continue;
        }
        s->forms = one_more(r, s->forms, s->n_forms, sizeof *s->forms);
        s->forms[s->n_forms++] = form;
    }
}

static void read_groups(struct reader *r, const struct regex *re, uint8_t *groups)
{
    for (unsigned i = 0; i < regex_n_names(re); i++) {
        unsigned group;
        const inq_str name = regex_name(re, i, &group);
        groups[group] = (uint8_t)known_fact(r, name);
    }
}

static void read_identify(struct reader *r, const struct tree *value)
{
    struct schema *s = &r->kinds->schema;
    for (const struct tree *x = NULL; (x = tree_each(value, x));) {
        struct identify how = {.regex = read_pattern(r, tree_get(x, "match"))};
        if (!how.regex)
            continue;
        how.fact = schema_fact(s, tree_text(tree_get(x, "fact")));
        const inq_str type = tree_text(tree_get(x, "type"));
        how.type_fact = type.len ? schema_fact(s, type) : 0;
        read_groups(r, how.regex, how.facts);
        s->identifies = one_more(r, s->identifies, s->n_identifies, sizeof *s->identifies);
        s->identifies[s->n_identifies++] = how;
    }
}

static void read_options(struct reader *r, const struct tree *value)
{
    struct schema *s = &r->kinds->schema;
    for (const struct tree *f = value->first; f; f = f->next)
        for (const struct tree *o = NULL; (o = tree_each(f, o));) {
            s->options = one_more(r, s->options, s->n_options, sizeof *s->options);
            s->options[s->n_options++] =
                (struct command_option){tree_text(o), r->kinds->platform, known_fact(r, f->key)};
        }
}

static void read_links(struct reader *r, const struct tree *value, enum link_role role)
{
    struct kinds *k = r->kinds;
    for (const struct tree *x = NULL; (x = tree_each(value, x));) {
        struct link_pattern l = {.role = role, .regex = read_pattern(r, tree_get(x, "match"))};
        if (!l.regex)
            continue;
        l.fact = schema_fact(&k->schema, tree_text(tree_get(x, "fact")));
        k->schema.facts[l.fact].names = true;
        l.types = tree_get(x, "types");
        l.why = tree_text(tree_get(x, "why"));
        read_groups(r, l.regex, l.groups);
        k->links = one_more(r, k->links, k->n_links, sizeof *k->links);
        k->links[k->n_links++] = l;
    }
}

static void read_depends(struct reader *r, const struct tree *value)
{
    read_links(r, value, LINK_NEEDS);
}

static void read_parents(struct reader *r, const struct tree *value)
{
    read_links(r, value, LINK_PARENT);
}

static void read_parts(struct reader *r, const struct tree *value)
{
    read_links(r, value, LINK_PART);
}

static void read_commands(struct reader *r, const struct tree *value)
{
    struct kinds *k = r->kinds;
    k->commands = one_more(r, k->commands, k->n_commands, sizeof *k->commands);
    k->commands[k->n_commands++] =
        (struct command_set){.platform = k->platform,
                             .list = tree_text(tree_get(value, "list")),
                             .detail = tree_text(tree_get(value, "detail"))};
}

static void read_patterns(struct reader *r, const struct tree *value, struct secret_pattern **all,
                          size_t *n)
{
    for (const struct tree *x = NULL; (x = tree_each(value, x));) {
        const struct secret_pattern p = {tree_text(tree_get(x, "kind")),
                                         read_pattern(r, tree_get(x, "match"))};
        if (!p.regex)
            continue;
        *all = one_more(r, *all, *n, sizeof p);
        (*all)[(*n)++] = p;
    }
}

static void read_secrets(struct reader *r, const struct tree *value)
{
    read_patterns(r, value, &r->kinds->secrets, &r->kinds->n_secrets);
}

static void read_secret_keys(struct reader *r, const struct tree *value)
{
    read_patterns(r, value, &r->kinds->secret_keys, &r->kinds->n_secret_keys);
}

static void read_places(struct reader *r, const struct tree *value, struct secret_place **all,
                        size_t *n)
{
    for (const struct tree *x = NULL; (x = tree_each(value, x));) {
        const struct secret_place p = {.kind = tree_text(tree_get(x, "kind")),
                                       .regex = read_pattern(r, tree_get(x, "match")),
                                       .within = read_pattern(r, tree_get(x, "within")),
                                       .except = read_pattern(r, tree_get(x, "except")),
                                       .end = read_pattern(r, tree_get(x, "end")),
                                       .body = read_pattern(r, tree_get(x, "body"))};
        if (!p.regex)
            continue;
        *all = one_more(r, *all, *n, sizeof p);
        (*all)[(*n)++] = p;
    }
}

static void read_secret_maps(struct reader *r, const struct tree *value)
{
    read_places(r, value, &r->kinds->secret_maps, &r->kinds->n_secret_maps);
}

static void read_secret_blocks(struct reader *r, const struct tree *value)
{
    read_places(r, value, &r->kinds->secret_blocks, &r->kinds->n_secret_blocks);
}

static uint8_t nature_bit(struct reader *r, inq_str name)
{
    struct kinds *k = r->kinds;
    for (size_t i = 0; i < k->n_natures; i++)
        if (str_eq(k->natures[i], name))
            return (uint8_t)i;
    if (k->n_natures == MAX_NATURES)
        return 0;
    k->natures[k->n_natures] = name;
    return (uint8_t)k->n_natures++;
}

static uint32_t natures_of(struct reader *r, const struct tree *names)
{
    uint32_t natures = 0;
    for (const struct tree *n = NULL; (n = tree_each(names, n));)
        natures |= UINT32_C(1) << nature_bit(r, tree_text(n));
    return natures;
}

static void read_verdicts(struct reader *r, const struct tree *value)
{
    for (const struct tree *row = NULL; (row = tree_each(value, row));)
        verdict_read(&r->kinds->verdicts, &r->kinds->schema, row,
                     natures_of(r, tree_get(row, "nature")), r->diags);
}

static void read_watched(struct reader *r, const struct tree *x, struct watch_set *set)
{
    const struct watched_fact w = {
        .report = tree_text(tree_get(x, "report")),
        .observation = tree_text(tree_get(x, "observation")),
        .fact = schema_find_fact(&r->kinds->schema, tree_text(tree_get(x, "fact"))),
        .natures = natures_of(r, tree_get(x, "nature")),
        .words = tree_get(x, "for")};
    if (!w.fact || !w.report.len || !w.observation.len) {
        bad_value(r, x, "what is watched needs a known fact, a report and an observation");
        return;
    }
    set->facts = one_more(r, set->facts, set->n_facts, sizeof w);
    set->facts[set->n_facts++] = w;
}

static void read_watches(struct reader *r, const struct tree *value)
{
    struct kinds *k = r->kinds;
    struct watch_set set = {.platform = k->platform,
                            .schedule = tree_text(tree_get(value, "schedule")),
                            .timezone = tree_text(tree_get(value, "timezone")),
                            .filter = tree_text(tree_get(value, "filter")),
                            .compare = tree_text(tree_get(value, "operator"))};
    for (const struct tree *x = NULL; (x = tree_each(tree_get(value, "facts"), x));)
        read_watched(r, x, &set);
    k->watch_sets = one_more(r, k->watch_sets, k->n_watch_sets, sizeof set);
    k->watch_sets[k->n_watch_sets++] = set;
}

/* ---- kind documents ----------------------------------------------------------------------- */

static void read_children(struct reader *r, struct kind *kind, const struct tree *value)
{
    for (const struct tree *c = NULL; (c = tree_each(value, c));) {
        const struct child_pattern child = {
            .type = tree_text(tree_get(c, "type")),
            .name = tree_text(tree_get(c, "name")),
            .always = str_eq(tree_text(tree_get(c, "always")), STR("true"))};
        if (!child.type.len || !child.name.len) {
            bad_value(r, c, "a child needs type and name");
            continue;
        }
        kind->children = one_more(r, kind->children, kind->n_children, sizeof child);
        kind->children[kind->n_children++] = child;
    }
}

static struct kind *make_kind(struct reader *r, inq_str name)
{
    struct kinds *k = r->kinds;
    for (size_t i = 0; i < k->n; i++)
        if (str_eq(k->items[i]->name, name))
            return k->items[i];
    if (!ARENA_GROW(r->arena, k->items, k->cap, k->n))
        longjmp(*r->arena->unwind, 1);
    return k->items[k->n++] = arena_must(r->arena, 1, sizeof(struct kind));
}

static void read_kind(struct reader *r, const struct tree *doc)
{
    static const char *const known[] = {"kind",      "match", "nature",   "level",
                                        "execution", "facts", "children", NULL};
    for (const struct tree *t = doc->first; t; t = t->next) {
        const char *const *k = known;
        while (*k && !str_eq(t->key, str_of(*k)))
            k++;
        if (!*k)
            pack_unknown_key(r->diags, t, known);
    }
    const struct tree *nature = tree_get(doc, "nature"), *facts = tree_get(doc, "facts");
    if (!nature) {
        diag_add(r->diags, 502, doc->line, doc->column, "a kind needs its nature");
        return;
    }
    if (facts)
        read_facts(r, facts);
    for (const struct tree *name = NULL; (name = tree_each(tree_get(doc, "kind"), name));) {
        const inq_str type = tree_text(tree_get(tree_get(doc, "match"), "type"));
        struct kind *kind = make_kind(r, type.len ? type : tree_text(name));
        *kind =
            (struct kind){.name = type.len ? type : tree_text(name),
                          .platform = r->kinds->platform,
                          .nature = nature_bit(r, tree_text(nature)),
                          .instance = str_eq(tree_text(tree_get(doc, "level")), STR("instance")),
                          .execution = str_eq(tree_text(tree_get(doc, "execution")), STR("true"))};
        read_children(r, kind, tree_get(doc, "children"));
    }
}

/* ---- packs -------------------------------------------------------------------------------- */

static const struct key_reader readers[] = {
    {"platform", read_platform},
    {"source", read_nothing},
    {"wrappers", read_wrappers},
    {"facts", read_facts},
    {"details", read_details},
    {"texts", read_texts},
    {"past", read_past},
    {"linted", read_linted},
    {"compared", read_compared},
    {"marks", read_marks},
    {"dated", read_dated},
    {"lines", read_lines},
    {"extract", read_extract},
    {"identify", read_identify},
    {"options", read_options},
    {"depends", read_depends},
    {"parents", read_parents},
    {"parts", read_parts},
    {"commands", read_commands},
    {"tables", read_tables},
    {"verdicts", read_verdicts},
    {"watches", read_watches},
    {"logs", read_logs},
    {"alerts", read_alerts},
    {"secrets", read_secrets},
    {"secret-keys", read_secret_keys},
    {"secret-maps", read_secret_maps},
    {"secret-blocks", read_secret_blocks},
};
#define N_READERS (sizeof readers / sizeof *readers)

static void read_document(struct reader *r, const struct tree *doc)
{
    const char *known[N_READERS + 2] = {NULL};
    for (size_t i = 0; i < N_READERS; i++)
        known[i] = readers[i].key;
    known[N_READERS] = "kind";
    for (const struct tree *t = doc->first; t; t = t->next) {
        size_t i = 0;
        while (i < N_READERS && !str_eq(t->key, str_of(readers[i].key)))
            i++;
        if (i < N_READERS)
            readers[i].read(r, t);
        else
            pack_unknown_key(r->diags, t, known);
    }
}

static int by_name(const void *a, const void *b)
{
    const struct kind *const *x = a, *const *y = b;
    return str_cmp((*x)->name, (*y)->name);
}

static void mark_children(struct kinds *k)
{
    for (size_t i = 0; i < k->n; i++)
        for (size_t c = 0; c < k->items[i]->n_children; c++) {
            const struct kind *child = kinds_find(k, k->items[i]->children[c].type);
            ((struct kind *)(uintptr_t)child)->may_be_child = true;
        }
}

void kinds_read(struct kinds *k, const struct tree *docs, struct diags *diags)
{
    struct reader r = {k, k->schema.arena, diags};
    k->verdicts.at = 0;
    k->platform = STR_NONE;
    for (const struct tree *doc = docs; doc; doc = doc->next) {
        if (tree_get(doc, "kind"))
            read_kind(&r, doc);
        else if (doc->kind == TREE_MAP)
            read_document(&r, doc);
        else
            bad_value(&r, doc, "a pack is a map");
    }
    schema_keep_texts(&k->schema);
    if (k->n)
        qsort(k->items, k->n, sizeof *k->items, by_name);
    mark_children(k);
    k->other.nature = nature_bit(&r, STR("external"));
}

static struct judgement judge_record(const void *self, inq_str type, const struct stated *facts,
                                     size_t n, uint8_t flags)
{
    const struct kinds *k = self;
    char lower[64];
    inq_str low = {lower, type.len < sizeof lower ? type.len : sizeof lower};
    for (size_t i = 0; i < low.len; i++)
        lower[i] = byte_lower(type.ptr[i]);
    const struct verdict_row *row = kinds_judge(k, low, facts, n, flags);
    if (!row)
        return (struct judgement){INQ_UNKNOWN, UINT16_MAX};
    return (struct judgement){row->health, (uint16_t)(row - k->verdicts.rows)};
}

void kinds_init(struct kinds *k, struct arena *a)
{
    *k = (struct kinds){0};
    schema_init(&k->schema, a);
    k->schema.judge = judge_record;
    k->schema.judge_self = k;
    k->schema.facts[FACT_STATUS].judged = true;
    k->schema.facts[FACT_RUNTIME].judged = true;
    k->schema.facts[FACT_STAGE].judged = true;
}

const struct kind *kinds_find(const struct kinds *k, inq_str type)
{
    const struct kind wanted = {.name = type}, *key = &wanted;
    if (!k->n)
        return &k->other;
    struct kind *const *found = bsearch(&key, k->items, k->n, sizeof *k->items, by_name);
    return found ? *found : &k->other;
}

struct command_set kinds_commands(const struct kinds *k, inq_str type)
{
    const struct kind *kind = kinds_find(k, type);
    for (size_t i = k->n_commands; kind->platform.ptr && i-- > 0;)
        if (str_eq(k->commands[i].platform, kind->platform))
            return k->commands[i];
    return k->n_commands ? k->commands[0] : (struct command_set){.list = STR("")};
}

const struct watch_set *kinds_watch_set(const struct kinds *k, inq_str type)
{
    const struct kind *kind = kinds_find(k, type);
    if (!kind->platform.ptr)
        return k->n_watch_sets ? &k->watch_sets[0] : NULL;
    for (size_t i = k->n_watch_sets; i-- > 0;)
        if (str_eq(k->watch_sets[i].platform, kind->platform))
            return &k->watch_sets[i];
    return NULL;
}

const struct verdict_row *kinds_judge(const struct kinds *k, inq_str type,
                                      const struct stated *facts, size_t n, uint8_t flags)
{
    const struct kind *kind = kinds_find(k, type);
    const struct question q = {
        .nature = UINT32_C(1) << kind->nature, .facts = facts, .n = n, .flags = flags};
    return verdict_find(&k->verdicts, &q);
}

/* ---- templates ---------------------------------------------------------------------------- */

static bool is_plain_byte(char c)
{
    static const char joints[] = "-_.,:/@%+=";
    const char small = (char)(c | 0x20);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
           memchr(joints, c, sizeof joints - 1) != NULL;
}

/** A value that no shell would take for more than a word. */
static bool is_plain_word(inq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_plain_byte(text.ptr[i]))
            return false;
    return true;
}

/** Values stand in commands that a reader pastes; a name from a dump must stay one word there. */
static void put_quoted(struct buf *out, inq_str text)
{
    if (is_plain_word(text)) {
        buf_put(out, text);
        return;
    }
    buf_char(out, '\'');
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\'')
            buf_put(out, STR("'\\''"));
        else
            buf_char(out, text.ptr[i]);
    buf_char(out, '\'');
}

/** The end of what begins at `at` and is said as it stands. */
static size_t plain_run(inq_str text, size_t at)
{
    while (at < text.len && text.ptr[at] != '{' && text.ptr[at] != '[' && text.ptr[at] != ']')
        at++;
    return at;
}

inq_str template_fill(struct arena *a, inq_str text, const struct template_words *words)
{
    struct buf out = buf_new(a);
    size_t optional = SIZE_MAX; /* length of `out` where a [ ] part began */
    if (text.len && plain_run(text, 0) == text.len)
        return text;
    bool lacking = false;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        const char *close = c == '{' ? memchr(text.ptr + i, '}', text.len - i) : NULL;
        if (close) {
            const inq_str word = {text.ptr + i + 1, (size_t)(close - text.ptr) - i - 1};
            const inq_str found = words->value(words->self, word);
            lacking |= !found.len;
            (words->quoted ? put_quoted : buf_put)(&out, found);
            i = (size_t)(close - text.ptr);
        } else if (c == '[') {
            optional = out.len;
            lacking = false;
        } else if (c == ']' && optional != SIZE_MAX) {
            out.len = lacking ? optional : out.len;
            optional = SIZE_MAX;
        } else {
            const size_t end = plain_run(text, i + 1);
            buf_put(&out, (inq_str){text.ptr + i, end - i});
            i = end - 1;
        }
    }
    if (out.failed)
        longjmp(*a->unwind, 1);
    return buf_str(&out);
}
