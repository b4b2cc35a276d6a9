"""Where a finding on a chart stands that a kustomization inflates: in what wrote the value last, the build's
transformers and patches, the entry's values, the chart's values, or the template.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from gate.cli.main import run
from tests.tools.checkout import Checkout
from tests.unit.render.packing import tar_gz

pytestmark = pytest.mark.needs("helm", "kustomize")

Place: TypeAlias = "tuple[str, int | None, int | None, str]"
Answer: TypeAlias = "tuple[Place, list[tuple[str, Place]]]"
Judge: TypeAlias = Callable[..., "list[Answer]"]

CHART = "app/charts/web"
TEMPLATE = f"{CHART}/templates/a.yaml"
VALUES = f"{CHART}/values.yaml"
OVERLAY = "app/kustomization.yaml"
FILES = {
    f"{CHART}/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\n",
    VALUES: "type: Odd\nports:\n  - port: 1\n",
    TEMPLATE: """\
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-web
  labels: {app: web}
spec:
  type: {{ .Values.type }}
  externalTrafficPolicy: {{ .Values.policy | default "Local" }}
  ports:
    {{- toYaml .Values.ports | nindent 4 }}
""",
}
ENTRY = """\
helmCharts:
  - name: web
    releaseName: shop
"""
REPOSITORY = ENTRY + "    version: 1.2.3\n    repo: https://example.com\n"
ASKED = ("the chart is inflated here", (OVERLAY, 2, 5, "exact"))
RENDERED = ("rendered by this line", (TEMPLATE, 7, 9, "exact"))


def of(location: Mapping[str, Any]) -> Place:
    return tuple(location.get(key) for key in ("path", "line", "column", "precision"))  # type: ignore[return-value]


@pytest.fixture
def places(folder: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Judge:
    """The place of each finding at a pointer, and what is related to it."""

    def found(
        files: Mapping[str, str | bytes], pointer: str = "/spec/type", *, charts: Path | None = None
    ) -> list[Answer]:
        folder.write(files)
        monkeypatch.chdir(folder.folder)
        fetched = ["--charts", str(charts)] if charts else []
        run(["check", "--format", "json", "--select", "api,schema", *fetched])
        findings = json.loads(capsys.readouterr().out)["findings"]
        assert not [one for one in findings if one["unjudged"]], findings
        return [
            (of(one["location"]), [(two["message"], of(two)) for two in one["related"]])
            for one in findings
            if one["pointer"] == pointer
        ]

    return found


def test_the_values_of_the_chart(places: Judge) -> None:
    assert places({**FILES, OVERLAY: ENTRY}) == [((VALUES, 1, 7, "exact"), [RENDERED, ASKED])]


def test_what_the_template_spells(places: Judge) -> None:
    spelled = FILES[TEMPLATE].replace("{{ .Values.type }}", "Odd")
    assert places({**FILES, TEMPLATE: spelled, OVERLAY: ENTRY}) == [((TEMPLATE, 7, 9, "exact"), [ASKED])]


def test_a_key_of_a_tree_of_values(places: Judge) -> None:
    entry = ENTRY + "    valuesInline:\n      type: ClusterIP\n      ports: [{port: 1, prot: TCP}]\n"
    assert places({**FILES, OVERLAY: entry}, "/spec/ports/0/prot") == [
        ((OVERLAY, 6, 25, "exact"), [("rendered by this line", (TEMPLATE, 10, 5, "exact")), ASKED])
    ]


INLINE = "    valuesInline:\n      type: Odd\n"
MERGED = "    valuesInline: {type: Odd, gone: null}\n"
BESIDE = "app/more.yaml"


@pytest.mark.parametrize(
    ("said", "beside", "place"),
    [
        (INLINE, "", (OVERLAY, 5, 13, "exact")),
        (MERGED, "", (OVERLAY, 4, 26, "exact")),
        ("    valuesFile: more.yaml\n", "a: 1\ntype: Odd\n", (BESIDE, 2, 7, "exact")),
        ("    additionalValuesFiles: [more.yaml]\n", "\ntype: Odd\n", (BESIDE, 2, 7, "exact")),
        (f"{INLINE}    additionalValuesFiles: [more.yaml]\n", "type: Other\n", (BESIDE, 1, 7, "exact")),
        (f"{INLINE}    additionalValuesFiles: [more.yaml]\n", "a: b\n", (OVERLAY, 5, 13, "exact")),
        (f"{INLINE}    valuesMerge: merge\n    valuesFile: more.yaml\n", "type: Other\n", (BESIDE, 1, 7, "exact")),
        (f"{INLINE}    valuesMerge: merge\n    valuesFile: more.yaml\n", "a: b\n", (OVERLAY, 5, 13, "exact")),
        (f"{INLINE}    valuesMerge: replace\n", "", (OVERLAY, 5, 13, "exact")),
        ("    valuesInline: {a: null}\n", "", (VALUES, 1, 7, "exact")),
    ],
)  # fmt: skip
def test_what_the_entry_gives(places: Judge, said: str, beside: str, place: Place) -> None:
    found = places({**FILES, OVERLAY: ENTRY + said, **({BESIDE: beside} if beside else {})})
    assert found == [(place, [RENDERED, ASKED])]


PATCH = """\
apiVersion: v1
kind: Service
metadata: {name: shop-web}
spec:
  type: Odd
