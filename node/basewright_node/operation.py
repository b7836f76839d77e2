# SPDX-License-Identifier: GPL-2.0-or-later
# One operation that changes something: its log, its steps as a person, a page and the boot plane see them, and its end.
"""Each step is in the log and in the spool before the next one begins."""

import json
import os
import sys
import time
import uuid
from typing import Optional

from .errors import NodeError, NothingToDoError
from .files import make_directory
from .node import Node, say
from .plain import plain_line
from .send import send_reports
from .state import Last

MOST_LOGS = 20
# Between two reports of a download, in seconds.
_REPORT_SECONDS = 10.0


class Operation:
    """`kind` is upgrade, rollback or remove; removals are not reported, as the boot plane sees them at the next check-in."""

    def __init__(self, node: Node, kind: str, as_json: bool, wish: Optional[str] = None) -> None:
        self.node = node
        self.kind = kind
        self.wish = wish
        self.id = str(uuid.uuid4())
        self.nvr: Optional[str] = None
        self.layer: Optional[str] = None
        self._as_json = as_json
        self._reported = 0.0
        make_directory(node.places.logs)
        self.log = os.path.join(node.places.logs, self.id + ".log")
        self._forget_old_logs()

    def _forget_old_logs(self) -> None:
        directory = self.node.places.logs
        paths = [os.path.join(directory, name) for name in os.listdir(directory) if name.endswith(".log")]
        for path in sorted(paths, key=os.path.getmtime)[: max(0, len(paths) - MOST_LOGS + 1)]:
            os.unlink(path)

    def note(self, text: str) -> None:
        """A line in the log only."""
        with open(self.log, "a", encoding="utf-8", errors="replace") as stream:
            stream.write("{} {}\n".format(time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(self.node.clock())), text))

    def text(self) -> str:
        """The end of the log, as a report carries it."""
        try:
            with open(self.log, "rb") as stream:
                stream.seek(max(0, os.path.getsize(self.log) - 48 * 1024))
                return stream.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def _out(self, line: str) -> None:
        # Whoever began it may be gone, a closed page for instance; the operation goes on, and its log and reports tell of it.
        try:
            say(line)
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - stays open to the end of the process

    def show(self, step: str, message: str, permille: Optional[int] = None) -> None:
        """Tells the person or the page, and nobody else."""
        if self._as_json:
            self._out(json.dumps({"step": step, "permille": permille, "message": message}))
        else:
            self._out(message)

    def step(self, step: str, message: str, permille: Optional[int] = None, reason: Optional[str] = None) -> None:
        """Begins a step. @param step one of wire.ts's reportSteps @param permille of a download"""
        self.show(step, message, permille)
        now = time.monotonic()
        if step == "download" and permille not in (0, 1000) and now - self._reported < _REPORT_SECONDS:
            return
        self._reported = now
        self.note("{}: {}".format(step, message))
        self.report(step, permille=permille, reason=reason)

    def report(
        self, step: str, permille: Optional[int] = None, reason: Optional[str] = None, with_log: bool = False
    ) -> None:
        """Spools a report, and tries to send what waits."""
        if self.kind == "remove":
            return
        log = self.text() if with_log else None
        self.node.report(self.id, self.kind, step, self.nvr, self.layer, self.wish, permille, reason, log)
        send_reports(self.node)

    def end(self, step: str, message: str, reason: Optional[str] = None, with_log: bool = False) -> None:
        """The last step of an operation that did what it should: `installed`, `rolled-back` or, for a removal, `done`."""
        self.note("{}: {}".format(step, message))
        if self.kind != "remove":
            with self.node.state.change() as record:
                record.last = Last(self.kind, step, self.nvr, reason, self.node.clock(), self.log, self.id)
            self.show(step, message)
            self.report(step, reason=reason, with_log=with_log)

    def result(self, word: str, message: str) -> None:
        """The last line that the page reads. @param word done, failed or nothing"""
        if self._as_json:
            self._out(json.dumps({"result": word, "message": message, "log": self.log}))
        elif word != "failed":
            self._out(message)

    def fail(self, error: NodeError) -> None:
        """The end of an operation that failed, or had nothing to do; with its log, so that the boot plane can show why."""
        nothing = isinstance(error, NothingToDoError)
        self.note("{}: {}".format("nothing" if nothing else "failed", error.sentence))
        if self.kind != "remove" and not (nothing and self.wish is None):
            # A wish needs an end: a node that runs the image already is what was wished for.
            step = "good" if nothing else "failed"
            if not nothing:
                reason = plain_line(error.sentence, 1000)
                with self.node.state.change() as record:
                    record.last = Last(self.kind, step, self.nvr, reason, self.node.clock(), self.log, self.id)
            self.report(step, reason=error.sentence, with_log=True)
        self.result("nothing" if nothing else "failed", error.sentence)
