"""One cluster as Gatekeeper sees it: its own resources there, and the resources that it is asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from gate.evaluate.gatekeeper import (
    Applications,
    Config,
    Constraint,
    Setting,
    Subject,
    applications,
    concerns_gatekeeper,
    constraint_schema,
    inventory,
    is_constraint,
    is_template,
    read_config,
)
from gate.model.inventory import is_known
from gate.model.json import JsonObject, mapping, text
from gate.model.resource import Resource
from gate.model.target import Target
from gate.validate import Catalogue
from gate.validate.admission.clusters import Cluster
from gate.validate.admission.matching import Attributes
from gate.validate.defaulting import completed


class GatekeeperCluster:
    """What a cluster is sent, and what every cluster is given.

    faulty: templates and constraints that their schemas refuse. alone: whether only what is given counts of
    Gatekeeper's own resources.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        resources: Sequence[Resource],
        given: Sequence[Resource],
        catalogue: Catalogue,
        faulty: Collection[Resource],
        *,
        alone: bool = False,
    ) -> None:
        self.name = targets[0].cluster
        self._given = given
        self._faulty = frozenset(faulty)
        self.kubernetes = catalogue.versions[-1]
        self.cluster = Cluster(targets, resources, given, catalogue, self.kubernetes)
        self._resources = self.cluster.resources
        self._own = () if alone else tuple(self._resources)

    @cached_property
    def requests(self) -> Mapping[Resource, Attributes]:
        """The requests that create what the cluster is sent."""
        named = (one for one in self._resources if one.id.kind and one.id.api_version)
        return {one.resource: one for one in self.cluster.requests(named)}

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """The resources that constraints may mean."""
        return tuple(self._subject(one) for one in self.requests.values())

    def applications(self) -> Iterator[Applications]:
        """What is to be asked: of what the user gives, then of what the cluster is sent."""
        templates = [(one, True) for one in self._given if is_template(one)]
        templates += [(one, False) for one in self._own if is_template(one)]
        schemas = _schemas(one for one, _ in templates)
        for own, given in ((self._given, True), (self._own, False)):
            constraints = [_constraint(one, schemas, given=given) for one in own if is_constraint(one)]
            if given and not constraints:
                continue
            config = self._config if given is False else read_config(self._given)
            setting = Setting(self.name, templates, constraints, config, self._faulty)
            yield applications(setting, self.subjects)

    def inventory(self) -> JsonObject:
        """`data.inventory`."""
        return inventory(self.subjects, self._config)

    @cached_property
    def _config(self) -> Config:
        return read_config([*self._given, *self._own])

    @property
    def is_concerned(self) -> bool:
        return any(map(concerns_gatekeeper, (*self._given, *self._resources)))

    def _subject(self, attributes: Attributes) -> Subject:
        identity = attributes.resource.id
        body = attributes.body
        namespace = attributes.namespace
        inside = bool(namespace) and not attributes.is_namespace
        if inside and is_known(namespace):
            metadata = mapping(body.get("metadata"))
            body = body | {"metadata": metadata | {"namespace": namespace}}
        return Subject(
            attributes.resource,
            body,
            namespace,
            self.cluster.is_namespaced(identity.group, identity.kind),
            attributes.of_namespace,
            self._namespaces.get(namespace) if inside else None,
        )

    @cached_property
    def _namespaces(self) -> dict[str, JsonObject]:
        found = (one for one in self._resources if (one.id.group, one.id.kind) == ("", "Namespace"))
        return {one.id.name: one.decode() for one in found}


def _schemas(templates: Iterable[Resource]) -> dict[str, JsonObject]:
    """The schemas of constraints by their kinds; of several templates, that of the first."""
    found: dict[str, JsonObject] = {}
    for one in templates:
        body = one.decode()
        crd = mapping(mapping(mapping(body.get("spec")).get("crd")).get("spec"))
        found.setdefault(text(mapping(crd.get("names")).get("kind")), constraint_schema(body))
    return found


def _constraint(resource: Resource, schemas: Mapping[str, JsonObject], *, given: bool) -> Constraint:
    body = resource.decode()
    schema = schemas.get(resource.id.kind)
    return Constraint(resource, completed(body, schema) if schema else body, given)
