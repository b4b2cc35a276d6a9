"""Which resources a policy or a binding means.

Source: pkg/admission/plugin/policy/matching/matching.go and webhook/predicates of k8s.io/apiserver.
"""

from __future__ import annotations

from dataclasses import dataclass

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.labels import Labels, selects, texts
from gate.model.resource import Resource
from gate.validate.admission.kinds import Api

OPERATION = "CREATE"
_ANY = "*"
_NAMESPACES = "namespaces"


@dataclass(frozen=True, slots=True, eq=False)
class Attributes:
    """A request to create a resource, as admission sees it.

    namespace: "" for none, its own name for a Namespace, one that is not known as `model.inventory` has it.
    others: the same resource of the API in its other versions. of_namespace: the labels of the namespace.
    """

    resource: Resource
    api: Api
    body: JsonObject
    namespace: str
    others: tuple[Api, ...]
    of_namespace: Labels

    @property
    def labels(self) -> Labels:
        return Labels(texts(mapping(self.body.get("metadata")).get("labels")))

    @property
    def name(self) -> str:
        return self.resource.id.name

    @property
    def is_namespace(self) -> bool:
        return self.api.plural == _NAMESPACES and not self.api.group


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why something cannot be judged."""

    reason: str


def matched(criteria: JsonObject, attributes: Attributes) -> Api | Doubt | None:
    """In which version a policy sees the resource; None where it does not mean it at all."""
    selected = _in_namespace(criteria, attributes)
    if selected is False:
        return None
    if not selects(mapping(criteria.get("objectSelector")), attributes.labels):
        return None
    fuzzy = criteria.get("matchPolicy") != "Exact"
    excluded = _by_rules(criteria.get("excludeResourceRules"), attributes, fuzzy=fuzzy)
    if isinstance(excluded, Api):
        return None
    rules = sequence(criteria.get("resourceRules"))
    found = _by_rules(rules, attributes, fuzzy=fuzzy) if rules else attributes.api
    if found is None or isinstance(found, Doubt):
        return found
    if excluded is not None:
        return excluded
    if selected is None:
        return Doubt("the labels of its namespace are not known")
    return found


def _in_namespace(criteria: JsonObject, attributes: Attributes) -> bool | None:
    if not attributes.namespace and not attributes.is_namespace:
        return True
    return selects(mapping(criteria.get("namespaceSelector")), attributes.of_namespace)


def _by_rules(rules: JsonValue, attributes: Attributes, *, fuzzy: bool) -> Api | Doubt | None:
    """The version by which a rule means the resource; a name that the server makes up is a doubt."""
    written = [mapping(rule) for rule in sequence(rules)]
    doubt: Doubt | None = None
    for api in (attributes.api, *(attributes.others if fuzzy else ())):
        for rule in written:
            if not _is_meant(rule, api, attributes):
                continue
            names = sequence(rule.get("resourceNames"))
            if not names or (attributes.name and attributes.name in names):
                return api
            if not attributes.name:
                doubt = Doubt("the server makes up its name")
    return doubt


def _is_meant(rule: JsonObject, api: Api, attributes: Attributes) -> bool:
    return (
        _in_scope(text(rule.get("scope")), attributes)
        and _has(rule.get("operations"), OPERATION)
        and _has(rule.get("apiGroups"), api.group)
        and _has(rule.get("apiVersions"), api.version)
        and any(_is_resource(text(one), api.plural) for one in sequence(rule.get("resources")))
    )


def _in_scope(scope: str, attributes: Attributes) -> bool:
    is_namespaced = bool(attributes.namespace) and not attributes.is_namespace
    return scope in ("", _ANY) or (scope == "Namespaced") == is_namespaced


def _has(items: JsonValue, wanted: str) -> bool:
    return any(item in (_ANY, wanted) for item in sequence(items))


def _is_resource(written: str, plural: str) -> bool:
    """Whether a resource of a rule is it, and not one of its subresources."""
    resource, _, subresource = written.partition("/")
    return resource in (_ANY, plural) and subresource in ("", _ANY)
