"""Where the values of variables and files come from: divisors of resources, and keys of files.

Source: validateContainerResourceDivisor, validateFileKeyRefVolumes in pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gate.model.json import JsonObject, mapping, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items
from gate.validate.relations.pods import containers_of, pod_spec
from gate.validate.relations.quantities import is_unit, quantity
from gate.validate.wording import Tokens, quoted

_MILLI = Fraction(1, 1000)


def divisor_faults(body: JsonObject) -> Iterator[Fault]:
    """Divisors of resourceFieldRef that the server does not divide by."""
    place, spec = pod_spec(body)
    for at, container in containers_of(spec, place):
        for env_at, variable in items(container.get("env"), (*at, "env")):
            yield from _divisor_faults(mapping(variable.get("valueFrom")), (*env_at, "valueFrom"))
    for at, volume in items(spec.get("volumes"), (*place, "volumes")):
        for file_at, file in _downward_files(volume, at):
            yield from _divisor_faults(file, file_at)


def _downward_files(volume: JsonObject, place: Tokens) -> Iterator[tuple[Tokens, JsonObject]]:
    yield from items(mapping(volume.get("downwardAPI")).get("items"), (*place, "downwardAPI", "items"))
    sources = mapping(volume.get("projected")).get("sources")
    for at, source in items(sources, (*place, "projected", "sources")):
        yield from items(mapping(source.get("downwardAPI")).get("items"), (*at, "downwardAPI", "items"))


def _divisor_faults(holder: JsonObject, place: Tokens) -> Iterator[Fault]:
    selector = mapping(holder.get("resourceFieldRef"))
    resource, divisor = text(selector.get("resource")), selector.get("divisor")
    number = quantity(divisor)
    if not number or "." not in resource:
        return
    here = (*place, "resourceFieldRef", "divisor")
    of_cpu = resource.endswith(".cpu")
    if of_cpu and (number == _MILLI or (number == 1 and is_unit(divisor))):
        return
    if of_cpu:
        yield fault("api/value", here, f"is {quoted(str(divisor))}, must be 1 or 1m for cpu")
    elif not is_unit(divisor):
        units = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi or 1Ei"
        yield fault("api/value", here, f"is {quoted(str(divisor))}, must be {units}")


def file_key_faults(body: JsonObject) -> Iterator[Fault]:
    """Variables that come from a file of something else than an emptyDir of the pod."""
    place, spec = pod_spec(body)
    volumes = {text(volume.get("name")): volume for _, volume in items(spec.get("volumes"), ())}
    for at, container in containers_of(spec, place):
        for env_at, variable in items(container.get("env"), (*at, "env")):
            reference = mapping(mapping(variable.get("valueFrom")).get("fileKeyRef"))
            name = text(reference.get("volumeName"))
            if name and not isinstance(volumes.get(name, {}).get("emptyDir"), dict):
                says = f"is {quoted(name)}, must be the name of an emptyDir volume of the pod"
                yield fault("api/reference", (*env_at, "valueFrom", "fileKeyRef", "volumeName"), says)
