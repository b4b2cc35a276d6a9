"""Which questions are asked of each item of a cluster: one line a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from gate.model.inventory import Item
from gate.validate.references.existence import missing
from gate.validate.references.saying import Said
from gate.validate.references.selectors import unmatched, unnamed_ports
from gate.validate.references.surroundings import Surroundings

Question: TypeAlias = Callable[[Item, Surroundings], Iterator[Said]]

OF_ITEMS: tuple[Question, ...] = (missing, unmatched, unnamed_ports)
