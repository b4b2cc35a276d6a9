"""How a program is started so that its limits hold from its first instruction on."""

from __future__ import annotations

import errno
import os
import resource
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from gate.errors import ToolError

SHELL = "/bin/sh"
# The numbers stand in KiB and, as POSIX has it, in blocks of 512 bytes. What a shell adds to the environment
# is taken away again; `exec` leaves the program with the process, the group and the streams it was given.
SCRIPT = (
    'ulimit -v "$1" && ulimit -f "$2" && ulimit -c 0 || exit 125; '
    'shift 2; unset PWD OLDPWD SHLVL; exec "$@"'
)  # fmt: skip
BLOCK = 512


def under_limits(argv: Sequence[str], memory_bytes: int, file_bytes: int) -> list[str]:
    """A command that bounds itself and then becomes the program: address space, size of a file, no core.

    Limits set on a program that runs come late, and `preexec_fn` may deadlock where there are threads.
    macOS knows no bound of the address space and gets the program as it is. OSError for a program that
    cannot be started, which a shell would tell as its own end; ToolError where limits cannot be read.
    """
    _look_at(argv[0])
    if sys.platform != "linux":
        return list(argv)
    memory = _at_most(memory_bytes, resource.RLIMIT_AS) // 2**10
    files = _at_most(file_bytes, resource.RLIMIT_FSIZE) // BLOCK
    return [SHELL, "-c", SCRIPT, SHELL, str(memory), str(files), *argv]


def _look_at(program: str) -> None:
    if not stat.S_ISREG(Path(program).stat().st_mode) or not os.access(program, os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), program)


def _at_most(wanted: int, kind: int) -> int:
    """A limit that this process may set: never above its own."""
    try:
        hard = resource.getrlimit(kind)[1]
    except OSError as error:
        raise ToolError(
            "the limits of a program cannot be set (prlimit is not permitted)",
            "allow the prlimit64 system call in the sandbox that the gate runs in",
        ) from error
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
