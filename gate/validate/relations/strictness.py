"""Addresses that the API server refuses from 1.36 and read before (KEP-4858, StrictIPCIDRValidation).

Those that it never read are told by the other relations.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.addresses import address, network
from gate.validate.relations.places import fault, items
from gate.validate.wording import Tokens, quoted


def strict_service_faults(body: JsonObject) -> Iterator[Fault]:
    """Addresses of a Service."""
    spec = mapping(body.get("spec"))
    for field in ("clusterIPs", "externalIPs", "loadBalancerSourceRanges"):
        yield from _strict_faults(spec.get(field), ("spec", field))
    if "clusterIPs" not in spec:
        yield from _strict_fault(text(spec.get("clusterIP")), ("spec", "clusterIP"))


def strict_endpoints_faults(body: JsonObject) -> Iterator[Fault]:
    """Addresses of Endpoints."""
    for place, subset in items(body.get("subsets"), ("subsets",)):
        for field in ("addresses", "notReadyAddresses"):
            for at, one in items(subset.get(field), (*place, field)):
                yield from _strict_fault(text(one.get("ip")), (*at, "ip"))


def strict_slice_faults(body: JsonObject) -> Iterator[Fault]:
    """Addresses of an EndpointSlice."""
    if body.get("addressType") != "FQDN":
        for place, endpoint in items(body.get("endpoints"), ("endpoints",)):
            yield from _strict_faults(endpoint.get("addresses"), (*place, "addresses"))


def strict_policy_faults(body: JsonObject) -> Iterator[Fault]:
    """Address ranges of a NetworkPolicy."""
    spec = mapping(body.get("spec"))
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for rule_place, rule in items(spec.get(direction), ("spec", direction)):
            for place, peer in items(rule.get(peers), (*rule_place, peers)):
                block = mapping(peer.get("ipBlock"))
                yield from _strict_fault(text(block.get("cidr")), (*place, "ipBlock", "cidr"))
                yield from _strict_faults(block.get("except"), (*place, "ipBlock", "except"))


def strict_node_faults(body: JsonObject) -> Iterator[Fault]:
    """Address ranges of a Node's pods."""
    yield from _strict_faults(mapping(body.get("spec")).get("podCIDRs"), ("spec", "podCIDRs"))


def _strict_faults(values: JsonValue, place: Tokens) -> Iterator[Fault]:
    for index, written in enumerate(sequence(values)):
        yield from _strict_fault(text(written), (*place, index))


def _strict_fault(written: str, place: Tokens) -> Iterator[Fault]:
    """A text that is an address or a range by the old reading, and not by the new one."""
    bare = written.strip()
    found = network(bare) if "/" in bare else address(bare)
    if found is None:
        return
    start, _, bits = bare.partition("/")
    try:
        strict = ipaddress.ip_address(start)
    except ValueError:
        yield fault("api/format", place, f"is {quoted(bare)}, must not have leading zeros")
        return
    if getattr(strict, "ipv4_mapped", None):
        yield fault("api/format", place, f"is {quoted(bare)}, must not be an IPv4-mapped IPv6 address")
    elif len(bits) > 1 and bits.startswith("0"):
        yield fault("api/format", place, f"is {quoted(bare)}, must not have leading zeros")
    elif isinstance(found, ipaddress.IPv4Network | ipaddress.IPv6Network) and strict != found.network_address:
        yield fault("api/format", place, f"is {quoted(bare)}, must be {found} (no bits behind the prefix)")
