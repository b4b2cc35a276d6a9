"""Programs run bounded, and nothing of them is left over."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gate.errors import ToolError
from gate.system import process
from gate.system.process import Completed, Limits, run, scrubbed_environment, start, stop_all

LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel bounds the address space on Linux only"
)
PATIENT = Limits(seconds=20)


def python(
    program: str, *arguments: str, cwd: Path, limits: Limits = PATIENT, stdin: bytes = b""
) -> Completed:
    argv = [sys.executable, "-c", program, *arguments]
    return run(argv, cwd=str(cwd), env=scrubbed_environment(str(cwd)), limits=limits, stdin=stdin)


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie whose parent is gone does not."""
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno != errno.ESRCH
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def ends(pid: int) -> bool:
    for _ in range(500):
        if not alive(pid):
            return True
        time.sleep(0.01)
    return False


def until_there(path: Path) -> str:
    for _ in range(1000):
        if path.exists() and (text := path.read_text()):
            return text
        time.sleep(0.01)
    raise AssertionError(f"{path} was never written")


@pytest.fixture(autouse=True)
def nothing_is_left_over() -> Iterator[None]:
    descriptors = len(list(Path("/dev/fd").iterdir()))
    yield
    assert not process._running.living()
    assert len(list(Path("/dev/fd").iterdir())) <= descriptors
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_answers_exit_code_and_both_streams(tmp_path: Path) -> None:
    done = python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr, done.cut) == (3, b"out\n", b"err\n", "")
    assert done.argv[0] == sys.executable


def test_the_environment_is_exactly_what_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")
    done = python("import os; print(sorted(os.environ))", cwd=tmp_path)
    given = set(scrubbed_environment(str(tmp_path)))
    assert set(eval(done.stdout)) - {"__CF_USER_TEXT_ENCODING"} == given
    assert not any("TOKEN" in name for name in given)


def test_the_scrubbed_environment_finds_no_program_and_no_git_address() -> None:
    env = scrubbed_environment("/private/home", {"EXTRA": "1"})
    assert env["PATH"] == os.devnull
    assert env["GIT_ALLOW_PROTOCOL"] == ""
    assert env["KUBECONFIG"] == os.devnull
    assert env["HELM_CONFIG_HOME"] == "/private/home/helm/config"
    assert (env["HOME"], env["LANG"], env["EXTRA"]) == ("/private/home", "C.UTF-8", "1")


def test_a_bare_name_is_refused_since_it_would_be_looked_up_in_the_repository(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="absolute"):
        run(["git"], cwd=str(tmp_path), env={})


@pytest.mark.parametrize("name", ["absent", "folder", "text"])
def test_what_cannot_be_started_is_a_tool_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("not a program")
    with pytest.raises(ToolError, match=f"cannot run .*{name}"):
        run([str(tmp_path / name)], cwd=str(tmp_path), env={})


def test_a_missing_working_folder_is_a_tool_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="gone"):
        run([sys.executable], cwd=str(tmp_path / "gone"), env={})


def test_large_input_and_both_outputs_flow_side_by_side(tmp_path: Path) -> None:
    program = (
        "import sys; b = sys.stdin.buffer.read(); sys.stderr.buffer.write(b); sys.stdout.buffer.write(b)"
    )
    text = bytes(range(256)) * 16_384
    done = python(program, cwd=tmp_path, stdin=text)
    assert (done.stdout, done.stderr, done.cut) == (text, text, "")


def test_input_that_nobody_reads_is_no_fault(tmp_path: Path) -> None:
    done = python("import os; os.close(0); print('done')", cwd=tmp_path, stdin=b"x" * 2**21)
    assert (done.stdout, done.returncode) == (b"done\n", 0)


def test_without_input_stdin_is_empty(tmp_path: Path) -> None:
    assert python("import sys; print(len(sys.stdin.read()))", cwd=tmp_path).stdout == b"0\n"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_flood_on_either_stream_is_cut(tmp_path: Path, stream: str) -> None:
    program = f"import sys\nwhile True: sys.{stream}.write('x' * 65536)"
    done = python(program, cwd=tmp_path, limits=Limits(seconds=60, output_bytes=300_000))
    assert done.cut == "output"
    assert done.returncode == -signal.SIGKILL
    assert getattr(done, stream) == b"x" * 300_000


