# SPDX-License-Identifier: GPL-2.0-or-later
# Looks into an image before imgbase does: its own NVR, its product, and how much it unpacks to.
"""imgbase takes the NVR from the image and from nowhere else, so what a channel says of it is compared with that."""

import contextlib
import glob
import os
import tempfile
from typing import Iterator, NamedTuple, Optional

from .errors import NodeError
from .files import make_directory
from .places import Places
from .programs import must, run

# As many as the kernel follows before it gives up is of no use here; a release file is one link away.
_MOST_LINKS = 8
_FIX = "Take an image that was built with imgbased's `image-build --postprocess`, or download it again."


class ImageFacts(NamedTuple):
    """`nvr` as it stands in the file, not stripped; `product` of system-release-cpe; `used` bytes of its file system."""

    nvr: str
    product: Optional[str]
    used: int


@contextlib.contextmanager
def mounted(places: Places, source: str, options: str, what: str) -> Iterator[str]:
    """Mounts for a moment below /run, read-only, and always unmounts. Raises NodeError."""
    make_directory(places.run, 0o755)
    target = tempfile.mkdtemp(prefix="mount.", dir=places.run)
    try:
        must(["mount", "-o", options, source, target], what, _FIX, 120)
        try:
            yield target
        finally:
            if run(["umount", target], 120).code != 0:
                # Something looks into it for a moment; the kernel lets go of it as soon as nothing does.
                run(["umount", "--lazy", target], 120)
    finally:
        with contextlib.suppress(OSError):
            os.rmdir(target)


def product_of(cpe: str) -> Optional[str]:
    """The product in the text of system-release-cpe, as imgbased reads it (upstream utils.py, SystemRelease)."""
    parts = cpe.split(":")
    return parts[3] if parts[0] == "cpe" and len(parts) >= 5 else None


def read_small(path: str, most: int = 4096) -> Optional[str]:
    """The text of a small file; None when it is not there. Never follows a link that leads out of a mounted tree to a device or pipe."""
    if os.path.islink(path) or not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read(most)


def inside(tree: str, name: str) -> str:
    """The path of a file of a mounted tree, its own links followed as they mean it there; the link itself where it leads out of the tree."""
    root = os.path.realpath(tree)
    path = link = os.path.join(root, name)
    for _ in range(_MOST_LINKS):
        if not os.path.islink(path):
            break
        target = os.readlink(path)
        path = os.path.normpath(root + target if os.path.isabs(target) else os.path.join(os.path.dirname(path), target))
    return path if os.path.realpath(path).startswith(root + "/") else link


def look(places: Places, path: str) -> ImageFacts:
    """What the image says of itself. Raises NodeError when it is none."""
    what = "The image cannot be opened."
    options = "ro,loop,nodev,nosuid,noexec"
    with mounted(places, path, options, what) as outer:
        found = sorted(glob.glob(outer + "/*/*.img"))
        if not found:
            raise NodeError(what, "It holds no LiveOS/rootfs.img.", _FIX)
        if len(found) > 1:
            # imgbased takes any of them (upstream update.py: the last that the directory names), so nobody could say which NVR it installs.
            names = ", ".join(os.path.relpath(path, outer)[:80] for path in found[:4])
            raise NodeError(what, "It holds several file systems: {}.".format(names), "Take an image with one *.img.")
        with mounted(places, found[-1], options, what) as tree:
            nvr = read_small(tree + "/usr/share/imgbase/build/meta/nvr")
            if nvr is None:
                raise NodeError(what, "It has no usr/share/imgbase/build/meta/nvr.", _FIX)
            sizes = os.statvfs(tree)
            # A link on Enterprise Linux and Fedora (their release packages): ../usr/lib/system-release-cpe.
            cpe = read_small(inside(tree, "etc/system-release-cpe"))
            return ImageFacts(nvr, product_of(cpe) if cpe else None, (sizes.f_blocks - sizes.f_bfree) * sizes.f_frsize)
