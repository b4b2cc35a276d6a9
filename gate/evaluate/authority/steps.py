"""The table of steps beside this module, typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources
from itertools import product
from typing import TypeAlias

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text


class Named(Enum):
    """What a rule with resourceNames gives of a need; `steps.yaml` says what each means."""

    NOTHING = ""
    ANY = "any"
    GAIN = "gain"
    OWN = "own"


class Gain(Enum):
    """Whom a step leads to; `steps.yaml` says what each means."""

    CLUSTER = "cluster"
    ACCOUNTS = "accounts"
    WORKLOADS = "workloads"
    PODS = "pods"
    TOKENS = "tokens"
    NODES = "nodes"
    USERS = "users"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """One permission that a step needs, the same one for all steps that need it.

    `steps.yaml` says what each part means. named: a set holds the names that are enough.
    """

    group: str
    resource: str
    verbs: tuple[str, ...]
    cluster: bool
    named: Named | frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A way from one authority to another; `steps.yaml` says what each part means."""

    order: int
    needs: tuple[Need, ...]
    gains: Gain
    how: str
    node: bool
    unrestricted: bool


Table: TypeAlias = tuple[Step, ...]


@cache
def steps() -> Table:
    """Every step, in the order of the table."""
    source = resources.files("gate.evaluate.authority").joinpath("steps.yaml").read_bytes()
    rows = map(mapping, sequence(mapping(read(source)[0].value).get("steps")))
    found = ((row, needs) for row in rows for needs in _needs(row))
    return tuple(_step(order, row, needs) for order, (row, needs) in enumerate(found))


def _step(order: int, row: JsonObject, needs: tuple[Need, ...]) -> Step:
    return Step(
        order,
        needs,
        Gain(row.get("gains")),
        text(row.get("how")),
        node=row.get("node") is True,
        unrestricted=row.get("unrestricted") is True,
    )


def _needs(row: JsonObject) -> Iterator[tuple[Need, ...]]:
    """The needs of a row, once for each choice of a resource."""
    return product(*(tuple(_choices(mapping(need))) for need in sequence(row.get("needs"))))


def _choices(need: JsonObject) -> Iterator[Need]:
    resource = need.get("resource")
    for one in resource if isinstance(resource, list) else [resource]:
        verbs = tuple(map(text, sequence(need.get("verbs"))))
        is_cluster = need.get("cluster") is True
        named = _named(need.get("named"))
        yield _need(text(need.get("group")), text(one), verbs, named, cluster=is_cluster)


@cache
def _need(
    group: str, resource: str, verbs: tuple[str, ...], named: Named | frozenset[str], *, cluster: bool
) -> Need:
    return Need(group, resource, verbs, cluster, named)


def _named(said: JsonValue) -> Named | frozenset[str]:
    return frozenset(map(text, said)) if isinstance(said, list) else Named(text(said))
