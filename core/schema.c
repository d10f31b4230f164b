/* SPDX-License-Identifier: MIT */
/* The trie of paths. It is built once, while packs are loaded, and only read afterwards. Nodes
 * are small hash tables: most keys of a dump lead nowhere, and "no" must be cheap. */
#include "schema.h"

#include "str.h"

static const char *const known_names[N_KNOWN_FACTS] = {
    [FACT_NONE] = "",
    [FACT_NAME] = "name",
    [FACT_TYPE] = "type",
    [FACT_VERSION] = "version",
    [FACT_WORKSPACE] = "workspace",
    [FACT_OWNER] = "owner",
    [FACT_ID] = "id",
    [FACT_GROUP] = "group",
    [FACT_CAPTURED] = "captured",
    [FACT_STATUS] = "status",
    [FACT_RUNTIME] = "runtime",
    [FACT_STATE] = "lifecycle.state",
    [FACT_STAGE] = "builder.stage",
    [FACT_WANTED] = "builder.wanted",
    [FACT_PROCESSED] = "builder.processed",
    [FACT_INFO] = "builder.info",
    [FACT_DELETED] = "object.deleted",
    [FACT_READY] = "replicas.ready",
    [FACT_REPLICAS] = "replicas.wanted",
    [FACT_TEXT] = "text",
    [FACT_LOG_TEXT] = "log.text",
    [FACT_LOG_ERROR] = "log.error",
    [FACT_LOG_ERRORS] = "log.errors",
    [FACT_LOG_LAST] = "log.last",
    [FACT_LOG_BLANK] = "log.blank",
};

const struct node *schema_search(const struct node *node, inq_str key)
{
    const struct key_digest d = key_digest(key);
    for (uint32_t i = digest_hash(&d);; i++) {
        const struct node_entry *e = &node->entries[i & node->mask];
        if (!e->node || key_is(e, &d, key))
            return e->node;
    }
}

static const char line_path[] = "line";

void schema_init(struct schema *s, struct arena *a)
{
    *s = (struct schema){.arena = a, .n_paths = 1, .watch = watch_new(a)};
    for (size_t i = 0; i < N_KNOWN_FACTS; i++)
        s->facts[i].name = str_of(known_names[i]);
    s->n_facts = N_KNOWN_FACTS;
    for (unsigned fact = FACT_LOG_TEXT; fact <= FACT_LOG_BLANK; fact++)
        s->paths[s->n_paths++] =
            (struct path_info){str_of(line_path), (uint16_t)fact, 0, fact <= FACT_LOG_ERROR};
}

uint16_t schema_find_fact(const struct schema *s, inq_str name)
{
    for (uint16_t i = 1; i < s->n_facts; i++)
        if (str_eq(s->facts[i].name, name))
            return i;
    return 0;
}

uint16_t schema_fact(struct schema *s, inq_str name)
{
    const uint16_t known = schema_find_fact(s, name);
    if (known || s->n_facts == MAX_FACTS)
        return known;
    s->facts[s->n_facts].name = str_copy(s->arena, name);
    return s->n_facts++;
}

static void put_entry(struct node *node, struct node_entry entry)
{
    uint32_t i = digest_hash(&entry.digest);
    while (node->entries[i & node->mask].node)
        i++;
    node->entries[i & node->mask] = entry;
}

/* At most a quarter full, so that a miss ends at the first look. */
static void grow_entries(struct schema *s, struct node *node)
{
    const struct node_entry *old = node->entries;
    const uint32_t n = old ? node->mask + 1 : 0;
    const uint32_t size = n ? n * 2 : 8;
    node->entries = arena_must(s->arena, size, sizeof *node->entries);
    node->mask = size - 1;
    for (uint32_t i = 0; i < n; i++)
        if (old[i].node)
            put_entry(node, old[i]);
}

static struct node *make_child(struct schema *s, struct node *node, inq_str key)
{
    struct node *known = (struct node *)(uintptr_t)schema_child(node, key);
    if (known)
        return known;
    if (!node->entries || (node->n_entries + 1) * 4 > node->mask + 1)
        grow_entries(s, node);
    struct node *child = arena_must(s->arena, 1, sizeof *child);
    put_entry(node, (struct node_entry){key_digest(key), str_copy(s->arena, key).ptr, child});
    node->n_entries++;
    node->lengths |= UINT64_C(1) << (key.len < 63 ? key.len : 63);
    return child;
}

static struct node *make_element(struct schema *s, struct node *node)
{
    if (!node->element)
        node->element = arena_must(s->arena, 1, sizeof *node->element);
    return node->element;
}

static uint16_t add_path(struct schema *s, struct path_info info)
{
    if (s->n_paths == MAX_PATHS)
        return 0;
    s->paths[s->n_paths] = info;
    return s->n_paths++;
}

static bool add_anywhere(struct schema *s, uint16_t fact, inq_str prefix)
{
    struct anywhere *grown = arena_must(s->arena, s->n_anywhere + 1, sizeof *grown);
    if (s->n_anywhere)
        memcpy(grown, s->anywhere, s->n_anywhere * sizeof *grown);
    const uint16_t path = add_path(s, (struct path_info){STR("(value)"), fact, 0, true});
    grown[s->n_anywhere] = (struct anywhere){str_copy(s->arena, prefix), path};
    const unsigned char first = (unsigned char)prefix.ptr[0];
    s->anywhere_first[first / 64] |= UINT64_C(1) << first % 64;
    s->anywhere = grown;
    s->n_anywhere++;
    return path != 0;
}

