"""What a pull request can try on a rendering: each attack against the real programs, stopped by a guard.

Where the guard is told before anything runs, the test also shows that the attack would otherwise work, or
that the guard and nothing else stops it (the canary would be there, the secret would come out).
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from gate.model.finding import Finding
from gate.model.target import Target
from gate.render import RenderOptions, kustomize
from gate.system.files import FolderTree, open_folder
from gate.system.process import Limits
from tests.tools.listener import listening
from tests.unit.render.folders import (
    CHART,
    CONFIG_MAP,
    helm_target,
    kustomize_target,
    only,
    place,
    programs,
    rendering,
    repository,
)
from tests.unit.render.packing import packed, tar_gz

pytestmark = pytest.mark.needs("kustomize", "kubectl", "helm", "git")
SECRET = "hunter2-outside-the-repository"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file that no rendering may read, beside the repository."""
    path = tmp_path / "outside.yaml"
    path.write_text(CONFIG_MAP.replace("blue", SECRET))
    return path


def refused(target: Target, tree: FolderTree, options: RenderOptions | None = None) -> Finding:
    outcome = rendering(target, tree, options)
    assert outcome.values == ()
    assert {finding.rule for finding in outcome.findings} == {"render/refused"}
    assert not any(SECRET in finding.message for finding in outcome.findings)
    return outcome.findings[0]


@pytest.mark.parametrize("tool", ["kustomize", "kubectl"])
def test_a_git_option_in_a_remote_runs_no_command(
    tmp_path: Path, tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    command = tmp_path / "command"
    command.write_text(f"#!/bin/sh\n: >{canary}\n")
    command.chmod(0o755)
    remote = f"file://{tmp_path}/repo//app?ref=--upload-pack={command}"
    tree = repository(tmp_path / "repo", {"app/kustomization.yaml": f"resources:\n  - {remote}\n"})
    # The attack is real: these programs alone do run the command.
    stock = ["kubectl", "kustomize"] if tool == "kubectl" else ["kustomize", "build"]
    subprocess.run(["git", "init", "--quiet", tmp_path / "repo"], check=True)
    subprocess.run([*stock, tmp_path / "repo/app"], capture_output=True, check=False)
    assert canary.exists()
    canary.unlink()
    tools = programs(tool)
    finding = only(rendering(kustomize_target("app"), tree, tools=tools))
    assert finding.rule == "render/refused"
    assert finding.message == (
        f"{remote} is outside the repository; the gate fetches nothing without --allow-remote PREFIX"
    )
    assert "--allow-remote PREFIX" in finding.remedy
    assert place(finding) == ("app/kustomization.yaml", 2, 5, "exact")
    # The second guard: the program finds no Git. The third: Git may speak one protocol, and not this one.
    monkeypatch.setattr(kustomize, "refusals", lambda *_: ())
    for path, words in (("", "no 'git' program"), (os.environ["PATH"], "transport 'file' not allowed")):
        options = RenderOptions(environment_path=path)
        finding = only(rendering(kustomize_target("app"), tree, options, tools=tools))
        assert words in finding.message
        assert not canary.exists()


@pytest.mark.parametrize(
    ("field", "line", "column"),
    [
        ("resources: ['{}']", 1, 13),
        ("bases: ['{}']", 1, 9),
        ("components: ['{}']", 1, 14),
        ("crds: ['{}']", 1, 8),
        ("configurations: ['{}']", 1, 18),
        ("patches: [{{path: '{}'}}]", 1, 18),
        ("patchesStrategicMerge: ['{}']", 1, 25),
        ("openapi: {{path: '{}'}}", 1, 17),
        ("replacements: [{{path: '{}'}}]", 1, 23),
        ("configMapGenerator: [{{name: a, files: ['a={}']}}]", 1, 40),
        ("secretGenerator: [{{name: a, envs: ['{}']}}]", 1, 36),
        ("transformers: ['{}']", 1, 16),
    ],
)
def test_no_field_fetches(tmp_path: Path, field: str, line: int, column: int) -> None:
    with listening() as (port, requests):
        text = field.format(f"http://127.0.0.1:{port}/x.yaml")
        tree = repository(tmp_path, {"kustomization.yaml": text + "\n"})
        finding = refused(kustomize_target(), tree)
    assert requests == []
    assert place(finding) == ("kustomization.yaml", line, column, "exact")


def test_what_hides_from_the_reader_is_not_built_either(tmp_path: Path) -> None:
    """Keys in other cases, keys set twice, merged ones and a folder's second kustomization."""
    with listening() as (port, requests):
        url = f"http://127.0.0.1:{port}/x.yaml"
        for text in (
            f"RESOURCES: ['{url}']\n",
            f"resources: []\nResources: ['{url}']\n",
            f"x-hidden: &hidden {{resources: ['{url}']}}\n<<: *hidden\n",
            f"resources: ['{url}']\n---\nresources: []\n",
            f"resources: ['{url}']\nresources: []\n",
            f"resources: []\nresources: ['{url}']\n",
            f'resources: ["http:\\x2f\\x2f127.0.0.1:{port}/x.yaml"]\n',
            f"generators:\n- |\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {{name: a}}\n  files: ['{url}']\n",
        ):
            tree = repository(tmp_path, {"kustomization.yaml": text})
            rendering(kustomize_target(), tree)
            assert requests == [], text


def test_only_allowed_remotes_are_let_through(tmp_path: Path) -> None:
    text = "resources:\n  - https://good.invalid/org/repo//x?ref=v1\n  - https://bad.invalid/org/repo//x?ref=v1\n"
    tree = repository(tmp_path, {"kustomization.yaml": text})
    options = RenderOptions(allow_remote=("https://good.invalid/org/",), environment_path="/nonexistent")
    finding = only(rendering(kustomize_target(), tree, options))
    assert finding.message.startswith("https://bad.invalid/org/repo//x?ref=v1 is outside the repository")
    tree = repository(tmp_path, {"kustomization.yaml": text.replace("bad.invalid", "good.invalid")})
    assert only(rendering(kustomize_target(), tree, options)).rule == "render/failed"


def test_credentials_in_an_address_are_not_told(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"kustomization.yaml": f"resources: ['https://me:{SECRET}@example.com/x']\n"})
    assert "https://********@example.com/x is outside" in refused(kustomize_target(), tree).message


