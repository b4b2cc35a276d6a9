"""Resources to judge, and what is said of them in short."""

from __future__ import annotations

import orjson

from gate.model.finding import Finding
from gate.model.json import JsonObject, JsonValue, mapping, text
from gate.model.resource import Provenance, Resource, ResourceId
from gate.validate import Catalogue, catalogue, validate

NEWEST = ("1.37",)
CATALOGUE = catalogue(NEWEST, ())


def resource(
    body: JsonObject, versions: tuple[str, ...] = NEWEST, *, unknown: tuple[str, ...] = ()
) -> Resource:
    metadata = mapping(body.get("metadata"))
    identity = ResourceId(
        text(body.get("apiVersion")),
        text(body.get("kind")),
        text(metadata.get("namespace")),
        text(metadata.get("name")),
    )
    return Resource(identity, 0, orjson.dumps(body), Provenance("apps/web"), versions, unknown)


def findings(
    body: JsonObject, versions: tuple[str, ...] = NEWEST, *, crds: tuple[JsonObject, ...] = ()
) -> tuple[Finding, ...]:
    known = CATALOGUE if versions == NEWEST and not crds else catalogue(versions, crds)
    return validate(resource(body, versions), known)


def said(
    body: JsonObject, versions: tuple[str, ...] = NEWEST, *, crds: tuple[JsonObject, ...] = ()
) -> list[tuple[str, str, str]]:
    """Rule, pointer and message of each finding."""
    return [
        (finding.rule, finding.pointer, finding.message) for finding in findings(body, versions, crds=crds)
    ]


def judged(body: JsonObject, known: Catalogue) -> list[tuple[str, str, str]]:
    return [
        (finding.rule, finding.pointer, finding.message)
        for finding in validate(resource(body, known.versions), known)
    ]


def deployment(container: JsonObject | None = None, **spec: JsonValue) -> JsonObject:
    """A Deployment that is right, but for what is given."""
    containers: JsonValue = [{"name": "web", "image": "web:1", **(container or {})}]
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "shop", "creationTimestamp": None},
        "spec": {
            "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": containers}},
            **spec,
        },
        "status": {},
    }


def plain(api_version: str, kind: str, **fields: JsonValue) -> JsonObject:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "it"}, **fields}


def crd(
    spec: JsonValue, *, group: str = "example.com", kind: str = "Widget", **version: JsonValue
) -> JsonObject:
    """A CustomResourceDefinition whose version v1 has the given schema for `spec`."""
    schema: JsonValue = {"type": "object", "properties": {"spec": spec, "status": {"type": "object"}}}
    served: JsonObject = {
        "name": "v1",
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": schema},
        **version,
    }
    plural = kind.lower() + "s"
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": plural},
            "versions": [served],
        },
    }


def widget(spec: JsonValue, version: str = "v1") -> JsonObject:
    return plain(f"example.com/{version}", "Widget", spec=spec)
