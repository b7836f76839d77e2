# SPDX-License-Identifier: GPL-2.0-or-later
# Everything that is looked at before an upgrade touches anything: all findings at once, each with its reason and its fix.
"""What imgbase would only find out half-way, when a half-made base is there already."""

import glob
import os
from typing import Dict, List, NamedTuple, Optional

from . import lvm
from .errors import NodeError
from .image import ImageFacts, product_of, read_small
from .names import compare_nvrs, is_base, is_layer, parse_nvr
from .node import Node
from .programs import run

# A squashfs of an installed system unpacks to about three times its size; how much it is is known when it is here.
UNPACKED_FACTOR = 3
# What an upgrade may leave: the pool's metadata and data need room for the running system.
MOST_METADATA_PERCENT = 80.0
MOST_DATA_PERCENT = 95.0
_UNPACKED_SLACK = 1.1
_BOOT_SLACK = 1.2
_DOWNLOAD_SLACK = 1.1
# imgbased asserts that NVR and `+1` together are no longer (upstream lvm.py, 76-99).
_MOST_LAYER = 55
# Upstream utils.py, is_supported_product: an update of any other product fails after the base was made.
PRODUCTS = ("fedora", "centos", "enterprise_linux")
# Upstream osupdater.py stops them and does not expect that they are not there.
UNITS = ("vdsmd.service", "supervdsmd.service", "vdsm-network.service")


class Finding(NamedTuple):
    """One thing looked at. `what` is the sentence for both outcomes; `why` and `fix` are empty when it is `ok`."""

    name: str
    ok: bool
    what: str
    why: str = ""
    fix: str = ""

    @property
    def sentence(self) -> str:
        """On one line."""
        return " ".join(part for part in (self.what, self.why, self.fix) if part)


def gib(size: float) -> str:
    """A number of bytes for people."""
    return "{:.1f} GiB".format(size / (1 << 30)) if size >= 1 << 30 else "{:.0f} MiB".format(size / (1 << 20))


def _room(name: str, what: str, there: float, needed: float, fix: str) -> Finding:
    if there >= needed:
        return Finding(name, True, "{} has {} free.".format(what, gib(there)))
    return Finding(
        name, False, "{} is too full.".format(what), "{} are free, {} are needed.".format(gib(there), gib(needed)), fix
    )


def free_bytes(path: str) -> int:
    """What root may still write there; of the nearest directory above that exists."""
    while not os.path.exists(path):
        path = os.path.dirname(path)
    sizes = os.statvfs(path)
    return sizes.f_bavail * sizes.f_frsize


def check_names(nvr: str, current: str, allow_older: bool) -> List[Finding]:
    """Whether imgbase can take an image of this name on this node."""
    ours, theirs = parse_nvr(current), parse_nvr(nvr)
    fix = "Build the image with another NVR."
    if theirs is None or ours is None or not is_base(nvr):
        why = "{!r} is not NAME-VERSION-RELEASE of letters, digits, dots, _ and +.".format(nvr[:80])
        return [Finding("name", False, "The image has no usable NVR.", why, fix)]
    if len(nvr) + 2 > _MOST_LAYER:
        why = "With +1 it has {} characters; imgbased takes {}.".format(len(nvr) + 2, _MOST_LAYER)
        return [Finding("name", False, "The NVR of the image is too long.", why, fix)]
    if "node" not in nvr and "rhvh" not in nvr:
        why = 'It has neither "node" nor "rhvh"; imgbased would delete all boot entries and leave the node unbootable.'
        return [Finding("name", False, "The NVR of the image cannot be used.", why, fix)]
    if ours.name != theirs.name:
        why = "It is {}, and this node runs {}; imgbased cannot order images of different names.".format(
            theirs.name, ours.name
        )
        return [Finding("name", False, "The image has another name.", why, "Choose an image of {}.".format(ours.name))]
    if compare_nvrs(theirs, ours) < 0 and not allow_older:
        why = "{} is older than {}, which runs.".format(nvr, current)
        return [
            Finding(
                "version",
                False,
                "The image is older.",
                why,
                "Add --allow-downgrade, or go back with: basewright-node rollback",
            )
        ]
    return [Finding("name", True, "{} can be installed beside {}.".format(nvr, current))]