@pytest.mark.parametrize(
    "plugin",
    [
        "apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: {name: x}\nfiles: [a.yaml]\n",
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  annotations:\n"
            "    config.kubernetes.io/function: 'exec: {path: ./run.sh}'\n"
        ),
        (
            "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata:\n  name: x\n  annotations:\n"
            "    config.kubernetes.io/function: 'container: {image: evil}'\n"
        ),
    ],
)
@pytest.mark.parametrize("field", ["generators", "transformers", "validators"])
def test_plugins_never_run(tmp_path: Path, plugin: str, field: str) -> None:
    tree = repository(
        tmp_path,
        {"kustomization.yaml": f"{field}: [plugin.yaml]\n", "plugin.yaml": plugin, "a.yaml": CONFIG_MAP},
    )
    finding = refused(kustomize_target(), tree)
    assert "runs a program or a container; the gate never runs what a repository names" in finding.message
    assert place(finding) == ("plugin.yaml", 2, 7, "exact")


def test_a_release_in_a_kustomization_is_no_option_of_helm(tmp_path: Path) -> None:
    text = "helmCharts:\n  - {name: x, releaseName: --post-renderer=/tmp/x}\n"
    files = {"kustomization.yaml": text, "charts/x/Chart.yaml": CHART, "charts/x/values.yaml": ""}
    finding = refused(kustomize_target(), repository(tmp_path, files))
    assert finding.message == (
        "'--post-renderer=/tmp/x' is no release name (RFC 1123, at most 53 characters)"
    )
    assert place(finding) == ("kustomization.yaml", 2, 5, "exact")


