"""The CustomResourceDefinition that Gatekeeper makes of a template, by which its constraints are judged.

Source: pkg/client/crds of github.com/open-policy-agent/frameworks/constraint; the schema of `spec.match` is
that of pkg/target/matchcrd_constant.go of github.com/open-policy-agent/gatekeeper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gate.evaluate.gatekeeper.reading import CONSTRAINTS_GROUP, TEMPLATES_GROUP
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

_MOST_OF_NAME = 63
_PRESERVE = "x-kubernetes-preserve-unknown-fields"
_TEXT: JsonObject = {"type": "string"}
_TEXTS: JsonObject = {"type": "array", "items": _TEXT}
_WILDCARD: JsonObject = {"type": "string", "pattern": r"^\*?[-:a-z0-9]*\*?$"}
_WILDCARDS: JsonObject = {"type": "array", "items": _WILDCARD}
_SELECTOR: JsonObject = {
    "type": "object",
    "x-kubernetes-map-type": "atomic",
    "properties": {
        "matchLabels": {"type": "object", "additionalProperties": _TEXT},
        "matchExpressions": {
            "type": "array",
            "x-kubernetes-list-type": "atomic",
            "items": {
                "type": "object",
                "required": ["key", "operator"],
                "properties": {
                    "key": _TEXT,
                    "operator": _TEXT,
                    "values": _TEXTS | {"x-kubernetes-list-type": "atomic"},
                },
            },
        },
    },
}
_KINDS: JsonObject = {
    "type": "array",
    "items": {"type": "object", "properties": {"apiGroups": _TEXTS, "kinds": _TEXTS}},
}
_MATCH: JsonObject = {
    "type": "object",
    "properties": {
        "source": {"type": "string", "enum": ["All", "Generated", "Original"]},
        "kinds": _KINDS,
        "scope": _TEXT,
        "namespaces": _WILDCARDS,
        "excludedNamespaces": _WILDCARDS,
        "labelSelector": _SELECTOR,
        "namespaceSelector": _SELECTOR,
        "name": _WILDCARD,
    },
}
_SCOPED_ACTIONS: JsonObject = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "action": _TEXT,
            "enforcementPoints": {
                "type": "array",
                "items": {"type": "object", "properties": {"name": _TEXT}},
            },
        },
    },
}


def constraint_definitions(bodies: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """The definitions of the kinds that the templates among objects make."""
    for body in bodies:
        group = text(body.get("apiVersion")).rpartition("/")[0]
        if group == TEMPLATES_GROUP and (made := constraint_definition(body)):
            yield made


def constraint_definition(template: JsonObject) -> JsonObject | None:
    """The definition of a template's kind; None where it names none."""
    crd = mapping(mapping(mapping(template.get("spec")).get("crd")).get("spec"))
    kind = text(mapping(crd.get("names")).get("kind"))
    if not kind:
        return None
    schema = constraint_schema(template)
    versions: list[JsonValue] = [
        {
            "name": name,
            "served": True,
            "storage": name == "v1beta1",
            "subresources": {"status": {}},
            "schema": {"openAPIV3Schema": schema},
        }
        for name in ("v1beta1", "v1alpha1")
    ]
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{kind.lower()}.{CONSTRAINTS_GROUP}"},
        "spec": {
            "group": CONSTRAINTS_GROUP,
            "scope": "Cluster",
            "preserveUnknownFields": False,
            "names": {
                "kind": kind,
                "listKind": f"{kind}List",
                "plural": kind.lower(),
                "singular": kind.lower(),
            },
            "versions": versions,
        },
    }


def constraint_schema(template: JsonObject) -> JsonObject:
    """The schema of a template's constraints; a template without a schema has none for parameters."""
    properties: JsonObject = {
        "match": _MATCH,
        "enforcementAction": {"type": "string", "default": "deny"},
        "scopedEnforcementActions": _SCOPED_ACTIONS,
    }
    parameters = _parameters(template)
    if parameters is not None:
        properties["parameters"] = parameters
    name: JsonObject = {"type": "string", "maxLength": _MOST_OF_NAME}
    return {
        "type": "object",
        "properties": {
            "metadata": {"type": "object", "properties": {"name": name}},
            "spec": {"type": "object", "properties": properties},
            "status": {_PRESERVE: True},
        },
    }


def _parameters(template: JsonObject) -> JsonObject | None:
    """The schema of the parameters. A legacy one, the default before v1, keeps unknown fields everywhere."""
    crd = mapping(mapping(mapping(template.get("spec")).get("crd")).get("spec"))
    validation = mapping(crd.get("validation"))
    schema = validation.get("openAPIV3Schema")
    legacy = validation.get("legacySchema")
    if not isinstance(legacy, bool):
        legacy = text(template.get("apiVersion")).rpartition("/")[2] != "v1"
    if legacy:
        return _preserving(mapping(schema))
    return mapping(schema) if isinstance(schema, dict) else None


def _preserving(schema: JsonObject) -> JsonObject:
    """The schema with unknown fields kept at every level (pkg/schema/transform.go)."""
    made = dict(schema)
    kind = made.get("type", "")
    if kind in ("", "object"):
        made[_PRESERVE] = True
    elif kind == "array" and not made.get("items"):
        made["items"] = {_PRESERVE: True}
    if isinstance(made.get("properties"), dict):
        fields = mapping(made.get("properties"))
        made["properties"] = {name: _preserving(mapping(one)) for name, one in fields.items()}
    for name in ("items", "additionalProperties"):
        if isinstance(made.get(name), dict):
            made[name] = _preserving(mapping(made.get(name)))
    return made


def parameters_of(spec: JsonObject) -> JsonObject:
    """The parameters of a constraint, none where it gives none."""
    found = spec.get("parameters")
    return mapping(found) if found is not None else {}


def unfit_selectors(spec: JsonObject) -> Iterator[tuple[str, str]]:
    """The operators of label selectors that are none: pointers to them, and what they are."""
    match = mapping(spec.get("match"))
    for name in ("labelSelector", "namespaceSelector"):
        expressions = sequence(mapping(match.get(name)).get("matchExpressions"))
        for index, one in enumerate(map(mapping, expressions)):
            operator = text(one.get("operator"))
            if operator not in ("In", "NotIn", "Exists", "DoesNotExist"):
                yield f"/spec/match/{name}/matchExpressions/{index}/operator", operator
