"""Policies from Git, from a registry, and as signed bundles: what was named is what judges, or nothing does."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.https_server import Page, Vendor, page
from tests.tools.checkout import GOOD, Checkout, Said

pytestmark = [pytest.mark.needs("git"), pytest.mark.needs("opa"), pytest.mark.needs("openssl")]
POLICY = 'package main\n\ndeny contains "no ConfigMap here" if input.kind == "ConfigMap"\n'
RULE = "no-config-maps/deny"


def archive(files: Mapping[str, str]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as opened:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content.encode()))
    return made.getvalue()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def repository(folder: Checkout, vendor: Vendor) -> Checkout:
    """A repository with a ConfigMap, whose user trusts the server's certificate."""
    folder.env["SSL_CERT_FILE"] = vendor.certificate
    return folder.init().write({"a.yaml": GOOD})


def judged(repository: Checkout, *arguments: str) -> Said:
    return repository.gate("check", "--format", "json", *arguments)


def denied(result: Said) -> list[str]:
    return [one["rule"] for one in result.report["findings"] if one["message"] == "no ConfigMap here"]


class TestGit:
    @pytest.fixture
    def policies(self, tmp_path: Path) -> Checkout:
        (tmp_path / "policies").mkdir()
        return Checkout(tmp_path / "policies").init()

    def test_a_folder_of_a_commit(self, repository: Checkout, policies: Checkout) -> None:
        then = policies.commit({"no-config-maps/main.rego": POLICY})
        policies.commit({"no-config-maps/main.rego": "package main\n"})
        result = judged(repository, "--policy", f"git+file://{policies.folder}@{then}#no-config-maps")
        assert (result.code, len(denied(result))) == (1, 1)

    @pytest.mark.parametrize(
        ("commit", "below", "words"),
        [
            ("0" * 40, "", "does not give commit 000000000000"),
            ("", "#elsewhere", "there is no folder elsewhere"),
        ],
    )
    def test_what_is_not_there_is_said(
        self, repository: Checkout, policies: Checkout, commit: str, below: str, words: str
    ) -> None:
        there = policies.commit({"main.rego": POLICY})
        result = judged(repository, "--policy", f"git+file://{policies.folder}@{commit or there}{below}")
        assert result.code == 2
        assert words in result.report["errors"][0]["message"]

    def test_no_hook_and_no_filter_of_it_runs(self, repository: Checkout, policies: Checkout) -> None:
        proof = policies.folder.parent / "proof"
        commit = policies.commit(
            {"main.rego": POLICY, ".gitattributes": "* filter=evil\n", ".gitconfig": '[filter "evil"]\n'}
        )
        hook = policies.folder / ".git" / "hooks" / "post-upload-pack"
        hook.write_text(f"#!/bin/sh\ntouch {proof}\n")
        hook.chmod(0o700)
        assert judged(repository, "--policy", f"git+file://{policies.folder}@{commit}").code == 1
        assert not proof.exists()


class TestABundle:
    def test_with_its_digest(self, repository: Checkout, vendor: Vendor) -> None:
        bundle = archive({"main.rego": POLICY})
        vendor.serve("/bundle.tar.gz", bundle)
        result = judged(repository, "--policy", f"{vendor.address}/bundle.tar.gz@sha256:{digest(bundle)}")
        assert (result.code, len(denied(result))) == (1, 1)

    def test_with_another_digest_judges_nothing(self, repository: Checkout, vendor: Vendor) -> None:
        vendor.serve("/bundle.tar.gz", archive({"main.rego": POLICY}))
        result = judged(repository, "--policy", f"{vendor.address}/bundle.tar.gz@sha256:{'0' * 64}")
        assert result.code == 2
        assert "serves other bytes" in result.report["errors"][0]["message"]

    def test_without_digest_and_key_is_refused(self, repository: Checkout, vendor: Vendor) -> None:
        result = judged(repository, "--policy", f"{vendor.address}/bundle.tar.gz")
        assert result.code == 2
        assert "nothing says which bytes are meant" in result.report["errors"][0]["message"]
        assert vendor.asked == []

    def test_that_cannot_be_had_is_said(self, repository: Checkout, vendor: Vendor) -> None:
        result = judged(repository, "--policy", f"{vendor.address}/gone.tar.gz@sha256:{'0' * 64}")
        assert result.code == 2
        assert "404" in result.report["errors"][0]["message"]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ours", "theirs"):
        private, public = folder / f"{name}.key", folder / f"{name}.pem"
        subprocess.run(["openssl", "genrsa", "-out", str(private), "2048"], check=True, capture_output=True)
        command = ["openssl", "rsa", "-in", str(private), "-pubout", "-out", str(public)]
        subprocess.run(command, check=True, capture_output=True)
    return folder


