"""How much a rule weighs: metadata, profile, settings, environment, and what is asked for."""

from __future__ import annotations

import pytest

from gate.config.load import load
from gate.model.finding import Finding
from gate.model.rule import Rule, RuleSeverity
from gate.pipeline.severities import Severities
from tests.unit.pipeline.runs import CONFIG_MAP, SECRET, UNSEALED, opened, report_on

SEVERITIES: dict[str, RuleSeverity] = {
    "images/tag": "warning",
    "images/digest": "ignore",
    "rbac/wild": "error",
    "yaml/syntax": "error",
    "render/failed": "error",
    "waiver/expired": "error",
}
RULES = {name: Rule(name, "", "", severity, "") for name, severity in SEVERITIES.items()}
FILES = {
    "dev/s.yaml": SECRET.replace("some-name", "d"),
    "production/s.yaml": SECRET.replace("some-name", "p"),
}
ENVIRONMENTS = "environments: {dev: {paths: [dev], rules: {secrets/unsealed: SEVERITY}}, production: {paths: [production]}}"


def severities(
    settings: str = "", profile: dict[str, RuleSeverity] | None = None, **asked: tuple[str, ...]
) -> Severities:
    return Severities(RULES, profile or {}, load(settings.encode(), ".gate.yaml"), **asked)


def found(rule: str, target: str = "t", *, unjudged: bool = False) -> Finding:
    return Finding(rule, "error", "m", target=target, unjudged=unjudged)


class TestTheSeverityOfARule:
    @pytest.mark.parametrize(
        ("settings", "profile", "environment", "severity"),
        [
            ("", {}, "", "warning"),
            ("", {"images/tag": "info"}, "", "info"),
            ("", {"images/tag": "ignore"}, "", "ignore"),
            ("rules: {images/tag: error}", {"images/tag": "ignore"}, "", "error"),
            ("rules: {images/tag: {params: {a: 1}}}", {"images/tag": "info"}, "", "info"),
            ("rules: {images/tag: {severity: error, params: {a: 1}}}", {}, "", "error"),
            ("environments: {dev: {paths: [a], rules: {images/tag: ignore}}}", {}, "dev", "ignore"),
            ("environments: {dev: {paths: [a], rules: {images/tag: ignore}}}", {}, "prod", "warning"),
            ("environments: {dev: {paths: [a], rules: {images/tag: ignore}}}", {}, "", "warning"),
            ("rules: {images/tag: error}\nenvironments: {dev: {paths: [a], rules: {images/tag: info}}}", {}, "dev", "info"),
            ("rules: {images/tag: error}\nenvironments: {dev: {paths: [a], rules: {images/tag: {params: {}}}}}", {}, "dev", "error"),
        ],
    )  # fmt: skip
    def test_is_what_was_said_closest(
        self, settings: str, profile: dict[str, RuleSeverity], environment: str, severity: str
    ) -> None:
        assert severities(settings, profile).of("images/tag", environment) == severity

    @pytest.mark.parametrize(
        ("select", "ignore", "asked"),
        [
            ((), (), {"images/tag", "rbac/wild"}),
            (("images",), (), {"images/tag"}),
            (("rbac/wild",), (), {"rbac/wild"}),
            ((), ("images",), {"rbac/wild"}),
            (("images", "rbac"), ("images/tag",), {"rbac/wild"}),
            (("images/digest",), (), set()),
        ],
    )
    def test_is_ignore_for_what_is_not_asked(
        self, select: tuple[str, ...], ignore: tuple[str, ...], asked: set[str]
    ) -> None:
        always = {"yaml/syntax", "render/failed", "waiver/expired"}
        assert {rule.id for rule in severities(select=select, ignore=ignore).asked()} == asked | always

    def test_that_one_environment_alone_asks_is_asked(self) -> None:
        settings = "environments: {dev: {paths: [a], rules: {images/digest: info}}}"
        assert "images/digest" in {rule.id for rule in severities(settings).asked()}


