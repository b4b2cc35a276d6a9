"""Which relations are asked of which kind: one line a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from gate.model.json import JsonObject
from gate.validate.explain import Fault

Relation: TypeAlias = Callable[[JsonObject], Iterator[Fault]]

RELATIONS: dict[tuple[str, str], tuple[Relation, ...]] = {}
