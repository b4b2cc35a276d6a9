"""Resources within custom resources: `x-kubernetes-embedded-resource`.

Source: apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, text
from gate.validate.constraints import named_format
from gate.validate.explain import Fault
from gate.validate.relations.metadata import metadata_faults
from gate.validate.relations.names import SEGMENT
from gate.validate.relations.places import fault
from gate.validate.wording import Tokens, dotted, quoted

_UNNAMED = "unnamed"
_LONGEST = 63


def embedded_faults(value: JsonValue, schema: JsonObject, at: Tokens = ()) -> Iterator[Fault]:
    """What is wrong with apiVersion, kind and metadata of the resources in a completed one."""
    if isinstance(value, list):
        items = mapping(schema.get("items"))
        for index, item in enumerate(value if items else ()):
            yield from embedded_faults(item, items, (*at, index))
    elif isinstance(value, dict):
        if schema.get("x-kubernetes-embedded-resource") is True:
            yield from _resource_faults(value, at)
        fields, others = mapping(schema.get("properties")), mapping(schema.get("additionalProperties"))
        for name, inner in value.items():
            given = mapping(fields.get(name, others))
            if given and isinstance(inner, dict | list):
                yield from embedded_faults(inner, given, (*at, name))


def _resource_faults(body: JsonObject, at: Tokens) -> Iterator[Fault]:
    for field in ("apiVersion", "kind"):
        if body.get(field) == "":
            yield fault("api/required", (*at, field), "must not be empty")
    api_version, kind = text(body.get("apiVersion")), text(body.get("kind"))
    if api_version.count("/") > 1:
        yield fault("api/format", (*at, "apiVersion"), f"is {quoted(api_version)}, must be group/version")
    form = named_format("kind-name")
    if kind and (len(kind) > _LONGEST or not re.fullmatch(text(form["pattern"]), kind)):
        yield fault("api/format", (*at, "kind"), f"is {quoted(kind)}, {form['x-says']}")
    metadata = body.get("metadata")
    if isinstance(metadata, dict):
        yield from namespace_faults(metadata, (*at, "metadata"))
        named: JsonObject = {**metadata, "name": metadata.get("name") or _UNNAMED}
        inner: JsonObject = {"apiVersion": "", "kind": "", "metadata": named}
        for one in metadata_faults(inner, others=SEGMENT):
            yield replace(one, message=f"{dotted(at)}.{one.message}", pointer=pointer_of(at) + one.pointer)


def namespace_faults(metadata: JsonObject, at: Tokens = ("metadata",)) -> Iterator[Fault]:
    """A namespace that cannot be one."""
    namespace, form = metadata.get("namespace"), named_format("dns-label")
    if not isinstance(namespace, str) or not namespace:
        return
    if len(namespace) > _LONGEST or not re.fullmatch(text(form["pattern"]), namespace):
        yield fault("api/name", (*at, "namespace"), f"is {quoted(namespace)}, {form['x-says']}")
