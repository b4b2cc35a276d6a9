"""One cluster as its policies see it: requests to create what it is sent, namespaces, parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gate.model.inventory import is_known
from gate.model.json import JsonObject, mapping, tokens_of
from gate.model.labels import Labels, labels_of_namespace
from gate.model.resource import Resource
from gate.model.target import Target
from gate.validate.admission.computed import UID
from gate.validate.admission.evaluating import ALWAYS_UNKNOWN, Path
from gate.validate.admission.kinds import Api, Kinds
from gate.validate.admission.matching import OPERATION, Attributes, Doubt
from gate.validate.admission.objects import CREATED, built_in_object
from gate.validate.admission.parameters import Parameter
from gate.validate.catalogues import Catalogue
from gate.validate.defaulting import completed
from gate.validate.references.reading import effective
from gate.validate.relations.names import CLUSTER_SCOPED

_NAMESPACE = ("", "Namespace")


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The values that expressions see of a request, and what of them is not known and left out."""

    values: dict[str, Any]
    unknown: tuple[Path, ...]


class Cluster:
    """What one cluster is sent by its targets, and by every user of the policies given."""

    def __init__(
        self,
        targets: Iterable[Target],
        resources: Iterable[Resource],
        given: Iterable[Resource],
        catalogue: Catalogue,
        kubernetes: str,
    ) -> None:
        self._targets = {target.name: target for target in targets}
        self.resources = tuple(one for one in resources if one.target in self._targets)
        self.given = tuple(given)
        self.kinds = Kinds(catalogue, kubernetes)
        self._catalogue = catalogue
        self._release = catalogue.release(kubernetes)
        self._seen: dict[tuple[Resource, Api], Seen | Doubt] = {}

    @cached_property
    def _namespaces(self) -> dict[str, JsonObject]:
        found = (one for one in self.resources if (one.id.group, one.id.kind) == _NAMESPACE)
        return {one.id.name: one.decode() for one in found}

    def requests(self, resources: Iterable[Resource]) -> Iterator[Attributes]:
        """The requests that create resources."""
        for resource in resources:
            api = self.kinds.api(resource.id.api_version, resource.id.kind)
            namespace = self._namespace_of(resource)
            yield Attributes(
                resource,
                api,
                resource.decode(),
                namespace,
                tuple(self.kinds.equivalents(api)),
                self._labels(resource, namespace),
            )

    def _labels(self, resource: Resource, namespace: str) -> Labels:
        if (resource.id.group, resource.id.kind) == _NAMESPACE:
            return labels_of_namespace(namespace, [resource.decode()])
        return labels_of_namespace(namespace, self._namespaces.values())

    def _namespace_of(self, resource: Resource) -> str:
        kind = (resource.id.group, resource.id.kind)
        if kind == _NAMESPACE:
            return resource.id.name
        if self.is_namespaced(*kind) is False:
            return ""
        target = self._targets.get(resource.target)
        return effective(target, resource.id.namespace) if target else resource.id.namespace

    def is_namespaced(self, group: str, kind: str) -> bool | None:
        """Whether resources of a kind are in a namespace; None where the kind is not known."""
        definitions = self._catalogue.custom.definitions(group, kind)
        if definitions and group not in self._release.groups:
            return definitions[0].is_namespaced
        if (group, kind) in CLUSTER_SCOPED:
            return False
        return True if kind in self._release.api_versions else None

    def parameters_of(self, api_version: str, kind: str) -> Iterator[Parameter]:
        """The resources of an apiVersion and kind that may be parameters."""
        for one in (*self.given, *self.resources):
            if one.id.api_version == api_version and one.id.kind == kind:
                yield Parameter(one, self._namespace_of(one), self.object_of(one))

    def object_of(self, resource: Resource) -> JsonObject:
        """A resource as the server keeps it."""
        identity = resource.id
        body = resource.decode()
        type_name = self._release.kinds.get((identity.api_version, identity.kind))
        if type_name is not None:
            made = built_in_object(body, type_name, self._release)
        else:
            made = self._custom_object(
                body, identity.group, identity.kind, identity.api_version.rpartition("/")[2]
            )
        metadata = mapping(made.get("metadata"))
        metadata.update(uid=UID, creationTimestamp=CREATED)
        namespace = self._namespace_of(resource)
        if is_known(namespace) and (identity.group, identity.kind) != _NAMESPACE:
            metadata["namespace"] = namespace
        else:
            metadata.pop("namespace", None)
        return made

    def _custom_object(self, body: JsonObject, group: str, kind: str, version: str) -> JsonObject:
        for definition in self._catalogue.custom.definitions(group, kind):
            for one in definition.versions:
                if one.name == version and one.served:
                    made = completed(body, one.schema)
                    if one.has_status:
                        made.pop("status", None)
                    return made
        return body

    def seen(self, attributes: Attributes, api: Api) -> Seen | Doubt:
        """The values of the request that policies see in a version of the API."""
        key = (attributes.resource, api)
        if key not in self._seen:
            self._seen = {key: self._look(attributes, api)}
        return self._seen[key]

    def _look(self, attributes: Attributes, api: Api) -> Seen | Doubt:
        if not attributes.api.is_known:
            return Doubt(f"no definition of {attributes.api.kind} ({attributes.api.api_version}) is known")
        if api != attributes.api:
            return Doubt(
                f"it looks at {api.api_version}, and nothing here converts {attributes.api.api_version}"
            )
        try:
            body = self.object_of(attributes.resource)
        except RecursionError:
            return Doubt("the resource is nested too deeply")
        unknown = [*ALWAYS_UNKNOWN, *(("object", *tokens_of(one)) for one in attributes.resource.unknown)]
        values: dict[str, Any] = {
            "object": body,
            "oldObject": None,
            "request": _request(attributes, api),
            "namespaceObject": None,
        }
        if attributes.namespace and not attributes.is_namespace:
            if not is_known(attributes.namespace):
                unknown += [("object", "metadata", "namespace"), ("request", "namespace")]
                unknown += [("request", "__namespace__"), ("namespaceObject", "metadata", "name")]
            values["namespaceObject"] = self._namespace_object(attributes.namespace)
            if attributes.namespace not in self._namespaces:
                unknown += [
                    ("namespaceObject", "metadata", "labels"),
                    ("namespaceObject", "metadata", "annotations"),
                ]
        if not attributes.name:
            unknown += [("object", "metadata", "name"), ("request", "name")]
        for path in unknown:
            _remove(values.get(path[0]), path[1:])
        return Seen(values, tuple(unknown))

    def _namespace_object(self, name: str) -> JsonObject:
        body = mapping(self._namespaces.get(name))
        metadata = mapping(body.get("metadata"))
        made: JsonObject = {"name": name, "UID": UID}
        for field in ("labels", "annotations"):
            if field in metadata:
                made[field] = metadata[field]
        if body:
            made["labels"] = dict(labels_of_namespace(name, [body]).known)
        return {"metadata": made, "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}


def _request(attributes: Attributes, api: Api) -> dict[str, Any]:
    request: dict[str, Any] = {
        "kind": {"group": api.group, "version": api.version, "kind": api.kind},
        "resource": {"group": api.group, "version": api.version, "resource": api.plural},
        "name": attributes.name,
        "operation": OPERATION,
        "dryRun": False,
    }
    own = attributes.api
    request["requestKind"] = {"group": own.group, "version": own.version, "kind": own.kind}
    request["requestResource"] = {"group": own.group, "version": own.version, "resource": own.plural}
    if attributes.namespace:
        request["namespace"] = request["__namespace__"] = attributes.namespace
    return request


def _remove(value: Any, path: Sequence[str]) -> None:  # noqa: ANN401  any part of a body
    """Take a value out of a body; an item of a list stays, as those behind it keep their places."""
    for token in path[:-1]:
        if isinstance(value, list):
            value = value[int(token)] if token.isdecimal() and int(token) < len(value) else None
        else:
            value = value.get(token) if isinstance(value, dict) else None
    if isinstance(value, dict) and path:
        value.pop(path[-1], None)
