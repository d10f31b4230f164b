/* SPDX-License-Identifier: MIT */
/*
 * Compiling, matching, and the literals for the prefilter. PCRE2 stops by itself on its limits and
 * on the size of the JIT stack; both read as REGEX_LIMIT. The literals are found by a scan of the
 * pattern's text that follows only what it is sure of: each construct it does not know makes it
 * give up, since a wrong literal would lose matches while a missing one only costs time.
 */
#include "regex.h"

#include "str.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define COMPILE_OPTIONS (PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C)
#define MATCH_LIMIT 100000u
#define DEPTH_LIMIT 1000u
#define HEAP_LIMIT_KIB (16u << 10)
#define STACK_FIRST ((size_t)32 << 10)
#define STACK_LAST ((size_t)1 << 20)
#define TEXT_MAX ((size_t)1 << 20)
#define LITERAL_MIN 3u

struct regex {
    pcre2_code *code;
    const unsigned char *names; /* entries of two bytes of number and a name with its NUL */
    uint32_t n_names, name_size;
    uint32_t n_groups; /* the whole match included */
    struct regex_literals literals;
};

/* ---- the literals ------------------------------------------------------------------------- */

#define LITERALS_MAX 64u
#define GROUPS_DEEP 16u

struct scan {
    struct arena *arena;
    inq_str pattern;
    size_t at;
    char *run; /* what must come next to each other, so far */
    size_t n_run;
    struct regex_literals best; /* of the branch that is read */
    unsigned depth;             /* of open groups */
    bool folded;                /* case does not matter */
    bool lost;                  /* not sure of something: there is no literal */
};

/* Found anywhere, even where they are harmless: verbs, quoting, a match that starts late, and
 * control characters, which may be written with a bracket. */
static const char *const unsure[] = {"(*", "\\Q", "\\E", "\\K", "\\c"};

/* Groups that only group, capture or look around. All else behind "(?" may change the rules. */
static const char *const plain_groups[] = {
    "(?:", "(?i:", "(?>", "(?=", "(?!", "(?<", "(?P<", "(?'"};

static inq_str ahead(const struct scan *s)
{
    return (inq_str){s->pattern.ptr + s->at, s->pattern.len - s->at};
}

/** The character `i` places ahead, 0 past the end. */
static char peek(const struct scan *s, size_t i)
{
    return i < s->pattern.len - s->at ? s->pattern.ptr[s->at + i] : '\0';
}

static void skip(struct scan *s, size_t n)
{
    const size_t left = s->pattern.len - s->at;
    s->at += n < left ? n : left;
}

