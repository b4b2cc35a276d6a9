"""Pods: where their spec stands in a resource, what labels they have, and which selectors ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from gate.model.inventory import PodTemplate, Selector
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.labels import meets
from gate.validate.references.tables import Kind, makers
from gate.validate.walking import found_at, texts_at
from gate.validate.wording import Tokens

_TEMPLATES: tuple[tuple[str, ...], ...] = (("spec", "template"), ("spec", "jobTemplate", "spec", "template"))
_SELECTORS = {
    ("policy", "PodDisruptionBudget"): ("ref/disruption-budget-without-pods", "selector"),
    ("networking.k8s.io", "NetworkPolicy"): ("ref/network-policy-without-pods", "podSelector"),
}


def pod_spec(kind: Kind, body: JsonObject) -> tuple[Tokens, JsonObject] | None:
    """The spec of the pods that a resource runs, and where it stands; None where it runs none.

    Any kind with a pod template at the usual place counts: Argo's Rollout, OpenShift's DeploymentConfig.
    """
    place, template = _template(kind, body)
    spec = template.get("spec")
    if isinstance(spec, dict) and isinstance(spec.get("containers"), list):
        return (*place, "spec"), spec
    return None


def _template(kind: Kind, body: JsonObject) -> tuple[Tokens, JsonObject]:
    if kind == ("", "Pod"):
        return (), body
    if kind == ("", "PodTemplate"):
        return ("template",), mapping(body.get("template"))
    for path in _TEMPLATES:
        for place, template in found_at(body, path):
            if isinstance(template, dict):
                return place, template
    return (), {}


def pod_template(kind: Kind, body: JsonObject) -> PodTemplate | None:
    """Labels, named ports and commands of the pods that a resource runs."""
    found = pod_spec(kind, body)
    if found is None:
        return None
    _, template = _template(kind, body)
    labels = mapping(mapping(template.get("metadata")).get("labels"))
    spec = found[1]
    ports = (*texts_at(spec, ("containers", "*", "ports", "*", "name")), *_restarting_ports(spec))
    return PodTemplate(
        labels={key: text(value) for key, value in labels.items()},
        ports=frozenset(name for _, name in ports),
        words=tuple(_words(spec)),
    )


def _restarting_ports(spec: JsonObject) -> Iterator[tuple[Tokens, str]]:
    """The ports of init containers that go on running (sidecars)."""
    for container in map(mapping, sequence(spec.get("initContainers"))):
        if container.get("restartPolicy") == "Always":
            yield from texts_at(container, ("ports", "*", "name"))


def _words(spec: JsonObject) -> Iterator[str]:
    for containers in ("containers", "initContainers"):
        for path in (("command", "*"), ("args", "*"), ("env", "*", "value")):
            yield from (word for _, word in texts_at(spec, (containers, "*", *path)))


def selector_of(kind: Kind, body: JsonObject) -> Selector | None:
    """The selector by which a resource asks for pods, where it does not ask for all of them or none."""
    spec = mapping(body.get("spec"))
    if kind == ("", "Service"):
        if spec.get("type") == "ExternalName":
            return None
        return _selector("ref/service-without-pods", "/spec/selector", spec.get("selector"), ())
    if kind not in _SELECTORS:
        return None
    rule, field = _SELECTORS[kind]
    selector = mapping(spec.get(field))
    pointer = f"/spec/{field}"
    asked = _selector(
        rule,
        f"{pointer}/matchLabels",
        selector.get("matchLabels"),
        sequence(selector.get("matchExpressions")),
    )
    if asked is None or asked.labels:
        return asked
    return Selector(rule, pointer, {}, asked.expressions)


def _selector(
    rule: str, pointer: str, labels: JsonValue, expressions: list[JsonValue] | tuple[()]
) -> Selector | None:
    asked = {key: text(value) for key, value in mapping(labels).items()}
    further = tuple(
        (
            text(one.get("key")),
            text(one.get("operator")),
            tuple(text(value) for value in sequence(one.get("values"))),
        )
        for one in map(mapping, expressions)
    )
    return Selector(rule, pointer, asked, further) if asked or further else None


def matches(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Whether pods with these labels may be what a selector asks for.

    What is said of labels that pods get while they run counts as met.
    """
    return all(
        labels.get(key) == value or (key not in labels and is_set_at_runtime(key))
        for key, value in selector.labels.items()
    ) and all(_meets(labels, *one) for one in selector.expressions)


def is_set_at_runtime(key: str) -> bool:
    """Whether pods get a label from their controller or from what runs in them."""
    return any(fnmatchcase(key, pattern) for pattern in makers().runtime_labels)


def _meets(labels: Mapping[str, str], key: str, operator: str, values: tuple[str, ...]) -> bool:
    if key not in labels and is_set_at_runtime(key):
        return True
    return meets(labels, key, operator, values) is not False
