"""What a cluster is known to have, and where that knowledge ends: the answers that rules are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gate.model.inventory import Identity, Item, Reference, Selector, may_be_same
from gate.model.target import Target
from gate.validate.references.externals import Externals
from gate.validate.references.holdings import Holdings, is_placeholder
from gate.validate.references.tables import Kind, makers

_LEFT_TO_OTHERS: frozenset[Kind] = frozenset(
    {
        ("", "Secret"),
        ("scheduling.k8s.io", "PriorityClass"),
        ("rbac.authorization.k8s.io", "ClusterRole"),
    }
)
"""Kinds that a repository may leave to others altogether: judged only where it has some itself."""

_PODS = "Pod"


@dataclass(frozen=True, slots=True)
class Absent:
    """A target of the repository that this run did not render. texts: the files that its rendering reads."""

    target: Target
    reason: str
    texts: Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something is there. own: what of the cluster itself it is; doubt: why that cannot be known."""

    is_there: bool
    own: tuple[Item, ...] = ()
    doubt: str = ""


class Surroundings:
    """One cluster among all that a run knows.

    A target that belongs to no cluster of several may share one with any other target: what those have may be
    there, too, so it is never said to be missing. Only environments that differ keep them apart.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        neighbours: Neighbours,
        holdings: Holdings,
        absent: Callable[[], Sequence[Absent]],
        externals: Externals,
    ) -> None:
        self.cluster = targets[0].cluster
        self.is_lone = all(target.cluster == target.name for target in targets)
        self._environment = targets[0].environment
        self._own = dict.fromkeys(target.name for target in targets)
        self._neighbours = neighbours
        self._holdings = holdings
        self._goals = {target.namespace for target in targets}
        self._absent = absent
        self.externals = externals
        self._free: dict[tuple[str, str], Item | None] = {}

    def _is_near(self, target: Target) -> bool:
        if target.name in self._own or not (self.is_lone or target.cluster == target.name):
            return False
        return _agree(target.environment, self._environment)

    def is_own(self, item: Item) -> bool:
        return item.target in self._own

    def may_be_here(self, item: Item) -> bool:
        return item.target in self._own or self._is_near(self._neighbours.targets[item.target])

    def answer(self, reference: Reference, item: Item) -> Answer:
        """Whether what a reference names is there."""
        to = reference.to
        own = tuple(one for one in self._holdings.named_in(self.cluster, to) if _is_at(one, to.namespace))
        if own or self.is_given(to):
            return Answer(True, own)
        if any(_is_at(one, to.namespace) and self.may_be_here(one) for one in self._holdings.named(to)):
            return Answer(True)
        return Answer(False, doubt=self._doubt(reference, item))

    def is_given(self, to: Identity) -> bool:
        """Whether every cluster has it, or the configuration says that it lives elsewhere."""
        return any(one.covers(to) for one in makers().there) or self.externals.cover(to)

    @cached_property
    def destinations(self) -> frozenset[str]:
        """The namespaces that appliers send to, and may create."""
        opaque = (
            namespace
            for one, namespaces in self._holdings.opaque
            if self.may_be_here(one)
            for namespace in namespaces
        )
        near = self._neighbours.namespaces(self._environment, lone_alone=not self.is_lone)
        return frozenset((*self._goals, *near, *opaque))

    def of_kind(self, identity: Identity) -> Iterator[Item]:
        """What of a kind may be in this cluster."""
        items = self._holdings.by_kind.get((identity.group, identity.kind), ())
        return (one for one in items if self.may_be_here(one))

    def _doubt(self, reference: Reference, item: Item) -> str:
        to = reference.to
        if is_placeholder(to.name) or is_placeholder(to.namespace):
            return "the name is filled in later"
        if self.unrendered:
            return self.unrendered
        if (to.group, to.kind) in _LEFT_TO_OTHERS and not any(self.of_kind(to)):
            return f"no target has any {to.kind}"
        elsewhere = to.namespace != item.identity.namespace
        bound = to.kind == "ServiceAccount" and item.pods is None
        if (elsewhere or bound) and not any(self._is_in(one, to.namespace) for one in self.of_kind(to)):
            return f"no target has any {to.kind} in that namespace"
        return self.maker_of(to, item) or self.mentioned(to.name)

    @staticmethod
    def _is_in(item: Item, namespace: str) -> bool:
        return item.identity.namespace == namespace

    @cached_property
    def unrendered(self) -> str:
        """Why nothing can be said to be missing: a target of a cluster of several was not rendered."""
        lacking = [one for one in self._absent() if one.target.cluster == self.cluster]
        if not lacking or self.is_lone:
            return ""
        more = f" and {len(lacking) - 1} more targets" if len(lacking) > 1 else ""
        return f"{lacking[0].target.name}{more} of the cluster {lacking[0].reason}"

    def maker_of(self, to: Identity, item: Item) -> str:
        """What may make a thing in the cluster, "" for nothing that is known."""
        for one in self._holdings.concerned(to.name):
            if one.resource is not item.resource and self._may_concern(one, to.namespace):
                return f"{one.identity} may make it"
        return self._anything_in(to.namespace, to.kind) or self._commanded(to.name)

    def maker_of_pods(self, namespace: str) -> str:
        """What may run pods in a namespace with labels that nobody can know here."""
        return self._anything_in(namespace, _PODS)

    def _anything_in(self, namespace: str, kind: str) -> str:
        """What may make things of a kind in a namespace, whatever their names or labels."""
        if (namespace, kind) not in self._free:
            self._free[namespace, kind] = next(self._makers_in(namespace, kind), None)
        maker = self._free[namespace, kind]
        return f"{maker.identity} may {'run them' if kind == _PODS else 'make it'}" if maker else ""

    def _makers_in(self, namespace: str, kind: str) -> Iterator[Item]:
        table = makers()
        for one, namespaces in sorted(self._holdings.opaque, key=lambda pair: not self.is_own(pair[0])):
            of_kind = table.opaque[one.identity.group, one.identity.kind].may_hold(kind)
            if of_kind and any(self._reaches(one, said, namespace) for said in namespaces):
                yield one
        for one in self._holdings.makers:
            is_free = kind == _PODS or one.identity.group not in table.by_name
            is_opaque = (one.identity.group, one.identity.kind) in table.opaque
            if is_free and not is_opaque and one.pods is None and self._works_in(one, namespace):
                yield one

    def _works_in(self, item: Item, namespace: str) -> bool:
        return item.identity.namespace == namespace and self.may_be_here(item)

    def _commanded(self, name: str) -> str:
        """A command of the cluster's own pods that may make a thing: it has the name."""
        for target in self._own:
            for one in self._holdings.with_pods.get(target, ()):
                if one.pods and any(_says(word, name) for word in one.pods.words):
                    return f"a command of {one.identity} names it"
        return ""

    def _reaches(self, item: Item, said: str, namespace: str) -> bool:
        """Whether what makes things in a namespace may do so in this one of the cluster."""
        if self.is_own(item):
            return may_be_same(said, namespace)
        return said == namespace and self.may_be_here(item)

    def _may_concern(self, item: Item, namespace: str) -> bool:
        return self.may_be_here(item) and _is_at(item, namespace)

    def own_pods(self, namespace: str) -> Iterator[Item]:
        """What runs pods in a namespace of the cluster itself."""
        for target in self._own:
            for one in self._holdings.with_pods.get(target, ()):
                if _is_at(one, namespace):
                    yield one

    def selected(self, selector: Selector, namespace: str) -> Iterator[Item]:
        """What may run pods in a namespace that a selector asks for, as far as the repository holds it."""
        return filter(self.may_be_here, self._holdings.selected(selector, namespace))

    def mentioned(self, name: str) -> str:
        """A target of no cluster of several that was not rendered, and whose sources have the name."""
        word = name.encode("utf-8", "replace")
        for one in self._absent():
            if self._is_near(one.target) and any(word in text for text in one.texts()):
                return f"{one.target.name} {one.reason}"
        return ""


class Neighbours:
    """All targets of a run, as far as one may share a cluster with another."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self.targets = {target.name: target for target in targets}
        self._namespaces: dict[tuple[str, bool], frozenset[str]] = {}

    def namespaces(self, environment: str, *, lone_alone: bool) -> frozenset[str]:
        """The namespaces that targets send to which may share a cluster of an environment ("" for none)."""
        if (environment, lone_alone) not in self._namespaces:
            near = (one for one in self.targets.values() if one.cluster == one.name or not lone_alone)
            self._namespaces[environment, lone_alone] = frozenset(
                one.namespace for one in near if _agree(one.environment, environment)
            )
        return self._namespaces[environment, lone_alone]


def _agree(one: str, other: str) -> bool:
    """Whether two environments may be the same; that of a target which belongs to none may be any."""
    return not (one and other) or one == other


def _is_at(item: Item, namespace: str) -> bool:
    return may_be_same(item.identity.namespace, namespace)


def _says(word: str, name: str) -> bool:
    return name == word or word.endswith((f"={name}", f"/{name}"))
