"""The two template styles of ApplicationSets, as far as they can be followed offline.

https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/ and GoTemplate/.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gate.model.json import JsonObject, JsonValue
from gate.sources.gotemplate import (
    LONGEST_TEXT,
    TOO_LONG,
    Allowance,
    TemplateError,
    executed,
    normalized,
)

__all__ = [
    "TOO_LONG",
    "Allowance",
    "Parameters",
    "RefusedError",
    "Style",
    "UnresolvedError",
    "fasttemplate",
    "gotemplate",
    "normalized",
    "rendered",
]
_TAG = re.compile(r"\{\{([^{}]*)\}\}")


class UnresolvedError(ValueError):
    """What cannot be known or followed offline; the message says what."""


class RefusedError(UnresolvedError):
    """What Argo CD refuses, and makes no Application of; the message says what."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a generator gives for one Application: nested for Go templates, flat for the others."""

    nested: JsonObject = field(default_factory=dict)
    flat: dict[str, str] = field(default_factory=dict)

    def joined(self, other: Parameters) -> Parameters:
        """Both; the other's win."""
        return Parameters(_merged(self.nested, other.nested), {**self.flat, **other.flat})


Style = Callable[[str, Parameters], str]


def rendered(value: JsonValue, parameters: Parameters, style: Style) -> JsonValue:
    """A value with every text in it rendered, keys too."""
    if isinstance(value, str):
        return style(value, parameters)
    if isinstance(value, dict):
        return {style(key, parameters): rendered(one, parameters, style) for key, one in value.items()}
    if isinstance(value, list):
        return [rendered(one, parameters, style) for one in value]
    return value


def fasttemplate(text: str, parameters: Parameters) -> str:
    """`{{name}}` is replaced; a name that is not known stays as it is written."""
    return _filled(text, lambda tag: parameters.flat.get(tag[1].strip(), tag[0]))


def gotemplate(text: str, parameters: Parameters, *, strict: bool, allowance: Allowance) -> str:
    """A Go template. strict: whether a parameter that is not there fails. allowance: what is left of what all
    of a set may take. UnresolvedError where it fails, or takes what is not known offline.
    """
    if "{{" not in text:
        return text
    try:
        return executed(text, parameters.nested, strict=strict, allowance=allowance)
    except TemplateError as error:
        raise UnresolvedError(str(error)) from None


def _filled(text: str, value_of: Callable[[re.Match[str]], str]) -> str:
    left = LONGEST_TEXT

    def value(tag: re.Match[str]) -> str:
        nonlocal left
        filled = value_of(tag)
        left -= len(filled)
        if left < 0:
            raise UnresolvedError(TOO_LONG)
        return filled

    return _TAG.sub(value, text)


def _merged(base: JsonObject, over: JsonObject) -> JsonObject:
    merged = {**base, **over}
    for key in base.keys() & over.keys():
        below, value = base[key], over[key]
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merged(below, value)
    return merged
