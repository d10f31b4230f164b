/* SPDX-License-Identifier: MIT */
/* Words in rows are plain except those in brackets, which stand for what is not there:
 * (none) no value, (blank) an empty cell, (no column) a dump that could not show it,
 * (some) any value at all. `next:TIME` asks for a time after the word. */
#include "verdict.h"

#include "str.h"

static const char *const health_words[INQ_N_HEALTH] = {
    "healthy", "suspended", "progressing", "unknown", "degraded", "deleted", "failed"};

int health_of_word(inq_str word)
{
    for (int i = 0; i < INQ_N_HEALTH; i++)
        if (str_eq(word, str_of(health_words[i])))
            return i;
    return -1;
}

const char *health_word(inq_health h)
{
    return health_words[h];
}

/* ---- values ------------------------------------------------------------------------------- */

static bool is_word(inq_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'))
            return false;
    }
    return s.len > 0;
}

struct value value_parse(inq_str text)
{
    struct value v = {.word = text, .time = CLOCK_NONE};
    inq_str rest, wanted;
    const inq_str word = str_cut(text, ':', &rest);
    if (!rest.ptr || !is_word(word))
        return v;
    const int64_t time = clock_parse(rest);
    const inq_str count = str_cut(rest, '/', &wanted);
    struct value counted = {.word = word, .time = CLOCK_NONE};
    counted.has_count = str_u64(count, &counted.count);
    counted.has_wanted = wanted.ptr && str_u64(wanted, &counted.wanted);
    if (counted.has_count && (counted.has_wanted || !wanted.ptr))
        return counted;
    if (time == CLOCK_NONE)
        return v;
    return (struct value){.word = word, .time = time};
}

inq_str value_printed(struct arena *a, inq_str text)
{
    size_t capital = 0;
    while (capital < text.len && byte_lower(text.ptr[capital]) == text.ptr[capital])
        capital++;
    if (capital == text.len)
        return text.len ? text : STR_NONE;
    const size_t word = value_parse(text).word.len;
    const inq_str parts[] = {str_lower(a, (inq_str){text.ptr, word}),
                             {text.ptr + word, text.len - word}};
    return str_join(a, parts, 2);
}

/* ---- asking ------------------------------------------------------------------------------- */

static inq_str stated_value(const struct question *q, uint16_t fact, bool *there)
{
    inq_str found = STR_NONE;
    for (size_t i = 0; i < q->n; i++)
        if (q->facts[i].fact == fact && !found.len)
            found = str_trim(q->facts[i].value);
    *there = found.ptr != NULL;
    return found;
}

/** What a row's word list is compared with: a value, or that there is none. */
struct subject_value {
    struct value value;
    bool blank, absent;
};

static struct subject_value look(const struct question *q, uint16_t fact, uint8_t column_flag)
{
    bool there;
    const inq_str text = stated_value(q, fact, &there);
    const bool column = (q->flags & column_flag) != 0;
    return (struct subject_value){.value = value_parse(text),
                                  .blank = !text.len && (there || column),
                                  .absent = !text.len && !there && !column};
}

static bool word_fits(inq_str word, const struct subject_value *s)
{
    if (str_eq(word, STR("(none)")))
        return s->blank || s->absent;
    if (str_eq(word, STR("(blank)")))
        return s->blank;
    if (str_eq(word, STR("(no column)")))
        return s->absent;
    if (str_eq(word, STR("(some)")))
        return !s->blank && !s->absent;
    if (str_ends(word, STR(":TIME")))
        return s->value.time != CLOCK_NONE &&
               str_eq_nocase((inq_str){word.ptr, word.len - 5}, s->value.word);
    return s->value.word.len && str_eq_nocase(word, s->value.word);
}

static bool words_fit(const struct tree *words, const struct subject_value *s)
{
    if (!words)
        return true;
    for (const struct tree *w = NULL; (w = tree_each(words, w));)
        if (word_fits(tree_text(w), s))
            return true;
    return false;
}

static bool number(const struct question *q, uint16_t fact, uint64_t *n)
{
    bool there;
    return str_u64(stated_value(q, fact, &there), n);
}

