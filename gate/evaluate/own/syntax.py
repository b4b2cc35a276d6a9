"""What the gate needs to know of a module, from the syntax tree that `opa parse` gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

# What conftest adds to OPA: https://www.conftest.dev/ (builtins/*.go), and --combine.
BUILTINS_OF_CONFTEST = frozenset({"parse_config", "parse_config_file", "parse_combined_config_files"})
_CONTENTS = "contents"
_MEMBER, _MEMBER_WITH_KEY = "member_2", "member_3"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a rule. annotations: its METADATA, nearest first (scope rule, then document)."""

    name: str
    row: int
    annotations: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in a module that the gate does not load. row: its line."""

    row: int
    words: str


@dataclass(frozen=True, slots=True)
class Syntax:
    """A module. package: its path without `data`. heads: of rules that are no functions.

    about: the METADATA of its package, nearest first. reads: the paths below `data` that it names.
    """

    package: tuple[str, ...]
    row: int
    heads: tuple[Head, ...]
    about: tuple[JsonObject, ...]
    reads: frozenset[tuple[str, ...]]
    refusals: tuple[Refusal, ...]


def syntax_of(tree: JsonObject, roots_of_the_gate: frozenset[str]) -> Syntax:
    """The module of a syntax tree with locations."""
    declared = mapping(tree.get("package"))
    package = tuple(text(mapping(one).get("value")) for one in sequence(declared.get("path"))[1:])
    annotations = [mapping(one) for one in sequence(tree.get("annotations"))]
    rules = [mapping(one) for one in sequence(tree.get("rules"))]
    refs = list(_refs([tree.get("imports"), tree.get("rules")]))
    return Syntax(
        package=package,
        row=_row(declared),
        heads=tuple(_heads(rules)),
        about=tuple(_of_scope(annotations, "package", "subpackages")),
        reads=frozenset(path for _, path in _data(refs)),
        refusals=tuple(_refusals(package, _row(declared), annotations, refs, roots_of_the_gate)),
    )


def _heads(rules: list[JsonObject]) -> Iterator[Head]:
    for rule in rules:
        head = mapping(rule.get("head"))
        parts = sequence(head.get("ref"))
        name = text(head.get("name")) or text(mapping(parts[0] if parts else None).get("value"))
        if not head.get("args"):
            said = [mapping(one) for one in sequence(rule.get("annotations"))]
            yield Head(name, _row(head) or _row(rule), tuple(_of_scope(said, "rule", "document")))


def _of_scope(annotations: list[JsonObject], *scopes: str) -> Iterator[JsonObject]:
    for scope in scopes:
        yield from (one for one in annotations if one.get("scope") == scope)


def _refusals(
    package: tuple[str, ...],
    row: int,
    annotations: list[JsonObject],
    refs: list[list[JsonObject]],
    roots: frozenset[str],
) -> Iterator[Refusal]:
    if package[:1] and package[0] in roots:
        yield Refusal(row, f"packages below `{package[0]}` are the gate's")
    for one in annotations:
        # One that is called by name is never loaded: the gate gives OPA no schemas.
        if any("definition" in mapping(schema) for schema in sequence(one.get("schemas"))):
            yield Refusal(_row(one), "a schema in METADATA `schemas` can read files and addresses")
    for ref, path in _data(refs):
        if path[:1] in {("gate",), ("system",)}:
            yield Refusal(_row(ref[0]), f"`data.{path[0]}` is the gate's")
        if path[:1] == ("conftest",):
            yield Refusal(_row(ref[0]), "`data.conftest` is given by conftest alone")
    if combining := _combining(refs):
        yield Refusal(combining, "it goes through many resources, as `conftest --combine` shows them")


def _combining(refs: list[list[JsonObject]]) -> int:
    """The line on which a module goes through the items of its input; 0 for none. Of one resource they would
    be its fields, and the rule would never find anything.
    """
    has_contents = any(_CONTENTS in map(_key, ref[1:]) for ref in refs)
    for index, ref in enumerate(refs):
        if not _is_var(ref[0], "input"):
            continue
        if len(ref) == 1:
            # `some x in input`: the operator, then its operands.
            before = [refs[at] for at in range(max(0, index - 2), index)]
            names = {_MEMBER, _MEMBER_WITH_KEY} if has_contents else {_MEMBER}
            if any(_is_var(one[0], "internal") and _key(one[-1]) in names for one in before):
                return _row(ref[0])
        elif _is_wildcard(ref[1]) or (has_contents and ref[1].get("type") != "string"):
            return _row(ref[0])
    return 0


def _is_var(part: JsonObject, name: str) -> bool:
    return part.get("type") == "var" and part.get("value") == name


def _is_wildcard(part: JsonObject) -> bool:
    return part.get("type") == "var" and text(part.get("value")).startswith("$")


def _data(refs: list[list[JsonObject]]) -> Iterator[tuple[list[JsonObject], tuple[str, ...]]]:
    for ref in refs:
        if _is_var(ref[0], "data"):
            path: list[str] = []
            for one in ref[1:]:
                if one.get("type") != "string":
                    break
                path.append(text(one.get("value")))
            yield ref, tuple(path)


def _refs(value: JsonValue) -> Iterator[list[JsonObject]]:
    """Every reference in a tree, those inside others too."""
    pending: list[JsonValue] = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, list):
            pending.extend(reversed(one))
        elif isinstance(one, dict):
            if one.get("type") == "ref" and sequence(one.get("value")):
                yield [mapping(part) for part in sequence(one.get("value"))]
            pending.extend(reversed(one.values()))


def _key(part: JsonObject) -> str:
    return text(part.get("value")) if part.get("type") == "string" else ""


def _row(node: JsonObject) -> int:
    row = mapping(node.get("location")).get("row")
    return row if isinstance(row, int) else 0
