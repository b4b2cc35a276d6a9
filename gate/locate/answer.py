"""What is answered when a finding's place is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from gate.model.finding import Location, Related


@dataclass(frozen=True, slots=True)
class Answer:
    """A place, and the further places that tell how the value came to be."""

    location: Location | None
    related: tuple[Related, ...] = ()
