"""Stands in for `gh api` in tests: answers from a file, and notes what was asked. jq expressions run in the real jq."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import jq


def main(arguments: list[str]) -> None:
    """Answer one call: `gh api [--method M] [--paginate] PATH [-f K=V] [-F K=V] [--jq EXPRESSION] [--silent]`."""
    folder = Path(os.environ["FAKE_GH"])
    state = json.loads((folder / "state.json").read_text())
    assert arguments.pop(0) == "api"
    method, path, expression, fields = "GET", "", ".", {}
    while arguments:
        word = arguments.pop(0)
        if word == "--method":
            method = arguments.pop(0)
        elif word == "--jq":
            expression = arguments.pop(0)
        elif word in ("-f", "-F"):
            key, _, value = arguments.pop(0).partition("=")
            fields[key] = Path(value[1:]).read_text() if word == "-F" and value.startswith("@") else value
        elif not word.startswith("--"):
            path = word
    if method == "GET":
        for found in jq.compile(expression).input_value(state.get(path, [])).all():
            print(found if isinstance(found, str) else json.dumps(found))
    else:
        with open(folder / "calls.jsonl", "a") as calls:
            calls.write(json.dumps([method, path, fields]) + "\n")


main(sys.argv[1:])
