"""Measures the gate beside what it is made of, in one run, and prints ratios: `python benchmarks/run.py`.

Needs kustomize on PATH, and OPA for its rows. Machines differ and are noisy: read the ratios.
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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.generated import BASE, write_repository

GATE = (sys.executable, "-m", "gate")


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
    """Bare rendering and whole checks in turn, so that what slows the machine down slows all of them."""
    here = folder / "many"
    overlays = write_repository(here, apps)
    engines = ["embedded", *(["opa"] if shutil.which("opa") else [])]
    bare: list[float] = []
    checks: dict[str, list[float]] = {engine: [] for engine in engines}
    for _ in range(repeat):
        bare.append(measured(lambda: render_only(overlays), 1)[0])
        for engine in engines:
            checks[engine].append(measured(lambda engine=engine: check(here, engine), 1)[0])  # type: ignore[misc]
    print(f"{apps} apps x 3 overlays, bare `kustomize build`: {statistics.median(bare):.2f} s wall")
    for engine, seconds in checks.items():
        ratio = statistics.median(one / other for one, other in zip(seconds, bare, strict=True))
        print(
            f"whole cold check, engine {engine}: {statistics.median(seconds):.2f} s wall, "
            f"{ratio:.2f} x the bare rendering beside it (bound: 1.3)"
        )


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


def render_only(overlays: list[Path]) -> None:
    program = shutil.which("kustomize") or sys.exit("kustomize is not on PATH")

    def build(overlay: Path) -> None:
        subprocess.run([program, "build", str(overlay)], stdout=subprocess.DEVNULL, check=True)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(build, overlays))


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
