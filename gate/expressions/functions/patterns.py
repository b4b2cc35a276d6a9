"""Regular expressions: matches, find and findAll, by the engine that CEL itself uses (RE2, what Go uses)."""

from __future__ import annotations

import re
from functools import cache

from gate.expressions.faults import ExpressionError
from gate.expressions.types import Value

_PART = re.compile(
    r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<\w+>|\((?!\?)", re.DOTALL
)


def ungrouped(pattern: str) -> str:
    """The pattern with its capturing groups made plain ones: the whole match is what is asked for."""
    return _PART.sub(lambda part: "(?:" if part[0].startswith("(") else part[0], pattern)


@cache
def _programs() -> tuple[Value, Value, Value]:
    from cel_expr_python import cel  # noqa: PLC0415 - loaded when the first expression is met

    config = cel.NewEnvConfigFromYaml("extensions: [{name: optional}, {name: regex}]")
    strings = {"text": cel.Type.STRING, "pattern": cel.Type.STRING}
    environment = cel.NewEnv(config=config, variables=strings)
    return (
        environment.compile("regex.extract(text, pattern).orValue('')"),
        environment.compile("regex.extractAll(text, pattern)"),
        environment.compile("text.matches(pattern)"),
    )


def _evaluated(program: Value, text: str, pattern: str) -> Value:
    result = program.eval(data={"text": text, "pattern": pattern})
    if result.type().name() == "ERROR":
        raise ExpressionError(str(result.value()).rpartition("invalid regular expression: ")[2])
    return result.plain_value()


def find(text: str, pattern: str) -> str:
    return str(_evaluated(_programs()[0], text, ungrouped(pattern)))


def find_all(text: str, pattern: str, count: int = -1) -> list[str]:
    found: list[str] = list(_evaluated(_programs()[1], text, ungrouped(pattern)))
    return found if count < 0 else found[:count]


def matches(text: str, pattern: str) -> bool:
    """Whether a pattern matches some part of a text. ExpressionError for a pattern that is none."""
    return bool(_evaluated(_programs()[2], text, pattern))


IMPLEMENTATIONS = {"string.find": find, "string.findAll": find_all}
