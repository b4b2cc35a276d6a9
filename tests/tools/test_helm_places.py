"""Where a finding on what Helm rendered stands: in the template, or in the text of values that set it last."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pytest

from gate.cli.main import run
from gate.locate import Locator
from gate.model.finding import Finding
from gate.parse import parse
from gate.render import HelmTrials, RenderOptions, render
from gate.system.files import open_folder
from tests.tools.checkout import Checkout
from tests.unit.render.folders import helm_target, programs
from tests.unit.render.packing import tar_gz

pytestmark = [pytest.mark.needs("helm")]

Place: TypeAlias = "tuple[str, int | None, int | None, str]"
Judge: TypeAlias = Callable[..., "list[tuple[Place, list[tuple[str, Place]]]]"]
CHART = "apiVersion: v2\nname: shop\nversion: 0.1.0\n"
RENDERED = "rendered by this line"
TEMPLATE = """\
{{- if .Values.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.name" . }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  type: ClusterIP
  {{- with .Values.spec }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  externalName: "{{ .Values.host }}.{{ .Values.domain }}"
  ports:
    {{- range .Values.ports }}
    - port: {{ .number }}
      protocol: {{ $.Values.protocol | default "TCP" }}
    {{- end }}
{{- end }}
"""
HELPERS = """\
{{- define "shop.name" -}}
{{ .Release.Name }}
{{- end }}
{{- define "shop.labels" -}}
app: {{ include "shop.name" . }}
bad: "-"
{{- end }}
"""
VALUES = """\
enabled: true
host: web
domain: example.com
protocol: TCP
ports:
  - number: 80
spec:
  sessionAffinity: None
"""
FILES = {
    "chart/Chart.yaml": CHART,
    "chart/values.yaml": VALUES,
    "chart/templates/web.yaml": TEMPLATE,
    "chart/templates/_helpers.tpl": HELPERS.replace('"-"', "good"),
}


def of(location: Mapping[str, Any]) -> Place:
    return tuple(location.get(key) for key in ("path", "line", "column", "precision"))  # type: ignore[return-value]


@pytest.fixture
def places(folder: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Judge:
    """The place of each finding at a pointer, and what is related to it."""

    def found(files: Mapping[str, str | bytes], pointer: str) -> list[tuple[Place, list[tuple[str, Place]]]]:
        folder.write(files)
        monkeypatch.chdir(folder.folder)
        run(["check", "--format", "json", "--select", "api,schema"])
        findings = json.loads(capsys.readouterr().out)["findings"]
        assert not [one for one in findings if one["unjudged"]], findings
        return [
            (of(one["location"]), [(two["message"], of(two)) for two in one["related"]])
            for one in findings
            if one["pointer"] == pointer
        ]

    return found


def test_what_the_template_spells(places: Judge) -> None:
    files = {**FILES, "chart/templates/web.yaml": TEMPLATE.replace("ClusterIP", "Cluster")}
    assert places(files, "/spec/type") == [(("chart/templates/web.yaml", 9, 9, "exact"), [])]


def test_what_a_helper_spells(places: Judge) -> None:
    files = {**FILES, "chart/templates/_helpers.tpl": HELPERS}
    assert places(files, "/metadata/labels/bad") == [(("chart/templates/_helpers.tpl", 6, 6, "exact"), [])]


def test_a_value(places: Judge) -> None:
    files = {**FILES, "chart/values.yaml": VALUES.replace("TCP", "ABC")}
    assert places(files, "/spec/ports/0/protocol") == [
        (
            ("chart/values.yaml", 4, 11, "exact"),
            [(RENDERED, ("chart/templates/web.yaml", 17, 17, "exact"))],
        )
    ]


def test_a_value_of_an_object_whose_name_is_another_one_each_time(places: Judge) -> None:
    files = {**FILES, "chart/values.yaml": VALUES.replace("TCP", "ABC")}
    name = '{{ include "shop.name" . }}'
    files["chart/templates/web.yaml"] = TEMPLATE.replace(name, "{{ randAlpha 5 | lower }}", 1)
    assert places(files, "/spec/ports/0/protocol") == [
        (
            ("chart/values.yaml", 4, 11, "exact"),
            [(RENDERED, ("chart/templates/web.yaml", 17, 17, "exact"))],
        )
    ]


def test_an_item_of_a_list_of_values(places: Judge) -> None:
    files = {**FILES, "chart/values.yaml": VALUES.replace("80", "80000")}
    assert places(files, "/spec/ports/0/port") == [
        (
            ("chart/values.yaml", 6, 13, "exact"),
            [(RENDERED, ("chart/templates/web.yaml", 16, 13, "exact"))],
        )
    ]


def test_a_part_of_a_tree_of_values(places: Judge) -> None:
    files = {**FILES, "chart/values.yaml": VALUES.replace("None", "Some")}
    assert places(files, "/spec/sessionAffinity") == [
        (
            ("chart/values.yaml", 8, 20, "exact"),
            [(RENDERED, ("chart/templates/web.yaml", 11, 3, "exact"))],
        )
    ]


def test_a_key_that_is_not_known(places: Judge) -> None:
    files = {**FILES, "chart/values.yaml": VALUES + "  sessionTime: 5\n"}
    assert places(files, "/spec/sessionTime") == [
        (
            ("chart/values.yaml", 9, 3, "exact"),
            [(RENDERED, ("chart/templates/web.yaml", 11, 3, "exact"))],
        )
    ]


def test_values_that_are_parts_of_a_text(places: Judge) -> None:
    files = {**FILES, "chart/values.yaml": VALUES.replace("example.com", "Example")}
    files["chart/values.yaml"] += "  x: 1\n"
    files["chart/templates/web.yaml"] = TEMPLATE.replace("type: ClusterIP", "type: ExternalName")
    assert places(files, "/spec/externalName") == [
        (
            ("chart/templates/web.yaml", 13, 17, "exact"),
            [
                ("host is set here", ("chart/values.yaml", 2, 7, "exact")),
                ("domain is set here", ("chart/values.yaml", 3, 9, "exact")),
            ],
        )
    ]


def test_the_values_file_of_the_environment(places: Judge) -> None:
    found = places({**FILES, "chart/values-staging.yaml": "\nprotocol: ABC\n"}, "/spec/ports/0/protocol")
    assert [place for place, _ in found] == [("chart/values-staging.yaml", 2, 11, "exact")]


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  project: default
  destination: {namespace: shop, name: in-cluster}
  source:
    repoURL: https://example.com/shop.git
    path: chart
    helm:
"""


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("      valuesObject:\n        protocol: ABC\n", (12, 19, "exact")),
        ("      values: |\n        host: a\n        protocol: ABC\n", (13, 19, "exact")),
        ("      parameters:\n        - name: protocol\n          value: ABC\n", (13, 18, "exact")),
    ],
)
def test_what_an_application_says(places: Judge, said: str, place: tuple[int, int, str]) -> None:
    found = places({**FILES, "apps/shop.yaml": APPLICATION + said}, "/spec/ports/0/protocol")
    assert [one for one, _ in found] == [("apps/shop.yaml", *place)]


@pytest.mark.parametrize(
    ("override", "place"),
    [
        ("helm:\n  valuesObject:\n    protocol: ABC\n", (3, 15, "exact")),
        ("helm:\n  values: |\n    protocol: ABC\n", (3, 15, "exact")),
        ("helm:\n  parameters:\n    - name: protocol\n      value: ABC\n", (4, 14, "exact")),
    ],
)
@pytest.mark.parametrize("name", [".argocd-source.yaml", ".argocd-source-shop.yaml"])
def test_what_a_file_beside_the_chart_says_instead(
    places: Judge, override: str, place: tuple[int, int, str], name: str
) -> None:
    said = "      parameters:\n        - name: other\n          value: x\n"
    files = {**FILES, "apps/shop.yaml": APPLICATION + said, f"chart/{name}": override}
    found = places(files, "/spec/ports/0/protocol")
    assert [one for one, _ in found] == [(f"chart/{name}", *place)]


def test_what_a_file_beside_the_chart_leaves_alone(places: Judge) -> None:
    """Objects are merged, lists are not."""
    said = "      valuesObject:\n        protocol: ABC\n"
    files = {**FILES, "apps/shop.yaml": APPLICATION + said}
    files["chart/.argocd-source.yaml"] = "helm:\n  valuesObject: {host: b}\n  parameters: []\n"
    found = places(files, "/spec/ports/0/protocol")
    assert [one for one, _ in found] == [("apps/shop.yaml", 12, 19, "exact")]


RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: shop}
spec:
  interval: 1h
  chart:
    spec:
      chart: chart
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
  values:
    protocol: ABC
