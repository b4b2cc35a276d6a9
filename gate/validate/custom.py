"""CustomResourceDefinitions found in the repository, and the schemas of their versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import jsonschema_rs
import orjson

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.resource import Resource
from gate.validate.crd_names import GROUP, KIND
from gate.validate.formats import CHECKS
from gate.validate.keywords import SchemaError
from gate.validate.published import Published, strict
from gate.validate.schemas import OBJECT_META, Release, Schema
from gate.validate.structural import Surroundings, closed
from gate.validate.versions import age
from gate.validate.wording import Tokens, dotted, quoted


@dataclass(frozen=True, slots=True)
class DefinedVersion:
    """A version of a custom kind.

    schema: as written, None when there is none. pointer: where it stands in the definition.
    preserve: whether the definition keeps unknown fields everywhere. has_status: whether the status is a
    resource of its own. replicas: where the scale subresource finds the wanted number, "" without it.
    """

    name: str
    served: bool
    deprecated: bool
    warning: str
    schema: JsonValue
    pointer: str
    preserve: bool
    has_status: bool = False
    replicas: str = ""

    @property
    def holder(self) -> str:
        """The pointer to what should hold the schema."""
        return self.pointer.removesuffix("/openAPIV3Schema").rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Definition:
    """A CustomResourceDefinition, as far as it can be read."""

    group: str
    kind: str
    versions: tuple[DefinedVersion, ...]
    is_namespaced: bool = True
    plural: str = ""

    @property
    def served(self) -> tuple[str, ...]:
        return tuple(version.name for version in self.versions if version.served)


def crds_of(resources: Iterable[Resource]) -> tuple[JsonObject, ...]:
    """The bodies of the CustomResourceDefinitions among rendered resources."""
    return tuple(
        resource.decode() for resource in resources if resource.id.kind == KIND and resource.id.group == GROUP
    )


def crds_in(bodies: Iterable[JsonValue]) -> tuple[JsonObject, ...]:
    """The CustomResourceDefinitions among decoded documents, and in the lists among these."""
    return tuple(_picked(bodies))


def _picked(bodies: Iterable[JsonValue]) -> Iterator[JsonObject]:
    for value in bodies:
        body = mapping(value)
        documents = sequence(body.get("items")) if text(body.get("kind")).endswith("List") else [body]
        for document in documents:
            one = mapping(document)
            if one.get("kind") == KIND and text(one.get("apiVersion")).startswith(f"{GROUP}/"):
                yield one


def read_definition(body: JsonObject) -> Definition:
    """What a CustomResourceDefinition of v1 or v1beta1 defines; what is malformed in it is left out.

    v1beta1 (gone in Kubernetes 1.22) may have one `version` and one `validation` for all, and keeps unknown
    fields unless told otherwise.
    """
    spec = mapping(body.get("spec"))
    old = body.get("apiVersion") == f"{GROUP}/v1beta1"
    preserve = spec.get("preserveUnknownFields", old) is True
    versions = [
        DefinedVersion(
            name=text(version.get("name")),
            served=version.get("served") is True,
            deprecated=version.get("deprecated") is True,
            warning=text(version.get("deprecationWarning")),
            schema=mapping(version.get("schema")).get("openAPIV3Schema"),
            pointer=f"/spec/versions/{index}/schema/openAPIV3Schema",
            preserve=preserve,
            has_status=mapping(version.get("subresources")).get("status") is not None,
            replicas=text(mapping(mapping(version.get("subresources")).get("scale")).get("specReplicasPath")),
        )
        for index, version in enumerate(map(mapping, sequence(spec.get("versions"))))
    ]
    if old:
        versions = _with_shared(versions, spec, preserve=preserve)
    return Definition(
        group=text(spec.get("group")),
        kind=text(mapping(spec.get("names")).get("kind")),
        versions=tuple(version for version in versions if version.name),
        is_namespaced=spec.get("scope") != "Cluster",
        plural=text(mapping(spec.get("names")).get("plural")),
    )


def _with_shared(versions: list[DefinedVersion], spec: JsonObject, *, preserve: bool) -> list[DefinedVersion]:
    """The versions of a v1beta1 definition, which may give one schema for all of them, or none."""
    shared = mapping(spec.get("validation")).get("openAPIV3Schema")
    if shared is None:
        shared, preserve = {}, True
    place = "/spec/validation/openAPIV3Schema"
    if not versions:
        return [DefinedVersion(text(spec.get("version")), True, False, "", shared, place, preserve)]
    return [
        version
        if version.schema is not None
        else replace(version, schema=shared, pointer=place, preserve=preserve)
        for version in versions
    ]


def _reason(error: jsonschema_rs.ValidationError, at: Tokens) -> str:
    """A compiler's complaint in few words."""
    if at and at[-1] == "pattern":
        return f"{quoted(str(error.instance))} is not a regular expression"
    return f"{dotted(at) or 'it'} does not compile ({error.kind.name})"


