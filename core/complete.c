/* SPDX-License-Identifier: MIT */
/* What may follow is written into the script when it is made; only files and directories are
 * looked for by the shell. Words come from packs of anybody: those that a shell could take for
 * more than a word are left out. */
#include "complete.h"

#include "diag.h"
#include "str.h"
#include "verdict.h"

struct completion {
    const struct session *session;
    struct buf *out;
};

typedef void word_lister(const struct completion *c);

static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

static void word(const struct completion *c, inq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!memchr(plain, text.ptr[i], sizeof plain - 1))
            return;
    if (text.len)
        buf_format(c->out, "%.*s ", STR_ARG(text));
}

static void outputs(const struct completion *c)
{
    const struct plugins *p = &c->session->plugins;
    for (size_t i = 0; i < p->n_used; i++)
        if (p->items[i]->entry.output)
            word(c, str_of(p->items[i]->entry.id));
}

static void parsers(const struct completion *c)
{
    const struct plugins *p = &c->session->plugins;
    for (size_t i = 0; i < p->n_used; i++)
        if (p->items[i]->entry.parser)
            word(c, str_of(p->items[i]->entry.id));
}

static void healths(const struct completion *c)
{
    for (int h = 0; h < INQ_N_HEALTH; h++)
        word(c, str_of(health_word((inq_health)h)));
}

static void healths_or_never(const struct completion *c)
{
    healths(c);
    word(c, STR("never"));
}

static void moments(const struct completion *c)
{
    buf_format(c->out, "auto always never ");
}

static void kinds(const struct completion *c)
{
    for (size_t i = 0; i < c->session->kinds.n; i++)
        word(c, c->session->kinds.items[i]->name);
}

static void explained(const struct completion *c)
{
    const struct rules *rules = &c->session->rules;
    for (size_t i = 0; i < rules->n; i++)
        word(c, rules->items[i]->id);
    kinds(c);
    healths(c);
    for (size_t i = 0; diag_code_at(i); i++)
        buf_format(c->out, "INQ%04u ", diag_code_at(i)->number);
}

static void shells(const struct completion *c)
{
    buf_format(c->out, "bash zsh fish ");
}

static void commands(const struct completion *c)
{
    for (const struct command_word *w = c->session->settings->commands; w->name; w++)
        word(c, str_of(w->name));
}

/* ---- what follows what -------------------------------------------------------------------- */

enum whereabouts { NOWHERE, FILES, DIRECTORIES };

/** What may stand as the value of an option, by its argument and perhaps by its name. */
static const struct follower {
    const char *argument, *option; /* NULL: any */
    word_lister *words;            /* or NULL */
    enum whereabouts place;
} values[] = {
    {"FILE", NULL, NULL, FILES},
    {"DIR", NULL, NULL, DIRECTORIES},
    {"NAME[=FILE]", NULL, outputs, NOWHERE},
    {"PARSER", NULL, parsers, NOWHERE},
    {"HEALTH,...", NULL, healths, NOWHERE},
    {"HEALTH|never", NULL, healths_or_never, NOWHERE},
    {"WHEN", NULL, moments, NOWHERE},
    {"GLOB", "type", kinds, NOWHERE},
};

static const struct follower *value_of(const struct option_word *o)
{
    static const struct follower unknown = {0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(values[i].argument, o->argument) == 0 &&
            (!values[i].option || strcmp(values[i].option, o->name) == 0))
            return &values[i];
    return &unknown;
}

/** What a command takes; all others take paths. */
static const struct operand {
    const char *command;
    word_lister *words; /* NULL: nothing */
} operands[] = {
    {"explain", explained}, {"kinds", kinds}, {"completion", shells}, {"plugins", NULL}};
#define N_OPERANDS (sizeof operands / sizeof *operands)

static void words_in(const struct completion *c, const char *open, word_lister *list,
                     const char *close)
{
    buf_format(c->out, "%s", open);
    if (list)
        list(c);
    buf_format(c->out, "%s", close);
}

