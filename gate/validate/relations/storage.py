"""What claims, volumes and storage classes say against themselves (pkg/apis/core and storage/validation).

What is asked of claims is no constraint of the type: a StatefulSet's volumeClaimTemplates have it too and are
not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.forms import form_faults
from gate.validate.relations.places import fault, items, repeated_field
from gate.validate.relations.quantities import quantity
from gate.validate.wording import Tokens, dotted, quoted

_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_ALONE = "ReadWriteOncePod"
_CLAIM = "PersistentVolumeClaim"
_KEPT_SOURCES = frozenset({("", _CLAIM), ("snapshot.storage.k8s.io", "VolumeSnapshot")})
_LONGEST_PORTAL = 64
_MOST_PARAMETER_BYTES = 256 * 1024


def claim_faults(body: JsonObject) -> Iterator[Fault]:
    """Access modes, volume mode, storage, class and data sources of a PersistentVolumeClaim."""
    spec = mapping(body.get("spec"))
    yield from _access_mode_faults(spec.get("accessModes"))
    mode = spec.get("volumeMode")
    if isinstance(mode, str) and mode not in {"Filesystem", "Block"}:
        yield fault("api/value", ("spec", "volumeMode"), f"is {quoted(mode)}, must be Filesystem or Block")
    yield from _storage_faults(mapping(mapping(spec.get("resources")).get("requests")).get("storage"))
    yield from form_faults(
        spec.get("storageClassName"), "dns-subdomain-or-empty", ("spec", "storageClassName")
    )
    yield from _source_faults(spec)


def attributes_class_faults(body: JsonObject) -> Iterator[Fault]:
    """The name of a claim's VolumeAttributesClass."""
    field = "volumeAttributesClassName"
    yield from form_faults(mapping(body.get("spec")).get(field), "dns-subdomain-or-empty", ("spec", field))


def volume_faults(body: JsonObject) -> Iterator[Fault]:
    """The capacity of a PersistentVolume, and its name beside an iSCSI portal."""
    spec = mapping(body.get("spec"))
    storage = mapping(spec.get("capacity")).get("storage")
    size = quantity(storage)
    if size is not None and size <= 0:
        yield fault("api/range", ("spec", "capacity", "storage"), f"is {storage}, must be more than 0")
    iscsi = mapping(spec.get("iscsi"))
    named = f"{text(mapping(body.get('metadata')).get('name'))}:{text(iscsi.get('targetPortal'))}"
    if iscsi.get("initiatorName") is not None and len(named.encode()) > _LONGEST_PORTAL:
        says = f"must have at most {_LONGEST_PORTAL} bytes together with the volume's name"
        yield fault("api/range", ("spec", "iscsi", "targetPortal"), says)


def storage_class_faults(body: JsonObject) -> Iterator[Fault]:
    """The labels of each topology of a StorageClass, topologies that are the same, and large parameters."""
    yield from parameter_faults(body)
    seen: list[dict[str, frozenset[str]]] = []
    for at, term in items(body.get("allowedTopologies"), ("allowedTopologies",)):
        place = (*at, "matchLabelExpressions")
        labels = term.get("matchLabelExpressions")
        yield from repeated_field(labels, place, "key")
        topology = {
            text(label.get("key")): frozenset(map(text, sequence(label.get("values"))))
            for _, label in items(labels, place)
        }
        if topology in seen or not topology:
            says = "must not be empty" if not topology else "say what a topology before them says"
            yield fault("api/duplicate", place, says, "Remove the item.")
        seen.append(topology)


def parameter_faults(body: JsonObject) -> Iterator[Fault]:
    """Parameters of a StorageClass or VolumeAttributesClass beyond 256 KiB."""
    parameters = mapping(body.get("parameters"))
    size = sum(
        len(part.encode("utf-8", "replace")) for key in parameters for part in (key, text(parameters[key]))
    )
    if size > _MOST_PARAMETER_BYTES:
        says = f"hold {size} bytes, must hold at most {_MOST_PARAMETER_BYTES} (256 KiB)"
        yield fault("api/range", ("parameters",), says)


def csi_driver_faults(body: JsonObject) -> Iterator[Fault]:
    """Audiences that a CSIDriver asks a token for twice; no audience is one too."""
    seen: dict[str, Tokens] = {}
    place = ("spec", "tokenRequests")
    for at, request in items(mapping(body.get("spec")).get("tokenRequests"), place):
        audience = text(request.get("audience"))
        if audience in seen:
            says = f"has the audience {quoted(audience)} again, as {dotted(seen[audience])}"
            yield fault("api/duplicate", at, says)
        seen.setdefault(audience, at)


def csi_node_faults(body: JsonObject) -> Iterator[Fault]:
    """Drivers that a CSINode lists twice."""
    yield from repeated_field(mapping(body.get("spec")).get("drivers"), ("spec", "drivers"), "name")


def capacity_faults(body: JsonObject) -> Iterator[Fault]:
    """The amount of a CSIStorageCapacity."""
    amount = quantity(body.get("capacity"))
    if amount is not None and amount < 0:
        yield fault("api/range", ("capacity",), f"is {body['capacity']}, must be 0 or more")


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


def _source_faults(spec: JsonObject) -> Iterator[Fault]:
    """Faults of dataSource and dataSourceRef.

    The server takes each for the other when only one is set, and drops a dataSource alone that is neither a
    claim nor a snapshot.
    """
    source, reference = (spec.get(field) for field in ("dataSource", "dataSourceRef"))
    if isinstance(reference, dict):
        yield from _reference_faults(reference, ("spec", "dataSourceRef"))
    if not isinstance(source, dict):
        return
    if not isinstance(reference, dict):
        if _identity(source)[:2] in _KEPT_SOURCES:
            yield from _reference_faults(source, ("spec", "dataSource"))
    elif _identity(source) != _identity(reference) or source.get("apiGroup") != reference.get("apiGroup"):
        yield fault(
            "api/conflict", ("spec", "dataSource"), "must be what dataSourceRef is", "Remove dataSource."
        )


def _identity(source: JsonObject) -> tuple[str, str, str]:
    return text(source.get("apiGroup")), text(source.get("kind")), text(source.get("name"))


def _reference_faults(reference: JsonObject, place: Tokens) -> Iterator[Fault]:
    for field in ("kind", "name"):
        if reference.get(field) == "":
            yield fault("api/required", (*place, field), "must not be empty")
    group, kind, _ = _identity(reference)
    if not group and kind not in ("", _CLAIM):
        says = f"is {quoted(kind)}, must be {_CLAIM} where there is no apiGroup"
        yield fault("api/value", (*place, "kind"), says, "Set apiGroup.")
    yield from form_faults(group, "dns-subdomain-or-empty", (*place, "apiGroup"))
