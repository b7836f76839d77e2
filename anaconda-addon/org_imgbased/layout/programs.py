# SPDX-License-Identifier: GPL-2.0-or-later
# The only place that starts programs: bounded, without a terminal, and safe from daemons that keep the output open.
"""Output goes to files, not to pipes: a daemon that a program leaves behind (dmeventd, lvmpolld) inherits its stdout,
and whoever waits for the end of such a pipe waits for the daemon. Bytes that are not UTF-8 become U+FFFD."""

import codecs
import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

QUERY_SECONDS = 300.0
_POLL_SECONDS = 0.1
_TERMINATION_SECONDS = 10.0


@dataclass(frozen=True)
class Completed:
    """How a program ended. ``code`` is negative for a signal, 127 when the program is not there."""

    code: int
    output: str
    errors: str = ""
    timed_out: bool = False

    @property
    def words(self) -> str:
        """What the program said last about a failure, on one line."""
        lines = (self.errors.strip() or self.output.strip()).splitlines()
        return "; ".join(line.strip() for line in lines[-3:]) or f"exit code {self.code}"


def _environment() -> dict[str, str]:
    # imgbased takes /tmp/mnt.* off its paths by name, so TMPDIR must not lead elsewhere; messages are matched in English.
    kept = {name: value for name, value in os.environ.items() if name not in ("TMPDIR", "LANGUAGE", "LD_PRELOAD")}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the program and what it started; a process that the kernel does not let go is left behind."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_TERMINATION_SECONDS)


def _start(argv: Sequence[str], output: BinaryIO, errors: BinaryIO) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        list(argv), stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=_environment(), start_new_session=True
    )


def ask(*argv: str, seconds: float = QUERY_SECONDS) -> Completed:
    """Run a program that answers soon; its output and its errors apart."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        try:
            child = _start(argv, output, errors)
        except OSError as error:
            return Completed(127, "", f"{argv[0]}: {error.strerror}")
        timed_out = False
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            timed_out = True
            _end(child)
        code = child.poll()
        return Completed(-signal.SIGKILL if code is None else code, _all(output), _all(errors), timed_out)


def _all(stream: BinaryIO) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


class _Lines:
    """Cuts what a file grows by into lines."""

    def __init__(self, source: BinaryIO, take: Callable[[str], None]) -> None:
        self._source = source
        self._take = take
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def read(self) -> None:
        *lines, self._rest = (self._rest + self._decoder.decode(self._source.read())).split("\n")
        for line in lines:
            self._take(line.rstrip("\r"))

    def finish(self) -> None:
        self.read()
        if self._rest:
            self._take(self._rest)


def follow(argv: Sequence[str], log: str, take: Callable[[str], None], seconds: float) -> Completed:
    """Run a long program; all it says is kept in the file ``log`` and given to ``take`` line by line while it runs.

    The result's ``output`` is the text of the whole log.
    """
    with open(log, "wb") as sink, open(log, "rb") as source:
        try:
            child = _start(argv, sink, sink)
        except OSError as error:
            return Completed(127, f"{argv[0]}: {error.strerror}")
        lines = _Lines(source, take)
        deadline = time.monotonic() + seconds
        timed_out = False
        while child.poll() is None:
            lines.read()
            if time.monotonic() > deadline:
                timed_out = True
                _end(child)
                break
            time.sleep(_POLL_SECONDS)
        lines.finish()
        code = child.poll()
        return Completed(-signal.SIGKILL if code is None else code, _all(source), "", timed_out)
