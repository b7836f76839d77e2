# SPDX-License-Identifier: GPL-2.0-or-later
# Closes every door of this process before hostile text is read: no files, network or programs; bounded CPU and memory.
"""The oracle's sandbox.

Three layers, each of which is enough against the known ways out: pykickstart's file and URL reader is replaced
(``offline_load``), the kernel refuses new file descriptors, processes and memory (``resource``), and an audit hook
refuses every event of the interpreter that is not known to be harmless. It cannot be undone within the process.
"""

import math
import os
import resource
import signal
import sys
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

CPU_SECONDS = 2.0
ADDRESS_SPACE = 256 * 1024 * 1024

# Raised by plain computation and by the interpreter's own end; everything else is refused.
_HARMLESS = frozenset(
    {"builtins.id", "code.__new__", "object.__getattr__", "sys._getframe", "sys.excepthook", "sys.unraisablehook"}
)


class TimeIsUp(BaseException):
    """One document used more CPU time than it may. Not an Exception, so that no parser can swallow it."""


class RefusedError(Exception):
    """Something tried to leave the sandbox."""


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event not in _HARMLESS and not event.startswith("cpython."):
        raise RefusedError(f"the sandbox refused '{event}'")


def _time_is_up(_signal: int, _frame: Optional[types.FrameType]) -> None:
    raise TimeIsUp


def _lower(limit: int, value: int) -> None:
    """Set a limit that cannot be raised again; a lower one that is already there stays."""
    _soft, hard = resource.getrlimit(limit)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (wanted, wanted))


def close_doors(one_document: bool) -> None:
    """Enter the sandbox. With ``one_document`` the kernel also ends the process soon after its CPU time is used up."""
    os.environ.clear()
    signal.signal(signal.SIGPROF, _time_is_up)
    _lower(resource.RLIMIT_AS, ADDRESS_SPACE)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NPROC, 0)
    _lower(resource.RLIMIT_NOFILE, 0)
    if one_document:
        # A second more than the timer: the timer answers in words, the kernel only kills.
        _lower(resource.RLIMIT_CPU, math.ceil(time.process_time() + CPU_SECONDS) + 1)
    sys.addaudithook(_refuse)


@contextmanager
def limited_time() -> Iterator[None]:
    """Raise TimeIsUp inside the block when it uses more than CPU_SECONDS of processor time."""
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
