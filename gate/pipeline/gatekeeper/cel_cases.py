"""Templates in CEL about the requests of suites, which are shown as they are, as `gator` shows them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

from gate.evaluate.gatekeeper.requests import AdmissionRequest
from gate.evaluate.gatekeeper.trying import Message, Said
from gate.expressions.types import Value
from gate.model.json import JsonObject
from gate.pipeline.gatekeeper.candidates import Candidate
from gate.pipeline.gatekeeper.native import compiled_template, decided
from gate.validate.admission.evaluating import Activation, Budget, Decision
from gate.validate.admission.judging import MOST_EVALUATIONS, MOST_WORK
from gate.validate.admission.matching import Doubt

_OBJECTS = frozenset({"object", "oldObject", "options", "uid"})


class Revealing(Activation):
    """The values of a request, whose messages are compared, and shown only where that is safe."""

    __slots__ = ()

    def may_print(self, *_texts: str) -> bool:
        return True


class NativeCases:
    """What the templates of suites say, for one Kubernetes version."""

    def __init__(self, kubernetes: str) -> None:
        self._budget = Budget(MOST_EVALUATIONS, MOST_WORK)
        self._compiled = cache(lambda template: compiled_template(template, kubernetes))

    def said(self, candidate: Candidate, request: AdmissionRequest) -> Said:
        """What a constraint says of a request that it means."""
        messages: list[Message] = []
        shown = self._decided(Activation, candidate, request)
        for one, safe in zip(self._decided(Revealing, candidate, request), shown, strict=True):
            if isinstance(one, Doubt):
                return Said(failed=one.reason)
            hides = not isinstance(safe, Decision) or safe.message != one.message
            messages.append(Message(one.message, hides))
        return Said(tuple(messages))

    def _decided(
        self, kind: type[Activation], candidate: Candidate, request: AdmissionRequest
    ) -> Iterator[Decision | Doubt]:
        ignores, policy = self._compiled(candidate.template)
        values: dict[str, Value] = {
            "object": None if request.is_deletion else request.object or None,
            "oldObject": request.old_object or None,
            "request": _request(request),
            "namespaceObject": None,
            "params": candidate.constraint.body,
        }
        activation = partial(
            kind, unknown=(), policy=policy, budget=self._budget, secret=request.is_of_secret
        )
        return decided(activation, values, ignores=ignores)


def _request(request: AdmissionRequest) -> JsonObject:
    """`request`, as the server makes it of its own attributes: without objects."""
    made = {key: one for key, one in request.said.items() if key not in _OBJECTS}
    made.setdefault("name", "")
    made.setdefault("dryRun", False)
    if request.namespace:
        made["__namespace__"] = request.namespace
    return made
