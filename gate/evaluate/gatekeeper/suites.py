"""Gatekeeper's suites of tests, as `gator verify` knows them, with the manifests that they name.

Source: pkg/gator/verify of github.com/open-policy-agent/gatekeeper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import orjson

from gate.documents import line_of, positions
from gate.evaluate.gatekeeper.requests import AdmissionRequest
from gate.expressions import matches
from gate.model.json import JsonObject, text

GROUP = "test.gatekeeper.sh"
API_VERSION = f"{GROUP}/v1alpha1"
KIND = "Suite"
Wanted: TypeAlias = int | Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object in a file. path: as people know it. text: of the file. document: its index there."""

    path: str
    body: JsonObject
    text: bytes = field(repr=False)
    document: int = 0

    def place(self, pointer: str = "") -> str:
        """`path:line` of a value, or of what is nearest to it."""
        return f"{self.path}:{positions(self.text, self.document).nearest(pointer)[1].line}"

    def lines_before(self, pointer: str) -> int:
        """The lines of the file before the first of a text that is written as a block (`|`).

        Any other text is taken to begin on its line, which is the nearest that can be said.
        """
        found = positions(self.text, self.document).value(pointer)
        if found is None:
            return 0
        line = line_of(self.text, found.line)
        return found.line if line[found.column - 1 :].startswith("|") else found.line - 1


@dataclass(frozen=True, slots=True)
class Assertion:
    """What is wanted of the violations whose message a regular expression matches ("" for all of them)."""

    wanted: Wanted
    message: str = ""

    def unmet(self, messages: Sequence[str]) -> str:
        """How the messages of violations are other than wanted; "" where they are not."""
        count = sum(matches(one, self.message) for one in messages)
        met = {"yes": count > 0, "no": count == 0}.get(str(self.wanted), count == self.wanted)
        if met:
            return ""
        wanted = {"yes": "at least 1", "no": "none"}.get(str(self.wanted), str(self.wanted))
        like = f" like {orjson.dumps(self.message).decode()}" if self.message else ""
        return f"{count} violation{'' if count == 1 else 's'}{like}, wanted: {wanted}"


@dataclass(frozen=True, slots=True)
class SuiteCase:
    """An object, or a request, shown to the constraint of a test. row: its line in the suite."""

    name: str
    row: int
    object: Manifest
    request: AdmissionRequest
    inventory: tuple[Manifest, ...]
    assertions: tuple[Assertion, ...]


@dataclass(frozen=True, slots=True)
class SuiteTest:
    """A template and a constraint. expansion: the ExpansionTemplate, None where there is none.

    is_invalid: the template's schema has to refuse the constraint.
    """

    name: str
    row: int
    template: Manifest
    constraint: Manifest
    expansion: Manifest | None
    cases: tuple[SuiteCase, ...]
    is_invalid: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a suite says is not to be run: a test, or one of its cases."""

    name: str
    row: int


@dataclass(frozen=True, slots=True)
class GatekeeperSuite:
    """A file with tests of constraints. path: as people know it."""

    path: str
    tests: tuple[SuiteTest, ...]
    skipped: tuple[Skipped, ...] = ()


def is_suite(body: JsonObject) -> bool:
    """Whether an object is a suite of any version."""
    return body.get("kind") == KIND and text(body.get("apiVersion")).rpartition("/")[0] == GROUP
