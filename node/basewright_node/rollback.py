# SPDX-License-Identifier: GPL-2.0-or-later
# Goes back to an older layer, or sets the boot default back to the booted one.
"""The target is computed here: imgbase's own goes from the oldest layer to the newest (naming.py:73-77), which is no rollback."""

from typing import List, Optional

from . import boot_count, imgbase
from .boot_default import set_default
from .errors import NodeError, NothingToDoError, UseError
from .names import base_of, before, is_layer
from .node import Node
from .operation import Operation
from .reboot import may_reboot, reboot, why_waiting
from .state import Pending


def target_of(to: Optional[str], current: str, layers: List[str]) -> str:
    """The layer to go to. Raises NodeError, in words that name what there is."""
    known = "The layers here are: {}.".format(", ".join(layers))
    if to is None:
        older = before(current, layers)
        if older is None:
            raise NodeError(
                "This node cannot go back.",
                "It runs {}, the oldest layer.".format(current),
                "Upgrade it, or name a layer with --to.",
            )
        return older
    if not is_layer(to):
        raise UseError('"{}" is no layer.'.format(to[:80]), "A layer is named NAME-VERSION-RELEASE+NUMBER.", known)
    if to not in layers:
        raise NodeError("There is no layer {}.".format(to), known, "Name one of them with --to.")
    return to


def _settle(operation: Operation, target: str, wanted: str) -> None:
    """The target is not the booted layer: the next boot decides."""
    node, current = operation.node, operation.layer or ""
    with node.state.change() as record:
        record.pending = Pending(
            operation.id,
            "rollback",
            base_of(target),
            target,
            current,
            node.clock(),
            0,
            operation.wish,
            wanted,
            node.boot_id(),
        )
    operation.end("installed", "The next boot starts {}.".format(target))


def rollback(node: Node, operation: Operation, to: Optional[str] = None, wanted: str = "never") -> str:
    """Makes an older layer the boot default. @param wanted when to reboot: now, window, never

    Returns what was done, in words. Raises NodeError; the boot default is then what it was, or the error says what it is.
    """
    found = imgbase.layout()
    current = imgbase.current_layer()
    operation.layer = current
    default = imgbase.boot_default(node.places, found)
    if to is None and default != current and _waits_for(node, default, "upgrade"):
        # What is undone is the upgrade that was not booted yet, not the one before it.
        to = current
    target = target_of(to, current, imgbase.layers_of(found))
    operation.nvr = base_of(target)
    if target == default and (target == current or _waits_for(node, target, "rollback")):
        raise NothingToDoError("{} is the boot default already.".format(target), "", "")
    operation.step("begun", "Going to {}.".format(target))
    # First: whatever happens then, no boot is counted for a layer that nobody wants any more.
    boot_count.disarm(node.places)
    set_default(node, target, operation.log)
    if target == current:
        with node.state.change() as record:
            record.pending = None
        operation.end("rolled-back", "The next boot starts {}, which runs now.".format(target))
        return "The next boot starts {} again.".format(target)
    _settle(operation, target, wanted)
    return "The next boot starts {}. {}".format(target, reboot_or_wait(operation, wanted))


def _waits_for(node: Node, target: Optional[str], kind: str) -> bool:
    pending = node.state.read().pending
    return pending is not None and (pending.kind, pending.layer) == (kind, target)


def reboot_or_wait(operation: Operation, wanted: str) -> str:
    """The end of what a reboot completes: reboots, or says what it waits for."""
    node = operation.node
    if may_reboot(node, wanted):
        operation.step("rebooting", "The node reboots.")
        reboot(node)
        return "The node reboots."
    why = why_waiting(node, wanted)
    operation.step("waiting", why, reason=why)
    return why
