"""A custom resource as the API server completes it before it judges it: nulls dropped, defaults put in.

https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
("Defaulting and Nullable"); apiextensions-apiserver/pkg/apiserver/schema/defaulting.
"""

from __future__ import annotations

from gate.model.json import JsonObject, JsonValue, mapping


def completed(body: JsonObject, schema: JsonValue) -> JsonObject:
    """A copy of a resource with the defaults of its structural schema, without nulls that none allows."""
    return mapping(_completed(body, mapping(schema)))


def _completed(value: JsonValue, schema: JsonObject) -> JsonValue:
    if not schema or not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        items = mapping(schema.get("items"))
        return [_completed(_or_default(item, items), items) for item in value]
    fields = mapping(schema.get("properties"))
    others = mapping(schema.get("additionalProperties"))
    made: JsonObject = {}
    for name, written in value.items():
        given = mapping(fields.get(name, others))
        inner = _or_default(written, given)
        if inner is None and given and given.get("nullable") is not True:
            continue
        made[name] = _completed(inner, given)
    for name, field in fields.items():
        default = mapping(field).get("default")
        if default is not None and name not in made:
            made[name] = _completed(default, mapping(field))
    return made


def _or_default(value: JsonValue, schema: JsonObject) -> JsonValue:
    """A value, or the default where there is a null that the schema does not allow."""
    return schema.get("default") if value is None and schema.get("nullable") is not True else value
