"""The CEL library's complaints in the words of the API server."""

from __future__ import annotations

import re

from gate.expressions.faults import UNKNOWABLE, CompileFault, EvaluationFault

_PLACED = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_CODE = re.compile(r"^[A-Z_]+: ")
_UNBOUND = re.compile(r'No value with name "(.*)" found')
_BOUNDS = (
    "recursion",
    "Iteration budget",
    "Maximum recursion depth",
)
_COMPILING = (
    (re.compile(r"undefined field '(.*)' not found in struct '.*'"), r"undefined field '\1'"),
    (re.compile(r"'?object\.T\d+'?"), "object"),
    (re.compile(r"Syntax error: (.*?) expecting \{.*"), r"Syntax error: \1"),
)
_EVALUATING = (
    (re.compile(r'Key not found in map : "?(.*?)"?$'), r"no such key: \1"),
    (re.compile(r"divide by zero"), "division by zero"),
    (re.compile(r"modulus by zero"), "modulus by zero"),
    (re.compile(r"No matching overloads found : .*"), "no such overload"),
    (re.compile(r"Index error: index=(-?\d+) size=\d+"), r"index out of bounds: \1"),
)


def compile_fault(error: str) -> CompileFault:
    """What the library says of an expression that it does not compile."""
    matched = _PLACED.search(error)
    line, column, message = (int(matched[1]), int(matched[2]), matched[3]) if matched else (0, 0, error)
    if any(bound in message for bound in _BOUNDS):
        return CompileFault("the expression is nested more deeply than can be judged here", unjudgeable=True)
    message = _CODE.sub("", message).removesuffix(" [INVALID_ARGUMENT]")
    return CompileFault(_reworded(message, _COMPILING), max(line, 0), max(column, 0))


def evaluation_fault(error: str) -> EvaluationFault:
    """What the library says of an expression that has no value."""
    message = _CODE.sub("", error)
    if UNKNOWABLE in message:
        return EvaluationFault(message[message.index(UNKNOWABLE) :], unjudgeable=True)
    if matched := _UNBOUND.search(message):
        return EvaluationFault(f"{UNKNOWABLE}the value of {matched[1]}", unjudgeable=True)
    if "Iteration budget" in message:
        return EvaluationFault(
            "it takes more than 10000 iterations, which is not evaluated here", unjudgeable=True
        )
    if any(bound in message for bound in _BOUNDS):
        return EvaluationFault("it is nested more deeply than can be judged here", unjudgeable=True)
    return EvaluationFault(_reworded(message, _EVALUATING))


def _reworded(message: str, wordings: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, words in wordings:
        message = pattern.sub(words, message)
    return message
