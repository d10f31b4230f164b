/* SPDX-License-Identifier: MIT */
/* What many patterns over a log cost without a prefilter: each is asked about each line, with JIT,
 * and what it fits is counted. Usage: base_scan PATTERNS LOG, one pattern to a line */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdio.h>
#include <string.h>

#define MAX_PATTERNS 512

static size_t read_patterns(const char *path, pcre2_code **codes)
{
    char line[1024];
    size_t n = 0;
    FILE *file = fopen(path, "r");
    while (file != NULL && n < MAX_PATTERNS && fgets(line, sizeof line, file) != NULL) {
        int error;
        PCRE2_SIZE at;
        line[strcspn(line, "\n")] = '\0';
        codes[n] =
            pcre2_compile((PCRE2_SPTR)line, PCRE2_ZERO_TERMINATED, PCRE2_UTF, &error, &at, NULL);
        if (codes[n] != NULL && pcre2_jit_compile(codes[n], PCRE2_JIT_COMPLETE) == 0) {
            n++;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return n;
}

int main(int argc, char **argv)
{
    static char line[1 << 16];
    static pcre2_code *codes[MAX_PATTERNS];
    const size_t n = argc == 3 ? read_patterns(argv[1], codes) : 0;
    FILE *log = n > 0 ? fopen(argv[2], "r") : NULL;
    pcre2_match_data *data = pcre2_match_data_create(16, NULL);
    unsigned long fits = 0;
    if (log == NULL || data == NULL) {
        fputs("usage: base_scan PATTERNS LOG\n", stderr);
        return 2;
    }
    while (fgets_unlocked(line, sizeof line, log) != NULL) {
        const size_t length = strcspn(line, "\n");
        for (size_t i = 0; i < n; i++) {
            fits += pcre2_match(codes[i], (PCRE2_SPTR)line, length, 0, PCRE2_NO_UTF_CHECK, data,
                                NULL) > 0;
        }
    }
    printf("%lu\n", fits);
    fclose(log);
    pcre2_match_data_free(data);
    for (size_t i = 0; i < n; i++) {
        pcre2_code_free(codes[i]);
    }
    return 0;
}
