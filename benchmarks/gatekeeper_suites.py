"""Compares `gate test` with `gator verify` about Gatekeeper's suites, case by case.

`python benchmarks/gatekeeper_suites.py CLONE`: a clone of open-policy-agent/gatekeeper-library, or any folder
with suites. Both are asked about the suites as they are, and with each assertion turned round, so that they
have to fail. Needs opa and gator on PATH. Prints Markdown, and ends with 1 where anything differs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TypeAlias

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import yaml

from gate.evaluate import choose_engine
from gate.evaluate.gatekeeper import read_suites
from gate.evaluate.own import OpaProgram, policy_folders
from gate.model.json import mapping, sequence
from gate.pipeline.gatekeeper import Suites
from gate.system.files import open_folder

TODAY = date(2026, 1, 1)
WORDS = {"passed": "PASS", "failed": "FAIL", "skipped": "SKIP", "unjudged": "not judged"}
Key: TypeAlias = tuple[str, int]


def opa() -> tuple[str, str]:
    """The program, and its version."""
    program = shutil.which("opa") or ""
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    return program, said.split()[1]


def main() -> int:
    folder = Path(sys.argv[1])
    print("| suites | cases | as gator | seconds | seconds of gator |\n|---|--:|--:|--:|--:|")
    differing: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        turned = Path(temporary, "turned")
        shutil.copytree(folder, turned, symlinks=True)
        for suite in turned.rglob("suite.yaml"):
            suite.write_text(turned_round(suite.read_bytes()))
        for name, place in (("as they are", folder), ("turned round", turned)):
            began = time.monotonic()
            ours = of_gate_test(place)
            middle = time.monotonic()
            theirs = of_gator_verify(place)
            seconds = (middle - began, time.monotonic() - middle)
            wrong = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
            print(
                f"| {name} | {len(ours)} | {len(ours) - len(wrong)} | {seconds[0]:.1f} | {seconds[1]:.1f} |"
            )
            differing += [f"{name}: {key}: {ours.get(key)}, gator {theirs.get(key)}" for key in wrong]
    for one in differing:
        print(f"- {one}")
    return 1 if differing else 0


def turned_round(suite: bytes) -> str:
    """A suite of which every assertion demands something else."""
    body = mapping(yaml.safe_load(suite))
    for test in map(mapping, sequence(body.get("tests"))):
        for case in map(mapping, sequence(test.get("cases"))):
            for one in map(mapping, sequence(case.get("assertions"))):
                wanted = one.get("violations", "yes")
                if isinstance(wanted, int) and not isinstance(wanted, bool):
                    one["violations"] = wanted + 1
                else:
                    one["violations"] = "yes" if wanted in (False, "no") else "no"
    return yaml.safe_dump(body)


def of_gate_test(folder: Path) -> dict[Key, str]:
    (found,) = policy_folders(open_folder(str(folder)), (".",))
    program, version = opa()
    with tempfile.TemporaryDirectory() as private:
        choice = choose_engine("opa", TODAY, opa=(program, version))
        tested = Suites(read_suites((found,))).tested("", choice, OpaProgram(program, private), private)
    return numbered((f"{one.path} {one.name}", WORDS[one.outcome]) for one in tested.results)


def numbered(results: Iterable[tuple[str, str]]) -> dict[Key, str]:
    """By name, those of one name by their order."""
    found: dict[Key, str] = {}
    seen = Counter[str]()
    for name, result in results:
        found[name, seen[name]] = result
        seen[name] += 1
    return found


def of_gator_verify(folder: Path) -> dict[Key, str]:
    """What became of each case; a suite is named after its cases."""
    command = (shutil.which("gator") or "gator", "verify", "-v", "./...")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    results: list[tuple[str, str]] = []
    cases: list[tuple[str, str]] = []
    test = ""
    for line in done.stdout.splitlines():
        if match := re.match(r"=== RUN +(.*)", line):
            test = match[1]
        elif match := re.match(r" +--- (PASS|FAIL|SKIP): (.*?)(?:\t.*)?$", line):
            cases.append((f"{test}/{match[2]}", match[1]))
        elif match := re.match(r"(?:ok|FAIL)\t(.*?)\t", line):
            path = match[1].rpartition(f"{folder.resolve()}/")[2]
            results += [(f"{path} {name}", result) for name, result in cases]
            cases = []
    return numbered(results)


if __name__ == "__main__":
    sys.exit(main())
