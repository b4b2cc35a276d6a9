"""The values of one chart variant: what each is, which text set it last, and how to change it."""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import orjson

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.target import HelmSource
from gate.model.trial import ChartFile

Path: TypeAlias = "tuple[str | int, ...]"
LayerKind: TypeAlias = Literal["file", "inline", "parameter"]
# A name of `--set` (Helm's pkg/strvals): keys joined by dots, an index in brackets, a backslash before a dot.
_NAME = re.compile(r"(?P<key>(?:\\.|[^.\\\[\]])+)|\[(?P<index>\d+)\]|\.")
_NUMBER = re.compile(r"[-+]?\d+")
_DIGITS = re.compile(r"\d+(?!.*\d)")
_WORDS: Mapping[str, JsonValue] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Layer:
    """One text of values, or one parameter. value: as the whole chart sees it (a subchart's below its name).

    path: of the file, "" where it is none of the repository. index: of the inline text or parameter.
    below: the keys that the file itself does not have.
    """

    kind: LayerKind
    value: JsonValue
    path: str = ""
    index: int = 0
    below: Path = ()

    def holds(self, at: Path) -> bool:
        """Whether the layer says what stands at a path, or a part of it."""
        return _found(self.value, at) is not _ABSENT


@dataclass(frozen=True, slots=True)
class ValueKey:
    """A value by its path, and the layer that set it last."""

    path: Path
    value: JsonValue
    layer: Layer

    def __str__(self) -> str:
        return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in self.path).lstrip(".")


class Values:
    """The values of a chart variant as its templates see them."""

    def __init__(self, source: HelmSource, files: Mapping[str, ChartFile], named: Sequence[bytes]) -> None:
        """named: the contents of the values files of the variant, in their order."""
        self._source = source
        self._layers = list(_layers(source, files, named))
        self._merged: JsonValue = {}
        for layer in self._layers:
            self._merged = _merge(self._merged, layer.value)
        self._keys = [
            ValueKey(path, value, last)
            for path, value in _every(self._merged, ())
            if (last := self._last(path)) is not None
        ]

    def equal_to(self, value: JsonValue) -> list[ValueKey]:
        """The keys with a value: a scalar as templates write it, an object or list by its content."""
        return [key for key in self._keys if same(key.value, value)]

    def within(self, written: str, shortest: int) -> list[ValueKey]:
        """The keys whose scalar value is a part of a text."""
        scalars = ((key, shown(key.value)) for key in self._keys)
        return [key for key, said in scalars if len(said) >= shortest and said in written]

    def changed(self, key: ValueKey) -> tuple[HelmSource, JsonValue] | None:
        """The source with another value for a key, and that value; None where there is no way to say it."""
        value = _other(key.value)
        if key.layer.kind == "parameter":
            one = self._source.parameters[key.layer.index]
            if one.kind == "file" or parameter_path(one.name) != key.path:
                return None
            parameters = list(self._source.parameters)
            parameters[key.layer.index] = replace(one, value=shown(value))
            return replace(self._source, parameters=tuple(parameters)), value
        override = orjson.dumps(self._override(key.path, value)).decode()
        return replace(self._source, inline=(*self._source.inline, override)), value

    def _override(self, path: Path, value: JsonValue) -> JsonValue:
        """Values that change one place: lists are replaced whole, so a list has its other items, too."""
        plain = next((index for index, one in enumerate(path) if isinstance(one, int)), len(path))
        if plain < len(path):
            whole = copy.deepcopy(_found(self._merged, path[:plain]))
            _put(whole, path[plain:], value)
            value = whole  # type: ignore[assignment]
        for key in reversed(path[:plain]):
            value = {str(key): value}
        return value

    def _last(self, path: Path) -> Layer | None:
        return next((layer for layer in reversed(self._layers) if layer.holds(path)), None)


def shown(value: JsonValue) -> str:
    """A scalar as a template writes it, "" for what is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    return ""


def same(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are the same but for how YAML writes them."""
    if isinstance(one, dict | list) or isinstance(other, dict | list):
        return type(one) is type(other) and one == other
    if one is None or other is None:
        return one is other
    return shown(one).rstrip() == shown(other).rstrip()


def parameter_path(name: str) -> Path:
    """The path that a parameter's name says."""
    found: list[str | int] = []
    for part in _NAME.finditer(name):
        if part["index"] is not None:
            found.append(int(part["index"]))
        elif part["key"] is not None:
            found.append(re.sub(r"\\(.)", r"\1", part["key"]))
    return tuple(found)


def _layers(source: HelmSource, files: Mapping[str, ChartFile], named: Sequence[bytes]) -> Iterator[Layer]:
    """From what counts least to what counts most."""
    yield from _of_subcharts(files, "", ())
    own = files.get("values.yaml")
    if own is not None and source.own_values:
        yield Layer("file", _value(own.content), own.origin)
    for path, content in zip(source.values, named, strict=True):
        yield Layer("file", _value(content), path)
    for index, inline in enumerate(source.inline):
        yield Layer("inline", _value(inline.encode("utf-8", "replace")), index=index)
    for index, one in enumerate(source.parameters):
        value: JsonValue = _typed(one.value) if one.kind == "typed" else one.value
        for key in reversed(parameter_path(one.name)):
            value = {key: value} if isinstance(key, str) else _Indexed({key: value})
        yield Layer("parameter", value, index=index)


