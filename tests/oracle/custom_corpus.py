"""Custom resources and their definitions: good ones, what is changed in them, and what an API server answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from gate.model.json import JsonObject, mapping, sequence, text
from tests.oracle.corpus import Case
from tests.oracle.make_cases import by_rule_cases

FOLDER = Path(__file__).parent / "custom"
ANSWERS = FOLDER / "answers-1.34.json"
RATCHET = FOLDER / "ratchet.json"
PER_BASE = 40


@cache
def definitions() -> JsonObject:
    return _read("definitions.yaml")


@cache
def instances() -> JsonObject:
    return _read("instances.yaml")


def bases() -> JsonObject:
    return {**definitions(), **instances()}


def made_cases() -> Iterator[tuple[str, JsonObject]]:
    """Every base as it is, a choice of changes made by rule, and the changes of edits.yaml."""
    for base, manifest in bases().items():
        yield base, {"base": base}
        yield from by_rule_cases(base, mapping(manifest), PER_BASE)
    for base, edits in _read("edits.yaml").items():
        for edit in map(mapping, sequence(edits)):
            removed = edit.pop("remove", [])
            what = [f"{at.removeprefix(_SCHEMA)} = {json.dumps(value)[:60]}" for at, value in edit.items()]
            gone = [f"no {text(at).removeprefix(_SCHEMA)}" for at in sequence(removed)]
            yield f"{base}: {', '.join([*what, *gone])}", {"base": base, "changed": edit, "removed": removed}


_SCHEMA = "/spec/versions/0/schema"


def case_of(name: str, made: JsonObject) -> Case:
    """A case as it is written: a base, and what is changed in it."""
    removed = tuple(text(pointer) for pointer in sequence(made.get("removed")))
    return Case(name, text(made["base"]), mapping(made.get("changed")), removed, "custom")


def answered() -> Iterator[tuple[Case, str]]:
    """The recorded cases, and what the server said to each; nothing where it accepted."""
    for name, recorded in json.loads(ANSWERS.read_text()).items():
        yield case_of(name, recorded), recorded["message"]


def _read(file: str) -> JsonObject:
    return mapping(json.loads(json.dumps(yaml.safe_load((FOLDER / file).read_text()))))
