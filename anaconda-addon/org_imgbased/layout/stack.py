# SPDX-License-Identifier: GPL-2.0-or-later
# Puts the new layer over the installed system, so that all that Anaconda does afterwards lands in what will boot.
"""imgbase snapshots the root, so whatever is written to it later is not in the layer. Here the layer is mounted over
both of Anaconda's trees (a %post --nochroot may write to either), with everything that was mounted below carried over.
Anaconda's live payload makes all mounts private, so the two trees do not see each other's mounts."""

import contextlib
import os

from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.lvm import Volume
from org_imgbased.layout.mounts import Mount, read_mounts
from org_imgbased.layout.programs import ask
from org_imgbased.layout.scene import Journal, Target


def _must(*argv: str) -> None:
    answer = ask(*argv)
    if answer.code != 0:
        problem = (
            f"The layout was made, but the layer could not be put in place: '{' '.join(argv)}' failed ({answer.words})."
        )
        raise LayoutError(
            "stack", problem, "What Anaconda does next would be lost with the old root, so it stops. Install again."
        )


def mount_layer(target: Target, layer: Volume) -> None:
    """Mount the layer at its own place; LayoutError when that fails."""
    os.makedirs(target.layer, mode=0o700, exist_ok=True)
    # As the live payload did already: else mounts made below /run would show, and go away again, in the trees too.
    _must("mount", "--make-rprivate", "/")
    _must("mount", layer.path, target.layer)
    _must("mount", "--make-private", target.layer)


def unmount_layer(target: Target, journal: Journal) -> None:
    """Take the layer's own place away again; what was bound from there stays."""
    answer = ask("umount", "-R", target.layer)
    if answer.code != 0:
        journal.warn(f"{target.layer} could not be unmounted ({answer.words}); it does no harm.")
        return
    with contextlib.suppress(OSError):
        os.rmdir(target.layer)


def remove_leftovers(target: Target, layer: Volume) -> None:
    """imgbase leaves the layer mounted at /tmp/mnt.* and its /etc over /etc; /tmp is often a volume of its own."""
    temporary = f"{target.sysroot}/tmp/mnt."  # noqa: S108 - imgbased's own name
    for mount in read_mounts(target.proc).below(target.sysroot):
        if mount.device != layer.device and not mount.point.startswith(temporary):
            continue
        _must("umount", mount.point)
        if mount.point.startswith(temporary) and "/" not in mount.point[len(temporary) :]:
            with contextlib.suppress(OSError):
                os.rmdir(mount.point)


def carry_over(target: Target) -> list[Mount]:
    """Bind everything that is mounted on the installed root to the same place of the layer; returns what was bound."""
    mounts = read_mounts(target.proc)
    root = mounts.at(target.sysroot)
    children = mounts.directly_on(root) if root else []
    for child in children:
        place = target.layer + child.point[len(target.sysroot.rstrip("/")) :]
        if os.path.isdir(child.point):
            os.makedirs(place, exist_ok=True)
        elif not os.path.exists(place):
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb"):
                pass
        _must("mount", "--rbind", child.point, place)
        _must("mount", "--make-rprivate", place)
    return children


def mount_volumes(target: Target, volumes: dict[str, Volume], journal: Journal) -> None:
    """imgbase fills the volumes it makes but does not mount them: without this, logs and homes written until the reboot
    would lie hidden below them."""
    for path in sorted(volumes):
        place = target.layer + path
        answer = ask("mount", volumes[path].path, place)
        if answer.code != 0:
            why = f"The new volume of {path} could not be mounted ({answer.words})"
            journal.warn(f"{why}: what is written there until the reboot is hidden after it.")


def cover(target: Target, layer: Volume, carried: list[Mount], journal: Journal) -> None:
    """Put the layer over both trees, and prove it."""
    trees = [target.sysroot]
    if os.path.realpath(target.sysimage) != os.path.realpath(target.sysroot):
        trees.append(target.sysimage)
    for tree in trees:
        if read_mounts(target.proc).at(tree) is None:
            journal.warn(f"Nothing is mounted at {tree}, so the layer was not put over it.")
            continue
        _must("mount", "--rbind", target.layer, tree)
        _must("mount", "--make-rprivate", tree)
    _verify(target, layer, carried)
    unmount_layer(target, journal)


def _verify(target: Target, layer: Volume, carried: list[Mount]) -> None:
    mounts = read_mounts(target.proc)
    for tree in (target.sysroot, target.sysimage):
        root = mounts.at(tree)
        # /mnt/sysroot is always there; /mnt/sysimage may not be (the warning above).
        if root is None and tree != target.sysroot:
            continue
        if root is None or root.device != layer.device:
            source = root.source if root else "nothing"
            problem = f"The layer was mounted over {tree}, but {source} is seen there and not {layer.path}."
            raise LayoutError(
                "stack", problem, "What Anaconda does next would be lost. Install again, and report this."
            )
        seen = {mount.point[len(tree) :]: mount.device for mount in mounts.directly_on(root)}
        lost = [one.point for one in carried if seen.get(one.point[len(target.sysroot) :]) != one.device]
        if lost:
            problem = f"{', '.join(lost)} did not come along when the layer was mounted over {tree}."
            raise LayoutError(
                "stack", problem, "What Anaconda writes there would be lost. Install again, and report this."
            )


def stack(target: Target, layer: Volume, volumes: dict[str, Volume], journal: Journal) -> None:
    """From "imgbase is done" to "everything that follows lands in the layer". The layer must be at its own place."""
    remove_leftovers(target, layer)
    carried = carry_over(target)
    mount_volumes(target, volumes, journal)
    cover(target, layer, carried, journal)
