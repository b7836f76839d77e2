# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.modules.common.task: a task runs in a thread and tells the main loop how it ended.

import threading
from typing import Any, Optional

from dasbus.server.interface import dbus_interface
from dasbus.server.publishable import Publishable
from dasbus.server.template import InterfaceTemplate
from dasbus.typing import Bool, Int, Str, Tuple
from gi.repository import GLib
from pyanaconda.core.signal import Signal


def _in_main_loop(signal: Signal) -> None:
    GLib.idle_add(lambda: signal.emit())


@dbus_interface("org.fedoraproject.Anaconda.Task")
class TaskInterface(InterfaceTemplate):
    """A task on the bus."""

    @property
    def Name(self) -> Str:
        return self.implementation.name

    @property
    def Progress(self) -> Tuple[Int, Str]:
        return self.implementation.progress

    @property
    def IsRunning(self) -> Bool:
        return self.implementation.is_running

    def Start(self):
        self.implementation.start()

    def Finish(self):
        self.implementation.finish()


class Task(Publishable):
    """A task; a subclass has a name and run()."""

    def __init__(self) -> None:
        self.started_signal, self.stopped_signal = Signal(), Signal()
        self.failed_signal, self.succeeded_signal = Signal(), Signal()
        self.progress: tuple[int, str] = (0, "")
        self._thread: Optional[threading.Thread] = None
        self._error: Optional[Exception] = None
        self._result: Any = None

    def for_publication(self) -> TaskInterface:
        return TaskInterface(self)

    @property
    def name(self) -> str:
        return ""

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def report_progress(self, message: str, step_number: Optional[int] = None, step_size: Optional[int] = None) -> None:
        self.progress = (step_number or 0, message)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        _in_main_loop(self.started_signal)
        try:
            self._result = self.run()
            _in_main_loop(self.succeeded_signal)
        except Exception as error:
            self._error = error
            _in_main_loop(self.failed_signal)
        finally:
            _in_main_loop(self.stopped_signal)

    def run(self) -> Any:
        return None

    def get_result(self) -> Any:
        return self._result

    def finish(self) -> None:
        if self._error is not None:
            raise self._error