/** Text in a string with single quotes, where `quote` stands for one of these. */
static void quoted(const struct completion *c, const char *text, const char *quote)
{
    for (; *text; text++)
        if (*text == '\'')
            buf_format(c->out, "%s", quote);
        else
            buf_char(c->out, *text == '[' ? '(' : *text == ']' ? ')' : *text);
}

/* ---- bash --------------------------------------------------------------------------------- */

static const char bash_head[] =
    "# Completion for bash: eval \"$(inquest completion bash)\"\n"
    "_inquest_words() {\n"
    "    COMPREPLY=($(compgen -P \"${word%\"${word##*,}\"}\" -W \"$1\" -- \"${word##*,}\"))\n"
    "}\n"
    "_inquest_paths() {\n"
    "    local IFS=$'\\n'\n"
    "    COMPREPLY=($(compgen \"$1\" -- \"$word\"))\n"
    "    compopt -o filenames 2>/dev/null\n"
    "}\n"
    "_inquest() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= i\n"
    "    COMPREPLY=()\n"
    "    if [[ $word == = ]]; then\n"
    "        word=\n"
    "    elif [[ $before == = ]]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    case $before in\n";

static void bash_value(const struct completion *c, const struct option_word *o)
{
    const struct follower *v = value_of(o);
    buf_format(c->out, "    --%s", o->name);
    if (o->letter)
        buf_format(c->out, " | -%c", o->letter);
    if (v->place == NOWHERE)
        words_in(c, ") _inquest_words '", v->words, "'; return ;;\n");
    else
        buf_format(c->out, ") _inquest_paths -%c; return ;;\n", v->place == FILES ? 'f' : 'd');
}

