# SPDX-License-Identifier: GPL-2.0-or-later
# Makes a layer the one that the next boot starts, and sees that it is.
"""imgbase does it for every layer but the booted one: there it crashes (upstream update.py: `log.err`), so GRUB's environment block is set as `grub.py` does it."""

from typing import Optional

from . import grub, imgbase
from .errors import NodeError
from .node import Node
from .programs import run

_FIX = "Look at the boot entries with: grubby --info=ALL"


def set_default(node: Node, layer: str, log: Optional[str] = None) -> None:
    """Makes `layer` the boot default, also when it is the booted one. Raises NodeError when it is not afterwards.

    @param log a file to which imgbase's own words are appended
    """
    found = imgbase.layout()
    if layer not in imgbase.layers_of(found):
        known = ", ".join(imgbase.layers_of(found))
        raise NodeError(
            "There is no layer {}.".format(layer), "The layers here are: {}.".format(known), "Name one of them."
        )
    if layer == imgbase.current_layer():
        if imgbase.boot_default(node.places, found) != layer:
            grub.set_default(grub.find(node.places), layer)
    else:
        ended = run(["imgbase", "--debug", "rollback", "--to", layer], log=log)
        if ended.code != 0:
            raise NodeError(
                "The boot default could not be set to {}.".format(layer), "imgbase says: {}".format(ended.words), _FIX
            )
    default = imgbase.boot_default(node.places, found)
    if default != layer:
        raise NodeError(
            "The boot default is not {}.".format(layer),
            "It was set without an error, but is {}.".format(default or "none of the layers"),
            _FIX,
        )
