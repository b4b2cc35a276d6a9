"""What the fields of Services, network policies and endpoints say against each other, and their addresses.

Sources: pkg/apis/core/validation/validation.go, pkg/apis/networking/validation/validation.go and
pkg/apis/discovery/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.addresses import Address, address, network, why_not_external
from gate.validate.relations.forms import form_faults
from gate.validate.relations.places import fault, items, repeated_field
from gate.validate.wording import Tokens, quoted

_SPEC = ("spec",)
_VERSIONS = {"IPv4": 4, "IPv6": 6}


def address_faults(body: JsonObject) -> Iterator[Fault]:
    """A Service's addresses and address ranges that are none, or cannot be what they are written for."""
    spec = mapping(body.get("spec"))
    yield from _external_faults(spec.get("externalIPs"), (*_SPEC, "externalIPs"))
    if text(spec.get("type")) == "LoadBalancer":
        for place, written in _texts(
            spec.get("loadBalancerSourceRanges"), (*_SPEC, "loadBalancerSourceRanges")
        ):
            if network(written.strip()) is None:
                yield _no_range(place, written)
    if text(spec.get("type")) != "ExternalName":
        yield from _cluster_ip_faults(spec)


def ip_address_faults(body: JsonObject) -> Iterator[Fault]:
    """The name of an IPAddress, which is the address in its one form."""
    for field in ("name", "generateName"):
        written = text(mapping(body.get("metadata")).get(field))
        found = address(written)
        if written and str(found) != written:
            says = f"is {quoted(written)}, must be {found or 'an IP address'}"
            yield fault("api/name", ("metadata", field), says)


def service_range_faults(body: JsonObject) -> Iterator[Fault]:
    """The ranges of a ServiceCIDR: one a family, each in its one form."""
    place = ("spec", "cidrs")
    ranges = list(_texts(mapping(body.get("spec")).get("cidrs"), place))
    for at, written in ranges:
        found = network(written)
        if found is None:
            yield _no_range(at, written)
        elif str(found) != written:
            yield fault("api/format", at, f"is {quoted(written)}, must be {found}")
    families = [found.version for _, written in ranges if (found := network(written))]
    if len(families) != len(set(families)):
        yield fault("api/conflict", place, "must hold at most one range of IPv4 and one of IPv6")


def _cluster_ip_faults(spec: JsonObject) -> Iterator[Fault]:
    one, several = text(spec.get("clusterIP")), sequence(spec.get("clusterIPs"))
    place = (*_SPEC, "clusterIPs")
    if one and one != "None" and address(one) is None:
        yield fault("api/format", (*_SPEC, "clusterIP"), f'is {quoted(one)}, must be an IP address or "None"')
    elif several and not one:
        yield fault("api/conflict", place, "must be left out, or begin with a clusterIP that is set too")
    elif several and several[0] != one:
        yield fault("api/conflict", place, "must begin with the address that is clusterIP")
    else:
        for at, written in list(_texts(several, place))[1:]:
            if address(written) is None or one == "None":
                yield fault("api/format", at, f"is {quoted(written)}, must be a second IP address")
    yield from _family_faults(spec, address(one))


def _family_faults(spec: JsonObject, cluster_ip: Address | None) -> Iterator[Fault]:
    families = [text(family) for family in sequence(spec.get("ipFamilies"))]
    addresses = list(map(address, map(text, sequence(spec.get("clusterIPs"))))) or [cluster_ip]
    place = (*_SPEC, "ipFamilies")
    for index, family in enumerate(families):
        if family and family in families[:index]:
            yield fault("api/duplicate", (*place, index), f"is {quoted(family)} again")
    for index, (family, found) in enumerate(zip(families, addresses, strict=False)):
        if found and _VERSIONS.get(family, found.version) != found.version:
            written = "clusterIPs[1]" if index else "clusterIP"
            yield fault("api/conflict", (*place, index), f"is {family}, but {written} is {found}")
    versions = [found.version for found in addresses if found]
    if len(versions) != len(set(versions)):
        yield fault("api/conflict", (*_SPEC, "clusterIPs"), "must hold at most one address of each IP family")
    if spec.get("ipFamilyPolicy") == "SingleStack" and max(len(set(families)), len(set(versions))) > 1:
        says = "is SingleStack, must be PreferDualStack or RequireDualStack for two families"
        yield fault("api/conflict", (*_SPEC, "ipFamilyPolicy"), says)


def policy_faults(body: JsonObject) -> Iterator[Fault]:
    """Address ranges and port ranges of a NetworkPolicy that are none."""
    spec = mapping(body.get("spec"))
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for rule_place, rule in items(spec.get(direction), (*_SPEC, direction)):
            for place, port in items(rule.get("ports"), (*rule_place, "ports")):
                yield from _port_range_faults(port, place)
            for place, peer in items(rule.get(peers), (*rule_place, peers)):
                yield from _block_faults(mapping(peer.get("ipBlock")), (*place, "ipBlock"))


