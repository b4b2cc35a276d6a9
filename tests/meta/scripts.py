"""The scripts of `script/`, which have no ending and so are loaded by their path."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> Any:
    """The module that `script/NAME` is. Nothing is left beside it, such as a cache of its bytecode."""
    loader = importlib.machinery.SourceFileLoader(f"script_{name}", str(ROOT / "script" / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module
