"""Keys of labels that an affinity term or a spread constraint adds to its selector, against that selector.

Source: ValidateMatchLabelKeysAndMismatchLabelKeys, ValidateMatchLabelKeysInTopologySpread in
pkg/apis/core/validation/validation.go; applyMatchLabelKeysAndMismatchLabelKeys in pkg/registry/core/pod.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items
from gate.validate.relations.pods import pod_spec
from gate.validate.wording import Tokens, quoted

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def affinity_key_faults(body: JsonObject) -> Iterator[Fault]:
    """The keys of the affinity terms of the pod that a resource is or makes."""
    place, spec = pod_spec(body)
    labels = _labels(body)
    for kind in ("podAffinity", "podAntiAffinity"):
        affinity, here = mapping(mapping(spec.get("affinity")).get(kind)), (*place, "affinity", kind)
        for at, term in items(affinity.get(_REQUIRED), (*here, _REQUIRED)):
            yield from _term_faults(term, at, labels)
        for at, weighted in items(affinity.get(_PREFERRED), (*here, _PREFERRED)):
            term = mapping(weighted.get("podAffinityTerm"))
            yield from _term_faults(term, (*at, "podAffinityTerm"), labels)


def spread_key_faults(body: JsonObject) -> Iterator[Fault]:
    """The keys of the spread constraints, which a Pod's own labels are added for."""
    place, spec = pod_spec(body)
    here = (*place, "topologySpreadConstraints")
    for at, constraint in items(spec.get("topologySpreadConstraints"), here):
        yield from _selected_twice(constraint, at, _labels(body))


def unmerged_spread_key_faults(body: JsonObject) -> Iterator[Fault]:
    """The keys of the spread constraints, before they were added to the selector."""
    place, spec = pod_spec(body)
    here = (*place, "topologySpreadConstraints")
    for at, constraint in items(spec.get("topologySpreadConstraints"), here):
        selector = mapping(constraint.get("labelSelector"))
        used = {*mapping(selector.get("matchLabels")), *_expression_keys(selector)}
        for index, key in enumerate(sequence(constraint.get("matchLabelKeys"))):
            if key in used:
                yield _twice((*at, "matchLabelKeys", index), text(key))


def _labels(body: JsonObject) -> JsonObject:
    """The labels that the server adds to selectors: those of a Pod; a template's are left to its pods."""
    return mapping(mapping(body.get("metadata")).get("labels")) if body.get("kind") == "Pod" else {}


def _term_faults(term: JsonObject, place: Tokens, labels: JsonObject) -> Iterator[Fault]:
    others = sequence(term.get("mismatchLabelKeys"))
    for index, key in enumerate(sequence(term.get("matchLabelKeys"))):
        if key in others:
            says = f"is {quoted(text(key))}, must not be one of mismatchLabelKeys as well"
            yield fault("api/conflict", (*place, "matchLabelKeys", index), says)
    yield from _selected_twice(term, place, labels)


def _selected_twice(holder: JsonObject, place: Tokens, labels: JsonObject) -> Iterator[Fault]:
    """Keys that the selector asks for already, and in an expression as well."""
    selector = mapping(holder.get("labelSelector"))
    if not isinstance(holder.get("labelSelector"), dict):
        return
    keys = [key for key in sequence(holder.get("matchLabelKeys")) if isinstance(key, str)]
    seen = set(mapping(selector.get("matchLabels")))
    for key in (*_expression_keys(selector), *(key for key in keys if key in labels)):
        if key in seen and key in keys:
            yield _twice((*place, "matchLabelKeys", keys.index(key)), key)
        seen.add(key)


def _expression_keys(selector: JsonObject) -> list[str]:
    return [text(one.get("key")) for _, one in items(selector.get("matchExpressions"), ())]


def _twice(place: Tokens, key: str) -> Fault:
    return fault("api/conflict", place, f"is {quoted(key)}, must not be a key of labelSelector as well")
