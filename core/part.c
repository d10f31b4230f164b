/* SPDX-License-Identifier: MIT */
/* Observations stand one after the other in blocks that grow, so that a walk over them is a walk
 * over memory and none of them has to name the next. */
#include "part.h"

#include <string.h>

#define BLOCK_FIRST ((size_t)16 << 10)
#define BLOCK_LAST ((size_t)256 << 10) /* what is left of a large chunk behind blocks is little */

static struct observation_block *add_block(struct part *p, size_t need)
{
    struct observation_block *const last = p->last_block;
    size_t size = last ? last->size * 2 : BLOCK_FIRST;
    size = size < BLOCK_LAST ? size : BLOCK_LAST;
    size = size > need ? size : need;
    struct observation_block *const b = arena_raw(&p->arena, sizeof *b + size, 8);
    if (!b)
        return NULL;
    *b = (struct observation_block){.size = size};
    if (last)
        last->next = b;
    else
        p->first_block = b;
    return p->last_block = b;
}

struct observation *part_observation(struct part *p, uint8_t n_facts, bool slices, inq_str name)
{
    name.len = name.len < NAME_MAX_LEN ? name.len : NAME_MAX_LEN;
    const struct observation head = {
        .name_len = (uint32_t)name.len & 0xffffffu,
        .n_facts = n_facts,
        .part = p->index,
        .flags = slices ? HAS_SLICES : 0,
    };
    const size_t name_at = observation_name_at(&head);
    const size_t size = (name_at + name.len + 1 + 7) & ~(size_t)7;
    struct observation_block *b = p->last_block;
    if (!b || b->size - b->used < size)
        b = add_block(p, size);
    if (!b)
        return NULL;
    struct observation *const o = (struct observation *)(void *)((char *)(b + 1) + b->used);
    b->used += size;
    memcpy(o, &head, offsetof(struct observation, facts));
    char *const text = (char *)o + name_at;
    if (name.len)
        memcpy(text, name.ptr, name.len);
    text[name.len] = 0;
    p->n_records++;
    return p->newest = o;
}

bool part_turn(struct part *p, const struct turn *turn)
{
    if (!ARENA_GROW(&p->arena, p->turns, p->turns_cap, p->n_turns))
        return false;
    p->turns[p->n_turns++] = *turn;
    return true;
}

void part_set_index(struct part *p, uint32_t index)
{
    if (p->index == index)
        return;
    p->index = index;
    struct observation_walk walk = part_walk(p);
    for (struct observation *o; (o = part_next(&walk));)
        o->part = index;
}
