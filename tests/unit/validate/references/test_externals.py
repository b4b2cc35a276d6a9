"""What the configuration says lives elsewhere, and what is said of that."""

from __future__ import annotations

import pytest

from gate.config.settings import External
from gate.model.finding import Location
from gate.model.inventory import Identity, unknown_namespace
from gate.validate.references.externals import covers
from tests.unit.validate.references.scenes import CONFIG_MAP, judged, named, reads, spoken

SOURCE = Location(".gate.yaml", 2, 5)


@pytest.mark.parametrize(
    ("kind", "namespace", "name", "covered"),
    [
        ("ConfigMap", "shop", "settings", True),
        ("ConfigMap", "", "settings", True),
        ("ConfigMap", "sh*", "set*", True),
        ("ConfigMap", "shop", "*", True),
        ("ConfigMap", "cart", "settings", False),
        ("ConfigMap", "shop", "setting", False),
        ("ConfigMap", "shop", "SETTINGS", False),
        ("Secret", "shop", "settings", False),
    ],
)
def test_globs(kind: str, namespace: str, name: str, covered: bool) -> None:
    identity = Identity("", "ConfigMap", "shop", "settings")
    assert covers(External(kind, name, namespace, SOURCE), identity) is covered


def test_a_namespace_that_is_not_known_may_be_the_one() -> None:
    identity = Identity("", "ConfigMap", unknown_namespace("web"), "settings")
    assert covers(External("ConfigMap", "settings", "shop", SOURCE), identity)


def test_one_that_nothing_needs_is_told_where_it_is_written() -> None:
    external = External("Secret", "db", "shop", SOURCE)
    outcome = judged({"web": reads("settings")}, externals=[external])
    finding = outcome.findings[-1]
    assert (finding.rule, finding.severity, finding.location) == ("ref/external-unused", "info", SOURCE)
    assert finding.message == "nothing in the repository needs Secret shop/db"


def test_in_a_part_of_the_repository_nobody_knows_whether_it_is_needed() -> None:
    external = External("Secret", "db", "shop", SOURCE)
    assert judged({"web": named(CONFIG_MAP, "a")}, externals=[external], whole=False).findings == ()


def test_one_that_the_repository_has_itself() -> None:
    has = named(CONFIG_MAP, "settings", "shop")
    external = External("ConfigMap", "settings", "shop", SOURCE)
    assert spoken(judged({"web": has}, externals=[external])) == [
        ("ref/external-declared", "", "web has ConfigMap shop/settings itself")
    ]
    needed = {"web": f"{has}\n---\n{reads('more', 'shop')}"}
    assert spoken(judged(needed, externals=[External("ConfigMap", "*", "shop", SOURCE)])) == []


def test_one_that_is_not_the_only_one_to_be_there_is_needed_all_the_same() -> None:
    external = External("ConfigMap", "team-*", "", SOURCE)
    assert spoken(judged({"web": reads("team-settings")}, externals=[external])) == []