class _Indexed(dict):  # type: ignore[type-arg]
    """Single items of a list, by their index."""


def _of_subcharts(files: Mapping[str, ChartFile], at: str, names: tuple[str, ...]) -> Iterator[Layer]:
    """The values of the unpacked charts in charts/, each below the names that its parent knows it by."""
    prefix = f"{at}charts/"
    folders = sorted({place[len(prefix) :].partition("/")[0] for place in files if place.startswith(prefix)})
    for folder in folders:
        inner = f"{prefix}{folder}/"
        if (chart := files.get(f"{inner}Chart.yaml")) is None:
            continue
        name = text(mapping(_value(chart.content)).get("name")) or folder
        for known in _aliases(files, at, name):
            below = (*names, known)
            yield from _of_subcharts(files, inner, below)
            if own := files.get(f"{inner}values.yaml"):
                value = _value(own.content)
                for key in reversed(below):
                    value = {key: value}
                yield Layer("file", value, own.origin, below=below)


def _aliases(files: Mapping[str, ChartFile], at: str, name: str) -> list[str]:
    """What a chart calls one of its dependencies."""
    entries = _dependencies(files, at)
    aliases = [text(entry.get("alias")) or name for entry in entries if entry.get("name") == name]
    return list(dict.fromkeys(aliases)) or [name]


def _dependencies(files: Mapping[str, ChartFile], at: str) -> list[JsonObject]:
    """What Chart.yaml says of a chart's dependencies, or requirements.yaml of older charts."""
    entries: list[JsonValue] = []
    for file in ("Chart.yaml", "requirements.yaml"):
        if found := files.get(at + file):
            entries += sequence(mapping(_value(found.content)).get("dependencies"))
    return [mapping(entry) for entry in entries]


def unaliased(files: Mapping[str, ChartFile], place: str) -> str:
    """The path in the chart of what Helm calls by a dependency's alias (`charts/alias/templates/x.yaml`)."""
    at = ""
    while place.startswith(f"{at}charts/"):
        known, _, inside = place.removeprefix(f"{at}charts/").partition("/")
        names = (text(one.get("name")) for one in _dependencies(files, at) if one.get("alias") == known)
        name = next(names, known)
        place, at = f"{at}charts/{name}/{inside}", f"{at}charts/{name}/"
    return place


def layer_folder(place: str) -> str:
    """The folder of the chart that a file of a chart belongs to, "" for the outermost."""
    head, found, _ = place.rpartition("templates/")
    return head if found else posixpath.dirname(place)


def _value(content: bytes) -> JsonObject:
    return next((mapping(document.value) for document in read(content)), {})


def _typed(value: str) -> JsonValue:
    if value.startswith("{") and value.endswith("}"):
        return [_typed(one.strip()) for one in value[1:-1].split(",")]
    if _NUMBER.fullmatch(value) and (value == "0" or not value.startswith("0")):
        return int(value)
    return _WORDS.get(value, value)


def _merge(below: JsonValue, above: JsonValue) -> JsonValue:
    if isinstance(above, _Indexed):
        items = list(sequence(below))
        for index, value in above.items():
            items += [None] * (index + 1 - len(items)) if index < len(items) + 64 else []
            if index < len(items):
                items[index] = _merge(items[index], value)
        return items
    if not isinstance(above, dict) or not isinstance(below, dict):
        return above
    merged = {**below, **{key: _merge(below.get(key), value) for key, value in above.items()}}
    return {key: value for key, value in merged.items() if value is not None or key not in below}


class _Absent:
    pass


_ABSENT = _Absent()


def _found(value: JsonValue, path: Path) -> JsonValue | _Absent:
    for one in path:
        if isinstance(value, _Indexed) or (isinstance(value, dict) and isinstance(one, str)):
            if one not in value:
                return _ABSENT
            value = value[one]
        elif isinstance(value, list) and isinstance(one, int) and one < len(value):
            value = value[one]
        else:
            return _ABSENT
    return value


def _put(whole: object, path: Path, value: JsonValue) -> None:
    for one in path[:-1]:
        whole = whole[one]  # type: ignore[index]
    whole[path[-1]] = value  # type: ignore[index]


def _every(value: JsonValue, at: Path) -> Iterator[tuple[Path, JsonValue]]:
    """Every value below the top one."""
    members = value.items() if isinstance(value, dict) else enumerate(sequence(value))
    for key, member in members:
        if member is not None:
            yield (*at, key), member
            yield from _every(member, (*at, key))


def _other(value: JsonValue) -> JsonValue:
    """Another value of the same kind, that a template takes where it took the first."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, dict):
        key = next((key for key, one in value.items() if one is not None), "gate")
        return {**value, key: _other(value.get(key))}
    if isinstance(value, list):
        return [*(_other(one) for one in value[:1]), *value[1:]] or ["gate"]
    written = value or "gate"
    if digits := _DIGITS.search(written):
        number = str(int(digits[0]) + 1)
        return f"{written[: digits.start()]}{number}{written[digits.end() :]}"
    return written + "x" if not written.endswith("\n") else f"{written.rstrip()}x\n"
