"""Names of a package that are imported when somebody asks for them (PEP 562): a run pays for what it uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def late_imports(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package. modules: name -> the module of the package that defines it."""

    def imported(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{modules[name]}"), name)

    return imported
