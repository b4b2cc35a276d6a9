"""The build environment of an Application: variables in what it says of its tools.

https://argo-cd.readthedocs.io/en/stable/user-guide/build-environment/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.sources.argocd import ArgoSource

UNKNOWN_REVISION = "0" * 40
"""Stands for the commit that will be deployed, which nobody knows before it is there."""

# Go's os.Expand: a name, one of the shell's special variables, or either in braces.
_VARIABLE = re.compile(r"\$(?:\{([^}]*)\}|([*#$@!?0-9-])|([A-Za-z_]\w*))", re.ASCII)


def environment_of(source: ArgoSource, application: str, spec: JsonObject) -> dict[str, str]:
    """The variables that Argo CD knows while it builds a source (reposerver/repository.go, newEnv)."""
    return {
        "ARGOCD_APP_NAME": application,
        "ARGOCD_APP_NAMESPACE": text(mapping(spec.get("destination")).get("namespace")),
        "ARGOCD_APP_PROJECT_NAME": text(spec.get("project")) or "default",
        "ARGOCD_APP_REVISION": UNKNOWN_REVISION,
        "ARGOCD_APP_REVISION_SHORT": UNKNOWN_REVISION[:7],
        "ARGOCD_APP_REVISION_SHORT_8": UNKNOWN_REVISION[:8],
        "ARGOCD_APP_SOURCE_REPO_URL": source.repo_url,
        "ARGOCD_APP_SOURCE_PATH": source.path,
        "ARGOCD_APP_SOURCE_TARGET_REVISION": source.revision,
    }


def substituted(source: ArgoSource, environment: Mapping[str, str]) -> ArgoSource:
    """A source with the variables put where Argo CD puts them, and nowhere else.

    A path that begins with another name (`$values/…`) is in the source of that name, or in none.
    """
    options = dict(source.options)
    if helm := source.of("helm"):
        options["helm"] = _helm(helm, environment)
    if kustomize := source.of("kustomize"):
        options["kustomize"] = _kustomize(kustomize, environment)
    return replace(source, options=options)


def _helm(options: JsonObject, environment: Mapping[str, str]) -> JsonObject:
    def path(written: JsonValue) -> JsonValue:
        ref, slash, inside = text(written).partition("/")
        if slash and ref.startswith("$") and ref.strip("${}") not in environment:
            return f"{ref}{slash}{_expanded(inside, environment)}"
        return _expanded(written, environment)

    changed = dict(options)
    for key, name, put in (
        ("parameters", "value", lambda value: _expanded(value, environment)),
        ("fileParameters", "path", path),
    ):
        if key in options:
            entries = [mapping(one) for one in sequence(options[key])]
            changed[key] = [{**one, name: put(one.get(name))} for one in entries]
    if "valueFiles" in options:
        changed["valueFiles"] = [path(one) for one in sequence(options["valueFiles"])]
    return changed


def _kustomize(options: JsonObject, environment: Mapping[str, str]) -> JsonObject:
    changed = dict(options)
    if "images" in options:
        changed["images"] = [_expanded(one, environment) for one in sequence(options["images"])]
    kinds = ["commonLabels"]
    if options.get("commonAnnotationsEnvsubst") is True:
        kinds.append("commonAnnotations")
    for kind in kinds:
        if kind in options:
            pairs = mapping(options[kind])
            changed[kind] = {key: _expanded(value, environment) for key, value in pairs.items()}
    return changed


def _expanded(written: JsonValue, environment: Mapping[str, str]) -> JsonValue:
    """A text with its variables; one that is not known is empty, and `$$` is a dollar."""
    if not isinstance(written, str):
        return written

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2] or found[3] or ""
        return "$" if name == "$" else environment.get(name, "")

    return _VARIABLE.sub(value, written)
