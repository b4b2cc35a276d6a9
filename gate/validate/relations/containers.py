"""What the fields of a container say against each other and against its pod.

Source: validateContainerCommon and ValidateVolumeMounts in pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items, repeated_field
from gate.validate.relations.resources import resource_faults
from gate.validate.wording import Tokens, quoted

_DEFAULT_GRACE_PERIOD = 30


def container_faults(
    container: JsonObject, place: Tokens, spec: JsonObject, volumes: dict[str, JsonObject]
) -> Iterator[Fault]:
    """The faults of one container. volumes: the pod's, by name."""
    yield from repeated_field(container.get("ports"), (*place, "ports"), "name")
    yield from _mount_faults(container, place, volumes)
    yield from _device_faults(container, place, volumes)
    yield from _propagation_faults(container, place)
    yield from _sleep_faults(container, place, spec)
    yield from repeated_field(container.get("resizePolicy"), (*place, "resizePolicy"), "resourceName")
    yield from resource_faults(mapping(container.get("resources")), (*place, "resources"))


def _mount_faults(container: JsonObject, place: Tokens, volumes: dict[str, JsonObject]) -> Iterator[Fault]:
    here = (*place, "volumeMounts")
    devices = [device for _, device in items(container.get("volumeDevices"), ())]
    names = {text(device.get("name")) for device in devices}
    paths = {text(device.get("devicePath")) for device in devices}
    for at, mount in items(container.get("volumeMounts"), here):
        name, path = text(mount.get("name")), text(mount.get("mountPath"))
        if name and name not in volumes:
            yield _no_volume((*at, "name"), name)
        if name and name in names:
            yield fault("api/conflict", (*at, "name"), "must not be one of volumeDevices as well")
        if path and path in paths:
            yield fault("api/conflict", (*at, "mountPath"), "must not be a path of volumeDevices as well")
    yield from repeated_field(container.get("volumeMounts"), here, "mountPath")


def _device_faults(container: JsonObject, place: Tokens, volumes: dict[str, JsonObject]) -> Iterator[Fault]:
    here = (*place, "volumeDevices")
    for at, device in items(container.get("volumeDevices"), here):
        name = text(device.get("name"))
        if name and name not in volumes:
            yield _no_volume((*at, "name"), name)
        elif name and not any(volumes[name].get(kind) for kind in ("persistentVolumeClaim", "ephemeral")):
            says = "must name a volume of a persistentVolumeClaim or an ephemeral one"
            yield fault("api/reference", (*at, "name"), says)
    yield from repeated_field(container.get("volumeDevices"), here, "name")
    yield from repeated_field(container.get("volumeDevices"), here, "devicePath")


def _no_volume(place: Tokens, name: str) -> Fault:
    says = f"is {quoted(name)}, must be the name of one of the pod's volumes"
    return fault("api/reference", place, says, "Add the volume, or correct the name.")


def _propagation_faults(container: JsonObject, place: Tokens) -> Iterator[Fault]:
    privileged = mapping(container.get("securityContext")).get("privileged") is True
    for at, mount in items(container.get("volumeMounts"), (*place, "volumeMounts")):
        propagation = text(mount.get("mountPropagation"))
        if propagation == "Bidirectional" and not privileged:
            says = "is Bidirectional, must not be where the container is not privileged"
            yield fault("api/conflict", (*at, "mountPropagation"), says)
        if text(mount.get("recursiveReadOnly")) in {"Enabled", "IfPossible"} and propagation in {
            "Bidirectional",
            "HostToContainer",
        }:
            says = "must be None or not be set where recursiveReadOnly is set"
            yield fault("api/conflict", (*at, "mountPropagation"), says)


def _sleep_faults(container: JsonObject, place: Tokens, spec: JsonObject) -> Iterator[Fault]:
    grace = spec.get("terminationGracePeriodSeconds")
    longest = grace if isinstance(grace, int) else _DEFAULT_GRACE_PERIOD
    longest = 1 if longest < 0 else longest  # what the server makes of it
    for hook in ("postStart", "preStop"):
        sleep = mapping(mapping(mapping(container.get("lifecycle")).get(hook)).get("sleep"))
        seconds = sleep.get("seconds")
        if isinstance(seconds, int) and not 0 <= seconds <= longest:
            says = f"is {seconds}, must be between 0 and terminationGracePeriodSeconds ({longest})"
            yield fault("api/range", (*place, "lifecycle", hook, "sleep", "seconds"), says)
