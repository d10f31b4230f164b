/* SPDX-License-Identifier: MIT */
/*
 * A chain of chunks, newest first; allocation moves a pointer through the newest. Small chunks
 * come from malloc, large ones from mmap, the largest aligned so that huge pages can back them.
 * Each chunk remembers how large its successor should have been before it was taken, so that a
 * rollback undoes the growth as well. Under AddressSanitizer what is not handed out is poisoned.
 */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(ARENA_ASAN)
#define ARENA_ASAN 1
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(at, size) ASAN_POISON_MEMORY_REGION((at), (size))
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION((at), (size))
#else
#define POISON(at, size) ((void)(at), (void)(size))
#define UNPOISON(at, size) ((void)(at), (void)(size))
#endif

#define ALIGN_MAX ((size_t)16)
#define GROW_FIRST ((size_t)16 << 10)
#define GROW_LAST ((size_t)8 << 20)
#define MAP_MIN ((size_t)256 << 10)
#define MAP_UNIT ((size_t)64 << 10) /* a multiple of every usual page size */
#define HUGE_PAGE ((size_t)2 << 20)
#define ITEMS_FIRST ((size_t)8)

struct arena_chunk {
    struct arena_chunk *before;
    size_t size; /* with this header, as charged to the budget */
    size_t grow; /* the arena's `grow` before this chunk was taken */
    size_t filler;
};

_Static_assert(sizeof(struct arena_chunk) % ALIGN_MAX == 0, "chunks keep their data aligned");

bool budget_take(struct budget *b, size_t size)
{
    size_t left = atomic_load_explicit(&b->left, memory_order_acquire);
    do {
        if (left < size) {
            return false;
        }
    } while (!atomic_compare_exchange_weak_explicit(&b->left, &left, left - size,
                                                    memory_order_acq_rel, memory_order_acquire));
    return true;
}

void budget_give(struct budget *b, size_t size)
{
    atomic_fetch_add_explicit(&b->left, size, memory_order_release);
}

static char *map(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

/** Map more than is asked for and give back what sticks out on both sides. */
static char *map_huge(size_t size)
{
    char *const wide = map(size + HUGE_PAGE);
    if (!wide) {
        return NULL;
    }
    const size_t lead = -(uintptr_t)wide & (HUGE_PAGE - 1);
    char *const at = wide + lead;
    if (lead) {
        munmap(wide, lead);
    }
    munmap(at + size, HUGE_PAGE - lead);
    (void)madvise(at, size, MADV_HUGEPAGE);
    return at;
}

static void *system_take(size_t size)
{
    if (size < MAP_MIN) {
        return malloc(size);
    }
    return size < HUGE_PAGE ? map(size) : map_huge(size);
}

static struct arena_chunk *chunk_new(struct budget *budget, size_t size)
{
    if (size >= MAP_MIN) {
        size = (size + MAP_UNIT - 1) & ~(MAP_UNIT - 1);
    }
    if (!budget_take(budget, size)) {
        return NULL;
    }
    struct arena_chunk *const c = system_take(size);
    if (!c) {
        budget_give(budget, size);
        return NULL;
    }
    *c = (struct arena_chunk){.size = size};
    return c;
}

static void chunk_free(struct arena_chunk *c, struct budget *budget)
{
    const size_t size = c->size;
    UNPOISON(c, size);
    if (size < MAP_MIN) {
        free(c);
    } else {
        munmap(c, size);
    }
    budget_give(budget, size);
}

static char *chunk_end(struct arena_chunk *c)
{
    return c ? (char *)c + c->size : NULL;
}

/** Put a chunk with room for `size` bytes in front: of the usual size, else just large enough. */
static bool add_chunk(struct arena *a, size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(struct arena_chunk) - HUGE_PAGE - MAP_UNIT) {
        return false;
    }
    const size_t need = size + sizeof(struct arena_chunk);
    const size_t wish = need > a->grow ? need : a->grow;
    struct arena_chunk *c = chunk_new(a->budget, wish);
    if (!c && wish > need) {
        c = chunk_new(a->budget, need);
    }
    if (!c) {
        return false;
    }
    c->before = a->last;
    c->grow = a->grow;
    a->last = c;
    a->at = (char *)(c + 1);
    a->end = chunk_end(c);
    if (a->grow < GROW_LAST) {
        a->grow *= 2;
    }
    POISON(a->at, (size_t)(a->end - a->at));
    return true;
}

void arena_init(struct arena *a, struct budget *budget)
{
    *a = (struct arena){.budget = budget, .grow = GROW_FIRST};
}

void arena_free(struct arena *a)
{
    arena_rollback(a, (struct arena_mark){0});
    a->failed = false;
}

void *arena_raw(struct arena *a, size_t size, size_t align)
{
    const size_t take = size ? size : 1;
    size_t pad = -(uintptr_t)a->at & ((align ? align : ALIGN_MAX) - 1);
    const size_t room = (size_t)(a->end - a->at);
    if (pad > room || take > room - pad) {
        if (!add_chunk(a, take)) {
            a->failed = true;
            return NULL;
        }
        pad = 0;
    }
    char *const p = a->at + pad;
    a->at = p + take;
    UNPOISON(p, take);
    return p;
}

void *arena_alloc(struct arena *a, size_t size, size_t align)
{
    void *const p = arena_raw(a, size, align);
    return p ? memset(p, 0, size) : NULL;
}

void *arena_must(struct arena *a, size_t n, size_t size)
{
    if (size == 0 || n <= SIZE_MAX / size) {
        void *const p = arena_alloc(a, n * size, 0);
        if (p) {
            return p;
        }
    }
    a->failed = true;
    if (!a->unwind) {
        abort();
    }
    longjmp(*a->unwind, 1);
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){.last = a->last, .at = a->at};
}

void arena_rollback(struct arena *a, struct arena_mark mark)
{
    while (a->last != mark.last) {
        struct arena_chunk *const c = a->last;
        a->last = c->before;
        a->grow = c->grow;
        chunk_free(c, a->budget);
    }
    a->at = mark.at;
    a->end = chunk_end(a->last);
    if (a->at) {
        POISON(a->at, (size_t)(a->end - a->at));
    }
}

size_t arena_taken(const struct arena *a)
{
    size_t sum = 0;
    for (const struct arena_chunk *c = a->last; c; c = c->before) {
        sum += c->size;
    }
    return sum;
}

bool arena_grow(struct arena *a, void **items, size_t *cap, size_t n, size_t size)
{
    if (n < *cap) {
        return true;
    }
    const size_t more = *cap ? *cap : ITEMS_FIRST / 2;
    if (more > SIZE_MAX / 2 || more * 2 > SIZE_MAX / size) {
        a->failed = true;
        return false;
    }
    void *const fresh = arena_raw(a, more * 2 * size, 0);
    if (!fresh) {
        return false;
    }
    /* memcpy, because `items` really points to a pointer of another type */
    void *old;
    memcpy(&old, items, sizeof old);
    if (n) {
        memcpy(fresh, old, n * size);
    }
    memcpy(items, &fresh, sizeof fresh);
    *cap = more * 2;
    return true;
}
