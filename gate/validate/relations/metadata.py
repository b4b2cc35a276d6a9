"""What the metadata of a resource has to be, whatever its kind: name, namespace, labels, annotations, owners.

Source: `ValidateObjectMetaAccessor` in apimachinery/pkg/api/validation/objectmeta.go. Metadata within a
resource (a pod template's) has fewer rules, which are data: constraints/metadata.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate.constraints import named_format
from gate.validate.explain import Fault
from gate.validate.relations import names
from gate.validate.relations.places import fault, items
from gate.validate.wording import Tokens, quoted

_PLACE: Tokens = ("metadata",)
_MOST_ANNOTATION_BYTES = 256 * 1024
_STANDARD_FINALIZERS = frozenset({"orphan", "foregroundDeletion", "kubernetes"})
_CORE_FINALIZER_GROUPS = frozenset(
    {
        "",
        "apps",
        "autoscaling",
        "batch",
        "certificates.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io",
        "rbac.authorization.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    }
)
_LONGEST_PREFIX = 58
_GENERATED = "aaaaa"
_HAS_VERSION = re.compile(r"(/?|[^/]+/)[^/]+")
_PLAIN = re.compile(r"[\w .,:/+-]{1,80}")


def metadata_faults(body: JsonObject, version: str = "", others: str = names.SUBDOMAIN) -> Iterator[Fault]:
    """What is wrong with a resource's metadata for a Kubernetes version ("1.34"; "" for a custom resource).

    others: the form of the names of kinds that `names` does not list.
    """
    metadata = body.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        return
    metadata = mapping(metadata)
    group = text(body.get("apiVersion")).rpartition("/")[0]
    kind = text(body.get("kind"))
    namespace = metadata.get("namespace")
    has_scope = bool(version) and (group, kind) not in names.CLUSTER_SCOPED
    if isinstance(namespace, str) and namespace and has_scope:
        yield from _form_faults(namespace, "dns-label", (*_PLACE, "namespace"), "api/name")
    if group in names.NAMELESS_GROUPS:
        return  # what they may not have is among the constraints; the rest is not looked at
    form = _form(group, kind, version, others)
    yield from _name_faults(metadata, form, nameless=(group, kind) in names.NAMED_BY_SERVER)
    if version and not _is_counted(group, kind):
        yield from _generation_faults(metadata)
    yield from _label_faults(metadata)
    yield from _annotation_faults(metadata)
    yield from _finalizer_faults(metadata, "events" if (group, kind) == ("", "Event") else group)
    yield from _owner_faults(metadata)


def _name_faults(metadata: JsonObject, form: str, *, nameless: bool) -> Iterator[Fault]:
    name, prefix = metadata.get("name"), metadata.get("generateName")
    if isinstance(prefix, str) and prefix:
        place = (*_PLACE, "generateName")
        made = f"{prefix[:_LONGEST_PREFIX]}{_GENERATED}"
        wrong = list(_form_faults(_masked(prefix), form, place, "api/name", prefix))
        yield from wrong or ([] if name else _form_faults(made, form, place, "api/name", prefix))
    if isinstance(name, str) and name:
        yield from _form_faults(name, form, (*_PLACE, "name"), "api/name")
    elif name in (None, "") and prefix in (None, "") and not nameless:
        yield fault("api/required", _PLACE, "must have a name (or a generateName)", "Set metadata.name.")


def _is_counted(group: str, kind: str) -> bool:
    return group in names.COUNTED_GROUPS or (group, kind) in names.COUNTED_BY_SERVER


def _generation_faults(metadata: JsonObject) -> Iterator[Fault]:
    generation = metadata.get("generation")
    if isinstance(generation, int) and generation < 0:
        yield fault("api/range", (*_PLACE, "generation"), f"is {generation}, must be 0 or more")


def _form(group: str, kind: str, version: str, others: str) -> str:
    form = names.FORMS.get((group, kind), others)
    if form == names.LETTER_LABEL and version:
        major, _, minor = version.partition(".")
        if (int(major), int(minor)) > names.LAST_STRICT_SERVICE:
            return names.LABEL
    return form


def _masked(prefix: str) -> str:
    """A prefix of generated names as the server checks it: what ends with "-" goes on."""
    return f"{prefix[:-2]}a" if len(prefix) > 1 and prefix.endswith("-") else prefix


def _label_faults(metadata: JsonObject) -> Iterator[Fault]:
    for key, value in mapping(metadata.get("labels")).items():
        place = (*_PLACE, "labels", key)
        yield from _key_faults(key, "qualified-name", place)
        if isinstance(value, str):
            yield from _form_faults(value, "label-value", place, "api/format")


def _annotation_faults(metadata: JsonObject) -> Iterator[Fault]:
    annotations = mapping(metadata.get("annotations"))
    for key in annotations:
        yield from _key_faults(key, "annotation-key", (*_PLACE, "annotations", key))
    size = sum(
        len(part.encode("utf-8", "replace"))
        for key, value in annotations.items()
        for part in (key, text(value))
    )
    if size > _MOST_ANNOTATION_BYTES:
        says = f"hold {size} bytes, must hold at most {_MOST_ANNOTATION_BYTES} (256 KiB)"
        yield fault("api/range", (*_PLACE, "annotations"), says, "Move large content elsewhere.")


def _finalizer_faults(metadata: JsonObject, group: str) -> Iterator[Fault]:
    finalizers = sequence(metadata.get("finalizers"))
    for index, finalizer in enumerate("" if one is None else one for one in finalizers):
        if not isinstance(finalizer, str):
            continue
        place = (*_PLACE, "finalizers", index)
        wrong = list(_form_faults(finalizer, "qualified-name", place, "api/format"))
        yield from wrong
        bare = "/" not in finalizer and finalizer not in _STANDARD_FINALIZERS
        if bare and not wrong and group in _CORE_FINALIZER_GROUPS:
            says = f'is {quoted(finalizer)}, must have a domain ("example.com/{finalizer}")'
            yield fault("api/format", place, says)
    if {"orphan", "foregroundDeletion"} <= {one for one in finalizers if isinstance(one, str)}:
        yield fault(
            "api/conflict", (*_PLACE, "finalizers"), "must not hold both orphan and foregroundDeletion"
        )


def _owner_faults(metadata: JsonObject) -> Iterator[Fault]:
    place = (*_PLACE, "ownerReferences")
    owners = list(items(metadata.get("ownerReferences"), place))
    for at, owner in owners:
        for field in ("apiVersion", "kind", "name", "uid"):
            if owner.get(field) == "":
                yield fault("api/required", (*at, field), "must not be empty")
        version, kind = text(owner.get("apiVersion")), text(owner.get("kind"))
        if version and not _HAS_VERSION.fullmatch(version):
            yield fault("api/format", (*at, "apiVersion"), 'must be "group/version", or "v1"')
        if (version, kind) == ("v1", "Event"):
            yield fault("api/value", at, "must not be an Event, which cannot own anything")
    controllers = [(at, text(owner.get("uid"))) for at, owner in owners if owner.get("controller") is True]
    for at, _ in [one for one in controllers if one[1] != controllers[0][1]]:
        yield fault(
            "api/conflict", (*at, "controller"), "is true for a second owner, must be for at most one"
        )


def _key_faults(key: str, form: str, place: Tokens) -> Iterator[Fault]:
    for one in _form_faults(key, form, place, "api/format", ""):
        yield Fault(one.rule, one.message, one.pointer, one.remedy, at_key=True)


def _form_faults(
    value: str, form: str, place: Tokens, rule: str, written: str | None = None
) -> Iterator[Fault]:
    """A value without the named form. written: as the message has it, if not as judged; "" to omit it."""
    pattern, never, longest, says = _compiled(form)
    if len(value) <= longest and pattern.fullmatch(value) and not (never and never.search(value)):
        return
    said = value if written is None else written
    is_now = f"is {quoted(said)}, " if _PLAIN.fullmatch(said) else ""
    yield fault(rule, place, f"{is_now}{says}")


@cache
def _compiled(form: str) -> tuple[re.Pattern[str], re.Pattern[str] | None, int, str]:
    schema = named_format(form)
    longest = schema.get("maxLength")
    never = text(mapping(schema.get("not")).get("pattern"))
    return (
        re.compile(text(schema["pattern"]), re.ASCII),
        re.compile(never) if never else None,
        longest if isinstance(longest, int) else 1 << 30,
        text(schema["x-says"]),
    )
