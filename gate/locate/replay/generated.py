"""What ConfigMap and Secret generators write: literals, files, and lines of env files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gate.documents import lines_of
from gate.locate.replay.places import Place
from gate.locate.replay.traced import Traced
from gate.model.json import JsonObject, escape_token, mapping
from gate.sources.fields import Node
from gate.sources.kustomization_file import join

BY = "the generator"
HOLDERS = ("data", "binaryData", "stringData")


@dataclass(frozen=True, slots=True)
class Generator:
    """An entry of a kustomization's generators. place: that of the document, folder: what paths start from.

    options: the generatorOptions of the kustomization. read: gives a file's bytes.
    """

    entry: Node
    place: Place
    folder: str
    options: Node | None
    read: Callable[[str], bytes]

    @property
    def name(self) -> str:
        return self.entry.first("name") or next((one.text for one in self.entry.select("metadata/name")), "")

    @property
    def behavior(self) -> str:
        return self.entry.first("behavior") or "create"

    def made(self, rendered: JsonObject) -> Traced:
        """The object as it is when it is made, every value at what gave it."""
        metadata: JsonObject = {"name": self.name}
        if namespace := self.entry.first("namespace"):
            metadata["namespace"] = namespace
        whole: JsonObject = {key: rendered[key] for key in ("apiVersion", "kind", "type") if key in rendered}
        root = Traced({}, self.place.below(self.entry.pointer), BY)
        for key, value in whole.items():
            fields = [*self.entry.field("type")] if key == "type" else []
            at = fields[0].pointer if fields else self.entry.pointer
            root.put(key, value, self.place.below(at), BY)
        root.put("metadata", {}, self.place.below(self.entry.pointer), BY)
        for key, value in metadata.items():
            at = next((one.pointer for one in self.entry.field(key)), self.entry.pointer)
            root.fields["metadata"].put(key, value, self.place.below(at), BY)
        self.fill(root, rendered)
        return root

    def fill(self, root: Traced, rendered: JsonObject) -> None:
        """Write the keys and the options into an object; what their values are is told by what came out."""
        for holder in HOLDERS:
            data = mapping(rendered.get(holder))
            for key, place in self._keys():
                if key in data:
                    self._fill(root, holder, key, place)
        every = [*([self.options] if self.options else []), *self.entry.field("options")]
        for options in every:
            self._options(root, options, rendered)

    def _fill(self, root: Traced, holder: str, key: str, place: Place) -> None:
        if holder not in root.fields:
            root.put(holder, {}, self.place.below(self.entry.pointer), BY)
        if key in root.fields[holder].fields:
            root.fields[holder].fields[key].overwrite(place, BY)
        else:
            root.fields[holder].put(key, None, place, BY)
            root.fields[holder].fields[key].unsaid = True

    def _options(self, root: Traced, options: Node, rendered: JsonObject) -> None:
        for name in ("labels", "annotations"):
            for pairs in options.field(name):
                there = mapping(mapping(rendered.get("metadata")).get(name))
                for key, value in mapping(pairs.value).items():
                    if key in there:
                        at = self.place.below(f"{pairs.pointer}/{escape_token(key)}")
                        metadata = root.fields["metadata"]
                        if name not in metadata.fields:
                            metadata.put(name, {}, self.place.below(pairs.pointer), BY)
                        metadata.fields[name].put(key, value, at, BY)
        for immutable in options.field("immutable"):
            if "immutable" in rendered:
                root.put("immutable", immutable.value, self.place.below(immutable.pointer), BY)

    def _keys(self) -> Iterator[tuple[str, Place]]:
        """Each key that the entry makes, with the place of what makes it."""
        for file in (*self.entry.select("envs/*"), *self.entry.field("env")):
            yield from self._env(join(self.folder, file.text))
        for literal in self.entry.select("literals/*"):
            yield literal.text.partition("=")[0], self.place.below(literal.pointer)
        for file in self.entry.select("files/*"):
            key, separator, path = file.text.partition("=")
            name = key if separator else posixpath.basename(path or key)
            yield name, self.place.below(file.pointer)

    def _env(self, path: str) -> Iterator[tuple[str, Place]]:
        """`KEY=value`, or `KEY` alone; blank lines and comments are none (kustomize `api/kv/kv.go`)."""
        for number, line in enumerate(lines_of(self.read(path)), start=1):
            written = line.lstrip("\ufeff \t")
            if not written or written.startswith("#"):
                continue
            key, separator, _ = written.partition("=")
            indent = len(line) - len(written)
            column = indent + len(key) + (2 if separator else 1)
            yield key.strip(), Place(path, line=number, column=column if separator else indent + 1)
