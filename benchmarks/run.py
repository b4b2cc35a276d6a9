"""Measures the gate beside what it is made of, in one run, and prints ratios: `python benchmarks/run.py`.

Needs kustomize on PATH, OPA for its rows, and kubeconform and conftest for the pipeline that people write by
hand (kustomize for every overlay in parallel, one kubeconform, one conftest). Machines differ and are noisy:
read the ratios, of seconds and of CPU seconds (children included), which hold on a machine in use, too. The
gate runs as an installed one does, from compiled modules.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import handwritten
from benchmarks.generated import BASE, write_repository

Cost: TypeAlias = tuple[float, float]
"""Wall seconds and CPU seconds."""
COMPILED = tempfile.TemporaryDirectory()
GATE = (sys.executable, "-m", "gate")
BARE = "kustomize build of each"
HAND = "the hand-written pipeline"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--apps", type=int, default=34)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, median of {asked.repeat}")
    with tempfile.TemporaryDirectory() as folder:
        import_cost(asked.repeat)
        one_deployment(Path(folder), asked.repeat)
        whole_repository(Path(folder), asked.apps, asked.repeat)


def import_cost(repeat: int) -> None:
    code = "import time; a = time.process_time(); import gate.cli.main; print(time.process_time() - a)"
    costs = [
        float(subprocess.check_output([sys.executable, "-c", code], env=as_installed()))
        for _ in range(repeat + 1)
    ]
    print(f"import of gate.cli.main: {statistics.median(costs[1:]):.3f} s of CPU (bound: 0.15)")


def one_deployment(folder: Path, repeat: int) -> None:
    here = folder / "one"
    here.mkdir()
    (here / "deployment.yaml").write_text(BASE["deployment.yaml"].replace("NAME", "web"))
    first, first_cpu = measured(lambda: check(here, "embedded"), repeat)
    with tempfile.TemporaryDirectory() as cache:
        check(here, "embedded", cache)
        seconds, cpu = measured(lambda: check(here, "embedded", cache), repeat)
    print(
        f"check of one Deployment, embedded: {seconds:.2f} s wall, {cpu:.2f} s of CPU (bound: 1 s wall); "
        f"the first one ever, which compiles the pack: {first:.2f} s wall, {first_cpu:.2f} s of CPU"
    )


def whole_repository(folder: Path, apps: int, repeat: int) -> None:
    """Everything in turn, so that what slows the machine down slows all of it."""
    here = folder / "many"
    overlays = write_repository(here, apps)
    rows: dict[str, list[Cost]] = {}
    for _ in range(repeat):
        for name, cost in (*others(folder, overlays), *gates(folder, here, overlays)):
            rows.setdefault(name, []).append(cost)
    print(f"{apps} apps x 3 overlays, median seconds (CPU seconds) and ratio to what ran beside it:")
    for name, took in rows.items():
        beside = [f"{ratio(took, rows[other])} x {other}" for other in (HAND, BARE) if other in rows]
        seconds, cpu = (statistics.median(cost[part] for cost in took) for part in (0, 1))
        print(f"  {name:<42} {seconds:>7.2f} s ({cpu:.2f})  {'  '.join(beside)}")


def ratio(these: list[Cost], those: list[Cost]) -> str:
    seconds, cpu = (
        statistics.median(one[part] / other[part] for one, other in zip(these, those, strict=True))
        for part in (0, 1)
    )
    return f"{seconds:.2f} ({cpu:.2f})"


def others(folder: Path, overlays: list[Path]) -> Iterator[tuple[str, Cost]]:
    """What people use today."""
    yield BARE, measured(lambda: handwritten.build_all(overlays), 1)
    if lacking := handwritten.missing():
        print(f"without {', '.join(lacking)} on PATH there is no hand-written pipeline to compare with")
        return
    schemas = folder / "schemas"
    if not schemas.exists():
        handwritten.write_schemas(schemas, "1.37")
    with tempfile.TemporaryDirectory() as work:
        yield HAND, measured(lambda: handwritten.run(overlays, Path(work), schemas), 1)


def gates(folder: Path, here: Path, overlays: list[Path]) -> Iterator[tuple[str, Cost]]:
    """The gate: with nothing kept, with everything kept, and after one overlay changed."""
    for engine in ("embedded", *(["opa"] if shutil.which("opa") else [])):
        cache = str(folder / f"cache-{engine}")
        shutil.rmtree(cache, ignore_errors=True)
        run = partial(check, here, engine, cache)
        yield f"gate check, {engine}, cold", measured(run, 1)
        yield f"gate check, {engine}, again", measured(run, 1)
        change(overlays[0])
        yield f"gate check, {engine}, one overlay changed", measured(run, 1)


def change(overlay: Path) -> None:
    """Give an overlay another annotation than it ever had."""
    file = overlay / "kustomization.yaml"
    kept = [line for line in file.read_text().splitlines() if not line.startswith("commonAnnotations")]
    file.write_text("\n".join([*kept, f'commonAnnotations: {{changed: "{time.monotonic_ns()}"}}', ""]))


def as_installed() -> dict[str, str]:
    """The environment of a gate whose modules are compiled, as an installer leaves them."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": COMPILED.name}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def check(folder: Path, engine: str, cache: str = "") -> None:
    """One whole run; without a cache folder to share, with an empty one."""
    with tempfile.TemporaryDirectory() as empty:
        environment = {**as_installed(), "GATE_CACHE_DIR": cache or empty}
        done = subprocess.run(
            [*GATE, "check", "--engine", engine, "--format", "json"],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode != 0:
        sys.exit(f"gate check ended with {done.returncode} in {folder}")


def measured(run: Callable[[], None], repeat: int) -> Cost:
    """Median wall seconds and CPU seconds (children included)."""
    walls, cpus = [], []
    for _ in range(repeat):
        before, began = children_cpu(), time.monotonic()
        run()
        walls.append(time.monotonic() - began)
        cpus.append(children_cpu() - before)
    return statistics.median(walls), statistics.median(cpus)


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
