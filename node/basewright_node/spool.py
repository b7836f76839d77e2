# SPDX-License-Identifier: GPL-2.0-or-later
# Reports that the boot plane has not taken yet: one file each, kept until it did, the oldest sent first.
"""A report is on the disk before the step that it tells of goes on, so a cut of the power or of the network loses none."""

import contextlib
import json
import os
import uuid
from typing import Any, Callable, Dict, List, Optional

from .files import make_directory, write_atomic
from .places import Places
from .plain import plain_line, plain_text

MOST_REPORTS = 200
_MOST_LOG = 48 * 1024
_MOST_REASON = 1000
# The server takes 96 KiB (wire.ts, MOST_REPORT).
_MOST_BYTES = 80 * 1024
# More of these are of no use: they say how far something is that has gone on since.
_PASSING = ("begun", "preflight", "download", "verify", "install")

Report = Dict[str, Any]


def make_report(
    at: float,
    operation: str,
    kind: str,
    step: str,
    nvr: Optional[str] = None,
    layer: Optional[str] = None,
    wish: Optional[str] = None,
    permille: Optional[int] = None,
    reason: Optional[str] = None,
    log: Optional[str] = None,
) -> Report:
    """A report in the form of wire.ts's ReportBody. `at`: seconds since 1970; `layer`: the booted one; `log`: text, its end is kept."""
    report = {
        "format": 1,
        "id": str(uuid.uuid4()),
        "at": at,
        "operation": operation,
        "kind": kind,
        "wish": wish,
        "step": step,
        "nvr": nvr,
        "layer": layer,
        "permille": permille,
        "reason": plain_line(reason, _MOST_REASON) if reason else None,
        "log": plain_text(log[-_MOST_LOG:], _MOST_LOG) if log else None,
    }
    while len(json.dumps(report, ensure_ascii=False).encode("utf-8")) > _MOST_BYTES:
        # Letters of several bytes, or many that are escaped; the end of a log says most.
        report["log"] = str(report["log"])[-len(str(report["log"])) // 2 :]
    return report


class Spool:
    """The reports that wait. Files are named by a number that only grows, so their order is that of what happened."""

    def __init__(self, places: Places) -> None:
        self._directory = places.spool

    def _names(self) -> List[str]:
        try:
            return sorted(name for name in os.listdir(self._directory) if name.endswith(".json") and name[:1] != ".")
        except FileNotFoundError:
            return []

    def _remove(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self._directory, name))

    def add(self, report: Report) -> None:
        """Keeps a report until it is taken. At most 200 wait: the oldest of passing steps makes room, then the oldest."""
        make_directory(self._directory)
        names = self._names()
        number = int(names[-1].split("-", 1)[0]) + 1 if names else 1
        if report["step"] == "download":
            for name in names:
                if name.endswith("-download-{}.json".format(report["operation"])):
                    self._remove(name)
        name = "{:012d}-{}-{}.json".format(number, report["step"], report["operation"])
        write_atomic(os.path.join(self._directory, name), json.dumps(report, ensure_ascii=False).encode("utf-8"))
        names = self._names()
        passing = [name for name in names if name.split("-")[1] in _PASSING]
        for name in (passing + [each for each in names if each not in passing])[: max(0, len(names) - MOST_REPORTS)]:
            self._remove(name)

    def waiting(self) -> int:
        """How many reports wait."""
        return len(self._names())

    def send(self, post: Callable[[Report], bool]) -> bool:
        """Gives each report to `post`, the oldest first, and forgets those that it says were taken. Stops at the first other.

        Returns whether none is left.
        """
        for name in self._names():
            path = os.path.join(self._directory, name)
            try:
                with open(path, encoding="utf-8") as stream:
                    report = json.load(stream)
            except FileNotFoundError:
                continue
            except ValueError:
                # Not written by write_atomic: nobody could take it.
                self._remove(name)
                continue
            if not post(report):
                return False
            self._remove(name)
        return True
