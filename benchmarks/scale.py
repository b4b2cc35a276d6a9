"""Measures the gate on ever larger repositories: `python benchmarks/scale.py --apps 250 1000`.

For each size: a run with nothing kept, one with everything kept, and one after one overlay changed; each with
its seconds, its CPU seconds (children included), and the peak memory of the gate's own process. Read whether
the seconds of an application stay the same: these are what grows where something is not linear.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.generated import write_repository
from benchmarks.run import GATE, as_installed, change, children_cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--apps", type=int, nargs="+", default=[250, 500, 1000])
    parser.add_argument("--engine", choices=["embedded", "opa"], default="embedded")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, engine {asked.engine}")
    for apps in asked.apps:
        with tempfile.TemporaryDirectory() as folder:
            of_size(Path(folder), apps, asked.engine)


def of_size(folder: Path, apps: int, engine: str) -> None:
    here, cache = folder / "many", folder / "cache"
    overlays = write_repository(here, apps)
    print(f"{apps} apps x 3 overlays:")
    shutil.rmtree(cache, ignore_errors=True)
    cold, cpu = row("nothing kept", here, cache, engine)
    print(f"    of an application: {1000 * cold / apps:.0f} ms, {1000 * cpu / apps:.0f} ms of CPU")
    row("everything kept", here, cache, engine)
    change(overlays[0])
    row("one overlay changed", here, cache, engine)


def row(name: str, here: Path, cache: Path, engine: str) -> tuple[float, float]:
    seconds, cpu, peak = run(here, cache, engine)
    print(f"  {name:<20} {seconds:>7.2f} s ({cpu:.2f} of CPU), peak {peak / 2**10:.0f} MiB")
    return seconds, cpu


def run(here: Path, cache: Path, engine: str) -> tuple[float, float, int]:
    """Seconds, CPU seconds, and the largest resident set of the gate itself in KiB."""
    environment = {**as_installed(), "GATE_CACHE_DIR": str(cache)}
    argv = [*GATE, "check", "--engine", engine, "--format", "json"]
    before, began = children_cpu(), time.monotonic()
    process = subprocess.Popen(argv, cwd=here, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"gate check ended with {process.returncode} in {here}")
    return time.monotonic() - began, children_cpu() - before, used.ru_maxrss


if __name__ == "__main__":
    main()
