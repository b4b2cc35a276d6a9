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
    newest = available_versions()[-1]
    last = newest if release.version == newest else served_in(api_version, kind)[-1]
    if last != newest:
        message = f"{api_version} {kind} is deprecated: Kubernetes {next_version(last)} removes it"
        yield Fault("schema/deprecated-api", message, "/apiVersion", _remedy(api_version, kind, release))
        return
    if said := _SAID.search(release.description(api_version, kind)):
        message = f"{api_version} {kind} is deprecated since Kubernetes {said[1]}"
        homes = release.api_versions.get(said[2] or "", ()) if said[2] != kind else ()
        remedy = f"Use {homes[0]} {said[2]}." if homes else _remedy(api_version, kind, release)
        yield Fault("schema/deprecated-api", message, "/apiVersion", remedy)
    elif stage(api_version) and (stable := _stable(api_version, kind, release, versions)):
        message = f"{api_version} {kind} is the {stage(api_version)} of {stable}, which replaces it"
        yield Fault("schema/deprecated-api", message, "/apiVersion", f"Use {stable}.")


def _remedy(api_version: str, kind: str, release: Release) -> str:
    instead = replacements(api_version, kind, release)
    return f"Use {instead[0]}." if instead else "Look for what replaces it before the cluster is upgraded."


def _stable(api_version: str, kind: str, release: Release, versions: tuple[str, ...]) -> str:
    """The stable apiVersion of the kind that every one of the versions serves; "" when there is none."""
    for one in replacements(api_version, kind, release):
        if not stage(one) and set(versions) <= set(served_in(one, kind)):
            return one
    return ""
