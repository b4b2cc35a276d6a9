"""The rules of the family `ref/`: names that point nowhere, and things that are there twice."""

from __future__ import annotations

from gate.model.rule import Rule, RuleSeverity

_DECLARE = "or list it under `externals` in .gate.yaml if it comes from elsewhere."


def _missing(
    name: str, what: str, consequence: str, severity: RuleSeverity = "warning", remediation: str = ""
) -> Rule:
    return Rule(
        f"ref/missing-{name}",
        f"{what} that is nowhere",
        f"A field names a {what} that no target of its cluster has, that no controller makes for one of "
        f"their resources, and that no cluster has by itself. {consequence}",
        severity,
        remediation or f"Correct the name, add the {what}, {_DECLARE}",
    )


def _without_pods(name: str, kind: str, consequence: str) -> Rule:
    return Rule(
        f"ref/{name}-without-pods",
        f"{kind} that selects no pods",
        f"Pods run in the namespace, but none has the labels that the {kind} asks for. {consequence}",
        "warning",
        "Make the selector agree with the labels of the pod template that is meant.",
    )


RULES: tuple[Rule, ...] = (
    _missing("config-map", "ConfigMap", "The pod does not start before it is there."),
    _missing("secret", "Secret", "The pod does not start, or the host has no certificate."),
    _missing(
        "pull-secret",
        "Secret for a ServiceAccount or for pulling images",
        "Pods start all the same, and cannot pull images that ask for it.",
        "info",
        f"Correct the name, add the Secret, {_DECLARE}",
    ),
    Rule(
        "ref/missing-key",
        "Key that a ConfigMap or Secret does not have",
        "A field names a key of a ConfigMap or Secret of the same cluster, and that one does not hold it. "
        "The pod does not start.",
        "warning",
        "Correct the key, or add it.",
    ),
    _missing(
        "service-account", "ServiceAccount", "Pods are not created; a binding gives its rights to nobody."
    ),
    _missing("volume-claim", "PersistentVolumeClaim", "The pod is not scheduled before it is there."),
    _missing("priority-class", "PriorityClass", "The API server refuses the pods."),
    _missing("service", "Service", "Requests end in an error; a StatefulSet's pods have no DNS names."),
    Rule(
        "ref/missing-service-port",
        "Port that a Service does not have",
        "A field sends to a port of a Service of the same cluster, and that one does not offer it.",
        "warning",
        "Use a port of the Service, by its name or number.",
    ),
    Rule(
        "ref/missing-target-port",
        "Named port that no container has",
        "A Service sends to a port by name, and the containers of its pods have no port of this name: it "
        "reaches nothing.",
        "warning",
        "Use the name of a container's port, or its number.",
    ),
    _missing(
        "scale-target",
        "Workload to scale",
        "Nothing is scaled.",
        remediation=f"Correct apiVersion, kind and name of the target, {_DECLARE}",
    ),
    _missing("role", "Role or ClusterRole", "The binding gives no rights."),
    Rule(
        "ref/missing-namespace",
        "Namespace that nothing declares",
        "The targets of the cluster declare their namespaces, but not this one. Without it the API server "
        "refuses the resource.",
        "warning",
        f"Correct the name, add the Namespace, {_DECLARE}",
    ),
    _without_pods("service", "Service", "It sends to nothing."),
    _without_pods("disruption-budget", "PodDisruptionBudget", "It protects nothing."),
    _without_pods("network-policy", "NetworkPolicy", "It restricts nothing."),
    Rule(
        "ref/duplicate",
        "The same resource twice, with different content",
        "Two resources of a cluster have the same kind, namespace and name: what is applied last overwrites "
        "the other, again and again. In one release even the same content is refused: Helm creates each.",
        "error",
        "Keep one of them. Targets of different clusters are told apart by `environments` in .gate.yaml.",
    ),
    Rule(
        "ref/shared",
        "The same resource in several targets",
        "Several targets of a cluster send the same resource with the same content. Taking it out of one of "
        "them, with pruning, deletes it for all.",
        "info",
        "Keep it in one target.",
    ),
    Rule(
        "ref/external-unused",
        "External that nothing names",
        "`externals` in .gate.yaml lists what lives in the clusters and comes from elsewhere; nothing needs "
        "this one.",
        "info",
        "Remove it, or correct what it names.",
    ),
    Rule(
        "ref/external-declared",
        "External that the repository has itself",
        "`externals` in .gate.yaml lists what comes from elsewhere, but a target of the repository sends "
        "this one. While it is listed, nobody hears when the target stops.",
        "info",
        "Remove it from `externals`.",
    ),
)
"""The severities are those of `recommended`: warnings, as what a repository does not have may be in the
cluster all the same; an error where both halves of a fault are seen."""

SEVERITIES = {rule.id: rule.severity for rule in RULES}
REMEDIES = {rule.id: rule.remediation for rule in RULES}
