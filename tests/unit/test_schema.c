/* SPDX-License-Identifier: MIT */
/* Places of facts: which texts are places, and what of the elements of lists they ask for. */
#include "schema.h"
#include "str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct budget budget;
static struct arena arena;
static struct schema schema;

static int open_schema(void **state)
{
    (void)state;
    atomic_init(&budget.left, 1u << 22);
    arena_init(&arena, &budget);
    schema_init(&schema, &arena);
    return 0;
}

static int close_schema(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static bool place(const char *fact, const char *path)
{
    return schema_path(&schema, schema_fact(&schema, str_of(fact)), str_of(path), 0);
}

static const struct node *child(const struct node *node, const char *key)
{
    const struct node *found = schema_child(node, str_of(key));
    assert_non_null(found);
    return found;
}

static void test_a_place_belongs_to_one_fact(void **state)
{
    (void)state;
    assert_true(place("a", "status.phase"));
    assert_true(place("a", "status.phase"));
    assert_false(place("b", "status.phase"));
    assert_true(place("b", "status.items[].phase"));
    const struct node *status = child(&schema.root, "status");
    const struct node *items = child(status, "items");
    assert_true(schema.paths[child(items->element, "phase")->path].many);
    assert_false(schema.paths[child(status, "phase")->path].many);
}

static void test_elements_by_a_key(void **state)
{
    (void)state;
    assert_true(place("ready", "conditions[type=Ready].status"));
    assert_true(place("other", "conditions[type=Other].status"));
    const struct node *element = child(&schema.root, "conditions")->element;
    const struct element *other = element->elements;
    assert_true(str_eq(other->equals, STR("Other")));
    assert_true(str_eq(other->next->equals, STR("Ready")));
    assert_int_equal(other->key, child(element, "type")->part);
    assert_int_equal(other->parts[0], child(element, "status")->part);
    assert_int_equal(other->parts[0], other->next->parts[0]);
    assert_true(place("deep", "conditions[ready=false].last.state.reason"));
    const struct node *deep = child(child(child(element, "last"), "state"), "reason");
    assert_int_equal(element->elements->parts[0], deep->part);
}

static void test_templates_of_an_element(void **state)
{
    (void)state;
    assert_true(place("condition", "status.conditions[].{type}={status} {reason}"));
    const struct node *element = child(child(&schema.root, "status"), "conditions")->element;
    assert_int_equal(element->elements->n_parts, 3);
    assert_int_equal(element->elements->key, 0);
    assert_true(str_eq(element->elements->text, STR("{type}={status} {reason}")));
}

static void test_what_is_no_place(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "list[].{a",    "list[].{}",       "list[].{a}{b}{c}{d}{e}", "list[key=word]",
        "list[key=].a", "list[key=word].", "list[key=word",          "list[key=word].a[].b",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (place("x", paths[i]))
            print_message("%s\n", paths[i]);
        assert_false(place("x", paths[i]));
    }
    const struct node *element = child(&schema.root, "list")->element;
    assert_null(element->elements);
}

static void test_parts_run_out(void **state)
{
    (void)state;
    char path[64];
    unsigned made = 0;
    while (made < 1000 && snprintf(path, sizeof path, "list[k%u=x].v%u", made, made) > 0 &&
           place("x", path))
        made++;
    assert_in_range(made, 16, MAX_PARTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_place_belongs_to_one_fact, open_schema,
                                        close_schema),
        cmocka_unit_test_setup_teardown(test_elements_by_a_key, open_schema, close_schema),
        cmocka_unit_test_setup_teardown(test_templates_of_an_element, open_schema, close_schema),
        cmocka_unit_test_setup_teardown(test_what_is_no_place, open_schema, close_schema),
        cmocka_unit_test_setup_teardown(test_parts_run_out, open_schema, close_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
