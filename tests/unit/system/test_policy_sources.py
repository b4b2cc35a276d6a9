"""Addresses of policies: each says exactly what it means, or is refused."""

from __future__ import annotations

import pytest

from gate.errors import UsageError
from gate.system.policy_sources import BundleSource, GitSource, OciSource, PolicySource, policy_source

SHA = "a" * 40
DIGEST = "b" * 64


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("policy", None),
        ("./policy", None),
        ("/srv/policy", None),
        (f"git+https://git.example.com/p.git@{SHA}", GitSource("https://git.example.com/p.git", SHA)),
        (f"git+https://git.example.com/p@{SHA}#a/b/", GitSource("https://git.example.com/p", SHA, "a/b")),
        (f"git+ssh://git@git.example.com/p@{SHA}", GitSource("ssh://git@git.example.com/p", SHA)),
        (f"git+file:///srv/p@{'c' * 64}", GitSource("file:///srv/p", "c" * 64)),
        (
            f"https://example.com/b.tar.gz@sha256:{DIGEST}",
            BundleSource("https://example.com/b.tar.gz", DIGEST),
        ),
        ("https://example.com/b.tar.gz", BundleSource("https://example.com/b.tar.gz")),
        (f"oci://r.example.com:5000/a/b@sha256:{DIGEST}", OciSource("r.example.com:5000", "a/b", DIGEST)),
        (f"oci://r.example.com/a:1.2@sha256:{DIGEST}", OciSource("r.example.com", "a", DIGEST)),
    ],
)
def test_an_address_means_one_thing(said: str, means: PolicySource | None) -> None:
    assert policy_source(said) == means


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("git+https://git.example.com/p.git", "which commit is meant"),
        ("git+https://git.example.com/p.git@main", "which commit is meant"),
        (f"git+https://git.example.com/p.git@{SHA[:7]}", "which commit is meant"),
        (f"git+https://git.example.com/p@{SHA}#../x", "leads out of the repository"),
        (f"git+http://git.example.com/p@{SHA}", "do not come by this protocol"),
        (f"git+ext://sh@{SHA}", "do not come by this protocol"),
        (f"http://example.com/b.tar.gz@sha256:{DIGEST}", "do not come by http"),
        (f"s3://bucket/b.tar.gz@sha256:{DIGEST}", "do not come by s3"),
        ("https://example.com/b.tar.gz@1.0", "which bytes are meant"),
        (f"https://example.com/b.tar.gz@sha256:{DIGEST[:63]}", "which bytes are meant"),
        ("oci://r.example.com/a:1.2", "which bytes are meant"),
        (f"oci://r.example.com@sha256:{DIGEST}", "names no artifact"),
        (f"oci://r.example.com/../a@sha256:{DIGEST}", "names no artifact"),
        (f"https://me:secret@example.com/b@sha256:{DIGEST}", "holds credentials"),
        (f"git+https://me:secret@example.com/b@{SHA}", "holds credentials"),
    ],
)
def test_what_could_mean_two_things_is_refused(said: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as raised:
        policy_source(said)
    assert "secret" not in raised.value.message
    assert raised.value.hint