class TestASignature:
    def signed(self, folder: Path, key: Path, policy: str = POLICY) -> dict[str, str]:
        source = folder / "signed"
        source.mkdir()
        (source / "main.rego").write_text(policy)
        (source / ".manifest").write_text('{"roots": ["main"]}')
        command = ["opa", "sign", "--signing-key", str(key), "--bundle", ".", "-o", str(folder)]
        subprocess.run(command, cwd=source, check=True, capture_output=True)
        return {
            "main.rego": policy,
            ".manifest": '{"roots": ["main"]}',
            ".signatures.json": (folder / ".signatures.json").read_text(),
        }

    def judged(self, repository: Checkout, vendor: Vendor, files: Mapping[str, str], key: Path) -> Said:
        vendor.serve("/bundle.tar.gz", archive(files))
        return judged(repository, "--policy", f"{vendor.address}/bundle.tar.gz", "--policy-key", str(key))

    @pytest.mark.parametrize(
        "policy", [POLICY, 'package main\n\ndeny["no ConfigMap here"] { input.kind == "ConfigMap" }\n']
    )
    def test_of_the_right_key(
        self, repository: Checkout, vendor: Vendor, keys: Path, tmp_path: Path, policy: str
    ) -> None:
        files = self.signed(tmp_path, keys / "ours.key", policy)
        result = self.judged(repository, vendor, files, keys / "ours.pem")
        assert (result.code, len(denied(result))) == (1, 1)

    def test_of_another_key_judges_nothing(
        self, repository: Checkout, vendor: Vendor, keys: Path, tmp_path: Path
    ) -> None:
        files = self.signed(tmp_path, keys / "theirs.key")
        result = self.judged(repository, vendor, files, keys / "ours.pem")
        assert result.code == 2
        assert result.report["errors"][0]["message"] == (
            "OPA does not accept the signature of this bundle: failed to verify JWT signature: "
            "crypto/rsa: verification error"
        )

    @pytest.mark.parametrize(
        "change",
        [
            {"main.rego": POLICY.replace("ConfigMap", "Secret")},
            {"more.rego": "package more\n"},
            {"exceptions.yaml": "a: 1\n"},
        ],
        ids=["a file that was changed", "a policy that was added", "data that was added"],
    )
    def test_of_other_files_judges_nothing(
        self, repository: Checkout, vendor: Vendor, keys: Path, tmp_path: Path, change: Mapping[str, str]
    ) -> None:
        files = {**self.signed(tmp_path, keys / "ours.key"), **change}
        result = self.judged(repository, vendor, files, keys / "ours.pem")
        assert result.code == 2
        assert "does not accept the signature" in result.report["errors"][0]["message"]

    def test_that_is_missing_judges_nothing(self, repository: Checkout, vendor: Vendor, keys: Path) -> None:
        result = self.judged(repository, vendor, {"main.rego": POLICY}, keys / "ours.pem")
        assert result.code == 2
        assert "does not accept the signature" in result.report["errors"][0]["message"]


