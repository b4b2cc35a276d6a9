"""Claims of devices: each once in the pod, and those of containers among the pod's.

Source: validatePodResourceClaims and validateResourceClaimNames in pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items, repeated_field
from gate.validate.relations.pods import containers_of, pod_spec
from gate.validate.wording import Tokens, quoted


def resource_claim_faults(body: JsonObject) -> Iterator[Fault]:
    """The faults of the claims of the pod that a resource is or makes."""
    place, spec = pod_spec(body)
    yield from repeated_field(spec.get("resourceClaims"), (*place, "resourceClaims"), "name")
    known = {text(claim.get("name")) for _, claim in items(spec.get("resourceClaims"), ())}
    for at, container in containers_of(spec, place):
        claims = mapping(container.get("resources")).get("claims")
        yield from _used_faults(list(items(claims, (*at, "resources", "claims"))), known)


def _used_faults(claims: list[tuple[Tokens, JsonObject]], known: set[str]) -> Iterator[Fault]:
    """Claims of one container. A claim without a request stands for all of its requests."""
    seen: dict[str, set[str]] = {}
    for at, claim in claims:
        name, request = text(claim.get("name")), text(claim.get("request"))
        if not name:
            continue
        if name not in known:
            says = f"is {quoted(name)}, must be one of the names in the pod's resourceClaims"
            yield fault("api/reference", (*at, "name"), says)
        requests = seen.setdefault(name, set())
        if requests and (not request or {request, ""} & requests):
            yield fault("api/duplicate", at, f"asks for the claim {quoted(name)} again")
        requests.add(request)