def test_a_chart_in_a_kustomization_is_not_fetched(tmp_path: Path) -> None:
    text = "helmGlobals: {configHome: ./evil}\nhelmCharts:\n  - {name: x, repo: 'evil://x', version: 1.0.0}\n"
    command = tmp_path / "command"
    command.write_text(f"#!/bin/sh\n: >{tmp_path}/ran\n")
    command.chmod(0o755)
    plugin = f"name: evil\ndownloaders: [{{command: '{command}', protocols: [evil]}}]\n"
    files = {"kustomization.yaml": text, "evil/data/plugins/evil/plugin.yaml": plugin}
    finding = only(rendering(kustomize_target(), repository(tmp_path, files)))
    assert finding.rule == "render/missing-dependency"
    assert place(finding) == ("kustomization.yaml", 3, 5, "exact")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "text",
    [
        "resources: [../outside.yaml]\n",
        "resources: [../elsewhere]\n",
        "components: [../elsewhere]\n",
        "configMapGenerator: [{name: a, files: [../outside.yaml]}]\n",
        "configMapGenerator: [{name: a, files: [link.yaml]}]\n",
        "resources: [link.yaml]\n",
        "resources: [folder]\n",
        "resources: [device]\n",
    ],
)
def test_no_path_leads_out(tmp_path: Path, outside: Path, text: str) -> None:
    repository(
        tmp_path / "elsewhere", {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": outside.read_text()}
    )
    repo = tmp_path / "repo"
    repository(repo, {"kustomization.yaml": text})
    (repo / "link.yaml").symlink_to(outside)
    (repo / "folder").symlink_to(tmp_path / "elsewhere")
    (repo / "device").symlink_to("/dev/zero")
    finding = refused(kustomize_target(), open_folder(str(repo)))
    assert "leads outside the repository" in finding.message
    assert place(finding)[:2] == ("kustomization.yaml", 1)


def test_an_absolute_path_is_refused(tmp_path: Path, outside: Path) -> None:
    tree = repository(tmp_path / "repo", {"kustomization.yaml": f"resources: [{outside}]\n"})
    assert "leads outside the repository" in refused(kustomize_target(), tree).message


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    repository(tmp_path, {"kustomization.yaml": "resources: [pipe]\n", "chart/Chart.yaml": CHART})
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "chart/pipe")
    tree = open_folder(str(tmp_path))
    assert rendering(kustomize_target(), tree).values == ()
    assert rendering(helm_target(), tree).findings == ()


