"""The two template styles of ApplicationSets, as far as they can be followed offline.

https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/ and GoTemplate/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gate.model.json import JsonObject, JsonValue, mapping

_TAG = re.compile(r"\{\{([^{}]*)\}\}")
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|\||\(|\)|[^\s|()"`]+')
_TRIMMED_BEFORE = re.compile(r"(?<!\s)\s*\{\{-\s")
_TRIMMED_AFTER = re.compile(r"\s-\}\}\s*")
_NOT_LABEL = re.compile(r"[^-a-z0-9.]")
LONGEST_NAME = 253
LONGEST_TEXT = 2**20
"""Characters that one text of an Application may come to; its API server takes no larger object."""


TOO_LONG = "templates that write too much"


class UnresolvedError(ValueError):
    """What cannot be known or followed offline; the message says what."""


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


def gotemplate(text: str, parameters: Parameters) -> str:
    """`{{ .field }}`, `index`, and pipes of few text functions. UnresolvedError for anything else."""
    if "{{" not in text:
        return text
    trimmed = _TRIMMED_AFTER.sub(" }}", _TRIMMED_BEFORE.sub("{{ ", text))
    return _filled(trimmed, lambda tag: _written(_pipeline(tag[1], parameters.nested)))


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


def normalized(name: str) -> str:
    """A text as a name of an object: `normalize` of ApplicationSets (utils.SanitizeName)."""
    return _NOT_LABEL.sub("-", name.lower())[:LONGEST_NAME].strip("-.")


def _pipeline(source: str, nested: JsonObject) -> JsonValue:
    words = list(_WORD.findall(source))
    value: JsonValue = None
    stages = list(_stages(words))
    if not stages or any(not stage for stage in stages):
        raise UnresolvedError(f"a template that the gate does not follow: {{{{{source}}}}}")
    for number, stage in enumerate(stages):
        arguments = [_argument(word, nested) for word in stage[1:]]
        if number:
            arguments.append(value)
        value = _called(stage[0], arguments, nested)
    return value


def _stages(words: list[str]) -> Iterator[list[str]]:
    stage: list[str] = []
    for word in words:
        if word == "|":
            yield stage
            stage = []
        else:
            stage.append(word)
    yield stage


def _called(word: str, arguments: list[JsonValue], nested: JsonObject) -> JsonValue:
    if word in _FUNCTIONS:
        try:
            return _FUNCTIONS[word](*arguments)
        except UnresolvedError:
            raise
        except (TypeError, ValueError, IndexError, KeyError, AttributeError):
            raise UnresolvedError(f"a template function that fails: {word}") from None
    if arguments:
        raise UnresolvedError(f"a template that the gate does not follow: {word}")
    return _argument(word, nested)


def _argument(word: str, nested: JsonObject) -> JsonValue:
    if word[0] in '"`':
        return word[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if re.fullmatch(r"-?\d+", word):
        return int(word)
    if word == "." or not re.fullmatch(r"(?:\.[A-Za-z_]\w*)+", word):
        raise UnresolvedError(f"a template that the gate does not follow: {word}")
    value: JsonValue = nested
    for name in word[1:].split("."):
        value = mapping(value).get(name)
    return value


def _replaced(old: str, new: str, value: str) -> str:
    if value.count(old) * len(new) > LONGEST_TEXT:
        raise UnresolvedError(TOO_LONG)
    return value.replace(old, new)


def _index(value: JsonValue, *keys: JsonValue) -> JsonValue:
    for key in keys:
        value = _item(value, key)
    return value


def _item(value: JsonValue, key: JsonValue) -> JsonValue:
    if isinstance(value, list) and isinstance(key, int) and key >= 0:
        return value[key]
    if isinstance(value, dict) and isinstance(key, str):
        return value[key]
    raise TypeError


def _written(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, dict | list):
        raise UnresolvedError("a template that writes what no generator gives as text")
    return str(value)


_FUNCTIONS: dict[str, Callable[..., JsonValue]] = {
    "index": _index,
    "default": lambda fallback, value=None: value or fallback,
    "lower": lambda value: value.lower(),
    "upper": lambda value: value.upper(),
    "trim": lambda value: value.strip(),
    "trimPrefix": lambda prefix, value: value.removeprefix(prefix),
    "trimSuffix": lambda suffix, value: value.removesuffix(suffix),
    "replace": _replaced,
    "quote": lambda value: f'"{_written(value)}"',
    "squote": lambda value: f"'{_written(value)}'",
    "toString": _written,
    "normalize": normalized,
    "base": lambda value: value.rstrip("/").rpartition("/")[2],
    "dir": lambda value: value.rpartition("/")[0] or ".",
}


def _merged(base: JsonObject, over: JsonObject) -> JsonObject:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged
