"""What the volumes of a pod say of each other and of their pod.

Source: ValidateVolumes and validateProjectionSources in pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items, repeated
from gate.validate.relations.pods import pod_spec
from gate.validate.wording import Tokens, quoted

_LONGEST_NAME = 253
_LONGEST_PORTAL = 64
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_OF_ITEMS = ("secret", "configMap", "downwardAPI")


def pod_volume_faults(body: JsonObject) -> Iterator[Fault]:
    """The faults of the volumes of the pod that a resource is or makes."""
    place, spec = pod_spec(body)
    volumes = list(items(spec.get("volumes"), (*place, "volumes")))
    for at, volume in volumes:
        yield from repeated(_paths(mapping(volume.get("projected")), (*at, "projected")))
        yield from _portal_faults(volume, at)
    if body.get("kind") == "Pod":
        yield from _claim_faults(volumes, text(mapping(body.get("metadata")).get("name")))


def _paths(projected: JsonObject, place: Tokens) -> Iterator[tuple[Tokens, str]]:
    """Each path that a projected volume writes to, but for those of service account tokens."""
    for at, source in items(projected.get("sources"), (*place, "sources")):
        for kind in _OF_ITEMS:
            for item_at, item in items(mapping(source.get(kind)).get("items"), (*at, kind, "items")):
                yield (*item_at, "path"), text(item.get("path"))


def _portal_faults(volume: JsonObject, place: Tokens) -> Iterator[Fault]:
    iscsi = mapping(volume.get("iscsi"))
    name = f"{text(volume.get('name'))}:{text(iscsi.get('targetPortal'))}"
    if isinstance(iscsi.get("initiatorName"), str) and len(name) > _LONGEST_PORTAL:
        says = f"must have with the volume's name and a colon at most {_LONGEST_PORTAL} characters"
        yield fault("api/range", (*place, "iscsi", "targetPortal"), says, "Shorten the volume's name.")


def _claim_faults(volumes: list[tuple[Tokens, JsonObject]], pod: str) -> Iterator[Fault]:
    """Claims that the server makes for the ephemeral volumes of a pod: POD-VOLUME."""
    if not pod:
        return
    made = {f"{pod}-{text(one.get('name'))}" for _, one in volumes if isinstance(one.get("ephemeral"), dict)}
    for at, volume in volumes:
        claim = f"{pod}-{text(volume.get('name'))}"
        if claim in made and len(claim) > _LONGEST_NAME and _SUBDOMAIN.fullmatch(claim):
            says = (
                f"must have with the pod's name at most {_LONGEST_NAME} characters, as its claim is named so"
            )
            yield fault("api/name", (*at, "name"), says, "Shorten the volume's name.")
        used = text(mapping(volume.get("persistentVolumeClaim")).get("claimName"))
        if used in made:
            says = f"is {quoted(used)}, must not be the claim of one of the pod's ephemeral volumes"
            yield fault("api/conflict", (*at, "persistentVolumeClaim", "claimName"), says)