/** Ready and wanted replicas, from the cell or from facts of their own. */
static bool replicas_fit(enum replicas want, const struct question *q, const struct value *runtime)
{
    uint64_t ready = runtime->count, wanted = runtime->wanted;
    const bool has_ready = runtime->has_count || number(q, FACT_READY, &ready);
    const bool has_wanted = runtime->has_wanted || number(q, FACT_REPLICAS, &wanted);
    if (want == REPLICAS_UNWANTED)
        return has_wanted && wanted == 0;
    if (want == REPLICAS_NONE)
        return has_ready && ready == 0;
    return want == REPLICAS_ANY || (has_ready && has_wanted && ready > 0 && ready < wanted);
}

static bool test_fits(const struct fact_test *t, const struct question *q)
{
    for (size_t i = 0; i < q->n; i++) {
        if (q->facts[i].fact != t->fact)
            continue;
        const inq_str text = str_trim(q->facts[i].value);
        const struct subject_value s = {.value = {.word = text, .time = CLOCK_NONE},
                                        .blank = !text.len};
        if (t->words ? words_fit(t->words, &s) : str_holds_nocase(text, t->contains))
            return true;
    }
    return false;
}

static bool row_fits(const struct verdict_row *r, const struct question *q,
                     const struct subject_value *status, const struct subject_value *runtime)
{
    if (r->natures && !(r->natures & q->nature))
        return false;
    for (size_t i = 0; i < r->n_tests; i++)
        if (!test_fits(&r->tests[i], q))
            return false;
    return words_fit(r->status, status) && words_fit(r->runtime, runtime) &&
           replicas_fit(r->replicas, q, &runtime->value);
}

const struct verdict_row *verdict_find(const struct verdicts *v, const struct question *q)
{
    const struct subject_value status = look(q, FACT_STATUS, STATUS_COLUMN);
    const struct subject_value runtime = look(q, FACT_RUNTIME, RUNTIME_COLUMN);
    for (size_t i = 0; i < v->n; i++)
        if (row_fits(&v->rows[i], q, &status, &runtime))
            return &v->rows[i];
    return NULL;
}

/* ---- reading rows ------------------------------------------------------------------------- */

static bool bad_row(struct diags *diags, const struct tree *at, const char *what)
{
    diag_add(diags, 504, at->line, at->column, "verdict: %s", what);
    return false;
}

static bool read_tests(struct verdict_row *r, struct schema *s, const struct tree *when)
{
    for (const struct tree *t = when ? when->first : NULL; t; t = t->next) {
        struct fact_test *test = &r->tests[r->n_tests];
        const struct tree *contained = tree_get(t, "contains");
        if (r->n_tests == 4)
            return false;
        test->fact = schema_fact(s, t->key);
        test->contains = tree_text(contained);
        test->words = contained ? NULL : t;
        s->facts[test->fact].judged = true;
        r->n_tests++;
    }
    return true;
}

static enum replicas read_replicas(inq_str word)
{
    static const char *const words[] = {"any", "none", "some", "unwanted"};
    for (int i = 0; i < 4; i++)
        if (str_eq(word, str_of(words[i])))
            return (enum replicas)i;
    return REPLICAS_ANY;
}

bool verdict_read(struct verdicts *v, struct schema *s, const struct tree *row, uint32_t natures,
                  struct diags *diags)
{
    struct verdict_row r = {.natures = natures};
    const int health = health_of_word(tree_text(tree_get(row, "health")));
    if (health < 0)
        return bad_row(diags, row, "health is not one of the seven words");
    if (!read_tests(&r, s, tree_get(row, "when")))
        return bad_row(diags, row, "more than four tests under when");
    r.health = (inq_health)health;
    r.status = tree_get(row, "status");
    r.runtime = tree_get(row, "runtime");
    r.replicas = read_replicas(tree_text(tree_get(row, "replicas")));
    r.reason = tree_text(tree_get(row, "reason"));
    r.unknown = schema_find_fact(s, tree_text(tree_get(row, "unknown")));
    r.builder = str_eq(tree_text(tree_get(row, "builder")), STR("true"));
    r.ages = str_eq(tree_text(tree_get(row, "ages")), STR("true"));
    if (!ARENA_GROW(s->arena, v->rows, v->cap, v->n))
        longjmp(*s->arena->unwind, 1);
    memmove(v->rows + v->at + 1, v->rows + v->at, (v->n - v->at) * sizeof *v->rows);
    v->rows[v->at++] = r;
    v->n++;
    return true;
}
