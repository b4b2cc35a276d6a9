"""A resource -> the item that it is in its cluster's inventory: who it is, what it offers, whom it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from gate.model.inventory import ANY_NAMESPACE, Identity, Item, Port, unknown_namespace
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.resource import Resource
from gate.model.target import HelmSource, Target
from gate.validate.crd_names import GROUP
from gate.validate.crd_names import KIND as DEFINITION
from gate.validate.references.naming import references_of
from gate.validate.references.pods import pod_template, selector_of
from gate.validate.references.tables import Kind, Maker, makers
from gate.validate.relations.names import CLUSTER_SCOPED
from gate.validate.walking import texts_at

Scope: TypeAlias = Callable[[Kind], bool]
"""Whether resources of a kind are in no namespace."""

_HOOKS = ("helm.sh/hook", "argocd.argoproj.io/hook")
_HOLDERS = frozenset({("", "ConfigMap"), ("", "Secret")})
_CONVERTS = b'"conversion"'


class Items:
    """The items of a run's resources, each made once.

    definitions: bodies of CustomResourceDefinitions, which say what kinds are in no namespace.
    """

    def __init__(self, definitions: Iterable[JsonObject] = ()) -> None:
        self._is_cluster_scoped = scope_of(definitions)
        self._items: dict[int, tuple[Item, ...]] = {}

    def of(self, resource: Resource, target: Target) -> tuple[Item, ...]:
        """The items of one resource of a target."""
        if id(resource) not in self._items:
            self._items[id(resource)] = tuple(_items_of(resource, target, self._is_cluster_scoped))
        return self._items[id(resource)]


def _items_of(resource: Resource, target: Target, is_cluster_scoped: Scope) -> Iterator[Item]:
    """The item of a resource, and those of what a controller makes for it."""
    kind = (resource.id.group, resource.id.kind)
    large = kind == (GROUP, DEFINITION) and _CONVERTS not in resource.body
    body = {} if large else resource.decode()
    written = resource.id.namespace
    namespace = "" if is_cluster_scoped(kind) else effective(target, written)
    marks = _marks(body)
    item = Item(
        identity=Identity(*kind, namespace, resource.id.name),
        resource=resource,
        hooked=any(mark in marks for mark in _HOOKS),
        keys=_keys(kind, body, marks),
        ports=_ports(body) if kind == ("", "Service") else None,
        named_target_ports=_target_ports(body) if kind == ("", "Service") else (),
        pods=pod_template(kind, body),
        selector=selector_of(kind, body),
        references=tuple(references_of(kind, body, lambda one: effective(target, one), namespace)),
    )
    yield item
    if kind in _HOLDERS and makers().copied & marks:
        yield replace(_made(item, item.identity.kind, item.identity.name, ANY_NAMESPACE), keys=item.keys)
    for maker in makers().makes.get(kind, ()):
        for name, into in _names(maker, body):
            yield _made(item, maker.kind, name, effective(target, into) if into else namespace)


def scope_of(definitions: Iterable[JsonObject]) -> Scope:
    """Which kinds are in no namespace: Kubernetes' own, and custom ones whose definition says so."""
    specs = [mapping(body.get("spec")) for body in definitions]
    custom: set[Kind] = {
        (text(spec.get("group")), text(mapping(spec.get("names")).get("kind")))
        for spec in specs
        if spec.get("scope") == "Cluster"
    }
    known = CLUSTER_SCOPED | custom
    return lambda kind: kind in known


def effective(target: Target, namespace: str) -> str:
    """The namespace that a written one ("" for none) is, as far as it can be known.

    That of a release which nothing declares is only the gate's guess, so it is as good as none.
    """
    source = target.source
    if isinstance(source, HelmSource):
        if target.declared_by is None and namespace in {"", source.namespace}:
            return unknown_namespace(target.name)
        return namespace or source.namespace
    return namespace or target.namespace or unknown_namespace(target.name)


def _marks(body: JsonObject) -> frozenset[str]:
    """The names of all annotations and labels."""
    metadata = mapping(body.get("metadata"))
    return frozenset((*mapping(metadata.get("annotations")), *mapping(metadata.get("labels"))))


def _keys(kind: Kind, body: JsonObject, marks: frozenset[str]) -> frozenset[str] | None:
    """The keys of a ConfigMap or Secret; None where something in the cluster fills it."""
    if kind not in _HOLDERS or makers().filled & marks:
        return None
    keys = (key for field in ("data", "stringData", "binaryData") for key in mapping(body.get(field)))
    return frozenset(keys) or None


def _ports(body: JsonObject) -> tuple[Port, ...] | None:
    spec = mapping(body.get("spec"))
    ports = [mapping(port) for port in sequence(spec.get("ports"))]
    if spec.get("type") == "ExternalName" or not ports:
        return None
    return tuple(Port(text(port.get("name")), _number(port.get("port"))) for port in ports)


def _number(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0


def _target_ports(body: JsonObject) -> tuple[tuple[str, str], ...]:
    """The names of container ports that a Service sends to, with their pointers."""
    ports = mapping(body.get("spec")).get("ports")
    return tuple(
        (name, f"/spec/ports/{index}/targetPort")
        for index, port in enumerate(sequence(ports))
        if (name := text(mapping(port).get("targetPort"))) and not name.isdecimal()
    )


def _made(item: Item, kind: str, name: str, namespace: str) -> Item:
    return Item(Identity("", kind, namespace, name), item.resource, is_made=True)


def _names(maker: Maker, body: JsonObject) -> Iterator[tuple[str, str]]:
    """What a maker makes: names, and the namespace where it is not the resource's own."""
    annotations = mapping(mapping(body.get("metadata")).get("annotations"))
    if maker.annotations and not any(name in annotations for name in maker.annotations):
        return
    into = maker.namespace
    if into and into != ANY_NAMESPACE:
        into = next((said for _, said in texts_at(body, tuple(into.split(".")))), "")
    if maker.names == (("annotation",),):
        for annotation in maker.annotations:
            if name := text(annotations.get(annotation)):
                yield name, into
        return
    for path in maker.names:
        names = [name for _, name in texts_at(body, path)]
        if names:
            yield from ((name, into) for name in names)
            return
