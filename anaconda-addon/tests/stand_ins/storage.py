# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for Anaconda's Storage module: the viewer of the planned device tree, with answers given in a file.
"""Usage: python3 -m stand_ins.storage PLAN.json

PLAN: {"mounts": {path: key}, "devices": {key: {...}}, "formats": {key: {...}}}; in 34 and 40 the keys are names, in 45 ids.
"""

import json
import sys
from pathlib import Path
from typing import Any

from dasbus.error import DBusError
from dasbus.loop import EventLoop
from dasbus.server.interface import dbus_interface
from dasbus.typing import Dict, List, Str, Structure, UInt64, get_variant
from pyanaconda.core.dbus import DBus
from pyanaconda.modules.common.constants.objects import DEVICE_TREE
from pyanaconda.modules.common.constants.services import STORAGE

_TYPES = {"size": UInt64, "parents": List[Str], "children": List[Str]}


def _structure(values: dict[str, Any]) -> Structure:
    return {name: get_variant(_TYPES.get(name, Str), value) for name, value in values.items()}


@dbus_interface("org.fedoraproject.Anaconda.Modules.Storage.DeviceTree.Viewer")
class DeviceTree:
    """What was planned."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan = plan

    def GetMountPoints(self) -> Dict[Str, Str]:
        return self._plan["mounts"]

    def GetDeviceData(self, device_id: Str) -> Structure:
        return _structure(self._plan["devices"][device_id])

    def GetFormatData(self, device_id: Str) -> Structure:
        if device_id not in self._plan["formats"]:
            raise DBusError(device_id)
        return _structure(self._plan["formats"][device_id])


if __name__ == "__main__":
    DBus.publish_object(DEVICE_TREE.object_path, DeviceTree(json.loads(Path(sys.argv[1]).read_text())))
    DBus.register_service(STORAGE.service_name)
    EventLoop().run()
