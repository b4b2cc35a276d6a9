"""The parameters that a binding gives to its policy.

Source: CollectParams in pkg/admission/plugin/policy/generic/policy_dispatcher.go of k8s.io/apiserver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gate.model.inventory import is_known, may_be_same
from gate.model.json import JsonObject, mapping, text
from gate.model.labels import Labels, selects, texts
from gate.model.resource import Resource
from gate.validate.admission.matching import Doubt
from gate.validate.admission.reading import Binding, Policy


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """What is wrong with a policy's or a binding's configuration, in the server's words."""

    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A resource that may be a parameter. namespace: where it is sent, as far as that is known."""

    resource: Resource
    namespace: str
    body: JsonObject


Find = Callable[[str, str], Iterable[Parameter]]
"""The resources of an apiVersion and kind that a cluster is sent."""


def parameters(
    policy: Policy, binding: Binding, namespace: str, *, is_namespaced: bool | None, find: Find
) -> list[Parameter | None] | Misconfigured | Doubt:
    """The parameters by which a policy is asked, once for each; None is no parameter.

    namespace: of the resource that is judged. is_namespaced: whether the kind of the parameters is, None
    where no such kind is known.
    """
    kind, reference = policy.param_kind, binding.spec.get("paramRef")
    if kind is None or not isinstance(reference, dict):
        return [None]
    if is_namespaced is None:
        return Doubt(f"its parameters are of {kind[1]} ({kind[0]}), a kind that is not known here")
    where = text(reference.get("namespace"))
    if not is_namespaced and where:
        return Misconfigured("paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
    if is_namespaced and not where and not namespace:
        return Misconfigured(
            "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources"
        )
    inside = (where or namespace) if is_namespaced else ""
    chosen = [one for one in find(*kind) if _is_meant(one, reference, inside)]
    if not chosen:
        return Doubt(
            f"no target of the cluster has the {kind[1]} {_named(reference, inside)} with its parameters"
        )
    return list(chosen)


def _is_meant(one: Parameter, reference: JsonObject, inside: str) -> bool:
    if inside and not (
        one.namespace == inside or (not is_known(inside) and may_be_same(one.namespace, inside))
    ):
        return False
    if name := text(reference.get("name")):
        return one.resource.id.name == name
    labels = Labels(texts(mapping(one.body.get("metadata")).get("labels")))
    return selects(mapping(reference.get("selector")), labels) is True


def _named(reference: JsonObject, inside: str) -> str:
    name = text(reference.get("name")) or "of its selector"
    return f"{inside}/{name}" if is_known(inside) else name
