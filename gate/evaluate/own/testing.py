"""The tests of policies, on OPA and on the embedded engine, and how much of the policies they come by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import orjson

from gate.evaluate.bundle import load_pack
from gate.evaluate.engines import EvaluationError, Select
from gate.evaluate.own.compiling import capabilities, checked, compiled
from gate.evaluate.own.coverage import FileCoverage, file_coverage, rows_of_modules
from gate.evaluate.own.folders import PolicyFolder, data_of
from gate.evaluate.own.policy_set import PolicySet
from gate.evaluate.own.prepare import questions_in
from gate.evaluate.own.program import OpaProgram
from gate.evaluate.own.question import Module, Question
from gate.evaluate.own.reading import read_modules
from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.rule import Rule
from gate.system.files import write_private

Result: TypeAlias = Literal["passed", "failed", "unjudged", "skipped", "not run"]
_ENTRY_OF_THE_PACK = "entry/entry.rego"
_TEST = "_test.rego"
_GROUP = "test"
_NANOSECONDS = 10**9


@dataclass(frozen=True, slots=True)
class Suite:
    """Policies with their tests. name: what to call them. questions: what a check asks of the policies."""

    name: str
    policies: tuple[Module, ...]
    tests: tuple[Module, ...]
    data: JsonObject = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of a test. path, row: where it stands. words: why.

    opa, embedded, cel: on OPA, on the embedded engine, in CEL. constraint: whether a constraint is one that
    Gatekeeper takes. None where that is not asked.
    """

    __test__ = False  # pytest would collect it

    name: str
    path: str
    row: int
    opa: Result | None = None
    embedded: Result | None = None
    cel: Result | None = None
    constraint: Result | None = None
    words: str = ""
    seconds: float = 0.0

    @property
    def outcome(self) -> Result:
        """The worst of all."""
        found = {self.opa, self.embedded, self.cel, self.constraint}
        return next((one for one in ("failed", "unjudged", "skipped") if one in found), "passed")

    @property
    def is_good(self) -> bool:
        return self.outcome not in {"failed", "unjudged"}


@dataclass(frozen=True, slots=True)
class Tested:
    """A suite after its tests. coverage: None where it could not be measured, for a test fails.

    why_not: why the policies are no WebAssembly, "" where they are. lacking: the rules that are not, where
    others are, each with the reason.
    """

    name: str
    results: tuple[TestResult, ...]
    coverage: tuple[FileCoverage, ...] | None
    why_not: str = ""
    lacking: Mapping[str, str] = field(default_factory=dict)

    @property
    def percent(self) -> float | None:
        """The lines of all policies that the tests come by, in per cent."""
        if self.coverage is None:
            return None
        covered = sum(one.covered for one in self.coverage)
        return FileCoverage("", covered, sum(one.lines for one in self.coverage)).percent


def suite_of_folders(name: str, folders: Sequence[PolicyFolder], opa: OpaProgram) -> Suite:
    """The policies and tests of folders that are loaded together. PolicyError as in `prepared`."""
    policies = read_modules([file for folder in folders for file in folder.modules()], opa)
    tests = read_modules([file for folder in folders for file in folder.tests()], opa)
    return Suite(
        name,
        tuple(one.module for one in policies),
        tuple(one.module for one in tests),
        data_of(folders),
        questions_in(folders, policies)[0],
    )


def suite_of_pack() -> Suite:
    """The gate's own policies, with their tests."""
    folder = load_pack().folder
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.rego"))}
    modules = [Module(name, path.read_bytes()) for name, path in files.items() if name != _ENTRY_OF_THE_PACK]
    tests = tuple(one for one in modules if one.path.endswith(_TEST))
    return Suite("the gate's own policies", tuple(one for one in modules if one not in tests), tests)


def tested(suite: Suite, opa: OpaProgram, private: str) -> Tested:
    """Run the tests of a suite. private: a folder to work in.

    PolicyError when the policies or tests do not compile, or call what policies may not.
    """
    both = PolicySet(suite.name, (*suite.policies, *suite.tests), (), suite.data)
    both = checked(both, opa, private, tests=True)
    bundle, allowed = bundle_of_tests(both, private)
    results = [_result(one, both) for one in opa.tested(bundle, allowed)]
    on_opa = sorted(results, key=lambda one: (one.path, one.row, one.name))
    coverage = None
    if not any(one.opa == "failed" for one in on_opa):
        coverage = tuple(_coverage(opa.covered(bundle, allowed), suite.policies))
    embedded = _Embedded(both, opa, private)
    runnable = [one for one in on_opa if one.embedded != "not run"]
    there = dict(embedded.results(runnable))
    asked = _compiled(suite, both, opa, private)
    return Tested(
        suite.name,
        tuple(there.get(one.name, one) for one in on_opa),
        coverage,
        embedded.why_not if not asked.lacking else "",
        asked.lacking,
    )


