"""CustomResourceDefinitions found in the repository, and the schemas of their versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import jsonschema_rs

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.resource import Resource
from gate.validate.schemas import OBJECT_META, Release, Schema
from gate.validate.structural import SchemaError, closed
from gate.validate.wording import Tokens, dotted, quoted

KIND = "CustomResourceDefinition"
GROUP = "apiextensions.k8s.io"


@dataclass(frozen=True, slots=True)
class DefinedVersion:
    """A version of a custom kind.

    schema: as written, None when there is none. pointer: where it stands in the definition.
    preserve: whether the definition keeps unknown fields everywhere.
    """

    name: str
    served: bool
    deprecated: bool
    warning: str
    schema: JsonValue
    pointer: str
    preserve: bool

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
        )
        for index, version in enumerate(map(mapping, sequence(spec.get("versions"))))
    ]
    if old:
        versions = _with_shared(versions, spec, preserve=preserve)
    return Definition(
        group=text(spec.get("group")),
        kind=text(mapping(spec.get("names")).get("kind")),
        versions=tuple(version for version in versions if version.name),
    )


def _with_shared(versions: list[DefinedVersion], spec: JsonObject, *, preserve: bool) -> list[DefinedVersion]:
    """The versions of a v1beta1 definition, with the schema that it may give once for all of them."""
    shared = mapping(spec.get("validation")).get("openAPIV3Schema")
    place = "/spec/validation/openAPIV3Schema"
    if not versions:
        return [DefinedVersion(text(spec.get("version")), True, False, "", shared, place, preserve)]
    return [
        version
        if version.schema is not None
        else DefinedVersion(
            version.name, version.served, version.deprecated, version.warning, shared, place, preserve
        )
        for version in versions
    ]


def compiled(version: DefinedVersion, release: Release) -> Schema:
    """The compiled schema of a version. SchemaError when it cannot be used."""
    if version.schema is None:
        raise SchemaError(f"version {version.name} has no schema", ())
    contents = closed(version.schema, release.reference(OBJECT_META), preserve=version.preserve)
    try:
        return Schema(contents, release)
    except jsonschema_rs.ValidationError as error:
        at = tuple(
            token for token in error.instance_path if token != "else"
        )  # only the translation has "else"
        raise SchemaError(_reason(error, at), at) from error
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise SchemaError(" ".join(str(error).split())[:200], ()) from error


def _reason(error: jsonschema_rs.ValidationError, at: Tokens) -> str:
    """A compiler's complaint in few words."""
    if at and at[-1] == "pattern":
        return f"{quoted(str(error.instance))} is not a regular expression"
    return f"{dotted(at) or 'it'} does not compile ({error.kind.name})"


class CustomKinds:
    """The custom kinds of a run, by group and kind, compiled when first needed.

    The same kind may be defined more than once (two clusters with two releases of an operator): equal
    definitions count once, and a resource is right when it is right by one of them.
    """

    def __init__(self, bodies: Iterable[JsonObject], release: Release) -> None:
        self._bodies = tuple(bodies)
        self._release = release
        self._compiled: dict[tuple[str, str, int], Schema | SchemaError] = {}

    @cached_property
    def _definitions(self) -> dict[tuple[str, str], tuple[Definition, ...]]:
        found: dict[tuple[str, str], tuple[Definition, ...]] = {}
        for definition in map(read_definition, self._bodies):
            identity = (definition.group, definition.kind)
            known = found.get(identity, ())
            if definition.kind and definition not in known:
                found[identity] = (*known, definition)
        return found

    def kinds_of(self, group: str) -> tuple[str, ...]:
        return tuple(kind for in_group, kind in self._definitions if in_group == group)

    def definitions(self, group: str, kind: str) -> tuple[Definition, ...]:
        return self._definitions.get((group, kind), ())

    def schemas(self, group: str, kind: str, version: str) -> tuple[Schema | SchemaError, ...]:
        """One for each definition that serves the version."""
        return tuple(
            self._schema(defined, (group, kind, number))
            for number, definition in enumerate(self.definitions(group, kind))
            for defined in definition.versions
            if defined.name == version and defined.served
        )

    def _schema(self, defined: DefinedVersion, place: tuple[str, str, int]) -> Schema | SchemaError:
        key = (f"{place[0]}/{place[1]}", defined.name, place[2])
        if key not in self._compiled:
            try:
                self._compiled[key] = compiled(defined, self._release)
            except SchemaError as fault:
                self._compiled[key] = fault
        return self._compiled[key]
