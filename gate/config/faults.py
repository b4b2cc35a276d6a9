"""What is wrong with a configuration file, each fault in one sentence at its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gate.documents import Positions, line_of, positions
from gate.errors import ConfigError
from gate.model.json import JsonObject, JsonValue, pointer_of, value_at

FEW = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the configuration file things stand."""

    path: str
    content: bytes
    document: int

    def of(self, pointer: str, *, key: bool = False) -> tuple[int, int]:
        """Line and column of what a pointer names, or of the nearest thing around it."""
        found = _positions(self.content, self.document)
        position = (found.key(pointer) if key else found.value(pointer)) or found.nearest(pointer)[1]
        return position.line, position.column

    def line_text(self, line: int) -> str:
        return line_of(self.content, line)

    def spelled(self, pointer: str, *, key: bool = False) -> str:
        line, column = self.of(pointer, key=key)
        return f"{self.path}:{line}:{column}"


@lru_cache(maxsize=2)
def _positions(content: bytes, document: int) -> Positions:
    """Of the configuration, which is asked for the place of each rule and waiver in it."""
    return positions(content, document)


def nearest_hint(word: str, known: tuple[str, ...]) -> str:
    """`did you mean …?`, or what is known where that is short enough to read."""
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return "known: " + ", ".join(sorted(known)) if len(known) <= FEW else ""


def faults(value: JsonValue, schema: JsonObject, place: Place) -> list[ConfigError]:
    """Every fault of a configuration against its JSON Schema, in the order of their lines."""
    # Half a tenth of a second, for a file that many repositories do not have.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    errors = Draft202012Validator(schema).iter_errors(value)
    found = [fault for error in errors for fault in _explained(error, value, place)]
    # What a mapping lacks is told once, though each missing key is an error of its own.
    told = {fault.message: fault for _, fault in sorted(found, key=lambda pair: (pair[0], pair[1].message))}
    return list(told.values())


def _explained(error: Any, value: JsonValue, place: Place) -> Iterator[tuple[tuple[int, int], ConfigError]]:  # noqa: ANN401
    tokens = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = tuple(error.schema.get("properties", {}))
        for key in [name for name in error.instance if name not in known]:
            pointer = pointer_of((*tokens, key))
            yield (
                place.of(pointer, key=True),
                ConfigError(
                    f"{place.spelled(pointer, key=True)}: unknown key {key}", nearest_hint(key, known)
                ),
            )
        return
    if "propertyNames" in error.absolute_schema_path:
        pointer = pointer_of((*tokens, error.instance))
        message = f"{place.spelled(pointer, key=True)}: {error.instance!r} cannot be a name here"
        hint = error.schema.get("description", f"it has to match {error.validator_value}")
        yield place.of(pointer, key=True), ConfigError(message, hint)
        return
    pointer = pointer_of(tokens)
    message, hint = _told(error, value_at(value, pointer))
    yield place.of(pointer), ConfigError(f"{place.spelled(pointer)}: {message}", hint)


def _told(error: Any, found: JsonValue) -> tuple[str, str]:  # noqa: ANN401
    """Message and hint for the keywords that the schema uses."""
    where = ".".join(str(part) for part in error.absolute_path) or "the file"
    if error.validator == "required":
        lacking = [name for name in error.validator_value if name not in error.instance]
        return f"{where} lacks {', '.join(lacking)}", "add it"
    if error.validator == "enum":
        known = tuple(str(item) for item in error.validator_value)
        return f"{where} cannot be {found}", nearest_hint(str(found), known)
    if error.validator == "anyOf":
        required = [branch["required"][0] for branch in error.validator_value if "required" in branch]
        if required:
            return f"{where} needs one of {', '.join(required)}", "say what it is about"
        return (
            f"{where} cannot be {found!r}",
            "a severity (error, warning, info, ignore), or severity and params",
        )
    if error.validator == "type" and error.validator_value == "string" and not isinstance(found, dict | list):
        return f"{where} is {_kind_of(found)}, not a string", f'put it in quotes: "{found}"'
    if error.validator == "type":
        return f"{where} is {_kind_of(found)}, not {error.validator_value}", "see the description in docs/"
    return f"{where}: {found!r} does not fit", str(
        error.schema.get("description", "see docs/configuration.md")
    )


def _kind_of(value: JsonValue) -> str:
    names = {dict: "a mapping", list: "a list", str: "a string", bool: "a boolean", type(None): "empty"}
    return names.get(type(value), "a number")
