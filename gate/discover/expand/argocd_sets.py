"""Argo CD ApplicationSets -> the targets of the Applications that they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gate.discover.expand.application import Application
from gate.discover.expand.argocd import joined, of_application
from gate.discover.expand.rules import BROKEN_DECLARATION
from gate.discover.expand.surroundings import Declaring, Surroundings
from gate.model.json import JsonObject, mapping
from gate.model.outcome import Outcome
from gate.model.resource import ResourceId
from gate.model.target import Target
from gate.sources.argocd_sets import Reach, applications
from gate.sources.argocd_templates import RefusedError, UnresolvedError
from gate.sources.flux import name_of

TEMPLATE = "/spec/template/spec"


def of_application_set(declaring: Declaring, around: Surroundings) -> Outcome[Target]:
    """The targets of every Application that a set makes; an account where these cannot be known offline."""
    clusters = tuple(
        dict.fromkeys(
            cluster.name for environment in around.settings.environments for cluster in environment.clusters
        )
    )
    reach = Reach(around.tree, _is_home(around), clusters)
    try:
        made = applications(declaring.resource.decode(), reach)
    except RefusedError as error:
        return declaring.fault(BROKEN_DECLARATION, "/spec", f"Argo CD refuses {error}")
    except UnresolvedError as error:
        return declaring.outside(f"Applications that cannot be known offline: {error}")
    if not made:
        return declaring.outside("an ApplicationSet whose generators give nothing")
    return joined(of_application(_application(one, declaring, around), around) for one in made)


def _is_home(around: Surroundings) -> Callable[[str, str], bool]:
    """Whether an address and a revision are what is looked at; a fork's address may be."""
    home = around.home

    def holds(url: str, revision: str) -> bool:
        return (home.is_address(url) or home.may_be_address(url)) and home.is_branch(revision)

    return holds


def _application(made: JsonObject, declaring: Declaring, around: Surroundings) -> Application:
    """A made Application: what is wrong with it is told of the set's template."""
    identity = declaring.resource.id
    namespace = identity.namespace  # whatever the template says
    name = name_of(made) or "(no name)"
    named = around.name(ResourceId(identity.api_version, "Application", namespace, name), declaring.cluster)
    spec = mapping(made.get("spec"))
    return Application(replace(declaring, name=named), name, namespace, spec, TEMPLATE)
