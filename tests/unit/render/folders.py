"""Small repositories on disk, and the programs that render them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from gate.model.finding import Finding
from gate.model.outcome import Outcome
from gate.model.target import HelmSource, KustomizeSource, PlainSource, Rendered, Source, Target, TargetKind
from gate.render import RenderOptions, render
from gate.system.files import FolderTree, open_folder
from gate.system.tools import Tool, Toolbox

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27
"""
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  colour: blue\n"
CHART = "apiVersion: v2\nname: shop\nversion: 0.1.0\n"


def programs(kustomize: str = "kustomize") -> Toolbox:
    """The real programs on PATH; the kustomize of kubectl on demand."""
    builder, helm = shutil.which(kustomize), shutil.which("helm")
    return Toolbox(
        kustomize=[Tool(kustomize, builder)] if builder else [],
        helm=[Tool("helm", helm)] if helm else [],
    )


def repository(folder: Path, files: Mapping[str, str | bytes]) -> FolderTree:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_folder(str(folder))


def kustomize_target(folder: str = ".", kustomization: str = "kustomization.yaml") -> Target:
    path = kustomization if folder == "." else f"{folder}/{kustomization}"
    return _target("kustomize", folder, KustomizeSource(folder, path))


def helm_target(
    chart: str = "chart",
    *values: str,
    release: str = "shop",
    namespace: str = "shop",
    versions: tuple[str, ...] = ("1.34",),
    version_sensitive: bool = False,
) -> Target:
    source = HelmSource(chart, values, release, namespace)
    return _target("helm", chart, source, versions, version_sensitive=version_sensitive)


def plain_target(*files: str) -> Target:
    return _target("plain", files[0], PlainSource(files))


def _target(
    kind: TargetKind,
    path: str,
    source: Source,
    versions: tuple[str, ...] = ("1.34",),
    *,
    version_sensitive: bool = False,
) -> Target:
    return Target(path, kind, path, source, "", "c", (), "a test", versions, version_sensitive)


def rendering(
    target: Target,
    tree: FolderTree,
    options: RenderOptions | None = None,
    tools: Toolbox | None = None,
) -> Outcome[Rendered]:
    return render(target, tree, tools or programs(), options or RenderOptions())


def output(outcome: Outcome[Rendered]) -> str:
    """The text of the only rendering."""
    assert outcome.findings == (), [finding.message for finding in outcome.findings]
    ((text,),) = [one.texts for one in outcome.values]
    return text.text.decode()


def only(outcome: Outcome[Rendered]) -> Finding:
    """The only finding of a target that was not rendered."""
    (finding,) = outcome.findings
    assert outcome.values == ()
    assert finding.severity == "error"
    assert finding.unjudged
    return finding


def place(finding: Finding) -> tuple[str, int | None, int | None, str]:
    assert finding.location is not None
    return (
        finding.location.path,
        finding.location.line,
        finding.location.column,
        finding.location.precision,
    )
