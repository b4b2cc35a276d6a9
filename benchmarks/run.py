"""Measures the gate beside what it is made of, in one run, and prints ratios: `python benchmarks/run.py`.

Needs kustomize on PATH, OPA for its rows, and kubeconform and conftest for the pipeline that people write by
hand (kustomize for every overlay in parallel, one kubeconform, one conftest). Machines differ and are noisy:
read the ratios.
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import handwritten
from benchmarks.generated import BASE, write_repository

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
    costs = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(repeat)]
    print(f"import of gate.cli.main: {statistics.median(costs):.3f} s of CPU (bound: 0.15)")


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
    rows: dict[str, list[float]] = {}
    for _ in range(repeat):
        for name, seconds in (*others(folder, overlays), *gates(folder, here, overlays)):
            rows.setdefault(name, []).append(seconds)
    print(f"{apps} apps x 3 overlays, median seconds and ratio to what ran beside it:")
    for name, took in rows.items():
        beside = [f"{ratio(took, rows[other]):>7.2f} x {other}" for other in (HAND, BARE) if other in rows]
        print(f"  {name:<42} {statistics.median(took):>7.2f} s  {' '.join(beside)}")


def ratio(these: list[float], those: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(these, those, strict=True))


def others(folder: Path, overlays: list[Path]) -> Iterator[tuple[str, float]]:
    """What people use today."""
    yield BARE, measured(lambda: handwritten.build_all(overlays), 1)[0]
    if lacking := handwritten.missing():
        print(f"without {', '.join(lacking)} on PATH there is no hand-written pipeline to compare with")
        return
    schemas = folder / "schemas"
    if not schemas.exists():
        handwritten.write_schemas(schemas, "1.37")
    with tempfile.TemporaryDirectory() as work:
        yield HAND, measured(lambda: handwritten.run(overlays, Path(work), schemas), 1)[0]


def gates(folder: Path, here: Path, overlays: list[Path]) -> Iterator[tuple[str, float]]:
    """The gate: with nothing kept, with everything kept, and after one overlay changed."""
    for engine in ("embedded", *(["opa"] if shutil.which("opa") else [])):
        cache = str(folder / f"cache-{engine}")
        shutil.rmtree(cache, ignore_errors=True)
        run = partial(check, here, engine, cache)
        yield f"gate check, {engine}, cold", measured(run, 1)[0]
        yield f"gate check, {engine}, again", measured(run, 1)[0]
        change(overlays[0])
        yield f"gate check, {engine}, one overlay changed", measured(run, 1)[0]


def change(overlay: Path) -> None:
    """Give an overlay another annotation than it ever had."""
    file = overlay / "kustomization.yaml"
    kept = [line for line in file.read_text().splitlines() if not line.startswith("commonAnnotations")]
    file.write_text("\n".join([*kept, f'commonAnnotations: {{changed: "{time.monotonic_ns()}"}}', ""]))


def check(folder: Path, engine: str, cache: str = "") -> None:
    """One whole run; without a cache folder to share, with an empty one."""
    with tempfile.TemporaryDirectory() as empty:
        environment = {**os.environ, "GATE_CACHE_DIR": cache or empty}
        done = subprocess.run(
            [*GATE, "check", "--engine", engine, "--format", "json"],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode != 0:
        sys.exit(f"gate check ended with {done.returncode} in {folder}")


def measured(run: Callable[[], None], repeat: int) -> tuple[float, float]:
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
