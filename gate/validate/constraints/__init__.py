"""What the API server asks of fields beyond the published schemas, as data keyed by OpenAPI type name.

Each `*.yaml` beside this module maps a type (`io.k8s.api.core.v1.ContainerPort`) to a JSON Schema that is
merged into the type's definition with `allOf`, so every kind that embeds the type gets it. Keys of our own:
`x-rule` (the rule that a breach belongs to), `x-says` (what must be, in the server's words) and `x-do` (the
remedy, if the rule's own does not do). A key such as `io.k8s.api.policy.{v1,v1beta1}.Eviction` names the
type in several API versions. `formats.yaml` holds named schemas that the others take over by
`x-format: NAME`.

What not every Kubernetes version asks has `x-since: "1.35"` (the first that does), `x-until: "1.34"` (the
last that does) or both, at any depth: for other versions that schema is left out, as a keyword's value or as
an item of `allOf`, `anyOf` or `oneOf`. What a version's published schema does not know needs neither.

The sources of the constraints are the validation functions of Kubernetes itself
(https://github.com/kubernetes/kubernetes/tree/release-1.34/pkg/apis), checked against a real API server.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.constraints.empties import refuse_null_items, refuses_blank
from gate.validate.constraints.integers import bound_integers
from gate.validate.versions import age

_FORMATS = "formats.yaml"
_TYPE_OF = {"required": "object", "pattern": "string", "contains": "array"}
_NOT_NULL: JsonValue = ["object", "array", "string", "number", "boolean"]
_BOUNDS = ("x-since", "x-until")

_UNCHECKED = {
    "MetricIdentifier": ("selector",),
    "LabelSelectorAttributes": ("requirements",),
    "Device": ("nodeSelector",),
}
"""Type -> fields whose types are judged and whose values are not: what the server passes on, or drops."""

_DECODED = frozenset({"Time", "MicroTime", "Quantity", "IntOrString"})
"""Types whose text is read when a manifest is decoded, whatever is done with the value."""


def free_unchecked(definitions: JsonObject) -> None:
    """Require nothing of, and add no constraints to, what the server decodes and does not look into."""
    for name, definition in definitions.items():
        properties = mapping(mapping(definition).get("properties"))
        unchecked = _UNCHECKED.get(name.rpartition(".")[2], ())
        is_kind = "x-kubernetes-group-version-kind" in mapping(definition)
        for field in (*unchecked, *(["status"] if is_kind else [])):  # controllers write the status
            if field in properties:
                properties[field] = _inlined(properties[field], definitions)


def add_constraints(definitions: JsonObject, version: str) -> None:
    """Merge the constraints into the definitions of a Kubernetes version ("1.34"); it may lack some types."""
    _unbind_claim_templates(definitions)
    bound_integers(definitions)
    for name, constraint in _constraints(version).items():
        definition = definitions.get(name)
        if isinstance(definition, dict):
            definition["allOf"] = [*sequence(definition.get("allOf")), constraint]
    refuse_null_items(definitions)


def _unbind_claim_templates(definitions: JsonObject) -> None:
    """The claims of a StatefulSet are not asked what a claim of its own is, nor for apiVersion and kind."""
    spec = mapping(mapping(definitions.get("io.k8s.api.apps.v1.StatefulSetSpec")).get("properties"))
    claim = mapping(definitions.get("io.k8s.api.core.v1.PersistentVolumeClaim"))
    if "volumeClaimTemplates" not in spec:
        return
    properties = dict(mapping(claim.get("properties")))
    for name in ("apiVersion", "kind"):
        properties[name] = {"type": ["string", "null"]}
    kept = {key: value for key, value in claim.items() if key != "x-kubernetes-group-version-kind"}
    items: JsonValue = {**kept, "properties": properties}
    spec["volumeClaimTemplates"] = {**mapping(spec["volumeClaimTemplates"]), "items": items}


def named_format(name: str) -> JsonObject:
    """A named schema of `formats.yaml`, for what no type holds; KeyError when there is none."""
    return mapping(_formats()[name])


def holds_in(version: str, schema: JsonObject) -> bool:
    """Whether a schema with `x-since` or `x-until`, or with neither, is asked by a Kubernetes version."""
    since, until = (text(schema.get(bound)) for bound in _BOUNDS)
    return age(since or version) <= age(version) <= age(until or version)


def _inlined(schema: JsonValue, definitions: JsonObject) -> JsonValue:
    """A copy of a schema with what it refers to put in, which later changes to the definitions do not reach,
    and which requires nothing.
    """
    if isinstance(schema, list):
        return [_inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = text(schema["$ref"]).rpartition("/")[2]
        if name.rpartition(".")[2] in _DECODED:
            return schema
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**mapping(definitions[name]), **rest}
    copy = {key: _inlined(value, definitions) for key, value in schema.items()}
    required = copy.pop("required", None) if isinstance(copy.get("required"), list) else None
    for one in sequence(required):
        field = mapping(mapping(copy.get("properties")).get(text(one)))
        if isinstance(field.get("type"), str):
            field["type"] = [field["type"], "null"]
    return copy


@cache
def _formats() -> JsonObject:
    return _table(_FORMATS)


@cache
def _constraints(version: str) -> JsonObject:
    """Every constraint of a version by type name, formats put in. A type may stand in several files."""
    formats = _formats()
    found: JsonObject = {}
    for table in _tables():
        for key, schema in table.items():
            ready = _ready(schema, formats, version)
            for name in type_names(key):
                found[name] = {"allOf": [found[name], ready]} if name in found else ready
    return found


def type_names(key: str) -> tuple[str, ...]:
    """The type names that a key stands for: `a.{v1,v1beta1}.B` is `a.v1.B` and `a.v1beta1.B`."""
    before, brace, rest = key.partition("{")
    if not brace:
        return (key,)
    choices, _, after = rest.partition("}")
    return tuple(name for choice in choices.split(",") for name in type_names(f"{before}{choice}{after}"))


@cache
def _tables() -> tuple[JsonObject, ...]:
    files = sorted(entry.name for entry in resources.files(__name__).iterdir())
    return tuple(_table(file) for file in files if file.endswith(".yaml") and file != _FORMATS)


def _table(file: str) -> JsonObject:
    (document,) = read(resources.files(__name__).joinpath(file).read_bytes())
    if document.faults:
        raise ValueError(f"{file}:{document.faults[0].line}: {document.faults[0].message}")
    return mapping(document.value)


def _ready(schema: JsonValue, formats: JsonObject, version: str) -> JsonValue:
    """A schema as validators read it: formats put in, null taken for "not set" as the server does."""
    if isinstance(schema, list):
        return [_ready(item, formats, version) for item in schema if holds_in(version, mapping(item))]
    if not isinstance(schema, dict):
        return schema
    if not holds_in(version, schema):
        return {}
    schema = {key: value for key, value in schema.items() if key not in _BOUNDS}
    if "x-format" in schema:
        rest = {key: value for key, value in schema.items() if key != "x-format"}
        schema = {**mapping(formats[text(schema["x-format"])]), **rest}
    return _ignoring_null({key: _ready(value, formats, version) for key, value in schema.items()})


def _ignoring_null(ready: JsonObject) -> JsonObject:
    """A schema that holds for null wherever the field may be left out."""
    if refuses_blank(mapping(ready.get("items"))):
        ready["items"] = {**mapping(ready["items"]), "type": _NOT_NULL}
    for key in ("not", "if"):  # a keyword that is not for null's type would hold for null
        inner = mapping(ready.get(key))
        for keyword in (one for one in _TYPE_OF if one in inner):
            ready[key] = {"type": _TYPE_OF[keyword], **inner}
    if "oneOf" in ready:
        ready["anyOf"] = [{"type": "null"}, {"oneOf": ready.pop("oneOf")}]
    if isinstance(ready.get("enum"), list):
        ready["enum"] = [*sequence(ready["enum"]), None]
    if "required" in ready:
        properties = dict(mapping(ready.get("properties")))
        for name in sequence(ready["required"]):
            properties[text(name)] = {**mapping(properties.get(text(name))), "type": _NOT_NULL}
        ready["properties"] = properties
    return ready
