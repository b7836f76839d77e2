# SPDX-License-Identifier: GPL-2.0-or-later
# The names of imgbased: NVR of a base, layer = NVR + "+N", and rpm's order of versions.
"""Bases and layers are told apart by name only: after `layout --init` the first base carries the layers' tag."""

import re
from functools import cmp_to_key
from typing import Iterable, List, NamedTuple, Optional, Tuple

MOST_NAME = 60
_NVR = re.compile(r"^([A-Za-z0-9_][A-Za-z0-9_.+-]*)-([A-Za-z0-9_.+]+)-([A-Za-z0-9_.+]+)$")
_LAYER = re.compile(r"^(.+)\+([0-9]{1,6})$")
_SEGMENT = re.compile(r"[0-9]+|[A-Za-z]+|~|\^")


class Nvr(NamedTuple):
    """Name, version and release of an image."""

    name: str
    version: str
    release: str


def parse_nvr(text: str) -> Optional[Nvr]:
    """The parts of an NVR; None when it is none. Source: imgbased's naming.py: the last two dashes part it."""
    match = _NVR.match(text) if len(text) <= MOST_NAME and "\n" not in text else None
    return Nvr(match.group(1), match.group(2), match.group(3)) if match else None


def split_layer(text: str) -> Optional[Tuple[str, int]]:
    """Base and number of a layer's name; None when it is no layer's name."""
    match = _LAYER.match(text) if "\n" not in text else None
    if match is None or parse_nvr(match.group(1)) is None or len(text) > MOST_NAME:
        return None
    return match.group(1), int(match.group(2))


def is_layer(text: str) -> bool:
    """Whether this is the name of a layer."""
    return split_layer(text) is not None


def is_base(text: str) -> bool:
    """Whether this is the name of a base: an NVR that is no layer's name."""
    return split_layer(text) is None and parse_nvr(text) is not None


def base_of(layer: str) -> Optional[str]:
    """The base that a layer stands on, by its name."""
    found = split_layer(layer)
    return found[0] if found else None


def compare_versions(left: str, right: str) -> int:
    """-1, 0 or 1 as rpm orders two versions or two releases. Source: rpmvercmp of rpm's rpmio/rpmvercmp.c, `~` and `^` included."""
    if left == right:
        return 0
    ours, theirs = _SEGMENT.findall(left), _SEGMENT.findall(right)
    for a, b in zip(ours, theirs):
        if a == b:
            continue
        for mark in ("~", "^"):
            # A tilde sorts before everything, even the end; a caret after the end but before anything that goes on.
            if mark in (a, b):
                return -1 if a == mark else 1
        if a.isdigit() != b.isdigit():
            return 1 if a.isdigit() else -1
        if a.isdigit():
            if int(a) != int(b):
                return 1 if int(a) > int(b) else -1
        else:
            return 1 if a > b else -1
    if len(ours) == len(theirs):
        return 0
    longer, sign = (ours, 1) if len(ours) > len(theirs) else (theirs, -1)
    return -sign if longer[min(len(ours), len(theirs))] == "~" else sign


def compare_nvrs(left: Nvr, right: Nvr) -> int:
    """-1, 0 or 1 by version, then release; the name plays no part: all images of one host must have the same."""
    return compare_versions(left.version, right.version) or compare_versions(left.release, right.release)


def _compare(left: str, right: str) -> int:
    ours, theirs = split_layer(left) or (left, 0), split_layer(right) or (right, 0)
    a, b = parse_nvr(ours[0]), parse_nvr(theirs[0])
    if a is None or b is None:
        raise ValueError("not the name of a base or layer: {}".format(left if a is None else right))
    return compare_nvrs(a, b) or (ours[1] > theirs[1]) - (ours[1] < theirs[1])


def in_order(names: Iterable[str]) -> List[str]:
    """Bases or layers from the oldest to the newest, as imgbased orders them."""
    return sorted(names, key=cmp_to_key(_compare))


def before(layer: str, layers: Iterable[str]) -> Optional[str]:
    """The layer before this one; None when it is the oldest. imgbased itself would wrap to the newest (naming.py:73-77)."""
    older = [each for each in layers if _compare(each, layer) < 0]
    return in_order(older)[-1] if older else None
