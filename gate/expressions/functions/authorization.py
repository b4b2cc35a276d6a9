"""The authorizer: its calls type-check, but only a cluster knows what it decides."""

from __future__ import annotations

from typing import NoReturn

from gate.expressions.faults import UnknowableError
from gate.expressions.types import Value

_METHODS = {
    "Authorizer": ("path", "group", "serviceAccount"),
    "GroupCheck": ("resource",),
    "ResourceCheck": ("subresource", "namespace", "name", "fieldSelector", "labelSelector", "check"),
    "PathCheck": ("check",),
    "Decision": ("errored", "error", "allowed", "reason"),
}


def _unknown(*_: Value) -> NoReturn:
    raise UnknowableError("what the authorizer decides")


IMPLEMENTATIONS = {
    f"kubernetes.authorization.{name}.{method}": _unknown
    for name, methods in _METHODS.items()
    for method in methods
}
