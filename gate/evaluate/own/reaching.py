"""Which built-ins each question of a policy set reaches, by the plan that OPA makes of it.

https://www.openpolicyagent.org/docs/ir: functions, which call others and built-ins by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.evaluate.own.question import Question
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

_HEAD = "package system.entry\n"
_ASKED = """
answer contains {number} if question_{number}

question_{number} if {ref}
"""
_EXCEPTED = """
question_{number} if {unless}
"""
_ENTRY = ("system", "entry")
_ANY = "*"


def entry_to_plan(questions: Sequence[Question]) -> str:
    """An entry module that is planned, and never run: a rule for each question."""
    parts = [_HEAD]
    for number, one in enumerate(questions):
        parts.append(_ASKED.format(number=number, ref=one.ref))
        if one.unless:
            parts.append(_EXCEPTED.format(number=number, unless=one.unless))
    return "".join(parts)


def reached(questions: Sequence[Question], plan: JsonObject) -> list[frozenset[str]]:
    """The built-ins that each question may come to call. plan: of the entry module for the questions.

    A call whose function is known only when it is made may be of any.
    """
    functions = [mapping(one) for one in sequence(mapping(plan.get("funcs")).get("funcs"))]
    calls = {text(one.get("name")): frozenset(_calls(one.get("blocks"))) for one in functions}
    starts = {tuple(sequence(one.get("path"))[1:]): text(one.get("name")) for one in functions}
    paths = [(*_ENTRY, f"question_{number}") for number in range(len(questions))]
    return [frozenset(_closure(starts.get(path, ""), calls)) - calls.keys() for path in paths]


def _closure(start: str, calls: dict[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        called = calls.get(name, frozenset())
        if _ANY in called:
            called |= calls.keys()
        waiting += called - found
        found |= called
    return found


def _calls(value: JsonValue) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            if one.get("type") == "CallStmt":
                yield text(mapping(one.get("stmt")).get("func"))
            elif one.get("type") == "CallDynamicStmt":
                yield _ANY
            waiting.extend(one.values())
