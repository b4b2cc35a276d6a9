"""The built-in APIs of one Kubernetes version: schemas loaded once, and compiled per kind when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import jsonschema_rs
import orjson

from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, sequence, text
from gate.validate.constraints import add_constraints, free_unchecked
from gate.validate.versions import folders

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

# Fields that the published schemas require but the API server defaults or does without.
_NOT_REQUIRED: dict[str, tuple[str, ...]] = {
    "io.k8s.api.apps.v1.ControllerRevision": ("revision",),
    "io.k8s.api.apps.v1.StatefulSetSpec": ("serviceName",),
    "io.k8s.api.batch.v1.PodFailurePolicy": ("rules",),
    "io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern": ("status",),
    "io.k8s.api.core.v1.CephFSVolumeSource": ("monitors",),
    "io.k8s.api.core.v1.ClusterTrustBundleProjection": ("path",),
    "io.k8s.api.core.v1.ContainerRestartRule": ("action",),
    "io.k8s.api.core.v1.ConfigMapNodeConfigSource": ("kubeletConfigKey", "name", "namespace"),
    "io.k8s.api.core.v1.Event": ("involvedObject",),
    "io.k8s.api.core.v1.HTTPHeader": ("value",),
    "io.k8s.api.core.v1.ISCSIPersistentVolumeSource": ("lun",),
    "io.k8s.api.core.v1.ISCSIVolumeSource": ("lun",),
    "io.k8s.api.core.v1.LimitRangeSpec": ("limits",),
    "io.k8s.api.core.v1.PreferredSchedulingTerm": ("preference",),
    "io.k8s.api.core.v1.ScaleIOVolumeSource": ("secretRef",),
    "io.k8s.api.core.v1.ScaleIOPersistentVolumeSource": ("secretRef",),
    "io.k8s.api.core.v1.SleepAction": ("seconds",),
    "io.k8s.api.core.v1.Sysctl": ("value",),
    "io.k8s.api.core.v1.TypedLocalObjectReference": ("kind", "name"),
    "io.k8s.api.discovery.v1.EndpointSlice": ("endpoints",),
    "io.k8s.api.discovery.v1.ForZone": ("name",),
    "io.k8s.api.networking.v1.NetworkPolicySpec": ("podSelector",),
    "io.k8s.api.rbac.v1.RoleRef": ("apiGroup",),
    **{
        f"io.k8s.api.resource.{version}.{name}": fields
        for version in ("v1", "v1beta1", "v1beta2")
        for name, fields in {
            "DeviceCapacity": ("value",),
            "DeviceClass": ("spec",),
            "DeviceTaint": ("effect", "key"),
            "ResourceClaim": ("spec",),
            "ResourceClaimTemplate": ("spec",),
            "ResourceClaimTemplateSpec": ("spec",),
            "ResourcePool": ("generation",),
        }.items()
    },
    "io.k8s.api.scheduling.v1.PriorityClass": ("value",),
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement": ("operator",),
    "io.k8s.api.storage.v1.CSIDriver": ("spec",),
    "io.k8s.api.storage.v1.CSINode": ("spec",),
    "io.k8s.api.storage.v1.CSINodeSpec": ("drivers",),
    "io.k8s.api.storage.v1.TokenRequest": ("audience",),
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion": (
        "served",
        "storage",
    ),
}

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

    @cached_property
    def document(self) -> JsonObject:
        """The shared definitions with what the published schemas get wrong about the API server put right."""
        raw = (folders()[self.version] / "_definitions.json").read_bytes()
        document = cast("JsonObject", orjson.loads(raw))
        definitions = mapping(document["$defs"])
        for name, choice in _CHOICES.items():
            definitions[name] = choice
        for name, fields in _NOT_REQUIRED.items():
            _make_optional(mapping(definitions.get(name)), fields)
        free_unchecked(definitions)
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
