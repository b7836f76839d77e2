# SPDX-License-Identifier: GPL-2.0-or-later
# What must be true of volumes and mounts before imgbase is called, because a failed `layout --init` cannot be repeated.
"""Every check yields problems, each one a sentence with its fix. Where a rule comes from is said beside it."""

import os
from collections.abc import Iterator

from org_imgbased.layout.root import read_text
from org_imgbased.layout.scene import Journal, Scene
from org_imgbased.volumes import BOOT_BYTES, FILESYSTEMS, HEADROOM_BYTES, OWN_VOLUMES


def check_root(scene: Scene, _journal: Journal) -> Iterator[str]:
    """Root on a thin volume with ext4 or xfs (imgbased: lvm.py MissingLvmThinPool, utils.py FilesystemNotSupported)."""
    root = scene.root
    if root is None:
        yield f"Nothing is mounted at {scene.target.sysroot}: a directory cannot carry a layout. Install to a disk."
        return
    volume = scene.root_volume
    if volume is None:
        yield (
            f"The root file system is on {root.source}, which is not a logical volume. Give it a thin one: "
            "logvol / --thin --poolname=..., or autopart --type=thinp."
        )
    elif not volume.pool:
        yield (
            f"The root volume {volume.group}/{volume.name} is not thin, so no snapshot can be a base. "
            "Make it with logvol / --thin --poolname=..."
        )
    if root.filesystem not in FILESYSTEMS:
        yield f"The root file system is {root.filesystem}; imgbased can copy ext4 and xfs only. Use --fstype=xfs."


def check_var(scene: Scene, _journal: Journal) -> Iterator[str]:
    """imgbased: osupdater.py SeparateVarPartition."""
    if scene.mount_of("/var") is None:
        yield "/var is not a file system of its own, but it must outlive every layer. Add logvol /var --size=..."


def check_boot(scene: Scene, _journal: Journal) -> Iterator[str]:
    """imgbased: bootloader.py BootPartitionRequires1G; and each layer keeps a kernel and an initramfs there."""
    if scene.mount_of("/boot") is None:
        yield "/boot is not a file system of its own, but all layers share it. Add reqpart --add-boot or part /boot."
        return
    boot = os.statvfs(scene.target.path("/boot"))
    size = boot.f_blocks * boot.f_frsize
    if size < BOOT_BYTES:
        yield f"The file system of /boot has {size} bytes; imgbased insists on {BOOT_BYTES}. Give /boot 1100 MiB or more."
    needed = _bytes_of_kernels(scene)
    free = boot.f_bavail * boot.f_frsize
    if free < needed:
        yield f"/boot has {free} bytes free, and the layer's kernel and initramfs need {needed}. Make /boot larger."


def _bytes_of_kernels(scene: Scene) -> int:
    total = 0
    for kernel in scene.kernels():
        for name in (f"vmlinuz-{kernel}", f"initramfs-{kernel}.img"):
            path = scene.target.path(f"/boot/{name}")
            total += os.path.getsize(path) if os.path.isfile(path) else 0
    return total


def check_fstab(scene: Scene, _journal: Journal) -> Iterator[str]:
    """imgbased finds the volume of / by its path in fstab (osupdater.py)."""
    path = scene.target.path("/etc/fstab")
    try:
        lines = [line.split() for line in read_text(path).splitlines()]
    except OSError as error:
        yield f"/etc/fstab cannot be read ({error.strerror}), and imgbased must change it. Anaconda writes it: see its log."
        return
    sources = [words[0] for words in lines if len(words) > 1 and words[1] == "/" and not words[0].startswith("#")]
    if not sources:
        yield "/etc/fstab has no line for /, which imgbased must change. Anaconda writes it: see its log."
    elif not sources[-1].startswith("/dev/"):
        yield f"/etc/fstab names the root file system {sources[-1]}; imgbased finds a volume by /dev/... only."


def check_volumes(scene: Scene, journal: Journal) -> Iterator[str]:
    """The volumes imgbased makes by itself: each needs a directory and a free name (osupdater.py check_nist_layout)."""
    volume = scene.root_volume
    made = [path for path in scene.paths_wanted if scene.mount_of(path) is None and path != "/var"]
    for path in made:
        if not os.path.isdir(scene.target.path(path)):
            yield f"The image has no directory {path}, and imgbased puts a volume there. Add logvol {path}, or the directory."
        name = OWN_VOLUMES[path]
        if volume and scene.storage.named(volume.group, name):
            yield f"A volume is already called {volume.group}/{name}, and imgbased will make one of that name for {path}. Rename it."
    if made:
        journal.warn(
            f"imgbased makes volumes for {', '.join(made)}. Define them in the kickstart to choose their size and file system."
        )


def check_names(scene: Scene, _journal: Journal) -> Iterator[str]:
    """Traces of an earlier layout: init strips the tags of every disk it sees, and refuses or fails half-way."""
    tagged = [f"{group.name} ({tag})" for group in scene.storage.groups for tag in _imgbased(group.tags)]
    tagged += [f"{one.group}/{one.name} ({tag})" for one in scene.storage.volumes for tag in _imgbased(one.tags)]
    if tagged:
        yield (
            f"An earlier layout is still there: {', '.join(sorted(tagged))}. The layout can be made only once. "
            "Clear the disks (clearpart --all), or take out those of the old node."
        )
    volume = scene.root_volume
    for name in (scene.nvr, f"{scene.nvr}+1"):
        if volume and scene.nvr and scene.storage.named(volume.group, name):
            yield f"A volume is already called {volume.group}/{name}, as the base or its layer will be. Clear the disks."


def _imgbased(tags: frozenset[str]) -> list[str]:
    return sorted(tag for tag in tags if tag.startswith("imgbased:"))


def check_headroom(scene: Scene, journal: Journal) -> Iterator[str]:
    """Only a warning: imgbased goes on without growing the pool's metadata."""
    volume = scene.root_volume
    group = scene.storage.group(volume.group) if volume else None
    if group and group.free < HEADROOM_BYTES:
        journal.warn(
            f"Volume group {group.name} has {group.free // 1024**2} MiB unallocated; imgbased wants 2048 to grow the pool's "
            "metadata. Leave them with volgroup --reserved-space=2048, or many layers may fill it up."
        )
    yield from ()


CHECKS = (check_root, check_var, check_boot, check_fstab, check_volumes, check_names, check_headroom)
