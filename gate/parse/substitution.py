"""What Flux does to each object after the build: variables put in, common labels and annotations set.

fluxcd/pkg `kustomize/kustomize_varsub.go` and `ssa/utils/meta.go`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import cast

from yaml.emitter import Emitter

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, escape_token, mapping
from gate.model.target import Substitution, Target
from gate.sources.flux_envsubst import MOST_WRITTEN, SubstitutionError, evaluate

OPT_OUT = "kustomize.toolkit.fluxcd.io/substitute"
PLACEHOLDER = "placeholder"
"""Stands for a value that the gate cannot read: fit for a name, an address, a label."""
MOST_OF_A_TARGET = 64 * 2**20
"""Characters that variables may come to in all objects of a target; a program may write as much."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An expression that Flux refuses, at a JSON pointer of the object as the build gives it."""

    pointer: str
    message: str


@dataclass(slots=True)
class Substituted:
    """An object as the cluster gets it. unknown: pointers to what the gate cannot know."""

    body: JsonObject
    unknown: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(slots=True)
class Room:
    """What is left for the variables of a target to come to, in characters."""

    left: int = MOST_OF_A_TARGET


def after_build(body: JsonObject, target: Target, room: Room) -> Substituted:
    """The object with all that its declaring Kustomization does to it; the given one stays as it is."""
    result = Substituted(body)
    substitution = target.substitution
    if substitution is not None and _is_asked(substitution) and not _opts_out(body):
        result = _Objects(substitution, room).substituted(body)
    if target.labels or target.annotations:
        result.body = _with_metadata(result.body, target)
    return result


def _is_asked(substitution: Substitution) -> bool:
    return bool(substitution.variables or substitution.unknown or substitution.always)


def _opts_out(body: JsonObject) -> bool:
    metadata = mapping(body.get("metadata"))
    return any(mapping(metadata.get(key)).get(OPT_OUT) == "disabled" for key in ("labels", "annotations"))


def _with_metadata(body: JsonObject, target: Target) -> JsonObject:
    metadata = dict(mapping(body.get("metadata")))
    for key, added in (("labels", target.labels), ("annotations", target.annotations)):
        if added:
            metadata[key] = {**mapping(metadata.get(key)), **dict(added)}
    return {**body, "metadata": metadata}


class _Objects:
    """Puts one set of variables into objects."""

    def __init__(self, substitution: Substitution, room: Room) -> None:
        self._room = room
        self._variables = dict(substitution.variables)
        self._has_unknown = bool(substitution.unknown)
        self._met_unknown = False

    def substituted(self, body: JsonObject) -> Substituted:
        result = Substituted(body)
        result.body = cast("JsonObject", self._value(body, "", result))
        return result

    def _value(self, value: JsonValue, pointer: str, result: Substituted) -> JsonValue:
        if isinstance(value, dict):
            return {
                self._key(key, pointer, result): self._value(inner, f"{pointer}/{escape_token(key)}", result)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self._value(inner, f"{pointer}/{index}", result) for index, inner in enumerate(value)]
        return self._text(value, pointer, result) if isinstance(value, str) and "$" in value else value

    def _text(self, text: str, pointer: str, result: Substituted) -> JsonValue:
        evaluated = self._evaluated(text, pointer, result)
        if evaluated == text or not _is_plain(text):
            return evaluated
        return self._read_again(evaluated, pointer, result)

    def _key(self, key: str, pointer: str, result: Substituted) -> str:
        return self._evaluated(key, pointer, result) if "$" in key else key

    def _evaluated(self, text: str, pointer: str, result: Substituted) -> str:
        self._met_unknown = False
        try:
            evaluated = evaluate(text, self._lookup, min(self._room.left, MOST_WRITTEN))
        except SubstitutionError as error:
            result.refused.append(Refused(pointer, str(error)))
            result.unknown.append(pointer)
            return text
        self._room.left -= min(len(evaluated), self._room.left)
        if self._met_unknown:
            result.unknown.append(pointer)
        return evaluated

    def _lookup(self, name: str) -> str | None:
        value = self._variables.get(name)
        if value is None and self._has_unknown:
            self._met_unknown = True
            return PLACEHOLDER
        return value

    def _read_again(self, text: str, pointer: str, result: Substituted) -> JsonValue:
        """What stood without quotes is read as YAML once more: `3` becomes a number, nothing becomes null."""
        documents = read(b"- " + text.encode())
        value = documents[0].value if documents and not documents[0].broken else None
        if not isinstance(value, list):
            message = "with the variables put in it is no YAML any more; put quotes around it"
            result.refused.append(Refused(pointer, message))
            result.unknown.append(pointer)
            return text
        return value[0]


def _is_plain(text: str) -> bool:
    """Whether Flux's YAML emitter writes the text without quotes before the variables are put in."""
    return "\n" not in text and bool(Emitter(io.StringIO()).analyze_scalar(text).allow_block_plain)
