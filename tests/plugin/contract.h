/* SPDX-License-Identifier: MIT */
/*
 * contract.h: what the two contract tests share. They are given the paths of plugins as
 * arguments, open each as the host does, and run the same checks on every one, so that a new
 * plugin is tested before anybody writes a test for it.
 */
#ifndef INQ_TESTS_CONTRACT_H
#define INQ_TESTS_CONTRACT_H

#include "inquest.h"

#include <dirent.h>
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/** Call `use` for every regular file below `folder`, at any depth, in no particular order. */
static inline void contract_walk(const char *folder, void (*use)(const char *path))
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        char path[1024];
        struct stat about;
        const int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (length < 0 || (size_t)length >= sizeof path || entry->d_name[0] == '.' ||
            lstat(path, &about) != 0)
            continue;
        if (S_ISDIR(about.st_mode))
            contract_walk(path, use);
        else if (S_ISREG(about.st_mode))
            use(path);
    }
    if (directory != NULL)
        closedir(directory);
}

/** Every file of $SAMPLES, or of ./samples. */
static inline void contract_walk_samples(void (*use)(const char *path))
{
    const char *samples = getenv("SAMPLES");
    contract_walk(samples != NULL ? samples : "samples", use);
}

/** What cmocka calls a test; `state` points to the inq_plugin. */
struct contract_check {
    const char *name;
    CMUnitTestFunction function;
};

/** The descriptor that a shared object exports; NULL, with a word on standard output, if there
 *  is none. The object stays open: a leak inside of it must keep its name. */
static inline const inq_plugin *contract_open(const char *path)
{
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const inq_plugin *plugin = object == NULL ? NULL : dlsym(object, "inq_plugin_entry");
    if (plugin == NULL) {
        const char *why = dlerror();
        printf("not ok %s is no plugin: %s\n", path, why != NULL ? why : "no entry");
    }
    return plugin;
}

#define CONTRACT_MAX_CHECKS 32

/** Runs the checks on one plugin, each under the plugin's file name; the number that failed. */
static inline int contract_run(const char *path, const inq_plugin *plugin,
                               const struct contract_check *checks, size_t n)
{
    static char names[CONTRACT_MAX_CHECKS][256];
    struct CMUnitTest tests[CONTRACT_MAX_CHECKS] = {{0}};
    for (size_t i = 0; i < n; i++) {
        snprintf(names[i], sizeof names[i], "%.150s: %.90s", path, checks[i].name);
        tests[i] = (struct CMUnitTest){names[i], checks[i].function, NULL, NULL, NULL};
        memcpy(&tests[i].initial_state, &plugin, sizeof(void *));
    }
    return _cmocka_run_group_tests(path, tests, n, NULL, NULL);
}

#endif
