"""Keys tell apart what differs in any part."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.system.cache import Store
from gate.system.digests import digest_of_program, key_of, looks_of_folder
from gate.system.tools import Tool

PARTS = st.lists(st.binary(max_size=4), max_size=4)


@given(PARTS, PARTS)
def test_other_parts_have_another_key(these: list[bytes], those: list[bytes]) -> None:
    assert (key_of(these) == key_of(those)) == (these == those)


def test_a_program_is_read_once_and_when_it_looks_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program"
    program.write_bytes(b"one")
    store = Store(str(tmp_path / "store"))
    first = digest_of_program(Tool("helm", str(program)), store)
    with monkeypatch.context() as unread:
        unread.setattr(Tool, "digest", property(lambda _: pytest.fail("was read again")))
        assert digest_of_program(Tool("helm", str(program)), store) == first
    program.write_bytes(b"two")
    os.utime(program, (1, 1))
    assert digest_of_program(Tool("helm", str(program)), store) != first


def test_a_folder_looks_otherwise_when_a_file_does(tmp_path: Path) -> None:
    (tmp_path / "a" / "__pycache__").mkdir(parents=True)
    file = tmp_path / "a" / "b.py"
    file.write_text("one")
    looks = looks_of_folder(str(tmp_path))
    (tmp_path / "a" / "__pycache__" / "b.pyc").write_text("compiled")
    assert looks_of_folder(str(tmp_path)) == looks
    os.utime(file, (1, 1))
    touched = looks_of_folder(str(tmp_path))
    assert touched != looks
    file.rename(tmp_path / "a" / "c.py")
    assert looks_of_folder(str(tmp_path)) not in {looks, touched}
