"""A prepared policy set as the store keeps it: what OPA was asked once is known without it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

import gate
from gate.evaluate.own.folders import PolicyFolder, data_of
from gate.evaluate.own.policy_set import PolicySet
from gate.evaluate.own.question import Module, Question
from gate.model.rule import Rule
from gate.system.cache import Store
from gate.system.digests import key_of, looks_of_folder


class Kept:
    """The set that was made of these folders, by all that it was made from."""

    def __init__(self, store: Store | None, name: str, folders: Sequence[PolicyFolder]) -> None:
        self._store = store
        self._folders = folders
        self._name = name
        if store is not None:
            looks = looks_of_folder(str(Path(gate.__file__).parent))
            files = [
                part
                for folder in folders
                for path, content in sorted(folder.files.items())
                for part in (folder.name.encode(), path.encode(), content)
            ]
            self._key = key_of((f"policies {gate.__version__} {looks} {name}".encode(), *files))

    def read(self) -> PolicySet | None:
        """The set, None where none was kept."""
        record = self._store.read(self._key) if self._store is not None else None
        if record is None:
            return None
        head, _, wasm = record.partition(b"\n")
        said = orjson.loads(head)
        texts = {path: content for folder in self._folders for path, content in folder.modules()}
        return PolicySet(
            name=self._name,
            modules=tuple(Module(path, texts[path], version) for path, version in said["modules"]),
            questions=tuple(_question(one) for one in said["questions"]),
            data=data_of(self._folders),
            notices=tuple(said["notices"]),
            wasm=wasm,
            why_not=said["why_not"],
            lacking=said["lacking"],
        )

    def write(self, policies: PolicySet) -> None:
        """Keep a set that was made of the folders."""
        if self._store is None:
            return
        head = {
            "modules": [(one.path, one.version) for one in policies.modules],
            "questions": [dataclasses.asdict(one) for one in policies.questions],
            "notices": policies.notices,
            "why_not": policies.why_not,
            "lacking": dict(policies.lacking),
        }
        self._store.write(self._key, orjson.dumps(head) + b"\n" + policies.wasm)


def _question(said: dict[str, Any]) -> Question:
    rule: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in said["rule"].items()
    }
    return Question(Rule(**rule), said["ref"], said["input"], said["unless"])
