"""The types of CEL values, as declared for variables and functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""A value as Python holds it: None, bool, int, float, str, bytes, datetime, timedelta, list, dict, opaque."""


@dataclass(frozen=True, slots=True)
class Named:
    """A type that is its name: int, string, dyn …, or an opaque one such as kubernetes.Quantity."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of items of one type."""

    item: CelType


@dataclass(frozen=True, slots=True)
class MapOf:
    """A map to values of one type, from strings unless told otherwise."""

    value: CelType
    key: CelType = Named("string")


@dataclass(frozen=True, slots=True, eq=False)
class ObjectOf:
    """An object with known fields; a name is a CEL identifier (see names.escaped). Equal only to itself."""

    fields: Mapping[str, CelType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OptionalOf:
    """A value that may be absent. A variable of such a type is bound to None (absent) or to the value."""

    value: CelType


@dataclass(frozen=True, slots=True)
class Parameter:
    """A type parameter in the signature of a function."""

    name: str


CelType: TypeAlias = Named | ListOf | MapOf | ObjectOf | OptionalOf | Parameter

DYN = Named("dyn")
BOOL = Named("bool")
INT = Named("int")
UINT = Named("uint")
DOUBLE = Named("double")
STRING = Named("string")
BYTES = Named("bytes")
TIMESTAMP = Named("timestamp")
DURATION = Named("duration")
NULL = Named("null_type")
AUTHORIZER = Named("kubernetes.authorization.Authorizer")
QUANTITY = Named("kubernetes.Quantity")


def written(of: CelType) -> str:
    """A type as the server writes it in its messages."""
    match of:
        case ListOf(item):
            return f"list({written(item)})"
        case MapOf(value, key):
            return f"map({written(key)}, {written(value)})"
        case OptionalOf(value):
            return f"optional_type({written(value)})"
        case ObjectOf():
            return "object"
        case Named(name) | Parameter(name):
            return name