"""


def test_what_a_release_says(places: Judge) -> None:
    found = places({**FILES, "apps/shop.yaml": RELEASE}, "/spec/ports/0/protocol")
    assert [one for one, _ in found] == [("apps/shop.yaml", 11, 15, "exact")]


FROM = RELEASE.replace("  values:\n    protocol: ABC\n", "  valuesFrom:\n%s")
ONE, TWO = "  - {kind: ConfigMap, name: one}\n", "  - {kind: ConfigMap, name: two, optional: true}\n"
HELD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: shop}\ndata:\n  %s\n"
WRITTEN = HELD % ("one", "values.yaml: |\n    host: x\n    protocol: ABC")
GENERATED = (
    "namespace: shop\nresources: [shop.yaml]\nconfigMapGenerator:\n- name: one\n"
    "  options: {disableNameSuffixHash: true}\n  files: [%s]\n"
)
K = "apps/kustomization.yaml"
REFERRED: dict[str, tuple[dict[str, str], Place]] = {
    "written": ({"apps/one.yaml": WRITTEN, "apps/shop.yaml": FROM % ONE}, ("apps/one.yaml", 7, 15, "exact")),
    "in one line": (
        {"apps/one.yaml": HELD % ("one", 'values.yaml: "protocol: ABC"'), "apps/shop.yaml": FROM % ONE},
        ("apps/one.yaml", 5, 27, "exact"),
    ),
    "after one without the key": (
        {
            "apps/two.yaml": HELD % ("two", "other: x"),
            "apps/one.yaml": WRITTEN,
            "apps/shop.yaml": FROM % (TWO + ONE),
        },
        ("apps/one.yaml", 7, 15, "exact"),
    ),
    "overridden by another": (
        {
            "apps/two.yaml": HELD % ("two", "values.yaml: |\n    protocol: DEF"),
            "apps/one.yaml": WRITTEN,
            "apps/shop.yaml": FROM % (ONE + TWO),
        },
        ("apps/two.yaml", 6, 15, "exact"),
    ),
    "overridden by the release": (
        {"apps/one.yaml": WRITTEN, "apps/shop.yaml": FROM % ONE + "  values: {protocol: DEF}\n"},
        ("apps/shop.yaml", 12, 22, "exact"),
    ),
    "a single value": (
        {
            "apps/one.yaml": HELD % ("one", "other: x\n  kind: ABC"),
            "apps/shop.yaml": FROM
            % "  - {kind: ConfigMap, name: one, valuesKey: kind, targetPath: protocol}\n",
        },
        ("apps/one.yaml", 6, 9, "exact"),
    ),
    "a single value in quotes": (
        {
            "apps/one.yaml": HELD % ("one", "kind: \"'ABC'\""),
            "apps/shop.yaml": FROM
            % "  - {kind: ConfigMap, name: one, valuesKey: kind, targetPath: protocol}\n",
        },
        ("apps/one.yaml", 5, 9, "exact"),
    ),
    "generated from a file": (
        {
            "apps/my/values.yaml": "host: x\nprotocol: ABC\n",
            K: GENERATED % "values.yaml=my/values.yaml",
            "apps/shop.yaml": FROM % ONE,
        },
        ("apps/my/values.yaml", 2, 11, "exact"),
    ),
    "generated from a file of its name": (
        {
            "apps/values.yaml": "protocol: ABC\n",
            K: GENERATED % "values.yaml",
            "apps/shop.yaml": FROM % ONE,
        },
        ("apps/values.yaml", 1, 11, "exact"),
    ),
}


@pytest.mark.needs("kustomize")
@pytest.mark.parametrize("case", REFERRED)
def test_what_a_config_map_of_values_says(case: str, places: Judge) -> None:
    files, place = REFERRED[case]
    (found,) = places({**FILES, **files}, "/spec/ports/0/protocol")
    assert found == (place, [(RENDERED, ("chart/templates/web.yaml", 17, 17, "exact"))])


SUBCHART = {
    "Chart.yaml": "apiVersion: v2\nname: redis\nversion: 1.0.0\n",
    "values.yaml": "protocol: ABC\nfixed: CBA\n",
    "templates/r.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: redis}\nspec:\n  ports:\n"
    "    - port: 1\n      protocol: {{ .Values.protocol }}\n    - port: 2\n      protocol: CBA\n",
}
DEPENDENCY = CHART + "dependencies:\n  - {name: redis, version: 1.0.0, alias: cache, repository: ''}\n"


def test_a_subchart_and_its_values(places: Judge) -> None:
    sub = {f"chart/charts/redis/{name}": text for name, text in SUBCHART.items()}
    files = {"chart/Chart.yaml": DEPENDENCY, "chart/templates/none.yaml": "", **sub}
    assert [one for one, _ in places(files, "/spec/ports/0/protocol")] == [
        ("chart/charts/redis/values.yaml", 1, 11, "exact")
    ]
    assert [one for one, _ in places(files, "/spec/ports/1/protocol")] == [
        ("chart/charts/redis/templates/r.yaml", 9, 17, "exact")
    ]
    files["chart/values.yaml"] = "cache:\n  protocol: DEF\n"
    assert [one for one, _ in places(files, "/spec/ports/0/protocol")] == [
        ("chart/values.yaml", 2, 13, "exact")
    ]


def test_a_packed_subchart(places: Judge) -> None:
    archive = tar_gz({f"redis/{name}": text for name, text in SUBCHART.items()})
    packed = "chart/charts/redis-1.0.0.tgz"
    files = {"chart/Chart.yaml": DEPENDENCY, packed: archive}
    assert [one for one, _ in places(files, "/spec/ports/1/protocol")] == [(packed, None, None, "file")]
    assert [one for one, _ in places(files, "/spec/ports/0/protocol")] == [(packed, None, None, "file")]
    files["chart/values.yaml"] = "cache:\n  protocol: DEF\n"
    assert places(files, "/spec/ports/0/protocol") == [
        (
            ("chart/values.yaml", 2, 13, "exact"),
            [("rendered by a template in this file", (packed, None, None, "file"))],
        )
    ]


def test_a_definition_is_sent_as_it_is(places: Judge) -> None:
    definition = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: 1}\n"
    found = places({**FILES, "chart/crds/a.yaml": f"# None.\n---\n{definition}"}, "/data/a")
    assert found == [(("chart/crds/a.yaml", 6, 11, "exact"), [])]


FILED = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
immutable: "no"
data:
{{ (.Files.Glob "files/*").AsConfig | indent 2 }}
  own: {{ .Files.Get "files/a.txt" | quote }}
  more: {{ .Files.Get "files/a.txt" | upper | quote }}
"""


