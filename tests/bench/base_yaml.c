/* SPDX-License-Identifier: MIT */
/* The least that reading YAML with libyaml costs: events are made and thrown away. The file is
 * read() as libyaml asks for it. Usage: base_yaml FILE */
#include <yaml.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int read_some(void *ctx, unsigned char *bytes, size_t size, size_t *got)
{
    const int *file = ctx;
    const ssize_t n = read(*file, bytes, size);
    *got = n > 0 ? (size_t)n : 0;
    return n >= 0;
}

static int drain(yaml_parser_t *parser)
{
    yaml_event_type_t type = YAML_NO_EVENT;
    while (type != YAML_STREAM_END_EVENT) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            return 1;
        }
        type = event.type;
        yaml_event_delete(&event);
    }
    return 0;
}

int main(int argc, char **argv)
{
    int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    yaml_parser_t parser;
    if (file < 0 || !yaml_parser_initialize(&parser)) {
        fputs("usage: base_yaml FILE\n", stderr);
        return 2;
    }
    yaml_parser_set_input(&parser, read_some, &file);
    const int status = drain(&parser);
    yaml_parser_delete(&parser);
    close(file);
    return status;
}
