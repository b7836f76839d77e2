# SPDX-License-Identifier: GPL-2.0-or-later
# The oracle as a process against hostile input: nothing is opened, fetched or started, and every time an answer.

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ORACLE = [sys.executable, "-I", str(HERE / "oracle.py")]


def ask(text: bytes, version: str = "RHEL9") -> dict[str, Any]:
    """One kickstart to a fresh oracle; every run must end well and silently."""
    done = subprocess.run(
        [*ORACLE, "--kickstart", version], input=text, capture_output=True, env={}, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def attempt(code: str) -> str:
    """What becomes of a statement inside the closed sandbox: "done" or the name of the exception."""
    script = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
import ctypes, os, socket, subprocess, sandbox
sandbox.close_doors(one_document=True)
try:
    with sandbox.limited_time():
        {code}
    print("done")
except BaseException as error:
    print(type(error).__name__)
"""
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, env={}, timeout=30, check=False)
    return done.stdout.decode().strip()


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/passwd')",
        "open('/tmp/basewright-oracle-was-here', 'w')",
        "os.open('/etc/passwd', os.O_RDONLY)",
        "os.listdir('/')",
        "os.remove('/nonexistent')",
        "socket.socket()",
        "socket.getaddrinfo('localhost', 80)",
        "subprocess.run(['/bin/true'])",
        "os.system('true')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "__import__('smtplib')",
        "exec('1')",
        "ctypes.CDLL(None)",
    ],
)
def test_every_way_out_is_closed(code: str) -> None:
    assert attempt(code) in ("RefusedError", "RuntimeError")


def test_plain_computation_works() -> None:
    assert attempt("sorted(str(n) for n in range(1000))") == "done"


def test_memory_is_bounded() -> None:
    assert attempt("bytearray(400 * 1024 * 1024)") == "MemoryError"


def test_time_is_bounded() -> None:
    assert attempt("all(True for _ in iter(int, 1))") == "TimeIsUp"


def test_the_environment_is_emptied() -> None:
    assert attempt("assert not os.environ") == "done"


@pytest.mark.parametrize("line", ["%include /etc/passwd", "%post\n%include /etc/passwd\n%end", "%ksappend /etc/passwd"])
def test_files_are_not_read(line: str) -> None:
    answer = ask(f"lang en_US.UTF-8\n{line}\n".encode())
    assert answer["ok"]
    assert "root:" not in json.dumps(answer)
    assert "is not followed" in answer["warnings"][0]["message"]


def test_nothing_is_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        lines = f"%ksappend {url}\n%include {url}\n%post\n%ksappend {url}\n%include {url}\n%end\nliveimg --url={url}\n"
        answer = ask(lines.encode())
        assert answer["ok"]
        assert [warning["line"] for warning in answer["warnings"]] == [1, 2, 4, 5]
        with pytest.raises(OSError, match="timed out"):
            server.accept()


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    file = tmp_path / "self.ks"
    file.write_text(f"%include {file}\n" * 100)
    assert ask(file.read_bytes())["ok"]


def test_a_line_of_a_mebibyte_is_answered() -> None:
    line = b"network --hostname="
    answer = ask(line + b"a" * (1024 * 1024 - len(line) - 1) + b"\n")
    assert answer["ok"] or "2 seconds" in answer["errors"][0]["message"]


def test_two_hundred_thousand_words_are_answered() -> None:
    answer = ask(b"repo --name=x" + b" x" * 200_000 + b"\n")
    assert not answer["ok"]


def test_a_fork_bomb_of_quotes_is_answered() -> None:
    assert "errors" in ask(b"user --name=x --gecos=" + b"'\"'\"" * 100_000 + b"\n")


def test_nul_bytes_are_ordinary_characters() -> None:
    answer = ask(b'network --hostname="a\0b"\n\0\n')
    assert answer["data"]["network"][0]["hostname"] == "a\0b"
    assert answer["errors"] == [{"line": 2, "message": "Unknown command: \0"}]


def test_text_that_is_not_utf8_is_told_with_its_line() -> None:
    answer = ask(b"lang en_US\n# \xff\n")
    assert (answer["ok"], answer["errors"][0]["line"]) == (False, 2)


@pytest.mark.parametrize("text", [b"x" * (1024 * 1024 + 1), b"\n" * 20_001])
def test_too_large_a_text_is_refused(text: bytes) -> None:
    answer = ask(text)
    assert (answer["ok"], answer["errors"][0]["line"]) == (False, None)


def test_a_hundred_errors_are_enough() -> None:
    assert len(ask(b"bogus\n" * 10_000)["errors"]) == 100


def test_service_mode_survives_what_is_no_request() -> None:
    lines = (
        b'nonsense\n{"text": 5, "version": "RHEL9"}\n{"text": "zerombr", "version": "RHEL3"}\n'
        + json.dumps({"text": "network --hostname=\ud800\n", "version": "RHEL9"}).encode()
    )
    lines += b'\n[\n{"text": "zerombr", "version": "RHEL9"}\n'
    done = subprocess.run(ORACLE, input=lines, capture_output=True, env={}, timeout=30, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["ok"] for answer in answers] == [False, False, False, False, False, True]
    assert "surrogate" in answers[3]["errors"][0]["message"]


def test_unknown_arguments_are_told() -> None:
    done = subprocess.run([*ORACLE, "--kickstart", "RHEL3"], capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
