"""Foreign policies as one thing that an engine can be asked of: modules, data, and what to query of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import orjson

from gate.evaluate.own.entry import entry_of
from gate.evaluate.own.question import Module, Question
from gate.evaluate.shape import SECRETS_MASKED, Shape
from gate.model.json import JsonObject
from gate.model.rule import Rule
from gate.system.digests import key_of
from gate.system.files import write_private

# What the modules and the data of others may not touch.
ROOTS_OF_THE_GATE = frozenset({"gate", "system", "params"})
_NAMED = re.compile(r"(?:[^ ,:()]*/)?\b([0-9]{4})\.rego\b")


@dataclass(frozen=True)
class PolicySet:
    """Policies that are loaded together, apart from the gate's own and from every other set.

    name: what to call them in messages. data: documents that the modules read, none of them in
    `ROOTS_OF_THE_GATE`. notices: what to say of them in every report. wasm: compiled, b"" where nothing of it
    is; why_not: the reason then. lacking: the rules that are not in `wasm`, each with the reason.
    """

    name: str
    modules: tuple[Module, ...]
    questions: tuple[Question, ...]
    data: JsonObject = field(default_factory=dict)
    shape: Shape = SECRETS_MASKED
    notices: tuple[str, ...] = ()
    wasm: bytes = field(default=b"", repr=False)
    why_not: str = ""
    lacking: Mapping[str, str] = field(default_factory=dict)

    def parts(self, engine: str) -> tuple[PolicySet, ...]:
        """What an engine has to take by itself: where the embedded one lacks something, what reaches that
        apart, as a set that it does not take.
        """
        if engine == "opa" or not self.wasm or not self.lacking:
            return (self,)
        inside = tuple(one for one in self.questions if one.rule.id not in self.lacking)
        outside = tuple(one for one in self.questions if one.rule.id in self.lacking)
        reasons = ", ".join(dict.fromkeys(self.lacking.values()))
        named = ", ".join(one.rule.id for one in outside)
        return (
            replace(self, questions=inside, lacking={}),
            replace(self, questions=outside, lacking={}, wasm=b"", why_not=f"{named}: {reasons}"),
        )

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(question.rule for question in self.questions)

    def pinned(self) -> PolicySet:
        """The same, as rules that no file of a repository can soften."""
        questions = tuple(replace(one, rule=replace(one.rule, pinned=True)) for one in self.questions)
        return replace(self, questions=questions)

    @cached_property
    def digest(self) -> str:
        """Of all that its answers depend on."""
        questions = [(one.rule.id, one.rule.scope, one.ref, one.input, one.unless) for one in self.questions]
        modules = [(one.path, one.text.decode(errors="replace"), one.version) for one in self.modules]
        return key_of((orjson.dumps([modules, questions]), orjson.dumps(self.data)))

    def files(self) -> Mapping[str, bytes]:
        """The set as an OPA bundle without its data: path in the bundle -> content.

        https://www.openpolicyagent.org/docs/latest/management-bundles/#bundle-file-format
        """
        versions = {f"/modules/{name}": one.version for name, one in self.named()}
        manifest = {"roots": [""], "rego_version": 1, "file_rego_versions": versions}
        entry = {"entry.rego": entry_of(self.questions).encode()} if self.questions else {}
        return {
            ".manifest": orjson.dumps(manifest),
            **entry,
            **{f"modules/{name}": one.text for name, one in self.named()},
        }

    def named(self) -> Iterator[tuple[str, Module]]:
        """The modules by the names that their files have in the bundle."""
        return ((f"{index:04}.rego", one) for index, one in enumerate(self.modules))

    def arguments(self, folder: str) -> tuple[str, ...]:
        """What OPA is started with, once all is written to a private folder that holds the rest already."""
        for path, content in self.files().items():
            write_private(folder, path, content)
        return ("--bundle", folder)

    def told(self, words: str) -> str:
        """What an engine says, with the modules by the names that people know."""
        return _NAMED.sub(lambda match: self._path(int(match.group(1)), match.group()), words)

    def _path(self, index: int, otherwise: str) -> str:
        return self.modules[index].path if index < len(self.modules) else otherwise
