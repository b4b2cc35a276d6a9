"""`gate schemas add`: CustomResourceDefinitions into the repository's schema folder."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click

from gate.cli.places import find_place
from gate.cli.progress import progress_on
from gate.cli.session import Asked, Here, requested
from gate.cli.writing import say_findings
from gate.discover import discover
from gate.errors import ToolError, UsageError
from gate.model.json import JsonObject, mapping, sequence
from gate.pipeline.rendering import rendered
from gate.pipeline.schema_store import file_of, kept
from gate.pipeline.schemas import ENDINGS, KIND, definitions_in
from gate.system.files import open_folder
from gate.system.process import Limits, run

CHART = "Chart.yaml"
KUBECTL_LIMITS = Limits(seconds=120)


@click.group(name="schemas", short_help="Keep the schemas of custom resources in the repository.")
def command() -> None:
    """Keep the schemas of custom resources in the repository."""


@command.command(
    name="add",
    short_help="Bring CustomResourceDefinitions into the schema folder.",
    epilog=(
        "Exit codes: 0 they are there, 1 a chart does not render, 2 there are none or they cannot be read."
    ),
)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--to", metavar="DIR", help="The folder to write to.  [default: schemas/ of the repository]")
@click.option("--cluster", is_flag=True, help="Also those of the running cluster that kubectl talks to.")
@click.option("--context", metavar="NAME", help="The context of kubectl to ask; needs --cluster.")
def add(sources: tuple[str, ...], to: str | None, cluster: bool, context: str | None) -> int:  # noqa: FBT001  click's way
    """Bring the CustomResourceDefinitions of each SOURCE into the repository, where `gate check` finds them.

    SOURCE is a file, a folder or a chart (its crds/ and what it renders). With --cluster the running cluster
    is asked by kubectl, the only time that the gate talks to one.

    \b
      gate schemas add vendor/cert-manager.crds.yaml
      gate schemas add charts/prometheus-operator
      gate schemas add --cluster --context staging

    Each definition gets a file, DIR/group/plural.yaml, without status, managedFields and other traces of a
    cluster. Adding the same again changes nothing.
    """  # noqa: D301  \b is click's
    if context and not cluster:
        raise UsageError("--context says which cluster --cluster asks", "add --cluster")
    if not sources and not cluster:
        raise UsageError("there is nothing to add", "name a file, a folder or a chart, or say --cluster")
    here = Here.of_process()
    found: list[JsonObject] = []
    failed = False
    for source in sources:
        definitions, is_whole = _of_source(source, here)
        found += definitions
        failed = failed or not is_whole
    if cluster:
        found += _of_cluster(context or "", here)
    if not found and not failed:
        raise UsageError(
            "there is no CustomResourceDefinition in what was named", "look for the operator's crds/ folder"
        )
    place = find_place((), here.folder, here.toolbox(), here.environment)
    folder = here.folder / to if to else Path(place.root) / "schemas"
    _write(found, folder)
    return 1 if failed else 0


def _of_source(source: str, here: Here) -> tuple[list[JsonObject], bool]:
    """The definitions of a source, and whether all of it could be read."""
    path = here.folder / source
    if "://" in source:
        raise UsageError(f"{source} is an address, and the gate fetches nothing here", "download it first")
    if path.suffix in {".tgz", ".gz", ".zip"}:
        raise UsageError(f"{source} is an archive", "unpack it, and name the folder")
    if not path.exists():
        raise UsageError(f"there is no {source}", "SOURCE is a file, a folder or a chart")
    if path.is_file():
        return list(definitions_in(path.read_bytes())), True
    tree = open_folder(str(path))
    files = [file for file in sorted(tree.files) if file.endswith(ENDINGS)]
    lying = [one for file in files for one in definitions_in(tree.read(file))]
    if not any(Path(file).name == CHART for file in tree.files):
        return lying, True
    of_charts, is_whole = _of_charts(source, here)
    return [*lying, *of_charts], is_whole


def _of_charts(source: str, here: Here) -> tuple[list[JsonObject], bool]:
    """What the charts below a folder render; what cannot be rendered is told."""
    found: list[JsonObject] = []
    is_whole = True
    with requested(
        Asked(paths=(source,), judges=False), here, progress_on(sys.stderr, os.environ)
    ) as request:
        targets = discover(request.tree, request.scope, request.settings, request.versions).values
        for result in rendered(list(targets), replace(request, versions=request.versions[-1:])):
            if result.error is not None:
                raise result.error
            say_findings(result.findings)
            is_whole = is_whole and not result.findings
            found += [resource.decode() for resource in result.resources if resource.id.kind == KIND]
    return found, is_whole


def _of_cluster(context: str, here: Here) -> Iterator[JsonObject]:
    """The definitions of the cluster that kubectl, with the user's own environment, talks to."""
    kubectl = shutil.which("kubectl", path=here.environment.get("PATH", ""))
    if kubectl is None:
        raise ToolError("kubectl is not on PATH", "install it, or bring the definitions as files")
    argv = [kubectl, "get", "customresourcedefinitions.apiextensions.k8s.io", "--output=json"]
    argv += [f"--context={context}"] if context else []
    answer = run(argv, cwd=str(here.folder), env=here.environment, limits=KUBECTL_LIMITS)
    if answer.returncode:
        said = " ".join(answer.stderr.decode(errors="replace").split())[:300]
        raise ToolError(f"kubectl could not list the definitions: {said}", "try `kubectl get crds` yourself")
    yield from map(mapping, sequence(mapping(json.loads(answer.stdout)).get("items")))


def _write(found: Iterable[JsonObject], folder: Path) -> None:
    """Write what is new or differs; a line each."""
    by_file: dict[str, JsonObject] = {}
    for definition in found:
        if file := file_of(definition):
            by_file[file] = definition
        else:
            click.echo("left out   a CustomResourceDefinition without a group and a plural", err=True)
    for file, definition in sorted(by_file.items()):
        path, content = folder / file, kept(definition)
        word = "wrote" if not path.exists() else "kept" if path.read_bytes() == content else "replaced"
        if word != "kept":
            _put(path, content, folder)
        click.echo(f"{word:<9} {_shown(path)}")


def _put(path: Path, content: bytes, folder: Path) -> None:
    """Write a file; a link in the folder would lead it to any file of the user's."""
    for one in (path, *path.parents):
        if one.is_symlink():
            raise UsageError(f"{_shown(one)} is a symbolic link", "make it a regular file or folder")
        if one == folder:
            break
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _shown(path: Path) -> str:
    return os.path.relpath(path)
