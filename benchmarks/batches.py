"""Builds the kustomizations of repositories one by one and in batches, side by side: is all the same?

`python benchmarks/batches.py [FOLDER...]`: each folder is a clone, named `owner+name` to be shown as
owner/name; without any, a made repository of 34 apps with 3 overlays each is built. Needs kustomize on PATH.
Prints Markdown, and ends with 1 where any root differs.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.generated import write_repository
from gate.model.outcome import Outcome
from gate.model.target import KustomizeSource, Rendered, Target
from gate.model.tree import Tree
from gate.render import Done, Job, RenderOptions, jobs_for, render
from gate.sources.kustomization import Closures
from gate.system.files import open_folder
from gate.system.tools import Tool, Toolbox

JOBS = os.cpu_count() or 1
HEADER = (
    "repository", "roots", "equal", "different", "built", "batches", "taken apart", "in doubt, built again",
    "by themselves", "seconds alone", "seconds in batches", "ratio", "CPU seconds alone",
    "CPU seconds in batches", "ratio",
)  # fmt: skip


@dataclass(frozen=True)
class Build:
    """One way to build all roots of a repository, and what it cost."""

    outcomes: dict[str, Outcome[Rendered]]
    counts: Counter[str]
    wall: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--every", action="store_true", help="build also what others build on")
    parser.add_argument("--tool", choices=("kustomize", "kubectl"), default="kustomize")
    asked = parser.parse_args()
    program = shutil.which(asked.tool) or sys.exit(f"{asked.tool} is not on PATH")
    tools = Toolbox(kustomize=[Tool(asked.tool, program)])
    print(f"{JOBS} processors, {asked.tool} {Tool(asked.tool, program).version}\n")
    print(f"| {' | '.join(HEADER)} |\n{'|---' * len(HEADER)}|")
    with tempfile.TemporaryDirectory() as made:
        if not asked.folders:
            write_repository(Path(made, "34 apps x 3 overlays"), 34)
        folders = asked.folders or list(Path(made).iterdir())
        sound = [compare(folder, tools, every=asked.every) for folder in folders]
    sys.exit(not all(sound))


def compare(folder: Path, tools: Toolbox, *, every: bool) -> bool:
    """Print a repository's row. Whether all its roots are equal."""
    tree = open_folder(str(folder))
    targets = roots(tree, every=every)
    alone = built(lambda: one_by_one(targets, tree, tools))
    batched = built(lambda: in_batches(targets, tree, tools))
    different = [
        name for name, outcome in alone.outcomes.items() if not same(outcome, batched.outcomes[name])
    ]
    for name in different:
        print(f"{folder.name}: {name} differs", file=sys.stderr)
    counts = batched.counts
    row = [
        folder.resolve().name.replace("+", "/"),
        *(len(targets), len(targets) - len(different), len(different)),
        sum(bool(outcome.values) for outcome in alone.outcomes.values()),
        *(counts[name] for name in ("batches", "taken apart", "in doubt", "single")),
        *(f"{alone.wall:.1f}", f"{batched.wall:.1f}", f"{batched.wall / alone.wall:.2f}"),
        *(f"{alone.cpu:.1f}", f"{batched.cpu:.1f}", f"{batched.cpu / alone.cpu:.2f}"),
    ]
    print(f"| {' | '.join(map(str, row))} |", flush=True)
    return not different


def roots(tree: Tree, *, every: bool) -> list[Target]:
    """A target for each kustomization that no other one builds on and that is no Component, or for all."""
    closures = Closures(tree)
    folders = closures.folders()
    inner = {base for folder in folders for base in closures.builds_on(folder)}
    chosen = [f for f in folders if every or (f not in inner and not closures.is_component(f))]
    return [target_of(folder, closures) for folder in chosen]


def target_of(folder: str, closures: Closures) -> Target:
    file = closures.inputs(folder).file
    source = KustomizeSource(folder, file.path if file else "")
    return Target(folder, "kustomize", folder, source, "", "", (), "measured", ("1.34",))


def built(run: Callable[[], tuple[dict[str, Outcome[Rendered]], Counter[str]]]) -> Build:
    cpu, wall = cpu_seconds(), time.monotonic()
    outcomes, counts = run()
    return Build(outcomes, counts, time.monotonic() - wall, cpu_seconds() - cpu)


def one_by_one(
    targets: Sequence[Target], tree: Tree, tools: Toolbox
) -> tuple[dict[str, Outcome[Rendered]], Counter[str]]:
    with ThreadPoolExecutor(JOBS) as pool:
        outcomes = pool.map(lambda target: render(target, tree, tools, RenderOptions()), targets)
        return dict(zip((target.name for target in targets), outcomes, strict=True)), Counter()


def in_batches(
    targets: Sequence[Target], tree: Tree, tools: Toolbox
) -> tuple[dict[str, Outcome[Rendered]], Counter[str]]:
    """As the pipeline does it, with the jobs counted by what they come to."""
    outcomes: dict[str, Outcome[Rendered]] = {}
    counts = Counter[str]()
    jobs: Sequence[Job] = jobs_for(targets, tree, tools, RenderOptions(), JOBS)
    with ThreadPoolExecutor(JOBS) as pool:
        while jobs:
            ended = list(zip(jobs, pool.map(lambda job: job.run(), jobs), strict=True))
            for job, done in ended:
                counts.update(tally(job, done))
                outcomes.update((target.name, outcome) for target, outcome in done.outcomes)
            jobs = [further for _, done in ended for further in done.further]
    return outcomes, counts


def tally(job: Job, done: Done) -> Counter[str]:
    """What one job was."""
    if len(job.targets) == 1:
        return Counter({"single": 1})
    counts = Counter({"batches": 1})
    if done.further:
        counts.update({"in doubt": len(done.further)} if done.outcomes else {"taken apart": 1})
    return counts


def same(one: Outcome[Rendered], other: Outcome[Rendered]) -> bool:
    """Whether two outcomes are equal, byte for byte, but for the time they took."""
    return timeless(one) == timeless(other)


def timeless(outcome: Outcome[Rendered]) -> Outcome[Rendered]:
    return replace(outcome, values=tuple(replace(value, seconds=0) for value in outcome.values))


def cpu_seconds() -> float:
    """Of this process and of all its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
