"""The folder of this repository that a Flux source and a path in it stand for."""

from __future__ import annotations

from dataclasses import dataclass

from gate.discover.expand.home import shown
from gate.discover.expand.surroundings import Surroundings, clamped
from gate.model.json import JsonObject
from gate.sources.flux import FluxSource, ObjectRef, flux_source
from gate.sources.flux_artifacts import copied_folder, copy_rules

# The source that Flux sets up for itself, and so for the repository that it was bootstrapped from.
BOOTSTRAP = "flux-system"
REPOSITORIES = frozenset(["GitRepository", "OCIRepository", "Bucket"])


@dataclass(frozen=True, slots=True)
class Found:
    """A path of this repository, normal, which may or may not be there."""

    folder: str


def folder_of(source: ObjectRef, path: str, around: Surroundings) -> Found | str:
    """Where a path of a source lies in this repository, or why it does not."""
    if source.kind == "ExternalArtifact":
        return _of_artifact(source, path, around)
    if source.kind not in REPOSITORIES or not source.name:
        return f"built from a source that the gate does not know: {source}"
    folder = clamped(path)
    reason = _elsewhere(source, around.known.find(source), folder, around)
    return reason or Found(folder)


def _of_artifact(source: ObjectRef, path: str, around: Surroundings) -> Found | str:
    """The folder that an artifact copies to the path; clusters may each have a generator of the same name."""
    generators = around.known.of_kind("ArtifactGenerator")
    made = [rules for generator in generators if (rules := copy_rules(generator, source.name))]
    for rules in made:
        copied = copied_folder(rules, clamped(path))
        if copied and copied.source.kind in REPOSITORIES:  # artifacts of artifacts could go in a circle
            return folder_of(copied.source, copied.folder, around)
    if made:
        return f"built from an artifact that is put together from several folders: {source}"
    return f"built from an artifact that no ArtifactGenerator of the repository makes: {source}"


def _elsewhere(source: ObjectRef, body: JsonObject | None, folder: str, around: Surroundings) -> str:
    """Why a source is not this repository, "" when it is or has to be taken for it."""
    there = folder != "." and around.tree.is_folder(folder)
    if source.name == BOOTSTRAP:
        url = flux_source(body).url if body is not None else ""
        ours = source.kind == "GitRepository" and (not url or around.home.may_be_address(url))
        return "" if ours or there else _outside(source, body)
    if source.kind != "GitRepository":
        return _outside(source, body)
    if body is None:
        return "" if there else f"built from a source that is not in the repository: {source}"
    said = flux_source(body)
    if not around.home.is_address(said.url) and not (there and around.home.may_be_address(said.url)):
        return _outside(source, body)
    if said.pinned or not around.home.is_branch(said.revision):
        return f"built from another revision of this repository: {source} follows {said.revision}"
    return ""


def address_of(source: ObjectRef, around: Surroundings) -> str:
    """A source with its address and revision, for people."""
    return _told(source, around.known.find(source))


def _outside(source: ObjectRef, body: JsonObject | None) -> str:
    return f"built from outside the repository: {_told(source, body)}"


def _told(source: ObjectRef, body: JsonObject | None) -> str:
    said = flux_source(body) if body is not None else FluxSource("", "", "", pinned=False)
    address = " ".join(filter(None, (shown(said.url), said.revision)))
    return f"{source} ({address})" if address else str(source)
