# SPDX-License-Identifier: GPL-2.0-or-later
# The addon's state: what the kickstart said, and how far the layout is.

import json
import logging
from typing import Any, Optional

from pyanaconda.core.configuration.anaconda import conf
from pyanaconda.core.dbus import DBus
from pyanaconda.core.signal import Signal
from pyanaconda.modules.common.base import KickstartService
from pyanaconda.modules.common.containers import TaskContainer

from org_imgbased import __version__
from org_imgbased.kickstart import ImgbasedKickstartSpecification
from org_imgbased.layout.report import Result
from org_imgbased.layout.scene import Target
from org_imgbased.section import ADDON, LayoutOptions
from org_imgbased.service.identifiers import IMGBASED
from org_imgbased.service.interface import ImgbasedInterface
from org_imgbased.service.tasks import CheckPlanTask, LayoutTask

log = logging.getLogger("anaconda.org_imgbased")

ABSENT, DISABLED, READY, RUNNING, DONE, FAILED = "absent", "disabled", "ready", "running", "done", "failed"


class ImgbasedService(KickstartService):
    """Reads the section, offers the tasks, and tells how they went."""

    def __init__(self) -> None:
        super().__init__()
        self.options_changed = Signal()
        self.state_changed = Signal()
        self.result_changed = Signal()
        self._options: Optional[LayoutOptions] = None
        self._state = ABSENT
        self._result: Result = {}
        log.info("org_imgbased %s", __version__)

    def publish(self) -> None:
        """Put the service on Anaconda's bus."""
        TaskContainer.set_namespace(IMGBASED.namespace)
        DBus.publish_object(IMGBASED.object_path, ImgbasedInterface(self))
        DBus.register_service(IMGBASED.service_name)

    @property
    def kickstart_specification(self) -> type[ImgbasedKickstartSpecification]:
        """What is read of a kickstart."""
        return ImgbasedKickstartSpecification

    def process_kickstart(self, data: Any) -> None:
        """Take what the section says."""
        options: Optional[LayoutOptions] = getattr(data.addons, ADDON).options
        self._options = options
        self._state = ABSENT if options is None else DISABLED if options.disabled else READY
        log.info("The kickstart says %s", options or "nothing: there will be no layout")
        self._changed(self.options_changed, self.state_changed)

    def setup_kickstart(self, data: Any) -> None:
        """Give the section back as it was, for anaconda-ks.cfg."""
        getattr(data.addons, ADDON).options = self._options

    @property
    def enabled(self) -> bool:
        """Will a layout be made?"""
        return self._options is not None and not self._options.disabled

    @property
    def nvr(self) -> str:
        """The name of the base as far as it is known; empty: the image's own."""
        return str(self._result.get("nvr", "")) or (self._options.nvr if self._options else "")

    @property
    def state(self) -> str:
        """absent, disabled, ready, running, done or failed."""
        return self._state

    @property
    def result(self) -> str:
        """The result as JSON, once there is one."""
        return json.dumps(self._result) if self._result else ""

    def configure_with_tasks(self) -> list[CheckPlanTask]:
        """Run by Anaconda before it touches a disk."""
        return [CheckPlanTask(self._options)] if self._options and self.enabled else []

    def install_with_tasks(self) -> list[LayoutTask]:
        """Run by Anaconda when the system is installed and before the initramfs and the %post scripts."""
        if self._options is None or not self.enabled:
            return []
        target = Target(conf.target.system_root, conf.target.physical_root)
        task = LayoutTask(target, self._options)
        task.started_signal.connect(lambda: self._set_state(RUNNING))
        task.failed_signal.connect(lambda: self._end(FAILED, task.outcome))
        task.succeeded_signal.connect(lambda: self._end(DONE, task.outcome))
        return [task]

    def _set_state(self, state: str) -> None:
        self._state = state
        self._changed(self.state_changed)

    def _end(self, state: str, result: Result) -> None:
        self._result = result
        self._state = state
        self._changed(self.result_changed, self.options_changed, self.state_changed)

    def _changed(self, *signals: Any) -> None:
        for signal in signals:
            signal.emit()
        self.module_properties_changed.emit()
