"""The policies of the pack as their folders hold them, and their cases with the lines they mark.

A case is a YAML file of one or more resources in `pass/` or `fail/`. In `fail/` each line that the rule
must point at ends in `# <- here`. `NAME.params.json` beside `NAME.yaml` sets parameters for that case.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from gate.documents import Positions, positions, read
from gate.model.json import JsonObject, JsonValue, mapping

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "policies"
MARK = "# <- here"
TODAY = "2026-06-15"


@dataclass(frozen=True)
class Document:
    """One resource of a case and the places of what is in it."""

    body: JsonObject
    places: Positions

    def line(self, pointer: str) -> int:
        """The line of the value that the pointer names, else of the key of the nearest one above it:
        where `gate.locate` points.
        """
        return (self.places.value(pointer) or self.places.nearest(pointer)[1]).line


@dataclass(frozen=True)
class Case:
    """One file of `pass/` or `fail/`."""

    path: Path
    documents: tuple[Document, ...]
    marked: frozenset[int]
    params: JsonObject = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.path.relative_to(POLICIES))


@dataclass(frozen=True)
class Folder:
    """One policy: `policies/<family>/<rule>`."""

    path: Path

    @property
    def id(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    def cases(self, kind: str) -> list[Case]:
        return [_case(path) for path in sorted((self.path / kind).glob("*.y*ml"))]


def folders() -> list[Folder]:
    """Every folder that holds a policy, and every folder that looks as if it should."""
    found = {path.parent for path in POLICIES.glob("*/*/*.rego")}
    return [Folder(path) for path in sorted(found) if path.parent.name not in {"entry", "lib", "bundle"}]


def _case(path: Path) -> Case:
    text = path.read_bytes()
    documents = read(text)
    faults = [fault for one in documents for fault in one.faults]
    assert not faults, f"{path}: {faults}"
    params = path.with_suffix(".params.json")
    marked = (n for n, line in enumerate(text.decode().splitlines(), 1) if line.rstrip().endswith(MARK))
    return Case(
        path,
        tuple(Document(mapping(one.value), positions(text, one.index)) for one in documents),
        frozenset(marked),
        json.loads(params.read_text()) if params.exists() else {},
    )


def pointer_of(result: JsonValue) -> str:
    """The pointer in what a policy gave: a message alone points at the whole resource."""
    return str(result.get("pointer", "")) if isinstance(result, dict) else ""
