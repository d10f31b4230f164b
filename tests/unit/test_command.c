/* SPDX-License-Identifier: MIT */
/* Commands that remedies and gaps name, known by their shape. */
#include "plugins/lib/report_command.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka wants the three before it. */
#include <cmocka.h>

static inq_str text(const char *words)
{
    return (inq_str){words, strlen(words)};
}

static void assert_command(inq_str remedy, size_t *at, const char *wanted)
{
    const inq_str command = report_command_next(remedy, at);
    assert_int_equal(command.len, strlen(wanted));
    if (command.len)
        assert_memory_equal(command.ptr, wanted, command.len);
}

/* What is found in `remedy` first; "" for nothing. */
static void assert_first(const char *remedy, const char *wanted)
{
    size_t at = 0;
    assert_command(text(remedy), &at, wanted);
}

static void commands_are_found(void **state)
{
    (void)state;
    assert_first("Read its log: tool log -t a -n b.", "tool log -t a -n b");
    assert_first("lint with tool apply -l -f FILE, then go on", "tool apply -l -f FILE");
    assert_first("Look. tool get runtime -t a -n b", "tool get runtime -t a -n b");
    assert_first("See it: tool get a.b/c --all; then mend it", "tool get a.b/c --all");
}

static void several_are_found_in_turn(void **state)
{
    const inq_str remedy = text("Do: one -a; two --bee; three. four -d");
    size_t at = 0;
    (void)state;
    assert_command(remedy, &at, "one -a");
    assert_command(remedy, &at, "two --bee");
    assert_command(remedy, &at, "four -d");
    assert_command(remedy, &at, "");
    assert_command(remedy, &at, "");
}

static void prose_is_left_alone(void **state)
{
    (void)state;
    assert_first("", "");
    assert_first("-", "");
    assert_first("with ", "");
    assert_first("Create the secret with acl: r, then apply again.", "");
    assert_first("Raise limits.memory; then apply it again.", "");
    assert_first("Read it with care - it is long.", "");
    assert_first("Log in: tool login; then repeat it", "");
    assert_first("Use: Tool -x", "");
}

static void a_gap_has_two_parts(void **state)
{
    inq_str command;
    (void)state;
    const inq_str what = report_gap_parts(text("no log: of a: tool log -n a"), &command);
    assert_int_equal(what.len, strlen("no log: of a"));
    assert_memory_equal(command.ptr, "tool log -n a", command.len);
    assert_int_equal(report_gap_parts(text("no capture time"), &command).len, 15);
    assert_int_equal(command.len, 0);
    assert_int_equal(report_gap_parts(text(""), &command).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_found),
        cmocka_unit_test(several_are_found_in_turn),
        cmocka_unit_test(prose_is_left_alone),
        cmocka_unit_test(a_gap_has_two_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
