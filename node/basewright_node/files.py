# SPDX-License-Identifier: GPL-2.0-or-later
# Files that survive a cut of the power: written beside, synced, renamed. And the locks.
"""A reader sees the old or the new content, never half of one."""

import contextlib
import fcntl
import os
import stat
import tempfile
from typing import IO, Iterator

from .errors import BusyError, NodeError


def _sync_directory(path: str) -> None:
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def make_directory(path: str, mode: int = 0o700) -> None:
    """Makes a directory and those above it, if it is not there."""
    os.makedirs(path, mode, exist_ok=True)


def own_directory(path: str) -> None:
    """Makes a directory in a place where everybody may make one. Raises NodeError when somebody else did, who could change what is in it."""
    make_directory(path)
    found = os.lstat(path)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise NodeError(
            "{} cannot be used.".format(path),
            "Somebody else made it, or may write in it.",
            "Look at what it is, and remove it: rm -r {}".format(path),
        )


def write_atomic(path: str, data: bytes, mode: int = 0o600) -> None:
    """Writes a file so that it is there whole or not at all, also after a cut of the power."""
    directory = os.path.dirname(path)
    number, beside = tempfile.mkstemp(prefix=".", suffix=".new", dir=directory)
    try:
        with os.fdopen(number, "wb") as stream:
            os.fchmod(stream.fileno(), mode)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.rename(beside, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)
        raise
    _sync_directory(directory)


def _open_lock(path: str) -> IO[str]:
    # For root only: whoever may read a file may lock it, and would hold up all operations for as long as they like.
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    os.fchmod(number, 0o600)
    return os.fdopen(number, "a+")


@contextlib.contextmanager
def locked(path: str) -> Iterator[None]:
    """Holds a lock for a moment, and waits for it. The kernel lets go of it when the process ends, however it ends."""
    make_directory(os.path.dirname(path))
    with _open_lock(path) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def only_operation(path: str, what: str, wait: bool = False) -> Iterator[None]:
    """Holds the one lock of operations that change something. Raises BusyError at once when another one runs, or waits for its end.

    The descriptor is not inherited (Python's default), so a daemon that imgbase leaves behind does not keep it.
    """
    make_directory(os.path.dirname(path), 0o755)
    with _open_lock(path) as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.seek(0)
            other = stream.read(200).strip() or "another operation"
            raise BusyError(
                "This node is busy.", "It is running: {}.".format(other), "Wait until that has ended, and try again."
            ) from None
        stream.truncate(0)
        stream.write("{} (process {})".format(what, os.getpid()))
        stream.flush()
        try:
            yield
        finally:
            stream.truncate(0)
