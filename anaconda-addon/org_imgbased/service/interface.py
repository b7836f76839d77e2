# SPDX-License-Identifier: GPL-2.0-or-later
# What the service shows on Anaconda's bus, beside what every kickstart module shows.

from dasbus.server.interface import dbus_interface
from dasbus.typing import Bool, Str
from pyanaconda.modules.common.base import KickstartModuleInterface

from org_imgbased.service.identifiers import IMGBASED


@dbus_interface(IMGBASED.interface_name)
class ImgbasedInterface(KickstartModuleInterface):
    """Read-only: the kickstart says what to do."""

    def connect_signals(self) -> None:
        """Announce changes."""
        super().connect_signals()
        self.watch_property("Enabled", self.implementation.options_changed)
        self.watch_property("NVR", self.implementation.options_changed)
        self.watch_property("State", self.implementation.state_changed)
        self.watch_property("Result", self.implementation.result_changed)

    @property
    def Enabled(self) -> Bool:
        """Will a layout be made?"""
        return self.implementation.enabled

    @property
    def NVR(self) -> Str:
        """The name of the base as far as it is known; empty: the image's own."""
        return self.implementation.nvr

    @property
    def State(self) -> Str:
        """absent, disabled, ready, running, done or failed."""
        return self.implementation.state

    @property
    def Result(self) -> Str:
        """The result as JSON, as it is posted; empty until there is one."""
        return self.implementation.result