def test_output_of_exactly_the_bound_is_whole(tmp_path: Path) -> None:
    done = python("print('x' * 9999)", cwd=tmp_path, limits=Limits(output_bytes=10_000))
    assert (len(done.stdout), done.cut, done.returncode) == (10_000, "", 0)


def test_a_timeout_kills_the_whole_group_and_keeps_what_was_said(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    done = python(program, cwd=tmp_path, limits=Limits(seconds=2))
    assert (done.cut, done.returncode) == ("time", -signal.SIGKILL)
    assert ends(int(done.stdout))


def test_what_a_program_leaves_behind_in_its_group_is_killed(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True)"
    )
    done = python(program, cwd=tmp_path)
    assert (done.cut, done.returncode) == ("", 0)
    assert ends(int(done.stdout))


def test_a_descendant_outside_the_group_cannot_hold_the_gate_up(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)\n"
        "print(child.pid, flush=True)"
    )
    done = python(program, cwd=tmp_path, limits=Limits(seconds=60))
    os.kill(int(done.stdout), signal.SIGKILL)
    assert (done.cut, done.returncode) == ("", 0)


def test_a_program_that_closes_its_streams_is_still_waited_for(tmp_path: Path) -> None:
    program = "import os, sys, time\nos.close(1); os.close(2); time.sleep(0.3); os._exit(7)"
    assert python(program, cwd=tmp_path).returncode == 7
    forever = "import os, time\nos.close(1); os.close(2); time.sleep(600)"
    assert python(forever, cwd=tmp_path, limits=Limits(seconds=1)).cut == "time"


@LINUX
def test_memory_is_bounded(tmp_path: Path) -> None:
    done = python("x = bytearray(2**30)", cwd=tmp_path, limits=Limits(memory_bytes=512 * 2**20))
    assert done.returncode == 1
    assert b"MemoryError" in done.stderr


@LINUX
def test_files_are_bounded_and_no_core_is_written(tmp_path: Path) -> None:
    program = (
        "import resource; print(resource.getrlimit(resource.RLIMIT_CORE), flush=True); "
        "open('big', 'wb').write(bytes(2**20))"
    )
    done = python(program, cwd=tmp_path, limits=Limits(file_bytes=1000))
    assert (done.returncode, done.stdout) == (1, b"(0, 0)\n")
    assert b"File too large" in done.stderr
    assert (tmp_path / "big").stat().st_size == 512  # whole blocks


@LINUX
@pytest.mark.parametrize("begin", [run, start])
def test_limits_hold_before_the_first_instruction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: Callable[..., Completed | process.Running]
) -> None:
    asked: list[list[str]] = []
    real = subprocess.Popen

    def noting(argv: list[str], **settings: Any) -> subprocess.Popen[bytes]:
        asked.append(argv)
        return real(argv, **settings)

    monkeypatch.setattr(subprocess, "Popen", noting)
    one = begin(["/bin/cat", "/proc/self/limits"], cwd=str(tmp_path), env={})
    if isinstance(one, process.Running):
        one.stop(grace_seconds=20)
    # Nothing but the command itself can have set them: it is run once more without the gate.
    limits = subprocess.run(asked[0], capture_output=True, check=True, text=True).stdout
    bounds = {row[:25].strip(): row[25:].split()[:2] for row in limits.splitlines()}
    assert bounds["Max address space"] == [str(2 * 2**30)] * 2
    assert bounds["Max file size"] == [str(256 * 2**20)] * 2
    assert bounds["Max core file size"] == ["0", "0"]


