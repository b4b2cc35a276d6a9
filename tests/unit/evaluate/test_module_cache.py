"""Compiled modules are read from a folder of the user's alone, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import wasmtime

from gate.evaluate.module_cache import ModuleCache

WASM = bytes(wasmtime.wat2wasm('(module (func (export "f") (result i32) i32.const 7))'))


def kept(folder: Path) -> tuple[wasmtime.Engine, ModuleCache]:
    engine = wasmtime.Engine()
    cache = ModuleCache(str(folder))
    cache.keep(wasmtime.Module(engine, WASM), WASM)
    return engine, cache


def test_a_module_is_kept_and_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "modules"
    engine, cache = kept(folder)
    module = cache.loaded(engine, WASM)
    assert module is not None
    store = wasmtime.Store(engine)
    function = wasmtime.Instance(store, module, []).exports(store)["f"]
    assert isinstance(function, wasmtime.Func)
    assert function(store) == 7
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_another_module_is_not_taken_for_it(tmp_path: Path) -> None:
    engine, cache = kept(tmp_path / "modules")
    assert cache.loaded(engine, WASM + b"\0") is None


def test_what_is_no_compiled_module_is_left(tmp_path: Path) -> None:
    engine, cache = kept(tmp_path / "modules")
    (file,) = (tmp_path / "modules").iterdir()
    file.write_bytes(b"\x7fELF")
    assert cache.loaded(engine, WASM) is None


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o702])
def test_a_folder_that_others_can_use_is_not_used(tmp_path: Path, mode: int) -> None:
    engine, cache = kept(tmp_path / "modules")
    (tmp_path / "modules").chmod(mode)
    assert cache.loaded(engine, WASM) is None
    cache.keep(wasmtime.Module(engine, WASM), WASM + b"\0")
    assert len(list((tmp_path / "modules").iterdir())) == 1


def test_a_link_to_a_folder_is_not_used(tmp_path: Path) -> None:
    engine, _ = kept(tmp_path / "modules")
    (tmp_path / "link").symlink_to(tmp_path / "modules")
    assert ModuleCache(str(tmp_path / "link")).loaded(engine, WASM) is None


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, cache = kept(tmp_path / "modules")
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    assert cache.loaded(engine, WASM) is None
