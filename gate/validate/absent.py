"""What to say of a kind that a Kubernetes version does not have: removed, yet to come, or misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gate.validate.explain import Fault
from gate.validate.schemas import Release
from gate.validate.versions import GONE_BEFORE, age, folders, next_version, served_in
from gate.validate.wording import either, nearest, quoted

_STABILITY = re.compile(r"v(\d+)(?:(alpha|beta)(\d+))?")
_ALIKE_GROUP = 0.85

# What kustomize reads from a file, a transformer (`builtin`) included, and no cluster takes.
_READ_BY_KUSTOMIZE = ("kustomize.config.k8s.io/", "builtin")


def is_built_in(api_version: str, kind: str, release: Release) -> bool:
    """Whether the API is, was or will be one of Kubernetes' own, going by its group.

    Only a group with a dot can be a third party's: a CustomResourceDefinition may have no other.
    """
    group = api_version.rpartition("/")[0]
    return (
        "." not in group
        or api_version.startswith(_READ_BY_KUSTOMIZE)
        or group in release.groups
        or (api_version, kind) in GONE_BEFORE
        or bool(served_in(api_version, kind))
    )


def absent_kind(api_version: str, kind: str, release: Release) -> Fault:
    """Why a release has no such built-in kind, and which it has instead."""
    if api_version.startswith(_READ_BY_KUSTOMIZE):
        return Fault(
            "schema/unknown-kind",
            f"{kind} ({api_version}) is read by kustomize; no cluster takes it as a resource",
            "/kind",
            "Take it out of the manifests; a kustomization names a base or component by its folder.",
        )
    removed = _removed(api_version, kind, release)
    if removed is not None:
        return removed
    served = served_in(api_version, kind)
    if served:
        return Fault(
            "schema/unknown-kind",
            f"{api_version} {kind} comes with Kubernetes {served[0]}",
            "/apiVersion",
            _use(replacements(api_version, kind, release)) or "Send it only to clusters that have it.",
        )
    return misspelt(api_version, kind, release)


def _removed(api_version: str, kind: str, release: Release) -> Fault | None:
    gone_in, instead = GONE_BEFORE.get((api_version, kind), ("", ""))
    if not gone_in:
        before = [version for version in served_in(api_version, kind) if age(version) < age(release.version)]
        if not before:
            return None
        gone_in = next_version(before[-1])
        instead = either(replacements(api_version, kind, release) or [""])
    return Fault(
        "schema/removed-api",
        f"{api_version} {kind} was removed in Kubernetes {gone_in}",
        "/apiVersion",
        f"Use {instead}." if instead else "Remove it: nothing replaces it.",
    )


def misspelt(api_version: str, kind: str, release: Release) -> Fault:
    """A kind or apiVersion that never was, with the nearest one."""
    by_kind = release.api_versions
    if kind in by_kind:
        where = either(in_order(by_kind[kind]))
        message = f"{kind} is in {where}, not in {quoted(api_version)}"
        return Fault(
            "schema/unknown-kind", message, "/apiVersion", f"Write apiVersion: {in_order(by_kind[kind])[0]}."
        )
    here = [one_kind for one_version, one_kind in release.kinds if one_version == api_version]
    near = nearest(kind, here) or nearest(kind, by_kind)
    if not near:
        message = f"Kubernetes has no kind {quoted(kind)} in {quoted(api_version)}"
        return Fault("schema/unknown-kind", message, "/kind", "Correct the spelling of kind and apiVersion.")
    home = api_version if near in here else in_order(by_kind[near])[0]
    meant = quoted(near) if near in here else f"{quoted(near)} of {home}"
    message = f"{api_version} has no kind {quoted(kind)} (did you mean {meant}?)"
    return Fault(
        "schema/unknown-kind",
        message,
        "/kind",
        f"Write kind: {near}" + ("." if near in here else f" and apiVersion: {home}."),
    )


def near_built_in(api_version: str, kind: str, release: Release) -> bool:
    """Whether a group looks like a misspelt one of Kubernetes' own that has this kind."""
    group = api_version.rpartition("/")[0]
    groups = {one.rpartition("/")[0] for one in release.api_versions.get(kind, ())}
    return bool(nearest(group, groups - {""}, cutoff=_ALIKE_GROUP))


def replacements(api_version: str, kind: str, release: Release) -> list[str]:
    """The best other apiVersion of a kind in its group that a release has; at most one."""
    group = api_version.rpartition("/")[0]
    others = [one for one in release.api_versions.get(kind, ()) if one != api_version]
    return in_order(one for one in others if one.rpartition("/")[0] == group)[:1]


def in_order(api_versions: Iterable[str]) -> list[str]:
    """Sorts apiVersions by stability, then newest first: v2, v1, v1beta2, v1beta1, v1alpha1."""
    return sorted(api_versions, key=lambda one: (*_rank(one), one))


def stage(api_version: str) -> str:
    """`alpha`, `beta` or "" for stable."""
    match = _STABILITY.fullmatch(api_version.rpartition("/")[2])
    return (match[2] or "") if match else ""


def _rank(api_version: str) -> tuple[int, int, int]:
    match = _STABILITY.fullmatch(api_version.rpartition("/")[2])
    if match is None:
        return (3, 0, 0)
    return (["", "beta", "alpha"].index(match[2] or ""), -int(match[1]), -int(match[3] or 0))


def _use(instead: list[str]) -> str:
    return f"Use {either(instead)}." if instead else ""


def last_release_with(api_version: str, kind: str) -> str:
    """The newest Kubernetes version with schemas that serves a kind; "" when the newest of all does."""
    served = served_in(api_version, kind)
    return served[-1] if served and served[-1] != tuple(folders())[-1] else ""
