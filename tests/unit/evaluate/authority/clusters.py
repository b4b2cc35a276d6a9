"""Small clusters in YAML, and what is said of the authority in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from gate.documents import read
from gate.evaluate.authority import Judgement, Placed, Pods, Scene, judged
from gate.evaluate.authority.authority import Authority, authority_of
from gate.model.json import mapping, text
from gate.model.resource import Provenance, Resource, ResourceId
from gate.validate.references.pods import pod_spec

CLUSTER_SCOPED = {"ClusterRole", "ClusterRoleBinding", "Namespace"}
GROUP = "rbac.authorization.k8s.io"

# Who may do everything, and runs in the namespace of the control plane.
ROOT = f"""
apiVersion: v1
kind: ServiceAccount
metadata: {{name: root, namespace: kube-system}}
---
apiVersion: {GROUP}/v1
kind: ClusterRoleBinding
metadata: {{name: root}}
roleRef: {{apiGroup: {GROUP}, kind: ClusterRole, name: cluster-admin}}
subjects: [{{kind: ServiceAccount, name: root, namespace: kube-system}}]
"""


def placed(*manifests: str) -> list[Placed]:
    """The resources of manifests; what names no namespace is in `default`."""
    documents = [document.value for manifest in manifests for document in read(manifest.encode())]
    return [_placed(index, mapping(value)) for index, value in enumerate(documents) if value]


def _placed(index: int, body: dict[str, Any]) -> Placed:
    metadata = mapping(body.get("metadata"))
    written = text(metadata.get("namespace"))
    identity = ResourceId(body["apiVersion"], body["kind"], written, text(metadata.get("name")))
    provenance = Provenance("cluster", "all.yaml", index)
    resource = Resource(identity, index, orjson.dumps(body), provenance, ("1.37",))
    found = pod_spec((identity.group, identity.kind), body)
    namespace = "" if identity.kind in CLUSTER_SCOPED else written or "default"
    return Placed(resource, namespace, body, lambda one: one, Pods(*found) if found else None)


def authority(*manifests: str) -> Authority:
    return authority_of(placed(*manifests))


def judgements(
    *manifests: str, trusted: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Judgement, ...]:
    return judged(Scene(placed(*manifests), trusted or {}))


def said(*manifests: str, trusted: Mapping[str, tuple[str, ...]] | None = None) -> list[tuple[str, str]]:
    """Rule and message of each finding."""
    found = judgements(*manifests, trusted=trusted)
    return [(one.finding.rule.removeprefix("rbac/escalation-"), one.finding.message) for one in found]


def runs(name: str, account: str, namespace: str, spec: str = "") -> str:
    """A Deployment that runs as a ServiceAccount. spec: further fields of its pods, in flow style."""
    further = f", {spec}" if spec else ""
    return f"""
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  template:
    spec: {{serviceAccountName: {account}, containers: [{{name: main, image: main}}]{further}}}
"""


def allows(name: str, *rules: str, to: str, namespace: str = "") -> str:
    """A role with rules in flow style and its binding to subjects; of the cluster where there is no namespace."""
    prefix = "" if namespace else "Cluster"
    inside = f", namespace: {namespace}" if namespace else ""
    listed = "\n".join(f"  - {{{rule}}}" for rule in rules)
    return f"""
---
apiVersion: {GROUP}/v1
kind: {prefix}Role
metadata: {{name: {name}{inside}}}
rules:
{listed}
{binds(name, to=to, namespace=namespace, role=f"{prefix}Role/{name}")}
"""


def binds(name: str, *, to: str, role: str, namespace: str = "") -> str:
    """A binding. to: `NAMESPACE/NAME`, `User:NAME` or `Group:NAME`, parted by spaces; role: `KIND/NAME`."""
    prefix = "" if namespace else "Cluster"
    inside = f", namespace: {namespace}" if namespace else ""
    kind, _, of = role.partition("/")
    return f"""
---
apiVersion: {GROUP}/v1
kind: {prefix}RoleBinding
metadata: {{name: {name}{inside}}}
roleRef: {{apiGroup: {GROUP}, kind: {kind}, name: "{of}"}}
subjects: [{", ".join(map(_subject, to.split()))}]
"""


def _subject(who: str) -> str:
    for kind in ("User", "Group"):
        if who.startswith(f"{kind}:"):
            return f'{{apiGroup: {GROUP}, kind: {kind}, name: "{who.partition(":")[2]}"}}'
    namespace, _, name = who.partition("/")
    return f"{{kind: ServiceAccount, name: {name}, namespace: {namespace}}}"


def core(resources: str, verbs: str, names: str = "") -> str:
    return rule("", resources, verbs, names)


def rule(group: str, resources: str, verbs: str, names: str = "") -> str:
    """A rule in flow style; resources, verbs and names parted by spaces."""
    limited = f", resourceNames: {_list(names)}" if names else ""
    return f'apiGroups: ["{group}"], resources: {_list(resources)}, verbs: {_list(verbs)}{limited}'


def _list(words: str) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words.split()) + "]"
