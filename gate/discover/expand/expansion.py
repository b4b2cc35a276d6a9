"""Rendered resources -> the targets that they declare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gate.discover.chart_versions import unpinned_charts
from gate.discover.expand.application import Application
from gate.discover.expand.argocd import joined, of_application
from gate.discover.expand.argocd_sets import of_application_set
from gate.discover.expand.flux import of_kustomization
from gate.discover.expand.flux_releases import of_release
from gate.discover.expand.surroundings import Declaring, Surroundings
from gate.model.json import mapping
from gate.model.outcome import Outcome
from gate.model.resource import Resource
from gate.model.target import Target
from gate.sources.argocd import GROUP as ARGO_GROUP
from gate.sources.flux import HELM_GROUP, KUSTOMIZE_GROUP


def expand(resources: Iterable[Resource], parent: Target, around: Surroundings) -> Outcome[Target]:
    """The targets that the resources of one rendered target declare, in their order.

    findings: declarations that their controller could not follow, each at its field. accounts: what is
    declared and lies outside the repository, by the name that the target would have.
    """
    several = tuple(resources)
    outcome = joined(_expanded(resource, parent, around) for resource in several)
    artifacts = around.chart_artifacts
    unpinned = tuple(one for resource in several for one in unpinned_charts(resource, artifacts))
    return replace(outcome, findings=(*outcome.findings, *unpinned))


def _expanded(resource: Resource, parent: Target, around: Surroundings) -> Outcome[Target]:
    kind = (resource.id.group, resource.id.kind)
    if not resource.id.name:
        return Outcome()
    declaring = Declaring(resource, parent, around.name(resource.id, parent.cluster), parent.cluster)
    if kind == (KUSTOMIZE_GROUP, "Kustomization"):
        return of_kustomization(declaring, around)
    if kind == (HELM_GROUP, "HelmRelease"):
        return of_release(declaring, around)
    if kind == (ARGO_GROUP, "ApplicationSet"):
        return of_application_set(declaring, around)
    if kind == (ARGO_GROUP, "Application"):
        spec = mapping(resource.decode().get("spec"))
        return of_application(Application(declaring, resource.id.name, resource.id.namespace, spec), around)
    return Outcome()