@pytest.mark.parametrize(
    ("key", "place", "line"),
    [
        ("a.txt", ("chart/files/a.txt", 1, 1, "exact"), 6),
        ("b.txt", ("chart/files/b.txt", 1, 1, "exact"), 6),
        ("own", ("chart/files/a.txt", 1, 1, "exact"), 7),
    ],
)
def test_a_file_of_the_chart(key: str, place: Place, line: int, folder: Checkout) -> None:
    location, related = located(folder, FILED, f"/data/{key}")
    assert (location, related) == (place, [("chart/templates/a.yaml", line)])


def test_what_is_made_of_a_file_of_the_chart(folder: Checkout) -> None:
    assert located(folder, FILED, "/data/more") == (("chart/templates/a.yaml", 8, 9, "exact"), [])


def located(folder: Checkout, template: str, pointer: str) -> tuple[Place, list[tuple[str, int | None]]]:
    """The place of a value that no rule has anything against."""
    folder.write(
        {
            "chart/Chart.yaml": CHART,
            "chart/templates/a.yaml": template,
            "chart/files/a.txt": "one\n\ntwo",
            "chart/files/b.txt": "three\n",
        }
    )
    tree = open_folder(str(folder.folder))
    options = RenderOptions()
    tools = programs()
    target = helm_target()
    resources = parse(render(target, tree, tools, options).values[0]).values
    finding = Finding("x/y", "error", "m", target.name, resources[0].id, resources[0].provenance, pointer)
    locator = Locator(tree, [target], resources, HelmTrials(tree, tools, options))
    (found,) = locator.located([finding])
    assert found.location is not None
    place = (found.location.path, found.location.line, found.location.column, str(found.location.precision))
    return place, [(one.location.path, one.location.line) for one in found.related]


def test_scalars_over_several_lines_are_in_no_ones_way(places: Judge) -> None:
    template = TEMPLATE.replace("  labels:", "  annotations:\n    a: some\n      words\n  labels:").replace(
        "ClusterIP", "Cluster"
    )
    assert places({**FILES, "chart/templates/web.yaml": template}, "/spec/type") == [
        (("chart/templates/web.yaml", 12, 9, "exact"), [])
    ]
