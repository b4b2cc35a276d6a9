"""From what a run found out to its report: verdict, errors, statuses, accounts."""

from __future__ import annotations

from datetime import date

import pytest

from gate.errors import ConfigError, GateError, ToolError, UsageError
from gate.model.outcome import Account
from gate.model.report import ErrorNote
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.target import KustomizeSource, Target
from gate.pipeline.assemble import Run, assemble, incomplete_by, notes, unjudged
from gate.pipeline.rendering import TargetResult
from gate.waive import Enforcement
from tests.unit.pipeline.runs import CONFIG_MAP, SECRET, UNSEALED, asked, opened, report_on

FAULT = ToolError("kustomize is missing", "install it")
RESOURCE = Resource(ResourceId("v1", "ConfigMap", "", "a"), 0, b"{}", Provenance("t"), ("1.34",))


def result(
    name: str, *, rendered: bool = False, error: GateError | None = None, resources: int = 0
) -> TargetResult:
    source = KustomizeSource(name, f"{name}/kustomization.yaml")
    target = Target(name, "kustomize", name, source, "", name, (), "", ("1.34",))
    return TargetResult(target, (RESOURCE,) * resources, rendered=rendered, error=error)


class TestTheTargets:
    def test_are_rendered_failed_or_skipped(self) -> None:
        run = Run(results=(result("a", rendered=True, resources=2), result("b"), result("c", error=FAULT)))
        report = assemble(run, asked({}))
        assert [(one.name, one.status) for one in report.targets] == [
            ("a", "rendered"),
            ("b", "failed"),
            ("c", "skipped"),
        ]
        accounting = report.accounting
        assert (accounting.found, accounting.rendered, accounting.failed, accounting.skipped_targets) == (
            3,
            1,
            1,
            1,
        )
        assert accounting.resources == 2
        assert accounting.skipped == (Account("c", "kustomize is missing"),)

    def test_that_render_nothing_are_rendered(self) -> None:
        assert assemble(Run(results=(result("a", rendered=True),)), asked({})).accounting.rendered == 1


class TestErrors:
    def test_are_told_once_each_with_all_that_comes_along(self) -> None:
        both = ConfigError("one", "h", also=(ConfigError("two"), ConfigError("one", "h")))
        assert notes([both, FAULT, FAULT]) == (
            ErrorNote("one", "h"),
            ErrorNote("two", ""),
            ErrorNote("kustomize is missing", "install it"),
        )

    def test_win_over_findings_and_hide_none(self) -> None:
        results = (result("a", error=FAULT),)
        report = assemble(Run(results=results, errors=(FAULT,)), asked({}))
        assert (report.verdict, report.exit_code) == ("incomplete", 2)

    def test_are_not_waved_through(self) -> None:
        request = asked({}, enforcement=Enforcement(date(2026, 1, 1), exit_zero=True))
        assert assemble(Run(errors=(FAULT,)), request).exit_code == 2

    def test_of_a_run_that_could_not_begin(self) -> None:
        report = unjudged(UsageError("no", "hint"))
        assert (report.verdict, report.exit_code, report.errors) == (
            "incomplete",
            2,
            (ErrorNote("no", "hint"),),
        )

    def test_that_come_late_change_the_verdict(self) -> None:
        report = report_on({"a.yaml": SECRET})
        assert (report.verdict, report.exit_code) == ("fail", 1)
        late = incomplete_by(report, (UsageError("no"),))
        assert (late.verdict, late.exit_code, late.errors) == ("incomplete", 2, (ErrorNote("no", ""),))
        assert late.entries == report.entries
        assert incomplete_by(report, ()) is report


class TestARun:
    def test_of_nothing_is_no_pass(self) -> None:
        report = report_on({"notes.yaml": "a: 1\n"})
        assert report.verdict == "incomplete"
        assert "nothing to judge" in report.errors[0].message
        assert report_on({"notes.yaml": "a: 1\n"}, allow_empty=True).verdict == "pass"

    def test_of_what_sends_nothing_is_no_pass(self) -> None:
        files = {"a/list.yaml": "apiVersion: v1\nkind: List\nitems: []\n"}
        report = report_on(files)
        assert (report.verdict, report.exit_code) == ("incomplete", 2)
        (error,) = report.errors
        assert (
            error.message == "there is nothing to judge in this repository: what is there sends no resource"
        )
        assert report_on(files, allow_empty=True).verdict == "pass"
        assert report_on({**files, "b.yaml": CONFIG_MAP}).verdict == "pass"

    def test_of_what_is_all_broken_is_a_fail(self) -> None:
        assert report_on({"a.yaml": CONFIG_MAP + "a: [\n"}).verdict == "fail"

    @pytest.mark.parametrize(
        ("enforcement", "code", "enforced"),
        [
            (Enforcement(date(2026, 1, 1)), 1, True),
            (Enforcement(date(2026, 1, 1), exit_zero=True), 0, False),
            (Enforcement(date(2026, 1, 1), enforce_from=date(2026, 1, 2)), 0, False),
            (Enforcement(date(2026, 1, 2), enforce_from=date(2026, 1, 2)), 1, True),
        ],
    )
    def test_that_only_reports_says_so(self, enforcement: Enforcement, code: int, enforced: bool) -> None:
        report = report_on({"a.yaml": SECRET}, enforcement=enforcement)
        assert (report.verdict, report.exit_code, report.enforced) == ("fail", code, enforced)
        assert any(notice.startswith("Report only: ") for notice in report.notices) is not enforced

    def test_names_an_unknown_rule_of_the_configuration(self) -> None:
        with pytest.raises(ConfigError) as raised:
            report_on(
                {"a.yaml": CONFIG_MAP},
                "rules: {a/b: error, secrets/unsaeled: error}",
            )
        told = (raised.value, *raised.value.also)
        assert [one.message for one in told] == [
            ".gate.yaml:1:9: there is no rule a/b",
            ".gate.yaml:1:21: there is no rule secrets/unsaeled",
        ]
        assert told[1].hint == "did you mean secrets/unsealed?"

    def test_an_engine_that_fails_hides_nothing_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise ToolError("the engine is gone", "start it")

        monkeypatch.setattr("gate.evaluate.running._Engine.alone", fail)
        report = report_on({"a.yaml": CONFIG_MAP + "date: {}\n"})
        assert (report.verdict, report.exit_code) == ("incomplete", 2)
        assert report.errors == (ErrorNote("the engine is gone", "start it"),)
        assert opened(report) == {"schema/unknown-field": "error"}

    def test_a_waived_finding_stays_counted(self) -> None:
        waiver = "waivers: [{rule: secrets/unsealed, path: a.yaml, reason: r, owner: o, expires: 2999-01-01}]"
        report = report_on({"a.yaml": SECRET}, waiver)
        assert (report.verdict, [(one.rule, one.status) for one in report.entries]) == (
            "pass",
            [(UNSEALED, "waived")],
        )
