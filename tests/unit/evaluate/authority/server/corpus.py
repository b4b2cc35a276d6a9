"""What is made in the API server, what it is asked, and what it answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
ANSWERS = FOLDER / "answers-1.34.json"
NAMESPACES = ("authority-one", "authority-two", "authority-three")
GROUP = "rbac.authorization.k8s.io"


@dataclass(frozen=True)
class Question:
    """Whether somebody may do something. namespace: "" for none, name: "" for none."""

    subject: str
    namespace: str
    verb: str
    group: str
    resource: str
    name: str
    asked: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.asked}"


@dataclass(frozen=True)
class Attempt:
    """What a ServiceAccount of its own tries, and where that would lead. namespace: of its role, "" for none."""

    name: str
    namespace: str
    rules: list[Any]
    gains: str
    path: str
    body: dict[str, Any] | None
    patch: dict[str, Any] | None

    def bodies(self) -> Iterator[dict[str, Any]]:
        """Its ServiceAccount, role and binding."""
        inside = f"{self.namespace}/" if self.namespace else ""
        kind = "Role" if self.namespace else "ClusterRole"
        metadata = {"name": self.name, "namespace": NAMESPACES[-1]}
        yield {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}
        yield {**_object(f"{kind}/{inside}{self.name}"), "rules": self.rules}
        yield {
            **_object(f"{kind}Binding/{inside}{self.name}"),
            "roleRef": {"apiGroup": GROUP, "kind": kind, "name": self.name},
            "subjects": [{"kind": "ServiceAccount", **metadata}],
        }


@cache
def _cluster() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((FOLDER / "cluster.yaml").read_text())
    return read


def answers() -> dict[str, dict[str, bool]]:
    """Whether the server allowed it, by question, and by the name of the attempt."""
    read: dict[str, dict[str, bool]] = json.loads(ANSWERS.read_text())
    return read


def attempts() -> Iterator[Attempt]:
    """Everything that is tried."""
    for name, said in yaml.safe_load((FOLDER / "attempts.yaml").read_text()).items():
        sends = said["sends"]
        namespace, gains = said.get("namespace", ""), said["gains"]
        yield Attempt(
            name, namespace, said["rules"], gains, sends["path"], sends.get("body"), sends.get("patch")
        )


def workloads() -> Iterator[dict[str, Any]]:
    """What is in the last namespace when something is tried: whom to become, and what runs."""
    metadata = {"name": "target", "namespace": NAMESPACES[-1]}
    yield {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}
    pod = {"serviceAccountName": "target", "containers": [{"name": "main", "image": "main"}]}
    labels = {"app": "workload"}
    template = {"metadata": {"labels": labels}, "spec": pod}
    inside = {"name": "workload", "namespace": NAMESPACES[-1]}
    yield {"apiVersion": "v1", "kind": "Pod", "metadata": inside, "spec": pod}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    yield {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": inside, "spec": spec}
    once = {"template": {"spec": {**pod, "restartPolicy": "Never"}}}
    yield {"apiVersion": "batch/v1", "kind": "Job", "metadata": inside, "spec": once}


def bodies() -> Iterator[dict[str, Any]]:
    """Every role and binding, as it is sent."""
    for name, rules in _cluster()["roles"].items():
        yield {**_object(name), "rules": rules}
    for name, said in _cluster()["bindings"].items():
        kind, _, role = said["role"].partition("/")
        reference = {"apiGroup": GROUP, "kind": kind, "name": role.rpartition("/")[2]}
        yield {**_object(name), "roleRef": reference, "subjects": list(map(_subject, said["subjects"]))}


def questions() -> Iterator[Question]:
    """Every subject asked everything."""
    for subject in _cluster()["subjects"]:
        for asked in _cluster()["questions"]:
            namespace, verb, what, *name = asked.split()
            group, _, resource = what.partition("/")
            yield Question(
                subject,
                "" if namespace == "-" else namespace,
                verb,
                "" if group == "-" else group,
                resource,
                name[0] if name else "",
                asked,
            )


def identity(subject: str) -> tuple[str, list[str]]:
    """The user name and the groups by which the server knows a subject."""
    kind, _, name = subject.partition("/")
    if kind == "ServiceAccount":
        namespace, _, account = name.partition("/")
        groups = ["system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated"]
        return f"system:serviceaccount:{namespace}:{account}", groups
    if kind == "Group":
        return "authority-somebody", [name, "system:authenticated"]
    return name, ["system:unauthenticated" if name == "system:anonymous" else "system:authenticated"]


def _object(name: str) -> dict[str, Any]:
    kind, _, rest = name.partition("/")
    namespace, _, own = rest.rpartition("/")
    metadata = {"name": own, "namespace": namespace} if namespace else {"name": own}
    return {"apiVersion": f"{GROUP}/v1", "kind": kind, "metadata": metadata}


def _subject(label: str) -> dict[str, str]:
    kind, _, name = label.partition("/")
    if kind != "ServiceAccount":
        return {"apiGroup": GROUP, "kind": kind, "name": name}
    namespace, _, own = name.partition("/")
    return {"kind": kind, "namespace": namespace, "name": own}
