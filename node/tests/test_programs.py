# SPDX-License-Identifier: GPL-2.0-or-later
# How programs are started: bounded in time and output, in English, without TMPDIR, and not held up by what they leave behind.
import os
import sys
import time
from pathlib import Path
from typing import Callable, ContextManager

import pytest

import basewright_node
from basewright_node.errors import NodeError
from basewright_node.files import locked, only_operation, write_atomic
from basewright_node.programs import must, run
from conftest import has_ended, wait_for


def test_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    # imgbased takes /tmp/mnt.* off its paths by name.
    for name in ("TMPDIR", "LANGUAGE", "LANG", "LC_ALL"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    words = run(["env"]).output.split("\n")
    assert "LC_ALL=C.UTF-8" in words
    assert not [word for word in words if word.startswith(("TMPDIR=", "LANGUAGE=", "LANG="))]


def test_a_python_that_it_starts_reads_utf8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As imgbased reads /etc/passwd; these two make newer Pythons do what EL8's does.
    for name in ("PYTHONUTF8", "PYTHONCOERCECLOCALE"):
        monkeypatch.setenv(name, "0")
    (tmp_path / "passwd").write_text("J\u00fcrgen", encoding="utf-8")
    ended = run([sys.executable, "-c", f"print(len(open('{tmp_path}/passwd').read()))"])
    assert (ended.code, ended.output) == (0, "6\n"), ended.errors


def test_no_shell_and_no_input() -> None:
    assert run(["echo", "$HOME; exit 1"]).output == "$HOME; exit 1\n"
    assert run(["cat"], 5) == (0, "", "", False)


def test_what_ends_badly() -> None:
    assert run(["sh", "-c", "echo one >&2; exit 3"])[:3] == (3, "", "one\n")
    assert run(["sh", "-c", "kill -9 $$"]).code == -9
    assert run(["/nowhere"]).code == 127
    assert run(["false"]).words == "exit code 1, without a word"
    with pytest.raises(NodeError) as caught:
        must(["sh", "-c", "printf 'a\\033[31mb\\n' >&2; exit 1"], "It failed.", "Mend it.")
    assert caught.value.why.endswith("ab")


def test_too_long_ends_all_of_it(tmp_path: Path) -> None:
    words = f"sleep 60 & echo $! > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; wait"
    ended = run(["sh", "-c", words], 0.5, started=lambda _pid: wait_for((tmp_path / "pid").exists))
    assert (ended.timed_out, ended.words) == (True, "it took too long and was ended")
    assert has_ended(int((tmp_path / "pid").read_text()))


def test_stopped_it_waits_for_what_its_shell_does_not_wait_for(tmp_path: Path) -> None:
    # The shell goes at once; what it started finishes first, as lvm does. No shell there: dash loses a signal that comes while it starts a program.
    inner = f"""
import pathlib, signal, time
def finish(*_):
    time.sleep(0.3)
    pathlib.Path("{tmp_path}/end").touch()
    raise SystemExit
signal.signal(signal.SIGTERM, finish)
pathlib.Path("{tmp_path}/ready").touch()
while True:
    signal.pause()
"""

    def stop(_pid: int) -> None:
        wait_for((tmp_path / "ready").exists)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(["sh", "-c", '"$0" -c "$1" & wait', sys.executable, inner], started=stop)
    assert (tmp_path / "end").exists()


def test_a_daemon_that_stays_holds_nothing_up() -> None:
    begin = time.monotonic()
    assert run(["sh", "-c", "sleep 8 & echo done"]).output == "done\n"
    assert time.monotonic() - begin < 7


def test_output_is_bounded_and_its_end_is_kept() -> None:
    assert run(["sh", "-c", "seq 1 100000"], most=20).output == "99\n99998\n99999\n100000\n"[-20:]
    assert run(["printf", "\\377\\303"]).output == "\ufffd\ufffd"


def test_the_log_is_appended_to(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("before\n")
    run(["sh", "-c", "echo said >&2"], log=str(log))
    assert log.read_text() == "before\nsaid\n"


def test_files_are_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomic(str(path), b"one")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"one", 0o600)
    with pytest.raises(TypeError):
        write_atomic(str(path), "text")  # type: ignore[arg-type]
    assert path.read_bytes() == b"one"
    assert os.listdir(tmp_path) == ["file"]


def test_the_lock_of_operations_names_who_has_it(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with only_operation(path, "upgrade"), pytest.raises(NodeError) as caught, only_operation(path, "rollback"):
        pass
    assert f"It is running: upgrade (process {os.getpid()})." in caught.value.why
    with only_operation(path, "rollback"), locked(str(tmp_path / "other")):
        pass


@pytest.mark.parametrize("lock", [locked, lambda path: only_operation(path, "upgrade")])
def test_nobody_else_may_hold_a_lock(tmp_path: Path, lock: Callable[[str], ContextManager[None]]) -> None:
    path = tmp_path / "lock"
    for mode in (None, 0o644):
        if mode is not None:
            path.chmod(mode)
        with lock(str(path)):
            assert path.stat().st_mode & 0o777 == 0o600


def test_only_one_place_starts_programs_and_none_is_nodectl() -> None:
    # nodectl ends with 0 whatever it found, so health reads imgbase itself.
    sources = {path.name: path.read_text() for path in Path(basewright_node.__file__).parent.glob("*.py")}
    assert [
        name for name, text in sources.items() if "import subprocess" in text or "os.system" in text or "popen" in text
    ] == ["programs.py"]
    assert [name for name, text in sources.items() if '"nodectl"' in text] == []
