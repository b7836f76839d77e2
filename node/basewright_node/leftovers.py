# SPDX-License-Identifier: GPL-2.0-or-later
# What a failed or killed upgrade leaves behind, and its removal: mounts, volumes, kernels and boot entries of the half-made base.
"""imgbase removes them only for an exception; a failed thread or a kill leaves them, and the next run would die on `already exists`."""

import os
import re
import shutil
from typing import Any, Callable, Dict, List, Optional

from . import grub, imgbase, lvm
from .boot_default import set_default
from .errors import BusyError, NodeError
from .names import base_of, is_layer
from .node import Node
from .programs import run

Note = Callable[[str], None]
# Clocks step; a volume that lvm says was made a minute before the begin may be the run's, one that was there before is not (see `volumes`).
_CLOCK_SLACK = 120


def temporary_mounts(node: Node) -> List[str]:
    """Where imgbase mounts what it works on (upstream utils.py: /tmp/mnt.*), the deepest first."""
    try:
        with open(node.places.root + "/proc/self/mountinfo", encoding="utf-8", errors="replace") as stream:
            targets = [line.split(" ")[4] for line in stream if len(line.split(" ")) > 4]
    except FileNotFoundError:
        return []
    found = [target for target in targets if re.match(r"^/tmp/mnt\.[^/]+(/|$)", target)]
    return sorted(found, key=len, reverse=True)


def begin(node: Node, operation: str, nvr: str, wish: Optional[str], log: str, reboot: str) -> Dict[str, Any]:
    """What is there before imgbase is called; kept on the disk, so that the next run knows what is the failed one's."""
    found = imgbase.layout()
    return {
        "operation": operation,
        "nvr": nvr,
        "wish": wish,
        "log": log,
        "reboot": reboot,
        "at": node.clock(),
        "booted": imgbase.current_layer(),
        "default": imgbase.boot_default(node.places, found),
        "volumes": [volume.name for volume in lvm.of_layout(lvm.volumes())],
        "mounts": temporary_mounts(node),
    }


def start_time(pid: int) -> Optional[str]:
    """When a process began, in the kernel's own count; None when it is not there. A number is used again, a number and a time are not."""
    try:
        with open("/proc/{}/stat".format(pid), encoding="utf-8", errors="replace") as stream:
            fields = stream.read().rpartition(")")[2].split()
    except OSError:
        return None
    # Field 3 is the state: a zombie has ended. Field 22 is the start. Source: proc(5).
    return None if fields[0] in ("Z", "X") else fields[19]


def refuse_running(begun: Dict[str, Any]) -> None:
    """Raises NodeError while the imgbase of an upgrade runs on whose caller was killed: it must not be cleaned up under its hands."""
    pid = begun.get("pid")
    if pid and begun.get("started") and start_time(pid) == begun["started"]:
        raise BusyError(
            "This node is busy.",
            "imgbase of an upgrade that was cut off still runs (process {}).".format(pid),
            "Wait until it has ended; what it leaves is then cleaned up by itself.",
        )


def half_made(begun: Dict[str, Any], found: List[lvm.Volume], current: str) -> List[lvm.Volume]:
    """The volumes that the run made: of its NVR, not there before, made since; layers before their base. Never what runs or ran."""
    nvr = begun["nvr"]
    kept = {current, base_of(current), begun["booted"], base_of(begun["booted"])}
    mine = [
        volume
        for volume in found
        if (volume.name == nvr or (is_layer(volume.name) and base_of(volume.name) == nvr))
        and volume.name not in begun["volumes"]
        and volume.name not in kept
        and (volume.made is None or volume.made >= begun["at"] - _CLOCK_SLACK)
    ]
    return sorted(mine, key=lambda volume: (not is_layer(volume.name), volume.name))


def remove_boot_files(node: Node, layer: str, note: Note) -> None:
    """Removes the kernels in /boot/<layer> and the boot entries that name the layer; nothing when there are none."""
    if not is_layer(layer):
        raise ValueError("not a layer: {}".format(layer))
    for entry in grub.entries(grub.Grub("", "", "", node.places.entries)):
        if entry.layer == layer:
            os.unlink(os.path.join(node.places.entries, entry.id + ".conf"))
            note("Removed the boot entry {}.".format(entry.id))
    directory = os.path.join(node.places.boot, layer)
    if os.path.isdir(directory) and not os.path.islink(directory):
        shutil.rmtree(directory)
        note("Removed {}.".format(directory))


def _unmount(node: Node, begun: Dict[str, Any], note: Note) -> None:
    for target in temporary_mounts(node):
        if target not in begun["mounts"]:
            ended = run(["umount", target], 60)
            note("Unmounted {}{}".format(target, "." if ended.code == 0 else ": " + ended.words))


def clean(node: Node, begun: Dict[str, Any], note: Note) -> List[str]:
    """Removes what a run left, and sets the boot default back. Returns the names of the volumes removed. Raises NodeError."""
    current = imgbase.current_layer()
    _unmount(node, begun, note)
    # imgbase makes /var private for its work and shared again at its end (osupdater.py); a run that did not end leaves it private.
    if not node.places.root:
        run(["mount", "--make-rshared", "/var"], 60)
    if imgbase.boot_default(node.places, imgbase.layout()) != current:
        set_default(node, current)
        note("The boot default is {} again.".format(current))
    removed = []
    for volume in half_made(begun, lvm.of_layout(lvm.volumes()), current):
        lvm.remove(volume)
        removed.append(volume.name)
        note("Removed the volume {}/{}.".format(volume.vg, volume.name))
    # The layer's number is 1 for every new base; entries and kernels may be there before or without the volume.
    remove_boot_files(node, begun["nvr"] + "+1", note)
    left = half_made(begun, lvm.of_layout(lvm.volumes()), current)
    if left:
        raise NodeError(
            "The half-made base {} could not be removed.".format(begun["nvr"]),
            "These volumes are still there: {}.".format(", ".join(volume.name for volume in left)),
            "Remove them with lvremove.",
        )
    return removed
