"""Which constraints of a cluster apply to which of its resources, and what Gatekeeper does not take."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from gate.evaluate.gatekeeper.definition import unfit_selectors
from gate.evaluate.gatekeeper.enforcement import refusal_of_actions, severity_of
from gate.evaluate.gatekeeper.matching import Doubt, Subject, meant
from gate.evaluate.gatekeeper.native import policy_of
from gate.evaluate.gatekeeper.reading import (
    Constraint,
    NativeSource,
    Refusal,
    Template,
    read_template,
)
from gate.evaluate.gatekeeper.reviews import Config
from gate.model.finding import Severity
from gate.model.json import mapping
from gate.model.outcome import Account
from gate.model.resource import Resource

_MET_BY_NO_WEBHOOK = "admissionregistration.k8s.io"
_NOT_APPLIED = "Gatekeeper constraints not applied"


@dataclass(frozen=True, slots=True, eq=False)
class Application:
    """A constraint with its template, and the resources that it means.

    severity: of its violations. doubts: why it is not sure that it means a resource, by the resource.
    """

    cluster: str
    template: Template
    constraint: Constraint
    severity: Severity
    subjects: tuple[Subject, ...]
    doubts: dict[Resource, Doubt] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A template or a constraint that Gatekeeper does not take. given: whether the user gives it."""

    resource: Resource
    refusal: Refusal
    given: bool


@dataclass(frozen=True, slots=True)
class Applications:
    """What is to be asked in a cluster, what Gatekeeper does not take, and accounts of what is not asked.

    templates: those that can be used. constraints: all that there are.
    """

    values: tuple[Application, ...] = ()
    templates: tuple[Template, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    refused: tuple[Refused, ...] = ()
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What Gatekeeper has in a cluster.

    templates: the resources, each with whether the user gives it. constraints: completed by the schemas of
    their templates. faulty: those of both that their schemas refuse.
    """

    cluster: str
    templates: Sequence[tuple[Resource, bool]]
    constraints: Sequence[Constraint]
    config: Config
    faulty: frozenset[Resource] = frozenset()


def applications(setting: Setting, subjects: Sequence[Subject]) -> Applications:
    """What the constraints of a cluster are to be asked of.

    A template that the user gives goes before those of the repository with its name.
    """
    templates, refused = _templates(setting)
    unusable = {one.id.name.lower() for one, _ in setting.templates} - {kind.lower() for kind in templates}
    # https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
    met = [one for one in subjects if one.resource.id.group != _MET_BY_NO_WEBHOOK]
    seen = [one for one in met if not setting.config.excludes("webhook", one)]
    values: list[Application] = []
    accounts: dict[Account, None] = {}
    for constraint in setting.constraints:
        if constraint.kind.lower() in unusable:
            accounts[_account(constraint, "its template is not valid")] = None
        elif (fault := refusal_of_constraint(constraint, templates)) is not None:
            refused.append(Refused(constraint.resource, fault, constraint.given))
        elif constraint.resource in setting.faulty:
            accounts[_account(constraint, "it is not valid itself")] = None
        else:
            found = list(_applied(setting, constraint, templates[constraint.kind], seen))
            values += [one for one in found if isinstance(one, Application)]
            accounts |= dict.fromkeys(one for one in found if isinstance(one, Account))
    if values:
        accounts |= dict.fromkeys(_of_excluded([one for one in met if one not in seen]))
    usable = tuple(template for same in templates.values() for template in same)
    return Applications(tuple(values), usable, tuple(setting.constraints), tuple(refused), tuple(accounts))


def _templates(setting: Setting) -> tuple[dict[str, list[Template]], list[Refused]]:
    """The templates that can be used by the kinds that they make, and what Gatekeeper does not take."""
    templates: dict[str, list[Template]] = {}
    refused: list[Refused] = []
    for resource, given in setting.templates:
        read = usable_template(resource, given=given)
        if isinstance(read, Refusal):
            refused.append(Refused(resource, read, given))
        elif resource not in setting.faulty:
            templates.setdefault(read.kind, []).append(read)
    return templates, refused


def usable_template(resource: Resource, *, given: bool = False) -> Template | Refusal:
    """The template of a resource, or why Gatekeeper does not take it; its Rego is not looked at."""
    read = read_template(resource, given=given)
    if isinstance(read, Template) and isinstance(read.source, NativeSource):
        policy = policy_of(read, read.source)
        return policy if isinstance(policy, Refusal) else read
    return read


def refusal_of_constraint(constraint: Constraint, kinds: Container[str]) -> Refusal | None:
    """Why Gatekeeper does not take a constraint whose schema does. kinds: those that templates make."""
    if constraint.kind not in kinds:
        return Refusal("no ConstraintTemplate in its cluster makes its kind", "/kind", is_certain=False)
    for pointer, operator in unfit_selectors(constraint.spec):
        return Refusal(f"{operator or 'nothing'} is no operator of a label selector", pointer)
    return refusal_of_actions(constraint.spec)


def _applied(
    setting: Setting, constraint: Constraint, templates: Sequence[Template], subjects: Sequence[Subject]
) -> Iterator[Application | Account]:
    """By which templates a constraint is asked: those that are given where there are any; equal ones once."""
    chosen_templates = [one for one in templates if one.given] or templates
    for template in {str(one.source): one for one in reversed(chosen_templates)}.values():
        severity = severity_of(constraint.spec, native=isinstance(template.source, NativeSource))
        if severity is None:
            yield _account(constraint, "no action for the webhook, the audit or gator")
            continue
        if not template.is_asked_of_creations:
            said = ", ".join(template.operations)
            yield _account(constraint, f"its template is asked of {said} alone")
            continue
        answers = {one: meant(mapping(constraint.spec.get("match")), one) for one in subjects}
        chosen = tuple(one for one, answer in answers.items() if answer is not False)
        doubts = {one.resource: answer for one, answer in answers.items() if isinstance(answer, Doubt)}
        if not chosen:
            yield Account(
                _where(constraint),
                f"Gatekeeper constraints that match nothing in their cluster: {_label(constraint)}",
            )
            continue
        yield Application(setting.cluster, template, constraint, severity, chosen, doubts)


def _of_excluded(excluded: Sequence[Subject]) -> Iterator[Account]:
    """What Gatekeeper's Config keeps from its webhook."""
    counts: dict[tuple[str, str], int] = {}
    for one in excluded:
        key = (one.resource.target, one.namespace)
        counts[key] = counts.get(key, 0) + 1
    for (target, namespace), count in sorted(counts.items()):
        what = "1 resource" if count == 1 else f"{count} resources"
        yield Account(target, f"left alone by Gatekeeper's Config: {what} of namespace {namespace}")


def _account(constraint: Constraint, reason: str) -> Account:
    return Account(_where(constraint), f"{_NOT_APPLIED}: {_label(constraint)} ({reason})")


def _label(constraint: Constraint) -> str:
    return f"{constraint.kind} {constraint.name}"


def _where(constraint: Constraint) -> str:
    return constraint.resource.target or constraint.resource.provenance.path
