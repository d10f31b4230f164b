/* SPDX-License-Identifier: MIT */
/* Open addressing with linear probing; the items stand apart, so that growing moves numbers only.
 */
#include "label.h"

#include <string.h>

#define SLOTS_FIRST ((size_t)64)

static size_t hash_of(const struct label *f)
{
    uint64_t h = 0;
    const uint32_t parts[] = {f->type, f->version, f->workspace, f->owner};
    for (size_t i = 0; i < 4; i++) {
        h = (h ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    return (size_t)h;
}

static bool same(const struct label *a, const struct label *b)
{
    return a->type == b->type && a->version == b->version && a->workspace == b->workspace &&
           a->owner == b->owner;
}

/** The slot of a label, or the free one where it belongs. */
static uint32_t *probe(const struct labels *t, const struct label *f)
{
    for (size_t i = hash_of(f);; i++) {
        uint32_t *const slot = &t->slots[i & (t->n_slots - 1)];
        if (!*slot || same(&t->items[*slot - 1], f))
            return slot;
    }
}

/** Keep half of the slots free. */
static bool make_slots(struct labels *t)
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

void labels_init(struct labels *t, struct arena *a)
{
    *t = (struct labels){.arena = a};
}

uint32_t labels_put(struct labels *t, struct label label)
{
    if (!make_slots(t))
        return LABEL_FAILED;
    uint32_t *const slot = probe(t, &label);
    if (*slot)
        return *slot - 1;
    if (t->n == LABEL_FAILED - 1 || !ARENA_GROW(t->arena, t->items, t->cap, t->n))
        return LABEL_FAILED;
    t->items[t->n++] = label;
    *slot = (uint32_t)t->n;
    return *slot - 1;
}
