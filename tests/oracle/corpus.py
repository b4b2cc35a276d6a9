"""The cases of the oracle: a good manifest and what is changed in it, and what a real API server answered."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

HERE = Path(__file__).parent
CASES = HERE / "cases.json"
MUTATIONS = HERE / "mutations.json"
BASES = tuple(HERE / name for name in ("bases.yaml", "more_bases.yaml", "variants.yaml"))
RATCHET = HERE / "ratchet.json"
HALVES = ("tuned", "held-out")
CORPORA = {CASES: HERE / "answers-1.34.json", MUTATIONS: HERE / "mutations-answers-1.34.json"}
"""The file of cases of each corpus, and the file of the server's answers to them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One manifest to ask about. changed: values by JSON pointer; removed: pointers."""

    name: str
    base: str
    changed: JsonObject
    removed: tuple[str, ...]
    corpus: str

    @property
    def half(self) -> str:
        """Which half the case belongs to: constraints are tuned on one and only measured on the other."""
        return HALVES[hashlib.sha256(self.name.encode()).digest()[0] % 2]

    def manifest(self, bases: JsonObject) -> JsonObject:
        body = copy.deepcopy(mapping(bases[self.base]))
        for pointer, value in self.changed.items():
            parent, last = _parent(body, pointer)
            if isinstance(parent, dict):
                parent[last] = value
            elif last == "-":
                parent.append(value)
            else:
                parent[int(last)] = value
        for pointer in self.removed:
            parent, last = _parent(body, pointer)
            if isinstance(parent, dict):
                del parent[last]
            else:
                del parent[int(last)]
        return body


def _parent(body: JsonObject, pointer: str) -> tuple[JsonObject | list[JsonValue], str]:
    *way, last = (token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])
    node: JsonValue = body
    for token in way:
        node = node[int(token)] if isinstance(node, list) else mapping(node)[token]
    assert isinstance(node, dict | list), pointer
    return node, last


def bases() -> JsonObject:
    """The good manifests by name."""
    found: JsonObject = {}
    for file in BASES:
        found.update(mapping(json.loads(json.dumps(yaml.safe_load(file.read_text())))))
    return found


def cases() -> Iterator[Case]:
    """The cases of every corpus."""
    for file in CORPORA:
        yield from cases_of(file)


def cases_of(file: Path) -> Iterator[Case]:
    for name, case in json.loads(file.read_text()).items():
        removed = tuple(text(pointer) for pointer in sequence(case.get("removed")))
        yield Case(name, text(case["base"]), mapping(case.get("changed")), removed, file.stem)


def answers() -> dict[str, str]:
    """What the API server said to each case; nothing where it accepted."""
    found = {}
    for file in CORPORA.values():
        recorded = json.loads(file.read_text())
        found.update(
            {name: "" if answer["accept"] else answer["message"] for name, answer in recorded.items()}
        )
    return found