/** The node of a path that begins at `node`; `many`: it goes through a list. */
static struct node *make_node(struct schema *s, struct node *node, inq_str path, bool *many)
{
    for (inq_str rest = path; rest.ptr;) {
        inq_str key = str_cut(rest, '.', &rest);
        const bool list = str_ends(key, STR("[]"));
        node = make_child(s, node, list ? (inq_str){key.ptr, key.len - 2} : key);
        if (list)
            node = make_element(s, node);
        *many |= list;
    }
    return node;
}

/** The number of the value at a path inside of an element; 0 if there are too many. */
static uint16_t make_part(struct schema *s, struct node *element, inq_str path)
{
    bool many = false;
    struct node *node = make_node(s, element, path, &many);
    if (!node->part && s->n_parts < MAX_PARTS - 1 && !many)
        node->part = ++s->n_parts;
    return node->part;
}

static bool add_part(struct schema *s, struct node *node, struct element *e, inq_str path)
{
    const uint16_t part = e->n_parts < ELEMENT_PARTS ? make_part(s, node, path) : 0;
    if (part)
        e->parts[e->n_parts++] = part;
    return part != 0;
}

/** Read what follows the list: a template, or the path of the one part. */
static bool add_parts(struct schema *s, struct node *node, struct element *e, inq_str text)
{
    if (!memchr(text.ptr, '{', text.len))
        return add_part(s, node, e, text);
    e->text = text;
    for (inq_str rest = text; rest.ptr && memchr(rest.ptr, '{', rest.len);) {
        str_cut(rest, '{', &rest);
        const inq_str part = str_cut(rest, '}', &rest);
        if (!rest.ptr || !part.len || !add_part(s, node, e, part))
            return false;
    }
    return true;
}

/** Read `KEY=WORD@TIME`, each half of which may be missing. */
static bool add_condition(struct schema *s, struct node *node, struct element *e, inq_str inside)
{
    inq_str order;
    const inq_str key = str_cut(str_cut(inside, '@', &order), '=', &e->equals);
    e->key = key.len ? make_part(s, node, key) : 0;
    e->order = order.len ? make_part(s, node, order) : 0;
    if (e->order && s->n_parts < MAX_PARTS - 1)
        e->latest = ++s->n_parts;
    return (!key.len || (e->key && e->equals.len)) && (!order.ptr || e->latest);
}

/** `LIST[KEY=WORD].REST`, `LIST[@TIME].REST`, `LIST[].TEMPLATE`: what stands in the brackets begins
 *  at `open`. */
static bool add_element(struct schema *s, struct path_info info, size_t open)
{
    inq_str rest;
    const inq_str list = {info.text.ptr, open};
    const inq_str inside =
        str_cut((inq_str){list.ptr + open + 1, info.text.len - open - 1}, ']', &rest);
    struct element *e = arena_must(s->arena, 1, sizeof *e);
    struct node *node = make_element(s, make_node(s, &s->root, list, &info.many));
    if (!add_condition(s, node, e, inside) || rest.len < 2 ||
        !add_parts(s, node, e, (inq_str){rest.ptr + 1, rest.len - 1}))
        return false;
    info.many = !e->order;
    e->path = add_path(s, info);
    e->next = node->elements;
    node->elements = e->path ? e : e->next;
    return e->path != 0;
}

/** Where the brackets open that make a path one of parts of an element, or -1. */
static ptrdiff_t find_element(inq_str path)
{
    const ptrdiff_t equals = str_find(path, STR("=")), time = str_find(path, STR("[@"));
    ptrdiff_t open = equals;
    while (open >= 0 && path.ptr[open] != '[')
        open--;
    if (open >= 0 || time >= 0)
        return open >= 0 ? open : time;
    return str_find(path, STR("[].{"));
}

bool schema_path(struct schema *s, uint16_t fact, inq_str path, uint16_t rank)
{
    if (path.len > 1 && path.ptr[0] == '^')
        return add_anywhere(s, fact, (inq_str){path.ptr + 1, path.len - 1});
    struct path_info info = {.text = str_copy(s->arena, path), .fact = fact, .rank = rank};
    const ptrdiff_t open = find_element(info.text);
    if (open >= 0)
        return add_element(s, info, (size_t)open);
    struct node *node = make_node(s, &s->root, info.text, &info.many);
    if (node->path)
        return s->paths[node->path].fact == fact;
    node->path = add_path(s, info);
    return node->path != 0;
}

void schema_wrapper(struct schema *s, inq_str key)
{
    make_child(s, &s->root, key)->wrapper = true;
}

uint16_t schema_named_path(struct schema *s, uint16_t fact, inq_str name)
{
    for (uint16_t i = 1; i < s->n_paths; i++)
        if (s->paths[i].fact == fact && str_eq(s->paths[i].text, name))
            return i;
    return add_path(s, (struct path_info){str_copy(s->arena, name), fact, 0, false});
}

void schema_keep_texts(struct schema *s)
{
    for (uint16_t i = 1; i < s->n_paths; i++)
        s->paths[i].many |=
            s->facts[s->paths[i].fact].text && str_eq(s->paths[i].text, STR("line"));
    for (uint16_t f = 1; f < s->n_facts; f++)
        s->facts[f].heard = s->facts[f].past || (s->facts[f].text && !s->facts[f].detail);
}

const struct line_pattern *schema_line(const struct schema *s, const struct regex_scratch *scratch,
                                       inq_str line, struct regex_match *m)
{
    for (size_t i = 0; i < s->n_lines; i++)
        if (regex_find(s->lines[i].regex, scratch, line, m) == REGEX_YES)
            return &s->lines[i];
    return NULL;
}

enum line_role schema_line_role(const struct schema *s, const struct regex_scratch *scratch,
                                inq_str line, struct regex_match *m)
{
    const struct line_pattern *p = schema_line(s, scratch, line, m);
    return p ? p->role : LINE_TEXT;
}
