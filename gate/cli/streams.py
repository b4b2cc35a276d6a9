"""Standard streams that can be written to, whatever the process was started with."""

from __future__ import annotations

import errno
import io
import os
import sys

from gate.errors import GateError, UsageError

# The machine's faults, of which the gate can only tell.
OF_THE_MACHINE = {
    errno.EDQUOT,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
    errno.ENOSPC,
    errno.EROFS,
}


def settle() -> None:
    """Open what was closed (`>&-`), as nothing; write UTF-8 to files and pipes, and never fail on a text."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            if descriptor != number:
                os.dup2(descriptor, number)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def abandon_stdout() -> None:
    """Nobody reads on, or nothing more fits: what is still to be written goes nowhere, quietly."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def of_the_machine(error: OSError) -> GateError | None:
    """A fault of the machine (a full disk, too many open files) as a fault of the set-up, else None."""
    if error.errno not in OF_THE_MACHINE:
        return None
    where = f"{error.filename}: " if error.filename else ""
    return UsageError(f"{where}{error.strerror}", "make room for the gate, and run it again")
