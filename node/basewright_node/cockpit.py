# SPDX-License-Identifier: GPL-2.0-or-later
# Whether Cockpit listens on this node, and at which addresses a browser may reach it.
"""The boot plane links to it; it decides itself what it shows."""

import json
import re
from typing import Any, Dict, List, Optional

from .programs import run

_USUAL_PORT = 9090
_SECONDS = 20.0


def _addresses() -> List[str]:
    ended = run(["ip", "-json", "address"], _SECONDS)
    try:
        links: Any = json.loads(ended.output) if ended.code == 0 else []
        found = [
            str(address["local"])
            for link in links
            for address in link.get("addr_info", [])
            if address.get("scope") == "global" and not address.get("temporary")
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
    return found[:16]


def cockpit_of() -> Optional[Dict[str, Any]]:
    """`port` and `addresses`; None when cockpit.socket is not enabled."""
    if run(["systemctl", "is-enabled", "cockpit.socket"], _SECONDS).code != 0:
        return None
    ended = run(["systemctl", "show", "--property=Listen", "cockpit.socket"], _SECONDS)
    port = re.search(r":([0-9]{1,5}) \(Stream\)", ended.output)
    return {"port": int(port.group(1)) if port else _USUAL_PORT, "addresses": _addresses()}
