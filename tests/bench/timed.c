/* SPDX-License-Identifier: MIT */
/* Runs a command with its output thrown away and prints one line:
 *     WALL_NS CPU_NS PEAK_KIB STATUS
 * STATUS is the exit status, or 128 + the signal. Usage: timed COMMAND ARG... */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static long long nanoseconds(struct timeval t)
{
    return (long long)t.tv_sec * 1000000000 + (long long)t.tv_usec * 1000;
}

static void become(char **argv)
{
    const int sink = open("/dev/null", O_WRONLY);
    if (sink >= 0) {
        dup2(sink, STDOUT_FILENO);
        dup2(sink, STDERR_FILENO);
    }
    execvp(argv[0], argv);
    _exit(127);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: timed COMMAND ARG...\n", stderr);
        return 2;
    }
    const long long start = now();
    const pid_t child = vfork();
    if (child == 0) {
        become(argv + 1);
    }
    int status = 0;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) != child) {
        perror("timed");
        return 1;
    }
    const long long wall = now() - start;
    printf("%lld %lld %ld %d\n", wall, nanoseconds(used.ru_utime) + nanoseconds(used.ru_stime),
           used.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
