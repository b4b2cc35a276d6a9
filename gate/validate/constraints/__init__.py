"""What the API server asks of fields beyond the published schemas, as data keyed by OpenAPI type name.

Each `*.yaml` beside this module maps a type (`io.k8s.api.core.v1.ContainerPort`) to a JSON Schema that is
merged into the type's definition with `allOf`, so every kind that embeds the type gets it. Keys of our own:
`x-rule` (the rule that a breach belongs to), `x-says` (what must be, in the server's words) and `x-do` (the
remedy, if the rule's own does not do). A key such as `io.k8s.api.policy.{v1,v1beta1}.Eviction` names the
type in several API versions. `formats.yaml` holds named schemas that the others take over by
`x-format: NAME`; `not_required.yaml` the fields that published schemas require and the server does not.

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
from gate.validate.versions import is_between

_FORMATS = "formats.yaml"
_NOT_REQUIRED = "not_required.yaml"
_OTHERS = frozenset({_FORMATS, _NOT_REQUIRED})
_TYPE_OF = {"required": "object", "pattern": "string", "contains": "array"}
_NOT_NULL: JsonValue = ["object", "array", "string", "number", "boolean"]
_OF_TYPE = frozenset({"required", "x-kubernetes-group-version-kind"})
_UNBOUND = {
    "io.k8s.api.apps.v1.StatefulSetSpec": "volumeClaimTemplates",
    "io.k8s.api.authorization.v1.LabelSelectorAttributes": "requirements",
}
"""Type -> the list whose items have rules of their own, not those of their type."""
_ANY_STRING: JsonValue = {"type": ["string", "null"]}
_BOUNDS = ("x-since", "x-until")


def optional_fields() -> dict[str, tuple[str, ...]]:
    """Type name -> the fields that its published schema requires but the API server does not."""
    return {
        name: tuple(map(text, sequence(fields)))
        for key, fields in _table(_NOT_REQUIRED).items()
        for name in expanded(key)
    }


def add_constraints(definitions: JsonObject, version: str) -> None:
    """Merge the constraints into the definitions of a Kubernetes version ("1.34"); it may lack some types."""
    _unbind(definitions)
    bound_integers(definitions)
    for name, constraint in _constraints(version).items():
        definition = definitions.get(name)
        if isinstance(definition, dict):
            definition["allOf"] = [*sequence(definition.get("allOf")), constraint]
    refuse_null_items(definitions)


def _unbind(definitions: JsonObject) -> None:
    """Let the items of some lists be of their type without what is asked of the type elsewhere."""
    for name, field in _UNBOUND.items():
        fields = mapping(mapping(definitions.get(name)).get("properties"))
        items = mapping(mapping(fields.get(field)).get("items"))
        definition = mapping(definitions.get(text(items.get("$ref")).rpartition("/")[2]))
        if not definition:
            continue
        kept = {key: value for key, value in definition.items() if key not in _OF_TYPE}
        required = sequence(definition.get("required"))
        kept["properties"] = {
            key: _ANY_STRING if key in required or "enum" in mapping(schema) else schema
            for key, schema in mapping(definition.get("properties")).items()
        }
        fields[field] = {**mapping(fields[field]), "items": kept}


def named_format(name: str) -> JsonObject:
    """A named schema of `formats.yaml`, for what no type holds; KeyError when there is none."""
    return mapping(_formats()[name])


def holds_in(version: str, schema: JsonObject) -> bool:
    """Whether a schema with `x-since` or `x-until`, or with neither, is asked by a Kubernetes version."""
    return is_between(version, *(text(schema.get(bound)) for bound in _BOUNDS))


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
            for name in expanded(key):
                found[name] = {"allOf": [found[name], ready]} if name in found else ready
    return found


def expanded(key: str) -> tuple[str, ...]:
    """The names or paths that a key stands for: `a.{v1,v1beta1}.B` is `a.v1.B` and `a.v1beta1.B`."""
    before, brace, rest = key.partition("{")
    if not brace:
        return (key,)
    choices, _, after = rest.partition("}")
    return tuple(name for choice in choices.split(",") for name in expanded(f"{before}{choice}{after}"))


@cache
def _tables() -> tuple[JsonObject, ...]:
    files = sorted(entry.name for entry in resources.files(__name__).iterdir())
    return tuple(_table(file) for file in files if file.endswith(".yaml") and file not in _OTHERS)


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
