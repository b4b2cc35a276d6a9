"""Argo CD's Helm sources -> helm targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import orjson

from gate.discover.expand.application import Application, Wrong, elsewhere, target_of
from gate.discover.expand.fetched_charts import FetchedChart, fetched
from gate.discover.expand.home import shown
from gate.discover.expand.rules import BROKEN_DECLARATION, MISSING_PATH
from gate.discover.expand.surroundings import Declaring, Surroundings
from gate.discover.expand.values import unlike_values
from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.outcome import Outcome
from gate.model.target import HelmFlags, HelmParameter, HelmSource, Target
from gate.model.tree import Tree
from gate.sources.argocd import ArgoSource
from gate.sources.chart import CHART_FILE, read_chart
from gate.sources.globs import matches
from gate.sources.helm_values import kind_of, no_values
from gate.sources.inputs import REMOTE_START
from gate.sources.kustomization_file import join


def helm_target(
    application: Application, source: ArgoSource, sources: tuple[ArgoSource, ...], around: Surroundings
) -> Outcome[Target]:
    """The target of a chart in the repository (reposerver/repository/repository.go, helmTemplate)."""
    declaring = application.declaring
    pointer = f"{application.pointer}{source.pointer}"
    if not around.tree.is_file(join(source.path, CHART_FILE)):
        message = f"{source.path} has no {CHART_FILE}, and the source says that Helm renders it"
        return declaring.fault(BROKEN_DECLARATION, f"{pointer}/path", message)
    named = _named_files(source, sources, around)
    wrong = (*named, *_file_parameters(source, sources, around), *_unlike_values(named, source, around))
    if said := _wrong(wrong, pointer, declaring):
        return said
    chart = read_chart(around.tree, source.path)
    helm = replace(
        _helm_source(application, source, sources, around),
        chart=source.path,
        values=tuple(dict.fromkeys(one for one in named if isinstance(one, str))),
    )
    read = {*chart.files, *helm.values, *(one.value for one in helm.parameters if one.kind == "file")}
    target = target_of(application, source, around, tuple(sorted(read)))
    return Outcome((replace(target, kind="helm", source=helm, version_sensitive=chart.version_sensitive),))


def fetched_target(
    application: Application, source: ArgoSource, sources: tuple[ArgoSource, ...], around: Surroundings
) -> Outcome[Target]:
    """The target of a chart from a registry that was fetched beforehand; an account where it was not."""
    declaring, pointer = application.declaring, f"{application.pointer}{source.pointer}"
    told = f"{source.chart} {source.revision} from {shown(source.repo_url)}"
    found = fetched(source.chart.rpartition("/")[2], source.revision, told, around)
    chart = found if isinstance(found, FetchedChart) else None
    layers = tuple(_layers_of(chart, source, sources, around))
    wrong = (*layers, *_file_parameters(source, sources, around), *_unlike_values(layers, source, around))
    if isinstance(found, str):
        # What is said of values can be wrong wherever the chart lies.
        faults = [one for one in wrong if isinstance(one, Wrong) and one.rule is not None]
        faulty = _wrong(faults, pointer, declaring) or Outcome()
        return replace(declaring.outside(found), findings=faulty.findings)
    if said := _wrong(wrong, pointer, declaring):
        return said
    files, texts = _in_order([one for one in layers if not isinstance(one, Wrong)], around)
    helm = _helm_source(application, source, sources, around)
    helm = replace(helm, values=files, inline=(*texts, *helm.inline), fetched=found.path)
    named = (one for one in layers if isinstance(one, str))
    read = {*named, *(one.value for one in helm.parameters if one.kind == "file")}
    target = target_of(application, source, around, tuple(sorted(read)))
    return Outcome((replace(target, kind="helm", source=helm, version_sensitive=found.version_sensitive),))


def _wrong(found: Iterable[object], pointer: str, declaring: Declaring) -> Outcome[Target] | None:
    """The outcome for the first thing that is wrong."""
    first = next((one for one in found if isinstance(one, Wrong)), None)
    if first is None:
        return None
    if first.rule is None:
        return declaring.outside(first.message)
    return declaring.fault(first.rule, pointer + first.pointer, first.message, first.location)


def _unlike_values(files: Iterable[object], source: ArgoSource, around: Surroundings) -> Iterator[Wrong]:
    """What is given as values and is none: files of the repository, and what the Application says itself."""
    yield from unlike_values(files, around.tree)
    options = source.of("helm")
    mapped, written = options.get("valuesObject"), options.get("values")
    if mapped is not None and not isinstance(mapped, dict):
        message = f"valuesObject is {kind_of(mapped)}, where Argo CD takes a mapping"
        yield Wrong(BROKEN_DECLARATION, "/helm/valuesObject", message)
    elif written is not None and not isinstance(written, str):
        message = f"values is {kind_of(written)}, where Argo CD takes a text; valuesObject takes a mapping"
        yield Wrong(BROKEN_DECLARATION, "/helm/values", message)
    elif not mapped and (found := no_values(text(written).encode("utf-8", "replace"))) is not None:
        yield Wrong(BROKEN_DECLARATION, "/helm/values", f"the text of values is {found.words}")


def _helm_source(
    application: Application, source: ArgoSource, sources: tuple[ArgoSource, ...], around: Surroundings
) -> HelmSource:
    """What an Application says of a release, beside the chart and the values files."""
    options = source.of("helm")
    return HelmSource(
        chart="",
        values=(),
        release=text(options.get("releaseName")) or application.name,
        namespace=text(options.get("namespace")) or application.destination.namespace or "default",
        inline=_inline(options),
        parameters=(*_parameters(options), *_of_files(source, sources, around)),
        skip_crds=options.get("skipCrds") is True,
        flags=HelmFlags(
            kube_version=text(options.get("kubeVersion")).removeprefix("v"),
            api_versions=tuple(filter(None, map(text, sequence(options.get("apiVersions"))))),
        ),
    )


@dataclass(frozen=True, slots=True)
class _OwnFile:
    """A values file that comes with a chart."""

    text: str


def _layers_of(
    chart: FetchedChart | None, source: ArgoSource, sources: tuple[ArgoSource, ...], around: Surroundings
) -> Iterator[str | _OwnFile | Wrong]:
    """The values files of a chart from a registry: its own, or (`$ref/…`) those of another source.

    chart: None where it is not at hand; then nothing is known of its own files.
    """
    options = source.of("helm")
    for index, written in enumerate(map(text, sequence(options.get("valueFiles")))):
        pointer = f"/helm/valueFiles/{index}"
        if written.startswith("$") or REMOTE_START.match(written):
            path = _file(source, sources, written, pointer, around)
            if isinstance(path, Wrong) or around.tree.is_file(path):
                yield path
                continue
            missing = f"{path} is no file of the repository"
        elif chart is None:
            continue
        elif (content := chart.text(written)) is not None:
            yield _OwnFile(content)
            continue
        else:
            missing = f"{written} is no file of the chart"
        if options.get("ignoreMissingValueFiles") is not True:
            yield Wrong(MISSING_PATH, pointer, missing)


def _in_order(
    layers: Sequence[str | _OwnFile], around: Surroundings
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Files of the repository, and texts that come after them: the files, too, from the first text on."""
    first = next((at for at, one in enumerate(layers) if isinstance(one, _OwnFile)), len(layers))
    texts = (one.text if isinstance(one, _OwnFile) else _text(around.tree, one) for one in layers[first:])
    return tuple(one for one in layers[:first] if isinstance(one, str)), tuple(texts)


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path).decode("utf-8", "replace")
    except OSError:
        return ""


