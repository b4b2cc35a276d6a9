"""What keeps an OPA server's answer from being used; apart from the way to it, which is dear to import."""

from __future__ import annotations

from gate.model.json import JsonObject


class AnswerError(Exception):
    """The server gave no answer to use. reason: a clause for people. body: what it sent, {} if not JSON."""

    def __init__(self, reason: str, status: int = 0, body: JsonObject | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.body = body or {}


class TooSlowError(AnswerError):
    """The server did not answer in time."""
