"""The violations of templates in Rego: each constraint as a rule, asked of the resources that it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson

from gate.evaluate.engines import Engine
from gate.evaluate.evaluate import evaluate
from gate.evaluate.gatekeeper.applying import Application
from gate.evaluate.gatekeeper.definition import parameters_of
from gate.evaluate.gatekeeper.loading import DATA, NAME, Loaded, data_of
from gate.evaluate.gatekeeper.matching import Subject
from gate.evaluate.gatekeeper.reading import RegoSource
from gate.evaluate.gatekeeper.reviews import review
from gate.evaluate.own import PolicySet, Question
from gate.model.json import JsonObject
from gate.model.resource import Resource
from gate.model.rule import Rule

_INPUT = (
    '{{"review": resource.review, "cluster": resource.cluster, "parameters": data.{data}.parameters[{id}]}}'
)


@dataclass(frozen=True, slots=True)
class Violation:
    """What a constraint says of a resource. message: the template's; of a failure, the engine's words.

    hides: whether the message may hold a Secret's value. failed: whether the constraint could not be asked.
    """

    application: Application
    resource: Resource
    message: str
    hides: bool = False
    failed: bool = False


class Reviews:
    """The shape of resources for Gatekeeper's Rego. masks: with placeholders for the values of Secrets."""

    def __init__(self, asked: Mapping[str, Application], *, masks: bool) -> None:
        self._masks = masks
        self._rules: dict[Resource, list[str]] = {}
        self._subjects: dict[Resource, tuple[Subject, str]] = {}
        for id_, application in asked.items():
            for subject in application.subjects:
                self._rules.setdefault(subject.resource, []).append(id_)
                self._subjects[subject.resource] = subject, application.cluster

    @property
    def resources(self) -> list[Resource]:
        return list(self._subjects)

    def body(self, resource: Resource) -> bytes:
        subject, cluster = self._subjects[resource]
        return orjson.dumps({"review": review(subject, masks=self._masks), "cluster": cluster})

    def group(self, resource: Resource) -> str:
        return ",".join(self._rules.get(resource, ()))

    def concerns(self, rule: Rule, resource: Resource) -> bool:
        return rule.id in self._rules.get(resource, ())


@dataclass(frozen=True, slots=True)
class RegoQuestions:
    """Constraints with the policy set that answers for them. asked: by the ids of the set's rules."""

    policies: PolicySet
    asked: Mapping[str, Application]

    def within(self, policies: PolicySet) -> RegoQuestions:
        """Those that a part of the policies answers; none that it lacks."""
        ids = {one.id for one in policies.rules} - policies.lacking.keys()
        return RegoQuestions(policies, {id_: one for id_, one in self.asked.items() if id_ in ids})

    def violations(self, engine: Engine) -> tuple[Violation, ...]:
        """What the constraints say. PolicyError when the engine fails.

        The message of a Secret is hidden where it is another one without the Secret's values.
        """
        reviews = Reviews(self.asked, masks=False)
        found = list(self._answers(engine, reviews, reviews.resources))
        secrets = list(
            {one.resource: None for one in found if one.resource.id.kind == "Secret" and not one.failed}
        )
        masked = set(self._answers(engine, Reviews(self.asked, masks=True), secrets)) if secrets else set()
        return tuple(
            replace(one, hides=one not in masked) if one.resource in secrets and not one.failed else one
            for one in found
        )

    def _answers(
        self, engine: Engine, reviews: Reviews, resources: Sequence[Resource]
    ) -> Iterator[Violation]:
        by_identity = {(one.provenance, one.id): one for one in resources}
        for finding in evaluate(resources, self.policies.rules, engine, shape=reviews).findings:
            if finding.provenance is None or finding.resource is None:
                continue  # of no cluster as a whole is anything asked
            resource = by_identity[finding.provenance, finding.resource]
            message = finding.message.partition(": ")[2] if finding.unjudged else finding.message
            yield Violation(self.asked[finding.rule], resource, message, failed=finding.unjudged)


def questions_of(
    applications: Sequence[Application], modules: Mapping[RegoSource, Loaded], inventories: JsonObject
) -> RegoQuestions:
    """The constraints of templates in Rego that are loaded, to be asked of an engine.

    inventories: `data.inventory` of each cluster.
    """
    asked: dict[str, Application] = {}
    questions: list[Question] = []
    used: dict[RegoSource, Loaded] = {}
    for index, one in enumerate(applications):
        source = one.template.source
        if isinstance(source, RegoSource) and source in modules:
            id_ = f"gatekeeper/{index}"
            asked[id_] = one
            used[source] = modules[source]
            questions.append(_question(id_, modules[source].violations))
    parameters: JsonObject = {id_: parameters_of(one.constraint.spec) for id_, one in asked.items()}
    policies = PolicySet(
        NAME,
        tuple(module for one in used.values() for module in one.modules),
        tuple(questions),
        data_of(parameters, inventories),
        Reviews(asked, masks=False),
    )
    return RegoQuestions(policies, asked)


def _question(id_: str, ref: str) -> Question:
    rule = Rule(id_, "", "", "error", "", policy=True)
    return Question(rule, ref, _INPUT.format(data=DATA, id=orjson.dumps(id_).decode()))
