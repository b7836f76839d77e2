# SPDX-License-Identifier: GPL-2.0-or-later
# The check-in: sends what waits, tells how the node is, and does what the boot plane wants, each wish once.
"""Run by a timer. Without a network it changes nothing but what its maintenance window allows."""

import contextlib
import json
from typing import Any, Dict, List, Optional

from . import cut_off, health, upgrade
from .errors import BusyError, NodeError, UseError
from .files import make_directory, only_operation, write_atomic
from .heartbeat import heartbeat
from .manifest import Image, image_of, of_channel
from .names import is_layer
from .node import Node, say
from .operation import Operation
from .plain import plain_line
from .programs import run as run_program
from .reboot import may_reboot
from .rollback import reboot_or_wait, rollback
from .send import send_reports
from .state import Record
from .status import make_status
from .wire import as_bytes, ask_json

TIMER = "basewright-node-check-in.timer"
_SECONDS = 30.0
_MOST_BASES = 16
_MOST_CHECKS = 64
# The server takes 64 KiB (wire.ts, MOST_CHECK_IN).
_MOST_BYTES = 56 * 1024


def _check(name: str, ok: bool, reason: Optional[str]) -> Dict[str, Any]:
    return {"name": plain_line(name, 200), "ok": ok, "reason": plain_line(reason, 400) if reason else None}


def _checks(found: Dict[str, Any]) -> List[Dict[str, Any]]:
    """All that was looked at in one list, what failed first, so that no bound cuts it off."""
    checks = [_check(each["name"], each["ok"], each["reason"]) for group in found["checks"] for each in group["checks"]]
    checks += [_check(group["name"], group["ok"], group["reason"]) for group in found["checks"] if not group["checks"]]
    checks += [_check(each["name"], each["ok"], each["reason"]) for each in found["probes"]]
    checks += [_check(unit, False, "This unit has failed.") for unit in found["failedUnits"]]
    return sorted(checks, key=lambda check: check["ok"])[:_MOST_CHECKS]


def body_of(status: Dict[str, Any]) -> Dict[str, Any]:
    """The check-in's body (wire.ts, CheckInBody) out of a status."""
    pool, last, found = status["pool"], status["last"], status["health"]
    layout = [
        {"base": base["base"], "layers": [layer["name"] for layer in base["layers"]][-_MOST_BASES:]}
        for base in status["layout"][-_MOST_BASES:]
    ]
    body: Dict[str, Any] = {
        "format": 1,
        "version": status["version"],
        "hostname": status["hostname"],
        "layer": status["layer"],
        "base": status["base"],
        "layout": layout,
        "bootDefault": status["bootDefault"],
        "health": {"word": found["word"], "checks": _checks(found), "at": found["at"]},
        "pool": {key: pool[key] for key in ("dataPercent", "metadataPercent", "size")} if pool else None,
        "channel": status["channel"],
        "last": {key: last[key] for key in ("kind", "step", "nvr", "reason", "at")} if last else None,
        "kernel": status["kernel"],
        "uptime": status["uptime"],
        "bootCounting": status["bootCounting"]["kind"],
        "cockpit": status["cockpit"],
    }
    checks = body["health"]["checks"]
    while len(as_bytes(body)) > _MOST_BYTES and checks:
        # The last is one that passed, if any did.
        checks.pop()
    return body


class Wanted:
    """What the boot plane wants; everything in it checked. Raises NodeError for what this version does not understand."""

    def __init__(self, node: Node, data: Dict[str, Any]) -> None:
        self.id = data.get("id")
        self.action = str(data.get("action"))
        self.to = data.get("to")
        self.reboot = data.get("reboot")
        self.image: Optional[Image] = None
        is_known = self.action in ("upgrade", "rollback") and self.reboot in ("now", "window", "never")
        if not isinstance(self.id, str) or len(self.id) != 22 or not is_known:
            raise _not_understood("its id, action or reboot")
        if self.to is not None and (not isinstance(self.to, str) or not is_layer(self.to)):
            raise _not_understood("its layer")
        if self.action == "upgrade":
            url = data.get("url")
            if isinstance(url, str) and url.startswith("/"):
                data = dict(data, url=node.config.url + url)
            self.image = image_of(data, "the wish of the boot plane")


def _not_understood(part: str) -> NodeError:
    return NodeError(
        "The boot plane's wish was not understood.",
        "It is in {}.".format(part),
        "Bring the tools of this node and the server to the same version.",
    )


def _keep_answer(node: Node, answer: Dict[str, Any]) -> None:
    interval, pinned = answer.get("interval"), answer.get("pinned")
    with node.state.change() as record:
        record.interval = interval if isinstance(interval, int) and 5 <= interval <= 86400 else None
        record.pinned = plain_line(pinned, 400) if isinstance(pinned, str) else None


def set_interval(node: Node, seconds: int) -> None:
    """Makes the timer check in so often, until the next boot; the first check-in after that says it anew."""
    directory = "{}/run/systemd/system/{}.d".format(node.places.root, TIMER)
    path = directory + "/interval.conf"
    # The empty value forgets all times of the unit itself; the last end of the service is what counts, and the start of the timer where it has none:
    # a check-in by hand before the first one of the timer would else leave it elapsed for ever (systemd's timer.c).
    text = "[Timer]\nOnUnitInactiveSec=\nOnActiveSec={0}\nOnUnitInactiveSec={0}\n".format(seconds).encode("ascii")
    try:
        with open(path, "rb") as stream:
            if stream.read() == text:
                return
    except FileNotFoundError:
        pass
    make_directory(directory, 0o755)
    write_atomic(path, text, 0o644)
    for words in (["daemon-reload"], ["restart", TIMER]):
        run_program(["systemctl", *words], 60)


