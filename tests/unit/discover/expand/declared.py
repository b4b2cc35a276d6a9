"""Objects of a made repository, expanded as if they were sent as they are written."""

from __future__ import annotations

from gate.config.settings import Settings
from gate.discover.expand import Home, Surroundings
from gate.discover.expand.expansion import expand
from gate.model.outcome import Outcome
from gate.model.resource import Resource
from gate.model.target import PlainSource, Rendered, RenderedText, Target
from gate.parse import parse
from gate.sources.helm_fetched import FetchedCharts
from gate.system.files import MemoryTree

HOME = Home.of(("https://git.example.com/shop/platform.git",), ("main",))
OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
BUILT = "resources: [a.yaml]\n"


def surroundings(
    files: dict[str, str],
    settings: Settings | None = None,
    home: Home = HOME,
    charts: FetchedCharts | None = None,
) -> Surroundings:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    return Surroundings(tree, settings or Settings(), ("1.34",), home, charts=charts or FetchedCharts())


def parent(path: str = "clusters/live.yaml") -> Target:
    return Target(path, "plain", path, PlainSource((path,)), "", "live", (path,), "", ("1.34",))


def sent(text: str, path: str = "clusters/live.yaml") -> tuple[Resource, ...]:
    outcome = parse(Rendered(parent(path), ("1.34",), (RenderedText(text.encode(), path),)))
    assert not outcome.findings
    return outcome.values


def expanded(
    text: str,
    files: dict[str, str],
    settings: Settings | None = None,
    home: Home = HOME,
    charts: FetchedCharts | None = None,
) -> Outcome[Target]:
    """What the objects of a text declare, in a repository of these files and that text."""
    around = surroundings({**files, "clusters/live.yaml": text}, settings, home, charts)
    return expand(sent(text), parent(), around)


def only(outcome: Outcome[Target]) -> Target:
    assert not told(outcome)
    assert [target.name for target in outcome.values] == [outcome.values[0].name]
    return outcome.values[0]


def told(outcome: Outcome[Target]) -> list[tuple[str, str, str]]:
    """Rule, pointer and message of each finding that keeps something from being rendered."""
    return [(one.rule, one.pointer, one.message) for one in outcome.findings if one.unjudged]


def reasons(outcome: Outcome[Target]) -> dict[str, str]:
    return {account.path: account.reason for account in outcome.accounts}
