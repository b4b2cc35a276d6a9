"""An Argo CD Application to render, wherever it was declared."""

from __future__ import annotations

from dataclasses import dataclass

from gate.discover.expand.home import shown
from gate.discover.expand.places import place_below
from gate.discover.expand.surroundings import Declaring, Surroundings
from gate.model.finding import Location
from gate.model.json import JsonObject
from gate.model.rule import Rule
from gate.model.target import PlainSource, Target
from gate.sources.argocd import ArgoSource, Destination, destination_of


@dataclass(frozen=True, slots=True)
class Application:
    """An Application to render, declared as an object or made by an ApplicationSet.

    declaring: the object that stands in the repository; its name is the Application's as a target.
    pointer: where in that object the spec stands.
    """

    declaring: Declaring
    name: str
    namespace: str
    spec: JsonObject
    pointer: str = "/spec"

    @property
    def destination(self) -> Destination:
        return destination_of(self.spec)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a source cannot be rendered. rule: None where it lies outside the repository.

    location: where in a file of the repository that shows, None for the pointer into what declares it.
    """

    rule: Rule | None
    pointer: str
    message: str
    location: Location | None = None


def elsewhere(source: ArgoSource, folder: str, around: Surroundings) -> str:
    """Why a source is not what is looked at, "" when it is or has to be taken for it."""
    there = folder != "." and around.tree.is_folder(folder)
    url = source.repo_url
    if not around.home.is_address(url) and not (there and around.home.may_be_address(url)):
        return f"built from outside the repository: {shown(url) or 'no repoURL'}"
    if not around.home.is_branch(source.revision):
        return f"built from another revision of this repository: {source.revision}"
    return ""


def target_of(
    application: Application, source: ArgoSource, around: Surroundings, closure: tuple[str, ...]
) -> Target:
    """A target with all but its kind and source."""
    destination, named = application.destination, "chart" if source.chart else "path"
    path = application.declaring.path if source.chart else source.path
    where = place_below(application.declaring, path, around.settings, destination.cluster)
    return Target(
        name=application.declaring.name,
        kind="plain",
        path=path,
        source=PlainSource(()),
        environment=where.environment,
        cluster=where.cluster,
        closure=closure,
        reason=f"declared by {application.declaring.resource.id}",
        kubernetes_versions=around.versions,
        declared_by=application.declaring.at(f"{application.pointer}{source.pointer}/{named}"),
        namespace=destination.namespace,
    )
