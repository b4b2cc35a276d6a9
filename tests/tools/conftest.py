"""What the tests of the whole program share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.checkout import Checkout


@pytest.fixture
def folder(tmp_path: Path) -> Checkout:
    """An empty folder that is in no repository."""
    place = tmp_path / "repo"
    place.mkdir()
    return Checkout(place)


@pytest.fixture
def checkout(folder: Checkout) -> Checkout:
    """A Git repository without a commit."""
    return folder.init()
