"""Charts that ask which kinds a cluster serves: those that the repository and the schema folders define."""

from __future__ import annotations

import pytest

from tests.tools.checkout import Checkout

pytestmark = [pytest.mark.needs("git"), pytest.mark.needs("helm")]

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}
  versions:
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
    - {name: v1beta1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
"""
TEMPLATE = """\
{{- range list "example.com/v1" "example.com/v1/Thing" "example.com/v1beta1/Thing" "example.com/v1/Other" }}
{{- if $.Capabilities.APIVersions.Has . }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ . | replace "/" "-" | lower }}}
{{- end }}
{{- end }}
"""
CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
    "chart/templates/a.yaml": TEMPLATE,
}
BOTH_FORMS = ["example.com-v1", "example.com-v1-thing"]


def names(checkout: Checkout, *arguments: str) -> list[str]:
    said = checkout.gate("render", "chart", *arguments)
    return [line.split()[-1] for line in said.out.splitlines() if line.startswith("  name: ")]


@pytest.fixture
def asking(folder: Checkout) -> Checkout:
    folder.init().commit(CHART)
    return folder


def test_no_definition_is_no_kind(asking: Checkout) -> None:
    assert names(asking) == []


def test_a_definition_of_the_repository_is_served_by_its_clusters(asking: Checkout) -> None:
    assert names(asking) == []
    asking.commit({"crds/thing.yaml": CRD})
    assert names(asking) == BOTH_FORMS
    (asking.folder / "crds/thing.yaml").unlink()
    assert names(asking) == []


def test_so_is_one_of_a_schema_folder(asking: Checkout) -> None:
    (asking.folder.parent / "schemas").mkdir()
    (asking.folder.parent / "schemas/thing.yaml").write_text(CRD)
    assert names(asking, "--schemas", "../schemas") == BOTH_FORMS


@pytest.mark.needs("kustomize")
def test_charts_that_a_kustomization_inflates_are_asked_for_anew(asking: Checkout) -> None:
    kustomization = "helmGlobals: {chartHome: .}\nhelmCharts: [{name: chart, releaseName: a}]\n"
    asking.commit({"kustomization.yaml": kustomization, "chart/values.yaml": "{}\n"})
    assert asking.gate("render", ".").out == ""
    asking.commit({"crds/thing.yaml": CRD})
    assert "name: example.com-v1-thing\n" in asking.gate("render", ".").out
