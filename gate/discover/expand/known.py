"""Objects that declarations refer to: sources, artifact generators, ConfigMaps, by kind and name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson

from gate.discover.recognise import LARGEST_READ, is_text_of_interest
from gate.documents import read
from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.tree import Tree
from gate.sources.argocd import GROUP as ARGO_GROUP
from gate.sources.flux import (
    ARTIFACT_GROUP,
    HELM_GROUP,
    KUSTOMIZE_GROUP,
    SOURCE_GROUP,
    ObjectRef,
    name_of,
    namespace_of,
)

REFERRED_TO = frozenset(
    [
        "GitRepository",
        "OCIRepository",
        "HelmRepository",
        "HelmChart",
        "Bucket",
        "ArtifactGenerator",
        "ConfigMap",
    ]
)
DECLARING_GROUPS = frozenset({KUSTOMIZE_GROUP, HELM_GROUP, ARGO_GROUP})
_GROUPS = (KUSTOMIZE_GROUP, HELM_GROUP, ARGO_GROUP, SOURCE_GROUP, ARTIFACT_GROUP)
_DECLARING_KINDS = ("Kustomization", "HelmRelease", "Application", "ApplicationSet")
_GROUP = re.compile(b"|".join(re.escape(one.encode()) + b"/" for one in _GROUPS))
_KIND = re.compile(rb"kind[\"']?:\s*[\"']?(?:%s)\b" % "|".join(_DECLARING_KINDS).encode())
_REFERRED = re.compile(
    rb"kind[\"']?:\s*[\"']?(?:%s)\b" % "|".join((*_DECLARING_KINDS, *sorted(REFERRED_TO))).encode()
)


@dataclass(frozen=True, slots=True)
class Written:
    """An object as a file has it, not rendered: kustomizations may still change it."""

    path: str
    document: int
    body: JsonObject

    def as_of(self, target: str) -> Resource:
        """The object as if a target sent it as it is written."""
        identity = ResourceId(
            text(self.body.get("apiVersion")),
            text(self.body.get("kind")),
            namespace_of(self.body),
            name_of(self.body),
        )
        provenance = Provenance(target, self.path, self.document)
        return Resource(identity, 0, orjson.dumps(self.body), provenance, ())


class Known:
    """What is known of objects by kind, namespace and name; what was rendered comes before what is written.

    declaring: the objects that files have and that can declare targets. mentions: the files that name such
    an object, templates among them.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._rendered: dict[tuple[str, str, str], dict[str, Resource]] = {}
        self._written: dict[tuple[str, str], list[Written]] = {}
        self._unread: list[str] = []
        self.declaring: list[Written] = []
        self.mentions: set[str] = set()
        for path in sorted(filter(is_text_of_interest, tree.files)):
            content = _content(tree, path)
            if _GROUP.search(content) and _KIND.search(content):
                self.mentions.add(path)
            if _GROUP.search(content) and _REFERRED.search(content):
                self._read(path, content)
            elif b"ConfigMap" in content:
                self._unread.append(path)

    def learn(self, resources: Iterable[Resource], cluster: str = "") -> None:
        """Take in what a target of a cluster renders."""
        for resource in resources:
            if resource.id.kind in REFERRED_TO:
                key = (resource.id.kind, resource.id.namespace, resource.id.name)
                self._rendered.setdefault(key, {}).setdefault(cluster, resource)

    def find(self, reference: ObjectRef) -> JsonObject | None:
        """The object that a reference means, None when the repository has none."""
        found = self.resource(reference)
        return found.decode() if found else None

    def resource(self, reference: ObjectRef, cluster: str = "") -> Resource | None:
        """What a reference of an object of a cluster means, None when the repository has none.

        The cluster's own, else the first that was rendered anywhere, else one that is written. What is only
        written may get its namespace from a kustomization, so a lone one of the name will do.
        """
        key = (reference.kind, reference.namespace, reference.name)
        if several := self._rendered.get(key):
            return several.get(cluster) or next(iter(several.values()))
        if reference.kind == "ConfigMap":
            self._read_the_rest()
        written = self._written.get((reference.kind, reference.name), [])
        exact = [one for one in written if namespace_of(one.body) == reference.namespace]
        without = [one for one in written if not namespace_of(one.body)]
        return next((one.as_of("") for one in (*exact, *without)), None)

    def of_kind(self, kind: str) -> Iterator[JsonObject]:
        """Every object of a kind, rendered ones first."""
        for key, several in self._rendered.items():
            if key[0] == kind:
                yield from (one.decode() for one in several.values())
        yield from (one.body for key, written in self._written.items() if key[0] == kind for one in written)

    def _read_the_rest(self) -> None:
        """Files that hold ConfigMaps alone are read when the first is asked for: most are never."""
        for path in self._unread:
            self._read(path, _content(self._tree, path))
        self._unread.clear()

    def _read(self, path: str, content: bytes) -> None:
        for document, body in _objects(content):
            self._take(Written(path, document, body))

    def _take(self, written: Written) -> None:
        body, kind = written.body, text(written.body.get("kind"))
        if kind in REFERRED_TO:
            self._written.setdefault((kind, name_of(body)), []).append(written)
        if (text(body.get("apiVersion")).rpartition("/")[0], kind) in DECLARING:
            self.declaring.append(written)


DECLARING = frozenset(
    [
        (KUSTOMIZE_GROUP, "Kustomization"),
        (HELM_GROUP, "HelmRelease"),
        (ARGO_GROUP, "Application"),
        (ARGO_GROUP, "ApplicationSet"),
    ]
)


def _objects(content: bytes) -> Iterator[tuple[int, JsonObject]]:
    for document in read(content):
        if document.broken:
            continue
        body = mapping(document.value)
        if text(body.get("kind")) == "List":
            yield from ((document.index, mapping(item)) for item in sequence(body.get("items")))
        elif body:
            yield document.index, body


def _content(tree: Tree, path: str) -> bytes:
    try:
        content = tree.read(path)
    except OSError:
        return b""
    return content if len(content) <= LARGEST_READ else b""
