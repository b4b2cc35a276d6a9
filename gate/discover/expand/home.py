"""Whether an address in a declaration is this repository, and a revision what is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_SCP = re.compile(r"(?:[^@/]+@)?(?P<host>[^:/@]+):(?!//)(?P<path>.+)")
# What people call the branch that everything comes from, where nothing says which one that is.
DEFAULT_BRANCHES = frozenset(["", "HEAD", "main", "master", "trunk"])


@dataclass(frozen=True, slots=True)
class Home:
    """This repository. addresses: its remotes', normalised; branches: those that it stands for (the one
    that is checked out, the remote's default), empty when not known.
    """

    addresses: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()

    @classmethod
    def of(cls, remotes: tuple[str, ...], branches: tuple[str, ...] = ()) -> Home:
        """From the remotes' addresses as Git has them."""
        return cls(frozenset(filter(None, map(normalised, remotes))), frozenset(branches))

    def is_address(self, url: str) -> bool:
        """Whether it is surely the address of this repository."""
        return normalised(url) in self.addresses

    def may_be_address(self, url: str) -> bool:
        """Whether it may be: that of a fork has the same last segment; without any remote all are."""
        names = {address.rpartition("/")[2] for address in self.addresses}
        return not names or normalised(url).rpartition("/")[2] in names

    def is_branch(self, revision: str) -> bool:
        """Whether a branch is what is looked at."""
        name = revision.removeprefix("refs/heads/")
        return name in {"", "HEAD"} or name in (self.branches or DEFAULT_BRANCHES)


def normalised(url: str) -> str:
    """`host/path` in lower case, without scheme, user, port, `.git` and slashes at the end.

    As Argo CD compares addresses (util/git/git.go, NormalizeGitURL), and blind to https against ssh.
    """
    address = url.strip()
    if "://" not in address and (found := _SCP.fullmatch(address)):
        host, path = found["host"], found["path"]
    else:
        try:
            parts = urlsplit(address if "://" in address else f"https://{address}")
            host, path = parts.hostname or "", parts.path
        except ValueError:
            return ""
    path = path.strip("/").removesuffix(".git").strip("/")
    return f"{host}/{path}".lower() if host and path else ""


def shown(url: str) -> str:
    """An address as people may see it: without user and password."""
    return re.sub(r"(?<=://)[^/@\s]*@", "", url)
