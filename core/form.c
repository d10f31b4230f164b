/* SPDX-License-Identifier: MIT */
/* Open addressing with linear probing; the items stand apart, so that growing moves numbers only.
 */
#include "form.h"

#include <string.h>

#define SLOTS_FIRST ((size_t)64)

static size_t hash_of(const struct form *f)
{
    uint64_t h = 0;
    const uint32_t parts[] = {f->type, f->version, f->workspace, f->owner};
    for (size_t i = 0; i < 4; i++) {
        h = (h ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    return (size_t)h;
}

static bool same(const struct form *a, const struct form *b)
{
    return a->type == b->type && a->version == b->version && a->workspace == b->workspace &&
           a->owner == b->owner;
}

/** The slot of a form, or the free one where it belongs. */
static uint32_t *probe(const struct forms *t, const struct form *f)
{
    for (size_t i = hash_of(f);; i++) {
        uint32_t *const slot = &t->slots[i & (t->n_slots - 1)];
        if (!*slot || same(&t->items[*slot - 1], f))
            return slot;
    }
}

/** Keep half of the slots free. */
static bool make_slots(struct forms *t)
{
    if (t->n < t->n_slots / 2)
        return true;
    const size_t n = t->n_slots ? t->n_slots * 2 : SLOTS_FIRST;
    uint32_t *const fresh = arena_alloc(t->arena, n * sizeof *fresh, 0);
    if (!fresh)
        return false;
    t->slots = fresh;
    t->n_slots = n;
    for (size_t i = 0; i < t->n; i++)
        *probe(t, &t->items[i]) = (uint32_t)i + 1;
    return true;
}

void forms_init(struct forms *t, struct arena *a)
{
    *t = (struct forms){.arena = a};
}

uint32_t forms_put(struct forms *t, struct form form)
{
    if (!make_slots(t))
        return FORM_FAILED;
    uint32_t *const slot = probe(t, &form);
    if (*slot)
        return *slot - 1;
    if (t->n == FORM_FAILED - 1 || !ARENA_GROW(t->arena, t->items, t->cap, t->n))
        return FORM_FAILED;
    t->items[t->n++] = form;
    *slot = (uint32_t)t->n;
    return *slot - 1;
}
