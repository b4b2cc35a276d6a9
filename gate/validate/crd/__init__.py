"""What the API server says of a CustomResourceDefinition itself.

Source: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go. The forms of single fields
are data (constraints/definitions.yaml); here is what fields say of each other, and the rules of schemas.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, sequence
from gate.validate.crd.conversion import conversion_faults
from gate.validate.crd.identity import identity_faults
from gate.validate.crd.versions import version_faults, versions_faults
from gate.validate.explain import Fault


def specification_faults(body: JsonObject) -> Iterator[Fault]:
    """Faults of a CustomResourceDefinition of v1, without those of its schemas."""
    yield from identity_faults(body)
    versions = [mapping(version) for version in sequence(mapping(body.get("spec")).get("versions"))]
    yield from versions_faults(versions)
    for index, version in enumerate(versions):
        yield from version_faults(version, ("spec", "versions", index))
    yield from conversion_faults(mapping(mapping(body.get("spec")).get("conversion")))


__all__ = ["specification_faults"]
