"""Engine `opa`: a server that the gate starts on loopback with the pack on its command line."""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from gate.errors import PolicyError
from gate.evaluate.engines import Credentials, EvaluationError, Select
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.system.files import private_folder
from gate.system.process import Limits, scrubbed_environment, start

if TYPE_CHECKING:
    from gate.evaluate.transport import AnswerError, Client

SECONDS_TO_START = 15.0
SECONDS_TO_ANSWER = 30.0
TRIES = 5
ANSWER_BYTES = 64 * 2**20
LIMITS = Limits(memory_bytes=8 * 2**30)  # address space: Go reserves far more than it uses
MEMORY = "1GiB"
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
    """A running server. It is believed only once it tells a nonce that it can know from our data alone."""

    def __init__(self, program: str, rego: Sequence[str], data: JsonObject) -> None:
        """PolicyError when OPA does not start or does not take the pack."""
        self._program = program
        self._rego = tuple(rego)
        self._data = data
        self._held = contextlib.ExitStack()
        self._open()

    def ask(self, bodies: Sequence[bytes], select: Select, environment: str) -> JsonValue:
        from gate.evaluate.transport import AnswerError, TooSlowError  # noqa: PLC0415 - see there

        given = {
            "resources": [orjson.Fragment(body) for body in bodies],
            "select": {"resource": select.resource, "cluster": select.cluster},
            "environment": environment,
        }
        try:
            return self._client.result(given, ENTRY)
        except TooSlowError:
            # What it still works on would weigh on every later answer.
            self._open()
            raise EvaluationError(f"it took longer than {SECONDS_TO_ANSWER:g} seconds") from None
        except AnswerError as error:
            if (words := _words(error)) and self._process.poll() is None:
                raise EvaluationError(words) from None
            raise PolicyError(
                f"the OPA server that the gate started failed: {error.reason}", self._hint()
            ) from None

    def close(self) -> None:
        self._held.close()

    def _open(self) -> None:
        """Start the server, or start it anew."""
        self._held.close()
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
        system = mapping(self._data.get("system"))
        data = _written(folder, "data.json", orjson.dumps(self._data | {"system": system | {"nonce": nonce}}))
        digest = hashlib.sha256(token.encode()).hexdigest()
        authorization = _written(folder, "authz.rego", AUTHORIZATION.replace("TOKEN", digest).encode())
        argv = (
            self._program, "run", "--server", f"--addr=127.0.0.1:{port}", "--log-level=error",
            "--authentication=token", "--authorization=basic", "--disable-telemetry",
            "--shutdown-grace-period=1", authorization, data, *self._rego,
        )  # fmt: skip
        self._process = start(
            argv, cwd=folder, env=scrubbed_environment(folder, {"GOMEMLIMIT": MEMORY}), limits=LIMITS
        )
        running = contextlib.ExitStack()
        running.callback(self._process.stop)
        with running:
            # Imported while OPA starts.
            from gate.evaluate.transport import Client  # noqa: PLC0415 - see there

            self._client = Client(
                f"http://127.0.0.1:{port}", Credentials(token), limit=ANSWER_BYTES, seconds=SECONDS_TO_ANSWER
            )
            running.callback(self._client.close_connection)
            if not self._believed(self._client, nonce):
                return False
            held.enter_context(running.pop_all())
        return True

    def _believed(self, client: Client, nonce: str) -> bool:
        from gate.evaluate.transport import AnswerError  # noqa: PLC0415 - see there

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
        """The last line of what OPA wrote; no resource is in it at this log level."""
        lines = self._process.tail().decode(errors="replace").strip().splitlines()
        return f"OPA says: {lines[-1].strip()}" if lines else "use --engine embedded to go on without it"


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


def _written(folder: str, name: str, content: bytes) -> str:
    """A file that nobody else can read."""
    path = Path(folder, name)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return str(path)


def _free_port() -> int:
    """A port that was free a moment ago: with port 0, OPA never tells which one it got."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
