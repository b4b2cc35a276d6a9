"""The bindings of a cluster: which role is whose, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gate.evaluate.authority.roles import RBAC, Role, Roles
from gate.evaluate.authority.scene import Placed
from gate.evaluate.authority.subjects import Subject, subject_of
from gate.model.inventory import ANY_NAMESPACE
from gate.model.json import mapping, pointer_of, sequence, text

EVERYWHERE: Final = ANY_NAMESPACE
_KINDS: Final = {(RBAC, "RoleBinding"), (RBAC, "ClusterRoleBinding")}


@dataclass(frozen=True, slots=True, eq=False)
class Grant:
    """A role that a binding gives to a subject, in a namespace or EVERYWHERE.

    pointer: to the subject in the binding.
    """

    binding: Placed
    pointer: str
    subject: Subject
    role: Role
    scope: str

    def __str__(self) -> str:
        """`RoleBinding namespace/name`, with the subject where it is a group."""
        inside = self.binding.resource.id
        to = f" to {self.subject}" if self.subject.is_broad or self.subject.kind == "Group" else ""
        return f"{Subject(inside.kind, self.binding.namespace, inside.name)}{to}"


class Grants:
    """What each subject of a cluster is given: by its own name, and by the groups that it is in."""

    def __init__(self, placed: Iterable[Placed], roles: Roles) -> None:
        own: defaultdict[Subject, list[Grant]] = defaultdict(list)
        for one in placed:
            if one.kind in _KINDS:
                for grant in _grants(one, roles):
                    own[grant.subject].append(grant)
        self._own: Mapping[Subject, list[Grant]] = own

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Everybody whom a binding names, sorted."""
        return tuple(sorted(self._own))

    def own(self, subject: Subject) -> Sequence[Grant]:
        """What a subject is given by its own name."""
        return self._own.get(subject, ())

    def shared(self, subject: Subject) -> tuple[Grant, ...]:
        """What it is given by the groups that it is in."""
        return tuple(grant for group in subject.groups for grant in self._own.get(group, ()))


def _grants(binding: Placed, roles: Roles) -> Iterator[Grant]:
    """What a binding gives; nothing where no role shows what that is (`ref/missing-role` tells)."""
    reference = mapping(binding.body.get("roleRef"))
    of_namespace = reference.get("kind") == "Role"
    if of_namespace and not binding.namespace:
        return
    role = roles.get(binding.namespace if of_namespace else "", text(reference.get("name")))
    if role is None:
        return
    for index, body in enumerate(map(mapping, sequence(binding.body.get("subjects")))):
        namespace = text(body.get("namespace"))
        subject = subject_of(body, binding.meant(namespace) if namespace else "")
        if subject is not None:
            pointer = pointer_of(("subjects", index))
            yield Grant(binding, pointer, subject, role, binding.namespace or EVERYWHERE)
