"""ArtifactGenerators: which folder of which source a path of an ExternalArtifact stands for.

Rules: https://fluxcd.io/flux/components/source/artifactgenerators/.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from gate.model.json import JsonObject, mapping, sequence, text
from gate.sources.flux import ObjectRef, namespace_of, object_ref


@dataclass(frozen=True, slots=True)
class CopyRule:
    """Files of a source, by glob, into a folder of the artifact. inside: paths without `@alias/`."""

    source: ObjectRef
    inside: str
    to: str


def copy_rules(generator: JsonObject, artifact: str) -> tuple[CopyRule, ...]:
    """The rules by which a generator makes the artifact of that name; none when it does not."""
    spec, namespace = mapping(generator.get("spec")), namespace_of(generator)
    sources = {
        text(one.get("alias")): object_ref(one, namespace)
        for one in map(mapping, sequence(spec.get("sources")))
    }
    rules: list[CopyRule] = []
    for made in map(mapping, sequence(spec.get("artifacts"))):
        if text(made.get("name")) != artifact:
            continue
        for copy in map(mapping, sequence(made.get("copy"))):
            alias, _, inside = text(copy.get("from")).removeprefix("@").partition("/")
            into = text(copy.get("to")).removeprefix("@artifact").lstrip("/")
            if alias in sources:
                rules.append(CopyRule(sources[alias], inside, into))
    return tuple(rules)


@dataclass(frozen=True, slots=True)
class Copied:
    """A folder of a source that stands at a path of the artifact."""

    source: ObjectRef
    folder: str


def copied_folder(rules: tuple[CopyRule, ...], path: str) -> Copied | None:
    """The folder of a source that a path of the artifact is a copy of, None when that takes more than one.

    The last rule that holds the path counts. `from: apps/**` puts what is in apps into `to`; `from: apps`
    and `from: apps/` are copied as `cp -r` does: with a `to` that ends in a slash, as a folder below it.
    """
    for rule in reversed(rules):
        start, pattern = _split(rule.inside)
        if pattern in {"**", "*", ""}:
            into = rule.to
            if not pattern and (not into or into.endswith("/")) and not rule.inside.endswith("/"):
                into = posixpath.join(into, posixpath.basename(start))
            relative = _below(path, into)
            if relative is not None:
                return Copied(rule.source, posixpath.normpath(posixpath.join(start, relative)))
    return None


def _split(glob: str) -> tuple[str, str]:
    """A glob's literal folder and its pattern: `apps/base/**` is `apps/base` and `**`."""
    segments = glob.split("/")
    wild = next((index for index, one in enumerate(segments) if set(one) & set("*?[{")), len(segments))
    return "/".join(segments[:wild]).rstrip("/") or ".", "/".join(segments[wild:])


def _below(path: str, folder: str) -> str | None:
    """The path as seen from a folder, None when it is not in it."""
    path, folder = posixpath.normpath(path or "."), posixpath.normpath(folder or ".")
    if folder == ".":
        return path
    if path == folder:
        return "."
    return path.removeprefix(folder + "/") if path.startswith(folder + "/") else None
