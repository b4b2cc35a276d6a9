"""Targets of a few manifests, and what is said of names across them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from gate.documents import read
from gate.model.finding import Finding
from gate.model.inventory import Inventory
from gate.model.json import mapping, text
from gate.model.outcome import Outcome
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.target import HelmSource, PlainSource, Target
from gate.validate.references import Absent, Scene, references

VERSIONS = ("1.37",)
CONFIG_MAP = "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME}, data: {level: info}}"
SECRET = "{apiVersion: v1, kind: Secret, metadata: {name: NAME}, stringData: {user: shop}}"
POD = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      ports: [{name: http, containerPort: 8080}]
"""


def target(name: str, *, cluster: str = "", environment: str = "", **changes: Any) -> Target:
    plain = Target(
        name=name,
        kind="plain",
        path=name,
        source=PlainSource((f"{name}/all.yaml",)),
        environment=environment,
        cluster=cluster or name,
        closure=(f"{name}/all.yaml",),
        reason="",
        kubernetes_versions=VERSIONS,
    )
    return replace(plain, **changes)


def release(name: str, chart: str, *, cluster: str = "") -> Target:
    source = HelmSource(chart, (), "web", "default")
    return target(name, cluster=cluster, kind="helm", path=chart, source=source)


def resources(one: Target, *manifests: str, versions: tuple[str, ...] = VERSIONS) -> list[Resource]:
    documents = [document for manifest in manifests for document in read(manifest.encode())]
    return [_resource(one, index, document.value, versions) for index, document in enumerate(documents)]


def _resource(one: Target, index: int, value: Any, versions: tuple[str, ...]) -> Resource:
    metadata = mapping(value.get("metadata"))
    identity = ResourceId(
        value["apiVersion"], value["kind"], text(metadata.get("namespace")), text(metadata.get("name"))
    )
    provenance = Provenance(one.name, f"{one.name}/all.yaml", index)
    return Resource(identity, index, orjson.dumps(value), provenance, versions)


def judged(sent: Mapping[Any, str], *, absent: tuple[Absent, ...] = (), **scene: Any) -> Outcome[Inventory]:
    """What is said of targets (by name: each a cluster of its own) with their manifests."""
    targets = {target(one) if isinstance(one, str) else one: manifests for one, manifests in sent.items()}
    return references(
        Scene(
            targets=tuple(targets),
            resources=[one for name, manifests in targets.items() for one in resources(name, manifests)],
            absent=lambda: absent,
            **scene,
        )
    )


def said(*manifests: str, **scene: Any) -> list[tuple[str, str, str]]:
    """Rule, pointer and message of each finding about one target."""
    return spoken(judged({"web": "\n---\n".join(manifests)}, **scene))


def spoken(outcome: Outcome[Inventory]) -> list[tuple[str, str, str]]:
    return [(one.rule, one.pointer, one.message) for one in outcome.findings]


def left_open(outcome: Outcome[Inventory]) -> list[tuple[str, str]]:
    return [(one.path, one.reason) for one in outcome.accounts]


def rules(outcome: Outcome[Inventory]) -> list[str]:
    return [one.rule for one in outcome.findings]


def pod(spec: str, name: str = "web", namespace: str = "") -> str:
    """A pod whose container has further fields, in YAML's flow style."""
    inside = f", namespace: {namespace}" if namespace else ""
    return (
        f"{{apiVersion: v1, kind: Pod, metadata: {{name: {name}{inside}}}, "
        f"spec: {{containers: [{{name: web, image: web, {spec}}}]}}}}"
    )


def reads(config_map: str, namespace: str = "") -> str:
    """A pod that needs a ConfigMap."""
    return pod(f"envFrom: [{{configMapRef: {{name: {config_map}}}}}]", namespace=namespace)


def named(manifest: str, name: str, namespace: str = "") -> str:
    inside = f", namespace: {namespace}" if namespace else ""
    return manifest.replace("{name: NAME}", f"{{name: {name}{inside}}}")


def one_finding(outcome: Outcome[Inventory]) -> Finding:
    (finding,) = outcome.findings
    return finding
