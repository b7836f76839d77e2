# SPDX-License-Identifier: GPL-2.0-or-later
# Check-ins while a wish is done: an upgrade may take longer than the time after which the boot plane calls a node silent.
"""Says again what was said last: asking imgbase anew while it installs would only slow it down. What is wanted meanwhile is asked for afterwards."""

import contextlib
import threading
import time
from typing import Any, Callable, Dict, Iterator

from .errors import NodeError
from .node import Node
from .wire import ask_json

_SECONDS = 30.0


def _post(node: Node, body: Dict[str, Any]) -> None:
    # A server that is down hears nothing; the reports wait for it.
    with contextlib.suppress(NodeError):
        ask_json(node.config, "POST", node.config.url + "/node/check-in", body, _SECONDS)


@contextlib.contextmanager
def heartbeat(
    node: Node, body: Dict[str, Any], seconds: float, clock: Callable[[], float] = time.monotonic
) -> Iterator[None]:
    """Checks in every `seconds` while the block runs. @param body of the last check-in"""
    ended = threading.Event()
    begin = clock()

    def beat() -> None:
        while not ended.wait(seconds):
            _post(node, dict(body, uptime=body["uptime"] + clock() - begin))

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_SECONDS * 2)
