"""The signatures of functions as the library's table writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gate.expressions.types import CelType, ListOf, MapOf, Named, OptionalOf, Parameter

_TOKEN = re.compile(r"[A-Za-z_~][\w.]*|[<>,]")
_NAMESPACES = frozenset({"ip", "format", "strings", "cel"})
_SIGNATURE = re.compile(r"(?P<head>.+?)\((?P<arguments>.*)\) -> (?P<returns>.+)")


@dataclass(frozen=True, slots=True)
class Signature:
    """One overload of a function. receiver: None for a function that is not a method."""

    name: str
    receiver: CelType | None
    arguments: tuple[CelType, ...]
    returns: CelType

    @property
    def parameters(self) -> tuple[CelType, ...]:
        """All that is passed: the receiver first."""
        return self.arguments if self.receiver is None else (self.receiver, *self.arguments)

    @property
    def key(self) -> str:
        """What an implementation is found by: `name`, or `receiver.name` without type parameters."""
        match self.receiver:
            case None:
                return self.name
            case ListOf():
                return f"list.{self.name}"
            case Named(name):
                return f"{name}.{self.name}"
        raise ValueError(self.name)


def parse_signature(text: str) -> Signature:
    """A signature such as `list<int>.sum() -> int`. ValueError when it is not one."""
    matched = _SIGNATURE.fullmatch(text)
    if matched is None:
        raise ValueError(text)
    head = matched["head"]
    receiver, name = _split(head)
    return Signature(name, receiver, _types(matched["arguments"]), _types(matched["returns"])[0])


def _split(head: str) -> tuple[CelType | None, str]:
    """Receiver and name; `ip.isCanonical` is a function in a namespace."""
    before, dot, name = head.rpartition(".")
    if not dot or before in _NAMESPACES:
        return None, head
    return _types(before)[0], name


def _types(text: str) -> tuple[CelType, ...]:
    tokens = _TOKEN.findall(text)
    found: list[CelType] = []
    while tokens:
        found.append(_type(tokens))
        if tokens:
            tokens.pop(0)
    return tuple(found)


def _type(tokens: list[str]) -> CelType:
    name = tokens.pop(0)
    inner: list[CelType] = []
    if tokens and tokens[0] == "<":
        while tokens.pop(0) != ">":
            inner.append(_type(tokens))
    match name:
        case "list":
            return ListOf(inner[0])
        case "map":
            return MapOf(inner[1])
        case "optional_type":
            return OptionalOf(inner[0])
    return Parameter(name[1:]) if name.startswith("~") else Named(name)
