"""Whether roots that were built in one process changed each other's references.

Kustomize mends references to renamed objects once, over everything in the build: an object of one root may
then be taken for what a reference in another root means, or make it ambiguous and so left alone
(api/filters/nameref, `selectReferral`). Either leaves its trace in the output, which is looked for here;
what bears one is built again by itself. Kustomize takes only objects of the same namespace for each other's,
and such as have none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gate.render.kustomize_isolation import Affixes

ANYWHERE = ""
# Kinds that kustomize knows references to or in: api/internal/konfig/builtinpluginconsts/namereference.go.
# It looks at the kind more than at the group; all groups of Kubernetes' own are taken in for later versions.
CLUSTER_SCOPED = frozenset(
    {
        "APIService",
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "IngressClass",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "StorageClass",
        "ValidatingWebhookConfiguration",
    }
)
# What has only names in its references, and no name with a namespace.
_NAMING = frozenset(
    {
        "ConfigMap",
        "CronJob",
        "DaemonSet",
        "Deployment",
        "HorizontalPodAutoscaler",
        "Ingress",
        "Job",
        "NetworkPolicy",
        "PersistentVolumeClaim",
        "Pod",
        "PodTemplate",
        "ReplicaSet",
        "ReplicationController",
        "Role",
        "Secret",
        "Service",
        "ServiceAccount",
        "StatefulSet",
    }
)
_KINDS = CLUSTER_SCOPED | _NAMING | {"RoleBinding"}
# References to these may be an object with name and namespace, and kustomize then writes both.
_NAMED_WITH_NAMESPACE = frozenset({"Service", "ServiceAccount"})
_HASH = re.compile(
    r"-[bcdfghkmt2456789]{10}$"
)  # api/hasher: hexadecimal digits without vowels and their like

_HEAD = re.compile(rb"^(apiVersion|kind): [\"']?([^\s\"']+)", re.MULTILINE)
_METADATA = re.compile(rb"^metadata:\n(?:(?:  .*)?(?:\n|\Z))*", re.MULTILINE)
_IDENTITY = re.compile(rb"^  (name|namespace): [\"']?([^\s\"']+).*$", re.MULTILINE)
_LAST_WORD = re.compile(rb"([^\s'\"]+)['\"]?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """What one root gave in a build that it shared."""

    output: bytes
    affixes: Affixes


@dataclass(frozen=True, slots=True)
class _Object:
    """words: all in it that may be a name. earlier: what it may have been called before."""

    kind: str
    namespace: str
    name: str
    words: frozenset[str]
    earlier: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Claim:
    """An object of a part that a reference by a name may mean. is_current: whether that is its name now."""

    part: int
    object: _Object
    is_current: bool


def influenced(parts: Sequence[Part]) -> frozenset[int]:
    """The indexes of the parts in which a reference may have been mended by way of another part.

    It may name parts that are sound, never leave out one that is not.
    """
    objects = [tuple(_objects(part)) for part in parts]
    claims = _claims(objects)
    return frozenset(index for index, own in enumerate(objects) if any(_touched(index, own, claims)))


def _claims(objects: Sequence[Iterable[_Object]]) -> dict[str, list[_Claim]]:
    claims: dict[str, list[_Claim]] = defaultdict(list)
    for index, own in enumerate(objects):
        for one in own:
            for name in (one.name, *one.earlier):
                claims[name].append(_Claim(index, one, is_current=name == one.name))
    return claims


def _touched(index: int, own: Sequence[_Object], claims: dict[str, list[_Claim]]) -> Iterator[bool]:
    earlier = {name for one in own for name in one.earlier}
    for one in own:
        for word in one.words & claims.keys():
            for claim in claims[word]:
                if claim.part != index and _may_mean(one, claim.object):
                    # It may mean an own object, and have been left alone for being ambiguous.
                    yield word in earlier or (claim.is_current and _may_be_written(one, claim.object))


def _may_mean(one: _Object, other: _Object) -> bool:
    """Whether kustomize would look for what an object refers to in another: in its namespace, in none, or,
    in a RoleBinding, in the namespace of a subject.
    """
    namespaces = {ANYWHERE, one.namespace}
    return (
        one.namespace == ANYWHERE
        or other.namespace in namespaces
        or (other.kind == "ServiceAccount" and other.namespace in one.words)
    )


def _may_be_written(one: _Object, other: _Object) -> bool:
    """Whether a reference that has the name of another object may have got it, or a namespace, from there."""
    with_namespace = (
        one.kind not in _NAMING
        and other.kind in _NAMED_WITH_NAMESPACE
        and other.namespace in {*one.words, ANYWHERE}
    )
    return with_namespace or bool(other.earlier)


def _objects(part: Part) -> Iterator[_Object]:
    for document in part.output.split(b"\n---\n"):
        head = {key: value.decode("utf-8", "replace") for key, value in _HEAD.findall(document)}
        kind, group = head.get(b"kind", ""), head.get(b"apiVersion", "").rpartition("/")[0]
        if kind not in _KINDS and "." in group and not group.endswith(".k8s.io"):
            continue
        block = _METADATA.search(document)
        found = _IDENTITY.findall(block[0]) if block else []
        identity = {key: value.decode("utf-8", "replace") for key, value in found}
        name = identity.get(b"name", "")
        rest = document
        if block:
            rest = document[: block.start()] + _IDENTITY.sub(b"", block[0]) + document[block.end() :]
        words = frozenset(word.decode("utf-8", "replace") for word in _LAST_WORD.findall(rest))
        namespace = _scope(kind, identity.get(b"namespace", ""))
        yield _Object(kind, namespace, name, words, _earlier_names(name, part.affixes))


def _scope(kind: str, namespace: str) -> str:
    """The namespace that counts: without one, `default` (kyaml/resid), or none where that is not certain.

    A service account without one is looked for by subjects of any.
    """
    if kind in CLUSTER_SCOPED:
        return ANYWHERE
    return namespace or ("default" if kind in _KINDS - {"ServiceAccount"} else ANYWHERE)


def _earlier_names(name: str, affixes: Affixes) -> frozenset[str]:
    """What an object of this name may have been called before."""
    names, pending = set[str](), [name]
    while pending:
        one = pending.pop()
        shorter = {
            *(one[len(prefix) :] for prefix in affixes.prefixes if one.startswith(prefix)),
            *(one[: -len(suffix)] for suffix in affixes.suffixes if one.endswith(suffix)),
            _HASH.sub("", one),
        } - {one, ""}
        pending.extend(shorter - names)
        names |= shorter
    return frozenset(names - {name})
