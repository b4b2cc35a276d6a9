"""The built-in APIs of one Kubernetes version: schemas loaded once, and compiled per kind when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import jsonschema_rs
import orjson

from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, sequence, text
from gate.validate.constraints import add_constraints, optional_fields
from gate.validate.decoding import decoded
from gate.validate.dropping import Dropped, Drops, without
from gate.validate.versions import folders
from gate.validate.wording import Tokens

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta"

# Types that the published schemas give as `oneOf` with null in both branches, which refuses null itself.
_CHOICES: dict[str, JsonObject] = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number", "null"]},
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["string", "integer", "null"]},
}
_ANY_BUT_NULL: tuple[JsonValue, ...] = ("object", "array", "string", "number", "boolean")

_NO_FORMATS: Mapping[str, Callable[[str], bool]] = MappingProxyType({})
# The published schemas note this format of metav1.Time, which decoding judges and no schema.
_UNJUDGED: Mapping[str, Callable[[str], bool]] = {"date-time": lambda _: True}


class Schema:
    """One compiled schema: a fast verdict, and in full what is wrong for whoever must explain it."""

    def __init__(
        self,
        contents: JsonObject,
        release: Release,
        formats: Mapping[str, Callable[[str], bool]] = _NO_FORMATS,
    ) -> None:
        """`contents` may refer to definitions by `Release.reference`. ValueError when it does not compile.

        formats: those that are judged, by name; every other one is only a note.
        """
        self._contents = contents
        self._release = release
        self._formats = formats
        self._compiled = jsonschema_rs.Draft202012Validator(
            contents,
            registry=release.registry,
            pattern_options=jsonschema_rs.RegexOptions(),
            formats={**_UNJUDGED, **formats} if formats else None,
            validate_formats=bool(formats),
        )

    def accepts(self, body: JsonValue) -> bool:
        return self._compiled.is_valid(body)

    def at(self, tokens: Tokens) -> Schema:
        """The schema of bodies whose value at a place is this one's, so that what it says names the place."""
        contents: JsonObject = self._contents
        for token in reversed(tokens):
            if isinstance(token, int):
                contents = {"prefixItems": [*([True] * token), contents]}
            else:
                contents = {"properties": {token: contents}}
        return Schema(contents, self._release, self._formats)

    def errors(self, body: JsonValue) -> list[ValidationError]:
        """What is wrong, as the `jsonschema` library says it; RecursionError when the body is too deep."""
        from gate.validate.slow import errors_of  # noqa: PLC0415 - slow to import, seldom needed

        return errors_of(self._contents, self._release.document, body, self._formats)

    def places(self, body: JsonValue) -> Iterator[tuple[str, str]]:
        """The JSON pointer and the schema keyword of each error, as the fast validator sees them."""
        for error in self._compiled.iter_errors(body):
            yield pointer_of(tuple(error.instance_path)), error.kind.name


