"""The tables beside this module, typed: which fields name what, and what is there without being sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import TypeAlias

from gate.documents import read
from gate.model.inventory import Identity
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.walking import Path

Kind: TypeAlias = tuple[str, str]
"""API group ("" for the core group) and kind."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that names another resource; `fields.yaml` says what each part means."""

    rule: str
    at: Path
    kind: str
    group: str
    name: str
    namespace: str
    typed: bool
    only: tuple[str, ...]
    keys: Path
    port: tuple[Path, ...]
    default_port: int | None


@dataclass(frozen=True, slots=True)
class Maker:
    """What a controller makes for a resource. names: paths; none where an annotation's value is the name."""

    kind: str
    names: tuple[Path, ...]
    namespace: str
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Globs on who is there."""

    kind: str
    namespace: str
    name: str

    def covers(self, identity: Identity) -> bool:
        return (
            fnmatchcase(identity.kind, self.kind)
            and fnmatchcase(identity.namespace, self.namespace)
            and fnmatchcase(identity.name, self.name)
        )


@dataclass(frozen=True, slots=True)
class Opaque:
    """What may hold things that nobody sees. namespaces: paths; kinds: none for all."""

    namespaces: tuple[Path, ...]
    kinds: frozenset[str]

    def may_hold(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields below a pod's spec, below each container, and below resources by kind."""

    pod: tuple[Field, ...]
    container: tuple[Field, ...]
    kinds: dict[Kind, tuple[Field, ...]]


@dataclass(frozen=True, slots=True)
class Makers:
    """What is in a cluster without being sent there by name; `makers.yaml` says what each part means."""

    makes: dict[Kind, tuple[Maker, ...]]
    filled: frozenset[str]
    copied: frozenset[str]
    there: tuple[Pattern, ...]
    opaque: dict[Kind, Opaque]
    idle_groups: frozenset[str]
    by_name: frozenset[str]
    idle_kinds: frozenset[Kind]
    runtime_labels: tuple[str, ...]


@cache
def fields() -> Fields:
    """The table of fields."""
    table = _table("fields.yaml")
    kinds = mapping(table.get("kinds"))
    return Fields(
        tuple(_rows(table.get("pod"))),
        tuple(_rows(table.get("container"))),
        {_kind(name): tuple(_rows(rows)) for name, rows in kinds.items()},
    )


@cache
def makers() -> Makers:
    """The table of what is there."""
    table = _table("makers.yaml")
    makes: dict[Kind, tuple[Maker, ...]] = {}
    for row in map(mapping, sequence(table.get("makes"))):
        by = _kind(text(row.get("by")))
        makes[by] = (*makes.get(by, ()), _maker(row))
    return Makers(
        makes=makes,
        filled=frozenset(_texts(table.get("filled"))),
        copied=frozenset(_texts(table.get("copied"))),
        there=tuple(_pattern(mapping(row)) for row in sequence(table.get("there"))),
        opaque={
            _kind(text(row.get("by"))): Opaque(
                tuple(map(path_of, _texts(row.get("namespace")))), frozenset(_texts(row.get("kinds")))
            )
            for row in map(mapping, sequence(table.get("opaque")))
        },
        idle_groups=frozenset(_texts(table.get("makes_nothing")) + _texts(table.get("of_kubernetes"))),
        by_name=frozenset(_texts(table.get("makes_by_name"))),
        idle_kinds=frozenset(map(_kind, _texts(table.get("makes_nothing_kinds")))),
        runtime_labels=_texts(table.get("runtime_labels")),
    )


def path_of(dotted: str) -> Path:
    """The steps of a path as the tables write it; none for the object itself."""
    return tuple(dotted.split(".")) if dotted else ()


def _table(name: str) -> JsonObject:
    source = resources.files("gate.validate.references").joinpath(name).read_bytes()
    return mapping(read(source)[0].value)


def _kind(name: str) -> Kind:
    group, _, kind = name.rpartition("/")
    return group, kind


def _rows(rows: JsonValue) -> Iterator[Field]:
    for row in map(mapping, sequence(rows)):
        port = row.get("default_port")
        yield Field(
            rule=text(row.get("rule")),
            at=path_of(text(row.get("at"))),
            kind=text(row.get("kind")),
            group=text(row.get("group")),
            name=text(row.get("name")),
            namespace=text(row.get("namespace")),
            typed=row.get("typed") is True,
            only=_texts(row.get("only")),
            keys=path_of(text(row.get("keys"))),
            port=tuple(map(path_of, _texts(row.get("port")))),
            default_port=port if isinstance(port, int) else None,
        )


def _maker(row: JsonObject) -> Maker:
    return Maker(
        kind=text(row.get("kind")),
        names=tuple(map(path_of, _texts(row.get("name")))),
        namespace=text(row.get("namespace")),
        annotations=_texts(row.get("annotation")),
    )


def _pattern(row: JsonObject) -> Pattern:
    return Pattern(text(row.get("kind")), text(row.get("namespace")) or "*", text(row.get("name")))


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(text(one) for one in sequence(value))
