"""Roots that choose by annotations build what kustomize itself builds of them, alone and among others."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gate.documents import read
from gate.model.json import JsonValue, mapping
from tests.tools.checkout import Checkout

pytestmark = [pytest.mark.needs("git"), pytest.mark.needs("kustomize")]

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, annotations: {a: b}}\n"
PATCH = '[{"op": "add", "path": "/data", "value": {"patched": "found"}}]'
TRANSFORMER = """\
apiVersion: builtin
kind: PatchTransformer
metadata: {name: any}
target: {annotationSelector: "!config.kubernetes.io/origin"}
patch: '[{"op": "add", "path": "/data", "value": {"patched": "found"}}]'
"""
REPLACEMENT = """\
source: {kind: ConfigMap, name: settings, fieldPath: metadata.annotations}
targets: [{select: {kind: ConfigMap}, fieldPaths: [data], options: {create: true}}]
"""


def selecting(selector: str) -> dict[str, str]:
    return {
        "kustomization.yaml": (
            f"resources: [a.yaml]\npatches: [{{target: {{{selector}}}, patch: '{PATCH}'}}]\n"
        )
    }


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


ROOTS = {
    "not-built-by-the-gate": selecting('annotationSelector: "!config.kubernetes.io/origin"'),
    "in-another-spelling": selecting('"AnnotationSelector": "!config.kubernetes.io\\x2forigin"'),
    "never": selecting("annotationSelector: config.kubernetes.io/origin"),
    "by-its-own": selecting("annotationSelector: a=b"),
    "asks-itself": {
        "kustomization.yaml": "buildMetadata: [originAnnotations]\n"
        + selecting("annotationSelector: config.kubernetes.io/origin")["kustomization.yaml"]
    },
    "transformer": {
        "kustomization.yaml": "resources: [a.yaml]\ntransformers: [t.yaml]\n",
        "t.yaml": TRANSFORMER,
    },
    "transformer-inline": {
        "kustomization.yaml": f"resources: [a.yaml]\ntransformers:\n  - |\n{indented(TRANSFORMER)}",
    },
    "replacement": {
        "kustomization.yaml": "resources: [a.yaml]\nreplacements: [{path: r.yaml}]\n",
        "r.yaml": REPLACEMENT,
    },
}


def objects(text: str) -> list[JsonValue]:
    found: list[JsonValue] = []
    for document in read(text.encode()):
        body = mapping(document.value)
        mapping(mapping(body["metadata"])["annotations"]).pop("config.kubernetes.io/origin", None)
        found.append(body)
    return found


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("name", ROOTS)
def test_the_build_is_that_of_kustomize(folder: Checkout, name: str, beside: bool) -> None:
    files = {f"{name}/{path}": text for path, text in {"a.yaml": CONFIG_MAP, **ROOTS[name]}.items()}
    others = {
        f"other-{number}/{path}": text
        for number in range(2 if beside else 0)
        for path, text in {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG_MAP}.items()
    }
    folder.init().commit({**files, **others})
    plain = subprocess.run(
        ["kustomize", "build", Path(folder.folder, name)], capture_output=True, check=True, text=True
    )
    rendered = folder.gate("render").out.split(f"# {name}\n")[1].split("\n---\n")[0]
    assert objects(rendered) == objects(plain.stdout)
