"""What one kustomization itself names, resolved against the tree, with nothing run and nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, partial

from gate.documents import read
from gate.model.json import JsonObject, mapping
from gate.model.tree import Tree
from gate.sources.fields import (
    FIELDS,
    GENERATORS,
    PATCHES,
    PLAIN_FOLDER_FIELDS,
    PLUGIN_FIELDS,
    PLUGIN_MERGES,
    PLUGIN_PATCHES,
    Node,
    PatchKind,
    Role,
)
from gate.sources.kustomization_charts import PLUGIN, ChartEntry, Standing, entries_of, plugin_entry
from gate.sources.kustomization_file import join, kustomization_file, kustomization_paths
from gate.sources.references import GeneratorSource, Inputs, PatchSource, Reference

# What kustomize takes for a URL or a Git repository: api/internal/git/repospec.go, api/internal/loader.
# Wider on purpose: a kustomization that only looks as if it fetched is refused, never run.
_REMOTE_START = r"[a-z][a-z0-9+.-]*://|https?:|git::|[a-z][a-z0-9-]*@[^/:]+[/:]|github\.com[/:]"
REMOTE_START = re.compile(_REMOTE_START, re.IGNORECASE)
REMOTE = re.compile(f"://|^(?:{_REMOTE_START})", re.IGNORECASE)
FUNCTION_ANNOTATIONS = ("config.kubernetes.io/function", "config.k8s.io/function")


def inputs(tree: Tree, folder: str) -> Inputs:
    """What the kustomization of a folder names; without a kustomization file, nothing."""
    file = kustomization_file(tree, folder)
    found = Inputs(folder, file)
    if file is not None:
        found.files.append(file.path)
        found.faults.extend(file.faults)
        _Reader(tree, found, file.path, file.document).read_kustomization(file.content)
    return found


class _Reader:
    """Reads the documents of one file into the inputs of a kustomization."""

    def __init__(self, tree: Tree, found: Inputs, path: str, document: int = 0, prefix: str = "") -> None:
        self._tree = tree
        self._found = found
        self._path = path
        self._document = document
        self._prefix = prefix

    def read_kustomization(self, root: Node) -> None:
        written = {key.casefold() for key in mapping(root.value)}
        for entry in entries_of(root, self._standing):
            self._chart(entry)
        for pattern, role in FIELDS:
            if pattern.partition("/")[0].casefold() in written:
                for node in root.select(pattern):
                    self._roles[role](node)
        for pattern, kind in PATCHES:
            for node in root.select(pattern):
                self._patch(node, kind)
        for name in GENERATORS:
            for node in root.select(f"{name}/*"):
                kind_made = "Secret" if name.startswith("secret") else "ConfigMap"
                self._generator(node, kind_made, node.first("name"))

    @property
    def _standing(self) -> Standing:
        return Standing(self._tree, self._found.folder, self._path, self._document, self._prefix)

    @cached_property
    def _roles(self) -> dict[Role, partial[None]]:
        return {
            "resource": partial(self._resource),
            "component": partial(self._component),
            "file": partial(self._file),
            "keyed file": partial(self._keyed_file),
            "plugin": partial(self._plugin),
        }

    def _reference(self, node: Node, value: str | None = None) -> Reference:
        pointer = self._prefix or node.pointer
        return Reference(self._path, pointer, node.text if value is None else value, self._document)

    def _local(self, node: Node, value: str) -> str | None:
        """The path that a value names, if it can be inside the repository; otherwise it is noted."""
        if not value:
            return None
        if REMOTE.search(value):
            self._found.remotes.append(self._reference(node, value))
            return None
        path = join(self._found.folder, value)
        if path.startswith(("/", "../")) or path == ".." or self._leaves_link(path):
            self._found.escapes.append(self._reference(node, value))
            return None
        return path

    def _leaves_link(self, path: str) -> bool:
        """Whether a folder was reached through a symbolic link and the path leaves what the link leads to.

        kustomize goes on from where the link leads, which the text of a path does not tell.
        """
        link = next((above for above in _and_above(self._found.folder) if above in self._tree.files), None)
        return link is not None and not path.startswith(link + "/")

    def _readable(self, node: Node, path: str) -> bool:
        """Whether a file can be read; if not it is noted: missing, or a link that leads outside."""
        try:
            self._tree.read(path)
        except PermissionError:
            self._found.escapes.append(self._reference(node))
        except OSError:
            self._found.missing.append(self._reference(node))
        else:
            self._found.files.append(path)
            return True
        return False

    def _load(self, node: Node, value: str) -> str | None:
        path = self._local(node, value)
        return path if path is not None and self._readable(node, path) else None

    def _file(self, node: Node) -> None:
        self._load(node, node.text)

    def _keyed_file(self, node: Node) -> None:
        """`files: [key=path]`: the path follows the first equals sign."""
        key, equals, path = node.text.partition("=")
        self._load(node, path if equals else key)

    def _resource(self, node: Node) -> None:
        path = self._local(node, node.text)
        if path is None:
            return
        if not self._tree.is_file(path):
            self._folder(node, path)
        elif self._readable(node, path):
            self._found.resources.append(path)

    def _component(self, node: Node) -> None:
        path = self._local(node, node.text)
        if path is not None:
            self._folder(node, path)

    def _folder(self, node: Node, path: str) -> bool:
        if self._tree.is_folder(path) and kustomization_paths(self._tree, path):
            self._found.folders.append(self._reference(node, path))
            return True
        if self._readable(node, path):
            self._found.missing.append(self._reference(node))
        return False

    def _patch(self, node: Node, kind: PatchKind) -> None:
        """An entry of `patches` and its older forms: an object, or a string, a path or the patch itself."""
        if isinstance(node.value, str):
            if is_inline(node.text):
                self._add_patch(node, kind, text=node.text)
            elif path := self._load(node, node.text):
                self._add_patch(node, "strategic" if kind == "unknown" else kind, path=path)
            return
        target = next((mapping(found.value) for found in node.field("target")), {})
        for inline in (*node.field("patch"), *node.field("jsonOp")):
            if inline.text.strip():
                self._add_patch(inline, kind, text=inline.text, target=target)
        for named in node.field("path"):
            if path := self._load(named, named.text):
                self._add_patch(named, kind, path=path, target=target)

    def _add_patch(
        self, node: Node, kind: PatchKind, *, path: str = "", text: str = "", target: JsonObject | None = None
    ) -> None:
        if kind == "unknown":
            kind = _patch_kind(text.encode() if text else self._bytes(path))
        pointer = self._prefix or node.pointer
        source = PatchSource(path, self._path, pointer, kind, target or {}, text, self._document)
        self._found.patches.append(source)

    def _bytes(self, path: str) -> bytes:
        try:
            return self._tree.read(path)
        except OSError:
            return b""

    def _generator(self, node: Node, kind: str, name: str) -> None:
        pointer = self._prefix or node.pointer
        self._found.generators.append(GeneratorSource(self._path, pointer, kind, name, self._document))

    def _chart(self, entry: ChartEntry) -> None:
        """A chart to inflate: what the repository holds of it, and its values files."""
        self._found.charts.append(entry)
        if entry.chart and self._tree.is_file(entry.chart):
            self._found.files.append(entry.chart)
        elif entry.chart:
            inside = entry.chart + "/"
            self._found.files.extend(sorted(one for one in self._tree.files if one.startswith(inside)))
        if written := entry.text("valuesFile"):
            self._file(Node(entry.pointers["valuesFile"], written))
        for index, written in enumerate(entry.texts("additionalValuesFiles")):
            self._file(Node(f"{entry.pointers['additionalValuesFiles']}/{index}", written))

    def _plugin(self, node: Node) -> None:
        """An entry of generators, transformers or validators: inline, a file, or a folder."""
        if is_inline(node.text):
            self._plugin_documents(node, node.text.encode(), self._path, inline=True)
            return
        path = self._local(node, node.text)
        if path is None:
            return
        if self._tree.is_file(path):
            if self._readable(node, path):
                self._plugin_documents(node, self._bytes(path), path, inline=False)
        elif self._folder(node, path):
            self._plugin_folder(node, path, set())

    def _plugin_folder(self, node: Node, folder: str, seen: set[str]) -> None:
        if folder in seen:
            return
        seen.add(folder)
        inner = inputs(self._tree, folder)
        fields = mapping(inner.file.content.value if inner.file else None)
        if any(key.casefold() not in PLAIN_FOLDER_FIELDS for key in fields):
            self._found.executables.append(self._reference(node))
        for path in inner.resources:
            self._plugin_documents(node, self._bytes(path), path, inline=False)
        for further in inner.folders:
            self._plugin_folder(node, further.value, seen)

    def _plugin_documents(self, node: Node, text: bytes, path: str, *, inline: bool) -> None:
        for document in read(text):
            if isinstance(document.value, dict):
                index, prefix = (self._document, node.pointer) if inline else (document.index, "")
                reader = _Reader(self._tree, self._found, path, index, prefix)
                for item in _unlisted(Node("", document.value)):
                    reader.read_plugin(item)

    def read_plugin(self, plugin: Node) -> None:
        """What a plugin's configuration names; anything but a built-in would run a program."""
        annotations = next((mapping(node.value) for node in plugin.select("metadata/annotations")), {})
        if plugin.first("apiVersion") != "builtin" or any(key in annotations for key in FUNCTION_ANNOTATIONS):
            self._found.executables.append(self._reference(plugin, plugin.first("kind")))
            return
        kind = plugin.first("kind")
        for pattern, role in PLUGIN_FIELDS.get(kind, ()):
            for node in plugin.select(pattern):
                self._roles[role](node)
        if kind in PLUGIN_PATCHES:
            self._patch(plugin, PLUGIN_PATCHES[kind])
        elif kind == PLUGIN_MERGES:
            for node in (*plugin.select("paths/*"), *plugin.field("patches")):
                self._patch(node, "strategic")
        elif kind == PLUGIN:
            self._chart(plugin_entry(plugin, self._standing))
        elif kind in {"ConfigMapGenerator", "SecretGenerator"}:
            name = next((node.text for node in plugin.select("metadata/name")), "") or plugin.first("name")
            self._generator(plugin, kind.removesuffix("Generator"), name)


def _and_above(folder: str) -> Iterator[str]:
    while folder not in {"", "."}:
        yield folder
        folder = folder.rpartition("/")[0]


def _unlisted(node: Node) -> list[Node]:
    """The object itself, or the items of a List."""
    return list(node.select("items/*")) if node.first("kind").endswith("List") else [node]


def is_inline(value: str) -> bool:
    """Whether a string is YAML of its own rather than a path: kustomize tries in that order, too."""
    if ":" not in value or REMOTE_START.match(value):
        return False
    return any(isinstance(document.value, dict | list) for document in read(value.encode()))


def _patch_kind(text: bytes) -> PatchKind:
    """A JSON 6902 patch is an array, a strategic merge patch an object; told by the first thing written."""
    for line in text.decode("utf-8", "replace").splitlines():
        written = line.strip().lstrip("\ufeff")
        if written.startswith(("---", "%")) and (written := written.lstrip("-").strip()) == "":
            continue
        if written and not written.startswith(("#", "%")):
            return "json6902" if written.startswith(("-", "[")) else "strategic"
    return "unknown"
