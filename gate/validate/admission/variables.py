"""The variables of admission expressions, with their types.

Source: pkg/admission/plugin/cel/compile.go of k8s.io/apiserver.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gate.expressions.types import (
    AUTHORIZER,
    BOOL,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    CelType,
    ListOf,
    MapOf,
    Named,
    ObjectOf,
)

_KIND: Final = ObjectOf({"group": STRING, "version": STRING, "kind": STRING})
_RESOURCE: Final = ObjectOf({"group": STRING, "version": STRING, "resource": STRING})
_USER: Final = ObjectOf(
    {"username": STRING, "uid": STRING, "groups": ListOf(STRING), "extra": MapOf(ListOf(STRING))}
)
REQUEST: Final = ObjectOf(
    {
        "kind": _KIND,
        "resource": _RESOURCE,
        "subResource": STRING,
        "requestKind": _KIND,
        "requestResource": _RESOURCE,
        "requestSubResource": STRING,
        "name": STRING,
        # A reserved word of CEL has two names.
        "namespace": STRING,
        "__namespace__": STRING,
        "operation": STRING,
        "userInfo": _USER,
        "dryRun": BOOL,
        "options": DYN,
    }
)

_CONDITION: Final = ObjectOf(
    {
        "status": STRING,
        "type": STRING,
        "lastTransitionTime": TIMESTAMP,
        "message": STRING,
        "reason": STRING,
    }
)
NAMESPACE: Final = ObjectOf(
    {
        "metadata": ObjectOf(
            {
                "name": STRING,
                "generateName": STRING,
                "namespace": STRING,
                "__namespace__": STRING,
                "labels": MapOf(STRING),
                "annotations": MapOf(STRING),
                "UID": STRING,
                "creationTimestamp": TIMESTAMP,
                "deletionGracePeriodSeconds": INT,
                "deletionTimestamp": TIMESTAMP,
                "generation": INT,
                "resourceVersion": STRING,
                "finalizers": ListOf(STRING),
            }
        ),
        "spec": ObjectOf({"finalizers": ListOf(STRING)}),
        "status": ObjectOf({"conditions": ListOf(_CONDITION), "phase": STRING}),
    }
)

RESOURCE_CHECK: Final = Named("kubernetes.authorization.ResourceCheck")


def declared(
    composed: Mapping[str, CelType] | None, *, params: bool, authorizer: bool = True
) -> dict[str, CelType]:
    """The variables of an expression. composed: the policy's own ones so far, None where there are none."""
    found: dict[str, CelType] = {
        "object": DYN,
        "oldObject": DYN,
        "namespaceObject": NAMESPACE,
        "request": REQUEST,
    }
    if params:
        found["params"] = DYN
    if authorizer:
        found |= {"authorizer": AUTHORIZER, "authorizer.requestResource": RESOURCE_CHECK}
    if composed is not None:
        found["variables"] = ObjectOf(dict(composed))
    return found
