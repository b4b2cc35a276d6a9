"""CustomResourceDefinitions and their resources: what is wrong with either."""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject
from gate.model.resource import ResourceId
from gate.validate.absent import misspelt, near_built_in
from gate.validate.catalogues import Catalogue
from gate.validate.custom import DefinedVersion, Definition, read_definition
from gate.validate.defaulting import completed
from gate.validate.explain import Fault, explain
from gate.validate.schemas import Schema
from gate.validate.structural import SchemaError
from gate.validate.wording import either, nearest, quoted


def definition_faults(body: JsonObject, catalogue: Catalogue) -> Iterator[Fault]:
    """Why schemas of a CustomResourceDefinition cannot be used: at most one fault a version."""
    for version in read_definition(body).versions:
        schema = catalogue.custom.schema(version)
        if isinstance(schema, SchemaError):
            yield Fault(
                "schema/invalid-crd",
                f"the schema of version {version.name} cannot be used: {schema.message}",
                version.holder if version.schema is None else version.pointer + schema.pointer,
                "Correct the schema; the resources of this kind are not validated until then.",
            )


def custom_faults(identity: ResourceId, body: JsonObject, catalogue: Catalogue) -> Iterator[Fault]:
    """What is wrong with a resource of a kind that is not Kubernetes' own."""
    definitions = catalogue.custom.definitions(identity.group, identity.kind)
    if not definitions:
        yield _without_definition(identity, catalogue)
        return
    name = identity.api_version.rpartition("/")[2]
    serving = [
        one for definition in definitions for one in definition.versions if one.name == name and one.served
    ]
    if not serving:
        yield _unserved(identity, definitions, name)
        return
    if all(version.deprecated for version in serving):
        yield _deprecated(identity, serving[0])
    schemas = [(catalogue.custom.schema(version), version) for version in serving]
    usable = [(schema, version) for schema, version in schemas if isinstance(schema, Schema)]
    yield from _judged(usable, body, identity)
    unusable = [schema for schema, _ in schemas if isinstance(schema, SchemaError)]
    if not usable:
        yield Fault(
            "schema/invalid-crd",
            f"{identity.kind} {identity.api_version} is not validated: the schema in its "
            f"CustomResourceDefinition cannot be used: {unusable[0].message}",
            remedy="Correct the schema in the CustomResourceDefinition.",
            unjudged=True,
        )


def _judged(
    schemas: list[tuple[Schema, DefinedVersion]], body: JsonObject, identity: ResourceId
) -> tuple[Fault, ...]:
    """The faults by the definition that finds the fewest; none when one of them accepts the body."""
    if not schemas or any(schema.accepts(body) for schema, _ in schemas):
        return ()
    bodies = [(schema, completed(body, version.schema)) for schema, version in schemas]
    if any(schema.accepts(full) for schema, full in bodies):
        return ()
    return min((explain(schema, full, identity.kind) for schema, full in bodies), key=len)


def _without_definition(identity: ResourceId, catalogue: Catalogue) -> Fault:
    if near_built_in(identity.api_version, identity.kind, catalogue.newest):
        return misspelt(identity.api_version, identity.kind, catalogue.newest)
    near = nearest(identity.kind, catalogue.custom.kinds_of(identity.group))
    hint = f" (did you mean {near}?)" if near else ""
    return Fault(
        "schema/missing",
        f"no schema for {identity.kind} {identity.api_version}{hint}: not validated",
        remedy="Add its CustomResourceDefinition to the repository or a --schemas folder.",
    )


def _unserved(identity: ResourceId, definitions: tuple[Definition, ...], version: str) -> Fault:
    served = sorted({name for definition in definitions for name in definition.served})
    listed = f"serves {either(served).replace(' or ', ' and ')}" if served else "serves no version"
    return Fault(
        "schema/unserved-version",
        f"the CustomResourceDefinition of {identity.kind} {listed}, not {quoted(version)}",
        "/apiVersion",
        f"Write apiVersion: {identity.group}/{served[-1]}."
        if served
        else "Let the definition serve a version.",
    )


def _deprecated(identity: ResourceId, version: DefinedVersion) -> Fault:
    said = f": {' '.join(version.warning.split())}" if version.warning else ""
    return Fault(
        "schema/deprecated-api",
        f"{identity.api_version} {identity.kind} is deprecated by its CustomResourceDefinition{said}",
        "/apiVersion",
        "Use a version that the CustomResourceDefinition does not call deprecated.",
    )