"""
INLINE_OPERATION = """\
patches:
  - target: {kind: Service}
    patch: |-
      - op: replace
        path: /spec/type
        value: Odd
"""


@pytest.mark.parametrize(
    ("added", "place"),
    [
        ("patches: [{path: patch.yaml}]\n", ("app/patch.yaml", 5, 9, "exact")),
        (INLINE_OPERATION, (OVERLAY, 6, 16, "exact")),
    ],
)
def test_what_a_patch_of_the_kustomization_sets(places: Judge, added: str, place: Place) -> None:
    fine = {**FILES, VALUES: FILES[VALUES].replace("Odd", "ClusterIP"), "app/patch.yaml": PATCH}
    line = place[1]
    assert line is not None
    if place[0] == OVERLAY:
        place = (OVERLAY, line + ENTRY.count("\n"), *place[2:])
    before = ("the chart has ClusterIP", (VALUES, 1, 7, "exact"))
    assert places({**fine, OVERLAY: ENTRY + added}) == [(place, [before, RENDERED, ASKED])]


def test_what_an_overlay_above_sets(places: Judge) -> None:
    files = {
        **FILES,
        OVERLAY: ENTRY + "namePrefix: a-\n",
        "top/kustomization.yaml": "resources: [../app]\nnamespace: Bad_one\ncommonLabels: {a: 'b c'}\n",
    }
    assert [place for place, _ in places(files)] == [(VALUES, 1, 7, "exact")]
    assert places(files, "/metadata/namespace") == [(("top/kustomization.yaml", 2, 12, "exact"), [])]
    assert [place for place, _ in places(files, "/metadata/labels/a")] == [
        ("top/kustomization.yaml", 3, 19, "exact")
    ]


def test_two_charts_of_one_kustomization(places: Judge) -> None:
    twice = ENTRY + "  - name: web\n    releaseName: b\n    valuesInline: {type: Strange}\n"
    assert places({**FILES, OVERLAY: twice}) == [
        ((VALUES, 1, 7, "exact"), [RENDERED, ASKED]),
        (
            (OVERLAY, 6, 26, "exact"),
            [RENDERED, ("the chart is inflated here", (OVERLAY, 4, 5, "exact"))],
        ),
    ]


def test_one_name_that_is_a_part_of_another(places: Judge) -> None:
    """Both are Services of one template; each stands at what its own release was given."""
    twice = (
        ENTRY.replace("shop", "a")
        + "  - name: web\n    releaseName: a-web\n    valuesInline: {type: Unknown}\n"
    )
    found = places({**FILES, OVERLAY: twice.replace("a-web\n", "b-a-web\n") + "nameSuffix: -web\n"})
    assert [place for place, _ in found] == [(VALUES, 1, 7, "exact"), (OVERLAY, 6, 26, "exact")]


PLUGIN = """\
apiVersion: builtin
kind: HelmChartInflationGenerator
metadata: {name: web}
name: web
releaseName: shop
valuesInline:
  type: Odd
