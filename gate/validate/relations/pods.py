"""What the fields of a pod say against each other, in a Pod and wherever a pod template stands.

Source: ValidatePodSpec in pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator

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
_LONGEST_SEARCHES = 2048
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_OF_NETWORK = re.compile(r"net\..*")
_OF_IPC = re.compile(r"kernel\.(shm.*|msg.*|sem)|fs\.mqueue\..*")


def pod_spec(body: JsonObject) -> tuple[Tokens, JsonObject]:
    """The pod's spec in a workload and its place; empty where it is malformed."""
    place = _SPECS.get(text(body.get("kind")), _IN_TEMPLATE)
    spec = body
    for token in place:
        spec = mapping(spec.get(str(token)))
    return place, spec


def containers_of(spec: JsonObject, place: Tokens) -> Iterator[tuple[Tokens, JsonObject]]:
    """The containers and init containers of a pod's spec that stands at a place."""
    for field in ("containers", "initContainers"):
        yield from items(spec.get(field), (*place, field))


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
    both = list(containers_of(spec, place))
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
    """Ports of the node: each once over the containers, or in each init container, as these take turns."""
    on_host = spec.get("hostNetwork") is True
    all_at_once = items(spec.get("containers"), (*place, "containers"))
    ports = [(at, port) for own, one in all_at_once for at, port in items(one.get("ports"), (*own, "ports"))]
    yield from _taken_faults(ports, fills_in=on_host and is_pod)
    if on_host:
        yield from _other_port_faults(ports)
    for own, one in items(spec.get("initContainers"), (*place, "initContainers")):
        yield from _taken_faults(items(one.get("ports"), (*own, "ports")), fills_in=on_host and is_pod)


def _taken_faults(ports: Iterable[tuple[Tokens, JsonObject]], *, fills_in: bool) -> Iterator[Fault]:
    """Node ports that are taken. fills_in: the server takes the container's port where none is set."""
    seen: dict[tuple[str, str, int], Tokens] = {}
    for at, port in ports:
        field = "containerPort" if fills_in and not port.get("hostPort") else "hostPort"
        outer = port.get(field)
        if not isinstance(outer, int) or not outer:
            continue
        key = (text(port.get("protocol")) or "TCP", text(port.get("hostIP")), outer)
        if key in seen:
            says = f"is {outer} of the node again, as {dotted(seen[key])}"
            yield fault("api/duplicate", (*at, field), says)
        seen.setdefault(key, (*at, field))


def _other_port_faults(ports: Iterable[tuple[Tokens, JsonObject]]) -> Iterator[Fault]:
    for at, port in ports:
        inner, outer = port.get("containerPort"), port.get("hostPort")
        if isinstance(outer, int) and outer and isinstance(inner, int) and inner != outer:
            says = f"is {outer}, must be the containerPort ({inner}) where hostNetwork is true"
            yield fault("api/conflict", (*at, "hostPort"), says)


def _address_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    resolver = mapping(spec.get("dnsConfig"))
    searches = " ".join(text(search) for search in sequence(resolver.get("searches")))
    if len(searches) > _LONGEST_SEARCHES:
        says = (
            f"have {len(searches)} characters with blanks between them, must have at most {_LONGEST_SEARCHES}"
        )
        yield fault("api/range", (*place, "dnsConfig", "searches"), says)
    servers = sequence(resolver.get("nameservers"))
    places = [((*place, "dnsConfig", "nameservers", index), server) for index, server in enumerate(servers)]
    places += [
        ((*at, "ip"), alias.get("ip"))
        for at, alias in items(spec.get("hostAliases"), (*place, "hostAliases"))
    ]
    for at, address in places:
        if (isinstance(address, str) or (address is None and "nameservers" in at)) and not _is_address(
            text(address)
        ):
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
        name = _with_dots(text(sysctl.get("name")))
        for field, names in (("hostNetwork", _OF_NETWORK), ("hostIPC", _OF_IPC)):
            if spec.get(field) is True and names.fullmatch(name):
                yield fault("api/conflict", (*at, "name"), f"must not be set where {field} is true")


def _with_dots(name: str) -> str:
    """A sysctl with dots between its parts; where a slash comes first, dots and slashes change places."""
    first = next((character for character in name if character in "./"), ".")
    return name if first == "." else name.translate(str.maketrans("./", "/."))


def _spread_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    seen: dict[tuple[str, str], Tokens] = {}
    here = (*place, "topologySpreadConstraints")
    for at, constraint in items(spec.get("topologySpreadConstraints"), here):
        key = (text(constraint.get("topologyKey")), text(constraint.get("whenUnsatisfiable")))
        if key in seen and all(key):
            says = f"has the topologyKey and whenUnsatisfiable of {dotted(seen[key])}"
            yield fault("api/duplicate", at, says, "Keep one of the two.")
        seen.setdefault(key, at)