@LINUX
def test_a_limit_is_never_above_what_the_gate_may_use_itself(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from gate.system.process import run\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 2**20))\n"
        "sys.stdout.buffer.write(run(['/bin/cat', '/proc/self/limits'], cwd='/', env={}).stdout)"
    )
    here = {"PYTHONPATH": str(Path(process.__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    done = run([sys.executable, "-c", program], cwd=str(tmp_path), env=here, limits=PATIENT)
    assert b"Max file size             1048576              1048576" in done.stdout


@LINUX
def test_arguments_reach_the_program_as_they_are(tmp_path: Path) -> None:
    given = ("", "a b", "$HOME", "`id`", "'\"", "*", "-v", "new\nline", "; exit 3")
    done = python("import sys; print(ascii(sys.argv[1:]))", *given, cwd=tmp_path)
    assert done.stdout.decode() == f"{list(given)!a}\n"


def test_where_the_kernel_does_not_bound_memory_the_gate_watches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_resident_bytes", lambda group: 3 * 2**30)
    monkeypatch.setattr(process._MemoryWatch.__init__, "__kwdefaults__", {"needed": True})
    done = python("import time; time.sleep(600)", cwd=tmp_path)
    assert (done.cut, done.returncode) == ("memory", -signal.SIGKILL)
    with start([sys.executable, "-c", "import time; time.sleep(600)"], cwd=str(tmp_path), env={}) as running:
        assert ends(running.pid)


@pytest.mark.needs("ps")
def test_the_memory_of_a_process_group_is_what_ps_says() -> None:
    assert process._resident_bytes(os.getpgid(0)) > 2**20
    assert process._resident_bytes(2**30) == 0


def test_many_threads_run_programs_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda n: python(f"print({n})", cwd=tmp_path).stdout, range(32))
        assert [int(answer) for answer in answers] == list(range(32))


def test_stop_all_ends_what_other_threads_have_running(tmp_path: Path) -> None:
    program = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
    with ThreadPoolExecutor(3) as pool:
        marks = [tmp_path / str(n) for n in range(3)]
        waiting = [pool.submit(python, program, str(mark), cwd=tmp_path) for mark in marks]
        for mark in marks:
            until_there(mark)
        stop_all()
        assert [future.result().returncode for future in waiting] == [-signal.SIGKILL] * 3


def test_an_interrupt_kills_what_runs(tmp_path: Path) -> None:
    mark = tmp_path / "pid"

    def interrupt() -> None:
        until_there(mark)
        signal.raise_signal(signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        python("import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)", cwd=tmp_path)
    thread.join()
    assert ends(int(mark.read_text()))


def test_a_forked_worker_does_not_touch_the_programs_of_its_parent(tmp_path: Path) -> None:
    with start([sys.executable, "-c", "import time; time.sleep(600)"], cwd=str(tmp_path), env={}) as running:
        registry = process._running
        living = registry.living()
        registry.forget()  # what happens after a fork, in the worker
        stop_all()
        assert running.poll() is None
        for child in living:
            registry.add(child)


def test_a_program_beside_the_gate_is_stopped_with_its_group(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open('pid', 'w').write(str(child.pid)); time.sleep(600)"
    )
    env = scrubbed_environment(str(tmp_path))
    with start([sys.executable, "-c", program], cwd=str(tmp_path), env=env) as running:
        grandchild = int(until_there(tmp_path / "pid"))
        assert running.poll() is None
    assert running.poll() == -signal.SIGTERM
    assert ends(running.pid)
    assert ends(grandchild)
    assert running.stop() == -signal.SIGTERM


def test_a_program_that_ignores_terminate_is_killed(tmp_path: Path) -> None:
    program = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('up', 'w').write('1'); time.sleep(600)"
    running = start([sys.executable, "-c", program], cwd=str(tmp_path), env={})
    until_there(tmp_path / "up")
    assert running.stop(grace_seconds=0.1) == -signal.SIGKILL


def test_the_end_of_what_a_program_says_is_kept_and_a_flood_does_not_stop_it(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "for n in range(20000): print('line', n, file=sys.stderr)\n"
        "sys.stderr.close(); open('said', 'w').write('1'); time.sleep(600)"
    )
    with start([sys.executable, "-c", program], cwd=str(tmp_path), env={}, tail_bytes=1000) as running:
        until_there(tmp_path / "said")
        assert running.poll() is None
    assert running.tail().endswith(b"line 19999\n")
    assert len(running.tail()) == 1000


def test_a_program_beside_the_gate_that_ends_by_itself_says_so(tmp_path: Path) -> None:
    with start(
        [sys.executable, "-c", "import sys; sys.exit('no port')"], cwd=str(tmp_path), env={}
    ) as running:
        while running.poll() is None:
            time.sleep(0.01)
    assert running.stop() == 1
    assert running.tail() == b"no port\n"
