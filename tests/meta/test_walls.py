"""The walls of the house: layers, doors, and the size of modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "gate"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES_IN_A_MODULE = 300
LINES_IN_A_FUNCTION = 40
SAYS_NOTHING = re.compile(r"^_?(utils?|common|helpers?|managers?|base|misc)$")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_one_room(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= LINES_IN_A_MODULE
    assert not SAYS_NOTHING.match(module.stem)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_function_fits_on_a_screen(module: Path) -> None:
    too_long = {name: lines for name, lines in _functions(module) if lines > LINES_IN_A_FUNCTION}
    assert not too_long


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_what_it_is(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text()))


def _functions(module: Path) -> Iterator[tuple[str, int]]:
    """Each function's name and its lines without decorators and docstring."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1
