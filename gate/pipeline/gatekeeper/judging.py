"""What Gatekeeper's constraints say of the resources of each cluster.

What the user gives is asked apart from what the clusters are sent, so that nothing rendered switches it off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate import validate
from gate.errors import GateError
from gate.evaluate.gatekeeper import (
    Application,
    Applications,
    NativeSource,
    Refused,
    RegoAnswers,
    Template,
    Violation,
    concerns_gatekeeper,
    is_constraint,
    is_template,
    rego_answers,
)
from gate.model.finding import Finding
from gate.model.json import JsonObject
from gate.model.outcome import Account
from gate.model.resource import Resource
from gate.model.target import Target
from gate.pipeline.admission import given_policies
from gate.pipeline.gatekeeper.clusters import GatekeeperCluster
from gate.pipeline.gatekeeper.native import NativeTemplates
from gate.pipeline.gatekeeper.saying import of_refused, of_unjudgeable, of_unresolved, spoken, with_places
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.pipeline.said import Said
from gate.validate import Catalogue
from gate.validate.admission.evaluating import Budget
from gate.validate.admission.judging import MOST_EVALUATIONS, MOST_WORK

_REFUSING = frozenset({"schema", "api"})


def said_of_gatekeeper(
    results: Sequence[TargetResult],
    said: Said,
    definitions: Sequence[JsonObject],
    request: Request,
    *,
    pinned: bool = False,
) -> Said:
    """What the constraints of each cluster, and those that the user gives, say of its resources.

    said: what was said of each resource by itself; what the server refuses by that meets no webhook.
    pinned: ask the constraints that the run pins, and them alone.
    """
    resources = [resource for result in results for resource in result.resources]
    catalogue = validate.catalogue(request.versions, definitions)
    given, faults_of_given = given_policies(request, catalogue, pinned=pinned)
    refused = _refused(said.findings, resources)
    clusters = list(_clusters(results, given, catalogue, refused, alone=pinned))
    found = [one for cluster in clusters for one in cluster.applications()]
    by_name = {cluster.name: cluster for cluster in clusters}
    templates = list(dict.fromkeys(template for one in found for template in one.templates))
    rego, errors = _rego(templates, found, by_name, request)
    violations = [*rego.violations, *_native(found, by_name, refused)]
    findings, faults = of_refused([*(fault for one in found for fault in one.refused), *_uncompiled(rego)])
    of_templates = dict.fromkeys(_of_templates(rego, found))
    accounts = dict.fromkeys(account for one in found for account in one.accounts)
    accounts |= dict.fromkeys(_unused(templates, found))
    located = with_places(list(spoken(violations)), results, request)
    return Said((*findings, *of_templates, *located), tuple(accounts), (*faults_of_given, *errors, *faults))


def _clusters(
    results: Sequence[TargetResult],
    given: Sequence[Resource],
    catalogue: Catalogue,
    refused: frozenset[Resource],
    *,
    alone: bool,
) -> Iterator[GatekeeperCluster]:
    by_cluster: dict[str, list[Target]] = {}
    for result in results:
        if result.rendered:
            by_cluster.setdefault(result.target.cluster, []).append(result.target)
    resources = [resource for result in results for resource in result.resources]
    faulty = [one for one in refused if is_template(one) or is_constraint(one)]
    for targets in by_cluster.values():
        names = {target.name for target in targets}
        own = [one for one in resources if one.target in names]
        if any(map(concerns_gatekeeper, given if alone else (*given, *own))):
            yield GatekeeperCluster(targets, own, given, catalogue, faulty, alone=alone)


def _refused(findings: Sequence[Finding], resources: Sequence[Resource]) -> frozenset[Resource]:
    """The resources that the server itself refuses."""
    identities = {
        (one.provenance, one.resource)
        for one in findings
        if one.severity == "error" and not one.unjudged and one.rule.partition("/")[0] in _REFUSING
    }
    return frozenset(one for one in resources if (one.provenance, one.id) in identities)


def _rego(
    templates: Sequence[Template],
    found: Sequence[Applications],
    clusters: dict[str, GatekeeperCluster],
    request: Request,
) -> tuple[RegoAnswers, tuple[GateError, ...]]:
    """An engine that fails is a fault of the set-up and hides nothing of what the others say."""

    def inventory(cluster: str) -> JsonObject:
        return clusters[cluster].inventory()

    asked = [application for one in found for application in one.values]
    opa = request.toolbox.opa
    try:
        return rego_answers(templates, asked, inventory, request.engine, opa.program if opa else ""), ()
    except GateError as error:
        return RegoAnswers(), (error,)


def _native(
    found: Sequence[Applications], clusters: dict[str, GatekeeperCluster], refused: frozenset[Resource]
) -> Iterator[Violation]:
    """What the templates in CEL say, resource by resource: what they are shown of one is made once."""
    budget = Budget(MOST_EVALUATIONS, MOST_WORK)
    asked: dict[str, dict[Resource, list[Application]]] = {}
    for application in (application for one in found for application in one.values):
        if isinstance(application.template.source, NativeSource):
            of_cluster = asked.setdefault(application.cluster, {})
            for subject in application.subjects:
                if subject.resource not in refused:
                    of_cluster.setdefault(subject.resource, []).append(application)
    for name, resources in asked.items():
        cluster = clusters[name]
        templates = NativeTemplates(cluster.cluster, cluster.kubernetes, budget)
        for resource, applications in resources.items():
            for application in applications:
                yield from templates.violations(application, cluster.requests[resource])


def _uncompiled(rego: RegoAnswers) -> Iterator[Refused]:
    for template, refusal in rego.refused.items():
        yield Refused(template.resource, refusal, template.given)


def _of_templates(rego: RegoAnswers, found: Sequence[Applications]) -> Iterator[Finding]:
    used = {application.template for one in found for application in one.values}
    for template, reason in rego.unjudgeable.items():
        if template in used:
            yield of_unjudgeable(template, reason.message)
    for template, references in rego.unresolved.items():
        for name, pointer in references:
            yield of_unresolved(template, name, pointer)


def _unused(templates: Sequence[Template], found: Sequence[Applications]) -> Iterator[Account]:
    """Templates that no constraint is of: they compile, or it is told, and judge nothing."""
    kinds = {constraint.kind for one in found for constraint in one.constraints}
    for template in templates:
        if template.kind not in kinds:
            where = template.resource.target or template.resource.provenance.path
            yield Account(where, f"Gatekeeper templates without a constraint: {template.name}")
