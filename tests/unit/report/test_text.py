"""The report for people."""

from __future__ import annotations

from gate.model.report import ErrorNote
from tests.unit.report.reports import SEE, WAIVER, judged, report, written


def test_a_finding_shows_its_line_and_what_to_do() -> None:
    text = written("text", report(judged(related=(SEE,))))
    assert text.splitlines()[:9] == [
        "apps/web/overlays/dev",
        "",
        "  error  rbac/wildcard-verbs",
        '    Role shop/reader: verbs hold "*"',
        "    at  apps/web/base/role.yaml:8:12",
        '      8 |     verbs: ["*"]',
        "        |            ^",
        "    see apps/web/overlays/dev/kustomization.yaml:3: the overlay",
        "    do  name the verbs",
    ]


def test_the_same_place_in_two_targets_is_told_once() -> None:
    text = written("text", report(judged(), judged(target="apps/web/overlays/production")))
    assert text.startswith("apps/web/overlays/dev, apps/web/overlays/production\n")
    assert text.count("rbac/wildcard-verbs") == 1
    assert "1 error, 0 warnings" in text


def test_a_line_is_quoted_once_for_findings_at_the_same_place() -> None:
    here = [judged(rule=rule) for rule in ("rbac/wildcard-verbs", "rbac/wildcard-resources")]
    text = written("text", report(*here, judged(line=9, rule="rbac/secrets-read")))
    assert text.count("at  apps/web/base/role.yaml:8:12") == 2
    assert text.count('8 |     verbs: ["*"]') == 1
    assert text.count("at  apps/web/base/role.yaml:9:12") == 1
    assert text.count('9 |     verbs: ["*"]') == 1


def test_many_errors_are_counted_by_rule_at_the_end() -> None:
    found = [judged(rule="secrets/unsealed", line=line) for line in range(1, 10)]
    few, one_rule = (
        report(*found, judged(rule="api/x", severity="warning")),
        report(*found, judged(rule="secrets/unsealed", line=10)),
    )
    many = report(*found, judged(rule="images/mutable-tag", line=1))
    assert written("text", many).splitlines()[-3] == "errors  9 secrets/unsealed, 1 images/mutable-tag"
    assert "errors  " not in written("text", few)
    assert "errors  10" not in written("text", one_rule)


def test_the_closing_account_says_what_was_judged_and_left_out() -> None:
    lines = written("text", report()).splitlines()
    assert lines == [
        "left out  1 (-v names each):",
        "      1  no Kubernetes object in it",
        "judged  2 of 2 targets, 6 resources, 60 rules, Kubernetes 1.34, engine embedded 1.0, 0.5 s",
        "pass  0 errors, 0 warnings",
    ]


def test_waived_findings_are_counted_and_named_on_request() -> None:
    one = report(judged(waiver=WAIVER))
    assert written("text", one).splitlines()[-1] == "pass  0 errors, 0 warnings, 1 waived"
    assert "until the operator is split (team-platform, until 2027-03-31)" in written(
        "text", one, verbose=True
    )


def test_a_fault_of_the_set_up_is_told_with_its_hint() -> None:
    text = written(
        "text", report(errors=(ErrorNote("helm is needed and not on PATH", "gate tools install"),))
    )
    assert "not judged  helm is needed and not on PATH\n  do  gate tools install\n" in text
    assert text.splitlines()[-1].startswith("incomplete  ")


def test_warnings_in_many_places_are_told_once() -> None:
    many = [judged(severity="warning", rule="schema/missing", line=line) for line in range(1, 9)]
    short, long = written("text", report(*many)), written("text", report(*many), verbose=True)
    assert short.count("schema/missing") == 1
    assert "apps/web/base/role.yaml:1:12 and 7 more places" in short
    assert long.count("schema/missing") == 8


def test_a_warning_in_a_few_places_stays_with_its_target() -> None:
    few = [judged(severity="warning", message=f"m{line}", line=line) for line in range(1, 8)]
    assert written("text", report(*few)).count("at  apps/web") == 7


def test_a_rule_that_warns_of_much_is_told_once_with_its_commonest_messages() -> None:
    many = [
        judged(severity="warning", rule="schema/missing", message=f"no schema for {kind}", line=kind * 10 + n)
        for kind in range(1, 8)
        for n in range(kind)
    ]
    text = written("text", report(*many))
    block = text[text.index("in many places") : text.index("left out")]
    assert block.splitlines() == [
        "in many places  (-v names each)",
        "",
        "  warning  schema/missing",
        "    no schema for 7",
        "      at  apps/web/base/role.yaml:70:12 and 6 more places",
        "    no schema for 6",
        "      at  apps/web/base/role.yaml:60:12 and 5 more places",
        "    no schema for 5",
        "      at  apps/web/base/role.yaml:50:12 and 4 more places",
        "    no schema for 4",
        "      at  apps/web/base/role.yaml:40:12 and 3 more places",
        "    no schema for 3",
        "      at  apps/web/base/role.yaml:30:12 and 2 more places",
        "    and 2 other messages of 3 places",
        "    do  name the verbs",
        "",
    ]
    assert "no schema for 1" not in text
    assert "no schema for 1" in written("text", report(*many), verbose=True)


def test_errors_are_told_each_however_many() -> None:
    assert written("text", report(*(judged(line=line) for line in range(1, 9)))).count("at  apps/web") == 8


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b[" not in written("text", report(judged()))
    assert "\x1b[1;31merror\x1b[0m" in written("text", report(judged()), colour=True)


def test_what_the_repository_says_cannot_act_on_a_terminal() -> None:
    text = written("text", report(judged(message="evil \x1b]0;owned\x07 \u202etxt.exe")))
    assert "evil \\e]0;owned\\u{7} \\u{202e}txt.exe" in text
