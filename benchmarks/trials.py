"""Judges real repositories and prints what came of it as Markdown: `python benchmarks/trials.py FOLDER...`.

Each folder is a clone, named `owner+name` to be shown as owner/name. `gate check --format json` runs in it as
anybody would run it, with no configuration but the repository's own; nothing is written there, and no
rendering of an earlier run is used. What the findings are worth is for a person to read: `docs/trials.md`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GATE = (sys.executable, "-m", "gate", "check", "--format", "json")
THROUGH = "judged through"
NAMES = {THROUGH: "judged through a target that builds on it"}


@dataclass(frozen=True)
class Trial:
    """What one run of the gate in one repository said. seconds: of the whole process."""

    name: str
    report: dict[str, Any]
    seconds: float

    @property
    def findings(self) -> list[dict[str, Any]]:
        return [one for one in self.report["findings"] if one["status"] == "open"]

    @property
    def skipped(self) -> Counter[str]:
        """How many files and folders are no targets, by reason."""
        reasons = (one["reason"] for one in self.report["accounting"]["skipped"])
        return Counter(THROUGH if one.startswith(THROUGH) else one.partition(": ")[0] for one in reasons)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    trials = [tried(folder) for folder in parser.parse_args().folders]
    about = trials[0].report["gate"]
    tools = {name: version for one in trials for name, version in one.report["gate"]["tools"].items()}
    engine = about["engine"] or {"name": "no engine", "version": ""}
    used = [f"gate {about['version']}", f"{engine['name']} {engine['version']}"]
    print(f"{', '.join(used + [f'{name} {version}' for name, version in sorted(tools.items())])}\n")
    print_table(summary(trials))
    print_table(by_rule(trials))
    print_table(by_reason(trials))


def tried(folder: Path) -> Trial:
    """One run of the gate. A run that ends without a report ends the trial."""
    began = time.monotonic()
    done = subprocess.run(GATE, cwd=folder, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        sys.exit(f"gate check in {folder} ended with {done.returncode} and no report:\n{done.stderr}")
    return Trial(folder.resolve().name.replace("+", "/"), report, seconds)


def summary(trials: Iterable[Trial]) -> list[list[str]]:
    """A row a repository."""
    rows = [
        [
            "repository", "commit", "verdict", "targets found", "rendered", "failed", "resources", "errors",
            "warnings", "of these not judged", "judged through others", "left out", "seconds",
        ]
    ]  # fmt: skip
    for trial in trials:
        targets = trial.report["accounting"]["targets"]
        severities = Counter(one["severity"] for one in trial.findings)
        counts = [
            *(targets[name] for name in ("found", "rendered", "failed")),
            trial.report["accounting"]["resources"],
            severities["error"],
            severities["warning"],
            sum(one["unjudged"] for one in trial.findings),
            trial.skipped[THROUGH],
            trial.skipped.total() - trial.skipped[THROUGH],
        ]
        head = (trial.report["repository"]["head"] or "")[:12]
        numbers = [f"{count:,}" for count in counts]
        rows.append([trial.name, f"`{head}`", trial.report["verdict"], *numbers, f"{trial.seconds:.1f}"])
    return rows


def by_rule(trials: list[Trial]) -> list[list[str]]:
    """How often each rule is broken, the errors first."""
    tallies = [Counter((one["severity"], one["rule"]) for one in trial.findings) for trial in trials]
    rules = sorted({key for tally in tallies for key in tally})
    rows = [["severity", "rule", *(trial.name for trial in trials)]]
    return rows + [[*rule, *(str(tally[rule] or "") for tally in tallies)] for rule in rules]


def by_reason(trials: list[Trial]) -> list[list[str]]:
    """How many files and folders are no targets for which reason, the commonest first."""
    total = Counter[str]()
    for trial in trials:
        total.update(trial.skipped)
    rows = [["no target of its own, because", *(trial.name for trial in trials)]]
    return rows + [
        [NAMES.get(reason, reason), *(str(trial.skipped[reason] or "") for trial in trials)]
        for reason, _ in total.most_common()
    ]


def print_table(rows: list[list[str]]) -> None:
    header, *body = rows
    print(f"| {' | '.join(header)} |")
    print("|---" * len(header) + "|")
    for row in body:
        print(f"| {' | '.join(row)} |")
    print()


if __name__ == "__main__":
    main()
