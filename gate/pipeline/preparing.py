"""The schemas of a run, got ready while its renderings are waited for."""

from __future__ import annotations

import threading

from gate import validate


class Preparing:
    """A thread that loads the schemas of Kubernetes versions; nobody has to wait who needs none."""

    def __init__(self, versions: tuple[str, ...]) -> None:
        self._versions = versions
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start, if it has not begun to."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._prepare, name="schemas", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Return when it has ended, at once where it never began."""
        if self._thread is not None:
            self._thread.join()

    def _prepare(self) -> None:
        validate.prepare(self._versions)