def _port_range_faults(port: JsonObject, place: Tokens) -> Iterator[Fault]:
    first, last = port.get("port"), port.get("endPort")
    if isinstance(first, int) and isinstance(last, int) and last < first:
        yield fault("api/conflict", (*place, "endPort"), f"is {last}, must be {first} (port) or more")


def _block_faults(block: JsonObject, place: Tokens) -> Iterator[Fault]:
    written = block.get("cidr")
    if not isinstance(written, str):
        return
    whole = network(written)
    if whole is None:
        yield _no_range((*place, "cidr"), written)
        return
    for at, except_written in _texts(block.get("except"), (*place, "except")):
        part = network(except_written)
        if part is None:
            yield _no_range(at, except_written)
        elif part.version != whole.version or part == whole or not part.subnet_of(whole):  # type: ignore[arg-type]
            says = f"is {quoted(except_written)}, must be a smaller range within cidr ({whole})"
            yield fault("api/conflict", at, says)


def endpoints_faults(body: JsonObject) -> Iterator[Fault]:
    """Addresses of Endpoints, and ports that need a name to be told apart."""
    for place, subset in items(body.get("subsets"), ("subsets",)):
        for field in ("addresses", "notReadyAddresses"):
            for at, one in items(subset.get(field), (*place, field)):
                if isinstance(one.get("ip"), str):
                    yield from _external_fault(text(one["ip"]), (*at, "ip"))
        if len(sequence(subset.get("ports"))) > 1:
            for at, port in items(subset.get("ports"), (*place, "ports")):
                if not port.get("name"):
                    yield fault("api/required", at, "must have a name, as there are several ports")


def endpoint_slice_faults(body: JsonObject) -> Iterator[Fault]:
    """Addresses of another type than the EndpointSlice's, and ports or zones of the same name."""
    kind = text(body.get("addressType"))
    for place, endpoint in items(body.get("endpoints"), ("endpoints",)):
        for at, written in _texts(endpoint.get("addresses"), (*place, "addresses")):
            yield from _endpoint_fault(written, kind, at)
        zones = (*place, "hints", "forZones")
        yield from repeated_field(mapping(endpoint.get("hints")).get("forZones"), zones, "name")
    nameless = [port for _, port in items(body.get("ports"), ()) if not port.get("name")]
    if len(nameless) > 1:
        yield fault("api/duplicate", ("ports",), "must have at most one port without a name")
    yield from repeated_field(body.get("ports"), ("ports",), "name")


def _endpoint_fault(written: str, kind: str, place: Tokens) -> Iterator[Fault]:
    if kind == "FQDN":
        yield from form_faults(written, "domain", place)
    if kind not in _VERSIONS:
        return
    found = address(written)
    if found is not None and found.version != _VERSIONS[kind]:
        yield fault("api/format", place, f"is {quoted(written)}, must be an {kind} address (addressType)")
    else:
        yield from _external_fault(written, place)


def ingress_faults(body: JsonObject) -> Iterator[Fault]:
    """An ingress class that the annotation and the field name differently."""
    annotations = mapping(mapping(body.get("metadata")).get("annotations"))
    by_annotation = annotations.get("kubernetes.io/ingress.class")
    by_field = mapping(body.get("spec")).get("ingressClassName")
    if isinstance(by_annotation, str) and isinstance(by_field, str) and by_annotation != by_field:
        place = ("metadata", "annotations", "kubernetes.io/ingress.class")
        says = f"is {quoted(by_annotation)}, must be {quoted(by_field)} as spec.ingressClassName is"
        yield fault("api/conflict", place, says, "Remove the annotation.")


def _external_faults(values: JsonValue, place: Tokens) -> Iterator[Fault]:
    for at, written in _texts(values, place):
        yield from _external_fault(written, at)


def _external_fault(written: str, place: Tokens) -> Iterator[Fault]:
    found = address(written)
    if found is None:
        yield fault("api/format", place, f"is {quoted(written)}, must be an IP address")
    elif why := why_not_external(found):
        yield fault("api/format", place, f"is {quoted(written)}, {why}")


def _no_range(place: Tokens, written: str) -> Fault:
    return fault("api/format", place, f"is {quoted(written)}, must be an address range such as 10.0.0.0/8")


def _texts(values: JsonValue, place: Tokens) -> Iterator[tuple[Tokens, str]]:
    """The texts of a list; null is an empty one."""
    for index, value in enumerate(sequence(values)):
        if value is None or isinstance(value, str):
            yield (*place, index), text(value)
