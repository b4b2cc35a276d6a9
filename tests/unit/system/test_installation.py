"""What is downloaded becomes a program only when it is what the vendor released."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gate.errors import ToolError, UsageError
from gate.system import download as download_module
from gate.system import installation
from gate.system.installation import install, this_platform
from gate.system.tool_releases import RELEASES, Asset, Release
from gate.system.tools import Tool, Toolbox, cached_place
from tests.https_server import Vendor

pytestmark = pytest.mark.needs("openssl")
PROGRAM = b"#!/bin/sh\necho v5.7.1\n"


def archive(member: str, content: bytes = PROGRAM, kind: bytes = tarfile.REGTYPE) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as files:
        for name, text in (("../../evil", b"evil"), (member, content), ("LICENSE", b"text")):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            if name == member and kind != tarfile.REGTYPE:
                entry.type, entry.linkname, entry.size = kind, "/bin/sh", 0
            files.addfile(entry, io.BytesIO(text))
    return packed.getvalue()


@dataclass
class Place:
    """A cache, a made-up release that stands for kustomize, and what was said."""

    cache: Path
    vendor: Vendor
    said: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)

    def install(
        self, *, mirror: str = "", only_missing: bool = False, toolbox: Toolbox | None = None
    ) -> Tool:
        (tool,) = install(
            ["kustomize"],
            str(self.cache),
            env={"SSL_CERT_FILE": self.vendor.certificate, **self.env},
            toolbox=toolbox or Toolbox(),
            progress=self.said.append,
            mirror=mirror,
            only_missing=only_missing,
        )
        return tool

    def left(self) -> list[str]:
        return sorted(str(path.relative_to(self.cache)) for path in self.cache.rglob("*") if path.is_file())


PACKED = archive("kustomize")


@pytest.fixture
def place(tmp_path: Path, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> Place:
    release(vendor, monkeypatch, hashlib.sha256(PACKED).hexdigest())
    vendor.serve("/asset.tar.gz", PACKED)
    return Place(tmp_path / "cache", vendor)


def release(vendor: Vendor, monkeypatch: pytest.MonkeyPatch, sha256: str, member: str = "kustomize") -> None:
    asset = Asset("asset.tar.gz", sha256, member)
    made = Release(
        "kustomize", "5.7.1", vendor.address + "/{asset}", {this_platform(): asset}, "example.com/none@v1"
    )
    monkeypatch.setattr(installation, "RELEASES", {**RELEASES, "kustomize": made})


def test_a_release_is_downloaded_checked_and_private(place: Place) -> None:
    tool = place.install()
    assert Path(tool.program) == cached_place("kustomize", str(place.cache))
    assert Path(tool.program).read_bytes() == PROGRAM
    assert Path(tool.program).stat().st_mode & 0o777 == 0o700
    assert Path(tool.program).parent.stat().st_mode & 0o777 == 0o700
    assert place.left() == ["tools/kustomize/5.7.1/kustomize"]
    assert tool.version == "5.7.1"
    assert place.said == [
        f"downloading {place.vendor.address}/asset.tar.gz",
        f"kustomize 5.7.1 was downloaded: {tool.program}",
    ]
    assert not (place.cache.parent / "evil").exists()


def test_a_file_that_is_the_program_needs_no_archive(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    release(place.vendor, monkeypatch, hashlib.sha256(PROGRAM).hexdigest(), member="")
    place.vendor.serve("/asset.tar.gz", PROGRAM)
    assert Path(place.install().program).read_bytes() == PROGRAM


def test_a_mirror_serves_by_name_version_and_file(place: Place) -> None:
    place.vendor.serve("/prefix/kustomize/5.7.1/asset.tar.gz", PACKED)
    place.install(mirror=f"{place.vendor.address}/prefix/")
    assert place.vendor.asked == ["/prefix/kustomize/5.7.1/asset.tar.gz"]


def test_a_redirect_over_https_is_followed(place: Place) -> None:
    place.vendor.serve("/elsewhere", PACKED)
    place.vendor.serve("/asset.tar.gz", b"", 302, Location=f"{place.vendor.address}/elsewhere")
    place.install()
    assert place.vendor.asked == ["/asset.tar.gz", "/elsewhere"]


@pytest.mark.parametrize("location", ["http://127.0.0.1:1/x", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_that_leaves_https_is_refused(place: Place, location: str) -> None:
    place.vendor.serve("/asset.tar.gz", b"", 302, Location=location)
    with pytest.raises(ToolError, match=r"over https only|is not allowed"):
        place.install()
    assert place.left() == []


@pytest.mark.parametrize(
    "mirror", ["http://127.0.0.1:1", "file:///srv", "mirror.example.com", "https://[bad"]
)
def test_a_mirror_without_https_is_refused(place: Place, mirror: str) -> None:
    with pytest.raises(ToolError, match=r"over https only|cannot be downloaded"):
        place.install(mirror=mirror)
    assert place.left() == []


def test_another_digest_is_refused_and_nothing_else_is_tried(place: Place) -> None:
    place.env["PATH"] = os.environ["PATH"]
    place.vendor.serve("/asset.tar.gz", archive("kustomize", b"#!/bin/sh\necho evil\n"))
    with pytest.raises(
        ToolError, match=r"is not the release that the gate knows: its SHA-256 is [0-9a-f]{64}, not"
    ):
        place.install()
    assert place.left() == []
    assert not any("Go" in words for words in place.said)


def test_a_download_that_is_cut_short_is_refused(place: Place) -> None:
    place.vendor.pages["/asset.tar.gz"] = (200, {"Content-Length": str(len(PACKED) + 9)}, PACKED)
    with pytest.raises(ToolError, match=r"cut short|cannot be downloaded"):
        place.install()
    assert place.left() == []


def test_a_download_without_end_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_module, "MOST_BYTES", 10)
    with pytest.raises(ToolError, match="is larger than"):
        place.install()
    assert place.left() == []


def test_a_download_that_takes_too_long_is_given_up(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_module, "TOTAL_SECONDS", -1.0)
    with pytest.raises(ToolError, match="takes too long"):
        place.install()


@pytest.mark.parametrize("status", [403, 404, 503])
def test_without_download_and_without_go_it_says_what_else_can_be_done(place: Place, status: int) -> None:
    place.vendor.serve("/asset.tar.gz", b"sorry", status)
    with pytest.raises(ToolError, match=f"the server answers {status}") as caught:
        place.install()
    assert "--mirror" in caught.value.hint


def test_a_certificate_that_nobody_vouches_for_is_refused(place: Place) -> None:
    place.env["SSL_CERT_FILE"] = ""
    with pytest.raises(ToolError, match="CERTIFICATE_VERIFY_FAILED"):
        place.install()
    assert place.vendor.asked == []


def test_a_proxy_is_used_unless_the_host_is_excepted(place: Place) -> None:
    place.env["HTTPS_PROXY"] = "http://127.0.0.1:1"
    with pytest.raises(ToolError, match="cannot be downloaded"):
        place.install()
    place.env["NO_PROXY"] = "example.com,127.0.0.1"
    assert place.install().version == "5.7.1"


@pytest.mark.parametrize(
    "packed",
    [
        archive("other"),
        archive("kustomize", kind=tarfile.SYMTYPE),
        archive("kustomize", kind=tarfile.FIFOTYPE),
        b"text",
        PACKED[:60],
    ],
    ids=["no member", "link", "fifo", "no archive", "half an archive"],
)
def test_an_archive_without_the_program_is_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch, packed: bytes
) -> None:
    release(place.vendor, monkeypatch, hashlib.sha256(packed).hexdigest())
    place.vendor.serve("/asset.tar.gz", packed)
    with pytest.raises(ToolError, match="kustomize"):
        place.install()
    assert place.left() == []


def test_a_program_that_does_not_run_here_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = archive("kustomize", b"\x7fELF for another machine")
    release(place.vendor, monkeypatch, hashlib.sha256(packed).hexdigest())
    place.vendor.serve("/asset.tar.gz", packed)
    with pytest.raises(ToolError, match="does not run here"):
        place.install()
    assert place.left() == []


def test_what_is_there_is_replaced_only_by_what_was_checked(place: Place) -> None:
    program = Path(place.install().program)
    place.vendor.serve("/asset.tar.gz", b"broken")
    with pytest.raises(ToolError):
        place.install()
    assert program.read_bytes() == PROGRAM
    place.vendor.serve("/asset.tar.gz", PACKED)
    place.install()
    assert place.left() == ["tools/kustomize/5.7.1/kustomize"]


def test_only_what_is_missing_is_brought_when_asked(place: Place, tmp_path: Path) -> None:
    kubectl = Tool("kubectl", "/usr/bin/kubectl", "1.34.0")
    assert place.install(only_missing=True, toolbox=Toolbox(kustomize=[kubectl])) is kubectl
    assert place.said == ["kustomize is at hand: /usr/bin/kubectl"]
    assert place.vendor.asked == []
    assert place.install(only_missing=True).name == "kustomize"
    assert place.install(toolbox=Toolbox(kustomize=[kubectl])).name == "kustomize"


def test_an_unknown_tool_is_a_usage_error_that_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kubectl is not a tool") as caught:
        install(["helm", "kubectl"], str(tmp_path), env={}, toolbox=Toolbox(), progress=print)
    assert caught.value.hint == "known are kustomize, helm, opa"


def test_a_platform_without_a_checksum_is_served_by_go_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "this_platform", lambda: "plan9/mips")
    with pytest.raises(
        ToolError, match=r"no checksum of kustomize 5\.7\.1 for plan9/mips is known"
    ) as caught:
        place.install()
    assert "install Go" in caught.value.hint
    assert place.vendor.asked == []


def go_that(tmp_path: Path, does: str) -> str:
    """A PATH with a program that stands for Go."""
    folder = tmp_path / "go"
    folder.mkdir()
    (folder / "go").write_text(f"#!/bin/sh\nset -eu\n{does}\n")
    (folder / "go").chmod(0o700)
    return str(folder)


def test_where_nothing_can_be_downloaded_go_builds_the_same_version(place: Place, tmp_path: Path) -> None:
    place.vendor.pages.clear()
    place.env.update(
        PATH=go_that(
            tmp_path,
            f"echo \"$@\" >{tmp_path}/asked\nexport >{tmp_path}/env\nprintf '#!/bin/sh\\necho v5.7.1' >$GOBIN/kustomize",
        ),
        GOPROXY="https://proxy.example.com",
        GONOSUMDB="*",
        GOFLAGS="-insecure",
        GITHUB_TOKEN="t0ken",
    )
    tool = place.install()
    assert tool.version == "5.7.1"
    assert place.left() == ["tools/kustomize/5.7.1/kustomize"]
    assert (tmp_path / "asked").read_text() == "install -ldflags=-s -w example.com/none@v1\n"
    environment = (tmp_path / "env").read_text()
    assert "GOPROXY='https://proxy.example.com'" in environment
    assert "GOENV='off'" in environment
    assert not any(word in environment for word in ("t0ken", "insecure", "GONOSUMDB"))
    assert "the server answers 404" in place.said[1]
    assert "building example.com/none@v1 with Go instead" in place.said[2]
    assert place.said[3].startswith("kustomize 5.7.1 was built with Go: ")


@pytest.mark.parametrize(
    ("does", "reason"),
    [("echo first >&2\necho no such module >&2\nexit 1", "no such module"), ("exit 0", "exit code 0")],
)
def test_a_build_that_fails_says_both_reasons(place: Place, tmp_path: Path, does: str, reason: str) -> None:
    place.vendor.pages.clear()
    place.env["PATH"] = go_that(tmp_path, does)
    with pytest.raises(ToolError, match=f"can neither be downloaded nor built: {reason}") as caught:
        place.install()
    assert "404" in caught.value.hint
    assert place.left() == []


def test_this_platform_is_named_as_go_names_it() -> None:
    system, _, machine = this_platform().partition("/")
    assert system in {"linux", "darwin"}
    assert machine.isalnum()
    if shutil.which("go"):
        told = subprocess.run(["go", "env", "GOOS", "GOARCH"], capture_output=True, check=True).stdout.split()
        assert this_platform() == b"/".join(told).decode()
