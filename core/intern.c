/* SPDX-License-Identifier: MIT */
/*
 * Open addressing with linear probing. A slot holds half of the hash and the id, so that probing
 * touches no string until the hashes agree and growing touches none at all. Id 0 is the absent
 * string, which is never looked up: a slot with id 0 is free.
 */
#include "intern.h"

#include "str.h"

#define SLOTS_FIRST ((size_t)64)

struct intern_slot {
    uint32_t hash;
    uint32_t id;
};

static uint32_t hash_of(inq_str s)
{
    const uint64_t h = str_hash(s);
    return (uint32_t)(h ^ (h >> 32));
}

/** The slot of `s`, or the free one where it belongs. */
static struct intern_slot *probe(const struct intern *t, inq_str s, uint32_t hash)
{
    const size_t mask = t->n_slots - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct intern_slot *const slot = &t->slots[i];
        if (!slot->id || (slot->hash == hash && str_eq(t->strings[slot->id], s))) {
            return slot;
        }
    }
}

static void move_slots(const struct intern *t, struct intern_slot *to, size_t n)
{
    for (size_t i = 0; i < t->n_slots; i++) {
        if (!t->slots[i].id) {
            continue;
        }
        size_t k = t->slots[i].hash & (n - 1);
        while (to[k].id) {
            k = (k + 1) & (n - 1);
        }
        to[k] = t->slots[i];
    }
}

/** Keep a quarter of the slots free. */
static bool make_slots(struct intern *t)
{
    if (t->n < t->n_slots / 4 * 3) {
        return true;
    }
    const size_t n = t->n_slots ? t->n_slots * 2 : SLOTS_FIRST;
    if (n > SIZE_MAX / sizeof *t->slots) {
        return false;
    }
    struct intern_slot *const fresh = arena_alloc(t->arena, n * sizeof *fresh, 0);
    if (!fresh) {
        return false;
    }
    move_slots(t, fresh, n);
    t->slots = fresh;
    t->n_slots = n;
    return true;
}

/** Give the absent string its id; false when memory is out. */
static bool make_first(struct intern *t)
{
    if (t->n == 0 && ARENA_GROW(t->arena, t->strings, t->cap, t->n)) {
        t->strings[t->n++] = STR_NONE;
    }
    return t->n > 0;
}

void intern_init(struct intern *t, struct arena *a)
{
    *t = (struct intern){.arena = a};
    (void)make_first(t); /* intern_put() tries again */
}

static uint32_t append(struct intern *t, inq_str s)
{
    if (t->n >= INTERN_FAILED || !ARENA_GROW(t->arena, t->strings, t->cap, t->n)) {
        return INTERN_FAILED;
    }
    char *const copy = s.len == SIZE_MAX ? NULL : arena_raw(t->arena, s.len + 1, 1);
    if (!copy) {
        return INTERN_FAILED;
    }
    memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    t->strings[t->n] = (inq_str){copy, s.len};
    return (uint32_t)t->n++;
}

uint32_t intern_put(struct intern *t, inq_str s)
{
    if (!make_first(t)) {
        return INTERN_FAILED;
    }
    if (!s.ptr) {
        return INTERN_NONE;
    }
    if (!make_slots(t)) {
        return INTERN_FAILED;
    }
    const uint32_t hash = hash_of(s);
    struct intern_slot *const slot = probe(t, s, hash);
    if (slot->id) {
        return slot->id;
    }
    const uint32_t id = append(t, s);
    if (id != INTERN_FAILED) {
        *slot = (struct intern_slot){.hash = hash, .id = id};
    }
    return id;
}

uint32_t intern_find(const struct intern *t, inq_str s)
{
    if (!s.ptr) {
        return t->n ? INTERN_NONE : INTERN_FAILED;
    }
    if (!t->n_slots) {
        return INTERN_FAILED;
    }
    const uint32_t id = probe(t, s, hash_of(s))->id;
    return id ? id : INTERN_FAILED;
}
