"""SOPS ciphertext, real and pretended."""

from __future__ import annotations

from gate.model.json import JsonObject
from gate.parse.sealed import unknown_pointers

CIPHERTEXT = "ENC[AES256_GCM,data:p673w==,iv:YY=,tag:UQ=,type:str]"
SOPS: JsonObject = {"mac": CIPHERTEXT, "version": "3.9.0"}


def test_ciphertext_and_the_seal_are_unknown() -> None:
    body: JsonObject = {
        "kind": "Secret",
        "data": {"a/b": CIPHERTEXT, "c": "plain"},
        "list": [1, [CIPHERTEXT]],
        "sops": SOPS,
    }
    assert unknown_pointers(body) == ("/data/a~1b", "/list/1/0", "/sops")


def test_a_pretended_seal_hides_nothing() -> None:
    assert unknown_pointers({"data": {"a": "plain"}, "sops": SOPS}) == ()
    assert unknown_pointers({"data": {"a": "ENC[plain]"}, "sops": SOPS}) == ()
    assert unknown_pointers({"data": {"a": CIPHERTEXT + " plain"}, "sops": SOPS}) == ()
    assert unknown_pointers({"data": {"a": CIPHERTEXT}, "sops": {"version": "3"}}) == ()
    assert unknown_pointers({"data": {"a": CIPHERTEXT}, "sops": "mac"}) == ()
    assert unknown_pointers({"data": {"a": CIPHERTEXT}}) == ()
