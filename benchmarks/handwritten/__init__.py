"""What people write today: kustomize for every overlay in parallel, one kubeconform, one conftest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from shutil import which

POLICY = Path(__file__).parent / "policy.rego"
PROGRAMS = ("kustomize", "kubeconform", "conftest")


def missing() -> list[str]:
    """The programs of the pipeline that are not on PATH."""
    return [name for name in PROGRAMS if which(name) is None]


def write_schemas(folder: Path, version: str) -> None:
    """The schemas that the gate judges by, in the form that kubeconform reads without a network."""
    folder.mkdir()
    shipped = files("kubernetes_validate") / f"kubernetes-json-schema/v{version}.0-local-strict"
    for file in shipped.iterdir():
        schema = json.loads(file.read_text().replace('"/api/_definitions.json', '"_definitions.json'))
        schema.pop("$schema", None)
        (folder / file.name).write_text(json.dumps(schema))


def run(overlays: list[Path], work: Path, schemas: Path) -> None:
    """One whole run; ends the program when one of its parts does not pass."""
    build_all(overlays, work)
    location = f"{schemas}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json"
    _passed(["kubeconform", "-strict", "-schema-location", location, str(work)])
    _passed(["conftest", "test", "--policy", str(POLICY), "--output", "json", str(work)])


def build_all(overlays: list[Path], work: Path | None = None) -> None:
    """`kustomize build` of each overlay, as many at a time as there are processors."""

    def build(number: int, overlay: Path) -> None:
        done = subprocess.run(["kustomize", "build", str(overlay)], stdout=subprocess.PIPE, check=True)
        if work is not None:
            (work / f"{number}.yaml").write_bytes(done.stdout)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(build, range(len(overlays)), overlays))


def _passed(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}: {(done.stdout + done.stderr)[-1000:]}")
