"""Which lines of the Rego of templates the cases of suites come by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gate.evaluate.gatekeeper.loading import DATA, NAME, Loaded
from gate.evaluate.gatekeeper.reading import RegoSource
from gate.evaluate.own import Module, OpaProgram, PolicySet
from gate.evaluate.own.coverage import Rows, rows_of_modules
from gate.evaluate.own.testing import bundle_of_tests
from gate.model.json import JsonObject, JsonValue, mapping

Covered = Mapping[RegoSource, Mapping[str, tuple[Rows, Rows]]]
_TRIALS = "trials"
_HEAD = "package gatekeeper_trials\n"
_TEST = """
test_{number} if {{
	every trial in data.{data}.{trials}[{number}] {{
		count({hook}.results) >= 0 with input as trial
	}}
}}
"""


def covered(
    trials: Mapping[RegoSource, Sequence[JsonObject]],
    modules: Mapping[RegoSource, Loaded],
    data: JsonObject,
    opa: OpaProgram,
    private: str,
) -> Covered:
    """The lines that trials come by and those that they do not, by template and pointer to the text.

    trials: what the questions are shown. modules: all templates that count. data: what they read. {} where
    OPA cannot tell. PolicyError when it does not answer.
    """
    tests = [
        _TEST.format(number=number, data=DATA, trials=_TRIALS, hook=one.hook)
        for number, one in enumerate(modules.values())
    ]
    shown: list[JsonValue] = [list(trials.get(source, ())) for source in modules]
    every = [module for one in modules.values() for module in one.modules]
    every.append(Module("the trials", "".join((_HEAD, *tests)).encode()))
    whole = data | {DATA: mapping(data.get(DATA)) | {_TRIALS: shown}}
    policies = PolicySet(NAME, tuple(every), (), whole)
    rows = rows_of_modules(opa.covered(*bundle_of_tests(policies, private, "trials")))
    found: dict[RegoSource, dict[str, tuple[Rows, Rows]]] = {}
    index = 0
    for source, one in modules.items():
        for place, pointer in enumerate(source.pointers):
            if index + place in rows:
                found.setdefault(source, {})[pointer] = rows[index + place]
        index += len(one.modules)
    return found
