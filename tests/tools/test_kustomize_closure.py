"""The static closure of a kustomization, against what kustomize itself reads."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gate.sources.kustomization import closure
from gate.system.files import open_folder

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
"""
REPOSITORY = {
    "app/kustomization.yaml": """
Resources: [../base, extra.json]
components: [../parts]
configurations: [names.yaml]
replacements: [{path: replace.yaml}]
configMapGenerator: [{name: settings, files: [a.txt, key=b.txt], envs: [one.env]}]
secretGenerator: [{name: db, files: [password.txt]}]
patches: [{path: merge.yaml}, {path: ops.yaml, target: {kind: Deployment}}]
transformers: [transform.yaml]
generators: [plugins]
""",
    "base/Kustomization": "resources: [deploy.yaml]",
    "base/deploy.yaml": DEPLOYMENT,
    "parts/kustomization.yml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [part.yaml]",
    "parts/part.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: part}}",
    "app/extra.json": '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "extra"}}',
    "app/names.yaml": "namePrefix: [{path: metadata/name, kind: Other}]",
    "app/replace.yaml": """
source: {kind: ConfigMap, name: extra, fieldPath: metadata.name}
targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.from], options: {create: true}}]
""",
    "app/a.txt": "a",
    "app/b.txt": "b",
    "app/one.env": "one=1",
    "app/password.txt": "not one",
    "app/merge.yaml": "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2}}",
    "app/ops.yaml": "- {op: add, path: /metadata/annotations, value: {a: b}}",
    "app/transform.yaml": """
apiVersion: builtin
kind: PatchTransformer
metadata: {name: patch}
path: last.yaml
target: {kind: Deployment}
""",
    "app/last.yaml": "- {op: replace, path: /spec/replicas, value: 3}",
    "app/plugins/kustomization.yaml": "resources: [made.yaml]",
    "app/plugins/made.yaml": """
apiVersion: builtin
kind: ConfigMapGenerator
metadata: {name: made}
name: made
files: [made.txt]
""",
    "app/made.txt": "made",
    "app/unrelated.yaml": DEPLOYMENT,
}
READ = sorted(set(REPOSITORY) - {"app/unrelated.yaml"})


def write(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder


def build(folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["kustomize", "build", str(folder)], capture_output=True, check=False)


@pytest.mark.needs("kustomize")
def test_a_copy_of_the_closure_builds_the_same(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole", REPOSITORY)
    found = closure(open_folder(str(whole)), "app")
    assert list(found.files) == READ
    copied = write(tmp_path / "copied", {path: REPOSITORY[path] for path in found.files})
    expected, actual = build(whole / "app"), build(copied / "app")
    assert expected.returncode == 0, expected.stderr
    assert actual.stdout == expected.stdout


@pytest.mark.needs("kustomize")
@pytest.mark.parametrize("path", [path for path in READ if path != "app/kustomization.yaml"])
def test_without_a_file_of_the_closure_nothing_builds(tmp_path: Path, path: str) -> None:
    left = {kept: text for kept, text in REPOSITORY.items() if kept != path}
    repository = write(tmp_path, left)
    assert build(repository / "app").returncode != 0
    assert closure(open_folder(str(repository)), "app").missing


@pytest.mark.needs("kustomize")
@pytest.mark.parametrize(
    ("text", "usable"),
    [
        ("resources: []", True),
        ("metadata: {}", True),
        ("resources: []\nresources: []", True),
        ("# a comment\n---\nresources: []\n---\n[]", True),
        ("", False),
        ("{}", False),
        ("- a", False),
        ("namePrefix: ''", False),
        ("kind: Kustomization\nresources:", False),
        ("resources: [", False),
    ],
)
def test_a_file_is_usable_when_kustomize_takes_it(tmp_path: Path, text: str, *, usable: bool) -> None:
    write(tmp_path, {"kustomization.yaml": text})
    assert (build(tmp_path).returncode == 0) is usable
    assert (closure(open_folder(str(tmp_path)), ".").faults == ()) is usable