"""


def test_a_plugin_in_a_file_elsewhere(places: Judge) -> None:
    generators = "generators: [generators/web.yaml]\n"
    files = {**FILES, "app/generators/web.yaml": PLUGIN, OVERLAY: generators}
    asked = ("the chart is inflated here", ("app/generators/web.yaml", 1, 1, "exact"))
    assert places(files) == [(("app/generators/web.yaml", 7, 9, "exact"), [RENDERED, asked])]


def test_a_plugin_in_place(places: Judge) -> None:
    inner = "".join(f"    {line}\n" for line in PLUGIN.splitlines())
    asked = ("the chart is inflated here", (OVERLAY, 2, 5, "exact"))
    assert places({**FILES, OVERLAY: f"generators:\n  - |\n{inner}"}) == [
        ((OVERLAY, 9, 13, "exact"), [RENDERED, asked])
    ]


def test_a_component_that_an_overlay_takes_in(places: Judge) -> None:
    component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
    files = {**FILES, OVERLAY: component + ENTRY, "top/kustomization.yaml": "components: [../app]\n"}
    asked = ("the chart is inflated here", (OVERLAY, 4, 5, "exact"))
    assert places(files) == [((VALUES, 1, 7, "exact"), [RENDERED, asked])]


def test_a_missing_field_is_told_at_what_would_hold_it(places: Judge) -> None:
    spelled = FILES[TEMPLATE].replace("toYaml .Values.ports", 'toYaml (list (dict "name" "a"))')
    assert [place for place, _ in places({**FILES, TEMPLATE: spelled, OVERLAY: ENTRY}, "/spec/ports/0")] == [
        (TEMPLATE, 10, 5, "exact")
    ]  # fmt: skip


def test_a_packed_chart_leaves_the_entry(places: Judge) -> None:
    packed = tar_gz({path.removeprefix("app/charts/"): text.encode() for path, text in FILES.items()})
    files = {"app/charts/web-1.2.3.tgz": packed, OVERLAY: REPOSITORY}
    assert places(files) == [((OVERLAY, 2, 5, "target"), [])]
    told = places({**files, OVERLAY: REPOSITORY + INLINE})
    assert told == [((OVERLAY, 7, 13, "exact"), [ASKED])]


def test_a_fetched_chart_leaves_the_entry_and_its_values(places: Judge, tmp_path: Path) -> None:
    for path, content in FILES.items():
        place = tmp_path / "fetched" / path.removeprefix("app/charts/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    fetched = tmp_path / "fetched"
    assert places({OVERLAY: REPOSITORY}, charts=fetched) == [((OVERLAY, 2, 5, "target"), [])]
    assert places({OVERLAY: REPOSITORY + INLINE}, charts=fetched) == [((OVERLAY, 7, 13, "exact"), [ASKED])]


def test_an_object_whose_name_is_another_one_each_time(places: Judge) -> None:
    spelled = FILES[TEMPLATE].replace("{{ .Release.Name }}", "{{ randAlpha 5 | lower }}")
    assert places({**FILES, TEMPLATE: spelled, OVERLAY: ENTRY}) == [
        ((VALUES, 1, 7, "exact"), [RENDERED, ASKED])
    ]


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  destination: {namespace: shop, name: in-cluster}
  source:
    repoURL: https://example.com/shop.git
    path: app
    kustomize:
      namePrefix: live-
      patches:
        - target: {kind: Service}
          patch: |-
            - op: replace
              path: /spec/type
              value: Odd
"""


def test_what_an_application_adds_to_the_build(places: Judge) -> None:
    fine = {**FILES, VALUES: FILES[VALUES].replace("Odd", "ClusterIP"), OVERLAY: ENTRY}
    before = ("the chart has ClusterIP", (VALUES, 1, 7, "exact"))
    assert places({**fine, "apps/web.yaml": APPLICATION}) == [
        (("apps/web.yaml", 17, 22, "exact"), [before, RENDERED, ASKED])
    ]


def test_a_file_of_crds(places: Judge) -> None:
    wrong = "apiVersion: v1\nkind: Service\nmetadata: {name: odd}\nspec:\n  ports: [{port: 1}]\n  type: Odd\n"
    files = {**FILES, VALUES: "type: ClusterIP\nports: [{port: 1}]\n", f"{CHART}/crds/a.yaml": wrong}
    assert places({**files, OVERLAY: ENTRY + "    includeCRDs: true\n"}) == [
        ((f"{CHART}/crds/a.yaml", 6, 9, "exact"), [ASKED])
    ]


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_generator_beside_it_whose_name_is_a_part_of_another(places: Judge, *, is_packed: bool) -> None:
    """The ConfigMaps `shop-web` of the chart and `shop`, with a hash, of the generator."""
    made = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}-web'}\ndata: {a: 1}\n"
    files = {**FILES, VALUES: "type: ClusterIP\nports: [{port: 1}]\n", f"{CHART}/templates/b.yaml": made}
    generator = "configMapGenerator: [{name: shop, literals: [a=b]}]\n"
    where = (f"{CHART}/templates/b.yaml", 4, 11, "exact")
    asked = [ASKED]
    if is_packed:
        packed = tar_gz({path.removeprefix("app/charts/"): text.encode() for path, text in files.items()})
        files = {"app/charts/web-1.2.3.tgz": packed}  # type: ignore[dict-item]
        where, asked = (OVERLAY, 2, 5, "target"), []
    found = places({**files, OVERLAY: REPOSITORY + generator}, "/data/a")
    assert found == [(where, asked)]
