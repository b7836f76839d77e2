# SPDX-License-Identifier: GPL-2.0-or-later
# Sends what waits in the spool to the boot plane.
"""Only an answer `taken` lets a report go; a network that is down only makes it wait."""

import sys
import time
from typing import Any, Dict, Optional

from .errors import NodeError
from .node import Node
from .wire import RefusedError, ask_json

# Answers that say of the report itself that it is wrong.
_NEVER = (400, 413, 422)
_PAUSE_SECONDS = 30.0
_not_before = 0.0


def _post(node: Node, report: Dict[str, Any], seconds: float) -> bool:
    try:
        answer = ask_json(node.config, "POST", node.config.url + "/node/report", report, seconds)
    except RefusedError as error:
        if error.status not in _NEVER:
            raise
        # It would be refused for ever, and all that happens after it would never be told.
        sys.stderr.write("The boot plane does not understand a report and it is left out: {}\n".format(error.sentence))
        return True
    return answer.get("taken") is True


def send_reports(node: Node, seconds: float = 10.0, now: bool = False) -> Optional[NodeError]:
    """Sends all that waits, the oldest first. Returns the error that stopped it; none while it pauses after one.

    @param now try also when the last attempt failed less than 30 s ago
    """
    global _not_before
    if not node.config.url or not node.config.key or (not now and time.monotonic() < _not_before):
        return None
    try:
        node.spool.send(lambda report: _post(node, report, seconds))
    except NodeError as error:
        _not_before = time.monotonic() + _PAUSE_SECONDS
        return error
    return None
