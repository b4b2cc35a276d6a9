"""What the API server says of the CEL selectors of DeviceClasses and ResourceClaims.

Source: validateCELSelector in pkg/apis/resource/validation/validation.go of Kubernetes, and newCompiler in
cel/compile.go of k8s.io/dynamic-resource-allocation.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from gate.expressions import CompileFault, Environment
from gate.expressions.types import BOOL, DYN, QUANTITY, STRING, MapOf, Named, ObjectOf, written
from gate.model.json import JsonObject, pointer_of
from gate.validate.explain import Fault
from gate.validate.versions import age
from gate.validate.walking import Path, found_at
from gate.validate.wording import dotted

_DEVICE = ObjectOf({"driver": STRING, "attributes": MapOf(MapOf(DYN)), "capacity": MapOf(MapOf(QUANTITY))})
_FITTING = (BOOL, DYN, Named("any"))
_SELECTORS: tuple[Path, ...] = (
    ("selectors", "*"),
    ("exactly", "selectors", "*"),
    ("firstAvailable", "*", "selectors", "*"),
)
_REQUESTS: Path = ("devices", "requests", "*")
_PLACES: dict[str, tuple[Path, ...]] = {
    "DeviceClass": (("spec", "selectors", "*"),),
    "ResourceClaim": tuple(("spec", *_REQUESTS, *path) for path in _SELECTORS),
    "ResourceClaimTemplate": tuple(("spec", "spec", *_REQUESTS, *path) for path in _SELECTORS),
}
_MORE_IS_KNOWN = ("cel.bind", "allowMultipleAllocations")
"""What the server's selectors may say beyond the expressions of other kinds."""
_WITH_VERSIONS = "1.34"
"""The first version in which every expression may compare versions; selectors always may."""


def selector_faults(kind: str, body: JsonObject, kubernetes: str) -> Iterator[Fault]:
    """Selectors that do not compile, and those whose value is no boolean, of a kind of `resource.k8s.io`."""
    for path in _PLACES.get(kind, ()):
        for place, expression in found_at(body, (*path, "cel", "expression")):
            if isinstance(expression, str) and expression:
                says, unjudged = _said(expression, kubernetes)
                if says:
                    yield Fault(
                        "api/expression",
                        f"{dotted(place)} {says}",
                        pointer_of(place),
                        "" if unjudged else "Correct the expression; the API server refuses it as it is.",
                        unjudged=unjudged,
                    )


def _said(expression: str, kubernetes: str) -> tuple[str, bool]:
    """What is to be said of an expression, "" for nothing; and whether it could not be judged."""
    result = _environment(max(kubernetes, _WITH_VERSIONS, key=age)).compile(expression)
    if not isinstance(result, CompileFault):
        is_fitting = result.returns in _FITTING
        return ("" if is_fitting else f"must evaluate to bool, not {written(result.returns)}"), False
    further = next((name for name in _MORE_IS_KNOWN if name in expression), "")
    if further or result.unjudgeable:
        return f"is not judged: {f'it has {further}' if further else result}", True
    return f"is refused: {result}", False


@cache
def _environment(kubernetes: str) -> Environment:
    return Environment({"device": _DEVICE}, kubernetes)
