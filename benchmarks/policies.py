"""Measures the engines on the same resources in one run: `python benchmarks/policies.py [REPOSITORY]`.

Without REPOSITORY the resources are those of `benchmarks/generated.py`, in equal parts; with one, what the
gate renders of it. The rules are those of a run without configuration, which look at one resource. Needs OPA
on PATH. Machines differ and are noisy: read the ratios.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.generated import BASE, write_repository
from gate.config.settings import Settings
from gate.evaluate import EngineChoice, choose_engine, engine, profile
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.rule import Rule
from gate.pipeline.rules import all_rules
from gate.pipeline.severities import Severities

GATE = (sys.executable, "-m", "gate")
TODAY = dt.datetime.now(tz=dt.UTC).date()
BOUND_SECONDS, BOUND_SHARE, BOUND_RATIO = 0.5, 0.15, 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", nargs="?", type=Path)
    parser.add_argument("--resources", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    resources = rendered(asked.repository) if asked.repository else generated()
    resources = list(itertools.islice(itertools.cycle(resources), asked.resources))
    opa = shutil.which("opa")
    if opa is None:
        sys.exit("OPA is not on PATH")
    print(f"{os.cpu_count()} processors, {len(resources)} resources, median of {asked.repeat}")
    with tempfile.TemporaryDirectory() as cache:
        choices = {
            "opa": choose_engine("opa", TODAY, opa=(opa, version_of(opa))),
            "embedded": choose_engine("embedded", TODAY, cache=cache),
        }
        compiled = once(choices["embedded"], resources)
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in choices}
        for _ in range(asked.repeat):
            for name, choice in choices.items():
                took[name].append(once(choice, resources))
    evaluation, whole = summary(took)
    print(f"embedded, first run ever, which compiles the pack: {sum(compiled):.2f} s")
    print(
        f"OPA over {len(resources)} resources: {evaluation['opa']:.2f} s (bound: {BOUND_SECONDS} s for 1,000)"
    )
    ratio = statistics.median(
        sum(ours) / sum(theirs) for ours, theirs in zip(took["embedded"], took["opa"], strict=True)
    )
    print(f"embedded / OPA, start included: {ratio:.2f} (bound: {BOUND_RATIO:g})")
    if not asked.repository:
        share_of_a_cold_run(evaluation["opa"] / len(resources), asked.repeat)
    print("start and evaluation:", {name: f"{seconds:.2f} s" for name, seconds in whole.items()})


def once(choice: EngineChoice, resources: list[Resource]) -> tuple[float, float]:
    """Wall seconds of the start, and of one evaluation."""
    with engine(choice, rules(), Settings()) as running:
        began = time.monotonic()
        running.alone(resources[:1], {})
        started = time.monotonic()
        running.alone(resources, {})
        ended = time.monotonic()
    return started - began, ended - started


def rules() -> tuple[Rule, ...]:
    """What a run without configuration asks of the pack."""
    known = all_rules()
    return Severities(known, profile("recommended"), Settings()).asked()


def summary(took: dict[str, list[tuple[float, float]]]) -> tuple[dict[str, float], dict[str, float]]:
    evaluation = {name: statistics.median(run[1] for run in runs) for name, runs in took.items()}
    whole = {name: statistics.median(sum(run) for run in runs) for name, runs in took.items()}
    return evaluation, whole


def share_of_a_cold_run(seconds_each: float, repeat: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder, "repository")
        overlays = write_repository(here, 34)
        count = len(overlays) * (len(BASE) + 1)
        walls = []
        for number in range(repeat):
            began = time.monotonic()
            environment = {**os.environ, "GATE_CACHE_DIR": str(Path(folder, str(number)))}
            argv = [*GATE, "check", "--engine", "opa", "--format", "json"]
            subprocess.run(argv, cwd=here, env=environment, stdout=subprocess.DEVNULL, check=True)
            walls.append(time.monotonic() - began)
    share = seconds_each * count / statistics.median(walls)
    print(f"share of a cold run of {count} resources: {share:.0%} (bound: {BOUND_SHARE:.0%})")


def generated() -> list[Resource]:
    return [
        resource(yaml.safe_load(text.replace("NAME", f"app-{number:04d}")), number)
        for number in range(125)
        for name, text in BASE.items()
    ]


def rendered(repository: Path) -> list[Resource]:
    done = subprocess.run([*GATE, "render"], cwd=repository, capture_output=True, check=False)
    return [resource(body, index) for index, body in enumerate(documents(done.stdout))]


def documents(text: bytes) -> Iterator[dict[str, Any]]:
    yield from (body for body in yaml.load_all(text, yaml.CSafeLoader) if isinstance(body, dict))


def resource(body: dict[str, Any], index: int) -> Resource:
    metadata = body.get("metadata") or {}
    name, namespace = metadata.get("name") or "", metadata.get("namespace") or ""
    id_ = ResourceId(body["apiVersion"], body["kind"], namespace, name)
    content = orjson.dumps(body, default=str)
    return Resource(id_, index, content, Provenance("benchmark", f"{index}.yaml", 0), ("1.34",))


def version_of(opa: str) -> str:
    said = subprocess.run([opa, "version"], capture_output=True, text=True, check=True).stdout
    return said.splitlines()[0].partition(": ")[2]


if __name__ == "__main__":
    main()
