"""Engine `opa`: a server that the gate starts on loopback with the pack on its command line."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from gate.errors import PolicyError
from gate.evaluate.answer_errors import AnswerError, TooSlowError
from gate.evaluate.engines import SECONDS_FOR_OTHERS, Credentials, EvaluationError, Select
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.system.files import private_folder, write_private
from gate.system.process import Limits, scrubbed_environment, start

if TYPE_CHECKING:
    from gate.evaluate.own.policy_set import PolicySet
    from gate.evaluate.transport import Client

SECONDS_TO_START = 15.0
SECONDS_TO_ANSWER = 30.0
SECONDS_TO_END = 1.0
TRIES = 5
MOST_AT_ONCE = 4
ANSWER_BYTES = 64 * 2**20
LIMITS = Limits(memory_bytes=8 * 2**30)  # address space: Go reserves far more than it uses
MEMORY = "1GiB"
# Collecting rarely costs memory, which the limit bounds, and saves a fifth of the time.
COLLECT_AT = "400"
ENTRY = "system/entry/answer"
NONCE = "system/nonce"
# Only what the gate asks, and only with its token, of which no file holds more than the digest.
AUTHORIZATION = """package system.authz

default allow := false

allow if {
	input.method == "POST"
	input.path in {["v1", "data", "system", "entry", "answer"], ["v1", "data", "system", "nonce"]}
	crypto.sha256(input.identity) == "TOKEN"
}
"""


class Opa:
    """A running server. It is believed only once it tells a nonce that it can know from our data alone.

    One question keeps one processor busy, so that it takes as many at once as there are processors.
    """

    at_once = min(os.cpu_count() or 1, MOST_AT_ONCE)

    def __init__(
        self, program: str, rego: Sequence[str], data: JsonObject, own: PolicySet | None = None
    ) -> None:
        """rego: paths of the modules. own: policies to load instead of them, as a bundle.

        PolicyError when OPA does not start or does not take the policies.
        """
        self._program = program
        self._rego = tuple(rego)
        self._own = own
        self._data = data
        self._held = contextlib.ExitStack()
        self._starts = 0
        self._renewing = threading.Lock()
        self._open()

    def ask(self, items: Sequence[bytes], select: Select, environment: str) -> JsonValue:
        given = {
            "resources": [orjson.Fragment(item) for item in items],
            "select": {"resource": select.resource, "cluster": select.cluster},
            "environment": environment,
        }
        starts = self._starts
        try:
            # Rules of others are written for conftest and clusters, where a built-in that fails is undefined.
            return self._client.result(given, ENTRY, strict=self._own is None)
        except TooSlowError as error:
            # Rules of the pack end: where even a question about nothing is not answered, the server hangs.
            hangs = self._own is None and not self._is_renewed(starts) and not self._works()
            self._renew(starts)
            if hangs:
                raise PolicyError(
                    f"the OPA server that the gate started hangs: {error.reason}", self._hint()
                ) from None
            raise EvaluationError(f"it took longer than {self._seconds:g} seconds", costly=True) from None
        except AnswerError as error:
            if self._is_renewed(starts):
                return self.ask(items, select, environment)
            has_ended = self._has_ended(error)
            if (words := _words(error)) and not has_ended:
                raise EvaluationError(self._told(words)) from None
            if has_ended and self._own:
                self._renew(starts)
                raise EvaluationError("OPA ended while it worked on it", costly=True) from None
            raise PolicyError(
                f"the OPA server that the gate started failed: {error.reason}", self._hint()
            ) from None

    def close(self) -> None:
        self._held.close()

    def _works(self) -> bool:
        nothing: JsonObject = {"resources": [], "select": {"resource": {}, "cluster": []}, "environment": ""}
        try:
            return self._client.result({}, NONCE) == self._nonce and self._client.result(nothing, ENTRY) == []
        except AnswerError:
            return False

    def _has_ended(self, error: AnswerError) -> bool:
        """Whether the server is gone; a connection that breaks may be told of before the process is."""
        deadline = time.monotonic() + (0.0 if error.status else SECONDS_TO_END)
        while self._process.poll() is None:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        return True

    def _renew(self, starts: int) -> None:
        """Start anew, once: what the server still works on would weigh on every later answer."""
        with self._renewing:
            if self._starts == starts:
                self._open()

    def _is_renewed(self, starts: int) -> bool:
        """Whether another question took the server away that this one was put to."""
        with self._renewing:
            return self._starts != starts

    def _told(self, words: str) -> str:
        return self._own.told(words) if self._own else words

    @property
    def _seconds(self) -> float:
        return SECONDS_FOR_OTHERS if self._own else SECONDS_TO_ANSWER

    def _open(self) -> None:
        """Start the server, or start it anew."""
        self._held.close()
        self._starts += 1
        with contextlib.ExitStack() as held:
            folder = held.enter_context(private_folder())
            for _ in range(TRIES):
                if self._started(held, folder):
                    self._held = held.pop_all()
                    return
        raise PolicyError("OPA found no free port on loopback", "try again, or use --engine embedded")

    def _started(self, held: contextlib.ExitStack, folder: str) -> bool:
        """Whether the server runs and is ours; False when another program took its port."""
        port, token, nonce = _free_port(), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._nonce = nonce
        system = mapping(self._data.get("system"))
        data = write_private(
            folder, "data.json", orjson.dumps(self._data | {"system": system | {"nonce": nonce}})
        )
        digest = hashlib.sha256(token.encode()).hexdigest()
        authorization = write_private(folder, "authz.rego", AUTHORIZATION.replace("TOKEN", digest).encode())
        # The folder itself is the bundle of policies that are not the gate's.
        loaded = self._own.arguments(folder) if self._own else (authorization, data, *self._rego)
        argv = (
            self._program, "run", "--server", f"--addr=127.0.0.1:{port}", "--log-level=error",
            "--authentication=token", "--authorization=basic", "--disable-telemetry",
            "--shutdown-grace-period=1", *loaded,
        )  # fmt: skip
        self._process = start(
            argv,
            cwd=folder,
            env=scrubbed_environment(folder, {"GOMEMLIMIT": MEMORY, "GOGC": COLLECT_AT}),
            limits=LIMITS,
        )
        running = contextlib.ExitStack()
        running.callback(self._process.stop)
        with running:
            # Imported while OPA starts.
            from gate.evaluate.transport import Client  # noqa: PLC0415 - see there

            self._client = Client(
                f"http://127.0.0.1:{port}", Credentials(token), limit=ANSWER_BYTES, seconds=self._seconds
            )
            running.callback(self._client.close_connection)
            if not self._believed(self._client, nonce):
                return False
            held.enter_context(running.pop_all())
        return True

    def _believed(self, client: Client, nonce: str) -> bool:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                if b"address already in use" in self._process.tail():
                    return False
                raise PolicyError("OPA does not start with the policies", self._hint())
            try:
                return client.result({}, NONCE) == nonce
            except AnswerError as error:
                if error.status:
                    return False
                time.sleep(0.005)
        raise PolicyError(f"OPA did not start within {SECONDS_TO_START:g} seconds", self._hint())

    def _hint(self) -> str:
        """The last fault that OPA wrote of; no resource is in it at this log level."""
        lines = self._process.tail().decode(errors="replace").splitlines()
        said = [words for line in lines if (words := _fault_in(line.strip()))]
        return f"OPA says: {self._told(said[-1])}" if said else "use --engine embedded to go on without it"


def _fault_in(line: str) -> str:
    """What a line of OPA's output says of a fault: a line of its log, in JSON, or another; "" for none."""
    try:
        logged = mapping(orjson.loads(line))
    except orjson.JSONDecodeError:
        return line
    told = (text(logged.get(name)) for name in ("msg", "err"))
    return ": ".join(filter(None, told)) if logged.get("level") in {"error", "fatal", "panic"} else ""


def _words(error: AnswerError) -> str:
    """What OPA says of a rule that failed: where, and which kind of failure. Built-ins quote the values
    that they fail on, so of their messages only the built-in's name is told. "" when no rule failed.
    """
    found = [mapping(one) for one in sequence(error.body.get("errors"))]
    told = []
    for one in found:
        place = mapping(one.get("location"))
        message = text(one.get("message"))
        if not text(one.get("code")).startswith("eval_"):
            return ""
        if one.get("code") == "eval_builtin_error":
            name = re.match(r"[a-z_0-9.]+(?=:)", message)
            message = f"{name.group() if name else 'a built-in'} failed"
        told.append(f"{message} ({Path(text(place.get('file'))).name}:{place.get('row')})")
    return "; ".join(dict.fromkeys(told))


def _free_port() -> int:
    """A port that was free a moment ago: with port 0, OPA never tells which one it got."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
