"""What a cluster is sent, as rules that look across resources see it: who is there, and who names whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyrsistent import PMap, pmap

from gate.model.resource import Resource

ANY_NAMESPACE = "*"
_UNKNOWN = "?"


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """Who a resource is to the server, whatever version of its API it is written in.

    namespace: "" for what belongs to none, `unknown_namespace` where only the applier knows it,
    ANY_NAMESPACE for copies in all of them.
    """

    group: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        """`Kind namespace/name`, for people; a namespace that is not known is left out."""
        return f"{self.kind} {self.namespace}/{self.name}" if is_known(self.namespace) else self.label

    @property
    def label(self) -> str:
        """`Kind name`."""
        return f"{self.kind} {self.name}"


def unknown_namespace(target: str) -> str:
    """The one namespace that a target's resources without a namespace are sent to."""
    return _UNKNOWN + target


def is_known(namespace: str) -> bool:
    """Whether it is the name of a namespace."""
    return namespace not in {"", ANY_NAMESPACE} and not namespace.startswith(_UNKNOWN)


def may_be_same(one: str, other: str) -> bool:
    """Whether two namespaces are the same, as far as can be known: in doubt, yes."""
    return one == other or not (one and other) or not (is_known(one) and is_known(other))


@dataclass(frozen=True, slots=True)
class Port:
    """A port that something offers: of a Service (name and number) or of a container."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that names another resource.

    rule: what it breaks where there is none. pointer: to the name. keys: the keys that it needs there, with
    the pointers to them. port: name or number of the port that it needs there, at port_pointer.
    """

    rule: str
    to: Identity
    pointer: str
    keys: tuple[tuple[str, str], ...] = ()
    port: str | int | None = None
    port_pointer: str = ""


@dataclass(frozen=True, slots=True)
class Selector:
    """Labels that a resource asks of pods. expressions: (key, operator, values)."""

    rule: str
    pointer: str
    labels: Mapping[str, str]
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class PodTemplate:
    """Pods that a resource runs. words: the commands and arguments of its containers."""

    labels: Mapping[str, str]
    ports: frozenset[str]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A resource of a cluster, with the fields that cross rules read.

    identity.name is "" where the server makes up the name. is_made: not sent itself, but made by a
    controller for the resource that is. keys: of a ConfigMap or Secret, None where they cannot be known.
    ports: of a Service, None where it takes any. hooked: an applier's hook, made anew each time.
    """

    identity: Identity
    resource: Resource
    is_made: bool = False
    hooked: bool = False
    keys: frozenset[str] | None = None
    ports: tuple[Port, ...] | None = None
    named_target_ports: tuple[tuple[str, str], ...] = ()
    pods: PodTemplate | None = None
    selector: Selector | None = None
    references: tuple[Reference, ...] = ()

    @property
    def target(self) -> str:
        return self.resource.target


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that the targets of a cluster send to it, by identity; what is sent twice is in it twice."""

    cluster: str
    items: PMap[Identity, tuple[Item, ...]]

    def in_order(self) -> list[Item]:
        """All of it, target by target, as each sends it."""
        every = (item for same in self.items.values() for item in same)
        return sorted(every, key=lambda one: (one.target, one.resource.index, one.is_made, one.identity))


def inventory(cluster: str, items: Iterable[Item]) -> Inventory:
    """The inventory of a cluster."""
    found: dict[Identity, tuple[Item, ...]] = {}
    for item in items:
        found[item.identity] = (*found.get(item.identity, ()), item)
    return Inventory(cluster, pmap(found))
