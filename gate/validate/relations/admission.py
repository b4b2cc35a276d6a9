"""What admission webhooks and policies say against themselves (pkg/apis/admissionregistration/validation)."""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items, repeated_field
from gate.validate.wording import Tokens, quoted

_RULE_LISTS = ("resourceRules", "excludeResourceRules")
_WITH_SUBRESOURCE = 2


def webhook_faults(body: JsonObject) -> Iterator[Fault]:
    """Names of webhooks, their match conditions and the resources of their rules."""
    webhooks = body.get("webhooks")
    yield from repeated_field(webhooks, ("webhooks",), "name")
    for place, webhook in items(webhooks, ("webhooks",)):
        conditions = webhook.get("matchConditions")
        yield from repeated_field(conditions, (*place, "matchConditions"), "name")
        yield from _rules_faults(webhook.get("rules"), (*place, "rules"))


def admission_policy_faults(body: JsonObject) -> Iterator[Fault]:
    """The resources that an admission policy matches, and its names."""
    spec = mapping(body.get("spec"))
    for field, key in (("matchConditions", "name"), ("auditAnnotations", "key")):
        yield from repeated_field(spec.get(field), ("spec", field), key)
    for name in _RULE_LISTS:
        rules = mapping(spec.get("matchConstraints")).get(name)
        yield from _rules_faults(rules, ("spec", "matchConstraints", name))


def admission_binding_faults(body: JsonObject) -> Iterator[Fault]:
    """The resources that the binding of an admission policy matches."""
    for name in _RULE_LISTS:
        rules = mapping(mapping(body.get("spec")).get("matchResources")).get(name)
        yield from _rules_faults(rules, ("spec", "matchResources", name))


def _rules_faults(rules: JsonValue, place: Tokens) -> Iterator[Fault]:
    for at, rule in items(rules, place):
        yield from _resource_faults(
            [text(one) for one in sequence(rule.get("resources"))], (*at, "resources")
        )


def _resource_faults(resources: list[str], place: Tokens) -> Iterator[Fault]:
    """Items that a wildcard before them stands for; `*` is refused beside a last item without a slash."""
    seen: set[str] = set()
    for index, resource in enumerate(resources):
        parts = resource.split("/", 1)
        if len(parts) < _WITH_SUBRESOURCE:
            continue
        wider = [wild for wild in (f"{parts[0]}/*", f"*/{parts[1]}") if wild in seen]
        if wider:
            yield fault(
                "api/conflict", (*place, index), f"is {quoted(resource)}, which {wider[0]} covers already"
            )
        if "*" in parts:
            seen.add(resource)
    plain = [resource for resource in resources if resource and "/" not in resource]
    if "*" in plain and plain[-1] != "*":
        yield fault("api/conflict", place, "must not hold other resources without subresources beside *")