class Release:
    """The built-in APIs of one Kubernetes minor version ("1.34"), which must be an available one."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._schemas: dict[str, Schema] = {}
        self._decoding: dict[tuple[str, tuple[str, ...]], Schema] = {}

    @cached_property
    def document(self) -> JsonObject:
        """The shared definitions with what the published schemas get wrong about the API server put right."""
        document = self._published()
        definitions = mapping(document["$defs"])
        for name, fields in optional_fields().items():
            _make_optional(mapping(definitions.get(name)), fields)
        for definition in definitions.values():
            _refuse_null(mapping(definition))
        add_constraints(definitions, self.version)
        return document

    @cached_property
    def registry(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry([(text(self.document["$id"]), self.document)])

    @cached_property
    def kinds(self) -> dict[tuple[str, str], str]:
        """(apiVersion, kind) -> the name of its definition, for each kind that can be in a manifest."""
        return {
            (f"{group}/{version}" if group else version, kind): name
            for name, group, version, kind in self._named()
            if _is_manifest(self.definition(name))
        }

    @cached_property
    def api_versions(self) -> dict[str, tuple[str, ...]]:
        """The apiVersions that have a kind of this name."""
        found: dict[str, tuple[str, ...]] = {}
        for api_version, kind in self.kinds:
            found[kind] = (*found.get(kind, ()), api_version)
        return found

    @cached_property
    def groups(self) -> frozenset[str]:
        """The API groups that this version knows, those without kinds of their own included."""
        return frozenset(group for _, group, _, _ in self._named())

    def definition(self, name: str) -> JsonObject:
        """The definition with this OpenAPI type name; empty when there is none."""
        return mapping(mapping(self.document["$defs"]).get(name))

    def description(self, api_version: str, kind: str) -> str:
        return text(self.definition(self.kinds[api_version, kind]).get("description"))

    def reference(self, name: str) -> JsonObject:
        """A schema that means the definition with this OpenAPI type name."""
        return {"$ref": f"{self.document['$id']}#/$defs/{name}"}

    def schema(self, api_version: str, kind: str) -> Schema | None:
        """The compiled schema of a built-in kind; None when this version does not have it."""
        name = self.kinds.get((api_version, kind))
        if name is None:
            return None
        if name not in self._schemas:
            self._schemas[name] = Schema(self.reference(name), self)
        return self._schemas[name]

    def dropped(self, api_version: str, kind: str, body: JsonObject) -> list[Dropped]:
        """What the API server drops of a resource of a built-in kind before it validates it."""
        return self._drops.found_in(body, self.kinds.get((api_version, kind), ""))

    def kept(self, body: JsonObject) -> JsonObject:
        """What the API server validates of a resource of a built-in kind."""
        return without(body, self.dropped(text(body.get("apiVersion")), text(body.get("kind")), body))

    def decoding(self, dropped: Dropped) -> Schema:
        """The compiled schema of what decoding asks of a dropped value."""
        place = (dropped.type_name, dropped.path)
        if place not in self._decoding:
            self._decoding[place] = Schema(decoded(*place, self._as_published), self)
        return self._decoding[place]

    @cached_property
    def _drops(self) -> Drops:
        return Drops(mapping(self.document["$defs"]), self.version)

    @cached_property
    def _as_published(self) -> JsonObject:
        return self._published()

    def _published(self) -> JsonObject:
        raw = (folders()[self.version] / "_definitions.json").read_bytes()
        document = cast("JsonObject", orjson.loads(raw))
        mapping(document["$defs"]).update(_CHOICES)
        return document

    def _named(self) -> Iterator[tuple[str, str, str, str]]:
        for name, definition in mapping(self.document["$defs"]).items():
            for meant in sequence(mapping(definition).get("x-kubernetes-group-version-kind")):
                one = mapping(meant)
                yield name, text(one.get("group")), text(one.get("version")), text(one.get("kind"))


def _is_manifest(definition: JsonObject) -> bool:
    """Whether a kind can stand in a manifest: it has an object's metadata, or is a list of such kinds."""
    properties = mapping(definition.get("properties"))
    metadata = text(mapping(properties.get("metadata")).get("$ref"))
    return metadata.endswith(OBJECT_META) or (metadata.endswith(_LIST_META) and "items" in properties)


def _refuse_null(definition: JsonObject) -> None:
    """Null means "not set", so a required field must not be null, even where its type may be elsewhere."""
    for name in sequence(definition.get("required")):
        schema = mapping(mapping(definition.get("properties")).get(text(name)))
        if "$ref" in schema:
            schema["type"] = list(_ANY_BUT_NULL)


def _make_optional(definition: JsonObject, fields: tuple[str, ...]) -> None:
    """Drops fields from `required`, and lets them be null as optional ones are."""
    if "required" in definition:
        definition["required"] = [name for name in sequence(definition["required"]) if name not in fields]
    for name in fields:
        schema = mapping(mapping(definition.get("properties")).get(name))
        if isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]


@cache
def release(version: str) -> Release:
    """The built-in APIs of an available version, which all that judge by them share."""
    return Release(version)
