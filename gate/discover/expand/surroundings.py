"""What expansion knows beside the object that it expands."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from gate.config.settings import Settings
from gate.discover.expand.home import Home
from gate.discover.expand.known import Known
from gate.model.finding import Finding, Location
from gate.model.json import mapping, text
from gate.model.outcome import Account, Outcome
from gate.model.resource import Resource, ResourceId
from gate.model.rule import Rule
from gate.model.target import Declaration, Target
from gate.model.tree import Tree
from gate.sources.flux import name_of
from gate.sources.flux_folder import IgnoreRule, ignore_rules
from gate.sources.helm_fetched import FetchedCharts
from gate.sources.kustomization import Closures

NO_CHARTS = FetchedCharts()


class Surroundings:
    """One tree and all that is known of it; built once a run, and learns from what is rendered.

    home: which addresses and branches are this repository. closures: those of the tree, to be shared with
    discovery. charts: those that the command line supplies for what lies elsewhere.
    """

    def __init__(
        self,
        tree: Tree,
        settings: Settings,
        versions: tuple[str, ...],
        home: Home,
        closures: Closures | None = None,
        charts: FetchedCharts = NO_CHARTS,
    ) -> None:
        self.tree = tree
        self.settings = settings
        self.versions = versions
        self.home = home
        self.closures = closures or Closures(tree)
        self.charts = charts
        self.known = Known(tree)

    def learn(self, resources: Iterable[Resource], cluster: str = "") -> None:
        """Take in what a target of a cluster renders, for others that refer to it."""
        self.known.learn(resources, cluster)

    @cached_property
    def ignores(self) -> tuple[IgnoreRule, ...]:
        """The files that Flux leaves out of an artifact of this repository."""
        return ignore_rules(self.tree)

    @cached_property
    def chart_artifacts(self) -> frozenset[str]:
        """The names of the OCIRepositories that HelmReleases take for charts."""
        specs = (mapping(written.body.get("spec")) for written in self.known.declaring)
        references = (mapping(spec.get("chartRef")) for spec in specs)
        return frozenset(text(one.get("name")) for one in references if one.get("kind") == "OCIRepository")

    @cached_property
    def _counts(self) -> Counter[tuple[str, str]]:
        declaring = (written.body for written in self.known.declaring)
        return Counter((text(body.get("kind")), name_of(body)) for body in declaring)

    def name(self, resource: ResourceId, cluster: str) -> str:
        """A target's name for what declares it; with the cluster where more than one object has the name."""
        name = "/".join((resource.kind, resource.namespace or "default", resource.name))
        several = self._counts[resource.kind, resource.name] > 1
        return f"{name}@{cluster}" if several and cluster else name


@dataclass(frozen=True, slots=True)
class Declaring:
    """An object that declares, and the target that renders it."""

    resource: Resource
    parent: Target
    name: str
    cluster: str

    @property
    def path(self) -> str:
        """The file that stands for what is declared where nothing else in the repository does."""
        return self.resource.provenance.path or self.parent.path

    def at(self, pointer: str) -> Declaration:
        return Declaration(self.resource.id, self.resource.provenance, pointer)

    def fault(
        self,
        rule: Rule,
        pointer: str,
        message: str,
        location: Location | None = None,
        *,
        unjudged: bool = True,
    ) -> Outcome[Target]:
        """The outcome where the repository's own content keeps the target from being rendered.

        location: where in another file that shows. unjudged: whether it does keep it.
        """
        finding = Finding(
            rule=rule.id,
            severity="error",
            message=message,
            target=self.resource.target,
            resource=self.resource.id,
            provenance=self.resource.provenance,
            pointer=pointer,
            unjudged=unjudged,
            remedy=rule.remediation,
            location=location,
        )
        return Outcome(findings=(finding,))

    def outside(self, reason: str) -> Outcome[Target]:
        """The outcome where what is declared cannot be had here."""
        return Outcome(accounts=(Account(self.name, reason),))


def clamped(path: str) -> str:
    """A path below a root whatever it says, as filepath-securejoin has it: `..` and `/` stop at the root."""
    return posixpath.normpath("/" + path).lstrip("/") or "."
