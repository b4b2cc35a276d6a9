"""The fields of a resource that name others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gate.model.inventory import Identity, Reference
from gate.model.json import JsonObject, JsonValue, pointer_of, text
from gate.validate.references.pods import pod_spec
from gate.validate.references.tables import Field, Kind, fields
from gate.validate.relations.names import CLUSTER_SCOPED
from gate.validate.walking import found_at, texts_at
from gate.validate.wording import Tokens

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_BY_ANNOTATION = "use-annotation"  # the AWS load balancer's word for a backend that an annotation describes


def references_of(
    kind: Kind, body: JsonObject, effective: Callable[[str], str], namespace: str
) -> Iterator[Reference]:
    """Every name of another resource in a body, once a place.

    effective: from a written namespace to the one it is; namespace: that of the resource itself.
    """
    for field, place, holder in _holders(kind, body):
        if holder.get("optional") is True or field.name not in holder:
            continue
        name = text(holder[field.name])
        group, named = _named(field, holder)
        if not name or not named or (field.only and named not in field.only):
            continue
        written = text(holder.get(field.namespace)) if field.namespace else ""
        inside = "" if (group, named) in CLUSTER_SCOPED else effective(written) if written else namespace
        port, port_place = _port(field, holder, place)
        if port == _BY_ANNOTATION:
            continue
        yield Reference(
            rule=field.rule,
            to=Identity(group, named, inside, name),
            pointer=pointer_of((*place, field.name)),
            keys=tuple((key, pointer_of(at)) for at, key in texts_at(holder, field.keys, place))
            if field.keys
            else (),
            port=port,
            port_pointer=pointer_of(port_place),
        )


def _holders(kind: Kind, body: JsonObject) -> Iterator[tuple[Field, Tokens, JsonObject]]:
    """The objects of a body that hold a name, each with its row of the table."""
    table = fields()
    for field in table.kinds.get(kind, ()):
        yield from _rows(field, body, ())
    found = pod_spec(kind, body)
    if found is None:
        return
    place, spec = found
    for field in table.pod:
        yield from _rows(field, spec, place)
    for at, container in _containers(spec, place):
        for field in table.container:
            yield from _rows(field, container, at)


def _rows(field: Field, value: JsonValue, place: Tokens) -> Iterator[tuple[Field, Tokens, JsonObject]]:
    for at, holder in found_at(value, field.at, place):
        if isinstance(holder, dict):
            yield field, at, holder


def _containers(spec: JsonObject, place: Tokens) -> Iterator[tuple[Tokens, JsonValue]]:
    for name in _CONTAINERS:
        yield from found_at(spec, (name, "*"), place)


def _named(field: Field, holder: JsonObject) -> Kind:
    """The kind that is named; by the object itself where it has a say."""
    if not field.typed:
        return field.group, field.kind
    kind = text(holder.get("kind")) or field.kind
    if "apiVersion" in holder:
        return text(holder.get("apiVersion")).rpartition("/")[0], kind
    for said in ("apiGroup", "group"):
        if said in holder:
            return text(holder.get(said)), kind
    return field.group, kind


def _port(field: Field, holder: JsonObject, place: Tokens) -> tuple[str | int | None, Tokens]:
    for path in field.port:
        for at, port in found_at(holder, path, place):
            if isinstance(port, str | int) and port:
                return port, at
    return field.default_port, (*place, field.name)
