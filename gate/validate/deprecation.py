"""Built-in APIs that are still served but on their way out, as the schemas themselves tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.validate.absent import replacements, stage
from gate.validate.explain import Fault
from gate.validate.schemas import Release
from gate.validate.versions import available_versions, next_version, served_in

_SAID = re.compile(r"Deprecated: This API is deprecated in v(\d+\.\d+)\+\.?(?:\s+Use \w*\.?(\w+)\.)?")


def deprecation(api_version: str, kind: str, release: Release, versions: tuple[str, ...]) -> Iterator[Fault]:
    """At most one warning about a kind that the release serves.

    A later Kubernetes version lacks it, its description calls it deprecated, or it is an alpha or beta of
    what every one of the resource's versions has as stable.
    """
    instead = replacements(api_version, kind, release)
    remedy = f"Use {instead[0]}." if instead else "Look for what replaces it before the cluster is upgraded."
    newest = available_versions()[-1]
    last = newest if release.version == newest else served_in(api_version, kind)[-1]
    if last != newest:
        message = f"{api_version} {kind} is deprecated: Kubernetes {next_version(last)} removes it"
        yield Fault("schema/deprecated-api", message, "/apiVersion", remedy)
        return
    if said := _SAID.search(release.description(api_version, kind)):
        successor = said[2] if said[2] and said[2] != kind else ""
        homes = [one for one, one_kind in release.kinds if one_kind == successor]
        remedy = f"Use {homes[0]} {successor}." if homes else remedy
        yield Fault(
            "schema/deprecated-api",
            f"{api_version} {kind} is deprecated since Kubernetes {said[1]}",
            "/apiVersion",
            remedy,
        )
    elif stage(api_version) and instead and not stage(instead[0]) and _in_all(instead[0], kind, versions):
        message = f"{api_version} {kind} is the {stage(api_version)} of {instead[0]}, which replaces it"
        yield Fault("schema/deprecated-api", message, "/apiVersion", remedy)


def _in_all(api_version: str, kind: str, versions: tuple[str, ...]) -> bool:
    return set(versions) <= set(served_in(api_version, kind))
