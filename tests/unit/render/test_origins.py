"""Origins become relative to the repository, and nothing else of the output changes."""

from __future__ import annotations

import json

import yaml
from hypothesis import given
from hypothesis import strategies as st

from gate.render.origins import repository_relative, wrapper

OUTPUT = b"""\
apiVersion: v1
data:
  manifest: |
    metadata:
      annotations:
        config.kubernetes.io/origin: |
          path: ../../srv/repo/x.yaml
  lookalike: |
    config.kubernetes.io/origin: |
      path: ../../srv/repo/x.yaml
kind: ConfigMap
metadata:
  annotations:
    a: |
      config.kubernetes.io/origin: |
        path: ../../srv/repo/x.yaml
    config.kubernetes.io/origin: |
      path: ../../srv/repo/base/x.yaml
  name: a
---
kind: ConfigMap
metadata:
  annotations:
    config.kubernetes.io/origin: |
      configuredIn: ../../srv/repo/base/kustomization.yaml
      configuredBy:
        apiVersion: builtin
        kind: ConfigMapGenerator
  name: b
---
kind: ConfigMap
metadata:
  annotations:
    config.kubernetes.io/origin: |
      path: '../../srv/repo/od: d.yaml'
  name: c
---
kind: ConfigMap
metadata:
  annotations:
    config.kubernetes.io/origin: |
      path: base/x.yaml
      repo: https://example.com/x
      ref: main
  name: d
"""


def test_paths_of_origins_lose_the_way_to_the_repository() -> None:
    expected = OUTPUT
    for path in (b"path: %sbase/x.yaml", b"configuredIn: %sbase/kustomization.yaml", b"path: '%sod: d.yaml'"):
        expected = expected.replace(path % b"../../srv/repo/", path % b"")
    assert repository_relative(OUTPUT, "../../srv/repo") == expected


@given(st.dictionaries(st.sampled_from("abc"), st.text(max_size=40)), st.text(max_size=40))
def test_what_looks_like_an_origin_elsewhere_stays(data: dict[str, str], text: str) -> None:
    """Every value of a manifest survives, whatever its text holds."""
    lookalike = "metadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: ../r/x\n" + text
    manifest = {
        "data": {**data, "like": lookalike, "deeper": {"like": lookalike}},
        "kind": "ConfigMap",
        "metadata": {"annotations": {"a": lookalike, "b": text}, "name": "x"},
    }
    output = yaml.safe_dump(manifest, default_style="|", width=10**6).replace('"data"', "data").encode()
    assert repository_relative(output, "../r") == output


def test_the_wrapper_says_what_kustomize_needs() -> None:
    assert json.loads(wrapper(["../repo/über"], managed_by=False)) == {
        "resources": ["../repo/über"],
        "buildMetadata": ["originAnnotations"],
        "sortOptions": {"order": "fifo"},
    }
    component = json.loads(wrapper([], ["../repo"], managed_by=True))
    assert component["components"] == ["../repo"]
    assert component["buildMetadata"] == ["originAnnotations", "managedByLabel"]
