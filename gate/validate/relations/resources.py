"""Requests and limits of a container: names, amounts, and requests against limits.

Source: validateResourceRequirements in pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from gate.model.json import JsonObject, JsonValue, mapping
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.relations.quantities import quantity
from gate.validate.wording import Tokens, quoted

_STANDARD = frozenset({"cpu", "memory", "ephemeral-storage"})
_HUGE = "hugepages-"
_EXTENDED = re.compile(
    r"(?!requests\.)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
    r"/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
)
_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")


def resource_faults(resources: JsonObject, place: Tokens) -> Iterator[Fault]:
    """The faults of one container's requests and limits."""
    limits, requests = mapping(resources.get("limits")), mapping(resources.get("requests"))
    for kind, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            yield from _amount_faults(name, amount, (*place, kind, name))
    for name, amount in requests.items():
        yield from _request_faults(name, amount, limits, place)
    yield from _page_faults({*limits, *requests}, place)


def overhead_faults(amounts: JsonObject, place: Tokens) -> Iterator[Fault]:
    """The faults of what a pod takes beside its containers, which are those of limits."""
    for name, amount in amounts.items():
        yield from _amount_faults(name, amount, (*place, name))
    yield from _page_faults(set(amounts), place)


def _page_faults(names: set[str], place: Tokens) -> Iterator[Fault]:
    if any(name.startswith(_HUGE) for name in names) and not names & {"cpu", "memory"}:
        yield fault("api/required", place, "must set cpu or memory along with huge pages")


def _amount_faults(name: str, amount: JsonValue, place: Tokens) -> Iterator[Fault]:
    if not is_of_containers(name):
        says = (
            "is not a resource of containers, must be cpu, memory, ephemeral-storage, hugepages-SIZE or "
            "an extended resource such as example.com/gpu"
        )
        yield fault("api/name", place, says, "Correct the name.")
        return
    number = quantity(amount)
    if number is None:
        return
    if number < 0:
        yield fault("api/range", place, f"is {_shown(amount)}, must not be negative")
    elif _is_extended(name) and number.denominator != 1:
        yield fault("api/format", place, f"is {_shown(amount)}, must be an integer for extended resources")
    elif name.startswith(_HUGE) and not _fits_pages(number, name):
        yield fault("api/range", place, f"is {_shown(amount)}, must be a multiple of the page size")


def _request_faults(name: str, amount: JsonValue, limits: JsonObject, place: Tokens) -> Iterator[Fault]:
    if not is_of_containers(name):
        return
    here = (*place, "requests", name)
    exact = _is_extended(name) or name.startswith(_HUGE)
    if name not in limits:
        if exact:
            yield fault("api/required", here, "must have the same amount in limits", "Set the limit as well.")
        return
    asked, allowed = quantity(amount), quantity(limits[name] or 0)  # null is 0 there
    if asked is None or allowed is None:
        return
    shown = f"is {_shown(amount)}, must"
    if exact and asked != allowed:
        yield fault("api/conflict", here, f"{shown} equal the limit of {_shown(limits[name] or 0)}")
    elif asked > allowed:
        says = f"{shown} be at most the limit of {_shown(limits[name] or 0)}"
        yield fault("api/conflict", here, says, "Lower the request, or raise the limit.")


def is_of_containers(name: str) -> bool:
    """Whether containers can ask for a resource of this name: cpu, huge pages, an extended resource …"""
    if "/" not in name:
        return name in _STANDARD or (name.startswith(_HUGE) and _NAME.fullmatch(name) is not None)
    return "kubernetes.io/" in name or _is_extended(name)


def _is_extended(name: str) -> bool:
    return "kubernetes.io/" not in name and _EXTENDED.fullmatch(name) is not None


def _fits_pages(number: Fraction, name: str) -> bool:
    size = quantity(name.removeprefix(_HUGE))
    return size is not None and size > 0 and (number / size).denominator == 1


def _shown(amount: JsonValue) -> str:
    return quoted(amount.strip()) if isinstance(amount, str) else str(amount)
