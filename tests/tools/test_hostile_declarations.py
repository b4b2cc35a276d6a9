"""What a pull request can try through what declares targets, through the files that they read, and through
Git: each attack on the whole gate with the real programs, once to render and once to judge.

Outside the repository lies a file with a text that must not come out, a server listens for what must not be
asked, and a program waits that must not run. What is told of each attack is what its own guard says: without
that guard another text, or nothing, would be told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gate.cli.main import run
from tests.tools.checkout import Checkout
from tests.tools.listener import listening
from tests.unit.render.folders import CHART

pytestmark = pytest.mark.needs("kustomize", "helm", "git")
# What is read or rendered wrongly shows in these families; policies would only take time.
JUDGE = ("check", "--no-cache", "--format", "json", "--engine", "embedded", "--select", "schema")
SECRET = "hunter2-outside-the-repository"
# Whatever renders it is told of by its name: the API server takes no such field.
FOREIGN = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {SECRET}}}\n{SECRET}: {SECRET}\n"
GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\ndata: {a: b}\n"
OUTSIDE = {
    "outside.yaml": FOREIGN,
    "outside/kustomization.yaml": "resources: [a.yaml]\n",
    "outside/a.yaml": FOREIGN,
    "component/kustomization.yaml": (
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml]\n"
    ),
    "component/a.yaml": FOREIGN,
    "foreign/Chart.yaml": CHART,
    "foreign/templates/a.yaml": FOREIGN,
}


@dataclass(frozen=True)
class Attack:
    """Files and links of a repository, and what is said of it: words of a finding of a rule, or where that is
    "" of the reason why something is left out.

    {outside}: the folder above the repository. {port}: where the server listens.
    """

    files: Mapping[str, str]
    told: str
    words: str
    links: Mapping[str, str] = field(default_factory=dict)


def flux(spec: str) -> str:
    return (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        "metadata: {name: apps, namespace: flux-system}\n"
        f"spec: {{interval: 1h, sourceRef: {{kind: GitRepository, name: flux-system}}, {spec}}}\n"
    )


def release(chart: str) -> str:
    return (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\n"
        "spec:\n  interval: 1h\n  chart: {spec: {sourceRef: {kind: GitRepository, name: flux-system, "
        f"namespace: flux-system}}, {chart}}}}}\n"
    )


def argo(source: str, *, several: str = "") -> str:
    spec = (
        f"sources: [{{repoURL: https://example.com/repo, {source}}}, {several}]"
        if several
        else f"source: {{repoURL: https://example.com/repo, {source}}}"
    )
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\n"
        f"spec: {{project: default, destination: {{namespace: shop}}, {spec}}}\n"
    )


def application_set(generator: str, path: str) -> str:
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all, namespace: argocd}\n"
        f"spec:\n  generators: [{generator}]\n  template:\n    metadata: {{name: web}}\n"
        f"    spec: {{project: default, destination: {{namespace: shop}}, source: {{repoURL: https://example.com/repo, path: '{path}'}}}}\n"
    )


def artifact(copied: str) -> str:
    return (
        flux("path: ./").replace(
            "kind: GitRepository, name: flux-system", "kind: ExternalArtifact, name: made"
        )
        + "---\napiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\n"
        "metadata: {name: made, namespace: flux-system}\n"
        "spec:\n  sources: [{alias: mono, kind: GitRepository, name: flux-system}]\n"
        f"  artifacts: [{{name: made, copy: [{{from: '@mono/{copied}', to: '@artifact/'}}]}}]\n"
    )


WEB_CHART = {
    "web/Chart.yaml": CHART,
    "web/templates/a.yaml": GOOD + "{{ toJson .Values | quote }}: of values\\n",
}
PATH, BROKEN, REFUSED = "render/missing-path", "render/broken-declaration", "render/refused"
FAILED, MISSING = "render/failed", "render/missing-dependency"
LEADS_OUT = "leads outside the repository"
D = "cluster/a.yaml"
ATTACKS: dict[str, Attack] = {
    "flux path ..": Attack({D: flux("path: ../outside")}, PATH, "../outside is no folder"),
    "flux path absolute": Attack(
        {D: flux("path: '{outside}/outside'")}, PATH, "is no folder of the repository"
    ),
    "flux path link": Attack({D: flux("path: link")}, PATH, "link is no folder", {"link": "../outside"}),
    "flux path below a link": Attack({D: flux("path: l/outside")}, PATH, "is no folder", {"l": ".."}),
    "flux plain folder with a link": Attack(
        {D: flux("path: apps"), "apps/a.yaml": GOOD},
        REFUSED,
        LEADS_OUT,
        {"apps/b.yaml": "../../outside.yaml"},
    ),
    "flux component ..": Attack(
        {D: flux("path: apps, components: [../../component]"), "apps/kustomization.yaml": "resources: []\n"},
        BROKEN,
        f"../../component {LEADS_OUT}",
    ),
    "flux component absolute": Attack(
        {
            D: flux("path: apps, components: ['{outside}/component']"),
            "apps/kustomization.yaml": "resources: []",
        },
        BROKEN,
        "is no relative path",
    ),
    "flux component link": Attack(
        {D: flux("path: apps, components: [../link]"), "apps/kustomization.yaml": "resources: []\n"},
        BROKEN,
        "../link is no folder of the repository",
        {"link": "../component"},
    ),
    # Flux builds without kustomize's own restriction of what may be loaded.
    "flux without restrictions": Attack(
        {D: flux("path: apps"), "apps/kustomization.yaml": "resources: [../../outside.yaml]\n"},
        REFUSED,
        LEADS_OUT,
    ),
    "flux generator file through a link": Attack(
        {
            D: flux("path: apps"),
            "apps/kustomization.yaml": "configMapGenerator: [{name: a, files: [a=../link]}]\n",
        },
        REFUSED,
        LEADS_OUT,
        {"link": "../outside.yaml"},
    ),
    "artifact copy ..": Attack({D: artifact("../outside/**")}, PATH, "is no folder"),
    "artifact copy link": Attack({D: artifact("link/**")}, PATH, "is no folder", {"link": "../outside"}),
    "release chart ..": Attack({D: release("chart: ../foreign")}, PATH, "is no folder of a chart"),
    "release chart link": Attack(
        {D: release("chart: link")}, PATH, "is no folder of a chart", {"link": "../foreign"}
    ),
    "release values ..": Attack(
        {D: release("chart: web, valuesFiles: [../outside.yaml]"), **WEB_CHART}, PATH, "is no file"
    ),
    "release values link": Attack(
        {D: release("chart: web, valuesFiles: [web/link.yaml]"), **WEB_CHART},
        REFUSED,
        LEADS_OUT,
        {"web/link.yaml": "../../outside.yaml"},
    ),
    "argo path ..": Attack({D: argo("path: ../outside")}, BROKEN, f"../outside {LEADS_OUT}"),
    "argo path absolute": Attack({D: argo("path: '{outside}/outside'")}, BROKEN, "is no relative path"),
    "argo path link": Attack({D: argo("path: link")}, PATH, "link is no folder", {"link": "../outside"}),
    "argo folder with a link": Attack(
        {D: argo("path: apps"), "apps/a.yaml": GOOD},
        REFUSED,
        LEADS_OUT,
        {"apps/b.yaml": "../../outside.yaml"},
    ),
    "argo component ..": Attack(
        {
            D: argo("path: apps, kustomize: {components: [../../component]}"),
            "apps/kustomization.yaml": "resources: []",
        },
        PATH,
        "../../component is no folder of the repository",
    ),
    "argo patch file ..": Attack(
        {
            D: argo("path: apps, kustomize: {patches: [{path: ../../outside.yaml}]}"),
            "apps/kustomization.yaml": "resources: [a.yaml]\n",
            "apps/a.yaml": GOOD,
        },
        PATH,
        "is no file of the repository",
    ),
    "argo values ..": Attack(
        {D: argo("path: web, helm: {valueFiles: [../../outside.yaml]}"), **WEB_CHART}, BROKEN, LEADS_OUT
    ),
    "argo values / ..": Attack(
        {D: argo("path: web, helm: {valueFiles: [/../outside.yaml]}"), **WEB_CHART}, BROKEN, LEADS_OUT
    ),
    "argo values absolute": Attack(
        {D: argo("path: web, helm: {valueFiles: ['{outside}/outside.yaml']}"), **WEB_CHART},
        PATH,
        "is no file",
    ),
    "argo values address": Attack(
        {D: argo("path: web, helm: {valueFiles: ['http://127.0.0.1:{port}/v.yaml']}"), **WEB_CHART},
        "",
        "takes values from an address, which the gate does not fetch",
    ),
    "argo values glob": Attack(
        {D: argo("path: web, helm: {valueFiles: ['/../*.yaml']}"), **WEB_CHART}, BROKEN, LEADS_OUT
    ),
    "argo values link": Attack(
        {D: argo("path: web, helm: {valueFiles: [link.yaml]}"), **WEB_CHART},
        REFUSED,
        LEADS_OUT,
        {"web/link.yaml": "../../outside.yaml"},
    ),
    "argo values of a ref": Attack(
        {
            D: argo(
                "path: web, helm: {valueFiles: [$v/../../outside.yaml]}",
                several="{repoURL: https://example.com/repo, ref: v}",
            ),
            **WEB_CHART,
        },
        BROKEN,
        LEADS_OUT,
    ),
    "argo file parameter ..": Attack(
        {D: argo("path: web, helm: {fileParameters: [{name: a, path: ../../outside.yaml}]}"), **WEB_CHART},
        BROKEN,
        LEADS_OUT,
    ),
    "argo release name": Attack(
        {D: argo("path: web, helm: {releaseName: '--post-renderer={outside}/command'}"), **WEB_CHART},
        REFUSED,
        "is no release name",
    ),
    "argo override values": Attack(
        {
            D: argo("path: web"),
            **WEB_CHART,
            "web/.argocd-source.yaml": "helm: {valueFiles: [../../outside.yaml]}\n",
        },
        BROKEN,
        LEADS_OUT,
    ),
    "argo override link": Attack(
        {D: argo("path: apps"), "apps/kustomization.yaml": "resources: [a.yaml]\n", "apps/a.yaml": GOOD},
        BROKEN,
        f"apps/.argocd-source.yaml {LEADS_OUT}",
        {"apps/.argocd-source.yaml": "../../outside.yaml"},
    ),
    "argo override plugin": Attack(
        {
            D: argo("path: web"),
            **WEB_CHART,
            "web/.argocd-source-web.yaml": "plugin: {name: '{outside}/command'}\n",
        },
        "",
        "built by a plugin, which the gate does not run",
    ),
    "set files ..": Attack(
        {
            D: application_set(
                "{git: {repoURL: https://example.com/repo, files: [{path: '../*.yaml'}]}}",
                "{{metadata.name}}",
            )
        },
        "",
        "generators give nothing",
    ),
    "set files link": Attack(
        {
            D: application_set(
                "{git: {repoURL: https://example.com/repo, files: [{path: 'sets/*.yaml'}]}}",
                "{{metadata.name}}",
            )
        },
        "",
        "a file that cannot be read: sets/a.yaml",
        {"sets/a.yaml": "../../outside.yaml"},
    ),
    "set directories link": Attack(
        {
            D: application_set(
                "{git: {repoURL: https://example.com/repo, directories: [{path: '*/*'}]}}", "{{path}}"
            ),
            "x/y": "",
        },
        "",
        "generators give nothing",
        {"sets/a": "../../outside"},
    ),
    "set path ..": Attack(
        {D: application_set("{list: {elements: [{p: ../outside}]}}", "{{p}}")}, BROKEN, LEADS_OUT
    ),
}

KUSTOMIZATION = "app/kustomization.yaml"
FIELDS = {
    "resources": "resources: [%s]",
    "bases": "bases: [%s]",
    "components": "components: [%s]",
    "crds": "crds: [%s]",
    "configurations": "configurations: [%s]",
    "patches": "patches: [{path: %s}]",
    "patchesStrategicMerge": "patchesStrategicMerge: [%s]",
    "patchesJson6902": "patchesJson6902: [{path: %s, target: {kind: ConfigMap, name: good, version: v1}}]",
    "openapi": "openapi: {path: %s}",
    "replacements": "replacements: [{path: %s}]",
    "configMapGenerator files": "configMapGenerator: [{name: a, files: [a=%s]}]",
    "configMapGenerator envs": "configMapGenerator: [{name: a, envs: [%s]}]",
    "secretGenerator env": "secretGenerator: [{name: a, env: %s}]",
    "generators": "generators: [%s]",
    "transformers": "transformers: [%s]",
    "validators": "validators: [%s]",
    "generator within": (
        "generators: ['{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: a}, files: [a=%s]}']"
    ),
    "transformer within": (
        "transformers: ['{apiVersion: builtin, kind: PatchTransformer, metadata: {name: a}, path: %s}']"
    ),
    "helmCharts values": "helmCharts: [{name: web, valuesFile: %s}]\nhelmGlobals: {chartHome: ..}",
    "helmCharts more values": (
        "helmCharts: [{name: web, additionalValuesFiles: [%s]}]\nhelmGlobals: {chartHome: ..}"
    ),
}
WAYS = {"..": "../../outside.yaml", "absolute": "{outside}/outside.yaml", "link": "link.yaml"}
ATTACKS |= {
    "folder ..": Attack({KUSTOMIZATION: "resources: [../../outside]\n"}, REFUSED, LEADS_OUT),
    "folder link": Attack(
        {KUSTOMIZATION: "resources: [l]\n"}, REFUSED, LEADS_OUT, {"app/l": "../../outside"}
    ),
    "folder below a link": Attack(
        {KUSTOMIZATION: "resources: [l/outside]\n"}, REFUSED, LEADS_OUT, {"app/l": "../.."}
    ),
    "chart home ..": Attack(
        {KUSTOMIZATION: "helmCharts: [{name: foreign}]\nhelmGlobals: {chartHome: ../..}\n"},
        FAILED,
        "chart foreign is not in ../foreign",
    ),
    "chart name ..": Attack(
        {KUSTOMIZATION: "helmCharts: [{name: ../../../foreign}]\n"}, FAILED, "is not in ../foreign"
    ),
    "chart link": Attack(
        {KUSTOMIZATION: "helmCharts: [{name: foreign}]\n"},
        FAILED,
        "chart foreign is not in app/charts/foreign",
        {"app/charts/foreign": "../../../foreign"},
    ),
    "chart post-renderer": Attack(
        {
            KUSTOMIZATION: "helmCharts: [{name: web, releaseName: '--post-renderer={outside}/command'}]\n",
            "app/charts/web/Chart.yaml": CHART,
            "app/charts/web/values.yaml": "",
        },
        REFUSED,
        "is no release name",
    ),
    "chart address": Attack(
        {KUSTOMIZATION: "helmCharts: [{name: web, version: 1.0.0, repo: 'http://127.0.0.1:{port}/'}]\n"},
        MISSING,
        "is not in the repository",
    ),
    "chart downloader": Attack(
        {
            KUSTOMIZATION: "helmCharts: [{name: web, version: 1.0.0, repo: 'evil://x'}]\n"
            "helmGlobals: {configHome: ../helm}\n",
            "helm/plugins/evil/plugin.yaml": (
                "name: evil\nversion: 1.0.0\ndownloaders: [{command: '{outside}/command', protocols: [evil]}]\n"
            ),
        },
        MISSING,
        "chart web 1.0.0 from evil://x is not in the repository",
    ),
}


LAUGHS = "".join(
    f"x{level}: &x{level} [{', '.join([f'*x{level - 1}' if level else 'lol'] * 9)}]\n" for level in range(9)
)
ALIASES = "aliases"
BUILT = {KUSTOMIZATION: "resources: [a.yaml]\n", "app/a.yaml": GOOD}
MEMORY, TIME = "render/memory-limit", "render/timeout"
ENDLESS: dict[str, Attack] = {
    "manifest": Attack({"a.yaml": GOOD + LAUGHS}, "yaml/limit", ALIASES),
    "resource": Attack({**BUILT, "app/a.yaml": GOOD + LAUGHS}, MEMORY, "kustomize build"),
    "kustomization": Attack(
        {**BUILT, KUSTOMIZATION: BUILT[KUSTOMIZATION] + LAUGHS}, "render/broken-kustomization", ALIASES
    ),
    "patch": Attack(
        {
            **BUILT,
            KUSTOMIZATION: "resources: [a.yaml]\npatches: [{path: p.yaml}]\n",
            "app/p.yaml": GOOD + LAUGHS,
        },
        MEMORY,
        "kustomize build",
    ),
    "chart": Attack({**WEB_CHART, "web/Chart.yaml": CHART + LAUGHS}, "render/broken-chart", ALIASES),
    "values": Attack({**WEB_CHART, "web/values.yaml": LAUGHS}, "render/failed", "excessive aliasing"),
    "template": Attack(
        {**WEB_CHART, "web/templates/b.yaml": GOOD + LAUGHS}, "render/failed", "excessive aliasing"
    ),
    "declaration": Attack({D: flux("path: app") + LAUGHS, **BUILT}, "yaml/limit", ALIASES),
    "override": Attack(
        {D: argo("path: app"), **BUILT, "app/.argocd-source.yaml": LAUGHS},
        BROKEN,
        "app/.argocd-source.yaml is no readable YAML",
    ),
    "set file": Attack(
        {
            D: application_set(
                "{git: {repoURL: https://example.com/repo, files: [{path: 'sets/*.yaml'}]}}", "{{x}}"
            ),
            "sets/a.yaml": LAUGHS,
        },
        "",
        "a file that does not parse",
    ),
    "output": Attack(
        {**WEB_CHART, "web/templates/b.yaml": "# {{ repeat 68000000 `a` }}\n"},
        "render/output-limit",
        "helm template",
    ),
    "loop": Attack(
        {
            **WEB_CHART,
            "web/templates/b.yaml": "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}",
        },
        TIME,
        "helm template",
    ),
    "device": Attack({**BUILT}, "", "a symbolic link that leads outside", {"app/b.yaml": "/dev/zero"}),
    "device resource": Attack(
        {KUSTOMIZATION: "resources: [a.yaml]\n"}, REFUSED, LEADS_OUT, {"app/a.yaml": "/dev/zero"}
    ),
    "device kustomization": Attack(
        {"app/a.yaml": GOOD}, "render/broken-kustomization", "cannot be read", {KUSTOMIZATION: "/dev/zero"}
    ),
    "device values": Attack(dict(WEB_CHART), REFUSED, LEADS_OUT, {"web/values.yaml": "/dev/zero"}),
    "device configuration": Attack(
        {"a.yaml": GOOD}, "", f".gate.yaml {LEADS_OUT}", {".gate.yaml": "/dev/zero"}
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_reaches_out(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    canary = tmp_path / "ran"
    command = tmp_path / "command"
    command.write_text(f"#!/bin/sh\n: >{canary}\n")
    command.chmod(0o755)
    with listening() as (port, requests):
        monkeypatch.chdir(attacked(ATTACKS[name], tmp_path, port).folder)
        judged(ATTACKS[name], capsys)
    assert requests == []
    assert not canary.exists()


def test_no_field_of_a_kustomization_reaches_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each field in each way: a folder of its own in one repository."""
    wanted = {(f"{number}-{way}", text) for number, text in enumerate(FIELDS) for way in WAYS}
    files = {
        f"{folder}/kustomization.yaml": FIELDS[field] % WAYS[folder.partition("-")[2]]
        for folder, field in wanted
    }
    files |= {f"{folder}/a.yaml": GOOD for folder, _ in wanted}
    links = {f"{folder}/link.yaml": "../../outside.yaml" for folder, _ in wanted if folder.endswith("link")}
    monkeypatch.chdir(attacked(Attack({**files, **WEB_CHART}, "", "", links), tmp_path, 0).folder)
    assert run([*JUDGE]) == 1
    report = capsys.readouterr()
    assert SECRET not in report.out + report.err
    refused = {
        target: one["message"]
        for one in json.loads(report.out)["findings"]
        for target in one["targets"]
        if one["rule"] == REFUSED
    }
    told = {(folder, field) for folder, field in wanted if LEADS_OUT in refused.get(folder, "")}
    assert wanted - told == set()


