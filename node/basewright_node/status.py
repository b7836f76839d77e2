# SPDX-License-Identifier: GPL-2.0-or-later
# What `status --json` says: the one document that the Cockpit page reads and the check-in is made from.
"""It never fails for a node without a layout: `hasLayout` is false then, and `why` says why."""

import json
import os
import socket
from typing import Any, Dict, List, Optional

from . import __version__, boot_count, imgbase, lvm
from .cockpit import cockpit_of
from .errors import NodeError
from .files import make_directory, write_atomic
from .names import compare_nvrs, parse_nvr
from .node import Node, is_root
from .state import Record
from .window import next_open

_NO_HEALTH: Dict[str, Any] = {
    "word": "unknown",
    "status": None,
    "checks": [],
    "probes": [],
    "failedUnits": [],
    "server": None,
    "at": None,
}


def is_behind(base: Optional[str], channel_nvr: Optional[str]) -> Optional[bool]:
    """Whether the channel has a newer image of the same name; None when it cannot be told."""
    ours, theirs = parse_nvr(base or ""), parse_nvr(channel_nvr or "")
    if ours is None or theirs is None or ours.name != theirs.name:
        return None
    return compare_nvrs(ours, theirs) < 0


def _layer(
    name: str, found: List[lvm.Volume], booted: Optional[str], default: Optional[str], good: Dict[str, bool]
) -> Dict[str, Any]:
    volume = lvm.named(found, name)
    return {
        "name": name,
        "size": volume.size if volume else None,
        "usedPercent": volume.data_percent if volume else None,
        "made": volume.made if volume else None,
        "isBooted": name == booted,
        "isBootDefault": name == default,
        "isGood": good.get(name),
    }


def _layout(
    bases: List[imgbase.BaseFound],
    found: List[lvm.Volume],
    booted: Optional[str],
    default: Optional[str],
    good: Dict[str, bool],
) -> List[Dict[str, Any]]:
    shown = []
    for each in bases:
        volume = lvm.named(found, each.base)
        shown.append(
            {
                "base": each.base,
                "size": volume.size if volume else None,
                "usedPercent": volume.data_percent if volume else None,
                "made": volume.made if volume else None,
                "isBooted": booted in each.layers,
                "layers": [_layer(name, found, booted, default, good) for name in each.layers],
            }
        )
    return shown


def _pool(found: List[lvm.Volume], layer: Optional[str]) -> Optional[Dict[str, Any]]:
    pool = lvm.pool_of(found, layer) if layer else None
    if pool is None or pool.data_percent is None or pool.metadata_percent is None:
        return None
    return {
        "vg": pool.vg,
        "name": pool.name,
        "size": pool.size,
        "dataPercent": pool.data_percent,
        "metadataPercent": pool.metadata_percent,
    }


def _uptime(node: Node) -> float:
    try:
        with open(node.places.root + "/proc/uptime", encoding="ascii") as stream:
            return float(stream.read().split()[0])
    except FileNotFoundError:
        return 0.0


def _facts(node: Node, problems: List[str]) -> Dict[str, Any]:
    """What imgbase and lvm say."""
    facts: Dict[str, Any] = {
        "hasLayout": False,
        "why": None,
        "layer": None,
        "base": None,
        "bootDefault": None,
        "layout": [],
        "pool": None,
    }
    good = node.state.read().good
    try:
        bases = imgbase.layout()
    except NodeError as error:
        facts["why"] = error.sentence
        return facts
    facts["hasLayout"] = True
    found: List[lvm.Volume] = []
    try:
        facts["layer"] = imgbase.current_layer()
    except NodeError as error:
        problems.append(error.sentence)
    try:
        found = lvm.of_layout(lvm.volumes())
    except NodeError as error:
        problems.append(error.sentence)
    layer = facts["layer"]
    facts["base"] = next((each.base for each in bases if layer in each.layers), None)
    facts["bootDefault"] = imgbase.boot_default(node.places, bases)
    if facts["bootDefault"] is None:
        problems.append("It cannot be told which layer the next boot starts: look at grubby --default-title.")
    facts["layout"] = _layout(bases, found, layer, facts["bootDefault"], good)
    facts["pool"] = _pool(found, layer)
    return facts


def _open_conf(node: Node) -> Optional[str]:
    """node.conf holds the key by which the boot plane knows this node."""
    path = node.places.conf
    if not node.config.key or not os.stat(path).st_mode & 0o077:
        return None
    return "{0} holds a key and others may read it. Close it with: chmod 600 {0}".format(path)


