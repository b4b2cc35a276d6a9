"""A template's Rego in packages of its own, as Gatekeeper's own rewriter puts it.

Text is only ever put in, at places that OPA's parser tells: a prefix before the name of a package, and after
`data` where `data.lib` is meant. Source: pkg/regorewriter and pkg/client/drivers/rego/compilers.go of
github.com/open-policy-agent/frameworks/constraint.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from gate.evaluate.gatekeeper.reading import Refusal
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

_DATA, _LIB, _INVENTORY = "data", "lib", "inventory"
_MISPLACED = "OPA tells no usable place of a reference in it"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A module in a package of its own. ref: its package. reads_inventory: whether it looks at others.

    unresolved: references to libs within other terms (calls, lists, comprehensions), which Gatekeeper's
    rewriter does not reach, so that they are undefined.
    """

    text: str
    ref: str
    reads_inventory: bool
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A module with what `opa parse --format json --json-include locations` says of it."""

    text: str
    syntax: JsonObject


def entry_of_template(module: Parsed, root: str) -> Rewritten | Refusal:
    """The module with the violations, below `<root>.entry`. root: a reference, `data.gatekeeper.t0` say."""
    heads = (mapping(mapping(rule).get("head")) for rule in sequence(module.syntax.get("rules")))
    if not any(_is_violation(head) for head in heads):
        return Refusal("it has no rule named violation")
    return _rewritten(module, root, "entry")


def lib_of_template(module: Parsed, root: str) -> Rewritten | Refusal:
    """A module that others import, below `<root>.libs`."""
    names = _package(module)
    if len(names) <= 2 or names[1] != _LIB:  # noqa: PLR2004 - data.lib and a name
        return Refusal(f"the package of a lib is below lib, not {'.'.join(names[1:])}")
    return _rewritten(module, root, "libs")


def _is_violation(head: JsonObject) -> bool:
    name = head.get("name") or mapping(next(iter(sequence(head.get("ref"))), None)).get("value")
    return name == "violation"


def _package(module: Parsed) -> list[str]:
    return [text(mapping(one).get("value")) for one in _package_terms(module)]


def _package_terms(module: Parsed) -> list[JsonValue]:
    return sequence(mapping(module.syntax.get("package")).get("path"))


def _rewritten(module: Parsed, root: str, part: str) -> Rewritten | Refusal:
    prefix = f"{root}.{part}"
    edits: dict[int, str] = {}
    terms = _package_terms(module)
    if len(terms) < 2:  # noqa: PLR2004 - data and a name
        return Refusal(_MISPLACED)
    lines = _Lines(module.text)
    first = lines.offset(mapping(terms[1]))
    if first is None:
        return Refusal(_MISPLACED)
    edits[first] = f"{prefix.removeprefix('data.')}."
    reads_inventory = False
    unresolved: list[str] = []
    for reference in _references(module.syntax):
        refused = _refusal_of(reference)
        if refused is not None:
            return refused
        if reference.names[1:2] == [_INVENTORY]:
            reads_inventory = True
            continue
        if reference.is_within:
            unresolved.append(".".join(reference.names))
            continue
        at = lines.offset(reference.head)
        if at is None or not module.text.startswith(_DATA, at):
            return Refusal(_MISPLACED)
        edits[at + len(_DATA)] = f"{root.removeprefix(_DATA)}.libs"
    name = "".join(f"[{_quoted(one)}]" for one in _package(module)[1:])
    return Rewritten(
        _edited(module.text, edits), f"{prefix}{name}", reads_inventory, tuple(dict.fromkeys(unresolved))
    )


@dataclass(frozen=True, slots=True)
class _Reference:
    """A reference to `data`. names: its constant beginning, with `data`. head: the term `data` itself.

    is_within: whether it is a part of another term.
    """

    head: JsonObject
    names: list[str]
    imported: bool = False
    is_within: bool = False


def _refusal_of(reference: _Reference) -> Refusal | None:
    """Gatekeeper lets Rego see `data.inventory` and its own libraries alone, and imports libraries alone."""
    below = reference.names[1:2]
    if below == [_LIB] or (below == [_INVENTORY] and not reference.imported):
        return None
    whole = ".".join(reference.names)
    if reference.imported:
        return Refusal(f"it imports {whole}, where only data.lib may be imported")
    return Refusal(f"it refers to {whole}, where only data.lib and data.inventory may be referred to")


def _references(syntax: JsonObject) -> Iterator[_Reference]:
    for one in map(mapping, sequence(syntax.get("imports"))):
        path = mapping(one.get("path"))
        names = _constants(sequence(path.get("value")))
        if names[:1] != ["future"]:
            yield _Reference(mapping(next(iter(sequence(path.get("value"))), None)), names, imported=True)
    for rule in sequence(syntax.get("rules")):
        yield from _in_rule(rule)


def _in_rule(rule: JsonValue) -> Iterator[_Reference]:
    """Every reference to `data`, and `data` where it is used as a variable, as a reference to all of it."""
    waiting: list[tuple[JsonValue, bool]] = [(rule, False)]
    while waiting:
        value, within = waiting.pop()
        if isinstance(value, list):
            waiting += ((one, within) for one in value)
        elif isinstance(value, dict):
            is_term = "type" in value and "value" in value
            terms = sequence(value.get("value")) if value.get("type") == "ref" else []
            if terms and _is_data(terms[0]):
                yield _Reference(mapping(terms[0]), _constants(terms), is_within=within)
                waiting += ((one, True) for one in terms[1:])
            elif _is_data(value):
                yield _Reference(value, [_DATA])
            else:
                waiting += ((one, within or is_term) for key, one in value.items() if key != "location")


def _is_data(term: JsonValue) -> bool:
    return mapping(term).get("type") == "var" and mapping(term).get("value") == _DATA


def _constants(terms: list[JsonValue]) -> list[str]:
    """The beginning of a reference that holds no variable."""
    names: list[str] = []
    for index, term in enumerate(map(mapping, terms)):
        if term.get("type") != "string" and index:
            break
        names.append(text(term.get("value")))
    return names


class _Lines:
    """Where rows and columns of a text are; OPA counts both from 1, columns in characters."""

    def __init__(self, written: str) -> None:
        self._text = written
        self._starts = [0]
        for index, character in enumerate(written):
            if character == "\n":
                self._starts.append(index + 1)

    def offset(self, term: JsonObject) -> int | None:
        """Where a term stands; None where its text does not stand there."""
        location = mapping(term.get("location"))
        row, column = location.get("row"), location.get("col")
        if not isinstance(row, int) or not isinstance(column, int) or not 0 < row <= len(self._starts):
            return None
        at = self._starts[row - 1] + column - 1
        said = base64.b64decode(text(location.get("text"))).decode(errors="replace")
        return at if said and self._text.startswith(said, at) else None


def _edited(written: str, edits: dict[int, str]) -> str:
    parts: list[str] = []
    before = 0
    for at in sorted(edits):
        parts += (written[before:at], edits[at])
        before = at
    return "".join((*parts, written[before:]))


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
