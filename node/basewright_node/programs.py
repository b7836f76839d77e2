# SPDX-License-Identifier: GPL-2.0-or-later
# The only place that starts programs: by list, with bounded time and output, without a terminal, with messages in English.
"""Output goes to files, not pipes: a daemon that a program leaves behind (dmeventd) keeps a pipe open, and who waits for its end waits for ever."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from typing import IO, Callable, Dict, List, NamedTuple, Optional

from .errors import NodeError
from .plain import plain_lines

QUERY_SECONDS = 300.0
MOST_OUTPUT = 4 * 1024 * 1024
_TERMINATION_SECONDS = 10.0
_LOOK_SECONDS = 0.05


class Ended(NamedTuple):
    """How a program ended. `code` is negative for a signal, 127 when the program is not there."""

    code: int
    output: str
    errors: str
    timed_out: bool

    @property
    def words(self) -> str:
        """What it said last about a failure, on one line."""
        if self.timed_out:
            return "it took too long and was ended"
        lines = plain_lines((self.errors.strip() or self.output.strip())[-2000:], 100, 300)
        return "; ".join(lines[-3:]) or "exit code {}, without a word".format(self.code)


def environment() -> Dict[str, str]:
    """imgbased takes /tmp/mnt.* off its paths by name, so TMPDIR must not lead elsewhere (upstream utils.py); messages are matched in English.

    UTF-8: imgbased reads files of /etc as its locale has them, and with EL8's Python a name in /etc/passwd beyond ASCII would end the upgrade.
    """
    kept = {
        name: value for name, value in os.environ.items() if name not in ("TMPDIR", "LANGUAGE", "LANG", "LD_PRELOAD")
    }
    return dict(kept, LC_ALL="C.UTF-8")


def _works(group: int) -> bool:
    """Whether anything of a process group still runs; a zombie does not. Source: proc(5): state, parent and group follow the name."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/{}/stat".format(name), encoding="utf-8", errors="replace") as stream:
                    fields = stream.read().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] not in ("Z", "X") and fields[2] == str(group):
                return True
    return False


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Ends a program and all that it started, and waits for that: the shell that imgbase is goes at once, lvm under it finishes what it has begun."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        end = time.monotonic() + _TERMINATION_SECONDS
        while time.monotonic() < end:
            if child.poll() is not None and not _works(child.pid):
                return
            time.sleep(_LOOK_SECONDS)


def _read(stream: IO[bytes], most: int) -> str:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - most))
    return stream.read(most).decode("utf-8", "replace")


def run(
    argv: List[str],
    seconds: float = QUERY_SECONDS,
    most: int = MOST_OUTPUT,
    log: Optional[str] = None,
    started: Optional[Callable[[int], None]] = None,
) -> Ended:
    """Runs a program to its end and gives its output, the last `most` bytes of it.

    @param seconds after which it and all it started are ended
    @param log a file to which its stderr is appended while it runs; `errors` then holds the end of that file
    @param started called with the process's number as soon as it runs
    Never raises for what the program does: not there is code 127.
    """
    errors_file = open(log, "ab+") if log else tempfile.TemporaryFile()  # noqa: SIM115 - closed below
    with tempfile.TemporaryFile() as output, errors_file as errors:
        try:
            child = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=environment(), start_new_session=True
            )
        except OSError as error:
            return Ended(127, "", "{}: {}".format(argv[0], error.strerror), False)
        timed_out = False
        try:
            if started is not None:
                started(child.pid)
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            timed_out = True
            _end(child)
        except BaseException:
            _end(child)
            raise
        code = child.poll()
        return Ended(-signal.SIGKILL if code is None else code, _read(output, most), _read(errors, most), timed_out)


def must(argv: List[str], what: str, fix: str, seconds: float = QUERY_SECONDS) -> str:
    """The output of a program that has to succeed. Raises NodeError with its own words for the why."""
    ended = run(argv, seconds)
    if ended.code != 0 or ended.timed_out:
        raise NodeError(what, "{}: {}".format(" ".join(argv[:3]), ended.words), fix)
    return ended.output
