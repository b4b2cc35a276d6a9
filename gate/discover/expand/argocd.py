"""Argo CD Applications -> kustomize, helm and plain targets, one for each source that is rendered."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import replace

from gate.discover.expand.application import Application, elsewhere, target_of
from gate.discover.expand.argocd_helm import fetched_target, helm_target
from gate.discover.expand.argocd_kustomize import kustomize_target
from gate.discover.expand.rules import BROKEN_DECLARATION, MISSING_PATH
from gate.discover.expand.surroundings import Surroundings
from gate.documents import read
from gate.model.outcome import Account, Outcome
from gate.model.target import PlainSource, Target
from gate.sources.argocd import (
    ArgoSource,
    overridden,
    override_files,
    sources_of,
)
from gate.sources.argocd_environment import environment_of, substituted
from gate.sources.argocd_folder import manifests_of, tool_of, tools_of
from gate.sources.kustomization_file import join


def of_application(application: Application, around: Surroundings) -> Outcome[Target]:
    """The targets of an Application; findings where a path is wrong, accounts for what lies elsewhere."""
    sources = sources_of(application.spec)
    if not sources:
        return application.declaring.outside("neither source nor sources says what is deployed")
    rendered = [source for source in sources if source.path or source.chart or not source.ref]
    outcomes = []
    for index, source in enumerate(rendered):
        named = application
        if len(rendered) > 1:
            label = source.name or str(index + 1)
            declaring = replace(application.declaring, name=f"{application.declaring.name}#{label}")
            named = replace(application, declaring=declaring)
        outcomes.append(_of_source(named, source, sources, around))
    return joined(outcomes)


def joined(outcomes: Iterable[Outcome[Target]]) -> Outcome[Target]:
    """Several outcomes as one."""
    several = list(outcomes)
    return Outcome(
        tuple(value for one in several for value in one.values),
        tuple(finding for one in several for finding in one.findings),
        tuple(account for one in several for account in one.accounts),
    )


def _of_source(
    application: Application, source: ArgoSource, sources: tuple[ArgoSource, ...], around: Surroundings
) -> Outcome[Target]:
    declaring, pointer = application.declaring, f"{application.pointer}{source.pointer}/path"
    if source.chart:
        return fetched_target(application, _in_environment(application, source), sources, around)
    if posixpath.isabs(source.path):
        return declaring.fault(BROKEN_DECLARATION, pointer, f"{source.path} is no relative path")
    folder = posixpath.normpath(source.path or ".")
    if folder == ".." or folder.startswith("../"):
        return declaring.fault(BROKEN_DECLARATION, pointer, f"{source.path} leads outside the repository")
    if reason := elsewhere(source, folder, around):
        return declaring.outside(reason)
    if not around.tree.is_folder(folder):
        return declaring.fault(MISSING_PATH, pointer, f"{folder} is no folder of the repository")
    source = replace(source, path=folder)
    try:
        source = _with_overrides(source, application.name, around)
    except OSError as error:
        return declaring.fault(BROKEN_DECLARATION, pointer, f"{error.filename} {error.strerror}")
    except ValueError as error:
        return declaring.fault(BROKEN_DECLARATION, pointer, str(error))
    if len(named := tools_of(source)) > 1:
        message = f"a source is built by one tool, and this one says something of {' and '.join(named)}"
        return declaring.fault(BROKEN_DECLARATION, pointer, message)
    return _with_tool(application, _in_environment(application, source), sources, around)


def _in_environment(application: Application, source: ArgoSource) -> ArgoSource:
    return substituted(source, environment_of(source, application.name, application.spec))


def _with_overrides(source: ArgoSource, name: str, around: Surroundings) -> ArgoSource:
    """OSError or ValueError where one cannot be read: the folder would be built as something else without."""
    contents = []
    for path in _override_paths(source.path, name, around):
        contents.append(around.tree.read(path))
        if any(document.broken for document in read(contents[-1])[:1]):
            raise ValueError(f"{path} is no readable YAML")
    return overridden(source, tuple(contents))


def _override_paths(folder: str, name: str, around: Surroundings) -> list[str]:
    return [path for file in override_files(name) if around.tree.is_file(path := join(folder, file))]


def _with_tool(
    application: Application, source: ArgoSource, sources: tuple[ArgoSource, ...], around: Surroundings
) -> Outcome[Target]:
    tool = tool_of(around.tree, source)
    if tool == "plugin":
        return application.declaring.outside("built by a plugin, which the gate does not run")
    if tool == "kustomize":
        outcome = kustomize_target(application, source, around)
    elif tool == "helm":
        outcome = helm_target(application, source, sources, around)
    else:
        outcome = _directory(application, source, around)
    overrides = _override_paths(source.path, application.name, around)
    return replace(
        outcome,
        values=tuple(
            replace(one, closure=tuple(sorted({*one.closure, *overrides}))) for one in outcome.values
        ),
    )


def _directory(application: Application, source: ArgoSource, around: Surroundings) -> Outcome[Target]:
    files = manifests_of(around.tree, source.path, source.of("directory"))
    sent = tuple(path for path in files if not path.endswith(".jsonnet"))
    accounts = tuple(
        Account(path, "jsonnet, which the gate does not run") for path in files if path.endswith(".jsonnet")
    )
    if not sent:
        reason = "a folder without manifests at its top" if not files else "a folder of jsonnet alone"
        accounts = (*accounts, Account(application.declaring.name, f"{reason}: {source.path}"))
        return Outcome(accounts=accounts)
    target = target_of(application, source, around, sent)
    return Outcome((replace(target, kind="plain", source=PlainSource(sent)),), accounts=accounts)
