"""What is said of targets is kept by target: findings, and the accounts of what policies except."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gate.errors import PolicyError
from gate.model.finding import Finding
from gate.model.outcome import Account
from gate.model.target import PlainSource, Target
from gate.pipeline.kept_findings import Group, KeptFindings
from gate.pipeline.rendering import TargetResult
from gate.pipeline.said import Said


def result(name: str, key: str = "rendered") -> TargetResult:
    target = Target(name, "plain", name, PlainSource((name,)), "", name, (), "a test", ("1.34",))
    return TargetResult(target, rendered=True, key=key and f"{key} {name}")


def said_of(*names: str) -> Said:
    return Said(
        tuple(Finding("a/one", "error", "no", name) for name in names),
        tuple(Account(name, "excepted by the policies: a/two (1 resource)") for name in names),
    )


class Asking:
    """Says something of each target that it is asked of."""

    def __init__(self, *errors: PolicyError) -> None:
        self.errors = errors
        self.asked: list[str] = []

    def __call__(self, groups: Sequence[Group]) -> Said:
        self.asked = [one.target.name for group in groups for one in group]
        said = said_of(*self.asked)
        return Said(said.findings, said.accounts, self.errors)


def test_accounts_are_kept_with_the_findings_of_their_target(tmp_path: Path) -> None:
    kept = KeptFindings(str(tmp_path), b"a question")
    groups = [[result("a")], [result("b")]]
    assert kept.answered(groups, Asking()) == said_of("a", "b")
    again = Asking()
    assert kept.answered(groups, again) == said_of("a", "b")
    assert again.asked == []


def test_of_a_target_that_changed_alone_it_is_asked_anew(tmp_path: Path) -> None:
    kept = KeptFindings(str(tmp_path), b"a question")
    kept.answered([[result("a")], [result("b"), result("c")]], Asking())
    asking = Asking()
    said = kept.answered([[result("a", "changed")], [result("b"), result("c")]], asking)
    assert asking.asked == ["a"]
    assert said == said_of("b", "c", "a")


def test_what_lacks_an_answer_is_not_kept(tmp_path: Path) -> None:
    kept = KeptFindings(str(tmp_path), b"a question")
    kept.answered([[result("a")]], Asking(PolicyError("dead")))
    again = Asking()
    assert kept.answered([[result("a")]], again) == said_of("a")
    assert again.asked == ["a"]


def test_what_nothing_is_known_of_is_not_kept(tmp_path: Path) -> None:
    kept = KeptFindings(str(tmp_path), b"a question")
    for _ in range(2):
        asking = Asking()
        assert kept.answered([[result("a", "")]], asking) == said_of("a")
        assert asking.asked == ["a"]
