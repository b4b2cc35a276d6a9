"""The name of a CustomResourceDefinition, its group and its names, against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, text
from gate.validate.constraints import named_format
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.wording import quoted

APPROVED = "api-approved.kubernetes.io"
_PROTECTED = re.compile(r"(.*\.)?(k8s|kubernetes)\.io")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#\s]+([/?#]\S*)?")


def identity_faults(body: JsonObject) -> Iterator[Fault]:
    """A name that is not plural and group, a group that is none, one that only Kubernetes may use."""
    spec, names = mapping(body.get("spec")), mapping(mapping(body.get("spec")).get("names"))
    group, plural = text(spec.get("group")), text(names.get("plural"))
    yield from _group_faults(spec, group)
    name = text(mapping(body.get("metadata")).get("name"))
    if name and group and plural and name != f"{plural}.{group}":
        says = f"is {quoted(name)}, must be spec.names.plural and spec.group: {quoted(f'{plural}.{group}')}"
        yield fault("api/name", ("metadata", "name"), says, f"Write {plural}.{group}.")
    kind = text(names.get("kind"))
    if kind and names.get("listKind") == kind:
        says = f"is {quoted(kind)}, must not be the same as kind"
        yield fault(
            "api/conflict", ("spec", "names", "listKind"), says, f"Write {kind}List, or leave it out."
        )
    if spec.get("preserveUnknownFields") is True:
        says = "cannot be true: set x-kubernetes-preserve-unknown-fields to true in the schemas instead"
        yield fault("api/value", ("spec", "preserveUnknownFields"), says)
    yield from _approval_faults(mapping(body.get("metadata")), group)


def _group_faults(spec: JsonObject, group: str) -> Iterator[Fault]:
    place = ("spec", "group")
    if spec.get("group") == "":
        yield fault("api/required", place, "must not be empty")
        return
    if not group:
        return
    form = named_format("dns-subdomain")
    if len(group) > 253 or not re.fullmatch(text(form["pattern"]), group):  # noqa: PLR2004  RFC 1123
        yield fault("api/format", place, f"is {quoted(group)}, {form['x-says']}")
    elif "." not in group:
        yield fault("api/format", place, f"is {quoted(group)}, must be a domain with at least one dot")


def _approval_faults(metadata: JsonObject, group: str) -> Iterator[Fault]:
    """Groups of Kubernetes' own need a link to the review of their API."""
    annotations = mapping(metadata.get("annotations"))
    reason = text(annotations.get(APPROVED))
    if not _PROTECTED.fullmatch(group) or reason.startswith("unapproved") or _ADDRESS.fullmatch(reason):
        return
    place = ("metadata", "annotations", APPROVED) if reason else ("metadata",)
    says = f"must have the annotation {APPROVED} with a URL or a reason that begins with unapproved"
    remedy = "Use a group of your own; those below k8s.io and kubernetes.io are Kubernetes' own."
    yield fault("api/required" if not reason else "api/format", place, says, remedy)
