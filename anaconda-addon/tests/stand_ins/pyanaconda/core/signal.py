# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.core.signal.

from collections.abc import Callable
from typing import Any


class Signal:
    """Calls whoever is connected."""

    def __init__(self) -> None:
        self._slots: list[Callable[..., Any]] = []

    def emit(self, *args: Any, **kargs: Any) -> None:
        """Call them all."""
        for slot in self._slots:
            slot(*args, **kargs)

    def connect(self, slot: Callable[..., Any]) -> None:
        """Call this one too."""
        self._slots.append(slot)
