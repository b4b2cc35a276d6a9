"""What is kept is read whole or not at all, by its owner alone, and never grows without bound."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.system.cache import Store


def key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@given(content=st.binary(max_size=300))
def test_what_is_kept_is_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    store = Store(str(tmp_path_factory.mktemp("cache") / "deep" / "store"))
    assert store.read(key("a")) is None
    store.write(key("a"), content)
    assert store.read(key("a")) == content
    assert store.read(key("b")) is None


def test_folders_and_files_are_their_owners_alone(tmp_path: Path) -> None:
    Store(str(tmp_path / "store")).write(key("a"), b"content")
    (file,) = files(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "store", file.parent)} == {0o700}


@pytest.mark.parametrize(
    "damage",
    [b"", b"short", b"\0" * 32 + b"content", b"\xff" * 200],
    ids=["empty", "short", "digest", "junk"],
)
def test_a_damaged_entry_is_a_miss_and_is_gone(tmp_path: Path, damage: bytes) -> None:
    store = Store(str(tmp_path / "store"))
    store.write(key("a"), b"content")
    (file,) = files(tmp_path)
    file.write_bytes(damage)
    assert store.read(key("a")) is None
    assert files(tmp_path) == []
    store.write(key("a"), b"content")
    assert store.read(key("a")) == b"content"


def test_one_flipped_bit_is_a_miss(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.write(key("a"), b"content")
    (file,) = files(tmp_path)
    entry = bytearray(file.read_bytes())
    entry[-1] ^= 1
    file.write_bytes(entry)
    assert store.read(key("a")) is None


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o702])
def test_a_folder_that_others_can_use_is_not_used(tmp_path: Path, mode: int) -> None:
    store = Store(str(tmp_path / "store"))
    store.write(key("a"), b"content")
    (tmp_path / "store").chmod(mode)
    assert store.read(key("a")) is None
    store.write(key("b"), b"content")
    assert len(files(tmp_path)) == 1


def test_a_link_to_a_folder_is_not_used(tmp_path: Path) -> None:
    Store(str(tmp_path / "store")).write(key("a"), b"content")
    (tmp_path / "link").symlink_to(tmp_path / "store")
    assert Store(str(tmp_path / "link")).read(key("a")) is None


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(str(tmp_path / "store"))
    store.write(key("a"), b"content")
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    assert store.read(key("a")) is None


def test_a_place_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = Store(str(tmp_path / "file" / "store"))
    store.write(key("a"), b"content")
    assert store.read(key("a")) is None


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"), most_bytes=1000)
    for age, name in enumerate("abcdefghij"):
        store.write(key(name), b"x" * 100)
        (file,) = (path for path in files(tmp_path) if path.name == key(name))
        os.utime(file, (2_000_000_000 - age * 10_000, 2_000_000_000 - age * 10_000))
    store.trim()
    kept = {name for name in "abcdefghij" if store.read(key(name)) is not None}
    assert kept == set("abcdef")


def test_a_run_that_kept_nothing_removes_nothing(tmp_path: Path) -> None:
    Store(str(tmp_path / "store")).write(key("a"), b"x" * 100)
    Store(str(tmp_path / "store"), most_bytes=10).trim()
    assert len(files(tmp_path)) == 1


def test_what_a_killed_run_left_behind_goes_when_it_is_old(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"), most_bytes=10)
    store.write(key("a"), b"")
    (file,) = files(tmp_path)
    old, new = file.with_name(".old"), file.with_name(".new")
    for partial in (old, new):
        partial.write_bytes(b"x" * 100)
    os.utime(old, (1, 1))
    store.trim()
    assert not old.exists()
    assert new.exists()


def test_what_a_killed_run_left_behind_goes_before_what_is_of_use(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"), most_bytes=200)
    store.write(key("a"), b"x" * 100)
    (file,) = files(tmp_path)
    os.utime(file, (1, 1))
    partial = file.with_name(".left")
    partial.write_bytes(b"x" * 100)
    two_hours_ago = time.time() - 7200
    os.utime(partial, (two_hours_ago, two_hours_ago))
    store.trim()
    assert files(tmp_path) == [file]


def test_an_entry_that_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    (tmp_path / "store").mkdir(mode=0o700)
    (tmp_path / "store" / key("a")[:2] / key("a")).mkdir(parents=True)
    store.write(key("a"), b"content")
    assert files(tmp_path) == []
    assert store.read(key("a")) is None


def test_nothing_is_written_through_what_is_there_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(str(tmp_path / "store"))
    store.write(key("a"), b"content")
    (file,) = files(tmp_path)
    monkeypatch.setattr(time, "monotonic_ns", lambda: 7)
    (tmp_path / "other").write_bytes(b"of somebody else")
    file.with_name(f".{file.name}.{os.getpid()}.7").symlink_to(tmp_path / "other")
    store.write(key("a"), b"other content")
    assert (tmp_path / "other").read_bytes() == b"of somebody else"
    assert store.read(key("a")) == b"content"


def test_an_entry_that_is_used_is_touched(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.write(key("a"), b"content")
    (file,) = files(tmp_path)
    os.utime(file, (1, 1))
    store.read(key("a"))
    assert file.stat().st_mtime > 1


def test_runs_at_the_same_time_see_whole_entries(tmp_path: Path) -> None:
    seen: set[bytes | None] = set()

    def work(content: bytes) -> None:
        store = Store(str(tmp_path / "store"))
        for _ in range(100):
            store.write(key("a"), content)
            seen.add(store.read(key("a")))

    threads = [threading.Thread(target=work, args=(bytes([65 + n]) * 5000,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen <= {bytes([65 + n]) * 5000 for n in range(4)}
    assert len(files(tmp_path)) == 1
