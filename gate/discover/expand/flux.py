"""Flux Kustomizations -> kustomize targets."""

from __future__ import annotations

import re
from typing import cast

import orjson

from gate.discover.expand.build import closure_of
from gate.discover.expand.flux_sources import Found, folder_of
from gate.discover.expand.places import place_below
from gate.discover.expand.rules import BROKEN_DECLARATION, MISSING_PATH
from gate.discover.expand.surroundings import Declaring, Surroundings
from gate.model.json import JsonObject, JsonValue, escape_token, mapping, text
from gate.model.outcome import Outcome
from gate.model.target import Declaration, KustomizeSource, Substitution, Target
from gate.sources.flux import FluxKustomization, flux_kustomization
from gate.sources.flux_folder import generated_resources
from gate.sources.inputs import REMOTE_START
from gate.sources.kustomization_file import join, kustomization_paths

PATH = "/spec/path"
_VARIABLE = re.compile(r"[_A-Za-z][_A-Za-z0-9]*")  # fluxcd/pkg kustomize/kustomize_varsub.go


def of_kustomization(declaring: Declaring, around: Surroundings) -> Outcome[Target]:
    """The target of a Flux Kustomization; a finding where its path is wrong, an account where it builds from
    outside the repository.
    """
    said = flux_kustomization(declaring.resource.decode())
    found = folder_of(said.source, said.path, around)
    if not isinstance(found, Found):
        return declaring.outside(found)
    if not around.tree.is_folder(found.folder):
        message = f"{said.path or '.'} is no folder of the repository"
        return declaring.fault(MISSING_PATH, PATH if said.path else "/spec", message)
    components, fault = _components(said, found.folder, around)
    if fault:
        return declaring.fault(BROKEN_DECLARATION, *fault)
    target = _target(declaring, said, found.folder, components, around)
    names = dict(target.substitution.variables) if target.substitution else {}
    if wrong := next((name for name in names if not _VARIABLE.fullmatch(name)), ""):
        message = f"{wrong[:60]} is no name of a variable (letters, digits and _); Flux refuses them all"
        return declaring.fault(BROKEN_DECLARATION, "/spec/postBuild", message)
    return Outcome((target,))


def _components(
    said: FluxKustomization, folder: str, around: Surroundings
) -> tuple[tuple[str, ...], tuple[str, str] | None]:
    """The folders of the components, or the pointer and message of what Flux refuses."""
    folders: list[str] = []
    for index, component in enumerate(said.components):
        pointer = f"/spec/components/{index}"
        if REMOTE_START.match(component) or component.startswith("/"):
            return (), (pointer, f"{component} is no relative path; Flux takes local components only")
        inside = join(folder, component)
        if inside == ".." or inside.startswith("../"):
            return (), (pointer, f"{component} leads outside the repository")
        if not around.tree.is_folder(inside):
            if said.ignores_missing_components:
                continue
            return (), (pointer, f"{component} is no folder of the repository (as {inside})")
        folders.append(inside)
    return tuple(folders), None


def _target(
    declaring: Declaring,
    said: FluxKustomization,
    folder: str,
    components: tuple[str, ...],
    around: Surroundings,
) -> Target:
    edits: JsonObject = dict(said.edits)
    if components:
        edits["components"] = cast("list[JsonValue]", list(components))
    files = kustomization_paths(around.tree, folder)
    listed = () if files else generated_resources(around.tree, folder, around.ignores)
    source = KustomizeSource(
        folder=folder,
        kustomization=files[0] if files else "",
        edits=orjson.dumps(edits).decode() if edits else "",
        files=listed,
        relaxed=True,
    )
    where = place_below(declaring, folder, around.settings, said.remote_cluster)
    return Target(
        name=declaring.name,
        kind="kustomize",
        path=folder,
        source=source,
        environment=where.environment,
        cluster=where.cluster,
        closure=closure_of(source, components, around),
        reason=f"declared by {declaring.resource.id}",
        kubernetes_versions=around.versions,
        declared_by=declaring.at(PATH),
        namespace=said.target_namespace,
        substitution=_substitution(said, declaring.cluster, around),
        labels=said.labels,
        annotations=said.annotations,
    )


def _substitution(said: FluxKustomization, cluster: str, around: Surroundings) -> Substitution | None:
    """The variables: those of the ConfigMaps in their order, then the inline ones, as Flux merges them."""
    if not (said.substitute or said.substitute_from or said.substitutes_always):
        return None
    variables: dict[str, str] = {}
    fields: dict[str, Declaration] = {}
    unknown: list[str] = []
    for reference in said.substitute_from:
        found = around.known.resource(reference, cluster) if reference.kind == "ConfigMap" else None
        body = found.decode() if found else {}
        if found is None or "sops" in body:
            unknown.append(str(reference))
            continue
        for key, value in mapping(body.get("data")).items():
            variables[key] = text(value).replace("\n", "")
            fields[key] = Declaration(found.id, found.provenance, f"/data/{escape_token(key)}")
            if "${" in variables[key] or variables[key].startswith("ENC["):
                del variables[key]  # it is itself put together when it is applied
                unknown.append(str(reference))
    inline = {key: value.replace("\n", "") for key, value in said.substitute}
    return Substitution(
        tuple(sorted({**variables, **inline}.items())),
        tuple(dict.fromkeys(unknown)),
        said.substitutes_always,
        tuple((key, fields[key]) for key in sorted(variables.keys() - inline.keys())),
    )
