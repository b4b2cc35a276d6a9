"""Gatekeeper's own resources: ConstraintTemplates, constraints, Config and SyncSet.

Source: pkg/client and pkg/apis/templates of github.com/open-policy-agent/frameworks/constraint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.resource import Resource

TEMPLATES_GROUP = "templates.gatekeeper.sh"
CONSTRAINTS_GROUP = "constraints.gatekeeper.sh"
CONFIG_GROUP = "config.gatekeeper.sh"
SYNC_GROUP = "syncset.gatekeeper.sh"
TARGET = "admission.k8s.gatekeeper.sh"
_REGO, _NATIVE = "Rego", "K8sNativeValidation"
_GROUPS = frozenset({TEMPLATES_GROUP, CONSTRAINTS_GROUP, CONFIG_GROUP, SYNC_GROUP})
_TARGETS = "/spec/targets"
_KIND = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why Gatekeeper does not take a resource of its own. pointer: to what it does not take.

    is_certain: whether the cluster may not know better.
    """

    message: str
    pointer: str = ""
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class RegoSource:
    """The Rego of a template. libs: what it imports from `data.lib`. pointers: to the texts, entry first."""

    entry: str
    libs: tuple[str, ...]
    version: Literal["v0", "v1"]
    pointers: tuple[str, ...]

    @property
    def pointer(self) -> str:
        return self.pointers[0]


@dataclass(frozen=True, slots=True)
class NativeSource:
    """The CEL of a template, as written. pointer: where it stands."""

    source: JsonObject
    pointer: str


Source: TypeAlias = RegoSource | NativeSource


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A ConstraintTemplate that can be used.

    kind: of its constraints. source: of the engine that Gatekeeper asks: CEL before Rego. operations: the
    operations that it is asked about, all where there are none. given: whether the user gives it, so that no
    file of the repository switches it off.
    """

    resource: Resource
    kind: str
    source: Source
    operations: tuple[str, ...] = ()
    given: bool = False

    @property
    def name(self) -> str:
        return self.resource.id.name

    @property
    def is_asked_of_creations(self) -> bool:
        return not self.operations or bool({"*", "CREATE"} & set(self.operations))


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """A constraint: a template, applied to what it matches. body: with the defaults of its schema."""

    resource: Resource
    body: JsonObject
    given: bool = False

    @property
    def spec(self) -> JsonObject:
        return mapping(self.body.get("spec"))

    @property
    def kind(self) -> str:
        return self.resource.id.kind

    @property
    def name(self) -> str:
        return self.resource.id.name


def concerns_gatekeeper(resource: Resource) -> bool:
    """Whether it is a resource by which Gatekeeper validates others."""
    return resource.id.group in _GROUPS


def is_of_gatekeeper(body: JsonObject) -> bool:
    """The same of an object that is no resource yet."""
    return text(body.get("apiVersion")).rpartition("/")[0] in _GROUPS


def is_template(resource: Resource) -> bool:
    return resource.id.group == TEMPLATES_GROUP and resource.id.kind == "ConstraintTemplate"


def is_constraint(resource: Resource) -> bool:
    return resource.id.group == CONSTRAINTS_GROUP


def read_template(resource: Resource, *, given: bool = False) -> Template | Refusal:
    """The template of a resource, or why Gatekeeper does not take it."""
    spec = mapping(resource.decode().get("spec"))
    kind = text(mapping(mapping(mapping(spec.get("crd")).get("spec")).get("names")).get("kind"))
    if not kind:
        return Refusal("it names no kind for its constraints", "/spec/crd/spec/names/kind")
    if not _KIND.fullmatch(kind.lower()):
        return Refusal("the kind of its constraints is none: a label of DNS", "/spec/crd/spec/names/kind")
    if resource.id.name.lower() != kind.lower():
        return Refusal(
            f"its name is not the lower case of its kind: {kind.lower()} for {kind}", "/metadata/name"
        )
    targets = [mapping(one) for one in sequence(spec.get("targets"))]
    if len(targets) != 1:
        return Refusal(f"it has {len(targets) or 'no'} targets, where there must be one", _TARGETS)
    named = text(targets[0].get("target"))
    if named != TARGET:
        return Refusal(
            f"its target is {named or 'not named'}, where {TARGET} is known", f"{_TARGETS}/0/target"
        )
    source = _source(targets[0])
    if isinstance(source, Refusal):
        return source
    operations = tuple(text(one) for one in sequence(targets[0].get("operations")))
    return Template(resource, kind, source, operations, given)


def _source(target: JsonObject) -> Source | Refusal:
    """CEL goes before Rego, and `rego` before the Rego of `code`; one alone is asked."""
    code = [(f"{_TARGETS}/0/code/{index}", one) for index, one in enumerate(_objects(target.get("code")))]
    for pointer, one in code:
        if one.get("engine") == _NATIVE:
            return NativeSource(mapping(one.get("source")), f"{pointer}/source")
    if text(target.get("rego")):
        return _rego(target, f"{_TARGETS}/0")
    for pointer, one in code:
        if one.get("engine") == _REGO:
            return _rego(mapping(one.get("source")), f"{pointer}/source")
    engines = ", ".join(text(one.get("engine")) or "?" for _, one in code)
    return Refusal(
        f"no engine is known for its code ({engines})" if engines else "it has neither rego nor code",
        f"{_TARGETS}/0",
    )


def _rego(source: JsonObject, pointer: str) -> Source | Refusal:
    entry = source.get("rego")
    libs = source.get("libs")
    if not isinstance(entry, str):
        return Refusal("its source has no rego", pointer)
    if libs is not None and not (isinstance(libs, list) and all(isinstance(one, str) for one in libs)):
        return Refusal("its libs are no list of texts", f"{pointer}/libs")
    return RegoSource(
        entry,
        tuple(text(one) for one in sequence(libs)),
        "v1" if source.get("version") == "v1" else "v0",
        (f"{pointer}/rego", *(f"{pointer}/libs/{index}" for index in range(len(sequence(libs))))),
    )


def _objects(value: JsonValue) -> list[JsonObject]:
    return [mapping(one) for one in sequence(value)]
