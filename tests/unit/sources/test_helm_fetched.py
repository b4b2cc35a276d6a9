"""The charts that a folder of fetched ones holds."""

from __future__ import annotations

import pytest

from gate.sources.helm_archives import ArchiveError
from gate.sources.helm_fetched import Fetched, FetchedCharts
from gate.system.files import MemoryTree
from tests.unit.render.packing import packed


def chart(name: str, version: str) -> bytes:
    return f"apiVersion: v2\nname: {name}\nversion: {version}\n".encode()


HELD = FetchedCharts(
    MemoryTree(
        {
            "redis-1.2.3.tgz": packed("redis", {"values.yaml": "a: 1"}),
            "redis-1.10.0.tgz": b"",
            "redis-ha-9.0.0.tgz": b"",
            "redis/Chart.yaml": chart("redis", "2.0.0"),
            "redis/templates/a.yaml": b"kind: A",
            "redis-3.0.0/redis/Chart.yaml": chart("redis", "3.0.0"),
            "other/Chart.yaml": chart("renamed", "1.0.0"),
            "broken-1.0.0.tgz": b"no archive",
        }
    )
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("1.2.3", Fetched("redis-1.2.3.tgz", "1.2.3")),
        ("1.x", Fetched("redis-1.10.0.tgz", "1.10.0")),
        (">=1.0.0 <3", Fetched("redis", "2.0.0")),
        ("", Fetched("redis-3.0.0/redis", "3.0.0")),
        ("*", Fetched("redis-3.0.0/redis", "3.0.0")),
        ("^4", None),
    ],
)
def test_the_newest_version_that_fits_is_taken(wanted: str, found: Fetched | None) -> None:
    assert HELD.find("redis", wanted) == found


def test_a_folder_counts_by_the_name_in_its_chart() -> None:
    assert HELD.find("other", "") is None
    assert HELD.find("renamed", "") is None


@pytest.mark.parametrize("name", ["", "..", "../redis", "red", "redis-"])
def test_what_is_no_name_of_a_chart_in_it_is_not_found(name: str) -> None:
    assert HELD.find(name, "") is None


def test_what_it_lacks_is_told_with_what_it_has() -> None:
    assert HELD.lacking("redis") == ", and the folder of --charts holds 2.0.0, 1.10.0, 1.2.3, 3.0.0"
    assert HELD.lacking("mysql") == ", and the folder of --charts does not hold it"
    assert FetchedCharts().lacking("redis") == ""
    assert FetchedCharts().find("redis", "") is None


def test_the_files_of_a_chart_are_read_packed_or_not() -> None:
    assert HELD.files("redis-1.2.3.tgz")["values.yaml"] == b"a: 1"
    assert HELD.files("redis") == {
        "Chart.yaml": chart("redis", "2.0.0"),
        "templates/a.yaml": b"kind: A",
    }
    for path in ("broken-1.0.0.tgz", "absent-1.0.0.tgz"):
        with pytest.raises(ArchiveError):
            HELD.files(path)
