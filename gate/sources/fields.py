"""Which fields of a kustomization name something to read, and how to find them in what was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gate.model.json import JsonValue, escape_token, mapping, sequence, text

Role: TypeAlias = Literal["resource", "component", "file", "keyed file", "plugin"]
PatchKind: TypeAlias = Literal["strategic", "json6902", "unknown"]


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the JSON pointer to it, with keys as they are written."""

    pointer: str
    value: JsonValue

    @property
    def text(self) -> str:
        return text(self.value)

    def field(self, name: str) -> Iterator[Node]:
        """The values of a field. Keys are matched as Go's encoding/json does: case does not matter."""
        folded = name.casefold()
        for key, value in mapping(self.value).items():
            if key.casefold() == folded:
                yield Node(f"{self.pointer}/{escape_token(key)}", value)

    def items(self) -> Iterator[Node]:
        for index, value in enumerate(sequence(self.value)):
            yield Node(f"{self.pointer}/{index}", value)

    def select(self, pattern: str) -> Iterator[Node]:
        """All values at a path of field names, where `*` is every item of an array."""
        name, _, rest = pattern.partition("/")
        for node in self.items() if name == "*" else self.field(name):
            if rest:
                yield from node.select(rest)
            else:
                yield node

    def first(self, name: str) -> str:
        """The text of a field, "" when it is not there or no text."""
        return next((node.text for node in self.field(name) if node.text), "")


# https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/kustomization.go
GENERATORS = ("configMapGenerator", "secretGenerator")
KEY_VALUE_FILES: tuple[tuple[str, Role], ...] = (
    ("files/*", "keyed file"),
    ("envs/*", "file"),
    ("env", "file"),
)
FIELDS: tuple[tuple[str, Role], ...] = (
    ("resources/*", "resource"),
    ("bases/*", "resource"),
    ("components/*", "component"),
    ("crds/*", "file"),
    ("configurations/*", "file"),
    ("openapi/path", "file"),
    ("replacements/*/path", "file"),
    ("generators/*", "plugin"),
    ("transformers/*", "plugin"),
    ("validators/*", "plugin"),
    *((f"{name}/*/{field}", role) for name in GENERATORS for field, role in KEY_VALUE_FILES),
)
PATCHES: tuple[tuple[str, PatchKind], ...] = (
    ("patches/*", "unknown"),
    ("patchesStrategicMerge/*", "strategic"),
    ("patchesJson6902/*", "json6902"),
)
# Built-in plugins (`apiVersion: builtin` in generators, transformers, validators) that load files.
PLUGIN_FIELDS: dict[str, tuple[tuple[str, Role], ...]] = {
    "ConfigMapGenerator": KEY_VALUE_FILES,
    "SecretGenerator": KEY_VALUE_FILES,
    "ReplacementTransformer": (("replacements/*/path", "file"),),
    "ValueAddTransformer": (("targets/*/targetFilePath", "file"), ("targetFilePath", "file")),
}
PLUGIN_PATCHES: dict[str, PatchKind] = {
    "PatchTransformer": "unknown",
    "PatchJson6902Transformer": "json6902",
}
PLUGIN_MERGES = "PatchStrategicMergeTransformer"

# A folder of plugin configurations is built before it is used; with any other field its result, and so
# what it makes kustomize read, cannot be known without running it.
PLAIN_FOLDER_FIELDS = frozenset({"apiversion", "kind", "metadata", "resources", "bases"})
