/* SPDX-License-Identifier: MIT */
/* The least that reading JSON with yajl costs: every event is delivered and thrown away. The file
 * is read() in pieces of 64 KiB, as inquest does. Usage: base_json FILE */
#include <yajl/yajl_parse.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int on_null(void *ctx)
{
    (void)ctx;
    return 1;
}

static int on_bool(void *ctx, int value)
{
    (void)ctx;
    (void)value;
    return 1;
}

static int on_text(void *ctx, const char *text, size_t len)
{
    (void)ctx;
    (void)text;
    (void)len;
    return 1;
}

static int on_string(void *ctx, const unsigned char *text, size_t len)
{
    (void)ctx;
    (void)text;
    (void)len;
    return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_bool,
    .yajl_number = on_text,
    .yajl_string = on_string,
    .yajl_start_map = on_null,
    .yajl_map_key = on_string,
    .yajl_end_map = on_null,
    .yajl_start_array = on_null,
    .yajl_end_array = on_null,
};

int main(int argc, char **argv)
{
    static unsigned char bytes[64 * 1024];
    const int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    yajl_handle parser = yajl_alloc(&callbacks, NULL, NULL);
    if (file < 0 || parser == NULL) {
        fputs("usage: base_json FILE\n", stderr);
        return 2;
    }
    yajl_config(parser, yajl_allow_multiple_values, 1);
    yajl_status status = yajl_status_ok;
    ssize_t got;
    while (status == yajl_status_ok && (got = read(file, bytes, sizeof(bytes))) > 0) {
        status = yajl_parse(parser, bytes, (size_t)got);
    }
    if (status == yajl_status_ok) {
        status = yajl_complete_parse(parser);
    }
    yajl_free(parser);
    close(file);
    return status == yajl_status_ok ? 0 : 1;
}