class TestWhatIsSaidOfFindings:
    def test_each_weighs_what_its_environment_says(self) -> None:
        settings = "environments: {dev: {paths: [a], rules: {rbac/wild: info}}, prod: {paths: [b], rules: {rbac/wild: ignore}}}"
        findings = [found("rbac/wild", "a"), found("rbac/wild", "b"), found("rbac/wild", "c")]
        applied = severities(settings).applied(findings, {"a": "dev", "b": "prod", "c": ""})
        assert [(one.target, one.severity) for one in applied] == [("a", "info"), ("c", "error")]

    @pytest.mark.parametrize("rule", ["yaml/syntax", "render/failed", "waiver/expired"])
    def test_nothing_silences_what_kept_the_gate_from_judging(self, rule: str) -> None:
        settings = f"rules: {{{rule}: ignore}}"
        for one in (severities(settings), severities(ignore=(rule,)), severities(select=("images",))):
            assert one.applied([found(rule)], {}) == (found(rule),)

    def test_nor_an_unjudged_finding(self) -> None:
        silent = severities("rules: {rbac/wild: ignore}", ignore=("rbac",))
        unjudged = found("rbac/wild", unjudged=True)
        assert silent.applied([unjudged, found("rbac/wild")], {}) == (unjudged,)

    def test_a_foreign_rule_keeps_its_own(self) -> None:
        assert severities(select=("images",)).applied([found("foreign/rule")], {}) == (found("foreign/rule"),)


class TestInARun:
    def test_a_setting_that_changes_nothing_is_said(self) -> None:
        settings = (
            "rules: {waiver/expired: ignore, images/digest: info}\n"
            "environments: {dev: {paths: [a], rules: {yaml/syntax: info}}}"
        )
        (said,) = [one for one in report_on({"a.yaml": CONFIG_MAP}, settings).notices if "severity" in one]
        assert said == (
            "The severity set for waiver/expired, yaml/syntax counts for nothing: what could not be judged, "
            "and what is wrong with waivers, is always said."
        )
        assert not any("severity" in one for one in report_on({"a.yaml": CONFIG_MAP}).notices)

    @pytest.mark.parametrize("severity", ["ignore", "info", "warning"])
    def test_an_environment_weighs_for_itself(self, severity: str) -> None:
        report = report_on(FILES, ENVIRONMENTS.replace("SEVERITY", severity))
        weights = {entry.environments: entry.severity for entry in report.entries}
        assert weights.pop(("production",)) == "error"
        assert weights == ({} if severity == "ignore" else {("dev",): severity})
        assert report.verdict == "fail"

    @pytest.mark.parametrize("profile", ["minimal", "recommended", "strict"])
    def test_every_profile_takes_a_good_manifest_and_refuses_an_open_secret(self, profile: str) -> None:
        settings = f"profile: {profile}"
        assert report_on({"a.yaml": CONFIG_MAP}, settings).verdict == "pass"
        assert opened(report_on({"a.yaml": SECRET}, settings))[UNSEALED] == "error"

    def test_broken_text_fails_whatever_is_selected(self) -> None:
        files = {"a.yaml": CONFIG_MAP + "data: [\n"}
        for changes in ({"select": ("images",)}, {"ignore": ("yaml",)}):
            report = report_on(files, "rules: {yaml/syntax: ignore}", **changes)
            assert (report.verdict, opened(report)) == ("fail", {"yaml/syntax": "error"})


class TestARuleThatWeighsAsItsFindingsSay:
    """A template of Gatekeeper: each of its constraints has an action."""

    VARYING = Rule("gatekeeper/demo", "", "", "error", "", varies=True)

    @pytest.mark.parametrize(
        ("settings", "asked", "weighs"),
        [
            ("", {}, ["info"]),
            ("rules: {gatekeeper/demo: warning}", {}, ["warning"]),
            ("rules: {gatekeeper/demo: ignore}", {}, []),
            ("", {"ignore": ("gatekeeper/demo",)}, []),
            ("", {"select": ("images",)}, []),
            ("", {"select": ("gatekeeper",)}, ["info"]),
        ],
    )
    def test_keeps_the_finding_s_severity_but_for_settings(
        self, settings: str, asked: dict[str, tuple[str, ...]], weighs: list[str]
    ) -> None:
        known = severities(settings, None, **asked).beside({self.VARYING.id: self.VARYING})
        findings = known.applied([Finding(self.VARYING.id, "info", "m", target="t")], {})

        assert [one.severity for one in findings] == weighs

    def test_does_not_take_the_place_of_a_rule_that_is_known(self) -> None:
        other = Rule("images/tag", "", "", "info", "", varies=True)

        assert severities().beside({other.id: other}).of("images/tag", "") == "warning"
