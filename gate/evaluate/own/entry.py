"""The entry module of a policy set: its questions in Rego, asked as the pack's own entry is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import orjson

from gate.evaluate.own.question import Question

# `said` and `select` are what the questions of a group share: one `with` a resource and group.
_HEAD = """package system.entry

answer := findings if params

params := object.get(data.system.params, input.environment, data.system.params[""])

results(value) := value if is_set(value)

results(value) := value if is_array(value)

# What is neither is passed on as it is, for the gate to say that it makes no sense.
results(value) := [value] if {
	not is_set(value)
	not is_array(value)
	value != false
}
"""
_OF_RESOURCES = """
findings contains {{"rule": id, "resource": index, kind: value}} if {{
	some index, item in input.resources
	ids := input.select.resource[item.group]
	resource := item.body
	shown := {input}
	some [id, kind, value] in {said} with input as shown
		with data.params as params
		with data.system.asked as ids
}}
"""
_OF_CLUSTER = """
findings contains {{"rule": id, "resource": null, kind: value}} if {{
	count(input.select.cluster) > 0
	resources := [item.body | some item in input.resources]
	environment := input.environment
	ids := input.select.cluster
	shown := {input}
	some [id, kind, value] in {said} with input as shown
		with data.params as params
		with data.system.asked as ids
}}
"""
_QUESTION = """
{said} contains [id, "result", result] if {{
	id := {id}
	id in data.system.asked
	{unless}some result in results({ref})
}}
"""
_EXCEPTION = """
excepted contains {id} if {unless}
"""
# As in conftest, whether or not the rule would have found anything.
_EXCEPTED = """
{said} contains [id, "excepted", true] if {{
	id := {id}
	id in data.system.asked
	excepted[id]
}}
"""
VIEW_OF_CLUSTER = '{"resources": resources, "environment": environment}'


def entry_of(questions: Iterable[Question]) -> str:
    """The module. It is asked and answers as `policies/entry/entry.rego`, and tells beside what the policies
    except from a question: `{"rule": ID, "resource": INDEX, "excepted": true}`. Questions with the same input
    share one evaluation.
    """
    ordered = sorted(questions, key=_group)
    groups = [list(group) for _, group in groupby(ordered, key=_group)]
    exceptions = [_EXCEPTION.format(id=_id(one), unless=one.unless) for one in ordered if one.unless]
    parts = [_HEAD, *exceptions]
    for number, group in enumerate(groups):
        parts += _of_group(f"said_{number}", group)
    return "".join(parts)


def _group(question: Question) -> tuple[str, str]:
    return question.rule.scope, question.input


def _of_group(said: str, questions: Sequence[Question]) -> Iterator[str]:
    first = questions[0]
    asking = _OF_CLUSTER if first.rule.scope == "cluster" else _OF_RESOURCES
    yield asking.format(input=first.input, said=said)
    for one in questions:
        unless = "not excepted[id]\n\t" if one.unless else ""
        yield _QUESTION.format(said=said, id=_id(one), ref=one.ref, unless=unless)
        if one.unless:
            yield _EXCEPTED.format(said=said, id=_id(one))


def _id(question: Question) -> str:
    return orjson.dumps(question.rule.id).decode()
