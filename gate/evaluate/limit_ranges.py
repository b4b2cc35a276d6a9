"""Requests and limits that a LimitRange gives to containers which have none.

Source: SetDefaults_LimitRangeItem in pkg/apis/core/v1/defaults.go and plugin/pkg/admission/limitranger of
github.com/kubernetes/kubernetes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from gate.model.finding import Finding
from gate.model.json import JsonObject, JsonValue, mapping, sequence

Given: TypeAlias = tuple[Literal["requests", "limits"], str]
"""What is given, and of which resource."""

RULES: Mapping[str, Given] = {
    "resources/cpu-limit": ("limits", "cpu"),
    "resources/cpu-request": ("requests", "cpu"),
    "resources/ephemeral-storage-limit": ("limits", "ephemeral-storage"),
    "resources/ephemeral-storage-request": ("requests", "ephemeral-storage"),
    "resources/memory-limit": ("limits", "memory"),
    "resources/memory-request": ("requests", "memory"),
}
"""The rules of the pack that look for what a LimitRange may give."""

_NOTHING = re.compile(r"[+-]?[0.]*([a-zA-Z].*)?")


def given_by(limit_range: JsonObject) -> frozenset[Given]:
    """What the containers of its namespace get that say nothing themselves."""
    found: set[Given] = set()
    for item in map(mapping, sequence(mapping(limit_range.get("spec")).get("limits"))):
        if item.get("type") == "Container":
            limits = mapping(item.get("max")) | mapping(item.get("default"))
            requests = mapping(item.get("min")) | limits | mapping(item.get("defaultRequest"))
            found |= {("limits", name) for name, value in limits.items() if _is_something(value)}
            found |= {("requests", name) for name, value in requests.items() if _is_something(value)}
    return frozenset(found)


def is_met(finding: Finding, given: frozenset[Given]) -> bool:
    """Whether a finding says that a container has nothing of what it is given; one that has 0 keeps it."""
    says_nothing = finding.pointer.rpartition("/")[2].isdecimal()
    return says_nothing and not finding.unjudged and RULES.get(finding.rule) in given


def _is_something(value: JsonValue) -> bool:
    return value is not None and not _NOTHING.fullmatch(str(value))