def surroundings(version: DefinedVersion, release: Release) -> Surroundings:
    """What the schemas of a version are translated for."""
    return Surroundings(
        release.reference(OBJECT_META), version.preserve, version.has_status, age(release.version)
    )


def compiled(contents: JsonObject, release: Release) -> Schema:
    """A translated schema, compiled. SchemaError when it cannot be used."""
    try:
        return Schema(contents, release, CHECKS)
    except jsonschema_rs.ValidationError as error:
        at = tuple(step for step in error.instance_path if step != "else")  # only the translation has "else"
        raise SchemaError(_reason(error, at), at) from error
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise SchemaError(" ".join(str(error).split())[:200], ()) from error


class CustomKinds:
    """The custom kinds of a run, by group and kind, compiled when first needed.

    The same kind may be defined more than once (two clusters with two releases of an operator): equal
    definitions count once, and a resource is right when it is right by one of them.
    """

    def __init__(self, bodies: Iterable[JsonObject], release: Release) -> None:
        self._bodies = tuple(bodies)
        self._release = release
        self._published = Published(self._bodies)
        self._schemas: dict[tuple[bytes, bool, bool], Schema | SchemaError] = {}

    @cached_property
    def _definitions(self) -> dict[tuple[str, str], tuple[Definition, ...]]:
        found: dict[tuple[str, str], tuple[Definition, ...]] = {}
        for definition in map(read_definition, map(self._release.kept, self._bodies)):
            identity = (definition.group, definition.kind)
            known = found.get(identity, ())
            if definition.kind and definition not in known:
                found[identity] = (*known, definition)
        return found

    def kinds_of(self, group: str) -> tuple[str, ...]:
        return tuple(kind for in_group, kind in self._definitions if in_group == group)

    def definitions(self, group: str, kind: str) -> tuple[Definition, ...]:
        return self._definitions.get((group, kind), ())

    def published(self, group: str, kind: str, version: str) -> tuple[str, JsonObject] | None:
        """The path of the JSON Schema for a kind that no definition is known of, and the schema."""
        return self._published.find(group, kind, version)

    def strict_schema(self, contents: JsonObject) -> Schema | SchemaError:
        """A JSON Schema, compiled to refuse unknown fields, or why it cannot be used."""
        key = (orjson.dumps(contents), True, True)
        if key not in self._schemas:
            try:
                made = strict(contents, self._release.reference(OBJECT_META))
                self._schemas[key] = compiled(made, self._release)
            except SchemaError as error:
                self._schemas[key] = error
        return self._schemas[key]

    def schema(self, version: DefinedVersion) -> Schema | SchemaError:
        """The compiled schema of a version, or why it cannot be used; equal ones are compiled once."""
        if version.schema is None:
            return SchemaError(f"version {version.name} has no schema", ())
        try:
            key = (orjson.dumps(version.schema), version.preserve, version.has_status)
        except orjson.JSONEncodeError:
            return SchemaError("the schema is nested too deeply", ())
        if key not in self._schemas:
            try:
                contents = closed(version.schema, surroundings(version, self._release))
                self._schemas[key] = compiled(contents, self._release)
            except SchemaError as error:
                self._schemas[key] = error
        return self._schemas[key]