static bool is_plain_group(inq_str s)
{
    for (size_t i = 0; i < sizeof plain_groups / sizeof *plain_groups; i++) {
        if (str_starts(s, str_of(plain_groups[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_sure(inq_str pattern)
{
    for (size_t i = 0; i < sizeof unsure / sizeof *unsure; i++) {
        if (str_find(pattern, str_of(unsure[i])) >= 0) {
            return false;
        }
    }
    for (size_t i = 0; i + 1 < pattern.len; i++) {
        const inq_str rest = {pattern.ptr + i, pattern.len - i};
        if (str_starts(rest, STR("(?")) && !is_plain_group(rest)) {
            return false;
        }
    }
    return true;
}

static size_t shortest(const struct regex_literals *l)
{
    size_t least = l->n ? SIZE_MAX : 0;
    for (size_t i = 0; i < l->n; i++) {
        least = l->items[i].len < least ? l->items[i].len : least;
    }
    return least;
}

/** Of two sets of which a match holds a member each, the one that tells more is kept. */
static void offer(struct scan *s, struct regex_literals found)
{
    if (shortest(&found) > shortest(&s->best)) {
        s->best = found;
    }
}

static inq_str *new_literals(struct scan *s, size_t n)
{
    inq_str *const items = arena_alloc(s->arena, n * sizeof *items, 0);
    s->lost |= items == NULL;
    return items;
}

static void end_run(struct scan *s)
{
    if (s->n_run >= LITERAL_MIN && s->n_run > shortest(&s->best)) {
        char *const text = arena_raw(s->arena, s->n_run, 1);
        inq_str *const item = new_literals(s, 1);
        s->lost |= text == NULL;
        if (!s->lost) {
            memcpy(text, s->run, s->n_run);
            *item = (inq_str){text, s->n_run};
            s->best = (struct regex_literals){item, 1, s->folded};
        }
    }
    s->n_run = 0;
}

/** One more byte that stands in every match. Only ASCII has a case that we fold. */
static void add_to_run(struct scan *s, char c)
{
    if (s->folded && (unsigned char)c >= 0x80) {
        end_run(s);
        return;
    }
    s->run[s->n_run++] = s->folded ? byte_lower(c) : c;
}

/** The last character of the run may be missing from a match. */
static void drop_last(struct scan *s)
{
    while (s->n_run && ((unsigned char)s->run[s->n_run - 1] & 0xC0) == 0x80) {
        s->n_run--;
    }
    if (s->n_run) {
        s->n_run--;
    }
}

/** Pass over `[:name:]` inside a class; false if it is not just that. */
static bool skip_posix(struct scan *s)
{
    skip(s, 2);
    while ((peek(s, 0) >= 'a' && peek(s, 0) <= 'z') || peek(s, 0) == '^') {
        skip(s, 1);
    }
    const bool ends = str_starts(ahead(s), STR(":]"));
    skip(s, 2);
    return ends;
}

static void skip_class(struct scan *s)
{
    skip(s, peek(s, 1) == '^' ? 2 : 1);
    if (peek(s, 0) == ']') {
        skip(s, 1);
    }
    while (peek(s, 0) != ']' && !s->lost) {
        const char next = peek(s, 1);
        if (s->at == s->pattern.len) {
            s->lost = true;
        } else if (peek(s, 0) == '[' && (next == ':' || next == '.' || next == '=')) {
            s->lost = next != ':' || !skip_posix(s);
        } else {
            skip(s, peek(s, 0) == '\\' ? 2 : 1);
        }
    }
    skip(s, 1);
}

static void skip_group(struct scan *s)
{
    size_t depth = 0;
    do {
        const char c = peek(s, 0);
        if (s->at == s->pattern.len) {
            s->lost = true;
        } else if (c == '[') {
            skip_class(s);
        } else {
            depth += c == '(';
            depth -= c == ')';
            skip(s, c == '\\' ? 2 : 1);
        }
    } while (depth && !s->lost);
}

static void scan_branches(struct scan *s);

/** Is what was just read optional: does `?`, `*` or a brace that begins with zero follow? */
static bool is_optional(const struct scan *s)
{
    size_t i = 1;
    if (peek(s, 0) != '{') {
        return peek(s, 0) == '?' || peek(s, 0) == '*';
    }
    while (peek(s, i) == '0') {
        i++;
    }
    return peek(s, i) < '1' || peek(s, i) > '9';
}

/** Pass over the opening of a group that takes part in a match; false if it only looks around. */
static bool open_group(struct scan *s)
{
    const inq_str rest = ahead(s);
    if (!str_starts(rest, STR("(?"))) {
        skip(s, 1);
        return true;
    }
    if (peek(s, 2) == ':' || peek(s, 2) == '>') {
        skip(s, 3);
        return true;
    }
    if (peek(s, 2) == 'i') {
        s->folded = true;
        skip(s, 4);
        return true;
    }
    const size_t name = peek(s, 2) == 'P' ? 4 : 3;
    if (peek(s, 2) == '=' || peek(s, 2) == '!' || peek(s, name) == '=' || peek(s, name) == '!') {
        return false;
    }
    skip(s, name);
    while (s->at < s->pattern.len && peek(s, 0) != '>' && peek(s, 0) != '\'') {
        skip(s, 1);
    }
    skip(s, 1);
    return true;
}

/** A group: what each of its branches must have, unless the group is optional. */
static void scan_group(struct scan *s)
{
    const struct regex_literals before = s->best;
    const bool folded = s->folded;
    if (s->depth == GROUPS_DEEP || !open_group(s)) {
        skip_group(s);
        return;
    }
    s->depth++;
    scan_branches(s);
    s->depth--;
    s->folded = folded;
    s->lost |= peek(s, 0) != ')';
    skip(s, 1);
    const struct regex_literals inside = s->best;
    s->best = before;
    if (!is_optional(s)) {
        offer(s, inside);
    }
}

static size_t skip_digits(struct scan *s, bool *zero)
{
    size_t n = 0;
    for (; peek(s, 0) >= '0' && peek(s, 0) <= '9'; n++) {
        *zero &= peek(s, 0) == '0';
        skip(s, 1);
    }
    return n;
}

/** `{2}`, `{2,}` or `{2,5}`; other braces are left to PCRE2. */
static void scan_braces(struct scan *s)
{
    bool zero = true;
    bool ignored = true;
    skip(s, 1);
    s->lost |= skip_digits(s, &zero) == 0;
    if (peek(s, 0) == ',') {
        skip(s, 1);
        (void)skip_digits(s, &ignored);
    }
    s->lost |= peek(s, 0) != '}';
    skip(s, 1);
    if (zero) {
        drop_last(s);
    }
    end_run(s);
}

/** What ends a run without being a literal: a class, a group, an anchor, a quantifier. */
static void scan_special(struct scan *s)
{
    const char c = peek(s, 0);
    if (c == '{') {
        scan_braces(s);
        return;
    }
    if (c == '?' || c == '*') {
        drop_last(s);
    }
    end_run(s);
    if (c == '[') {
        skip_class(s);
    } else if (c == '(') {
        scan_group(s);
    } else {
        skip(s, 1);
    }
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

static void scan_escape(struct scan *s)
{
    const char c = peek(s, 1);
    skip(s, 1);
    if (c == '\0' || (is_alnum(c) && !strchr("dDsSwWbBAzZhHvVRXGtnrfae", c))) {
        s->lost = true; /* these may take an argument */
    } else if (is_alnum(c)) {
        end_run(s);
    } else {
        add_to_run(s, c);
    }
    skip(s, 1);
}

/** Read up to the next `|` or `)` of the same level, or to the end. */
static void scan_branch(struct scan *s)
{
    s->best = (struct regex_literals){0};
    s->n_run = 0;
    while (s->at < s->pattern.len && !s->lost && peek(s, 0) != '|' && peek(s, 0) != ')') {
        const char c = peek(s, 0);
        if (c == '\\') {
            scan_escape(s);
        } else if (one_of(c, "^$.[()?*+{")) {
            scan_special(s);
        } else {
            add_to_run(s, c);
            skip(s, 1);
        }
    }
    end_run(s);
}

static void add_literals(struct scan *s, struct regex_literals *all, struct regex_literals more)
{
    const size_t n = all->n + more.n;
    inq_str *const items = n <= LITERALS_MAX ? new_literals(s, n) : NULL;
    if (!items) {
        *all = (struct regex_literals){0};
        return;
    }
    memcpy(items, all->items, all->n * sizeof *items);
    memcpy(items + all->n, more.items, more.n * sizeof *items);
    *all = (struct regex_literals){items, n, all->folded || more.folded};
}

/** Branches between bars: the literals of all, if each has one. */
static void scan_branches(struct scan *s)
{
    scan_branch(s);
    struct regex_literals all = s->best;
    while (peek(s, 0) == '|' && !s->lost) {
        skip(s, 1);
        scan_branch(s);
        if (all.n && s->best.n) {
            add_literals(s, &all, s->best);
        } else {
            all = (struct regex_literals){0};
        }
    }
    s->best = all;
}

static struct regex_literals find_literals(struct arena *a, inq_str pattern)
{
    struct scan s = {.arena = a, .pattern = pattern};
    if (str_starts(pattern, STR("(?i)"))) {
        s.folded = true;
        s.pattern = (inq_str){pattern.ptr + 4, pattern.len - 4};
    }
    s.run = arena_raw(a, pattern.len + 1, 1);
    if (!s.run || !is_sure(s.pattern)) {
        return (struct regex_literals){0};
    }
    scan_branches(&s);
    if (s.lost || s.at < s.pattern.len) {
        s.best = (struct regex_literals){0};
    }
    return s.best;
}

/* ---- compiling ---------------------------------------------------------------------------- */

static inq_str why_bad(struct arena *a, inq_str pattern, int error, size_t offset)
{
    unsigned char text[160] = "";
    const size_t at = offset < pattern.len ? offset : pattern.len;
    (void)pcre2_get_error_message(error, text, sizeof text);
    return str_format(a, "%s at character %zu", (const char *)text,
                      str_code_points((inq_str){pattern.ptr, at}));
}

static void read_info(struct regex *re)
{
    uint32_t captures = 0;
    (void)pcre2_pattern_info(re->code, PCRE2_INFO_CAPTURECOUNT, &captures);
    (void)pcre2_pattern_info(re->code, PCRE2_INFO_NAMECOUNT, &re->n_names);
    (void)pcre2_pattern_info(re->code, PCRE2_INFO_NAMEENTRYSIZE, &re->name_size);
    (void)pcre2_pattern_info(re->code, PCRE2_INFO_NAMETABLE, &re->names);
    re->n_groups = captures + 1;
}

/* The code lives in the arena with everything else that a pack brings; only what the JIT maps is
 * given back by regex_free(). */
static void *take(PCRE2_SIZE size, void *arena)
{
    return arena_raw(arena, size, 0);
}

static void leave(void *block, void *arena)
{
    (void)block;
    (void)arena;
}

static pcre2_code *compile(struct arena *a, inq_str pattern, int *error, size_t *offset)
{
    pcre2_general_context *const general = pcre2_general_context_create(take, leave, a);
    pcre2_compile_context *const context = general ? pcre2_compile_context_create(general) : NULL;
    *error = PCRE2_ERROR_NOMEMORY;
    return context ? pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, COMPILE_OPTIONS, error,
                                   offset, context)
                   : NULL;
}

static struct regex *compiled(struct arena *a, inq_str pattern, inq_str *why)
{
    int error = 0;
    size_t offset = 0;
    struct regex *const re = arena_alloc(a, sizeof *re, 0);
    if (!re) {
        *why = STR("out of memory");
        return NULL;
    }
    pattern.ptr = pattern.ptr ? pattern.ptr : "";
    re->code = compile(a, pattern, &error, &offset);
    if (!re->code) {
        const bool starved = error == PCRE2_ERROR_NOMEMORY || error == PCRE2_ERROR_HEAP_FAILED;
        *why = starved ? STR("out of memory") : why_bad(a, pattern, error, offset);
        return NULL;
    }
    read_info(re);
    if (re->n_groups > REGEX_GROUPS) {
        regex_free(re);
        *why = str_format(a, "more than %d groups", REGEX_GROUPS - 1);
        return NULL;
    }
    return re;
}

struct regex *regex_new(struct arena *a, inq_str pattern, inq_str *why)
{
    struct regex *const re = compiled(a, pattern, why);
    if (re)
        re->literals = find_literals(a, pattern.ptr ? pattern : STR(""));
    return re;
}

void regex_hasten(const struct regex *re)
{
    (void)pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE); /* without it we interpret */
}

bool regex_check(struct arena *a, inq_str pattern, inq_str *why)
{
    const struct arena_mark mark = arena_mark(a);
    struct regex *const re = compiled(a, pattern, why);
    if (re) {
        regex_free(re);
        arena_rollback(a, mark);
    }
    return re != NULL;
}

static bool is_ascii(inq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

bool regex_may_match(struct lazy_regex *lazy, inq_str text)
{
    const struct regex_literals *l = &lazy->literals;
    if (!lazy->scanned)
        lazy->literals = find_literals(lazy->arena, lazy->text.ptr ? lazy->text : STR(""));
    lazy->scanned = true;
    bool may = l->n == 0 || (l->folded && !is_ascii(text));
    for (size_t i = 0; i < l->n && !may; i++)
        may = l->folded ? str_holds_nocase(text, l->items[i]) : str_find(text, l->items[i]) >= 0;
    return may;
}

const struct regex *regex_get(struct lazy_regex *lazy, inq_str *why)
{
    if (lazy->regex || lazy->bad)
        return lazy->regex;
    lazy->regex = regex_new(lazy->arena, lazy->text, why);
    lazy->bad = !lazy->regex;
    if (lazy->regex)
        regex_hasten(lazy->regex);
    return lazy->regex;
}

void regex_free(struct regex *re)
{
    if (re) {
        pcre2_code_free(re->code);
        re->code = NULL;
    }
}

unsigned regex_n_names(const struct regex *re)
{
    return re->n_names;
}

inq_str regex_name(const struct regex *re, unsigned i, unsigned *number)
{
    *number = 0;
    if (i >= re->n_names) {
        return STR_NONE;
    }
    const unsigned char *const entry = re->names + (size_t)i * re->name_size;
    *number = (unsigned)entry[0] << 8 | entry[1];
    return str_of((const char *)entry + 2);
}

struct regex_literals regex_literals(const struct regex *re)
{
    return re->literals;
}

size_t regex_shortest(const struct regex *re)
{
    uint32_t shortest = 0;
    (void)pcre2_pattern_info(re->code, PCRE2_INFO_MINLENGTH, &shortest);
    return shortest;
}

/* ---- matching ----------------------------------------------------------------------------- */

static bool has_jit(void)
{
    uint32_t jit = 0;
    return pcre2_config(PCRE2_CONFIG_JIT, &jit) >= 0 && jit;
}

bool regex_scratch_init(struct regex_scratch *s)
{
    pcre2_match_context *const limits = pcre2_match_context_create(NULL);
    *s = (struct regex_scratch){
        .data = pcre2_match_data_create(REGEX_GROUPS, NULL),
        .stack = pcre2_jit_stack_create(STACK_FIRST, STACK_LAST, NULL),
        .limits = limits,
    };
    if (!s->data || !limits || (!s->stack && has_jit())) {
        regex_scratch_free(s);
        return false;
    }
    (void)pcre2_set_match_limit(limits, MATCH_LIMIT);
    (void)pcre2_set_depth_limit(limits, DEPTH_LIMIT);
    (void)pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
    if (s->stack) {
        pcre2_jit_stack_assign(limits, NULL, s->stack);
    }
    return true;
}

void regex_scratch_free(struct regex_scratch *s)
{
    pcre2_match_data_free(s->data);
    pcre2_jit_stack_free(s->stack);
    pcre2_match_context_free(s->limits);
    *s = (struct regex_scratch){0};
}

static void copy_groups(struct regex_match *m, pcre2_match_data *data, inq_str text, uint32_t n)
{
    const size_t *const ends = pcre2_get_ovector_pointer(data);
    m->n = n;
    for (size_t i = 0; i < n; i++) {
        const size_t from = ends[2 * i];
        const size_t to = ends[2 * i + 1];
        if (from != PCRE2_UNSET && from <= to && to <= text.len) {
            m->group[i] = (inq_str){text.ptr + from, to - from};
        }
    }
}

/** The part of a text that is looked at. */
static inq_str first_part(inq_str text)
{
    if (!text.ptr) {
        return STR("");
    }
    if (text.len > TEXT_MAX) {
        text.len = TEXT_MAX;
        while (text.len && ((unsigned char)text.ptr[text.len] & 0xC0) == 0x80) {
            text.len--;
        }
    }
    return text;
}

enum regex_result regex_find(const struct regex *re, const struct regex_scratch *s, inq_str text,
                             struct regex_match *m)
{
    if (m) {
        *m = (struct regex_match){0};
    }
    return str_is_utf8(first_part(text)) ? regex_find_in_utf8(re, s, text, m) : REGEX_NO;
}

enum regex_result regex_find_in_utf8(const struct regex *re, const struct regex_scratch *s,
                                     inq_str text, struct regex_match *m)
{
    if (m) {
        *m = (struct regex_match){0};
    }
    text = first_part(text);
    const int found = pcre2_match(re->code, (PCRE2_SPTR)text.ptr, text.len, 0, PCRE2_NO_UTF_CHECK,
                                  s->data, s->limits);
    if (found < 0) {
        return found == PCRE2_ERROR_NOMATCH ? REGEX_NO : REGEX_LIMIT;
    }
    if (m) {
        copy_groups(m, s->data, text, re->n_groups);
    }
    return REGEX_YES;
}
