"""Packed charts are looked into within limits."""

from __future__ import annotations

import gzip

import pytest

from gate.sources.helm_archives import ArchiveError, Packed, packed_files, unpacked
from tests.unit.render.packing import packed, tar_gz

NAMES = ("values.schema.json",)


def test_files_are_found_at_any_depth() -> None:
    inner = packed("inner", {"values.schema.json": "2"})
    archive = packed(
        "outer", {"values.schema.json": "1", "values.yaml": "a: b", "charts/inner-1.2.3.tgz": inner}
    )
    assert packed_files(archive, NAMES) == (
        Packed("outer/values.schema.json", b"1"),
        Packed("outer/charts/inner-1.2.3.tgz!inner/values.schema.json", b"2"),
    )


@pytest.mark.parametrize(
    ("archive", "words"),
    [
        (b"", "it is no gzipped tar archive"),
        (b"no archive", "it is no gzipped tar archive"),
        (gzip.compress(b"no archive"), "it is no gzipped tar archive"),
        (packed("a", {"x": "y" * 10_000})[:150], "it is no gzipped tar archive"),
        (tar_gz({"a/b": b"\0" * (101 * 2**20)}), "it unpacks to more than 100 MiB"),
    ],
    ids=["empty", "text", "packed text", "cut", "bomb"],
)
def test_what_cannot_be_looked_into_is_said(archive: bytes, words: str) -> None:
    with pytest.raises(ArchiveError, match=words):
        packed_files(archive, NAMES)


def test_archives_in_archives_share_one_limit_and_end() -> None:
    archive = packed("x", {"values.schema.json": "1"})
    for _ in range(5):
        archive = packed("x", {"charts/x-1.2.3.tgz": archive})
    with pytest.raises(ArchiveError, match="packed in each other more than 4 times"):
        packed_files(archive, NAMES)
    half = tar_gz({"a/zeros": b"\0" * (60 * 2**20)})
    with pytest.raises(ArchiveError, match="more than 100 MiB"):
        packed_files(packed("x", {"charts/a.tgz": half, "charts/b.tgz": half}), NAMES)


def test_a_packed_chart_is_taken_apart() -> None:
    inner = packed("inner", {"templates/a.yaml": "1"})
    archive = packed("outer", {"templates/b.yaml": "2", "charts/inner-1.2.3.tgz": inner})
    assert unpacked(archive) == {
        "Chart.yaml": b"apiVersion: v2\nname: outer\nversion: 1.2.3\n",
        "templates/b.yaml": b"2",
        "charts/inner-1.2.3.tgz": inner,
    }


@pytest.mark.parametrize("path", ["a/../../b", "/etc/passwd", "a//b", "b", "a/./b", "../a/b"])
def test_a_file_outside_the_folder_of_the_chart_is_refused(path: str) -> None:
    with pytest.raises(ArchiveError, match="not in the folder of a chart"):
        unpacked(tar_gz({path: "x"}))
