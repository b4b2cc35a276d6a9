"""The tests of suites before they are run: what Gatekeeper takes of them, and what each case asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import orjson

from gate import validate
from gate.evaluate.gatekeeper import (
    Config,
    Constraint,
    Refusal,
    Subject,
    Template,
    constraint_schema,
    inventory,
    is_template,
)
from gate.evaluate.gatekeeper.applying import refusal_of_constraint, usable_template
from gate.evaluate.gatekeeper.definition import constraint_definition
from gate.evaluate.gatekeeper.enforcement import is_enforced_by_gator
from gate.evaluate.gatekeeper.matching import Doubt, meant
from gate.evaluate.gatekeeper.requests import AdmissionRequest
from gate.evaluate.gatekeeper.suites import Manifest, SuiteCase, SuiteTest
from gate.model.json import JsonObject, mapping, text
from gate.model.labels import labels_of_namespace
from gate.model.resource import Provenance, Resource, ResourceId
from gate.validate.defaulting import completed

_ADD_NAMESPACE = "give it in `inventory`"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a test cannot be as its suite has it.

    result: `failed` where Gatekeeper does not take its constraint, `unjudged` where nobody can be asked.
    by_schema: whether it is the template's schema that refuses the constraint.
    """

    words: str
    result: Literal["failed", "unjudged"] = "unjudged"
    by_schema: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A test whose template and constraint Gatekeeper takes, as far as its Rego is not looked at."""

    test: SuiteTest
    template: Template
    constraint: Constraint


class Candidates:
    """The tests of suites, for a Kubernetes version. What several tests name is looked at once."""

    def __init__(self, kubernetes: str) -> None:
        self._kubernetes = kubernetes
        self._templates: dict[tuple[str, bytes, int], Template | Objection] = {}
        self._catalogue = cache(self._catalogue_of)

    def of(self, test: SuiteTest) -> Candidate | Objection:
        """The test, or what stands against it."""
        template = self.template(test.template)
        if isinstance(template, Objection):
            return template
        if test.expansion is not None:
            return Objection(f"{test.expansion.place()}: ExpansionTemplates are not applied here")
        body = test.constraint.body
        resource = resource_of(test.constraint)
        if resource.id.kind == template.kind:
            catalogue = self._catalogue(template)
            for one in validate.validate(resource, catalogue):
                if one.severity == "error" and not one.unjudged:
                    said = f"{test.constraint.place(one.pointer)}: {one.message}"
                    return Objection(said, "failed", by_schema=True)
        schema = constraint_schema(template.resource.decode())
        constraint = Constraint(resource, completed(body, schema))
        refusal = refusal_of_constraint(constraint, {template.kind})
        if refusal is not None:
            words = refusal.message if refusal.is_certain else f"{template.name} does not make its kind"
            return Objection(f"{test.constraint.place(refusal.pointer)}: {words}", "failed")
        return Candidate(test, template, constraint)

    def template(self, manifest: Manifest) -> Template | Objection:
        """The template of a test, its Rego not looked at; or what stands against it."""
        key = (manifest.path, manifest.text, manifest.document)
        if key not in self._templates:
            resource = resource_of(manifest)
            read = (
                usable_template(resource)
                if is_template(resource)
                else Refusal("no ConstraintTemplate", "/kind")
            )
            self._templates[key] = (
                Objection(f"{manifest.place(read.pointer)}: {read.message}")
                if isinstance(read, Refusal)
                else read
            )
        return self._templates[key]

    def _catalogue_of(self, template: Template) -> validate.Catalogue:
        definition = constraint_definition(template.resource.decode())
        return validate.catalogue((self._kubernetes,), (definition,) if definition else ())


def resource_of(manifest: Manifest) -> Resource:
    """An object of a suite as a resource that no target has."""
    return _resource(manifest.body, Provenance("", manifest.path, manifest.document))


def is_asked(candidate: Candidate, case: SuiteCase) -> bool | Doubt:
    """Whether `gator` asks the constraint about the request of a case.

    As in Gatekeeper, either the object or the old one has to match. A namespace is known by the inventory.
    """
    spec = candidate.constraint.spec
    if not is_enforced_by_gator(spec):
        return False
    namespaces = [one.body for one in case.inventory if _is_namespace(one.body)]
    match = mapping(spec.get("match"))
    answers = [meant(match, _subject(one, case.request, namespaces)) for one in case.request.objects]
    if True in answers:
        return True
    doubt = next((one for one in answers if isinstance(one, Doubt)), None)
    return False if doubt is None else Doubt(f"{doubt.reason}: {_ADD_NAMESPACE}")


def inventory_of(case: SuiteCase) -> JsonObject:
    """`data.inventory` of a case."""
    return inventory([_subject(one.body, None, ()) for one in case.inventory], Config())


def _subject(body: JsonObject, request: AdmissionRequest | None, namespaces: Sequence[JsonObject]) -> Subject:
    """An object as `gator` has it: in a namespace where it, or its request, names one."""
    metadata = mapping(body.get("metadata"))
    namespace = text(metadata.get("namespace")) or (request.namespace if request else "")
    if _is_namespace(body):
        name = text(metadata.get("name"))
        return Subject(_resource(body), body, name, False, labels_of_namespace(name, [body]))
    labels = labels_of_namespace(namespace, namespaces)
    return Subject(_resource(body), body, namespace, bool(namespace), labels)


def _is_namespace(body: JsonObject) -> bool:
    return body.get("kind") == "Namespace" and body.get("apiVersion") == "v1"


def _resource(body: JsonObject, provenance: Provenance | None = None) -> Resource:
    metadata = mapping(body.get("metadata"))
    identity = ResourceId(
        text(body.get("apiVersion")),
        text(body.get("kind")),
        text(metadata.get("namespace")),
        text(metadata.get("name")),
    )
    return Resource(identity, 0, orjson.dumps(body), provenance or Provenance(""), ())
