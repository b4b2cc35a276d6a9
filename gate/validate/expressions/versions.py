"""The validation rules of one version of a custom kind: those rules themselves, and a resource by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gate.model.json import JsonObject, mapping
from gate.validate.custom import DefinedVersion
from gate.validate.defaulting import completed
from gate.validate.explain import Fault
from gate.validate.expressions.definition import rule_faults
from gate.validate.expressions.instance import broken_rules
from gate.validate.schemas import Release


def faults_of_rules(version: DefinedVersion, release: Release) -> Iterator[Fault]:
    """What is wrong with the rules of a version whose schema is right otherwise."""
    for fault in rule_faults(mapping(version.schema), release.version):
        message = f"the schema of version {version.name}: {fault.message}"
        yield replace(fault, message=message, pointer=version.pointer + fault.pointer)


def faults_by_rules(body: JsonObject, version: DefinedVersion, release: Release) -> Iterator[Fault]:
    """The rules that a resource breaks which is right otherwise; a status that is dropped is not judged."""
    full = completed(body, version.schema)
    if version.has_status:
        full.pop("status", None)
    return broken_rules(full, mapping(version.schema), release.version)
