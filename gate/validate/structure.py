"""Resources against the schemas of Kubernetes versions and of CustomResourceDefinitions."""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.finding import Finding
from gate.model.json import JsonObject, pointer_of, value_at
from gate.model.resource import Resource, ResourceId
from gate.validate.absent import absent_kind, is_built_in
from gate.validate.admission.names import GROUP as ADMISSION
from gate.validate.catalogues import Catalogue
from gate.validate.crd_names import GROUP, KIND
from gate.validate.deprecation import deprecation
from gate.validate.dropping import without
from gate.validate.explain import Fault, explain
from gate.validate.relations.metadata import metadata_faults
from gate.validate.relations.names import SEGMENT, SUBDOMAIN
from gate.validate.relations.related import related_faults
from gate.validate.rules import RULES
from gate.validate.schemas import Release, Schema

_DEVICES = "resource.k8s.io"
_SEVERITIES = {rule.id: rule.severity for rule in RULES}


def validate(resource: Resource, catalogue: Catalogue) -> tuple[Finding, ...]:
    """What the API servers of the resource's Kubernetes versions would say of its structure.

    Findings that are the same in several versions are one that names them; those of custom kinds name none. A
    resource without kind or apiVersion is not judged here: it was a finding when it was parsed.
    """
    if not resource.id.kind or not resource.id.api_version:
        return ()
    body = resource.decode()
    if "/sops" in resource.unknown:
        body.pop("sops", None)  # whoever decrypts takes it out
    versions_of: dict[Fault, list[str]] = {}
    if _is_custom(resource, catalogue):
        # It comes with CEL, as all that is imported below: a tenth of a second that most changes do not need.
        from gate.validate.definitions import custom_faults  # noqa: PLC0415

        versions_of.update({fault: [] for fault in custom_faults(resource.id, body, catalogue)})
        is_defined = bool(catalogue.custom.definitions(resource.id.group, resource.id.kind))
        form = SUBDOMAIN if is_defined else SEGMENT
        versions_of.update({fault: [] for fault in metadata_faults(body, others=form)})
    else:
        versions = resource.kubernetes_versions or catalogue.versions
        for version in versions:
            for fault in _built_in_faults(resource, body, catalogue.release(version), versions):
                versions_of.setdefault(fault, []).append(version)
    if resource.id.kind == KIND and resource.id.api_version == f"{GROUP}/v1":
        from gate.validate.definitions import definition_faults  # noqa: PLC0415

        told = [fault.pointer for fault in versions_of]
        faults = definition_faults(catalogue.newest.kept(body), catalogue)
        versions_of.update({fault: [] for fault in faults if not _is_told(fault.pointer, told)})
    return tuple(_finding(fault, resource, tuple(versions)) for fault, versions in versions_of.items())


def _is_custom(resource: Resource, catalogue: Catalogue) -> bool:
    """Kubernetes' own kinds come first: a CustomResourceDefinition cannot take one over."""
    api_version, kind = resource.id.api_version, resource.id.kind
    if catalogue.has_built_in(api_version, kind):
        return False
    if catalogue.custom.definitions(resource.id.group, kind):
        return True
    return not is_built_in(api_version, kind, catalogue.newest)


def _is_told(pointer: str, told: list[str]) -> bool:
    """Whether something was already said about the very place of a fault, or below it."""
    return any(other == pointer or other.startswith(f"{pointer}/") for other in told)


def _built_in_faults(
    resource: Resource, body: JsonObject, release: Release, versions: tuple[str, ...]
) -> Iterator[Fault]:
    api_version, kind = resource.id.api_version, resource.id.kind
    schema = release.schema(api_version, kind)
    if schema is None:
        yield absent_kind(api_version, kind, release)
        return
    yield from deprecation(api_version, kind, release, versions)
    dropped = release.dropped(api_version, kind, body)
    if not dropped:
        yield from _validation_faults(resource.id, body, schema, release)
        return
    for one in dropped:
        decoding = release.decoding(one)
        if not decoding.accepts(value_at(body, pointer_of(one.tokens))):
            yield from explain(decoding.at(one.tokens), body, kind)
    told = [f"{pointer_of(one.tokens)}/" for one in dropped]
    for fault in _validation_faults(resource.id, without(body, dropped), schema, release):
        if not f"{fault.pointer}/".startswith(tuple(told)):  # of the empty objects that dropped items leave
            yield fault


def _validation_faults(
    identity: ResourceId, body: JsonObject, schema: Schema, release: Release
) -> Iterator[Fault]:
    """What a server says of a body without what it drops."""
    if not schema.accepts(body):
        yield from explain(schema, body, identity.kind)
    yield from metadata_faults(body, release.version)
    yield from related_faults(identity.api_version, identity.kind, body, release.version)
    if identity.group == ADMISSION:
        from gate.validate.admission.definition import expression_faults  # noqa: PLC0415

        yield from expression_faults(identity.kind, body, release.version)
    elif identity.group == _DEVICES:
        from gate.validate.device_selectors import selector_faults  # noqa: PLC0415

        yield from selector_faults(identity.kind, body, release.version)


def _finding(fault: Fault, resource: Resource, versions: tuple[str, ...]) -> Finding:
    severity = _SEVERITIES[fault.rule]
    assert severity != "ignore"
    return Finding(
        rule=fault.rule,
        severity=severity,
        message=fault.message,
        target=resource.target,
        resource=resource.id,
        provenance=resource.provenance,
        pointer=fault.pointer,
        at_key=fault.at_key,
        unjudged=fault.unjudged,
        remedy=fault.remedy,
        kubernetes_versions=versions,
    )
