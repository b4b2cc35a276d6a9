"""One commit of a repository elsewhere, fetched by Git because the user named it on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gate.errors import ToolError
from gate.system.files import FolderTree
from gate.system.git import SETTINGS, Repository, options, quiet_environment, reason_of
from gate.system.git_objects import write_tree
from gate.system.policy_sources import GitSource
from gate.system.process import Limits, run

LIMITS = Limits(seconds=300.0, memory_bytes=16 * 2**30)
# What Git needs to reach a server as the user does; nothing of it comes from a repository.
HANDED_ON = (
    "HOME", "PATH", "XDG_CONFIG_HOME", "GIT_CONFIG_COUNT", "SSH_AUTH_SOCK", "GIT_SSH_COMMAND", "GIT_ASKPASS",
    "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "GIT_SSL_CAINFO",
)  # fmt: skip


def fetched_commit(git: str, source: GitSource, into: Path, env: Mapping[str, str]) -> FolderTree:
    """The tree of a commit, written out below a private folder.

    git: the program's absolute path. env: the user's environment. ToolError when it cannot be had.
    """
    repository, tree = into / "repository", into / "tree"
    repository.mkdir()
    tree.mkdir()
    given = {name: env[name] for name in HANDED_ON if env.get(name)}
    given |= {
        name: value
        for name, value in env.items()
        if name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"))
    }
    environment = quiet_environment(given) | {"GIT_ALLOW_PROTOCOL": "https:ssh:file"}
    steps = (
        ("init", "--quiet", "."),
        ("fetch", "--quiet", "--depth=1", "--no-tags", "--", source.address, source.commit),
    )
    for step in steps:
        done = run([git, *options(SETTINGS), *step], cwd=str(repository), env=environment, limits=LIMITS)
        if done.returncode != 0 or done.cut:
            raise ToolError(
                f"{source.address} does not give commit {source.commit[:12]}: {reason_of(done)}",
                "look at address and commit, and whether Git may read it without a prompt",
            )
    return write_tree(Repository(git, str(repository), env), source.commit, str(tree))
