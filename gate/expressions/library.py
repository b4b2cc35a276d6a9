"""The functions that an API server of some version has, and how the CEL library is told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

from gate.documents import read
from gate.expressions.functions import (
    addresses,
    authorization,
    formats,
    formatting,
    lists,
    maps,
    patterns,
    quantities,
    strings,
    urls,
    versions,
)
from gate.expressions.messages import OPAQUE
from gate.expressions.signatures import Signature, parse_signature
from gate.expressions.types import CelType, ListOf, MapOf, Named, OptionalOf, Parameter
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

_Implementation = Callable[..., Any]

IMPLEMENTATIONS: dict[str, _Implementation] = {
    name: implementation
    for module in (
        addresses,
        authorization,
        formats,
        formatting,
        lists,
        maps,
        patterns,
        quantities,
        strings,
        urls,
        versions,
    )
    for name, implementation in module.IMPLEMENTATIONS.items()
}

_SCALARS = ("bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint")


MESSAGE = "message"
"""The one kind of all opaque values."""


@dataclass(frozen=True, slots=True)
class Library:
    """What expressions may use.

    extensions: those of the CEL library itself. standard: every form of those of its functions that
    Kubernetes has more forms of. signatures: of what Kubernetes adds.
    """

    extensions: tuple[str, ...]
    standard: tuple[Signature, ...]
    signatures: tuple[Signature, ...]


def _age(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor)


@cache
def _contents() -> JsonObject:
    (document,) = read(resources.files(__package__).joinpath("library.yaml").read_bytes())
    return mapping(document.value)


@cache
def _table() -> tuple[tuple[tuple[int, int], Library], ...]:
    parts = sequence(_contents().get("library"))
    return tuple(
        (
            _age(text(part.get("since"))),
            Library(
                tuple(text(name) for name in sequence(part.get("extensions"))),
                _signatures(part.get("standard")),
                _signatures(part.get("functions")),
            ),
        )
        for part in map(mapping, parts)
    )


def _signatures(written: JsonValue) -> tuple[Signature, ...]:
    return tuple(parse_signature(text(one)) for one in sequence(written))


@cache
def library(version: str | None = None) -> Library:
    """What new expressions may use in a Kubernetes version ("1.34"); None: all there is, for evaluating."""
    parts = [part for since, part in _table() if version is None or since <= _age(version)]
    return Library(
        tuple(name for part in parts for name in part.extensions),
        tuple(signature for part in parts for signature in part.standard),
        tuple(signature for part in parts for signature in part.signatures),
    )


@cache
def internal_signatures() -> tuple[Signature, ...]:
    """Of functions that only macros call."""
    return _signatures(_contents().get("internal"))


@cache
def optional_functions() -> frozenset[str]:
    """The functions that give an optional; their implementations give a list of at most one item instead."""
    return frozenset(one.name for one in library().signatures if isinstance(one.returns, OptionalOf))


def runtime_kinds(signature: Signature) -> Iterator[tuple[str, ...]]:
    """The kinds of values that an overload is called with: no more is known of a value than its kind."""
    return product(*(_kinds_of(parameter) for parameter in signature.parameters))


def _kinds_of(parameter: CelType) -> tuple[str, ...]:
    match parameter:
        case ListOf():
            return ("list",)
        case MapOf():
            return ("map",)
        case Parameter():
            return (*_SCALARS, "list", "map", "null", MESSAGE)
        case Named(name):
            return (MESSAGE,) if name in OPAQUE else (name,)
    raise ValueError(parameter)
