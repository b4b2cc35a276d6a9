"""Credentials never survive masking."""

from __future__ import annotations

import pytest

from gate.documents import mask_after_key, mask_tokens
from gate.documents.masking import MASK

JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
CREDENTIALS = [
    "AKIA" + "IOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG" + "/bPxRfiCYEXAMPLEKEY",
    "ghp_" + "a1B2" * 9,
    "github_pat_" + "11ABCDEFG0" * 3,
    "glpat-" + "abcdefghij" * 2,
    "xoxb-" + "123456789012-abcdefABCDEF",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "AIza" + "SyA-1234567890abcdefghijklmnopqrstu",
    "npm_" + "aB3d" * 9,
    JWT,
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\nMIIE",
    "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Blbn\\n-----END OPENSSH PRIVATE KEY-----\\n",
]


@pytest.mark.parametrize("credential", CREDENTIALS, ids=lambda text: text[:12])
def test_well_known_forms_are_replaced(credential: str) -> None:
    masked = mask_tokens(f'  value: "{credential}"')
    assert credential[8:24] not in masked
    assert masked.startswith(f'  value: "{MASK}')


def test_a_password_in_a_url_is_replaced_and_the_host_stays() -> None:
    assert mask_tokens("url: postgres://app:s3cret@db:5432/x") == f"url: postgres://{MASK}@db:5432/x"
    assert mask_tokens("redis://:s3cret@cache") == f"redis://{MASK}@cache"


@pytest.mark.parametrize(
    "line",
    [
        "image: registry.example.com/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "  revision: 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
        "url: https://example.com:8443/a@b",
        "name: task-runner-sk-1",
        "-----BEGIN CERTIFICATE-----",
    ],
)
def test_ordinary_lines_stay(line: str) -> None:
    assert mask_tokens(line) == line


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("  password: hunter2", "  password: ********"),
        ("  password:hunter2", "  ********"),
        ("password:\thunter2 # old", "password:\t********"),
        ("  password:", "  password:"),
        ("- password: x", "- password: ********"),
        ("  - - a: x", "  - - a: ********"),
        ('  "pass word": "x",\r\n', '  "pass word": ********'),
        ("  tls.key: |", "  tls.key: ********"),
        ("  - token=hunter2", "  - token=********"),
        ('  - "token=hunter2"', '  - "token=********'),
        ("TOKEN=hunter2", "TOKEN=********"),
        ("export TOKEN=hunter2", "export TOKEN=********"),
        ("    hunter2", "    ********"),
        ("  - hunter2", "  - ********"),
        ("c2VjcmV0=", "********"),
        ("c2VjcmV0==", "********"),
        ("    c2Vj=cmV0", "    ********"),
        ("  {password: hunter2}", "  ********"),
        ("# password: hunter2", "********"),
        ("  postgres://u:p@h: x", "  ********"),
        ("apiVersion: v1", "apiVersion: v1"),
        ("- kind: Secret", "- kind: Secret"),
        ("apiVersion: v1 # hunter2", "apiVersion: ********"),
        ("kind: Secret2", "kind: ********"),
        ("metadata: {name: hunter2}", "metadata: ********"),
        ("   ", "   "),
        ("", ""),
    ],
)
def test_only_the_key_of_a_line_stays(line: str, masked: str) -> None:
    assert mask_after_key(line) == masked
