# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.core.kickstart.addon: the class an addon's section derives from.

from abc import ABCMeta, abstractmethod
from typing import Any, Optional

from pykickstart.ko import KickstartObject


class AddonData(KickstartObject, metaclass=ABCMeta):
    """Takes a section."""

    @abstractmethod
    def handle_header(self, args: list[str], line_number: Optional[int] = None) -> None:
        """The words behind the name."""

    @abstractmethod
    def handle_line(self, line: str, line_number: Optional[int] = None) -> None:
        """One line; Anaconda leaves blank ones out."""

    def handle_end(self) -> None:
        """The end of the section."""

    @abstractmethod
    def __str__(self) -> str:
        """The section again."""


class AddonRegistry:
    """Holds the addons' objects by their names."""

    def __init__(self, **addons: Any) -> None:
        vars(self).update(addons)
