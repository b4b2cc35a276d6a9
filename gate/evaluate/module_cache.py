"""Compiled WebAssembly modules, kept between runs."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version

import wasmtime

from gate.system.cache import Store


class ModuleCache:
    """Modules that wasmtime compiled.

    A compiled module is machine code that is run as it is read. So it is kept only where nobody else can
    write, and used only whole, as the store has it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def loaded(self, engine: wasmtime.Engine, wasm: bytes) -> wasmtime.Module | None:
        """The compiled module, None when it is not there or does not fit this wasmtime."""
        serialized = self._store.read(_key(wasm))
        if serialized is None:
            return None
        try:
            return wasmtime.Module.deserialize(engine, serialized)
        except wasmtime.WasmtimeError:
            return None

    def keep(self, module: wasmtime.Module, wasm: bytes) -> None:
        """Keep a compiled module, where the store can."""
        self._store.write(_key(wasm), bytes(module.serialize()))


def _key(wasm: bytes) -> str:
    made_by = f"module wasmtime-{version('wasmtime')}-{platform.system()}-{platform.machine()}\0"
    return hashlib.sha256(made_by.encode() + wasm).hexdigest()
