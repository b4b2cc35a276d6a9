"""Brings the pinned releases of kustomize, Helm and OPA into the gate's cache."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tarfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from gate.errors import ToolError, UsageError
from gate.system.download import UnreachableError, download
from gate.system.process import Limits, run
from gate.system.tool_releases import RELEASES, Release
from gate.system.tools import Tool, Toolbox, cached_place

PROGRAM_BYTES = 512 * 2**20
ARCHITECTURES: Mapping[str, str] = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
# A build starts many processes that each reserve much address space; the code is trusted by its checksum.
BUILD_LIMITS = Limits(seconds=1800.0, memory_bytes=64 * 2**30, file_bytes=4 * 2**30)
GO_SETTINGS = ("HOME", "PATH", "GOPATH", "GOCACHE", "GOMODCACHE", "GOPROXY", "GOTOOLCHAIN", "SSL_CERT_FILE")
PROXIES = ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")


def install(  # noqa: PLR0913 - each is a word of the command line
    names: Sequence[str],
    cache_folder: str,
    *,
    env: Mapping[str, str],
    toolbox: Toolbox,
    progress: Callable[[str], None],
    mirror: str = "",
    only_missing: bool = False,
) -> tuple[Tool, ...]:
    """Bring tools into the cache and answer with them; all of RELEASES when no name is given.

    env: the user's environment (proxies, Go). mirror: an https address that serves the vendors' files as
    `MIRROR/name/version/file`. only_missing: leave out what the toolbox has already (for kustomize a
    kubectl will do). Where a release cannot be downloaded and Go is at hand, Go builds the same version,
    proved by the Go checksum database. UsageError for an unknown name, ToolError when there is no way.
    """
    for name in names:
        if name not in RELEASES:
            raise UsageError(
                f"{name} is not a tool that the gate can bring", f"known are {', '.join(RELEASES)}"
            )
    brought = []
    for name in dict.fromkeys(names or RELEASES):
        present = toolbox.get(name) if only_missing else None
        if present is not None:
            progress(f"{name} is at hand: {present.program}")
        brought.append(present or _bring(RELEASES[name], cache_folder, env, mirror, progress))
    return tuple(brought)


def this_platform() -> str:
    """This machine as Go names it, such as `linux/amd64`."""
    machine = platform.machine().lower()
    return f"{sys.platform}/{ARCHITECTURES.get(machine, machine)}"


def _bring(
    release: Release, cache_folder: str, env: Mapping[str, str], mirror: str, progress: Callable[[str], None]
) -> Tool:
    place = cached_place(release.name, cache_folder)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.parent.chmod(0o700)
    with TemporaryDirectory(dir=place.parent, prefix=".new-") as folder:
        try:
            program, how = _downloaded(release, Path(folder), env, mirror, progress), "downloaded"
        except UnreachableError as error:
            progress(error.message)
            program, how = _built(release, Path(folder), env, error, progress), "built with Go"
        program.chmod(0o700)
        _try(release.name, program)
        program.replace(place)
    progress(f"{release.name} {release.version} was {how}: {place}")
    return Tool(release.name, str(place), release.version)


def _downloaded(
    release: Release, folder: Path, env: Mapping[str, str], mirror: str, progress: Callable[[str], None]
) -> Path:
    asset = release.assets.get(this_platform())
    if asset is None:
        raise UnreachableError(
            f"no checksum of {release.name} {release.version} for {this_platform()} is known"
        )
    if mirror:
        url = f"{mirror.rstrip('/')}/{release.name}/{release.version}/{asset.name}"
    else:
        url = release.address.format(asset=asset.name)
    progress(f"downloading {url}")
    file = folder / "download"
    download(url, asset.sha256, file, env)
    return _extracted(file, asset.member, folder / "program") if asset.member else file


def _extracted(archive: Path, member: str, into: Path) -> Path:
    """The one file of an archive that is wanted; its digest has been checked."""
    try:
        with tarfile.open(archive, "r:gz") as files:
            entry = files.getmember(member)
            content = files.extractfile(entry) if entry.isreg() and entry.size <= PROGRAM_BYTES else None
            if content is None:
                raise ToolError(f"{member} in {archive.name} is not a program")
            with into.open("wb") as file:
                shutil.copyfileobj(content, file)
    except (KeyError, tarfile.TarError, OSError, EOFError) as error:
        raise ToolError(f"{member} cannot be taken out of the downloaded archive: {error}") from error
    return into


def _built(
    release: Release,
    folder: Path,
    env: Mapping[str, str],
    unreachable: UnreachableError,
    progress: Callable[[str], None],
) -> Path:
    go = shutil.which("go", path=env.get("PATH", ""))
    if go is None:
        raise ToolError(
            unreachable.message,
            f"name a mirror with --mirror, install Go, or put {release.name} on PATH yourself",
        ) from unreachable
    progress(f"building {release.module} with Go instead; the Go checksum database proves its source")
    settings = {name: env[name] for name in (*GO_SETTINGS, *PROXIES) if env.get(name)} | {
        "GOENV": "off",
        "GOBIN": str(folder),
        "CGO_ENABLED": "0",
    }
    done = run(
        (os.path.abspath(go), "install", "-ldflags=-s -w", release.module),  # noqa: PTH100
        cwd=str(folder),
        env=settings,
        limits=BUILD_LIMITS,
    )
    program = folder / release.name
    if done.returncode != 0 or done.cut or not program.is_file():
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = (
            "it took too long"
            if done.cut == "time"
            else (said[-1] if said else f"exit code {done.returncode}")
        )
        raise ToolError(
            f"{release.name} can neither be downloaded nor built: {reason}", unreachable.message
        ) from unreachable
    return program


def _try(name: str, program: Path) -> None:
    """Whether it runs here at all: the cache may lie where nothing may be executed."""
    if fault := Tool(name, str(program)).fault:
        raise ToolError(f"the {name} that was brought does not run here: {fault}")
