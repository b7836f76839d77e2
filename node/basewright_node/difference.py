# SPDX-License-Identifier: GPL-2.0-or-later
# What differs between two layers: their packages, and the files of /etc that an administrator has changed.
"""Layers are mounted read-only below /run and always unmounted; the booted one is read where it is."""

import contextlib
import filecmp
import os
from typing import Any, Dict, Iterator, List, Optional, Tuple

from . import imgbase, lvm
from .errors import NodeError
from .image import mounted
from .node import Node
from .programs import must

_MOST_PATHS = 2000
_FORMAT = "%{NAME}.%{ARCH} %{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n"


@contextlib.contextmanager
def _tree(node: Node, layer: str, current: str) -> Iterator[str]:
    if layer == current:
        yield node.places.root or "/"
        return
    volume = lvm.named(lvm.of_layout(lvm.volumes()), layer)
    if volume is None:
        raise NodeError(
            "There is no layer {}.".format(layer), "lvm has no volume of that name.", "See basewright-node status."
        )
    path = "{}/{}".format(volume.vg, volume.name)
    what = "The layer {} cannot be looked into.".format(layer)
    was_active = volume.attr[4:5] == "a"
    if not was_active:
        must(["lvchange", "--activate", "y", "--ignoreactivationskip", path], what, "Look at: lvs --all")
    try:
        with mounted(node.places, "/dev/" + path, _options(path), what) as tree:
            yield tree
    finally:
        if not was_active:
            must(
                ["lvchange", "--activate", "n", path],
                "The layer {} stays active.".format(layer),
                "See what holds it: lsblk",
            )


def _options(path: str) -> str:
    """Nothing may be written, not even a journal: ext4's `noload`; xfs also sees the same UUID on a snapshot (`nouuid`)."""
    kind = must(
        ["blkid", "-o", "value", "-s", "TYPE", "/dev/" + path], "The file system cannot be told.", "Look at: blkid"
    ).strip()
    return {"ext4": "ro,noload", "xfs": "ro,nouuid,norecovery"}.get(kind, "ro") + ",nodev,nosuid,noexec"


def _packages(tree: str) -> Dict[str, str]:
    # imgbased's image-build moves rpm's database there (facts: /usr/share/rpm).
    path = os.path.join(tree, "usr/share/rpm")
    output = must(
        ["rpm", "--dbpath", path, "--query", "--all", "--queryformat", _FORMAT],
        "The packages of a layer cannot be read.",
        "Look at: rpm --dbpath {} -qa".format(path),
    )
    found: Dict[str, str] = {}
    for line in output.splitlines():
        name, _, version = line.partition(" ")
        if version and not name.startswith("gpg-pubkey."):
            # Several versions of one package (kernel) are one entry.
            version = version[2:] if version.startswith("0:") else version
            found[name] = ", ".join(sorted({*filter(None, found.get(name, "").split(", ")), version}))
    return found


def compare_packages(older: Dict[str, str], newer: Dict[str, str]) -> Dict[str, Any]:
    """`added`, `removed`: name and version; `changed`: name, version in the older and in the newer layer. By name."""
    return {
        "added": [{"name": name, "version": newer[name]} for name in sorted(set(newer) - set(older))],
        "removed": [{"name": name, "version": older[name]} for name in sorted(set(older) - set(newer))],
        "changed": [
            {"name": name, "from": older[name], "to": newer[name]}
            for name in sorted(set(older) & set(newer))
            if older[name] != newer[name]
        ],
    }


def _is_same(left: str, right: str) -> bool:
    if os.path.islink(left) or os.path.islink(right):
        return os.path.islink(left) and os.path.islink(right) and os.readlink(left) == os.readlink(right)
    return os.path.isfile(right) and filecmp.cmp(left, right, shallow=False)


def changed_etc(tree: str) -> List[str]:
    """Files of a layer's /etc that are not in usr/share/factory/etc, or differ from it: what imgbased carries into the next layer."""
    etc, factory = os.path.join(tree, "etc"), os.path.join(tree, "usr/share/factory/etc")
    found = []
    for directory, _names, files in os.walk(etc):
        for name in files:
            path = os.path.join(directory, name)
            inner = os.path.relpath(path, etc)
            if (os.path.islink(path) or os.path.isfile(path)) and not _is_same(path, os.path.join(factory, inner)):
                found.append("/etc/" + inner)
    return sorted(found)


def _look(node: Node, layer: str, current: str) -> Tuple[Optional[Dict[str, str]], Optional[str], List[str]]:
    with _tree(node, layer, current) as tree:
        try:
            return _packages(tree), None, changed_etc(tree)
        except NodeError as error:
            return None, error.sentence, changed_etc(tree)


def difference(node: Node, older: str, newer: str) -> Dict[str, Any]:
    """`packages` (added, removed, changed; None with `why` when a database cannot be read) and `etc`: changed in one layer and not in the other."""
    current = imgbase.current_layer()
    known = imgbase.layers_of(imgbase.layout())
    for layer in (older, newer):
        if layer not in known:
            raise NodeError(
                "There is no layer {}.".format(layer),
                "The layers here are: {}.".format(", ".join(known)),
                "Name two of them.",
            )
    left, right = _look(node, older, current), _look(node, newer, current)
    packages = compare_packages(left[0], right[0]) if left[0] is not None and right[0] is not None else None
    paths = sorted(set(left[2]) ^ set(right[2]))
    return {
        "older": older,
        "newer": newer,
        "packages": packages,
        "why": left[1] or right[1],
        "etc": paths[:_MOST_PATHS],
        "etcCount": len(paths),
    }


def as_text(found: Dict[str, Any]) -> List[str]:
    """For a person at a terminal."""
    lines = ["Packages: {}".format(found["why"])] if found["packages"] is None else []
    packages = found["packages"] or {"added": [], "removed": [], "changed": []}
    lines += ["+ {name} {version}".format(**each) for each in packages["added"]]
    lines += ["- {name} {version}".format(**each) for each in packages["removed"]]
    lines += ["  {name} {from} -> {to}".format(**each) for each in packages["changed"]]
    return lines + found["etc"] if lines or found["etc"] else ["Nothing differs."]
