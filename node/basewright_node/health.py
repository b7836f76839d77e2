# SPDX-License-Identifier: GPL-2.0-or-later
# Whether the booted layer is healthy, and what follows from it after an upgrade: it is good, or the node goes back, once.
"""`look` judges and changes nothing. `run` is what the unit starts at each boot: it waits until all is well or the limit is over.

It starts early and waits by itself, because a boot that hangs in some unit must end in a way back too.
"""

import json
import time
import uuid
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from . import boot_count, grub, imgbase, probes
from .boot_default import set_default
from .errors import BusyError, NodeError
from .files import only_operation
from .names import base_of, is_layer
from .node import Node, say
from .plain import plain_line
from .reboot import reboot
from .send import send_reports
from .state import Last, Pending

_PAUSE_SECONDS = 5.0
_SEND_SECONDS = 20.0
_MOST_REASON = 1000
_JUDGING = "the health check of this boot"
_UNCOUNTED = "The layer is good, but GRUB did not count its first boot: it uses another grub.cfg or environment block than those found here."

Health = Dict[str, Any]


class Clock(NamedTuple):
    """Time as it passes, whatever the wall clock does during a boot. Injected by tests."""

    now: Callable[[], float]
    pause: Callable[[float], None]


_CLOCK = Clock(time.monotonic, time.sleep)


def reasons(node: Node, health: Health) -> List[str]:
    """Why a layer with this health is not good, in words; empty when it is."""
    found = []
    for check in health["checks"]:
        bad = [inner for inner in check["checks"] if not inner["ok"]]
        for each in bad or ([] if check["ok"] else [check]):
            found.append("{}: {}".format(each["name"], each["reason"] or check["reason"] or "imgbase says no reason"))
    if health["status"] != "OK" and not found:
        found.append("imgbase check says '{}'".format(health["status"]))
    found += ["the unit {} has failed".format(unit) for unit in health["failedUnits"]]
    found += [
        "the probe {} failed: {}".format(each["name"], each["reason"]) for each in health["probes"] if not each["ok"]
    ]
    server = health["server"]
    if server is not None and not server["ok"] and node.config.health_server == "required":
        found.append("the boot plane {} cannot be reached: {}".format(node.config.url, server["reason"]))
    return found


def look(node: Node) -> Health:
    """One look at the booted layer, without waiting, kept as the last one; as `health` of status --json has it. Minutes at most."""
    verdict = imgbase.check()
    checks = list(verdict.checks) if verdict else []
    units: List[str] = []
    try:
        units = probes.failed_units(node)
    except NodeError as error:
        checks.append({"name": "Units of systemd", "ok": False, "reason": error.sentence, "checks": []})
    health: Health = {
        "status": verdict.status if verdict else "said nothing that can be understood",
        "checks": checks,
        "probes": probes.run_probes(node),
        "failedUnits": units,
        "server": probes.ask_server(node),
        "at": node.clock(),
    }
    health["word"] = _word(node, verdict, health)
    try:
        with node.state.change() as record:
            record.health = health
    except OSError as error:
        # A full /var, for instance: the boot plane must hear of just that.
        reason = "It cannot be written: {}.".format(error.strerror or error)
        checks.append({"name": "Memory of this node", "ok": False, "reason": reason, "checks": []})
        health["word"] = _word(node, verdict, health)
    return health


def _word(node: Node, verdict: Optional[imgbase.Verdict], health: Health) -> str:
    return "unknown" if verdict is None else "unhealthy" if reasons(node, health) else "ok"


def run(node: Node, as_json: bool, clock: Clock = _CLOCK) -> int:
    """The command `health`. Returns 0 when the layer is healthy, 1 when it is not. Raises NodeError when the machine runs no layer."""
    booted = _booted(node)
    waiting = node.state.read().pending
    # Before the reboot there is nothing to decide, and what counts the boots of the new layer stays.
    is_decided_here = waiting is None or waiting.boot != node.boot_id()
    pending = waiting if is_decided_here else None
    if pending.layer != booted if pending else boot_count.state(node.places).fell_back and is_decided_here:
        _loader_went_back(node, pending, booted)
        pending = None
    uncounted = pending is not None and pending.tries > 0 and boot_count.state(node.places).tries == pending.tries
    health, why = _wait(node, clock, pending, is_decided_here)
    if pending is not None:
        with only_operation(node.places.lock, _JUDGING, wait=True):
            # A person may have gone back while this waited: that stays, and nothing is rebooted under their hands.
            if node.state.read().pending == pending:
                _decide(node, pending, why, uncounted)
    send_reports(node, _SEND_SECONDS, now=True)
    say(json.dumps(health) if as_json else "{}: {}".format(booted, "; ".join(why) or "healthy"))
    return 1 if why else 0


def _booted(node: Node) -> str:
    """The booted layer. A layer in which imgbase does not work is one to go back from, so the kernel's command line is asked too."""
    try:
        return imgbase.current_layer()
    except NodeError:
        with open(node.places.root + "/proc/cmdline", encoding="utf-8", errors="replace") as stream:
            named = [word[len("img.bootid=") :] for word in stream.read(8192).split() if word.startswith("img.bootid=")]
        if named and is_layer(named[-1]):
            return named[-1]
        raise


