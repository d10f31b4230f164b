/* SPDX-License-Identifier: MIT */
/* Two keys lead to a mark: one of its time and text, by which a second dump of the same is known,
 * and for what the platform counts one without the time, because its time moves on as it counts. */
#include "marks.h"

#include "clock.h"
#include "str.h"

#define LONGEST_TIME ((size_t)40)

static void must(const struct marks *m, bool done)
{
    if (!done)
        longjmp(*m->arena->unwind, 1);
}

static uint32_t keep(struct marks *m, inq_str text)
{
    const uint32_t id = intern_put(m->strings, text);
    must(m, id != INTERN_FAILED);
    return id;
}

/** Where the number of the mark with this key is. */
static uint32_t *number_at(struct marks *m, inq_str key)
{
    const uint32_t id = intern_put(&m->keys, key);
    must(m, id != INTERN_FAILED);
    for (; m->n_numbers <= id; m->numbers[m->n_numbers++] = 0)
        must(m, ARENA_GROW(m->arena, m->numbers, m->numbers_cap, m->n_numbers));
    return &m->numbers[id];
}

/* ---- one thing, seen again ---------------------------------------------------------------- */

static uint32_t add(struct marks *m, const struct mark *x)
{
    must(m, ARENA_GROW(m->arena, m->items, m->cap, m->n));
    m->items[m->n++] = *x;
    return (uint32_t)m->n;
}

/** What is counted is the same while its count rises with its time. Returns its number. */
static uint32_t put_counted(struct marks *m, const struct mark *x, inq_str key)
{
    uint32_t *number = number_at(m, key);
    struct mark *old = *number ? &m->items[*number - 1] : NULL;
    const bool earlier = old && x->at <= old->at;
    if (old && !earlier && x->count > old->count)
        *old = *x;
    else if (!old || !earlier)
        *number = add(m, x);
    else if (x->count > old->count)
        return add(m, x);
    return *number;
}

static void put(struct marks *m, const struct mark *x, bool counted)
{
    struct arena *texts = m->passing;
    const inq_str key =
        str_format(texts, "%u %u %u %lld", x->owner, x->kind, x->text, (long long)x->at);
    const uint32_t known = *number_at(m, key);
    struct mark *old = known ? &m->items[known - 1] : NULL;
    if (old && old->at == x->at)
        old->count = x->count > old->count ? x->count : old->count;
    if (old)
        return;
    const inq_str name = str_format(texts, "%u %u %u", x->owner, x->kind, x->text);
    const uint32_t number = counted ? put_counted(m, x, name) : add(m, x);
    *number_at(m, key) = number; /* the table may have moved */
}

/* ---- what an observation tells ------------------------------------------------------------ */

/** A time of a mark, and what is told beside it. */
struct telling {
    const struct estate *estate;
    const struct observation *observation;
    const struct fact *at;
};

/** The value of another fact that belongs to the time: it stands on the same line, or either is
 *  the only one of its fact. */
static inq_str beside(const struct telling *t, uint16_t fact)
{
    const struct estate *e = t->estate;
    const struct observation *o = t->observation;
    const struct fact *found = NULL;
    size_t times = 0, others = 0;
    for (size_t i = 0; i < o->n_facts; i++) {
        const struct fact *f = &o->facts[i];
        times += fact_number(e, f) == fact_number(e, t->at);
        if (fact_number(e, f) != fact)
            continue;
        others++;
        if (!found || (f->line == t->at->line && found->line != f->line))
            found = f;
    }
    const bool sure = found && (found->line == t->at->line || (times == 1 && others == 1));
    return sure ? estate_text(e, found->value) : STR_NONE;
}

static inq_str word_beside(const void *self, inq_str word)
{
    const struct telling *t = self;
    return beside(t, schema_find_fact(&t->estate->kinds->schema, word));
}

/** Cut the longest time from the front of `*text`. */
static int64_t cut_time(inq_str *text)
{
    const inq_str whole = *text;
    int64_t at = CLOCK_NONE;
    for (size_t i = 1; i <= whole.len && i <= LONGEST_TIME; i++) {
        if (i < whole.len && whole.ptr[i] != ' ' && whole.ptr[i] != '=')
            continue;
        const int64_t found = clock_parse((inq_str){whole.ptr, i});
        if (found == CLOCK_NONE)
            continue;
        at = found;
        *text = i < whole.len ? (inq_str){whole.ptr + i + 1, whole.len - i - 1} : STR("");
    }
    return at;
}

/** The time of a line of a log, which is left out of the text if it stands in front. */
static int64_t log_time(const struct estate *e, const struct regex_scratch *regex, inq_str *text)
{
    const inq_str time = watch_find_time(e->kinds->schema.watch, regex, *text);
    const int64_t at = clock_parse_log(time);
    if (at != CLOCK_NONE && time.ptr == text->ptr) {
        const size_t n = time.len;
        *text = str_trim((inq_str){text->ptr + n, text->len - n});
    }
    return at;
}

static int64_t read_mark(const struct marks *m, const struct telling *t,
                         const struct mark_pattern *p, inq_str *text)
{
    const struct template_words words = {.value = word_beside, .self = t};
    *text = estate_text(t->estate, t->at->value);
    if (p->kind == INQ_MARK_LOG)
        return log_time(t->estate, m->regex, text);
    const int64_t at = p->text.ptr ? clock_parse(*text) : cut_time(text);
    if (p->text.ptr && at != CLOCK_NONE)
        *text = template_fill(m->passing, p->text, &words);
    return at;
}

static void take(struct marks *m, const struct telling *t, const struct mark_pattern *p,
                 uint32_t owner)
{
    const struct estate *e = t->estate;
    const struct observation *o = t->observation;
    inq_str text;
    uint64_t count = 0;
    const int64_t at = read_mark(m, t, p, &text);
    char written[CLOCK_TEXT];
    if (at == CLOCK_NONE || !clock_format(at, written)[0] || !str_trim(text).len)
        return;
    const bool counted = p->count && str_u64(beside(t, p->count), &count) && count;
    const struct mark x = {.at = at,
                           .count = counted ? count : 1,
                           .owner = owner,
                           .text = keep(m, str_trim(text)),
                           .kind = (uint8_t)p->kind,
                           .fact = fact_number(e, t->at),
                           .path = (uint16_t)t->at->path,
                           .value = keep(m, estate_text(e, t->at->value)),
                           .input = keep(m, e->parts[o->part]->path),
                           .line = t->at->line,
                           .column = t->at->column};
    put(m, &x, counted);
}

void marks_take(struct marks *m, const struct estate *e, const struct resource *x, uint32_t owner)
{
    const struct kinds *k = e->kinds;
    if (!m->keys.arena)
        intern_init(&m->keys, m->arena);
    for (const struct observation *o = x->newest; o; o = o->older)
        for (size_t i = 0; i < o->n_facts; i++)
            for (size_t p = 0; p < k->n_marks; p++) {
                const struct telling t = {e, o, &o->facts[i]};
                if (fact_number(e, t.at) == k->marks[p].at)
                    take(m, &t, &k->marks[p], owner);
            }
}