class TestARegistry:
    """As distribution's token server and `opa`, `conftest push` and `oras push` have it."""

    REPOSITORY = "team/policies"

    def push(self, vendor: Vendor, *layers: tuple[str, bytes, str]) -> str:
        """The digest of the manifest. layers: media type, content, title."""
        for _, content, _ in layers:
            self.serve(vendor, f"blobs/sha256:{digest(content)}", content)
        manifest = {
            "schemaVersion": 2,
            "layers": [
                {
                    "mediaType": kind,
                    "digest": f"sha256:{digest(content)}",
                    "size": len(content),
                    "annotations": {"org.opencontainers.image.title": title} if title else {},
                }
                for kind, content, title in layers
            ],
        }
        text = json.dumps(manifest).encode()
        self.serve(vendor, f"manifests/sha256:{digest(text)}", text)
        return digest(text)

    def serve(self, vendor: Vendor, path: str, content: bytes) -> None:
        def served(headers: Mapping[str, str]) -> Page:
            if headers.get("Authorization") == "Bearer t0ken":
                return page(content)
            challenge = f'Bearer realm="{vendor.address}/token",service="r",scope="repository:p:pull"'
            return page(b"", 401, **{"WWW-Authenticate": challenge})

        vendor.pages[f"/v2/{self.REPOSITORY}/{path}"] = served
        vendor.serve("/token?service=r&scope=repository%3Ap%3Apull", b'{"token": "t0ken"}')

    def judged(self, repository: Checkout, vendor: Vendor, sha256: str) -> Said:
        registry = vendor.address.removeprefix("https://")
        return judged(repository, "--policy", f"oci://{registry}/{self.REPOSITORY}:1.0@sha256:{sha256}")

    @pytest.mark.parametrize(
        ("kind", "content", "title"),
        [
            ("application/vnd.oci.image.layer.v1.tar+gzip", archive({"main.rego": POLICY}), ""),
            ("application/vnd.cncf.openpolicyagent.policy.layer.v1+rego", POLICY.encode(), "main.rego"),
        ],
        ids=["a bundle", "files"],
    )
    def test_an_artifact(
        self, repository: Checkout, vendor: Vendor, kind: str, content: bytes, title: str
    ) -> None:
        result = self.judged(repository, vendor, self.push(vendor, (kind, content, title)))
        assert (result.code, len(denied(result))) == (1, 1)

    def test_the_users_credentials_go_to_the_token_server_alone(
        self, repository: Checkout, vendor: Vendor
    ) -> None:
        repository.env.update(GATE_REGISTRY_USER="me", GATE_REGISTRY_PASSWORD="s3cret")
        sha256 = self.push(vendor, ("x.tar+gzip", archive({"main.rego": POLICY}), ""))
        result = self.judged(repository, vendor, sha256)
        assert result.code == 1
        with_password = [
            path for path, said in zip(vendor.asked, vendor.authorities, strict=True) if "Basic" in said
        ]
        assert with_password == ["/token?service=r&scope=repository%3Ap%3Apull"]
        assert "s3cret" not in result.everything

    @pytest.mark.parametrize("other", ["manifests", "blobs"])
    def test_other_bytes_judge_nothing(self, repository: Checkout, vendor: Vendor, other: str) -> None:
        sha256 = self.push(vendor, ("x.tar+gzip", archive({"main.rego": POLICY}), ""))
        for path in [path for path in vendor.pages if f"/{other}/" in path]:
            vendor.serve(path, b'{"layers": []}')
        result = self.judged(repository, vendor, sha256)
        assert result.code == 2
        assert "serves other bytes" in result.report["errors"][0]["message"]

    def test_a_layer_that_leads_out_is_refused(self, repository: Checkout, vendor: Vendor) -> None:
        sha256 = self.push(vendor, ("application/x+rego", POLICY.encode(), "../../main.rego"))
        result = self.judged(repository, vendor, sha256)
        assert result.code == 2
        assert "neither archive nor file with a title" in result.report["errors"][0]["message"]