def _wait(node: Node, clock: Clock, pending: Optional[Pending], may_stop: bool) -> Tuple[Health, List[str]]:
    """Looks until all is well or the limit is over. A boot that decides nothing is looked at once, when all is started."""
    end = clock.now() + node.config.health_limit
    while True:
        starting = probes.is_settled()
        health = look(node) if starting is None or clock.now() >= end else None
        if health is not None:
            why = ([starting] if starting else []) + reasons(node, health)
            # Counting ends before anything else says "good": else two more reboots would leave a good layer.
            why += _stop_own_counting(node, pending) if may_stop and not why else []
            if not why or pending is None or clock.now() >= end:
                return health, why
        clock.pause(max(0.1, min(_PAUSE_SECONDS, end - clock.now())))


def _decide(node: Node, pending: Pending, why: List[str], uncounted: bool) -> None:
    if pending.kind == "rollback":
        _rolled_back(node, pending, why)
    elif why:
        _go_back(node, pending, why)
    else:
        _good(node, pending, _UNCOUNTED if uncounted else None)


def _stop_own_counting(node: Node, pending: Optional[Pending]) -> List[str]:
    """Ends what counts the boots of this layer. What somebody began while this waited has a count of its own, which goes on."""
    try:
        # Beside something that waits to be judged nothing long is begun (preflight's "pending").
        with only_operation(node.places.lock, _JUDGING, wait=pending is not None):
            return _stop_counting(node) if node.state.read().pending == pending else []
    except BusyError:
        return []


def _stop_counting(node: Node) -> List[str]:
    try:
        boot_count.disarm(node.places)
    except NodeError as error:
        return [error.sentence]
    return []


def _good(node: Node, pending: Pending, reason: Optional[str]) -> None:
    with node.state.change() as record:
        record.good[pending.layer] = True
        record.pending = None
        record.last = _last(node, pending, pending.kind, "good", reason)
    node.report(pending.operation, pending.kind, "good", pending.nvr, pending.layer, pending.wish, reason=reason)


def _rolled_back(node: Node, pending: Pending, why: List[str]) -> None:
    """A person or the fleet wanted this layer, so it stays, healthy or not."""
    reason = plain_line("It is not healthy: " + "; ".join(why), _MOST_REASON) if why else None
    with node.state.change() as record:
        record.good[pending.layer] = not why
        record.pending = None
        record.last = _last(node, pending, "rollback", "rolled-back", reason)
    node.report(pending.operation, "rollback", "rolled-back", pending.nvr, pending.layer, pending.wish, reason=reason)


def _go_back(node: Node, pending: Pending, why: List[str]) -> None:
    """The way back after a failed health check, once for each upgrade: that it was begun is on the disk before anything is done."""
    reason = plain_line("; ".join(why), _MOST_REASON)
    with node.state.change() as record:
        again = record.auto_rollback.get(pending.layer, 0.0) >= pending.since
        record.good[pending.layer] = False
        # The wall clock of a boot may be behind.
        record.auto_rollback[pending.layer] = max(node.clock(), pending.since)
    if again:
        words = "The node has gone back from this layer once and runs it again, so it stays. " + reason
        _end(node, pending, "failed", "; ".join([words] + _stop_counting(node)))
        return
    left = _make_default(node, pending.before) + _stop_counting(node)
    if left:
        # Not forgotten: what counts the boots is still armed, unless it was that which failed.
        _end(node, pending, "failed", "{}. Then the way back failed: {}".format(reason, "; ".join(left)))
        return
    _end(node, pending, "fallen-back", reason)
    send_reports(node, _SEND_SECONDS, now=True)
    reboot(node)


def _make_default(node: Node, layer: str) -> List[str]:
    """By imgbase, or where that does not work any more in this layer, in GRUB's environment block itself. Returns what is wrong."""
    try:
        set_default(node, layer)
    except NodeError as error:
        try:
            grub.set_default(grub.find(node.places), layer)
        except NodeError as second:
            return [error.sentence, second.sentence]
    return []


def _end(node: Node, pending: Pending, step: str, reason: str) -> None:
    reason = plain_line(reason, _MOST_REASON)
    with node.state.change() as record:
        record.pending = None
        record.last = _last(node, pending, "health", step, reason)
    node.report(pending.operation, "health", step, pending.nvr, pending.layer, pending.wish, reason=reason)


def _loader_went_back(node: Node, pending: Optional[Pending], booted: str) -> None:
    """Another layer runs than the one that was to boot: makes it the default for good, and says so."""
    if boot_count.state(node.places).fell_back:
        reason = "The boot loader went back to {}: the newer layer used up its tries, and never said that it is good."
    else:
        reason = "{} was started instead: it was chosen in the boot menu, or the kernel of the newer layer could not be loaded."
    parts = [reason.format(booted)] + _make_default(node, booted) + _stop_counting(node)
    reason = plain_line("; ".join(parts), _MOST_REASON)
    with node.state.change() as record:
        record.pending = None
        if pending is not None:
            record.good[pending.layer] = False
        record.last = _last(node, pending, "boot", "fallen-back", reason)
    operation, wish = (pending.operation, pending.wish) if pending else (str(uuid.uuid4()), None)
    nvr = pending.nvr if pending else base_of(booted)
    node.report(operation, "boot", "fallen-back", nvr, booted, wish, reason=reason)


def _last(node: Node, pending: Optional[Pending], kind: str, step: str, reason: Optional[str]) -> Last:
    if pending is None:
        return Last(kind, step, None, reason, node.clock())
    log = "{}/{}.log".format(node.places.logs, pending.operation)
    return Last(kind, step, pending.nvr, reason, node.clock(), log, pending.operation)