static void bash_command(const struct completion *c)
{
    buf_format(c->out, "    esac\n    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                       "        case ${COMP_WORDS[i]} in\n        ");
    for (const struct command_word *w = c->session->settings->commands; w->name; w++)
        buf_format(c->out, "%s%s", w == c->session->settings->commands ? "" : " | ", w->name);
    buf_format(c->out, ") command=${COMP_WORDS[i]}; break ;;\n        esac\n    done\n"
                       "    case $command in\n");
    for (size_t i = 0; i < N_OPERANDS; i++) {
        buf_format(c->out, "    %s", operands[i].command);
        words_in(c, ") _inquest_words '", operands[i].words, "' ;;\n");
    }
    buf_format(c->out, "    *)\n        _inquest_paths -f\n");
    words_in(c, "        [[ $command ]] || COMPREPLY+=($(compgen -W '", commands,
             "' -- \"$word\"))\n        ;;\n    esac\n}\ncomplete -F _inquest inquest\n");
}

static void bash(const struct completion *c)
{
    const struct settings *settings = c->session->settings;
    struct option_word o;
    buf_format(c->out, "%s", bash_head);
    for (size_t i = 0; settings->option_at(i, &o); i++)
        if (o.argument)
            bash_value(c, &o);
    buf_format(c->out, "    esac\n    case $word in\n    -*)\n        _inquest_words '");
    for (size_t i = 0; settings->option_at(i, &o); i++)
        buf_format(c->out, "--%s ", o.name);
    buf_format(c->out, "'\n        return\n        ;;\n");
    bash_command(c);
}

/* ---- zsh ---------------------------------------------------------------------------------- */

static void zsh_value(const struct completion *c, const struct option_word *o)
{
    static const char *const actions[] = {
        [NOWHERE] = " ", [FILES] = "_files", [DIRECTORIES] = "_files -/"};
    const struct follower *v = value_of(o);
    buf_format(c->out, ":");
    quoted(c, o->argument, "");
    if (v->words)
        words_in(c, ":(", v->words, ")");
    else
        buf_format(c->out, ":%s", actions[v->place]);
}

static void zsh_option(const struct completion *c, const struct option_word *o)
{
    if (o->letter)
        buf_format(c->out, "        '*'{-%c,--%s}'[", o->letter, o->name);
    else
        buf_format(c->out, "        '*--%s[", o->name);
    quoted(c, o->help, "'\\''");
    buf_format(c->out, "]");
    if (o->argument)
        zsh_value(c, o);
    buf_format(c->out, "' \\\n");
}

static void zsh_operands(const struct completion *c)
{
    buf_format(c->out, "_inquest_operand() {\n"
                       "    local command=${${words[2,CURRENT-1]}[(r)(");
    for (const struct command_word *w = c->session->settings->commands; w->name; w++)
        buf_format(c->out, "%s%s", w == c->session->settings->commands ? "" : "|", w->name);
    buf_format(c->out, ")]}\n    case $command in\n");
    for (size_t i = 0; i < N_OPERANDS; i++) {
        buf_format(c->out, "    %s)", operands[i].command);
        words_in(c, operands[i].words ? " compadd -- " : " ", operands[i].words, ";;\n");
    }
    words_in(c, "    '') compadd -- ", commands, "; _files ;;\n    *) _files ;;\n    esac\n}\n");
}

static void zsh(const struct completion *c)
{
    struct option_word o;
    buf_format(c->out, "#compdef inquest\n"
                       "# Completion for zsh: source <(inquest completion zsh)\n");
    zsh_operands(c);
    buf_format(c->out, "_inquest() {\n    _arguments -s -S \\\n");
    for (size_t i = 0; c->session->settings->option_at(i, &o); i++)
        zsh_option(c, &o);
    buf_format(c->out, "        '*:path:_inquest_operand'\n}\ncompdef _inquest inquest\n");
}

/* ---- fish --------------------------------------------------------------------------------- */

static void fish_option(const struct completion *c, const struct option_word *o)
{
    buf_format(c->out, "complete -c inquest -l %s", o->name);
    if (o->letter)
        buf_format(c->out, " -s %c", o->letter);
    if (o->argument) {
        const struct follower *v = value_of(o);
        buf_format(c->out, v->place == FILES ? " -r -F" : " -x");
        if (v->words)
            words_in(c, " -a '", v->words, "'");
        if (v->place == DIRECTORIES)
            buf_format(c->out, " -a '(__fish_complete_directories)'");
    }
    buf_format(c->out, " -d '");
    quoted(c, o->help, "\\'");
    buf_format(c->out, "'\n");
}

static void fish(const struct completion *c)
{
    struct option_word o;
    buf_format(c->out, "# Completion for fish: inquest completion fish | source\n");
    for (size_t i = 0; c->session->settings->option_at(i, &o); i++)
        fish_option(c, &o);
    for (const struct command_word *w = c->session->settings->commands; w->name; w++) {
        buf_format(c->out, "complete -c inquest -n __fish_use_subcommand -a %s -d '", w->name);
        quoted(c, w->summary, "\\'");
        buf_format(c->out, "'\n");
    }
    for (size_t i = 0; i < N_OPERANDS; i++) {
        buf_format(c->out, "complete -c inquest -n '__fish_seen_subcommand_from %s' -f",
                   operands[i].command);
        words_in(c, " -a '", operands[i].words, "'\n");
    }
}

bool complete_script(const struct session *s, inq_str shell, struct buf *out)
{
    static const struct {
        const char *name;
        word_lister *write;
    } scripts[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    const struct completion c = {s, out};
    struct nearest n = {.word = shell};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        nearest_try(&n, str_of(scripts[i].name));
        if (str_eq(shell, str_of(scripts[i].name))) {
            scripts[i].write(&c);
            return true;
        }
    }
    buf_format(out,
               "inquest: no completion for %.*s; there is bash, zsh and fish" NEAREST_FORMAT "\n",
               STR_ARG(shell), NEAREST_ARG(n));
    return false;
}
