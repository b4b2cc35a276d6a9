"""Admission policies in the folders that the user gives with `--policy`; their Rego is not looked at here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gate.cli.policy_places import PolicyPlace
from gate.documents import read
from gate.errors import ConfigError
from gate.evaluate.gatekeeper import is_of_gatekeeper
from gate.evaluate.own import REGO, PolicyFolder
from gate.model.json import JsonObject, mapping, sequence, text
from gate.pipeline.schemas import ENDINGS
from gate.system.files import open_folder

_ADMISSION = frozenset({"ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"})
_UNUSED = "Neither admission policy nor parameter of one, so not used"
_READ = (
    "a folder holds Rego, ValidatingAdmissionPolicies with bindings and parameters, or Gatekeeper's templates"
)


def policy_files(
    places: Iterable[PolicyPlace], option: str
) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
    """The files of the folders with policies, and what to say of those that are none.

    option: by which they are given. ConfigError for a folder without any policy.
    """
    files: list[tuple[str, bytes]] = []
    notices: list[str] = []
    for place in places:
        folder, tree = place.name, open_folder(place.folder)
        names = sorted(tree.files)
        found = [(f"{folder}/{name}", tree.read(name)) for name in names if name.endswith(ENDINGS)]
        has_rego = any(name.endswith(REGO) for name in names)
        others = [f"{folder}/{name}" for name in names if not name.endswith((*ENDINGS, REGO))]
        bodies = [(path, body) for path, content in found for body in _bodies(content)]
        if has_rego:
            # What is no Kubernetes object is data of the policies.
            bodies = [(path, body) for path, body in bodies if body.get("apiVersion") and body.get("kind")]
        elif not any(_is_policy(body) for _, body in bodies):
            raise ConfigError(f"{option}: no Rego and no admission policy lies in {folder}", _READ)
        admission = {path for path, _ in bodies}
        files += [(path, content) for path, content in found if path in admission or not has_rego]
        others += _strangers(bodies)
        if others:
            notices.append(
                f"Neither admission policy nor parameter of one, so not used: {', '.join(others)}."
            )
    return tuple(files), tuple(notices)


def without_gatekeeper(
    folders: Iterable[PolicyFolder],
) -> tuple[tuple[PolicyFolder, ...], tuple[tuple[str, bytes], ...]]:
    """Folders without the files of Gatekeeper's resources, which some hold alone; and these files."""
    left: list[PolicyFolder] = []
    found: list[tuple[str, bytes]] = []
    for folder in folders:
        theirs = {path for path, content in folder.files.items() if _has_gatekeeper(path, content)}
        found += [(folder.told(path), folder.files[path]) for path in sorted(theirs)]
        others = {path: content for path, content in folder.files.items() if path not in theirs}
        if others or not theirs:
            left.append(PolicyFolder(folder.name, others))
    return tuple(left), tuple(found)


def _has_gatekeeper(path: str, content: bytes) -> bool:
    return (
        path.endswith(ENDINGS)
        and b"gatekeeper.sh/" in content
        and any(map(is_of_gatekeeper, _bodies(content)))
    )


def _bodies(content: bytes) -> Iterator[JsonObject]:
    """The objects of a file; what cannot be read is told when the policies are used."""
    for document in read(content):
        body = mapping(document.value)
        if text(body.get("kind")).endswith("List"):
            yield from map(mapping, sequence(body.get("items")))
        elif not document.broken:
            yield body


def _is_policy(body: JsonObject) -> bool:
    return body.get("kind") in _ADMISSION or is_of_gatekeeper(body)


def _strangers(bodies: list[tuple[str, JsonObject]]) -> Iterator[str]:
    """Objects that are neither policies nor of the kind of parameters that one of them has."""
    kinds = [mapping(mapping(body.get("spec")).get("paramKind")) for _, body in bodies]
    params = {(text(kind.get("apiVersion")), text(kind.get("kind"))) for kind in kinds}
    for path, body in bodies:
        kind = text(body.get("kind"))
        if not _is_policy(body) and (text(body.get("apiVersion")), kind) not in params:
            yield f"{path} ({kind or 'no kind'})"
