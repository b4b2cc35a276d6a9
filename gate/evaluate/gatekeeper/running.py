"""Templates in Rego from their texts to what they say: loaded, asked, stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gate.errors import PolicyError
from gate.evaluate.engines import Engine, EngineChoice
from gate.evaluate.gatekeeper.applying import Application
from gate.evaluate.gatekeeper.asking import Violation, questions_of
from gate.evaluate.gatekeeper.loading import Loaded, Unjudgeable, loaded
from gate.evaluate.gatekeeper.reading import Refusal, RegoSource, Template
from gate.evaluate.own import PolicySet
from gate.evaluate.own.compiling import compiled
from gate.evaluate.own.program import OpaProgram
from gate.evaluate.running import open_engine
from gate.model.json import JsonObject
from gate.system.files import private_folder

INSTALL = "run `gate tools install opa`, or put OPA on PATH"


@dataclass(frozen=True, slots=True)
class RegoAnswers:
    """What templates in Rego say. refused, unjudgeable: templates that nothing was asked of, and why.

    unresolved: references in templates that are undefined to Gatekeeper, with the pointers to their texts.
    """

    violations: tuple[Violation, ...] = ()
    refused: dict[Template, Refusal] = field(default_factory=dict)
    unjudgeable: dict[Template, Unjudgeable] = field(default_factory=dict)
    unresolved: dict[Template, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def rego_answers(
    templates: Sequence[Template],
    applications: Sequence[Application],
    inventory: Callable[[str], JsonObject],
    choice: EngineChoice,
    program: str,
) -> RegoAnswers:
    """What the constraints of templates in Rego say of the resources that they mean.

    templates: all that are to be compiled, those without a constraint, too. inventory: `data.inventory` of a
    cluster by its name, asked for where a template reads it. choice: the engine of the run. program: the
    `opa` that checks and compiles, "" where there is none.
    PolicyError where there is none, or the engine fails.
    """
    sources = {one.source: str(one.resource.id) for one in templates if isinstance(one.source, RegoSource)}
    if not sources:
        return RegoAnswers()
    if not program:
        raise PolicyError("Gatekeeper templates have to be compiled, and OPA was not found", INSTALL)
    with private_folder() as private:
        opa = OpaProgram(program, private)
        outcomes = loaded(sources, opa, private)
        modules = {source: one for source, one in outcomes.items() if isinstance(one, Loaded)}
        clusters = {
            one.cluster
            for one in applications
            if isinstance(one.template.source, RegoSource) and _reads_inventory(outcomes[one.template.source])
        }
        inventories: JsonObject = {name: inventory(name) for name in sorted(clusters)}
        questions = questions_of(applications, modules, inventories)
        ready = (
            compiled(questions.policies, opa, private) if choice.name == "embedded" else questions.policies
        )
        lacking = {questions.asked[id_].template: Unjudgeable(why) for id_, why in ready.lacking.items()}
        questions = questions.within(ready.parts(choice.name)[0])
        violations: tuple[Violation, ...] = ()
        if questions.asked:
            engine = _opened(questions.policies, choice)
            try:
                violations = questions.violations(engine)
            finally:
                engine.close()
    said = {one: outcomes[one.source] for one in templates if isinstance(one.source, RegoSource)}
    return RegoAnswers(
        violations,
        {template: one for template, one in said.items() if isinstance(one, Refusal)},
        {template: one for template, one in said.items() if isinstance(one, Unjudgeable)} | lacking,
        {template: one.unresolved for template, one in said.items() if isinstance(one, Loaded)},
    )


def _reads_inventory(outcome: object) -> bool:
    return isinstance(outcome, Loaded) and outcome.reads_inventory


def _opened(policies: PolicySet, choice: EngineChoice) -> Engine:
    """An engine for the templates alone, apart from the gate's own policies. PolicyError."""
    data = policies.data | {"system": {"params": {"": {"today": choice.today.isoformat()}}}}
    return open_engine(choice, policies, data)