def check_pool(pool: Optional[lvm.Volume], size: Optional[int], facts: Optional[ImageFacts]) -> List[Finding]:
    """Whether the thin pool takes the new base. @param size of the squashfs, for as long as `facts` are not known"""
    if pool is None:
        return [
            Finding(
                "pool",
                False,
                "The thin pool was not found.",
                "The booted layer is no thin volume.",
                "Look at: lvs --all",
            )
        ]
    if pool.attr[4:5] != "a" or pool.attr[8:9] not in ("-", ""):
        fix = "Mend it first: lvs --all, lvconvert --repair {}/{}".format(pool.vg, pool.name)
        return [
            Finding("pool", False, "The thin pool is not in order.", "Its attributes are {}.".format(pool.attr), fix)
        ]
    if pool.data_percent is None or pool.metadata_percent is None:
        return [
            Finding(
                "pool",
                False,
                "It cannot be told how full the thin pool is.",
                "lvm does not say it.",
                "Look at: lvs --all",
            )
        ]
    found = []
    needed = facts.used * _UNPACKED_SLACK if facts is not None else float((size or 0) * UNPACKED_FACTOR)
    there = pool.size * (MOST_DATA_PERCENT - pool.data_percent) / 100
    fix = "Remove an old base (basewright-node remove BASE), or make the pool larger: lvextend {}/{}".format(
        pool.vg, pool.name
    )
    found.append(_room("pool", "The thin pool, up to {:.0f} %,".format(MOST_DATA_PERCENT), there, needed, fix))
    percent = pool.metadata_percent
    if percent >= MOST_METADATA_PERCENT:
        why = "{:.1f} % are in use; at most {:.0f} % may be.".format(percent, MOST_METADATA_PERCENT)
        fix = "Make it larger: lvextend --poolmetadatasize +256M {}/{}".format(pool.vg, pool.name)
        found.append(Finding("metadata", False, "The metadata of the thin pool are too full.", why, fix))
    else:
        found.append(Finding("metadata", True, "{:.1f} % of the pool's metadata are in use.".format(percent)))
    return found


def check_product(cpe: Optional[str], whose: str) -> Finding:
    """Whether imgbased's update takes this product. @param cpe the product's word in system-release-cpe"""
    if cpe in PRODUCTS:
        return Finding("product", True, "{} is {}, which imgbased updates.".format(whose, cpe))
    why = "It says {}; imgbased updates only {}.".format(
        "nothing" if cpe is None else '"' + cpe + '"', ", ".join(PRODUCTS)
    )
    fix = "Set etc/system-release-cpe in the image to one of them, for example cpe:/o:centos:centos:9."
    return Finding("product", False, "The product of {} is not supported.".format(whose), why, fix)


def _units() -> Finding:
    ended = run(["systemctl", "show", "--property=Id", "--property=LoadState", *UNITS], 60)
    missing = []
    unit = ""
    for line in ended.output.splitlines():
        key, _, value = line.partition("=")
        unit = value if key == "Id" else unit
        if key == "LoadState" and value == "not-found":
            missing.append(unit)
    if not missing:
        return Finding("units", True, "The units that imgbased stops are there.")
    why = "{} cannot be loaded; imgbased stops them and fails when they are not there.".format(", ".join(missing))
    return Finding(
        "units", False, "Units that imgbased needs are missing.", why, "Put empty units of these names into the image."
    )


def _grubby(node: Node) -> Finding:
    path = node.places.root + "/usr/libexec/grubby/grubby-bls"
    if os.access(path, os.X_OK):
        return Finding("grubby", True, "grubby-bls is where imgbased looks for it.")
    why = "{} is not there; the boot entry of the new layer would be filed under the old one.".format(path)
    fix = "Link it: ln -s /usr/sbin/grubby /usr/libexec/grubby/grubby-bls (in the image, below /usr)."
    return Finding("grubby", False, "grubby is not where imgbased looks for it.", why, fix)


