"""The way to an OPA server: opa-python-client over a session that trusts nothing it was not told.

Costs 0.25 s to import (requests, aiohttp), so only `opa` and `existing` import it, when they are used.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

import orjson
import requests
import urllib3
from opa_client import OpaClient

from gate.evaluate.answer_errors import AnswerError, TooSlowError
from gate.evaluate.engines import Credentials
from gate.model.json import JsonObject, JsonValue, mapping

CHUNK = 64 * 1024
OK = 200
Answered = TypeVar("Answered")


class BoundedSession(requests.Session):
    """Reads no proxy and no .netrc from the environment, follows no redirect, bounds what it reads.

    JSON goes out by orjson, so that what is JSON already goes as it is (`orjson.Fragment`).
    """

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.trust_env = False
        self.limit = limit

    def request(  # the rest of the signature is requests' own
        self,
        method: str | bytes,
        url: str | bytes,
        *args: Any,  # noqa: ANN401
        **kwargs: Any,  # noqa: ANN401
    ) -> requests.Response:
        """As `requests.Session.request`. AnswerError for everything that is no whole, bounded 200."""
        if (asked := kwargs.pop("json", None)) is not None:
            kwargs["data"] = orjson.dumps(asked)
            kwargs["headers"] = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        kwargs |= {"allow_redirects": False, "stream": True}
        try:
            response = super().request(method, url, *args, **kwargs)
            content = b"".join(self._bounded(response.raw.stream(CHUNK, decode_content=True)))
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise AnswerError(_clause(error)) from None
        if response.status_code != OK:
            raise AnswerError(f"it answered {response.status_code}", response.status_code, _json(content))
        response.raw = io.BytesIO(content)
        return response

    def _bounded(self, chunks: Iterable[bytes]) -> Iterable[bytes]:
        read = 0
        for chunk in chunks:
            read += len(chunk)
            if read > self.limit:
                raise AnswerError(f"its answer is longer than {self.limit} bytes")
            yield chunk


class Client(OpaClient):  # type: ignore[misc]
    """OPA's client with a bounded session. address: scheme, host, port and any prefix, no `/` at its end."""

    def __init__(self, address: str, credentials: Credentials, *, limit: int, seconds: float) -> None:
        self._credentials = credentials
        self._limit = limit
        super().__init__(token=credentials.token or None, timeout=seconds, retries=0)
        self.seconds = seconds
        self.root_url = f"{address}/{self.version}"

    def _init_session(self) -> requests.Session:
        session = BoundedSession(self._limit)
        session.headers.update(self.headers or {})
        given = self._credentials
        session.verify = given.authority or True
        if given.certificate:
            session.cert = (given.certificate, given.key) if given.key else given.certificate
        return session

    def result(self, given: object, path: str, *, strict: bool = True) -> JsonValue:
        """What `data.<path>` (with `/`) is for an input. AnswerError when it is undefined, or the answer is
        no answer; TooSlowError after `seconds` in all, however the server spends them.

        strict: a built-in that fails is an error to be told, not a rule that holds its peace.
        """
        query = {"strict-builtin-errors": str(strict).lower()}
        try:
            answer = _within(self.seconds, lambda: self.query_rule(given, path, query_params=query))
        except ValueError:
            raise AnswerError("its answer is not JSON") from None
        if not isinstance(answer, dict) or "result" not in answer:
            raise AnswerError(f"it has no data.{path.replace('/', '.')}")
        return cast("JsonValue", answer["result"])


def _within(seconds: float, call: Callable[[], Answered]) -> Answered:
    """What a call gives within so many seconds. A socket's own time-out holds for each read only: a server
    that sends a byte now and then would never end. The thread that waits on it ends with its connection.
    """
    answers: list[Answered] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(call())
        except (AnswerError, ValueError) as error:
            faults.append(error)

    thread = threading.Thread(target=run, name="opa request", daemon=True)
    began = time.monotonic()
    thread.start()
    thread.join(seconds)
    if faults:
        if time.monotonic() - began >= seconds:
            raise TooSlowError(f"it did not answer within {seconds:g} seconds")
        raise faults[0]
    if not answers:
        raise TooSlowError(f"it did not answer within {seconds:g} seconds")
    return answers[0]


def _clause(error: Exception) -> str:
    """What went wrong on the way, without addresses and tokens."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate or ours was not accepted"
    if isinstance(error, requests.ConnectTimeout):
        return "it cannot be reached in time"
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return "it did not answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | urllib3.exceptions.ProtocolError):
        return "its answer ends too early"
    if isinstance(error, requests.ConnectionError):
        return "it cannot be reached"
    return "it does not speak HTTP as OPA does"


def _json(content: bytes) -> JsonObject:
    try:
        return mapping(cast("JsonValue", orjson.loads(content)))
    except orjson.JSONDecodeError:
        return {}
