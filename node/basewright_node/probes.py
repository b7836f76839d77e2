# SPDX-License-Identifier: GPL-2.0-or-later
# What the health check asks besides imgbase: the units of systemd, an administrator's own programs, and the boot plane.
"""Each answer is bounded in time and size, and says in words what is wrong."""

import fnmatch
import http.client
import os
import re
import time
from typing import Any, Dict, List, Optional

from . import wire
from .errors import NodeError
from .node import Node
from .plain import plain_line
from .programs import run

PROBE_SECONDS = 60.0
SERVER_SECONDS = 10.0
_SYSTEMD_SECONDS = 30.0
_MOST_PROBES = 32
_MOST_UNITS = 32
_MOST_REASON = 400
_MOST_OUTPUT = 8192
_UNIT = re.compile(r"^[^A-Za-z0-9@_-]*([A-Za-z0-9@:._\\-]+\.[a-z]+)\s")
# A health check that found something ends with 1, and must not be the reason of the next one.
_OWN_UNITS = "basewright-node-*"
_BACKUPS = ("~", ".rpmnew", ".rpmsave", ".rpmorig", ".bak")


def is_settled() -> Optional[str]:
    """None when systemd has started all that it is to start, be it that units failed; else what it says, in words.

    Asked again and again instead of with `--wait`, so that every systemd will do. Source: systemctl(1), is-system-running.
    """
    word = run(["systemctl", "is-system-running"], _SYSTEMD_SECONDS).output.strip()
    if word in ("running", "degraded"):
        return None
    return "systemd has not started everything: it says '{}'".format(plain_line(word, 40) or "nothing")


def failed_units(node: Node) -> List[str]:
    """Units that have failed and that `/etc/basewright/health.ignore` does not name. Raises NodeError when systemd does not answer."""
    ended = run(["systemctl", "list-units", "--state=failed", "--plain", "--no-legend", "--no-pager"], _SYSTEMD_SECONDS)
    if ended.code != 0:
        raise NodeError("The units cannot be looked at.", "systemctl says: {}".format(ended.words), "")
    ignored = [_OWN_UNITS] + _ignored(node)
    # EL8 puts a dot before each name, whatever it is told.
    found = [match.group(1) for match in map(_UNIT.match, ended.output.splitlines()) if match]
    return [unit for unit in found if not any(fnmatch.fnmatchcase(unit, form) for form in ignored)][:_MOST_UNITS]


def _ignored(node: Node) -> List[str]:
    try:
        with open(node.places.health_ignore, encoding="utf-8", errors="replace") as stream:
            lines = [line.split("#", 1)[0].strip() for line in stream.read(65536).splitlines()]
    except FileNotFoundError:
        return []
    return [line for line in lines if line]


def run_probes(node: Node) -> List[Dict[str, Any]]:
    """Runs each executable of `/etc/basewright/health.d`, by name, 60 s at most; another exit code than 0 means that the node is not well.

    Backups that editors and rpm leave are passed over, and so is what nobody may execute.
    """
    directory = node.places.health_programs
    try:
        names = sorted(os.listdir(directory))
    except FileNotFoundError:
        return []
    paths = [os.path.join(directory, name) for name in names if name[:1] != "." and not name.endswith(_BACKUPS)]
    programs = [path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)]
    found = [_probe(path) for path in programs[:_MOST_PROBES]]
    if len(programs) > _MOST_PROBES:
        found[-1] = dict(found[-1], ok=False, reason="{} holds more than {} programs".format(directory, _MOST_PROBES))
    return found


def _probe(path: str) -> Dict[str, Any]:
    began = time.monotonic()
    ended = run([path], PROBE_SECONDS, _MOST_OUTPUT)
    ok = ended.code == 0 and not ended.timed_out
    reason = None if ok else plain_line(ended.words, _MOST_REASON)
    return {
        "name": plain_line(os.path.basename(path), 100),
        "ok": ok,
        "reason": reason,
        "seconds": round(time.monotonic() - began, 1),
    }


def ask_server(node: Node) -> Optional[Dict[str, Any]]:
    """Whether the boot plane says that it is well; None when none is set."""
    if not node.config.url:
        return None
    url = node.config.url + "/healthz"
    try:
        with wire.answer(node.config, "GET", url, None, {}, SERVER_SECONDS) as response:
            response.read(4096)
            reason = None if response.status == 200 else "it answers with status {}".format(response.status)
    except (OSError, http.client.HTTPException) as error:
        reason = "it does not answer: {}".format(error or type(error).__name__)
    except NodeError as error:
        reason = error.sentence
    return {"ok": reason is None, "reason": plain_line(reason, _MOST_REASON) if reason else None}
