"""Texts that a build puts names and variables into: where those come from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.locate.replay import Place, Traced
from gate.locate.replay.replacements import BY as REPLACEMENT
from gate.locate.replay.replacements import source_words
from gate.locate.source_text import SourceText
from gate.model.json import JsonValue, escape_token, mapping, value_at
from gate.model.target import KustomizeSource, Target
from gate.sources.kustomization import Closures, GeneratorSource

_VARIABLE = re.compile(r"\$\{([_A-Za-z][_A-Za-z0-9]*)")
_KUSTOMIZE_VARIABLE = re.compile(r"\$\(([-.\w]+)\)")


class References:
    """Knows the generators, variables and replacements of the builds of one tree."""

    def __init__(self, closures: Closures, texts: SourceText) -> None:
        self._closures = closures
        self._texts = texts

    def explains(self, said: JsonValue, value: JsonValue, target: Target) -> bool:
        """Whether a rendered value is a written text with variables replaced or a name completed."""
        if not isinstance(said, str) or not said:
            return False
        if target.substitution is not None and ("${" in said or "$$" in said):
            return True
        if not isinstance(value, str):
            return False
        return said.strip() in value or bool(_KUSTOMIZE_VARIABLE.search(said))

    def about(
        self, node: Traced, said: JsonValue, value: JsonValue, target: Target
    ) -> Iterator[tuple[Place, str]]:
        """The further places of a value, with what to say of them."""
        if node.last.by == REPLACEMENT:
            yield from self._replaced(node.last.place)
        if not isinstance(said, str):
            return
        if target.substitution is not None:
            yield from _substituted(said)
        if not isinstance(value, str) or said == value:
            return
        yield from self._variables(said, target)
        if said in value:
            for generator in self._generators(target):
                if generator.name == said:
                    pointer = f"{generator.pointer}/name"
                    words = f"the generator of {generator.kind} {generator.name}"
                    yield Place(generator.kustomization, generator.document, pointer), words

    def _variables(self, said: str, target: Target) -> Iterator[tuple[Place, str]]:
        """`vars` of the kustomizations."""
        names = set(_KUSTOMIZE_VARIABLE.findall(said))
        for folder in self._folders(target) if names else ():
            file = self._closures.inputs(folder).file
            for entry in file.content.select("vars/*") if file else ():
                if file and entry.first("name") in names:
                    yield (
                        Place(file.path, file.document, f"{entry.pointer}/name"),
                        f"the variable {entry.first('name')}",
                    )

    def _replaced(self, place: Place) -> Iterator[tuple[Place, str]]:
        """The source of a replacement, as its entry says it."""
        above = place.pointer.partition("/targets/")[0]
        documents = self._texts.inner(place.inline) if place.inline else self._texts.documents(place.path)
        content = next((one.value for one in documents if one.index == place.document), None)
        try:
            entry = mapping(value_at(content, above))
        except LookupError:
            return
        if "source" in entry:
            at = Place(place.path, place.document, f"{above}/source", place.inline)
            yield at, f"it takes {source_words(entry)}"

    def _generators(self, target: Target) -> Iterator[GeneratorSource]:
        for folder in self._folders(target):
            yield from self._closures.inputs(folder).generators

    def _folders(self, target: Target) -> tuple[str, ...]:
        source = target.source
        if not isinstance(source, KustomizeSource):
            return ()
        return self._closures.closure(source.folder).kustomizations


def _substituted(said: str) -> Iterator[tuple[Place, str]]:
    """Flux's variables, as the declaring object defines them."""
    for name in dict.fromkeys(_VARIABLE.findall(said)):
        pointer = f"/postBuild/substitute/{escape_token(name)}"
        yield Place("", pointer=pointer, declared=True), f"the variable {name}"
