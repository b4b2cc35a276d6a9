"""The charts that a kustomization inflates: what each entry says, as kustomize reads it, and where it is.

Fields: https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/helmchartargs.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gate.model.json import JsonObject, JsonValue, escape_token, mapping, sequence, text
from gate.model.tree import Tree
from gate.sources.chart import CHART_FILE, read_chart
from gate.sources.fields import Node
from gate.sources.helm_fetched import PACKED
from gate.sources.kustomization_file import join

DEFAULT_HOME = "charts"
GLOBALS = "helmGlobals"
ENTRIES = "helmCharts"
OLDER_ENTRIES = "helmChartInflationGenerator"
PLUGIN = "HelmChartInflationGenerator"
MERGES = ("override", "merge", "replace")

Kind: TypeAlias = Literal["text", "texts", "mapping", "boolean"]
_KINDS: Mapping[str, Kind] = {
    "name": "text",
    "version": "text",
    "repo": "text",
    "releaseName": "text",
    "namespace": "text",
    "additionalValuesFiles": "texts",
    "valuesFile": "text",
    "valuesInline": "mapping",
    "valuesMerge": "text",
    "includeCRDs": "boolean",
    "skipHooks": "boolean",
    "apiVersions": "texts",
    "kubeVersion": "text",
    "nameTemplate": "text",
    "skipTests": "boolean",
    "debug": "boolean",
    "devel": "boolean",
}
# What kustomize makes of the older entries (`SplitHelmParameters`); it drops their other fields.
_OLDER = {
    "chartName": "name",
    "chartVersion": "version",
    "chartRepoUrl": "repo",
    "values": "valuesFile",
    "valuesLocal": "valuesInline",
    "valuesMerge": "valuesMerge",
    "releaseName": "releaseName",
}
_OLDER_DROPPED = ("chartHome", "chartRepoName", "helmBin", "helmHome", "releaseNamespace", "extraArgs")
_WORDS = {"text": "a text", "texts": "a list of texts", "mapping": "a mapping", "boolean": "true or false"}


@dataclass(frozen=True, slots=True)
class ChartEntry:
    """One chart to inflate. kustomization, pointer, document: where it stands; folder: what paths start from.

    chart: the chart in the repository, a folder or a packed one, "" where it has none. asked: its folder as
    kustomize looks for it. said: its fields, by their names in `helmCharts`; pointers: where they stand.
    faults: pointers of what kustomize or Helm refuses in it, with messages.
    """

    kustomization: str
    pointer: str
    document: int
    folder: str
    said: JsonObject
    pointers: Mapping[str, str]
    asked: str
    chart: str
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return self.text("name")

    @property
    def version(self) -> str:
        return self.text("version")

    @property
    def repository(self) -> str:
        return self.text("repo")

    @property
    def values_file(self) -> str:
        """The path of its values file in the repository, "" for the chart's own."""
        return join(self.folder, written) if (written := self.text("valuesFile")) else ""

    @property
    def further_values(self) -> tuple[str, ...]:
        return tuple(join(self.folder, one) for one in self.texts("additionalValuesFiles"))

    def text(self, field: str) -> str:
        return text(self.said.get(field))

    def texts(self, field: str) -> tuple[str, ...]:
        return tuple(map(text, sequence(self.said.get(field))))

    def is_set(self, field: str) -> bool:
        return self.said.get(field) is True


@dataclass(frozen=True, slots=True)
class Standing:
    """Where entries stand. prefix: the pointer of the scalar that holds the document, "" for none."""

    tree: Tree
    folder: str
    path: str
    document: int = 0
    prefix: str = ""


def entries_of(root: Node, standing: Standing) -> Iterator[ChartEntry]:
    """The entries of a kustomization in the order in which kustomize inflates them."""
    older = list(root.select(f"{OLDER_ENTRIES}/*"))
    homes = [home for entry in older if (home := entry.first("chartHome"))]
    home = next((one.first("chartHome") for one in root.field(GLOBALS)), homes[-1] if homes else "")
    for entry in root.select(f"{ENTRIES}/*"):
        yield _entry(entry, dict.fromkeys(_KINDS), home, standing)
    for entry in older:
        yield _entry(entry, {**_OLDER, **dict.fromkeys(_OLDER_DROPPED, "")}, home, standing)


def plugin_entry(plugin: Node, standing: Standing) -> ChartEntry:
    """The entry that a built-in plugin's configuration is; kustomize takes other fields beside."""
    return _entry(plugin, dict.fromkeys(_KINDS), plugin.first("chartHome"), standing, strict=False)


def _entry(
    node: Node, names: Mapping[str, str | None], home: str, standing: Standing, *, strict: bool = True
) -> ChartEntry:
    known = {name.casefold(): name if meant is None else meant for name, meant in names.items()}
    said: JsonObject = {}
    pointers: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    for key, value in mapping(node.value).items():
        pointer = standing.prefix or f"{node.pointer}/{escape_token(key)}"
        field = known.get(key.casefold())
        if field is None:
            if strict:
                faults.append((pointer, f"unknown field {key!r} in an entry of {ENTRIES}"))
        elif field and value is not None:
            if _is(value, _KINDS[field]):
                said[field], pointers[field] = value, pointer
            else:
                faults.append((pointer, f"{key} must be {_WORDS[_KINDS[field]]}"))
    at = standing.prefix or node.pointer
    faults.extend((at, message) for message in _senseless(said))
    asked, chart = _chart(said, join(standing.folder, home or DEFAULT_HOME), standing.tree)
    return ChartEntry(
        kustomization=standing.path,
        pointer=at,
        document=standing.document,
        folder=standing.folder,
        said=said,
        pointers=pointers,
        asked=asked,
        chart=chart,
        faults=tuple(faults),
    )


def _senseless(said: JsonObject) -> Iterator[str]:
    """What kustomize (`validateArgs`) and Helm refuse."""
    if not said.get("name"):
        yield "chart name cannot be empty"
    if said.get("valuesMerge") and said["valuesMerge"] not in MERGES:
        yield f"valuesMerge must be one of {', '.join(MERGES)}"
    if said.get("releaseName") and said.get("nameTemplate"):
        yield "releaseName and nameTemplate are both given, and Helm takes one of them"


def _chart(said: JsonObject, home: str, tree: Tree) -> tuple[str, str]:
    """The folder in which kustomize looks for a chart, and where the repository has it, "" for nowhere.

    Beside that folder (`chartHome/name`, or `chartHome/name-version/name` of one that has a repository):
    what is of that name and version and lies in `chartHome`, as a folder or packed.
    """
    name, version = text(said.get("name")), text(said.get("version"))
    fetched = f"{name}-{version}" if version and said.get("repo") else ""
    asked = join(home, f"{fetched}/{name}" if fetched else name)
    if not name or asked.startswith(("/", "../")) or asked == "..":
        return asked, ""
    if tree.is_folder(asked):
        return asked, asked
    if not fetched:
        return asked, ""
    beside = join(home, name)
    if tree.is_file(join(beside, CHART_FILE)) and read_chart(tree, beside).version == version:
        return asked, beside
    packed = (join(home, fetched + PACKED), join(home, f"{fetched}/{fetched}{PACKED}"))
    return asked, next((path for path in packed if tree.is_file(path)), "")


def _is(value: JsonValue, kind: Kind) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "texts":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, dict if kind == "mapping" else bool)
