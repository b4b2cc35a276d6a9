"""Texts that a build puts names and variables into: where those come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gate.locate.replay import Place, Traced
from gate.locate.replay.replacements import BY as REPLACEMENT
from gate.locate.replay.replacements import source_words
from gate.locate.source_text import SourceText
from gate.model.json import JsonValue, escape_token, mapping, value_at
from gate.model.target import Declaration, KustomizeSource, Target
from gate.sources.kustomization import Closures, GeneratorSource

_VARIABLE = re.compile(r"\$\{([_A-Za-z][_A-Za-z0-9]*)")
_WHOLE_VARIABLE = re.compile(r"\$\{([_A-Za-z][_A-Za-z0-9]*)(?::?[=-][^${}]*)?\}")
_KUSTOMIZE_VARIABLE = re.compile(r"\$\(([-.\w]+)\)")

Declared = Callable[[Declaration, str], "Place | None"]
"""Finds where a pointer of an object that says something of a target was written."""


class References:
    """Knows the generators, variables and replacements of the builds of one tree."""

    def __init__(self, closures: Closures, texts: SourceText, declared: Declared) -> None:
        self._declared = declared
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

    def whole_variable(self, said: JsonValue, target: Target) -> str:
        """The variable that a written text is and nothing else, "" where it is none that is set."""
        found = _WHOLE_VARIABLE.fullmatch(said.strip()) if isinstance(said, str) else None
        known = dict(target.substitution.variables) if target.substitution is not None else {}
        return found[1] if found and known.get(found[1]) else ""

    def variable(self, name: str, target: Target) -> Place | None:
        """What sets a variable of Flux's last: the declaring object, or a ConfigMap that it names."""
        field = (
            dict(target.substitution.variables_from).get(name) if target.substitution is not None else None
        )
        if field is not None:
            return self._declared(field, field.pointer)
        return Place("", pointer=f"/postBuild/substitute/{escape_token(name)}", declared=True)

    def about(
        self, node: Traced, said: JsonValue, value: JsonValue, target: Target
    ) -> Iterator[tuple[Place, str]]:
        """The further places of a value, with what to say of them."""
        if node.last.by == REPLACEMENT:
            yield from self._replaced(node.last.place)
        if not isinstance(said, str):
            return
        if target.substitution is not None:
            for name in dict.fromkeys(_VARIABLE.findall(said)):
                if place := self.variable(name, target):
                    yield place, f"the variable {name}"
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
