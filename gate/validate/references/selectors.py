"""Selectors that no pod has the labels for, and Services that send to a named port that no container has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.model.inventory import Identity, Item, Selector
from gate.model.json import escape_token
from gate.validate.references.saying import Doubt, Said, finding, inside, place
from gate.validate.references.surroundings import Surroundings
from gate.validate.wording import quoted

_POD_KINDS = frozenset({"Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"})


def unmatched(item: Item, around: Surroundings) -> Iterator[Said]:
    """A selector that no pods in the item's namespace fit; without any pods there, that is left open."""
    selector = item.selector
    if selector is None:
        return
    namespace = item.identity.namespace
    if any(around.selected(selector, namespace)):
        return
    own = list(around.own_pods(namespace))
    doubt = around.unrendered or around.maker_of_pods(namespace)
    if not doubt and not own:
        doubt = "no target has pods in that namespace"
    if not doubt and around.externals.hold(_POD_KINDS, namespace):
        doubt = "pods there are among the externals"
    if not doubt and around.is_given(Identity("", "Pod", namespace, "")):
        doubt = "every cluster has pods of its own in that namespace"
    if doubt:
        yield Doubt(item.target, f"pods of {item.identity}", doubt)
        return
    yield _nothing_selected(item, selector, own)


def _nothing_selected(item: Item, selector: Selector, pods: Sequence[Item]) -> Said:
    """At the label in which the pods most like it differ, where they have something in common."""
    where, inside_it = place(selector.pointer), inside(item.identity.namespace)
    nearest = max(pods, key=lambda one: _alike(selector, one))
    labels = nearest.pods.labels if nearest.pods else {}
    differing = [key for key, value in selector.labels.items() if labels.get(key) != value]
    if not differing or len(differing) == len(selector.labels) > 1:
        return finding(selector.rule, item, selector.pointer, f"{where} matches no pods{inside_it}")
    key = differing[0]
    rest = " together with the rest" if len(selector.labels) > 1 or selector.expressions else ""
    theirs = f"has {quoted(labels[key])}" if key in labels else "has no such label"
    says = (
        f"{where} asks for {key} {quoted(selector.labels[key])}, which no pods{inside_it} have{rest}; "
        f"{nearest.identity.label} {theirs}"
    )
    return finding(selector.rule, item, f"{selector.pointer}/{escape_token(key)}", says)


def _alike(selector: Selector, item: Item) -> int:
    labels = item.pods.labels if item.pods else {}
    return sum(labels.get(key) == value for key, value in selector.labels.items())


def unnamed_ports(item: Item, around: Surroundings) -> Iterator[Said]:
    """Named ports that none of the pods that a Service selects has."""
    if item.selector is None or not item.named_target_ports:
        return
    selected: list[Item] = []
    for one in around.selected(item.selector, item.identity.namespace):
        if not around.is_own(one):
            return
        selected.append(one)
    named = {name for one in selected if one.pods for name in one.pods.ports}
    lacking = [(name, pointer) for name, pointer in item.named_target_ports if name not in named]
    if not selected or not lacking or not all(map(_is_built_in, selected)):
        return
    for name, pointer in lacking:
        has = f"it has {', '.join(map(quoted, sorted(named)))}" if named else "it names none"
        whose = selected[0].identity.label
        says = f"{place(pointer)} is {quoted(name)}, a port that {whose} does not have ({has})"
        yield finding("ref/missing-target-port", item, pointer, says)


def _is_built_in(item: Item) -> bool:
    """Whether its pods are known to be all of its doing."""
    # Every module of relations, for a question that few runs ask.
    from gate.validate.relations.registry import RELATIONS  # noqa: PLC0415

    return (item.identity.group, item.identity.kind) in RELATIONS
