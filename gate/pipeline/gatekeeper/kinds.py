"""What templates make: kinds of constraints, and rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gate.documents import read
from gate.evaluate.gatekeeper import constraint_definitions, is_template, rules_of
from gate.evaluate.gatekeeper.reading import TEMPLATES_GROUP
from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.resource import Resource
from gate.model.rule import Rule
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request


def kinds_of_constraints(resources: Iterable[Resource], request: Request) -> tuple[JsonObject, ...]:
    """The CustomResourceDefinitions that Gatekeeper makes of templates: given ones, then rendered ones."""
    return tuple(constraint_definitions(_templates(resources, request)))


def rules_of_templates(results: Sequence[TargetResult], request: Request) -> dict[str, Rule]:
    """The rules that templates are, rendered ones and given ones."""
    resources = (resource for result in results for resource in result.resources)
    return rules_of(_templates(resources, request))


def _templates(resources: Iterable[Resource], request: Request) -> Iterator[JsonObject]:
    for _, content in (*request.pinned_policies, *request.policies):
        if TEMPLATES_GROUP.encode() in content:
            yield from _in_file(content)
    for resource in resources:
        if is_template(resource):
            yield resource.decode()


def _in_file(content: bytes) -> Iterator[JsonObject]:
    for document in read(content):
        value = mapping(document.value)
        for body in (value, *map(mapping, sequence(value.get("items")))):
            group = text(body.get("apiVersion")).rpartition("/")[0]
            if group == TEMPLATES_GROUP and body.get("kind") == "ConstraintTemplate":
                yield body
