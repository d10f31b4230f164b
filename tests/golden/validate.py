#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""validate.py SCHEMA FILE: check a JSON or JSON Lines file (by its suffix) against a schema.

Schemas beside SCHEMA may refer to each other by their $id or file name. The first three
violations go to standard output; the exit status is 1 if there is one, 77 if the jsonschema
package is missing.
"""
import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator, RefResolver
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def neighbours(schema_path):
    """Every schema of the directory, by $id and by file URI."""
    store = {}
    for path in schema_path.parent.glob("*.schema.json"):
        schema = json.loads(path.read_text())
        store[schema.get("$id", path.name)] = schema
        store[path.resolve().as_uri()] = schema
    return store


def documents(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".jsonl":
        return [json.loads(text)]
    return [json.loads(line) for line in text.splitlines()]


def main(schema_name, file_name):
    schema_path = pathlib.Path(schema_name).resolve()
    schema = json.loads(schema_path.read_text())
    Draft202012Validator.check_schema(schema)
    base = schema.get("$id", schema_path.as_uri())
    validator = Draft202012Validator(
        schema, resolver=RefResolver(base, schema, store=neighbours(schema_path)))
    faults = [f"document {i} at {fault.json_path}: {fault.message[:160]}"
              for i, document in enumerate(documents(pathlib.Path(file_name)))
              for fault in validator.iter_errors(document)]
    print("\n".join(faults[:3]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
