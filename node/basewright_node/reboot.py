# SPDX-License-Identifier: GPL-2.0-or-later
# Reboots the node; nothing else here does.
"""A node never reboots by itself unless it was told to, or its maintenance window is open."""

import signal

from .errors import NodeError
from .node import Node
from .programs import must
from .window import is_open, next_open


def reboot(node: Node) -> None:
    """Begins the reboot; services are stopped as usual. Raises NodeError when systemd refuses.

    A stop that comes from now on is the reboot's own, and no end of what was done: systemd sends SIGTERM to the service that asked for it, and
    to systemctl in it, before either has ended. So both pass over it (a program inherits what is ignored).
    """
    del node
    before = signal.getsignal(signal.SIGTERM)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        must(["systemctl", "reboot"], "The reboot could not be begun.", "Reboot by hand.", 60)
    except NodeError:
        signal.signal(signal.SIGTERM, before)
        raise


def may_reboot(node: Node, wanted: str) -> bool:
    """Whether the node may reboot now. @param wanted now, window or never, as the wish or the person said."""
    return wanted == "now" or (wanted == "window" and is_open(node.config.window, node.clock()))


def why_waiting(node: Node, wanted: str) -> str:
    """In words, what the reboot waits for."""
    if wanted == "window" and next_open(node.config.window, node.clock()) is not None:
        return "The node reboots in its maintenance window: {}.".format(node.config.window.text)
    if wanted == "window":
        return "A person must reboot the node: its maintenance window is set to never."
    return "A person must reboot the node."
