# SPDX-License-Identifier: GPL-2.0-or-later
# What was cut off, by a kill or a cut of the power: its half-made base is removed, and its end is told.
"""The memory names what is going on, so the next command or check-in knows what the last one did not end."""

import os
from typing import Any, Dict, List, Optional

from . import imgbase, leftovers
from .errors import NodeError
from .files import only_operation
from .names import base_of, parse_nvr
from .node import Node
from .state import Last, Pending


def _adopted(node: Node, begun: Dict[str, Any], current: str) -> bool:
    """The run was cut off at its very end, and the node has booted what it made: the health check judges it as any other."""
    if base_of(current) != begun["nvr"] or current in begun["volumes"]:
        return False
    with node.state.change() as record:
        record.pending = Pending(
            begun["operation"],
            "upgrade",
            begun["nvr"],
            current,
            begun["booted"],
            node.clock(),
            0,
            begun["wish"],
            begun["reboot"],
        )
        record.begun = None
    return True


def _clean(node: Node) -> Optional[str]:
    begun = node.state.read().begun
    if begun is None:
        return None
    leftovers.refuse_running(begun)
    current = imgbase.current_layer()
    if _adopted(node, begun, current):
        return "The upgrade to {} was cut off at its end; its layer runs and is judged now.".format(begun["nvr"])
    notes: List[str] = []
    removed = leftovers.clean(node, begun, notes.append)
    reason = "The upgrade to {} was cut off. {}".format(
        begun["nvr"], "Removed: {}.".format(", ".join(removed)) if removed else "It had left no volume."
    )
    if os.path.isdir(os.path.dirname(begun["log"])):
        with open(begun["log"], "a", encoding="utf-8") as stream:
            stream.write("\n".join([reason, *notes]) + "\n")
    with node.state.change() as record:
        record.begun = None
        record.last = Last("upgrade", "failed", begun["nvr"], reason, node.clock(), begun["log"], begun["operation"])
    nvr = begun["nvr"] if parse_nvr(begun["nvr"]) else None
    node.report(begun["operation"], "upgrade", "failed", nvr, current, begun["wish"], None, reason, "\n".join(notes))
    return reason


def tell_of_wish(node: Node, own: Optional[str] = None) -> Optional[str]:
    """Ends a wish whose operation was cut off before anything else could tell of it: it is done once only, so nobody would ever hear of it.

    Returns what happened, None when nothing did. @param own the id of an operation that is still going on
    """
    record = node.state.read()
    doing = record.doing
    if doing is None or doing["operation"] == own:
        return None
    ends = [each for each in (record.pending, record.last) if each is not None and each.operation == doing["operation"]]
    reason = None
    if not ends:
        reason = "The {} that was wanted was cut off. The layers are as they were; ask for it again.".format(
            doing["kind"]
        )
        last = Last(doing["kind"], "failed", doing["nvr"], reason, node.clock(), None, doing["operation"])
        node.report(doing["operation"], doing["kind"], "failed", doing["nvr"], None, doing["wish"], reason=reason)
    with node.state.change() as record:
        record.doing = None
        if reason is not None:
            record.last = last
    return reason


def recover(node: Node, own: Optional[str] = None) -> Optional[str]:
    """Cleans up after an upgrade that was cut off, by a kill or a cut of the power. Returns what was done, None when nothing was there.

    To be called with the lock of operations held. Raises NodeError when the rest of it still runs, or cannot be removed.
    @param own the id of the operation that calls this
    """
    return " ".join(words for words in (_clean(node), tell_of_wish(node, own)) if words) or None


def recover_if_free(node: Node) -> Optional[str]:
    """`recover` for whoever goes on whatever came of it. Returns what was done, or why it could not be, in words."""
    try:
        with only_operation(node.places.lock, "cleaning up"):
            return recover(node)
    except NodeError as error:
        return error.sentence