def _refresh_channel(node: Node) -> None:
    if node.config.channel is None:
        return
    try:
        nvr = of_channel(node.config, None).nvr
    except NodeError as error:
        # An empty channel has no manifest; what was known of it stays.
        say("The channel could not be looked at: {}".format(error.sentence))
        return
    with node.state.change() as record:
        record.channel_nvr = nvr


def _act(node: Node, wanted: Wanted, operation: Operation) -> str:
    if wanted.image is not None:
        return upgrade.upgrade(operation, wanted.image, upgrade.Allowed(), str(wanted.reboot))
    return rollback(node, operation, wanted.to, str(wanted.reboot))


def _do(node: Node, wanted: Wanted, body: Dict[str, Any], as_json: bool) -> None:
    """Does a wish that was not begun yet. Its failure is reported, and is no failure of the check-in."""
    if wanted.id in node.state.read().wishes:
        return
    cut_off.tell_of_wish(node)
    operation = Operation(node, wanted.action, as_json, str(wanted.id))
    with node.state.change() as record:
        # Before it begins: a node that the wish makes crash must not do it again and again.
        record.wishes.append(str(wanted.id))
        nvr = wanted.image.nvr if wanted.image else None
        record.doing = {"operation": operation.id, "kind": wanted.action, "wish": str(wanted.id), "nvr": nvr}
    with contextlib.suppress(NodeError), heartbeat(node, body, node.state.read().interval or node.config.interval):
        upgrade.carry_out(operation, lambda: _act(node, wanted, operation))
    with node.state.change() as record:
        record.doing = None


def _reboots_for(record: Record, boot: Optional[str]) -> str:
    """When a check-in may reboot for what is installed: now, window or never."""
    pending = record.pending
    # Said in an earlier boot: it was rebooted for already, and another layer came up; the health check says so.
    if pending is None or pending.boot != boot:
        return "never"
    if pending.reboot == "now":
        # A wish that was cut off just before its reboot. A person saw that, and so did the fleet when the reboot was refused.
        refused = record.last is not None and (record.last.operation, record.last.step) == (pending.operation, "failed")
        return "never" if pending.wish is None or refused else "now"
    return pending.reboot


def _reboot_if_open(node: Node, as_json: bool) -> None:
    """Reboots for what is installed and waits for the maintenance window, or was cut off before its reboot."""
    record = node.state.read()
    pending, when = record.pending, _reboots_for(record, node.boot_id())
    if pending is None or not may_reboot(node, when):
        return
    found = make_status(node)
    if found["layer"] == pending.layer or found["bootDefault"] != pending.layer:
        # It has booted already, or somebody has chosen another layer meanwhile.
        return
    operation = Operation(node, pending.kind, as_json, pending.wish)
    operation.id, operation.nvr, operation.layer = pending.operation, pending.nvr, found["layer"]
    reboot_or_wait(operation, when)


def _exchange(node: Node, body: Dict[str, Any]) -> Dict[str, Any]:
    """Reports first, so that the boot plane sees what happened before it sees how things are."""
    error = send_reports(node, now=True)
    if error is not None:
        raise error
    answer = ask_json(node.config, "POST", node.config.url + "/node/check-in", body, _SECONDS)
    _keep_answer(node, answer)
    set_interval(node, node.state.read().interval or node.config.interval)
    _refresh_channel(node)
    return answer


def _follow(node: Node, answer: Dict[str, Any], body: Dict[str, Any], as_json: bool) -> None:
    """Does what is wanted, and what waits for the maintenance window. What cannot be done now is asked for again."""
    data = answer.get("wanted")
    wanted, problem = None, None
    try:
        wanted = Wanted(node, data) if isinstance(data, dict) and node.state.read().pinned is None else None
    except NodeError as error:
        # What waits for its window does not wait for that.
        problem = error
    try:
        with only_operation(node.places.lock, wanted.action if wanted else "check-in"):
            if wanted is not None:
                _do(node, wanted, body, as_json)
            _reboot_if_open(node, as_json)
    except BusyError as error:
        say(error.sentence)
    if problem is not None:
        raise problem


def run(node: Node, as_json: bool) -> int:
    """One check-in. Returns the exit code. Raises NodeError when the boot plane could not be asked."""
    if not node.config.url or not node.config.key:
        raise UseError(
            "This node has no boot plane to check in with.",
            'There is no "url" or no "key" in {}.'.format(node.places.conf),
            "Make a key at the host's page in Basewright, and put what it shows there.",
        )
    # A person's operation that runs meanwhile is left alone, and what cannot be cleaned up lets nothing new begin;
    # but the boot plane must hear of this node.
    recovered = cut_off.recover_if_free(node)
    if recovered:
        say(recovered)
    found = health.look(node)
    body = body_of(dict(make_status(node), health=found))
    try:
        answer = _exchange(node, body)
    except NodeError:
        _follow(node, {}, body, as_json)
        raise
    _follow(node, answer, body, as_json)
    send_reports(node, now=True)
    if as_json:
        say(json.dumps({"result": "done", "wanted": answer.get("wanted"), "pinned": answer.get("pinned")}))
    return 0
