"""Templates in Rego, tried on the requests of suites: a question for each, whatever its constraints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import orjson

from gate.evaluate.engines import Engine, EngineChoice, choose_engine
from gate.evaluate.evaluate import evaluate
from gate.evaluate.gatekeeper.coverage import Covered, covered
from gate.evaluate.gatekeeper.loading import NAME, Loaded, Outcome, data_of, loaded
from gate.evaluate.gatekeeper.reading import RegoSource
from gate.evaluate.gatekeeper.requests import AdmissionRequest
from gate.evaluate.own import OpaProgram, PolicySet, Question
from gate.evaluate.own.compiling import compiled
from gate.evaluate.running import open_engine
from gate.model.json import JsonObject, JsonValue
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.rule import Rule

_INPUT = '{"review": resource.review, "cluster": resource.cluster, "parameters": resource.parameters}'
_NO_PARAMETERS: JsonObject = {"system": {"params": {"": {}}}}
_NO_TEXT = "a violation has a msg that is no text"


@dataclass(frozen=True, slots=True)
class Message:
    """What a violation says. hides: whether it may hold a Secret's value."""

    text: str
    hides: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a constraint says of a request. failed: why nothing is known of that, "" where it is."""

    messages: tuple[Message, ...] = ()
    failed: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A constraint in Rego and a request. name: no other trial has it. inventory: `data.inventory`."""

    name: str
    source: RegoSource
    parameters: JsonObject
    request: AdmissionRequest
    inventory: JsonObject

    def shown(self, *, masks: bool = False) -> JsonObject:
        """What the question is shown. masks: with placeholders for the values of Secrets."""
        return {
            "review": self.request.review(masks=masks),
            "cluster": self.name,
            "parameters": self.parameters,
        }


def policies_of(trials: Iterable[Trial], modules: Mapping[RegoSource, Loaded]) -> PolicySet:
    """What answers the trials whose templates are loaded."""
    asked = [one for one in trials if one.source in modules]
    sources = {one.source: modules[one.source] for one in asked}
    questions = tuple(
        Question(Rule(one.hook, "", "", "error", "", kinds=(one.hook,), policy=True), one.written, _INPUT)
        for one in sources.values()
    )
    inventories: JsonObject = {
        one.name: one.inventory for one in asked if modules[one.source].reads_inventory
    }
    every = tuple(module for one in sources.values() for module in one.modules)
    return PolicySet(NAME, every, questions, data_of({}, inventories))


def said_by(
    trials: Sequence[Trial], modules: Mapping[RegoSource, Loaded], policies: PolicySet, engine: Engine
) -> dict[str, Said]:
    """What an engine that has these policies says in each trial, by the names of the trials.

    The message of a Secret is hidden where it is another one without the Secret's values. PolicyError when
    the engine fails.
    """
    said = _answers(trials, modules, policies, engine, masks=False)
    secrets = [one for one in trials if one.request.is_of_secret and said[one.name].messages]
    masked = _answers(secrets, modules, policies, engine, masks=True)
    for one in secrets:
        known = {message.text for message in masked[one.name].messages}
        messages = said[one.name].messages
        said[one.name] = Said(tuple(Message(each.text, each.text not in known) for each in messages))
    return said


def _answers(
    trials: Sequence[Trial],
    modules: Mapping[RegoSource, Loaded],
    policies: PolicySet,
    engine: Engine,
    *,
    masks: bool,
) -> dict[str, Said]:
    resources = [_resource(one, modules[one.source], masks=masks) for one in trials]
    messages: dict[str, list[str]] = {one.name: [] for one in trials}
    failed: dict[str, str] = {}
    for finding in evaluate(resources, policies.rules, engine).findings:
        if finding.unjudged:
            failed[finding.target] = finding.message.partition(": ")[2]
            continue
        msg, _ = cast("list[JsonValue]", orjson.loads(finding.message))
        if isinstance(msg, str):
            messages[finding.target].append(msg)
        else:
            failed[finding.target] = _NO_TEXT
    return {
        name: Said(failed=failed[name]) if name in failed else Said(tuple(map(Message, sorted(texts))))
        for name, texts in messages.items()
    }


def _resource(trial: Trial, template: Loaded, *, masks: bool) -> Resource:
    """What stands for a trial: of the kind that the template's question is about."""
    identity = ResourceId("", template.hook, "", trial.name)
    return Resource(identity, 0, orjson.dumps(trial.shown(masks=masks)), Provenance(trial.name), ())


@dataclass(frozen=True, slots=True)
class RegoAnswers:
    """What trials come to, by their names. outcomes: what became of each template.

    coverage: what they come by of the texts of each template that is loaded, by the pointers to these.
    not_compiled: why a template is no WebAssembly, so that only OPA was asked.
    """

    outcomes: Mapping[RegoSource, Outcome]
    coverage: Covered = field(default_factory=dict)
    opa: Mapping[str, Said] = field(default_factory=dict)
    embedded: Mapping[str, Said] = field(default_factory=dict)
    not_compiled: Mapping[RegoSource, str] = field(default_factory=dict)


def rego_answers(
    trials: Sequence[Trial],
    sources: Mapping[RegoSource, str],
    choice: EngineChoice,
    opa: OpaProgram,
    private: str,
) -> RegoAnswers:
    """What trials say on both engines. sources: every template, with the name to tell it by.

    choice: OPA, with its program. private: a folder to work in. PolicyError when an engine does not answer.
    """
    outcomes = loaded(sources, opa, private)
    modules = {source: one for source, one in outcomes.items() if isinstance(one, Loaded)}
    asked = [one for one in trials if one.source in modules]
    policies = policies_of(asked, modules)
    if not policies.questions:
        return RegoAnswers(outcomes)
    shown = {source: [one.shown() for one in asked if one.source == source] for source in modules}
    coverage = covered(shown, modules, policies.data, opa, private)
    on_opa = _tried(asked, modules, policies, choice)
    made = compiled(policies, opa, private)
    part = made.parts("embedded")[0]
    if not part.wasm:
        return RegoAnswers(outcomes, coverage, on_opa, {}, dict.fromkeys(modules, made.why_not))
    lacking = {one: made.lacking[of.hook] for one, of in modules.items() if of.hook in made.lacking}
    inside = [one for one in asked if one.source not in lacking]
    embedded = _tried(inside, modules, part, choose_engine("embedded", choice.today))
    return RegoAnswers(outcomes, coverage, on_opa, embedded, lacking)


def _tried(
    trials: Sequence[Trial], modules: Mapping[RegoSource, Loaded], policies: PolicySet, choice: EngineChoice
) -> dict[str, Said]:
    engine = open_engine(choice, policies, policies.data | _NO_PARAMETERS)
    try:
        return said_by(trials, modules, policies, engine)
    finally:
        engine.close()