def _pending(record: Record) -> Optional[Dict[str, Any]]:
    pending = record.pending
    if pending is None:
        return None
    return {
        "operation": pending.operation,
        "kind": pending.kind,
        "nvr": pending.nvr,
        "layer": pending.layer,
        "from": pending.before,
        "since": pending.since,
        "tries": pending.tries,
    }


def _last(record: Record) -> Optional[Dict[str, Any]]:
    last = record.last
    if last is None:
        return None
    return {
        "kind": last.kind,
        "step": last.step,
        "nvr": last.nvr,
        "reason": last.reason,
        "at": last.at,
        "log": last.log,
    }


def make_status(node: Node) -> Dict[str, Any]:
    """The status, asked anew. For root only: imgbase and lvm answer to nobody else."""
    problems: List[str] = []
    facts = _facts(node, problems)
    record = node.state.read()
    for problem in (
        node.state.problem(),
        node.config_problem.sentence if node.config_problem else None,
        _open_conf(node),
    ):
        if problem:
            problems.append(problem)
    counting = boot_count.state(node.places)
    config, now = node.config, node.clock()
    status: Dict[str, Any] = {
        "format": 1,
        "version": __version__,
        "at": now,
        "hostname": socket.gethostname(),
        "health": record.health or _NO_HEALTH,
        "channel": config.channel,
        "channelNvr": record.channel_nvr,
        "isBehind": is_behind(facts["base"], record.channel_nvr),
        "pinned": record.pinned,
        "pending": _pending(record),
        "last": _last(record),
        "bootCounting": {"kind": counting.kind, "why": counting.why},
        "window": config.window.text,
        "nextWindow": next_open(config.window, now),
        "kernel": os.uname().release,
        "uptime": _uptime(node),
        "cockpit": cockpit_of(),
        "config": {
            "url": config.url,
            "host": config.host,
            "interval": config.interval,
            "healthLimit": config.health_limit,
            "window": config.window.text,
        },
        "layoutLog": node.places.layout_log if os.path.exists(node.places.layout_log) else None,
        "reportsWaiting": node.spool.waiting(),
        "problems": problems,
        "isKept": False,
    }
    status.update(facts)
    _keep(node, status)
    return status


def _keep(node: Node, status: Dict[str, Any]) -> None:
    """For people without administrative access; it holds nothing secret."""
    make_directory(node.places.run, 0o755)
    write_atomic(node.places.last_status, json.dumps(status).encode("utf-8"), 0o644)


def _kept(node: Node) -> Dict[str, Any]:
    try:
        with open(node.places.last_status, encoding="utf-8") as stream:
            status: Dict[str, Any] = json.load(stream)
    except (FileNotFoundError, ValueError):
        raise NodeError(
            "The status of this node cannot be read.",
            "imgbase and lvm answer only to root, and no status has been kept since the boot.",
            "Run this with sudo.",
        ) from None
    return dict(status, isKept=True)


def status_of(node: Node) -> Dict[str, Any]:
    """The status; for a person who is not root the one that was kept last. Raises NodeError when there is none."""
    return make_status(node) if is_root() else _kept(node)


def _mark(layer: Dict[str, Any]) -> str:
    marks = [
        word
        for word, key in (("booted", "isBooted"), ("boot default", "isBootDefault"), ("good", "isGood"))
        if layer[key]
    ]
    return "  ({})".format(", ".join(marks)) if marks else ""


def as_text(status: Dict[str, Any]) -> List[str]:
    """The status for a person at a terminal."""
    lines = []
    if not status["hasLayout"]:
        lines.append(status["why"])
    for base in status["layout"]:
        lines.append(base["base"])
        lines.extend(" +- " + layer["name"] + _mark(layer) for layer in base["layers"])
    if status["pool"]:
        lines.append(
            "Pool: {dataPercent:.1f} % of data and {metadataPercent:.1f} % of metadata in use".format(**status["pool"])
        )
    lines.append("Health: {}".format(status["health"]["word"]))
    if status["channel"]:
        behind = {True: "behind", False: "up to date", None: "not compared yet"}[status["isBehind"]]
        lines.append("Channel: {} ({})".format(status["channel"], behind))
    if status["pinned"]:
        lines.append("Pinned: {}".format(status["pinned"]))
    if status["pending"]:
        lines.append("The next boot decides: {kind} to {layer}".format(**status["pending"]))
    if status["last"]:
        lines.append(
            "Last: {kind} {step}, {reason}".format(
                **dict(status["last"], reason=status["last"]["reason"] or "no reason given")
            )
        )
    lines.append("Boot counting: {kind}. {why}".format(**status["bootCounting"]))
    lines.extend("Problem: " + problem for problem in status["problems"])
    if status["isKept"]:
        lines.append("This is what was kept at the last look: only root can look anew.")
    return lines