def _inline(options: JsonObject) -> tuple[str, ...]:
    """`valuesObject`, or else `values`: Argo CD takes one of them."""
    if values := mapping(options.get("valuesObject")):
        return (orjson.dumps(values).decode(),)
    written = text(options.get("values"))
    return (written,) if written else ()


def _parameters(options: JsonObject) -> Iterator[HelmParameter]:
    for one in map(mapping, sequence(options.get("parameters"))):
        if name := text(one.get("name")):
            kind = "string" if one.get("forceString") is True else "typed"
            yield HelmParameter(name, text(one.get("value")), kind)  # type: ignore[arg-type]


def _named_files(
    source: ArgoSource, sources: tuple[ArgoSource, ...], around: Surroundings
) -> tuple[str | Wrong, ...]:
    """The values files in the order of their precedence, or what is wrong with them."""
    options = source.of("helm")
    lenient = options.get("ignoreMissingValueFiles") is True
    found: list[str | Wrong] = []
    for index, written in enumerate(map(text, sequence(options.get("valueFiles")))):
        pointer = f"/helm/valueFiles/{index}"
        path = _file(source, sources, written, pointer, around)
        if isinstance(path, Wrong):
            found.append(path)
        elif set(path) & set("*?[{"):
            several = sorted(one for one in around.tree.files if matches(path, one))
            found.extend(several)
            if not several and not lenient:
                found.append(Wrong(MISSING_PATH, pointer, f"no file of the repository matches {path}"))
        elif around.tree.is_file(path):
            found.append(path)
        elif not lenient:
            found.append(Wrong(MISSING_PATH, pointer, f"{path} is no file of the repository"))
    return tuple(found)