@pytest.mark.parametrize("name", ENDLESS)
def test_nothing_takes_the_machine_down(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(attacked(ENDLESS[name], tmp_path, 0).folder)
    # Short only where nothing but that ends it: a busy machine may take long for all else.
    judged(ENDLESS[name], capsys, "--timeout", "5" if ENDLESS[name].told == TIME else "600")


def attacked(attack: Attack, above: Path, port: int) -> Checkout:
    """The repository with an attack committed, and what lies beside it."""
    Checkout(above).write(OUTSIDE)
    folder = Checkout(above / "repo")
    for path, content in attack.files.items():
        written = content.replace("{outside}", str(above)).replace("{port}", str(port))
        folder.write({path: written})
    for path, target in attack.links.items():
        (folder.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder.folder / path).symlink_to(target)
    folder.init().git("remote", "add", "origin", "https://example.com/repo")
    folder.commit()
    return folder


def judged(attack: Attack, capsys: pytest.CaptureFixture[str], *options: str) -> None:
    code = run([*JUDGE, *options])
    report = capsys.readouterr()
    assert SECRET not in report.out + report.err
    said = json.loads(report.out)
    findings = [(one["rule"], one["message"]) for one in said["findings"]]
    reasons = [("", one["reason"]) for one in said["accounting"]["skipped"]]
    reasons += [("", one["message"]) for one in said["errors"]]
    told = [words for rule, words in (*findings, *reasons) if rule == attack.told]
    assert any(attack.words in words for words in told), (code, findings, reasons, said["errors"])
    assert code in {1, 2} or not attack.told.startswith(("render/", "yaml/"))
