"""The gate on a terminal: what moves, what is coloured, and how it ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pytest

from tests.tools.checkout import BAD, GATE, GOOD, Checkout

SGR = re.compile(r"\x1b\[[0-9;]*m")
CURSOR = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]")
HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
# Templates have no `while`; 200 million turns are more than anybody waits for.
ENDLESS = (
    "{{ range $a := until 20000 }}{{ range $b := until 10000 }}{{ if eq $a $b }}{{ end }}{{ end }}{{ end }}\n"
)


def environment(**changes: str) -> dict[str, str]:
    """A terminal as a person has one: no CI, no NO_COLOR."""
    kept = {
        name: value for name, value in os.environ.items() if name not in {"CI", "NO_COLOR", "FORCE_COLOR"}
    }
    return {**kept, "TERM": "xterm-256color", **changes}


Spawn = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def spawn(folder: Checkout) -> Spawn:
    """The gate, or a shell line, on a terminal of its own."""

    def start(
        *arguments: str, argv: tuple[str, ...] = GATE, env: Mapping[str, str] | None = None
    ) -> pexpect.spawn[str]:
        program, *rest = (*argv, *arguments)
        return pexpect.spawn(
            program,
            rest,
            cwd=str(folder.folder),
            env=dict(env or environment()),
            encoding="utf-8",
            timeout=120,
            dimensions=(40, 120),
        )

    return start


def ended(child: pexpect.spawn[str]) -> tuple[int | None, str]:
    child.expect(pexpect.EOF)
    text = child.before
    # `close` kills what is still ending a tenth of a second later, which a busy machine takes.
    patience = time.monotonic() + 60
    while child.isalive() and time.monotonic() < patience:
        time.sleep(0.05)
    child.close()
    assert "Traceback" not in text
    return child.exitstatus, text


def screen(text: str) -> list[str]:
    """The lines that stay, for what the gate uses of a terminal: erase the line, up, return."""
    lines, row = [""], 0
    for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z]|\r\n|\r|\n)", text):
        if part in {"\r\n", "\n"}:
            row += 1
            if row == len(lines):
                lines.append("")
        elif part == "\x1b[2K":
            lines[row] = ""
        elif re.fullmatch(r"\x1b\[\d*A", part):
            row -= int(part[2:-1] or 1)
        elif not part.startswith("\x1b") and part != "\r":
            lines[row] += part
    return lines


class TestProgress:
    def test_moves_and_is_gone_at_the_end(self, folder: Checkout, spawn: Spawn) -> None:
        folder.write({f"{name}/a.yaml": GOOD for name in "abcdef"})
        code, text = ended(spawn("check"))
        assert code == 0
        assert "rendering" in text
        assert "6/6" in text
        assert text.index(HIDE_CURSOR) < text.rindex(SHOW_CURSOR)
        left = "\n".join(screen(text))
        assert "rendering" not in left
        assert "pass  0 errors" in left

    def test_is_seen_with_stdout_piped(self, folder: Checkout, spawn: Spawn) -> None:
        folder.write({"a.yaml": BAD})
        code, text = ended(spawn("-c", f"{' '.join(GATE)} check > report.txt", argv=("bash",)))
        assert code == 1
        assert "rendering" in text
        assert "\x1b" not in (folder.folder / "report.txt").read_text()

    @pytest.mark.parametrize("changes", [{"TERM": "dumb"}, {"CI": "true"}])
    def test_is_silent_where_nothing_can_move(
        self, folder: Checkout, spawn: Spawn, changes: dict[str, str]
    ) -> None:
        folder.write({"a.yaml": GOOD})
        code, text = ended(spawn("check", env=environment(**changes)))
        assert code == 0
        assert not CURSOR.search(text)
        assert "rendering" not in text

    def test_is_silent_in_a_pipe(self, folder: Checkout) -> None:
        said = folder.write({"a.yaml": BAD}).gate("check", env=environment())
        assert said.err == ""
        assert "\x1b" not in said.out


class TestColours:
    def test_are_there_on_a_terminal(self, folder: Checkout, spawn: Spawn) -> None:
        folder.write({"a.yaml": BAD})
        assert "\x1b[1;31merror\x1b[0m" in ended(spawn("check"))[1]

    @pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    @pytest.mark.parametrize(
        "arguments", ["check", "targets", "rules", "check nothing", "render", "no-command"]
    )
    def test_are_not_where_nobody_wants_them(
        self, folder: Checkout, spawn: Spawn, changes: dict[str, str], arguments: str
    ) -> None:
        folder.write({"a.yaml": BAD})
        text = ended(spawn(*arguments.split(), env=environment(**changes)))[1]
        assert not re.search(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7])m", text), "a colour"
        if changes == {"TERM": "dumb"}:
            assert "\x1b" not in text

    @pytest.mark.parametrize("arguments", ["check", "targets", "rules", "render", "no-command", "--help"])
    def test_are_not_in_a_pipe(self, folder: Checkout, arguments: str) -> None:
        said = folder.write({"a.yaml": BAD}).gate(*arguments.split(), env=environment())
        assert "\x1b" not in said.everything

    def test_say_nothing_that_the_words_do_not(self, folder: Checkout, spawn: Spawn) -> None:
        folder.write({"a.yaml": BAD})
        coloured = ended(spawn("check", env=environment(CI="true")))[1]
        plain = ended(spawn("check", env=environment(CI="true", NO_COLOR="1")))[1]
        settled = re.compile(r"\d+\.\d s")
        assert settled.sub("", SGR.sub("", coloured)) == settled.sub("", plain)


def test_a_narrow_terminal_is_filled_and_not_overrun(folder: Checkout, spawn: Spawn) -> None:
    folder.write({"a.yaml": BAD})
    child = spawn("check", env=environment(CI="true", NO_COLOR="1"))
    child.setwinsize(40, 60)
    assert ended(child)[0] == 1


@pytest.mark.needs("helm")
class TestBeingToldToEnd:
    """A chart that takes for ever is being rendered."""

    @pytest.fixture
    def endless(self, folder: Checkout) -> Checkout:
        return folder.write(
            {
                "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
                "chart/templates/a.yaml": ENDLESS,
            }
        )

    @pytest.mark.parametrize(
        ("command", "how"), [("check", "Ctrl-C"), ("check", "SIGTERM"), ("render", "Ctrl-C")]
    )
    def test_is_quick_and_leaves_nothing(
        self, endless: Checkout, spawn: Spawn, how: str, command: str
    ) -> None:
        child = spawn(command)
        children = started_by(child.pid)
        if how == "Ctrl-C":
            child.sendintr()
        else:
            child.kill(signal.SIGTERM)
        code, text = ended(child)
        assert code == 130
        assert screen(text)[-2:] == ["gate: interrupted", ""]
        assert text.count(SHOW_CURSOR) >= text.count(HIDE_CURSOR)
        assert not [pid for pid in children if is_alive(pid)]

    def test_without_a_terminal_it_is_the_same(self, endless: Checkout, spawn: Spawn) -> None:
        child = spawn(
            env=environment(CI="true"), argv=("bash", "-c", f"exec {' '.join(GATE)} check 2>err >out")
        )
        children = started_by(child.pid)
        child.kill(signal.SIGTERM)
        assert ended(child)[0] == 130
        assert (endless.folder / "err").read_text().strip() == "gate: interrupted"
        assert not [pid for pid in children if is_alive(pid)]

    @pytest.mark.needs("opa")
    def test_the_server_of_the_policies_ends_too(self, endless: Checkout, spawn: Spawn) -> None:
        child = spawn("check", env=environment(GATE_ENGINE="opa"))
        children = started_by(child.pid, "helm", "opa")
        child.sendintr()
        assert ended(child)[0] == 130
        assert not [pid for pid in children if is_alive(pid)]

    def test_a_closed_terminal_leaves_nothing(self, endless: Checkout, spawn: Spawn) -> None:
        child = spawn("check")
        children = started_by(child.pid)
        child.kill(signal.SIGHUP)
        assert ended(child)[0] == 130
        assert not [pid for pid in children if is_alive(pid)]

    def test_twice_changes_nothing(self, endless: Checkout, spawn: Spawn) -> None:
        child = spawn("check")
        children = started_by(child.pid)
        child.sendintr()
        child.sendintr()
        code, _ = ended(child)
        assert code == 130
        assert not [pid for pid in children if is_alive(pid)]


def started_by(pid: int, *programs: str) -> list[int]:
    """The programs that a process has started, once each of those named is there."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("only Linux tells in /proc what a process has started")
    wanted = set(programs or ("helm",))
    for _ in range(600):
        entries = [entry for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
        found = {int(entry.name): _program(entry) for entry in entries if _parent(entry) == pid}
        if wanted <= set(found.values()):
            return list(found)
        time.sleep(0.1)
    pytest.fail(f"not all of {wanted} were started")


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _program(entry: Path) -> str:
    try:
        return Path((entry / "cmdline").read_text().split("\0")[0]).name
    except OSError:
        return ""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
