"""Who can be given authority: ServiceAccounts, users and groups, and the groups that everybody is in."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from gate.model.inventory import is_known
from gate.model.json import JsonObject, text

ACCOUNT: Final = "ServiceAccount"
GROUP: Final = "Group"
USER: Final = "User"
_OF_ACCOUNT: Final = "system:serviceaccount:"
_ANONYMOUS: Final = "system:anonymous"
_AUTHENTICATED: Final = "system:authenticated"
_UNAUTHENTICATED: Final = "system:unauthenticated"
_ACCOUNTS: Final = "system:serviceaccounts"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Who a binding names. namespace: of a ServiceAccount, as `model.inventory` has it, "" for others."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        inside = f"{self.namespace}/" if is_known(self.namespace) else ""
        return f"{self.kind} {inside}{self.name}"

    @property
    def label(self) -> str:
        """`Group/NAME`, `User/NAME` or `ServiceAccount/NAMESPACE/NAME`, as parameters of rules write it."""
        return "/".join(part for part in (self.kind, self.namespace, self.name) if part)

    @property
    def groups(self) -> tuple[Subject, ...]:
        """The groups that it is in whatever anybody says (k8s.io/apiserver/pkg/authentication/user)."""
        return tuple(Subject(GROUP, "", name) for name in self._group_names())

    def _group_names(self) -> tuple[str, ...]:
        if self.kind == ACCOUNT:
            return (f"{_ACCOUNTS}:{self.namespace}", _ACCOUNTS, _AUTHENTICATED)
        if self.kind == USER:
            return (_UNAUTHENTICATED,) if self.name == _ANONYMOUS else (_AUTHENTICATED,)
        if self.name.startswith(f"{_ACCOUNTS}:"):
            return (_ACCOUNTS, _AUTHENTICATED)
        return () if self.name in {_AUTHENTICATED, _UNAUTHENTICATED} else (_AUTHENTICATED,)

    @property
    def is_broad(self) -> bool:
        """Whether anybody, any user, or any ServiceAccount at all or of a namespace is it."""
        if self.kind == USER:
            return self.name == _ANONYMOUS
        names = {_AUTHENTICATED, _UNAUTHENTICATED, _ACCOUNTS}
        return self.kind == GROUP and (self.name in names or self.name.startswith(f"{_ACCOUNTS}:"))

    def is_among(self, patterns: tuple[str, ...]) -> bool:
        """Whether one of the globs means its label."""
        return any(fnmatchcase(self.label, pattern) for pattern in patterns)


def account(namespace: str, name: str) -> Subject:
    """The ServiceAccount of a name."""
    return Subject(ACCOUNT, namespace, name)


def subject_of(body: JsonObject, namespace: str) -> Subject | None:
    """The subject that a binding names; None where the API server takes it for none.

    namespace: that of a ServiceAccount. A user may be one by its user name.
    """
    kind, name = text(body.get("kind")), text(body.get("name"))
    if not name or kind not in {ACCOUNT, GROUP, USER}:
        return None
    if kind == ACCOUNT:
        return account(namespace, name) if namespace else None
    inside, _, of_account = name.removeprefix(_OF_ACCOUNT).partition(":")
    if kind == USER and name.startswith(_OF_ACCOUNT) and of_account:
        return account(inside, of_account)
    return Subject(kind, "", name)
