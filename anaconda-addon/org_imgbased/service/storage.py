# SPDX-License-Identifier: GPL-2.0-or-later
# Reads the planned storage from Anaconda's Storage module over D-Bus.
"""Used of the device tree's viewer, the same in 34.25, 40.22 and 45: GetMountPoints, GetDeviceData, GetFormatData.
Up to 40 devices are known by their names, in 45 by ids; both come from one answer and go into the next question."""

import logging
import os
from typing import Any

from dasbus.typing import get_native
from pyanaconda.modules.common.constants.objects import DEVICE_TREE
from pyanaconda.modules.common.constants.services import STORAGE

from org_imgbased.plan import Device, Plan

log = logging.getLogger("anaconda.org_imgbased")


def read_plan(sys: str = "/sys", proc: str = "/proc") -> Plan:
    """The plan as Anaconda's Storage module holds it. Raises whatever D-Bus raises when it does not answer."""
    tree = STORAGE.get_proxy(DEVICE_TREE)
    mount_points = {str(path): str(key) for path, key in dict(tree.GetMountPoints()).items()}
    devices: dict[str, Device] = {}
    waiting = list(mount_points.values())
    while waiting:
        key = waiting.pop()
        if key not in devices:
            device = _read_device(tree, key)
            devices[key] = device
            waiting.extend(device.parents)
            # A group's other volumes have no mount point of their own, but names and sizes.
            waiting.extend(device.children if device.kind in ("lvmvg", "lvmthinpool") else ())
    with open(f"{proc}/cmdline", encoding="utf-8", errors="replace") as source:
        return Plan(mount_points, devices, os.path.isdir(f"{sys}/fs/selinux"), source.read())


def _read_device(tree: Any, key: str) -> Device:
    data = get_native(tree.GetDeviceData(key))
    return Device(
        name=str(data.get("name", key)),
        kind=str(data.get("type", "")),
        size=int(data.get("size", 0)),
        filesystem=_read_filesystem(tree, key),
        parents=tuple(data.get("parents", ())),
        children=tuple(data.get("children", ())),
    )


def _read_filesystem(tree: Any, key: str) -> str:
    try:
        return str(get_native(tree.GetFormatData(key)).get("type", ""))
    except Exception as error:  # this one question may go unanswered: the task asks again when the disk is made
        log.warning("The file system planned for %s is not known yet (%s); it is checked later.", key, error)
        return ""
