"""How large what a structural schema describes may become, as the API server reckons.

Source: SchemaDeclType in k8s.io/apiserver/pkg/cel/common/schemas.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gate.expressions.cost import Sizes
from gate.expressions.names import identifiers
from gate.expressions.schemas import with_meta
from gate.model.json import JsonObject, JsonValue, mapping, sequence

MOST_BYTES = 3 * 1024 * 1024
"""Of a request to the API server."""

_LONGEST = MOST_BYTES - 2
_TIMES = {"duration": (32, 3), "date": (12, 12), "date-time": (32, 21)}


@dataclass(frozen=True, slots=True)
class Extent:
    """What a schema describes: most items or characters, fewest bytes as JSON, and the parts it has."""

    most: int = 0
    least: int = 1
    fields: Mapping[str, Extent] = field(default_factory=dict)
    key: Extent | None = None
    item: Extent | None = None


_KEY = Extent(0, 2)


def extent_of(schema: JsonObject, *, root: bool = False) -> Extent | None:
    """The extent that a structural schema gives what it describes; None for what expressions do not see."""
    if schema.get("x-kubernetes-int-or-string") is True:
        length = limit_of(schema, "maxLength")
        return Extent(_LONGEST if length is None else 4 * length, 1)
    match "object" if root else schema.get("type"):
        case "array":
            item = _part(schema.get("items"))
            return None if item is None else _list(schema, item)
        case "object" if isinstance(schema.get("additionalProperties"), dict) and not root:
            value = _part(schema["additionalProperties"])
            return None if value is None else _map(schema, value)
        case "object":
            return _object(with_meta(schema) if root else schema)
        case "string":
            return _string(schema)
        case "boolean":
            return Extent(0, 4)
        case "number" | "integer":
            return Extent(0, 1)
    return None


def _part(schema: JsonValue) -> Extent | None:
    if not isinstance(schema, dict):
        return None
    return extent_of(schema, root=schema.get("x-kubernetes-embedded-resource") is True)


def limit_of(schema: JsonObject, keyword: str) -> int | None:
    """A limit of a schema such as `maxItems`; None where it has none."""
    value = schema.get(keyword)
    return max(value, 0) if isinstance(value, int) and not isinstance(value, bool) else None


def _list(schema: JsonObject, item: Extent) -> Extent:
    most = limit_of(schema, "maxItems")
    return Extent(_LONGEST // (item.least + 1) if most is None else most, 2, item=item)


def _map(schema: JsonObject, value: Extent) -> Extent:
    most = limit_of(schema, "maxProperties")
    return Extent(_LONGEST // (value.least + 6) if most is None else most, 2, key=_KEY, item=value)


def _object(schema: JsonObject) -> Extent:
    required = sequence(schema.get("required"))
    fields: dict[str, Extent] = {}
    least = 2
    for name, part in mapping(schema.get("properties")).items():
        extent = _part(part)
        if extent is None:
            continue
        fields |= dict.fromkeys(identifiers(name), extent)
        if name in required and mapping(part).get("default") is None:
            least += len(name.encode()) + extent.least + 4
    return Extent(0, least, fields)


def _string(schema: JsonObject) -> Extent:
    form, length = schema.get("format"), limit_of(schema, "maxLength")
    if isinstance(form, str) and form in _TIMES:
        return Extent(*_TIMES[form])
    if length is not None:
        return Extent(length if form == "byte" else 4 * length, 2)
    choices = sequence(schema.get("enum"))
    if choices and form != "byte":
        return Extent(max((len(one.encode()) for one in choices if isinstance(one, str)), default=0), 2)
    return Extent(_LONGEST, 2)


def sizes_in(root: Extent) -> Sizes:
    """The most characters or items at a path through what a schema describes."""

    def size(path: tuple[str, ...]) -> int | None:
        at: Extent | None = root
        for step in path:
            if at is None:
                return None
            match step:
                case "@items" | "@values":
                    at = at.item
                case "@keys":
                    at = at.key
                case _:
                    at = at.fields.get(step)
        return None if at is None else at.most

    return size
