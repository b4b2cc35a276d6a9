"""The schemas of a CustomResourceDefinition: structural, and with defaults that they accept themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from gate.model.json import JsonObject, JsonValue
from gate.validate.crd.nodes import Node, Role, nodes
from gate.validate.crd.openapi import Breach, openapi_breaches, root_breaches
from gate.validate.crd.skeleton import incomplete, skeleton_breaches

Refusal: TypeAlias = Callable[[JsonValue, JsonObject], str]
"""Why a schema's node does not accept a value, "" when it does."""


def schema_breaches(root: JsonObject, refusal: Refusal, *, has_status: bool) -> Iterator[Breach]:
    """What the API server refuses in the schema of a version, in the order of the schema.

    Defaults are judged only where the schema itself is right, as the server does. has_status: the version has
    the status subresource.
    """
    found = [*root_breaches(root, has_status=has_status), *incomplete(root)]
    every = list(nodes(root))
    for node in every:
        found += dict.fromkeys((*openapi_breaches(node), *skeleton_breaches(node)))
    yield from found
    if not found:
        for node in every:
            yield from _default_breaches(node, refusal)


def _default_breaches(node: Node, refusal: Refusal) -> Iterator[Breach]:
    """A default that its own schema refuses; those in a resource's own fields are another matter."""
    default = node.schema.get("default")
    if default is None or node.role is Role.VALUE or node.inside_meta or "additionalProperties" in node.at:
        return
    if why := refusal(default, node.schema):
        yield (*node.at, "default"), f"does not fit its own schema: {why}"
