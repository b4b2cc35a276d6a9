"""The policies of the pack as their folders hold them, and their cases with the lines they mark.

A case is a YAML file of one or more resources in `pass/` or `fail/`. In `fail/` each line that the rule
must point at ends in `# <- here`. `NAME.params.json` beside `NAME.yaml` sets parameters for that case.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from gate.model.json import JsonObject, JsonValue, tokens_of

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "policies"
MARK = "# <- here"
TODAY = "2026-06-15"


@dataclass(frozen=True)
class Document:
    """One resource of a case and the node tree that knows its lines."""

    body: JsonObject
    node: yaml.Node

    def line(self, pointer: str) -> int:
        """The line of the value that the pointer names, or of its nearest parent that exists."""
        node = self.node
        for token in tokens_of(pointer):
            below = _child(node, token)
            if below is None:
                break
            node = below
        return node.start_mark.line + 1


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
    text = path.read_text()
    nodes = [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if node is not None]
    bodies = [body for body in yaml.safe_load_all(text) if body is not None]
    params = path.with_suffix(".params.json")
    return Case(
        path,
        tuple(Document(body, node) for body, node in zip(bodies, nodes, strict=True)),
        frozenset(n for n, line in enumerate(text.splitlines(), 1) if line.rstrip().endswith(MARK)),
        json.loads(params.read_text()) if params.exists() else {},
    )


def _child(node: yaml.Node, token: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == token), None)
    if isinstance(node, yaml.SequenceNode) and token.isdecimal() and int(token) < len(node.value):
        item: yaml.Node = node.value[int(token)]
        return item
    return None


def pointer_of(result: JsonValue) -> str:
    """The pointer in what a policy gave: a message alone points at the whole resource."""
    return str(result.get("pointer", "")) if isinstance(result, dict) else ""
