/* SPDX-License-Identifier: MIT */
#include "output_file.h"

#include "job.h"
#include "str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Others may read the report as the umask allows, not only its owner as mkstemp has it. */
static void usual_mode(int fd)
{
    const mode_t mask = umask(0);
    umask(mask);
    (void)fchmod(fd, 0666 & ~mask);
}

/* A device or a pipe is written to as it is: a rename would put a file in its place. */
static bool is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static void open_beside(struct output_stream *o)
{
    const int n = snprintf(o->temporary, sizeof o->temporary, "%s.XXXXXX", o->path);
    o->fd = n > 0 && (size_t)n < sizeof o->temporary ? mkstemp(o->temporary) : -1;
    if (o->fd >= 0)
        usual_mode(o->fd);
}

void output_open(struct output_stream *o, const char *path)
{
    o->fd = STDOUT_FILENO;
    o->path = path;
    o->owned = false;
    o->in_place = path && is_special(path);
    o->n = 0;
    o->error = 0;
    if (o->in_place)
        o->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    else if (path)
        open_beside(o);
    if (o->fd < 0)
        o->error = errno ? errno : ENAMETOOLONG;
}

void output_leave(struct output_stream *o, const char *path)
{
    o->fd = -1;
    o->path = path;
    o->owned = true;
    o->in_place = false;
    o->n = 0;
    o->error = 0;
}

/* What is so large is not copied once more. */
#define LARGE ((size_t)8 << 10)

static void write_all(struct output_stream *o, inq_str bytes)
{
    size_t done = 0;
    while (done < bytes.len && !o->error) {
        const ssize_t got = write(o->fd, bytes.ptr + done, bytes.len - done);
        if (got < 0 && errno != EINTR)
            o->error = errno;
        done += got > 0 ? (size_t)got : 0;
    }
}

static void flush(struct output_stream *o)
{
    write_all(o, (inq_str){o->buffer, o->n});
    o->n = 0;
}

void output_put(struct output_stream *o, inq_str bytes)
{
    if (bytes.len >= LARGE) {
        flush(o);
        write_all(o, bytes);
        return;
    }
    while (bytes.len && !o->error) {
        const size_t room = sizeof o->buffer - o->n;
        const size_t n = bytes.len < room ? bytes.len : room;
        memcpy(o->buffer + o->n, bytes.ptr, n);
        o->n += n;
        bytes = (inq_str){bytes.ptr + n, bytes.len - n};
        if (o->n == sizeof o->buffer)
            flush(o);
    }
}

bool output_close(struct output_stream *o, bool keep)
{
    flush(o);
    if (!o->path || o->owned)
        return !o->error;
    if (o->fd >= 0 && close(o->fd) != 0 && !o->error)
        o->error = errno;
    if (o->in_place)
        return !o->error;
    if (keep && !o->error && rename(o->temporary, o->path) != 0)
        o->error = errno;
    if (o->fd >= 0 && (!keep || o->error))
        unlink(o->temporary);
    return !o->error;
}

static inq_status write_bytes(inq_ctx *job, inq_str bytes)
{
    output_put(job->output, bytes);
    return job->output->error ? INQ_EIO : INQ_OK;
}

const inq_writer output_writer = {.size = sizeof(inq_writer), .write = write_bytes};

/* ---- directories -------------------------------------------------------------------------- */

static bool is_empty(const char *path)
{
    DIR *d = opendir(path);
    unsigned n = 0;
    while (d && n < 3 && readdir(d))
        n++;
    if (d)
        closedir(d);
    return d && n < 3; /* . and .. */
}

int folder_open(const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return -1;
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || is_empty(path))
        return fd;
    close(fd);
    errno = ENOTEMPTY;
    return -1;
}

/** The directory `name` in `at`, made if it is not there; `at` is closed. */
static int step_into(int at, const char *name)
{
    const bool there = mkdirat(at, name, 0700) == 0 || errno == EEXIST;
    const int fd = there ? openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    const int error = errno;
    close(at);
    errno = error;
    return fd;
}

int folder_create(int folder, char *path)
{
    int at = dup(folder);
    for (char *slash; at >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
        *slash = 0;
        at = step_into(at, path);
        *slash = '/';
    }
    if (at < 0)
        return -1;
    const int fd = openat(at, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    const int error = errno;
    close(at);
    errno = error;
    return fd;
}

bool folder_write(int fd, inq_str bytes)
{
    int error = 0;
    while (bytes.len && !error) {
        const ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno != EINTR)
            error = errno;
        bytes = n > 0 ? (inq_str){bytes.ptr + n, bytes.len - (size_t)n} : bytes;
    }
    if (close(fd) != 0 && !error)
        error = errno;
    errno = error;
    return !error;
}