def _boot(node: Node, current: str) -> Finding:
    own = glob.glob(os.path.join(node.places.boot, glob.escape(current), "*"))
    kernel = os.uname().release
    files = own or [node.places.boot + name for name in ("/vmlinuz-" + kernel, "/initramfs-" + kernel + ".img")]
    needed = sum(os.path.getsize(path) for path in files if os.path.isfile(path)) * _BOOT_SLACK
    fix = "Remove an old base: basewright-node remove BASE"
    return _room("boot", "/boot", free_bytes(node.places.boot), needed, fix)


def _download(node: Node, size: Optional[int], there: int) -> Finding:
    needed = max(0.0, (size or 0) * _DOWNLOAD_SLACK - there)
    return _room(
        "var-tmp",
        "/var/tmp",
        free_bytes(node.places.downloads),
        needed,
        "Remove files there, or make its volume larger.",
    )


def check_there(nvr: str, found: List[lvm.Volume], good: Dict[str, bool]) -> Finding:
    """Whether a base of this NVR is there already; one that an interrupted run left is cleaned up before this.

    @param good layer -> whether it was found healthy, as the node remembers it: one that was not makes room for another try
    """
    layers = [volume.name for volume in found if is_layer(volume.name) and volume.name.rsplit("+", 1)[0] == nvr]
    if layers and all(good.get(layer) is False for layer in layers):
        words = "{} is here from a try that was not found healthy; it is removed and installed anew."
        return Finding("there", True, words.format(nvr))
    if layers:
        fix = "Boot it with: basewright-node rollback --to {}; or remove it first: basewright-node remove {}".format(
            layers[-1], nvr
        )
        return Finding(
            "there", False, "{} is on this node already.".format(nvr), "It has the layer {}.".format(layers[-1]), fix
        )
    if lvm.named(found, nvr) is not None:
        why = "The base is there without a layer, and no run of this program left it."
        return Finding(
            "there",
            False,
            "A base {} is half made.".format(nvr),
            why,
            "Remove it: basewright-node remove {}".format(nvr),
        )
    return Finding("there", True, "{} is not on this node yet.".format(nvr))


def _pending(node: Node) -> Finding:
    pending = node.state.read().pending
    if pending is None:
        return Finding("pending", True, "Nothing waits for a reboot.")
    why = "{} to {} waits for a reboot, or for its health check.".format(pending.kind.capitalize(), pending.layer)
    fix = "Reboot and let it be judged, or undo it: basewright-node rollback --to {}".format(pending.before)
    return Finding("pending", False, "Another operation is not over.", why, fix)


def before_download(node: Node, current: str, size: Optional[int], there: int, is_local: bool) -> List[Finding]:
    """What can be told before the image is here. @param there bytes of it that have come already"""
    found = lvm.of_layout(lvm.volumes())
    cpe = read_small(os.path.realpath(node.places.root + "/etc/system-release-cpe"))
    findings = [_pending(node)]
    findings += check_pool(lvm.pool_of(found, current), size, None)
    findings += [
        _boot(node, current),
        check_product(product_of(cpe) if cpe else None, "this node"),
        _units(),
        _grubby(node),
    ]
    if not is_local:
        findings.append(_download(node, size, there))
    return findings


def refuse(findings: List[Finding]) -> None:
    """Raises one NodeError for all findings that are not ok."""
    bad = [finding for finding in findings if not finding.ok]
    if not bad:
        return
    if len(bad) == 1:
        raise NodeError(bad[0].what, bad[0].why, bad[0].fix)
    raise NodeError(
        "The upgrade cannot be done, for {} reasons.".format(len(bad)),
        " ".join("{}) {} {}".format(number, each.what, each.why) for number, each in enumerate(bad, 1)),
        " ".join("{}) {}".format(number, each.fix) for number, each in enumerate(bad, 1)),
    )
