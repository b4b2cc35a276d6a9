"""Distances to everything, against a reading of the same cluster that tries all there is."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from gate.evaluate.authority.authority import Authority, authority_of
from gate.evaluate.authority.bindings import EVERYWHERE, Grant, Grants
from gate.evaluate.authority.paths import Takeovers
from gate.evaluate.authority.reach import TAKEOVER, Reach
from gate.evaluate.authority.roles import Roles
from gate.evaluate.authority.steps import Gain, Named, Need, Step, steps
from gate.evaluate.authority.subjects import Subject
from tests.unit.evaluate.authority.clusters import allows, core, placed, rule, runs

NAMESPACES = ("one", "two", "three")
ACCOUNTS = tuple(f"{namespace}/{name}" for namespace in NAMESPACES for name in ("a", "b"))
SUBJECTS = (*ACCOUNTS, "User:jane", "Group:system:serviceaccounts:one", "Group:system:authenticated")
RULES = (
    core("pods", "create"),
    core("pods/exec", "create"),
    core("serviceaccounts/token", "create"),
    core("secrets", "create get"),
    core("users", "impersonate", "jane"),
    rule("apps", "deployments", "patch"),
    rule("rbac.authorization.k8s.io", "rolebindings clusterrolebindings", "create"),
    rule("rbac.authorization.k8s.io", "clusterroles", "bind"),
    rule("*", "*", "*"),
)
PODS = "".join(
    runs(f"w-{name.replace('/', '-')}", name.partition("/")[2], name.partition("/")[0]) for name in ACCOUNTS
)

binding = st.tuples(st.sampled_from(RULES), st.sampled_from(SUBJECTS), st.sampled_from(("", *NAMESPACES)))
bindings = st.lists(binding, max_size=8)


def cluster(given_bindings: list[tuple[str, str, str]]) -> str:
    return PODS + "".join(
        allows(f"r{index}", one, to=to, namespace=namespace)
        for index, (one, to, namespace) in enumerate(given_bindings)
    )


@settings(deadline=None, max_examples=150)
@given(bindings)
def test_a_distance_is_that_of_trying_everything(given_bindings: list[tuple[str, str, str]]) -> None:
    resources = placed(cluster(given_bindings))
    authority = authority_of(resources)
    grants = Grants(resources, Roles(resources))
    takeovers = Takeovers(authority, nodes=False)
    for subject in authority.edges:
        assert takeovers.distance(subject) == tried(subject, authority, grants)


@settings(deadline=None, max_examples=80)
@given(bindings, binding)
def test_a_further_binding_takes_no_path_away(
    given_bindings: list[tuple[str, str, str]], further: tuple[str, str, str]
) -> None:
    fewer = authority_of(placed(cluster(given_bindings)))
    before = Takeovers(fewer, nodes=False)
    after = Takeovers(authority_of(placed(cluster([*given_bindings, further]))), nodes=False)
    for subject in fewer.edges:
        distance = before.distance(subject)
        assert distance is None or (after.distance(subject) or distance + 1) <= distance


@settings(deadline=None, max_examples=80)
@given(bindings)
def test_a_path_is_as_long_as_its_distance_and_each_hop_is_the_holder_s(
    given_bindings: list[tuple[str, str, str]],
) -> None:
    authority = authority_of(placed(cluster(given_bindings)))
    takeovers = Takeovers(authority, nodes=False)
    for subject in authority.edges:
        distance = takeovers.distance(subject)
        if distance is None:
            continue
        holder, path = subject, takeovers.path(subject)
        assert len(path) == distance
        for hop in path:
            assert hop.edge in tuple(authority.of(holder))
            assert hop.member is None or hop.member in authority.members.of(hop.edge.reach)
            holder = hop.member.subject if hop.member else holder
        assert path[-1].edge.reach == TAKEOVER


def tried(start: Subject, authority: Authority, grants: Grants) -> int | None:
    """How many steps it takes, level by level, each subject's steps anew."""
    level, seen, distance = {start}, {start}, 0
    while level:
        distance += 1
        reaches = {reach for one in level for reach in allowed((*grants.own(one), *grants.shared(one)))}
        if TAKEOVER in reaches:
            return distance
        level = {member.subject for reach in reaches for member in authority.members.of(reach)} - seen
        seen |= level
    return None


def allowed(grants: tuple[Grant, ...]) -> Iterator[Reach]:
    for step in steps():
        for scope in (EVERYWHERE, *NAMESPACES):
            if not step.node and all(any(meets(need, one, scope) for one in grants) for need in step.needs):
                yield reach(step, scope)


def meets(need: Need, grant: Grant, scope: str) -> bool:
    if grant.scope != EVERYWHERE and (need.cluster or grant.scope != scope):
        return False
    return any(
        one.covers(need.group, need.resource)
        and any(one.allows(verb) for verb in need.verbs)
        and (not one.names or need.named in (Named.ANY, Named.GAIN))
        and need.named is not Named.OWN
        for one in grant.role.rules
    )


def reach(step: Step, scope: str) -> Reach:
    if step.gains is Gain.CLUSTER:
        return TAKEOVER
    among = ("apps", "Deployment") if step.needs[0].resource == "deployments" else ("", "none")
    return Reach(step.gains, scope, None, among if step.gains is Gain.WORKLOADS else None)
