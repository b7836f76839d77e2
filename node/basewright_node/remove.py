# SPDX-License-Identifier: GPL-2.0-or-later
# Removes an old base with its layers, and what imgbase leaves of them in /boot.
"""Never what runs, what the next boot starts, or what a pending upgrade would go back to."""

from typing import List

from . import imgbase, lvm
from .errors import NodeError, UseError
from .leftovers import remove_boot_files
from .names import base_of, is_base
from .node import Node
from .operation import Operation
from .programs import run


def _refuse(base: str, why: str, fix: str) -> NodeError:
    return NodeError("The base {} is not removed.".format(base), why, fix)


def _check(node: Node, base: str, layers: List[str], found: List[imgbase.BaseFound]) -> None:
    current = imgbase.current_layer()
    if current in layers:
        raise _refuse(
            base, "This node runs its layer {}.".format(current), "Boot another layer first: basewright-node rollback."
        )
    default = imgbase.boot_default(node.places, found)
    if default is None:
        raise _refuse(
            base,
            "It cannot be told which layer the next boot starts.",
            "Set it with: basewright-node rollback --to " + current,
        )
    if default in layers:
        raise _refuse(
            base,
            "The next boot starts its layer {}.".format(default),
            "Set it back: basewright-node rollback --to " + current,
        )
    pending = node.state.read().pending
    if pending is not None and base_of(pending.before) == base:
        raise _refuse(
            base,
            "The node would go back to it if {} fails.".format(pending.layer),
            "Wait until that layer is found good.",
        )


def remove(node: Node, operation: Operation, base: str) -> str:
    """Removes a base and its layers. Returns what was done, in words. Raises NodeError."""
    if not is_base(base):
        raise UseError(
            '"{}" is no base.'.format(base[:80]),
            "A base is named NAME-VERSION-RELEASE.",
            "See them with: basewright-node status",
        )
    found = imgbase.layout()
    layers = next((each.layers for each in found if each.base == base), None)
    if layers is None:
        known = ", ".join(each.base for each in found)
        raise _refuse(base, "It is not there; the bases here are: {}.".format(known), "Name one of them.")
    _check(node, base, layers, found)
    operation.show("begun", "Removing {} with its layers: {}.".format(base, ", ".join(layers) or "none"))
    ended = run(["imgbase", "--debug", "base", "--remove", base], log=operation.log)
    left = [volume.name for volume in lvm.of_layout(lvm.volumes()) if volume.name in [base, *layers]]
    if left:
        raise _refuse(
            base, "imgbase left {}: {}".format(", ".join(left), ended.words), "See the log, and what holds them: lsblk"
        )
    for layer in layers:
        remove_boot_files(node, layer, operation.note)
    with node.state.change() as record:
        for layer in layers:
            record.good.pop(layer, None)
            record.auto_rollback.pop(layer, None)
    return "{} has been removed.".format(base)
