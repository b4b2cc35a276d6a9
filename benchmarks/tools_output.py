"""What a target would be by the tools alone: `kustomize build` of a root as it stands, and of a Flux
Kustomization with its file edited in place as Flux edits it, and `helm template` of a chart.

Flux's edits: https://github.com/fluxcd/pkg/blob/main/kustomize/kustomize_generator.go.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gate.model.resource import Resource
from gate.model.target import HelmSource, KustomizeSource, Target

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
FLUX = "kustomize.toolkit.fluxcd.io"
TEXTS = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value")
VARIABLE = re.compile(r"\$\{(\w+)(?::?[=-]([^${}]*))?\}")
OPTED_OUT = '"kustomize.toolkit.fluxcd.io/substitute": "disabled"'
OPTIONS = {"typed": "--set", "string": "--set-string", "file": "--set-file"}


class Loader(yaml.CSafeLoader):
    """YAML as Kubernetes reads it: dates and `=` are text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in TEXTS]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class ToolFailedError(Exception):
    """The tool itself does not render it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One target by the gate and by the tool. only_gate, only_tool: objects that the other does not give.

    passed_over: objects that are not compared, since the tool does not give the same twice, or since Flux
    would put variables into them whose values are not in the object that declares the target.
    """

    objects: int
    only_gate: tuple[str, ...]
    only_tool: tuple[str, ...]
    passed_over: int


def compared(
    target: Target, resources: Sequence[Resource], spec: Mapping[str, Any], folder: Path
) -> Compared | None:
    """The target compared, None where no tool gives it alone. folder: a private copy of the repository.

    spec: of the object that declares the target. ToolFailedError when the tool refuses it.
    """
    if (theirs := outputs(target, spec, folder)) is None:
        return None
    ours = Counter(written(one.decode()) for one in resources)
    first, second = (Counter(map(written, objects(text, spec))) for text in theirs)
    unsure = {one for one in first if spec.get("postBuild") and "$" in one}
    unsure |= {written(one.decode()) for one in resources if one.unknown} | set(first - second)
    identities = {identity(one) for one in unsure}
    alike = [Counter({one: n for one, n in tally.items() if identity(one) not in identities})
             for tally in (ours, first)]  # fmt: skip
    return Compared(
        alike[0].total(),
        tuple((alike[0] - alike[1]).elements()),
        tuple((alike[1] - alike[0]).elements()),
        first.total() - alike[1].total(),
    )


def outputs(target: Target, spec: Mapping[str, Any], folder: Path) -> tuple[bytes, bytes] | None:
    """The tool's output, twice for a chart, whose templates may make up values."""
    source, declared = target.source, target.declared_by
    if isinstance(source, HelmSource):
        if source.post_render or not source.own_values:
            return None
        return helm(target, source, folder), helm(target, source, folder)
    if not isinstance(source, KustomizeSource):
        return None
    if declared is None or (declared.resource.kind == "Application" and not source.edits):
        text = kustomize(folder / source.folder)
    elif declared.resource.group == FLUX:
        text = as_flux(source, spec, folder)
    else:
        return None
    return text, text


def kustomize(folder: Path, *options: str) -> bytes:
    return output("kustomize", "build", str(folder), *options)


def helm(target: Target, source: HelmSource, folder: Path) -> bytes:
    with tempfile.TemporaryDirectory() as private:
        files = [folder / path for path in source.values]
        for number, text in enumerate(source.inline):
            files.append(Path(private, f"{number}.yaml"))
            files[-1].write_text(text)
        return output(
            "helm", "template", source.release, str(folder / source.chart), f"--namespace={source.namespace}",
            f"--kube-version={target.kubernetes_versions[-1]}", "--skip-tests",
            *(() if source.skip_crds else ("--include-crds",)),
            *(f"--values={path}" for path in files),
            *(f"{OPTIONS[one.kind]}={one.name}={one.value}" for one in source.parameters),
        )  # fmt: skip


def as_flux(source: KustomizeSource, spec: Mapping[str, Any], folder: Path) -> bytes:
    """The build of a folder whose kustomization file is edited for the time of the build."""
    here = folder / source.folder
    there = [here / name for name in NAMES if (here / name).exists()]
    if not there:
        output("kustomize", "create", "--autodetect", "--recursive", cwd=here)
    file = there[0] if there else here / NAMES[0]
    before = file.read_bytes()
    try:
        file.write_text(json.dumps(edited(yaml.load(before, Loader), spec)))
        return kustomize(here, "--load-restrictor=LoadRestrictionsNone")
    finally:
        if there:
            file.write_bytes(before)
        else:
            file.unlink()


def edited(content: dict[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """A kustomization with what a Flux Kustomization adds to it."""
    result = dict(content)
    for ours, theirs in (("namespace", "targetNamespace"), ("namePrefix",) * 2, ("nameSuffix",) * 2):
        if spec.get(theirs):
            result[ours] = spec[theirs]
    for name in ("patches", "components"):
        if spec.get(name):
            result[name] = [*(result.get(name) or []), *spec[name]]
    if spec.get("images"):
        named = {one["name"]: one for one in (*(result.get("images") or []), *spec["images"])}
        result["images"] = list(named.values())
    return result


def output(*argv: str, cwd: Path | None = None) -> bytes:
    done = subprocess.run(argv, cwd=cwd, capture_output=True, check=False)
    if done.returncode:
        raise ToolFailedError(done.stderr.decode(errors="replace").strip())
    return done.stdout


def objects(text: bytes, spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects of a tool's output, with what Flux sets on all of them; lists taken apart."""
    for document in yaml.load_all(text, Loader):
        for one in listed(substituted(document, spec)):
            metadata = dict(one.get("metadata") or {})
            for field, added in (spec.get("commonMetadata") or {}).items():
                metadata[field] = {**(metadata.get(field) or {}), **added}
            # What SOPS adds is taken off before Flux applies the object, and by the gate.
            yield {**{key: value for key, value in one.items() if key != "sops"}, "metadata": metadata}


def substituted(document: object, spec: Mapping[str, Any]) -> object:
    """What Flux reads after it put the variables of `postBuild.substitute` into the text of an object."""
    variables = {
        str(key): str(value) for key, value in (spec.get("postBuild", {}).get("substitute") or {}).items()
    }
    if "postBuild" not in spec or OPTED_OUT in json.dumps(document):
        return document
    text = yaml.dump(document, Dumper=yaml.CSafeDumper, width=10**6)
    filled = ""
    while filled != text:  # defaults hold variables, too: the innermost first
        filled, text = text, VARIABLE.sub(lambda one: variables.get(one[1], one[2] or one[0]), text)
    return yaml.load(filled, Loader)


def listed(document: object) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict) and str(document.get("kind", "")).endswith("List") and "items" in document:
        for item in document["items"] or []:
            yield from listed(item)
    elif isinstance(document, dict) and document:
        yield document


def written(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True)


def identity(text: str) -> tuple[str, ...]:
    body = json.loads(text)
    metadata = body.get("metadata") or {}
    return (
        str(body.get("apiVersion")),
        str(body.get("kind")),
        str(metadata.get("namespace")),
        str(metadata.get("name")),
    )
