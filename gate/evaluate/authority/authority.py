"""Who can do what in a cluster: roles, bindings and inhabitants joined into a graph of steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gate.evaluate.authority.bindings import Grants
from gate.evaluate.authority.population import Population
from gate.evaluate.authority.powers import Power, Powers
from gate.evaluate.authority.reach import Members, Reach, reach_of
from gate.evaluate.authority.roles import Roles
from gate.evaluate.authority.scene import Placed
from gate.evaluate.authority.subjects import Subject


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """A power, and those whom it leads to."""

    power: Power
    reach: Reach


@dataclass(frozen=True, slots=True, eq=False)
class Authority:
    """The graph of a cluster.

    edges: of everybody who is there or whom a binding names, sorted; those of the groups that somebody is in
    are the groups'.
    """

    edges: Mapping[Subject, Sequence[Edge]]
    members: Members
    population: Population

    def of(self, subject: Subject) -> Iterator[Edge]:
        """Everything that a subject can do by itself and by its groups."""
        for one in (subject, *subject.groups):
            yield from self.edges.get(one, ())


def authority_of(placed: Sequence[Placed]) -> Authority:
    """The graph of a cluster's resources."""
    grants = Grants(placed, Roles(placed))
    population = Population(placed, grants.subjects)
    powers = Powers()
    edges = {
        subject: tuple(
            Edge(power, reach_of(power)) for power in powers.of(grants.own(subject), grants.shared(subject))
        )
        for subject in sorted({*grants.subjects, *population.accounts})
    }
    return Authority(edges, Members(population), population)
