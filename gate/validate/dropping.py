"""What the API server takes out of a resource before it validates it (`dropped.yaml` beside this module).

A server drops fields of features that it has off, and a creation's `status`, once a manifest is decoded: what
is wrong with their types is told, whatever else they hold is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import jsonschema_rs

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, text
from gate.validate.constraints import expanded
from gate.validate.decoding import referred, schema_at
from gate.validate.versions import is_between
from gate.validate.walking import ANY, Path, found_at, steps
from gate.validate.wording import Tokens

_DATA = "dropped.yaml"
_STATUS: Path = ("status",)
_SCHEMAS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
_ONE_OR_MORE = {f"{_SCHEMAS}OrArray": _SCHEMAS, f"{_SCHEMAS}OrBool": _SCHEMAS}
"""Types that the published schemas say nothing about, by the type that their values hold."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value that a server drops: where it stands, and the path that leads to it from a type above it.

    stays: something stays in its place, as the server passes it on, or as it is an item of a list.
    """

    tokens: Tokens
    type_name: str
    path: Path
    stays: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    path: Path
    stays: bool = False
    where: JsonObject = field(default_factory=dict)
    along: tuple[Path, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Way:
    """A field below which something may be dropped. is_map: it holds values of the type by names."""

    field: str
    type_name: str
    is_map: bool


class Drops:
    """What one Kubernetes version drops, given the definitions of its types.

    A type is learnt with all below it when a body of it first comes: nothing learnt later changes it.
    """

    def __init__(self, definitions: JsonObject, version: str) -> None:
        self._definitions = definitions
        self._written = _rules(version)
        self._rules: dict[str, tuple[_Rule, ...]] = {}
        self._ways: dict[str, tuple[_Way, ...]] = {}
        self._untouched: dict[str, jsonschema_rs.Draft202012Validator | None] = {}

    def found_in(self, body: JsonObject, type_name: str) -> list[Dropped]:
        """Everything in a body of a type that the server drops, what stands below another one included."""
        if type_name not in self._untouched:
            self._learn(type_name)
            self._untouched[type_name] = self._compiled(type_name)
        untouched = self._untouched[type_name]
        if untouched is None or untouched.is_valid(body):  # far faster, and so it is with most
            return []
        found: list[Dropped] = []
        open_places: list[tuple[JsonValue, str, Tokens]] = [(body, type_name, ())]
        while open_places:
            value, name, at = open_places.pop()
            if isinstance(value, dict):
                for rule in self._rules[name]:
                    found.extend(_matches(rule, value, name, at))
                open_places.extend(self._below(value, name, at))
        return found

    def _below(self, value: JsonObject, name: str, at: Tokens) -> Iterator[tuple[JsonValue, str, Tokens]]:
        for way in self._ways[name]:
            below, place = value.get(way.field), (*at, way.field)
            if isinstance(below, list) or way.is_map:
                for key, item in steps(below, ANY):
                    yield item, way.type_name, (*place, key)
            else:
                yield below, way.type_name, place

    def _learn(self, type_name: str) -> None:
        """Takes in the rules of a type and of those below it, and the fields that lead to one with rules."""
        fields: dict[str, tuple[_Way, ...]] = {}
        open_names = [type_name]
        while open_names:
            name = open_names.pop()
            if name not in fields and name not in self._ways:
                definition = mapping(self._definitions.get(name))
                fields[name] = tuple(_fields(definition))
                self._rules[name] = self._rules_of(name, definition)
                open_names.extend(way.type_name for way in fields[name])
        self._ways.update(_leading(fields, {name for name in self._rules if self._touches(name)}))

    def _rules_of(self, name: str, definition: JsonObject) -> tuple[_Rule, ...]:
        known = tuple(
            rule for rule in self._written.get(name, ()) if schema_at(rule.path, name, self._definitions)
        )
        is_kind = "x-kubernetes-group-version-kind" in definition
        return (
            (*known, _Rule(_STATUS))
            if is_kind and "status" in mapping(definition.get("properties"))
            else known
        )

    def _touches(self, name: str) -> bool:
        """Whether something of a type or below it is dropped, as far as is known."""
        return bool(self._rules[name] or self._ways.get(name))

    def _compiled(self, type_name: str) -> jsonschema_rs.Draft202012Validator | None:
        """The schema of the values of a type that nothing is dropped of; None where nothing ever is."""
        if not self._touches(type_name):
            return None
        schemas: JsonObject = {}
        open_names = [type_name]
        while open_names:
            name = open_names.pop()
            if name not in schemas:
                schemas[name] = self._untouched_values(name)
                open_names.extend(way.type_name for way in self._ways[name])
        return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{type_name}", "$defs": schemas})

    def _untouched_values(self, name: str) -> JsonObject:
        fields: JsonObject = {}
        for way in self._ways[name]:
            one: JsonObject = {"$ref": f"#/$defs/{way.type_name}"}
            fields[way.field] = {"additionalProperties": one} if way.is_map else {**one, "items": one}
        return {"allOf": [*map(_untouched_by, self._rules[name]), {"properties": fields}]}


def _untouched_by(rule: _Rule) -> JsonObject:
    """The schema of the values of a type that a rule drops nothing of."""
    *above, last = rule.path
    if last == ANY:
        schema: JsonObject = {"items": {"not": rule.where}}
    else:
        held: JsonObject = {"required": [last], "properties": {last: {"not": {"type": "null"}}}}
        schema = {"not": {"type": "object", "allOf": [held, rule.where]}}
    for step in reversed(above):
        schema = {"items": schema} if step == ANY else {"properties": {step: schema}}
    return schema


def without(body: JsonObject, dropped: list[Dropped]) -> JsonObject:
    """A copy of a body without what is dropped; what stays, such as items of lists, is an empty object."""
    copy: JsonObject = dict(body)
    copied: dict[Tokens, JsonValue] = {(): copy}
    for one in dropped:
        holder: JsonValue = copy
        for depth, token in enumerate(one.tokens[:-1], 1):
            holder = _copied_below(holder, token, one.tokens[:depth], copied)
        last = one.tokens[-1]
        if isinstance(holder, list) and isinstance(last, int):
            holder[last] = _emptied(holder[last])
        elif isinstance(holder, dict) and one.stays and last in holder:
            holder[str(last)] = _emptied(holder[str(last)])
        elif isinstance(holder, dict):
            holder.pop(str(last), None)
    return copy


def _emptied(value: JsonValue) -> JsonValue:
    return [{} for _ in value] if isinstance(value, list) else {}


def _copied_below(
    holder: JsonValue, token: str | int, at: Tokens, copied: dict[Tokens, JsonValue]
) -> JsonValue:
    """What stands at a place of a copy, free to be changed; None where it went."""
    if at in copied:
        return copied[at]
    inner = dict(steps(holder, ANY)).get(token)
    if isinstance(inner, dict | list):
        inner = inner.copy()
        if isinstance(holder, dict):
            holder[str(token)] = inner
        elif isinstance(holder, list) and isinstance(token, int):
            holder[token] = inner
    copied[at] = inner
    return inner


def _matches(rule: _Rule, value: JsonObject, type_name: str, at: Tokens) -> Iterator[Dropped]:
    *above, last = rule.path
    names: set[str] = set()
    for place, holder in found_at(value, tuple(above)):
        for token, item in steps(holder, last):
            judged = item if last == ANY else holder
            if item is not None and jsonschema_rs.is_valid(rule.where, judged):
                names.add(text(mapping(item).get(rule.key)))
                yield Dropped((*at, *place, token), type_name, rule.path, rule.stays)
    for path in rule.along if names else ():
        for place, item in found_at(value, path):
            if text(mapping(item).get(rule.key)) in names:
                yield Dropped((*at, *place), type_name, path, stays=True)


def _leading(fields: dict[str, tuple[_Way, ...]], ruled: set[str]) -> dict[str, tuple[_Way, ...]]:
    """Of each type the fields that lead to one of which something is dropped."""
    holders: dict[str, set[str]] = {}
    for name, ways in fields.items():
        for way in ways:
            holders.setdefault(way.type_name, set()).add(name)
    reached, open_names = set(ruled), list(ruled)
    while open_names:
        new = holders.get(open_names.pop(), set()) - reached
        reached |= new
        open_names.extend(new)
    return {name: tuple(way for way in ways if way.type_name in reached) for name, ways in fields.items()}


def _fields(definition: JsonObject) -> Iterator[_Way]:
    for name, given in mapping(definition.get("properties")).items():
        schema = mapping(given)
        values = mapping(schema.get("additionalProperties"))
        inner = values or mapping(schema.get("items")) or schema
        if "$ref" in inner:
            inner_name = referred(inner)
            yield _Way(name, _ONE_OR_MORE.get(inner_name, inner_name), bool(values))


def _rules(version: str) -> dict[str, tuple[_Rule, ...]]:
    found: dict[str, tuple[_Rule, ...]] = {}
    for key, paths in _data().items():
        rules = tuple(
            _rule(path, one)
            for written, given in mapping(paths).items()
            for one in map(mapping, given if isinstance(given, list) else [given])
            if is_between(version, text(one.get("since")), text(one.get("until")))
            for path in expanded(written)
        )
        for name in expanded(key) if rules else ():
            found[name] = (*found.get(name, ()), *rules)
    return found


def _rule(path: str, given: JsonObject) -> _Rule:
    where, along = mapping(given.get("where")), mapping(given.get("with"))
    return _Rule(
        tuple(path.split(".")),
        given.get("stays") is True or path.endswith(ANY),
        where,
        tuple(tuple(one.split(".")) for one in expanded(text(along.get("items"))) if one),
        text(along.get("key")),
    )


@cache
def _data() -> JsonObject:
    (document,) = read(resources.files(__package__).joinpath(_DATA).read_bytes())
    if document.faults:
        raise ValueError(f"{_DATA}:{document.faults[0].line}: {document.faults[0].message}")
    return mapping(document.value)
