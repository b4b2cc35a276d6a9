"""Where a finding on what kustomize built stands: in the base, patch, operation or generator that wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from gate.cli.main import run
from tests.tools.checkout import Checkout

pytestmark = pytest.mark.needs("kustomize")

Place: TypeAlias = "tuple[str, int | None, int | None, str]"
Judge: TypeAlias = Callable[..., "list[Place]"]
TAG = "images/mutable-tag"
DEPLOYMENT = """\
# The shop.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: proxy
          image: example.com/proxy:1.0
        - name: web
          image: example.com/web:1.0
"""
BASE = {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": DEPLOYMENT}
STRATEGIC = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          image: example.com/web:latest
"""
PATH = "/spec/template/spec/containers/1/image"
OPERATIONS = f"- op: replace\n  path: {PATH}\n  value: example.com/web:latest\n"
JSON_OPERATIONS = json.dumps([{"op": "replace", "path": PATH, "value": "example.com/web:latest"}])


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line for line in text.splitlines(keepends=True))


@pytest.fixture
def places(folder: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Judge:
    """The places of a rule's findings, by the rest of what is asked."""

    def found(files: Mapping[str, str], rule: str = TAG) -> list[Place]:
        folder.write(files)
        monkeypatch.chdir(folder.folder)
        run(["check", "--format", "json", "--select", rule])
        findings = json.loads(capsys.readouterr().out)["findings"]
        assert not [one for one in findings if one["unjudged"]], findings
        return sorted(
            tuple(one["location"].get(key) for key in ("path", "line", "column", "precision"))
            for one in findings
            if one["rule"] == rule
        )

    return found


OVERLAY = "app/kustomization.yaml"
WRITERS: dict[str, tuple[dict[str, str], Place]] = {
    "the base": (
        {"base/web.yaml": DEPLOYMENT.replace("web:1.0", "web:latest"), OVERLAY: "resources: [../base]\n"},
        ("base/web.yaml", 15, 18, "exact"),
    ),
    "a base of the base": (
        {
            "base/web.yaml": DEPLOYMENT.replace("web:1.0", "web:latest"),
            "middle/kustomization.yaml": "resources: [../base]\nnamePrefix: m-\n",
            OVERLAY: "resources: [../middle]\nnameSuffix: -x\nnamespace: shop\n",
        },
        ("base/web.yaml", 15, 18, "exact"),
    ),
    "a strategic patch in a file": (
        {OVERLAY: "resources: [../base]\npatches:\n- path: p.yaml\n", "app/p.yaml": STRATEGIC},
        ("app/p.yaml", 9, 18, "exact"),
    ),
    "a strategic patch in a file, with a target and another name": (
        {
            OVERLAY: "resources: [../base]\npatches:\n- path: p.yaml\n  target: {kind: Deployment}\n",
            "app/p.yaml": STRATEGIC.replace("name: web}", "name: any}"),
        },
        ("app/p.yaml", 9, 18, "exact"),
    ),
    "the older patchesStrategicMerge": (
        {OVERLAY: "resources: [../base]\npatchesStrategicMerge: [p.yaml]\n", "app/p.yaml": STRATEGIC},
        ("app/p.yaml", 9, 18, "exact"),
    ),
    "an inline strategic patch": (
        {OVERLAY: f"resources: [../base]\npatches:\n- patch: |\n{indented(STRATEGIC, 4)}"},
        (OVERLAY, 12, 22, "exact"),
    ),
    "an inline strategic patch behind a comment": (
        {
            OVERLAY: f"resources: [../base]\npatches:\n- patch: |-  # why\n    # more\n{indented(STRATEGIC, 4)}"
        },
        (OVERLAY, 13, 22, "exact"),
    ),
    "an inline strategic patch in one line": (
        {
            OVERLAY: "resources: [../base]\npatches:\n- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web},"
            " spec: {template: {spec: {containers: [{name: web, image: example.com/web:latest}]}}}}'\n"
        },
        (OVERLAY, 3, 131, "exact"),
    ),
    "an inline strategic patch that is folded": (
        {
            OVERLAY: "resources: [../base]\npatches:\n- patch: >\n    {apiVersion: apps/v1, kind: Deployment,\n"
            "    metadata: {name: web}, spec: {template: {spec: {containers:\n"
            "    [{name: web, image: example.com/web:latest}]}}}}\n"
        },
        (OVERLAY, 3, 10, "file"),
    ),
    "an inline patch of the older form": (
        {OVERLAY: f"resources: [../base]\npatchesStrategicMerge:\n- |-\n{indented(STRATEGIC, 2)}"},
        (OVERLAY, 12, 20, "exact"),
    ),
    "operations in a file": (
        {
            OVERLAY: "resources: [../base]\npatches:\n- path: o.yaml\n  target: {kind: Deployment, name: web}\n",
            "app/o.yaml": OPERATIONS,
        },
        ("app/o.yaml", 3, 10, "exact"),
    ),
    "operations in a file, as JSON": (
        {
            OVERLAY: "resources: [../base]\npatches:\n- path: o.json\n  target: {kind: Deployment, name: web}\n",
            "app/o.json": JSON_OPERATIONS,
        },
        ("app/o.json", 1, 79, "exact"),
    ),
    "inline operations": (
        {
            OVERLAY: "resources: [../base]\npatches:\n- target: {kind: Deployment}\n"
            f"  patch: |-\n{indented(OPERATIONS, 4)}"
        },
        (OVERLAY, 7, 14, "exact"),
    ),
    "inline operations in one line": (
        {
            OVERLAY: f"resources: [../base]\npatches:\n- target: {{kind: Deployment}}\n  patch: '{JSON_OPERATIONS}'\n"
        },
        (OVERLAY, 4, 89, "exact"),
    ),
    "the older patchesJson6902": (
        {
            OVERLAY: "resources: [../base]\npatchesJson6902:\n"
            "- target: {group: apps, version: v1, kind: Deployment, name: web}\n"
            f"  patch: |-\n{indented(OPERATIONS, 4)}"
        },
        (OVERLAY, 7, 14, "exact"),
    ),
    "a component": (
        {
            OVERLAY: "resources: [../base]\ncomponents: [../part]\n",
            "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- path: p.yaml\n",
            "part/p.yaml": STRATEGIC,
        },
        ("part/p.yaml", 9, 18, "exact"),
    ),
    "the outer of two patches": (
        {
            "base/kustomization.yaml": "resources: [web.yaml]\npatches:\n- path: p.yaml\n",
            "base/p.yaml": STRATEGIC,
            OVERLAY: "resources: [../base]\npatches:\n- path: p.yaml\n",
            "app/p.yaml": STRATEGIC,
        },
        ("app/p.yaml", 9, 18, "exact"),
    ),
    "the images transformer": (
        {OVERLAY: "resources: [../base]\nimages:\n- name: example.com/web\n  newTag: latest\n"},
        (OVERLAY, 4, 11, "exact"),
    ),
    "a patch on a resource that a transformer renames": (
        {
            OVERLAY: "resources: [../base]\nnamePrefix: a-\nnamespace: shop\npatches:\n- path: p.yaml\n",
            "app/p.yaml": STRATEGIC,
        },
        ("app/p.yaml", 9, 18, "exact"),
    ),
    "an item of a List": (
        {
            "base/web.yaml": "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n"
            "- "
            + indented(DEPLOYMENT.replace("# The shop.\n", "").replace("web:1.0", "web:latest"), 2).lstrip(),
            OVERLAY: "resources: [../base]\n",
        },
        ("base/web.yaml", 20, 20, "exact"),
    ),
}

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {namespace: shop}
  source:
    repoURL: https://example.com/shop.git
    path: base
"""
APPLICATION_IMAGES = APPLICATION + "    kustomize: {images: ['example.com/web:2.0']}\n"
LATEST = "kustomize:\n  images:\n    - example.com/web:latest\n"
WRITERS |= {
    "the images of an Application": (
        {"apps/shop.yaml": APPLICATION_IMAGES.replace("2.0", "latest")},
        ("apps/shop.yaml", 10, 26, "exact"),
    ),
    "the images of the file that overrides every Application": (
        {"apps/shop.yaml": APPLICATION_IMAGES, "base/.argocd-source.yaml": LATEST},
        ("base/.argocd-source.yaml", 3, 7, "exact"),
    ),
    "the images of the file that overrides one": (
        {
            "apps/shop.yaml": APPLICATION_IMAGES,
            "base/.argocd-source.yaml": LATEST.replace("latest", "2.1"),
            "base/.argocd-source-shop.yaml": LATEST,
        },
        ("base/.argocd-source-shop.yaml", 3, 7, "exact"),
    ),
    "the images of an Application beside a file that overrides something else": (
        {
            "apps/shop.yaml": APPLICATION_IMAGES.replace("2.0", "latest"),
            "base/.argocd-source.yaml": "kustomize: {commonLabels: {a: b}}\n",
        },
        ("apps/shop.yaml", 10, 26, "exact"),
    ),
    "a patch in a file that an Application names": (
        {
            "apps/shop.yaml": APPLICATION + "    kustomize: {patches: [{path: p.txt}]}\n",
            "base/p.txt": STRATEGIC,
        },
        ("base/p.txt", 9, 18, "exact"),
    ),
    "a patch in a file that an overriding file names": (
        {
            "apps/shop.yaml": APPLICATION + "    kustomize: {patches: [{patch: '[]'}]}\n",
            "base/.argocd-source.yaml": "kustomize: {patches: [{path: ../p.txt}]}\n",
            "p.txt": STRATEGIC,
        },
        ("p.txt", 9, 18, "exact"),
    ),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_the_place_is_in(writer: str, places: Judge) -> None:
    files, place = WRITERS[writer]
    assert places({**BASE, **files}) == [place]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("literals: [other=x, password=hunter2-hunter2]", ("app/kustomization.yaml", 3, 23, "exact")),
        ("files: [other.txt, secret.txt]", ("app/kustomization.yaml", 3, 22, "exact")),
        ("files: [password=secret.txt]", ("app/kustomization.yaml", 3, 11, "exact")),
        ("envs: [s.env]", ("app/s.env", 1, 10, "exact")),
    ],
)
def test_a_generated_key_is_at_what_made_it(places: Judge, value: str, place: Place) -> None:
    found = places(
        {
            "app/kustomization.yaml": f"secretGenerator:\n- name: s\n  {value}\n",
            "app/secret.txt": "hunter2-hunter2",
            "app/other.txt": "x",
            "app/s.env": "password=hunter2-hunter2\n",
        },
        "secrets/unsealed",
    )
    assert place in found


def test_no_quote_of_an_inline_patch_tells_a_secret(
    folder: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write(
        {
            "kustomization.yaml": "resources: [s.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: Secret\n"
            "    metadata: {name: s}\n    stringData:\n      p: hunter2-hunter2\n",
            "s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n",
        }
    )
    monkeypatch.chdir(folder.folder)
    assert run(["check"]) == 1
    out = capsys.readouterr().out
    assert "kustomization.yaml:" in out
    assert "hunter2" not in out


def test_the_environment_does_not_move_a_place(places: Judge, folder: Checkout) -> None:
    files = {f"{name}/kustomization.yaml": "resources: [../base]\n" for name in ("dev", "production")}
    found = places({**BASE, "base/web.yaml": DEPLOYMENT.replace("web:1.0", "web:latest"), **files})
    assert found == [("base/web.yaml", 15, 18, "exact")]
    assert Path(folder.folder, "dev").is_dir()
