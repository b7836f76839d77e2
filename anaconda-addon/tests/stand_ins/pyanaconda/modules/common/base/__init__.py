# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.modules.common.base: a module that reads a kickstart, and how it shows on the bus.

from typing import Any

from dasbus.loop import EventLoop
from dasbus.server.interface import dbus_interface
from dasbus.server.property import emits_properties_changed
from dasbus.server.template import InterfaceTemplate
from dasbus.typing import List, ObjPath, Str, Structure, get_variant
from pyanaconda.core.kickstart import KickstartSpecification
from pyanaconda.core.kickstart.addon import AddonRegistry
from pyanaconda.core.signal import Signal
from pyanaconda.modules.common.containers import TaskContainer
from pykickstart.base import KickstartHandler
from pykickstart.errors import KickstartError
from pykickstart.parser import KickstartParser
from pykickstart.sections import Section


class _AddonSection(Section):
    sectionOpen = "%addon"

    def handleHeader(self, lineno: int, args: list[str]) -> None:
        super().handleHeader(lineno, args)
        self._data, self._line = getattr(self.handler.addons, args[1]), lineno
        self._data.handle_header(args[2:], lineno)

    def handleLine(self, line: str) -> None:
        self._line += 1
        self._data.handle_line(line, self._line)

    def finalize(self) -> None:
        super().finalize()
        self._data.handle_end()


class _Parser(KickstartParser):
    def setupSections(self) -> None:
        self.registerSection(_AddonSection(self.handler))


class KickstartService:
    """A module of Anaconda."""

    def __init__(self) -> None:
        self.module_properties_changed = Signal()
        self._loop = EventLoop()

    def publish(self) -> None:
        """Put it on the bus."""

    def run(self) -> None:
        self.publish()
        self._loop.run()

    @property
    def kickstart_specification(self) -> Any:
        return KickstartSpecification

    def process_kickstart(self, data: Any) -> None:
        """Take what was read."""

    def setup_kickstart(self, data: Any) -> None:
        """Give it back."""

    def configure_with_tasks(self) -> list[Any]:
        return []

    def install_with_tasks(self) -> list[Any]:
        return []

    def _handler(self) -> Any:
        handler = KickstartHandler()
        handler.version = self.kickstart_specification.version
        handler.addons = AddonRegistry(**{name: data() for name, data in self.kickstart_specification.addons.items()})
        return handler

    def read_kickstart(self, s: str) -> list[str]:
        """The errors (Anaconda: a report)."""
        handler = self._handler()
        try:
            _Parser(handler).readKickstartFromString(s)
            self.process_kickstart(handler)
        except KickstartError as error:
            return [error.message]
        return []

    def generate_kickstart(self) -> str:
        handler = self._handler()
        self.setup_kickstart(handler)
        return "".join(str(data) for data in vars(handler.addons).values())


@dbus_interface("org.fedoraproject.Anaconda.Modules")
class KickstartModuleInterface(InterfaceTemplate):
    """A module on the bus."""

    def connect_signals(self) -> None:
        self.implementation.module_properties_changed.connect(self.flush_changes)

    @property
    def KickstartAddons(self) -> List[Str]:
        return list(self.implementation.kickstart_specification.addons)

    @emits_properties_changed
    def ReadKickstart(self, kickstart: Str) -> Structure:
        return {"error-messages": get_variant(List[Str], self.implementation.read_kickstart(kickstart))}

    def GenerateKickstart(self) -> Str:
        return self.implementation.generate_kickstart()

    def ConfigureWithTasks(self) -> List[ObjPath]:
        return TaskContainer.to_object_path_list(self.implementation.configure_with_tasks())

    def InstallWithTasks(self) -> List[ObjPath]:
        return TaskContainer.to_object_path_list(self.implementation.install_with_tasks())
