"""Gatekeeper's suites from the files of folders.

A suite names files beside itself; nothing outside the folder that it lies in is read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gate.documents import Document, positions, read
from gate.errors import PolicyError
from gate.evaluate.gatekeeper.reading import TEMPLATES_GROUP
from gate.evaluate.gatekeeper.requests import AdmissionRequest, request_of
from gate.evaluate.gatekeeper.suites import (
    API_VERSION,
    GROUP,
    Assertion,
    GatekeeperSuite,
    Manifest,
    Skipped,
    SuiteCase,
    SuiteTest,
    Wanted,
    is_suite,
)
from gate.evaluate.own import PolicyFolder
from gate.evaluate.own.reading import raise_all
from gate.expressions import ExpressionError, matches
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

_ENDINGS = (".yaml", ".yml")
_OF_SUITE = frozenset({"apiVersion", "kind", "metadata", "tests", "skip"})
_OF_TEST = frozenset({"name", "template", "constraint", "expansion", "cases", "invalid", "skip"})
_OF_CASE = frozenset({"name", "object", "inventory", "assertions", "skip"})
_OF_ASSERTION = frozenset({"violations", "message"})
_CORRECT = "correct the suite"


def read_suites(folders: Iterable[PolicyFolder]) -> tuple[GatekeeperSuite, ...]:
    """The suites in folders, by their paths.

    PolicyError, each fault in it or in `also`, for suites that cannot be run as they are written.
    """
    given = list(folders)
    files = {folder.told(path): content for folder in given for path, content in folder.files.items()}
    suites: list[GatekeeperSuite] = []
    faults: list[PolicyError] = []
    for folder in given:
        for path, content in sorted(folder.files.items()):
            if path.endswith(_ENDINGS) and GROUP.encode() in content:
                reading = _Reading(folder, path, content, files)
                suites += reading.suites()
                faults += reading.faults
    raise_all({one.message: one for one in faults}.values())
    return tuple(suites)


def templates_in(folders: Iterable[PolicyFolder]) -> Iterator[Manifest]:
    """The ConstraintTemplates of folders, whether a suite names them or not; none in what cannot be read."""
    for folder in folders:
        for path, content in sorted(folder.files.items()):
            if path.endswith(_ENDINGS) and TEMPLATES_GROUP.encode() in content:
                for one in read(content):
                    body = mapping(one.value)
                    group = text(body.get("apiVersion")).rpartition("/")[0]
                    if group == TEMPLATES_GROUP and body.get("kind") == "ConstraintTemplate":
                        yield Manifest(folder.told(path), body, content, one.index)


class _Reading:
    """One file that may hold a suite. faults: what is wrong with it, and with what it names."""

    def __init__(self, folder: PolicyFolder, path: str, content: bytes, files: Mapping[str, bytes]) -> None:
        self._folder = folder
        self._path = path
        self._files = files
        self._documents = read(content)
        self._positions = positions(content, self._documents[0].index if self._documents else 0)
        self.faults: list[PolicyError] = []

    def suites(self) -> Iterator[GatekeeperSuite]:
        if not any(is_suite(mapping(one.value)) or one.broken for one in self._documents):
            return
        told = self._folder.told(self._path)
        for one in self._documents:
            for fault in one.faults:
                self._refuse(f"{told}:{fault.line}:{fault.column}: {fault.message}")
        if len(self._documents) != 1:
            self._refuse(f"{told}: {len(self._documents)} YAML documents, where a suite is one")
        if self.faults:
            return
        body = mapping(self._documents[0].value)
        if body.get("apiVersion") != API_VERSION:
            self._fault("/apiVersion", f"{text(body.get('apiVersion'))} is not known, {API_VERSION} is")
        self._known(body, _OF_SUITE, "")
        tests: list[SuiteTest] = []
        skipped: list[Skipped] = []
        skips = self._flag(body, "skip", "")
        for pointer, test in self._items(body, "tests", ""):
            name = self._name(test, pointer)
            if self._flag(test, "skip", pointer) or skips:
                skipped += self._skipped(test, pointer, name)
            elif (made := self._test(test, pointer, name, skipped)) is not None:
                tests.append(made)
        yield GatekeeperSuite(told, tuple(tests), tuple(skipped))

    def _skipped(self, test: JsonObject, pointer: str, name: str) -> Iterator[Skipped]:
        cases = list(self._items(test, "cases", pointer))
        if not cases:
            yield Skipped(name, self._row(pointer))
        for place, case in cases:
            yield Skipped(f"{name}/{self._name(case, place)}", self._row(place))

    def _test(self, test: JsonObject, pointer: str, name: str, skipped: list[Skipped]) -> SuiteTest | None:
        self._known(test, _OF_TEST, pointer)
        template = self._one(test, "template", pointer)
        constraint = self._one(test, "constraint", pointer)
        expansion = self._one(test, "expansion", pointer) if test.get("expansion") else None
        is_invalid = self._flag(test, "invalid", pointer)
        cases: list[SuiteCase] = []
        for place, case in self._items(test, "cases", pointer):
            of_case = f"{name}/{self._name(case, place)}"
            if self._flag(case, "skip", place):
                skipped.append(Skipped(of_case, self._row(place)))
            elif is_invalid:
                self._fault(place, "a test with `invalid` has no cases, for its constraint is never asked")
            elif (made := self._case(case, place, of_case)) is not None:
                cases.append(made)
        if template is None or constraint is None:
            return None
        return SuiteTest(name, self._row(pointer), template, constraint, expansion, tuple(cases), is_invalid)

    def _case(self, case: JsonObject, pointer: str, name: str) -> SuiteCase | None:
        self._known(case, _OF_CASE, pointer)
        shown = self._one(case, "object", pointer)
        inventory = [
            manifest
            for index, path in enumerate(self._list(case, "inventory", pointer))
            for manifest in self._manifests(path, f"{pointer}/inventory/{index}")
        ]
        for one in inventory:
            if not text(mapping(one.body.get("metadata")).get("name")):
                self._refuse(f"{one.place()}: an object of an inventory has no name")
        assertions = [self._assertion(one, place) for place, one in self._items(case, "assertions", pointer)]
        if not assertions:
            self._fault(pointer, "it has no assertions")
        request = request_of(shown.body) if shown else None
        if isinstance(request, str):
            self._fault(f"{pointer}/object", request)
        if shown is None or not isinstance(request, AdmissionRequest):
            return None
        return SuiteCase(name, self._row(pointer), shown, request, tuple(inventory), tuple(assertions))

    def _assertion(self, assertion: JsonObject, pointer: str) -> Assertion:
        self._known(assertion, _OF_ASSERTION, pointer)
        pattern = assertion.get("message")
        if pattern is not None and not isinstance(pattern, str):
            self._fault(f"{pointer}/message", "the message is no text")
        try:
            matches("", text(pattern))
        except ExpressionError as error:
            self._fault(f"{pointer}/message", f"the message is no regular expression: {error}")
        return Assertion(self._wanted(assertion, pointer), text(pattern))

    def _wanted(self, assertion: JsonObject, pointer: str) -> Wanted:
        """`yes` and `no` are booleans in the YAML of Kubernetes."""
        match assertion.get("violations"):
            case None | True | "yes":
                return "yes"
            case False | "no":
                return "no"
            case int(count) if count >= 0:
                return count
        self._fault(f"{pointer}/violations", "violations are yes, no, or a number")
        return "yes"

    def _one(self, holder: JsonObject, key: str, pointer: str) -> Manifest | None:
        """The one object of a file that a field names."""
        found = self._manifests(holder.get(key), f"{pointer}/{key}")
        if len(found) > 1:
            self._fault(
                f"{pointer}/{key}", f"{found[0].path} holds {len(found)} objects, where one is wanted"
            )
        return found[0] if found else None

    def _manifests(self, path: JsonValue, pointer: str) -> Sequence[Manifest]:
        """The objects of a file that a suite names; none where there is a fault."""
        if not isinstance(path, str) or not path:
            field = next(one for one in reversed(pointer.split("/")) if not one.isdecimal())
            self._fault(pointer, f"{field} names no file")
            return ()
        place = posixpath.normpath(posixpath.join(posixpath.dirname(self._path), path))
        if posixpath.isabs(path) or place.split("/")[0] == "..":
            self._fault(pointer, f"{path} is outside {self._folder.name}, and is not read")
            return ()
        told = self._folder.told(place)
        if told not in self._files:
            self._fault(pointer, f"there is no YAML or JSON file {told}")
            return ()
        documents = read(self._files[told])
        faults = [fault for one in documents for fault in one.faults]
        for fault in faults:
            self._refuse(f"{told}:{fault.line}:{fault.column}: {fault.message}")
        if faults:
            return ()
        return self._objects(told, documents, pointer)

    def _objects(self, told: str, documents: Sequence[Document], pointer: str) -> Sequence[Manifest]:
        found = [Manifest(told, mapping(one.value), self._files[told], one.index) for one in documents]
        for one in found:
            if not (text(one.body.get("apiVersion")) and text(one.body.get("kind"))):
                self._refuse(f"{one.place()}: no Kubernetes object, for it lacks apiVersion or kind")
                return ()
        if not found:
            self._fault(pointer, f"{told} holds no object")
        return found

    def _items(self, holder: JsonObject, key: str, pointer: str) -> Iterator[tuple[str, JsonObject]]:
        """The objects of a list, with the pointers to them."""
        for index, one in enumerate(self._list(holder, key, pointer)):
            place = f"{pointer}/{key}/{index}"
            if isinstance(one, dict):
                yield place, one
            else:
                self._fault(place, f"an item of {key} is no mapping")

    def _list(self, holder: JsonObject, key: str, pointer: str) -> list[JsonValue]:
        value = holder.get(key)
        if value is not None and not isinstance(value, list):
            self._fault(f"{pointer}/{key}", f"{key} is no list")
        return sequence(value)

    def _flag(self, holder: JsonObject, key: str, pointer: str) -> bool:
        value = holder.get(key)
        if value is not None and not isinstance(value, bool):
            self._fault(f"{pointer}/{key}", f"{key} is neither true nor false")
        return value is True

    def _name(self, holder: JsonObject, pointer: str) -> str:
        """The name; of what has none, its number."""
        name = holder.get("name")
        if name is not None and not isinstance(name, str):
            self._fault(f"{pointer}/name", "the name is no text")
        return text(name) or f"#{int(pointer.rpartition('/')[2]) + 1}"

    def _known(self, holder: JsonObject, fields: frozenset[str], pointer: str) -> None:
        for key in holder.keys() - fields:
            self._fault(f"{pointer}/{key}", f"there is no field {key} ({', '.join(sorted(fields))})")

    def _row(self, pointer: str) -> int:
        return self._positions.nearest(pointer)[1].line

    def _fault(self, pointer: str, words: str) -> None:
        self._refuse(f"{self._folder.told(self._path)}:{self._row(pointer)}: {words}")

    def _refuse(self, words: str) -> None:
        self.faults.append(PolicyError(words, _CORRECT))
