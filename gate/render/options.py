"""What the command line opens for rendering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gate.sources.helm_fetched import FetchedCharts
from gate.system.files import open_folder
from gate.system.process import DEFAULT_LIMITS, Limits


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How far a rendering may go.

    limits: for each program that is started. allow_remote: URL prefixes (`--allow-remote`) of remote bases
    that may be fetched, https only. charts: the absolute path of a folder with fetched charts
    (`--charts`), `name-version.tgz` or `name/`; "" for none. environment_path: the PATH that a program
    gets, to find git, where a target names an allowed remote and only there.
    api_versions: tells what the clusters serve beside Kubernetes' own, each `group/version/Kind`; asked for
    charts alone.
    """

    limits: Limits = DEFAULT_LIMITS
    allow_remote: tuple[str, ...] = ()
    charts: str = ""
    environment_path: str = ""
    api_versions: Callable[[], tuple[str, ...]] = tuple


def fetched_charts(options: RenderOptions) -> FetchedCharts:
    """The charts that the command line supplies."""
    return FetchedCharts(open_folder(options.charts) if options.charts else None)
