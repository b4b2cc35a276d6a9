"""One identity in a cluster twice: overwritten by turns, or shared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.model.inventory import Inventory, Item
from gate.model.target import HelmSource, Target
from gate.validate.references.saying import Said, finding


def repeated(inventory: Inventory, targets: dict[str, Target]) -> Iterator[Said]:
    """Each resource of a cluster that another one before it was already.

    What has no name of its own is none; nor is a hook, which appliers make anew each time; nor one target's
    renderings for several Kubernetes versions; nor one chart with other values, which is an alternative.
    """
    repeatedly = (identity for identity, items in inventory.items.items() if len(items) > 1)
    for identity in sorted(repeatedly):
        sent = [one for one in inventory.items[identity] if not one.is_made and not one.hooked]
        if identity.name:
            ordered = sorted(sent, key=lambda one: (one.target, one.resource.index))
            yield from _again(ordered, targets)


def _again(items: Sequence[Item], targets: dict[str, Target]) -> Iterator[Said]:
    for index, item in enumerate(items):
        earlier = [one for one in items[:index] if _collide(one, item, targets)]
        body = item.resource.decode()
        others = [one for one in earlier if one.resource.decode() != body]
        if others:
            first = others[0]
            where = "this target" if first.target == item.target else first.target
            says = f"{where} has another {item.identity.kind} of this name, with different content"
            yield finding("ref/duplicate", item, "/metadata/name", says)
        elif any(one.target == item.target for one in earlier) and _is_installed(item, targets):
            says = (
                f"this target has the same {item.identity.kind} twice, and Helm fails to install the second"
            )
            yield finding("ref/duplicate", item, "/metadata/name", says)
        elif earlier and earlier[0].target != item.target:
            says = f"{earlier[0].target} sends the same {item.identity.kind}, too"
            yield finding("ref/shared", item, "/metadata/name", says)


def _is_installed(item: Item, targets: dict[str, Target]) -> bool:
    """Whether Helm creates a resource, which fails where it is there (helm.sh/helm pkg/kube/client.go).

    Argo CD applies what charts render. A definition may come from the crds/ of several charts.
    """
    target = targets[item.target]
    declared_by = target.declared_by.resource.group if target.declared_by else ""
    is_release = isinstance(target.source, HelmSource) and declared_by != "argoproj.io"
    return is_release and item.identity.kind != "CustomResourceDefinition"


def _collide(one: Item, other: Item, targets: dict[str, Target]) -> bool:
    versions = set(one.resource.kubernetes_versions), set(other.resource.kubernetes_versions)
    if one.target == other.target:
        return not all(versions) or not versions[0].isdisjoint(versions[1])
    sources = targets[one.target].source, targets[other.target].source
    charts = [source.chart for source in sources if isinstance(source, HelmSource)]
    return len(charts) < len(sources) or charts[0] != charts[1] or not charts[0]
