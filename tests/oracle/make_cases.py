"""Writes cases.json: every base as it is, the changes of edits.yaml, and a choice of changes made by rule.

`python -m tests.oracle.make_cases`, from the root. The same input gives the same cases.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import yaml

from gate.model.json import JsonObject, JsonValue, mapping, pointer_of
from tests.oracle.corpus import CASES, HERE, bases

PER_BASE = 32
OF_POD = 260
LONG = "x" * 64


def main() -> None:
    made: dict[str, JsonObject] = {}
    for base, manifest in bases().items():
        made[base] = {"base": base}
        made.update(by_rule_cases(base, mapping(manifest), OF_POD if base == "Pod" else PER_BASE))
    made.update(_by_hand())
    lines = (f"{json.dumps(name)}: {json.dumps(case)}" for name, case in made.items())
    CASES.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def by_rule_cases(base: str, manifest: JsonObject, most: int) -> list[tuple[str, JsonObject]]:
    """A choice of the changes made by rule, always the same one."""
    return sorted(_by_rule(base, manifest), key=lambda case: _number(case[0]))[:most]


def _by_hand() -> Iterator[tuple[str, JsonObject]]:
    for base, edits in yaml.safe_load((HERE / "edits.yaml").read_text()).items():
        for edit in edits:
            removed = edit.pop("remove", [])
            what = [f"{at} = {json.dumps(value)[:60]}" for at, value in edit.items()]
            name = f"{base}: " + ", ".join([*what, *(f"no {at}" for at in removed)])
            yield name, {"base": base, "changed": edit, "removed": removed}


def _number(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _by_rule(base: str, manifest: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for tokens, value in _nodes(manifest, ()):
        if not tokens or tokens[0] in {"apiVersion", "kind"}:
            continue
        at = pointer_of(tokens)
        yield f"{base}: no {at}", {"base": base, "removed": [at]}
        for new in _instead(value):
            yield f"{base}: {at} = {json.dumps(new)[:60]}", {"base": base, "changed": {at: new}}


def _nodes(
    value: JsonValue, tokens: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], JsonValue]]:
    yield tokens, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _nodes(inner, (*tokens, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _nodes(inner, (*tokens, index))


def _instead(value: JsonValue) -> Iterator[JsonValue]:
    """Values of the same type that a person might write there, good and bad ones."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (new for new in (-1, 0, value + 1, 70000) if new != value)
        case str():
            yield from ("", "Not_Valid!", f"{value}2", LONG, "../x")
            yield value.lower() if value != value.lower() else value.upper()
        case list():
            yield []
            if value:
                yield [*value, value[0]]
        case dict():
            yield {}
            if value and all(isinstance(inner, str) for inner in value.values()):
                yield {**value, "bad key!": "x"}
                yield {**value, "example.com/good-key": "x"}
                yield {**value, "another": "no value!"}
        case _:
            pass


if __name__ == "__main__":
    main()
