"""What the fields of a pod say against each other, in a Pod and wherever a pod template stands.

Source: ValidatePodSpec in pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.containers import container_faults
from gate.validate.relations.places import fault, items, repeated, repeated_field
from gate.validate.wording import Tokens, dotted, quoted

_SPECS: dict[str, Tokens] = {
    "Pod": ("spec",),
    "PodTemplate": ("template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
_IN_TEMPLATE: Tokens = ("spec", "template", "spec")
_LEADING_ZEROS = re.compile(r"(?<![0-9a-fA-F:])0+(?=[0-9])")
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_OF_IPC = ("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")


def pod_spec(body: JsonObject) -> tuple[Tokens, JsonObject]:
    """The pod's spec in a workload and its place; empty where it is malformed."""
    place = _SPECS.get(text(body.get("kind")), _IN_TEMPLATE)
    spec = body
    for token in place:
        spec = mapping(spec.get(str(token)))
    return place, spec


def pod_faults(body: JsonObject) -> Iterator[Fault]:
    """The faults of the pod that a workload makes."""
    place, spec = pod_spec(body)
    claims = _claims(body)
    own = [(at, volume) for at, volume in items(spec.get("volumes"), (*place, "volumes"))]
    volumes = {text(volume.get("name")): volume for _, volume in own} | claims
    yield from repeated(
        ((*at, "name"), text(volume.get("name")))
        for at, volume in own
        if text(volume.get("name")) not in claims
    )
    both = [
        *items(spec.get("containers"), (*place, "containers")),
        *items(spec.get("initContainers"), (*place, "initContainers")),
    ]
    yield from repeated(((*at, "name"), text(container.get("name"))) for at, container in both)
    for at, container in both:
        yield from container_faults(container, at, spec, volumes)
    yield from _host_port_faults(spec, place, is_pod=body.get("kind") == "Pod")
    yield from _address_faults(spec, place)
    if body.get("kind") != "StatefulSet":  # whose controller sets them itself
        yield from _host_name_faults(spec, place)
    yield from _sysctl_faults(spec, place)
    yield from _spread_faults(spec, place)
    yield from repeated_field(spec.get("schedulingGates"), (*place, "schedulingGates"), "name")


def _claims(body: JsonObject) -> dict[str, JsonObject]:
    """The volumes that a StatefulSet makes of its volumeClaimTemplates, by name."""
    spec = mapping(body.get("spec")) if body.get("kind") == "StatefulSet" else {}
    return {
        text(mapping(claim.get("metadata")).get("name")): {"persistentVolumeClaim": claim}
        for _, claim in items(spec.get("volumeClaimTemplates"), ())
    }


def _host_port_faults(spec: JsonObject, place: Tokens, *, is_pod: bool) -> Iterator[Fault]:
    """Ports of the node: each once over the containers, and the container's own on the host's network."""
    on_host = spec.get("hostNetwork") is True
    seen: dict[tuple[str, str, int], Tokens] = {}
    for at, container in items(spec.get("containers"), (*place, "containers")):
        for port_at, port in items(container.get("ports"), (*at, "ports")):
            inner, outer = port.get("containerPort"), port.get("hostPort")
            if on_host and is_pod and not outer:
                outer = inner  # what the server sets
            if not isinstance(outer, int) or not outer:
                continue
            here = (*port_at, "hostPort" if port.get("hostPort") else "containerPort")
            if on_host and isinstance(inner, int) and inner != outer:
                says = f"is {outer}, must be the containerPort ({inner}) where hostNetwork is true"
                yield fault("api/conflict", here, says)
            key = (text(port.get("protocol")) or "TCP", text(port.get("hostIP")), outer)
            if key in seen:
                says = f"is {outer} of the node again, as {dotted(seen[key])}"
                yield fault("api/duplicate", here, says)
            seen.setdefault(key, here)


def _address_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    servers = sequence(mapping(spec.get("dnsConfig")).get("nameservers"))
    places = [((*place, "dnsConfig", "nameservers", index), server) for index, server in enumerate(servers)]
    places += [
        ((*at, "ip"), alias.get("ip"))
        for at, alias in items(spec.get("hostAliases"), (*place, "hostAliases"))
    ]
    for at, address in places:
        if isinstance(address, str) and not _is_address(address):
            yield fault("api/format", at, "must be an IP address")


def _is_address(written: str) -> bool:
    """Whether the server takes it for an IP address: leading zeros are fine there, zones are not."""
    try:
        ipaddress.ip_address(_LEADING_ZEROS.sub("", written))
    except ValueError:
        return False
    return "%" not in written


def _host_name_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    for field in ("hostname", "subdomain"):
        name = text(spec.get(field))
        if name and not _LABEL.fullmatch(name):
            says = 'must be a DNS label (lower case letters, digits and "-", at most 63 characters)'
            yield fault("api/format", (*place, field), f"is {quoted(name)}, {says}")


def _sysctl_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    here = (*place, "securityContext", "sysctls")
    sysctls = mapping(spec.get("securityContext")).get("sysctls")
    yield from repeated_field(sysctls, here, "name")
    for at, sysctl in items(sysctls, here):
        name = text(sysctl.get("name")).replace("/", ".")
        for field, prefixes in (("hostNetwork", ("net.",)), ("hostIPC", _OF_IPC)):
            if spec.get(field) is True and name.startswith(prefixes):
                yield fault("api/conflict", (*at, "name"), f"must not be set where {field} is true")


def _spread_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    seen: dict[tuple[str, str], Tokens] = {}
    here = (*place, "topologySpreadConstraints")
    for at, constraint in items(spec.get("topologySpreadConstraints"), here):
        key = (text(constraint.get("topologyKey")), text(constraint.get("whenUnsatisfiable")))
        if key in seen and all(key):
            says = f"has the topologyKey and whenUnsatisfiable of {dotted(seen[key])}"
            yield fault("api/duplicate", at, says, "Keep one of the two.")
        seen.setdefault(key, at)
