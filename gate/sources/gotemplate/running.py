"""Go templates, run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from gate.model.json import JsonValue
from gate.sources.gotemplate.faults import (
    LONGEST_TEXT,
    MOST_STEPS,
    TOO_LONG,
    Allowance,
    TemplateError,
    unfollowed,
)
from gate.sources.gotemplate.functions import FUNCTIONS
from gate.sources.gotemplate.reading import Branch, Call, Expression, Literal, Part, Pipeline, parts_of
from gate.sources.gotemplate.values import given, is_true, written

Variables: TypeAlias = dict[str, JsonValue]


def executed(
    source: str, data: JsonValue, *, strict: bool = False, allowance: Allowance | None = None
) -> str:
    """What a template writes of a value. strict: whether a key that is not there fails (`missingkey=error`).
    allowance: what is left of what it may take.

    TemplateError where it fails, would write a value that is not there, uses a function that is not known
    here, or comes to too much.
    """
    return "" if not source else _Run(data, allowance or Allowance(), strict=strict).text(parts_of(source))


class _Run:
    """One run: its variables, innermost last, and how much is left to do and to write."""

    def __init__(self, data: JsonValue, allowance: Allowance, *, strict: bool) -> None:
        self._strict = strict
        self._frames: list[Variables] = [{"$": data}]
        self._data = data
        self._allowance = allowance
        self._room = LONGEST_TEXT

    def text(self, parts: Sequence[Part]) -> str:
        return "".join(self._written(parts, self._data))

    def _written(self, parts: Iterable[Part], dot: JsonValue) -> Iterator[str]:
        for part in parts:
            self._step()
            if isinstance(part, Branch):
                yield from self._branch(part, dot)
                continue
            if isinstance(part, str):
                said = part
            else:
                value = self._value(part, dot)
                said = "" if part.variables else written(value)
            self._room -= len(said)
            self._allowance.take(made=len(said))
            if self._room < 0:
                raise TemplateError(TOO_LONG)
            yield said

    def _branch(self, branch: Branch, dot: JsonValue) -> Iterator[str]:
        self._frames.append({})
        value = self._commands(branch.pipeline, dot)
        if branch.kind == "range":
            yield from self._range(branch, value, dot)
        else:
            self._keep(branch.pipeline, (value,))
            if is_true(value):
                yield from self._written(branch.then, value if branch.kind == "with" else dot)
            else:
                yield from self._written(branch.otherwise, dot)
        self._frames.pop()

    def _range(self, branch: Branch, value: JsonValue, dot: JsonValue) -> Iterator[str]:
        items = list(_items(value))
        for key, item in items:
            self._step()
            self._frames.append({})
            names = len(branch.pipeline.variables)
            self._keep(branch.pipeline, (key, item) if names > 1 else (item,))
            yield from self._written(branch.then, item)
            self._frames.pop()
        if not items:
            yield from self._written(branch.otherwise, dot)

    def _keep(self, pipeline: Pipeline, values: tuple[JsonValue, ...]) -> None:
        for name, value in zip(pipeline.variables, values, strict=False):
            frame = self._frames[-1] if pipeline.declares else self._frame_of(name)
            frame[name] = value

    def _frame_of(self, name: str) -> Variables:
        for frame in reversed(self._frames):
            if name in frame:
                return frame
        raise unfollowed(f"{name}, which is not declared")

    def _value(self, pipeline: Pipeline, dot: JsonValue) -> JsonValue:
        value = self._commands(pipeline, dot)
        self._keep(pipeline, (value,))
        return value

    def _commands(self, pipeline: Pipeline, dot: JsonValue) -> JsonValue:
        value: JsonValue = None
        for number, command in enumerate(pipeline.commands):
            if isinstance(command, Call):
                value = self._call(command, dot, (value,) if number else ())
            else:
                value = self._evaluated(command, dot)
        return value

    def _evaluated(self, expression: Expression, dot: JsonValue) -> JsonValue:
        self._step()
        if isinstance(expression, Literal):
            return expression.value
        if isinstance(expression, Call):
            return self._call(expression, dot)
        if isinstance(expression, Pipeline):
            return self._value(expression, dot)
        if isinstance(expression.start, Pipeline):
            value = self._value(expression.start, dot)
        else:
            name = expression.start
            value = self._frame_of(name)[name] if name else dot
        for name in expression.fields:
            value = self._field(value, name)
        return value

    def _field(self, value: JsonValue, name: str) -> JsonValue:
        if not isinstance(value, dict):
            raise TemplateError(f"a template that reads {name} of what is no mapping")
        if name not in value and self._strict:
            raise TemplateError(f"a template that reads {name}, which no generator gives")
        return given(value.get(name))

    def _call(self, call: Call, dot: JsonValue, piped: tuple[JsonValue, ...] = ()) -> JsonValue:
        if call.name in {"and", "or"}:
            return self._first(call, dot, piped)
        if (function := FUNCTIONS.get(call.name)) is None:
            raise unfollowed(call.name)
        arguments = [*(self._evaluated(one, dot) for one in call.arguments), *piped]
        try:
            value = function(*arguments)
        except TemplateError:
            raise
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError):
            raise TemplateError(f"a template function that fails: {call.name}") from None
        if isinstance(value, str):
            self._allowance.take(made=len(value))
        elif isinstance(value, list | dict):
            self._allowance.take(steps=len(value))
        return value

    def _first(self, call: Call, dot: JsonValue, piped: tuple[JsonValue, ...]) -> JsonValue:
        """`and` and `or`: the first value that decides, else the last; what follows is not looked at."""
        value: JsonValue = None
        for argument in call.arguments:
            value = self._evaluated(argument, dot)
            if is_true(value) is (call.name == "or"):
                return value
        return piped[0] if piped else value

    def _step(self) -> None:
        self._allowance.take(steps=1)


def _items(value: JsonValue) -> Iterator[tuple[JsonValue, JsonValue]]:
    if isinstance(value, dict):
        yield from ((key, given(one)) for key, one in sorted(value.items()))
    elif isinstance(value, list):
        yield from ((index, given(one)) for index, one in enumerate(value))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from ((number, number) for number in range(min(value, MOST_STEPS)))
    elif value is not None:
        raise unfollowed("range over what is no list or mapping")
