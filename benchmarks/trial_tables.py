"""What trials of repositories came to, as tables in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

THROUGH = "judged through"
NAMES = {THROUGH: "judged through a target that builds on it"}
KINDS = ("Kustomization", "HelmRelease", "Application", "kustomize", "helm", "plain")


@dataclass
class Likeness:
    """How the targets of one repository compare with what the tools make of them."""

    targets: dict[str, int] = field(default_factory=dict)
    objects: int = 0
    passed_over: int = 0
    differing: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """What the runs of the gate in one repository said.

    seconds: of the whole process, in their order; processor: those that it and its programs computed.
    """

    name: str
    report: dict[str, Any]
    seconds: tuple[float, ...]
    processor: tuple[float, ...]
    kinds: dict[str, int]
    count: dict[str, int]
    missed: tuple[str, ...]
    likeness: Likeness

    @property
    def findings(self) -> list[dict[str, Any]]:
        return [one for one in self.report["findings"] if one["status"] == "open"]

    @property
    def skipped(self) -> Counter[str]:
        """How many files, folders and declared things are no targets, by reason."""
        reasons = (one["reason"] for one in self.report["accounting"]["skipped"])
        return Counter(THROUGH if one.startswith(THROUGH) else one.partition(": ")[0] for one in reasons)


def summary(trials: Sequence[Trial]) -> list[list[str]]:
    """A row a repository."""
    rows = [[
        "repository", "commit", "verdict", "targets", "rendered", "failed", "resources", "errors", "warnings",
        "not judged", "cold, s (processor)",
        "warm, s (processor)", "one file changed, s (processor)",
    ]]  # fmt: skip
    for trial in trials:
        targets = trial.report["accounting"]["targets"]
        severities = Counter(one["severity"] for one in trial.findings)
        counts = [
            *(targets[name] for name in ("found", "rendered", "failed")),
            trial.report["accounting"]["resources"],
            severities["error"],
            severities["warning"],
            sum(one["unjudged"] for one in trial.findings),
        ]
        head = (trial.report["repository"]["head"] or "")[:12]
        numbers = [f"{count:,}" for count in counts]
        pairs = zip(trial.seconds, trial.processor, strict=True)
        seconds = [f"{all_in_all:.1f} ({computed:.1f})" for all_in_all, computed in pairs]
        rows.append([trial.name, f"`{head}`", trial.report["verdict"], *numbers, *seconds])
    return rows


def by_kind(trials: Sequence[Trial]) -> list[list[str]]:
    """What there is by a count without the gate, and the targets: by what declares them, else by kind."""
    kinds = [f"declared by {kind}" if kind[0].isupper() else f"undeclared, {kind}" for kind in KINDS]
    rows = [["repository", "kustomizations", "Components", "roots", "charts", "missed", *kinds]]
    for trial in trials:
        counts = [trial.count[name] for name in ("kustomizations", "components", "roots", "charts")]
        numbers = [*counts, len(trial.missed), *(trial.kinds.get(kind, 0) for kind in KINDS)]
        rows.append([trial.name, *(f"{number:,}" for number in numbers)])
    return rows


def by_likeness(trials: Sequence[Trial]) -> list[list[str]]:
    """What the gate renders beside what the tools do."""
    rows = [["repository", "targets compared", "objects", "not compared", "targets that differ",
             "targets without a tool to compare with"]]  # fmt: skip
    for trial in trials:
        like = trial.likeness
        alone = like.targets.get("not compared", 0)
        numbers = (
            sum(like.targets.values()) - alone,
            like.objects,
            like.passed_over,
            len(like.differing),
            alone,
        )
        rows.append([trial.name, *(f"{number:,}" for number in numbers)])
    return rows


def by_rule(trials: Sequence[Trial]) -> list[list[str]]:
    """How often each rule is broken, the errors first."""
    return tallied(
        ["severity", "rule"],
        trials,
        lambda trial: Counter((one["severity"], one["rule"]) for one in trial.findings),
        sorted,
    )


def by_reason(trials: Sequence[Trial]) -> list[list[str]]:
    """How many files, folders and declarations are no targets for which reason, the commonest first."""
    return tallied(
        ["no target of its own, because"],
        trials,
        lambda trial: Counter({(NAMES.get(one, one),): number for one, number in trial.skipped.items()}),
        lambda total: [key for key, _ in total.most_common()],
    )


def tallied(
    header: list[str],
    trials: Sequence[Trial],
    count: Callable[[Trial], Counter[Any]],
    ordered: Callable[[Counter[Any]], list[Any]],
) -> list[list[str]]:
    tallies = [count(trial) for trial in trials]
    total = sum(tallies, Counter[Any]())
    rows = [[*header, *(trial.name for trial in trials)]]
    return rows + [[*key, *(str(tally[key] or "") for tally in tallies)] for key in ordered(total)]


def print_table(rows: list[list[str]]) -> None:
    header, *body = rows
    print(f"| {' | '.join(header)} |")
    print("|---" * len(header) + "|")
    for row in body:
        print(f"| {' | '.join(row)} |")
    print()