def _file_parameters(
    source: ArgoSource, sources: tuple[ArgoSource, ...], around: Surroundings
) -> Iterator[Wrong]:
    for index, one in enumerate(map(mapping, sequence(source.of("helm").get("fileParameters")))):
        pointer = f"/helm/fileParameters/{index}/path"
        path = _file(source, sources, text(one.get("path")), pointer, around)
        if isinstance(path, Wrong):
            yield path
        elif not around.tree.is_file(path):
            yield Wrong(MISSING_PATH, pointer, f"{path} is no file of the repository")


def _of_files(
    source: ArgoSource, sources: tuple[ArgoSource, ...], around: Surroundings
) -> Iterator[HelmParameter]:
    for one in map(mapping, sequence(source.of("helm").get("fileParameters"))):
        path = _file(source, sources, text(one.get("path")), "", around)
        if isinstance(path, str):
            yield HelmParameter(text(one.get("name")), path, "file")


def _file(
    source: ArgoSource, sources: tuple[ArgoSource, ...], written: str, pointer: str, around: Surroundings
) -> str | Wrong:
    """The path of a values file: below the source's folder, `/` for the repository's root, `$ref/` for that
    of another source (util/io/path/resolved.go).
    """
    if written.startswith("$") and "/" in written:
        ref, _, inside = written.removeprefix("$").partition("/")
        other = next((one for one in sources if one.ref and one.ref == ref), None)
        if other is None:
            return Wrong(BROKEN_DECLARATION, pointer, f"no source has the ref {ref} that {written} names")
        path = join(".", inside)
        if reason := elsewhere(other, path.rpartition("/")[0] or ".", around):
            return Wrong(None, pointer, f"takes values from elsewhere ({written}): {reason}")
        return _inside(path, written, pointer)
    if REMOTE_START.match(written):
        return Wrong(None, pointer, "takes values from an address, which the gate does not fetch")
    path = join(".", written.lstrip("/")) if written.startswith("/") else join(source.path, written)
    return _inside(path, written, pointer)


def _inside(path: str, written: str, pointer: str) -> str | Wrong:
    if path == ".." or path.startswith(("../", "/")):
        return Wrong(BROKEN_DECLARATION, pointer, f"{written} leads outside the repository")
    return path
