"""Folders of policies: which files are Rego, which are data, which are neither."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gate.documents import read
from gate.errors import PolicyError
from gate.evaluate.own.policy_set import ROOTS_OF_THE_GATE
from gate.model.json import JsonObject, JsonValue, mapping
from gate.model.tree import Tree

REGO = ".rego"
TEST = "_test.rego"
DATA = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class PolicyFolder:
    """A folder of policies. name: as people call it. files: path below it -> content."""

    name: str
    files: Mapping[str, bytes]

    def told(self, path: str) -> str:
        """A file by the name that people know."""
        return posixpath.join("" if self.name == "." else self.name, path)

    def modules(self) -> Iterator[tuple[str, bytes]]:
        """The policies, by the names that people know; no tests."""
        return ((self.told(path), self.files[path]) for path in self._rego() if not path.endswith(TEST))

    def tests(self) -> Iterator[tuple[str, bytes]]:
        """The tests of policies."""
        return ((self.told(path), self.files[path]) for path in self._rego() if path.endswith(TEST))

    def has_rego(self) -> bool:
        """Whether there is any policy or test."""
        return any(self._rego())

    def has_data(self) -> bool:
        """Whether there is any document that is no Kubernetes object."""
        return any(
            path.endswith(DATA) and not _is_object(_values(content)) for path, content in self.files.items()
        )

    def _rego(self) -> list[str]:
        return sorted(path for path in self.files if path.endswith(REGO))


def policy_folders(tree: Tree, folders: Iterable[str]) -> tuple[PolicyFolder, ...]:
    """Folders of a tree. What lies in two of them belongs to the inner one.

    PolicyError for a file that cannot be read; FileNotFoundError for a folder that is not there.
    """
    named = {posixpath.normpath(folder.strip("/") or "."): folder for folder in folders}
    for inside, folder in named.items():
        if not tree.is_folder(inside):
            raise FileNotFoundError(folder)
    found: dict[str, dict[str, bytes]] = {inside: {} for inside in named}
    for path in sorted(tree.files):
        holders = [one for one in named if one == "." or path.startswith(f"{one}/")]
        if holders and path.endswith((REGO, *DATA)):
            holder = max(holders, key=len)
            below = path if holder == "." else path.removeprefix(f"{holder}/")
            found[holder][below] = _content(tree, path)
    return tuple(PolicyFolder(named[inside], files) for inside, files in found.items())


def data_of(folders: Iterable[PolicyFolder]) -> JsonObject:
    """The documents of the folders as one; Kubernetes objects are none of them.

    As `conftest --data` and `opa run` load them: below the folders that a file is in, counted from the folder
    of policies. PolicyError, each fault in it or in `also`.
    """
    whole: JsonObject = {}
    faults: list[PolicyError] = []
    for told, path, content in _documents(folders):
        try:
            if not _is_object(_values(content)):
                _merge(whole, _placed(path, _document(told, content)), told)
        except PolicyError as error:
            faults.append(error)
    if faults:
        raise PolicyError(faults[0].message, faults[0].hint, also=tuple(faults[1:]))
    return whole


def objects_in(folders: Iterable[PolicyFolder]) -> tuple[str, ...]:
    """The files with Kubernetes objects, by the names that people know."""
    return tuple(told for told, _, content in _documents(folders) if _is_object(_values(content)))


def _documents(folders: Iterable[PolicyFolder]) -> Iterator[tuple[str, str, bytes]]:
    for folder in folders:
        for path in sorted(folder.files):
            if path.endswith(DATA):
                yield folder.told(path), path, folder.files[path]


def _values(content: bytes) -> list[JsonValue]:
    return [document.value for document in read(content)]


def _is_object(values: Iterable[JsonValue]) -> bool:
    return any(mapping(one).get("apiVersion") and mapping(one).get("kind") for one in values)


def _document(told: str, content: bytes) -> JsonValue:
    documents = read(content)
    faults = [fault for document in documents for fault in document.faults]
    if faults:
        where = f"{told}:{faults[0].line}:{faults[0].column}"
        raise PolicyError(f"{where}: {faults[0].message}", "mend the data of policies")
    if len(documents) > 1:
        raise PolicyError(f"{told} holds {len(documents)} YAML documents", "data of policies is one a file")
    return documents[0].value if documents else {}


def _placed(path: str, value: JsonValue) -> JsonValue:
    for part in reversed(path.split("/")[:-1]):
        value = {part: value}
    return value


def _merge(into: JsonObject, value: JsonValue, told: str, path: tuple[str, ...] = ()) -> None:
    if not isinstance(value, dict):
        raise PolicyError(f"{told} holds no mapping, so it can be no data of policies", "make it a mapping")
    for key, one in value.items():
        if not path and key in ROOTS_OF_THE_GATE:
            raise PolicyError(f"{told}: `data.{key}` is the gate's", "call it by another name")
        known = into.get(key)
        if isinstance(known, dict) and isinstance(one, dict):
            _merge(known, one, told, (*path, key))
        elif key in into:
            spelled = ".".join((*path, key))
            raise PolicyError(f"{told}: another file gives data.{spelled}, too", "keep one of them")
        else:
            into[key] = one


def _content(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except OSError as error:
        raise PolicyError(
            f"{path} cannot be read: {error.strerror or error}", "make it a regular file"
        ) from None
