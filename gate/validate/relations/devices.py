"""Names within ResourceClaims and ResourceSlices (pkg/apis/resource/validation)."""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items, repeated_field
from gate.validate.wording import Tokens, quoted

_MOST_NAMED_VALUES = 32


def claim_request_faults(body: JsonObject) -> Iterator[Fault]:
    """The requests of a ResourceClaim, and what refers to them."""
    yield from _devices_faults(mapping(body.get("spec")), ("spec",))


def template_request_faults(body: JsonObject) -> Iterator[Fault]:
    """The requests of a ResourceClaimTemplate, and what refers to them."""
    yield from _devices_faults(mapping(mapping(body.get("spec")).get("spec")), ("spec", "spec"))


def slice_faults(body: JsonObject) -> Iterator[Fault]:
    """Devices of one name in a ResourceSlice, and devices that say too much."""
    place = ("spec", "devices")
    devices = mapping(body.get("spec")).get("devices")
    yield from repeated_field(devices, place, "name")
    for at, device in items(devices, place):
        basic = mapping(device.get("basic")) or device
        count = len(mapping(basic.get("attributes"))) + len(mapping(basic.get("capacity")))
        if count > _MOST_NAMED_VALUES:
            says = f"has {count} attributes and capacities, must have at most {_MOST_NAMED_VALUES}"
            yield fault("api/range", at, says)


def _devices_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    devices, here = mapping(spec.get("devices")), (*place, "devices")
    requests = (*here, "requests")
    yield from repeated_field(devices.get("requests"), requests, "name")
    names = set[str]()
    for at, request in items(devices.get("requests"), requests):
        alternatives = request.get("firstAvailable")
        yield from repeated_field(alternatives, (*at, "firstAvailable"), "name")
        name = text(request.get("name"))
        names |= {name, *(f"{name}/{text(one.get('name'))}" for _, one in items(alternatives, ()))}
    for field in ("constraints", "config"):
        for at, one in items(devices.get(field), (*here, field)):
            yield from _unknown_names(one, names, (*at, "requests"))


def _unknown_names(referring: JsonObject, names: set[str], place: Tokens) -> Iterator[Fault]:
    for index, name in enumerate(sequence(referring.get("requests"))):
        if isinstance(name, str) and name not in names:
            says = f"is {quoted(name)}, must be the name of a request, or REQUEST/ALTERNATIVE"
            yield fault("api/reference", (*place, index), says)
