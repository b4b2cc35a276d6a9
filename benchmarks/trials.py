"""Judges real repositories and prints what came of it as Markdown: `python benchmarks/trials.py FOLDER...`.

Each folder is a clone, named `owner+name` to be shown as owner/name. All happens in a private copy, whose
remote is set to the repository's own address, with no configuration but the repository's own: `gate check`
three times (nothing kept, all kept, one file changed), a count of what there is without the gate, and every
target that a tool can render alone by that tool (kustomize and helm on PATH). What the findings are worth is
for a person to read: `docs/trials.md`. `--keep FOLDER` keeps all that is known of each repository, with the
reports and the objects that differ, and tells of those that it holds already, too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.census import Census, census
from benchmarks.tools_output import ToolFailedError, compared
from benchmarks.trial_tables import (
    Likeness,
    Trial,
    by_kind,
    by_likeness,
    by_reason,
    by_rule,
    print_table,
    summary,
)
from gate.cli.session import Asked, Here, requested
from gate.model.resource import ResourceId
from gate.model.target import Target
from gate.pipeline.exploring import Explored, explored

ROOT = Path(__file__).resolve().parent.parent
GATE = (sys.executable, "-m", "gate", "check", "--format", "json")
MOST_SECONDS = 3600
DECLARING = {
    "kustomize.toolkit.fluxcd.io": ("Kustomization",),
    "helm.toolkit.fluxcd.io": ("HelmRelease",),
    "argoproj.io": ("Application",),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", default=None)
    asked = parser.parse_args()
    keep = asked.keep or Path(tempfile.mkdtemp())
    keep.mkdir(parents=True, exist_ok=True)
    for folder in asked.folders:
        trial = tried(folder.resolve())
        print(f"{trial.name}: {', '.join(f'{one:.1f} s' for one in trial.seconds)}", file=sys.stderr)
        (keep / f"{folder.resolve().name}.json").write_text(json.dumps(asdict(trial), indent=1))
    trials = [kept(file) for file in sorted(keep.glob("*.json"))]
    print_tables(trials)


def kept(file: Path) -> Trial:
    """A trial as `--keep` wrote it."""
    content = json.loads(file.read_text())
    return Trial(**{**content, "likeness": Likeness(**content["likeness"])})


def print_tables(trials: list[Trial]) -> None:
    about = trials[0].report["gate"]
    tools = {name: version for one in trials for name, version in one.report["gate"]["tools"].items()}
    engine = about["engine"] or {"name": "no engine", "version": ""}
    used = [f"gate {about['version']}", f"{engine['name']} {engine['version']}"]
    print(f"{', '.join(used + [f'{name} {version}' for name, version in sorted(tools.items())])}\n")
    for table in (summary, by_kind, by_likeness, by_rule, by_reason):
        print_table(table(trials))


def tried(folder: Path) -> Trial:
    """The runs of one repository. A run that ends without a report ends the trial."""
    name = folder.name.replace("+", "/")
    with tempfile.TemporaryDirectory() as private, tempfile.TemporaryDirectory() as cache:
        copy = Path(private, "repository")
        shutil.copytree(folder, copy, symlinks=True)
        address = f"https://github.com/{name}"
        subprocess.run(["git", "-C", str(copy), "remote", "set-url", "origin", address], check=True)
        report, *cold = checked(copy, cache)
        _, *warm = checked(copy, cache)
        found = rendered(copy)
        likeness = likeness_of(found, copy)
        touch(found, copy)
        _, *changed = checked(copy, cache)
    kinds = dict(Counter(kind_of(result.target) for result in found.results))
    count = census(folder)
    missed = tuple(missed_by(found, count, report))
    counts = {one.name: len(getattr(count, one.name)) for one in fields(count)}
    seconds, processor = zip(cold, warm, changed, strict=True)
    return Trial(name, report, seconds, processor, kinds, counts, missed, likeness)


def checked(folder: Path, cache: str) -> tuple[dict[str, Any], float, float]:
    """The report of a run, and its seconds: of the clock, and of the processor in all that it started."""
    environment = {**os.environ, "GATE_CACHE_DIR": cache, "PYTHONPATH": str(ROOT)}
    began, used = time.monotonic(), processor_seconds()
    done = subprocess.run(
        GATE, cwd=folder, capture_output=True, text=True, check=False, env=environment, timeout=MOST_SECONDS
    )
    seconds, computed = time.monotonic() - began, processor_seconds() - used
    try:
        return json.loads(done.stdout), seconds, computed
    except json.JSONDecodeError:
        sys.exit(f"gate check in {folder} ended with {done.returncode} and no report:\n{done.stderr}")


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rendered(folder: Path) -> Explored:
    """Every target of a repository, with its resources."""
    here = replace(Here.of_process(), folder=folder)
    with requested(Asked(no_cache=True), here) as request:
        return explored(request)


def kind_of(target: Target) -> str:
    return target.declared_by.resource.kind if target.declared_by else target.kind


def touch(found: Explored, folder: Path) -> None:
    """Change one file that one target alone reads, the first that there is: a comment at its end."""
    readers = Counter(path for result in found.results for path in result.target.closure)
    kinds = ("kustomize", "helm", "plain")
    ranked = sorted(found.results, key=lambda result: (kinds.index(result.target.kind), result.target.name))
    for result in ranked:
        for path in result.target.closure:
            if result.rendered and readers[path] == 1 and path.endswith((".yaml", ".yml")):
                with (folder / path).open("a") as file:
                    file.write("\n# changed\n")
                return


def likeness_of(found: Explored, folder: Path) -> Likeness:
    """Every target that rendered, beside what the tool makes of it."""
    bodies = {(one.target, one.id): one for result in found.results for one in result.resources}
    likeness = Likeness()
    targets = Counter[str]()
    for result in found.results:
        if not result.rendered:
            continue
        declared = result.target.declared_by
        declaring = bodies.get((declared.provenance.target, declared.resource)) if declared else None
        body: Mapping[str, Any] = declaring.decode() if declaring else {}
        try:
            beside = compared(result.target, result.resources, body.get("spec") or {}, folder)
        except ToolFailedError as error:
            likeness.differing[result.target.name] = {"refused": str(error)}
            continue
        if beside is None:
            targets["not compared"] += 1
            continue
        targets[kind_of(result.target)] += 1
        likeness.objects += beside.objects
        likeness.passed_over += beside.passed_over
        if beside.only_gate or beside.only_tool:
            likeness.differing[result.target.name] = {"gate": beside.only_gate, "tool": beside.only_tool}
    likeness.targets = dict(targets)
    return likeness


def missed_by(found: Explored, count: Census, report: Mapping[str, Any]) -> Iterator[str]:
    """Roots, charts and declarations that are no target, and of which the gate does not say why not."""
    named = {result.target.path for result in found.results}
    named |= {one["path"] for one in report["accounting"]["skipped"]}
    named |= {(one["location"] or {}).get("path", "").rpartition("/")[0] for one in report["findings"]}
    yield from sorted((count.roots | count.charts) - {"" if path == "." else path for path in named})
    followed = {result.target.declared_by.resource for result in found.results if result.target.declared_by}
    told = {str(path).partition("@")[0] for path in named}
    told |= {declared_name(resource_of(one)) for one in report["findings"] if one["resource"]}
    for result in found.results:
        for one in result.resources:
            if one.id.kind in DECLARING.get(one.id.group, ()) and one.id not in followed:
                name = declared_name(one.id)
                if name not in told:
                    yield f"{name} in {result.target.name}"


def declared_name(identity: ResourceId) -> str:
    return f"{identity.kind}/{identity.namespace or 'default'}/{identity.name}"


def resource_of(finding: Mapping[str, Any]) -> ResourceId:
    one = finding["resource"]
    return ResourceId(one["apiVersion"], one["kind"], one["namespace"] or "", one["name"])


if __name__ == "__main__":
    main()
