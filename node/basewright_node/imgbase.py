# SPDX-License-Identifier: GPL-2.0-or-later
# The only place that calls imgbase and reads what it says; its exit codes and texts are treated as facts/imgbased found them.
"""imgbase has almost no machine-readable output, colours it always, and ends with 0 also when its check failed."""

import os
import re
from typing import Any, Dict, List, NamedTuple, Optional

from . import grub
from .errors import NodeError
from .names import base_of, is_base, is_layer
from .places import Places
from .plain import plain_line, plain_lines
from .programs import Ended, run

_MOST_LINES = 200
_MOST_TEXT = 200
_MOST_GROUPS = 32
_MOST_CHECKS = 64
# Source: imgbased's Health class: `NAME ... WORD` and, when it is not OK, ` - REASON`; WARN stands for colours of later versions.
_RESULT = re.compile(r"^(.{1,200}?) \.\.\. (OK|FAILED|ERROR|WARN(?:ING)?)(?: - (.*))?$")
_STATUS = re.compile(r"^Status: ([A-Z]{1,20})$")
_INNER = re.compile("^(?:\x1b\\[[0-9;]*m)*[ \t]")


class BaseFound(NamedTuple):
    """A base with its layers, in imgbase's order: the oldest first."""

    base: str
    layers: List[str]


class Verdict(NamedTuple):
    """What `imgbase check` found. `status` is its own word; `checks` in the form of `status --json`: name, ok, reason, checks."""

    status: str
    checks: List[Dict[str, Any]]


def parse_layout(text: str) -> List[BaseFound]:
    """Bases and layers in the output of `imgbase layout`; a layer is known by its name and belongs to the base that its name names."""
    found: List[BaseFound] = []
    for line in plain_lines(text, _MOST_LINES, _MOST_TEXT):
        name = re.sub(r"^[+|`]?- ", "", line)
        if is_base(name) and all(each.base != name for each in found):
            found.append(BaseFound(name, []))
        elif is_layer(name):
            for each in found:
                if each.base == base_of(name) and name not in each.layers:
                    each.layers.append(name)
    return found[:_MOST_GROUPS]


def parse_current(text: str) -> Optional[str]:
    """The booted layer in the output of `imgbase w`; None when it names none."""
    for line in plain_lines(text, _MOST_LINES, _MOST_TEXT):
        match = re.match(r"^You are on (\S+)$", line)
        if match and is_layer(match.group(1)):
            return match.group(1)
    return None


def parse_check(text: str) -> Optional[Verdict]:
    """The verdict in the output of `imgbase check`; None when it says none, which is no good sign: the exit code is always 0."""
    status: Optional[str] = None
    groups: List[Dict[str, Any]] = []
    for raw in text[: _MOST_LINES * _MOST_TEXT].split("\n")[:_MOST_LINES]:
        line = plain_line(raw, _MOST_TEXT * 2)
        if not line:
            continue
        said = _STATUS.match(line)
        status = status or (said.group(1) if said else None)
        result = _RESULT.match(line)
        inner = _INNER.match(raw) is not None
        checks = groups[-1]["checks"] if groups else []
        if result is None:
            # A line of neither form says more about the check before it: the traceback of one that could not be done.
            if inner and checks and not checks[-1]["ok"] and checks[-1]["reason"] is None:
                checks[-1]["reason"] = plain_line(line, _MOST_TEXT)
            continue
        check = {
            "name": result.group(1).strip(),
            "ok": result.group(2) == "OK",
            "reason": plain_line(result.group(3) or "", _MOST_TEXT) or None,
        }
        if inner and groups and len(checks) < _MOST_CHECKS:
            checks.append(check)
        elif not inner and len(groups) < _MOST_GROUPS:
            groups.append(dict(check, checks=[]))
    return None if status is None else Verdict(status, groups)


def layer_of_title(title: str, known: List[grub.Entry], layout: List[BaseFound]) -> Optional[str]:
    """The layer that a boot entry's title means. A title holds the NVR of the base, so entries tell several layers apart."""
    named = [entry.layer for entry in known if entry.title == title and entry.layer]
    if len(set(named)) == 1:
        return named[0]
    base = title.split(" (", 1)[0]
    for each in layout:
        if each.base == base and len(each.layers) == 1:
            return each.layers[0]
    return None


def ask(*words: str) -> Ended:
    """Runs a query of imgbase."""
    return run(["imgbase"] + list(words))


def _no_layout(ended: Ended) -> NodeError:
    if ended.code == 127:
        return NodeError(
            "This machine has no layout of imgbased.",
            "There is no program imgbase.",
            "Layers are there only on machines that were installed from an image with imgbased.",
        )
    if os.geteuid() != 0 and "root" in ended.words:
        return NodeError("The layout cannot be read.", "imgbase answers only to root.", "Run this with sudo.")
    return NodeError(
        "The layout cannot be read.", "imgbase says: {}".format(ended.words), "Look at it with: imgbase --debug layout"
    )


def layout() -> List[BaseFound]:
    """All bases with their layers, the oldest first. Raises NodeError when there is no layout, with the reason."""
    ended = ask("layout")
    found = parse_layout(ended.output) if ended.code == 0 else []
    if not found:
        raise _no_layout(ended)
    return found


def current_layer() -> str:
    """The booted layer. Raises NodeError, for instance when the machine still runs the volume that was installed."""
    ended = ask("w")
    layer = parse_current(ended.output) if ended.code == 0 else None
    if layer is None:
        if ended.code == 127:
            raise _no_layout(ended)
        raise NodeError(
            "This machine does not run a layer.",
            "imgbase says: {}".format(ended.words),
            "Boot a layer: choose it in the boot menu.",
        )
    return layer


def boot_default(places: Places, found: List[BaseFound]) -> Optional[str]:
    """The layer that the next boot starts; None when it cannot be told.

    GRUB's own environment block decides, and tells two layers of one base apart. imgbase, which names only a title, is asked where that cannot be read.
    """
    try:
        entry = grub.boot_default(grub.find(places))
    except NodeError:
        entry = None
    if entry is not None:
        return entry.layer
    ended = ask("boot", "--get-default")
    lines = plain_lines(ended.output, 1, _MOST_TEXT) if ended.code == 0 else []
    return layer_of_title(lines[0], grub.entries(grub.Grub("", "", "", places.entries)), found) if lines else None


def check() -> Optional[Verdict]:
    """The verdict of `imgbase check`; None when it said none, which a caller takes for a failure."""
    return parse_check(ask("check").output)


def layers_of(found: List[BaseFound]) -> List[str]:
    """All layers of a layout."""
    return [layer for each in found for layer in each.layers]
