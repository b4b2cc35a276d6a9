"""Gatekeeper's suites run: Rego on OPA and as WebAssembly, CEL by the gate's own evaluation of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

import orjson

from gate import validate
from gate.evaluate import EngineChoice
from gate.evaluate.gatekeeper import NativeSource, Refusal, RegoSource, Template
from gate.evaluate.gatekeeper.definition import parameters_of
from gate.evaluate.gatekeeper.loading import Loaded
from gate.evaluate.gatekeeper.matching import Doubt
from gate.evaluate.gatekeeper.reading import Source
from gate.evaluate.gatekeeper.suites import GatekeeperSuite, Manifest, SuiteCase, SuiteTest
from gate.evaluate.gatekeeper.trying import RegoAnswers, Said, Trial, rego_answers
from gate.evaluate.own import FileCoverage, OpaProgram, Tested, TestResult
from gate.evaluate.own.coverage import file_coverage
from gate.evaluate.own.testing import Result
from gate.pipeline.gatekeeper.candidates import Candidate, Candidates, Objection, inventory_of, is_asked
from gate.pipeline.gatekeeper.cel_cases import NativeCases

_NOTHING = Said()
_HIDDEN = "(not shown, as it may hold a Secret's value)"
_MOST_MESSAGES = 5


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """A case of a test that can be run. trial: where Rego is asked; said: what is known without."""

    result: TestResult
    case: SuiteCase
    candidate: Candidate
    trial: Trial | None = None
    said: Said = _NOTHING

    @property
    def source(self) -> Source:
        return self.candidate.template.source


class Suites:
    """Suites made ready to be run, for the newest Kubernetes version.

    templates: those that are to be tested, so that what no suite names counts as what no case comes by.
    """

    def __init__(self, suites: Iterable[GatekeeperSuite], templates: Iterable[Manifest] = ()) -> None:
        newest = validate.available_versions()[-1]
        self._candidates = Candidates(newest)
        self._native = NativeCases(newest)
        self._numbers = count()
        self._templates: dict[RegoSource, Manifest] = {}
        self._known: list[tuple[TestResult, Source | None]] = []
        self._cases: list[_Case] = []
        for suite in suites:
            for one in suite.skipped:
                self._known.append((TestResult(one.name, suite.path, one.row, opa="skipped"), None))
            for test in suite.tests:
                self._take(suite.path, test)
        for manifest in templates:
            self._count(manifest)

    def tested(self, name: str, choice: EngineChoice, opa: OpaProgram, private: str) -> Tested:
        """What becomes of each case. choice: OPA, with its program. private: a folder to work in.

        PolicyError when OPA or the embedded engine does not answer.
        """
        names = {source: one.path for source, one in self._templates.items()}
        trials = [one.trial for one in self._cases if one.trial is not None]
        answers = rego_answers(trials, names, choice, opa, private)
        results = [self._checked(one, source, answers) for one, source in self._known]
        results += [self._checked(_result(one, answers), one.source, answers) for one in self._cases]
        coverage = tuple(_coverage(self._templates, answers))
        return Tested(
            name,
            tuple(sorted(results, key=lambda one: (one.path, one.row))),
            None if trials and not coverage else coverage,
            lacking={self._templates[one].path: why for one, why in answers.not_compiled.items()},
        )

    def _take(self, path: str, test: SuiteTest) -> None:
        source = self._count(test.template)
        found = self._candidates.of(test)
        if isinstance(found, Objection) or test.is_invalid or not test.cases:
            self._known += [(one, source) for one in _of_test(path, test, found)]
        else:
            self._cases += [self._case(path, found, one) for one in test.cases]

    def _count(self, manifest: Manifest) -> Source | None:
        """The source of a template, whose lines are to be come by; None of what is no template."""
        template = self._candidates.template(manifest)
        source = template.source if isinstance(template, Template) else None
        if isinstance(source, RegoSource):
            self._templates.setdefault(source, manifest)
        return source

    def _checked(self, result: TestResult, source: Source | None, answers: RegoAnswers) -> TestResult:
        """The result, unless the Rego of its template is not taken: then nothing can be said of the test."""
        if not isinstance(source, RegoSource):
            return result
        outcome = answers.outcomes[source]
        if isinstance(outcome, Loaded):
            return result
        pointer = outcome.pointer if isinstance(outcome, Refusal) else source.pointer
        words = f"{self._templates[source].place(pointer)}: {outcome.message}"
        return TestResult(
            result.name, result.path, result.row, opa="unjudged", embedded="unjudged", words=words
        )

    def _case(self, path: str, candidate: Candidate, case: SuiteCase) -> _Case:
        result = TestResult(case.name, path, case.row)
        source = candidate.template.source
        asked = is_asked(candidate, case)
        if isinstance(asked, Doubt):
            return _Case(result, case, candidate, said=Said(failed=asked.reason))
        if not asked:
            return _Case(result, case, candidate)
        if isinstance(source, NativeSource):
            return _Case(result, case, candidate, said=self._native.said(candidate, case.request))
        parameters = parameters_of(candidate.constraint.spec)
        name = f"case {next(self._numbers)}"
        trial = Trial(name, source, parameters, case.request, inventory_of(case))
        return _Case(result, case, candidate, trial)


def _of_test(path: str, test: SuiteTest, found: Candidate | Objection) -> Iterator[TestResult]:
    """What there is to say of a test as a whole: what its constraint is, or why its cases are not run."""
    result = TestResult(test.name, path, test.row)
    if isinstance(found, Candidate) and test.is_invalid:
        words = "the template's schema takes the constraint, which is to be invalid"
        yield replace(result, constraint="failed", words=words)
    elif isinstance(found, Candidate) or (test.is_invalid and found.by_schema):
        yield replace(result, constraint="passed")
    else:
        yield replace(result, constraint=found.result, words=found.words)
        for case in test.cases:
            yield TestResult(case.name, path, case.row, constraint="not run")


def _result(one: _Case, answers: RegoAnswers) -> TestResult:
    if isinstance(one.source, NativeSource):
        result, words = _judged(one, one.said)
        return replace(one.result, cel=result, words=words)
    name = one.trial.name if one.trial else ""
    on_opa = answers.opa.get(name, one.said)
    opa, words = _judged(one, on_opa)
    if one.source in answers.not_compiled:
        return replace(one.result, opa=opa, embedded="not run", words=words)
    there = answers.embedded.get(name, one.said)
    embedded, others = _judged(one, there)
    if not (on_opa.failed or there.failed) and _texts(on_opa) != _texts(there):
        others = f"OPA says {_told(on_opa)}, WebAssembly {_told(there)}"
        return replace(one.result, opa=opa, embedded="failed", words=others)
    return replace(one.result, opa=opa, embedded=embedded, words=words or others)


def _coverage(templates: Mapping[RegoSource, Manifest], answers: RegoAnswers) -> Iterator[FileCoverage]:
    """Of each file with templates in Rego, by its own lines."""
    rows: dict[str, tuple[set[int], set[int]]] = {}
    for source, template in templates.items():
        for pointer, (covered, missed) in answers.coverage.get(source, {}).items():
            before = template.lines_before(pointer)
            of_file = rows.setdefault(template.path, (set(), set()))
            of_file[0].update(before + row for row in covered)
            of_file[1].update(before + row for row in missed)
    for path, (covered, missed) in sorted(rows.items()):
        yield file_coverage(path, covered, missed)


def _judged(one: _Case, said: Said) -> tuple[Result, str]:
    """The result by what a constraint said, and why it is none that is wanted."""
    if said.failed:
        return "unjudged", said.failed
    unmet = [assertion.unmet(_texts(said)) for assertion in one.case.assertions]
    faults = [fault for fault in unmet if fault]
    return ("failed", f"{'; '.join(faults)}; it says {_told(said)}") if faults else ("passed", "")


def _texts(said: Said) -> list[str]:
    return sorted(one.text for one in said.messages)


def _told(said: Said) -> str:
    """The messages for people, the first of many."""
    shown = [_HIDDEN if one.hides else orjson.dumps(one.text).decode() for one in said.messages]
    more = len(shown) - _MOST_MESSAGES
    return ", ".join(shown[:_MOST_MESSAGES]) + (f" and {more} more" if more > 0 else "") or "nothing"
