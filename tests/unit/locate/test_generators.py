"""Which entry of a generator made a key."""

from __future__ import annotations

import pytest

from gate.locate.generators import generator_pointer
from gate.model.json import JsonObject

KUSTOMIZATION: JsonObject = {
    "secretGenerator": [
        {
            "name": "s",
            "literals": ["user=admin", "url=a=b", "noequals"],
            "files": ["plain.txt", "deep/er/file.txt", "key=deep/other.txt"],
            "envs": ["s.env"],
        }
    ]
}
ENTRY = "/secretGenerator/0"


@pytest.mark.parametrize(
    ("pointer", "found", "exact"),
    [
        ("/data/user", f"{ENTRY}/literals/0", True),
        ("/data/url", f"{ENTRY}/literals/1", True),
        ("/data/plain.txt", f"{ENTRY}/files/0", True),
        ("/data/file.txt", f"{ENTRY}/files/1", True),
        ("/binaryData/key", f"{ENTRY}/files/2", True),
        ("/data/FROM_ENV", ENTRY, False),
        ("/data/other.txt", ENTRY, False),
        ("/metadata/name", ENTRY, True),
        ("/data", ENTRY, True),
        ("", ENTRY, True),
    ],
)
def test_the_entry_of(pointer: str, found: str, exact: bool) -> None:
    assert generator_pointer(ENTRY, KUSTOMIZATION, pointer) == (found, exact)


@pytest.mark.parametrize("entry", ["/secretGenerator/7", "/configMapGenerator/0"])
def test_an_entry_that_is_gone(entry: str) -> None:
    assert generator_pointer(entry, KUSTOMIZATION, "/data/user") == ("", False)


def test_a_generator_of_the_wrong_form() -> None:
    assert generator_pointer("/g/0", {"g": [{"literals": "a=b", "files": [1, None]}]}, "/data/a") == (
        "/g/0",
        False,
    )
