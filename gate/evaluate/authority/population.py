"""Who lives in a cluster: its ServiceAccounts, the workloads that run as them, and their token Secrets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gate.evaluate.authority.scene import Placed, Tokens
from gate.evaluate.authority.subjects import ACCOUNT, Subject, account
from gate.model.inventory import Identity
from gate.model.json import JsonObject, mapping, pointer_of, sequence, text
from gate.model.labels import texts

_DEFAULT: Final = "default"
_TOKEN_TYPE: Final = "kubernetes.io/service-account-token"  # noqa: S105
_OF_ACCOUNT: Final = "kubernetes.io/service-account.name"
TOKEN_ACCOUNT: Final = pointer_of(("metadata", "annotations", _OF_ACCOUNT))
"""Where a token Secret names its ServiceAccount."""
_ENFORCED: Final = "pod-security.kubernetes.io/enforce"
_SAFE_LEVELS: Final = {"baseline", "restricted"}
_IDLE: Final = ("", "PodTemplate")
RESOURCES: Final[Mapping[str, tuple[str, str]]] = {
    "replicationcontrollers": ("", "ReplicationController"),
    **{
        f"{name.lower()}s": ("apps", name)
        for name in ("Deployment", "DaemonSet", "StatefulSet", "ReplicaSet")
    },
    "cronjobs": ("batch", "CronJob"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Workload:
    """What runs pods as a ServiceAccount. named_at: where it says so. mounts: a token is in the pods."""

    placed: Placed
    account: Subject
    named_at: Tokens
    mounts: bool

    def __str__(self) -> str:
        group, kind = self.placed.kind
        return str(Identity(group, kind, self.placed.namespace, self.placed.resource.id.name))

    def has_pod_among(self, names: frozenset[str] | None) -> bool:
        """Whether a pod of it may have one of these names; the names of most are made up."""
        if names is None:
            return True
        name = self.placed.resource.id.name
        if self.placed.kind == ("apps", "StatefulSet"):
            return any(one.rpartition("-")[0] == name and one.rpartition("-")[2].isdecimal() for one in names)
        return self.placed.kind == ("", "Pod") and name in names


class Population:
    """The inhabitants of a cluster. named: those whom bindings name besides."""

    def __init__(self, placed: Sequence[Placed], named: Iterable[Subject]) -> None:
        mounting = {
            account(one.namespace, one.resource.id.name): one.body.get("automountServiceAccountToken")
            is not False
            for one in placed
            if one.kind == ("", ACCOUNT)
        }
        self.workloads = tuple(sorted(_workloads(placed, mounting), key=_order))
        self.tokens = tuple((_account_of_token(one), one) for one in placed if _is_token(one))
        self.others = tuple(sorted(one for one in set(named) if one.kind != ACCOUNT))
        running = [one.account for one in self.workloads]
        known = [one for one in named if one.kind == ACCOUNT]
        self.accounts = tuple(sorted({*mounting, *running, *known, *(one for one, _ in self.tokens)}))
        self._safe = _safe_namespaces(placed)
        self._starts: defaultdict[Subject, list[Workload]] = defaultdict(list)
        for one in self.workloads:
            if one.mounts:
                self._starts[one.account].append(one)

    def holding_token(self, subject: Subject) -> Sequence[Workload]:
        """The workloads in whose pods the token of a ServiceAccount is."""
        return self._starts.get(subject, ())

    def is_restricted(self, namespace: str) -> bool:
        """Whether a namespace is declared to enforce a Pod Security level that keeps pods off their node."""
        return namespace in self._safe


def _workloads(placed: Iterable[Placed], mounting: Mapping[Subject, bool]) -> Iterator[Workload]:
    for one in placed:
        if one.pods is None or one.kind == _IDLE:
            continue
        spec = one.pods.spec
        # The older name of the field is still read (pkg/apis/core/v1/conversion.go).
        field = next((key for key in ("serviceAccountName", "serviceAccount") if text(spec.get(key))), "")
        who = account(one.namespace, text(spec.get(field)) or _DEFAULT)
        at = (*one.pods.at, field) if field else one.pods.at
        yield Workload(one, who, at, mounts=_mounts(spec, by_account=mounting.get(who, True)))


def _mounts(spec: JsonObject, *, by_account: bool) -> bool:
    """Whether a token gets into the pods: by itself, unless the pod or else the account forbids it
    (plugin/pkg/admission/serviceaccount), or by a volume.
    """
    said = spec.get("automountServiceAccountToken")
    if said if isinstance(said, bool) else by_account:
        return True
    return any(
        "serviceAccountToken" in mapping(source)
        for volume in sequence(spec.get("volumes"))
        for source in sequence(mapping(mapping(volume).get("projected")).get("sources"))
    )


def _is_token(one: Placed) -> bool:
    return one.kind == ("", "Secret") and one.body.get("type") == _TOKEN_TYPE


def _account_of_token(secret: Placed) -> Subject:
    annotations = mapping(mapping(secret.body.get("metadata")).get("annotations"))
    return account(secret.namespace, text(annotations.get(_OF_ACCOUNT)))


def _safe_namespaces(placed: Iterable[Placed]) -> frozenset[str]:
    return frozenset(
        one.resource.id.name
        for one in placed
        if one.kind == ("", "Namespace")
        and texts(mapping(one.body.get("metadata")).get("labels")).get(_ENFORCED) in _SAFE_LEVELS
    )


def _order(workload: Workload) -> tuple[str, ...]:
    one = workload.placed.resource
    return (workload.placed.namespace, one.id.kind, one.id.name, one.target, str(one.index))
