"""CustomResourceDefinitions and their resources: what is wrong with either."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from gate.model.json import JsonObject, JsonValue, pointer_of
from gate.model.resource import ResourceId
from gate.validate.absent import misspelt, near_built_in
from gate.validate.catalogues import Catalogue
from gate.validate.crd import specification_faults
from gate.validate.crd.schemas import schema_breaches
from gate.validate.custom import DefinedVersion, Definition, compiled, read_definition, surroundings
from gate.validate.defaulting import completed
from gate.validate.embedded import embedded_faults
from gate.validate.explain import Fault, explain
from gate.validate.expressions import faults_by_rules, faults_of_rules
from gate.validate.instances import instance_faults
from gate.validate.keywords import SchemaError
from gate.validate.schemas import Release
from gate.validate.structural import standing_alone
from gate.validate.wording import dotted, either, nearest, quoted

_REMEDY = "Correct the schema; the API server refuses the definition as it is."


def definition_faults(body: JsonObject, catalogue: Catalogue) -> Iterator[Fault]:
    """What the API server says of a CustomResourceDefinition of v1 beyond its OpenAPI schema."""
    yield from specification_faults(body)
    for version in read_definition(body).versions:
        found = list(_schema_faults(version, catalogue.newest))
        schema = catalogue.custom.schema(version)
        if isinstance(schema, SchemaError) and not found:
            yield Fault(
                "schema/invalid-crd",
                f"the schema of version {version.name} cannot be used: {schema.message}",
                version.holder if version.schema is None else version.pointer + schema.pointer,
                "Correct the schema; the resources of this kind are not validated until then.",
            )
        yield from found
        if not found and not isinstance(schema, SchemaError):
            yield from faults_of_rules(version, catalogue.newest)


def _schema_faults(version: DefinedVersion, release: Release) -> Iterator[Fault]:
    refusal = partial(_refusal, version=version, release=release)
    if not isinstance(version.schema, dict):
        return
    try:
        breaches = list(schema_breaches(version.schema, refusal, has_status=version.has_status))
    except RecursionError:
        breaches = []  # what is nested too deeply cannot be used either, and that is said
    for tokens, says in breaches:
        message = f"the schema of version {version.name}: {dotted(tokens) or 'it'} {says}"
        yield Fault("schema/invalid-crd", message, version.pointer + pointer_of(tokens), _REMEDY)


def _refusal(value: JsonValue, node: JsonObject, *, version: DefinedVersion, release: Release) -> str:
    """Why the schema of a node does not accept a value that is its own default."""
    try:
        schema = compiled(standing_alone(node, surroundings(version, release)), release)
    except SchemaError:
        return ""
    faults = [] if schema.accepts(value) else list(explain(schema, value, "default"))
    faults = [fault for fault in faults if not _is_dropped(fault)]
    return "; ".join(fault.message for fault in (*faults, *embedded_faults(value, node)))


def _is_dropped(fault: Fault) -> bool:
    """Unknown fields in the metadata of a default, which the server drops without a word."""
    return fault.rule == "schema/unknown-field" and "/metadata/" in fault.pointer


def custom_faults(identity: ResourceId, body: JsonObject, catalogue: Catalogue) -> Iterator[Fault]:
    """What is wrong with a resource of a kind that is not Kubernetes' own."""
    definitions = catalogue.custom.definitions(identity.group, identity.kind)
    name = identity.api_version.rpartition("/")[2]
    if not definitions:
        published = catalogue.custom.published(identity.group, identity.kind, name)
        if published is None:
            yield _without_definition(identity, catalogue)
        else:
            yield from _by_json_schema(body, identity, *published, catalogue)
        return
    serving = [
        (one, definition)
        for definition in definitions
        for one in definition.versions
        if one.name == name and one.served
    ]
    if not serving:
        yield _unserved(identity, definitions, name)
        return
    if all(version.deprecated for version, _ in serving):
        yield _deprecated(identity, serving[0][0])
    yield from _judged(serving, identity, body, catalogue)


def _judged(
    serving: list[tuple[DefinedVersion, Definition]],
    identity: ResourceId,
    body: JsonObject,
    catalogue: Catalogue,
) -> Iterator[Fault]:
    """The faults by the definition that finds the fewest: none when one of them accepts the body."""
    judged: list[list[Fault]] = []
    unusable: list[SchemaError] = []
    for version, definition in serving:
        schema = catalogue.custom.schema(version)
        if isinstance(schema, SchemaError):
            unusable.append(schema)
        elif not judged or judged[-1]:
            found = list(instance_faults(body, schema, version, definition))
            judged.append(found or list(faults_by_rules(body, version, catalogue.newest)))
    if judged:
        yield from min(judged, key=len)
        return
    yield Fault(
        "schema/invalid-crd",
        f"{identity.kind} {identity.api_version} is not validated: the schema in its "
        f"CustomResourceDefinition cannot be used: {unusable[0].message}",
        remedy="Correct the schema in the CustomResourceDefinition.",
        unjudged=True,
    )


def _by_json_schema(
    body: JsonObject, identity: ResourceId, path: str, contents: JsonObject, catalogue: Catalogue
) -> Iterator[Fault]:
    """The faults of a resource by the JSON Schema that a schema folder has for its kind."""
    schema = catalogue.custom.strict_schema(contents)
    if isinstance(schema, SchemaError):
        yield Fault(
            "schema/invalid-crd",
            f"{identity.kind} {identity.api_version} is not validated: "
            f"the JSON Schema {path} cannot be used: {schema.message}",
            remedy="Correct the JSON Schema, or put the CustomResourceDefinition in its place.",
            unjudged=True,
        )
        return
    full = completed(body, contents)
    if not schema.accepts(full):
        yield from explain(schema, full, identity.kind)


def _without_definition(identity: ResourceId, catalogue: Catalogue) -> Fault:
    if near_built_in(identity.api_version, identity.kind, catalogue.newest):
        return misspelt(identity.api_version, identity.kind, catalogue.newest)
    near = nearest(identity.kind, catalogue.custom.kinds_of(identity.group))
    hint = f" (did you mean {near}?)" if near else ""
    return Fault(
        "schema/missing",
        f"no schema for {identity.kind} {identity.api_version}{hint}: not validated",
        remedy="Add its CustomResourceDefinition with `gate schemas add`, or give its folder with --schemas.",
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
