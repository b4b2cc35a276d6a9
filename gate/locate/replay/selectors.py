"""Which resources a patch or a replacement means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gate.locate.replay.traced import Traced
from gate.model.json import JsonObject, JsonValue, mapping, text
from gate.model.resource import ResourceId


@dataclass(slots=True)
class Subject:
    """The resource on its way through the build.

    rendered: what comes of it, for what only the whole build can tell. names, namespaces: those that it has
    had so far; kustomize knows it by all of them.
    """

    root: Traced
    id: ResourceId
    rendered: JsonObject
    names: set[str] = field(default_factory=set)
    namespaces: set[str] = field(default_factory=set)

    def text_at(self, pointer: str) -> str:
        found = self.root.at(pointer)
        return text(found.plain()) if found is not None else ""

    def know(self) -> None:
        """Remember the name and namespace that it has now."""
        self.names.add(self.text_at("/metadata/name"))
        self.namespaces.add(self.text_at("/metadata/namespace"))


def selects(target: JsonObject, subject: Subject) -> bool:
    """Whether a selector means the resource; group to namespace are anchored regular expressions.

    https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/selector.go
    """
    group, _, version = subject.id.api_version.rpartition("/")
    fits = (
        (target.get("group"), {group}),
        (target.get("version"), {version}),
        (target.get("kind"), {subject.id.kind}),
        (target.get("name"), subject.names),
        (target.get("namespace"), subject.namespaces),
    )
    return all(_matches(text(pattern), values) for pattern, values in fits) and all(
        _labelled(text(target.get(selector)), subject, field_name)
        for selector, field_name in (("labelSelector", "labels"), ("annotationSelector", "annotations"))
    )


def is_named_by(patch: JsonObject, subject: Subject) -> bool:
    """Whether a strategic merge patch without a target is about the resource: by kind and a name."""
    metadata = mapping(patch.get("metadata"))
    namespace = text(metadata.get("namespace"))
    return (
        patch.get("kind") == subject.id.kind
        and text(patch.get("apiVersion")).rpartition("/")[0] == subject.id.group
        and text(metadata.get("name")) in subject.names
        and (not namespace or namespace in subject.namespaces)
    )


def _matches(pattern: str, values: set[str]) -> bool:
    if not pattern:
        return True
    try:
        return any(re.fullmatch(pattern, value) for value in values if value)
    except re.error:
        return pattern in values


_REQUIREMENT = re.compile(
    r"(?P<absent>!)?\s*(?P<key>[\w./-]+)\s*"
    r"(?:(?P<operator>==|=|!=)\s*(?P<value>[\w./-]*)|\s(?P<set>in|notin)\s*\((?P<values>[^)]*)\))?\s*(?:,|$)"
)


def _labelled(selector: str, subject: Subject, field_name: str) -> bool:
    """Kubernetes' label selectors: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/."""
    if not selector.strip():
        return True
    metadata = subject.root.at(f"/metadata/{field_name}")
    labels = mapping(metadata.plain()) if metadata is not None else {}
    return all(_holds(one, labels) for one in _REQUIREMENT.finditer(selector) if one["key"])


def _holds(requirement: re.Match[str], labels: dict[str, JsonValue]) -> bool:
    said = labels.get(requirement["key"])
    if requirement["operator"] in {"=", "=="}:
        return said == requirement["value"]
    if requirement["operator"] == "!=":
        return said != requirement["value"]
    if requirement["set"]:
        listed = {one.strip() for one in requirement["values"].split(",")}
        return (said in listed) == (requirement["set"] == "in")
    return (said is None) == bool(requirement["absent"])
