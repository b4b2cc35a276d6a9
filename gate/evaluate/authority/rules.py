"""The rules about authority: ways of more than one step from a little of it to more."""

from __future__ import annotations

from typing import Final

from gate.model.json import JsonObject
from gate.model.rule import Rule, RuleSeverity

TO_CLUSTER: Final = "rbac/escalation-path"
THROUGH_NODE: Final = "rbac/escalation-through-node"
TO_NAMESPACE: Final = "rbac/escalation-to-namespace"
TRUSTED: Final = "trusted"
_PARAMS: Final[JsonObject] = {
    TRUSTED: {
        "type": "array",
        "items": {"type": "string"},
        "default": ["ServiceAccount/kube-system/*"],
        "description": "subjects that may have such power, as globs on Group/NAME, User/NAME or "
        "ServiceAccount/NAMESPACE/NAME",
    }
}
_LOOKED_AT: Final = (
    "Looked at are the ServiceAccounts whose token is in the pods of a workload, and the groups of all "
    "users, of everybody and of all ServiceAccounts, over all roles, bindings and workloads of a cluster; "
    "those that are meant to have such power are listed in the parameter `trusted`."
)
_REFERENCES: Final = (
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks",
)


def _rule(name: str, title: str, description: str, severity: RuleSeverity, remediation: str) -> Rule:
    return Rule(
        name,
        title,
        f"{description} {_LOOKED_AT}",
        severity,
        remediation,
        kinds=("ClusterRoleBinding", "RoleBinding"),
        scope="cluster",
        params=_PARAMS,
        related_resources=_REFERENCES,
    )


RULES: tuple[Rule, ...] = (
    _rule(
        TO_CLUSTER,
        "Path from a ServiceAccount to the whole cluster",
        "Who holds little can gain everything in several steps, each of which is allowed: by creating a pod "
        "that runs as another ServiceAccount, by entering one, by reading a token, until one of them may do "
        "everything or give itself everything. The message tells the shortest way, and each binding, rule "
        "and workload on it is shown. What one step is enough for is the business of the rules on single "
        "roles and bindings.",
        "warning",
        "Break the path at one of the places shown, or add the subject to the parameter `trusted`.",
    ),
    _rule(
        THROUGH_NODE,
        "Path through a node to the whole cluster",
        "As `rbac/escalation-path`, where one of the steps takes over a node: by a privileged pod, or one "
        "with a hostPath volume, in a namespace that is not declared to enforce the Pod Security level "
        "baseline or restricted, or by a PersistentVolume. A node holds the tokens of all pods that run on "
        "it. Something that the repository does not show may prevent it.",
        "info",
        "Label the namespace with pod-security.kubernetes.io/enforce: baseline, or break the path elsewhere.",
    ),
    _rule(
        TO_NAMESPACE,
        "Path from a ServiceAccount into another namespace",
        "Who has power in its own namespace alone can become another ServiceAccount of it, and with that "
        "one of another namespace that can do something, or of kube-system.",
        "warning",
        "Break the path at one of the places shown, or add the subject to the parameter `trusted`.",
    ),
)
