"""Annotations of pods that the server reads: the cost of deletion, and profiles of seccomp and AppArmor.

Source: ValidatePodSpecificAnnotations, validateSeccompAnnotationsAndFields and
validateAppArmorAnnotationsAndFieldsMatchOnCreate in pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.relations.pods import containers_of, pod_spec
from gate.validate.wording import Tokens

_COST = "controller.kubernetes.io/pod-deletion-cost"
_MIRROR = "kubernetes.io/config.mirror"
_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
_CONTAINER_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
_LOCALHOST = "localhost/"
_INTEGER = re.compile(r"0|[1-9][0-9]{0,18}|-[0-9]{1,19}")
_SECCOMP_PROFILE = re.compile(
    r"runtime/default|docker/default|unconfined|localhost/(?!/)(?!(.*/)?\.\.(/|$)).*", re.DOTALL
)
_APP_ARMOR_PROFILE = re.compile(r"|runtime/default|unconfined|localhost/.*", re.DOTALL)
_NAMES = {"Unconfined": ("unconfined",), "RuntimeDefault": ("runtime/default", "docker/default")}


def pod_annotation_faults(body: JsonObject) -> Iterator[Fault]:
    """The faults of the annotations of the pod that a resource is or makes."""
    spec_place, spec = pod_spec(body)
    holder = body
    for token in spec_place[:-1]:
        holder = mapping(holder.get(str(token)))
    place = (*spec_place[:-1], "metadata", "annotations")
    annotations = mapping(mapping(holder.get("metadata")).get("annotations"))
    names = {text(container.get("name")) for _, container in containers_of(spec, spec_place)}
    for key, value in annotations.items():
        if isinstance(value, str):
            yield from _annotation_faults(key, value, (*place, key), names)
    if _MIRROR in annotations and not spec.get("nodeName"):
        yield fault("api/conflict", (*place, _MIRROR), "must not be set without nodeName")
    yield from _mismatches(annotations, spec, spec_place, is_pod=body.get("kind") == "Pod")


def _annotation_faults(key: str, value: str, place: Tokens, names: set[str]) -> Iterator[Fault]:
    if key == _COST and not _is_cost(value):
        yield fault("api/format", place, "must be an integer from -2147483648 to 2147483647")
    if (key == _SECCOMP or key.startswith(_CONTAINER_SECCOMP)) and not _SECCOMP_PROFILE.fullmatch(value):
        yield fault("api/format", place, "must be runtime/default, unconfined or localhost/PATH")
    if key.startswith(_APP_ARMOR):
        if not _APP_ARMOR_PROFILE.fullmatch(value):
            yield fault("api/format", place, "must be runtime/default, unconfined or localhost/PROFILE")
        if key.removeprefix(_APP_ARMOR) not in names:
            yield fault("api/reference", place, "must name a container of the pod")


def _is_cost(value: str) -> bool:
    return _INTEGER.fullmatch(value) is not None and -(2**31) <= int(value) < 2**31


def _mismatches(annotations: JsonObject, spec: JsonObject, place: Tokens, *, is_pod: bool) -> Iterator[Fault]:
    """Profiles in a field and in an annotation that are not the same.

    Of a Pod the server moves AppArmor's annotation into the field, before it looks at the pod's own profile.
    """
    of_pod = {} if is_pod else mapping(mapping(spec.get("securityContext")).get("appArmorProfile"))
    holders = [(_SECCOMP, "seccompProfile", place, spec)]
    for at, container in containers_of(spec, place):
        name = text(container.get("name"))
        holders.append((f"{_CONTAINER_SECCOMP}{name}", "seccompProfile", at, container))
        holders.append((f"{_APP_ARMOR}{name}", "appArmorProfile", at, container))
    for key, field, at, holder in holders:
        profile = mapping(mapping(holder.get("securityContext")).get(field))
        if key.startswith(_APP_ARMOR):
            profile = profile or of_pod
        value = annotations.get(key)
        if profile and isinstance(value, str) and not _is_same(profile, value):
            says = "must be the same as in the annotation of the pod"
            yield fault("api/conflict", (*at, "securityContext", field), says, "Remove the annotation.")


def _is_same(profile: JsonObject, value: str) -> bool:
    kind = text(profile.get("type"))
    if kind == "Localhost":
        return value == f"{_LOCALHOST}{text(profile.get('localhostProfile'))}"
    return kind not in _NAMES or value in _NAMES[kind]
