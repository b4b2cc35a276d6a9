"""Compiled modules are kept in the store, and taken from it only as what they are."""

from __future__ import annotations

from pathlib import Path

import wasmtime

from gate.evaluate.module_cache import ModuleCache
from gate.system.cache import Store

WASM = bytes(wasmtime.wat2wasm('(module (func (export "f") (result i32) i32.const 7))'))


def kept(folder: Path) -> tuple[wasmtime.Engine, ModuleCache]:
    engine = wasmtime.Engine()
    cache = ModuleCache(Store(str(folder)))
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


def test_another_module_is_not_taken_for_it(tmp_path: Path) -> None:
    engine, cache = kept(tmp_path / "modules")
    assert cache.loaded(engine, WASM + b"\0") is None


def test_what_is_no_compiled_module_is_left(tmp_path: Path) -> None:
    engine = wasmtime.Engine()
    cache = ModuleCache(Store(str(tmp_path / "modules")))
    cache.keep(NoModule(), WASM)  # type: ignore[arg-type]
    assert cache.loaded(engine, WASM) is None


class NoModule:
    def serialize(self) -> bytes:
        return b"\x7fELF"
