/* SPDX-License-Identifier: MIT */
/**
 * Arenas: memory that is given back all at once. One arena belongs to one thread at a time.
 * Several arenas may draw on one budget, which is how --max-memory is kept.
 */
#ifndef INQ_ARENA_H
#define INQ_ARENA_H

#include <setjmp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/** Bytes that may still be taken from the system; shared by arenas of any threads. */
struct budget {
    atomic_size_t left;
};

/** Take `size` bytes out of the budget; false, taking nothing, if it has less. [any-thread] */
bool budget_take(struct budget *b, size_t size);

/** Put back what was taken. [any-thread] */
void budget_give(struct budget *b, size_t size);

struct arena_chunk;

struct arena {
    struct arena_chunk *last; /* newest chunk; older ones hang on it */
    char *at, *end;           /* free part of the newest chunk */
    struct budget *budget;
    jmp_buf *unwind; /* where arena_must() goes when memory is out; NULL: abort() */
    size_t grow;     /* size of the next chunk */
    bool failed;     /* sticky: an allocation was refused */
};

/** A point to go back to with arena_rollback(). */
struct arena_mark {
    struct arena_chunk *last;
    char *at;
};

/** An empty arena that takes nothing from the system yet. `budget` must outlive it. */
void arena_init(struct arena *a, struct budget *budget);

/** Give everything back. The arena is empty then and may be used again. */
void arena_free(struct arena *a);

/**
 * `size` zeroed bytes aligned to `align` (a power of two, at most 16; 0 means 16).
 * NULL when the budget or the system refuses; `failed` is set then and stays. size 0 gives a
 * valid pointer. Large chunks ask for huge pages.
 */
void *arena_alloc(struct arena *a, size_t size, size_t align);

/** As arena_alloc(), for bytes that the caller writes in full: they are not zeroed. */
void *arena_raw(struct arena *a, size_t size, size_t align);

/** As arena_alloc() for `n` things of `size`; does not return on failure: longjmp(*unwind, 1). */
void *arena_must(struct arena *a, size_t n, size_t size);

/** Forget all that was allocated since the mark. Chunks taken since then go back at once. */
struct arena_mark arena_mark(const struct arena *a);
void arena_rollback(struct arena *a, struct arena_mark mark);

/** Bytes taken from the system and not given back. */
size_t arena_taken(const struct arena *a);

/**
 * Make room for one more element in the array `*items` of `*cap` elements, `n` of them used:
 * doubles it in the arena when full (the old copy stays in the arena until it goes).
 * False when memory is out. Use the macro.
 */
bool arena_grow(struct arena *a, void **items, size_t *cap, size_t n, size_t size);
#define ARENA_GROW(a, items, cap, n)                                                               \
    arena_grow((a), (void **)&(items), &(cap), (n), sizeof *(items))

#endif
