"""What a Service's ports, type and headlessness say against each other.

Source: `validateService` in pkg/apis/core/validation/validation.go, with the defaults of pkg/apis/core/v1.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.addresses import network
from gate.validate.relations.places import fault, items, repeated
from gate.validate.wording import Tokens, dotted, quoted

_SPEC = ("spec",)
_PORTS = ("spec", "ports")
_ANNOTATIONS = ("metadata", "annotations")
_TOPOLOGY_MODE = "service.kubernetes.io/topology-mode"
_TOPOLOGY_HINTS = "service.kubernetes.io/topology-aware-hints"
_SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"


def service_faults(body: JsonObject) -> Iterator[Fault]:
    """Ports that are missing, not told apart or not for the type; fields that other types have."""
    spec = body.get("spec")
    if not isinstance(spec, dict):
        return
    kind = text(spec.get("type")) or "ClusterIP"
    yield from _port_faults(spec, kind)
    on_nodes = kind in {"NodePort", "LoadBalancer"}
    exposed = on_nodes or (kind == "ClusterIP" and bool(sequence(spec.get("externalIPs"))))
    if spec.get("externalTrafficPolicy") and not exposed:
        yield fault(
            "api/conflict",
            (*_SPEC, "externalTrafficPolicy"),
            f"must be left out, as a Service of type {kind} is not reached from outside",
            "Remove it, or make the type NodePort or LoadBalancer.",
        )
    checked = kind == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"
    if spec.get("healthCheckNodePort") and not checked:
        yield fault(
            "api/conflict",
            (*_SPEC, "healthCheckNodePort"),
            "must be left out unless type is LoadBalancer and externalTrafficPolicy is Local",
        )


def service_annotation_faults(body: JsonObject) -> Iterator[Fault]:
    """Annotations of a Service that the server reads: the mode of topology, and source ranges."""
    annotations = mapping(mapping(body.get("metadata")).get("annotations"))
    spec = mapping(body.get("spec"))
    modes = [annotations.get(name) for name in (_TOPOLOGY_MODE, _TOPOLOGY_HINTS)]
    if None not in modes and modes[0] != modes[1]:
        yield fault("api/conflict", (*_ANNOTATIONS, _TOPOLOGY_MODE), f"must be what {_TOPOLOGY_HINTS} is")
    written, place = annotations.get(_SOURCE_RANGES), (*_ANNOTATIONS, _SOURCE_RANGES)
    if not isinstance(written, str) or sequence(spec.get("loadBalancerSourceRanges")):
        return
    if text(spec.get("type")) != "LoadBalancer":
        says = "must be left out, as only the type LoadBalancer has source ranges"
        yield fault("api/conflict", place, says)
    for one in written.split(",") if written.strip() else ():
        if network(one.strip()) is None:
            says = f"holds {quoted(one.strip())}, must hold address ranges such as 10.0.0.0/8"
            yield fault("api/format", place, says)


def _port_faults(spec: JsonObject, kind: str) -> Iterator[Fault]:
    ports = spec.get("ports")
    if ports is not None and not isinstance(ports, list):
        return
    if not ports and kind != "ExternalName" and not _is_headless(spec):
        yield fault("api/required", _SPEC, "must have ports", "Set spec.ports, or clusterIP: None.")
    yield from _nameless(spec)
    named = [(place, text(port.get("name"))) for place, port in items(ports, _PORTS)]
    yield from repeated(((*place, "name"), name) for place, name in named)
    yield from _same_numbers(spec, "port", "port")
    yield from _same_numbers(spec, "nodePort", "node port")
    if kind == "ClusterIP":
        for place, port in items(ports, _PORTS):
            if port.get("nodePort"):
                yield fault(
                    "api/conflict",
                    (*place, "nodePort"),
                    "must be left out, as the type is ClusterIP",
                    "Remove it, or make the type NodePort or LoadBalancer.",
                )


def _nameless(spec: JsonObject) -> Iterator[Fault]:
    if len(sequence(spec.get("ports"))) < 2:  # noqa: PLR2004
        return
    for place, port in items(spec.get("ports"), _PORTS):
        if not port.get("name"):
            remedy = f"Set {dotted((*place, 'name'))}."
            yield fault("api/required", place, "must have a name, as there are several ports", remedy)


def _same_numbers(spec: JsonObject, field: str, words: str) -> Iterator[Fault]:
    seen: dict[tuple[str, int], Tokens] = {}
    for place, port in items(spec.get("ports"), _PORTS):
        number = port.get(field)
        if not isinstance(number, int) or not number:
            continue
        key = (text(port.get("protocol")) or "TCP", number)
        if key in seen:
            says = f"has {words} {number} of {key[0]} again, as {dotted(seen[key])}"
            yield fault("api/duplicate", place, says)
        seen.setdefault(key, place)


def _is_headless(spec: JsonObject) -> bool:
    addresses = sequence(spec.get("clusterIPs"))
    return spec.get("clusterIP") == "None" or addresses[:1] == ["None"]
