"""What the API server takes out of a resource before it validates it (`dropped.yaml` beside this module).

A server drops fields of features that it has off, and a creation's `status`, once a manifest is decoded: what
is wrong with their types is told, whatever else they hold is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

import jsonschema_rs

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, text
from gate.validate.constraints import expanded
from gate.validate.constraints.integers import bound_integers
from gate.validate.versions import is_between
from gate.validate.walking import ANY, Path, found_at, steps
from gate.validate.wording import Tokens

_DATA = "dropped.yaml"
_UNTOUCHED = "https://kubernetes.io/api/untouched.json"
_STATUS: Path = ("status",)
_PARSED = frozenset({"Time", "MicroTime", "Quantity", "IntOrString"})
"""Types whose text is read when a manifest is decoded, whatever is done with the value; references stay."""
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
    """What one Kubernetes version drops, given the definitions of its types."""

    def __init__(self, definitions: JsonObject, version: str) -> None:
        self._rules = {
            name: known
            for name, rules in _rules(version).items()
            if (known := tuple(rule for rule in rules if _at(rule.path, name, definitions)))
        }
        for name, definition in definitions.items():
            schema = mapping(definition)
            if "x-kubernetes-group-version-kind" in schema and "status" in mapping(schema.get("properties")):
                self._rules[name] = (*self._rules.get(name, ()), _Rule(_STATUS))
        self._ways = _ways(definitions, set(self._rules))
        self._untouched: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def found_in(self, body: JsonObject, type_name: str) -> list[Dropped]:
        """Everything in a body of a type that the server drops, what stands below another one included."""
        if type_name not in self._rules and type_name not in self._ways:
            return []
        if type_name not in self._untouched:
            self._untouched[type_name] = jsonschema_rs.Draft202012Validator(
                {"$ref": f"{_UNTOUCHED}#/$defs/{type_name}"}, registry=self._registry
            )
        if self._untouched[type_name].is_valid(body):  # far faster, and so it is with most
            return []
        found: list[Dropped] = []
        open_places: list[tuple[JsonValue, str, Tokens]] = [(body, type_name, ())]
        while open_places:
            value, name, at = open_places.pop()
            if isinstance(value, dict):
                for rule in self._rules.get(name, ()):
                    found.extend(_matches(rule, value, name, at))
                open_places.extend(self._below(value, name, at))
        return found

    def _below(self, value: JsonObject, name: str, at: Tokens) -> Iterator[tuple[JsonValue, str, Tokens]]:
        for way in self._ways.get(name, ()):
            below, place = value.get(way.field), (*at, way.field)
            if isinstance(below, list) or way.is_map:
                for key, item in steps(below, ANY):
                    yield item, way.type_name, (*place, key)
            else:
                yield below, way.type_name, place

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        """Of each type a schema of the values that nothing is dropped of."""
        schemas: JsonObject = {name: {} for name in {*self._rules, *self._ways}}
        for name in schemas:
            parts: list[JsonValue] = [_untouched_by(rule) for rule in self._rules.get(name, ())]
            fields: JsonObject = {}
            for way in self._ways.get(name, ()):
                one: JsonObject = {"$ref": f"#/$defs/{way.type_name}"}
                fields[way.field] = {"additionalProperties": one} if way.is_map else {**one, "items": one}
            schemas[name] = {"allOf": [*parts, {"properties": fields}]}
        return jsonschema_rs.Registry([(_UNTOUCHED, {"$id": _UNTOUCHED, "$defs": schemas})])


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


def decoded(dropped: Dropped, document: JsonObject) -> JsonObject:
    """The schema of what decoding asks of a dropped value: types and known fields, nothing else.

    document: the published definitions of the version.
    """
    published = mapping(document["$defs"])
    schema = _at(dropped.path, dropped.type_name, published)
    made = _types_only(schema, published, f"{document['$id']}#/$defs/")
    bound_integers(made)
    return mapping(made)


def _at(path: Path, type_name: str, definitions: JsonObject) -> JsonObject:
    """The schema at a path below a type; empty where the version has no such field."""
    schema = mapping(definitions.get(type_name))
    for step in path:
        if "$ref" in schema:
            schema = mapping(definitions.get(_referred(schema)))
        inner = (
            schema.get("items", schema.get("additionalProperties"))
            if step == ANY
            else mapping(schema.get("properties")).get(step)
        )
        schema = mapping(inner)
    return schema


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


def _ways(definitions: JsonObject, ruled: set[str]) -> dict[str, tuple[_Way, ...]]:
    """Of each type the fields that lead to a type with rules."""
    fields = {name: tuple(_fields(mapping(definition))) for name, definition in definitions.items()}
    holders: dict[str, set[str]] = {}
    for name, ways in fields.items():
        for way in ways:
            holders.setdefault(way.type_name, set()).add(name)
    reached, open_names = set(ruled), list(ruled)
    while open_names:
        new = holders.get(open_names.pop(), set()) - reached
        reached |= new
        open_names.extend(new)
    leading = {name: tuple(way for way in ways if way.type_name in reached) for name, ways in fields.items()}
    return {name: ways for name, ways in leading.items() if ways}


def _fields(definition: JsonObject) -> Iterator[_Way]:
    for name, given in mapping(definition.get("properties")).items():
        schema = mapping(given)
        values = mapping(schema.get("additionalProperties"))
        inner = values or mapping(schema.get("items")) or schema
        if "$ref" in inner:
            inner_name = _referred(inner)
            yield _Way(name, _ONE_OR_MORE.get(inner_name, inner_name), bool(values))


def _types_only(schema: JsonValue, published: JsonObject, base: str) -> JsonValue:
    """A copy of a schema that requires nothing, with what it refers to put in."""
    if isinstance(schema, list):
        return [_types_only(item, published, base) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = _referred(schema)
        if name.rpartition(".")[2] in _PARSED:
            return {"$ref": f"{base}{name}"}
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**mapping(published[name]), **rest}
    copy = {key: _types_only(value, published, base) for key, value in schema.items()}
    if isinstance(copy.get("required"), list):
        del copy["required"]
    if isinstance(copy.get("type"), str):
        copy["type"] = [copy["type"], "null"]  # which decodes to the empty value of the type
    return copy


def _referred(schema: JsonObject) -> str:
    return text(schema["$ref"]).rpartition("/")[2]


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
