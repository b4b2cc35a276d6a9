"""Compiled WebAssembly modules, kept between runs."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import stat
from importlib.metadata import version
from pathlib import Path

import wasmtime


class ModuleCache:
    """Modules that wasmtime compiled, in a folder of this user's alone.

    A compiled module is machine code that is run as it is read. So the folder must be nobody else's to
    write: it is used only when it is a folder, ours, and closed to all others (0700).
    """

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def loaded(self, engine: wasmtime.Engine, wasm: bytes) -> wasmtime.Module | None:
        """The compiled module, None when it is not there or does not fit this wasmtime."""
        if not self._is_private():
            return None
        try:
            return wasmtime.Module.deserialize(engine, self._path(wasm).read_bytes())
        except (OSError, wasmtime.WasmtimeError):
            return None

    def keep(self, module: wasmtime.Module, wasm: bytes) -> None:
        """Keep a compiled module, where the folder allows it; a run does as well without."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._is_private():
                path = self._path(wasm)
                partial = path.with_suffix(f".{os.getpid()}")
                partial.touch(mode=0o600)
                partial.write_bytes(bytes(module.serialize()))
                partial.replace(path)

    def _is_private(self) -> bool:
        try:
            status = self._folder.lstat()
        except OSError:
            return False
        return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077

    def _path(self, wasm: bytes) -> Path:
        made_by = f"wasmtime-{version('wasmtime')}-{platform.system()}-{platform.machine()}"
        return self._folder / f"{hashlib.sha256(wasm).hexdigest()}-{made_by}.module"
