"""What a stage gave, as bytes and back: the form in which the store keeps it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import orjson

from gate.model.finding import Finding, Location, Related
from gate.model.outcome import Account, Outcome
from gate.model.resource import Provenance, Resource, ResourceId

FORM = "1"
"""Changes when the form of a record does, so that no version reads what another one wrote."""


def packed(outcome: Outcome[Resource]) -> bytes:
    """Resources, findings and accounts in one record."""
    bodies = b"".join(resource.body for resource in outcome.values)
    head = {
        "resources": [_of_resource(resource) for resource in outcome.values],
        "findings": outcome.findings,
        "accounts": outcome.accounts,
    }
    return orjson.dumps(head) + b"\n" + bodies


def unpacked(record: bytes) -> Outcome[Resource]:
    """The outcome that a record was made from."""
    head, _, bodies = record.partition(b"\n")
    fields = orjson.loads(head)
    return Outcome(
        tuple(_resources(fields["resources"], bodies)),
        tuple(_finding(one) for one in fields["findings"]),
        tuple(Account(**one) for one in fields["accounts"]),
    )


def _of_resource(resource: Resource) -> list[Any]:
    """All but the body, of which only the size; as a list, for there are many."""
    return [
        dataclasses.astuple(resource.id),
        resource.index,
        len(resource.body),
        dataclasses.astuple(resource.provenance),
        resource.kubernetes_versions,
        resource.unknown,
    ]


def _resources(lists: Sequence[list[Any]], bodies: bytes) -> list[Resource]:
    resources: list[Resource] = []
    begin = 0
    for identity, index, size, provenance, versions, unknown in lists:
        resources.append(
            Resource(
                id=ResourceId(*identity),
                index=index,
                body=bodies[begin : begin + size],
                provenance=Provenance(*provenance),
                kubernetes_versions=tuple(versions),
                unknown=tuple(unknown),
            )
        )
        begin += size
    return resources


def _finding(fields: dict[str, Any]) -> Finding:
    identity, provenance, location = fields["resource"], fields["provenance"], fields["location"]
    return Finding(
        **{
            **fields,
            "resource": ResourceId(**identity) if identity else None,
            "provenance": Provenance(**provenance) if provenance else None,
            "location": Location(**location) if location else None,
            "related": tuple(
                Related(Location(**one["location"]), one["message"]) for one in fields["related"]
            ),
            "kubernetes_versions": tuple(fields["kubernetes_versions"]),
        }
    )


def _related(fields: dict[str, Any]) -> Related:
    return Related(Location(**fields["location"]), fields["message"])
