"""What is said of the authority in each cluster, with the places that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import orjson

from gate import locate
from gate.evaluate import authority
from gate.evaluate.authority import RULES, TRUSTED
from gate.evaluate.parameters import data_of
from gate.model.finding import Finding, Location, Related
from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.resource import Resource
from gate.model.target import Target
from gate.pipeline.kept_findings import Group, KeptFindings, by_cluster
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.pipeline.said import Said
from gate.validate.references.pods import pod_spec
from gate.validate.references.reading import effective

_KINDS = frozenset(
    {
        *(("rbac.authorization.k8s.io", kind) for kind in ("ClusterRole", "ClusterRoleBinding")),
        *(("rbac.authorization.k8s.io", kind) for kind in ("Role", "RoleBinding")),
        *(("", kind) for kind in ("Namespace", "Secret", "ServiceAccount")),
    }
)
_CLUSTER_SCOPED = frozenset({"ClusterRole", "ClusterRoleBinding", "Namespace"})
_GIVING = frozenset({"ClusterRoleBinding", "RoleBinding"})
_RUNS_PODS = b'"containers"'


def said_of_authority(results: Sequence[TargetResult], request: Request) -> Said:
    """The paths by which authority grows in each cluster, with its parameters where its first target is."""
    trusted = _trusted(request)
    kept = KeptFindings(request.store, b"authority", orjson.dumps(trusted))

    def ask(missing: Sequence[Group]) -> Said:
        judgements = [one for members in missing for one in _judged(members, trusted)]
        return Said(_shown(judgements, results, request) if judgements else ())

    return kept.answered(by_cluster([result for result in results if result.rendered]), ask)


def _judged(
    members: Sequence[TargetResult], trusted: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Sequence[authority.Judgement]:
    """The paths of a cluster: none where nobody is given anything."""
    if not any(one.id.kind in _GIVING for result in members for one in result.resources):
        return ()
    return authority.judged(authority.Scene(list(_placed(members)), _of_environment(trusted, members)))


def _trusted(request: Request) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By environment and rule, the subjects that are meant to have power. ConfigError for bad parameters."""
    data = data_of(RULES, request.settings, request.enforcement.today)
    return {
        environment: {
            rule.id: tuple(map(text, sequence(mapping(mapping(params).get(rule.id)).get(TRUSTED))))
            for rule in RULES
        }
        for environment, params in mapping(mapping(data["system"]).get("params")).items()
    }


def _of_environment(
    trusted: Mapping[str, Mapping[str, tuple[str, ...]]], members: Sequence[TargetResult]
) -> Mapping[str, tuple[str, ...]]:
    """The parameters of a cluster's environment; those of none where the settings do not tell of it."""
    return trusted.get(members[0].target.environment, trusted[""])


def _placed(results: Iterable[TargetResult]) -> Iterator[authority.Placed]:
    """The resources of a cluster that authority is about."""
    for result in results:
        for resource in result.resources:
            kind = (resource.id.group, resource.id.kind)
            if kind in _KINDS:
                yield _one(resource, result.target, resource.decode(), None)
            elif _RUNS_PODS in resource.body and resource.id.kind != "CustomResourceDefinition":
                body = resource.decode()
                if found := pod_spec(kind, body):
                    yield _one(resource, result.target, body, authority.Pods(*found))


def _one(
    resource: Resource, target: Target, body: JsonObject, pods: authority.Pods | None
) -> authority.Placed:
    def meant(namespace: str) -> str:
        return effective(target, namespace)

    namespace = "" if resource.id.kind in _CLUSTER_SCOPED else meant(resource.id.namespace)
    return authority.Placed(resource, namespace, body, meant, pods)


def _shown(
    judgements: Sequence[authority.Judgement], results: Sequence[TargetResult], request: Request
) -> tuple[Finding, ...]:
    """The findings, each with the places of its path in their order."""
    resources = [resource for result in results for resource in result.resources]
    locator = locate.Locator(request.tree, [result.target for result in results], resources)
    asked = dict.fromkeys(_at(one.placed.resource, one.pointer) for each in judgements for one in each.places)
    places = {one.finding: one.location for one in locator.located(asked)}
    return tuple(replace(each.finding, related=tuple(_related(each, places))) for each in judgements)


def _at(resource: Resource, pointer: str) -> Finding:
    """A finding about nothing but a place."""
    return Finding(RULES[0].id, "info", "", resource.target, resource.id, resource.provenance, pointer)


def _related(judgement: authority.Judgement, places: Mapping[Finding, Location | None]) -> Iterator[Related]:
    for one in judgement.places:
        place = places[_at(one.placed.resource, one.pointer)]
        if place is not None:
            yield Related(place, one.message)
