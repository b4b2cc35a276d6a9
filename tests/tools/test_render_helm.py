"""Charts, rendered by the real Helm."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gate.documents.masking import MASK
from gate.errors import ToolError
from gate.model.resource import Provenance, ResourceId
from gate.model.target import Declaration, HelmParameter, HelmSource, Target
from gate.render import RenderOptions
from gate.system.files import FolderTree
from gate.system.process import Limits
from gate.system.tools import Toolbox
from tests.unit.render.folders import (
    CHART,
    helm_target,
    only,
    output,
    place,
    rendering,
    repository,
)
from tests.unit.render.packing import packed

pytestmark = pytest.mark.needs("helm")
SETTINGS = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: '{{ .Values.colour }}'}\n"
)
REDIS = "dependencies:\n  - name: redis\n    version: ^1.2.0\n    repository: https://charts.example.com\n"
FROM_REDIS = {"templates/r.yaml": "kind: FromRedis\nversion: {{ .Chart.Version }}\n"}


def chart(folder: Path, files: Mapping[str, str | bytes], chart_file: str = CHART) -> FolderTree:
    own = {f"chart/{name}": text for name, text in files.items()}
    return repository(folder, {"chart/Chart.yaml": chart_file, **own})


def test_values_files_count_in_their_order(tmp_path: Path) -> None:
    files = {"values.yaml": "colour: blue\n", "templates/a.yaml": SETTINGS}
    chart(tmp_path, files)
    tree = repository(tmp_path, {"env/odd,name.yaml": "colour: red\n", "env/last.yaml": "colour: green\n"})
    assert "colour: 'blue'" in output(rendering(helm_target("chart"), tree))
    assert "colour: 'red'" in output(rendering(helm_target("chart", "env/odd,name.yaml"), tree))
    both = helm_target("chart", "env/odd,name.yaml", "env/last.yaml")
    assert "colour: 'green'" in output(rendering(both, tree))


def test_definitions_and_hooks_come_out_and_tests_do_not(tmp_path: Path) -> None:
    tree = chart(
        tmp_path,
        {
            "crds/crd.yaml": "kind: CustomResourceDefinition\n",
            "templates/hook.yaml": "kind: Job\nmetadata: {annotations: {helm.sh/hook: pre-install}}\n",
            "templates/test.yaml": "kind: Pod\nmetadata: {annotations: {helm.sh/hook: test}}\n",
            # Helm's own --skip-tests leaves it out, and an installation runs it.
            "templates/both.yaml": "kind: Both\nmetadata: {annotations: {helm.sh/hook: 'pre-install,test'}}\n",
            "templates/ignored.yaml": "kind: Ignored\n",
            ".helmignore": "ignored.yaml\n",
            "templates/a.yaml": "kind: A\na: {{ .Release.Name }} in {{ .Release.Namespace }}\n",
        },
    )
    text = output(rendering(helm_target(release="my-shop", namespace="market"), tree))
    assert "kind: CustomResourceDefinition" in text
    assert "kind: Job" in text
    assert "kind: Pod" not in text
    assert "kind: Both" in text
    assert "kind: Ignored" not in text
    assert "# Source: shop/templates/a.yaml\nkind: A\na: my-shop in market" in text


def test_a_chart_at_the_top_of_the_repository(tmp_path: Path) -> None:
    tree = repository(
        tmp_path, {"Chart.yaml": CHART, "values.yaml": "colour: x\n", "templates/a.yaml": SETTINGS}
    )
    assert "colour: 'x'" in output(rendering(helm_target("."), tree))


def test_a_chart_without_manifests_is_no_failure(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"templates/NOTES.txt": "hello"})
    assert output(rendering(helm_target(), tree)).strip() == ""


def test_one_rendering_for_each_version_only_where_it_matters(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"templates/a.yaml": "kind: A\nv: {{ .Capabilities.KubeVersion.Version }}\n"})
    versions = ("1.9", "1.34", "1.33")
    (rendered,) = rendering(helm_target(versions=versions), tree).values
    assert rendered.kubernetes_versions == ("1.9", "1.33", "1.34")
    assert b"v: v1.34" in rendered.texts[0].text
    each = rendering(helm_target(versions=versions, version_sensitive=True), tree).values
    assert [one.kubernetes_versions for one in each] == [("1.9",), ("1.33",), ("1.34",)]
    assert [b"v: v" + one.kubernetes_versions[0].encode() in one.texts[0].text for one in each] == [True] * 3


def test_a_failure_for_some_versions_leaves_the_others(tmp_path: Path) -> None:
    template = (
        '{{ if semverCompare ">=1.34-0" .Capabilities.KubeVersion.Version }}{{ fail "too new" }}{{ end }}'
    )
    tree = chart(tmp_path, {"templates/a.yaml": template})
    outcome = rendering(helm_target(versions=("1.33", "1.34", "1.35"), version_sensitive=True), tree)
    assert [one.kubernetes_versions for one in outcome.values] == [("1.33",)]
    (finding,) = outcome.findings
    assert finding.kubernetes_versions == ("1.34", "1.35")
    assert finding.message == "helm template failed: execution error at (shop/templates/a.yaml:1:70): too new"
    assert place(finding) == ("chart/templates/a.yaml", 1, 71, "exact")


def test_known_api_versions_are_told_in_both_forms(tmp_path: Path) -> None:
    template = "{{ range .Capabilities.APIVersions }}# {{ . }}\n{{ end }}kind: A\n"
    tree = chart(tmp_path, {"templates/a.yaml": template})
    options = RenderOptions(api_versions=lambda: ("example.com/v1/Thing",))
    text = output(rendering(helm_target(), tree, options))
    assert "# example.com/v1\n" in text
    assert "# example.com/v1/Thing\n" in text


def test_links_inside_the_repository_are_followed(tmp_path: Path) -> None:
    files = {"templates/a.yaml": "kind: A\n", "Chart.yaml": CHART}
    repository(tmp_path, {"shared/b.yaml": "kind: B\n", "shared/c.yaml": "kind: C\n"})
    chart(tmp_path, files)
    (tmp_path / "chart/templates/b.yaml").symlink_to("../../shared/b.yaml")
    (tmp_path / "chart/templates/more").symlink_to("../../shared")
    text = output(rendering(helm_target(), repository(tmp_path, {})))
    assert all(text.count(f"kind: {kind}\n") == count for kind, count in (("A", 1), ("B", 2), ("C", 1)))


@pytest.mark.parametrize(
    ("files", "where", "words"),
    [
        (
            {"templates/a.yaml": "kind: A\nü: ü {{ .Values.x.y }}\n"},
            ("chart/templates/a.yaml", 2, 16, "exact"),
            (
                'template: shop/templates/a.yaml:2:17: executing "shop/templates/a.yaml" at <.Values.x.y>: nil '
                "pointer evaluating interface {}.y"
            ),
        ),
        (
            {"templates/a.yaml": '\na: {{ required "need x" .Values.x }}\n'},
            ("chart/templates/a.yaml", 2, 7, "exact"),
            "execution error at (shop/templates/a.yaml:2:6): need x",
        ),
        (
            {"templates/a.yaml": "a: b\nb: {{ nope }}\n"},
            ("chart/templates/a.yaml", 2, None, "exact"),
            'parse error at (shop/templates/a.yaml:2): function "nope" not defined',
        ),
        (
            {
                "templates/_helpers.tpl": '{{ define "t" }}\n{{ .Values.x.y }}{{ end }}\n',
                "templates/a.yaml": 'a: {{ include "t" . }}\n',
            },
            ("chart/templates/_helpers.tpl", 2, 11, "exact"),
            (
                'template: shop/templates/a.yaml:1:6: executing "shop/templates/a.yaml" at <include "t" .>: error '
                'calling include: template: shop/templates/_helpers.tpl:2:10: executing "t" at <.Values.x.y>: nil '
                "pointer evaluating interface {}.y"
            ),
        ),
        (
            {"templates/a.yaml": "a: b\n\n\nb: c: d\n"},
            ("chart/templates/a.yaml", None, None, "file"),
            (
                "YAML parse error on shop/templates/a.yaml: error converting YAML to JSON: yaml: line 4: mapping "
                "values are not allowed in this context"
            ),
        ),
        (
            {"values.yaml": "a: b\nb: [\n"},
            ("chart/values.yaml", 3, 1, "exact"),
            (
                "cannot load values.yaml: error converting YAML to JSON: yaml: line 2: did not find expected node "
                "content"
            ),
        ),
        (
            {
                "charts/sub/Chart.yaml": CHART.replace("shop", "sub"),
                "charts/sub/templates/s.yaml": "{{ fail `no` }}",
            },
            ("chart/charts/sub/templates/s.yaml", 1, 4, "exact"),
            "execution error at (shop/charts/sub/templates/s.yaml:1:3): no",
        ),
        (
            {"charts/sub-1.2.3.tgz": packed("sub", {"templates/s.yaml": "{{ fail `no` }}"})},
            ("chart/Chart.yaml", None, None, "file"),
            "execution error at (shop/charts/sub/templates/s.yaml:1:3): no",
        ),
    ],
    ids=["nil", "required", "parse", "helper", "rendered text", "values", "subchart", "packed subchart"],
)
def test_a_failure_has_helm_s_words_and_the_source(
    tmp_path: Path, files: dict[str, str | bytes], where: tuple[str, int, int, str], words: str
) -> None:
    finding = only(rendering(helm_target(), chart(tmp_path, files)))
    assert finding.rule == "render/failed"
    assert finding.message == f"helm template failed: {words}"
    assert place(finding) == where
    assert str(tmp_path) not in finding.message


def test_a_values_file_that_does_not_parse(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"values-prod.yaml": "a: b\n c: d\n"})
    finding = only(rendering(helm_target("chart", "chart/values-prod.yaml"), tree))
    assert finding.message == (
        "helm template failed: failed to parse chart/values-prod.yaml: error converting YAML to JSON: "
        "yaml: line 2: mapping values are not allowed in this context"
    )
    assert place(finding) == ("chart/values-prod.yaml", 2, 3, "exact")


def test_a_values_file_that_is_no_mapping(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"values-prod.yaml": "# live\n\n- a: b\n"})
    finding = only(rendering(helm_target("chart", "chart/values-prod.yaml"), tree))
    assert finding.message.startswith("helm template failed: failed to parse chart/values-prod.yaml")
    assert place(finding) == ("chart/values-prod.yaml", 3, 1, "exact")


def test_each_value_that_a_schema_refuses_is_told_where_it_is_set(tmp_path: Path) -> None:
    tree = chart(
        tmp_path,
        {
            "values.yaml": "port: abc\nnested:\n  - a\ndeep: {x: 1}\nsub:\n  odd: 1\n",
            "production.yaml": "password: hunter2-supersecret\n",
            "values.schema.json": (
                '{"$schema": "https://json-schema.org/draft-07/schema#", "required": ["missing"], "properties": '
                '{"port": {"type": "integer"}, "nested": {"items": {"type": "integer"}}, '
                '"password": {"pattern": "^[0-9]+$"}, "deep": {"$ref": "#/definitions/deep"}}, '
                '"definitions": {"deep": {"additionalProperties": false}}}'
            ),
            "charts/sub/Chart.yaml": CHART.replace("shop", "sub"),
            "charts/sub/values.schema.json": '{"properties": {"odd": {"type": "string"}}}',
        },
    )
    findings = rendering(helm_target("chart", "chart/production.yaml"), tree).findings
    assert {place(finding) for finding in findings} == {
        ("chart/production.yaml", None, None, "file"),  # what is missing is nowhere
        ("chart/values.yaml", 1, 7, "exact"),
        ("chart/values.yaml", 3, 5, "exact"),
        ("chart/values.yaml", 4, 11, "exact"),
        ("chart/values.yaml", 6, 8, "exact"),
        ("chart/production.yaml", 1, 11, "exact"),
    }
    assert all(
        finding.message.startswith("helm template failed: values.schema.json refuses") for finding in findings
    )
    assert not any("hunter2" in finding.message for finding in findings)


def test_secret_values_are_cut_from_the_words(tmp_path: Path) -> None:
    template = '{{ fail (printf "%s is no good" .Values.db.password) }}'
    tree = chart(
        tmp_path, {"values.yaml": "db: {password: hunter2-supersecret}\n", "templates/a.yaml": template}
    )
    finding = only(rendering(helm_target(), tree))
    assert finding.message.endswith(f"(shop/templates/a.yaml:1:3): {MASK} is no good")


def test_a_missing_dependency_is_named_with_version_and_address(tmp_path: Path) -> None:
    finding = only(rendering(helm_target(), chart(tmp_path, {}, CHART + REDIS)))
    assert finding.rule == "render/missing-dependency"
    assert finding.message == "dependency redis ^1.2.0 from https://charts.example.com is not in charts/"
    assert "--charts DIR" in finding.remedy
    assert place(finding) == ("chart/Chart.yaml", 5, 5, "exact")


def test_fetched_charts_fill_in(tmp_path: Path) -> None:
    fetched = tmp_path / "fetched"
    for version in ("1.1.0", "1.2.9", "1.3.0", "2.0.0"):
        repository(fetched, {f"redis-{version}.tgz": packed("redis", FROM_REDIS, version)})
    repository(fetched, {"redis-ha-1.9.0.tgz": packed("redis-ha", FROM_REDIS, "1.9.0")})
    options = RenderOptions(charts=str(fetched))
    tree = chart(tmp_path / "repo", {}, CHART + REDIS)
    assert "kind: FromRedis\nversion: 1.3.0" in output(rendering(helm_target(), tree, options))
    locked = chart(
        tmp_path / "repo", {"Chart.lock": "dependencies: [{name: redis, version: 1.2.9}]\n"}, CHART + REDIS
    )
    assert "kind: FromRedis\nversion: 1.2.9" in output(rendering(helm_target(), locked, options))
    assert not (tmp_path / "repo/chart/charts").exists()


def test_a_fetched_chart_may_be_unpacked(tmp_path: Path) -> None:
    redis = {
        "redis/Chart.yaml": CHART.replace("shop", "redis").replace("0.1.0", "1.2.0"),
        "redis/templates/r.yaml": "kind: R\n",
    }
    repository(tmp_path / "fetched", redis)
    tree = chart(tmp_path / "repo", {}, CHART + REDIS)
    assert "kind: R\n" in output(
        rendering(helm_target(), tree, RenderOptions(charts=str(tmp_path / "fetched")))
    )


def test_a_fetched_chart_of_another_version_does_not_do(tmp_path: Path) -> None:
    repository(tmp_path / "fetched", {"redis-2.0.0.tgz": packed("redis", FROM_REDIS, "2.0.0")})
    tree = chart(tmp_path / "repo", {}, CHART + REDIS)
    finding = only(rendering(helm_target(), tree, RenderOptions(charts=str(tmp_path / "fetched"))))
    assert finding.message == (
        "dependency redis ^1.2.0 from https://charts.example.com is not in charts/, and the folder of --charts "
        "holds 2.0.0"
    )


def test_dependencies_of_the_same_repository_need_no_fetching(tmp_path: Path) -> None:
    local = "dependencies:\n  - {name: lib, version: 0.1.0, repository: 'file://../libs/lib'}\n"
    inner = "dependencies:\n  - {name: core, version: 0.1.0, repository: 'file://../core'}\n"
    repository(
        tmp_path,
        {
            "libs/lib/Chart.yaml": CHART.replace("shop", "lib") + inner,
            "libs/lib/templates/l.yaml": "kind: Lib\n",
            "libs/core/Chart.yaml": CHART.replace("shop", "core"),
            "libs/core/templates/c.yaml": "kind: Core\nx: {{ .Values.fail }}\n",
        },
    )
    files = {"values.yaml": "lib: {core: {fail: z}}\n"}
    text = output(rendering(helm_target(), chart(tmp_path, files, CHART + local)))
    assert "kind: Lib\n" in text
    assert "kind: Core\nx: z" in text
    repository(tmp_path, {"libs/core/templates/c.yaml": "\n{{ fail `no` }}\n"})
    tree = chart(tmp_path, files, CHART + local)
    assert place(only(rendering(helm_target(), tree))) == ("libs/core/templates/c.yaml", 2, 4, "exact")


def test_old_charts_name_their_dependencies_elsewhere(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"requirements.yaml": REDIS}, CHART.replace("v2", "v1"))
    assert place(only(rendering(helm_target(), tree))) == ("chart/requirements.yaml", 2, 5, "exact")


def test_time_and_output_have_limits(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"templates/a.yaml": SETTINGS})

    def rule(limits: Limits) -> str:
        return only(rendering(helm_target(), tree, RenderOptions(limits))).rule

    assert rule(Limits(seconds=0.0001)) == "render/timeout"
    assert rule(Limits(output_bytes=10)) == "render/output-limit"


def test_without_helm_it_is_the_set_up_s_fault(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="helm is needed to render chart, and it is not on PATH"):
        rendering(helm_target(), chart(tmp_path, {}), tools=Toolbox())


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(private))
    tree = chart(tmp_path / "repo", {"templates/a.yaml": SETTINGS})
    before = sorted(os.walk(tmp_path / "repo"))
    output(rendering(helm_target(), tree))
    assert list(private.iterdir()) == []
    assert sorted(os.walk(tmp_path / "repo")) == before


def declared(source: HelmSource) -> Target:
    """A chart as an object of the repository declares it."""
    declaration = Declaration(
        ResourceId("helm.toolkit.fluxcd.io/v2", "HelmRelease", "shop", "web"), Provenance("cluster")
    )
    return replace(helm_target(source.chart), source=source, declared_by=declaration)


def test_values_of_the_declaring_object_override_files_and_parameters_override_them(tmp_path: Path) -> None:
    files = {"values.yaml": "colour: blue\nshape: {kind: round}\n", "templates/a.yaml": SETTINGS}
    chart(tmp_path, files)
    tree = repository(tmp_path, {"env/live.yaml": "colour: red\n", "env/colour.txt": "yellow"})
    source = HelmSource(
        "chart", ("env/live.yaml",), "web", "shop", inline=("colour: green", '{"colour":"lime"}')
    )
    assert "colour: 'lime'" in output(rendering(declared(source), tree))
    for parameter, expected in (
        (HelmParameter("colour", "a,b"), "a,b"),
        (HelmParameter("colour", "--post-renderer=/bin/sh"), "--post-renderer=/bin/sh"),
        (HelmParameter("colour", "007", "string"), "007"),
        (HelmParameter("colour", "env/colour.txt", "file"), "yellow"),
    ):
        given = replace(source, parameters=(parameter,))
        assert f"colour: '{expected}'" in output(rendering(declared(given), tree))


def test_values_files_of_a_release_replace_those_of_the_chart(tmp_path: Path) -> None:
    template = "kind: A\nshape: {{ .Values.shape | quote }}\n"
    chart(tmp_path, {"values.yaml": "shape: round\n", "templates/a.yaml": template})
    tree = repository(tmp_path, {"env/live.yaml": "colour: red\n"})
    source = HelmSource("chart", ("env/live.yaml",), "web", "shop")
    assert 'shape: "round"' in output(rendering(declared(source), tree))
    assert "shape:\n" in output(rendering(declared(replace(source, own_values=False)), tree))


def test_definitions_are_left_out_where_the_release_says_so(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"crds/crd.yaml": "kind: Definition\n", "templates/a.yaml": "kind: A\n"})
    source = HelmSource("chart", (), "web", "shop", skip_crds=True)
    assert "Definition" not in output(rendering(declared(source), tree))


@pytest.mark.needs("kustomize")
def test_post_renderers_edit_what_helm_renders(tmp_path: Path) -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"
        "spec: {containers: [{name: web, image: 'nginx:1'}]}\n"
    )
    tree = chart(tmp_path, {"templates/a.yaml": pod})
    edits = (
        '{"images": [{"name": "nginx", "newTag": "2"}], "patches": [{"patch": "- {op: add, path: '
        '/metadata/labels, value: {team: shop}}", "target": {"kind": "Pod"}}], "resources": ["/etc/passwd"]}'
    )
    text = output(rendering(declared(HelmSource("chart", (), "web", "shop", post_render=edits)), tree))
    assert "image: nginx:2" in text
    assert "team: shop" in text


@pytest.mark.needs("kustomize")
def test_a_post_renderer_that_fails_is_a_finding(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"templates/a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"})
    edits = '{"patches": [{"patch": "kind: Nothing"}]}'
    finding = only(rendering(declared(HelmSource("chart", (), "web", "shop", post_render=edits)), tree))
    assert finding.rule == "render/failed"
    assert finding.message.startswith("kustomize build of the post-renderer failed: ")
    assert str(tmp_path) not in finding.message


def test_a_parameter_with_a_nul_is_refused_before_helm_starts(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"templates/a.yaml": "kind: A\n"})
    source = HelmSource("chart", (), "web", "shop", parameters=(HelmParameter("a", "b\0"),))
    finding = only(rendering(declared(source), tree))
    assert finding.rule == "render/refused"
    assert finding.message == "the parameter 'a' has a NUL character or more than 32,768 characters"


def test_values_of_the_declaring_object_that_do_not_fit_are_told_by_its_name(tmp_path: Path) -> None:
    tree = chart(tmp_path, {"templates/a.yaml": SETTINGS})
    source = HelmSource("chart", (), "web", "shop", inline=("colour: [",))
    finding = only(rendering(declared(source), tree))
    assert "the values of HelmRelease shop/web" in finding.message
