"""A custom resource by one version of its CustomResourceDefinition, as the API server judges it on creation.

Source: apiextensions-apiserver/pkg/registry/customresource/{strategy,validator}.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, mapping, text
from gate.validate.custom import DefinedVersion, Definition
from gate.validate.defaulting import completed
from gate.validate.embedded import embedded_faults, namespace_faults
from gate.validate.explain import Fault, explain
from gate.validate.relations.places import fault
from gate.validate.schemas import Schema
from gate.validate.uniqueness import repeated_items

_MOST_REPLICAS = 2**31 - 1


def instance_faults(
    body: JsonObject, schema: Schema, version: DefinedVersion, definition: Definition
) -> Iterator[Fault]:
    """Every fault of a resource; what is null or defaulted is judged as the server completes it."""
    full = completed(body, version.schema)
    kind = text(body.get("kind"))
    if not schema.accepts(full):
        yield from explain(schema, full, kind)
    structure = {**mapping(version.schema), "x-kubernetes-embedded-resource": False}
    seen = {name: value for name, value in full.items() if name != "status" or not version.has_status}
    yield from repeated_items(seen, structure, kind)
    yield from embedded_faults(seen, structure)
    yield from _replica_faults(full, version.replicas)
    if definition.is_namespaced:
        yield from namespace_faults(mapping(body.get("metadata")))


def _replica_faults(body: JsonObject, path: str) -> Iterator[Fault]:
    """The number that the scale subresource reads."""
    place = tuple(path.removeprefix(".").split("."))
    value: JsonValue = body
    for name in place if path else ():
        if not isinstance(value, dict) or name not in value:
            return
        value = value[name]
    if not path:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        yield fault("schema/type", place, "must be an integer: the scale subresource reads it")
    elif not 0 <= value <= _MOST_REPLICAS:
        yield fault("api/range", place, f"is {value}, must be between 0 and {_MOST_REPLICAS}")
