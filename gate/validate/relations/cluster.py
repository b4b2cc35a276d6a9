"""What nodes, events, aggregated APIs and levels of priority say against themselves.

Sources: pkg/apis/core/validation (ValidateNode, ValidateEventCreate), pkg/apis/flowcontrol/validation, and
pkg/apis/apiregistration/validation of kube-aggregator.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.addresses import network
from gate.validate.relations.places import fault, items
from gate.validate.wording import Tokens, dotted, quoted

_QUEUES, _HAND = 64, 8  # pkg/apis/flowcontrol/v1/defaults.go
_MOST_BITS = 60
_MOST_RANGES = 2


def node_faults(body: JsonObject) -> Iterator[Fault]:
    """Address ranges of a Node's pods, and taints of the same key and effect."""
    spec = mapping(body.get("spec"))
    yield from _pod_range_faults(spec)
    seen: dict[tuple[str, str], Tokens] = {}
    for at, taint in items(spec.get("taints"), ("spec", "taints")):
        key = text(taint.get("key")), text(taint.get("effect"))
        if key in seen:
            says = f"has the key and effect of {dotted(seen[key])}"
            yield fault("api/duplicate", at, says)
        seen.setdefault(key, at)


def event_faults(body: JsonObject) -> Iterator[Fault]:
    """The namespace of an event and of what it is about."""
    field = "regarding" if "regarding" in body else "involvedObject"
    about = text(mapping(body.get(field)).get("namespace"))
    own = text(mapping(body.get("metadata")).get("namespace"))
    timed = body.get("eventTime") is not None
    if not own:
        return
    at_cluster = own == "default" or (timed and own == "kube-system")
    if (not about and not at_cluster) or (about and about != own and not timed):
        says = f"must be the event's namespace, {quoted(own)}"
        yield fault("api/conflict", (field, "namespace"), says)


def api_service_faults(body: JsonObject) -> Iterator[Fault]:
    """The name of an APIService, which is its version and group."""
    spec, metadata = mapping(body.get("spec")), mapping(body.get("metadata"))
    name, prefix = metadata.get("name"), metadata.get("generateName")
    asked = f"{text(spec.get('version'))}.{text(spec.get('group'))}"
    if prefix and (prefix != asked or not name):
        says = f"must be left out, as the name must be {quoted(asked)} (version and group)"
        yield fault("api/conflict", ("metadata", "generateName"), says, f"Set metadata.name to {asked}.")
    if isinstance(name, str) and name and name != asked:
        says = f"is {quoted(name)}, must be {quoted(asked)} (version and group)"
        yield fault("api/name", ("metadata", "name"), says)


def priority_level_faults(body: JsonObject) -> Iterator[Fault]:
    """How many of a level's queues a request may be dealt to."""
    response = mapping(mapping(mapping(body.get("spec")).get("limited")).get("limitResponse"))
    queuing = response.get("queuing")
    if not isinstance(queuing, dict) or response.get("type") != "Queue":
        return
    place = ("spec", "limited", "limitResponse", "queuing", "handSize")
    queues, hand = queuing.get("queues") or _QUEUES, queuing.get("handSize") or _HAND
    if not isinstance(queues, int) or not isinstance(hand, int) or queues < 1 or hand < 1:
        return
    if hand > queues:
        yield fault("api/conflict", place, f"is {hand}, must be at most queues, which is {queues}")
    elif hand > _MOST_BITS or _entropy_bits(queues, hand) > _MOST_BITS:
        says = f"is {hand}, must be less for {queues} queues (the choice would take more than 60 bits)"
        yield fault("api/conflict", place, says)


def _entropy_bits(queues: int, hand: int) -> int:
    """The bits that it takes to deal a hand of queues (`RequiredEntropyBits` of k8s.io/apiserver)."""
    return math.ceil(math.fsum(math.log2(queues - dealt) for dealt in range(hand)))


def _pod_range_faults(spec: JsonObject) -> Iterator[Fault]:
    """Faults of podCIDRs; a podCIDR that is not the first of them takes their place."""
    listed = sequence(spec.get("podCIDRs"))
    ranges: list[tuple[Tokens, str]] = [
        (("spec", "podCIDRs", index), text(one)) for index, one in enumerate(listed)
    ]
    first = text(spec.get("podCIDR"))
    if first and first not in listed[:1]:
        ranges = [(("spec", "podCIDR"), first)]
    for place, written in ranges:
        if network(written) is None:
            says = f"is {quoted(written)}, must be an address range such as 10.0.0.0/8"
            yield fault("api/format", place, says)
    families = [found.version for _, written in ranges if (found := network(written))]
    if len(ranges) > _MOST_RANGES or len(families) != len(set(families)):
        yield fault(
            "api/conflict", ("spec", "podCIDRs"), "must hold at most one range of IPv4 and one of IPv6"
        )