def test_aliases_that_multiply_run_into_a_limit(tmp_path: Path) -> None:
    lines = [
        "apiVersion: v1",
        "kind: ConfigMap",
        "metadata: {name: a}",
        "x0: &x0 [" + ",".join(["lol"] * 9) + "]",
    ]
    lines += [f"x{level}: &x{level} [" + ",".join([f"*x{level - 1}"] * 9) + "]" for level in range(1, 9)]
    tree = repository(tmp_path, {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": "\n".join(lines)})
    finding = only(rendering(kustomize_target(), tree, RenderOptions(Limits(memory_bytes=2**30))))
    assert finding.rule == "render/memory-limit"
    assert finding.message == "kustomize build needs more than 1024 MiB of memory, what a target may have"


@pytest.mark.parametrize("release", ["--post-renderer=/tmp/x", "-x", "a b", "A", "", "a" * 54, "a\n", "../x"])
def test_no_release_name_is_an_option(tmp_path: Path, release: str) -> None:
    tree = repository(tmp_path, {"chart/Chart.yaml": CHART})
    finding = refused(helm_target(release=release), tree)
    assert finding.message == f"{release!r} is no release name (RFC 1123, at most 53 characters)"
    assert place(finding) == ("chart/Chart.yaml", None, None, "file")


@pytest.mark.parametrize("namespace", ["--kube-apiserver=https://evil", "a.b", "", "a" * 64])
def test_no_namespace_is_an_option(tmp_path: Path, namespace: str) -> None:
    tree = repository(tmp_path, {"chart/Chart.yaml": CHART})
    assert "is no name of a namespace" in refused(helm_target(namespace=namespace), tree).message


@pytest.mark.parametrize(
    "name", ["templates/a.yaml", "secret.txt", "values.yaml", "templates/folder", "charts/sub"]
)
def test_no_link_of_a_chart_leads_out(tmp_path: Path, outside: Path, name: str) -> None:
    read = "{{ .Files.Get `secret.txt` }}"
    repository(tmp_path / "repo", {"chart/Chart.yaml": CHART, "chart/templates/b.yaml": f"a: {read!r}\n"})
    link = tmp_path / "repo/chart" / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside if "." in name else tmp_path)
    finding = refused(helm_target(), open_folder(str(tmp_path / "repo")))
    assert "leads outside the repository" in finding.message
    assert place(finding) == (f"chart/{name}", None, None, "file")


def test_values_files_do_not_lead_out(tmp_path: Path, outside: Path) -> None:
    repository(tmp_path / "repo", {"chart/Chart.yaml": CHART})
    (tmp_path / "repo/values.yaml").symlink_to(outside)
    tree = open_folder(str(tmp_path / "repo"))
    for path in ("values.yaml", "../outside.yaml", str(outside)):
        assert "leads outside the repository" in refused(helm_target("chart", path), tree).message


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    repository(tmp_path, {"chart/Chart.yaml": CHART, "chart/templates/a.yaml": "kind: A\n"})
    for name in ("one", "two"):
        (tmp_path / "chart/templates" / name).symlink_to(".")
    finding = only(rendering(helm_target(), open_folder(str(tmp_path))))
    assert finding.rule == "render/failed"
    assert "do links go in a circle?" in finding.message


@pytest.mark.parametrize("kind", ["file", "http"])
@pytest.mark.parametrize("key", ["$ref", "$schema"])
@pytest.mark.parametrize("where", ["chart", "subchart", "packed", "packed twice", "local", "fetched"])
def test_no_schema_opens_anything(tmp_path: Path, outside: Path, kind: str, key: str, where: str) -> None:
    with listening() as (port, requests):
        address = f"file://{outside}" if kind == "file" else f"http://127.0.0.1:{port}/schema.json"
        schema = f'{{"properties": {{"a": {{"{key}": "{address}"}}}}, "x": {{"$ref": "#/properties"}}}}'
        schema = schema if key == "$ref" else f'{{"{key}": "{address}"}}'
        sub = {"values.schema.json": schema}
        chart_file = CHART
        files: dict[str, str | bytes] = {"values.schema.json": schema}
        if where == "subchart":
            files = {
                "charts/sub/Chart.yaml": CHART.replace("shop", "sub"),
                "charts/sub/values.schema.json": schema,
            }
        elif where == "packed":
            files = {"charts/sub-1.2.3.tgz": packed("sub", sub)}
        elif where == "packed twice":
            files = {"charts/outer-1.2.3.tgz": packed("outer", {"charts/sub-1.2.3.tgz": packed("sub", sub)})}
        elif where == "local":
            files = {}
            chart_file += "dependencies: [{name: lib, version: 1.2.3, repository: 'file://../lib'}]\n"
            repository(tmp_path / "repo/lib", {"Chart.yaml": CHART.replace("shop", "lib"), **sub})
        elif where == "fetched":
            files = {}
            chart_file += "dependencies: [{name: sub, version: 1.2.3, repository: 'https://example.com'}]\n"
            repository(tmp_path / "fetched", {"sub-1.2.3.tgz": packed("sub", sub)})
        tree = repository(tmp_path / "repo/chart", {"Chart.yaml": chart_file, **files})
        tree = open_folder(str(tmp_path / "repo"))
        options = RenderOptions(charts=str(tmp_path / "fetched") if where == "fetched" else "")
        finding = refused(helm_target(), tree, options)
    assert requests == []
    assert f"refers to {address}, which Helm would open" in finding.message


def test_no_dependency_leads_out(tmp_path: Path) -> None:
    repository(tmp_path / "elsewhere", {"Chart.yaml": CHART.replace("shop", "lib")})
    for address in ("file://../../elsewhere", f"file://{tmp_path}/elsewhere"):
        chart_file = CHART + f"dependencies:\n  - {{name: lib, version: 0.1.0, repository: '{address}'}}\n"
        tree = repository(tmp_path / "repo", {"chart/Chart.yaml": chart_file})
        finding = refused(helm_target(), tree)
        assert finding.message == f"dependency lib is outside the repository ({address})"
        assert place(finding) == ("chart/Chart.yaml", 5, 5, "exact")


def test_dependencies_in_a_circle_end(tmp_path: Path) -> None:
    files = {
        f"{one}/Chart.yaml": CHART.replace("shop", one)
        + f"dependencies: [{{name: {other}, version: 0.1.0, repository: 'file://../{other}'}}]\n"
        for one, other in (("chart", "lib"), ("lib", "chart"))
    }
    finding = only(rendering(helm_target(), repository(tmp_path, files)))
    assert finding.message == "dependency chart is a chart that depends on this one: a circle"
    assert place(finding)[0] == "lib/Chart.yaml"


def test_dependencies_that_multiply_end(tmp_path: Path) -> None:
    """Both charts of a level need both of the next: a thousand million copies thirty levels down."""
    both = "".join(
        f"  - {{name: %d{one}, version: 0.1.0, repository: 'file://../%d{one}'}}\n" for one in "ab"
    )
    files = {
        f"{level}{one}/Chart.yaml": CHART.replace("shop", f"{level}{one}")
        + "dependencies:\n"
        + both % ((level + 1,) * 4)
        for level in range(30)
        for one in "ab"
    }
    files |= {f"30{one}/Chart.yaml": CHART.replace("shop", f"30{one}") for one in "ab"}
    finding = only(rendering(helm_target("0a"), repository(tmp_path, files)))
    assert finding.rule == "render/failed"
    assert finding.message == "the chart is made of more than 300 charts, or of more than 20 in each other"
    assert place(finding) == ("0a/Chart.yaml", None, None, "file")


@pytest.mark.parametrize("template", ["{{ until 100000000 }}", "{{ repeat 2000000000 `x` }}"])
def test_a_template_that_grows_runs_into_a_limit(tmp_path: Path, template: str) -> None:
    tree = repository(tmp_path, {"chart/Chart.yaml": CHART, "chart/templates/a.yaml": template})
    limits = Limits(seconds=30, memory_bytes=2**30)
    finding = only(rendering(helm_target(), tree, RenderOptions(limits)))
    assert finding.rule in {"render/memory-limit", "render/timeout"}


def test_a_template_without_end_is_told_with_its_words_cut(tmp_path: Path) -> None:
    files = {
        "chart/Chart.yaml": CHART,
        "chart/templates/_t.tpl": '{{ define "t" }}{{ include "t" . }}{{ end }}',
        "chart/templates/a.yaml": 'a: {{ include "t" . }}\n',
    }
    finding = only(rendering(helm_target(), repository(tmp_path, files)))
    assert len(finding.message) < 1600
    assert finding.message.endswith("unable to execute template")
    assert place(finding) == ("chart/templates/_t.tpl", 1, 20, "exact")


def test_an_archive_that_unpacks_without_end_is_not_unpacked(tmp_path: Path) -> None:
    bomb = tar_gz({"sub/Chart.yaml": "name: sub\n", "sub/zeros": b"\0" * (101 * 2**20)})
    tree = repository(tmp_path, {"chart/Chart.yaml": CHART, "chart/charts/sub-1.0.0.tgz": bomb})
    finding = only(rendering(helm_target(), tree))
    assert finding.rule == "render/failed"
    assert finding.message == "sub-1.0.0.tgz cannot be looked into: it unpacks to more than 100 MiB"


def test_nothing_of_the_environment_reaches_a_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", SECRET)
    template = "a: {{ getHostByName `localhost` | quote }}\n"
    tree = repository(tmp_path, {"chart/Chart.yaml": CHART, "chart/templates/a.yaml": template})
    (rendered,) = rendering(helm_target(), tree).values
    assert b'a: ""' in rendered.texts[0].text