def _compiled(suite: Suite, both: PolicySet, opa: OpaProgram, private: str) -> PolicySet:
    """The policies without their tests, as a check asks them."""
    if not suite.questions:
        return PolicySet(suite.name, (), ())
    modules = both.modules[: len(suite.policies)]
    return compiled(PolicySet(suite.name, modules, suite.questions, suite.data), opa, f"{private}/asked")


def bundle_of_tests(policies: PolicySet, private: str, name: str = "tests") -> tuple[str, str]:
    """The paths of a bundle with policies and tests, and of the capabilities, in a private folder."""
    files = {path: content for path, content in policies.files().items() if path != "entry.rego"}
    for path, content in (files | {"data.json": orjson.dumps(policies.data)}).items():
        write_private(private, f"{name}/{path}", content)
    return f"{private}/{name}", write_private(private, "capabilities.json", capabilities(tests=True))


def _result(said: JsonObject, policies: PolicySet) -> TestResult:
    place = mapping(said.get("location"))
    row, duration = place.get("row"), said.get("duration")
    error = mapping(said.get("error"))
    failed = bool(said.get("fail")) or bool(error)
    cases = mapping(said.get("sub_results"))
    wrong = [name for name, case in cases.items() if mapping(case).get("fail")]
    outcome: Result = "skipped" if said.get("skip") else "failed" if failed else "passed"
    return TestResult(
        name=f"{text(said.get('package'))}.{text(said.get('name'))}",
        path=policies.told(text(place.get("file"))),
        row=row if isinstance(row, int) else 0,
        opa=outcome,
        embedded="not run" if cases or outcome == "skipped" else outcome,
        words=text(error.get("message")) or ", ".join(f"case {name}" for name in wrong),
        seconds=duration / _NANOSECONDS if isinstance(duration, int) else 0.0,
    )


def _coverage(report: JsonObject, policies: Sequence[Module]) -> Iterator[FileCoverage]:
    """Of the policies, which are the first of the modules, and not of their tests."""
    rows = rows_of_modules(report)
    for index, one in enumerate(policies):
        yield file_coverage(one.path, *rows.get(index, (frozenset(), frozenset())))


class _Embedded:
    """The tests again, compiled to WebAssembly."""

    def __init__(self, policies: PolicySet, opa: OpaProgram, private: str) -> None:
        self._policies = policies
        self._opa = opa
        self._private = private
        self.why_not = ""

    def results(self, tests: Sequence[TestResult]) -> Iterator[tuple[str, TestResult]]:
        """What became of each test there, by its name. Tests that need what the engine lacks are alone."""
        if not tests:
            return
        made = compiled(self._asking(tests), self._opa, self._private)
        self.why_not = self.why_not or next(iter(made.lacking.values()), made.why_not)
        if made.wasm or made.lacking:
            inside = [one for one in tests if one.name not in made.lacking]
            yield from self._run(made.parts("embedded")[0], inside) if inside else ()
            yield from (
                (one.name, _not_run(one, made.lacking[one.name])) for one in tests if one not in inside
            )
            return
        packages = sorted({_package(one) for one in tests})
        if len(packages) == 1:
            yield from ((one.name, _not_run(one, made.why_not)) for one in tests)
            return
        first = set(packages[: len(packages) // 2])
        yield from self.results([one for one in tests if _package(one) in first])
        yield from self.results([one for one in tests if _package(one) not in first])

    def _asking(self, tests: Iterable[TestResult]) -> PolicySet:
        questions = tuple(
            Question(Rule(one.name, "", "", "error", "", policy=True), one.name, "{}") for one in tests
        )
        return replace(self._policies, questions=questions)

    def _run(self, made: PolicySet, tests: Iterable[TestResult]) -> Iterator[tuple[str, TestResult]]:
        # Costs 30 ms to import.
        from gate.evaluate.embedded import Embedded  # noqa: PLC0415

        engine = Embedded(made.wasm, made.data | {"system": {"params": {"": {}}}})
        body = orjson.dumps({"group": _GROUP, "body": {}})
        try:
            for one in tests:
                try:
                    answers = engine.ask([body], Select({_GROUP: [one.name]}), "")
                except EvaluationError as error:
                    words = one.words or made.told(error.words)
                    yield one.name, replace(one, embedded="failed", words=words)
                    continue
                holds = [mapping(answer).get("result") for answer in sequence(answers)] == [True]
                yield one.name, replace(one, embedded="passed" if holds else "failed")
        finally:
            engine.close()


def _not_run(test: TestResult, why_not: str) -> TestResult:
    """One that fails on OPA says nothing of what it was not put to."""
    return replace(test, embedded="not run", words=test.words if test.opa == "failed" else why_not)


def _package(test: TestResult) -> str:
    return test.name.rpartition(".")[0]
