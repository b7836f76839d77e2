# SPDX-License-Identifier: GPL-2.0-or-later
# The call of `imgbase update`, the judgement of what it did, and the cleaning up when it did not.
"""The exit code alone says nothing: a failed thread is a bare 1, and a 0 may leave the old boot default. The layout and the volumes judge."""

import os
import re
from typing import Any, Dict, List, Optional, Tuple

from . import imgbase, leftovers, lvm
from .errors import NodeError
from .files import own_directory
from .operation import Operation
from .programs import Ended, run

_SECONDS = 3 * 3600.0
# scripts/imgbase passes its words on unquoted, so a path must be one word without signs of the shell.
_ONE_WORD = re.compile(r"^[A-Za-z0-9_./+-]+$")


def _plain_path(operation: Operation, path: str) -> str:
    if _ONE_WORD.match(path):
        return path
    link = os.path.join(operation.node.places.downloads, "image.squashfs")
    own_directory(operation.node.places.downloads)
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(path, link)
    return link


def judge(
    nvr: str, begun: Dict[str, Any], default: Optional[str], found: List[imgbase.BaseFound], volumes: List[lvm.Volume]
) -> Tuple[Optional[str], str]:
    """The new layer, or None and why there is none: by the layout, the volumes and the boot default, not by the exit code."""
    layers = next((each.layers for each in found if each.base == nvr), None)
    if layers is None:
        return None, "imgbase does not name the base {}.".format(nvr)
    if not layers:
        return None, "The base {} has no layer.".format(nvr)
    layer = layers[-1]
    missing = [name for name in (nvr, layer) if lvm.named(volumes, name) is None]
    if missing:
        return None, "There is no volume {}.".format(" and no volume ".join(missing))
    if layer in begun["volumes"]:
        return None, "The layer {} was there before.".format(layer)
    if default != layer:
        return None, "The boot default is {} and not {}.".format(default or "unknown", layer)
    return layer, ""


def _call(operation: Operation, path: str, begun: Dict[str, Any]) -> Ended:
    def started(pid: int) -> None:
        begun["pid"] = pid
        begun["started"] = leftovers.start_time(pid)
        with operation.node.state.change() as record:
            record.begun = begun

    argv = ["imgbase", "--debug", "update", "--format", "liveimg", path]
    operation.note("Calling: {}".format(" ".join(argv)))
    ended = run(argv, _SECONDS, log=operation.log, started=started)
    operation.note("imgbase ended with {}{}.".format(ended.code, ", it took too long" if ended.timed_out else ""))
    return ended


def install_image(operation: Operation, path: str, nvr: str, wanted: str) -> str:
    """Has imgbase install the image. Returns the new layer, which is the boot default then. Raises NodeError with nothing half-made left."""
    node = operation.node
    begun = leftovers.begin(node, operation.id, nvr, operation.wish, operation.log, wanted)
    with node.state.change() as record:
        record.begun = begun
    ended = _call(operation, _plain_path(operation, path), begun)
    found = imgbase.layout()
    layer, why = judge(nvr, begun, imgbase.boot_default(node.places, found), found, lvm.of_layout(lvm.volumes()))
    if layer is not None and ended.code == 0:
        return layer
    if layer is not None:
        why = "Its layer was made, but imgbase ended with {}: {}.".format(ended.code, ended.words)
    said = "" if ended.code == 0 else " imgbase says: {}.".format(ended.words)
    removed = leftovers.clean(node, begun, operation.note)
    with node.state.change() as record:
        record.begun = None
    raise NodeError(
        "imgbase could not install {}.".format(nvr),
        why + said + (" Removed what it left: {}.".format(", ".join(removed)) if removed else ""),
        "See the log {}; the node runs and boots {} as before.".format(operation.log, operation.layer),
    )
