"""What the server asks of claims (pkg/apis/core/validation, ValidatePersistentVolumeClaimSpec).

These are not constraints of the type, as a StatefulSet's volumeClaimTemplates have it too and are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, mapping, sequence
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, repeated_field
from gate.validate.relations.quantities import quantity
from gate.validate.wording import quoted

_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_ALONE = "ReadWriteOncePod"


def claim_faults(body: JsonObject) -> Iterator[Fault]:
    """Access modes, volume mode and storage of a PersistentVolumeClaim."""
    spec = mapping(body.get("spec"))
    yield from _access_mode_faults(spec.get("accessModes"))
    mode = spec.get("volumeMode")
    if isinstance(mode, str) and mode not in {"Filesystem", "Block"}:
        yield fault("api/value", ("spec", "volumeMode"), f"is {quoted(mode)}, must be Filesystem or Block")
    yield from _storage_faults(mapping(mapping(spec.get("resources")).get("requests")).get("storage"))


def volume_faults(body: JsonObject) -> Iterator[Fault]:
    """The capacity of a PersistentVolume."""
    storage = mapping(mapping(body.get("spec")).get("capacity")).get("storage")
    size = quantity(storage)
    if size is not None and size <= 0:
        yield fault("api/range", ("spec", "capacity", "storage"), f"is {storage}, must be more than 0")


def storage_class_faults(body: JsonObject) -> Iterator[Fault]:
    """The labels of each topology of a StorageClass."""
    for index, term in enumerate(sequence(body.get("allowedTopologies"))):
        place = ("allowedTopologies", index, "matchLabelExpressions")
        yield from repeated_field(mapping(term).get("matchLabelExpressions"), place, "key")


def _access_mode_faults(value: JsonValue) -> Iterator[Fault]:
    place = ("spec", "accessModes")
    if value is not None and not isinstance(value, list):
        return
    modes = sequence(value)
    if not modes:
        yield fault("api/required", place, "must have at least one access mode", "Set accessModes.")
    for index, mode in enumerate(modes):
        if isinstance(mode, str) and mode not in _MODES:
            says = f"is {quoted(mode)}, must be one of {', '.join(_MODES)}"
            yield fault("api/value", (*place, index), says)
    if _ALONE in modes and any(mode != _ALONE for mode in modes):
        yield fault("api/conflict", place, f"must not combine {_ALONE} with other access modes")


def _storage_faults(storage: JsonValue) -> Iterator[Fault]:
    place = ("spec", "resources", "requests", "storage")
    if storage is None:
        yield fault("api/required", place, "must be set", "Set spec.resources.requests.storage.")
        return
    size = quantity(storage)
    if size is not None and size <= 0:
        yield fault("api/range", place, f"is {storage}, must be more than 0")
