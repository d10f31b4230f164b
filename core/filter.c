/* SPDX-License-Identifier: MIT */
/* The child is forked while the program has little memory, asks nothing back, and is thrown away
 * when a filter has run into a bound. libjq is loaded in it alone: few runs need it. */
#include "filter.h"

#include "str.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <jq.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 2                     /* of processor time for one question */
#define MEMORY ((rlim_t)256 << 20)    /* beside what the child has at first */
#define TEXT_MAX ((uint32_t)16 << 20) /* of a question or an answer */
#define KEPT 16                       /* compiled filters */
#define LOST_MOST 100                 /* children: then no more is asked */
#define LOST_ENDLESS 25               /* what one counts for that did not end */
#define ALL_MOST 20000u               /* milliseconds of processor time for all questions ... */
#define EACH_MOST 50u                 /* ... and for each of them */

/** What goes over the wire is numbers and texts, each text behind its length. */
enum verdict { ANSWERED, FAILED, UNREADABLE, NO_LIBRARY };

/* ---- the wire ----------------------------------------------------------------------------- */

static bool send_bytes(int fd, const void *bytes, size_t n)
{
    for (const char *at = bytes; n;) {
        const ssize_t done = send(fd, at, n, MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static bool receive_bytes(int fd, void *bytes, size_t n)
{
    for (char *at = bytes; n;) {
        const ssize_t done = read(fd, at, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static void put_number(struct buf *b, uint32_t n)
{
    buf_put(b, (inq_str){(const char *)&n, sizeof n});
}

static void put_text(struct buf *b, inq_str text)
{
    put_number(b, (uint32_t)text.len);
    buf_put(b, text);
}

static bool get_text(int fd, struct arena *a, inq_str *text)
{
    uint32_t n;
    if (!receive_bytes(fd, &n, sizeof n) || n > TEXT_MAX)
        return false;
    char *bytes = arena_must(a, (size_t)n + 1, 1);
    *text = (inq_str){bytes, n};
    return receive_bytes(fd, bytes, n);
}

/* ---- the child: libjq --------------------------------------------------------------------- */

#define JQ_FUNCTIONS(X)                                                                            \
    X(jq_init)                                                                                     \
    X(jq_set_error_cb)                                                                             \
    X(jq_set_attr)                                                                                 \
    X(jq_format_error)                                                                             \
    X(jq_compile)                                                                                  \
    X(jq_start)                                                                                    \
    X(jq_next)                                                                                     \
    X(jq_teardown)                                                                                 \
    X(jv_array)                                                                                    \
    X(jv_copy)                                                                                     \
    X(jv_dump_string)                                                                              \
    X(jv_free)                                                                                     \
    X(jv_get_kind)                                                                                 \
    X(jv_invalid_get_msg)                                                                          \
    X(jv_invalid_has_msg)                                                                          \
    X(jv_parse_sized)                                                                              \
    X(jv_string)                                                                                   \
    X(jv_string_length_bytes)                                                                      \
    X(jv_string_value)

#define DECLARE_FUNCTION(name) __typeof__ (&(name))(name);
struct library {
    JQ_FUNCTIONS(DECLARE_FUNCTION)
};

struct compiled {
    inq_str filter;
    jq_state *program;
    inq_str wrong; /* why there is none */
};

struct child {
    int fd;
    struct arena *arena; /* of the question at hand */
    struct arena *kept;
    struct library jq;
    bool loaded;
    struct compiled programs[KEPT];
    size_t next; /* the one that makes room */
    struct buf errors;
};

static bool load_library(struct library *l)
{
    void *so = dlopen("libjq.so.1", RTLD_NOW | RTLD_LOCAL);
#define FIND_FUNCTION(name) *(void **)&l->name = so ? dlsym(so, #name) : NULL;
    JQ_FUNCTIONS(FIND_FUNCTION)
#define HAS_FUNCTION(name) &&l->name
    return so JQ_FUNCTIONS(HAS_FUNCTION);
}

static void take_error(void *self, jv message)
{
    struct child *c = self;
    const jv text = c->jq.jq_format_error(message);
    if (!c->errors.len)
        buf_put(&c->errors, str_of(c->jq.jv_string_value(text)));
    c->jq.jv_free(text);
}

/** jq tells where in its own text a fault is; the first line says what it is. */
static inq_str first_line(inq_str text)
{
    inq_str rest;
    const inq_str line = str_line(text, &rest);
    const ptrdiff_t at = str_find(line, STR(", line "));
    inq_str said = at > 0 ? (inq_str){line.ptr, (size_t)at} : line;
    const ptrdiff_t advice = str_find(said, STR(" (Unix shell"));
    return advice > 0 ? (inq_str){said.ptr, (size_t)advice} : said;
}

/** The document comes with the time, so that `now` needs no new program. */
static void compile(struct child *c, struct compiled *into, inq_str filter)
{
    const inq_str text =
        str_format(c->kept, ".[0] as $inquest | def now: $inquest; .[1] | %.*s", STR_ARG(filter));
    *into = (struct compiled){.filter = str_copy(c->kept, filter), .program = c->jq.jq_init()};
    c->errors = buf_new(c->kept);
    c->jq.jq_set_error_cb(into->program, take_error, c);
    c->jq.jq_set_attr(into->program, c->jq.jv_string("JQ_LIBRARY_PATH"), c->jq.jv_array());
    if (str_eq(str_trim(filter), STR("")) || !c->jq.jq_compile(into->program, text.ptr)) {
        into->wrong = c->errors.len ? first_line(buf_str(&c->errors)) : STR("it is empty");
        c->jq.jq_teardown(&into->program);
    }
}

static struct compiled *program_of(struct child *c, inq_str filter)
{
    for (size_t i = 0; i < KEPT; i++)
        if (c->programs[i].filter.ptr && str_eq(c->programs[i].filter, filter))
            return &c->programs[i];
    struct compiled *p = &c->programs[c->next++ % KEPT];
    if (p->program)
        c->jq.jq_teardown(&p->program);
    compile(c, p, filter);
    return p;
}

/** A string as it is, all else as JSON. Uses up `value`. */
static void put_value(struct child *c, struct buf *out, jv value)
{
    const bool plain = c->jq.jv_get_kind(value) == JV_KIND_STRING;
    const jv text = plain ? value : c->jq.jv_dump_string(value, 0);
    put_text(out, (inq_str){c->jq.jv_string_value(text),
                            (size_t)c->jq.jv_string_length_bytes(c->jq.jv_copy(text))});
    c->jq.jv_free(text);
}

/** What ended the run: a message, or an absent text. Uses up `end`. */
static inq_str last_words(struct child *c, jv end)
{
    inq_str words = STR_NONE;
    if (!c->jq.jv_invalid_has_msg(c->jq.jv_copy(end))) {
        c->jq.jv_free(end);
        return words;
    }
    const jv message = c->jq.jv_invalid_get_msg(end);
    const bool plain = c->jq.jv_get_kind(message) == JV_KIND_STRING;
    const jv text = plain ? message : c->jq.jv_dump_string(message, 0);
    words = first_line(str_copy(c->arena, str_of(c->jq.jv_string_value(text))));
    c->jq.jv_free(text);
    return words;
}

static enum verdict run(struct child *c, struct compiled *p, inq_str input, struct buf *results)
{
    uint32_t n = 0;
    struct buf values = buf_new(c->arena);
    inq_str wrong = STR_NONE;
    c->jq.jq_start(p->program, c->jq.jv_parse_sized(input.ptr, (int)input.len), 0);
    jv value = c->jq.jq_next(p->program);
    for (; c->jq.jv_get_kind(value) != JV_KIND_INVALID; value = c->jq.jq_next(p->program)) {
        if (n == FILTER_RESULTS || values.len > TEXT_MAX / 2) {
            wrong = STR("it gives more results than are looked at");
            break;
        }
        put_value(c, &values, value);
        n++;
    }
    if (wrong.ptr)
        c->jq.jv_free(value);
    else
        wrong = last_words(c, value);
    put_text(results, wrong);
    put_number(results, n);
    buf_put(results, buf_str(&values));
    return wrong.ptr ? FAILED : ANSWERED;
}

static void limit(int what, rlim_t most)
{
    struct rlimit now;
    getrlimit(what, &now);
    now.rlim_cur = now.rlim_max != RLIM_INFINITY && most > now.rlim_max ? now.rlim_max : most;
    setrlimit(what, &now);
}

/** Processor time in milliseconds. */
static uint64_t time_of(const struct rusage *used)
{
    return (uint64_t)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000 +
           (uint64_t)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1000;
}

static uint64_t time_used(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return time_of(&used);
}

static void limit_time(void)
{
    limit(RLIMIT_CPU, (rlim_t)(time_used() / 1000 + 1 + SECONDS));
}

/** A sanitizer reserves more addresses than there is memory. */
static void limit_memory(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    char text[32] = "";
    const int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    const ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    const rlim_t pages = n > 0 ? (rlim_t)strtoull(text, NULL, 10) : 0;
    close(fd);
    limit(RLIMIT_AS, pages * (rlim_t)sysconf(_SC_PAGESIZE) + MEMORY);
#endif
}

static void close_all_but(int fd)
{
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 3; i++)
        dup2(nothing, i);
    for (int i = 3; i < 1024; i++)
        if (i != fd)
            close(i);
}

static bool answer_one(struct child *c)
{
    inq_str filter, now, document;
    if (!get_text(c->fd, c->arena, &filter) || !get_text(c->fd, c->arena, &now) ||
        !get_text(c->fd, c->arena, &document))
        return false;
    struct buf results = buf_new(c->arena), all = buf_new(c->arena);
    uint32_t verdict = NO_LIBRARY;
    limit_time();
    struct compiled *p = c->loaded ? program_of(c, filter) : NULL;
    if (p && p->program)
        verdict = run(c, p, str_format(c->arena, "[%.*s,%.*s]", STR_ARG(now), STR_ARG(document)),
                      &results);
    else if (p)
        verdict = UNREADABLE;
    if (!p || !p->program) {
        put_text(&results, p ? p->wrong : STR("libjq.so.1 is not installed"));
        put_number(&results, 0);
    }
    put_number(&all, (uint32_t)time_used());
    put_number(&all, verdict);
    buf_put(&all, buf_str(&results));
    return !all.failed && send_bytes(c->fd, all.ptr, all.len);
}

_Noreturn static void live(int fd)
{
    struct budget budget;
    struct arena passing, kept;
    struct child c = {.fd = fd, .arena = &passing, .kept = &kept};
    jmp_buf out;
    char *nothing[] = {NULL};
    atomic_init(&budget.left, MEMORY);
    arena_init(&passing, &budget);
    arena_init(&kept, &budget);
    passing.unwind = kept.unwind = &out;
    close_all_but(fd);
    environ = nothing; /* libjq walks through it, even if there is none */
    c.loaded = load_library(&c.jq);
    limit_memory();
    limit(RLIMIT_NOFILE, 0);
    limit(RLIMIT_CORE, 0);
    if (setjmp(out) == 0)
        while (answer_one(&c))
            arena_rollback(&passing, (struct arena_mark){0});
    _exit(0);
}

/* ---- the parent --------------------------------------------------------------------------- */

void filters_init(struct filters *f, struct arena *a, struct arena *kept)
{
    *f = (struct filters){.arena = a, .kept = kept, .fd = -1};
    intern_init(&f->vain, kept);
}

static bool start(struct filters *f)
{
    int ends[2];
    if (f->child)
        return true;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    f->child = fork();
    if (f->child == 0)
        live(ends[1]);
    close(ends[1]);
    f->fd = ends[0];
    if (f->child > 0)
        return true;
    f->child = 0;
    close(ends[0]);
    return false;
}

void filters_end(struct filters *f)
{
    struct rusage used = {0};
    int status = 0;
    if (!f->child)
        return;
    close(f->fd);
    while (wait4(f->child, &status, 0, &used) < 0 && errno == EINTR)
        ;
    f->child = 0;
    f->time_before += time_of(&used);
    f->time = 0;
    if (WIFSIGNALED(status))
        f->n_lost += WTERMSIG(status) == SIGXCPU ? LOST_ENDLESS : 1;
}

static bool receive(struct filters *f, struct filter_answer *answer)
{
    uint32_t verdict, n;
    if (!receive_bytes(f->fd, &f->time, sizeof f->time) ||
        !receive_bytes(f->fd, &verdict, sizeof verdict) ||
        !get_text(f->fd, f->arena, &answer->wrong) || !receive_bytes(f->fd, &n, sizeof n) ||
        n > FILTER_RESULTS)
        return false;
    answer->results = arena_must(f->arena, (size_t)n + 1, sizeof *answer->results);
    for (answer->n = 0; answer->n < n; answer->n++)
        if (!get_text(f->fd, f->arena, &answer->results[answer->n]))
            return false;
    answer->broken = verdict == UNREADABLE || verdict == NO_LIBRARY;
    if (verdict == ANSWERED)
        answer->wrong = STR_NONE;
    return true;
}

static struct filter_answer broken(inq_str why)
{
    return (struct filter_answer){.wrong = why, .broken = true};
}

/** The child answers; or it is thrown away, and with it what it had begun to answer. */
static struct filter_answer ask_child(struct filters *f, const struct buf *question)
{
    struct filter_answer answer = {0};
    if (!start(f))
        return broken(STR("no process can be started"));
    if (send_bytes(f->fd, question->ptr, question->len) && receive(f, &answer))
        return answer;
    filters_end(f);
    return broken(STR("it does not end, takes too much memory, or breaks jq"));
}

/** It would say the same again. */
static void remember(struct filters *f, inq_str filter, inq_str why)
{
    const uint32_t id = intern_put(&f->vain, filter);
    bool done = id != INTERN_FAILED;
    while (done && f->n_whys <= id) {
        done = ARENA_GROW(f->kept, f->whys, f->why_cap, f->n_whys);
        if (done)
            f->whys[f->n_whys++] = STR_NONE;
    }
    if (!done)
        longjmp(*f->kept->unwind, 1);
    f->whys[id] = str_copy(f->kept, why);
}

struct filter_answer filter_ask(struct filters *f, inq_str filter, inq_str now, inq_str document)
{
    struct buf question = buf_new(f->arena);
    const uint32_t known = intern_find(&f->vain, filter);
    if (known != INTERN_FAILED)
        return broken(f->whys[known]);
    if (f->n_lost >= LOST_MOST)
        return broken(STR("it is not asked: too many filters before it did not end"));
    if (f->time_before + f->time > ALL_MOST + EACH_MOST * f->n_asked++)
        return broken(STR("it is not asked: all filters together take too long"));
    put_text(&question, filter);
    put_text(&question, now);
    put_text(&question, document);
    if (question.failed)
        longjmp(*f->arena->unwind, 1);
    const struct filter_answer answer = ask_child(f, &question);
    if (answer.broken)
        remember(f, filter, answer.wrong);
    return answer;
}
